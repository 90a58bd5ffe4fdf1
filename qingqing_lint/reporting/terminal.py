"""The report for a person at a prompt. Laid out by hand so that it looks the same in a window, a pipe and a log file.

Colours repeat what words and signs already say; only red, magenta, green and weight are used, which keep their
contrast on light and dark backgrounds.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from qingqing_lint.report import DraftReport, Reading, Report, RuleResult
from qingqing_lint.reporting.coverage import category_rows, percent, ratio
from qingqing_lint.reporting.findings import (
    Finding,
    cite,
    counts,
    details,
    findings,
    headline,
    info_for,
    quote,
    rules_by_id,
    where,
)
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import pad, shorten, visible, width, wrap

__all__ = ["quiet_line", "render", "show"]

_MARK = {"error": "✖", "warning": "▲", "info": "•"}
_PLAIN_MARK = {"error": "x", "warning": "!", "info": "-"}
_STYLE = {"error": "bold red", "warning": "bold magenta", "info": "bold"}
_LABEL = {"zh": 10, "en": 16}
_BAR = 12
_SOURCES = 2  # so many are shown of each rule unless asked for more


def render(report: Report, options: Options) -> str:
    """The report as text; with escape sequences for colour only when ``options.color`` is true."""
    target = io.StringIO()
    console = Console(
        file=target,
        force_terminal=bool(options.color),
        color_system="standard" if options.color else None,
        no_color=not options.color,
        width=options.width or 80,
        legacy_windows=False,
    )
    _Page(console, report, options, unicode=True).print()
    return target.getvalue()


def show(report: Report, stream: IO[str], options: Options) -> None:
    """Print the report to ``stream``: colours, width and links as the terminal behind it has them.

    Characters that the stream's encoding lacks come out as ``?``; nothing raises ``UnicodeEncodeError``.
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    encoding = getattr(stream, "encoding", None) or "utf-8"
    console = Console(
        file=stream,
        force_terminal=options.color,
        no_color=None if options.color is None else not options.color,
        width=options.width or _stream_width(stream),
    )
    links = options.links
    if links is None:
        links = console.is_terminal and not console.legacy_windows and not console.is_dumb_terminal
    _Page(console, report, replace(options, links=links), unicode=_encodes("✖▲•█░", encoding)).print()


def _stream_width(stream: IO[str]) -> int | None:
    """80 for a pipe or a file; None lets rich ask the terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    return None if stream.isatty() else 80


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def quiet_line(finding: Finding, lang: str) -> str:
    """``path:line:column: severity rule message``, which editors and terminals make clickable."""
    region = finding.region
    head = (
        f"{visible(finding.draft.path)}:{region.line}:{region.column}: {finding.severity} {visible(finding.rule.id)} "
    )
    words = quote(finding.reading.text, 60) if finding.reading else ""
    return head + headline(finding, lang) + words


class _Page:
    """The console, and how wide it is; one method for each part of the report."""

    def __init__(self, console: Console, report: Report, options: Options, unicode: bool) -> None:
        self.console = console
        self.report = report
        self.options = options
        self.lang = options.lang if options.lang in _LABEL else "zh"
        self.rules = rules_by_id(report)
        self.width = min(max(console.width, 40), 110)
        self.unicode = unicode
        self.text = Text(no_wrap=True, overflow="ignore", end="")

    def line(self, *parts: tuple[str, str | Style] | str) -> None:
        for number, part in enumerate(parts, 1):
            words, style = (part, "") if isinstance(part, str) else part
            self.text.append(words.rstrip() if number == len(parts) else words, style=style or None)
        self.text.append("\n")

    def flush(self) -> None:
        """Hand what was laid out to the console in one piece; a call for each line would cost more than the layout."""
        self.console.print(self.text, markup=False, highlight=False, emoji=False, soft_wrap=True, end="")
        self.text = Text(no_wrap=True, overflow="ignore", end="")

    def block(self, text: str, indent: int, first: str = "", style: str = "") -> None:
        """A wrapped paragraph, ``first`` standing in the indent of its first line."""
        for number, line in enumerate(wrap(text, self.width - indent)):
            lead = pad(first, indent) if number == 0 else " " * indent
            self.line(lead, (line, style))

    def rule(self, title: str, style: str = "bold") -> None:
        self.line()
        self.line((f"-- {title} ", style), "-" * max(0, self.width - width(title) - 4))

    def print(self) -> None:
        """The whole report, draft by draft."""
        self.parts()
        self.flush()

    def parts(self) -> None:
        if self.options.quiet:
            self.quiet()
            return
        for number, draft in enumerate(self.report.drafts):
            if number:
                self.line()
            self.draft(draft)
            self.flush()
        if self.report.unreadable:
            self.rule(say("section-unreadable", self.lang, n=len(self.report.unreadable)), "bold red")
            for unreadable in self.report.unreadable:
                self.block(visible(unreadable.path), 2)
                self.block(visible(unreadable.reason), 4)
        if len(self.report.drafts) > 1:
            self.several()
        if not self.report.drafts:
            self.line(say("nothing-checked", self.lang))
        if self.report.unreadable and self.report.drafts:
            self.block(say("next-unreadable", self.lang, n=len(self.report.unreadable)), 0)

    def quiet(self) -> None:
        for draft in self.report.drafts:
            for finding in findings(draft, self.rules):
                self.line(quiet_line(finding, self.lang))
            self.flush()
        for unreadable in self.report.unreadable:
            message = say("unreadable", self.lang, reason=visible(unreadable.reason))
            self.line(f"{visible(unreadable.path)}:1:1: error unreadable {message}")

    def draft(self, draft: DraftReport) -> None:
        found = findings(draft, self.rules)
        self.head(draft, found)
        self.table(draft)
        violations = [f for f in found if f.kind == "violates"]
        if violations:
            self.rule(say("section-violations", self.lang, n=len(violations)), "bold red")
            for number, finding in enumerate(violations, 1):
                self.finding(finding, number)
        for severity in ("error", "warning", "info"):
            gaps = [f for f in found if f.kind != "violates" and f.severity == severity]
            if gaps:
                self.rule(say(f"section-gaps-{severity}", self.lang, n=len(gaps)), _STYLE[severity])
                for number, finding in enumerate(gaps, 1):
                    self.finding(finding, number)
        if self.options.verbose:
            self.covered(draft)
        self.closing(draft, found)

    def head(self, draft: DraftReport, found: list[Finding]) -> None:
        self.line("=" * self.width)
        self.block(visible(draft.title) or say("no-title", self.lang), 0, style="bold")
        path = visible(draft.path)
        self.line((path, Style(link=_uri(draft.path)) if self.options.links else ""))
        self.line()
        profile = say(f"profile-{draft.profile}", self.lang, default=visible(draft.profile))
        parts = [say("head-profile", self.lang, profile=profile)]
        if draft.form:
            parts.append(say("head-form", self.lang, form=visible(draft.form)))
        self.block((" " if self.lang == "en" else "").join(parts), 0)
        if draft.profile_reason:
            self.block(say("head-reason", self.lang, reason=visible(draft.profile_reason)), 0)
        coverage = draft.coverage
        if coverage.applicable:
            text = say(
                "head-coverage",
                self.lang,
                applicable=coverage.applicable,
                covered=coverage.covered,
                partial=coverage.partial,
                weak=coverage.weak,
                missing=coverage.missing,
                ratio=percent(coverage.ratio),
            )
            self.block(text, 0)
        else:
            self.block(say("head-coverage-none", self.lang), 0)
        violations = sum(f.kind == "violates" for f in found)
        if violations:
            self.block(say("head-violations", self.lang, n=violations), 0, style="bold red")
        else:
            self.block(say("head-no-violations", self.lang), 0)
        for note in draft.notes:
            self.block(say("head-note", self.lang, note=visible(note)), 0)

    def table(self, draft: DraftReport) -> None:
        names = ("applicable", "covered", "partial", "weak", "missing", "violations")
        rows = [r for r in category_rows(draft, self.rules) if r[2]["applicable"] or r[2]["violations"]]
        if not rows:
            return
        heads = [say(f"column-{name}", self.lang) for name in names]
        cells = [max(5, width(head) + 1) for head in heads]
        last = say("column-ratio", self.lang)
        room = self.width - sum(cells) - 9
        first = min(max(width(visible(title)) for _, title, _ in rows) + 1, room - 4)
        first = max(first, width(say("column-category", self.lang)) + 1)
        size_of_bar = max(0, min(_BAR, (room - first) // (2 if self.unicode else 1)))
        self.line()
        line = pad(say("column-category", self.lang), first)
        line += "".join(pad(head, size, right=True) for head, size in zip(heads, cells, strict=True))
        self.line((line + pad(last, 8, right=True), "bold"))
        for _, title, numbers in rows:
            line = pad(shorten(visible(title), first - 1), first)
            for name, size in zip(names[:-1], cells, strict=False):
                line += pad(str(numbers[name]) if numbers[name] else "-", size, right=True)
            bad = numbers["violations"]
            tail = pad(str(bad) if bad else "-", cells[-1], right=True)
            share = ratio(numbers)
            self.line(
                line,
                (tail, "bold red" if bad else ""),
                pad(percent(share), 8, right=True) + " ",
                *self.bar(share, size_of_bar),
            )

    def bar(self, share: float | None, size: int) -> list[tuple[str, str | Style]]:
        if share is None or not size:
            return []
        full, empty = ("█", "░") if self.unicode else ("#", ".")
        filled = int(share * size + 0.5)
        filled = min(max(filled, 1 if share else 0), size if share == 1 else size - 1)
        return [(full * filled, "green"), (empty * (size - filled), "")]

    def finding(self, finding: Finding, number: int) -> None:
        mark = (_MARK if self.unicode else _PLAIN_MARK)[finding.severity]
        severity = say(f"severity-{finding.severity}", self.lang)
        style = _STYLE[finding.severity]
        self.line()
        lead = f"{number}. "
        title = visible(finding.rule.title)
        self.line(lead, (f"{mark} {severity} ", style), (visible(finding.rule.id), "underline"))
        indent = width(lead)
        state = say(f"finding-{finding.kind}", self.lang)
        place = ""
        if finding.reading:
            at = where(finding.draft, finding.region, self.lang)
            place = say("with", self.lang, main=visible(finding.place), more=at) if finding.place else at
        key = "item-title-at" if place else "item-title"
        self.block(say(key, self.lang, title=title, state=state, place=place), indent, style="bold")
        size = indent + _LABEL[self.lang]
        for key, text in self.told(finding):
            label = say(f"label-{key}", self.lang) + say("colon", self.lang)
            self.block(text, size, " " * indent + label, style="bold red" if key == "conflict" else "")

    def told(self, finding: Finding) -> list[tuple[str, str]]:
        """The details to show: all of them when verbose, otherwise without recognised words and further sources."""
        pairs = details(finding, self.lang)
        if self.options.verbose:
            return pairs
        sources = [text for key, text in pairs if key == "source"]
        dropped = sources[_SOURCES:]
        shown = [(key, text) for key, text in pairs if key != "matched" and not (key == "source" and text in dropped)]
        if dropped:
            place = shown.index(("source", sources[_SOURCES - 1]))
            shown[place] = ("source", shown[place][1] + say("more-sources", self.lang, n=len(dropped)))
        return shown

    def covered(self, draft: DraftReport) -> None:
        rows = [row for row in draft.rules if row.verdict == "covered"]
        if not rows:
            return
        self.rule(say("section-covered", self.lang, n=len(rows)), "bold green")
        for row in rows:
            rule = info_for(row, self.rules)
            self.block(f"{visible(rule.title)}  {visible(rule.id)}", 2, "+ ")
            for reading in _stated(row):
                at = where(draft, reading.region, self.lang)
                place = say("with", self.lang, main=visible(reading.place), more=at) if reading.place else at
                self.block(f"{place}{quote(reading.text, 2 * self.width)}", 4)
            for source in rule.sources:
                label = "    " + say("label-source", self.lang) + say("colon", self.lang)
                self.block(cite(source), 4 + _LABEL[self.lang], label)

    def closing(self, draft: DraftReport, found: list[Finding]) -> None:
        violations = sum(f.kind == "violates" for f in found)
        errors = sum(f.kind != "violates" and f.severity == "error" for f in found)
        others = len(found) - violations - errors
        if violations:
            key = "next-fix-all" if errors else "next-fix-violations"
        elif errors:
            key = "next-fix-gaps"
        else:
            key = "next-consider" if others else "next-done"
        path = _argument(draft.path)
        text = say(key, self.lang, violations=violations, errors=errors, others=others, path=path)
        if found:
            text += say("next-explain", self.lang, rule=visible(found[0].rule.id))
        self.line()
        self.block(say("next", self.lang) + say("colon", self.lang) + text, 0, style="bold")

    def several(self) -> None:
        self.rule(say("section-summary", self.lang))
        heads = [say(f"column-{name}", self.lang) for name in ("errors", "warnings", "infos", "violations", "ratio")]
        cells = [max(7, width(head) + 2) for head in heads]
        self.line(
            ("".join(pad(h, c, right=True) for h, c in zip(heads, cells, strict=True)), "bold"),
            ("  " + say("column-draft", self.lang), "bold"),
        )
        worst: tuple[int, str] = (0, "")
        for draft in self.report.drafts:
            found = findings(draft, self.rules)
            number = counts(found)
            violations = sum(f.kind == "violates" for f in found)
            values = [str(number[s]) for s in ("error", "warning", "info")]
            values += [str(violations), percent(draft.coverage.ratio)]
            line = "".join(pad(value, size, right=True) for value, size in zip(values, cells, strict=True))
            self.block(visible(draft.path), width(line) + 2, line)
            if number["error"] > worst[0]:
                worst = (number["error"], draft.path)
        summary = self.report.summary
        self.line()
        key = "next-several" if worst[0] else "next-several-clean"
        text = say(
            key,
            self.lang,
            drafts=summary.drafts,
            errors=summary.errors,
            warnings=summary.warnings,
            infos=summary.infos,
            path=_argument(worst[1]),
        )
        self.block(say("next", self.lang) + say("colon", self.lang) + text, 0, style="bold")


def _stated(row: RuleResult) -> Iterable[Reading]:
    return (reading for reading in row.readings if reading.reading == "states")


def _argument(path: str) -> str:
    """A path as it can be typed after a command; quoted when it holds blanks."""
    shown = visible(path)
    return f'"{shown}"' if " " in shown else shown


def _uri(path: str) -> str | None:
    try:
        return Path(path).resolve().as_uri()
    except (OSError, ValueError):
        return None
