"""The command line as its users meet it: exit statuses, Chinese sentences, nothing lost."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from qingqing_lint.cli.app import run

DRAFT = "第一条 各部门不得向企业摊派费用。\n第二条 特殊情况下可以向企业摊派费用。\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "草案.txt"
    file.write_text(DRAFT, "utf-8")
    return file


def sentence(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must fail with status 2; gives the one sentence it says."""
    assert run(list(arguments)) == 2
    said = capsys.readouterr().err.strip()
    assert said
    assert "Traceback" not in said
    return said


def test_violation_makes_status_one_and_never_makes_zero(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(draft)]) == 1
    assert run(["check", str(draft), "--fail-on", "never"]) == 0
    assert "第二条" in capsys.readouterr().out


def test_json_is_one_object_whatever_the_findings(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", str(draft), "--format", "json", "--profile", "all"])
    report = json.loads(capsys.readouterr().out)
    rows = {row["rule"]: row for row in report["drafts"][0]["rules"]}
    assert len(rows) == 94
    assert rows["burden/levies-donations"]["verdict"] == "covered"
    assert [r["place"] for r in rows["burden/levies-donations"]["readings"] if r["reading"] == "violates"] == ["第二条"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Input:
        buffer = io.BytesIO(DRAFT.encode())

    monkeypatch.setattr(sys, "stdin", Input)
    assert run(["check", "-", "--quiet"]) == 1
    assert "burden/levies-donations" in capsys.readouterr().out


def test_unreadable_file_is_reported_beside_the_others(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (draft.parent / "坏.docx").write_bytes(b"PK\x03\x04 truncated")
    (draft.parent / "空.txt").write_bytes(b"")
    assert run(["check", str(draft.parent), "--format", "json", "--fail-on", "never"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [Path(d["path"]).name for d in report["drafts"]] == ["草案.txt"]
    assert {Path(u["path"]).name for u in report["unreadable"]} == {"坏.docx", "空.txt"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chekc"], "没有“chekc”这个命令，是不是 check"),
        (["check", "x.txt", "--profil", "all"], "没有 --profil 这个选项，是不是 --profile"),
        (["check", "x.txt", "--profile", "qinqin"], "是不是 qinqing"),
        (["check", "x.txt", "--format", "jsn"], "是不是 json"),
        (["check", "x.txt", "--fail-on", "all"], "可用的有 error、warning、info、never"),
        (["check"], "缺少 路径"),
        (["check", "x.txt", "--format"], "后面缺少它的值"),
        (["explain", "burden/levies"], "是不是 burden/levies-donations"),
        (["explain", "摊派"], "burden/levies-donations"),
        (["rules", "--category", "burdn"], "是不是 burden"),
        (["rules", "--kind", "bans"], "是不是 ban"),
        (["rules", "--source", "jinann"], "是不是 jinan"),
        (["schema", "reports"], "是不是 report"),
        (["outline", "没有.txt"], "没有.txt"),
        (["trace", "没有.txt"], "没有.txt"),
        (["check", "x.txt", "--format", "json", "--format", "sarif"], "只能有一种格式写到屏幕"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_chinese_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    said = sentence(capsys, *arguments)
    assert says in said
    assert "\n" not in said


def test_missing_path_and_empty_folder_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tmp_path)]) == 2
    assert "没有可以检查的草案" in capsys.readouterr().out
    assert run(["check", str(tmp_path / "没有.txt"), "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["unreadable"]


def test_broken_lexicon_names_file_and_line(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (draft.parent / "own").mkdir()
    (draft.parent / "own" / "a.yaml").write_text("rulse: []\n", "utf-8")
    said_all = run(["check", str(draft), "--lexicon", str(draft.parent / "own")])
    assert said_all == 2
    said = capsys.readouterr().err
    assert "a.yaml:1" in said
    assert "是不是“rules”" in said


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions do not bind this user")
def test_no_permission_is_a_sentence(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft.chmod(0)
    assert run(["check", str(draft), "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["unreadable"]


def test_output_into_a_missing_folder_is_a_sentence_and_writes_nothing(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = sentence(capsys, "check", str(draft), "--format", "json", "--output", str(draft.parent / "无" / "a.json"))
    assert "请检查路径" in said
    assert sorted(p.name for p in draft.parent.iterdir()) == ["草案.txt"]


def test_several_formats_at_once(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = draft.parent / "out.sarif"
    run(["check", str(draft), "--format", "terminal", "--format", f"sarif={target}"])
    assert json.loads(target.read_text("utf-8"))["version"] == "2.1.0"
    assert "第二条" in capsys.readouterr().out


def test_outline_cites_and_trace_explains(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["outline", str(draft)]) == 0
    assert "第二条" in capsys.readouterr().out
    assert run(["trace", str(draft), "--place", "第一条", "--rule", "burden/"]) == 0
    said = capsys.readouterr().out
    assert "不得（禁止" in said
    assert "读作 burden/levies-donations：states" in said


def test_rules_filters_and_explain_shows_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--category", "企业负担", "--kind", "duty"]) == 0
    assert "共 2 条" in capsys.readouterr().out
    assert run(["explain", "burden/levies-donations"]) == 0
    said = capsys.readouterr().out
    for heading in ("来源", "怎么识别", "例句", "可用条文"):
        assert heading in said


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--help"]) == 0
    said = capsys.readouterr().out
    assert "用法：" in said
    assert "退出码" in said
    for english in ("Usage", "Options", "Arguments", "Show this message"):
        assert english not in said


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "report"]) == 0
    assert "$defs" in json.loads(capsys.readouterr().out)
