"""``qingqing-lint check``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qingqing_lint.cli.choices import Encoding, LexiconFolders, Revisions, one_of, the_linter

if TYPE_CHECKING:
    from qingqing_lint.report import Report

__all__ = ["check", "register"]

_FAIL_ON = ("error", "warning", "info", "never")


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("check", cls=command, help=(
        "检查草案，报告写到了什么、缺什么、哪里违反了什么。\n\n"
        "例：qingqing-lint check 草案.docx　检查一份草案；\n\n"
        "qingqing-lint check 草案/ --format html --output 报告.html　检查整个文件夹，写成网页；\n\n"
        "qingqing-lint check - < 草案.txt　检查标准输入。\n\n"
        "退出码：0 没有达到 --fail-on 的问题；1 有；2 命令本身没能做完（选项写错、文件读不了）。"
    ))(check)


def check(
    paths: Annotated[list[str], typer.Argument(metavar="路径…", help="文件、文件夹，或者 -（标准输入）", show_default=False)],
    profile: Annotated[str, typer.Option("--profile", metavar="auto|qinqing|enterprise|all", help="哪些规则缺了算缺：auto 按草案判断")] = "auto",
    format: Annotated[list[str] | None, typer.Option(
        "--format", "-f", metavar="FORMAT[=FILE]", help="格式： terminal json jsonl markdown html sarif junit github gitlab rdjson xlsx ，可以写多次，如 --format terminal --format sarif=结果.sarif")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到文件，不写到屏幕")] = None,
    fail_on: Annotated[str, typer.Option("--fail-on", metavar="error|warning|info|never", help="有多重的问题时退出码为 1")] = "error",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="也列出已经写到的内容和位置")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="一个问题一行")] = False,
    color: Annotated[bool | None, typer.Option("--color/--no-color", help="用不用颜色，不写就看终端")] = None,
    encoding: Encoding = None,
    revisions: Revisions = "accepted",
    lexicon: LexiconFolders = None,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="报告用中文还是英文说明")] = "zh",
) -> int:
    """Check drafts and print the report; gives the exit status."""
    from qingqing_lint import PROFILES
    from qingqing_lint.reporting import FORMATS, Options, emit

    one_of(profile, PROFILES, "--profile")
    one_of(fail_on, _FAIL_ON, "--fail-on")
    one_of(lang, ("zh", "en"), "--lang")
    one_of(revisions, ("accepted", "original"), "--revisions")
    targets = _targets(format or ["terminal"], output, FORMATS)
    report = _report(paths, profile, encoding, revisions, the_linter(lexicon))
    options = Options(lang=lang, verbose=verbose, quiet=quiet, color=color, fail_on=fail_on)
    for name, target in targets:
        try:
            emit(report, name, target, options)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--format") from error
    return _status(report, fail_on, shown=any(name == "terminal" and target is None for name, target in targets))


def _targets(formats: list[str], output: Path | None, known: Any) -> list[tuple[str, Path | None]]:
    """Each format with the file it goes to (None: the screen)."""
    targets: list[tuple[str, Path | None]] = []
    for entry in formats:
        name, _, file = entry.partition("=")
        one_of(name, known, "--format")
        targets.append((name, Path(file) if file else None))
    if output is not None:
        waiting = [i for i, (_, file) in enumerate(targets) if file is None]
        if len(waiting) != 1:
            raise typer.BadParameter("一次写几种格式时，请给每种写明文件，如 --format sarif=结果.sarif。", param_hint="--output")
        targets[waiting[0]] = (targets[waiting[0]][0], output)
    if sum(file is None for _, file in targets) > 1:
        raise typer.BadParameter("只能有一种格式写到屏幕，其余请写明文件，如 --format sarif=结果.sarif。", param_hint="--format")
    return targets


def _report(paths: list[str], profile: Any, encoding: str | None, revisions: Any, linter: Any) -> Report:
    from qingqing_lint import __version__, lint_paths
    from qingqing_lint.linting import report_of
    from qingqing_lint.reading import UnreadableDraft, read_bytes
    from qingqing_lint.report import Unreadable

    files = [path for path in paths if path != "-"]
    report = lint_paths(files, encoding=encoding, revisions=revisions, profile=profile, linter=linter)
    if "-" not in paths:
        return report
    drafts, unreadable = list(report.drafts), list(report.unreadable)
    try:
        drafts.append(linter.lint(read_bytes(sys.stdin.buffer.read(), "-", encoding=encoding, revisions=revisions), profile))
    except UnreadableDraft as error:
        unreadable.append(Unreadable("-", error.reason))
    return report_of(drafts, unreadable, linter.lexicon, __version__)


def _status(report: Report, fail_on: str, shown: bool) -> int:
    if report.unreadable:
        if not shown:
            for one in report.unreadable:
                print(f"{one.path}：{one.reason}", file=sys.stderr)
        return 2
    found = {"error": report.summary.errors, "warning": report.summary.warnings, "info": report.summary.infos}
    if fail_on == "never":
        return 0
    counted = _FAIL_ON[: _FAIL_ON.index(fail_on) + 1]
    return int(any(found[severity] for severity in counted))
