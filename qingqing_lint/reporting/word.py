"""A Word draft with the findings in it: comments on the very words, gaps where they fit, wording as tracked insertions.

The file's XML is not rebuilt: marks are put into its bytes at the places that the reader found, so that everything else
stays byte for byte as it was. A run that a comment begins or ends inside of is cut in two, and the second half carries a
revision id of our own (`_CUT`, or `_PARTED` between two elements of a run), by which `clean` joins the halves again. Our comments and insertions are known by their
author, `AUTHOR`; those of people are never touched.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Literal
from xml.parsers import expat
from xml.sax.saxutils import escape

from qingqing_lint.reading.errors import UnreadableDraft
from qingqing_lint.reading.word import OWN_AUTHOR, TextPiece, WordDraft, WordParagraph, read_word_places
from qingqing_lint.reading.word_numbering import format_number
from qingqing_lint.reading.word_package import Package, open_package, to_utf8
from qingqing_lint.report import DraftReport, Region, RuleInfo
from qingqing_lint.reporting.findings import Finding, counts, findings, message, title_region
from qingqing_lint.reporting.messages import say

__all__ = ["AUTHOR", "annotate", "annotate_text", "clean"]

AUTHOR = OWN_AUTHOR
"""The author of our comments and insertions, by which they are found again."""

_CUT = "00514C01"
_PARTED = "00514C02"
_RELATION = "rIdQingqingLint"
_PART = "comments.xml"
_MOST_BYTES = 1024**3
_W_URIS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_RELATION_URIS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ARTICLE = re.compile(r"\s*第([〇○零一二三四五六七八九十百千两\d]+)条(?:之[一二三四五六七八九十]+)?([\s\u3000]*)")
_DIVISION = re.compile(r"\s*(?:第[〇○零一二三四五六七八九十百\d]+[编章节](?:[\s\u3000]|$)|附[\s\u3000]*[则件录])")
_ITEM = re.compile(r"\s*(?:[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}\s*[.．、]|[①-⑳])")
_FINAL = re.compile(r"\s*(?:第[一二三四五六七八九十\d]+章[\s\u3000]*)?附[\s\u3000]*则\s*")
_IN_FORCE = re.compile(r"自[^。]{0,30}(?:起施行|起实施|起执行|之日起)")

_KEYS = ("rule", "why", "conflict", "lacks", "forbids", "fits", "source", "advice", "wording")

Revisions = Literal["accepted", "original"]


def annotate(
    source: bytes,
    draft_report: DraftReport,
    rules: Mapping[str, RuleInfo],
    *,
    suggest: bool = False,
    date: datetime | None = None,
    lang: str = "zh",
    revisions: Revisions = "accepted",
) -> bytes:
    """A copy of a Word draft with its report written into it as comments by `AUTHOR`; those of an earlier run are replaced.

    ``source``: the bytes of the very file that ``draft_report`` was made from. ``rules``: the rules by id. ``suggest``:
    put the model wording of missing provisions in as tracked insertions. ``date``: of comments and insertions (default
    now; without a time zone it is taken as it stands). ``revisions``: the side of tracked changes that was checked.
    Raises `UnreadableDraft` when the file cannot be read, `ValueError` when the report is not of this file.
    """
    source = clean(source)
    read = read_word_places(source, draft_report.path, revisions=revisions)
    lines = {line for line, _, _ in draft_report.lines}
    if lines and max(lines) > len(read.lines):
        raise ValueError("报告与文件不符：报告里的段落比文件多，请用同一份文件重新检查后再批注")
    for line, column, text in draft_report.lines:
        if read.lines[line - 1].text[column - 1 : column - 1 + len(text)] != text:
            raise ValueError(f"报告与文件不符：第{line}段的文字不同，请用同一份文件重新检查后再批注")
    return _write(source, read, draft_report, rules, suggest, date, lang, lambda line, column: (line, column - 1))


def annotate_text(
    draft_report: DraftReport,
    rules: Mapping[str, RuleInfo],
    *,
    suggest: bool = False,
    date: datetime | None = None,
    lang: str = "zh",
) -> bytes:
    """A new Word file with the text of a plain-text draft and its report as comments, arguments as for `annotate`.

    ``draft_report.lines`` must hold the draft's lines; line n of the text becomes paragraph n.
    """
    title = title_region(draft_report)
    rows: dict[int, list[tuple[int, str]]] = {}
    for line, column, text in draft_report.lines:
        rows.setdefault(line, []).append((column, text))
    last = max(rows, default=1)
    body = []
    starts: dict[int, list[tuple[int, int]]] = {}
    for line in range(1, last + 1):
        parts = rows.get(line, [(1, "")])
        at = 0
        runs = ""
        for index, (column, text) in enumerate(parts):
            starts.setdefault(line, []).append((column, at))
            at += len(text) + 1
            cells = [f'<w:t xml:space="preserve">{_safe(cell)}</w:t>' for cell in text.split("\t")]
            runs += ("<w:br/>" if index else "") + "<w:tab/>".join(cells)
        centred = '<w:pPr><w:jc w:val="center"/></w:pPr>' if line == title.line and draft_report.title else ""
        body.append(f"<w:p>{centred}<w:r>{runs}</w:r></w:p>")
    source = _new_document("".join(body))
    read = read_word_places(source, draft_report.path)

    def locate(line: int, column: int) -> tuple[int, int]:
        best = max((s for s in starts.get(line, [(1, 0)]) if s[0] <= column), default=starts.get(line, [(1, 0)])[0])
        return line, max(0, column - best[0]) + best[1]

    return _write(source, read, draft_report, rules, suggest, date, lang, locate)


def clean(source: bytes) -> bytes:
    """The Word file without our comments and suggestions, otherwise as it was; the same bytes when there are none.

    Text of suggestions that people have accepted, or written into, stays. Raises `UnreadableDraft`.
    """
    package = open_package(source)
    document = to_utf8(package.part(package.main) or b"")
    name = package.related("comments")
    comments = to_utf8(package.part(name) or b"") if name else b""
    own: set[str] = set()
    gone: list[_Node] = []
    comments_after = comments
    emptied = False
    if comments:
        root = _scan(comments, name or _PART)
        gone = [node for node in root if node.local == "comment" and node.get("author") == AUTHOR]
        own = {node.get("id") for node in gone}
        comments_after = _edited(comments, [_Edit(*node.outer(comments), b"") for node in gone])
        emptied = bool(gone) and len(gone) == sum(node.local == "comment" for node in root)
    document_after = _clean_document(document, package.main, own)
    if document_after == document and comments_after == comments:
        return source
    changed: dict[str, bytes | None] = {package.main: document_after, **_without_threads(package, comments, gone)}
    if name and comments_after != comments:
        changed[name] = comments_after
        relations = _relations_of(package.main)
        rels = package.part(relations) or b""
        mine = re.search(rb"<(?:\w+:)?Relationship\b[^>]*\bId=\"" + _RELATION.encode() + rb"\"[^>]*/>", rels)
        if emptied and mine:
            changed[name] = None
            rels = rels.replace(mine.group(), b"")
            changed[relations] = None if rels == _EMPTY_RELATIONS else rels
            types = package.part("[Content_Types].xml") or b""
            changed["[Content_Types].xml"] = re.sub(
                rb"<(?:\w+:)?Override\b[^>]*PartName=\"/" + re.escape(name.encode()) + rb"\"[^>]*/>",
                b"",
                types,
                count=1,
            )
    return _repacked(source, changed, {})


def _without_threads(package: Package, comments: bytes, gone: list[_Node]) -> dict[str, bytes | None]:
    """The parts in which Word keeps the threads of comments, without ours; a person's reply stands alone from then on."""
    keys = {
        match.group(1)
        for node in gone
        for match in re.finditer(rb"paraId=\"([0-9A-Fa-f]{1,8})\"", comments[slice(*node.outer(comments))])
    }
    changed: dict[str, bytes | None] = {}
    for kind in ("commentsExtended", "commentsIds"):
        name = package.related(kind)
        before = to_utf8(package.part(name) or b"") if name and keys else b""
        if not name or not before:
            continue
        any_key = b"(?:" + b"|".join(sorted(keys)) + b")"
        after = re.sub(rb"<\w+:comment(?:Ex|Id)\b[^>]*:paraId=\"" + any_key + rb"\"[^>]*/>", b"", before)
        after = re.sub(rb" \w+:paraIdParent=\"" + any_key + rb"\"", b"", after)
        if after != before:
            changed[name] = after
    return changed


# The XML as bytes with places


@dataclass(slots=True, eq=False)
class _Node:
    """An element and where its tags stand in the bytes."""

    index: int
    local: str
    word: bool
    attributes: dict[str, str]
    start: int
    parent: _Node | None
    close: int = 0
    children: list[_Node] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A WordprocessingML attribute by its local name, "" when absent."""
        for uri in _W_URIS:
            value = self.attributes.get(f"{uri} {name}")
            if value is not None:
                return value
        return self.attributes.get(name, "")

    def child(self, local: str) -> _Node | None:
        return next((node for node in self.children if node.word and node.local == local), None)

    def inner(self, data: bytes) -> tuple[int, int]:
        """From behind the start tag to before the end tag; both behind the tag of an empty element."""
        begin = _tag_end(data, self.start)
        return (begin, begin) if data[begin - 2 : begin] == b"/>" else (begin, self.close)

    def outer(self, data: bytes) -> tuple[int, int]:
        begin, end = self.inner(data)
        if data[begin - 2 : begin] == b"/>":
            return self.start, begin
        return self.start, data.index(b">", end) + 1

    def qualified(self, data: bytes, local: str) -> bytes:
        """``local`` with the prefix that this element is written with."""
        match = re.compile(rb"<([\w.-]+:)?").match(data, self.start)
        return ((match.group(1) or b"") if match else b"") + local.encode()


_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")


def _tag_end(data: bytes, start: int) -> int:
    match = _TAG.match(data, start)
    return match.end() if match else data.index(b">", start) + 1


def _scan(data: bytes, name: str) -> list[_Node]:
    """All elements in document order."""
    parser = expat.ParserCreate(namespace_separator=" ")
    nodes: list[_Node] = []
    open_nodes: list[_Node] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        uri, _, local = tag.rpartition(" ")
        parent = open_nodes[-1] if open_nodes else None
        node = _Node(len(nodes), local, uri in _W_URIS, attributes, parser.CurrentByteIndex, parent)
        nodes.append(node)
        open_nodes.append(node)
        if parent is not None:
            parent.children.append(node)

    def end(tag: str) -> None:
        open_nodes.pop().close = parser.CurrentByteIndex

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise UnreadableDraft(f"Word 文件已损坏（{name} 不是完整的 XML），请用 Word 或 WPS 修复后再批注") from None
    return nodes


@dataclass(slots=True)
class _Edit:
    """Replace ``data[start:end]`` by ``text``; of edits at one place the lower ``order`` comes first."""

    start: int
    end: int
    text: bytes
    order: int = 0


def _edited(data: bytes, edits: Iterable[_Edit]) -> bytes:
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.order)):
        if edit.start < at:
            if edit.end <= at and not edit.text:
                continue
            raise ValueError("edits overlap")
        parts += [data[at : edit.start], edit.text]
        at = edit.end
    parts.append(data[at:])
    return b"".join(parts)


def _safe(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))


# Writing


@dataclass(slots=True)
class _Insertion:
    """What is put at one place of the document: ends of ranges, references, paragraphs, beginnings of ranges."""

    before: bytes = b""
    after: bytes = b""
    ends: list[bytes] = field(default_factory=list)
    starts: list[bytes] = field(default_factory=list)


class _Writer:
    """Collects comments, ranges and insertions for one document and writes them out together."""

    def __init__(self, data: bytes, package: Package, read: WordDraft, date: datetime | None) -> None:
        self.data = data
        self.package = package
        self.nodes = _scan(data, package.main)
        order = {id(element): index for index, element in enumerate(read.roots[package.main].iter())}
        self.node_of: Callable[[object], _Node | None] = lambda e: self.nodes[order[id(e)]] if id(e) in order else None
        self.prefix = self.nodes[0].qualified(data, "").decode()
        self.strict = self.nodes[0].attributes is not None and b"purl.oclc.org/ooxml/wordprocessingml" in data[:20000]
        moment = date or datetime.now(timezone.utc)
        if moment.tzinfo is not None:
            moment = moment.astimezone(timezone.utc)
        self.date = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        used = [int(i) for i in re.findall(rb":id=[\"'](\d{1,9})[\"']", data)]
        comments = package.related("comments")
        self.comments_name = comments
        self.comments_data = to_utf8(package.part(comments) or b"") if comments else b""
        used += [int(i) for i in re.findall(rb":id=[\"'](\d{1,9})[\"']", self.comments_data)]
        self.next_id = max(used, default=-1) + 1
        self.comments: list[str] = []
        self.places: dict[int, _Insertion] = {}
        self.references: dict[int, list[bytes]] = {}
        self.paragraphs: dict[int, list[bytes]] = {}

    def tag(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def attribute(self, name: str) -> str:
        # Attributes need a prefix even where elements are written without one.
        return f"{self.prefix or self._attribute_prefix()}{name}"

    def _attribute_prefix(self) -> str:
        for uri in _W_URIS:
            found = re.search(rb"xmlns:([\w.-]+)=[\"']" + re.escape(uri.encode()), self.data[:20000])
            if found:
                return found.group(1).decode() + ":"
        return "w:"

    def number(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def comment(self, text: str) -> int:
        """Add a comment of several lines; gives its id."""
        number = self.number()
        t, r, p = self.tag("t"), self.tag("r"), self.tag("p")
        paragraphs = ""
        for index, line in enumerate(text.split("\n")):
            mark = f"<{r}><{self.tag('annotationRef')}/></{r}>" if index == 0 else ""
            paragraphs += f'<{p}>{mark}<{r}><{t} xml:space="preserve">{_safe(line)}</{t}></{r}></{p}>'
        a = self.attribute
        self.comments.append(
            f'<{self.tag("comment")} {a("id")}="{number}" {a("author")}="{AUTHOR}" {a("date")}="{self.date}" '
            f'{a("initials")}="QL">{paragraphs}</{self.tag("comment")}>'
        )
        return number

    def range_start(self, number: int) -> bytes:
        return f'<{self.tag("commentRangeStart")} {self.attribute("id")}="{number}"/>'.encode()

    def range_end(self, number: int) -> bytes:
        return f'<{self.tag("commentRangeEnd")} {self.attribute("id")}="{number}"/>'.encode()

    def reference(self, number: int) -> bytes:
        r = self.tag("r")
        return f'<{r}><{self.tag("commentReference")} {self.attribute("id")}="{number}"/></{r}>'.encode()

    def mark(self, line: WordParagraph, start: int, end: int, number: int) -> None:
        """Put the comment on ``line.text[start:end]``; on its paragraph when no character of it comes from a run."""
        pieces = [piece for piece in line.pieces if piece.at < end and piece.at + piece.length > start]
        first = self._point(pieces[0], max(start, pieces[0].at), False) if pieces else None
        last = self._point(pieces[-1], min(end, pieces[-1].at + pieces[-1].length), True) if pieces else None
        if first is None or last is None:
            paragraph = self.node_of(line.elements[0])
            if paragraph is None:
                return
            at = self._content_start(paragraph)
            if at is None:
                return
            place = self.places.setdefault(at, _Insertion())
            place.starts.append(self.range_start(number) + self.range_end(number) + self.reference(number))
            return
        self.places[first[0]].starts.append(self.range_start(number))
        self.places[last[0]].ends.append(self.range_end(number))
        self.references.setdefault(last[1], []).append(self.reference(number))

    def _content_start(self, paragraph: _Node) -> int | None:
        properties = paragraph.child("pPr")
        if properties is not None:
            return properties.outer(self.data)[1]
        begin = paragraph.inner(self.data)[0]
        return None if self.data[begin - 2 : begin] == b"/>" else begin

    def _point(self, piece: TextPiece, at: int, ending: bool) -> tuple[int, int] | None:
        """Where in the bytes a range begins or ends, cutting the run if need be, and where its reference may stand.

        Opens the place in ``places``; None when the text's element is not where a range may begin.
        """
        text = self.node_of(piece.element)
        run = text.parent if text is not None else None
        if text is None or run is None:
            return None
        outermost = run
        while outermost.parent is not None and not (outermost.parent.word and outermost.parent.local == "p"):
            outermost = outermost.parent
        reference = outermost.outer(self.data)[1]
        if not run.word or run.local != "r" or not text.word:
            # A formula: the range goes round the whole of it.
            start, end = outermost.outer(self.data)
            at_byte = end if ending else start
            self.places.setdefault(at_byte, _Insertion())
            return at_byte, reference
        offset = piece.start + at - piece.at
        content = [child for child in run.children if not (child.word and child.local == "rPr")]
        cut = self._cut_text(run, text, offset, piece, ending)
        if cut is not None:
            return cut, reference
        whole = piece.start + piece.length
        behind = offset >= whole if offset in (piece.start, whole) else ending
        run_start, run_end = run.outer(self.data)
        if behind and content[-1] is text:
            at_byte = run_end
        elif not behind and content[0] is text:
            at_byte = run_start
        else:
            at_byte = text.outer(self.data)[1 if behind else 0]
            place = self.places.setdefault(at_byte, _Insertion())
            place.before = self._closing(run)
            place.after = self._opening(run, _PARTED)
            return at_byte, reference
        self.places.setdefault(at_byte, _Insertion())
        return at_byte, reference

    def _cut_text(self, run: _Node, text: _Node, offset: int, piece: TextPiece, ending: bool) -> int | None:
        begin, end = text.inner(self.data)
        raw = self.data[begin:end]
        if b"<" in raw:
            return None
        tokens = re.findall(r"\r\n|&[^;]*;|.", raw.decode("utf-8"), re.DOTALL)
        if b"preserve" not in self.data[text.start : begin]:
            # Without xml:space="preserve" Word trims each half: never cut beside white space.
            while 0 < offset < len(tokens) and (tokens[offset] in " \t\r\n" or tokens[offset - 1] in " \t\r\n"):
                offset += 1 if ending else -1
        if not piece.start < offset < piece.start + piece.length or offset >= len(tokens):
            return None
        at = begin + len("".join(tokens[:offset]).encode("utf-8"))
        place = self.places.setdefault(at, _Insertion())
        place.before = b"</" + text.qualified(self.data, "t") + b">" + self._closing(run)
        place.after = self._opening(run, _CUT) + self.data[text.start : begin]
        return at

    def _closing(self, run: _Node) -> bytes:
        return b"</" + run.qualified(self.data, "r") + b">"

    def _opening(self, run: _Node, how: str) -> bytes:
        """The start of the second half of a run: its tag with our mark, and the run's properties again."""
        properties = run.child("rPr")
        copied = b""
        if properties is not None:
            start, end = properties.outer(self.data)
            copied = self.data[start:end]
        tag = run.qualified(self.data, "r").decode()
        return f'<{tag} {self.attribute("rsidR")}="{how}">'.encode() + copied

    # Suggestions

    def suggest(self, after: WordParagraph, model: WordParagraph, text: str, label: str, number: int | None) -> bool:
        """Insert a paragraph in the manner of ``model`` behind the paragraph ``after``; the comment ``number`` goes on it."""
        node = self.node_of(after.elements[-1])
        like = self.node_of(model.elements[0])
        if node is None or like is None:
            return False
        runs = [self.node_of(piece.element) for piece in model.pieces]
        parents = [n.parent for n in runs if n is not None and n.parent is not None and n.parent.local == "r"]
        first = self._run_properties(parents[0]) if parents else ""
        later = self._run_properties(parents[-1]) if parents else ""
        r, t, p = self.tag("r"), self.tag("t"), self.tag("p")
        opening = f"<{self.tag('ins')} {self._track()}>"
        content = ""
        if label:
            content += f'<{r}>{first}<{t} xml:space="preserve">{_safe(label)}</{t}></{r}>'
        content += f'<{r}>{later}<{t} xml:space="preserve">{_safe(text)}</{t}></{r}>'
        start = end = ""
        if number is not None:
            start = self.range_start(number).decode()
            end = (self.range_end(number) + self.reference(number)).decode()
        inserted = f"{opening}{content}</{self.tag('ins')}>"
        xml = f"<{p}>{self._paragraph_properties(like)}{start}{inserted}{end}</{p}>"
        self.paragraphs.setdefault(node.outer(self.data)[1], []).append(xml.encode())
        return True

    def _track(self) -> str:
        a = self.attribute
        return f'{a("id")}="{self.number()}" {a("author")}="{AUTHOR}" {a("date")}="{self.date}"'

    def _raw(self, node: _Node) -> str:
        start, end = node.outer(self.data)
        return self.data[start:end].decode("utf-8")

    def _run_properties(self, run: _Node) -> str:
        properties = run.child("rPr")
        if properties is None:
            return ""
        kept = [c for c in properties.children if c.local not in ("rPrChange", "ins", "del", "moveFrom", "moveTo")]
        inner = "".join(self._raw(child) for child in kept)
        return f"<{self.tag('rPr')}>{inner}</{self.tag('rPr')}>" if inner else ""

    def _paragraph_properties(self, paragraph: _Node) -> str:
        properties = paragraph.child("pPr")
        inner = marks = ""
        for child in properties.children if properties is not None else []:
            if child.word and child.local == "rPr":
                dropped = ("rPrChange", "ins", "del", "moveFrom", "moveTo")
                marks = "".join(self._raw(c) for c in child.children if c.local not in dropped)
            elif child.local not in ("sectPr", "pPrChange"):
                inner += self._raw(child)
        mark = f"<{self.tag('ins')} {self._track()}/>"
        return f"<{self.tag('pPr')}>{inner}<{self.tag('rPr')}>{mark}{marks}</{self.tag('rPr')}></{self.tag('pPr')}>"

    # The parts

    def document(self) -> bytes:
        edits = []
        for at, place in self.places.items():
            text = place.before + b"".join(place.ends) + b"".join(place.starts) + place.after
            if place.before or not place.ends:
                edits.append(_Edit(at, at, text, 2))
            else:
                edits.append(_Edit(at, at, b"".join(place.ends), 0))
                edits.append(_Edit(at, at, b"".join(place.starts), 2))
        edits += [_Edit(at, at, b"".join(found), 1) for at, found in self.references.items()]
        edits += [_Edit(at, at, b"".join(found), 3) for at, found in self.paragraphs.items()]
        return _edited(self.data, edits)

    def parts(self) -> tuple[dict[str, bytes | None], dict[str, bytes]]:
        """The parts that change and the parts that are new."""
        changed: dict[str, bytes | None] = {self.package.main: self.document()}
        added: dict[str, bytes] = {}
        if not self.comments:
            return changed, added
        if self.comments_name:
            changed[self.comments_name] = self._appended()
            return changed, added
        folder = posixpath.dirname(self.package.main)
        name = posixpath.join(folder, _PART)
        uri, relation = _W_URIS[self.strict], _RELATION_URIS[self.strict]
        xmlns = f"xmlns:{self.prefix[:-1]}" if self.prefix else "xmlns"
        also = "" if self.prefix else f' xmlns:{self._attribute_prefix()[:-1]}="{uri}"'
        tag = self.tag("comments")
        declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        added[name] = f'{declaration}<{tag} {xmlns}="{uri}"{also}>{"".join(self.comments)}</{tag}>'.encode()
        relations = _relations_of(self.package.main)
        rels = self.package.part(relations)
        entry = f'Id="{_RELATION}" Type="{relation}/comments" Target="{_PART}"/>'
        if rels is None:
            added[relations] = _appended_to(_EMPTY_RELATIONS, "Relationships", "Relationship", entry)
        else:
            changed[relations] = _appended_to(to_utf8(rels), "Relationships", "Relationship", entry)
        types = to_utf8(self.package.part("[Content_Types].xml") or b"")
        override = f'PartName="/{name}" ContentType="{_COMMENT_TYPE}"/>'
        changed["[Content_Types].xml"] = _appended_to(types, "Types", "Override", override)
        return changed, added

    def _appended(self) -> bytes:
        data = self.comments_data
        root = _scan(data, self.comments_name or _PART)[0]
        begin, end = root.inner(data)
        new = "".join(self.comments)
        prefix = root.qualified(data, "").decode()
        if prefix != self.prefix:
            new = re.sub(rf"(</?){re.escape(self.prefix)}(?=\w)", rf"\g<1>{prefix}", new)
        if data[begin - 2 : begin] == b"/>":
            closing = b"</" + root.qualified(data, root.local) + b">"
            return data[: begin - 2] + b">" + new.encode() + closing + data[begin:]
        return data[:end] + new.encode() + data[end:]


# The list of relationships that we begin where a file has none, told from a file's own empty list by its blank.
_EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships" ></Relationships>'
)


def _relations_of(main: str) -> str:
    folder, base = posixpath.split(main)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _appended_to(data: bytes, root: str, name: str, attributes: str) -> bytes:
    """Add an empty element, written as its siblings are, as the last child of the root."""
    closing = re.search(rb"</((?:[\w.-]+:)?)" + root.encode() + rb"\s*>\s*$", data)
    if closing:
        prefix = closing.group(1)
        return data[: closing.start()] + b"<" + prefix + f"{name} {attributes}".encode() + data[closing.start() :]
    empty = re.search(rb"<((?:[\w.-]+:)?)" + root.encode() + rb"\b[^>]*/>\s*$", data)
    if empty is None:
        raise UnreadableDraft("Word 文件的部件清单已损坏，不能批注，请用 Word 或 WPS 打开后另存为 .docx 再试")
    prefix = empty.group(1)
    head = data[: empty.start()] + re.sub(rb"/>\s*$", b">", empty.group())
    return head + b"<" + prefix + f"{name} {attributes}".encode() + b"</" + prefix + root.encode() + b">"


def _write(
    source: bytes,
    read: WordDraft,
    draft: DraftReport,
    rules: Mapping[str, RuleInfo],
    suggest: bool,
    date: datetime | None,
    lang: str,
    locate: Callable[[int, int], tuple[int, int]],
) -> bytes:
    writer = _Writer(to_utf8(read.package.part(read.package.main) or b""), read.package, read, date)
    lines = read.lines
    found = _all_findings(draft, rules)
    _mark_region(writer, lines, title_region(draft), locate, writer.comment(_summary(draft, found, lang)))
    suggested: dict[int, int] = {}
    for finding in found:
        if finding.kind != "missing" or finding.reading is not None:
            _mark_region(writer, lines, finding.region, locate, writer.comment(message(finding, lang, _KEYS)))
            continue
        keys = tuple(key for key in _KEYS if not (suggest and key == "wording"))
        number = writer.comment(message(finding, lang, keys))
        at = _fit(lines, locate(finding.row.fits_line, 1)[0] if finding.row.fits_line else 0)
        wording = finding.rule.wording.strip() if suggest else ""
        if wording and lines[at].kind == "body":
            model, label = _neighbour(lines, at, suggested.get(at, 0))
            done = False
            for index, part in enumerate(filter(None, map(str.strip, wording.split("\n")))):
                shown = label if index == 0 else ""
                done = writer.suggest(lines[at], lines[model], part, shown, number if index == 0 else None) or done
            if done:
                suggested[at] = suggested.get(at, 0) + 1
                continue
        line = lines[at]
        end = len(line.text.rstrip())
        writer.mark(line, max(line.label, end - 12), end, number)
    changed, added = writer.parts()
    return _repacked(source, changed, added)


def _all_findings(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> list[Finding]:
    """The report's findings, and one more for every further provision that is weak or partial."""
    complete = []
    for finding in findings(draft, rules):
        complete.append(finding)
        if finding.kind in ("partial", "weak"):
            for reading in finding.row.readings:
                if reading.reading in ("partial", "weak") and reading is not finding.reading:
                    complete.append(replace(finding, kind=reading.reading, reading=reading, region=reading.region))
    return complete


def _summary(draft: DraftReport, found: list[Finding], lang: str) -> str:
    profile = say(f"profile-{draft.profile}", lang, default=draft.profile)
    text = [say("head-profile", lang, profile=profile)]
    if draft.profile_reason:
        text.append(say("head-reason", lang, reason=draft.profile_reason))
    coverage = draft.coverage
    if coverage.ratio is None:
        text.append(say("head-coverage-none", lang))
    else:
        text.append(
            say(
                "head-coverage",
                lang,
                applicable=coverage.applicable,
                covered=coverage.covered,
                partial=coverage.partial,
                weak=coverage.weak,
                missing=coverage.missing,
                ratio=f"{coverage.ratio:.0%}",
            )
        )
    violations = sum(finding.kind == "violates" for finding in found)
    text.append(say("head-violations", lang, n=violations) if violations else say("head-no-violations", lang))
    numbers = counts(found)
    severities = (f"{say(f'severity-{key}', lang)} {number}" for key, number in numbers.items())
    text.append(say("and", lang).join(severities))
    text += [say("head-note", lang, note=note) for note in draft.notes]
    return "\n".join(text)


def _mark_region(
    writer: _Writer,
    lines: tuple[WordParagraph, ...],
    region: Region,
    locate: Callable[[int, int], tuple[int, int]],
    number: int,
) -> None:
    line, start = locate(region.line, region.column)
    end_line, end = locate(region.end_line, region.end_column)
    if not 1 <= line <= len(lines):
        line, start, end_line, end = 1, 0, 1, 0
    index = line - 1
    paragraph = lines[index]
    if end_line != line or end <= start:
        end = len(paragraph.text)
    if paragraph.kind in ("box", "note") or paragraph.part != writer.package.main:
        # Word allows no comments in text boxes and notes: take the nearest paragraph of the body before it.
        index = next((i for i in range(index, -1, -1) if lines[i].kind in ("body", "cell")), 0)
        paragraph = lines[index]
        start, end = 0, len(paragraph.text)
    if not paragraph.pieces:
        near = [
            i for i, found in enumerate(lines) if found.pieces and found.part == paragraph.part and found.kind != "box"
        ]
        paragraph = lines[min(near, key=lambda i: abs(i - index))] if near else paragraph
        start, end = 0, len(paragraph.text)
    writer.mark(paragraph, start, end, number)


def _fit(lines: tuple[WordParagraph, ...], line: int) -> int:
    """The index of the paragraph behind which a missing provision goes; ``line`` 0: the end, before the final provisions."""
    body = [i for i, found in enumerate(lines) if found.kind == "body" and found.pieces]
    if not body:
        return next((i for i, found in enumerate(lines) if found.kind == "cell" and found.pieces), 0)
    if line:
        return _article_end(lines, body, max((i for i in body if i < line), default=body[0]))
    final = next((n for n, i in enumerate(body) if n and _FINAL.fullmatch(lines[i].text)), 0)
    if not final:
        final = next(
            (
                n
                for n in range(len(body) - 1, 0, -1)
                if _ARTICLE.match(lines[body[n]].text) and _IN_FORCE.search(lines[body[n]].text)
            ),
            0,
        )
    return body[final - 1] if final else body[-1]


def _article_end(lines: tuple[WordParagraph, ...], body: list[int], at: int) -> int:
    """The last paragraph of the article that the paragraph ``at`` stands in, so that nothing comes between its items."""
    if not any(_ARTICLE.match(lines[i].text) for i in body if at - 60 < i <= at):
        return at
    last = at
    for i in body:
        if i <= at:
            continue
        text = lines[i].text
        if _ARTICLE.match(text) or _DIVISION.match(text):
            return last
        last = i
        if i > at + 60:
            break
    # The last article: only its items belong to it, what follows may be a signature or an annex.
    last = at
    for i in body:
        if i > at:
            if not _ITEM.match(lines[i].text):
                break
            last = i
    return last


def _neighbour(lines: tuple[WordParagraph, ...], at: int, before: int) -> tuple[int, str]:
    """The paragraph to imitate and the number to write: none where Word numbers it, else 第五条之一, 第五条之二 …"""
    for index in range(at, max(-1, at - 60), -1):
        line = lines[index]
        if line.kind != "body":
            continue
        found = _ARTICLE.match(line.text)
        if found:
            if line.label:
                return index, ""
            suffix = format_number(before + 1, "chineseCountingThousand")
            return index, f"第{found.group(1)}条之{suffix}{found.group(2) or chr(0x3000)}"
    return at, ""


# Taking out again


def _clean_document(data: bytes, name: str, own: set[str]) -> bytes:
    if AUTHOR.encode() not in data and not own and _CUT[:-1].encode() not in data:
        return data
    nodes = _scan(data, name)
    edits: list[_Edit] = []
    gone: set[int] = set()

    def drop(node: _Node) -> None:
        gone.add(node.index)
        edits.append(_Edit(*node.outer(data), b""))

    for node in nodes:
        if not node.word or (node.parent is not None and node.parent.index in gone):
            if node.parent is not None and node.parent.index in gone:
                gone.add(node.index)
            continue
        if node.local in ("commentRangeStart", "commentRangeEnd") and node.get("id") in own:
            drop(node)
        elif node.local == "r" and any(c.local == "commentReference" and c.get("id") in own for c in node.children):
            others = [c for c in node.children if c.local not in ("rPr", "commentReference")]
            for child in node.children:
                if others and child.local == "commentReference" and child.get("id") in own:
                    drop(child)
            if not others:
                drop(node)
        elif node.local == "ins" and node.get("author") == AUTHOR and not _is_mark(node):
            drop(node)
    for node in nodes:
        if node.word and node.local == "p" and node.index not in gone:
            mark = _own_mark(node)
            if mark is None:
                continue
            if all(c.index in gone or _is_empty(c) for c in node.children):
                drop(node)
            else:
                drop(mark)
    for node in nodes:
        if node.word and node.local == "r" and node.index not in gone and node.get("rsidR") in (_CUT, _PARTED):
            joined = _joined(data, node, gone)
            if joined is not None:
                edits.append(_Edit(*joined, b"", -1))
    return _without(data, edits)


def _without(data: bytes, edits: list[_Edit]) -> bytes:
    """The bytes without the stretches that the edits name, which may overlap."""
    kept = []
    at = 0
    for edit in sorted(edits, key=lambda e: e.start):
        if edit.start > at:
            kept.append(data[at : edit.start])
        at = max(at, edit.end)
    kept.append(data[at:])
    return b"".join(kept)


def _is_mark(node: _Node) -> bool:
    """Whether a ``w:ins`` is the note in a paragraph's properties that its mark was inserted."""
    return node.parent is not None and node.parent.local in ("rPr", "trPr", "tcPr", "numPr")


def _is_empty(node: _Node) -> bool:
    """Whether a child of a paragraph shows nothing; programs leave empty runs behind when they save."""
    if node.local == "r":
        return all(child.local == "rPr" for child in node.children)
    return node.word and node.local in ("pPr", "proofErr", "bookmarkStart", "bookmarkEnd")


def _own_mark(paragraph: _Node) -> _Node | None:
    properties = paragraph.child("pPr")
    runs = properties.child("rPr") if properties is not None else None
    mark = runs.child("ins") if runs is not None else None
    return mark if mark is not None and mark.get("author") == AUTHOR else None


def _joined(data: bytes, run: _Node, gone: set[int]) -> tuple[int, int] | None:
    """The stretch to take out so that the second half of a run that we cut joins the first; None when it is no longer so."""
    if run.parent is None:
        return None
    siblings = run.parent.children
    at = siblings.index(run) - 1
    while at >= 0 and siblings[at].index in gone:
        at -= 1
    if at < 0 or not siblings[at].word or siblings[at].local != "r":
        return None
    before = siblings[at]
    mine, theirs = run.child("rPr"), before.child("rPr")
    if (_bytes(data, mine)) != (_bytes(data, theirs)):
        return None
    content = [child for child in run.children if child is not mine]
    last = before.children[-1] if before.children else None
    first = content[0] if content else None
    start = before.inner(data)[1]
    end = mine.outer(data)[1] if mine is not None else run.inner(data)[0]
    text = ("t", "delText")
    if run.get("rsidR") == _CUT:
        if first is None or last is None or first.local != last.local or first.local not in text:
            return None
        opening = data[last.start : last.inner(data)[0]]
        if opening == data[first.start : first.inner(data)[0]] and last.outer(data)[1] == start:
            return last.inner(data)[1], first.inner(data)[0]
        return None
    return start, end


def _bytes(data: bytes, node: _Node | None) -> bytes:
    if node is None:
        return b""
    start, end = node.outer(data)
    return data[start:end]


# The package


def _repacked(source: bytes, changed: Mapping[str, bytes | None], added: Mapping[str, bytes]) -> bytes:
    """The zip with parts changed (None: left out) and added, the others with their dates, order and content as they were."""
    buffer = io.BytesIO()
    lowered = {name.lower(): data for name, data in changed.items()}
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        if sum(info.file_size for info in old.infolist()) > _MOST_BYTES:
            raise UnreadableDraft("Word 文件展开后超过 1 GB，不能批注，请压缩其中的图片或拆成几份再试")
        written = set()
        for info in old.infolist():
            if info.filename in written:
                continue
            written.add(info.filename)
            key = info.filename.lower()
            data = lowered[key] if key in lowered else _content(old, info.filename)
            if data is None:
                continue
            copy = zipfile.ZipInfo(info.filename, info.date_time)
            copy.external_attr, copy.create_system = info.external_attr, info.create_system
            stored = info.compress_type == zipfile.ZIP_STORED
            copy.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(copy, data)
        for name, data in added.items():
            fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, data)
    return buffer.getvalue()


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise UnreadableDraft(f"Word 文件已损坏（{name} 解不开），不能批注，请用 Word 或 WPS 修复后再试") from None


def _new_document(body: str) -> bytes:
    uri, relation = _W_URIS[0], _RELATION_URIS[0]
    package = "http://schemas.openxmlformats.org/package/2006"
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1588" w:bottom="1440" w:left="1588" '
        'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/>'
    styles = (
        f'<w:styles xmlns:w="{uri}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="28"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{base}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{base}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{uri}"><w:body>{body}{section}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relation}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": styles,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, (declaration + xml).encode("utf-8"))
    return buffer.getvalue()
