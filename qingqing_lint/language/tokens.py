"""Words of a clause, from jieba: a Tokenizer of our own, the lexicons' words added, no hidden Markov model.

jieba's module-level functions share one global tokenizer that any program may change; ours is built per lexicon.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache

import jieba

__all__ = ["Tokens"]

jieba.setLogLevel(logging.ERROR)


class Tokens:
    """Cuts text into words. Building one loads jieba's dictionary (about half a second)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        frequency, total = self._jieba.FREQ, self._jieba.total
        for word in sorted(words):
            # Only words jieba does not know: to raise the frequency of those it knows would change its cuts elsewhere.
            if len(word) > 1 and not frequency.get(word):
                frequency[word] = 20
                total += 20
                for end in range(1, len(word)):
                    frequency.setdefault(word[:end], 0)
        self._jieba.total = total
        self.cut = lru_cache(maxsize=4096)(self._cut)

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(self._jieba.cut(text, HMM=False))

    def edges(self, text: str) -> tuple[list[int], list[int]]:
        """For every position the start of the word around it, and the end: two lists of len(text) + 1 offsets."""
        starts = [0] * (len(text) + 1)
        ends = [0] * (len(text) + 1)
        at = 0
        for word in self.cut(text):
            stop = at + len(word)
            for i in range(at, stop):
                starts[i], ends[i] = at, stop
            at = stop
        starts[at] = ends[at] = at
        return starts, ends
