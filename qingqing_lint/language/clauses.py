"""Clauses: the sentence or its ；-limb, together with the lead-in and headings it inherits from (READINGS.md, What a clause is)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qingqing_lint.draft import Outline, Provision
from qingqing_lint.lexicon import squeeze

__all__ = ["Clause", "Origin", "clauses"]

_LIMB_END = re.compile("[。！？；]")
_COMMA = re.compile("[，：。；]")
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
    stretches come from. ``sentence``: running number of the sentence in the draft.
    """

    index: int
    provision: int
    unit: int
    sentence: int
    text: str
    own: int
    origins: tuple[Origin, ...]
    _commas: list[int] | None = None

    @property
    def commas(self) -> list[int]:
        """Offsets of ， ： 。 ； within the clause."""
        if self._commas is None:
            self._commas = [found.start() for found in _COMMA.finditer(self.text, 0, len(self.text) - 1)]
        return self._commas

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
    return _Clauses(outline.provisions, rules_over_list).all()


class _Clauses:
    """The clauses of one draft. What several clauses inherit from one provision is worked out once."""

    def __init__(self, provisions: tuple[Provision, ...], rules_over_list: Callable[[str], bool]) -> None:
        self.provisions = provisions
        self.rules_over_list = rules_over_list
        self.squeezed: dict[int, tuple[str, Sequence[int]]] = {}
        self.inherited: dict[int, _Piece] = {}
        self.headings: dict[int, _Piece] = {}

    def all(self) -> Iterator[Clause]:
        sentence = index = 0
        for number, provision in enumerate(self.provisions):
            if provision.kind == "skip":
                continue
            text, offsets = self.text(number)
            before, origins = self.inheritance(number)
            own = len(before)
            sentence += 1
            for start, end, ends_sentence in _limbs(text):
                whole = before + text[start:end]
                yield Clause(
                    index, number, provision.unit, sentence, whole, own, (*origins, Origin(own, number, offsets, start))
                )
                index += 1
                sentence += ends_sentence

    def text(self, number: int) -> tuple[str, Sequence[int]]:
        found = self.squeezed.get(number)
        if found is None:
            found = self.squeezed[number] = squeeze(self.provisions[number].text)
        return found

    def inheritance(self, number: int) -> _Piece:
        """What stands, for reading, before the provision's own words: governing heading, then the chain of lead-ins."""
        known = self.inherited
        if number in known:
            return known[number]
        provision = self.provisions[number]
        known[number] = _NOTHING  # a malformed chain must not run in circles
        if 0 <= provision.lead < number:
            above, origins = self.inheritance(provision.lead)
            text, offsets = self.text(provision.lead)
            start = _last_sentence(text)
            result = (
                (above + text[start:], (*origins, Origin(len(above), provision.lead, offsets, start))) if text else (above, origins)
            )
            if result[0] and result[0][-1] not in "：，；。":
                result = (result[0] + "：", result[1])
        else:
            result = self.heading(number)
        known[number] = result
        return result

    def heading(self, number: int) -> _Piece:
        above = self.provisions[number].parent
        for _ in range(12):
            if above < 0:
                break
            found = self.headings.get(above)
            if found is None:
                found = self.headings[above] = self.governing(above)
            if found[0]:
                return found
            if self.provisions[above].kind in ("article", "annex"):
                break
            above = self.provisions[above].parent
        return _NOTHING

    def governing(self, number: int) -> _Piece:
        """The heading, if it rules over what stands below it."""
        if len(self.provisions[number].text) > 60:
            return _NOTHING
        text, offsets = self.text(number)
        if not text or len(text) > 40 or any(c in text for c in _SENTENCE_ENDS) or any(w in text for w in _HEADLINE):
            return _NOTHING
        return (text + "：", (Origin(0, number, offsets, 0),)) if self.rules_over_list(text) else _NOTHING


def _limbs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a sentence ends there, of every limb that holds a letter."""
    start = 0
    for found in _LIMB_END.finditer(text):
        for first, stop in _pieces(text, start, found.end()):
            if text[first].isalnum() or any(c.isalnum() for c in text[first:stop]):
                yield first, stop, stop == found.end() and found[0] in _SENTENCE_ENDS
        start = found.end()
    for first, stop in _pieces(text, start, len(text)):
        if any(c.isalnum() for c in text[first:stop]):
            yield first, stop, False


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A limb, cut at commas where it is endless."""
    while end - start > _LONGEST:
        cut = max(text.rfind("，", start, start + _LONGEST), text.rfind("、", start, start + _LONGEST)) + 1
        stop = cut if cut > start else start + _LONGEST
        yield start, stop
        start = stop
    yield start, end


def _last_sentence(text: str) -> int:
    """Where the last sentence that announces a list begins."""
    stop = len(text.rstrip("。！？"))
    cut = max(text.rfind(end, 0, stop) for end in _SENTENCE_ENDS)
    return cut + 1
