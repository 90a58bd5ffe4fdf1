"""Two versions of a draft: which provisions were lost, weakened, gained, which clauses newly break a rule, which articles moved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from qingqing_lint.draft import Outline
from qingqing_lint.report import DraftReport, Reading, RuleInfo, RuleResult
from qingqing_lint.reporting.findings import quote
from qingqing_lint.reporting.visible import shorten, visible

__all__ = ["FAIL_ON", "KINDS", "Change", "Comparison", "compare", "fails", "render"]

KINDS = {
    "lost": "丢失", "weakened": "变弱", "broken": "新增违反", "dropped": "少了一处", "gained": "新写到", "strengthened": "变完整",
    "mended": "违反已改",
}
"""Kinds of change, in the order of a report."""
FAIL_ON = {"lost": ("lost",), "weakened": ("lost", "weakened"), "broken": ("broken",), "any": ("lost", "weakened", "broken"), "never": ()}
_RANK = {"covered": 2, "partial": 1, "weak": 1}
_VERDICTS = {"covered": "写到", "partial": "不完整", "weak": "不硬", "missing": "缺少", "not-applicable": "不涉及"}
_GOOD = ("states", "partial", "weak")
_NUMBERS = re.compile(r"第[〇零一二三四五六七八九十百千两\d]+[章节条款项]|\s+")
_LIKE = 0.6
_MOST = 400


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what a draft does with a rule.

    ``before`` and ``after``: the verdict, or ``violates``. ``old_place``, ``old_text``: the clause in the old version;
    ``new_place``, ``new_text``: in the new one, or what now stands where it stood. ``missing``: elements lacking now.
    """

    kind: str
    rule: str
    title: str
    severity: str
    before: str
    after: str
    old_place: str = ""
    old_text: str = ""
    new_place: str = ""
    new_text: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All changes from one version to another. ``moved``: articles (old and new citation) that changed their order;
    ``renumbered``: how many others only have another number; ``articles``: how many could be matched, of how many before and now.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    moved: tuple[tuple[str, str], ...] = ()
    renumbered: int = 0
    articles: tuple[int, int, int] = (0, 0, 0)

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)


def compare(
    old: tuple[DraftReport, Outline], new: tuple[DraftReport, Outline], rules: Mapping[str, RuleInfo]
) -> Comparison:
    """Compare two versions, both checked with the same rules and profile."""
    before, after = _articles(old[1]), _articles(new[1])
    pairs = _matched(before, after)
    there = {before[i][0]: after[j][0] for i, j in pairs if before[i][0] and after[j][0]}
    texts = dict(after)
    rows = {row.rule: row for row in new[0].rules}
    changes: list[Change] = []
    for row in old[0].rules:
        if row.rule in rows:
            changes += _changes(row, rows[row.rule], rules.get(row.rule), there, texts)
    order = list(KINDS)
    changes.sort(key=lambda change: order.index(change.kind))
    moved, renumbered = _moved(pairs, before, after)
    return Comparison(old[0].path, new[0].path, tuple(changes), moved, renumbered, (len(pairs), len(before), len(after)))


def fails(found: Comparison, fail_on: str) -> bool:
    """Whether the comparison holds what ``fail_on`` (a key of `FAIL_ON`) forbids."""
    return bool(found.of(*FAIL_ON[fail_on]))


# ---------------------------------------------------------------- articles


def _plain(text: str) -> str:
    return _NUMBERS.sub("", text)


def _articles(outline: Outline) -> list[tuple[str, str]]:
    """Citation and text of every unit (条, or the smallest numbered unit with sentences of its own), in order."""
    found: dict[int, list[str]] = {}
    for number, provision in enumerate(outline.provisions):
        if provision.kind not in ("skip", "note", "title") and provision.text:
            found.setdefault(provision.unit if provision.unit >= 0 else number, []).append(provision.text)
    return [(outline.provisions[unit].citation, "".join(texts)) for unit, texts in sorted(found.items())]


def _matched(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Pairs of articles that are the same or nearly, by their words alone: identical ones first, then the most alike."""
    free: dict[str, list[int]] = {}
    for number, (_, text) in enumerate(after):
        free.setdefault(_plain(text), []).append(number)
    pairs = []
    rest = []
    for number, (_, text) in enumerate(before):
        same = free.get(_plain(text))
        if same:
            pairs.append((number, same.pop(0)))
        else:
            rest.append(number)
    left = sorted(number for numbers in free.values() for number in numbers)
    alike = []
    for i in rest[:_MOST]:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(_plain(before[i][1])[:1500])
        for j in left[:_MOST]:
            matcher.set_seq1(_plain(after[j][1])[:1500])
            if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE and (ratio := matcher.ratio()) >= _LIKE:
                alike.append((-ratio, abs(i - j), i, j))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, i, j in sorted(alike):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _moved(
    pairs: list[tuple[int, int]], before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> tuple[tuple[tuple[str, str], ...], int]:
    """The articles out of their order (all but a longest run that kept it), and how many others have another number."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = [-1] * len(pairs)
    for number, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        tails[place : place + 1] = [j]
        at[place : place + 1] = [number]
        back[number] = at[place - 1] if place else -1
    kept = set()
    here = at[-1] if at else -1
    while here >= 0:
        kept.add(here)
        here = back[here]
    moved = tuple((before[i][0], after[j][0]) for n, (i, j) in enumerate(pairs) if n not in kept and (before[i][0] or after[j][0]))
    return moved, sum(before[i][0] != after[j][0] for n, (i, j) in enumerate(pairs) if n in kept)


# ---------------------------------------------------------------- rules


def _article(place: str) -> str:
    found = re.match(r"(附件\d*\s*)?第[^条]+条(之[一二三四五六七八九十]+)?", place)
    return found.group() if found else place


def _changes(
    old: RuleResult, new: RuleResult, info: RuleInfo | None, there: Mapping[str, str], texts: Mapping[str, str]
) -> list[Change]:
    title = info.title if info else old.rule
    found: list[Change] = []
    was, now = _best(old), _best(new)
    kind = _kind(old, new)
    if kind:
        where, text = (now.place, now.text) if now else _instead(was, there, texts)
        found.append(Change(
            kind, old.rule, title, new.severity, old.verdict, new.verdict, was.place if was else "", was.text if was else "",
            where, text, new.missing,
        ))
    elif old.verdict == "covered" and new.verdict == "covered":
        rest = [r for r in new.readings if r.reading == "states"]
        for reading in (r for r in old.readings if r.reading == "states"):
            twin = next((r for r in rest if _same(reading, r, there)), None)
            if twin:
                rest.remove(twin)
            elif now:
                found.append(Change("dropped", old.rule, title, "info", "covered", "covered", reading.place, reading.text, now.place, now.text))
    left = list(new.violations)
    for reading in old.violations:
        twin = next((r for r in left if _same(reading, r, there)), None)
        if twin:
            left.remove(twin)
        else:
            where, text = _instead(reading, there, texts)
            found.append(Change("mended", old.rule, title, new.violation_severity, "violates", new.verdict, reading.place, reading.text, where, text))
    found += [
        Change("broken", old.rule, title, new.violation_severity, old.verdict, "violates", "", "", r.place, r.text) for r in left
    ]
    return found


def _kind(old: RuleResult, new: RuleResult) -> str:
    before, after = _RANK.get(old.verdict, 0), _RANK.get(new.verdict, 0)
    if before != after:
        return "lost" if not after else "gained" if not before else "weakened" if after < before else "strengthened"
    if before != 1:
        return ""
    if old.verdict != new.verdict:
        return "weakened" if new.verdict == "weak" else "strengthened"
    lacked, lacks = set(old.missing), set(new.missing)
    return "weakened" if lacks - lacked else "strengthened" if lacked - lacks else ""


def _best(row: RuleResult) -> Reading | None:
    wanted = {"covered": "states"}.get(row.verdict, row.verdict)
    return next((r for r in row.readings if r.reading == wanted), None)


def _same(old: Reading, new: Reading, there: Mapping[str, str]) -> bool:
    if _plain(old.text) == _plain(new.text):
        return True
    return bool(old.place) and there.get(_article(old.place)) == _article(new.place)


def _instead(reading: Reading | None, there: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, str]:
    """What stands now where a clause stood: the article matched with its own."""
    if reading is None:
        return "", ""
    place = there.get(_article(reading.place), "")
    return place, texts.get(place, "")


# ---------------------------------------------------------------- showing


def render(found: Comparison, form: str) -> str:
    """The comparison as ``terminal``, ``markdown`` or ``json`` text."""
    if form == "json":
        import json

        value: dict[str, Any] = asdict(found)
        value["moved"] = [{"from": a, "to": b} for a, b in found.moved]
        value["articles"] = dict(zip(("matched", "old", "new"), found.articles, strict=True))
        value["summary"] = {kind: len(found.of(kind)) for kind in KINDS}
        return json.dumps({"schema_version": 1, **value}, ensure_ascii=False, indent=1) + "\n"
    return (_markdown if form == "markdown" else _terminal)(found)


def _summary(found: Comparison) -> str:
    counted = [f"{name} {len(found.of(kind))}" for kind, name in KINDS.items() if found.of(kind)]
    return "，".join(counted) if counted else "没有规则上的变化"


def _moves(found: Comparison) -> str:
    same, old, new = found.articles
    parts = [f"条文：原有 {old} 处，现有 {new} 处，按文字对上 {same} 处"]
    if found.renumbered:
        parts.append(f"只是重新编号 {found.renumbered} 处")
    if found.moved:
        shown = "、".join(f"{a or '（无编号）'}→{b or '（无编号）'}" for a, b in found.moved[:12])
        parts.append(f"移动 {len(found.moved)} 处（{shown}{'……' if len(found.moved) > 12 else ''}）")
    return "；".join(parts) + "。"


def _states(change: Change) -> str:
    if change.kind in ("broken", "mended"):
        return ""
    lacks = f"，缺{'、'.join(change.missing)}" if change.missing else ""
    return f"{_VERDICTS.get(change.before, change.before)} → {_VERDICTS.get(change.after, change.after)}{lacks}"


def _terminal(found: Comparison) -> str:
    lines = [f"{visible(found.old)} → {visible(found.new)}", _summary(found) + "。", visible(_moves(found))]
    for kind, name in KINDS.items():
        chosen = found.of(kind)
        if chosen:
            lines += ["", f"-- {name} {len(chosen)} 项"]
        for change in chosen:
            states = _states(change)
            lines.append(f"{visible(change.rule)}  {visible(change.title)}" + (f"（{visible(states)}）" if states else ""))
            if change.old_text:
                lines.append(f"    原：{visible(change.old_place)}{quote(change.old_text, 120)}")
            if change.new_text:
                lines.append(f"    现：{visible(change.new_place)}{quote(change.new_text, 120)}")
            elif kind == "lost":
                lines.append("    现：没有对应的条文")
    return "\n".join(lines) + "\n"


def _markdown(found: Comparison) -> str:
    from qingqing_lint.reporting.markdown import escape

    def cell(place: str, text: str) -> str:
        return escape(f"{visible(place)} {shorten(visible(text), 100)}".strip()).replace("\n", " ") if text else "（无）"

    lines = [f"### {escape(visible(found.old))} → {escape(visible(found.new))}", "", f"{_summary(found)}。{escape(visible(_moves(found)))}"]
    if found.changes:
        lines += ["", "| 变化 | 规则 | 判定 | 原条文 | 现条文 |", "|---|---|---|---|---|"]
    for change in found.changes:
        name = f"{escape(visible(change.title))} `{visible(change.rule)}`"
        cells = (KINDS[change.kind], name, escape(visible(_states(change))) or "违反", cell(change.old_place, change.old_text), cell(change.new_place, change.new_text))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
