"""PDF files with a text layer, through pypdf (the optional extra ``pdf``): lines put together, headers and page numbers dropped."""

from __future__ import annotations

import importlib
import importlib.util
import io
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from qingqing_lint.draft import Draft, Paragraph
from qingqing_lint.reading.errors import UnreadableDraft

__all__ = ["has_pdf_library", "join_lines", "read_pdf"]

_MAX_PAGES = 2000
_SECONDS = 60.0
_USE_WORD = "请用原来的 Word 稿检查，或把文字复制到 .txt 文件"
_MARKER = re.compile(
    r"\s*(?:第[〇○零一二三四五六七八九十百千\d]+[编章节条款]|[一二三四五六七八九十百]+、|[(（][一二三四五六七八九十百\d]+[)）]"
    r"|\d{1,3}\s*[.．、]|[①-⑳]|附件|目\s*录\s*$)"
)
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·~]*\s*\d{1,4}\s*[-—–－·~]*|第\s*\d+\s*页(?:\s*[/，,]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+)\s*"
)
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]"
_ENDS = "。！？；：”》.!?;:"
# PDF text layers often hold the radical that looks like a character instead of the character.
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    if len(unicodedata.normalize("NFKC", chr(code))) == 1
}


def has_pdf_library() -> bool:
    """Whether pypdf is installed."""
    return importlib.util.find_spec("pypdf") is not None


def read_pdf(data: bytes, name: str) -> Draft:
    """Read a PDF's text layer; ``name`` becomes ``Draft.path``, a paragraph's line is its number in the text.

    Raises `UnreadableDraft` without pypdf, for a scan, a password, or a damaged file.
    """
    if not has_pdf_library():
        raise UnreadableDraft(f"PDF 文件不能直接读取，{_USE_WORD}；也可以安装扩展 qingqing-lint[pdf]")
    pages = _pages(data)
    if not any(line.strip() for page in pages for line in page):
        raise UnreadableDraft(
            f"PDF 里没有文字层，可能是扫描件，请先识别成文字（OCR），或者{_USE_WORD.removeprefix('请')}"
        )
    text = "".join(line for page in pages for line in page)
    odd = sum(1 for char in text if char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc"))
    if odd > len(text) * 0.2:
        raise UnreadableDraft(f"PDF 的文字层是乱码（字体没有对应的编码），{_USE_WORD}")
    paragraphs = tuple(Paragraph(line, number) for number, line in enumerate(join_lines(pages), 1))
    note = "本稿由 PDF 读取，换行已重新拼接，行号是段落的序号，请以 Word 原稿为准。"
    return Draft(path=name, paragraphs=paragraphs, format="pdf", notes=(note,))


def _pages(data: bytes) -> list[list[str]]:
    pypdf = importlib.import_module("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    deadline = time.monotonic() + _SECONDS
    pages: list[list[str]] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDraft("PDF 设有打开密码，不能读取，请去掉密码后再检查")
        count = len(reader.pages)
        if count > _MAX_PAGES:
            raise UnreadableDraft(f"PDF 有 {count} 页，超过 {_MAX_PAGES} 页的上限，请拆成几份再检查")
        for page in reader.pages:
            if time.monotonic() > deadline:
                raise UnreadableDraft(f"PDF 太复杂，{_SECONDS:.0f} 秒内没有读完，{_USE_WORD}")
            pages.append(_lines(page))
    except UnreadableDraft:
        raise
    except Exception:  # pypdf raises many kinds on damaged files
        raise UnreadableDraft(f"PDF 文件已损坏或有密码，读不出文字，{_USE_WORD}") from None
    return pages


def _lines(page: Any) -> list[str]:
    """A page's lines without the spaces of their layout; those that stand further right than most begin with U+3000."""
    try:
        text = str(page.extract_text(extraction_mode="layout") or "")
    except Exception:  # pages that defy the layout still have text
        text = ""
    if not text.strip():
        text = str(page.extract_text() or "")
    lines = [line.rstrip() for line in text.translate(_RADICALS).splitlines() if line.strip()]
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    usual = Counter(indents).most_common(1)[0][0] if indents else 0
    return [
        ("\u3000" if indent > usual + 1 else "") + _without_gaps(line.strip(" "))
        for line, indent in zip(lines, indents, strict=True)
    ]


def _without_gaps(line: str) -> str:
    """Take out the spaces that justified lines get between their characters; spaces that someone typed are fewer."""
    gaps = len(re.findall(f"(?<={_WIDE}) +(?={_WIDE})", line))
    if gaps > 2 and gaps > 0.3 * len(re.findall(_WIDE, line)):
        return re.sub(f"(?<={_WIDE}) +(?=\\S)|(?<=\\S) +(?={_WIDE})", "", line)
    return line


def join_lines(pages: list[list[str]]) -> Iterator[str]:
    """Turn the lines of each page into paragraphs: running heads and page numbers dropped, broken lines joined.

    A line runs on when it fills the page's width, does not end a sentence that closes a paragraph, and the next does not
    begin with a number of its own or an indent.
    """
    kept = _without_heads(pages)
    widths = sorted(_width(line) for line in kept)
    full = widths[int(len(widths) * 0.9)] * 0.85 if widths else 0.0
    paragraph = ""
    last = 0.0
    for line in kept:
        stripped = line.strip()
        if not stripped:
            continue
        begins = _MARKER.match(line) is not None or line.startswith("\u3000")
        ended = paragraph.endswith(tuple(_ENDS)) and last < full
        if paragraph and not begins and not ended and last >= full:
            gap = " " if paragraph[-1].isascii() and paragraph[-1].isalnum() and stripped[0].isascii() else ""
            paragraph += gap + stripped
        else:
            if paragraph:
                yield paragraph
            paragraph = stripped
        last = _width(line)
    if paragraph:
        yield paragraph


def _width(line: str) -> float:
    indent = 2.0 if line.startswith("\u3000") else 0.0
    return indent + sum(0.5 if char.isascii() else 1.0 for char in line.strip())


def _without_heads(pages: list[list[str]]) -> list[str]:
    trimmed = [[line for line in page if line.strip()] for page in pages]
    edges = Counter(
        re.sub(r"\d+", "#", line.strip())
        for page in trimmed
        for line in {*page[:1], *page[-1:]}
        if len(line.strip()) <= 40
    )
    kept: list[str] = []
    for page in trimmed:
        for index, line in enumerate(page):
            at_edge = index < 2 or index >= len(page) - 2
            if at_edge and _PAGE_NUMBER.fullmatch(line.strip()):
                continue
            if index in (0, len(page) - 1) and edges[re.sub(r"\d+", "#", line.strip())] >= max(3, len(pages) // 2):
                continue
            kept.append(line)
    return kept
