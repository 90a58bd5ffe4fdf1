"""The ledger that offices keep, as an Excel workbook: rules by drafts (对照表), findings, coverage.

Every text is written as text: a draft that begins with ``=`` is no formula, a web address is no link.
"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from qingqing_lint.report import SEVERITIES, DraftReport, Report, RuleResult
from qingqing_lint.reporting.coverage import category_rows, ratio
from qingqing_lint.reporting.findings import (
    Finding,
    cite,
    counts,
    details,
    findings,
    headline,
    rules_by_id,
)
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible, width

__all__ = ["render"]

_LONGEST = 32_000  # a cell holds 32,767 characters
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_PRINTED = 11  # so many columns of the findings fit on A4; the others are for the screen
_FILL = {
    "covered": "#E2F0D9",
    "partial": "#DDEBF7",
    "weak": "#FFF2CC",
    "missing": "#F2F2F2",
    "violates": "#F8CBAD",
}


def render(report: Report, options: Options) -> bytes:
    """The workbook's bytes. Sheets: rules by drafts, findings, coverage and, if there are any, unreadable files."""
    target = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, settings) as book:
        ledger = _Ledger(book, report, "en" if options.lang == "en" else "zh")
        ledger.matrix()
        ledger.findings()
        ledger.coverage()
        ledger.unreadable()
    return target.getvalue()


class _Ledger:
    """The workbook, its cell formats, and one method for each sheet."""

    def __init__(self, book: Any, report: Report, lang: str) -> None:
        self.book = book
        self.report = report
        self.lang = lang
        self.rules = rules_by_id(report)
        self.widths: dict[str, list[int]] = {}
        self.heights: dict[str, dict[int, int]] = {}
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF", "font_size": 10}
            self.formats[key] = self.book.add_format({**base, **properties})
        return self.formats[key]

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, None, **values)

    def text(self, sheet: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """Write a text cell; one that a spreadsheet might take for a formula also carries the sign for plain text.

        The row grows to show the whole text: not every office program does that by itself.
        """
        shown = "\n".join(visible(line) for line in text.split("\n"))[:_LONGEST]
        if shown.startswith(_FORMULA):
            properties["quote_prefix"] = True
        sheet.write_string(row, column, shown, self.format(**properties))
        size = self.widths[sheet.name][column] - 1
        lines = sum(max(1, -(-width(line) // size)) for line in shown.split("\n"))
        heights = self.heights.setdefault(sheet.name, {})
        if lines > heights.get(row, 0):
            heights[row] = lines
            sheet.set_row(row, min(14.5 * lines + 3, 400))

    def sheet(self, title: str, heads: list[str], widths: list[int], freeze: tuple[int, int]) -> Any:
        """A new sheet with a head row, widths in characters, frozen panes, and A4 landscape print settings."""
        sheet = self.book.add_worksheet(self.say(title)[:31])
        self.widths[sheet.name] = widths
        for column, head in enumerate(heads):
            self.text(sheet, 0, column, head, bold=True, bg_color="#D9E2F3", valign="vcenter")
        for column, size in enumerate(widths):
            sheet.set_column(column, column, size)
        sheet.freeze_panes(*freeze)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def matrix(self) -> None:
        drafts = self.report.drafts
        fixed = ("label-category", "label-rule", "column-title", "label-reading", "label-severity", "label-source")
        heads = [self.say(key) for key in fixed] + [f"{d.title}\n{d.path}" if d.title else d.path for d in drafts]
        sheet = self.sheet("sheet-matrix", heads, [12, 24, 26, 12, 8, 40] + [24] * len(drafts), (1, 3))
        rows: list[dict[str, RuleResult]] = [{row.rule: row for row in draft.rules} for draft in drafts]
        for number, rule in enumerate(self.report.rules, 1):
            kind = say(f"kind-{rule.kind}", self.lang, default=visible(rule.kind))
            severity = say(f"severity-{rule.severity}", self.lang, default=visible(rule.severity))
            sources = "\n".join(cite(source) for source in rule.sources)
            for column, text in enumerate((rule.category_title, rule.id, rule.title, kind, severity, sources)):
                self.text(sheet, number, column, text)
            for column, by_rule in enumerate(rows, len(fixed)):
                row = by_rule.get(rule.id)
                if row:
                    self.verdict(sheet, number, column, row)
        if self.report.rules:
            sheet.autofilter(0, 0, len(self.report.rules), len(heads) - 1)

    def verdict(self, sheet: Any, row: int, column: int, result: RuleResult) -> None:
        wanted = {"covered": "states", "partial": "partial", "weak": "weak"}.get(result.verdict)
        places = list(dict.fromkeys(r.place for r in result.readings if r.reading == wanted and r.place))
        lines = [" ".join([self.say(f"verdict-{result.verdict}"), self.say("and").join(places)]).strip()]
        if result.violations:
            places = list(dict.fromkeys(r.place for r in result.violations if r.place))
            count = self.say("cell-violations", n=len(result.violations))
            lines.append(" ".join([count, self.say("and").join(places)]).strip())
        fill = _FILL.get("violates" if result.violations else result.verdict)
        properties = {"bg_color": fill} if fill else {"font_color": "#7F7F7F"}
        if result.violations:
            properties["bold"] = True  # type: ignore[assignment]
        self.text(sheet, row, column, "\n".join(lines), **properties)

    def findings(self) -> None:
        columns = (
            ("column-number", 6),
            ("column-draft", 16),
            ("label-place", 12),
            ("label-severity", 7),
            ("label-reading", 8),
            ("column-title", 18),
            ("label-words", 34),
            ("column-message", 26),
            ("label-source", 28),
            ("label-wording", 32),
            ("column-done", 10),
            ("label-category", 12),
            ("label-rule", 24),
            ("column-path", 20),
            ("column-line", 8),
            ("column-column", 8),
            ("label-operator", 22),
            ("label-why", 28),
            ("label-conflict", 24),
            ("label-lacks", 26),
            ("label-fits", 24),
            ("label-advice", 36),
        )
        heads = [self.say(key) for key, _ in columns]
        sheet = self.sheet("sheet-findings", heads, [size for _, size in columns], (1, 3))
        row = 0
        for draft in self.report.drafts:
            for finding in findings(draft, self.rules):
                row += 1
                self.finding(sheet, row, finding)
        if row:
            sheet.autofilter(0, 0, row, len(columns) - 1)
            choices = [self.say(f"done-{key}") for key in ("mended", "refused", "pending")]
            sheet.data_validation(1, _PRINTED - 1, row, _PRINTED - 1, {"validate": "list", "source": choices})
        sheet.print_area(0, 0, row, _PRINTED - 1)

    def finding(self, sheet: Any, row: int, finding: Finding) -> None:
        told: dict[str, str] = {}
        for key, text in details(finding, self.lang):
            told[key] = f"{told[key]}\n{text}" if key in told else text
        values: tuple[str | int, ...] = (
            row,
            finding.draft.title,
            finding.place,
            self.say(f"severity-{finding.severity}"),
            self.say(f"finding-{finding.kind}"),
            finding.rule.title,
            finding.reading.text if finding.reading else "",
            headline(finding, self.lang),
            told.get("source", ""),
            told.get("wording", ""),
            "",
            finding.rule.category_title,
            finding.rule.id,
            finding.draft.path,
            finding.region.line,
            finding.region.column,
            told.get("operator", ""),
            told.get("why", ""),
            told.get("conflict", ""),
            told.get("lacks", "") or told.get("forbids", ""),
            told.get("fits", ""),
            told.get("advice", ""),
        )
        fill = {"bg_color": _FILL[finding.kind]}
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value, self.format())
            else:
                self.text(sheet, row, column, value, **(fill if column in (3, 4) else {}))

    def coverage(self) -> None:
        keys = ("draft", "path", "profile", "ratio", "violations", "errors", "warnings", "infos")
        names = ("applicable", "covered", "partial", "weak", "missing")
        categories: dict[str, str] = {}
        for draft in self.report.drafts:
            categories.update({category: title for category, title, _ in category_rows(draft, self.rules)})
        heads = [self.say(f"column-{key}") for key in (*keys, *names)] + list(categories.values())
        widths = [34, 24, 20, 10, 8, 8, 8, 8, 8, 8, 8, 8, 8] + [12] * len(categories)
        sheet = self.sheet("sheet-coverage", heads, widths, (1, 1))
        for row, draft in enumerate(self.report.drafts, 1):
            self.covered(sheet, row, draft, categories)
        last = len(self.report.drafts)
        if last:
            sheet.autofilter(0, 0, last, len(heads) - 1)
            bar = {"type": "data_bar", "bar_solid": True, "bar_color": "#A9D08E", "min_type": "num", "min_value": 0}
            bar |= {"max_type": "num", "max_value": 1}
            sheet.conditional_format(1, 3, last, 3, bar)
            if categories:
                sheet.conditional_format(1, 13, last, 12 + len(categories), bar)

    def covered(self, sheet: Any, row: int, draft: DraftReport, categories: dict[str, str]) -> None:
        found = findings(draft, self.rules)
        count = counts(found)
        profile = say(f"profile-{draft.profile}", self.lang, default=visible(draft.profile))
        for column, text in enumerate((draft.title, draft.path, profile)):
            self.text(sheet, row, column, text)
        self.share(sheet, row, 3, draft.coverage.ratio)
        coverage = draft.coverage
        numbers = [sum(f.kind == "violates" for f in found), *(count[severity] for severity in SEVERITIES)]
        numbers += [coverage.applicable, coverage.covered, coverage.partial, coverage.weak, coverage.missing]
        for column, number in enumerate(numbers, 4):
            sheet.write_number(row, column, number, self.format())
        table = {category: values for category, _, values in category_rows(draft, self.rules)}
        for column, category in enumerate(categories, 13):
            self.share(sheet, row, column, ratio(table[category]) if category in table else None)

    def share(self, sheet: Any, row: int, column: int, value: float | None) -> None:
        if value is None:
            self.text(sheet, row, column, "", font_color="#7F7F7F")
        else:
            sheet.write_number(row, column, value, self.format(num_format="0%"))

    def unreadable(self) -> None:
        if not self.report.unreadable:
            return
        heads = [self.say("column-path"), self.say("label-why")]
        sheet = self.sheet("sheet-unreadable", heads, [40, 80], (1, 0))
        for row, unreadable in enumerate(self.report.unreadable, 1):
            self.text(sheet, row, 0, unreadable.path)
            self.text(sheet, row, 1, unreadable.reason)
