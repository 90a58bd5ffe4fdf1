"""GitHub Actions annotations: workflow commands on standard output, one line for each finding, worst first."""

from __future__ import annotations

from qingqing_lint.report import SEVERITIES, Report
from qingqing_lint.reporting.findings import findings, message, rules_by_id
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["render"]

_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, options: Options) -> str:
    """The annotations. GitHub shows the first ten of each level, so the worst come first."""
    rules = rules_by_id(report)
    found = [finding for draft in report.drafts for finding in findings(draft, rules)]
    found.sort(key=lambda f: (SEVERITIES.index(f.severity), f.kind != "violates"))
    lines = [
        _command("error", say("unreadable", options.lang, reason=visible(u.reason)), file=_path(u.path))
        for u in report.unreadable
    ]
    for finding in found:
        region = finding.region
        columns = {"col": region.column, "endColumn": region.end_column} if region.line == region.end_line else {}
        lines.append(
            _command(
                _LEVEL[finding.severity],
                message(finding, options.lang),
                file=_path(finding.draft.path),
                line=region.line,
                endLine=region.end_line,
                **columns,
                title=visible(f"{finding.rule.title} [{finding.rule.id}]"),
            )
        )
    return "".join(line + "\n" for line in lines)


def _path(path: str) -> str:
    return visible(path).replace("\\", "/") if "/" not in path else visible(path)


def _command(level: str, text: str, **properties: object) -> str:
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{level} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
