"""The JSON report: the contract that programs read (see ``schema``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from qingqing_lint.report import (
    DraftReport,
    OperatorEvidence,
    Reading,
    Region,
    Report,
    RuleInfo,
    RuleResult,
    Suppression,
)
from qingqing_lint.reporting.findings import info_for, rules_by_id
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.schema import (
    SCHEMA_VERSION,
    DraftJson,
    MatchJson,
    OperatorJson,
    ReadingJson,
    ReportJson,
    RuleJson,
    RuleRowJson,
    SuppressionJson,
)
from qingqing_lint.reporting.visible import UNSAFE

__all__ = ["draft_object", "dumps", "render", "report_object"]


def render(report: Report, options: Options) -> str:
    """The report as JSON text: one line for each draft's head and each rule row, so that one can read and diff it."""
    whole = cast("dict[str, Any]", report_object(report))
    drafts = whole.pop("drafts")
    rules = whole.pop("rules")
    head = {"schema_version": whole.pop("schema_version"), "tool": whole.pop("tool")}
    parts = [f'"{key}": {dumps(value)}' for key, value in head.items()]
    parts.append('"drafts": ' + _array([_draft_text(draft) for draft in drafts], 1))
    parts += [f'"{key}": {dumps(value)}' for key, value in whole.items()]
    parts.append('"rules": ' + _array([dumps(rule) for rule in rules], 1))
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _draft_text(draft: dict[str, Any]) -> str:
    rows = draft.pop("rules")
    head = dumps(draft)
    return f'{head[:-1]}, "rules": {_array([dumps(row) for row in rows], 3)}}}'


def _array(items: list[str], depth: int) -> str:
    if not items:
        return "[]"
    indent = "\n" + " " * (depth + 1)
    return "[" + indent + ("," + indent).join(items) + "\n" + " " * depth + "]"


def dumps(value: object) -> str:
    """JSON on one line: Chinese as it is, characters that steer a screen as ``\\uXXXX`` (the value stays the same)."""
    return UNSAFE.sub(_escaped, json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def report_object(report: Report) -> ReportJson:
    """The whole report as plain lists and dicts, keys as in the contract."""
    rules = rules_by_id(report)
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "qingqing-lint", "version": report.version},
        "drafts": [draft_object(draft, rules) for draft in report.drafts],
        "unreadable": [{"path": u.path, "reason": u.reason} for u in report.unreadable],
        "notes": list(report.notes),
        "summary": {
            "drafts": report.summary.drafts,
            "unreadable": report.summary.unreadable,
            "errors": report.summary.errors,
            "warnings": report.summary.warnings,
            "infos": report.summary.infos,
            "suppressed": report.summary.suppressed,
        },
        "rules": [rule_object(rule) for rule in report.rules],
    }


def draft_object(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> DraftJson:
    """One draft of the report; ``rules`` as given by ``rules_by_id``."""
    coverage = draft.coverage
    ratio = coverage.ratio
    return {
        "path": draft.path,
        "title": draft.title,
        "profile": draft.profile,
        "profile_reason": draft.profile_reason,
        "form": draft.form,
        "coverage": {
            "applicable": coverage.applicable,
            "covered": coverage.covered,
            "partial": coverage.partial,
            "weak": coverage.weak,
            "missing": coverage.missing,
            "ratio": None if ratio is None else round(ratio, 4),
        },
        "notes": list(draft.notes),
        "rules": [_row(row, info_for(row, rules)) for row in draft.rules],
    }


def _row(row: RuleResult, rule: RuleInfo) -> RuleRowJson:
    return cast(
        RuleRowJson,
        {
            "rule": row.rule,
            "kind": row.kind,
            "title": rule.title,
            "category": rule.category,
            "verdict": row.verdict,
            "missing": list(row.missing),
            "severity": row.severity,
            "violation_severity": row.violation_severity,
            "why": row.why,
            "fits_after": row.fits_after,
            "fits_line": row.fits_line,
            "suppressed": _suppression(row.suppressed),
            "readings": [_reading(r) for r in row.readings],
        },
    )


def _reading(reading: Reading) -> ReadingJson:
    return cast(
        ReadingJson,
        {
            "reading": reading.reading,
            "missing": list(reading.missing),
            "place": reading.place,
            **_region(reading.region),
            "text": reading.text,
            "matched": [cast(MatchJson, {**_region(m.region), "text": m.text, "as": m.role}) for m in reading.matched],
            "operator": _operator(reading.operator),
            "why": reading.why,
            "conflicts": list(reading.conflicts),
            "suppressed": _suppression(reading.suppressed),
        },
    )


def _suppression(one: Suppression | None) -> SuppressionJson | None:
    if one is None:
        return None
    return {"by": one.by, "reason": one.reason, "who": one.who, "until": one.until, "where": one.where}


def _operator(operator: OperatorEvidence | None) -> OperatorJson | None:
    if operator is None:
        return None
    return cast(
        OperatorJson,
        {
            "text": operator.text,
            "as": operator.effect,
            **_region(operator.region),
            "inherited": operator.inherited,
        },
    )


def _region(region: Region) -> dict[str, int]:
    return {
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def rule_object(rule: RuleInfo) -> RuleJson:
    """What the report says of a rule: meaning, sources, advice and model wording."""
    return cast(
        RuleJson,
        {
            "id": rule.id,
            "kind": rule.kind,
            "title": rule.title,
            "category": rule.category,
            "category_title": rule.category_title,
            "severity": rule.severity,
            "elsewhere": rule.elsewhere,
            "says": rule.says,
            "elements": [{"name": name, "core": core, "says": says} for name, core, says in rule.elements],
            "sources": [
                {"document": s.document, "title": s.title, "place": s.place, "words": s.words} for s in rule.sources
            ],
            "advice": rule.advice,
            "wording": rule.wording,
        },
    )
