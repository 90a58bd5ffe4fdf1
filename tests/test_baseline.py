"""The baseline file: what it says when it cannot be used, and what it is keyed on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from repository_drafts import commit, git

from qingqing_lint.cli.app import run
from qingqing_lint.repository import load_baseline

BAD = "特殊情况下可以向企业摊派费用。"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "草案").mkdir()
    (tmp_path / "草案" / "甲.txt").write_text(f"关于会议室使用的办法\n第一条 {BAD}\n第二条 依照本办法第一条办理的，{BAD}\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "没有基线文件"), ("", "不是完整的 JSON"), ("<<<<<<< HEAD\n{}\n", "不是完整的 JSON"), ("[]", "不是基线文件"),
        ('{"version": 9, "entries": []}', "版本是 9"), ('{"version": 1, "entries": [{"path": "a"}]}', "第 1 个条目不完整"),
        ('{"version": 1, "entries": [3]}', "第 1 个条目不完整"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_one_sentence(here: Path, capsys: pytest.CaptureFixture[str], content: str | None, says: str) -> None:
    if content is not None:
        (here / "b.json").write_text(content, "utf-8")
    for command in (["check", "草案", "--baseline", "b.json"], ["baseline", "show", "--baseline", "b.json"], ["baseline", "prune", "--baseline", "b.json"]):
        assert run(command) == 2
        said = capsys.readouterr().err.strip()
        assert says in said
        assert "\n" not in said


def test_create_overwrites_only_when_forced(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["baseline", "create", "草案"]) == 0
    assert run(["baseline", "create", "草案"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["baseline", "create", "草案", "--force"]) == 0


def test_entries_hold_no_line_and_the_same_words_twice_are_two(here: Path) -> None:
    assert run(["baseline", "create", "草案"]) == 0
    entries = json.loads((here / ".qingqing-baseline.json").read_text("utf-8"))["entries"]
    assert not any("line" in entry for entry in entries)
    broken = [entry for entry in entries if entry["kind"] == "violates"]
    assert {entry["place"] for entry in broken} == {"第一条", "第二条"}
    (here / "草案" / "甲.txt").write_text(f"关于会议室使用的办法\n\n第一条 甲乙丙丁。\n第二条 {BAD}\n第三条 依照本办法第二条办理的，{BAD}\n第四条 {BAD}\n", "utf-8")
    assert run(["check", "草案", "--baseline", ".qingqing-baseline.json", "--format", "json=a.json"]) == 1
    report = json.loads((here / "a.json").read_text("utf-8"))
    new = [reading["place"] for row in report["drafts"][0]["rules"] for reading in row["readings"] if reading["reading"] == "violates" and not reading["suppressed"]]
    assert new == ["第四条"]


def test_findings_that_are_excused_do_not_go_into_the_baseline(here: Path) -> None:
    file = here / "草案" / "甲.txt"
    file.write_text(f"<!-- qingqing-lint: 忽略 burden 试点 -->\n{file.read_text('utf-8')}", "utf-8")
    assert run(["baseline", "create", "草案"]) == 0
    assert not any(entry.rule.startswith("burden/") for entry in load_baseline(here / ".qingqing-baseline.json").entries)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_baseline_below_the_top_of_the_repository_follows_renames(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "局").mkdir()
    (here / "草案").rename(here / "局" / "草案")
    monkeypatch.chdir(here / "局")
    git(here, "init", "-q", "-b", "main")
    git(here, "config", "user.email", "a@example.org")
    git(here, "config", "user.name", "甲")
    assert run(["baseline", "create", "草案"]) == 0
    commit(here, "一")
    git(here, "mv", "局/草案/甲.txt", "局/草案/乙.txt")
    commit(here, "二")
    git(here, "mv", "局/草案/乙.txt", "局/草案/丙.txt")
    monkeypatch.chdir(here)
    assert run(["check", "局", "--baseline", "局/.qingqing-baseline.json", "--fail-on-stale", "--quiet"]) == 0
    assert "过时" not in capsys.readouterr().err
