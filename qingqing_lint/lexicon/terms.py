"""Finding every lexicon word in a text in one pass.

Words are laid out by first character, with their prefixes, in plain dictionaries: pure Python, linear in the text for words of
bounded length, no limit on their number. Where the Aho–Corasick automaton of ``ahocorasick_rs`` is installed, it takes over once
enough text has come by to pay for building it; what is found is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["Terms", "laid_out"]

_PREFIX = -1


def laid_out(words: Iterable[str]) -> dict[str, dict[str, int]]:
    """By first character the words with their running number, and what only begins words with -1."""
    groups: dict[str, dict[str, int]] = {}
    for number, word in enumerate(words):
        group = groups.setdefault(word[0], {})
        group[word] = number
        for end in range(1, len(word)):
            group.setdefault(word[:end], _PREFIX)
    return groups


class Terms:
    """Words that can be found, overlapping ones included."""

    accelerate_after: float = 50_000
    """After how many characters the automaton is built: it takes as long to build as it saves on so many. inf: never."""

    def __init__(self, words: Sequence[str], groups: dict[str, dict[str, int]] | None = None) -> None:
        """``groups``: what ``laid_out`` gave for the words before. No word may be empty."""
        self.words = words
        self._groups = laid_out(words) if groups is None else groups
        self._seen = 0
        self._automaton: Any = None

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Every occurrence as (number of the word, start, end), in no particular order."""
        if self._automaton is not None:
            try:
                return self._automaton.find_matches_as_indexes(text, overlapping=True)  # type: ignore[no-any-return]
            except UnicodeEncodeError:  # half a surrogate pair; the automaton reads UTF-8
                pass
        self._seen += len(text)
        if self._seen > self.accelerate_after:
            self.accelerate()
        found: list[tuple[int, int, int]] = []
        groups = self._groups
        size = len(text)
        for start, char in enumerate(text):
            group = groups.get(char)
            if group is None:
                continue
            stop = start + 1
            number = group.get(char)
            while number is not None:
                if number >= 0:
                    found.append((number, start, stop))
                if stop >= size:
                    break
                stop += 1
                number = group.get(text[start:stop])
        return found

    def accelerate(self) -> None:
        """Build the automaton now, before much text or many processes."""
        if self._automaton is not None or self.accelerate_after == float("inf"):
            return
        try:
            from ahocorasick_rs import AhoCorasick, Implementation
        except ImportError:
            self.accelerate_after = float("inf")
        else:
            self._automaton = AhoCorasick(self.words, store_patterns=False, implementation=Implementation.ContiguousNFA)
