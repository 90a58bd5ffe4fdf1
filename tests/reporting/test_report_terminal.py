from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from qingqing_lint.report import Report
from qingqing_lint.reporting import Options, emit, render
from qingqing_lint.reporting.visible import UNSAFE, visible, width, wrap


def terminal(report: Report, **options: object) -> str:
    text = render(report, "terminal", Options(**options))  # type: ignore[arg-type]
    assert isinstance(text, str)
    return text


def test_says_what_the_draft_is_and_why(report: Report) -> None:
    text = terminal(report)
    assert "云溪市构建亲清政商关系若干措施" in text
    assert "按亲清政商关系类草案核对" in text
    assert "标题含“亲清政商关系”" in text
    assert "覆盖率 37%" in text


def test_violation_shows_article_words_operator_source_and_wording(report: Report) -> None:
    text = terminal(report)
    section = text[text.index("相抵触的条款（2 处）") : text.index("错误级缺项")]
    for words in (
        "burden/levies",
        "第六条（第11行第5字）",
        "统一组织企业赞助",
        "“应当”（要求，第11行第17字）",
        "与本稿第四条的规定正好相反",
        "《关于亲清交往的示范办法》第八条",
        "任何单位不得强制或者变相强制企业捐赠、赞助。",
    ):
        assert words in section


def test_gap_shows_where_it_would_fit(report: Report) -> None:
    text = terminal(report)
    assert "建议写在第三条之后（第7行之后）" in text
    assert "建议写在正文末尾、附则之前" in text
    assert text.index("错误级缺项") < text.index("警告级缺项") < text.index("提示级缺项")


def test_covered_provisions_are_listed_on_demand_only(report: Report) -> None:
    assert "已写明的内容" not in terminal(report)
    assert "第七条（第12行第5字）“市政务服务中心设立企业投诉专线" in terminal(report, verbose=True)


def test_closing_line_says_what_to_do_next(report: Report) -> None:
    closing = "".join(terminal(report).split("下一步：")[1].split())
    assert "先改2处相抵触的条款，再补3项错误级缺项" in closing
    assert "qingqing-lintcheck草案/云溪措施.txt" in closing


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_screen(report: Report, columns: int, lang: str) -> None:
    for line in terminal(report, width=columns, lang=lang, verbose=True).splitlines():
        assert width(line) <= columns, line


def test_table_columns_are_aligned(report: Report) -> None:
    rows = [line for line in terminal(report).splitlines() if "%" in line and "覆盖率" not in line]
    assert len(rows) == 7
    assert len({width(row[: row.index("%")]) for row in rows}) == 1


def test_quiet_gives_one_clickable_line_for_each_finding(report: Report) -> None:
    lines = terminal(report, quiet=True).splitlines()
    assert len(lines) == 8
    assert all(re.match(r"[^:]+:\d+:\d+: (error|warning|info) \S+/\S+ .", line) for line in lines)
    assert lines[1].startswith("草案/云溪措施.txt:11:5: error burden/levies 第六条")


def test_several_drafts_end_in_a_summary(many: Callable[[int], Report]) -> None:
    text = terminal(many(3))
    assert "共 3 份草案" in text
    assert "旧稿.doc" in text and "另存为 .docx" in text


def test_colour_only_when_asked(report: Report) -> None:
    assert "\x1b" not in terminal(report)
    colored = terminal(report, color=True)
    assert "\x1b[1;31m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == terminal(report)


def test_hostile_text_is_shown_and_never_obeyed(hostile: Report) -> None:
    for options in ({}, {"verbose": True}, {"quiet": True}, {"lang": "en"}):
        text = terminal(hostile, **options)
        assert not UNSAFE.search(text.replace("\n", ""))
        assert "[red]红[/red]" in text
        assert "\\x1b[31m" in text and "\\u202e" in text


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "cp437", "utf-8"])
def test_a_code_page_that_lacks_a_character_never_raises(report: Report, hostile: Report, encoding: str) -> None:
    for one in (report, hostile):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
        emit(one, "terminal", stream=stream)
        assert raw.getvalue().decode(encoding)


def test_ascii_screens_get_ascii_bars(report: Report) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    emit(report, "terminal", stream=stream)
    assert b"######......" in raw.getvalue()


def test_visible_spells_out_what_cannot_be_seen() -> None:
    assert visible("a\tb\nc\x1b\u202e\ud800") == "a b\\x0ac\\x1b\\u202e\\ud800"
    assert visible("普通文字，“引号”……—") == "普通文字，“引号”……—"


def test_wrapping_keeps_punctuation_off_the_line_s_start() -> None:
    for columns in range(8, 40):
        lines = wrap("各级人民政府（含派出机关）应当听取意见，并在 qingqing-lint 中公开；“清单”之外不得收费。", columns)
        assert all(width(line) <= columns for line in lines)
        assert "".join(lines).replace(" ", "") == (
            "各级人民政府（含派出机关）应当听取意见，并在qingqing-lint中公开；“清单”之外不得收费。"
        )
        for line in lines[1:]:
            assert line[0] not in "，。；）”"


def test_a_gap_names_the_other_clauses_that_fall_short(report: Report) -> None:
    draft = report.drafts[0]
    row = draft.rules[1]
    again = replace(row, readings=(*row.readings, replace(row.readings[0], place="第九条")))
    other = replace(draft, rules=(draft.rules[0], again, *draft.rules[2:]))
    assert "另见：    第九条" in terminal(replace(report, drafts=(other,)))


def test_paths_can_be_links_and_hostile_ones_stay_harmless(report: Report, hostile: Report) -> None:
    linked = terminal(report, color=True, links=True)
    assert re.search(r"\x1b\]8;[^;]*;file:///[!-~]+%E4%BA%91[!-~]*\x1b\\", linked)
    assert "\x1b]8" not in terminal(report, color=True)
    shown = terminal(hostile, color=True, links=True)
    assert not UNSAFE.search(re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^;]*;[!-~]*\x1b\\|\n", "", shown))
