"""Words of a clause as jieba cuts them, with the lexicons' words added and without its hidden Markov model.

jieba needs half a second and 80 MB to load its dictionary whole, for a draft that uses a hundredth of it. So its dictionary is laid
out once by first character and kept; a run loads the characters it meets. The cut is jieba's own (the likeliest path through all
dictionary words, by word frequency), which a test holds against jieba itself; jieba stays the reference.
"""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from math import exp, inf, log
from pathlib import Path

from qingqing_lint.lexicon.store import kept

__all__ = ["JiebaTokens", "Tokens", "frequency", "grouped", "unknown_words"]

_ADDED = 20
"""The frequency of a lexicon word that jieba does not know: enough to be kept whole, too little to tear known words apart.

The sum of all frequencies stays as it is, so that text without such a word is cut as if there were none."""
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


_BLOCKS = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+|\r\n)")
"""What jieba cuts into words. Every other character is a word of its own."""
_REMEMBERED = 30_000
_LONG = 48

Weights = dict[str, "float | bool"]
"""For words their logarithmic frequency, for what only begins words False."""


class Dictionary:
    """jieba's dictionary: weights by first character."""

    def __init__(self) -> None:
        file = _word_list()
        status = file.stat()
        key = f"{status.st_size}-{status.st_mtime_ns}-{sys.implementation.cache_tag}-2"
        data = memoryview(kept("dictionary", key, lambda: _laid_out(file)))
        size = int.from_bytes(data[:8], "little")
        self.total, self._index = marshal.loads(data[8 : 8 + size])
        self._data = data[8 + size :]
        self._loaded: dict[str, Weights] = {}

    def starting_with(self, char: str) -> Weights:
        """All words, and prefixes of words, that begin with a character."""
        found = self._loaded.get(char)
        if found is None:
            at = self._index.get(char)
            found = self._loaded[char] = marshal.loads(self._data[at[0] : at[1]]) if at else {}
        return found


def _word_list() -> Path:
    spec = find_spec("jieba")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "dict.txt"


def _laid_out(file: Path) -> bytes:
    """jieba's word list as the kept file: size of the index, (total, index), then the weights for each first character."""
    total = 0
    by_char: dict[str, Weights] = {}
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split(" ")[:2]
            total += int(count)
            _enter(by_char.setdefault(word[0], {}), word, int(count))
    parts, index, at = [], {}, 0
    for char, group in by_char.items():
        part = marshal.dumps(group)
        index[char] = (at, at + len(part))
        parts.append(part)
        at += len(part)
    head = marshal.dumps((total, index))
    return len(head).to_bytes(8, "little") + head + b"".join(parts)


def _enter(group: Weights, word: str, count: int) -> None:
    group[word] = log(count) if count else False
    for end in range(1, len(word)):
        group.setdefault(word[:end], False)


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary()


def frequency(word: str) -> int:
    """How often a word stands in jieba's training text; 0 for one that jieba does not know."""
    weight = _dictionary().starting_with(word[0]).get(word, False)
    return 0 if weight is False else round(exp(weight))


def unknown_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that jieba does not know. Known ones keep their frequency: to raise it would change cuts elsewhere."""
    dictionary = _dictionary()
    return tuple(sorted(w for w in set(words) if len(w) > 1 and dictionary.starting_with(w[0]).get(w, False) is False))


def grouped(words: Iterable[str]) -> dict[str, Weights]:
    """Added words by first character, with their prefixes, as the dictionary has them."""
    groups: dict[str, Weights] = {}
    for word in words:
        _enter(groups.setdefault(word[0], {}), word, _ADDED)
    return groups


class Tokens:
    """Cuts text into words. ``added``: the lexicons' words that jieba does not know (see unknown_words), or ``grouped`` of them."""

    def __init__(self, added: Iterable[str] | dict[str, Weights]) -> None:
        self._added = added if isinstance(added, dict) else grouped(added)
        self._dictionary = _dictionary()
        self._log_total = log(self._dictionary.total)
        self._words: dict[str, Weights] = {}
        self._cuts: dict[str, bytes] = {}

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text, in order; together they are the text."""
        marks = self.marks(text)
        words = []
        start = 0
        while start < len(text):
            stop = marks.index(1, start + 1)
            words.append(text[start:stop])
            start = stop
        return tuple(words)

    def marks(self, text: str) -> bytes:
        """For every position 1 if a word begins there, else 0; a last 1 stands for the end.

        >>> Tokens(()).marks("企业不得")
        b'\\x01\\x00\\x01\\x00\\x01'
        """
        known = self._cuts
        parts = []
        for number, part in enumerate(_BLOCKS.split(text)):
            if number % 2 == 0:
                parts.append(b"\1" * len(part))
            else:
                parts.append(known.get(part) or self._block(part))
        parts.append(b"\1")
        return b"".join(parts)

    def _block(self, text: str) -> bytes:
        """The marks of a stretch without punctuation. Most of what drafts say has been said before: cuts are remembered."""
        marks = self._cuts.get(text)
        if marks is None:
            marks = self._cut_block(text) if text != "\r\n" else b"\1\0"
            if len(text) <= _LONG:
                if len(self._cuts) >= _REMEMBERED:
                    self._cuts.clear()
                self._cuts[text] = marks
        return marks

    def _starting_with(self, char: str) -> Weights:
        found = self._words.get(char)
        if found is None:
            known, added = self._dictionary.starting_with(char), self._added.get(char)
            if added:
                known = {**added, **known, **{w: f for w, f in added.items() if f and known.get(w, False) is False}}
            found = self._words[char] = known
        return found

    def _cut_block(self, text: str) -> bytes:
        """jieba's likeliest path through a block, from its end; runs of single Latin letters and digits are one word."""
        size = len(text)
        log_total = self._log_total
        words = self._words
        best = [0.0] * (size + 1)
        stops = [0] * size
        for start in range(size - 1, -1, -1):
            char = text[start]
            known = words.get(char)
            if known is None:
                known = self._starting_with(char)
            # As jieba does: an unknown character stands for itself with frequency 1 (as does what is only a prefix).
            chosen = 0
            highest = -inf
            stop = start + 1
            weight = known.get(char)
            while weight is not None:
                if weight is not False:
                    way = weight - log_total + best[stop]
                    if way >= highest:
                        highest, chosen = way, stop
                stop += 1
                if stop > size:
                    break
                weight = known.get(text[start:stop])
            if chosen:
                best[start], stops[start] = highest, chosen
            else:
                best[start], stops[start] = 0.0 - log_total + best[start + 1], start + 1
        marks = bytearray(size)
        at = 0
        latin = False
        while at < size:
            stop = stops[at]
            single = stop - at == 1 and text[at] in _LATIN
            if not (single and latin):
                marks[at] = 1
            latin = single
            at = stop
        return bytes(marks)


class JiebaTokens(Tokens):
    """The same cut by jieba itself: the reference, and what is used where its word list cannot be laid out."""

    def __init__(self, added: Iterable[str]) -> None:
        import jieba

        jieba.setLogLevel(60)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word in added:
            self._jieba.FREQ[word] = _ADDED
            for end in range(1, len(word)):
                self._jieba.FREQ.setdefault(word[:end], 0)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text, in order."""
        return tuple(self._jieba.cut(text, HMM=False))

    def marks(self, text: str) -> bytes:
        """For every position 1 if a word begins there, and a last 1 for the end."""
        return b"".join(b"\1" + b"\0" * (len(word) - 1) for word in self.cut(text)) + b"\1"

