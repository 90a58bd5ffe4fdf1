"""Draft text is data: characters that steer a screen are shown, never obeyed. And measuring and breaking of text."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["UNSAFE", "pad", "shorten", "visible", "width", "wrap"]

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1 controls: ESC and CSI among them
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ufdd0-\ufdef"  # unseen, right-to-left
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # surrogates standing alone, tag characters
)
_TOKEN = re.compile(r"[!-~]+ ?|.", re.DOTALL)
_NO_START = set("，。；：、！？）》」』】〉”’…—·,.;:!?)]}%％")
_NO_END = set("（《「『【〈“‘([{")


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 9:
        return " "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """Return ``text`` with every control, invisible, right-to-left and ill-formed character spelt out, as in ``\\x1b``.

    A tab becomes a blank. The result holds no line break and can be encoded in UTF-8.
    """
    return UNSAFE.sub(_shown, text)


def width(text: str) -> int:
    """Most columns that ``text`` takes on a screen: two for wide and full-width characters, none for combining ones.

    Characters of ambiguous width (“ ” — … █) count two: so Chinese consoles show them, and no line may run over there.
    """
    if text.isascii():
        return len(text)
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """The width of each character, looked up in the Unicode tables once."""

    def __missing__(self, character: str) -> int:
        if unicodedata.east_asian_width(character) in "WFA":
            columns = 2
        else:
            columns = 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1
        self[character] = columns
        return columns


_WIDTHS = _Widths()


def pad(text: str, columns: int, right: bool = False) -> str:
    """Fill ``text`` with blanks up to ``columns`` screen columns, on the left when ``right``."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def shorten(text: str, columns: int) -> str:
    """Cut ``text`` to at most ``columns`` screen columns; a cut text ends in ``…``."""
    if width(text) <= columns:
        return text
    kept = ""
    used = width("…")
    for character in text:
        used += width(character)
        if used > columns:
            break
        kept += character
    return kept + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` screen columns.

    Breaks fall between Chinese characters and between Latin words; no line begins with closing or ends with opening
    punctuation, as Chinese typesetting wants it. A Latin word longer than a line is cut.
    """
    columns = max(columns, 8)
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for token in _TOKEN.findall(text):
        size = width(token.rstrip(" "))
        if used + size > columns and line:
            carried: list[str] = []
            if token[0] in _NO_START:
                while len(line) > 1 and line[-1][0] in _NO_START and len(carried) < 2:
                    carried.insert(0, line.pop())
                if len(line) > 1:
                    carried.insert(0, line.pop())
            while len(line) > 1 and line[-1] in _NO_END:
                carried.insert(0, line.pop())
            lines.append("".join(line).rstrip())
            line, used = carried, sum(map(width, carried))
        while size > columns - used and len(token) > columns:
            lines.append("".join(line) + token[: columns - used])
            token, line, used = token[columns - used :], [], 0
            size = width(token)
        if token == " " and not line:
            continue
        line.append(token)
        used += width(token)
    if line:
        lines.append("".join(line).rstrip())
    return lines or [""]
