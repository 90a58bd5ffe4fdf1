"""SARIF 2.1.0, for code-scanning platforms. Columns count Unicode code points, and the log says so."""

from __future__ import annotations

from typing import Any

from qingqing_lint.report import DraftReport, Region, Report, RuleInfo, Suppression
from qingqing_lint.reporting.findings import (
    Finding,
    cite,
    details,
    findings,
    fingerprints,
    headline,
    info_for,
    message,
    quote,
    rules_by_id,
    suppressed,
    uri,
)
from qingqing_lint.reporting.json import dumps
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["log", "render"]

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}


def render(report: Report, options: Options) -> str:
    """The log as JSON text: a rule and a result a line."""
    value = log(report, options.lang, options.docs_url)
    run = value["runs"][0]
    results = ",".join("\n    " + dumps(result) for result in run.pop("results"))
    rules = ",".join("\n      " + dumps(rule) for rule in run["tool"]["driver"].pop("rules"))
    driver = dumps(run.pop("tool")["driver"])[:-1]
    return (
        f'{{\n "$schema": {dumps(value["$schema"])},\n "version": "2.1.0",\n "runs": [\n  {{\n'
        f'   "tool": {{"driver": {driver}, "rules": [{rules}\n   ]}}}},\n'
        f'   "results": [{results}\n   ],\n   ' + dumps(run)[1:-1] + "\n  }\n ]\n}\n"
    )


def log(report: Report, lang: str, docs_url: str = "") -> dict[str, Any]:
    """The log as plain dicts: one run, every rule in use, one result for each violation and each gap.

    A missing provision is located at the draft's title; a partial or weak one at its clause.
    """
    known = rules_by_id(report)
    for draft in report.drafts:
        for row in draft.rules:
            known.setdefault(row.rule, info_for(row, known))
    index = {rule: number for number, rule in enumerate(known)}
    results: list[dict[str, Any]] = []
    for number, draft in enumerate(report.drafts):
        found = findings(draft, known)
        for finding, mark in zip(found, fingerprints(found), strict=True):
            results.append(_result(finding, mark, index[finding.rule.id], number, lang))
        hidden = suppressed(draft, known)
        for (finding, why), mark in zip(hidden, fingerprints([f for f, _ in hidden]), strict=True):
            result = _result(finding, mark, index[finding.rule.id], number, lang)
            results.append({**result, "suppressions": [_suppression(why, lang)]})
    notifications = [
        {
            "level": "error",
            "message": {"text": say("unreadable", lang, reason=visible(u.reason))},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(u.path)}}}],
        }
        for u in report.unreadable
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "qingqing-lint",
                        "version": report.version,
                        "language": "en" if lang == "en" else "zh-CN",
                        "shortDescription": {"text": say("tool-about", lang)},
                        "rules": [_rule(rule, lang, docs_url) for rule in known.values()],
                    }
                },
                "results": results,
                "columnKind": "unicodeCodePoints",
                "automationDetails": {"id": "qingqing-lint/"},
                "artifacts": [_artifact(draft) for draft in report.drafts],
                "invocations": [
                    {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
                ],
            }
        ],
    }


def _artifact(draft: DraftReport) -> dict[str, Any]:
    coverage = draft.coverage
    return {
        "location": {"uri": uri(draft.path)},
        "description": {"text": visible(draft.title) or visible(draft.path)},
        "properties": {
            "profile": visible(draft.profile),
            "applicable": coverage.applicable,
            "covered": coverage.covered,
            "partial": coverage.partial,
            "weak": coverage.weak,
            "missing": coverage.missing,
            "ratio": coverage.ratio,
        },
    }


def _rule(rule: RuleInfo, lang: str, docs_url: str = "") -> dict[str, Any]:
    colon = say("colon", lang)
    kind = say(f"kind-{rule.kind}", lang, default=visible(rule.kind))
    lines: list[tuple[str, str]] = []
    if rule.says:
        lines.append((say("label-forbids", lang), visible(rule.says)))
    lines += [(visible(name), visible(says)) for name, _, says in rule.elements]
    lines += [(say("label-source", lang), cite(source)) for source in rule.sources]
    if rule.advice:
        lines.append((say("label-advice", lang), visible(rule.advice)))
    if rule.wording:
        lines.append((say("label-wording", lang), visible(rule.wording)))
    title = say("with", lang, main=visible(rule.title), more=kind)
    return {
        **({"helpUri": f"{docs_url}#{rule.id}"} if docs_url else {}),
        "id": visible(rule.id),
        "name": visible(rule.title),
        "shortDescription": {"text": title},
        "fullDescription": {"text": visible(rule.advice or rule.says or rule.title)},
        "help": {
            "text": "\n".join([title, *(f"{label}{colon}{text}" for label, text in lines)]),
            "markdown": "\n".join(
                [f"**{_plain(title)}**", "", *(f"- **{_plain(label)}**{colon}{_plain(text)}" for label, text in lines)]
            ),
        },
        "defaultConfiguration": {"level": _LEVEL.get(rule.severity, "warning")},
        "properties": {
            "tags": list(dict.fromkeys(visible(t) for t in (rule.category, rule.category_title, rule.kind) if t)),
            "problem.severity": _PROBLEM.get(rule.severity, "warning"),
            "sources": [
                {"title": visible(s.title), "place": visible(s.place), "words": visible(s.words)} for s in rule.sources
            ],
        },
    }


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    from qingqing_lint.reporting.markdown import escape

    return escape(text)


def _result(finding: Finding, mark: str, rule: int, artifact: int, lang: str) -> dict[str, Any]:
    reading = finding.reading
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(finding.draft.path), "index": artifact},
            "region": _region(finding.region, visible(reading.text) if reading else None),
        }
    }
    if finding.place:
        location["logicalLocations"] = [{"name": visible(finding.place), "kind": "provision"}]
    related: list[dict[str, Any]] = []
    for region, text in _evidence(finding, lang):
        related.append(
            {
                "id": len(related) + 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(finding.draft.path), "index": artifact},
                    "region": _region(region, None),
                },
                "message": {"text": text},
            }
        )
    properties: dict[str, Any] = {
        "reading": finding.kind,
        "severity": finding.severity,
        "place": visible(finding.place),
        "headline": headline(finding, lang),
    }
    for key, text in details(finding, lang):
        if key == "source":
            properties.setdefault("sources", []).append(text)
        else:
            properties[key] = text
    result: dict[str, Any] = {
        "ruleId": visible(finding.rule.id),
        "ruleIndex": rule,
        "kind": "fail",
        "level": _LEVEL[finding.severity],
        "message": {"text": message(finding, lang)},
        "locations": [location],
        "partialFingerprints": {"provision/v1": mark},
        "properties": properties,
    }
    if related:
        result["relatedLocations"] = related
    return result


def _suppression(why: Suppression, lang: str) -> dict[str, Any]:
    words = "；".join(visible(w) for w in (why.reason, why.who, why.until, why.where) if w)
    kind = "inSource" if why.by == "comment" else "external"
    return {"kind": kind, "status": "accepted", "justification": words or say("suppressed-by-" + why.by, lang, default=why.by)}


def _evidence(finding: Finding, lang: str) -> list[tuple[Region, str]]:
    if finding.reading is None:
        return []
    operator = finding.reading.operator
    found = [(operator.region, f"{say('label-operator', lang)} {quote(operator.text)}")] if operator else []
    return found + [(m.region, f"{visible(m.role)} {quote(m.text)}") for m in finding.reading.matched]


def _region(region: Region, snippet: str | None) -> dict[str, Any]:
    value: dict[str, Any] = {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
    if snippet:
        value["snippet"] = {"text": snippet}
    return value
