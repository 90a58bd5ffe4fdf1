"""Findings that somebody has argued away: in the draft itself, in the configuration, by a baseline. Nothing is dropped silently."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from qingqing_lint.draft import Draft, Outline, Remark
from qingqing_lint.report import DraftReport, RuleInfo, RuleResult, Suppression
from qingqing_lint.reporting.findings import Finding, findings, fingerprints

__all__ = ["Excuse", "Judged", "Waiver", "excuses_in", "judge", "within"]

_ORDER = re.compile(
    r"\s*(?:忽略|ignore)\s*(?P<scope>本行|本条|全文|line|article|file)?[\s:：]*"
    r"(?P<rules>[A-Za-z][\w/-]*(?:\s*[,，、]\s*[A-Za-z][\w/-]*)*)?[\s,，:：]*(?P<reason>.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_UNTIL = re.compile(r"[（(，,；;\s]*(?:有效期)?(?:至|到|until)\s*(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?\s*(?:止|为止)?[）)。]*\s*$", re.ASCII)
_SCOPES = {"line": "本行", "article": "本条", "file": "全文"}


@dataclass(frozen=True, slots=True)
class Excuse:
    """A remark to this tool in a draft, understood. ``first`` to ``last``: the lines it is about; 0, 0: the whole draft.

    ``wrong``: why it cannot be used, "" when it can. ``line``: where it stands.
    """

    rule: str
    reason: str
    until: str
    first: int
    last: int
    line: int
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception argued outside the draft; ``where`` says where it stands. Fields as in the configuration."""

    rule: str
    place: str
    reason: str
    who: str
    until: str
    where: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A report with its suppressed findings marked, what is wrong with the suppressions, and which were of use."""

    report: DraftReport
    problems: tuple[str, ...]
    used: frozenset[str]
    """``where`` of the waivers that excused something."""
    known: frozenset[str]
    """The fingerprints that were known beforehand and are still there."""


def excuses_in(draft: Draft, outline: Outline | None) -> tuple[Excuse, ...]:
    """What the remarks of a draft ask for. ``outline`` is only looked at when there are remarks."""
    there: dict[int, list[int]] = {}
    for number, provision in enumerate(outline.provisions if outline is not None and draft.remarks else ()):
        for piece in provision.pieces:
            there.setdefault(draft.paragraphs[piece.paragraph].line, []).append(number)
    return tuple(one for remark in draft.remarks for one in _understood(remark, draft, outline, there))


def _understood(remark: Remark, draft: Draft, outline: Outline | None, there: Mapping[int, list[int]]) -> Iterable[Excuse]:
    order = _ORDER.match(remark.text)
    if order is None:
        wrong = f"看不懂“{remark.text[:20]}”；应当写成“qingqing-lint: 忽略 规则编号 理由”"
        return (Excuse("", "", "", remark.first, remark.last, remark.line, wrong),)
    reason = re.sub(r"^理由[\s:：]*", "", order["reason"] or "").strip()
    until = ""
    wrong = ""
    if end := _UNTIL.search(reason):
        reason = reason[: end.start()].strip()
        try:
            until = date(int(end[1]), int(end[2]), int(end[3])).isoformat()
        except ValueError:
            wrong = f"“{end.group().strip()}”不是日期"
    names = [name.strip() for name in re.split("[,，、]", order["rules"] or "") if name.strip()]
    if not names:
        return (Excuse("", reason, until, remark.first, remark.last, remark.line, "没有写忽略哪条规则，如“忽略 decision/hearing 理由”"),)
    if not reason:
        wrong = wrong or "没有写理由，不起作用；请在规则编号后面写明理由"
    first, last = _lines(_SCOPES.get((order["scope"] or "").lower(), order["scope"] or ""), remark, draft, outline, there)
    return [Excuse(name, reason, until, first, last, remark.line, wrong) for name in names]


def _lines(
    scope: str, remark: Remark, draft: Draft, outline: Outline | None, there: Mapping[int, list[int]]
) -> tuple[int, int]:
    """The lines that an order of this scope covers. ``there``: by line, the numbers of the provisions on it."""
    if scope == "全文":
        return 0, 0
    if outline is None:
        return remark.first, remark.last
    here = [outline.provisions[n] for line in range(remark.first, remark.last + 1) for n in there.get(line, ())]
    if not scope and here and all(provision.kind == "title" for provision in here):
        return 0, 0
    if scope != "本条" or not here:
        return remark.first, remark.last
    units = {provision.unit for provision in here}
    covered = [
        draft.paragraphs[piece.paragraph].line for number, provision in enumerate(outline.provisions)
        if provision.unit in units or number in units for piece in provision.pieces
    ]
    return min(covered, default=remark.first), max(covered, default=remark.last)


def within(place: str, wanted: str) -> bool:
    """Whether a citation lies in another: 第八条第二款 in 第八条, but not 第八条之一; everything lies in "".

    >>> within("第八条第二款", "第八条"), within("第八条之一", "第八条"), within("", "第八条")
    (True, False, False)
    """
    return not wanted or place == wanted or (place.startswith(wanted) and place[len(wanted) : len(wanted) + 1] != "之")


def judge(
    report: DraftReport,
    rules: Mapping[str, RuleInfo],
    excuses: Iterable[Excuse] = (),
    waivers: Iterable[Waiver] = (),
    known: Mapping[str, Suppression] | None = None,
    *,
    names: Collection[str] = (),
    off: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Judged:
    """Mark every finding that an excuse, a waiver or what is already known (by fingerprint) covers, in this order.

    ``names``: rules and categories that exist; ``off``: rules that a lexicon switches off, with where it does.
    """
    day = (today or date.today()).isoformat()
    found = findings(report, rules)
    marks = fingerprints(found)
    problems: list[str] = []
    usable: list[tuple[Excuse, Suppression]] = []
    for excuse in excuses:
        wrong = excuse.wrong or _unknown(excuse.rule, names, off or {})
        if not wrong and excuse.until and excuse.until < day:
            wrong = f"对 {excuse.rule} 的忽略已于 {excuse.until} 到期"
        if wrong:
            problems.append(f"第{excuse.line}行的 qingqing-lint 批注：{wrong}。")
        else:
            usable.append((excuse, Suppression("comment", excuse.reason, "", excuse.until, f"{report.path}:{excuse.line}")))
    running = [(w, Suppression("config", w.reason, w.who, w.until, w.where)) for w in waivers if not w.until or w.until >= day]
    excused: dict[int, Suppression] = {}
    of_use: set[int] = set()
    used: set[str] = set()
    still: set[str] = set()
    for number, (finding, mark) in enumerate(zip(found, marks, strict=True)):
        why: Suppression | None = None
        for index, (excuse, suppression) in enumerate(usable):
            if _names_it(excuse.rule, finding) and _on(excuse, finding):
                of_use.add(index)
                why = why or suppression
        for waiver, suppression in running:
            if _names_it(waiver.rule, finding) and within(finding.place, waiver.place):
                used.add(waiver.where)
                why = why or suppression
        if known and mark in known:
            still.add(mark)
            why = why or known[mark]
        if why is not None:
            excused[number] = why
    for index, (excuse, _) in enumerate(usable):
        if index not in of_use:
            hint = "" if (excuse.first, excuse.last) == (0, 0) else "（“缺少”类的问题不在某一行，要写“忽略全文”）"
            problems.append(f"第{excuse.line}行的 qingqing-lint 批注：忽略 {excuse.rule} 没有对应的问题，请删去{hint}。")
    marked = _marked(report, [(found[number], why) for number, why in excused.items()])
    return Judged(marked, tuple(problems), frozenset(used), frozenset(still))


def _names_it(name: str, finding: Finding) -> bool:
    return name == finding.rule.id or name == finding.rule.category


def _on(excuse: Excuse, finding: Finding) -> bool:
    if (excuse.first, excuse.last) == (0, 0):
        return True
    return finding.reading is not None and finding.region.line <= excuse.last and excuse.first <= finding.region.end_line


def _unknown(name: str, names: Collection[str], off: Mapping[str, str]) -> str:
    if not names or name in names:
        return ""
    if name in off:
        return f"规则“{name}”已经停用（{off[name]}），请删去这条批注"
    close = difflib.get_close_matches(name, names, 1, 0.5)
    return f"没有“{name}”这条规则" + (f"，是不是 {close[0]}" if close else "")


def _marked(report: DraftReport, marks: list[tuple[Finding, Suppression]]) -> DraftReport:
    if not marks:
        return report
    gaps: dict[str, Suppression] = {}
    broken: dict[int, Suppression] = {}
    for finding, why in marks:
        if finding.kind == "violates":
            broken[id(finding.reading)] = why
        else:
            gaps[finding.row.rule] = why
    rules = tuple(_row(row, gaps.get(row.rule), broken) for row in report.rules)
    return replace(report, rules=rules)


def _row(row: RuleResult, gap: Suppression | None, broken: dict[int, Suppression]) -> RuleResult:
    readings = tuple(replace(r, suppressed=broken[id(r)]) if id(r) in broken else r for r in row.readings)
    if gap is None and all(new is old for new, old in zip(readings, row.readings, strict=True)):
        return row
    return replace(row, readings=readings, suppressed=gap)
