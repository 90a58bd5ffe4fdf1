"""``qingqing-lint baseline create|update|show|prune``: the findings that a repository already had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qingqing_lint.cli.choices import ConfigFile, Configs

if TYPE_CHECKING:
    from qingqing_lint.cli.check import Gathered
    from qingqing_lint.repository import Baseline
    from qingqing_lint.repository.baseline import Entry

__all__ = ["create", "prune", "register", "show", "update"]

_NAME = ".qingqing-baseline.json"
Paths = Annotated[list[str], typer.Argument(metavar="路径…", help="草案或者文件夹", show_default=False)]
File = Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help=f"基线文件，不写就用配置里的，再没有就是当前文件夹的 {_NAME}")]


def register(app: typer.Typer, command: Any, group: Any) -> None:
    """Add the group of commands to the application."""
    inner = typer.Typer(cls=group, help="基线：记下已有的问题，以后只报新问题。", no_args_is_help=True, rich_markup_mode=None)
    for function, about in (
        (create, "检查这些草案，把现有的问题记成基线。\n\n例：qingqing-lint baseline create 草案/"),
        (update, "重新检查这些草案，按现状改写它们在基线里的条目（新问题记入，已改的删去）；其他草案的条目不动。"),
        (show, "列出基线里的条目，标明哪些已经过时。"),
        (prune, "删去基线里过时的条目，改名的文件跟着改名；不记入任何新问题。"),
    ):
        inner.command(function.__name__, cls=command, help=about)(function)
    app.add_typer(inner, name="baseline")


def create(
    paths: Paths,
    baseline: File = None,
    force: Annotated[bool, typer.Option("--force", help="已有基线文件时覆盖它")] = False,
    config: ConfigFile = None,
) -> int:
    """Write a new baseline."""
    from qingqing_lint.repository import Baseline

    file = _file(baseline, config, paths)
    if file.exists() and not force:
        raise typer.BadParameter(f"“{file}”已经有了；要按现状改写请用 baseline update，要重做请加 --force。", param_hint="--baseline")
    found = _gathered(paths, config)
    book = Baseline(file, tuple(_entries(found, Baseline(file))))
    book.write()
    typer.echo(f"已写到 {file}：{len(found.drafts)} 份草案，{len(book.entries)} 个问题。" + _hint(file, config, paths))
    return _status(found)


def update(paths: Paths, baseline: File = None, config: ConfigFile = None) -> int:
    """Rewrite the entries of some drafts as they are now."""
    from qingqing_lint.cli.check import followed
    from qingqing_lint.repository import Baseline, load_baseline

    file = _file(baseline, config, paths)
    before = followed(load_baseline(file))
    found = _gathered(paths, config)
    mine = {before.name(Path(draft.path)) for draft in found.drafts}
    fresh = _entries(found, before)
    kept = [entry for entry in before.entries if entry.path not in mine and (file.parent / entry.path).exists()]
    Baseline(file, (*kept, *fresh)).write()
    was, now = set(before.entries), {*kept, *fresh}
    keys = [{(e.path, e.rule, e.fingerprint) for e in entries} for entries in (was, now)]
    typer.echo(f"已改写 {file}：记入 {len(keys[1] - keys[0])} 个，删去 {len(keys[0] - keys[1])} 个，现有 {len(now)} 个。")
    return _status(found)


def show(
    baseline: File = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    config: ConfigFile = None,
) -> int:
    """List the entries; those that no longer match are marked."""
    from qingqing_lint.reporting.visible import visible

    file = _file(baseline, config, ["."])
    book, stale, found = _looked(file, config)
    if as_json:
        from qingqing_lint.reporting.json import dumps

        typer.echo(dumps([
            {"path": e.path, "rule": e.rule, "kind": e.kind, "place": e.place, "text": e.text, "fingerprint": e.fingerprint, "stale": e in stale}
            for e in sorted(book.entries)
        ]))
        return _status(found)
    kinds = {"violates": "违反", "missing": "缺少", "partial": "不完整", "weak": "不硬"}
    last = ""
    for entry in sorted(book.entries):
        if entry.path != last:
            typer.echo(visible(entry.path))
            last = entry.path
        mark = "（过时）" if entry in stale else ""
        typer.echo(f"  {kinds.get(entry.kind, entry.kind)} {visible(entry.rule)} {visible(entry.place)} {visible(entry.text)}{mark}".rstrip())
    typer.echo(f"共 {len(book.entries)} 个，其中过时 {len(stale)} 个。")
    return _status(found)


def prune(baseline: File = None, config: ConfigFile = None) -> int:
    """Drop what no longer matches."""
    from qingqing_lint.repository import Baseline

    file = _file(baseline, config, ["."])
    book, stale, found = _looked(file, config)
    if found.unreadable:
        for one in found.unreadable:
            typer.echo(f"{one.path}：{one.reason}", err=True)
        typer.echo("有草案读不了，没有改动基线。", err=True)
        return 2
    Baseline(file, tuple(e for e in book.entries if e not in stale)).write()
    typer.echo(f"已改写 {file}：删去过时的 {len(stale)} 个，还有 {len(book.entries) - len(stale)} 个。")
    return 0


def _looked(file: Path, config: Path | None) -> tuple[Baseline, set[Entry], Gathered]:
    """The baseline with renamed files followed, its outdated entries, and what checking its drafts gave."""
    from qingqing_lint.cli.check import followed
    from qingqing_lint.repository import load_baseline

    book = followed(load_baseline(file))
    names = dict.fromkeys(e.path for e in book.entries if (file.parent / e.path).exists())
    found = _gathered([str(file.parent / name) for name in names], config)
    now: dict[str, set[str]] = {book.name(Path(draft.path)): set() for draft in found.drafts}
    for entry in _entries(found, book):
        now[entry.path].add(entry.fingerprint)
    return book, set(book.stale(now)), found


def _gathered(paths: list[str], config: Path | None) -> Gathered:
    from qingqing_lint.cli.check import gather

    return gather(paths, Configs(config), with_baseline=False)


def _entries(found: Gathered, book: Baseline) -> list[Entry]:
    from qingqing_lint.repository.baseline import entries_of

    rules = found.checker.every_rule()
    return [entry for draft in found.drafts for entry in entries_of(draft, rules, book.name(Path(draft.path)))]


def _file(given: Path | None, config: Path | None, paths: list[str]) -> Path:
    if given is not None:
        return given
    settings = Configs(config).settings(Path(paths[0]) if paths else Path())
    return Path(settings["baseline"] or _NAME)


def _hint(file: Path, config: Path | None, paths: list[str]) -> str:
    settings = Configs(config).settings(Path(paths[0]) if paths else Path())
    if settings["baseline"]:
        return ""
    return f"检查时写 --baseline {file}，或者在 qingqing.toml 里写 baseline = \"{file.name}\"。"


def _status(found: Gathered) -> int:
    for one in found.unreadable:
        typer.echo(f"{one.path}：{one.reason}", err=True)
    return 2 if found.unreadable else 0
