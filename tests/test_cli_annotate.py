"""``annotate``: comments into a copy, never over the original unless asked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from qingqing_lint.cli.app import run

DRAFT = "关于涉企活动的办法\n第一条 各部门不得向企业摊派费用。\n第二条 特殊情况下可以向企业摊派费用。\n"


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A Word draft without comments, made from text."""
    (tmp_path / "草案.txt").write_text(DRAFT, "utf-8")
    file = tmp_path / "草案.docx"
    assert run(["annotate", str(tmp_path / "草案.txt"), "-o", str(file)]) == 0
    assert run(["annotate", str(file), "--in-place", "--clean"]) == 0
    return file


def part(file: Path, name: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode("utf-8") if name in archive.namelist() else ""


def test_text_and_word_drafts_get_comments_on_the_words_and_the_original_stays(word: Path) -> None:
    before = word.read_bytes()
    assert run(["annotate", str(word), "-o", str(word.with_name("批注.docx"))]) == 0
    assert "burden/levies-donations" in part(word.with_name("批注.docx"), "word/comments.xml")
    assert word.read_bytes() == before


def test_clean_gives_the_text_back(word: Path) -> None:
    noted, back = word.with_name("批注.docx"), word.with_name("原样.docx")
    assert run(["annotate", str(word), "-o", str(noted), "--suggest"]) == 0
    assert "<w:ins " in part(noted, "word/document.xml")
    assert run(["annotate", str(noted), "-o", str(back), "--clean"]) == 0
    assert part(back, "word/document.xml") == part(word, "word/document.xml")
    assert not part(back, "word/comments.xml")


def test_the_input_is_overwritten_only_in_place(word: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = word.read_bytes()
    assert run(["annotate", str(word), "-o", str(word)]) == 2
    assert "--in-place" in capsys.readouterr().err
    assert word.read_bytes() == before
    assert run(["annotate", str(word), "--in-place"]) == 0
    assert part(word, "word/comments.xml")


def test_the_same_date_gives_the_same_bytes(word: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = [word.with_name(name) for name in ("a.docx", "b.docx")]
    for file in files:
        assert run(["annotate", str(word), "-o", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "2023-11-14T22:13:20" in part(files[0], "word/comments.xml")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "请用 --output"),
        (["-o", "x.pdf"], "应当是 .docx"),
        (["-o", "x.docx", "--in-place"], "只能写一个"),
        (["-o", "无/x.docx"], "没有“无”这个文件夹"),
        (["-o", "x.docx", "--date", "昨天"], "不是日期"),
        (["-o", "x.docm"], "应当和草案一样"),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    word: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(word.parent)
    before = {file.name for file in word.parent.iterdir()}
    capsys.readouterr()
    assert run(["annotate", str(word), *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert "\n" not in said
    assert {file.name for file in word.parent.iterdir()} == before


def test_a_text_draft_cannot_be_written_in_place_or_cleaned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "草案.txt").write_text(DRAFT, "utf-8")
    assert run(["annotate", str(tmp_path / "草案.txt"), "--in-place"]) == 2
    assert run(["annotate", str(tmp_path / "草案.txt"), "-o", str(tmp_path / "x.docx"), "--clean"]) == 2
    assert "不是" in capsys.readouterr().err
