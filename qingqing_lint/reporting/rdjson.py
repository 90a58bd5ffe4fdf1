"""rdjson, the diagnostic format of reviewdog. Its columns count bytes of UTF-8, so ours are converted here."""

from __future__ import annotations

from typing import Any

from qingqing_lint.report import DraftReport, Region, Report
from qingqing_lint.reporting.findings import findings, line_text, message, rules_by_id
from qingqing_lint.reporting.json import dumps
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["render"]

_SEVERITY = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report, options: Options) -> str:
    """One diagnostic for each finding and for each unreadable file."""
    rules = rules_by_id(report)
    diagnostics: list[dict[str, Any]] = []
    for draft in report.drafts:
        for finding in findings(draft, rules):
            diagnostics.append(
                {
                    "message": message(finding, options.lang),
                    "location": {"path": visible(draft.path), "range": _range(draft, finding.region)},
                    "severity": _SEVERITY[finding.severity],
                    "code": {"value": visible(finding.rule.id)},
                }
            )
    for unreadable in report.unreadable:
        diagnostics.append(
            {
                "message": say("unreadable", options.lang, reason=visible(unreadable.reason)),
                "location": {"path": visible(unreadable.path)},
                "severity": "ERROR",
                "code": {"value": "unreadable"},
            }
        )
    body = ",".join("\n  " + dumps(diagnostic) for diagnostic in diagnostics)
    return f'{{\n "source": {{"name": "qingqing-lint"}},\n "diagnostics": [{body}\n ]\n}}\n'


def _range(draft: DraftReport, region: Region) -> dict[str, Any]:
    start = _position(draft, region.line, region.column)
    end = _position(draft, region.end_line, region.end_column)
    return {"start": start, "end": end} if "column" in start and "column" in end else {"start": start}


def _position(draft: DraftReport, line: int, column: int) -> dict[str, int]:
    """Line and byte column; the line alone when the report does not hold the line's text."""
    held = line_text(draft, line)
    if held is None:
        return {"line": line}
    first, text = held
    return {"line": line, "column": first + len(text[: max(0, column - first)].encode("utf-8", "replace"))}
