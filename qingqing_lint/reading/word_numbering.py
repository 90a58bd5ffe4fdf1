"""Word's automatic numbering: from numbering.xml to the label that the page shows.

A list's counters belong to its ``abstractNum``; ``num`` instances that share one go on counting, except where a
``startOverride`` makes an instance start again when it is first used. The number formats are those of ECMA-376
Part 1, 17.18.59, as Word renders them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qingqing_lint.reading.word_package import W

__all__ = ["Counters", "Level", "Numbering", "format_number", "read_numbering", "symbol"]

_DIGITS = "〇一二三四五六七八九"
_CIRCLE_DIGITS = "○一二三四五六七八九"
_FORMAL_SIMPLIFIED = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿"))
_FORMAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), ("", "萬", "億"))
_SIMPLIFIED = ("零一二三四五六七八九", ("", "十", "百", "千"), ("", "万", "亿"))
_TRADITIONAL = ("零一二三四五六七八九", ("", "十", "百", "千"), ("", "萬", "億"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["x", "x", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ALPHABETS = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "chicago": "*†‡§",
}
_ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20),
    "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedFullstop": (0x2488, 20),
    "decimalEnclosedParen": (0x2474, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}
# Characters of the symbol fonts that drafts use for ticks, boxes and bullets, by their code below U+F000.
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDC: "➲",
    0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)}, **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_SYMBOL = {
    0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB0: "°", 0xB1: "±", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞",
    0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xA8: "♦", 0xE5: "∑", 0xD6: "√", 0xBC: "…", 0x2D: "−", 0xD7: "⋅",
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """The Unicode character that a symbol font shows for a code (with or without its U+F000 base); ``□`` when unknown."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    font = font.lower()
    if font.startswith("wingdings 2"):
        return {0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x98: "●", 0x96: "•"}.get(low, "□")
    if font.startswith("wingdings") or font == "webdings":
        return _WINGDINGS.get(low, "•" if font == "webdings" else "□")
    if font.startswith("symbol") or code != low:
        found = _SYMBOL.get(low) or (_WINGDINGS.get(low) if not font.startswith("symbol") else None)
        if found:
            return found
        return chr(low) if 0x20 <= low < 0x7F else "□"
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "□"


def format_number(value: int, form: str, custom: str = "") -> str:
    """A number as Word writes it in the number format ``form`` (its OOXML name); formats without a rule come in digits.

    ``custom`` is the picture of the format ``custom``, such as ``001, 002, 003, ...``.
    """
    if form == "none" or form == "bullet":
        return ""
    if value < 0 or value > 999_999:
        return str(value)
    if form in ("chineseCounting", "taiwaneseCounting"):
        # Word counts 一 … 九十九 and then goes on digit by digit: 一○○, 一○一.
        return _counted(value, _SIMPLIFIED) if 0 < value < 100 else _spelled(value, _CIRCLE_DIGITS)
    if form == "chineseCountingThousand":
        return _counted(value, _SIMPLIFIED)
    if form == "taiwaneseCountingThousand":
        return _counted(value, _TRADITIONAL)
    if form == "chineseLegalSimplified":
        return _counted(value, _FORMAL_SIMPLIFIED, leading_one=True)
    if form == "ideographLegalTraditional":
        return _counted(value, _FORMAL_TRADITIONAL, leading_one=True)
    if form in ("ideographDigital", "japaneseDigitalTenThousand"):
        return _spelled(value, _DIGITS)
    if form == "taiwaneseDigital":
        return _spelled(value, _CIRCLE_DIGITS)
    if form == "japaneseCounting":
        return _japanese(value)
    if value == 0:
        return "00" if form == "decimalZero" else "0"
    if form in _ALPHABETS:
        alphabet = _ALPHABETS[form]
        turns, index = divmod(value - 1, len(alphabet))
        return alphabet[index] * min(turns + 1, 100)
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(value) if value < 40_000 else str(value)
        return roman if form == "upperRoman" else roman.lower()
    if form in _ENCLOSED:
        base, most = _ENCLOSED[form]
        return chr(base + value - 1) if value <= most else str(value)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(value).translate(_WIDE)
    if form == "decimalZero":
        return f"{value:02d}"
    if form == "numberInDash":
        return f"- {value} -"
    if form == "hex":
        return f"{value:X}"
    if form == "ordinal":
        ending = "th" if 10 <= value % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        return f"{value}{ending}"
    if form in ("cardinalText", "ordinalText") and value < 1000:
        return _english(value, ordinal=form == "ordinalText")
    if form == "ideographTraditional":
        return _STEMS[value - 1] if value <= 10 else str(value)
    if form == "ideographZodiac":
        return _BRANCHES[value - 1] if value <= 12 else str(value)
    if form == "ideographZodiacTraditional":
        return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value <= 60 else str(value)
    if form == "custom":
        first = custom.split(",", 1)[0].strip()
        if re.fullmatch("0*1", first):
            return str(value).zfill(len(first))
        if first == "α" and value <= 24:
            return "αβγδεζηθικλμνξοπρστυφχψω"[value - 1]
    return str(value)


def _spelled(value: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(value))


def _counted(value: int, system: tuple[str, tuple[str, ...], tuple[str, ...]], leading_one: bool = False) -> str:
    digits, units, groups = system
    if value == 0:
        return digits[0]
    text = ""
    gap = False
    figures = str(value)
    for index, figure in enumerate(figures):
        power = len(figures) - 1 - index
        if figure == "0":
            gap = True
        else:
            if gap and text:
                text += digits[0]
            gap = False
            text += digits[int(figure)] + units[power % 4]
        if power % 4 == 0 and power and int(figures[max(0, index - 3) : index + 1] or "0"):
            text += groups[power // 4]
    if not leading_one and text.startswith(digits[1] + units[1]):
        text = text[1:]
    return text


def _japanese(value: int) -> str:
    if value == 0:
        return "〇"
    text = ""
    for base, unit in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        count, value = divmod(value, base)
        if count:
            text += ("" if count == 1 and base < 10_000 else _japanese(count)) + unit
    return text + (_DIGITS[value] if value else "")


def _roman(value: int) -> str:
    text = ""
    for amount, letters in _ROMAN:
        count, value = divmod(value, amount)
        text += letters * count
    return text


def _english(value: int, *, ordinal: bool) -> str:
    words = []
    if value >= 100:
        words += [_ONES[value // 100], "hundred"]
        value %= 100
    if value >= 20:
        words.append(_TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else ""))
    elif value:
        words.append(_ONES[value])
    if ordinal:
        head, dash, last = words[-1].rpartition("-")
        last = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
        words[-1] = head + dash + last
    text = " ".join(words)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``suffix``: what follows the label on the page: ``tab``, ``space`` or ``nothing``."""

    start: int = 1
    form: str = "decimal"
    custom: str = ""
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str = ""
    hidden: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class _Instance:
    abstract: str
    starts: Mapping[int, int] = field(default_factory=dict)
    levels: Mapping[int, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbering:
    """All lists of a file: ``instances`` by numId; ``levels`` by abstractNumId and level from 0."""

    instances: Mapping[str, _Instance] = field(default_factory=dict)
    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)

    def level(self, number: str, index: int) -> Level | None:
        """The level ``index`` (from 0) of the list ``number``, None where there is none."""
        instance = self.instances.get(number)
        if instance is None:
            return None
        return instance.levels.get(index) or self.levels.get(instance.abstract, {}).get(index)

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level of the list ``number`` that is linked to a paragraph style, None if none is."""
        for index in range(9):
            level = self.level(number, index)
            if level is not None and level.style == style:
                return index
        return None


def _integer(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _read_level(element: Element) -> Level:
    form, custom = "decimal", ""
    for node in element.iter(f"{W}numFmt"):
        # An AlternateContent offers a custom format first and a plain one for programs that do not know it.
        form, custom = _value(node) or "decimal", node.get(f"{W}format") or ""
        break
    text = _value(element.find(f"{W}lvlText")) or ""
    properties = element.find(f"{W}rPr")
    font, hidden = "", False
    if properties is not None:
        fonts = properties.find(f"{W}rFonts")
        if fonts is not None:
            font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
        vanish = properties.find(f"{W}vanish")
        hidden = vanish is not None and _value(vanish) not in ("0", "false", "off")
    if form == "bullet":
        picture = element.find(f"{W}lvlPicBulletId") is not None
        text = "•" if picture else "".join(symbol(ord(c), font) if _is_symbolic(c, font) else c for c in text)
    legal = element.find(f"{W}isLgl")
    return Level(
        start=_integer(_value(element.find(f"{W}start"))) or 0,
        form=form,
        custom=custom,
        text=re.sub("[\x00-\x1f\x7f\x85\u2028\u2029]", "", text)[:255],
        suffix=_value(element.find(f"{W}suff")) or "tab",
        legal=legal is not None and _value(legal) not in ("0", "false", "off"),
        restart=_integer(_value(element.find(f"{W}lvlRestart"))),
        style=_value(element.find(f"{W}pStyle")) or "",
        hidden=hidden,
        font=font,
    )


def _is_symbolic(char: str, font: str) -> bool:
    return 0xF000 <= ord(char) <= 0xF0FF or font.lower().startswith(("wingdings", "symbol", "webdings"))


def read_numbering(root: Element | None, style_lists: Mapping[str, str]) -> Numbering:
    """Read numbering.xml. ``style_lists``: numId by the id of a numbering style, for lists that are defined through one."""
    if root is None:
        return Numbering()
    levels: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    for abstract in root.findall(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId") or ""
        levels[key] = {}
        for element in abstract.findall(f"{W}lvl"):
            index = _integer(element.get(f"{W}ilvl"))
            if index is not None and 0 <= index <= 8:
                levels[key][index] = _read_level(element)
        link = _value(abstract.find(f"{W}numStyleLink"))
        if link:
            links[key] = link
    raw: dict[str, _Instance] = {}
    for num in root.findall(f"{W}num"):
        starts: dict[int, int] = {}
        own: dict[int, Level] = {}
        for override in num.findall(f"{W}lvlOverride"):
            index = _integer(override.get(f"{W}ilvl"))
            if index is None or not 0 <= index <= 8:
                continue
            start = _integer(_value(override.find(f"{W}startOverride")))
            if start is not None:
                starts[index] = start
            level = override.find(f"{W}lvl")
            if level is not None:
                own[index] = _read_level(level)
        raw[num.get(f"{W}numId") or ""] = _Instance(_value(num.find(f"{W}abstractNumId")) or "", starts, own)
    instances = {}
    for key, instance in raw.items():
        abstract_key, seen = instance.abstract, set[str]()
        while abstract_key in links and abstract_key not in seen:
            seen.add(abstract_key)
            through = raw.get(style_lists.get(links[abstract_key], ""))
            if through is None:
                break
            abstract_key = through.abstract
        instances[key] = _Instance(abstract_key, instance.starts, instance.levels)
    return Numbering(instances, levels)


class Counters:
    """The running counters of one story of a file (the body, the text boxes, the notes each have their own)."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._values: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()

    def label(self, number: str, index: int) -> str:
        """Count one paragraph of the list ``number`` at level ``index`` and give its label, with what follows it.

        "" for a list that does not exist, an empty label, a hidden one.
        """
        instance = self._numbering.instances.get(number)
        level = self._numbering.level(number, index)
        if instance is None or level is None:
            return ""
        values = self._values.setdefault(instance.abstract, [None] * 9)
        override = instance.starts.get(index)
        current = values[index]
        if override is not None and (number, index) not in self._used:
            values[index] = override
        elif current is None:
            values[index] = level.start if override is None else override
        else:
            values[index] = current + 1
        self._used.add((number, index))
        for upper in range(index):
            # A level above that no paragraph has used yet counts as begun: 1.1, then 2.
            above = self._numbering.level(number, upper)
            if values[upper] is None and above is not None:
                values[upper] = instance.starts.get(upper, above.start)
        for lower in range(index + 1, 9):
            below = self._numbering.level(number, lower)
            restart = None if below is None else below.restart
            if restart is None or index < restart:
                values[lower] = None
        if level.hidden:
            return ""
        text = re.sub("%([1-9])", lambda match: self._part(number, level, values, int(match.group(1)) - 1), level.text)
        if not text:
            return ""
        return text if level.suffix == "nothing" else f"{text} "

    def _part(self, number: str, level: Level, values: list[int | None], index: int) -> str:
        other = self._numbering.level(number, index)
        if other is None:
            return ""
        value = values[index]
        if value is None:  # a level below, which a label has no business to show
            value = other.start
        if level.legal and other.form not in ("none", "bullet"):
            return format_number(value, "decimalZero" if other.form == "decimalZero" else "decimal")
        return format_number(value, other.form, other.custom)
