"""Word files (.docx, .docm, .dotx): what the reader of the page sees, once and in order, and nothing that he does not see.

The body is walked without recursion, so that no nesting can exhaust the stack. What becomes of each thing:

- tracked changes: one side is read (``revisions``); a paragraph whose mark is gone on that side runs into the next one;
- automatic numbers stand at the start of the text, counted as Word counts (`word_numbering`);
- a soft line or page break begins a new `Paragraph` of the same line and a later column;
- tables cell by cell, merged cells once; text boxes after the paragraph that anchors them; notes after the body;
- fields by their result; contents and captions as ``skip``; hidden text, comments, headers and footers not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, TypeAlias
from xml.etree.ElementTree import Element

from qingqing_lint.draft import Draft, Paragraph, Remark
from qingqing_lint.reading.errors import UnreadableDraft
from qingqing_lint.reading.word_numbering import Counters, read_numbering, symbol
from qingqing_lint.reading.word_package import Package, W, open_package, parse_xml
from qingqing_lint.reading.word_styles import is_on, read_styles

__all__ = ["OWN_AUTHOR", "TextPiece", "WordDraft", "WordParagraph", "read_word", "read_word_places"]

Revisions = Literal["accepted", "original"]

OWN_AUTHOR = "qingqing-lint"
"""The author of the tool's own suggestions: tracked insertions that are no text of the draft until a person accepts them."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_BREAK_TABLE = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029", " "))
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_CIRCLED = re.compile(r"\s*EQ\s+\\o\s*\\ac\s*\(\s*[^,，]*[,，]\s*([^()\s]{1,3})\s*\)", re.IGNORECASE)
_CAPTION_FIELD = re.compile(r"\s*SEQ\s+[\"“]?(\S+?)[\"”]?(?:\s|$)", re.IGNORECASE)

_SKIPPED = frozenset(
    W + name
    for name in (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "tblPrEx",
        "trPr",
        "tcPr",
        "sectPr",
        "rubyPr",
        "rt",
        "instrText",
        "delInstrText",
        "fldData",
        "footnotePr",
        "endnotePr",
        "customXmlPr",
        "smartTagPr",
        "ffData",
        "binData",
    )
)
_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_DEL_TEXT, _FIELD_CHAR = W + "delText", W + "fldChar"


# Boxes within boxes deeper than this are read as if they were not boxes; Word itself nests none.
_MAX_BOXES = 50
_MAX_PARAGRAPHS = 200_000


@dataclass(frozen=True, slots=True)
class TextPiece:
    """``length`` code points from ``start`` of the text of ``element`` (a ``w:t``) stand at ``at`` of the paragraph's text."""

    at: int
    length: int
    element: Element
    start: int


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One line of a Word draft: its ``w:p`` elements (several when tracked changes joined them) and where its text comes from.

    Offsets in ``pieces`` count from the beginning of the line: a Draft paragraph that begins at column c maps its offset i
    to c - 1 + i. ``part``: name of the part that holds it. ``label``: length of the automatic number.
    """

    elements: tuple[Element, ...]
    pieces: tuple[TextPiece, ...]
    part: str
    label: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A Word file read with its places: ``lines[n - 1]`` belongs to the draft's line n; ``roots`` are the parsed parts."""

    draft: Draft
    lines: tuple[WordParagraph, ...]
    roots: dict[str, Element]
    package: Package


def read_word(data: bytes, name: str, *, revisions: Revisions = "accepted") -> Draft:
    """Read a Word file's bytes; ``name`` becomes ``Draft.path``, ``revisions`` chooses the side of tracked changes.

    Raises `UnreadableDraft` with one Chinese sentence when it is damaged, protected, unsafe, empty or no Word file.
    """
    return read_word_places(data, name, revisions=revisions).draft


def read_word_places(data: bytes, name: str, *, revisions: Revisions = "accepted") -> WordDraft:
    """Read a Word file as `read_word` does, and keep for every character the run that it comes from."""
    try:
        return _read(data, name, revisions)
    except MemoryError:
        raise UnreadableDraft("Word 文件过于庞大，内存不够，请拆成几份再检查") from None


def _read(data: bytes, name: str, revisions: Revisions) -> WordDraft:
    package = open_package(data)
    main = package.part(package.main) or b""
    root = parse_xml(main, package.main)
    reader = _Reader(package, revisions)
    roots = {package.main: root}
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableDraft(
            "Word 文件里没有正文，可能不是 Word 文件或已损坏，请用 Word 或 WPS 打开后另存为 .docx 再检查"
        )
    lines = list(reader.story(body, package.main, "body"))
    for kind in ("footnotes", "endnotes"):
        references = reader.references[kind]
        part = package.related(kind) if references else None
        notes = parse_xml(package.part(part) or b"", part) if part else None
        if part is None or notes is None:
            continue
        roots[part] = notes
        by_id = {note.get(f"{W}id"): note for note in notes}
        for reference in references:
            note = by_id.pop(reference, None)
            if note is not None and note.get(f"{W}type") in (None, "normal"):
                lines.extend(reader.story(note, part, "note"))
    paragraphs = tuple(_cut(lines, reader))
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        raise UnreadableDraft("Word 文件里没有文字（可能全是图片），请确认打开的是不是正确的草案，扫描件请先识别成文字")
    remarks = _remarks(package, lines)
    draft = Draft(path=name, paragraphs=paragraphs, format="word", notes=reader.remarks(), remarks=remarks)
    return WordDraft(draft, tuple(line.places() for line in lines), roots, package)


_REMARK = re.compile(r"\s*qingqing-lint\s*[:：]\s*(.*)", re.DOTALL)


_MOST_REMARKS = 1000
_COMMENT_MARKS = frozenset(W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))


def _remarks(package: Package, lines: list[_Line]) -> tuple[Remark, ...]:
    """Comments of people that begin ``qingqing-lint:``, with the lines that they are on."""
    name = package.related("comments")
    data = package.part(name) if name else None
    if not name or not data or b"qingqing-lint" not in data:
        return ()
    told: dict[str, str] = {}
    for comment in parse_xml(data, name).iter(f"{W}comment"):
        if comment.get(f"{W}author") != OWN_AUTHOR:
            paragraphs = ("".join(t.text or "" for t in paragraph.iter(_T)) for paragraph in comment.iter(_P))
            words = _REMARK.match(" ".join(paragraphs))
            if words:
                told[comment.get(f"{W}id") or ""] = " ".join(words.group(1).split())
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, line in enumerate(lines, 1) if told else ():
        for element in line.elements:
            for mark in element.iter():
                if mark.tag in _COMMENT_MARKS:
                    key = mark.get(f"{W}id") or ""
                    first.setdefault(key, number)
                    last[key] = number
    found = (Remark(text, first[key], first[key], last[key]) for key, text in told.items() if key in first)
    return tuple(islice(found, _MOST_REMARKS))


def _cut(lines: list[_Line], reader: _Reader) -> Iterator[Paragraph]:
    for number, line in enumerate(lines, 1):
        text = line.text
        kind = "skip" if line.is_skip() else line.kind
        start = 0
        for part in text.split("\n"):
            if part or (not start and not text.strip("\n")):
                yield Paragraph(part, number, start + 1, kind, line.level, line.place)
            start += len(part) + 1


@dataclass(slots=True, eq=False)
class _Field:
    """A field that is open: ``result`` once its instruction has ended."""

    instruction: list[str] = field(default_factory=list)
    result: bool = False
    contents: bool = False
    closed: bool = False


@dataclass(slots=True, eq=False)
class _Line:
    """A paragraph that is being put together."""

    part: str
    kind: str
    place: str
    elements: list[Element] = field(default_factory=list)
    chunks: list[str] = field(default_factory=list)
    pieces: list[TextPiece] = field(default_factory=list)
    length: int = 0
    text: str = ""
    label: int = 0
    level: int = 0
    properties: Element | None = None
    mark: str = ""
    skip: bool = False
    contents: list[_Field] = field(default_factory=list)
    caption: str = ""
    boxes: list[_Line] = field(default_factory=list)
    hidden_text: bool = False

    def add(self, text: str, element: Element | None = None, start: int = 0) -> None:
        if element is not None:
            self.pieces.append(TextPiece(self.length, len(text), element, start))
        self.chunks.append(text)
        self.length += len(text)

    def is_skip(self) -> bool:
        if self.skip or any(opened.closed for opened in self.contents):
            return True
        return bool(self.caption) and len(self.text) <= 80 and self.text.lstrip().startswith(self.caption)

    def places(self) -> WordParagraph:
        shift = self.label
        pieces = (
            tuple(TextPiece(p.at + shift, p.length, p.element, p.start) for p in self.pieces)
            if shift
            else tuple(self.pieces)
        )
        return WordParagraph(
            tuple(self.elements), pieces, self.part, shift, self.text, "skip" if self.is_skip() else self.kind
        )


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    column: int = 0
    merged: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Story:
    """Where the walk stands in the body, in a text box or in a note."""

    part: str
    kind: str
    counters: Counters
    lines: list[_Line] = field(default_factory=list)
    line: _Line | None = None
    pending: _Line | None = None
    tables: list[_Table] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    hidden: bool = False
    font: str = ""
    paragraph_hidden: bool = False
    depth: int = 0


# What to do when the element closes ("" nothing), the story inside it, a value kept till then; None: it is done with.
_Opened: TypeAlias = "tuple[str, _Story, object] | None"


class _Reader:
    def __init__(self, package: Package, revisions: Revisions) -> None:
        self.accepted = revisions == "accepted"
        self.styles = read_styles(package.tree("styles"))
        self.numbering = read_numbering(package.tree("numbering"), self.styles.lists)
        self.references: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self.tables = 0
        self.insertions = self.deletions = self.hidden = self.embedded = self.suggestions = 0
        self._box_counters = Counters(self.numbering)
        self._alternates = self._paragraphs = 0
        self._dropped: set[int] = set()
        self._special: dict[str, Callable[[Element, _Story], _Opened]] = {
            W + "tab": self._on_tab,
            W + "ptab": self._on_tab,
            W + "br": self._on_break,
            W + "cr": self._on_break,
            W + "noBreakHyphen": self._on_hyphen,
            W + "sym": self._on_symbol,
            W + "footnoteReference": self._on_footnote,
            W + "endnoteReference": self._on_endnote,
            W + "altChunk": self._on_chunk,
            W + "ins": self._on_insertion,
            W + "moveTo": self._on_insertion,
            W + "del": self._on_deletion,
            W + "moveFrom": self._on_deletion,
            W + "fldChar": self._on_field_mark,
            W + "fldSimple": self._on_simple_field,
            W + "tbl": self._on_table,
            W + "tr": self._on_row,
            W + "tc": self._on_cell,
            W + "txbxContent": self._on_box,
            W + "sdt": self._on_control,
        }
        self._contents_depth = 0

    def remarks(self) -> tuple[str, ...]:
        notes = []
        if self.insertions or self.deletions:
            side = "接受全部修订后" if self.accepted else "拒绝全部修订后"
            notes.append(
                f"本稿含有修订痕迹（插入 {self.insertions} 处、删除 {self.deletions} 处），按{side}的文字检查。"
            )
        if self.suggestions:
            notes.append(f"本稿有 {self.suggestions} 段 {OWN_AUTHOR} 的建议条文尚未接受，没有算作草案文字。")
        if self.hidden:
            notes.append(f"本稿有 {self.hidden} 段含隐藏文字，隐藏的文字没有检查。")
        if self.embedded:
            notes.append(f"本稿嵌入了 {self.embedded} 个外部文件片段，其中的文字没有检查。")
        return tuple(notes)

    def story(self, root: Element, part: str, kind: str) -> list[_Line]:
        """Walk one story and give its lines with their numbers."""
        story = _Story(part, kind, Counters(self.numbering))
        self._walk(root, story)
        self._end_block(story)
        return story.lines

    # The walk: a stack of open elements, each with what is left of its children and what to do when it closes.

    def _walk(self, root: Element, story: _Story) -> None:
        stack: list[tuple[Iterator[Element], str, Element, _Story, object]] = [(iter(root), "", root, story, None)]
        while stack:
            children, action, element, story, saved = stack[-1]
            for child in children:
                opened = self._open(child, story)
                if opened is not None:
                    action, inner, saved = opened
                    stack.append((iter(child), action, child, inner, saved))
                    break
            else:
                stack.pop()
                if action:
                    self._close(action, element, story, saved)

    def _open(self, element: Element, story: _Story) -> _Opened:
        """Deal with an element: None when it is done with, else what to do on closing, the story inside, a value to keep."""
        tag = element.tag
        if tag == _R:
            return self._open_run(element, story)
        if tag in (_T, _DEL_TEXT):
            self._text(element, story, tag == _DEL_TEXT)
            return None
        if tag == _P:
            self._open_paragraph(element, story)
            return "p", story, None
        if tag in _SKIPPED or not isinstance(tag, str):
            if tag == W + "instrText" and story.fields and not story.fields[-1].result:
                story.fields[-1].instruction.append(element.text or "")
            return None
        if tag.startswith(W):
            special = self._special.get(tag)
            if special is not None:
                return special(element, story)
        elif tag == _MC + "AlternateContent":
            self._alternate(element)
        elif tag in (_MC + "Choice", _MC + "Fallback"):
            return None if id(element) in self._dropped else ("", story, None)
        elif tag == _MATH + "t":
            self._text(element, story, False)
            return None
        return "", story, None

    def _close(self, action: str, element: Element, story: _Story, saved: object) -> None:
        if action == "p":
            self._close_paragraph(story)
        elif action == "r":
            story.hidden, story.font = saved  # type: ignore[misc]
        elif action == "tbl":
            self._end_block(story)
            story.tables.pop()
        elif action == "tc":
            self._end_block(story)
        elif action == "box":
            self._end_block(story)
            anchor = saved
            assert isinstance(anchor, _Story)
            (anchor.line.boxes if anchor.line is not None else anchor.lines).extend(story.lines)
        elif action == "contents":
            self._contents_depth -= 1
        elif action == "field":
            self._end_field(story, show=True)

    # Paragraphs

    def _open_paragraph(self, element: Element, story: _Story) -> None:
        if story.line is not None:
            self._close_paragraph(story)
        properties = element.find(f"{W}pPr")
        if not self.accepted and properties is not None:
            change = properties.find(f"{W}pPrChange/{W}pPr")
            if change is not None:
                properties = _with_mark(change, properties)
        line = story.pending
        story.pending = None
        if line is None:
            place = f"表{story.tables[-1].number}第{story.tables[-1].row}行" if story.tables else ""
            kind = "cell" if story.tables and story.kind == "body" else story.kind
            line = _Line(story.part, kind, place)
            line.properties = properties
        elif line.mark == "deleted" or not line.length:
            line.properties = properties
        line.elements.append(element)
        self._paragraphs += 1
        if self._paragraphs > _MAX_PARAGRAPHS:
            raise UnreadableDraft(
                f"Word 文件的段落超过 {_MAX_PARAGRAPHS // 10_000} 万个，为安全起见不读取，请拆成几份再检查"
            )
        line.mark = self._mark(properties)
        style = self._style_name(properties)
        line.skip = line.skip or self.styles.get(style).skip or self._contents_depth > 0
        story.line = line
        story.paragraph_hidden = self.styles.get(style).hidden
        story.hidden, story.font = story.paragraph_hidden, ""

    def _style_name(self, properties: Element | None) -> str:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return (style.get(f"{W}val") if style is not None else None) or self.styles.default

    def _mark(self, properties: Element | None) -> str:
        """What becomes of the paragraph's mark: "" it stands, ``deleted`` or ``hidden`` it does not."""
        runs = properties.find(f"{W}rPr") if properties is not None else None
        if runs is None:
            return "hidden" if self.styles.get(self._style_name(properties)).hidden else ""
        suggested = runs.find(f"{W}ins")
        if suggested is not None and suggested.get(f"{W}author") == OWN_AUTHOR:
            self.suggestions += 1
            return "deleted"
        inserted = suggested is not None or runs.find(f"{W}moveTo") is not None
        deleted = runs.find(f"{W}del") is not None or runs.find(f"{W}moveFrom") is not None
        self.insertions += inserted
        self.deletions += deleted
        if deleted if self.accepted else inserted:
            return "deleted"
        vanish = runs.find(f"{W}vanish")
        if vanish is None:
            return "hidden" if self.styles.get(self._style_name(properties)).hidden else ""
        return "hidden" if is_on(vanish) else ""

    def _close_paragraph(self, story: _Story) -> None:
        line = story.line
        story.line = None
        if line is None:
            return
        while story.fields and not story.fields[-1].result:
            # An instruction that never ended; Word's never run over a paragraph, so let it not swallow the rest.
            story.fields.pop()
        if line.hidden_text:
            line.hidden_text = False
            self.hidden += 1
        if line.mark:
            story.pending = line
        else:
            self._finish(line, story)

    def _end_block(self, story: _Story) -> None:
        """The end of a cell, a box or a story: a paragraph whose mark is gone has nothing to run into."""
        if story.line is not None:
            self._close_paragraph(story)
        line = story.pending
        story.pending = None
        if line is not None:
            if line.length:
                self._finish(line, story)
            else:
                story.lines.extend(line.boxes)

    def _finish(self, line: _Line, story: _Story) -> None:
        style = self.styles.get(self._style_name(line.properties))
        label = self._label(line.properties, story)
        level = style.outline
        if line.properties is not None:
            outline = line.properties.find(f"{W}outlineLvl")
            if outline is not None:
                value = outline.get(f"{W}val") or ""
                level = int(value) + 1 if re.fullmatch("[0-8]", value) else 0
        line.level = level
        line.label = len(label)
        line.text = label + "".join(line.chunks)
        line.chunks = []
        line.properties = None
        story.lines.append(line)
        story.lines.extend(line.boxes)
        line.boxes = []

    def _label(self, properties: Element | None, story: _Story) -> str:
        name = self._style_name(properties)
        style = self.styles.get(name)
        number, index = "", None
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        if numbering is not None and not self.accepted and numbering.find(f"{W}ins") is not None:
            numbering = None
        if numbering is not None:
            found, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
            number = (found.get(f"{W}val") or "") if found is not None else ""
            value = (level.get(f"{W}val") or "") if level is not None else ""
            index = int(value) if re.fullmatch("[0-8]", value) else None
            if found is not None and index is None:
                index = 0 if number != style.number else None
        if not number:
            number = style.number
        if not number or number == "0":
            return ""
        if index is None:
            index = self.numbering.level_of_style(number, name)
            if index is None and style.number_style:
                index = self.numbering.level_of_style(number, style.number_style)
            if index is None:
                index = style.depth or 0
        return story.counters.label(number, index)

    # Runs and their text

    def _open_run(self, element: Element, story: _Story) -> _Opened:
        if story.line is None:
            return None
        saved = (story.hidden, story.font)
        properties = element.find(f"{W}rPr")
        hidden, font = story.paragraph_hidden, ""
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == W + "rStyle":
                    if self.styles.get(child.get(f"{W}val")).hidden:
                        hidden = not story.paragraph_hidden
                elif tag == W + "rFonts":
                    font = child.get(f"{W}ascii") or child.get(f"{W}hAnsi") or ""
            vanish = properties.find(f"{W}vanish")
            if vanish is not None:
                hidden = is_on(vanish)
        story.hidden, story.font = hidden, font
        return "r", story, saved

    def _visible(self, story: _Story) -> _Line | None:
        """The open line, if what comes now can be seen."""
        if story.line is None or any(not opened.result for opened in story.fields):
            return None
        if story.hidden:
            story.line.hidden_text = True
            return None
        for opened in story.fields:
            if opened.contents and opened not in story.line.contents:
                story.line.contents.append(opened)
        return story.line

    def _text(self, element: Element, story: _Story, deleted: bool) -> None:
        raw = element.text
        if not raw or (deleted and self.accepted):
            return
        line = self._visible(story)
        if line is None:
            return
        start = 0
        text = raw
        if element.get(_XML_SPACE) != "preserve":
            text = raw.strip(" \t\r\n")
            start = raw.find(text) if text else 0
        if _BREAKS.search(text):
            text = text.translate(_BREAK_TABLE)
        if _PRIVATE.search(text):
            text = _PRIVATE.sub(lambda match: symbol(ord(match.group()), story.font), text)
        if text:
            line.add(text, element, start)

    def _add(self, text: str, story: _Story) -> None:
        line = self._visible(story)
        if line is not None:
            line.add(text)

    def _on_tab(self, element: Element, story: _Story) -> None:
        self._add("\t", story)

    def _on_break(self, element: Element, story: _Story) -> None:
        if element.get(f"{W}type") in ("page", "column") and (story.line is None or not story.line.length):
            return
        self._add("\n", story)

    def _on_hyphen(self, element: Element, story: _Story) -> None:
        self._add("-", story)

    def _on_symbol(self, element: Element, story: _Story) -> None:
        try:
            code = int(element.get(f"{W}char") or "", 16)
        except ValueError:
            return
        self._add(symbol(code, element.get(f"{W}font") or ""), story)

    def _on_footnote(self, element: Element, story: _Story) -> None:
        if self._visible(story) is not None:
            self.references["footnotes"].append(element.get(f"{W}id") or "")

    def _on_endnote(self, element: Element, story: _Story) -> None:
        if self._visible(story) is not None:
            self.references["endnotes"].append(element.get(f"{W}id") or "")

    def _on_chunk(self, element: Element, story: _Story) -> None:
        self.embedded += 1

    # Tracked changes

    def _on_insertion(self, element: Element, story: _Story) -> _Opened:
        if element.get(f"{W}author") == OWN_AUTHOR:
            return self._keep_or_drop(element, story, False)
        self.insertions += 1
        return self._keep_or_drop(element, story, self.accepted)

    def _on_deletion(self, element: Element, story: _Story) -> _Opened:
        self.deletions += 1
        return self._keep_or_drop(element, story, not self.accepted)

    def _keep_or_drop(self, element: Element, story: _Story, keep: bool) -> _Opened:
        if keep:
            return "", story, None
        for mark in element.iter(_FIELD_CHAR):
            # The text goes, but a field that begins or ends in here must still begin or end.
            self._field_mark(mark, story, show=False)
        return None

    # Fields

    def _on_field_mark(self, element: Element, story: _Story) -> None:
        self._field_mark(element, story, show=True)

    def _field_mark(self, element: Element, story: _Story, *, show: bool) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            box = element.find(f"{W}ffData/{W}checkBox")
            if box is not None and show:
                checked = box.find(f"{W}checked")
                self._add("☑" if is_on(checked if checked is not None else box.find(f"{W}default")) else "□", story)
            if len(story.fields) < 100:
                story.fields.append(_Field())
        elif kind == "separate" and story.fields:
            self._begin_result(story)
        elif kind == "end":
            self._end_field(story, show=show)

    def _begin_result(self, story: _Story) -> None:
        opened = story.fields[-1]
        opened.result = True
        instruction = "".join(opened.instruction)
        opened.contents = instruction.lstrip().upper().startswith("TOC")
        caption = _CAPTION_FIELD.match(instruction)
        if caption and story.line is not None:
            story.line.caption = caption.group(1)

    def _end_field(self, story: _Story, *, show: bool) -> None:
        if not story.fields:
            return
        ended = story.fields.pop()
        ended.closed = True
        if not ended.result and show:
            circled = _CIRCLED.match("".join(ended.instruction))
            if circled:
                inner = circled.group(1)
                number = int(inner) if inner.isascii() and inner.isdigit() else 0
                self._add(chr(0x245F + number) if 1 <= number <= 20 else inner, story)

    def _on_simple_field(self, element: Element, story: _Story) -> _Opened:
        story.fields.append(_Field([element.get(f"{W}instr") or ""]))
        self._begin_result(story)
        return "field", story, None

    # Tables, boxes, content controls

    def _on_table(self, element: Element, story: _Story) -> _Opened:
        self._end_block(story)
        self.tables += 1
        story.tables.append(_Table(self.tables))
        return "tbl", story, None

    def _on_row(self, element: Element, story: _Story) -> _Opened:
        if not story.tables:
            return "", story, None
        properties = element.find(f"{W}trPr")
        before = None
        if properties is not None:
            inserted, deleted = properties.find(f"{W}ins") is not None, properties.find(f"{W}del") is not None
            self.insertions += inserted
            self.deletions += deleted
            if (deleted if self.accepted else inserted) or is_on(properties.find(f"{W}hidden")):
                return None
            before = properties.find(f"{W}gridBefore")
        table = story.tables[-1]
        table.row += 1
        table.column = _small(before)
        return "", story, None

    def _on_cell(self, element: Element, story: _Story) -> _Opened:
        if not story.tables:
            return "", story, None
        table = story.tables[-1]
        properties = element.find(f"{W}tcPr")
        column = table.column
        if properties is None:
            table.column += 1
            table.merged.discard(column)
            return "tc", story, None
        table.column += max(1, _small(properties.find(f"{W}gridSpan")))
        gone = properties.find(f"{W}cellDel" if self.accepted else f"{W}cellIns")
        sideways = properties.find(f"{W}hMerge")
        if gone is not None or (sideways is not None and sideways.get(f"{W}val") != "restart"):
            return None
        merge = properties.find(f"{W}vMerge")
        if merge is None:
            table.merged.discard(column)
        elif merge.get(f"{W}val") == "restart" or column not in table.merged:
            table.merged.add(column)
        else:
            return None
        return "tc", story, None

    def _on_box(self, element: Element, story: _Story) -> _Opened:
        if story.hidden or any(not opened.result for opened in story.fields):
            return None
        if story.depth >= _MAX_BOXES:
            return "", story, None
        box = _Story(story.part, "box" if story.kind != "note" else "note", self._box_counters, depth=story.depth + 1)
        return "box", box, story

    def _on_control(self, element: Element, story: _Story) -> _Opened:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and (gallery.get(f"{W}val") or "").lower() == "table of contents":
            self._contents_depth += 1
            return "contents", story, None
        return "", story, None

    def _alternate(self, element: Element) -> None:
        """Of several renderings of one thing take one: the first that holds text, else the first."""
        options = [child for child in element if child.tag in (_MC + "Choice", _MC + "Fallback")]
        self._alternates += 1
        # Looking for text inside each costs its size; a file with absurdly many is not looked into so closely.
        holds = (child for child in options if self._alternates <= 5000 and child.find(f".//{_T}") is not None)
        chosen = next(holds, options[0] if options else None)
        self._dropped.update(id(child) for child in options if child is not chosen)


def _with_mark(old: Element, new: Element) -> Element:
    """The paragraph properties before a tracked change of format, with the mark's own revisions, which it does not repeat."""
    merged = Element(old.tag)
    merged.extend(old)
    runs = new.find(f"{W}rPr")
    if runs is not None:
        merged.append(runs)
    return merged


def _small(element: Element | None) -> int:
    value = element.get(f"{W}val") if element is not None else None
    return int(value) if value is not None and re.fullmatch("[0-9]{1,3}", value) else 0
