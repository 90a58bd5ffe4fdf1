"""The workbook, read back with another library than the one that wrote it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from qingqing_lint.report import Report
from qingqing_lint.reporting import Options, emit, render
from qingqing_lint.reporting.visible import UNSAFE, visible


def workbook(report: Report, **options: Any) -> Any:
    data = render(report, "xlsx", Options(**options))
    assert isinstance(data, bytes)
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_first_sheet_sets_rules_against_drafts(many: Callable[[int], Report]) -> None:
    book = workbook(many(2))
    assert book.sheetnames == ["规则对照", "问题清单", "覆盖情况", "未检查文件"]
    sheet = book["规则对照"]
    assert sheet.max_column == 8 and sheet.max_row == 10
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "burden/levies")
    assert row[6].value == "已写明 第四条\n抵触1处 第六条"


def test_findings_sheet_carries_every_column(report: Report) -> None:
    found = rows(workbook(report)["问题清单"])
    assert len(found) == 8
    breach = next(row for row in found if row["规则"] == "burden/levies")
    assert breach["标题"] == "不得强制企业捐赠赞助"
    assert (breach["级别"], breach["判定"], breach["条款"]) == ("错误", "抵触", "第六条")
    assert (breach["行（段）"], breach["列（字）"]) == (11, 5)
    assert breach["原文"].startswith("重大节庆活动期间")
    assert "应当" in breach["决定词"] and "第八条" in breach["依据"]
    assert breach["建议"] and breach["参考写法"].startswith("任何单位")


def test_coverage_sheet_holds_numbers(report: Report) -> None:
    row = rows(workbook(report)["覆盖情况"])[0]
    assert row["覆盖率"] == 0.375 and row["抵触"] == 2 and row["企业负担"] == 1


def test_heads_are_frozen_and_filtered(report: Report) -> None:
    book = workbook(report)
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert all(dimension.width >= 6 for dimension in sheet.column_dimensions.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_is_text_and_never_a_formula(hostile: Report, lang: str) -> None:
    data = render(hostile, "xlsx", Options(lang=lang))
    assert isinstance(data, bytes)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            assert "<f>" not in content and "<hyperlink" not in content
            assert not UNSAFE.search(content.replace("\n", "").replace("\r", ""))
    for sheet in workbook(hostile, lang=lang).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_words_that_look_like_a_formula_are_marked_as_text(report: Report, start: str) -> None:
    from dataclasses import replace

    words = start + 'HYPERLINK("x")'
    draft = replace(report.drafts[0], title=words)
    sheet = workbook(replace(report, drafts=(draft,)))["覆盖情况"]
    cell = sheet["A2"]
    assert cell.value == visible(words)
    assert cell.data_type == "s" and (cell.quotePrefix or start == "\t=")


def test_a_workbook_is_not_printed_to_a_terminal(report: Report) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(ValueError, match="--output"):
        emit(report, "xlsx", stream=Terminal())
