"""What Word's styles decide about a paragraph's words: numbering, outline level, hidden text, captions and contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from qingqing_lint.reading.word_package import W

__all__ = ["Style", "Styles", "is_on", "read_styles"]

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]|table of figures|图表目录", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """One style with everything it inherits.

    ``number``: numId, "" none. ``number_style``: id of the style that brings it. ``depth``: list level from 0, None unsaid.
    ``outline``: 1–9, 0 body text. ``skip``: a caption or a line of a table of contents.
    """

    number: str = ""
    number_style: str = ""
    depth: int | None = None
    outline: int = 0
    hidden: bool = False
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles by id. ``default``: id of the default paragraph style. ``lists``: numId by the id of a numbering style."""

    styles: dict[str, Style]
    default: str
    lists: dict[str, str]

    def get(self, style: str | None) -> Style:
        """The style of this id; the empty style when there is none."""
        return self.styles.get(style or "", _NONE)


_NONE = Style()


def is_on(element: Element | None) -> bool:
    """Whether an on/off property is present and not switched off."""
    return element is not None and element.get(f"{W}val") not in ("0", "false", "off")


def read_styles(root: Element | None) -> Styles:
    """Read styles.xml and resolve ``basedOn``; circles and missing parents are passed over."""
    if root is None:
        return Styles({}, "", {})
    elements: dict[str, Element] = {}
    default = ""
    for element in root.findall(f"{W}style"):
        key = element.get(f"{W}styleId") or ""
        elements[key] = element
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
            default = key
    resolved: dict[str, Style] = {}
    for key in elements:
        chain = []
        current = key
        while current in elements and current not in resolved and current not in chain:
            chain.append(current)
            based = elements[current].find(f"{W}basedOn")
            current = "" if based is None else based.get(f"{W}val") or ""
        parent = resolved.get(current, _NONE)
        for name in reversed(chain):
            parent = resolved[name] = _resolve(name, elements[name], parent)
    lists = {
        key: style.number
        for key, style in resolved.items()
        if style.number and elements[key].get(f"{W}type") == "numbering"
    }
    return Styles(resolved, default, lists)


def _resolve(key: str, element: Element, parent: Style) -> Style:
    number, number_style, depth = parent.number, parent.number_style, parent.depth
    outline, hidden = parent.outline, parent.hidden
    name_element = element.find(f"{W}name")
    name = (name_element.get(f"{W}val") or "" if name_element is not None else "").strip()
    properties = element.find(f"{W}pPr")
    level = None
    if properties is not None:
        numbering = properties.find(f"{W}numPr")
        if numbering is not None:
            found = numbering.find(f"{W}numId")
            if found is not None:
                number, number_style = found.get(f"{W}val") or "", key
                depth = None
            index = numbering.find(f"{W}ilvl")
            if index is not None:
                value = index.get(f"{W}val") or ""
                depth = int(value) if re.fullmatch("[0-8]", value) else None
                number_style = key
        level = properties.find(f"{W}outlineLvl")
    if level is not None:
        value = level.get(f"{W}val") or ""
        outline = int(value) + 1 if re.fullmatch("[0-8]", value) else 0
    elif heading := _HEADING.fullmatch(name):
        outline = int(heading.group(1))
    runs = element.find(f"{W}rPr")
    if runs is not None:
        vanish = runs.find(f"{W}vanish")
        if vanish is not None:
            hidden = is_on(vanish)
    skip = parent.skip or name.lower() in ("caption", "题注") or _CONTENTS.fullmatch(name) is not None
    return Style(number, number_style, depth, outline, hidden, skip)
