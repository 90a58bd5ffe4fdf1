"""Findings argued away: in a text draft, in a Word comment, in the configuration; and suppressions that are wrong themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from word_builder import W_NS, docx, p, r

from qingqing_lint.cli.app import run

LEVY = "特殊情况下可以向企业摊派费用。"
RULE = "burden/levies-donations"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text(*lines: str, name: str = "草案.txt") -> str:
    Path(name).write_text("\n".join(lines) + "\n", "utf-8")
    return name


def word(*paragraphs: tuple[str, str], title: str = "关于会议室使用的办法") -> str:
    """A Word draft; each paragraph with the comment that stands on it, "" for none."""
    body, comments = p(title), ""
    for number, (words, comment) in enumerate(paragraphs):
        marks = r(words)
        if comment:
            marks = (
                f'<w:commentRangeStart w:id="{number}"/>{marks}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            )
            comments += f'<w:comment w:id="{number}" w:author="法制科">{p(comment)}</w:comment>'
        body += f"<w:p>{marks}</w:p>"
    part = f'<w:comments xmlns:w="{W_NS}">{comments}</w:comments>'
    Path("草案.docx").write_bytes(docx(body, comments=part))
    return "草案.docx"


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[list[str], list[dict[str, Any]], str]:
    """The places where the levy rule is reported as violated, why others are not, and what is said of the suppressions."""
    capsys.readouterr()
    run(["check", *arguments, "--format", "json", "--fail-on", "never"])
    report = json.loads(capsys.readouterr().out)
    (draft,) = report["drafts"]
    (row,) = (row for row in draft["rules"] if row["rule"] == RULE)
    broken = [reading for reading in row["readings"] if reading["reading"] == "violates"]
    told = "\n".join([*draft["notes"], *report["notes"]])
    return [b["place"] for b in broken if not b["suppressed"]], [b["suppressed"] for b in broken if b["suppressed"]], told


def test_a_remark_before_a_line_or_behind_it_excuses_that_line(capsys: pytest.CaptureFixture[str]) -> None:
    name = text(
        "关于会议室使用的办法", f"第一条 {LEVY}", f"<!-- qingqing-lint: 忽略 {RULE} 省里另有规定 -->", f"第二条 {LEVY}",
        f"第三条 {LEVY}<!-- qingqing-lint：忽略 {RULE}，理由：试点 -->", f"第四条 {LEVY}",
    )
    places, excused, told = checked(capsys, name)
    assert places == ["第一条", "第四条"]
    assert [(one["by"], one["reason"], one["where"]) for one in excused] == [
        ("comment", "省里另有规定", "草案.txt:3"), ("comment", "试点", "草案.txt:5"),
    ]
    assert "2 个问题没有报（批注 2）" in told


def test_remarks_are_no_text_of_the_draft(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("关于会议室使用的办法", "第一条 甲。", f"<!-- qingqing-lint: 忽略 form 第九条 {LEVY} -->", "第二条 乙，", "<!-- qingqing-lint: 忽略 form 丙 -->", "丁。")
    assert checked(capsys, name)[:2] == ([], [])
    assert run(["outline", name]) == 0
    said = capsys.readouterr().out
    assert "摊派" not in said
    assert "第九条" not in said
    assert "qingqing" not in said


def test_a_whole_article_and_the_whole_draft(capsys: pytest.CaptureFixture[str]) -> None:
    rows = ("关于会议室使用的办法", "第一条 各方应当遵守下列规定：", f"（一）{LEVY}", f"（二）{LEVY}", f"第二条 {LEVY}")
    article = text(*rows[:1], f"<!-- qingqing-lint: 忽略本条 {RULE} 理由一 -->", *rows[1:])
    assert checked(capsys, article)[0] == ["第二条"]
    line = text(*rows[:2], f"<!-- qingqing-lint: 忽略 {RULE} 理由一 -->", *rows[2:])
    assert len(checked(capsys, line)[0]) == 2
    for whole in (
        text(*rows, f"<!-- qingqing-lint: 忽略全文 {RULE} 理由一 -->"), text("<!-- qingqing-lint: 忽略 burden 理由一 -->", *rows),
        text(rows[0] + f"<!-- qingqing-lint: 忽略 decision、{RULE} 理由一 -->", *rows[1:]),
    ):
        assert checked(capsys, whole)[0] == []


def test_gaps_are_excused_for_the_whole_draft(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("<!-- qingqing-lint: 忽略 form/effective-date 另行公布施行日期 -->", "关于会议室使用的办法", "第一条 甲。")
    assert run(["check", name, "--quiet"]) == 0
    assert "effective-date" not in capsys.readouterr().out
    assert run(["check", name, "--show-suppressed"]) == 0
    assert "另行公布施行日期" in capsys.readouterr().out


def test_a_word_comment_excuses_the_paragraph_it_is_on(capsys: pytest.CaptureFixture[str]) -> None:
    name = word((f"第一条 {LEVY}", f"qingqing-lint: 忽略 {RULE} 上级批准"), (f"第二条 {LEVY}", "请再斟酌"), (f"第三条 {LEVY}", ""))
    places, excused, _ = checked(capsys, name)
    assert places == ["第二条", "第三条"]
    assert [one["reason"] for one in excused] == ["上级批准"]


def test_a_word_comment_to_us_that_cannot_be_understood_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    places, excused, told = checked(capsys, word((f"第一条 {LEVY}", "qingqing-lint: 不要报这一条")))
    assert places == ["第一条"]
    assert not excused
    assert "第2行的 qingqing-lint 批注：看不懂“不要报这一条”" in told


@pytest.mark.parametrize(
    ("remark", "says"),
    [
        (f"忽略 {RULE}", "没有写理由"),
        ("忽略 burden/levies 试点", "没有“burden/levies”这条规则，是不是 burden/levies-donations"),
        (f"忽略 {RULE} 试点（至 2020-01-31）", "已于 2020-01-31 到期"),
        (f"忽略 {RULE} 试点，有效期至2020年13月1日", "不是日期"),
        ("忽略 试点", "没有写忽略哪条规则"),
        ("不查", "看不懂“不查”"),
        ("忽略 contact/clean-dining 试点", "没有对应的问题"),
    ],
)
def test_a_wrong_suppression_suppresses_nothing_and_is_told(capsys: pytest.CaptureFixture[str], remark: str, says: str) -> None:
    name = text("关于会议室使用的办法", f"第一条 {LEVY}<!-- qingqing-lint: {remark} -->")
    places, excused, told = checked(capsys, name)
    if "clean-dining" not in remark:
        assert says in told
    assert "第2行的 qingqing-lint 批注" in told
    assert places == ["第一条"]
    assert not excused


def test_wrong_suppressions_count_as_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("关于会议室使用的办法", "第一条 甲。<!-- qingqing-lint: 忽略 burden 没有这个问题 -->")
    Path("qingqing.toml").write_text('ignore = ["form"]\n', "utf-8")
    assert run(["check", name, "--quiet"]) == 0
    assert "没有对应的问题" in capsys.readouterr().err
    assert run(["check", name, "--quiet", "--fail-on", "warning"]) == 1


def test_a_good_suppression_until_a_day_to_come_works(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("关于会议室使用的办法", f"第一条 {LEVY}<!-- qingqing-lint: 忽略 {RULE} 试点（至 2999-12-31） -->")
    places, excused, _ = checked(capsys, name)
    assert not places
    assert [(one["reason"], one["until"]) for one in excused] == [("试点", "2999-12-31")]


WAIVER = '[[waivers]]\npath = "{path}"\nrule = "{rule}"\nplace = "{place}"\nreason = "已经市政府批准"\nwho = "法制科"\nuntil = {until}\n'


def test_waivers_of_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("关于会议室使用的办法", f"第一条 {LEVY}", f"第二条 {LEVY}", f"第二条之一 {LEVY}")
    config = Path("qingqing.toml")
    config.write_text(WAIVER.format(path="草案.*", rule=RULE, place="第二条", until="2999-01-01"), "utf-8")
    places, excused, told = checked(capsys, name)
    assert places == ["第一条", "第二条之一"]
    assert [(one["by"], one["who"], one["until"], one["where"]) for one in excused] == [("config", "法制科", "2999-01-01", "qingqing.toml:1")]
    config.write_text(WAIVER.format(path="草案.*", rule=RULE, place="第二条", until="2020-01-01"), "utf-8")
    places, _, told = checked(capsys, name)
    assert len(places) == 3
    assert "已于 2020-01-01 到期" in told
    for path, given, complete in (
        ("草案.*", ".", True), ("草案.*", name, False), ("/草案.txt", name, True), ("/草案.txt", ".", True), ("/*.txt", name, False), ("/*.txt", ".", True),
    ):
        config.write_text(WAIVER.format(path=path, rule=RULE, place="第九条", until="2999-01-01"), "utf-8")
        told = checked(capsys, given)[2]
        assert ("qingqing.toml:1: 对 burden/levies-donations 的豁免没有对应的问题" in told) == complete, (path, given)
    config.write_text(WAIVER.format(path="别的.*", rule=RULE, place="第九条", until="2999-01-01"), "utf-8")
    assert "豁免" not in checked(capsys, name)[2]


def test_suppressed_findings_are_counted_listed_and_marked_in_sarif(capsys: pytest.CaptureFixture[str]) -> None:
    name = text("关于会议室使用的办法", f"第一条 {LEVY}<!-- qingqing-lint: 忽略 {RULE} 试点 -->")
    Path("qingqing.toml").write_text(f'select = ["{RULE}", "form"]\n[[waivers]]\nrule = "form"\nreason = "另有办法"\n', "utf-8")
    run(["check", name, "--format", "sarif=a.sarif", "--format", "json=a.json"])
    results = json.loads(Path("a.sarif").read_text("utf-8"))["runs"][0]["results"]
    marked = {result["ruleId"]: result["suppressions"][0] for result in results if "suppressions" in result}
    assert marked[RULE] == {"kind": "inSource", "status": "accepted", "justification": "试点；草案.txt:2"}
    assert marked["form/effective-date"]["kind"] == "external"
    summary = json.loads(Path("a.json").read_text("utf-8"))["summary"]
    assert summary["suppressed"] == len(marked)
    capsys.readouterr()
    run(["check", name])
    said = capsys.readouterr().out.replace("\n", "")
    assert "没有报（批注 1、配置里的豁免" in said
    assert "与“摊派" not in said
    run(["check", name, "--show-suppressed"])
    assert "试点" in capsys.readouterr().out


def test_annotate_leaves_out_what_is_excused_and_keeps_the_remark(capsys: pytest.CaptureFixture[str]) -> None:
    name = word((f"第一条 {LEVY}", f"qingqing-lint: 忽略 {RULE} 上级批准"))
    assert run(["annotate", name, "-o", "批注.docx"]) == 0
    assert "违反 0 处" in capsys.readouterr().out
    places, excused, _ = checked(capsys, "批注.docx")
    assert not places
    assert len(excused) == 1
