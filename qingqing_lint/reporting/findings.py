"""A report flattened into findings (violations and gaps), each with the sentences that every format shows of it."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from qingqing_lint.report import (
    SEVERITIES,
    DraftReport,
    Reading,
    Region,
    Report,
    RuleInfo,
    RuleResult,
    Source,
    Suppression,
)
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.visible import shorten, visible

__all__ = [
    "Finding",
    "cite",
    "counts",
    "details",
    "findings",
    "fingerprints",
    "headline",
    "info_for",
    "line_text",
    "message",
    "quote",
    "rules_by_id",
    "suppressed",
    "title_region",
    "uri",
    "where",
]


_GAPS = ("partial", "weak")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for the drafter to do.

    ``kind``: ``violates`` (a clause breaks the rule), ``missing``, ``partial`` or ``weak`` (a gap). ``severity``:
    error, warning or info. ``reading``: the clause; None when there is none (missing). ``region``: the clause, or the
    draft's title when there is none. ``ordinal``: 0 for the first violation of this rule in the draft, then 1, 2 …
    """

    draft: DraftReport
    row: RuleResult
    rule: RuleInfo
    kind: str
    severity: str
    reading: Reading | None
    region: Region
    ordinal: int = 0

    @property
    def place(self) -> str:
        """The provision as a lawyer cites it; "" where there is none."""
        return self.reading.place if self.reading else ""


def rules_by_id(report: Report) -> dict[str, RuleInfo]:
    """The report's rules by their ids."""
    return {rule.id: rule for rule in report.rules}


def info_for(row: RuleResult, rules: Mapping[str, RuleInfo]) -> RuleInfo:
    """The rule of a row; when the report does not describe it, as little as the row itself tells."""
    known = rules.get(row.rule)
    if known is not None:
        return known
    category = row.rule.partition("/")[0]
    return RuleInfo(row.rule, row.kind, row.rule, category, category, row.severity, "", "", (), (), "", "")


def findings(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> list[Finding]:
    """Everything to be mended in a draft: violations in the text's order, then gaps by severity in the rules' order."""
    return _found(draft, rules, suppressed=False)


def suppressed(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> list[tuple[Finding, Suppression]]:
    """The findings that are not reported, in the same order, each with why."""
    return [
        (finding, why)
        for finding in _found(draft, rules, suppressed=True)
        if (why := finding.reading.suppressed if finding.kind == "violates" and finding.reading else finding.row.suppressed)
    ]


def _found(draft: DraftReport, rules: Mapping[str, RuleInfo], suppressed: bool) -> list[Finding]:
    title = title_region(draft)
    violations: list[Finding] = []
    gaps: list[Finding] = []
    for row in draft.rules:
        rule = info_for(row, rules)
        broken = [r for r in row.readings if r.reading == "violates" and (r.suppressed is not None) == suppressed]
        for number, reading in enumerate(broken):
            violations.append(
                Finding(draft, row, rule, "violates", row.violation_severity, reading, reading.region, number)
            )
        if row.verdict in ("missing", "partial", "weak") and (row.suppressed is not None) == suppressed:
            best = next((r for r in row.readings if r.reading == row.verdict), None)
            gaps.append(Finding(draft, row, rule, row.verdict, row.severity, best, best.region if best else title))
    violations.sort(key=lambda f: (f.region.line, f.region.column, SEVERITIES.index(f.severity)))
    gaps.sort(key=lambda f: SEVERITIES.index(f.severity))
    return violations + gaps


def counts(found: list[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    return {severity: sum(f.severity == severity for f in found) for severity in SEVERITIES}


def title_region(draft: DraftReport) -> Region:
    """Where the draft's title stands; its first line with text when the title is not in it, line 1 when it is empty."""
    first: Region | None = None
    for line, column, text in draft.lines:
        if not text.strip():
            continue
        region = Region(line, column, line, column + len(text))
        if draft.title and text.strip() and (text.strip() in draft.title or draft.title in text):
            return region
        first = first or region
    return first or Region(1, 1, 1, 1)


def line_text(draft: DraftReport, line: int) -> tuple[int, str] | None:
    """The column of the first character and the text of a line; None when the report does not hold the line."""
    for number, column, text in draft.lines:
        if number == line:
            return column, text
    return None


def where(draft: DraftReport, region: Region, lang: str, column: bool = True) -> str:
    """The region's place in the file, for a human: line and column, or paragraph and character in a Word file.

    ``column``: say the column too.
    """
    word = PurePath(draft.path).suffix.lower() in (".docx", ".docm", ".doc", ".wps")
    key = ("at-paragraph" if word else "at-line") + ("" if column else "-only")
    return say(key, lang, line=region.line, column=region.column)


def cite(source: Source) -> str:
    """A rule's source as one line: document, place and its key words."""
    title = source.title if "《" in source.title or not source.title else f"《{source.title}》"
    return visible(f"{title}{source.place}" + (f"：“{source.words}”" if source.words else ""))


def quote(text: str, limit: int = 0) -> str:
    """Draft words in quotation marks, made harmless; ``limit``: cut to so many screen columns (0: not at all)."""
    shown = visible(text.strip())
    return f"“{shorten(shown, limit) if limit else shown}”"


def headline(finding: Finding, lang: str) -> str:
    """One sentence: what is wrong, in which provision."""
    rule, reading = finding.rule, finding.reading
    place = visible(finding.place) or (say("this-clause", lang) if reading else "")
    key = f"violates-{rule.kind}" if finding.kind == "violates" else finding.kind
    missing = say("and", lang).join(_elements(finding))
    return say(f"headline-{key}", lang, place=place, title=visible(rule.title), missing=missing)


def _elements(finding: Finding) -> list[str]:
    names = finding.row.missing or (finding.reading.missing if finding.reading else ())
    return [f"“{visible(name)}”" for name in names]


def details(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """What a colleague would add: ``(key, text)`` pairs in the order to be read.

    Keys, each at most once except ``source``: words, operator, matched, why, conflict, also, lacks, forbids, fits, source,
    advice, wording. The label of a key is the message ``label-KEY``.
    """
    found: list[tuple[str, str]] = []
    rule, reading, row = finding.rule, finding.reading, finding.row
    if reading:
        found.append(("words", quote(reading.text)))
        if reading.operator:
            effect = say(f"effect-{reading.operator.effect}", lang, default=visible(reading.operator.effect))
            key = "operator-inherited" if reading.operator.inherited else "operator-own"
            place = where(finding.draft, reading.operator.region, lang)
            found.append(("operator", say(key, lang, word=quote(reading.operator.text), effect=effect, where=place)))
        if reading.matched:
            words = say("and", lang).join(f"{visible(m.role)}{quote(m.text)}" for m in reading.matched)
            found.append(("matched", words))
    why = (reading.why if reading else "") or row.why
    if why:
        found.append(("why", visible(why)))
    if reading and reading.conflicts:
        places = say("and", lang).join(visible(c) for c in reading.conflicts)
        found.append(("conflict", say("conflict", lang, places=places)))
    others = (
        [r for r in row.readings if r.reading == finding.kind and r is not reading] if finding.kind in _GAPS else []
    )
    if others:
        also = [visible(r.place) or where(finding.draft, r.region, lang, column=False) for r in others]
        found.append(("also", say("and", lang).join(dict.fromkeys(also))))
    if finding.kind == "partial":
        says = {name: text for name, _, text in rule.elements}
        lacking = [
            visible(f"{name}：{says[name]}") if says.get(name) else visible(name)
            for name in row.missing or (reading.missing if reading else ())
        ]
        found.append(("lacks", "；".join(lacking)))
    if finding.kind == "missing":
        if rule.says:
            found.append(("forbids", visible(rule.says)))
        key = "fits-after" if row.fits_after else "fits-line" if row.fits_line else "fits-end"
        place = where(finding.draft, Region(row.fits_line, 1, row.fits_line, 1), lang, column=False)
        found.append(("fits", say(key, lang, place=visible(row.fits_after), where=place, line=row.fits_line)))
    found += [("source", cite(source)) for source in rule.sources]
    if rule.advice:
        found.append(("advice", visible(rule.advice.strip().replace("\n", " "))))
    if rule.wording:
        found.append(("wording", visible(rule.wording.strip().replace("\n", " "))))
    return found


def uri(path: str) -> str:
    """A path as a URI reference: relative as it is, absolute with ``file://``, ``stdin`` for ``-``."""
    if path == "-":
        return "stdin"
    windows = "\\" in path or re.match(r"[A-Za-z]:[\\/]", path)
    pure: PurePath = PureWindowsPath(path) if windows else PurePosixPath(path)
    if pure.is_absolute():
        return _absolute_uri(pure)
    parts = [part for part in pure.parts if part != "."]
    return "/".join(urllib.parse.quote(part, safe="", errors="replace") for part in parts) or "."


def _absolute_uri(pure: PurePath) -> str:
    """An absolute path as a ``file://`` URI; characters that cannot be encoded become ``?``, percent-encoded."""
    text = pure.as_posix()
    return "file://" + ("" if text.startswith("/") else "/") + urllib.parse.quote(text, safe="/:", errors="replace")


_CITED = re.compile(r"第[〇零一二三四五六七八九十百千两\d]+[章节条款项]")


def fingerprints(found: list[Finding]) -> list[str]:
    """An identity for each finding, hexadecimal, that survives moved lines and renumbered articles.

    It is made of rule, kind and the clause's words without blanks and without the numbers that cite articles, and, where a draft repeats the words, of which
    one it is. The path is not part of it.
    """
    seen: dict[str, int] = {}
    marks = []
    for finding in found:
        words = _CITED.sub("第条", re.sub(r"\s+", "", finding.reading.text)) if finding.reading else ""
        base = "\0".join((finding.rule.id, finding.kind, words))
        number = seen.get(base, 0)
        seen[base] = number + 1
        marks.append(hashlib.sha256(f"{base}\0{number}".encode("utf-8", "replace")).hexdigest()[:32])
    return marks


def message(finding: Finding, lang: str, only: tuple[str, ...] = ()) -> str:
    """Headline and details as plain lines, ``label：text`` each; ``only``: keys of the details wanted (empty: all)."""
    lines = [headline(finding, lang)]
    if not only or "rule" in only:
        severity, state = say(f"severity-{finding.severity}", lang), say(f"finding-{finding.kind}", lang)
        about = say("rule-line", lang, rule=visible(finding.rule.id), severity=severity, state=state)
        lines.append(f"{say('label-rule', lang)}{say('colon', lang)}{about}")
    for key, text in details(finding, lang):
        if not only or key in only:
            lines.append(f"{say('label-' + key, lang)}{say('colon', lang)}{text}")
    return "\n".join(lines)
