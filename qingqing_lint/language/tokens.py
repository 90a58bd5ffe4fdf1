"""Words of a clause as jieba cuts them, with the lexicons' words added and without its hidden Markov model.

jieba needs half a second and 80 MB to load its dictionary whole, for a draft that uses a hundredth of it. So its dictionary is laid
out once by first character and kept; a run loads the characters it meets. The cut is jieba's own (the likeliest path through all
dictionary words, by word frequency), which a test holds against jieba itself; jieba stays the reference.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from math import log
from pathlib import Path

from qingqing_lint.lexicon.store import kept

__all__ = ["JiebaTokens", "Tokens", "frequency", "grouped", "unknown_words"]

_ADDED = 20
"""The frequency of a lexicon word that jieba does not know: enough to be kept whole, too little to tear known words apart."""
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SIGNS = frozenset("+#&._%-")


class Dictionary:
    """jieba's dictionary: frequencies by first character, prefixes of words with frequency 0."""

    def __init__(self) -> None:
        data = memoryview(kept("dictionary", f"{version('jieba')}-{sys.implementation.cache_tag}", _laid_out))
        size = int.from_bytes(data[:8], "little")
        self.total, self._index = marshal.loads(data[8 : 8 + size])
        self._data = data[8 + size :]
        self._loaded: dict[str, dict[str, int]] = {}

    def starting_with(self, char: str) -> dict[str, int]:
        """All words, and prefixes of words, that begin with a character."""
        found = self._loaded.get(char)
        if found is None:
            at = self._index.get(char)
            found = self._loaded[char] = marshal.loads(self._data[at[0] : at[1]]) if at else {}
        return found


def _laid_out() -> bytes:
    """jieba's word list as the kept file: size of the index, (total, index), then one dictionary per first character."""
    spec = find_spec("jieba")
    assert spec is not None and spec.submodule_search_locations
    total = 0
    by_char: dict[str, dict[str, int]] = {}
    with (Path(spec.submodule_search_locations[0]) / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split(" ")[:2]
            frequency = int(count)
            group = by_char.setdefault(word[0], {})
            group[word] = frequency
            total += frequency
            for end in range(1, len(word)):
                group.setdefault(word[:end], 0)
    parts, index, at = [], {}, 0
    for char, group in by_char.items():
        part = marshal.dumps(group)
        index[char] = (at, at + len(part))
        parts.append(part)
        at += len(part)
    head = marshal.dumps((total, index))
    return len(head).to_bytes(8, "little") + head + b"".join(parts)


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary()


def frequency(word: str) -> int:
    """How often a word stands in jieba's training text; at least 1."""
    return _dictionary().starting_with(word[0]).get(word) or 1


def unknown_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that jieba does not know. Known ones keep their frequency: to raise it would change cuts elsewhere."""
    dictionary = _dictionary()
    return tuple(sorted(w for w in set(words) if len(w) > 1 and not dictionary.starting_with(w[0]).get(w)))


def grouped(words: Iterable[str]) -> tuple[dict[str, dict[str, int]], int]:
    """Added words by first character, with their prefixes, as the dictionary has them; and how many there are."""
    groups: dict[str, dict[str, int]] = {}
    count = 0
    for word in words:
        group = groups.setdefault(word[0], {})
        group[word] = _ADDED
        count += 1
        for end in range(1, len(word)):
            group.setdefault(word[:end], 0)
    return groups, count


class Tokens:
    """Cuts text into words. ``added``: the lexicons' words that jieba does not know (see unknown_words)."""

    def __init__(self, added: Iterable[str]) -> None:
        self._start(*grouped(added))

    @classmethod
    def of_groups(cls, groups: dict[str, dict[str, int]], count: int) -> Tokens:
        """From words that ``grouped`` has laid out before."""
        tokens = cls.__new__(cls)
        tokens._start(groups, count)
        return tokens

    def _start(self, groups: dict[str, dict[str, int]], count: int) -> None:
        self._added = groups
        self._dictionary = _dictionary()
        self._log_total = log(self._dictionary.total + _ADDED * count)
        self._words: dict[str, dict[str, int]] = {}

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text, in order; together they are the text."""
        words: list[str] = []
        start = 0
        size = len(text)
        while start < size:
            stop = start
            while stop < size and _in_block(text[stop]):
                stop += 1
            if stop > start:
                self._cut_block(text[start:stop], words)
            elif text.startswith("\r\n", start):
                words.append("\r\n")
                stop = start + 2
            else:
                words.append(text[start])
                stop = start + 1
            start = stop
        return tuple(words)

    def edges(self, text: str) -> tuple[list[int], list[int]]:
        """For every position the start of the word around it, and the end: two lists of len(text) + 1 offsets.

        >>> Tokens(()).edges("企业不得")
        ([0, 0, 2, 2, 4], [2, 2, 4, 4, 4])
        """
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for word in self.cut(text):
            stop = at + len(word)
            starts += [at] * (stop - at)
            ends += [stop] * (stop - at)
            at = stop
        starts.append(at)
        ends.append(at)
        return starts, ends

    def _starting_with(self, char: str) -> dict[str, int]:
        found = self._words.get(char)
        if found is None:
            known, added = self._dictionary.starting_with(char), self._added.get(char)
            if added:
                known = {**added, **known, **{w: f for w, f in added.items() if f and not known.get(w)}}
            found = self._words[char] = known
        return found

    def _cut_block(self, text: str, words: list[str]) -> None:
        """jieba's likeliest path through a block, from its end; runs of single Latin letters and digits are one word."""
        size = len(text)
        log_total = self._log_total
        best: list[tuple[float, int]] = [(0.0, 0)] * (size + 1)
        for start in range(size - 1, -1, -1):
            known = self._starting_with(text[start])
            chosen: tuple[float, int] | None = None
            stop = start + 1
            piece = text[start]
            while stop <= size and piece in known:
                frequency = known[piece]
                if frequency:
                    way = (log(frequency) - log_total + best[stop][0], stop - 1)
                    if chosen is None or way > chosen:
                        chosen = way
                stop += 1
                piece = text[start:stop]
            if chosen is None:
                # As jieba does: an unknown character stands for itself with frequency 1 (or its own, when it is only a prefix).
                chosen = (log(known.get(text[start]) or 1) - log_total + best[start + 1][0], start)
            best[start] = chosen
        at = 0
        latin = ""
        while at < size:
            stop = best[at][1] + 1
            word = text[at:stop]
            if stop - at == 1 and word in _LATIN:
                latin += word
            else:
                if latin:
                    words.append(latin)
                    latin = ""
                words.append(word)
            at = stop
        if latin:
            words.append(latin)


class JiebaTokens(Tokens):
    """The same cut by jieba itself: the reference, and what is used where its word list cannot be laid out."""

    def __init__(self, added: Iterable[str]) -> None:
        import jieba

        jieba.setLogLevel(60)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word in added:
            self._jieba.FREQ[word] = _ADDED
            self._jieba.total += _ADDED
            for end in range(1, len(word)):
                self._jieba.FREQ.setdefault(word[:end], 0)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text, in order."""
        return tuple(self._jieba.cut(text, HMM=False))


def _in_block(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fd5" or char in _LATIN or char in _SIGNS
