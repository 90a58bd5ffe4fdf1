"""Broken drafts by the thousand, the same ones for the same seed: good files with bytes, tags and parts changed."""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from word_builder import (
    NAMESPACES,
    W_NS,
    change,
    docx,
    field,
    level,
    mark,
    notes,
    num,
    numbering,
    p,
    paragraph_style,
    r,
    style,
    styles,
    table,
    text_box,
)  # fmt: skip

__all__ = ["mutants"]

_TEXT = "青石市企业服务办法\r\n\r\n第一条　为了规范收费行为，制定本办法。\n第二条 不得向企业摊派。\n（一）现金；\n（二）实物。\n"
_W = f"{{{W_NS}}}"
_PREFIXES = dict(re.findall(r'xmlns:(\w+)="([^"]+)"', NAMESPACES))
_NUMBERS = ("0", "-1", "1", "2", "9", "999999999999", "NaN", "", "%1%2%9", "第%1条", "chineseCounting", "custom", "on")


@lru_cache(maxsize=1)
def _good() -> tuple[tuple[str, bytes], ...]:
    lists = numbering(
        {
            0: level(0, "chineseCounting", "第%1条")
            + level(1, "decimal", "%1.%2", extra='<w:isLgl/><w:lvlRestart w:val="0"/>')
        },
        {1: (0, ""), 2: (0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>')},
    )
    look = styles(
        paragraph_style("A", "heading 1", num(1)), paragraph_style("B", "caption", based="A", runs="<w:vanish/>")
    )
    rich = docx(
        p("青石市办法", style("A")),
        p(r("第一条 ") + change("ins", r("增")) + change("del", r("删")) + r("末。"), num(1)),
        p("前", mark("del")), p("后", mark("ins")), p(field("TOC", "目录") + field("REF x", field("DATE", "日"))),
        table(["甲", '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("乙")], ["丙", "<w:tcPr><w:vMerge/></w:tcPr>" + p()]),
        p(text_box(p("盒") + table(["盒中"])) + '<w:r><w:footnoteReference w:id="1"/><w:tab/><w:br/></w:r>', num(2, 1)),
        f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>",
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>'),
        numbering=lists, styles=look, footnotes=notes("footnote", {1: "脚注"}),
    )  # fmt: skip
    plain = docx(p("青石市办法"), *(p(f"第{n}条 企业应当承担费用。") for n in range(20)))
    text = [
        (f"t{n}.txt", (_TEXT * 20).encode(name))
        for n, name in enumerate(("utf-8-sig", "gb18030", "utf-16", "utf-16-le"))
    ]
    markdown = ("m.md", ("---\na: b\n---\n# 标题\n> 引\n| 甲 | 乙 |\n|--|--|\n| 丙 | 丁 |\n" + _TEXT).encode())
    return (("rich.docx", rich), ("plain.docx", plain), *text, markdown)


def mutants(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """``count`` broken files as ``(name, bytes)``; the name's extension says what the file claims to be."""
    for index in range(count):
        chance = random.Random(f"{seed}-{index}")
        files = _good()
        name, data = files[0] if chance.random() < 0.6 else chance.choice(files)
        if name.endswith(".docx") and chance.random() < 0.75:
            data = _mutate_parts(data, chance)
        else:
            data = _mutate_bytes(data, chance)
        if chance.random() < 0.02:
            name = chance.choice(["x.docx", "x.txt", "x.md", "x.docm", "x"])
        yield f"{index}-{name}", data


def _mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 40])):
        at = chance.randrange(len(broken) or 1)
        match chance.randrange(6):
            case 0 if broken:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                del broken[at : at + chance.choice([1, 3, 50, 5000])]
            case 2:
                broken[at:at] = chance.randbytes(chance.choice([1, 4, 60]))
            case 3:
                broken[at:at] = broken[at : at + chance.choice([2, 100])]
            case 4:
                del broken[at:]
            case _:
                broken[at : at + 4] = chance.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"])
    return bytes(broken)


def _mutate_parts(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for _ in range(chance.choice([1, 1, 2, 4])):
        name = chance.choice(list(parts) or ["x"])
        if chance.random() < 0.5:
            name = "word/document.xml"
        roll = chance.random()
        if roll < 0.06:
            parts.pop(name, None)
        elif roll < 0.12:
            parts[name] = parts[chance.choice(list(parts))] if parts else b""
        elif roll < 0.22:
            parts[name] = _mutate_bytes(parts.get(name, b""), chance)
        elif roll < 0.4:
            parts[name] = _mutate_tags(parts.get(name, b""), chance)
        else:
            parts[name] = _mutate_tree(parts.get(name, b""), chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    whole = buffer.getvalue()
    return whole if zlib.crc32(whole) % 50 else whole[: len(whole) // 2]


def _mutate_tree(data: bytes, chance: random.Random) -> bytes:
    """The same as `_mutate_tags`, on the parsed tree, so that what comes out is always XML."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return data
    for _ in range(chance.choice([1, 2, 5, 20])):
        nodes = list(root.iter())
        node, other = chance.choice(nodes), chance.choice(nodes)
        roll = chance.randrange(7)
        if roll == 0 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(_NUMBERS))
        elif roll == 1 and len(node):
            node.remove(chance.choice(list(node)))
        elif roll == 2 and len(node):
            child = copy.deepcopy(chance.choice(list(node)))
            if sum(1 for _ in child.iter()) < 200 and len(nodes) < 5000:
                other.insert(chance.randrange(len(other) + 1), child)
        elif roll == 3:
            node.tag = other.tag
        elif roll == 4:
            children = list(node)
            chance.shuffle(children)
            node[:] = children
        elif roll == 5:
            kind = {f"{_W}fldCharType": chance.choice(["begin", "separate", "end"])}
            ElementTree.SubElement(ElementTree.SubElement(node, f"{_W}r"), f"{_W}fldChar", kind)
        elif len(node):
            tag = chance.choice(
                ["p", "r", "tbl", "tr", "tc", "ins", "del", "sdtContent", "txbxContent", "hyperlink", "moveTo"]
            )
            wrapper = ElementTree.Element(f"{_W}{tag}")
            wrapper[:] = list(node)
            node[:] = [wrapper]
    try:
        text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=chance.random() < 0.5)
    except RecursionError:
        return data
    if chance.random() < 0.2:
        text = re.sub(rb"(</?|xmlns:| )w([:=])", rb"\1q\2", text)
    return text


for _prefix, _uri in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _uri)


def _mutate_tags(data: bytes, chance: random.Random) -> bytes:
    """Move, repeat, drop, rename and deeply nest elements, and give attributes odd values, keeping the XML well-formed if it can."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice([1, 2, 6])):
        whole = list(re.finditer(r"<(w:\w+)\b[^<>]*?(?:/>|>(?:[^<]|<(?!/\1>))*?</\1>)", text))
        values = list(re.finditer(r'="([^"]*)"', text))
        roll = chance.randrange(7)
        if roll == 0 and values:
            at = chance.choice(values)
            text = text[: at.start(1)] + chance.choice(_NUMBERS) + text[at.end(1) :]
        elif roll == 1 and whole:
            at = chance.choice(whole)
            text = text[: at.start()] + text[at.end() :]
        elif roll == 2 and whole:
            at, to = chance.choice(whole), chance.choice(whole)
            text = text[: to.start()] + at.group() * chance.choice([1, 2, 300]) + text[to.start() :]
        elif roll == 3 and whole:
            at = chance.choice(whole)
            tag = chance.choice(
                ["w:p", "w:r", "w:tbl", "w:tc", "w:ins", "w:sdt", "w:txbxContent", "w:hyperlink", "w:del"]
            )
            deep = chance.choice([1, 3, 2000])
            text = text[: at.start()] + f"<{tag}>" * deep + at.group() + f"</{tag}>" * deep + text[at.end() :]
        elif roll == 4 and whole:
            names = [match.group(1) for match in whole]
            old, new = chance.choice(names), chance.choice(names)
            text = re.sub(rf"(</?){old}\b", rf"\g<1>{new}", text)
        elif roll == 5 and whole:
            at = chance.choice(whole)
            mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
            text = (
                text[: at.start()] + mark.format(chance.choice(["begin", "separate", "end"])) * 3 + text[at.start() :]
            )
        elif text:
            at_byte = chance.randrange(len(text))
            text = (
                text[:at_byte]
                + chance.choice(["&#0;", "&x;", "<!DOCTYPE a>", "<![CDATA[x]]>", "\ufeff", "]]>"])
                + text[at_byte:]
            )
    return text.encode("utf-8", "replace")
