"""Finding every lexicon word in a text in one pass.

A plain trie in dictionaries: pure Python, linear in the text for words of bounded length, no limit on their number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["Terms"]

_END = ""


class Terms:
    """A set of words that can be found, overlapping ones included."""

    def __init__(self, words: Iterable[str] = (), trie: dict[str, Any] | None = None) -> None:
        """Build from words, or take over the ``trie`` of another Terms (plain nested dictionaries)."""
        self.trie: dict[str, Any] = {} if trie is None else trie
        for word in words:
            node = self.trie
            for char in word:
                node = node.setdefault(char, {})
            node[_END] = word

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Every occurrence as (start, end, word), by start, shorter first."""
        found: list[tuple[int, int, str]] = []
        root = self.trie
        size = len(text)
        for start in range(size):
            node = root.get(text[start])
            at = start + 1
            while node is not None:
                word = node.get(_END)
                if word is not None:
                    found.append((start, at, word))
                if at >= size:
                    break
                node = node.get(text[at])
                at += 1
        return found
