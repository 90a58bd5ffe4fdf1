"""A legal-affairs repository from its first check to its third rename: 200 drafts, git, the real pre-commit, a baseline."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository_drafts import articles, commit, git, lines, make, name, write

from qingqing_lint.cli.app import run
from qingqing_lint.repository import Checker

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")

COUNT = 200
BAD = "特殊情况下，主管部门可以向企业摊派活动费用。"
RULE = "burden/levies-donations"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("仓库")
    make(root, COUNT)
    (root / "说明.txt").write_text("第一条 可以向企业摊派费用。\n", "utf-8")
    (root / "qingqing.toml").write_text('include = ["/草案/"]\nexclude = ["*.md"]\n', "utf-8")
    commit(root, "配置")
    return root


@pytest.fixture
def repository(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the repository, and we stand in it."""
    root = tmp_path / "仓库"
    shutil.copytree(first, root)
    monkeypatch.chdir(root)
    return root


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[tuple[str, str, str]], str]:
    """Check; gives the status, ``(path, rule, place)`` of every reported error that is a violation, and standard error."""
    capsys.readouterr()
    status = run(["check", *(arguments or (".",)), "--format", "json"])
    out, err = capsys.readouterr()
    report = json.loads(out)
    rows = [
        (draft["path"], row["rule"], reading["place"])
        for draft in report["drafts"] for row in draft["rules"] for reading in row["readings"]
        if reading["reading"] == "violates" and reading["suppressed"] is None
    ]
    return status, rows, err + "".join(report["notes"])


def with_baseline(root: Path) -> None:
    assert run(["baseline", "create", "."]) == 0
    config = root / "qingqing.toml"
    config.write_text(config.read_text("utf-8") + 'baseline = ".qingqing-baseline.json"\n', "utf-8")
    commit(root, "基线")


def test_the_stock_is_known_and_only_what_is_new_shows(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, rows, _ = found(capsys)
    assert status == 1
    assert len({path for path, _, _ in rows}) == len([n for n in range(COUNT) if n % 3 == 0])
    assert not any("说明" in path for path, _, _ in rows)

    with_baseline(repository)
    assert found(capsys) == (0, [], "")

    # Articles moved and renumbered: nothing is new, nothing is outdated. One a text file, one Word.
    for number in (6, 9):
        texts = articles(number)
        write(repository / name(number), lines(number, [texts[-2], *texts[1:-2], "本条是新写的，与有关事项无关。", texts[0], texts[-1]]))
    assert found(capsys) == (0, [], "")

    # A new sin in a draft that had none, and the same one once more in a draft that had it.
    write(repository / name(4), lines(4, [*articles(4), BAD]))
    write(repository / name(0), lines(0, [*articles(0), BAD]))
    status, rows, _ = found(capsys)
    assert status == 1
    assert [(path, rule) for path, rule, _ in rows] == [(name(0), RULE), (name(4), RULE)]
    commit(repository, "改")

    # Renamed with git, a whole folder; then by hand without telling git: both followed.
    git(repository, "mv", "草案/2季度", "草案/二季度")
    commit(repository, "改名")
    (repository / "草案/存稿").mkdir()
    (repository / name(3)).rename(repository / "草案/存稿/三号.docx")
    status, rows, told = found(capsys)
    assert [(path, rule) for path, rule, _ in rows] == [(name(0), RULE), (name(4), RULE)]
    assert "过时" not in told

    # Mended: the entry is outdated, said, can be made to fail, and pruned; pruning takes up nothing new.
    write(repository / name(12), lines(12, [text for text in articles(12) if "可以" not in text and "应当加入" not in text]))
    _, _, told = found(capsys)
    assert "2 个条目已经过时" in told  # the sin, and the gap that only its words made one
    assert name(12) in told
    write(repository / name(0), lines(0))
    write(repository / name(4), lines(4))
    assert found(capsys)[0] == 0
    assert run(["check", ".", "--fail-on-stale", "--quiet"]) == 1
    assert run(["baseline", "show"]) == 0
    assert "其中过时 2 个" in capsys.readouterr().out
    assert run(["baseline", "prune"]) == 0
    assert run(["check", ".", "--fail-on-stale", "--quiet"]) == 0
    kept = json.loads((repository / ".qingqing-baseline.json").read_text("utf-8"))["entries"]
    assert any(entry["path"] == "草案/存稿/三号.docx" for entry in kept)
    assert not any(entry["path"].startswith("草案/2季度") for entry in kept)

    # Update takes up what is new, for the given drafts alone.
    for number in (4, 7):
        write(repository / name(number), lines(number, [*articles(number), BAD]))
    assert run(["baseline", "update", name(4)]) == 0
    assert [path for path, _, _ in found(capsys)[1]] == [name(7)]


def test_since_a_revision_only_changed_drafts_and_new_findings(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, ".", "--since", "HEAD")[:2] == (0, [])
    git(repository, "mv", name(0), "草案/甲.txt")
    write(repository / "草案/甲.txt", lines(0, [*articles(0)[:-1], "企业应当加入行业协会，未加入的不予办理年检。", articles(0)[-1]]))
    write(repository / "草案/新.docx", lines(1, [BAD]))
    status, rows, told = found(capsys, ".", "--since", "HEAD")
    assert status == 1
    assert [(path, rule) for path, rule, _ in rows] == [("草案/新.docx", RULE), ("草案/甲.txt", "burden/forced-membership")]
    assert "2 份草案" in told
    assert run(["check", ".", "--since", "没有的版本"]) == 2
    assert "没有“没有的版本”这个版本" in capsys.readouterr().err


def test_since_outside_a_repository_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("第一条 甲。\n", "utf-8")
    assert run(["check", str(tmp_path), "--since", "HEAD"]) == 2
    assert "不在 git 仓库里" in capsys.readouterr().err


def test_an_unchanged_draft_is_not_linted_again(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QINGQING_LINT_CACHE", str(tmp_path / "cache"))  # nothing remembered from another test
    folder = repository / "草案" / "1季度"
    run(["check", str(folder), "--format", "json"])
    before = capsys.readouterr().out
    linted: list[str] = []
    real = Checker._linter
    monkeypatch.setattr(Checker, "_linter", lambda self, folders: linted.append("") or real(self, folders))
    run(["check", str(folder), "--format", "json"])
    assert capsys.readouterr().out == before
    assert not linted
    write(folder / "000.txt", lines(0, [BAD]))
    run(["check", str(folder), "--format", "json", "--jobs", "1"])
    assert len(linted) == 1
    run(["check", str(folder), "--format", "json", "--no-cache", "--jobs", "1"])
    assert len(linted) == 51


# ---------------------------------------------------------------- the real pre-commit


@pytest.fixture
def hook(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository with pre-commit installed, its hook as the manifest of this project describes it."""
    pytest.importorskip("pre_commit")
    import yaml

    manifest = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    program, _, rest = manifest["entry"].partition(" ")
    assert program == "qingqing-lint"
    local = {**manifest, "language": "system", "entry": f'"{Path(sys.executable).as_posix()}" -m qingqing_lint {rest}'}
    settings = {"repos": [{"repo": "local", "hooks": [local]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    commit(repository, "钩子")
    assert pre_commit(repository, "install").returncode == 0
    return repository


def pre_commit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def committed(root: Path) -> subprocess.CompletedProcess[str]:
    git(root, "add", "-A")
    return subprocess.run(
        ["git", "commit", "-m", "草案"], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def test_the_hook_stops_new_sins_and_lets_everything_else_pass(hook: Path) -> None:
    everything = pre_commit(hook, "run", "--all-files")
    assert everything.returncode == 1
    assert len(re.findall(rf"error {RULE} .*相抵触", everything.stdout)) == len([n for n in range(COUNT) if n % 9 == 0])
    assert "说明.txt" not in everything.stdout

    with_baseline(hook)
    assert pre_commit(hook, "run", "--all-files").returncode == 0

    write(hook / name(5), lines(5, [*articles(5), BAD]))
    stopped = committed(hook)
    assert stopped.returncode == 1
    said = stopped.stdout + stopped.stderr
    assert RULE in said
    assert name(5) in said
    assert len(re.findall(" error ", said)) == 1

    write(hook / name(5), lines(5, ["新增的第一条，写与有关事项无关的内容。", *articles(5)]))
    git(hook, "mv", name(0), "草案/改名.txt")
    (hook / "说明.txt").write_text("第一条 还是可以向企业摊派费用。\n", "utf-8")
    passed = committed(hook)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert git(hook, "log", "-1", "--format=%s").strip() == "草案"
    assert pre_commit(hook, "run", "--all-files").returncode == 0


def test_the_manifest_is_valid() -> None:
    pytest.importorskip("pre_commit")
    done = pre_commit(Path(__file__).parent.parent, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
