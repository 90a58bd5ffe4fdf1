"""``qingqing-lint compare OLD NEW``: what a draft lost or gained from one version to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import ConfigFile, Configs, Encoding, LexiconFolders, Revisions, choice_of, one_of

__all__ = ["compare", "register"]


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("compare", cls=command, help=(
        "比较一份草案的两个版本：哪些规定丢了、变弱了、新写到了，哪里新违反了，哪些条文移了位置。\n\n"
        "例：qingqing-lint compare 一稿.docx 二稿.docx；\n\n"
        "qingqing-lint compare --rev HEAD~3 HEAD 草案.docx　同一个文件的两个 git 版本（用 . 表示磁盘上的）；\n\n"
        "qingqing-lint compare 一稿.docx 二稿.docx --fail-on lost　丢了规定时退出码为 1。"
    ))(compare)


def compare(
    files: Annotated[list[Path], typer.Argument(metavar="旧稿 新稿", help="两个文件；用 --rev 时一个文件", show_default=False)],
    rev: Annotated[tuple[str, str] | None, typer.Option("--rev", metavar="OLD NEW", help="比较一个文件的两个 git 版本，如 --rev main HEAD")] = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="terminal|markdown|json", help="输出格式")] = "terminal",
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到文件，不写到屏幕")] = None,
    fail_on: Annotated[str, typer.Option("--fail-on", metavar="lost|weakened|broken|any|never", help="有这样的变化时退出码为 1：lost 丢失；weakened 丢失或者变弱；broken 新增违反；any 以上任何一种")] = "never",
    profile: Annotated[str | None, typer.Option("--profile", metavar="auto|qinqing|enterprise|all", help="哪些规则缺了算缺；两稿用同一个，auto 按新稿判断")] = None,
    encoding: Encoding = None,
    revisions: Revisions = None,
    lexicon: LexiconFolders = None,
    config: ConfigFile = None,
) -> int:
    """Print the comparison; gives the exit status."""
    from dataclasses import replace

    from qingqing_lint import PROFILES
    from qingqing_lint.outline import outline
    from qingqing_lint.reading import UnreadableDraft, read_bytes
    from qingqing_lint.reporting import write_atomic
    from qingqing_lint.repository import Checker
    from qingqing_lint.repository.compare import FAIL_ON, fails, render
    from qingqing_lint.repository.compare import compare as compare_reports
    from qingqing_lint.repository.selection import chosen

    one_of(format, ("terminal", "markdown", "json"), "--format")
    one_of(fail_on, FAIL_ON, "--fail-on")
    one_of(profile or "auto", PROFILES, "--profile")
    one_of(revisions or "accepted", ("accepted", "original"), "--revisions")
    said = {
        "profile": profile, "encoding": encoding, "revisions": revisions,
        "lexicons": tuple(str(folder) for folder in lexicon) if lexicon else None,
    }
    sides = _revisions(files, rev) if rev else _files(files)
    choice = choice_of(Configs(config, said=said).settings(files[-1]))
    checker = Checker()
    both = []
    for name, data in reversed(sides):
        try:
            report, _ = checker.read(data, name, choice)
            draft = read_bytes(data, name, encoding=choice.encoding, revisions=choice.revisions)
        except UnreadableDraft as error:
            raise UnreadableDraft(f"{name}：{error}") from error
        choice = replace(choice, profile=report.profile)  # the old version is asked for what the new one is asked for
        both.append((chosen(report, choice.select, choice.ignore, choice.severity), outline(draft)))
    found = compare_reports(both[1], both[0], checker.rules(choice.lexicons))
    shown = render(found, format)
    if output is not None:
        write_atomic(output, shown)
    else:
        typer.echo(shown, nl=False)
    return int(fails(found, fail_on))


def _files(files: list[Path]) -> list[tuple[str, bytes]]:
    from qingqing_lint.reading import UnreadableDraft, load

    if len(files) != 2:
        raise typer.BadParameter("要写旧稿和新稿两个文件；比较一个文件的两个 git 版本请用 --rev。", param_hint="旧稿 新稿")
    sides = []
    for file in files:
        try:
            sides.append((file.as_posix(), load(file)))
        except UnreadableDraft as error:
            raise UnreadableDraft(f"{file}：{error}") from error
    return sides


def _revisions(files: list[Path], rev: tuple[str, str]) -> list[tuple[str, bytes]]:
    from qingqing_lint.reading import load
    from qingqing_lint.repository import GitError
    from qingqing_lint.repository.git import changes_since, file_at, name_of, resolve, root_of

    if len(files) != 1:
        raise typer.BadParameter("用 --rev 时只写一个文件。", param_hint="旧稿 新稿")
    file = files[0]
    root = root_of(file)
    name = name_of(root, file)
    sides = []
    for revision in rev:
        if revision == ".":
            sides.append((file.as_posix(), load(file)))
            continue
        commit = resolve(root, revision)
        data = file_at(root, commit, name)
        there = name
        if data is None:
            there = changes_since(root, revision).before.get(name, name)
            data = file_at(root, commit, there) if there != name else None
        if data is None:
            raise GitError(f"“{revision}”这个版本里没有“{name}”。")
        sides.append((f"{revision}:{there}", data))
    return sides
