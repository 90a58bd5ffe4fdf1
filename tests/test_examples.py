"""The shipped examples and their reports: what each draft is for, held as violations with places and counts of verdicts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qingqing_lint import DraftReport, lint_file

EXAMPLES = Path(__file__).parent.parent / "examples"
REPORTS = EXAMPLES / "reports"
VIOLATIONS = {
    "qinqing-measure.txt": set(),
    "business-environment.docx": {
        ("decision/hearing", "二（一）"),
        ("burden/levies-donations", "二（三）"),
        ("burden/forced-membership", "二（四）"),
        ("burden/paid-publicity", "二（五）"),
        ("burden/funds-and-labour", "二（六）"),
        ("contact/business-events", "三（二）"),
        ("oversight/whistleblower-leak", "四（二）"),
    },
    "fee-measure.txt": {
        ("burden/levies-donations", "第六条"),
        ("burden/designated-purchase", "第七条"),
        ("burden/unlawful-fees", "第八条"),
    },
    "investment-notice.txt": {
        ("promise/overpromising", "第五条"),
        ("fairness/bidding", "第六条"),
        ("fairness/discriminatory-policy", "第六条"),
        ("burden/designated-intermediary", "第九条"),
        ("promise/compensation", "第十三条"),
        ("promise/withheld-benefits", "第十四条"),
    },
    "pair-good.txt": set(),
    "pair-bad.txt": {
        ("decision/hearing", "第一条"),
        ("burden/levies-donations", "第二条"),
        ("burden/forced-membership", "第三条"),
        ("burden/trade-secrets", "第四条"),
        ("contact/business-events", "第五条"),
    },
}


def violations(report: DraftReport) -> set[tuple[str, str]]:
    return {(row.rule, reading.place) for row in report.rules for reading in row.violations}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_every_example_breaks_what_it_was_written_to_break_and_nothing_else(name: str) -> None:
    assert violations(lint_file(EXAMPLES / name)) == VIOLATIONS[name]


def test_every_draft_in_the_folder_is_listed() -> None:
    assert {file.name for file in EXAMPLES.iterdir() if file.suffix in (".txt", ".docx")} == set(VIOLATIONS)


def test_the_good_measure_covers_nearly_everything() -> None:
    report = lint_file(EXAMPLES / "qinqing-measure.txt")
    assert report.profile == "qinqing"
    assert report.coverage.applicable >= 90
    assert report.coverage.covered >= 85


def test_the_kind_of_every_example_is_recognised() -> None:
    kinds = {name: lint_file(EXAMPLES / name).profile for name in VIOLATIONS}
    assert {name for name, kind in kinds.items() if kind == "qinqing"} == {"qinqing-measure.txt", "business-environment.docx"}


def test_the_notice_is_cited_by_the_articles_of_the_measure_it_wraps() -> None:
    places = {reading.place for row in lint_file(EXAMPLES / "investment-notice.txt").rules for reading in row.readings}
    assert {"第四条", "第十八条"} <= places


@pytest.mark.parametrize("name", VIOLATIONS)
def test_terminal_reports_show_the_draft_as_it_is_read_now(name: str) -> None:
    """When this fails after a change of lexicons: python examples/make_reports.py."""
    text = (REPORTS / f"{Path(name).stem}.txt").read_text("utf-8")
    report = lint_file(EXAMPLES / name)
    assert report.title in text
    counts = report.coverage
    assert f"适用 {counts.applicable} 项：已写明 {counts.covered}，不完整 {counts.partial}，约束偏软 {counts.weak}，缺少 {counts.missing}" in text
    for rule, place in violations(report):
        assert rule in text
        assert place in text


def test_the_sarif_report_holds_the_same_violations() -> None:
    log = json.loads((REPORTS / "fee-measure.sarif").read_text("utf-8"))
    found = {result["ruleId"] for result in log["runs"][0]["results"]}
    assert {rule for rule, _ in VIOLATIONS["fee-measure.txt"]} <= found


def test_the_html_report_is_one_file_with_the_same_violations() -> None:
    page = (REPORTS / "business-environment.html").read_text("utf-8")
    for rule, place in VIOLATIONS["business-environment.docx"]:
        assert rule in page
        assert place in page
    assert "<script src" not in page
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
