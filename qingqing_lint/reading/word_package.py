"""The zip package that a Word file is: opened within limits, its parts found by their relationships, its XML parsed safely.

Nothing here touches the disk or the network: part names are keys, never paths, and external targets are ignored.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from qingqing_lint.reading.errors import UnreadableDraft

__all__ = ["Package", "W", "open_package", "parse_xml", "refuse_password", "relationships", "to_utf8"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

MAX_PARTS = 20_000
MAX_PART_BYTES = 64 * 1024 * 1024
MAX_TAGS = 1_500_000
MAX_RATIO = 300
RATIO_FLOOR = 8 * 1024 * 1024

_REPAIR = "请用 Word 或 WPS 打开并修复，另存为 .docx 再检查"
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx 再检查"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_MISNAMED = (
    (b"{\\rtf", "RTF 文件"),
    (b"%PDF-", "PDF 文件"),
    (b"<html", "网页"),
    (b"<!DOC", "网页"),
    (b"<?xml", "XML 文件"),
)


class Package:
    """An open Word file: ``main`` is the name of its main part, `part` gives a part's bytes, `related` those it refers to."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self.main = self._find_main()

    def _find_main(self) -> str:
        for kind, target in relationships(self.part("_rels/.rels")):
            if kind == "officeDocument" and self.has(target):
                main = target
                break
        else:
            main = "word/document.xml"
        if main.startswith("xl/") or self.has("xl/workbook.xml"):
            raise UnreadableDraft("这是 Excel 表格而不是 Word 文件，请把要检查的文字复制到 .docx 或 .txt")
        if main.startswith("ppt/") or self.has("ppt/presentation.xml"):
            raise UnreadableDraft("这是演示文稿而不是 Word 文件，请把要检查的文字复制到 .docx 或 .txt")
        if not self.has(main):
            raise UnreadableDraft(
                f"文件里没有 Word 正文（缺少 word/document.xml），可能不是 Word 文件或已损坏，{_SAVE_AS}"
            )
        return main

    def has(self, name: str) -> bool:
        """Whether there is a part of this name (case does not count)."""
        return name.lower() in self._names

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, None when there is none. Raises `UnreadableDraft` beyond the limits or when damaged."""
        real = self._names.get(name.lower())
        if real is None:
            return None
        info = self._archive.getinfo(real)
        if info.flag_bits & 1:
            raise UnreadableDraft(f"文件加了密码，不能读取，请去掉密码后{_SAVE_AS.removeprefix('请')}")
        _check_size(info.file_size, info.compress_size)
        try:
            with self._archive.open(info) as file:
                data = file.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise UnreadableDraft(f"Word 文件已损坏（{real} 解不开），{_REPAIR}") from None
        _check_size(len(data), info.compress_size)
        return data

    def related(self, kind: str) -> str | None:
        """The name of the part of this relationship type (``styles``, ``numbering``, ``footnotes`` …), None if there is none."""
        folder, base = posixpath.split(self.main)
        rels = self.part(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        for found, target in relationships(rels):
            if found == kind:
                name = posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target[1:]
                if self.has(name):
                    return name
        fallback = f"{folder}/{kind}.xml" if folder else f"{kind}.xml"
        return fallback if self.has(fallback) else None

    def tree(self, kind: str) -> Element | None:
        """The parsed part of this relationship type, None when there is none or it is not XML (Word does without it)."""
        name = self.related(kind)
        data = self.part(name) if name else None
        return parse_xml(data, name or kind) if data else None


def _check_size(size: int, packed: int) -> None:
    if size > MAX_PART_BYTES:
        raise UnreadableDraft(
            f"Word 文件的正文展开后超过 {MAX_PART_BYTES // 1024 // 1024} MB，为安全起见不读取，请拆成几份再检查"
        )
    if size > RATIO_FLOOR and size > MAX_RATIO * max(1, packed):
        raise UnreadableDraft(f"Word 文件的压缩比异常（像“压缩炸弹”），为安全起见不读取，{_SAVE_AS}")


def open_package(data: bytes) -> Package:
    """Open a Word file's bytes. Raises `UnreadableDraft` with the sentence for whatever it is instead."""
    if not data:
        raise UnreadableDraft("文件是空的（0 字节），没有可检查的内容，请确认保存成功或换一份文件")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        refuse_password(data)
        raise UnreadableDraft(f"文件的扩展名是 .docx，内容却是旧版 Word 或 WPS 文件，{_SAVE_AS}")
    if not data.startswith(b"PK"):
        head = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
        for magic, what in _MISNAMED:
            if head[: len(magic)].lower() == magic.lower():
                raise UnreadableDraft(f"文件的扩展名是 .docx，内容却是{what}，{_SAVE_AS}")
        raise UnreadableDraft(f"这不是 Word 文件，或者文件头已损坏，{_SAVE_AS}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        count = len(archive.infolist())
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
    ):
        raise UnreadableDraft(f"Word 文件不完整（可能没有下载完或保存中断），打不开，{_REPAIR}") from None
    if count > MAX_PARTS:
        raise UnreadableDraft(f"Word 文件里有 {count} 个部件，超过 {MAX_PARTS} 个的上限，为安全起见不读取，{_SAVE_AS}")
    return Package(archive)


def refuse_password(data: bytes) -> None:
    """Raise `UnreadableDraft` for an OLE file that is a Word file under a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDraft("Word 文件设有打开密码，不能读取，请在 Word 或 WPS 中去掉密码、另存后再检查")


def relationships(data: bytes | None) -> list[tuple[str, str]]:
    """Internal relationships of a ``.rels`` part as ``(last word of the type, target)``; empty when missing or damaged."""
    if not data:
        return []
    try:
        root = parse_xml(data, ".rels")
    except UnreadableDraft:
        return []
    found = []
    for element in root:
        if element.get("TargetMode") != "External":
            kind = (element.get("Type") or "").rsplit("/", 1)[-1]
            found.append((kind, (element.get("Target") or "").removeprefix("./").removeprefix("/")))
    return found


def to_utf8(data: bytes) -> bytes:
    """The XML as UTF-8, whatever it declares; data that are UTF-8 already come back unchanged."""
    name = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif data.startswith(b"<\x00"):
        name = "utf-16-le"
    elif data.startswith(b"\x00<"):
        name = "utf-16-be"
    elif declared := re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", data):
        name = declared.group(1).decode("ascii").lower()
    if name in ("", "utf-8", "utf8", "us-ascii", "ascii"):
        return data
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return data
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1).encode("utf-8", "replace")


def parse_xml(data: bytes, name: str) -> Element:
    """Parse a part; strict OOXML names come out as the usual ones. No DTD is read, so that entities cannot blow up.

    Raises `UnreadableDraft` for a DTD, for more tags than any draft has, and for what is not XML.
    """
    data = to_utf8(data)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableDraft(f"Word 文件的 {name} 带有 DTD 声明，为安全起见不读取，{_SAVE_AS}")
    if data.count(b"<") > MAX_TAGS or data.count(b"=") > 3 * MAX_TAGS:
        raise UnreadableDraft(
            f"Word 文件的 {name} 过于庞大（标记超过 {MAX_TAGS // 10_000} 万个），为安全起见不读取，请拆成几份再检查"
        )
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise UnreadableDraft(f"Word 文件已损坏（{name} 不是完整的 XML），{_REPAIR}") from None
