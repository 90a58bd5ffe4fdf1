"""Plain text and Markdown: decode the bytes, cut them into lines, keep every line's number and column."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from qingqing_lint.draft import Draft, Paragraph, Remark
from qingqing_lint.reading.errors import UnreadableDraft

__all__ = ["decode", "read_plain_text"]

# The characters that make up most of any Chinese official text, simplified and traditional; they tell the right decoding
# from one that merely happens to be valid.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权"
    "收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集"
    "温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支"
    "般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属"
    "圆包火住调满县局照参红细引听该铁价严企营服款政策禁止违项负责监督"
    "這個為們來時說國會對發動產種學過後進著電經裡現實業當點從開還應與關各線數樣義間無條結問題變設計區強決戰處隊給門規熱領導"
    "東壓濟階極聯認權證單風務萬達積議聲報鬥類離華確張馬節話場車廣記許須際驗連斷難礦備辦習響約勞團歷標準構稱號維選寫親養層狀"
    "屬圓滿縣參紅細聽該鐵價嚴營違項負責監"
)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·　％℃①②③④⑤⑥⑦⑧⑨⑩０１２３４５６７８９")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 32 * 1024
_MAX_LINES = 500_000
_NAMES = {
    "ansi": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "big5": "cp950",
    "utf8": "utf-8",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "压缩包或 Word/Excel 文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word 或 WPS 文件"),
    (b"%PDF-", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90", "程序"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_HELP = "请在 WPS 或记事本中打开，另存为 UTF-8 编码的 .txt，或用 --encoding 指明编码"


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Decode a text file.

    ``encoding`` forces one (any name Python knows, also ``gbk``, ``ansi``); None detects UTF-8, GB18030, UTF-16 and Big5.
    Gives ``(text, encoding, notes)``: the text without its byte-order mark, the encoding's name, Chinese remarks.
    Raises `UnreadableDraft` for an unknown name, bytes that do not fit it, or data that is no text.
    """
    if not data:
        raise UnreadableDraft("文件是空的（0 字节），没有可检查的内容，请确认保存成功或换一份文件")
    for magic, what in _SIGNATURES:
        if data.startswith(magic):
            raise UnreadableDraft(
                f"文件的扩展名是文本，内容却是{what}，请改回原来的扩展名，或另存为 .docx 或 .txt 再检查"
            )
    if encoding is not None:
        return _forced(data, encoding)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(data[len(bom) :], name)
    if b"\x00" not in data[:_SAMPLE]:
        try:
            return _plausible(data.decode("utf-8")), "utf-8", ()
        except UnicodeDecodeError:
            pass
    name, score = _best(data)
    if score < 0.35:
        raise UnreadableDraft(f"文件不像文本：试过 UTF-8、GB18030、UTF-16、Big5 都读不成文字，{_HELP}")
    return _checked(data, name)


def _best(data: bytes) -> tuple[str, float]:
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, (first.start() if first else 0) - 256) & ~1
    sample = data[start : start + _SAMPLE]
    names = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
    scored = [(name, _score(sample.decode(name, "replace"), len(sample))) for name in names]
    return max(scored, key=lambda pair: pair[1])


def _score(text: str, size: int) -> float:
    """How much like a Chinese or Western text this is, at most 1: credit per character, debit for what no text holds."""
    credit = 0.0
    for char in text:
        code = ord(char)
        if char in _COMMON or char in _PUNCTUATION:
            credit += 1.0
        elif 0x20 <= code < 0x7F or char in "\t\n\r\f":
            credit += 0.9
        elif 0x4E00 <= code <= 0x9FFF:
            credit += 0.35
        elif (
            code == 0xFFFD or code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or 0xD800 <= code < 0xE000
        ):
            credit -= 1.5
        elif 0x3400 <= code <= 0x4DBF or code > 0xFFFF:
            credit -= 0.5
    return credit / max(1, len(text)) if size else 0.0


def _checked(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    label = "big5" if name in ("cp950", "big5hkscs") else name
    try:
        return _plausible(data.decode(name)), label, ()
    except UnicodeDecodeError:
        pass
    text = _plausible(data.decode(name, "replace"))
    bad = text.count("�")
    if bad > max(3, len(text) // 100):
        raise UnreadableDraft(f"文件按 {label} 编码读取时有 {bad} 处乱码，可能已损坏，{_HELP}")
    return text, label, (f"文件按 {label} 编码读取，有 {bad} 处字节损坏，已显示为“�”，请核对原文。",)


def _forced(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    name = _NAMES.get(encoding.strip().lower(), encoding.strip())
    try:
        codecs.lookup(name)
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableDraft(
            f"文件不是 {encoding} 编码（第 {error.start + 1} 个字节解不开），请换一个 --encoding，或去掉它由程序判断"
        ) from None
    except (LookupError, UnicodeError, ValueError, TypeError):
        raise UnreadableDraft(f"不认识的编码“{encoding}”，可用 utf-8、gb18030、gbk、big5、utf-16") from None
    return _plausible(text.removeprefix("\ufeff")), name.lower(), ()


def _plausible(text: str) -> str:
    controls = len(_CONTROLS.findall(text))
    if controls > max(2, len(text) // 100):
        raise UnreadableDraft(f"文件不像文本：含 {controls} 个控制字符，可能是改了扩展名的其他文件，{_HELP}")
    return text


def read_plain_text(text: str, name: str, encoding: str = "", notes: tuple[str, ...] = ()) -> Draft:
    """Cut a decoded text into paragraphs, one per line; a name ending in ``.md`` reads it as Markdown.

    Lines end at LF, CR LF or CR, as editors count them. Characters that break a line on screen but are not counted by
    editors (form feed, vertical tab, U+0085, U+2028, U+2029) begin a new paragraph with the same line and a later column.
    Raises `UnreadableDraft` when there is nothing but white space.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableDraft("文件里没有文字（只有空白），请确认打开的是不是正确的草案")
    breaks = text.count("\n") + text.count("\r")
    if breaks > _MAX_LINES:
        raise UnreadableDraft(f"文件超过 {_MAX_LINES // 10_000} 万行，不像一份草案，请拆成几份再检查")
    markdown = name.lower().endswith((".md", ".markdown"))
    remarks: tuple[Remark, ...] = ()
    alone: frozenset[int] = frozenset()
    if "qingqing-lint" in text:
        text, remarks, alone = _without_remarks(text)
    paragraphs = tuple(p for p in (_markdown(text) if markdown else _plain(text)) if p.line not in alone)
    return Draft(path=name, paragraphs=paragraphs, format="text", encoding=encoding, notes=notes, remarks=remarks)


_REMARK = re.compile(r"<!--\s*qingqing-lint\s*[:：]")
_LINE_END = re.compile("\r\n|\n|\r")
_LONGEST_REMARK = 2000
_MOST_REMARKS = 1000


def _without_remarks(text: str) -> tuple[str, tuple[Remark, ...], frozenset[int]]:
    """The text with remarks to this tool blanked out, the remarks, and the lines on which nothing else stands.

    A remark on a line of its own is about the next line with text, any other about its own line. Lines count from 1.
    """
    spans: list[tuple[int, int, int]] = []
    for opening in islice(_REMARK.finditer(text), 10 * _MOST_REMARKS):
        if spans and opening.start() < spans[-1][2]:
            continue
        closing = text.find("-->", opening.end(), opening.end() + _LONGEST_REMARK)
        if closing >= 0:
            spans.append((opening.start(), opening.end(), closing + 3))
        if len(spans) >= _MOST_REMARKS:
            break
    parts = []
    end = 0
    for start, _, stop in spans:
        parts += [text[end:start], re.sub(r"[^\r\n]", " ", text[start:stop])]
        end = stop
    lines = _lines("".join(parts) + text[end:])
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    found = []
    alone: set[int] = set()
    for start, opened, stop in spans:
        line, last = bisect_right(starts, start), bisect_right(starts, stop)
        rows = range(line, min(last, len(lines)) + 1)
        about = next((n for n in rows if lines[n - 1].strip()), 0)
        if not about:
            alone.update(rows)
            about = next((n for n in range(last + 1, len(lines) + 1) if lines[n - 1].strip()), line)
        found.append(Remark(" ".join(text[opened : stop - 3].split()), line, about, about))
    touched = {remark.line for remark in found}
    blanked = "\n".join(line.rstrip() if number in touched else line for number, line in enumerate(lines, 1))
    return blanked, tuple(found), frozenset(alone)


def _lines(text: str) -> list[str]:
    lines = re.split("\r\n|\n|\r", text)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def _parts(line: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in re.finditer("[\x0b\x0c\x85\u2028\u2029]", line):
        yield start, line[start : match.start()]
        start = match.end()
    yield start, line[start:]


def _plain(text: str) -> Iterator[Paragraph]:
    for number, line in enumerate(_lines(text), 1):
        for at, part in _parts(line):
            yield Paragraph(part, number, at + 1)


_HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+")
_BLANKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", " "))
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_RULE_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")


def _without_closing_marks(line: str) -> str:
    bare = line.rstrip(" \t")
    heading = bare.rstrip("#")
    return heading.rstrip(" \t") if heading != bare and heading.endswith((" ", "\t")) else line


def _markdown(text: str) -> Iterator[Paragraph]:
    lines = _lines(text)
    skip_until = 0
    if lines and lines[0].rstrip() == "---":
        skip_until = next((n for n, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), 0)
    table = row = 0
    for number, line in enumerate(lines, 1):
        if number <= skip_until:
            yield Paragraph(line.translate(_BLANKS), number, kind="skip")
            continue
        is_row = line.lstrip().startswith("|")
        if is_row:
            if not row:
                table += 1
            if _RULE_ROW.fullmatch(line.strip()):
                yield Paragraph(line, number, kind="skip")
                continue
            row += 1
            for match in re.finditer(r"(?:\\.|[^|\\])+", line):
                cell = match.group()
                if stripped := cell.strip().translate(_BLANKS):
                    column = match.start() + len(cell) - len(cell.lstrip()) + 1
                    yield Paragraph(stripped, number, column, "cell", 0, f"表{table}第{row}行")
            continue
        row = 0
        start, level = 0, 0
        if quote := _QUOTE.match(line):
            start = quote.end()
        if heading := _HEADING.match(line, start):
            start, level = heading.end(), len(heading.group(1))
            line = _without_closing_marks(line)
        for at, part in _parts(line[start:]):
            yield Paragraph(part, number, start + at + 1, level=level)
