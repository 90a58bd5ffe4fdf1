from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qingqing_lint.report import Report
from qingqing_lint.reporting import FORMATS, Options, emit, render, write_atomic
from qingqing_lint.reporting.messages import TEXTS, say


def test_every_format_can_be_written_to_a_file(report: Report, tmp_path: Path) -> None:
    for name in FORMATS:
        emit(report, name, tmp_path / f"report.{name}")
        assert (tmp_path / f"report.{name}").stat().st_size > 100
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write_atomic(path, "旧")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, "新")
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_text_is_utf8_with_its_own_line_ends(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", "一\n二\r\n")
    assert (tmp_path / "a").read_bytes() == "一\n二\r\n".encode()


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX's")
def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("旧", encoding="utf-8")
    real.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(real)
    write_atomic(link, "新")
    assert link.is_symlink() and real.read_text(encoding="utf-8") == "新"
    assert real.stat().st_mode & 0o777 == 0o640


def test_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_atomic(tmp_path / "none" / "a", "x")


def test_machine_formats_are_utf8_on_any_code_page(report: Report) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")
    emit(report, "json", stream=stream)
    assert json.loads(raw.getvalue())["drafts"][0]["title"].startswith("云溪市")


def test_unknown_format_is_a_value_error_that_names_the_others(report: Report) -> None:
    with pytest.raises(ValueError, match="sarif"):
        render(report, "pdf")


def test_only_the_chosen_format_is_loaded() -> None:
    script = (
        "import sys, qingqing_lint.reporting as r; "
        "assert not {'rich', 'xlsxwriter', 'typer'} & set(sys.modules); "
        "from qingqing_lint.report import Report, Summary; "
        "[r.render(Report('0', (), (), Summary(0, 0, 0, 0, 0), ()), f) for f in ('json', 'sarif', 'html')]; "
        "print(sorted({'rich', 'xlsxwriter', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_every_message_is_in_both_languages_with_the_same_blanks() -> None:
    import string

    for key, (chinese, english) in TEXTS.items():
        blanks = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (chinese, english)]
        assert blanks[0] == blanks[1], key
        assert chinese and english


def test_what_is_filled_in_is_never_a_template() -> None:
    assert "{lang}" in say("head-reason", "zh", reason="{lang}")
    with pytest.raises(KeyError):
        say("no such message")


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "xlsx"])
def test_english_changes_our_words_only(report: Report, format: str) -> None:
    text = render(report, format, Options(lang="en"))
    assert isinstance(text, str)
    assert "不得强制企业捐赠赞助" in text
    if format not in ("json", "jsonl"):
        assert "contradicts" in text or "violates" in text
