"""The plain way to lint: what the fast way must equal, reading for reading.

Every clause is cut into words by jieba itself, every word of the lexicon is looked for at every place, and every pattern of every
rule is tried on every clause. Nothing is filtered, kept, shared or guessed beforehand; it takes some fifty times as long.
"""

from __future__ import annotations

from itertools import groupby

from qingqing_lint.draft import Draft
from qingqing_lint.language import Clause, JiebaTokens, clauses, operators_in, table, unknown_words
from qingqing_lint.lexicon import Lexicon, Pattern, Rule, squeeze
from qingqing_lint.lexicon.model import ADJACENT, ANYWHERE
from qingqing_lint.linting.matching import Hit, Scan
from qingqing_lint.linting.readings import read_unit
from qingqing_lint.linting.verdicts import draft_report
from qingqing_lint.outline import outline as outline_of
from qingqing_lint.report import DraftReport

Span = tuple[int, int]
Word = tuple[int, int, str]


class ExhaustiveLinter:
    """A linter like ``qingqing_lint.linting.Linter``. ``lexicon``: as ``load_lexicon`` gives it, with patterns."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.patterns = [(rule, role, pattern) for rule in lexicon.rules.values() for role, pattern in _patterns(rule)]
        matched = {word for _, _, pattern in self.patterns for slot in pattern.slots for word in slot.words}
        operators = {op.word for op in lexicon.operators}
        self.operators = table(lexicon.operators)
        self.actors = {actor.word: actor.kind for actor in lexicon.actors}
        self.firm = {
            op.word for op in lexicon.operators
            if (op.effect == "ban" and op.word.startswith("不")) or (op.effect == "permit" and len(op.word) == 1)
        }
        excluded = {word for _, _, pattern in self.patterns for word in pattern.without}
        self.words = {*matched, *operators, *self.actors, *lexicon.opaque, *excluded}
        self.longest = max(map(len, self.words))
        self.plain = JiebaTokens(())
        self.tokens = JiebaTokens(unknown_words({*matched, *operators, *lexicon.opaque}))

    def lint(self, draft: Draft, profile: str = "auto") -> DraftReport:
        """Read one draft."""
        outline = outline_of(draft)
        decisions = []
        for _, unit in groupby(clauses(outline, self.rules_over_list), key=lambda clause: clause.unit):
            decisions += read_unit([self.scan(clause) for clause in unit])
        whole = squeeze("".join(p.text for p in outline.provisions if p.kind != "skip"))[0]
        return draft_report(draft, outline, self.lexicon, decisions, profile, whole)

    def rules_over_list(self, heading: str) -> bool:
        """Whether a heading governs what stands below it."""
        return any(op.heading and op.word in heading for op in self.lexicon.operators)

    def find(self, text: str) -> list[Word]:
        """Every word of the lexicon at every place, by start, shorter first."""
        return [
            (start, end, text[start:end])
            for start in range(len(text)) for end in range(start + 1, min(len(text), start + self.longest) + 1)
            if text[start:end] in self.words
        ]

    def scan(self, clause: Clause) -> Scan:
        """What is in a clause."""
        text = clause.text
        words = self.whole_words(text, self.find(text))
        names = _names(text)
        operators = [
            f for f in operators_in(words, self.operators, clause.own) if not any(s < f.start and f.end <= e for s, e in names)
        ]
        actors: list[Word] = []
        for start, end, word in sorted(words, key=lambda w: (w[0], -w[1])):
            if word in self.actors and (not actors or start >= actors[-1][1]):
                actors.append((start, end, self.actors[word]))
        present = {word for _, _, word in words}
        hits: list[Hit] = []
        for rule, role, pattern in self.patterns:
            if present.isdisjoint(pattern.without):
                for slots in _match(pattern, words, text):
                    if max(e for _, e in slots) > clause.own and (rule.scope == "form" or not _in_a_name(text, slots)):
                        hits.append(Hit(rule, role, slots, slots[pattern.head]))
        return Scan(clause, operators, actors, hits, {hit.rule.id for hit in hits if hit.role == "unless"})

    def whole_words(self, text: str, hits: list[Word]) -> list[Word]:
        """The hits that stand whole in one of jieba's two cuts and that no opaque word swallows."""
        starts, ends = _edges(self.plain.cut(text))
        known_starts, known_ends = _edges(self.tokens.cut(text))
        kept = []
        for start, end, word in hits:
            whole = known_starts[start] == start and known_ends[end - 1] == end
            firm = word[-1] == "不" or word in self.firm
            if end - start == 1:
                whole |= starts[start] == start and (ends[start] == end or firm)
            else:
                cut = starts[start] < start and ends[start] < end
                cut |= end < len(text) and start < starts[end] < end < ends[end] and not firm
                whole |= not cut
            if whole and not any(
                s <= start and end <= e and (s, e) != (start, end) for s, e, w in hits if w in self.lexicon.opaque
            ):
                kept.append((start, end, word))
        return kept


def _edges(words: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """For every position the start of the word around it, and the end."""
    starts: list[int] = []
    ends: list[int] = []
    for word in words:
        starts += [len(ends)] * len(word)
        ends += [len(ends) + len(word)] * len(word)
    return starts, ends


def _patterns(rule: Rule) -> list[tuple[str, Pattern]]:
    return [
        *((role, pattern) for role, patterns in rule.ways.items() for pattern in patterns),
        *(("element:" + element.name, pattern) for element in rule.elements for pattern in element.patterns),
        *(("unless", pattern) for pattern in rule.unless),
        *(("unless-unit", pattern) for pattern in rule.unless_unit),
    ]


def _names(text: str) -> list[Span]:
    """From every 《 that is not within another name to the next 》."""
    spans: list[Span] = []
    for at, char in enumerate(text):
        end = text.find("》", at)
        if char == "《" and end >= 0 and (not spans or at > spans[-1][1]):
            spans.append((at, end))
    return spans


def _in_a_name(text: str, slots: tuple[Span, ...]) -> bool:
    """All words stand behind one 《 and before its 》."""
    start, end = min(s for s, _ in slots), max(e for _, e in slots)
    opening = text[:start + 1].rfind("《")
    return opening >= 0 and "》" not in text[opening:end] and "》" in text[end:]


def _match(pattern: Pattern, words: list[Word], text: str) -> list[tuple[Span, ...]]:
    """Per start of the first group its tightest continuation; of every other group what stands nearest to that."""
    groups = []
    for group in pattern.groups:
        chains: list[list[Span]] = [[(s, e)] for s, e, w in words if w in pattern.slots[group[0][0]].words]
        for slot, gap in group[1:]:
            spans = [(s, e) for s, e, w in words if w in pattern.slots[slot].words]
            grown: dict[Span, list[Span]] = {}
            for chain in chains:
                for span in spans:
                    if span[0] >= chain[-1][1] and _within(text[chain[-1][1]:span[0]], gap):
                        grown.setdefault((chain[0][0], span[1]), [*chain, span])
            chains = list(grown.values())
        best: dict[int, list[Span]] = {}
        for chain in chains:
            if chain[0][0] not in best or chain[-1][1] < best[chain[0][0]][-1][1]:
                best[chain[0][0]] = chain
        groups.append(list(best.values()))
    if not all(groups):
        return []
    results = []
    for first in groups[0]:
        chosen = list(first)
        for others in groups[1:]:
            chosen += min(others, key=lambda other: max(other[0][0] - first[-1][1], first[0][0] - other[-1][1], 0))
        results.append(tuple(chosen))
    return results


def _within(between: str, gap: int) -> bool:
    if gap == ADJACENT:
        return len(between) <= 2 and all(c in "的地和与及或、等其了所并者" for c in between)
    return gap == ANYWHERE or len(between) <= gap
