"""Which rules count for a draft, and how heavy they weigh: applied to a report, so that one reading serves every choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from qingqing_lint.report import Coverage, DraftReport, RuleResult

__all__ = ["chosen"]

_WHY = "配置里没有选用这条规则"


def chosen(
    report: DraftReport, select: Collection[str] = (), ignore: Collection[str] = (), severity: Mapping[str, str] | None = None
) -> DraftReport:
    """The report with rules switched off and severities changed; names are rules or categories, a rule's own name weighs more.

    A rule that is off keeps its row, as not applicable and without readings. ``severity``: error, warning, info or off.
    """
    weights = severity or {}
    if not select and not ignore and not weights:
        return report
    rows = tuple(_row(row, select, ignore, weights) for row in report.rules)
    applicable = [row for row in rows if row.verdict != "not-applicable"]
    count = {verdict: sum(row.verdict == verdict for row in applicable) for verdict in ("covered", "partial", "weak", "missing")}
    return replace(report, rules=rows, coverage=Coverage(len(applicable), **count))


def _row(row: RuleResult, select: Collection[str], ignore: Collection[str], severity: Mapping[str, str]) -> RuleResult:
    weight = severity.get(row.rule, severity.get(_category(row.rule)))
    if not is_on(row.rule, select, ignore) or weight == "off":
        return replace(row, verdict="not-applicable", missing=(), readings=(), why=_WHY, fits_after="", fits_line=0)
    return replace(row, severity=weight, violation_severity=weight) if weight else row


def is_on(rule: str, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether a rule is chosen; what names the rule itself beats what names its category.

    >>> is_on("burden/fees", ("burden",), ("burden/fees",)), is_on("burden/fees", ("burden/fees",), ("burden",))
    (False, True)
    """
    category = _category(rule)
    if rule in ignore:
        return False
    if rule in select:
        return True
    return (not select or category in select) and category not in ignore


def _category(rule: str) -> str:
    return rule.partition("/")[0]
