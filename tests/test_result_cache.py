"""Results kept between runs: by content and everything else that decides them, never trusted blindly, safe side by side."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from qingqing_lint.cli.app import run
from qingqing_lint.repository import Checker, Choice
from qingqing_lint.repository.cache import ResultCache

DRAFT = "第一条 可以向企业摊派费用。<!-- qingqing-lint: 忽略 form 试点 -->\n".encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of our own for results; compiled lexicons stay where they are."""
    monkeypatch.setattr("qingqing_lint.repository.cache.cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "results"


def test_what_comes_back_equals_what_was_found(folder: Path) -> None:
    first, second = Checker(), Checker()
    fresh = first.read(DRAFT, "a.txt", Choice())
    again = second.read(DRAFT, "子/b.txt", Choice())
    assert second.cache.hits == 1
    assert again[0].path == "子/b.txt"
    assert again[0].rules == fresh[0].rules
    assert again[1] == fresh[1] != ()


@pytest.mark.parametrize(
    ("data", "name", "choice"),
    [
        (DRAFT + b"\n", "a.txt", Choice()), (DRAFT, "a.md", Choice()), (DRAFT, "a.txt", Choice(profile="all")),
        (DRAFT, "a.txt", Choice(encoding="utf-8")), (DRAFT, "a.txt", Choice(revisions="original")),
    ],
)
def test_anything_that_matters_makes_a_new_result(folder: Path, data: bytes, name: str, choice: Choice) -> None:
    Checker().read(DRAFT, "a.txt", Choice())
    checker = Checker()
    checker.read(data, name, choice)
    assert checker.cache.hits == 0


def test_another_lexicon_makes_a_new_result(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "词库"
    own.mkdir()
    (own / "a.yaml").write_text("adjust:\n- {rule: decision/hearing, severity: info}\n", "utf-8")
    Checker().read(DRAFT, "a.txt", Choice())
    for text in (None, "adjust:\n- {rule: decision/hearing, severity: warning}\n"):
        if text:
            (own / "a.yaml").write_text(text, "utf-8")
        checker = Checker()
        checker.read(DRAFT, "a.txt", Choice(lexicons=(own,)))
        assert checker.cache.hits == 0


def test_selection_and_severity_need_no_new_result(folder: Path) -> None:
    Checker().read(DRAFT, "a.txt", Choice())
    checker = Checker()
    judged = checker.check(DRAFT, "a.txt", Choice(ignore=("burden",), severity={"form": "off"}))
    assert checker.cache.hits == 1
    assert not any(row.violations for row in judged.report.rules)


class Evil:
    """Pickled, it would write a file when it is loaded."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.file,))


def test_damaged_and_foreign_files_are_ignored_and_run_nothing(folder: Path, tmp_path: Path) -> None:
    Checker().read(DRAFT, "a.txt", Choice())
    (kept,) = (file for file in folder.glob("*/*") if file.is_file())
    good = kept.read_bytes()
    body = zlib.compress(pickle.dumps(Evil(tmp_path / "written")))
    for bad in (b"", good[:-9], good[:40] + b"?" + good[41:], hashlib.blake2b(body, digest_size=16).digest() + body):
        kept.write_bytes(bad)
        checker = Checker()
        assert checker.read(DRAFT, "a.txt", Choice())[0].rules
        assert checker.cache.hits == 0
    assert not (tmp_path / "written").exists()
    assert kept.read_bytes() == good


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("一个文件", "utf-8")
    monkeypatch.setattr("qingqing_lint.repository.cache.cache_folder", lambda: tmp_path / "cache")
    checker = Checker()
    assert checker.read(DRAFT, "a.txt", Choice())[0].rules
    checker.cache.tidy()


def test_old_results_are_dropped_once_a_day(folder: Path) -> None:
    cache = ResultCache()
    for key in ("a" * 40, "b" * 40):
        cache.put(key, ())
    os.utime(folder / "aa" / ("a" * 38), (0, 0))
    assert cache.get("c" * 40) is None
    cache.tidy()
    assert [file.name for file in folder.glob("*/*")] == ["b" * 38]


def test_runs_side_by_side_share_the_folder(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"第一条 各部门不得向企业摊派第{number}类费用。\n", "utf-8")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "c"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "qingqing_lint", "check", str(tmp_path), "--format", "json", "--fail-on", "never"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [one.communicate()[0] for one in both]
    assert outputs[0] == outputs[1]
    assert all(one.returncode == 0 for one in both)


def test_no_cache_keeps_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(DRAFT)
    run(["check", str(tmp_path / "a.txt"), "--quiet", "--no-cache"])
    assert not folder.exists()
    (tmp_path / "qingqing.toml").write_text("cache = false\n", "utf-8")
    run(["check", str(tmp_path / "a.txt"), "--quiet"])
    assert not folder.exists()
    run(["check", str(tmp_path / "a.txt"), "--quiet", "--cache"])
    assert folder.exists()
