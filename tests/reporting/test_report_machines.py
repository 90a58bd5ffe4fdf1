"""The formats that platforms read, each read back as its platform would."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from qingqing_lint.report import DraftReport, Report
from qingqing_lint.reporting import Options, render
from qingqing_lint.reporting.findings import uri
from qingqing_lint.reporting.markdown import LIMIT
from qingqing_lint.reporting.visible import UNSAFE

TEXT_FORMATS = ("terminal", "json", "jsonl", "markdown", "html", "sarif", "junit", "github", "gitlab", "rdjson")
SARIF_SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "sarif-2.1.0.json"


def text(report: Report, format: str, **options: Any) -> str:
    rendered = render(report, format, Options(**options))
    assert isinstance(rendered, str)
    return rendered


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_every_format_carries_what_a_drafter_needs(report: Report, format: str) -> None:
    shown = re.sub(r"\s|%0A|\\n|&#8203;", "", text(report, format))
    shown = shown.replace("&#8220;", "“")
    for words in (
        "burden/levies",
        "不得强制企业捐赠赞助",
        "第六条",
        "统一组织企业赞助",
        "应当",
        "关于亲清交往的示范办法",
        "写明谁来做",
        "任何单位不得强制或者变相强制企业捐赠、赞助。",
    ):
        assert words in shown, words


@pytest.mark.parametrize("format", TEXT_FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_reaches_no_screen_in_any_format(hostile: Report, format: str, lang: str) -> None:
    shown = text(hostile, format, lang=lang)
    assert not UNSAFE.search(shown.replace("\n", ""))
    shown.encode("utf-8")


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_an_empty_report_is_still_well_formed(report: Report, format: str) -> None:
    empty = Report("0.1.0", (), (), replace(report.summary, drafts=0), ())
    text(empty, format)


def sarif_checked(report: Report) -> Any:
    value = json.loads(text(report, "sarif"))
    if SARIF_SCHEMA.is_file():
        schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
        jsonschema.validators.validator_for(schema)(schema).validate(value)
    run = value["runs"][0]
    assert value["version"] == "2.1.0"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        where = result["locations"][0]["physicalLocation"]
        assert (
            run["artifacts"][where["artifactLocation"]["index"]]["location"]["uri"] == where["artifactLocation"]["uri"]
        )
        assert where["region"]["startLine"] >= 1 and where["region"]["startColumn"] >= 1
    return run


def test_sarif_is_valid(report: Report, hostile: Report, many: Callable[[int], Report]) -> None:
    for one in (report, hostile, many(3)):
        sarif_checked(one)


def test_sarif_counts_columns_in_code_points(report: Report) -> None:
    run = sarif_checked(report)
    assert run["columnKind"] == "unicodeCodePoints"
    breach = next(r for r in run["results"] if r["ruleId"] == "burden/levies")
    assert breach["locations"][0]["physicalLocation"]["region"]["startColumn"] == 5
    assert breach["locations"][0]["logicalLocations"][0]["name"] == "第六条"


def test_sarif_puts_a_gap_at_the_draft_s_title(report: Report) -> None:
    run = sarif_checked(report)
    gap = next(r for r in run["results"] if r["ruleId"] == "form/effective-date")
    assert gap["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_fingerprints_survive_moved_lines_and_renumbered_articles(report: Report) -> None:
    draft = report.drafts[0]

    def moved(d: DraftReport) -> DraftReport:
        rows = []
        for row in d.rules:
            readings = tuple(
                replace(r, place="第九十九条", region=replace(r.region, line=r.region.line + 7)) for r in row.readings
            )
            rows.append(replace(row, readings=readings))
        return replace(d, rules=tuple(rows))

    def marks(one: Report) -> list[str]:
        return sorted(r["partialFingerprints"]["provision/v1"] for r in sarif_checked(one)["results"])

    assert marks(report) == marks(replace(report, drafts=(moved(draft),)))
    assert len(set(marks(report))) == len(marks(report))


def test_sarif_reports_unreadable_files_as_notifications(many: Callable[[int], Report]) -> None:
    invocation = sarif_checked(many(1))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "另存为 .docx" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("草案/a b.txt", "%E8%8D%89%E6%A1%88/a%20b.txt"),
        ("./x/a:b.txt", "x/a%3Ab.txt"),
        ("/srv/a.txt", "file:///srv/a.txt"),
        ("C:\\稿\\a.docx", "file:///C:/%E7%A8%BF/a.docx"),
        ("x\\a.docx", "x/a.docx"),
        ("-", "stdin"),
    ],
)
def test_paths_become_uris(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_junit_fails_what_the_threshold_fails(report: Report, hostile: Report) -> None:
    root = ElementTree.fromstring(text(report, "junit"))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("9", "4", "1")
    root = ElementTree.fromstring(text(report, "junit", fail_on="warning"))
    assert root.get("failures") == "6"
    root = ElementTree.fromstring(text(report, "junit", fail_on="never"))
    assert root.get("failures") == "0"
    assert len(root.findall(".//system-out")) == 7
    ElementTree.fromstring(text(hostile, "junit"))


def test_junit_shows_unreadable_files_as_errors(many: Callable[[int], Report]) -> None:
    root = ElementTree.fromstring(text(many(2), "junit"))
    assert root.get("errors") == "1"
    assert len(root.findall("testsuite")) == 3


def unescape(value: str) -> str:
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        value = value.replace(code, character)
    return value


def test_github_lines_parse_back(report: Report, hostile: Report, many: Callable[[int], Report]) -> None:
    for one in (report, hostile, many(2)):
        for line in text(one, "github").splitlines():
            match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\n\r]*)", line)
            assert match, line
            properties = dict(part.split("=", 1) for part in match[2].split(","))
            assert unescape(properties["file"])
    first = text(report, "github").splitlines()[0]
    assert first.startswith(
        "::error file=草案/云溪措施.txt,line=11,endLine=11,col=5,endColumn=37,title=不得强制企业捐赠"
    )


def test_gitlab_issues_have_what_gitlab_requires(report: Report, many: Callable[[int], Report]) -> None:
    issues = json.loads(text(many(2), "gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 17
    for issue in issues:
        assert issue["description"] and issue["check_name"]
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")


def test_rdjson_columns_count_bytes(report: Report) -> None:
    value = json.loads(text(report, "rdjson"))
    assert value["source"]["name"] == "qingqing-lint"
    breach = next(d for d in value["diagnostics"] if d["code"]["value"] == "burden/levies")
    line = report.drafts[0].lines[10][2]
    start = breach["location"]["range"]["start"]
    assert start["line"] == 11
    assert line.encode()[start["column"] - 1 :].decode().startswith("重大节庆")
    assert {d["severity"] for d in value["diagnostics"]} == {"ERROR", "WARNING", "INFO"}


def test_jsonl_is_one_complete_draft_a_line(many: Callable[[int], Report]) -> None:
    lines = text(many(3), "jsonl").splitlines()
    assert len(lines) == 4
    row = json.loads(lines[0])["rules"][0]
    assert row["sources"][0]["place"] == "第五条" and row["wording"]
    assert json.loads(lines[3])["reason"]


def test_markdown_stays_short_enough_to_be_posted(many: Callable[[int], Report]) -> None:
    for count in (1, 40, 900):
        shown = text(many(count), "markdown")
        assert len(shown) <= LIMIT
        assert ("篇幅所限" in shown) == (count > 1)
    shown = text(many(40), "markdown")
    assert shown.count("burden/levies") == 40, "mild findings are cut before violations"


def test_markdown_makes_nothing_of_draft_text(hostile: Report) -> None:
    shown = text(hostile, "markdown")
    own = re.sub(r"</?(details|summary|code)>|<br>|\*\*[^*]+\*\*|&#\d+;", "", shown)
    assert not re.search(r"[<>`@\[\]*]|://", own.replace("> ", ""))
