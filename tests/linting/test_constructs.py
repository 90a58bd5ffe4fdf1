"""How clauses are read, construct by construct, with a small lexicon of the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qingqing_lint.lexicon import load_lexicon, shipped_folder
from qingqing_lint.linting import Linter
from qingqing_lint.reading import read_text

HERE = Path(__file__).parent
CASES = [line for line in (HERE / "constructs.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="session")
def linter(tmp_path_factory: pytest.TempPathFactory) -> Linter:
    folder = tmp_path_factory.mktemp("lexicon")
    for name in ("families", "operators", "actors"):
        shutil.copy(shipped_folder() / f"{name}.yaml", folder)
    shutil.copy(HERE / "lexicon" / "small.yaml", folder)
    return Linter(load_lexicon(folder))


@pytest.mark.parametrize("case", CASES)
def test_construct_is_read(linter: Linter, case: str) -> None:
    head, _, text = case.partition(" | ")
    rule, readings = head.split()
    report = linter.lint(read_text(text.replace("⏎", "\n")), "all")
    row = next(row for row in report.rules if row.rule == "trial/" + rule)
    assert {reading.reading for reading in row.readings} == {r for r in readings.split(",") if r != "none"}


def test_missing_element_is_named(linter: Linter) -> None:
    report = linter.lint(read_text("第二条 制定涉企政策，应当听取企业意见。"), "all")
    row = next(row for row in report.rules if row.rule == "trial/hearing")
    assert (row.verdict, row.missing, row.readings[0].place) == ("partial", ("方式",), "第二条")


def test_evidence_leads_back_to_the_file(linter: Linter) -> None:
    lines = ["第一条 总则。", "第二条　严禁下列行为：", "（一）收受礼金；", "（二）向企业“摊派”费用。"]
    report = linter.lint(read_text("\n".join(lines)), "all")
    reading = next(row for row in report.rules if row.rule == "trial/levy").readings[0]
    match = reading.matched[0].region
    assert lines[match.line - 1][match.column - 1 : match.end_column - 1] == "摊派"
    assert reading.operator is not None and reading.operator.inherited
    where = reading.operator.region
    assert lines[where.line - 1][where.column - 1 : where.end_column - 1] == "严禁"
    assert reading.place == "第二条第（二）项"


def test_ban_kept_in_one_article_and_broken_in_another_is_a_conflict(linter: Linter) -> None:
    report = linter.lint(read_text("第三条 不得要求企业捐款。\n第九条 申请企业未捐款的，不予受理。"), "all")
    row = next(row for row in report.rules if row.rule == "trial/levy")
    assert {(r.reading, r.place, r.conflicts) for r in row.readings} == {
        ("states", "第三条", ("第九条",)), ("violates", "第九条", ("第三条",)),
    }


def test_elements_are_not_put_together_across_articles(linter: Linter) -> None:
    report = linter.lint(read_text("第一条 制定涉企政策，实行计划管理。\n第二条 应当听取企业意见。"), "all")
    assert next(row for row in report.rules if row.rule == "trial/hearing").verdict == "missing"
