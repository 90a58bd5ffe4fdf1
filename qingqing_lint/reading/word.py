"""Word files (.docx, .docm, .dotx)."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Literal
from xml.etree import ElementTree

from qingqing_lint.draft import Draft, Paragraph
from qingqing_lint.reading.errors import UnreadableDraft

__all__ = ["read_word"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(data: bytes, name: str, *, revisions: Literal["accepted", "original"] = "accepted") -> Draft:
    """Read a Word file's body paragraphs and table cells in document order. Raises `UnreadableDraft`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = ElementTree.fromstring(package.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, zlib.error, EOFError, OSError):
        raise UnreadableDraft("Word 文件已损坏，打不开，请用 Word 或 WPS 修复后另存为 .docx 再检查") from None
    paragraphs = []
    for number, element in enumerate(root.iter(f"{_W}p"), 1):
        text = "".join(node.text or "" for node in element.iter(f"{_W}t"))
        paragraphs.append(Paragraph(text, number))
    return Draft(path=name, paragraphs=tuple(paragraphs), format="word")
