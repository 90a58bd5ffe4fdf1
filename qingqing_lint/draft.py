"""The draft as it is handed from room to room: plain, frozen data, no behaviour beyond look-ups.

Units everywhere: *offset* = Unicode code points from 0 inside one paragraph's ``text``; *line* and *column* count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Draft", "Outline", "Paragraph", "Piece", "Provision", "Remark", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one paragraph: code points ``start`` (inclusive) to ``end`` (exclusive) of its text."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text file, or one paragraph of a Word file, as its reader sees it.

    ``text`` holds no line break; in Word it begins with the automatic numbering label, if the page shows one.
    ``line``: the line in the text file, or the paragraph's number in document order (table cells included).
    ``column``: the column of ``text[0]`` in that line (1 unless a byte-order mark or the like stands before it).
    ``kind``: ``body``, ``cell`` (of a table), ``note`` (foot- or endnote), ``box`` (text box), ``skip`` (kept so that
    lines count right, but no draft text: a caption, a table of contents).
    ``level``: Word's outline level (1 = Heading 1 …), 0 for body text or where the format has none.
    ``place``: for a cell its citation, such as ``表1第2行``; else "".
    """

    text: str
    line: int
    column: int = 1
    kind: str = "body"
    level: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a drafter wrote to this tool beside the text: ``<!-- qingqing-lint: … -->`` or a Word comment that begins so.

    ``text``: behind the colon. ``line``: where it stands. ``first`` to ``last``: the lines that it is about.
    """

    text: str
    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as read: where it came from and its paragraphs in document order.

    ``format``: ``text``, ``word`` or ``pdf``. ``encoding``: of a text file, as detected or forced; "" otherwise.
    ``notes``: Chinese sentences the reader should hear, such as 本稿含有修订痕迹.
    """

    path: str
    paragraphs: tuple[Paragraph, ...]
    format: str = "text"
    encoding: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a provision's text: ``text[at:at+length]`` is ``paragraphs[paragraph].text[start:start+length]``."""

    at: int
    paragraph: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of the outline.

    ``kind``: title, part 编, chapter 章, section 节, article 条, paragraph 款, item 项, subitem 目, heading (of an 意见:
    一、 or （一） that holds no sentence of its own), point (一、/（一）/1./（1） that holds sentences), annex 附件, text
    (unnumbered), cell, note, skip (目录, drafting notes, signatures: not read against the rules).
    ``marker``: as written, such as ``第十三条`` or ``（一）``; "" where there is none. ``text``: without the marker, wrapped lines joined.
    ``citation``: as a lawyer cites it: 第五条, 第十三条第二款, 第十三条第（一）项, 三（七）, 附件2 第一条; "" where there is none.
    ``parent``: index of the node above, -1 at the top. ``unit``: index of the node within which elements are put together
    (the 条; in an 意见 the smallest numbered unit that holds sentences of its own). ``lead``: index of the node whose
    lead-in (不得有下列行为：) this node stands under, -1 if none.
    """

    kind: str
    marker: str
    text: str
    citation: str
    parent: int
    unit: int
    lead: int = -1
    level: int = 0
    pieces: tuple[Piece, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Map ``text[start:end]`` back to its paragraph; a stretch over joined lines is cut at the end of its first line."""
        for piece in self.pieces:
            if piece.at <= start < piece.at + piece.length:
                stop = min(end, piece.at + piece.length)
                return Span(piece.paragraph, piece.start + start - piece.at, piece.start + stop - piece.at)
        raise ValueError(f"offset {start} lies outside the provision's pieces")


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a draft: its title and its provisions in document order (parents before children)."""

    title: str
    provisions: tuple[Provision, ...]
    form: str = ""
    """条款式, 意见式 or 无编号."""
    titles: tuple[str, ...] = field(default=())
    """Every title in the file: the 通知's own and that of the 办法 it annexes."""
