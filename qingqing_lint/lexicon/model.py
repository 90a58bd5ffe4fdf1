"""The compiled lexicon: what the loader gives and the matcher reads. Plain data; words are already in matching form."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingqing_lint.report import RuleInfo

__all__ = [
    "ADJACENT", "ANYWHERE", "EFFECTS", "NEAR", "ROLES", "Actor", "Element", "Example", "Lexicon", "Operator", "Pattern", "Rule",
    "Slot", "Yield",
]

NEAR = 12
"""How many code points an ordered gap ``…`` may span."""
ANYWHERE = -1
"""An ordered gap ``……``: any distance within the clause."""
ADJACENT = 0
"""Items written side by side: nothing but 的、和、及 and the like may stand between them."""

EFFECTS = (
    "ban", "discourage", "condemn", "duty", "permit", "encourage", "soften", "waive", "voluntary", "sanction", "banned",
    "deny", "exempt", "report", "define", "purpose", "lawful", "verb", "manner", "wait", "question",
    "pseudo",
)
ROLES = ("acts", "touched", "demanded", "imposed", "kept", "waived")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a pattern: any of ``words``; ``noun`` words never carry the action (see Pattern.head)."""

    words: frozenset[str]
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Groups that must all match in one clause, in any order; within a group slots follow in order.

    ``groups``: per group ``(slot index, gap before it)``; a gap is a number of code points, ADJACENT or ANYWHERE.
    ``head``: which slot (counted over all groups) carries the action an operator governs. ``without``: words that must
    not stand in the clause. ``source``: the pattern as its author wrote it, ``where``: file and line.
    """

    slots: tuple[Slot, ...]
    groups: tuple[tuple[tuple[int, int], ...], ...]
    head: int
    without: frozenset[str]
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that turns the reading of what it governs.

    ``after``: it governs what stands before it (…的，责令改正). ``reach``: ``clause`` (to 。；or the next operator), ``comma``
    (its own comma clause), ``near`` (the words right behind it) or ``list`` (only the items below a heading or lead-in). ``heading``: as a heading it governs the items below.
    """

    word: str
    effect: str
    after: bool = False
    reach: str = "clause"
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``kind`` is public, association, utility, enterprise, private or anyone."""

    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a complete duty or allowance. ``head``: its operator decides strength (default: every core element)."""

    name: str
    core: bool
    says: str
    patterns: tuple[Pattern, ...]
    head: bool


@dataclass(frozen=True, slots=True)
class Yield:
    """This rule gives way to ``to`` where both read the same words (``over: words``), comma clause, clause or unit."""

    to: str
    over: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the reading it must get from its rule."""

    reading: str
    text: str
    missing: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule. ``info``: what reports show. ``ways``: role → patterns (see ROLES)."""

    info: RuleInfo
    kind: str
    scope: str
    when: tuple[str, ...]
    when_says: str
    weak_is_full: bool
    elements: tuple[Element, ...]
    ways: dict[str, tuple[Pattern, ...]]
    unless: tuple[Pattern, ...]
    unless_unit: tuple[Pattern, ...]
    lawful: bool
    by: frozenset[str]
    near: int
    ban_breaks: bool
    yields: tuple[Yield, ...]
    examples: tuple[Example, ...]
    where: str = ""
    """The file and line of the rule."""
    adjusted: tuple[str, ...] = ()
    """What later lexicon folders changed in it: what, why and where, one Chinese sentence each."""

    @property
    def id(self) -> str:
        """The rule's id, such as ``burden/levies-donations``."""
        return self.info.id


@dataclass(frozen=True)
class Lexicon:
    """Everything the linter knows, from one or more lexicon folders (later folders add to or override earlier ones)."""

    rules: dict[str, Rule]
    categories: dict[str, str]
    families: dict[str, frozenset[str]]
    operators: tuple[Operator, ...]
    actors: tuple[Actor, ...]
    opaque: frozenset[str]
    qinqing: tuple[str, ...]
    normative: tuple[str, ...]
    documents: dict[str, dict[str, str]] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    off: dict[str, str] = field(default_factory=dict)
    """Rules that a later folder switched off: id → where it does, and why."""
