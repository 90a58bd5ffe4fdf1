"""The examples beside the rules, run: each must be read as its author says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qingqing_lint.draft import Draft, Paragraph
from qingqing_lint.lexicon import Rule
from qingqing_lint.lexicon.model import Example

from . import Linter

__all__ = ["Failure", "failures"]

_NAMES = {"states": "写到了", "partial": "不完整", "weak": "不硬", "violates": "违反", "none": "不算"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that is not read as its author says; ``said`` and ``found`` are Chinese."""

    rule: str
    example: Example
    said: str
    found: str


def failures(linter: Linter, rules: Iterable[Rule]) -> Iterator[Failure]:
    """The examples of these rules that fail. ``linter``: over the lexicon that the rules come from, and others."""
    for rule in rules:
        for example in rule.examples:
            draft = Draft("-", tuple(Paragraph(line, n) for n, line in enumerate(example.text.splitlines(), 1)))
            row = next(row for row in linter.lint(draft, "all").rules if row.rule == rule.id)
            found = {reading.reading: reading.missing for reading in row.readings}
            if example.reading == "none":
                good = not found
            else:
                good = example.reading in found and (not example.missing or set(found["partial"]) == set(example.missing))
            if not good:
                yield Failure(rule.id, example, _told(example.reading, example.missing), "、".join(_told(*one) for one in found.items()) or "不算")


def _told(reading: str, missing: tuple[str, ...]) -> str:
    return _NAMES[reading] + (f"（缺{'、'.join(missing)}）" if missing else "")
