"""From a path to a Draft: which files are drafts, and which reader takes each."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from qingqing_lint.draft import Draft
from qingqing_lint.reading.errors import UnreadableDraft
from qingqing_lint.reading.office import CONVERTED, convert_to_docx, find_libreoffice
from qingqing_lint.reading.pdf import has_pdf_library, read_pdf
from qingqing_lint.reading.text import decode, read_plain_text
from qingqing_lint.reading.word import read_word
from qingqing_lint.reading.word_package import refuse_password

__all__ = ["MAX_BYTES", "find_drafts", "load", "read_bytes", "read_draft", "read_text"]

Revisions = Literal["accepted", "original"]

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""

_TEXT = (".txt", ".md", ".markdown", ".text")
_WORD = (".docx", ".docm", ".dotx", ".dotm")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx 再检查"
_OTHER = {
    ".uot": f"UOF 文件不能直接读取，{_SAVE_AS}",
    ".uof": f"UOF 文件不能直接读取，{_SAVE_AS}",
    ".ofd": "OFD 版式文件不能直接读取，请用原来的 Word 稿检查，或用 OFD 阅读器导出为 .docx 或 .txt",
    ".xls": "Excel 表格不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".xlsx": "Excel 表格不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".et": "WPS 表格不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".ppt": "演示文稿不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".pptx": "演示文稿不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".dps": "演示文稿不是草案正文，请把要检查的文字复制到 .docx 或 .txt",
    ".html": "网页文件不能直接读取，请把正文复制到 .docx 或 .txt",
    ".htm": "网页文件不能直接读取，请把正文复制到 .docx 或 .txt",
    ".mht": "网页文件不能直接读取，请把正文复制到 .docx 或 .txt",
    ".xml": "XML 文件不能直接读取，请用 Word 或 WPS 打开后另存为 .docx 再检查",
    ".zip": "压缩包不能直接读取，请先解压，再检查里面的草案",
    ".rar": "压缩包不能直接读取，请先解压，再检查里面的草案",
    ".7z": "压缩包不能直接读取，请先解压，再检查里面的草案",
    ".png": "图片里的文字不能读取，请先识别成文字，存为 .docx 或 .txt",
    ".jpg": "图片里的文字不能读取，请先识别成文字，存为 .docx 或 .txt",
    ".jpeg": "图片里的文字不能读取，请先识别成文字，存为 .docx 或 .txt",
    ".tif": "图片里的文字不能读取，请先识别成文字，存为 .docx 或 .txt",
    ".bmp": "图片里的文字不能读取，请先识别成文字，存为 .docx 或 .txt",
}


def read_draft(path: Path | str, *, encoding: str | None = None, revisions: Revisions = "accepted") -> Draft:
    """Read one file as a draft; its extension says how.

    ``encoding`` forces the encoding of a text file (None: detect). ``revisions`` says which side of Word's tracked changes
    is read. ``Draft.path`` is the path as given. Raises `UnreadableDraft`, with one Chinese sentence, for whatever cannot be read.
    """
    name = os.fspath(path)
    return read_bytes(load(Path(path)), name, encoding=encoding, revisions=revisions)


def read_bytes(data: bytes, name: str, *, encoding: str | None = None, revisions: Revisions = "accepted") -> Draft:
    """Read a file's bytes as a draft; the extension of ``name`` says how, ``name`` becomes ``Draft.path``.

    A name without an extension is read as what its bytes show it to be: Word, old Word, PDF or text. Raises `UnreadableDraft`.
    """
    suffix = Path(name).suffix.lower()
    if suffix in _WORD:
        return read_word(data, name, revisions=revisions)
    if suffix in _TEXT:
        text, used, notes = decode(data, encoding)
        return read_plain_text(text, name, used, notes)
    if suffix in CONVERTED:
        return _read_old(data, name, suffix, revisions)
    if suffix == ".pdf":
        return read_pdf(data, name)
    if suffix in _OTHER:
        raise UnreadableDraft(_OTHER[suffix])
    if not suffix or name == "-":
        if data.startswith(_ZIP):
            return read_word(data, name, revisions=revisions)
        if data.startswith(_OLE):
            return _read_old(data, name, ".doc", revisions)
        if data.startswith(b"%PDF-"):
            return read_pdf(data, name)
        text, used, notes = decode(data, encoding)
        return read_plain_text(text, name, used, notes)
    raise UnreadableDraft(f"不认识扩展名“{suffix}”，草案应为 .docx、.txt 或 .md，请另存为其中一种再检查")


def _read_old(data: bytes, name: str, suffix: str, revisions: Revisions) -> Draft:
    if not data:
        raise UnreadableDraft("文件是空的（0 字节），没有可检查的内容，请确认保存成功或换一份文件")
    if data.startswith(_ZIP) and suffix != ".odt":
        return read_word(data, name, revisions=revisions)
    if data.startswith(_OLE):
        refuse_password(data)
    draft = read_word(convert_to_docx(data, suffix), name, revisions=revisions)
    note = f"本稿由 LibreOffice 从 {suffix} 转换后读取，段落序号按转换后的文件计算。"
    return replace(draft, notes=(*draft.notes, note))


def read_text(text: str, name: str = "-") -> Draft:
    """Read a string as a draft, one paragraph per line; a ``name`` ending in ``.md`` reads it as Markdown.

    Raises `UnreadableDraft` when it holds nothing but white space.
    """
    return read_plain_text(text, name)


def find_drafts(paths: Iterable[Path | str]) -> list[Path]:
    """List the drafts among files and folders: files as given, folders walked by name, each file once.

    In a folder only files that can be read as drafts count; hidden files and folders, Word's and WPS's lock files (``~$…``,
    ``.~…``) and linked folders are passed over. A path that does not exist, a named file of another kind and a folder that
    may not be opened are listed too, so that `read_draft` can say what is wrong with them. Never raises.
    """
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        for draft in _walk(path) if path.is_dir() else (path,):
            found.setdefault(os.path.normcase(Path.cwd() / draft), draft)
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    suffixes = {".txt", ".md", *_WORD[:3]}
    if find_libreoffice():
        suffixes |= {".doc", ".wps"}
    if has_pdf_library():
        suffixes.add(".pdf")
    pending = [folder]
    while pending:
        here = pending.pop()
        if here is not folder and here.suffix.lower() in suffixes and not here.is_dir():
            yield here
            continue
        try:
            with os.scandir(here) as entries:
                inside = sorted((entry for entry in entries if not _hidden(entry)), key=lambda entry: entry.name)
        except OSError:
            yield here
            continue
        for entry in reversed(inside):
            if _is_folder(entry) or (Path(entry.name).suffix.lower() in suffixes and not entry.is_dir()):
                pending.append(here / entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith((".", "~$")) or entry.name == "__MACOSX":
        return True
    try:
        attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2))


def load(path: Path) -> bytes:
    """The bytes of a draft's file, within limits. Raises `UnreadableDraft` with one Chinese sentence."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            with os.scandir(path):
                pass
            raise UnreadableDraft("这是一个文件夹而不是文件，请给出其中的草案，或直接检查整个文件夹")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDraft("这不是普通文件（可能是设备或管道），请先存成 .docx 或 .txt 文件")
        if status.st_size > MAX_BYTES:
            size, most = status.st_size // 1024 // 1024, MAX_BYTES // 1024 // 1024
            raise UnreadableDraft(f"文件有 {size} MB，超过 {most} MB 的上限，请去掉图片或拆成几份再检查")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableDraft("找不到这个文件，请检查路径和文件名") from None
    except PermissionError:
        raise UnreadableDraft("没有权限读取，请检查权限，或关闭正在占用它的程序再试") from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or "路径不合法"
        raise UnreadableDraft(f"读取时出错（{detail}），请检查磁盘和路径") from None
