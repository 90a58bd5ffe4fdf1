"""The shipped lexicons: every rule complete, every example read as its author says."""

from __future__ import annotations

from collections import Counter

import pytest

from qingqing_lint import build_linter, load_lexicon
from qingqing_lint.lexicon import Rule
from qingqing_lint.lexicon.model import Example
from qingqing_lint.reading import read_text

RULES = list(load_lexicon().rules.values())
EXAMPLES = [pytest.param(rule, example, id=f"{rule.id}-{number}") for rule in RULES for number, example in enumerate(rule.examples)]


def readings(rule: Rule, text: str) -> dict[str, tuple[str, ...]]:
    """The readings that a text gets from one rule, with the missing elements."""
    report = build_linter().lint(read_text(text), "all")
    row = next(row for row in report.rules if row.rule == rule.id)
    return {reading.reading: reading.missing for reading in row.readings}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example_is_read_as_its_author_says(rule: Rule, example: Example) -> None:
    found = readings(rule, example.text)
    if example.reading == "none":
        assert found == {}, example.where
    else:
        assert example.reading in found, example.where
        if example.missing:
            assert found["partial"] == example.missing, example.where


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_examples_on_both_sides(rule: Rule) -> None:
    count = Counter(example.reading for example in rule.examples)
    assert sum(count.values()) >= 5
    assert count["none"] >= 2
    assert count["states"] >= 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_model_wording_satisfies_its_own_rule(rule: Rule) -> None:
    assert "states" in readings(rule, rule.info.wording)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_names_source_and_advice(rule: Rule) -> None:
    assert rule.info.sources
    assert all(source.place and 0 < len(source.words) <= 60 for source in rule.info.sources)
    assert rule.info.advice.endswith("。")


def test_all_categories_are_there() -> None:
    assert Counter(rule.info.category for rule in RULES) == {
        "decision": 3, "disclosure": 5, "service": 9, "fairness": 11, "promise": 8, "burden": 13, "integrity": 15, "contact": 9,
        "oversight": 15, "form": 6,
    }
