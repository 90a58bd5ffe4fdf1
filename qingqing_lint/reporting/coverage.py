"""Coverage by category, counted once for every format that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from qingqing_lint.report import DraftReport, RuleInfo
from qingqing_lint.reporting.findings import info_for

__all__ = ["category_rows", "percent", "ratio"]


def category_rows(draft: DraftReport, rules: Mapping[str, RuleInfo]) -> list[tuple[str, str, dict[str, int]]]:
    """``(category, its title, counts)`` in the rules' order.

    Keys of the counts: applicable, covered, partial, weak, missing, violations.
    """
    table: dict[str, tuple[str, dict[str, int]]] = {}
    names = ("applicable", "covered", "partial", "weak", "missing", "violations")
    for row in draft.rules:
        rule = info_for(row, rules)
        _, numbers = table.setdefault(rule.category, (rule.category_title or rule.category, dict.fromkeys(names, 0)))
        if row.verdict != "not-applicable":
            numbers["applicable"] += 1
            numbers[row.verdict] += 1
        numbers["violations"] += len(row.violations)
    return [(category, title, numbers) for category, (title, numbers) in table.items()]


def ratio(numbers: Mapping[str, int]) -> float | None:
    """Coverage of one category: (covered + half of partial and weak) / applicable; None when nothing applies."""
    if not numbers["applicable"]:
        return None
    return (numbers["covered"] + 0.5 * (numbers["partial"] + numbers["weak"])) / numbers["applicable"]


def percent(value: float | None) -> str:
    """A ratio as a whole percentage, ``-`` for None. Rounded down, so that 100% means everything."""
    return "-" if value is None else f"{int(value * 100 + 1e-9)}%"
