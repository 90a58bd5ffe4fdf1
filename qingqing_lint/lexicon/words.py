"""Bringing text into matching form without losing positions.

``normalise`` keeps the length, so offsets stay true (NFKC would not: ㎡ becomes m2). ``squeeze`` then leaves out what makes
no difference to a reading (READINGS.md, Words and boundaries: spaces, line breaks and quotation marks around a term) and
says where each remaining character stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["canonical", "normalise", "squeeze"]

_TABLE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
_TABLE |= {ord(a): ord(b) for a, b in zip(",;:!?()[]﹐；：", "，；：！？（）［］，；：", strict=True)}
_TABLE |= {ord(a): ord(b) for a, b in zip("．／－～〔〕【】｡､﹑·•", "./-~［］［］。、、··", strict=True)}
_TABLE |= {0xFF1A: ord("："), 0xFF1B: ord("；"), 0xFF1F: ord("？"), 0x3000: ord(" "), 0xA0: ord(" "), 0x2014: ord("-")}
_DROPPED = frozenset(" \t\r\n\v\f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u00ad“”‘’\"'「」『』")
# Most text needs little done, and to find where is much cheaper than to translate every character.
_CHANGED = re.compile("[" + "".join(re.escape(chr(c)) for c, to in _TABLE.items() if c != to) + "]")
_UNWANTED = re.compile("[" + "".join(re.escape(chr(c)) for c in {*map(ord, _DROPPED), *(c for c, to in _TABLE.items() if chr(to) in _DROPPED)}) + "]")


def normalise(text: str) -> str:
    """Full-width letters and digits to half-width, half-width punctuation to full-width; same length, same offsets."""
    return text.translate(_TABLE)


def squeeze(text: str) -> tuple[str, Sequence[int]]:
    """The normalised text without spaces, quotation marks and invisible characters, and the offset of each kept one."""
    squeezed = canonical(text)
    if len(squeezed) == len(text):
        return squeezed, range(len(text))
    offsets: list[int] = []
    start = 0
    for unwanted in _UNWANTED.finditer(text):
        offsets += range(start, unwanted.start())
        start = unwanted.end()
    offsets += range(start, len(text))
    return squeezed, offsets


def canonical(word: str) -> str:
    """A text in matching form, without saying where its characters stood."""
    normal = _CHANGED.sub(lambda found: chr(_TABLE[ord(found[0])]), word)
    return _UNWANTED.sub("", normal)
