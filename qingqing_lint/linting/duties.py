"""How the clauses of a unit read a duty or an allowance: its elements put together, its operator's strength (READINGS.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from qingqing_lint.language import Clause, Force, govern
from qingqing_lint.lexicon import Rule

from .decisions import PERMITTING, Decision, Trace, acts, exempting, governed, said, words_of
from .matching import Hit, Scan

__all__ = ["read_elements"]


def read_elements(rule: Rule, found: list[tuple[Hit, Scan]], trace: Trace | None) -> list[Decision]:
    """The readings of one duty or allowance in one unit: ``found`` are its matches there, each with the clause it stands in."""
    by_element: dict[str, list[tuple[Hit, Scan, Force]]] = defaultdict(list)
    decisions: list[Decision] = []
    for hit, scan in found:
        force = govern(scan.clause, scan.operators, list(hit.slots), governed(hit, scan.clause))
        if hit.role.startswith("element:"):
            by_element[hit.role[8:]].append((hit, scan, force))
            if trace is not None:
                trace.note(scan.clause, rule.id, f"{words_of(hit, scan.clause)}〔{hit.role[8:]}〕", force.effect + (" 软" if force.soft else "") + said(force) + (" 否定" if force.negated else "") + force.context)
        elif hit.role in ("waived", "imposed"):
            bad = (force.effect not in ("ban", "condemn", "sanction", "banned") or exempting(hit, scan)) and force.context != "define" and not (force.negated and not force.gate)
            if bad and acts(rule, hit, scan, force, "") :
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
                    trace.note(scan.clause, rule.id, words_of(hit, scan.clause), "其他核心要素离得太远")
                continue
            forces = [f for element, (_, _, f) in chosen.items() if element in heads]
            decision = _judge(rule, hit, scan, force, forces, chosen, by_element)
            if isinstance(decision, str):
                if trace is not None:
                    trace.note(scan.clause, rule.id, words_of(hit, scan.clause), "none：" + decision)
                continue
            if decision.reading == "violates":
                decisions.append(decision)
            elif best is None or order[decision.reading] < order[best.reading]:
                best = decision
    if best is not None:
        decisions.append(best)
    freed = {d.clause.index for d in decisions if d.reading == "violates" and not any(role in by_element for _, _, role in d.hits)}
    decisions = [d for d in decisions if d.reading == "violates" or d.clause.index not in freed]
    waived = {d.clause.index for d in decisions if d.reading == "violates" and d.force.effect == "waive"}
    if best is not None and (best.clause.index in freed or (not best.force.effect and best.clause.index in waived)):
        # 退出综合窗口，不再一窗受理: what nothing orders does not outweigh the waiver beside it.
        decisions = [d for d in decisions if d is not best]
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
        nearest = min(by_element[element.name], key=lambda m: (_sentences_between(m[1].clause, here), abs(m[1].clause.index - here.index)))
        if _sentences_between(nearest[1].clause, here) > rule.near:
            return None
        chosen[element.name] = nearest
    return chosen


def _sentences_between(one: Clause, other: Clause) -> int:
    """How many sentences lie between two clauses; a lead-in is as near to each of its items as the item itself."""
    inherits = any(o.provision == one.provision for o in other.origins) or any(o.provision == other.provision for o in one.origins)
    return 0 if inherits and one.provision != other.provision else abs(one.sentence - other.sentence)


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
    if not acts(rule, hit, scan, force, ""):
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
    return force.soft or (force.effect in PERMITTING and not force.strong and not listed)


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
    if force.effect in PERMITTING or chosen_freely or (not force.effect and force.later is not None):
        if missing:
            return Decision(rule, "violates", clause, hits, force, (), "允许了，但没有写" + "、".join(missing))
        return Decision(rule, "states", clause, hits, force, (), "附条件地允许")
    if force.effect in ("duty", "sanction", "") and not missing and not force.negated and rule.elements and force.gate is None:
        return Decision(rule, "states", clause, hits, force, (), "规定了条件")
    return "没有允许的词"
