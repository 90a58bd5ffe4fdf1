"""What a pipeline is given: the action's steps run as shell, templates as ``init`` writes them, nothing overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingqing_lint.cli.app import run
from qingqing_lint.cli.init import templates

TOP = Path(__file__).resolve().parent.parent
BAD = "第一条 可以向企业摊派费用。\n"


def step(name: str) -> dict[str, Any]:
    action = yaml.safe_load((TOP / "action.yml").read_text("utf-8"))
    found: dict[str, Any] = next(one for one in action["runs"]["steps"] if one.get("id") == name or one.get("name") == name)
    return found


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="the action runs in bash")
@pytest.mark.parametrize(("draft", "fail_on", "status"), [(BAD, "", "1"), (BAD, "never", "0"), ("", "", "2")])
def test_the_steps_of_the_action_run_as_shell(tmp_path: Path, draft: str, fail_on: str, status: str) -> None:
    (tmp_path / "某 草案.txt").write_text(draft, "utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    given = {
        "INPUT_PATHS": "某 草案.txt\n", "INPUT_SINCE": "", "INPUT_FAIL_ON": fail_on, "INPUT_BASELINE": "", "RUNNER_TEMP": str(tmp_path / "tmp"),
        "GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join([str(TOP), *sys.path]), "PYTHONUTF8": "1",
    }
    assert set(step("check")["env"]) <= set(given)
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("check")["run"]], cwd=tmp_path, env={**os.environ, **given},
        capture_output=True, encoding="utf-8", check=False,
    )
    assert done.returncode == 0, done.stderr
    output = dict(line.split("=", 1) for line in (tmp_path / "output").read_text("utf-8").splitlines())
    assert output["status"] == status
    assert json.loads(Path(output["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert (tmp_path / "summary").read_text("utf-8").strip()
    if draft:
        assert "::error file=" in done.stdout
    last = subprocess.run(["bash", "-c", step("结果")["run"]], env={**os.environ, "STATUS": status}, check=False)
    assert last.returncode == int(status)


def test_the_action_puts_no_input_into_a_script() -> None:
    action = yaml.safe_load((TOP / "action.yml").read_text("utf-8"))
    assert not any("${{" in one.get("run", "") for one in action["runs"]["steps"])


@pytest.mark.parametrize(("ci", "example"), [("github", "github-workflow.yml"), ("gitlab", "gitlab-ci.yml"), ("shell", "check-drafts.sh")])
def test_the_examples_are_what_init_writes(ci: str, example: str) -> None:
    written = templates(["drafts"], ci, True)
    assert (TOP / "examples" / "ci" / example).read_text("utf-8") == list(written.values())[-1]
    assert (TOP / "examples" / "ci" / "qingqing.toml").read_text("utf-8") == written["qingqing.toml"]
    assert (TOP / "examples" / "ci" / "pre-commit-config.yaml").read_text("utf-8") == written[".pre-commit-config.yaml"]
    if ci != "shell":
        assert yaml.safe_load(list(written.values())[-1])


def test_the_local_hook_of_init_is_the_hook_of_the_manifest() -> None:
    manifest = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    hook = yaml.safe_load(templates(["."], "none", True)[".pre-commit-config.yaml"])["repos"][0]["hooks"][0]
    assert {key: hook[key] for key in ("id", "entry", "files", "require_serial")} == {key: manifest[key] for key in ("id", "entry", "files", "require_serial")}


@pytest.mark.skipif(os.name == "nt" or shutil.which("sh") is None, reason="a shell script")
def test_the_shell_example_runs_and_keeps_the_status(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "a.txt").write_text(BAD, "utf-8")
    (tmp_path / "qingqing-lint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qingqing_lint "$@"\n', "utf-8")
    (tmp_path / "qingqing-lint").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(TOP)}
    done = subprocess.run(["sh", str(TOP / "examples" / "ci" / "check-drafts.sh")], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert (tmp_path / "qingqing.html").is_file()
    assert json.loads((tmp_path / "qingqing.json").read_text("utf-8"))["drafts"]


def test_init_finds_the_drafts_writes_what_is_missing_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "规章 草案").mkdir()
    (tmp_path / "规章 草案" / "a.txt").write_text(BAD, "utf-8")
    (tmp_path / "README.md").write_text("说明\n", "utf-8")
    (tmp_path / ".gitlab-ci.yml").write_text("# 我的\n", "utf-8")
    assert run(["init", "--yes", "--pre-commit"]) == 0
    said = capsys.readouterr().out
    assert ".gitlab-ci.yml 已经有了，没有动它" in said
    assert "qingqing-lint check '规章 草案'" in said
    assert (tmp_path / ".gitlab-ci.yml").read_text("utf-8") == "# 我的\n"
    assert (tmp_path / ".pre-commit-config.yaml").is_file()
    assert run(["check", ".", "--quiet"]) == 1
    assert "规章 草案/a.txt" in capsys.readouterr().out
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert run(["init", "--yes", "--pre-commit"]) == 0
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert run(["init", "没有的文件夹"]) == 2
    assert run(["init", "--ci", "githb"]) == 2
    assert "是不是 github" in capsys.readouterr().err
