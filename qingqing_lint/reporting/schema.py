"""The JSON report's shape, as types that the builder is checked against, and the JSON Schema generated from them.

Within a major ``schema_version`` keys are only ever added; readers should ignore keys that they do not know.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

__all__ = [
    "SCHEMA_VERSION",
    "CoverageJson",
    "DraftJson",
    "MatchJson",
    "OperatorJson",
    "ReadingJson",
    "ReportJson",
    "RuleJson",
    "RuleRowJson",
    "SourceJson",
    "report_schema",
]

SCHEMA_VERSION = 1

Count = Annotated[int, {"minimum": 0}]
Line = Annotated[int, {"minimum": 1}, "counts from 1; in a Word file the paragraph's number in document order"]
Column = Annotated[int, {"minimum": 1}, "counts Unicode code points from 1"]
EndColumn = Annotated[int, {"minimum": 1}, "one past the last code point"]
Kind = Literal["duty", "ban", "allowance"]
Verdict = Literal["covered", "partial", "weak", "missing", "not-applicable"]
ReadingName = Literal["states", "partial", "weak", "violates"]
Severity = Literal["error", "warning", "info"]

MatchJson = TypedDict(
    "MatchJson",
    {
        "line": Line,
        "column": Column,
        "end_line": Line,
        "end_column": EndColumn,
        "text": Annotated[str, "the words that were recognised"],
        "as": Annotated[str, "the element or other role they were taken for"],
    },
)
OperatorJson = TypedDict(
    "OperatorJson",
    {
        "text": Annotated[str, "the word that decided the reading"],
        "as": Annotated[str, "its effect: ban, condemn, duty, permit, waive, sanction, right, exempt …"],
        "line": Line,
        "column": Column,
        "end_line": Line,
        "end_column": EndColumn,
        "inherited": Annotated[bool, "it stands in a lead-in or heading above the clause"],
    },
)


class SuppressionJson(TypedDict):
    """Why a finding is not reported."""

    by: Annotated[str, "comment (in the draft), config (a waiver), baseline or since"]
    reason: str
    who: str
    until: Annotated[str, "the last day it holds, ISO; empty: for ever"]
    where: Annotated[str, "the file and line that says so"]


class ReadingJson(TypedDict):
    """What one provision does with the matter of the rule."""

    reading: ReadingName
    missing: Annotated[list[str], "elements that a partial provision lacks"]
    place: Annotated[str, "the provision as a lawyer cites it; empty where there is none"]
    line: Line
    column: Column
    end_line: Line
    end_column: EndColumn
    text: Annotated[str, "the clause"]
    matched: list[MatchJson]
    operator: Annotated[OperatorJson | None, "null when no word decided"]
    why: Annotated[str, "a sentence on what decided"]
    conflicts: Annotated[list[str], "citations of the provisions of this draft that say the opposite"]
    suppressed: Annotated[SuppressionJson | None, "of a violation: why it is not reported; null when it is"]


class RuleRowJson(TypedDict):
    """One rule's row for one draft; there is one for every rule in use."""

    rule: Annotated[str, "the rule's id, such as decision/hearing"]
    kind: Kind
    title: str
    category: str
    verdict: Verdict
    missing: Annotated[list[str], "elements that the best provision lacks"]
    severity: Annotated[Severity, "what a gap costs here"]
    violation_severity: Annotated[Severity, "what a violation costs here"]
    why: str
    fits_after: Annotated[str, "citation of the provision after which a missing one would fit; empty: at the end"]
    fits_line: Annotated[int, {"minimum": 0}, "that provision's last line; 0: at the end"]
    suppressed: Annotated[SuppressionJson | None, "of a gap: why it is not reported; null when it is"]
    readings: list[ReadingJson]


class CoverageJson(TypedDict):
    """Counts of verdicts over the applicable rules."""

    applicable: Count
    covered: Count
    partial: Count
    weak: Count
    missing: Count
    ratio: Annotated[
        float | None,
        {"minimum": 0, "maximum": 1},
        "(covered + half of partial and weak) / applicable; null when nothing applies",
    ]


class DraftJson(TypedDict):
    """One draft."""

    path: str
    title: str
    profile: Annotated[str, "qinqing, enterprise or all"]
    profile_reason: str
    form: str
    coverage: CoverageJson
    notes: list[str]
    rules: list[RuleRowJson]


class SourceJson(TypedDict):
    """Where a rule comes from."""

    document: str
    title: str
    place: str
    words: str


class ElementJson(TypedDict):
    """Part of what a complete provision says."""

    name: str
    core: bool
    says: str


class RuleJson(TypedDict):
    """A rule in use: what it asks for, why, and words for it."""

    id: str
    kind: Kind
    title: str
    category: str
    category_title: str
    severity: Severity
    elsewhere: Annotated[str, "what a gap costs in a draft on other matters; may be empty"]
    says: str
    elements: list[ElementJson]
    sources: list[SourceJson]
    advice: str
    wording: str


class UnreadableJson(TypedDict):
    """A file that could not be checked."""

    path: str
    reason: str


class SummaryJson(TypedDict):
    """Totals over all drafts."""

    drafts: Count
    unreadable: Count
    errors: Count
    warnings: Count
    infos: Count
    suppressed: Annotated[Count, "findings that are not reported and not counted above"]


class ToolJson(TypedDict):
    """The program that made the report."""

    name: str
    version: str


class ReportJson(TypedDict):
    """The result of ``qingqing-lint check --format json``."""

    schema_version: Annotated[int, {"const": SCHEMA_VERSION}]
    tool: ToolJson
    drafts: list[DraftJson]
    unreadable: list[UnreadableJson]
    notes: Annotated[list[str], "sentences on the run as a whole"]
    summary: SummaryJson
    rules: Annotated[list[RuleJson], "every rule in use, once"]


def report_schema(closed: bool = False) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON report.

    ``closed``: also forbid keys that the schema does not name; for tests of what this version writes. Published, the
    schema is open, because later versions may add keys.
    """
    definitions: dict[str, Any] = {}
    root = _schema(ReportJson, definitions, closed)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"qingqing-lint report, version {SCHEMA_VERSION}",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any], closed: bool) -> dict[str, Any]:
    """The schema of one Python type; that of a TypedDict goes into ``definitions``."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        schema = _schema(arguments[0], definitions, closed)
        for extra in arguments[1:]:
            schema = {**schema, **(extra if isinstance(extra, dict) else {"description": extra})}
        return schema
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions, closed)}
    if origin in (types.UnionType, Union):
        return {"anyOf": [_schema(a, definitions, closed) for a in arguments]}
    if is_typeddict(kind):
        name = kind.__name__
        if name not in definitions:
            definitions[name] = {}
            hints = get_type_hints(kind, include_extras=True)
            body: dict[str, Any] = {"type": "object"}
            document = (kind.__doc__ or "").strip()
            if document and not document.startswith("dict("):
                body["description"] = document
            body["required"] = list(hints)
            body["properties"] = {key: _schema(value, definitions, closed) for key, value in hints.items()}
            if closed:
                body["additionalProperties"] = False
            definitions[name] = body
        return {"$ref": f"#/$defs/{name}"}
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}[kind]}
