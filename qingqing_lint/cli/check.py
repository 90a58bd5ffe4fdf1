"""``qingqing-lint check``: the main job."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qingqing_lint.cli.choices import (
    Cache,
    ConfigFile,
    Configs,
    Encoding,
    LexiconFolders,
    NoConfig,
    Revisions,
    choice_of,
    one_of,
)
from qingqing_lint.cli.workers import executor_at, plain_reports

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from qingqing_lint.cli.workers import Plain
    from qingqing_lint.config import Settings
    from qingqing_lint.report import DraftReport, Report, Suppression, Unreadable
    from qingqing_lint.repository import Baseline, Checker
    from qingqing_lint.repository.git import Changes

__all__ = ["Gathered", "check", "gather", "register", "target_files"]

FAIL_ON = ("error", "warning", "info", "never")


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("check", cls=command, help=(
        "检查草案，报告写到了什么、缺什么、哪里违反了什么。\n\n"
        "例：qingqing-lint check 草案.docx　检查一份草案；\n\n"
        "qingqing-lint check 草案/ --format html --output 报告.html　检查整个文件夹，写成网页；\n\n"
        "qingqing-lint check - < 草案.txt　检查标准输入；\n\n"
        "qingqing-lint check 草案/ --since origin/main　只查改过的草案，只报新出现的问题。\n\n"
        "退出码：0 没有达到 --fail-on 的问题；1 有；2 命令本身没能做完（选项写错、文件读不了）。"
    ))(check)


def check(
    paths: Annotated[list[str], typer.Argument(metavar="路径…", help="文件、文件夹，或者 -（标准输入）", show_default=False)],
    profile: Annotated[str | None, typer.Option("--profile", metavar="auto|qinqing|enterprise|all", help="哪些规则缺了算缺：auto（缺省）按草案判断")] = None,
    format: Annotated[list[str] | None, typer.Option(
        "--format", "-f", metavar="FORMAT[=FILE]", help="格式： terminal json jsonl markdown html sarif junit github gitlab rdjson xlsx ，可以写多次，如 --format terminal --format sarif=结果.sarif")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到文件，不写到屏幕")] = None,
    fail_on: Annotated[str | None, typer.Option("--fail-on", metavar="error|warning|info|never", help="有多重的问题时退出码为 1，缺省 error")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="也列出已经写到的内容和位置")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="一个问题一行")] = False,
    color: Annotated[bool | None, typer.Option("--color/--no-color", help="用不用颜色，不写就看终端")] = None,
    encoding: Encoding = None,
    revisions: Revisions = None,
    lexicon: LexiconFolders = None,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="报告用中文还是英文说明")] = "zh",
    since: Annotated[str | None, typer.Option("--since", metavar="REV", help="只查这个 git 版本以后改过的草案，只报新出现的问题")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help="基线文件：里面记下的问题不再报")] = None,
    fail_on_stale: Annotated[bool | None, typer.Option("--fail-on-stale", help="基线里有过时的条目时退出码为 1", show_default=False)] = None,
    show_suppressed: Annotated[bool, typer.Option("--show-suppressed", help="列出因批注、豁免、基线而没有报的问题")] = False,
    force_exclude: Annotated[bool, typer.Option("--force-exclude", help="直接写明的文件也按配置的 include、exclude 取舍（钩子用）")] = False,
    config: ConfigFile = None,
    no_config: NoConfig = False,
    cache: Cache = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="用几个进程，不写就按核数和草案份数")] = None,
    executor: Annotated[str | None, typer.Option("--executor", metavar="dask://HOST:PORT", help="交给这个 Dask 调度器的机器检查（要看得到同样的路径）")] = None,
) -> int:
    """Check drafts and print the report; gives the exit status."""
    from qingqing_lint import PROFILES, __version__
    from qingqing_lint.reporting import FORMATS, Options, emit

    for value, allowed, option in (
        (profile, PROFILES, "--profile"), (fail_on, FAIL_ON, "--fail-on"), (lang, ("zh", "en"), "--lang"),
        (revisions, ("accepted", "original"), "--revisions"),
    ):
        if value is not None:
            one_of(value, allowed, option)
    targets = _targets(format or ["terminal"], output, FORMATS)
    said = {
        "profile": profile, "fail-on": fail_on, "encoding": encoding, "revisions": revisions, "cache": cache, "fail-on-stale": fail_on_stale,
        "lexicons": tuple(str(folder) for folder in lexicon) if lexicon else None, "baseline": str(baseline) if baseline else None,
    }
    configs = Configs(config, no_config, said)
    with executor_at(executor) as workers:
        found = gather(paths, configs, since=since, force_exclude=force_exclude, jobs=jobs, executor=workers)
    drafts = tuple(_told(draft, problems, found, show_suppressed) for draft, problems in zip(found.drafts, found.problems, strict=True))
    report = found.checker.report(drafts, found.unreadable, found.notes, __version__)
    docs = next((url for settings in found.settings if (url := settings["docs-url"])), "")
    asked = [settings["fail-on"] for settings in found.settings] or [fail_on or "error"]
    strictest = max((level for level in asked if level != "never"), key=FAIL_ON.index, default="never")
    options = Options(lang=lang, verbose=verbose, quiet=quiet, color=color, fail_on=strictest, docs_url=docs)
    for name, target in targets:
        try:
            emit(report, name, target, options)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--format") from error
    on_screen = any(name == "terminal" and target is None for name, target in targets)
    _tell(found, report, on_screen, quiet)
    return _status(found, report)


@dataclass
class Gathered:
    """What a run over some paths came to: parallel lists of reports, settings and problems with suppressions.

    ``notes``: sentences on the run as a whole; ``stale``: whether outdated baseline entries make it fail.
    """

    checker: Checker
    drafts: list[DraftReport] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    problems: list[tuple[str, ...]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    warned: bool = False
    stale: bool = False


def target_files(paths: Iterable[str], configs: Configs, force_exclude: bool = False) -> tuple[list[Path], list[Unreadable]]:
    """The drafts that paths name, as the configuration includes them, each once; and the folders that hold none at all."""
    from qingqing_lint.reading import find_drafts
    from qingqing_lint.report import Unreadable

    files: dict[str, Path] = {}
    empty: list[Unreadable] = []
    for path in map(Path, paths):
        found = find_drafts([path])
        if not found:
            empty.append(Unreadable(path.as_posix(), "这个文件夹里没有可以检查的草案（.docx、.txt、.md），请检查路径"))
        filtered = force_exclude or path.is_dir()
        for file in found:
            config = configs.of(file) if filtered else None
            if config is None or config.wants(file):
                files.setdefault(os.path.normcase(Path.cwd() / file), file)
    return list(files.values()), empty


def gather(
    paths: list[str], configs: Configs, *, since: str | None = None, force_exclude: bool = False, with_baseline: bool = True,
    jobs: int | None = 1, executor: Executor | None = None,
) -> Gathered:
    """Check everything that paths name. Raises for mistakes in configuration, lexicons, baseline and revision."""
    from qingqing_lint.reading import UnreadableDraft
    from qingqing_lint.report import Unreadable
    from qingqing_lint.repository import Checker

    first = configs.settings(Path(paths[0]) if paths and paths[0] != "-" else Path())
    found = Gathered(Checker(cache=first["cache"]))
    files, found.unreadable = target_files((path for path in paths if path != "-"), configs, force_exclude)
    known = _Known(found, with_baseline)
    changes = _Since(since, found.checker) if since else None
    if changes:
        files = [file for file in files if changes.touched(file)]
    known.follow([(file, configs.settings(file)) for file in files])
    plain = plain_reports([(file, choice_of(configs.settings(file))) for file in files], found.checker, jobs, executor)
    for file, read in zip(files, plain, strict=True):
        settings = configs.settings(file)
        if isinstance(read, str):
            found.unreadable.append(Unreadable(file.as_posix(), read))
        else:
            before = {**known.of(file, settings), **(changes.known(file, settings) if changes else {})}
            _check(found, b"", file.as_posix(), settings, before, known, read)
    if "-" in paths:
        try:
            _check(found, sys.stdin.buffer.read(), "-", configs.settings(Path()), {}, None)
        except UnreadableDraft as error:
            found.unreadable.append(Unreadable("-", error.reason))
    known.finish()
    if changes:
        found.notes.append(f"只检查了 {changes.revision} 以后改过的 {len(files)} 份草案，只报新出现的问题。")
    _waivers(found, configs, [] if since else [Path(path) for path in paths if path != "-"])
    found.checker.cache.tidy()
    return found


def _check(found: Gathered, data: bytes, name: str, settings: Settings, known: Mapping[str, Suppression], book: _Known | None, plain: Plain | None = None) -> None:
    judged = found.checker.check(data, name, choice_of(settings), known, plain)
    found.drafts.append(judged.report)
    found.settings.append(settings)
    found.problems.append(judged.problems)
    found.warned = found.warned or bool(judged.problems)
    if book is not None:
        book.saw(Path(name), settings, judged.known)
    found.used |= judged.used


class _Known:
    """The baselines in use: what they know of a draft, and what of them was found again."""

    def __init__(self, found: Gathered, on: bool) -> None:
        self.found, self.on = found, on
        self.books: dict[str, Baseline] = {}
        self.index: dict[str, dict[str, dict[str, Suppression]]] = {}
        self.still: dict[str, dict[str, frozenset[str]]] = {}
        self.fail: dict[str, bool] = {}

    def follow(self, files: list[tuple[Path, Settings]]) -> None:
        """Load the baselines of these drafts and follow renamed files through git."""
        from qingqing_lint.repository import load_baseline

        for name in dict.fromkeys(s["baseline"] for _, s in files if self.on and s["baseline"]):
            book = followed(load_baseline(Path(name)))
            self.books[name] = book
            self.index[name] = book.known()
            self.still[name] = {}

    def of(self, file: Path, settings: Settings) -> Mapping[str, Suppression]:
        name = settings["baseline"]
        if name not in self.books:
            return {}
        self.fail[name] = self.fail.get(name, False) or settings["fail-on-stale"]
        return self.index[name].get(self.books[name].name(file), {})

    def saw(self, file: Path, settings: Settings, marks: frozenset[str]) -> None:
        name = settings["baseline"]
        if name in self.books:
            self.still[name][self.books[name].name(file)] = marks

    def finish(self) -> None:
        for name, book in self.books.items():
            stale = book.stale(self.still[name])
            if stale:
                shown = "、".join(f"{e.path} {e.rule}" for e in stale[:3])
                self.found.notes.append(
                    f"基线 {book.file.name} 里有 {len(stale)} 个条目已经过时（{shown}{'……' if len(stale) > 3 else ''}），"
                    "请运行 qingqing-lint baseline prune 清理。"
                )
                self.found.stale = self.found.stale or self.fail.get(name, False)


def followed(book: Baseline) -> Baseline:
    """The baseline with its entries under the names that renamed files have now, as far as git tells."""
    from qingqing_lint.repository import GitError
    from qingqing_lint.repository.git import last_commit_of, renames, root_of

    folder = book.file.absolute().parent
    gone = [path for path in {e.path for e in book.entries} if not (folder / path).exists()]
    if not gone:
        return book
    try:
        root = root_of(folder)
        prefix = folder.resolve().relative_to(root).as_posix()
    except (GitError, ValueError):
        return book
    lead = "" if prefix == "." else prefix + "/"
    went = renames(root, last_commit_of(root, lead + book.file.name), [lead + path for path in gone])
    if any(lead + path not in went for path in gone):
        went = {**renames(root, None, [lead + path for path in gone if lead + path not in went]), **went}
    return book.moved({old[len(lead):]: new[len(lead):] for old, new in went.items() if new.startswith(lead)})


class _Since:
    """What changed since a revision: which drafts, and what their earlier versions were already found to have."""

    def __init__(self, revision: str, checker: Checker) -> None:
        self.revision, self.checker = revision, checker
        self.roots: dict[Path, Path] = {}
        self.changes: dict[Path, Changes] = {}

    def _of(self, file: Path) -> tuple[Changes, str]:
        from qingqing_lint.repository.git import changes_since, name_of, root_of

        folder = file.absolute().parent
        if folder not in self.roots:
            self.roots[folder] = root_of(file)
        root = self.roots[folder]
        if root not in self.changes:
            self.changes[root] = changes_since(root, self.revision)
        return self.changes[root], name_of(root, file)

    def touched(self, file: Path) -> bool:
        changes, name = self._of(file)
        return name in changes.files

    def known(self, file: Path, settings: Settings) -> Mapping[str, Suppression]:
        from qingqing_lint.reading import UnreadableDraft
        from qingqing_lint.report import Suppression
        from qingqing_lint.repository.baseline import entries_of
        from qingqing_lint.repository.git import file_at

        changes, name = self._of(file)
        data = file_at(changes.root, changes.revision, changes.before.get(name, name))
        if not data:
            return {}
        choice = choice_of(settings)
        try:
            report = self.checker.check(data, file.as_posix(), choice).report
        except UnreadableDraft:
            return {}
        why = Suppression("since", where=self.revision)
        return {e.fingerprint: why for e in entries_of(report, self.checker.rules(choice.lexicons), name)}


def _waivers(found: Gathered, configs: Configs, given: list[Path]) -> None:
    """Report waivers that are over, and those that excused nothing although all that they can be about was ``given`` to check."""
    from datetime import date

    today = date.today().isoformat()
    over = {str(w.origin): w for config in configs.loaded.values() for w in config.waivers if w.until and w.until < today}
    for where, waiver in over.items():
        found.notes.append(f"{where}: 对 {waiver.rule} 的豁免已于 {waiver.until} 到期，请删去或者重新说明理由。")
    checked = [(Path.cwd() / path).resolve() for path in given]
    seen = {str(w.origin): (w, s.config.folder) for s in found.settings if s.config for w in s.waivers}
    for where, (waiver, folder) in seen.items():
        if where not in found.used and where not in over and _reach(folder, waiver.path, checked):
            found.notes.append(f"{where}: 对 {waiver.rule} 的豁免没有对应的问题，请删去。")
    found.warned = found.warned or any("豁免" in note for note in found.notes)


def _reach(folder: Path, pattern: str, checked: list[Path]) -> bool:
    """Whether everything that a pattern below ``folder`` can match lies in the paths that were checked."""
    anchored = "/" in pattern.rstrip("/")
    fixed = folder
    for part in pattern.strip("/").split("/") if anchored else ():
        if any(sign in part for sign in "*?[!\\"):
            break
        fixed = fixed / part
    return any(path == fixed or path in fixed.parents for path in checked)


def _told(draft: DraftReport, problems: tuple[str, ...], found: Gathered, every: bool) -> DraftReport:
    """The draft's report with notes on what was suppressed and on what is wrong with suppressions."""
    from qingqing_lint.reporting.findings import headline, suppressed

    if not problems and not any(row.suppressed or any(r.suppressed for r in row.readings) for row in draft.rules):
        return draft
    rules = found.checker.every_rule()
    hidden = suppressed(draft, rules)
    notes = list(problems)
    if hidden:
        names = {"comment": "批注", "config": "配置里的豁免", "baseline": "基线", "since": "以前就有"}
        counted = "、".join(f"{name} {n}" for by, name in names.items() if (n := sum(why.by == by for _, why in hidden)))
        notes.append(f"另有 {len(hidden)} 个问题没有报（{counted}）" + ("：" if every else "，用 --show-suppressed 列出。"))
    for finding, why in hidden if every else ():
        reason = "，".join(part for part in (why.reason, why.who, f"至 {why.until}" if why.until else "", why.where) if part)
        notes.append(f"没有报 {finding.rule.id} {headline(finding, 'zh')}（{reason or '以前就有'}）")
    return replace(draft, notes=(*draft.notes, *notes))


def _tell(found: Gathered, report: Report, on_screen: bool, quiet: bool) -> None:
    """Say on standard error what the chosen formats may not show."""
    lines = list(report.notes)
    if quiet or not on_screen:
        lines = [f"{d.path}：{problem}" for d, problems in zip(found.drafts, found.problems, strict=True) for problem in problems] + lines
    if not on_screen:
        lines = [f"{one.path}：{one.reason}" for one in report.unreadable] + lines
    for line in lines:
        print(line, file=sys.stderr)


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


def _status(found: Gathered, report: Report) -> int:
    if report.unreadable:
        return 2
    if found.stale:
        return 1
    if found.warned and any(settings["fail-on"] in ("warning", "info") for settings in found.settings):
        return 1
    for draft, settings in zip(report.drafts, found.settings, strict=True):
        if settings["fail-on"] == "never":
            continue
        counted = FAIL_ON[: FAIL_ON.index(settings["fail-on"]) + 1]
        if any((row.is_gap and row.severity in counted) or (row.violations and row.violation_severity in counted) for row in draft.rules):
            return 1
    return 0
