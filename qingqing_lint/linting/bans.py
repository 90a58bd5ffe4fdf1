"""How a clause reads the conduct that a ban names (READINGS.md, What makes the reading)."""

from __future__ import annotations

from dataclasses import replace

from qingqing_lint.language import Clause, Force, Found, govern
from qingqing_lint.lexicon import Rule

from .decisions import PERMITTING, Decision, Trace, acts, exempting, governed, said, words_of
from .matching import Hit, Scan

__all__ = ["read_ban"]

# What states a ban, whatever stands in front of the conduct or behind it.
_BANNING = frozenset({"ban", "condemn", "sanction", "banned", "voluntary"})
# Behind a match: the conduct is named as a noun (摊派行为), not ordered or allowed.
_NOMINAL = ("的", "行为", "问题", "现象", "情形", "情况", "举报", "投诉", "等行为", "等问题", "等现象", "等情形", "等方面")
# Between an ordering word and the conduct: it is something else that is ordered (应当查处摊派).
_HANDLING = ("举报", "投诉", "监督", "防范", "处理", "查处", "制止", "纠正", "拒绝", "受理", "防止", "避免", "杜绝", "治理", "整治", "清理", "规范", "检举", "控告", "调查", "认定", "追究", "处分", "反映", "监测", "追回", "责令", "通报")
# Exceptions that the law itself makes (法律另有规定的除外) do not open a ban.
_LAWFUL = ("法律", "法规", "规章", "国家", "国务院", "依法", "另有规定", "企业同意", "本人同意", "自愿", "依法批准", "未经批准", "法定", "保密", "秘密", "确有必要", "公共安全", "另有约定")
# How a sentence begins that takes back what the one before it forbade.
_OPENINGS = ("但", "确需", "确有", "特殊情况", "特殊情形", "遇", "有特殊", "经", "对于", "除外", "因特殊", "重大活动", "重要")
# Waivers that end a conduct (不再收取) and so state its ban.
_ENDING = ("不再", "取消", "停止", "一律不再", "均不再", "今后不", "不复", "一概不再")
# What a victim or a witness may do about a conduct answers nobody.
_REDRESS = ("举报", "投诉", "申诉", "控告", "检举", "反映", "报告", "申请", "起诉", "复议", "诉讼", "不予追究", "不追究", "免予", "免于", "不承担", "不受", "无需", "不必", "有权", "可以向", "奖励")
# Compulsion, for what is an offence only when it is demanded.
_FORCING = ("要求", "强制", "责令", "强迫", "强令", "必须", "应当", "一律", "统一", "指令", "让", "逼", "限期", "硬性", "都要", "务必", "组织", "通知", "硬要", "摊派", "下达", "派")
# Lead-ins of lists that make each item a condition.
_CONDITION_LISTS = ("条件", "要求", "材料", "手续", "资格", "标准", "前提")


def read_ban(rule: Rule, found: list[tuple[Hit, Scan]], trace: Trace | None) -> list[Decision]:
    """The readings of one ban in one unit: ``found`` are its matches there, each with the clause it stands in."""
    decisions: dict[tuple[int, str], Decision] = {}
    for hit, scan in found:
        clause = scan.clause
        force = govern(clause, scan.operators, list(hit.slots), governed(hit, clause))
        reading, why = _ban_reading(rule, hit, scan, force)
        if reading and not acts(rule, hit, scan, force, reading):
            reading, why = "", "做这件事的不是机关及其工作人员"
        if trace is not None:
            trace.note(clause, rule.id, f"{words_of(hit, clause)}〔{hit.role}〕", f"{reading or 'none'}：{why}{said(force)}")
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


def _ban_reading(rule: Rule, hit: Hit, scan: Scan, force: Force) -> tuple[str, str]:
    """The reading of one match ("" for none) and a Chinese sentence on why; the roles are those of lexicons/README.md."""
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
    if hit.role == "imposed" and effect == "voluntary" and force.found is not None and force.found.word == "自愿" and force.found.end <= hit.head[0]:
        effect = ""  # 企业自愿给予的消费卡，工作人员可自行处理: whose will it was does not make it lawful
    if hit.role == "waived":
        return ("", "") if effect in _BANNING - {"voluntary"} and not exempting(hit, scan) else ("violates", "放行了所禁的行为")
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
    if effect in PERMITTING or effect == "duty":
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
    if (force.effect in PERMITTING and not force.strong) or force.soft:
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
    return any(w in clause.text[start:hit.end] for w in _FORCING)


def _direct(clause: Clause, hit: Hit, force: Force) -> bool:
    """The permissive or ordering word governs the very action: near, same comma clause, and the action is not named as a noun."""
    found = force.found
    assert found is not None
    if clause.text.startswith(_NOMINAL, hit.end):
        return False
    if found.end <= clause.own:
        return True
    between = clause.text[found.end:hit.start] if found.end <= hit.start else ""
    return "，" not in between and not between.startswith("是") and len(between) <= 16 and not any(h in between for h in _HANDLING)


def _named(clause: Clause, hit: Hit) -> bool:
    """按照有关要求, 国家规定的…: the word of compulsion is a noun here."""
    start, end = hit.head
    before = clause.text[max(0, start - 2):start]
    return clause.text[start:end] in ("要求", "规定", "组织", "通知", "建议") and (
        before.endswith(("的", "关", "等", "该", "其", "项", "体", "述", "本", "量", "术", "管理", "标准", "家", "全", "律", "规"))
        or clause.text[end:end + 1] in "的，。；"
    )


def _lawful(clause: Clause, hit: Hit) -> bool:
    before = clause.text[max(0, hit.start - 8):hit.head[1]]
    return "依法" in before or "依照" in before


def _exempt(decisions: dict[tuple[int, str], Decision], found: list[tuple[Hit, Scan]]) -> None:
    """…不得…，但…除外: unless the exception is one the law makes, the ban is weak and the exemption breaks it."""
    scans = {scan.clause.index: scan for _, scan in found}
    for (index, reading), decision in list(decisions.items()):
        if reading != "states" or not _forbids(decision.force):
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
