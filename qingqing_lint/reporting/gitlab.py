"""GitLab Code Quality: a JSON array in the shape of Code Climate issues."""

from __future__ import annotations

import hashlib
from typing import Any

from qingqing_lint.report import Report
from qingqing_lint.reporting.findings import Finding, findings, fingerprints, headline, message, rules_by_id
from qingqing_lint.reporting.json import dumps
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["render"]

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, options: Options) -> str:
    """The issues; violations that are errors count as critical, files that could not be checked as blockers."""
    rules = rules_by_id(report)
    issues = []
    for draft in report.drafts:
        found = findings(draft, rules)
        for finding, mark in zip(found, fingerprints(found), strict=True):
            issues.append(_issue(finding, _digest(draft.path, mark), options.lang))
    for unreadable in report.unreadable:
        text = say("unreadable", options.lang, reason=visible(unreadable.reason))
        issues.append(
            {
                "type": "issue",
                "check_name": "unreadable",
                "description": text,
                "content": {"body": text},
                "categories": ["Compatibility"],
                "severity": "blocker",
                "fingerprint": _digest(unreadable.path, "unreadable"),
                "location": {"path": _path(unreadable.path), "lines": {"begin": 1}},
            }
        )
    return "[" + ",".join("\n " + dumps(issue) for issue in issues) + "\n]\n"


def _issue(finding: Finding, mark: str, lang: str) -> dict[str, Any]:
    region = finding.region
    severe = finding.kind == "violates" and finding.severity == "error"
    return {
        "type": "issue",
        "check_name": visible(finding.rule.id),
        "description": headline(finding, lang) + f" [{visible(finding.rule.id)}]",
        "content": {"body": message(finding, lang)},
        "categories": ["Bug Risk" if finding.kind == "violates" else "Clarity"],
        "severity": "critical" if severe else _SEVERITY[finding.severity],
        "fingerprint": mark,
        "location": {
            "path": _path(finding.draft.path),
            "positions": {
                "begin": {"line": region.line, "column": region.column},
                "end": {"line": region.end_line, "column": region.end_column},
            },
            "lines": {"begin": region.line, "end": region.end_line},
        },
    }


def _path(path: str) -> str:
    """GitLab wants paths relative to the repository, without ``./``."""
    shown = visible(path)
    shown = shown if "/" in shown else shown.replace("\\", "/")
    return shown[2:] if shown.startswith("./") else shown


def _digest(path: str, mark: str) -> str:
    return hashlib.sha256(f"{path}\0{mark}".encode("utf-8", "replace")).hexdigest()[:32]
