"""Clauses: the sentence or its ；-limb, together with the lead-in and headings it inherits from (READINGS.md, What a clause is)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qingqing_lint.draft import Outline, Provision
from qingqing_lint.lexicon import squeeze

__all__ = ["Clause", "Origin", "clauses"]

_LIMB_ENDS = "。！？；"
_SENTENCE_ENDS = "。！？"
_LONGEST = 600
"""Longer limbs are cut at a comma: no drafter writes them, and what reads a clause costs more than its length."""
_HEADLINE = ("拟", "划定", "出台", "发布", "公布", "亮出", "架起", "筑牢", "划出", "通上", "守住", "坚守", "守牢")
"""A headline or a slogan (某市划定十条红线, 架起“高压线”) tells of a list; it does not head one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of a clause comes from: its character ``at + i`` is character ``offsets[start + i]`` of a provision's text."""

    at: int
    provision: int
    offsets: Sequence[int]
    start: int


@dataclass(slots=True)
class Clause:
    """One limb of a sentence in matching form.

    ``text[:own]`` is inherited (headings that rule over lists, lead-ins), ``text[own:]`` its own words. ``origins``: where its
    stretches come from. ``sentence``: running number of the sentence in the draft. ``commas``: offsets of ， ： 。 ；.
    """

    index: int
    provision: int
    unit: int
    sentence: int
    text: str
    own: int
    origins: tuple[Origin, ...]
    commas: list[int]

    def origin(self, at: int) -> tuple[int, int]:
        """The provision and the offset in its text of a character."""
        origin = next(o for o in reversed(self.origins) if o.at <= at)
        index = min(origin.start + at - origin.at, len(origin.offsets) - 1)
        return origin.provision, origin.offsets[index]

    def comma_range(self, at: int) -> tuple[int, int]:
        """Start and end of the comma clause around an offset."""
        start, end = 0, len(self.text)
        for comma in self.commas:
            if comma < at:
                start = comma + 1
            else:
                end = comma
                break
        return start, end


_Piece = tuple[str, tuple[Origin, ...]]
_NOTHING: _Piece = ("", ())


def clauses(outline: Outline, rules_over_list: Callable[[str], bool]) -> Iterator[Clause]:
    """The clauses of a draft in order. ``rules_over_list`` says whether a heading (负面清单, 十不准) governs what stands below it."""
    provisions = outline.provisions
    inherited: dict[int, _Piece] = {}
    sentence = index = 0
    for number, provision in enumerate(provisions):
        if provision.kind == "skip":
            continue
        text, offsets = squeeze(provision.text)
        before, origins = _inheritance(number, provisions, inherited, rules_over_list)
        own = len(before)
        sentence += 1
        for start, end, ends_sentence in _limbs(text):
            whole = before + text[start:end]
            yield Clause(
                index, number, provision.unit, sentence, whole, own, (*origins, Origin(own, number, offsets, start)),
                [i for i, c in enumerate(whole) if c in "，：。；" and i < len(whole) - 1],
            )
            index += 1
            sentence += ends_sentence


def _limbs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a sentence ends there, of every limb that holds a letter."""
    start = 0
    size = len(text)
    ends = [i for i, c in enumerate(text) if c in _LIMB_ENDS]
    if not ends or ends[-1] != size - 1:
        ends.append(size - 1)
    for at in ends:
        end = at + 1
        while end - start > _LONGEST:
            cut = max(text.rfind("，", start, start + _LONGEST), text.rfind("、", start, start + _LONGEST)) + 1
            stop = cut if cut > start else start + _LONGEST
            yield start, stop, False
            start = stop
        if any(c.isalnum() for c in text[start:end]):
            yield start, end, text[at] in _SENTENCE_ENDS
        start = end


def _inheritance(
    number: int, provisions: tuple[Provision, ...], known: dict[int, _Piece], rules_over_list: Callable[[str], bool]
) -> _Piece:
    """What stands, for reading, before the provision's own words: governing heading, then the chain of lead-ins."""
    if number in known:
        return known[number]
    provision = provisions[number]
    known[number] = _NOTHING  # a malformed chain must not run in circles
    if 0 <= provision.lead < number:
        above, origins = _inheritance(provision.lead, provisions, known, rules_over_list)
        text, offsets = squeeze(provisions[provision.lead].text)
        start = _last_sentence(text)
        result = (above + text[start:], (*origins, Origin(len(above), provision.lead, offsets, start))) if text else (above, origins)
        if result[0] and result[0][-1] not in "：，；。":
            result = (result[0] + "：", result[1])
    else:
        result = _heading(number, provisions, rules_over_list)
    known[number] = result
    return result


def _heading(number: int, provisions: tuple[Provision, ...], rules_over_list: Callable[[str], bool]) -> _Piece:
    above = provisions[number].parent
    steps = 0
    while above >= 0 and steps < 12:
        node = provisions[above]
        if len(node.text) <= 60:
            text, offsets = squeeze(node.text)
            plain = text and len(text) <= 40 and not any(c in _SENTENCE_ENDS for c in text) and not any(w in text for w in _HEADLINE)
            if plain and rules_over_list(text):
                return text + "：", (Origin(0, above, offsets, 0),)
        if node.kind in ("article", "annex"):
            break
        above = node.parent
        steps += 1
    return _NOTHING


def _last_sentence(text: str) -> int:
    """Where the last sentence that announces a list begins."""
    stop = len(text.rstrip("。！？"))
    cut = max(text.rfind(end, 0, stop) for end in _SENTENCE_ENDS)
    return cut + 1
