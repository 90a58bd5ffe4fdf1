"""What ban and duty readers share: the decision itself, its trace, what governs a match, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingqing_lint.language import Clause, Force, subject
from qingqing_lint.lexicon import Rule

from .matching import Hit, Scan

__all__ = ["PERMITTING", "Decision", "Trace", "acts", "exempting", "governed", "said", "words_of"]

PERMITTING = frozenset({"permit", "encourage"})
_DEFAULT_BY = frozenset({"public", "association", "utility", "anyone", ""})


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


def words_of(hit: Hit, clause: Clause) -> str:
    """The matched words, for a trace."""
    return "…".join(clause.text[s:e] for s, e in hit.slots)


def governed(hit: Hit, clause: Clause) -> tuple[int, int]:
    """The span whose operator counts: the action, or, where the action stands in the lead-in, the first word of the item's own."""
    if hit.head[0] >= clause.own:
        return hit.head
    return min(slot for slot in hit.slots if slot[1] > clause.own)


def exempting(hit: Hit, scan: Scan) -> bool:
    """Whether the action of a match is itself a word of exemption (会长亲自邀请的除外): the ban before it does not undo it."""
    return any(f.effect == "exempt" and f.start < hit.head[1] and hit.head[0] < f.end for f in scan.operators)


def said(force: Force) -> str:
    """The operator and its effect, for a trace; "" when nothing governs."""
    return f"（{force.found.word}：{force.effect}）" if force.found else ""


def acts(rule: Rule, hit: Hit, scan: Scan, force: Force, reading: str) -> bool:
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
