"""Where the lexicon's patterns match in a clause."""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from qingqing_lint.language import Clause, Found, Tokens, frequency, grouped, operators_in, table, unknown_words
from qingqing_lint.lexicon import Lexicon, Pattern, Rule
from qingqing_lint.lexicon.model import ADJACENT, ANYWHERE, ROLES
from qingqing_lint.lexicon.terms import Terms, laid_out

__all__ = ["Hit", "Matcher", "Scan"]

Cores = tuple[int, tuple[int, ...]]
"""All patterns of a rule, and those of each of its core elements, as bits."""
_CHUNK = 400
"""How many clauses are looked through together."""
_LEVELS = 3
"""How many of a pattern's slots, from the rarest, are asked for before it is tried."""
_FILLERS = frozenset("的地和与及或、等其了所并者")
Span = tuple[int, int]
Numbered = tuple[int, int, int]
"""A word by its number, start and end."""


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


class _Use:
    """A pattern of a rule in a role. ``numbers``: its slots (see Matcher). ``without``: words by number."""

    __slots__ = ("groups", "head", "numbers", "role", "rule", "rule_id", "without")

    def __init__(
        self, rule: Rule, role: str, groups: tuple[tuple[tuple[int, int], ...], ...], head: int, numbers: tuple[int, ...],
        without: tuple[int, ...],
    ) -> None:
        self.rule, self.role, self.groups, self.head, self.numbers, self.without = rule, role, groups, head, numbers, without
        self.rule_id = rule.info.id


class Matcher:
    """The compiled lexicon, ready to be run over clauses.

    Every word has a number, and every distinct set of words in the patterns is a *slot* with a number. ``_slots_of``: the slots a
    word may fill; ``_uses``: the patterns. Sets of patterns are bits of a number, so that a clause is weighed against all of them in
    a few operations: which have their rarest slot filled, and of those their second rarest, and so on.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        slots: dict[frozenset[str], int] = {}
        uses: list[tuple[str, str, tuple[tuple[tuple[int, int], ...], ...], int, tuple[int, ...], frozenset[str]]] = []
        for rule in lexicon.rules.values():
            for role, pattern in _roles(rule):
                numbers = tuple(slots.setdefault(slot.words, len(slots)) for slot in pattern.slots)
                uses.append((rule.id, role, pattern.groups, pattern.head, numbers, pattern.without))
        operators = {op.word for op in lexicon.operators}
        matched = {word for words in slots for word in words}
        excluded = {word for *_, without in uses for word in without}
        every = {*matched, *operators, *(a.word for a in lexicon.actors), *lexicon.opaque, *excluded}
        words = sorted(every, key=lambda word: (len(word) == 1, word))  # single characters last
        number_of = {word: number for number, word in enumerate(words)}
        multiple = sum(len(word) > 1 for word in words)
        unknown = unknown_words({*matched, *operators, *lexicon.opaque})
        added = grouped(unknown)
        slots_of: list[list[int]] = [[] for _ in words]
        for slot, number in slots.items():
            for word in slot:
                slots_of[number_of[word]].append(number)
        # By the frequencies of jieba's dictionary: how often a word of the slot may be expected.
        plain = Tokens(())
        rarity = [sum(_commonness(word, plain) for word in slot) for slot in slots]
        tables = {
            "words": words,
            "multiple": multiple,
            "uses": [(*use, tuple(sorted(number_of[w] for w in without))) for *use, without in uses],
            "slots": [tuple(sorted(number_of[w] for w in slot)) for slot in slots],
            "slots_of": [tuple(numbers) for numbers in slots_of],
            "rarest": [tuple(sorted(set(numbers), key=lambda n: (rarity[n], n))) for *_, numbers, _ in uses],
            "terms": laid_out(words[:multiple]),
            "added": added,
            "unknown": [number_of[word] for word in unknown],
        }
        self._restore(without_patterns(lexicon), tables)

    def _restore(self, lexicon: Lexicon, tables: dict[str, Any]) -> None:
        self.lexicon = lexicon
        self._tables = tables
        self._words: list[str] = tables["words"]
        self._uses = [_Use(lexicon.rules[rule], *rest) for rule, *rest in tables["uses"]]
        self._slots: list[tuple[int, ...]] = tables["slots"]
        self._slot_sets: dict[int, tuple[frozenset[int], str]] = {}
        self._slots_of: list[tuple[int, ...]] = tables["slots_of"]
        multiple: int = tables["multiple"]
        self._singles = {word: number for number, word in enumerate(self._words[multiple:], multiple)}
        self._levels = self._bits_by_level(tables["rarest"])
        self._bits: dict[int, tuple[int, ...]] = {}
        self._of_rule: dict[str, int] = defaultdict(int)
        self._conduct = 0
        by_role: dict[tuple[str, str], int] = defaultdict(int)
        for index, use in enumerate(self._uses):
            self._of_rule[use.rule_id] |= 1 << index
            by_role[use.rule_id, use.role] |= 1 << index
            if use.role in ROLES:
                self._conduct |= 1 << index
        self._cores = [
            (self._of_rule[rule.id], tuple(by_role[rule.id, "element:" + e.name] for e in rule.elements if e.core))
            for rule in lexicon.rules.values() if any(e.core for e in rule.elements)
        ]
        self._unknown = frozenset(tables["unknown"])
        self._operators = table(lexicon.operators)
        self._firm = frozenset(
            op.word for op in lexicon.operators
            if (op.effect == "ban" and op.word.startswith("不")) or (op.effect == "permit" and len(op.word) == 1)
        )
        self._firm_singles = {char: number for char, number in self._singles.items() if char == "不" or char in self._firm}
        self._actors = {actor.word: actor.kind for actor in lexicon.actors}
        self._opaque = frozenset(number for number, word in enumerate(self._words) if word in lexicon.opaque)
        self._heading_terms = tuple(op.word for op in lexicon.operators if op.heading)
        self.terms = Terms(self._words[:multiple], tables["terms"])
        self.tokens = Tokens(tables["added"])
        self._plain = Tokens(())

    def __getstate__(self) -> tuple[Lexicon, bytes]:
        # marshal reads the big plain tables several times faster than pickle does; what is kept is keyed by the Python version.
        return self.lexicon, marshal.dumps(self._tables)

    def __setstate__(self, state: tuple[Lexicon, bytes]) -> None:
        self._restore(state[0], marshal.loads(state[1]))

    def rules_over_list(self, heading: str) -> bool:
        """Whether a heading (负面清单, 十不准, 可以参加的活动) governs what stands below it."""
        return any(word in heading for word in self._heading_terms)

    def scan(self, clauses: Iterable[Clause], everything: bool = False) -> Iterator[list[Scan]]:
        """What the lexicon recognises in clauses, unit by unit; clauses in which nothing can be read are left out.

        Word edges and exclusions can only take matches away. So a rule is matched in earnest, and a clause cut into words, only
        where the rule can come to a reading by the words as they stand. ``everything``: match whatever is near, for a trace.
        """
        chunk: list[list[Clause]] = []
        size = 0
        for _, unit in groupby(clauses, key=lambda clause: clause.unit):
            chunk.append(list(unit))
            size += len(chunk[-1])
            if size >= _CHUNK:
                yield from self._scan_units(chunk, everything)
                chunk, size = [], 0
        yield from self._scan_units(chunk, everything)

    def _scan_units(self, units: list[list[Clause]], everything: bool) -> Iterator[list[Scan]]:
        found = [[self.terms.find(clause.text) for clause in unit] for unit in units]
        numbers = {number for unit in found for raw in unit for number, _, _ in raw}
        near = self._near(numbers, {char for unit in units for clause in unit for char in clause.text})
        cores = self._cores
        if not everything:
            [near] = self._live([near], cores)
            cores = [(rule, elements) for rule, elements in cores if rule & near]
        chances = self._chances(near, numbers)
        for unit, words in zip(units, found, strict=True):
            bits = [chances(clause, raw) for clause, raw in zip(unit, words, strict=True)]
            if not everything:
                bits = self._live(bits, cores)
                if any(bits):
                    bits = self._live([
                        self._matching(uses, clause.text, raw) if uses else 0
                        for clause, raw, uses in zip(unit, words, bits, strict=True)
                    ], cores)
            scans = [
                self._scan(clause, raw, uses) if uses else Scan(clause, [], [], [], set())
                for clause, raw, uses in zip(unit, words, bits, strict=True)
                if uses or everything
            ]
            if scans:
                yield scans

    def _chances(self, near: int, numbers: set[int]) -> Callable[[Clause, list[Numbered]], int]:
        """Among the patterns ``near`` those, as bits, that have all their words in a clause, one of them in its own part."""
        known = self._bits
        first = {number: bits for number in numbers if (bits := known[number][0] & near)}
        single_bits = {
            char: known[number] for char, number in self._singles.items()
            if number in known and any(bits & near for bits in known[number])
        }
        first_singles = {char: bits for char, by_level in single_bits.items() if (bits := by_level[0] & near)}
        anyhow = 0
        for by_level in single_bits.values():
            anyhow |= by_level[_LEVELS]
        later = range(1, _LEVELS)

        def chances(clause: Clause, raw: list[Numbered]) -> int:
            words = {number for number, _, _ in raw}
            bits = 0
            for number in words:
                if number in first:
                    bits |= first[number]
            if first_singles:
                for char in first_singles.keys() & clause.text:
                    bits |= first_singles[char]
            if not bits:
                return 0
            chars = [single_bits[char] for char in single_bits.keys() & clause.text]
            for level in later:
                wanted = 0
                for number in words:
                    wanted |= known[number][level]
                for by_level in chars:
                    wanted |= by_level[level]
                bits &= wanted
                if not bits:
                    return 0
            own = clause.own
            if own:
                wanted = anyhow
                for number in {number for number, _, end in raw if end > own}:
                    wanted |= known[number][_LEVELS]
                bits &= wanted
            return bits

        return chances

    def _bits_by_level(self, rarest: list[tuple[int, ...]]) -> list[dict[int, int]]:
        """For each level and slot the patterns, as bits, whose rarest, second rarest … slot it is; last, all that have it.

        A pattern with fewer slots than there are levels wants its last one again.
        """
        levels: list[dict[int, int]] = [defaultdict(int) for _ in range(_LEVELS + 1)]
        for use, slots in enumerate(rarest):
            for level, bits in enumerate(levels[:_LEVELS]):
                bits[slots[min(level, len(slots) - 1)]] |= 1 << use
            for slot in slots:
                levels[_LEVELS][slot] |= 1 << use
        return levels

    def _bits_of(self, word: int) -> tuple[int, ...]:
        """The patterns that a word helps, level by level."""
        found = self._bits.get(word)
        if found is None:
            bits = []
            for level in self._levels:
                wanted = 0
                for slot in self._slots_of[word]:
                    wanted |= level.get(slot, 0)
                bits.append(wanted)
            found = self._bits[word] = tuple(bits)
        return found

    def _near(self, numbers: set[int], chars: set[str]) -> int:
        """The patterns, as bits, that may have all their words among these and these characters."""
        helped = [*map(self._bits_of, numbers), *(self._bits_of(self._singles[char]) for char in self._singles.keys() & chars)]
        near = -1
        for level in range(_LEVELS):
            wanted = 0
            for bits in helped:
                wanted |= bits[level]
            near &= wanted
        return near

    def _live(self, near: list[int], cores: list[Cores]) -> list[int]:
        """The patterns of rules that can come to a reading in the unit: a conduct is there, or every core element."""
        every = 0
        for bits in near:
            every |= bits
        if not every:
            return near
        live = 0
        for rule, elements in cores:
            for core in elements:
                if not every & core:
                    break
            else:
                live |= rule
        conduct = every & self._conduct & ~live
        while conduct:
            live |= self._of_rule[self._uses[(conduct & -conduct).bit_length() - 1].rule_id]
            conduct &= ~live
        return [bits & live for bits in near]

    def _matching(self, bits: int, text: str, raw: list[Numbered]) -> int:
        """The patterns that match if every word counts, even one that only stands across the edges of others."""
        spans = self._spans(raw, text)
        for index in _numbers(bits):
            use = self._uses[index]
            if not all(map(spans, use.numbers)) or not all(_possible(group, use.numbers, spans, text) for group in use.groups):
                bits ^= 1 << index
        return bits

    def _spans(self, words: list[Numbered], text: str) -> Callable[[int], list[Span]]:
        """Where the words of a slot stand, in order. ``text``: where single characters are looked for; "" where ``words`` holds them."""
        known: dict[int, list[Span]] = {}
        slots = self._slot_sets
        places: dict[int, list[Span]] = {}
        for number, start, end in words:
            if number in places:
                places[number].append((start, end))
            else:
                places[number] = [(start, end)]

        def spans(slot: int) -> list[Span]:
            found = known.get(slot)
            if found is None:
                if slot not in slots:
                    numbers = self._slots[slot]
                    slots[slot] = frozenset(numbers), "".join(self._words[n] for n in numbers if len(self._words[n]) == 1)
                numbers_in, chars = slots[slot]
                found = known[slot] = []
                for number in numbers_in.intersection(places):
                    found += places[number]
                if text and chars:
                    for char in chars:
                        at = text.find(char)
                        while at >= 0:
                            found.append((at, at + 1))
                            at = text.find(char, at + 1)
                found.sort()
            return found

        return spans

    def _scan(self, clause: Clause, raw: list[Numbered], bits: int) -> Scan:
        numbered = self._whole_words(clause.text, raw)
        names = self._words
        words = [(start, end, names[number]) for number, start, end in numbered]
        # Short words that are no operators make no difference there.
        operators = operators_in([w for w in words if len(w[2]) > 2 or w[2] in self._operators], self._operators, clause.own)
        named = _names(clause.text) if "《" in clause.text else []
        if named:
            operators = [f for f in operators if not any(s < f.start and f.end <= e for s, e in named)]
        actors = _longest((s, e, self._actors[w]) for s, e, w in words if w in self._actors)
        spans = self._spans(numbered, "")
        present = {number for number, _, _ in numbered}
        hits: list[Hit] = []
        blocked: set[str] = set()
        for index in _numbers(bits):
            use = self._uses[index]
            if use.without and not present.isdisjoint(use.without):
                continue
            for slots in _match(use, spans, clause.text):
                if max(e for _, e in slots) > clause.own and not (use.rule.scope != "form" and _in_a_name(clause.text, slots)):
                    hits.append(Hit(use.rule, use.role, slots, slots[use.head]))
                    if use.role == "unless":
                        blocked.add(use.rule_id)
        return Scan(clause, operators, actors, hits, blocked)

    def _whole_words(self, text: str, hits: list[Numbered]) -> list[Numbered]:
        """Word hits whose edges cut no token in two, and that no opaque word swallows (READINGS.md, Words and boundaries), in order.

        A hit counts if it stands whole in jieba's cut with the lexicons' words or in its cut without: the words of one lexicon
        keep a term whole where jieba alone would not (发布/之/日起), but must not hide the terms of another (费用由企业 holds 由).
        """
        marks = self._plain.marks(text)
        # Without a word that jieba does not know the two cuts are the same.
        known = marks if self._unknown.isdisjoint(number for number, _, _ in hits) else self.tokens.marks(text)
        names = self._words
        kept = []
        for hit in hits:
            number, start, end = hit
            if not (marks[start] and marks[end]) and not (known[start] and known[end]):
                if not marks[start] and marks.find(1, start + 1, end) >= 0:
                    continue
                if not marks[end] and marks.rfind(1, start + 1, end) >= 0:
                    word = names[number]
                    if word[-1] != "不" and word not in self._firm:
                        continue
            kept.append(hit)
        alone = set(_alone(marks))
        if known is not marks:
            alone.update(_alone(known))
        for char in self._firm_singles.keys() & text:
            alone.update(at for at, other in enumerate(text) if other == char and marks[at])
        for at in alone:
            number = self._singles.get(text[at], -1)
            if number >= 0:
                kept.append((number, at, at + 1))
        kept.sort(key=itemgetter(1, 2))
        opaque = [(start, end) for number, start, end in hits if number in self._opaque]
        if opaque:
            kept = [
                hit for hit in kept if not any(s <= hit[1] and hit[2] <= e and (s, e) != hit[1:] for s, e in opaque)
            ]
        return kept


def _alone(marks: bytes) -> Iterator[int]:
    """Where a word of one character stands."""
    at = marks.find(b"\1\1")
    while at >= 0:
        yield at
        at = marks.find(b"\1\1", at + 1)


def _numbers(bits: int) -> list[int]:
    """Which bits are set, from the lowest."""
    numbers = []
    while bits:
        low = bits & -bits
        numbers.append(low.bit_length() - 1)
        bits ^= low
    return numbers


def _commonness(word: str, plain: Tokens) -> int:
    """How often a word may be expected in text: as often as the rarest of its parts; what is no word, always."""
    return min(frequency(part) or 1_000_000 for part in plain.cut(word))


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


def _match(use: _Use, spans: Callable[[int], list[Span]], text: str) -> list[tuple[Span, ...]]:
    """Matches of a pattern: per start of its first group the tightest continuation; other groups as near to it as they stand."""
    groups = []
    for group in use.groups:
        chains = _ordered(group, use.numbers, spans, text)
        if not chains:
            return []
        groups.append(chains)
    results: list[tuple[Span, ...]] = []
    for first in groups[0]:
        chosen = list(first)
        for others in groups[1:]:
            chosen += min(others, key=partial(_distance, first))
        results.append(tuple(chosen))
    return results


def _possible(
    group: tuple[tuple[int, int], ...], numbers: tuple[int, ...], spans: Callable[[int], list[Span]], text: str
) -> bool:
    """Whether the words of a group follow each other as they should: ``_ordered`` without the places."""
    ends = {end for _, end in spans(numbers[group[0][0]])}
    for slot, gap in group[1:]:
        followers = spans(numbers[slot])
        if gap == ANYWHERE:
            first = min(ends, default=len(text))
            ends = {end for start, end in followers if start >= first}
        else:
            ends = {
                end for start, end in followers
                if any(start >= before and _within(text, before, start, gap) for before in ends)
            }
        if not ends:
            return False
    return bool(ends)


def _distance(a: list[Span], b: list[Span]) -> int:
    return max(b[0][0] - a[-1][1], a[0][0] - b[-1][1], 0)


def _ordered(
    group: tuple[tuple[int, int], ...], numbers: tuple[int, ...], spans: Callable[[int], list[Span]], text: str
) -> list[list[Span]]:
    chains = [[span] for span in spans(numbers[group[0][0]])]
    for slot, gap in group[1:]:
        followers = spans(numbers[slot])
        grown: dict[Span, list[Span]] = {}
        for chain in chains:
            end = chain[-1][1]
            for span in followers:
                # One chain per first word and last word is enough: what lies between does not matter to what follows.
                if span[0] >= end and (gap == ANYWHERE or _within(text, end, span[0], gap)):
                    grown.setdefault((chain[0][0], span[1]), [*chain, span])
        chains = list(grown.values())
        if not chains:
            return chains
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
    if gap == ADJACENT:
        return stop - start <= 2 and all(c in _FILLERS for c in text[start:stop])
    return stop - start <= gap
