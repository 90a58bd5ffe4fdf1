"""docs/仓库与流水线.md says only what is so: its commands and options exist, its configuration and lexicon are accepted."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from qingqing_lint import load_lexicon
from qingqing_lint.cli.app import run
from qingqing_lint.config import KEYS, config_schema, load_config, tomllib

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "仓库与流水线.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


COMMANDS = sorted({line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines() if line.startswith("qingqing-lint ")})


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_and_option_is_there(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(line)[1:]
    path = words[: 2 if words[0] in ("baseline", "config", "lexicon") else 1]
    assert run([*path, "--help"]) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in words if word.startswith("--"))


def test_the_configuration_is_accepted_and_every_key_explained(tmp_path: Path) -> None:
    (example,) = blocks("toml")
    (tmp_path / "qingqing.toml").write_text(example, "utf-8")
    lexicon = load_lexicon()
    load_config(tmp_path / "qingqing.toml", lambda _: (lexicon.rules, lexicon.categories))
    value = json.loads(json.dumps(tomllib.loads(example), default=str))
    jsonschema.Draft202012Validator(config_schema()).validate(value)
    table = [line for line in TEXT.splitlines() if line.startswith("| `")]
    assert {name for line in table for name in re.findall(r"`([a-z-]+)`", line.split("|")[1])} == {*KEYS, "extends"}


def test_the_lexicon_is_accepted(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    (tmp_path / "a.yaml").write_text(example, "utf-8")
    assert "form/interpretation" in load_lexicon(tmp_path).off
