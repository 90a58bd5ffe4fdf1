"""What each clause does with each rule's matter: states, partial, weak, violates, or none (READINGS.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qingqing_lint.language import Clause, Force, Found, govern, subject
from qingqing_lint.lexicon import Rule

from .matching import Hit, Scan

__all__ = ["Decision", "Trace", "read_unit"]

_BANNING = frozenset({"ban", "condemn", "sanction", "banned", "voluntary"})
_PERMITTING = frozenset({"permit", "encourage"})
_NOMINAL = ("的", "行为", "问题", "现象", "情形", "情况", "举报", "投诉", "等行为", "等问题", "等现象", "等情形", "等方面")
_HANDLING = ("举报", "投诉", "监督", "防范", "处理", "查处", "制止", "纠正", "拒绝", "受理", "防止", "避免", "杜绝", "治理", "整治", "清理", "规范", "检举", "控告", "调查", "认定", "追究", "处分", "反映", "监测", "追回", "责令", "通报")
_LAWFUL = ("法律", "法规", "规章", "国家", "国务院", "依法", "另有规定", "企业同意", "本人同意", "自愿", "依法批准", "未经批准", "法定", "保密", "秘密", "确有必要", "公共安全", "另有约定")
_OPENINGS = ("但", "确需", "确有", "特殊情况", "特殊情形", "遇", "有特殊", "经", "对于", "除外", "因特殊", "重大活动", "重要")
_ENDING = ("不再", "取消", "停止", "一律不再", "均不再", "今后不", "不复", "一概不再")
_REDRESS = ("举报", "投诉", "申诉", "控告", "检举", "反映", "报告", "申请", "起诉", "复议", "诉讼", "不予追究", "不追究", "免予", "免于", "不承担", "不受", "无需", "不必", "有权", "可以向", "奖励")
"""What a victim or a witness may do about a conduct answers nobody."""
_DEFAULT_BY = frozenset({"public", "association", "utility", "anyone", ""})
_FORCING = ("要求", "强制", "责令", "强迫", "强令", "必须", "应当", "须", "一律", "统一", "指令", "让", "逼", "限期", "硬性", "都要", "务必", "组织", "通知", "硬要", "摊派", "下达", "派", "需", "应", "要", "得")
_CONDITION_LISTS = ("条件", "要求", "材料", "手续", "资格", "标准", "前提")


@dataclass(slots=True)
class Decision:
    """A reading of one rule in one clause, with all that made it."""

    rule: Rule
    reading: str
    clause: Clause
    hits: list[tuple[Hit, Clause, str]]
    force: Force
    missing: tuple[str, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Trace:
    """Why a rule that was near did or did not fire; filled only when asked for."""

    lines: list[tuple[Clause, str, str, str]] = field(default_factory=list)

    def note(self, clause: Clause, rule: str, what: str, why: str) -> None:
        """Keep one line: clause, rule, the words, the reason."""
        self.lines.append((clause, rule, what, why))


def read_unit(scans: list[Scan], trace: Trace | None = None) -> list[Decision]:
    """All readings of one unit (an article, or the smallest numbered unit of an 意见)."""
    hits: dict[str, list[tuple[Hit, Scan]]] = defaultdict(list)
    outside: set[str] = set()
    for scan in scans:
        for hit in scan.hits:
            if hit.role == "unless-unit":
                outside.add(hit.rule.id)
            elif hit.role != "unless":
                if hit.rule.id in scan.blocked:
                    if trace is not None:
                        trace.note(scan.clause, hit.rule.id, _words(hit, scan.clause), "句中有 unless 所列的词，不读")
                else:
                    hits[hit.rule.id].append((hit, scan))
    decisions: list[Decision] = []
    for rule_id, found in hits.items():
        rule = found[0][0].rule
        if rule_id in outside:
            if trace is not None:
                trace.note(found[0][1].clause, rule_id, _words(*_first(found)), "本条有 unless-unit 所列的词，不读")
            continue
        if rule.kind == "ban":
            decisions += _read_ban(rule, found, trace)
        else:
            decisions += _read_elements(rule, found, trace)
    return _yielded(decisions, trace)


def _first(found: list[tuple[Hit, Scan]]) -> tuple[Hit, Clause]:
    return found[0][0], found[0][1].clause


def _words(hit: Hit, clause: Clause) -> str:
    return "…".join(clause.text[s:e] for s, e in hit.slots)


# ---------------------------------------------------------------- bans


def _read_ban(rule: Rule, found: list[tuple[Hit, Scan]], trace: Trace | None) -> list[Decision]:
    decisions: dict[tuple[int, str], Decision] = {}
    for hit, scan in found:
        clause = scan.clause
        force = govern(clause, scan.operators, list(hit.slots), _governed(hit, clause))
        reading, why = _ban_reading(rule, hit, scan, force)
        if reading and not _acts(rule, hit, scan, force, reading):
            reading, why = "", "做这件事的不是机关及其工作人员"
        if trace is not None:
            trace.note(clause, rule.id, f"{_words(hit, clause)}〔{hit.role}〕", f"{reading or 'none'}：{why}{_said(force)}")
        if not reading:
            continue
        key = (clause.index, reading)
        if key in decisions:
            decisions[key].hits.append((hit, clause, hit.role))
        else:
            decisions[key] = Decision(rule, reading, clause, [(hit, clause, hit.role)], force, (), why)
    _exempt(decisions, found)
    _opened(decisions)
    return list(decisions.values())


def _governed(hit: Hit, clause: Clause) -> tuple[int, int]:
    """The span whose operator counts: the action, or, where the action stands in the lead-in, the first word of the item's own."""
    if hit.head[0] >= clause.own:
        return hit.head
    return min(slot for slot in hit.slots if slot[1] > clause.own)


def _said(force: Force) -> str:
    return f"（{force.found.word}：{force.effect}）" if force.found else ""


def _ban_reading(rule: Rule, hit: Hit, scan: Scan, force: Force) -> tuple[str, str]:
    clause = scan.clause
    effect = force.effect
    if force.context == "define":
        return "", "定义，不是规定"
    if force.context in ("purpose", "report") and effect not in ("ban", "sanction", "banned"):
        return "", "目的或者过去的情况，不是规定"
    if hit.role == "kept":
        return _kept(force)
    if hit.role in ("acts", "demanded", "imposed") and _named(clause, hit):
        return "", "“要求”“规定”在这里是名词"
    behind = force.found is not None and force.found.start >= hit.head[1]
    if effect == "waive" and behind and hit.role != "waived":
        # 一律拖着慢办，待其息访后再恢复: what comes behind does not undo a conduct; what stands before it governs.
        effect = force.under.effect if force.under is not None else ""
        force = replace(force, effect=effect, found=force.under)
    part = force.found is not None and any(force.found.start < e and s < force.found.end for s, e in hit.slots)
    if effect == "waive" and hit.role != "waived" and not (hit.role == "imposed" and part):
        ended = (
            force.found is not None and force.found.end <= hit.head[0] and force.found.word.startswith(_ENDING)
            and "资格" not in clause.text[hit.end:hit.end + 4]
        )
        if ended and (hit.role in ("acts", "touched") or (hit.role == "demanded" and _forced(clause, hit, force))):
            return ("weak", "只是逐步不做") if force.soft else ("states", "不再做")
        return "", "取消、不再，不是要求"
    if rule.lawful and _lawful(clause, hit):
        return "", "依法而为，不是所禁的行为"
    if effect == "duty" and part and force.found is not None and force.found.word.startswith(("不得", "不准", "不许")):
        effect = "ban"  # 不得拖延 is a duty of the inner verb, unless 拖延 itself is the conduct
        force = replace(force, effect=effect)
    if hit.role == "waived":
        return ("", "") if effect in _BANNING - {"voluntary"} else ("violates", "放行了所禁的行为")
    if effect == "discourage":
        return ("weak", "只是不提倡") if hit.role != "demanded" or _forced(clause, hit, force) else ("", "")
    if hit.role == "demanded":
        return _demanded(hit, scan, force)
    if effect in _BANNING:
        return ("weak", "禁得不硬") if force.soft and effect in ("ban", "condemn") else ("states", "禁止或者追究")
    if hit.role == "touched":
        return "", "没有禁止，依法可以做"
    if not effect and force.negated and force.gate is None and hit.role in ("acts", "imposed") and _abstains(clause, hit):
        return ("weak", "只是一般不做") if force.soft else ("states", "写明不做")
    if hit.role == "imposed":
        if force.negated and not force.gate:
            return "", "否定"
        if clause.text.startswith(_NOMINAL, hit.end):
            return "", "只是提到"
        return "violates", "这样写就是要求或者允许所禁的行为"
    if effect in _PERMITTING or effect == "duty":
        if force.negated or (effect == "encourage" and _abstains(clause, hit)):
            return {"duty": ("states", "应当不做"), "encourage": ("weak", "只是提倡不做")}.get(effect, ("", "可以不做"))
        if force.found is not None and clause.text[force.found.end:hit.start] in ("对", "对于", "针对"):
            return ("states", "规定了怎么处理") if effect == "duty" else ("", "只是提到")
        return ("violates", "允许或者要求所禁的行为") if _direct(clause, hit, force) else ("", "只是提到")
    return _conditional(clause, hit, force) if hit.role == "acts" and not effect else ("", "没有算子，只是提到")


def _conditional(clause: Clause, hit: Hit, force: Force) -> tuple[str, str]:
    """A plainly bad act as the condition of something: …的，由督查室督办 answers it; …的，可以参加 lets it pass."""
    before, closing, rest = clause.text[hit.end:].partition("的，")
    lead = clause.text[clause.comma_range(hit.head[0])[0]:hit.start]
    if any(w in lead for w in (*_REDRESS, "可能", "涉及", "受到", "遭受", "遭到")):
        return "", "没有算子，只是提到"
    if not closing or len(before) > 20 or "，" in before[8:] or len(rest) < 3 or any(w in rest for w in _REDRESS):
        return "", "没有算子，只是提到"
    if force.later is not None:
        return ("violates", "放行了所禁的行为") if rest.find(force.later.word) <= 8 else ("", "没有算子，只是提到")
    return "states", "写明了怎么处理"


def _abstains(clause: Clause, hit: Hit) -> bool:
    """本单位人员不接受企业宴请: not doing it, plainly said; 不接受……的 is a condition."""
    text = clause.text
    rest = text[hit.end:hit.end + 3]
    return any(text[s - 1] == "不" for s, _ in hit.slots if s) and "的" not in rest


def _kept(force: Force) -> tuple[str, str]:
    """The opposite duty of four bans (READINGS.md): 应当为举报人保密 states the ban on leaking."""
    if force.effect == "waive":
        return "violates", "免除了反面的义务"
    if force.effect == "sanction" or force.gate is not None:
        return "states", "不履行反面的义务要追究"
    if force.effect in ("ban", "condemn", "discourage", "banned") or force.negated:
        return "", "被禁止的不是所禁的行为"
    if (force.effect in _PERMITTING and not force.strong) or force.soft:
        return "weak", "反面的义务只是可以、鼓励或者尽量"
    return "states", "规定了反面的义务"


def _demanded(hit: Hit, scan: Scan, force: Force) -> tuple[str, str]:
    clause = scan.clause
    effect = force.effect
    if force.gate is not None:
        return "violates", "不做就不予办理"
    if effect == "voluntary":
        return "states", "自愿或者有权拒绝"
    forced = _forced(clause, hit, force)
    if effect in _BANNING:
        if not forced:
            return "", "没有强制的词"
        return ("weak", "禁得不硬") if force.soft and effect in ("ban", "condemn") else ("states", "禁止强制")
    if force.negated:
        return "", "否定"
    if effect == "duty" and force.found is not None:
        between = clause.text[force.found.end:hit.start]
        if any(h in between for h in _HANDLING) or not (forced or any(kind == "enterprise" for _, _, kind in scan.actors)):
            return "", "只是提到"
        return ("violates", "把自愿的事规定为义务") if not clause.text.startswith(_NOMINAL, hit.end) else ("", "只是提到")
    if effect in ("permit", "encourage", "waive"):
        return "", "没有强制"
    if clause.own and any(w in clause.text[:clause.own] for w in _CONDITION_LISTS):
        return "violates", "列为条件"
    if forced and not clause.text.startswith(_NOMINAL, hit.end):
        return "violates", "要求做"
    return "", "没有强制"


def _forced(clause: Clause, hit: Hit, force: Force) -> bool:
    """A word of compulsion stands between the operator (or the start of the clause) and the activity."""
    start = force.found.start if force.found is not None and force.found.end <= hit.start else clause.comma_range(hit.start)[0]
    return any(w in clause.text[start:hit.end] for w in _FORCING if len(w) > 1 or w in "让逼派")


def _direct(clause: Clause, hit: Hit, force: Force) -> bool:
    """The permissive or ordering word governs the very action: near, same comma clause, and the action is not named as a noun."""
    found = force.found
    assert found is not None
    if clause.text.startswith(_NOMINAL, hit.end):
        return False
    if found.end <= clause.own:
        return True
    between = clause.text[found.end:hit.start] if found.end <= hit.start else ""
    return "，" not in between and len(between) <= 16 and not any(h in between for h in _HANDLING)


def _named(clause: Clause, hit: Hit) -> bool:
    """按照有关要求, 国家规定的…: the word of compulsion is a noun here."""
    start, end = hit.head
    before = clause.text[max(0, start - 2):start]
    return clause.text[start:end] in ("要求", "规定", "组织", "通知", "建议") and (
        before.endswith(("的", "关", "等", "该", "其", "项", "体", "述", "本", "量", "术", "管理", "标准", "家", "全", "律", "规"))
        or clause.text[end:end + 1] in "的，。；"
    )


def _lawful(clause: Clause, hit: Hit) -> bool:
    return clause.text[max(0, hit.start - 8):hit.head[1]].count("依法") + clause.text[max(0, hit.start - 8):hit.head[1]].count("依照") > 0


def _acts(rule: Rule, hit: Hit, scan: Scan, force: Force, reading: str) -> bool:
    """Whether the one who acts is one the rule speaks of."""
    clause = scan.clause
    allowed = rule.by or _DEFAULT_BY
    if hit.role in ("demanded", "imposed") and reading == "violates":
        return True
    at = hit.head[0]
    if force.found is not None and force.effect not in ("voluntary", "sanction"):
        at = min(force.found.start, at)
    # A matched 企业 is whom the conduct is done to, unless it stands in front of the ban: 企业不得向职工集资.
    banning = force.found if force.effect in ("ban", "discourage") else None
    actors = [
        a for a in scan.actors
        if (banning is not None and 0 <= banning.start - a[1] <= 2) or not any(s <= a[0] and a[1] <= e for s, e in hit.slots)
    ]
    kind = subject(clause, actors, at)
    if kind == "enterprise" and (force.effect == "voluntary" or (
        hit.role == "kept" and any(w in clause.text[s:e] for s, e in hit.slots for w in ("自由", "自愿", "自主", "自行"))
    )):
        return True
    return kind in allowed or not kind


def _exempt(decisions: dict[tuple[int, str], Decision], found: list[tuple[Hit, Scan]]) -> None:
    """…不得…，但…除外: unless the exception is one the law makes, the ban is weak and the exemption breaks it."""
    scans = {scan.clause.index: scan for _, scan in found}
    for (index, reading), decision in list(decisions.items()):
        if reading != "states" or decision.force.effect != "ban":
            continue
        scan = scans[index]
        exemption = _unlawful_exception(scan)
        if exemption is None:
            continue
        decision.reading = "weak"
        decision.why = "禁止之外开了口子"
        if (index, "violates") not in decisions:
            force = Force("exempt", exemption)
            decisions[index, "violates"] = Decision(decision.rule, "violates", decision.clause, decision.hits[:1], force, (), "以例外放行了所禁的行为")


def _forbids(force: Force) -> bool:
    return force.effect == "ban" or (force.effect == "duty" and force.found is not None and force.found.word.startswith("不"))


def _opened(decisions: dict[tuple[int, str], Decision]) -> None:
    """不得摊派。但重大活动可以摊派: the permission behind 但, 特殊情况下 opens the ban of its own article."""
    for decision in decisions.values():
        if decision.reading != "states" or not _forbids(decision.force):
            continue
        for other in decisions.values():
            if other.reading != "violates" or other.force.effect == "exempt":
                continue
            here, there = decision.clause, other.clause
            own = there.text[there.own:]
            if there.index == here.index or there.sentence == here.sentence or (0 < there.sentence - here.sentence <= 2 and own.startswith(_OPENINGS)):
                decision.reading = "weak"
                decision.why = "禁止之外开了口子"


def _unlawful_exception(scan: Scan) -> Found | None:
    text = scan.clause.text
    for found in scan.operators:
        if found.effect == "exempt":
            start = max(text.rfind(mark, 0, found.start) for mark in ("但", "除", "（", "。", "；"))
            if start < 0:
                start = max(text.rfind("，", 0, found.start), 0)
            if not any(w in text[start:found.start] for w in _LAWFUL):
                return found
    return None


# ---------------------------------------------------------------- duties and allowances


def _read_elements(rule: Rule, found: list[tuple[Hit, Scan]], trace: Trace | None) -> list[Decision]:
    by_element: dict[str, list[tuple[Hit, Scan, Force]]] = defaultdict(list)
    decisions: list[Decision] = []
    for hit, scan in found:
        force = govern(scan.clause, scan.operators, list(hit.slots), _governed(hit, scan.clause))
        if hit.role.startswith("element:"):
            by_element[hit.role[8:]].append((hit, scan, force))
            if trace is not None:
                trace.note(scan.clause, rule.id, f"{_words(hit, scan.clause)}〔{hit.role[8:]}〕", force.effect + (" 软" if force.soft else "") + _said(force) + (" 否定" if force.negated else "") + force.context)
        elif hit.role in ("waived", "imposed"):
            bad = force.effect not in ("ban", "condemn", "sanction", "banned") and force.context != "define" and not (force.negated and not force.gate)
            if bad and _acts(rule, hit, scan, force, "") :
                decisions.append(Decision(rule, "violates", scan.clause, [(hit, scan.clause, "行为")], force, (), "免除了这项义务"))
    cores = [e for e in rule.elements if e.core]
    absent = [e.name for e in cores if e.name not in by_element]
    if absent:
        if trace is not None:
            trace.note(found[0][1].clause, rule.id, "、".join(by_element), "缺核心要素：" + "、".join(absent))
        return decisions
    heads = [e.name for e in cores if e.head] or [e.name for e in cores]
    best: Decision | None = None
    order = {"states": 0, "partial": 1, "weak": 2}
    for name in heads:
        for hit, scan, force in by_element[name]:
            chosen = _near(rule, cores, name, (hit, scan, force), by_element)
            if chosen is None:
                if trace is not None:
                    trace.note(scan.clause, rule.id, _words(hit, scan.clause), "其他核心要素离得太远")
                continue
            forces = [f for element, (_, _, f) in chosen.items() if element in heads]
            decision = _judge(rule, hit, scan, force, forces, chosen, by_element)
            if isinstance(decision, str):
                if trace is not None:
                    trace.note(scan.clause, rule.id, _words(hit, scan.clause), "none：" + decision)
                continue
            if decision.reading == "violates":
                decisions.append(decision)
            elif best is None or order[decision.reading] < order[best.reading]:
                best = decision
    if best is not None:
        decisions.append(best)
    freed = {d.clause.index for d in decisions if d.reading == "violates" and not any(role in by_element for _, _, role in d.hits)}
    decisions = [d for d in decisions if d.reading == "violates" or d.clause.index not in freed]
    if best is not None and best.clause.index in freed:
        best = None
    covered = {d.clause.index for d in decisions if d.reading in ("states", "partial")}
    kept: list[Decision] = []
    seen: set[int] = set()
    for decision in decisions:
        if decision.reading == "violates" and (decision.clause.index in seen or (rule.kind != "allowance" and decision.clause.index in covered and decision.force.effect != "waive")):
            continue
        if decision.reading == "violates":
            if rule.kind == "allowance" and best is not None and best.reading == "states":
                continue
            seen.add(decision.clause.index)
        kept.append(decision)
    return kept


_Chosen = dict[str, tuple[Hit, Scan, Force]]


def _near(
    rule: Rule, cores: Iterable[object], name: str, head: tuple[Hit, Scan, Force], by_element: dict[str, list[tuple[Hit, Scan, Force]]]
) -> _Chosen | None:
    """For every other core element its nearest match within the rule's reach in sentences; None if one is out of reach."""
    chosen: _Chosen = {name: head}
    here = head[1].clause
    for element in rule.elements:
        if not element.core or element.name == name:
            continue
        nearest = min(by_element[element.name], key=lambda m: (abs(m[1].clause.sentence - here.sentence), abs(m[1].clause.index - here.index)))
        if abs(nearest[1].clause.sentence - here.sentence) > rule.near:
            return None
        chosen[element.name] = nearest
    return chosen


def _judge(
    rule: Rule, hit: Hit, scan: Scan, force: Force, forces: list[Force], chosen: _Chosen,
    by_element: dict[str, list[tuple[Hit, Scan, Force]]],
) -> Decision | str:
    """The reading that this head gives the unit, or why it gives none."""
    clause = scan.clause
    if force.context == "define":
        return "定义"
    if force.context in ("report", "purpose") and force.effect not in ("duty", "permit", "encourage"):
        return "目的或者过去的情况"
    if not _acts(rule, hit, scan, force, ""):
        return "主语不是这条规则所说的主体"
    if force.effect == "discourage" and force.found is not None and force.found.start <= hit.head[0] and hit.head[1] <= force.found.end:
        hits = [(h, s.clause, name) for name, (h, s, _) in chosen.items()]
        return Decision(rule, "weak", clause, hits, force, (), "只是尽量、逐步")  # 尽量减少重复评估: the word holds the action itself
    if force.effect == "discourage" or (force.effect == "condemn" and _object_of(clause, force, hit)):
        return "整治、不提倡的不是这项义务"
    hits = [(h, s.clause, name) for name, (h, s, _) in chosen.items()]
    missing: list[str] = []
    for element in rule.elements:
        if element.core:
            continue
        good = [m for m in by_element.get(element.name, ()) if m[2].effect != "waive" and not (m[2].negated and m[2].gate is None and m[2].effect != "ban")]
        if good:
            m = min(good, key=lambda m: abs(m[1].clause.index - clause.index))
            hits.append((m[0], m[1].clause, element.name))
        else:
            missing.append(element.name)
    if rule.kind == "allowance":
        return _allowance(rule, clause, force, hits, missing)
    waived = next((f for f in forces if f.effect == "waive" or (f.effect == "voluntary" and f.found and f.found.word.startswith(("不", "可以不", "可不")))), None)
    if force.gate is not None:
        pass
    elif waived is not None and (rule.scope == "form" or (waived.found is not None and waived.found.end <= clause.own)):
        return "引导语里的不再、可以不，或者适用范围里的不适用，在这里不是免除"
    elif waived is not None:
        return Decision(rule, "violates", clause, hits, waived, (), "免除或者推迟了这项义务")
    elif force.effect in ("ban", "banned", "sanction"):
        if rule.ban_breaks and force.effect == "ban":
            return Decision(rule, "violates", clause, hits, force, (), "禁止了应当做的事")
        if force.effect == "ban":
            return "被禁止的不是这项义务"
    elif force.negated:
        return "否定"
    weak = next((f for f in forces if _binds_nobody(f)), None)
    if weak is not None and not rule.weak_is_full and force.gate is None:
        return Decision(rule, "weak", clause, hits, weak, (), "只是可以、鼓励或者逐步")
    if missing:
        return Decision(rule, "partial", clause, hits, force, tuple(missing), "缺" + "、".join(missing))
    return Decision(rule, "states", clause, hits, force, (), "规定完整")


def _binds_nobody(force: Force) -> bool:
    """可以, 鼓励 or a softening adverb governs; the heading 正面清单 over a provision with a main verb of its own does not weaken it."""
    listed = force.found is not None and force.found.reach == "list"
    return force.soft or (force.effect in _PERMITTING and not force.strong and not listed)


def _object_of(clause: Clause, force: Force, hit: Hit) -> bool:
    """Whether the action is what a remedial verb is aimed at (防止重复公开), not the next verb of its list (纠正……、废止……)."""
    found = force.found
    if found is None or found.end > hit.head[0]:
        return False
    between = clause.text[found.end:hit.head[0]]
    return "，" not in between and "、" not in between and len(between) <= 16


def _allowance(
    rule: Rule, clause: Clause, force: Force, hits: list[tuple[Hit, Clause, str]], missing: list[str]
) -> Decision | str:
    chosen_freely = force.effect == "voluntary" and force.found is not None and "拒" not in force.found.word
    if force.effect in _PERMITTING or chosen_freely or (not force.effect and force.later is not None):
        if missing:
            return Decision(rule, "violates", clause, hits, force, (), "允许了，但没有写" + "、".join(missing))
        return Decision(rule, "states", clause, hits, force, (), "附条件地允许")
    if force.effect in ("duty", "sanction", "") and not missing and not force.negated and rule.elements and force.gate is None:
        return Decision(rule, "states", clause, hits, force, (), "规定了条件")
    return "没有允许的词"


# ---------------------------------------------------------------- where two rules meet


def _yielded(decisions: list[Decision], trace: Trace | None) -> list[Decision]:
    """Rules that give way (``yields`` in the lexicon) lose the hits that meet the winner's, and the reading with the last of them."""
    by_rule: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_rule[decision.rule.id].append(decision)
    kept = []
    for decision in decisions:
        winner = ""
        left = decision.hits
        for one in decision.rule.yields:
            for other in by_rule.get(one.to, ()):
                remaining = [hit for hit in left if not _meets(hit, decision, other, one.over)]
                if len(remaining) < len(left):
                    left, winner = remaining, one.to
        if winner and (not left or decision.rule.kind != "ban"):
            if trace is not None:
                trace.note(decision.clause, decision.rule.id, "", f"让位于 {winner}")
            continue
        decision.hits = left
        kept.append(decision)
    return kept


def _meets(hit: tuple[Hit, Clause, str], one: Decision, other: Decision, over: str) -> bool:
    if over == "unit":
        return True
    where = hit[1]
    others = [(s, e) for h, clause, _ in other.hits if clause is where for s, e in h.slots]
    if over == "clause":
        return one.clause.index == other.clause.index
    if over == "words":
        return any(s < e2 and s2 < e for s, e in hit[0].slots for s2, e2 in others)
    acting = where.comma_range(hit[0].head[0])
    return any(clause is where and where.comma_range(h.head[0]) == acting for h, clause, _ in other.hits)
