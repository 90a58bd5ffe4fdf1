"""Chinese and Arabic numerals as drafts number their provisions: 第二十一条, （十二）, 第１０条, ③."""

from __future__ import annotations

__all__ = ["HAN", "number"]

HAN = "一二三四五六七八九十百千零〇○两"
"""The characters a Chinese numeral is written with (○ is a common slip for 〇)."""

_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int | None:
    """The value of ``text`` (一百零五, 二十, 一〇五, 12, １２), or None where it is no numeral below ten thousand."""
    if not text or len(text) > 9:
        return None
    if text.isdecimal():
        value = int(text)
        return value if value < 10_000 else None
    if all(sign in _DIGITS for sign in text):
        value = 0
        for sign in text:
            value = value * 10 + _DIGITS[sign]
        return value if value < 10_000 else None
    total, digit, last = 0, -1, 10_000
    for sign in text:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if unit >= last:
                return None
            total, digit, last = total + (1 if digit < 0 else digit) * unit, -1, unit
        elif sign not in _DIGITS or digit > 0:
            return None
        else:
            digit = _DIGITS[sign]
    return total + max(digit, 0)
