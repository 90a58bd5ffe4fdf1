"""Builds small Word files for the tests: the XML of a body, wrapped in the parts that make it a package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = {
    "styles": "styles+xml",
    "numbering": "numbering+xml",
    "footnotes": "footnotes+xml",
    "endnotes": "endnotes+xml",
    "comments": "comments+xml",
    "settings": "settings+xml",
}
_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}


def t(text: str) -> str:
    """A text element."""
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def r(text: str, properties: str = "") -> str:
    """A run; ``properties`` is what stands inside its ``w:rPr``."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inner}{t(text)}</w:r>"


def p(content: str = "", properties: str = "") -> str:
    """A paragraph of text (or of the runs given as XML); ``properties`` is what stands inside its ``w:pPr``."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    runs = content if content.startswith("<") or not content else r(content)
    return f"<w:p>{inner}{runs}</w:p>"


def num(number: int, level: int = 0) -> str:
    """Paragraph properties that put it into a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def style(name: str) -> str:
    """Paragraph properties that give it a style."""
    return f'<w:pStyle w:val="{name}"/>'


def mark(name: str) -> str:
    """Paragraph properties that track its mark as inserted or deleted."""
    return f'<w:rPr><w:{name} w:id="90" w:author="甲" w:date="2024-01-01T00:00:00Z"/></w:rPr>'


def change(name: str, content: str) -> str:
    """A tracked change around runs: ins, del, moveFrom or moveTo."""
    if name in ("del", "moveFrom"):
        content = content.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>") if name == "del" else content
    return f'<w:{name} w:id="91" w:author="甲" w:date="2024-01-01T00:00:00Z">{content}</w:{name}>'


def field(instruction: str, result: str | None) -> str:
    """A complex field; no result part when ``result`` is None."""
    xml = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    xml += f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
    if result is not None:
        xml += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + (result if result.startswith("<") else r(result))
    return xml + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def table(*rows: Sequence[str]) -> str:
    """A table; a cell is text or the XML of its content, which may begin with its ``w:tcPr``."""
    xml = '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>'
    xml += '<w:gridCol w:w="2000"/>' * max(map(len, rows)) + "</w:tblGrid>"
    for row in rows:
        xml += "<w:tr>"
        for cell in row:
            xml += f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>"
        xml += "</w:tr>"
    return xml + "</w:tbl>"


def level(index: int, form: str, text: str, extra: str = "", start: int = 1, suffix: str = "nothing") -> str:
    """One ``w:lvl``; ``extra`` stands between the format and the text, where pStyle, isLgl and lvlRestart belong."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def numbering(abstracts: Mapping[int, str], nums: Mapping[int, tuple[int, str]]) -> str:
    """numbering.xml from the levels of each abstractNum and, for each num, its abstractNum and its overrides."""
    xml = ""
    for key, levels in abstracts.items():
        xml += f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    for key, (abstract, overrides) in nums.items():
        xml += f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
    return f"<w:numbering {NAMESPACES}>{xml}</w:numbering>"


def override(index: int, start: int | None = None, replaced: str = "") -> str:
    """A ``w:lvlOverride``."""
    inner = f'<w:startOverride w:val="{start}"/>' if start is not None else ""
    return f'<w:lvlOverride w:ilvl="{index}">{inner}{replaced}</w:lvlOverride>'


def styles(*definitions: str) -> str:
    """styles.xml with a default paragraph style ``a`` and what is given."""
    default = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    return f"<w:styles {NAMESPACES}>{default}{''.join(definitions)}</w:styles>"


def paragraph_style(key: str, name: str, properties: str = "", based: str = "a", runs: str = "") -> str:
    """One paragraph style."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


def text_box(content: str) -> str:
    """A run with a text box as Word writes it: a drawing, and the same again for older programs."""
    shape = (
        '<w:drawing><wp:inline><wp:extent cx="1800000" cy="720000"/><wp:docPr id="7" name="box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>'
        f"{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = (
        '<w:pict><v:shape style="width:140pt;height:60pt"><v:textbox><w:txbxContent>'
        f"{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def notes(kind: str, texts: Mapping[int, str]) -> str:
    """footnotes.xml or endnotes.xml (``kind`` footnote or endnote) with Word's separator note."""
    xml = f'<w:{kind} w:type="separator" w:id="-1">{p("<w:r><w:separator/></w:r>")}</w:{kind}>'
    for key, text in texts.items():
        xml += f'<w:{kind} w:id="{key}">{p(f"<w:r><w:{kind}Ref/></w:r>" + r(text))}</w:{kind}>'
    return f"<w:{kind}s {NAMESPACES}>{xml}</w:{kind}s>"


def docx(
    *body: str,
    kind: str = "docx",
    strict: bool = False,
    main: str = "word/document.xml",
    extra: Mapping[str, bytes] | None = None,
    **parts: str,
) -> bytes:
    """The bytes of a Word file. ``parts``: XML of styles, numbering, footnotes, endnotes, comments, settings; ``extra``: any part."""
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    document = f"<w:document {NAMESPACES}><w:body>{''.join(body)}{section}</w:body></w:document>"
    overrides = f'<Override PartName="/{main}" ContentType="{_MAIN[kind]}"/>'
    relations = ""
    files: dict[str, str] = {}
    folder = main.rpartition("/")[0]
    for index, (name, xml) in enumerate(parts.items(), 1):
        files[f"{folder}/{name}.xml"] = _DECLARATION + xml
        content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{_TYPES[name]}"
        overrides += f'<Override PartName="/{folder}/{name}.xml" ContentType="{content}"/>'
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations += f'<Relationship Id="rId{index}" Type="{base}/{name}" Target="{name}.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006"
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )
    root = (
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
    )
    base_name = main.rpartition("/")[2]
    ordered = {
        "[Content_Types].xml": _DECLARATION + types,
        "_rels/.rels": _DECLARATION + root,
        main: _DECLARATION + document,
        f"{folder}/_rels/{base_name}.rels": _DECLARATION
        + f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        **files,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in ordered.items():
            if strict:
                xml = xml.replace(W_NS, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                )
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), xml.encode("utf-8"), zipfile.ZIP_DEFLATED)
        for name, data in (extra or {}).items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
