"""Where the lexicon's patterns match in a clause."""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from qingqing_lint.language import Clause, Found, Tokens, frequency, grouped, operators_in, table, unknown_words
from qingqing_lint.lexicon import Lexicon, Pattern, Rule
from qingqing_lint.lexicon.model import ADJACENT, ANYWHERE, ROLES
from qingqing_lint.lexicon.terms import Terms

__all__ = ["Hit", "Matcher", "Scan"]

_FILLERS = frozenset("的地和与及或、等其了所并者")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a clause. ``slots``: the words' spans; ``head``: the span of the action word."""

    rule: Rule
    role: str
    slots: tuple[Span, ...]
    head: Span

    @property
    def start(self) -> int:
        """Offset of the first matched word."""
        return min(s for s, _ in self.slots)

    @property
    def end(self) -> int:
        """Offset behind the last matched word."""
        return max(e for _, e in self.slots)


@dataclass(slots=True)
class Scan:
    """A clause with what was found in it."""

    clause: Clause
    operators: list[Found]
    actors: list[tuple[int, int, str]]
    hits: list[Hit]
    blocked: set[str]


@dataclass(frozen=True, slots=True)
class _Use:
    """A pattern of a rule in a role, its slots as numbers (see Matcher)."""

    rule: Rule
    role: str
    groups: tuple[tuple[tuple[int, int], ...], ...]
    head: int
    numbers: tuple[int, ...]
    without: tuple[str, ...]


class Matcher:
    """The compiled lexicon, ready to be run over clauses.

    Every distinct set of words in the patterns is a *slot* with a number. ``_slots_of``: the slots a word may fill; ``_uses``: the
    patterns; ``_needed``: the slots each wants, as bits; ``_waiting``: for a word the patterns whose rarest slot it fills.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        slots: dict[frozenset[str], int] = {}
        uses: list[tuple[str, str, tuple[tuple[tuple[int, int], ...], ...], int, tuple[int, ...], tuple[str, ...]]] = []
        for rule in lexicon.rules.values():
            for role, pattern in _roles(rule):
                numbers = tuple(slots.setdefault(slot.words, len(slots)) for slot in pattern.slots)
                uses.append((rule.id, role, pattern.groups, pattern.head, numbers, tuple(sorted(pattern.without))))
        by_word: dict[str, list[int]] = defaultdict(list)
        for words, number in slots.items():
            for word in words:
                by_word[word].append(number)
        # A pattern is looked at only where its rarest slot has a word, by the frequencies of jieba's dictionary.
        weight = {number: sum(map(frequency, words)) for words, number in slots.items()}
        anchored: dict[int, list[int]] = defaultdict(list)
        for use, (_, _, _, _, numbers, _) in enumerate(uses):
            anchored[min(numbers, key=lambda n: (weight[n], n))].append(use)
        waiting: dict[str, list[int]] = defaultdict(list)
        for words, number in slots.items():
            for word in words:
                waiting[word] += anchored.get(number, ())
        operators = {op.word for op in lexicon.operators}
        excluded = {word for *_, without in uses for word in without}
        tables = {
            "uses": uses,
            "slots_of": {word: tuple(numbers) for word, numbers in by_word.items()},
            "waiting": {word: tuple(sorted(set(found))) for word, found in waiting.items() if found},
            "trie": Terms({*by_word, *operators, *(a.word for a in lexicon.actors), *lexicon.opaque, *excluded}).trie,
            "added": grouped(unknown_words({*by_word, *operators, *lexicon.opaque})),
        }
        self._restore(without_patterns(lexicon), tables)

    def _restore(self, lexicon: Lexicon, tables: dict[str, Any]) -> None:
        self.lexicon = lexicon
        self._tables = tables
        self._uses = [_Use(lexicon.rules[rule], *rest) for rule, *rest in tables["uses"]]
        self._slots_of: dict[str, tuple[int, ...]] = tables["slots_of"]
        self._masks = {word: sum(1 << number for number in numbers) for word, numbers in self._slots_of.items()}
        self._needed = [sum(1 << number for number in set(use.numbers)) for use in self._uses]
        self._waiting: dict[str, tuple[int, ...]] = tables["waiting"]
        self._operators = table(lexicon.operators)
        self._firm = frozenset(
            op.word for op in lexicon.operators
            if (op.effect == "ban" and op.word.startswith("不")) or (op.effect == "permit" and len(op.word) == 1)
        )
        self._actors = {actor.word: actor.kind for actor in lexicon.actors}
        self._cores = {rule.id: {"element:" + e.name for e in rule.elements if e.core} for rule in lexicon.rules.values()}
        self._opaque = lexicon.opaque
        self._added: dict[str, dict[str, int]] = tables["added"][0]
        self._heading_terms = Terms({op.word for op in lexicon.operators if op.heading})
        self.terms = Terms(trie=tables["trie"])
        self.tokens = Tokens.of_groups(*tables["added"])
        self._plain = Tokens(())

    def __getstate__(self) -> tuple[Lexicon, bytes]:
        # marshal reads the big plain tables several times faster than pickle does; what is kept is keyed by the Python version.
        return self.lexicon, marshal.dumps(self._tables)

    def __setstate__(self, state: tuple[Lexicon, bytes]) -> None:
        self._restore(state[0], marshal.loads(state[1]))

    def rules_over_list(self, heading: str) -> bool:
        """Whether a heading (负面清单, 十不准, 可以参加的活动) governs what stands below it."""
        return bool(self._heading_terms.find(heading))

    def scan(self, clauses: list[Clause], everything: bool = False) -> list[Scan]:
        """What the lexicon recognises in the clauses of one unit.

        Only rules that can come to a reading in the unit are matched, and only clauses that speak of one are cut into words: no
        reading is lost, since word edges can only take hits away. ``everything``: match all the same, for a trace.
        """
        found = [self.terms.find(clause.text) for clause in clauses]
        present = [self._uses_in(raw) for raw in found]
        live = self._live(present, everything)
        return [
            self._scan(clause, raw, [use for use in uses if self._uses[use].rule.id in live])
            for clause, raw, uses in zip(clauses, found, present, strict=True)
        ]

    def _uses_in(self, hits: list[tuple[int, int, str]]) -> list[int]:
        """The patterns that have all their words among the hits, whatever the order."""
        words = {word for _, _, word in hits}
        have = 0
        waiting: set[int] = set()
        for word in words:
            have |= self._masks.get(word, 0)
            waiting.update(self._waiting.get(word, ()))
        needed = self._needed
        return [use for use in waiting if needed[use] & have == needed[use]]

    def _live(self, present: list[list[int]], everything: bool) -> set[str]:
        """Rules that can come to a reading: a conduct is there, or every core element."""
        roles: dict[str, set[str]] = defaultdict(set)
        for uses in present:
            for use in uses:
                roles[self._uses[use].rule.id].add(self._uses[use].role)
        if everything:
            return set(roles)
        return {
            rule for rule, seen in roles.items()
            if not seen.isdisjoint(ROLES) or (self._cores[rule] and self._cores[rule] <= seen)
        }

    def _scan(self, clause: Clause, raw: list[tuple[int, int, str]], uses: list[int]) -> Scan:
        if not uses:
            return Scan(clause, [], [], [], set())
        words = self._whole_words(clause.text, raw)
        operators = operators_in(words, self._operators, clause.own)
        names = _names(clause.text) if "《" in clause.text else []
        if names:
            operators = [f for f in operators if not any(s < f.start and f.end <= e for s, e in names)]
        actors = _longest((s, e, self._actors[w]) for s, e, w in words if w in self._actors)
        found: dict[int, list[Span]] = defaultdict(list)
        for start, end, word in words:
            for number in self._slots_of.get(word, ()):
                found[number].append((start, end))
        present = {word for _, _, word in words}
        hits: list[Hit] = []
        blocked: set[str] = set()
        for use in map(self._uses.__getitem__, sorted(uses)):
            if not all(number in found for number in use.numbers):
                continue
            if use.without and not present.isdisjoint(use.without):
                continue
            for slots in _match(use, found, clause.text):
                if max(e for _, e in slots) > clause.own and not (use.rule.scope != "form" and _in_a_name(clause.text, slots)):
                    hits.append(Hit(use.rule, use.role, slots, slots[use.head]))
                    if use.role == "unless":
                        blocked.add(use.rule.id)
        return Scan(clause, operators, actors, hits, blocked)

    def _whole_words(self, text: str, hits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Word hits whose edges cut no token in two, and that no opaque word swallows (READINGS.md, Words and boundaries).

        A hit counts if it stands whole in jieba's cut with the lexicons' words or in its cut without: the words of one lexicon
        keep a term whole where jieba alone would not (发布/之/日起), but must not hide the terms of another (费用由企业 holds 由).
        """
        starts, ends = self._plain.edges(text)
        known_starts, known_ends = self.tokens.edges(text)
        opaque = [(s, e) for s, e, w in hits if w in self._opaque]
        kept = []
        for start, end, word in hits:
            whole = known_starts[start] == start and known_ends[end - 1] == end
            if not whole and not _stands(starts, ends, start, end, word[-1] == "不" or word in self._firm):
                continue
            if any(s <= start and end <= e and (s, e) != (start, end) for s, e in opaque):
                continue
            kept.append((start, end, word))
        return kept


def _stands(starts: list[int], ends: list[int], start: int, end: int, firm: bool) -> bool:
    """Whether a hit has no token across its edges. A single character must be a token. ``firm``: its end does not matter, as in
    一般不 + 在企业兼职, 不得 + 到企业任职, 可 + 邀, where jieba sees 不在, 得到 and 可邀, but the operator comes first."""
    if end - start == 1:
        return starts[start] == start and (ends[start] == end or firm)
    if starts[start] < start and ends[start] < end:
        return False
    return firm or not (end < len(starts) - 1 and start < starts[end] < end < ends[end])


def without_patterns(lexicon: Lexicon) -> Lexicon:
    """The lexicon without patterns and examples: what reading clauses needs beside the tables."""
    return replace(lexicon, families={}, rules={
        rule.id: replace(
            rule, ways={}, unless=(), unless_unit=(), examples=(), elements=tuple(replace(e, patterns=()) for e in rule.elements)
        )
        for rule in lexicon.rules.values()
    })


def _names(text: str) -> list[Span]:
    """Spans of 《…》: operators in the name of a document govern nothing outside it."""
    spans = []
    at = text.find("《")
    while at >= 0:
        end = text.find("》", at)
        if end < 0:
            break
        spans.append((at, end))
        at = text.find("《", end)
    return spans


def _roles(rule: Rule) -> Iterable[tuple[str, Pattern]]:
    for role, patterns in rule.ways.items():
        for pattern in patterns:
            yield role, pattern
    for element in rule.elements:
        for pattern in element.patterns:
            yield "element:" + element.name, pattern
    for pattern in rule.unless:
        yield "unless", pattern
    for pattern in rule.unless_unit:
        yield "unless-unit", pattern


def _longest(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    stop = 0
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if span[0] >= stop:
            kept.append(span)
            stop = span[1]
    return kept


def _match(use: _Use, found: dict[int, list[Span]], text: str) -> list[tuple[Span, ...]]:
    """Matches of a pattern: per start of its first group the tightest continuation; other groups as near to it as they stand."""
    groups = [_ordered(group, use.numbers, found, text) for group in use.groups]
    if not all(groups):
        return []
    results: list[tuple[Span, ...]] = []
    for first in groups[0]:
        chosen = list(first)
        for others in groups[1:]:
            chosen += min(others, key=partial(_distance, first))
        results.append(tuple(chosen))
    return results


def _distance(a: list[Span], b: list[Span]) -> int:
    return max(b[0][0] - a[-1][1], a[0][0] - b[-1][1], 0)


def _ordered(
    group: tuple[tuple[int, int], ...], numbers: tuple[int, ...], found: dict[int, list[Span]], text: str
) -> list[list[Span]]:
    chains = [[span] for span in found[numbers[group[0][0]]]]
    for slot, gap in group[1:]:
        spans = found[numbers[slot]]
        grown: dict[Span, list[Span]] = {}
        for chain in chains:
            end = chain[-1][1]
            for span in spans:
                # One chain per first word and last word is enough: what lies between does not matter to what follows.
                if span[0] >= end and _within(text, end, span[0], gap):
                    grown.setdefault((chain[0][0], span[1]), [*chain, span])
        chains = list(grown.values())
        if not chains:
            break
    best: dict[int, list[Span]] = {}
    for chain in chains:
        kept = best.get(chain[0][0])
        if kept is None or chain[-1][1] < kept[-1][1]:
            best[chain[0][0]] = chain
    return list(best.values())


def _in_a_name(text: str, slots: tuple[Span, ...]) -> bool:
    """All words stand inside one 《…》: the name of a document only mentions a matter."""
    start, end = min(s for s, _ in slots), max(e for _, e in slots)
    opening = text.rfind("《", 0, start + 1)
    return opening >= 0 and "》" not in text[opening:end] and "》" in text[end:]


def _within(text: str, start: int, stop: int, gap: int) -> bool:
    if gap == ANYWHERE:
        return True
    if gap == ADJACENT:
        return all(c in _FILLERS for c in text[start:stop]) and stop - start <= 2
    return stop - start <= gap
