"""``qingqing-lint init``: configuration, hook and CI for a repository of drafts. Asks little, overwrites nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import one_of

__all__ = ["init", "register", "templates"]

_CI = ("github", "gitlab", "shell", "none")
_TARGETS = {"github": ".github/workflows/qingqing-lint.yml", "gitlab": ".gitlab-ci.yml", "shell": "check-drafts.sh"}

_CONFIG = """\
# qingqing-lint 的配置。全部写法：qingqing-lint schema config；对一个文件生效的值：qingqing-lint config show 草案
profile = "auto"        # 哪些规则缺了算缺：auto、qinqing、enterprise、all
fail-on = "error"       # 有多重的问题时算没通过：error、warning、info、never
include = [{include}]
# exclude = ["存档/"]
# ignore = ["form"]     # 不用的规则或者类别
# lexicons = ["词库"]   # 自己的词库：qingqing-lint lexicon new
# baseline = ".qingqing-baseline.json"   # 已有的问题：qingqing-lint baseline create {paths}

# [severity]
# "decision/hearing" = "warning"

# [[overrides]]
# files = ["招商/**"]
# profile = "enterprise"

# [[waivers]]
# path = "草案/某办法.docx"
# rule = "decision/hearing"
# place = "第八条"
# reason = "上位法已有规定"
# who = "法制科"
# until = 2027-12-31
"""
_HOOK = """\
repos:
  - repo: local
    hooks:
      - id: qingqing-lint
        name: qingqing-lint 检查规范性文件草案
        entry: qingqing-lint check --force-exclude --quiet
        language: python
        additional_dependencies: [qingqing-lint]
        files: '\\.(txt|md|docx|docm|dotx)$'
        require_serial: true
"""
_GITHUB = """\
name: qingqing-lint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  drafts:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: '3.12'
      - run: python -m pip install --quiet qingqing-lint
      - id: check
        shell: bash
        run: |
          status=0
          qingqing-lint check {paths} --format github --format sarif=qingqing.sarif --format markdown=qingqing.md || status=$?
          if [ -f qingqing.md ]; then head -c 900000 qingqing.md >> "$GITHUB_STEP_SUMMARY"; fi
          exit "$status"
      - if: always() && hashFiles('qingqing.sarif') != ''
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: qingqing.sarif
          category: qingqing-lint
"""
_GITLAB = """\
qingqing-lint:
  image: python:3.12-slim
  variables:
    QINGQING_LINT_CACHE: "$CI_PROJECT_DIR/.cache/qingqing-lint"
  cache:
    key: qingqing-lint
    paths: [.cache/qingqing-lint]
  script:
    - python -m pip install --quiet qingqing-lint
    - qingqing-lint check {paths} --format terminal --format gitlab=gl-code-quality-report.json --format junit=qingqing-junit.xml
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: qingqing-junit.xml
"""
_SHELL = """\
#!/bin/sh
# 检查草案：退出码 0 通过，1 有问题，2 没能做完。任何能运行命令的流水线都可以用。
set -u
status=0
qingqing-lint check {paths} --format terminal --format html=qingqing.html --format json=qingqing.json || status=$?
exit "$status"
"""


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("init", cls=command, help=(
        "在草案仓库里写好配置、提交钩子和流水线；已有的文件一个也不动。\n\n"
        "例：qingqing-lint init　问几句再写；\n\nqingqing-lint init --drafts 草案 --ci gitlab --yes　不问。"
    ))(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="[文件夹]", help="仓库的文件夹，不写就是当前文件夹", show_default=False)] = Path(),
    drafts: Annotated[list[str] | None, typer.Option("--drafts", metavar="FOLDER", help="草案放在哪个文件夹（相对仓库），可以写多次")] = None,
    ci: Annotated[str | None, typer.Option("--ci", metavar="github|gitlab|shell|none", help="写哪一种流水线")] = None,
    hook: Annotated[bool | None, typer.Option("--pre-commit/--no-pre-commit", help="写不写 pre-commit 提交钩子", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不问，没写明的按看到的定")] = False,
) -> int:
    """Write what is not there yet."""
    from qingqing_lint.reporting import write_atomic

    if not folder.is_dir():
        raise typer.BadParameter(f"没有“{folder}”这个文件夹。", param_hint="文件夹")
    if ci is not None:
        one_of(ci, _CI, "--ci")
    asks = not yes and sys.stdin.isatty()
    found = drafts or _likely(folder)
    if asks and not drafts:
        answer = str(typer.prompt("草案放在哪些文件夹（用空格隔开）", default=" ".join(found)))
        found = answer.split() or found
    guess = "github" if (folder / ".github").is_dir() else "gitlab" if (folder / ".gitlab-ci.yml").exists() else "none"
    if ci is None:
        ci = one_of(str(typer.prompt("流水线（github、gitlab、shell、none）", default=guess)).strip(), _CI, "--ci") if asks else guess
    if hook is None:
        hook = bool(typer.confirm("写 pre-commit 提交钩子吗", default=True)) if asks else (folder / ".git").exists()
    for name, text in templates(found, ci, hook).items():
        target = folder / name
        if target.exists() or (name == "qingqing.toml" and _has_table(folder)):
            typer.echo(f"{name if target.exists() else 'pyproject.toml 里的配置'} 已经有了，没有动它" + ("；可以把这一段加进去：\n" + text if name != "qingqing.toml" else "。"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, text)
        if name.endswith(".sh"):
            target.chmod(0o755)
        typer.echo(f"已写好 {name}。")
    paths = " ".join(_quoted(one) for one in found)
    typer.echo(f"下一步：qingqing-lint check {paths}；已有的问题很多时先 qingqing-lint baseline create {paths}。" + (" 装上钩子：pre-commit install。" if hook else ""))
    return 0


def templates(drafts: list[str], ci: str, hook: bool) -> dict[str, str]:
    """The files to write, by their names. ``drafts``: folders with slashes, relative to the repository."""
    import json

    names = [one.replace("\\", "/").strip("/") or "." for one in drafts]
    paths = " ".join(_quoted(one) for one in names)
    include = ", ".join(json.dumps(f"/{one}/" if one != "." else "*", ensure_ascii=False) for one in names)
    files = {"qingqing.toml": _CONFIG.format(include=include, paths=paths)}
    if hook:
        files[".pre-commit-config.yaml"] = _HOOK
    if ci != "none":
        text = {"github": _GITHUB, "gitlab": _GITLAB, "shell": _SHELL}[ci]
        files[_TARGETS[ci]] = text.replace("{paths}", paths)
    return files


def _quoted(path: str) -> str:
    return path if path.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum() else "'" + path.replace("'", "'\\''") + "'"


def _likely(folder: Path) -> list[str]:
    """The folders of the top level that hold drafts, the top itself when it holds any."""
    from qingqing_lint.reading import find_drafts

    tops: dict[str, int] = {}
    for file in find_drafts([folder]):
        parts = file.relative_to(folder).parts
        if len(parts) > 1 or not file.name.upper().startswith(("README", "LICENSE", "CHANGELOG", "CONTRIBUTING")):
            tops[parts[0] if len(parts) > 1 else "."] = tops.get(parts[0] if len(parts) > 1 else ".", 0) + 1
    return ["."] if not tops or "." in tops else sorted(tops)


def _has_table(folder: Path) -> bool:
    from qingqing_lint.config import find_config

    found = find_config(folder)
    return found is not None and found.parent == folder.resolve()
