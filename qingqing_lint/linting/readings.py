"""What each clause does with each rule's matter: states, partial, weak, violates, or none (READINGS.md)."""

from __future__ import annotations

from collections import defaultdict

from qingqing_lint.language import Clause

from .bans import read_ban
from .decisions import Decision, Trace, words_of
from .duties import read_elements
from .matching import Hit, Scan

__all__ = ["Decision", "Trace", "read_unit"]


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
                        trace.note(scan.clause, hit.rule.id, words_of(hit, scan.clause), "句中有 unless 所列的词，不读")
                else:
                    hits[hit.rule.id].append((hit, scan))
    decisions: list[Decision] = []
    for rule_id, found in hits.items():
        rule = found[0][0].rule
        if rule_id in outside:
            if trace is not None:
                trace.note(found[0][1].clause, rule_id, words_of(found[0][0], found[0][1].clause), "本条有 unless-unit 所列的词，不读")
            continue
        if rule.kind == "ban":
            decisions += read_ban(rule, found, trace)
        else:
            decisions += read_elements(rule, found, trace)
    return _yielded(decisions, trace)


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
