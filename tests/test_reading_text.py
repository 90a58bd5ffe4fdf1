"""Text files: the encodings drafters use, positions that lead back to the file, and bad input told in one sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qingqing_lint.reading import UnreadableDraft, find_drafts, read_bytes, read_draft, read_text
from qingqing_lint.reading.text import decode

SIMPLIFIED = "青石市企业服务办法\n\n第一条　为了规范收费行为，制定本办法。\n第二条 任何部门不得向企业摊派。\n"
TRADITIONAL = "企業服務辦法\n\n第一條　為了規範收費行為，制定本辦法。\n第二條　任何機關不得向企業攤派，應當聽取意見。\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [SIMPLIFIED, SIMPLIFIED * 2000, "第三条 不得收费。", "Fee schedule v2\n收费\n"])
def test_every_encoding_of_simplified_text_is_detected(name: str, text: str) -> None:
    assert decode(text.encode(name))[0] == text


@pytest.mark.parametrize("name", ["utf-8", "big5", "cp950", "big5hkscs", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL * 500, "第三條　不得收費。"])
def test_every_encoding_of_traditional_text_is_detected(name: str, text: str) -> None:
    assert decode(text.encode(name))[0] == text


def test_four_byte_gb18030_characters_survive() -> None:
    text = "第一条 街道办事处（㙍头、𠮷川）应当听取意见。"
    assert decode(text.encode("gb18030"))[:2] == (text, "gb18030")


def test_ascii_text_is_utf_8() -> None:
    assert decode(b"plain words\n")[:2] == ("plain words\n", "utf-8")


@pytest.mark.parametrize("forced", ["gbk", "GB2312", "ansi", "gb18030", "cp936"])
def test_an_encoding_can_be_forced(forced: str) -> None:
    draft = read_bytes(SIMPLIFIED.encode("gbk"), "a.txt", encoding=forced)
    assert draft.paragraphs[0].text == "青石市企业服务办法"
    assert draft.encoding == "gb18030"


@pytest.mark.parametrize("forced", ["klingon", "base64", "", "utf-8\x00"])
def test_an_unknown_encoding_is_refused(forced: str) -> None:
    with pytest.raises(UnreadableDraft, match="不认识的编码"):
        read_bytes(b"abc", "a.txt", encoding=forced)


def test_a_forced_encoding_that_does_not_fit_says_where() -> None:
    with pytest.raises(UnreadableDraft, match="第 3 个字节"):
        read_bytes(b"ab\xff\xff", "a.txt", encoding="utf-8")


def test_a_few_damaged_bytes_are_read_with_a_remark() -> None:
    data = (SIMPLIFIED * 20).encode("utf-8")
    draft = read_bytes(data[:4] + b"\xff" + data[5:], "a.txt")
    assert draft.encoding == "utf-8"
    assert "损坏" in draft.notes[0]
    assert draft.paragraphs[3].text == "第二条 任何部门不得向企业摊派。"


def test_lines_count_as_in_an_editor() -> None:
    draft = read_bytes("一\r\n二\r三\n\n五\u2028六\f七".encode(), "a.txt")
    assert [(p.line, p.column, p.text) for p in draft.paragraphs] == [
        (1, 1, "一"),
        (2, 1, "二"),
        (3, 1, "三"),
        (4, 1, ""),
        (5, 1, "五"),
        (5, 3, "六"),
        (5, 5, "七"),
    ]


def test_a_byte_order_mark_takes_no_column() -> None:
    for data in (SIMPLIFIED.encode("utf-8-sig"), ("\ufeff" + SIMPLIFIED).encode("gb18030")):
        first = read_bytes(data, "a.txt").paragraphs[0]
        assert (first.column, first.text) == (1, "青石市企业服务办法")
    assert read_text("\ufeff甲").paragraphs[0].text == "甲"


def test_markdown_marks_are_not_text_and_positions_stay() -> None:
    text = "---\ntitle: x\n---\n# 青石市办法\n\n> 第一条 甲。\n\n| 项目 | 标准 |\n|---|:-:|\n| 检验费 | 10元 |\n"
    draft = read_text(text, "a.md")
    lines = text.split("\n")
    for paragraph in draft.paragraphs:
        assert lines[paragraph.line - 1][paragraph.column - 1 :].startswith(paragraph.text)
    kept = [(p.text, p.kind, p.level, p.place) for p in draft.paragraphs if p.text and p.kind != "skip"]
    assert kept == [
        ("青石市办法", "body", 1, ""),
        ("第一条 甲。", "body", 0, ""),
        ("项目", "cell", 0, "表1第1行"),
        ("标准", "cell", 0, "表1第1行"),
        ("检验费", "cell", 0, "表1第2行"),
        ("10元", "cell", 0, "表1第2行"),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b" \n\t\n", "没有文字"),
        (b"\x00" * 500, "不像文本"),
        (bytes(range(256)) * 40, "不像文本|控制字符|乱码"),
        (os.urandom(4096).replace(b"PK", b"xx"), "不像文本|控制字符|乱码|内容却是"),
        (b"abc\x00\x01\x02\x03" * 50, "不像文本|控制字符"),
        (b"PK\x03\x04rest", "内容却是"),
        (b"%PDF-1.4", "PDF"),
        (b"a\n" * 600_000, "万行"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Word"),
    ],
)
def test_what_is_no_text_is_told_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDraft, match=says) as caught:
        read_bytes(data, "a.txt")
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("suffix", [".ofd", ".xlsx", ".pptx", ".html", ".zip", ".jpg", ".qqq"])
def test_other_formats_say_how_to_convert(suffix: str) -> None:
    with pytest.raises(UnreadableDraft, match="请"):
        read_bytes(b"anything", f"a{suffix}")


def test_missing_paths_and_folders(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(UnreadableDraft, match="找不到"):
        read_draft(tmp_path / "none.txt")
    with pytest.raises(UnreadableDraft, match="文件夹"):
        read_draft(tmp_path / "x.txt")
    with pytest.raises(UnreadableDraft):
        read_draft("a\0b.txt")


@pytest.mark.skipif(sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="needs a plain user")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableDraft, match="权限"):
        read_draft(path)


def test_folders_are_walked_in_order_without_hidden_and_lock_files(tmp_path: Path) -> None:
    for name in ["b.txt", "a.docx", "~$a.docx", ".c.txt", "note.log", "d/z.md", "d/y.docm", ".git/q.txt", "e.txt/in.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [path.relative_to(tmp_path).as_posix() for path in find_drafts([tmp_path, tmp_path / "b.txt"])]
    assert found == ["a.docx", "b.txt", "d/y.docm", "d/z.md", "e.txt/in.txt"]


def test_named_files_are_listed_whatever_they_are(tmp_path: Path) -> None:
    named = [tmp_path / "note.log", tmp_path / "gone.txt"]
    assert find_drafts(named) == named
    assert find_drafts([]) == []
