"""The fast way gives exactly what the plain, exhaustive way gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from exhaustive import ExhaustiveLinter

from qingqing_lint import build_linter, load_lexicon
from qingqing_lint.lexicon import squeeze
from qingqing_lint.lexicon.terms import Terms
from qingqing_lint.linting import Linter
from qingqing_lint.reading import read_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CLAUSES = [example.text for rule in load_lexicon().rules.values() for example in rule.examples]
EVERY = 6
"""Of the lexicons' examples, which the exhaustive way reads slowly, every sixth; benchmarks/equality.py reads all."""


@pytest.fixture(scope="module")
def plain() -> ExhaustiveLinter:
    return ExhaustiveLinter(load_lexicon())


@pytest.fixture(scope="module", params=[0, float("inf")], ids=["automaton", "pure"])
def fast(request: pytest.FixtureRequest) -> Linter:
    """The linter with the automaton from the first character (where it is installed), and without it."""
    linter = Linter(load_lexicon())
    linter.matcher.terms.accelerate_after = request.param
    return linter


@pytest.mark.parametrize("part", range(4))
def test_fast_equals_plain_on_the_examples_of_the_lexicons(fast: Linter, plain: ExhaustiveLinter, part: int) -> None:
    for text in CLAUSES[part * EVERY::EVERY * 4]:
        draft = read_text(text)
        assert fast.lint(draft, "all") == plain.lint(draft, "all"), text


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.txt")), ids=lambda file: file.stem)
def test_fast_equals_plain_on_a_draft(fast: Linter, plain: ExhaustiveLinter, file: Path) -> None:
    draft = read_text(file.read_text("utf-8"), file.name)
    assert fast.lint(draft) == plain.lint(draft)


def test_fast_equals_plain_on_one_draft_of_many_clauses(fast: Linter, plain: ExhaustiveLinter) -> None:
    chosen = random.Random(5).sample(CLAUSES, 60)
    draft = read_text("\n".join(f"第{number}条 {text}" for number, text in enumerate(chosen, 1)))
    assert fast.lint(draft, "qinqing") == plain.lint(draft, "qinqing")


def test_automaton_and_dictionaries_find_the_same_words() -> None:
    pytest.importorskip("ahocorasick_rs")
    words = build_linter().matcher.terms.words
    pure, quick = Terms(words), Terms(words)
    pure.accelerate_after, quick.accelerate_after = float("inf"), 0
    quick.find("")
    for text in (*CLAUSES, "", "不", "企业企业企业" * 40, "\ud800不得𠮷摊派"):
        text = squeeze(text)[0]
        quick.find("。")
        assert sorted(quick.find(text)) == sorted(pure.find(text))
