"""Two versions of a draft: what was lost, weakened, gained, newly broken; articles are matched by their words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from repository_drafts import commit, git, write

from qingqing_lint.cli.app import run

TITLE = "青岩市优化营商环境办法"
HEAR = "制定涉企政策，应当通过座谈会、问卷等方式听取企业和行业协会商会的意见。"
LEVY = "任何单位和个人不得向企业摊派费用，不得索要赞助，不得强制企业捐赠、集资。"
GIFT = "公职人员不得收受企业的礼品、礼金和有价证券。"
PLAIN = "主管部门应当建立台账，每季度汇总一次，于季度末报送统计数据。"
DESK = "政务服务大厅设咨询台，标明开放时间和咨询电话，并备好纸笔。"
NUMBERS = "一二三四五六七八九十"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def version(name: str, *texts: str) -> str:
    write(Path(name), [TITLE, *(f"第{NUMBERS[i]}条 {text}" for i, text in enumerate(texts))])
    return name


def compared(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["compare", *arguments, "--format", "json"]) == 0
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    return value


def kinds(value: dict[str, Any]) -> dict[str, str]:
    return {change["rule"]: change["kind"] for change in value["changes"] if change["kind"] != "dropped"}


@pytest.mark.parametrize("suffix", ["txt", "docx"])
def test_a_lost_provision_is_named_with_its_old_article(capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    old = version(f"一稿.{suffix}", HEAR, PLAIN, LEVY, GIFT)
    new = version(f"二稿.{suffix}", HEAR, PLAIN, GIFT)
    found = compared(capsys, old, new)
    assert kinds(found) == {"burden/levies-donations": "lost"}
    (lost,) = (change for change in found["changes"] if change["kind"] == "lost")
    assert lost["old_place"] == "第三条"
    assert "摊派" in lost["old_text"]
    assert found["renumbered"] == 1
    assert run(["compare", old, new, "--fail-on", "lost"]) == 1
    assert run(["compare", new, old, "--fail-on", "lost"]) == 0
    assert kinds(compared(capsys, new, old)) == {"burden/levies-donations": "gained"}


def test_moved_articles_are_no_change_of_content(capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(capsys, version("a.txt", HEAR, PLAIN, LEVY, GIFT, DESK), version("b.docx", PLAIN, LEVY, GIFT, DESK, HEAR))
    assert found["changes"] == []
    assert found["moved"] == [{"from": "第一条", "to": "第五条"}]
    assert found["renumbered"] == 4


def test_weakened_and_newly_broken(capsys: pytest.CaptureFixture[str]) -> None:
    old = version("a.txt", HEAR, LEVY, GIFT, PLAIN)
    new = version("b.txt", HEAR.replace("应当", "可以"), LEVY, GIFT, PLAIN, "特殊情况下，可以向企业摊派活动费用。")
    found = compared(capsys, old, new)
    assert kinds(found) == {"decision/hearing": "weakened", "burden/levies-donations": "broken"}
    assert run(["compare", old, new, "--fail-on", "lost"]) == 0
    assert run(["compare", old, new, "--fail-on", "weakened"]) == 1
    assert run(["compare", old, new, "--fail-on", "broken"]) == 1
    assert {change["kind"] for change in compared(capsys, new, old)["changes"]} == {"strengthened", "mended"}


def test_an_edited_clause_keeps_its_violation_as_the_old_one(capsys: pytest.CaptureFixture[str]) -> None:
    old = version("a.txt", PLAIN, "特殊情况下，主管部门可以向企业摊派活动费用，并报同级财政部门备案。")
    new = version("b.txt", DESK, PLAIN, "特殊情况下，主管部门可以向企业摊派活动费用，并事先报上一级财政部门备案。")
    assert kinds(compared(capsys, old, new)) == {}


def test_terminal_and_markdown_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = version("a.txt", HEAR, LEVY), version("b.txt", LEVY + "|<b>")
    run(["compare", old, new])
    said = capsys.readouterr().out
    assert "丢失 1" in said
    assert "原：第一条" in said
    assert run(["compare", old, new, "--format", "markdown", "--output", "c.md"]) == 0
    table = Path("c.md").read_text("utf-8")
    assert "| 丢失 |" in table
    assert "<b>" not in table


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_one_file_at_two_revisions_even_when_renamed(capsys: pytest.CaptureFixture[str]) -> None:
    git(Path(), "init", "-q", "-b", "main")
    git(Path(), "config", "user.email", "a@example.org")
    git(Path(), "config", "user.name", "甲")
    version("草案.txt", HEAR, PLAIN, LEVY, GIFT, DESK)
    commit(Path(), "一稿")
    git(Path(), "mv", "草案.txt", "定稿.txt")
    version("定稿.txt", HEAR, PLAIN, GIFT, DESK)
    commit(Path(), "二稿")
    assert kinds(compared(capsys, "--rev", "HEAD~1", "HEAD", "定稿.txt")) == {"burden/levies-donations": "lost"}
    version("定稿.txt", HEAR, PLAIN, GIFT, LEVY, DESK)
    assert kinds(compared(capsys, "--rev", "HEAD", ".", "定稿.txt")) == {"burden/levies-donations": "gained"}
    assert run(["compare", "--rev", "HEAD~9", "HEAD", "定稿.txt"]) == 2
    assert "没有“HEAD~9”这个版本" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.txt"], "两个文件"), (["a.txt", "没有.txt"], "没有.txt：找不到"), (["a.txt", "a.txt", "--rev", "x", "y"], "只写一个文件"),
        (["a.txt", "a.txt", "--fail-on", "losst"], "是不是 lost"), (["a.txt", "a.txt", "--format", "html"], "可用的有"),
        (["a.txt", "--rev", "x", "y"], "不在 git 仓库里"),
    ],
)
def test_mistakes_are_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    version("a.txt", PLAIN)
    assert run(["compare", *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert "\n" not in said
