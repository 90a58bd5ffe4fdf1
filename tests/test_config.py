"""Configuration: found, merged, explained; every mistake at once, with its line and the nearest right name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from qingqing_lint.cli.app import run
from qingqing_lint.config import ConfigError, config_schema, find_config, load_config, settings_for

DRAFT = "第一条 各部门不得向企业摊派费用。\n第二条 特殊情况下可以向企业摊派费用。\n第三条 制定涉企政策，可以不听取企业意见。\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "草案" / "招商").mkdir(parents=True)
    for name in ("草案/甲.txt", "草案/招商/乙.txt", "草案/旧.txt"):
        (tmp_path / name).write_text(DRAFT, "utf-8")
    return tmp_path


def config(root: Path, text: str, name: str = "qingqing.toml") -> Path:
    (root / name).write_text(text, "utf-8")
    return root / name


def violated(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    """``(file name, rule)`` of every violation reported."""
    capsys.readouterr()
    run(["check", *arguments, "--format", "json"])
    return [
        (Path(draft["path"]).name, row["rule"])
        for draft in json.loads(capsys.readouterr().out)["drafts"] for row in draft["rules"]
        for reading in row["readings"] if reading["reading"] == "violates"
    ]


def test_nearest_file_upwards_counts_and_pyproject_only_with_our_table(root: Path) -> None:
    (root / "草案" / "pyproject.toml").write_text('[project]\nname = "x"\n', "utf-8")
    assert find_config(root / "草案" / "甲.txt") is None
    top = config(root, 'profile = "all"\n')
    assert find_config(root / "草案" / "招商" / "乙.txt") == top
    inner = config(root / "草案", '[tool.qingqing-lint]\nprofile = "qinqing"\n', "pyproject.toml")
    assert find_config(root / "草案" / "招商" / "乙.txt") == inner
    assert settings_for(root / "草案" / "甲.txt", load_config(inner))["profile"] == "qinqing"


def test_rules_are_selected_ignored_and_weighed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = "草案/甲.txt"
    assert violated(capsys, one) == [("甲.txt", "decision/hearing"), ("甲.txt", "burden/levies-donations")]
    config(root, 'select = ["burden"]\n')
    assert violated(capsys, one) == [("甲.txt", "burden/levies-donations")]
    config(root, 'ignore = ["burden"]\n')
    assert violated(capsys, one) == [("甲.txt", "decision/hearing")]
    config(root, '[severity]\nburden = "off"\nform = "off"\n"decision/hearing" = "info"\n')
    assert violated(capsys, one) == [("甲.txt", "decision/hearing")]
    assert run(["check", one, "--quiet"]) == 0
    assert run(["check", one, "--quiet", "--fail-on", "info"]) == 1
    assert violated(capsys, one, "--no-config") == [("甲.txt", "decision/hearing"), ("甲.txt", "burden/levies-donations")]


def test_include_exclude_and_overrides_by_path(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config(root, 'include = ["草案/**"]\nexclude = ["旧.txt"]\n[[overrides]]\nfiles = ["招商/"]\nignore = ["decision"]\n')
    (root / "说明.md").write_text(DRAFT, "utf-8")
    assert violated(capsys, ".") == [
        ("乙.txt", "burden/levies-donations"), ("甲.txt", "decision/hearing"), ("甲.txt", "burden/levies-donations"),
    ]
    assert {name for name, _ in violated(capsys, "草案/旧.txt")} == {"旧.txt"}
    assert violated(capsys, "草案/旧.txt", "说明.md", "--force-exclude") == []


def test_extends_adds_up_and_the_command_line_beats_everything(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "共用").mkdir()
    config(root / "共用", 'profile = "all"\nignore = ["form"]\nfail-on = "info"\n', "base.toml")
    file = config(root, 'extends = "共用/base.toml"\nignore = ["decision/hearing"]\nfail-on = "never"\n')
    settings = settings_for(root / "草案/甲.txt", load_config(file))
    assert (settings["profile"], settings["ignore"], settings["fail-on"]) == ("all", ("form", "decision/hearing"), "never")
    assert run(["config", "show", "草案/甲.txt"]) == 0
    said = capsys.readouterr().out
    for origin in ("共用/base.toml:1", "共用/base.toml:2", "qingqing.toml:2", "qingqing.toml:3", "缺省"):
        assert origin in said
    assert run(["check", "草案/甲.txt", "--quiet"]) == 0
    assert run(["check", "草案/甲.txt", "--quiet", "--fail-on", "error"]) == 1
    assert run(["config", "show", "草案/甲.txt", "--json"]) == 0
    capsys.readouterr()


def test_own_lexicons_of_the_configuration_are_used(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "词库").mkdir()
    (root / "词库" / "a.yaml").write_text("adjust:\n- {rule: decision/hearing, off: true, reason: 市里另有办法}\n", "utf-8")
    config(root, 'lexicons = ["词库"]\n')
    assert violated(capsys, "草案/甲.txt") == [("甲.txt", "burden/levies-donations")]


TEN = """\
profle = "all"
fail-on = "errors"
include = "草案/**"
cache = "yes"
lexicons = [
  "没有的词库",
]
extends = "没有.toml"
select = ["burden", "decision/hearings"]

[severity]
"burden/levies-donations" = "fatal"

[[overrides]]
profile = "enterprise"

[[overrides]]
files = ["招商/**"]
cache = false

[[waivers]]
rule = "decision/hearing"

[[waivers]]
rule = "decision/hearing"
reason = "上位法已有规定"
until = "明年"
plase = "第八条"
"""
SAID = [
    (1, "不认识“profle”，是不是“profile”"), (2, "不能是“errors”，是不是“error”"), (3, "“include”应当是列表"),
    (4, "“cache”只能写 true 或 false，不能是“yes”"), (6, "“没有的词库”不存在"), (8, "“没有.toml”不存在"),
    (9, "“decision/hearings”不存在，是不是“decision/hearing”"), (12, "不能是“fatal”"), (14, "缺少 files"),
    (19, "“cache”不能按路径改"), (21, "缺少 reason"), (27, "应当是日期"), (28, "不认识“plase”，是不是“place”"),
]


def test_ten_mistakes_and_more_are_told_at_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config(root, TEN)
    assert run(["check", "草案"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"配置有 {len(SAID)} 处错误，请改正后再试："
    assert len(said) == len(SAID) + 1
    for line, (number, words) in zip(said[1:], SAID, strict=True):
        assert line.startswith(f"qingqing.toml:{number}: ")
        assert words in line


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('profile = "all"\nprofile = "auto"\n', 2, "写了两次"),
        ("profile = all\n", 1, "加双引号"),
        ('select = ["burden"\n\n', 3, "括号"),
        ("\n检查 = 1\n", 2, "键 = 值"),
        ('profile = "all\n', 1, "引号"),
    ],
)
def test_broken_toml_is_one_sentence_with_its_line(root: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as told:
        load_config(config(root, text))
    (mistake,) = told.value.mistakes
    assert says in mistake.message
    if sys.version_info >= (3, 11):
        assert mistake.line == line


def test_extends_in_a_circle_and_another_encoding(root: Path) -> None:
    config(root, 'extends = "b.toml"\n')
    config(root, '# 一\nextends = ["qingqing.toml"]\n', "b.toml")
    with pytest.raises(ConfigError, match="绕成了圈"):
        load_config(root / "qingqing.toml")
    (root / "c.toml").write_bytes('# 配置\nprofile = "all"\n'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(root / "c.toml")


def test_lines_are_told_in_pyproject_and_in_long_lists(root: Path) -> None:
    file = config(root, '[project]\nname = "x"\n\n[tool.qingqing-lint]\nselect = [\n  "burden",  # 负担 ]\n  7,\n]\n[tool.qingqing-lint.severity]\n"a.b" = 3\n', "pyproject.toml")
    with pytest.raises(ConfigError) as told:
        load_config(file)
    assert [mistake.line for mistake in told.value.mistakes] == [7, 10]


def test_the_schema_takes_the_template_and_refuses_mistakes(root: Path) -> None:
    from qingqing_lint.cli.init import templates
    from qingqing_lint.config import tomllib

    validator = jsonschema.Draft202012Validator(config_schema())
    text = templates(["草案"], "none", False)["qingqing.toml"]
    assert not list(validator.iter_errors(tomllib.loads(text)))
    whole = "\n".join(line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in text.splitlines()[1:])
    value = json.loads(json.dumps(tomllib.loads(whole), default=str))
    assert set(value) >= {"severity", "overrides", "waivers", "baseline", "exclude"}
    assert not list(validator.iter_errors(value))
    assert list(validator.iter_errors({"profle": "all"}))
    assert list(validator.iter_errors({"waivers": [{"rule": "burden"}]}))
    assert run(["schema", "config"]) == 0
