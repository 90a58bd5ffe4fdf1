"""JSON Lines: one draft a line, complete in itself, for ledgers and pipes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from qingqing_lint.report import DraftReport, Report, RuleInfo
from qingqing_lint.reporting.findings import info_for, rules_by_id
from qingqing_lint.reporting.json import draft_object, dumps, rule_object
from qingqing_lint.reporting.options import Options

__all__ = ["draft_line", "lines", "render"]


def render(report: Report, options: Options) -> str:
    """All lines of the report in one text."""
    return "".join(lines(report))


def lines(report: Report) -> Iterator[str]:
    """One line for each draft, then one for each unreadable file (``path``, ``reason``); each ends in a line feed."""
    rules = rules_by_id(report)
    for draft in report.drafts:
        yield draft_line(draft, rules)
    for unreadable in report.unreadable:
        yield dumps({"path": unreadable.path, "reason": unreadable.reason}) + "\n"


def draft_line(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> str:
    """The line of one draft, so that a caller can write it as soon as that draft is checked.

    The draft as in the JSON report, without the rules that do not apply; every row also holds its rule's sources,
    advice and wording.
    """
    value = cast("dict[str, Any]", draft_object(draft, rules))
    rows = []
    for row, data in zip(draft.rules, value["rules"], strict=True):
        if row.verdict == "not-applicable" and not row.readings:
            continue
        about = rule_object(info_for(row, rules))
        rows.append({**data, **{key: about[key] for key in ("sources", "advice", "wording")}})
    return dumps({**value, "rules": rows}) + "\n"
