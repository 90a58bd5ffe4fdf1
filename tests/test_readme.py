"""The README and the handbook say what is so: their commands exist, their examples run, their output is the tool's."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import typer

from qingqing_lint import load_lexicon
from qingqing_lint.cli.app import app, run
from qingqing_lint.lexicon import load, model
from qingqing_lint.reporting import FORMATS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "docs" / "使用手册.md"]
README = PAGES[0].read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def command_lines(text: str) -> Iterator[list[str]]:
    """Every command line of ours: in fenced blocks, and in code spans of running text and tables."""
    fenced = [line for block in blocks(text, "(?:sh|bat|console)") for line in block.splitlines() if "qingqing-lint" in line]
    running = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in [*fenced, *re.findall(r"`(qingqing-lint [^`]+)`", running)]:
        for part in line.split("&&"):
            words = part.removeprefix("$ ").split()
            if words and re.split(r"[/\\]", words[0])[-1] == "qingqing-lint":
                yield words[1:]


def commands(group: Any = None, before: str = "") -> dict[str, set[str]]:
    """Each command (``baseline create`` and the like by both words) with its options."""
    known: dict[str, set[str]] = {}
    for name, command in (group or typer.main.get_command(app)).commands.items():
        known[before + name] = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        if hasattr(command, "commands"):
            known |= commands(command, f"{before}{name} ")
    return known


def shape(line: str) -> str:
    """A line of output without what moves with the lexicons: figures, bars, spaces."""
    return re.sub(r"[\d█░\s-]+", "", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_option_named_exists(page: Path) -> None:
    known = commands()
    named = list(command_lines(page.read_text("utf-8")))
    assert len(named) > 5
    for name, *words in named:
        if any(each.startswith(f"{name} ") for each in known):
            name = f"{name} {words[0]}"
        assert name in known, name
        options = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
        assert options <= known[name], (name, options - known[name])


def test_every_command_is_named_in_the_readme() -> None:
    named = {words[0] for words in command_lines(README)}
    assert {name for name in commands() if " " not in name} <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_option_in_running_text_exists(page: Path) -> None:
    known = set().union(*commands().values(), {"--help"})
    assert set(re.findall(r"`(--[a-z-]+)", page.read_text("utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_shown_output_is_what_the_tool_prints(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    shown = blocks(page.read_text("utf-8"), "console")
    assert shown
    for block in shown:
        line, *output = block.splitlines()
        run([*line.split()[2:], "--no-color"])
        printed = iter([shape(each) for each in capsys.readouterr().out.splitlines()])
        for expected in output:
            if expected.strip() and expected != "…":
                assert shape(expected) in printed, expected  # in this order


def test_first_run_ends_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    line = blocks(README, "sh")[0].split("&&")[-1].split()
    assert run(line[1:]) == 0
    assert "云汀市" in capsys.readouterr().out


def test_python_example_prints_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(blocks(README, "python")[0], "README.md", "exec"), {})
    assert said.getvalue() == blocks(README, "text")[0]


def test_install_lines_are_those_of_ci_and_packaging() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    first, second = blocks(README, "sh")
    install, test = (part.strip() for part in second.split("&&"))
    assert "qingqing-lint" in project["scripts"]
    assert f">={'.'.join(re.findall(r'Python (3)[.]([0-9]+) or later', README)[0])}" in project["requires-python"]
    assert first.startswith("python3 -m venv .venv && .venv/bin/python -m pip install . &&")
    extras = re.findall(r'"\.\[(\w+)\]"', README)
    assert set(extras) <= set(project["optional-dependencies"])
    assert install.partition(" -m pip install ")[2] in ci
    assert test.partition(" -m ")[2] in ci


def test_windows_lines_do_the_same_as_the_others() -> None:
    def portable(line: str) -> str:
        return line.replace("\\", "/").replace("/Scripts/", "/bin/").replace("py -m venv", "python3 -m venv").strip()

    assert [portable(line) for line in blocks(README, "bat")[0].splitlines()] == [block.strip() for block in blocks(README, "sh")]
    for page in PAGES:
        text = page.read_text("utf-8")
        assert portable(blocks(text, "bat")[0].splitlines()[0]) in {block.strip() for block in blocks(text, "sh")}


def test_all_formats_are_named() -> None:
    line = next(line for line in README.splitlines() if line.startswith("Formats:"))
    assert set(re.findall(r"`(\w+)`", line)) == set(FORMATS)


def test_own_lexicon_of_the_guide_loads(tmp_path: Path) -> None:
    guide = (ROOT / "lexicons" / "README.md").read_text("utf-8")
    (tmp_path / "own.yaml").write_text(blocks(guide, "yaml")[-1], "utf-8")
    rules = load_lexicon(tmp_path).rules
    assert "service/contact-card" not in rules
    assert rules["burden/forced-training"].info.severity == "warning"


def test_lexicon_guide_names_everything_that_the_loader_knows() -> None:
    guide = (ROOT / "lexicons" / "README.md").read_text("utf-8")
    words = set(re.findall(r"[a-z][a-z-]*", guide))
    known = {*load._TOP, *load._RULE, *load._ADJUST, *load.KINDS, *load.SCOPES, *load.REACHES, *load.ACTORS, *load.OVERS, *load.READINGS, *model.EFFECTS}
    assert known <= words, known - words
