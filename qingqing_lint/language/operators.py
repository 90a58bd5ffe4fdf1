"""Operators and their scope: which word decides what a clause does with a matter (READINGS.md, What makes the reading).

After ConText: a target, modifiers with direction and reach, terminators, pseudo-modifiers that swallow what looks alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qingqing_lint.lexicon.model import Operator

from .clauses import Clause

__all__ = ["Force", "Found", "govern", "operators_in", "table"]

_FORWARD = frozenset({"ban", "discourage", "condemn", "duty", "permit", "encourage", "waive", "voluntary"})
_CONTRAST = ("，由", "但", "然而", "确需", "确有", "确因", "因工作需要", "确属", "无法拒绝", "难以拒绝")
_CLOSERS = ("的，", "的、", "，由", "的由", "的应", "的须", "的一律", "的要", "的；", "行为", "问题", "情形", "现象", "情况", "的依", "的予", "的给", "的责", "的严", "做法", "的坚决", "的从严")
_NEGATIONS = ("未经", "未按", "未能", "未", "没有", "没", "拒不", "非经", "不经", "不按", "不", "无", "尚未", "从未")
_JOINING = ("、", "或", "和", "及", "与")
_NO_NEGATIONS = (
    "罚没", "没收", "不动产", "不合理", "不正当", "不平等", "不公平", "不良", "不合格", "不合法", "无偿", "无线", "无人机", "无效", "不断", "不仅", "不但", "无论", "不论", "不同",
    "不当", "无障碍", "未来", "未成年", "不定期", "不特定", "不可抗力", "无形", "不法", "不超过", "不少于", "不低于", "不得", "不予", "不足", "无理", "无关", "无依据", "无故", "不便", "不通", "不久", "不时", "不妨", "派不出", "不满", "不服", "不明", "不宜", "不利", "无法", "不易", "不相符", "不一致", "不符",
)
_AFTERWARDS = ("后再", "后进行", "后实施", "后另行", "后开展", "后启动", "后安排", "后办理", "后予以", "后执行", "后逐步", "后统一", "后，再", "后恢复", "后视情")
_GENERIC = ("", "沾", "碰", "干", "做", "搞", "有", "收", "拿", "要", "去", "参加", "前往", "出席", "到场", "落座", "进", "进入", "用", "办", "发生", "出现", "触碰", "这样做", "这么干", "接受", "收受", "越线", "越界")
_LISTS = ("下列", "以下", "如下", "之一的", "下述", "情形")


@dataclass(frozen=True, slots=True)
class Found:
    """An operator at work in a clause."""

    start: int
    end: int
    word: str
    effect: str
    after: bool
    reach: str


@dataclass(frozen=True, slots=True)
class Force:
    """What governs a match. ``effect``: "" when nothing does. ``soft``: a softening adverb applies. ``gate``: the match stands in
    未…的，不得/不予…: doing it is the condition. ``strong``: a duty word stands over a permissive one (应当鼓励).
    ``negated``: 未, 不 right before the action."""

    effect: str = ""
    found: Found | None = None
    soft: bool = False
    gate: Found | None = None
    strong: bool = False
    negated: bool = False
    context: str = ""
    under: Found | None = None
    later: Found | None = None
    """The permission behind the match, where nothing governs it from the front: 企业年会，干部可以参加."""
    """What governed before a waiver behind the match took over."""


def table(operators: Iterable[Operator]) -> dict[str, tuple[Operator, ...]]:
    """Operators by their word."""
    by_word: dict[str, list[Operator]] = {}
    for operator in operators:
        by_word.setdefault(operator.word, []).append(operator)
    return {word: tuple(found) for word, found in by_word.items()}


def operators_in(hits: Iterable[tuple[int, int, str]], known: dict[str, tuple[Operator, ...]], own: int) -> list[Found]:
    """The operators among the word hits of a clause, longest first where they overlap, forward and backward ones apart.

    ``own``: where the clause's own words begin; an operator that only rules over lists counts in front of it alone.
    """
    chosen: list[Found] = []
    hits = list(hits)
    others = [(start, end) for start, end, word in hits if word not in known and len(word) > 2]
    ends = {(start, end) for start, end, word in hits if any(op.effect == "ban" for op in known.get(word, ()))}
    for after in (False, True):
        spans = [
            (start, end, op) for start, end, word in hits for op in known.get(word, ())
            if (op.after is after or (op.effect == "pseudo" and not op.after)) and (op.reach != "list" or end <= own)
            # 不得不作为 is 不得 + 不作为: a longer operator does not cut into a known word that a shorter one leaves whole.
            and not any(start < s < end < e and (start, s) in ends for s, e in others)
        ]
        spans.sort(key=lambda s: (s[0], -s[1]))
        stop = 0
        kept: list[tuple[int, int]] = []
        for start, end, op in spans:
            if start < stop and not (kept and kept[-1] == (start, end)):
                continue
            kept.append((start, end))
            stop = end
            if op.effect != "pseudo":
                chosen.append(Found(start, end, op.word, op.effect, op.after, op.reach))
    chosen.sort(key=lambda f: f.start)
    return chosen


def govern(clause: Clause, found: list[Found], slots: list[tuple[int, int]], head: tuple[int, int]) -> Force:
    """The force over a match whose words stand at ``slots`` and whose action stands at ``head``."""
    text = clause.text
    start, end = min(s for s, _ in slots), max(e for _, e in slots)
    comma_start, _ = clause.comma_range(head[0])
    # An operator that holds a matched word as its tail (不再要求, 逐步减少) stays in force; one that is part of a matched word does not.
    free = [f for f in found if not any(f.start < e and s < f.end and not (f.start < s and e <= f.end) for s, e in slots)]
    negated = _negation(_blanked(text, slots), head[0])
    context = _context(clause, free, head, end)
    if context == "define" and len(free) < len(found) and any(f.effect == "define" and f not in free for f in found):
        context = ""  # the match speaks of the definition itself
    gate = _gate(clause, free, end, negated)
    soft = _soft(clause, free, head[0])
    before = _before(clause, free, head[0])
    inner = next((f for f in free if f.effect == "waive" and any(0 <= s - f.end <= 3 and "，" not in text[f.end:s] for s, _ in slots if f.start > start) and not _embedded(clause, free, f)), None)
    if inner is not None:
        before = inner
    elif before is not None and before.effect == "permit" and _not_at_all(text, before.end, slots):
        before = Found(before.start, before.end, before.word, "waive", False, before.reach)
    after = _after(clause, free, end)
    if before is not None and before.effect == "condemn" and "，" in text[before.end:head[0]] and any(
        f.effect in _FORWARD and f not in free for f in found
    ):
        before = None  # the match brings its own operator (撤销信箱，不再受理投诉)
    if before is not None and before.effect == "waive":
        after = None  # 不再编制，已印发的停止执行: the waiver governs, the rest follows from it
    if after is not None and after.effect == "sanction" and before is not None and _other_condition(clause, before, after, head, end):
        after = None
    dropped = _dropped(text, free, end)
    if dropped is not None and (before is None or before.effect in ("duty", "permit", "encourage")):
        return Force("waive", dropped, soft, None, False, False, context, before)
    if before is not None and before.effect == "omitted":
        return Force("ban", before, soft, before, False, True, context)
    if before is not None and before.effect in ("ban", "discourage", "condemn"):
        # 不得有下列行为：未公开收费清单 — to forbid leaving it undone is to order it.
        since = max(before.end, clause.comma_range(head[0])[0])
        undone = negated and before.effect == "ban" and _negation(text[since:], head[0] - since)
        return Force(before.effect, before, soft, before if undone else None, False, undone, context)
    if after is not None:
        return Force(after.effect, after, soft, gate, False, negated, context)
    # 订阅坚持自愿: the voluntary word may itself be one of the matched words.
    right = next((f for f in found if f.effect == "voluntary" and (f not in free or f.start >= end or f.end <= start)), None)
    led = right is not None and (
        before is None or before.effect in ("voluntary", "permit") or right not in free or 0 <= right.start - before.end <= 4
    )
    if right is not None and led and not _undone(text, right):
        return Force("voluntary", right, soft, None, False, negated, context)
    if before is None:
        return Force("", None, soft, gate, False, negated, context, None, _later(text, free, end))
    strong = before.effect in ("permit", "encourage") and any(
        f.effect == "duty" and f.end <= before.start and before.start - f.end <= 8 and f.start >= comma_start for f in free
    )
    return Force(before.effect, before, soft, gate, strong, negated and before.start < comma_start, context)


def _undone(text: str, right: Found) -> bool:
    return text[max(0, right.start - 1):right.start] in ("非", "不")


def _dropped(text: str, free: list[Found], end: int) -> Found | None:
    """警示教育暂不安排, 宣传工作自本年起停止开展: a waiver behind the match whose own verb has no object of its own."""
    for f in free:
        if f.effect == "wait" and (f.start >= end or f.end <= end):
            at = next((text.find(mark, f.end) for mark in _AFTERWARDS if 0 < text.find(mark, f.end) - f.end <= 24), -1)
            if at >= 0 and (f.start >= end or at <= end):
                return f
        if f.effect == "waive" and f.start >= end and f.start - end <= 14:
            between = text[end:f.start]
            tail = text[f.end:f.end + 5]
            stop = next((i for i, c in enumerate(tail) if c in "，。；、："), len(tail))
            if between.count("，") <= 1 and "的，" not in between and stop <= 3 and not any(w in between for w in ("的", "者", "企业")):
                return f
    return None


def _not_at_all(text: str, start: int, slots: list[tuple[int, int]]) -> bool:
    """可以不听取, 可由企业自行不予公布: 不 right before an action that a permission governs."""
    return any(text[s - 1] == "不" and s > start for s, _ in slots if s > 0)


def _blanked(text: str, slots: list[tuple[int, int]]) -> str:
    """The text without the matched words: a 不 that is part of the matter (暂不支付) negates nothing."""
    for start, end in slots:
        text = text[:start] + "·" * (end - start) + text[end:]
    return text


def _negation(text: str, head: int) -> bool:
    """未, 没有, 不 and the like right before the action, a few characters at most between."""
    window = text[max(0, head - 7):head]
    for mark in "，；。：、":
        window = window.rpartition(mark)[2]
    for word in _NO_NEGATIONS:
        window = window.replace(word, "")
    return any(n in window for n in _NEGATIONS)


def _before(clause: Clause, free: list[Found], head: int) -> Found | None:
    text = clause.text
    manner: Found | None = None
    for f in reversed(free):
        if f.after or f.start >= head or (f.effect not in _FORWARD and f.effect != "manner"):
            continue
        if f.effect == "manner":
            manner = manner or Found(f.start, f.end, f.word, "duty", False, f.reach)
            continue
        if manner is not None and clause.comma_range(f.start)[0] != clause.comma_range(manner.start)[0] and f.end > clause.own:
            return manner  # 鼓励定期召开: 定期 says how; it orders only where nothing before it in its comma clause does
        if f.effect == "encourage" and text.startswith(_JOINING, f.end):
            continue  # one verb of a list (推荐、指定……), no operator
        if f.effect == "encourage" and any(o.effect == "ban" and 0 <= f.start - o.end <= 2 for o in free):
            continue  # 不得推荐: the encouraging itself is forbidden
        if f.effect in ("duty", "permit", "waive") and (_embedded(clause, free, f) or _topic(clause, f, head)):
            continue
        if f.effect == "permit" and "未经" in text[max(0, f.start - 8):f.start]:
            continue  # 未经企业允许公开: a condition, no permission
        between = text[f.end:head]
        inherited = f.end <= clause.own
        if inherited and any(text.find(mark, 0, f.start) >= 0 for mark in ("情形之一", "行为之一", "情况之一")):
            continue  # 有下列情形之一的，可以……：the items are conditions; what the lead-in allows or orders is their consequence
        if f.reach == "near" and (len(between) > 6 or "，" in between):
            continue
        if f.reach == "comma" and "，" in between:
            continue
        if f.effect == "waive" and ("，" in between or len(between) > 14 or "并" in between or "同时" in between) and not inherited:
            continue
        if f.effect == "voluntary" and "，" in between:
            continue
        if f.effect == "condemn" and any(mark in between for mark in ("时，", "中，", "的，", "后，", "案件")):
            continue  # 在查处案件时，应当……: a circumstance, not an object
        if f.effect == "condemn" and not inherited and "，" in between and (len(between) > 40 or _turns(text, free, f.end, head)):
            continue
        if f.effect == "waive" and text.startswith("、不", f.end):
            continue  # 不组织、不协助、不参与非法集资: abstaining from something bad waives nothing
        if f.effect == "waive" and _forbidden(clause, free, f):
            return Found(f.start, f.end, f.word, "omitted", False, f.reach)
        if f.effect in ("ban", "discourage") and any(c in between for c in _CONTRAST) and not inherited:
            return manner
        if inherited and "；" in text[f.end:clause.own] and not any(w in text[f.end:clause.own] for w in _LISTS):
            continue
        return f
    return manner


def _embedded(clause: Clause, free: list[Found], inner: Found) -> bool:
    """不得占用依法应当划拨给企业的拨款: an operator within a relative clause, behind another operator, orders nothing."""
    start, end = clause.comma_range(inner.start)
    rest = clause.text[inner.end:end]
    at = rest.find("的")
    if at < 0 or at == len(rest) - 1 or not rest[at + 1:].strip("，。；："):
        return False
    outer = any(
        f.effect in ("ban", "condemn", "discourage", "duty") and not f.after and start <= f.start and f.end < inner.start - 1 for f in free
    )
    return outer or clause.text[start:inner.start].endswith(("依法", "依规", "其", "所"))


def _topic(clause: Clause, found: Found, head: int) -> bool:
    """应当落实……，对经营者参与投标活动，不得……: a comma clause that opens with 对 names a topic; what went before does not order it."""
    start, end = clause.comma_range(head)
    return found.end <= start and clause.own <= start and end < len(clause.text) - 1 and clause.text.startswith(("对", "关于", "就", "在", "涉及"), start)


def _turns(text: str, free: list[Found], start: int, head: int) -> bool:
    """整治……，实施清单管理: a comma clause that opens with a main verb of its own ends the reach of a remedial verb."""
    return any(f.effect == "verb" and start < f.start <= head and text[f.start - 1] == "，" for f in free)


def _later(text: str, free: list[Found], end: int) -> Found | None:
    for f in free:
        if f.start >= end and not f.after and f.effect in _FORWARD:
            return f if f.effect == "permit" and f.start - end <= 24 and f.word != "可由" else None
    return None


def _forbidden(clause: Clause, free: list[Found], waiver: Found) -> bool:
    """整治不予答复, 不得不予受理: the omission itself is what is forbidden."""
    for f in reversed(free):
        if f.start >= waiver.start or f.after or f.effect not in _FORWARD:
            continue
        between = clause.text[f.end:waiver.start]
        return f.effect in ("ban", "condemn") and "的，" not in between and not any(c in between for c in _CONTRAST)
    return False


def _after(clause: Clause, free: list[Found], end: int) -> Found | None:
    text = clause.text
    for f in free:
        if f.effect == "ban" and not f.after and f.start >= end and f.start - end <= 24 and _generic(text, f.end):
            return Found(f.start, f.end, f.word, "banned", False, f.reach)
        if not f.after or f.effect not in ("sanction", "banned", "discourage"):
            continue
        if f.start >= end:
            between = text[end:f.start]
            closed = (f.word.startswith(("一经", "发现一起", "有一起", "先")) and between.endswith("，")) or any(c in between for c in _CLOSERS) or between.endswith("的") or _closed(between)
            if f.effect in ("banned", "discourage") and len(between) <= 30:
                return f
            if f.effect == "sanction" and closed and not _failing(between):
                return f
        elif f.end <= clause.own <= end and any(w in text[:clause.own] for w in _LISTS):
            return f
    return None


def _closed(between: str) -> bool:
    """对拖欠账款的单位，严肃追责: a 的 with a short noun before the comma."""
    condition, comma, _ = between.rpartition("，")
    return bool(comma) and "的" in condition and len(condition) - condition.rfind("的") <= 9


def _generic(text: str, start: int) -> bool:
    """借老板的钱、开老板的车，都不许沾: a ban behind its object, on a verb that says nothing more."""
    tail = text[start:start + 6]
    stop = next((i for i, c in enumerate(tail) if c in "，。；"), len(tail))
    return tail[:stop].removeprefix("再") in _GENERIC


def _other_condition(clause: Clause, before: Found, after: Found, head: tuple[int, int], end: int) -> bool:
    """企业须一律报名，无正当理由不报名的，由住建局约谈: the sanction answers another 的-clause than the ordered match."""
    if before.effect not in ("duty", "permit") or before.start < clause.comma_range(head[0])[0] or after.start < end:
        return False
    first, comma, _ = clause.text[end:after.start].partition("，")
    return bool(comma) and not first.endswith(("的", "行为", "问题", "情形", "现象"))


def _failing(between: str) -> bool:
    """…参加评选，不参评的扣减奖补: what is punished is not doing it."""
    _, comma, condition = between.rstrip("，").rpartition("，")
    return bool(comma) and "的" in condition and any(n in condition for n in ("未", "不参", "不按", "不加", "拒", "没有", "缺席", "逾期", "无正当理由", "不缴", "不交", "不购", "不买", "不达", "不配合", "不愿", "不肯", "不签", "完不成", "达不到", "不足", "低于", "不到位", "不报"))


def _gate(clause: Clause, free: list[Found], end: int, negated: bool) -> Found | None:
    """未征求意见的，不予上会; 未经听取意见不得提请: what is negated is thereby required."""
    if not negated:
        return None
    text = clause.text
    for f in free:
        if f.start >= end and f.effect in ("deny", "ban", "waive", "sanction"):
            between = text[end:f.start]
            if len(between) <= 40 and (f.effect in ("ban", "deny") or "的" in between):
                return f
        if f.effect == "sanction" and f.end <= clause.own <= end and any(w in text[:clause.own] for w in _LISTS):
            return f
    return None


def _soft(clause: Clause, free: list[Found], head: int) -> bool:
    comma_start, _ = clause.comma_range(head)
    for f in free:
        if f.effect == "soften" and f.end <= head:
            if f.start >= comma_start:
                return True
            firm = any(o.effect in ("duty", "ban") and f.end <= o.start < head for o in free)
            if not firm:
                return True
            nearest = [o for o in free if o.effect in _FORWARD and o.end <= head]
            if nearest and clause.comma_range(f.start)[0] == clause.comma_range(nearest[-1].start)[0]:
                return True
    return False


def _context(clause: Clause, free: list[Found], head: tuple[int, int], end: int) -> str:
    """define, report or purpose, when the match stands in such words."""
    comma_start, _ = clause.comma_range(head[0])
    for f in free:
        if f.effect == "define" and f.start >= clause.own and (f.end <= head[0] or f.start >= end):
            return "define"
        if f.effect == "report" and f.start >= clause.own and f.end <= head[0]:
            return "report"
        if f.effect == "question" and f.end <= head[0] and comma_start <= f.start:
            open_question = not any(o.effect == "voluntary" for o in free) and clause.text[max(0, f.start - 8):f.start].find("论") < 0
            if open_question and not any(w in clause.text[max(0, f.start - 8):f.start] for w in ("不管", "不问")):
                return "report"
        if f.effect == "purpose" and comma_start <= f.start and f.end <= head[0]:
            return "purpose"
    return ""
