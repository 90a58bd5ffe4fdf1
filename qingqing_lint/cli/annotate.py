"""``qingqing-lint annotate DRAFT -o OUT.docx``: the findings as comments in a copy of the Word file."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import (
    ConfigFile,
    Configs,
    Encoding,
    LexiconFolders,
    NoConfig,
    Revisions,
    choice_of,
    one_of,
)

__all__ = ["annotate", "register"]

_WORD = (".docx", ".docm", ".dotx", ".dotm")


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("annotate", cls=command, help=(
        "把检查结果写成 Word 批注，写进一份副本；原件不动。\n\n"
        "例：qingqing-lint annotate 草案.docx -o 草案-批注.docx　每个问题一条批注；\n\n"
        "qingqing-lint annotate 草案.docx -o 草案-批注.docx --suggest　并把缺的条文写成修订，在 Word 里接受或者拒绝；\n\n"
        "qingqing-lint annotate 草案-批注.docx -o 草案.docx --clean　去掉本工具写的批注和修订；\n\n"
        "qingqing-lint annotate 草案.txt -o 草案-批注.docx　文本草案写成带批注的 Word 文件。"
    ))(annotate)


def annotate(
    path: Annotated[Path, typer.Argument(metavar="草案", help="Word 或者文本文件", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到哪个 .docx 文件")] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="把缺的条文写成修订，供接受或者拒绝")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="直接写回原件（写完整了才替换）")] = False,
    clean: Annotated[bool, typer.Option("--clean", help="去掉本工具以前写的批注和修订，别人的不动")] = False,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="批注的日期，如 2025-03-01 或 2025-03-01T09:00:00；不写用环境变量 SOURCE_DATE_EPOCH，再没有就用现在")] = None,
    profile: Annotated[str | None, typer.Option("--profile", metavar="auto|qinqing|enterprise|all", help="哪些规则缺了算缺，缺省 auto")] = None,
    encoding: Encoding = None,
    revisions: Revisions = None,
    lexicon: LexiconFolders = None,
    config: ConfigFile = None,
    no_config: NoConfig = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="批注用中文还是英文说明")] = "zh",
) -> int:
    """Write the annotated copy; gives the exit status."""
    from qingqing_lint import PROFILES
    from qingqing_lint.reading import UnreadableDraft, load
    from qingqing_lint.reporting import word as word_file
    from qingqing_lint.reporting import write_atomic
    from qingqing_lint.reporting.findings import findings
    from qingqing_lint.repository import Checker

    one_of(profile or "auto", PROFILES, "--profile")
    one_of(lang, ("zh", "en"), "--lang")
    one_of(revisions or "accepted", ("accepted", "original"), "--revisions")
    when = _date(date)
    is_word = path.suffix.lower() in _WORD
    target = _target(path, output, in_place, is_word)
    if clean and not is_word:
        raise typer.BadParameter(f"只有 Word 文件里才有批注可去，“{path.name}”不是。", param_hint="--clean")
    try:
        source = load(path)
        if clean:
            result = word_file.clean(source)
            write_atomic(target, result)
            typer.echo(f"已写到 {target}：" + ("本来就没有本工具写的批注。" if result == source else "本工具写的批注和修订都去掉了。"))
            return 0
        said = {
            "profile": profile, "encoding": encoding, "revisions": revisions,
            "lexicons": tuple(str(folder) for folder in lexicon) if lexicon else None,
        }
        choice = choice_of(Configs(config, no_config, said).settings(path))
        checker = Checker(cache=False)
        draft_report = checker.check(source, path.as_posix(), choice).report
        rules = checker.rules(choice.lexicons)
        if is_word:
            result = word_file.annotate(source, draft_report, rules, suggest=suggest, date=when, lang=lang, revisions=choice.revisions)
        else:
            result = word_file.annotate_text(draft_report, rules, suggest=suggest, date=when, lang=lang)
    except UnreadableDraft as error:
        raise UnreadableDraft(f"{path}：{error}") from error
    write_atomic(target, result)
    found = findings(draft_report, rules)
    broken = sum(one.kind == "violates" for one in found)
    typer.echo(f"已写到 {target}：违反 {broken} 处，缺失或者不完整 {len(found) - broken} 项" + ("，缺的条文已写成修订。" if suggest else "。"))
    return 0


def _target(path: Path, output: Path | None, in_place: bool, is_word: bool) -> Path:
    if in_place and output is not None:
        raise typer.BadParameter("--in-place 和 --output 只能写一个。", param_hint="--in-place")
    if in_place:
        if not is_word:
            raise typer.BadParameter(f"“{path.name}”不是 .docx 文件，不能写回原件；请用 --output 写明新文件。", param_hint="--in-place")
        return path
    if output is None:
        raise typer.BadParameter("请用 --output 写明写到哪个 .docx 文件（或者用 --in-place 写回原件）。", param_hint="--output")
    if output.suffix.lower() not in _WORD:
        raise typer.BadParameter(f"结果是 Word 文件，“{output.name}”的扩展名应当是 .docx。", param_hint="--output")
    if is_word and output.suffix.lower() != path.suffix.lower():
        raise typer.BadParameter(f"结果的扩展名应当和草案一样是 {path.suffix}。", param_hint="--output")
    if not is_word and output.suffix.lower() != ".docx":
        raise typer.BadParameter(f"文本草案的结果应当写成 .docx，“{output.name}”不是。", param_hint="--output")
    if output.is_dir():
        raise typer.BadParameter(f"“{output}”是文件夹，请写明文件名。", param_hint="--output")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"没有“{output.parent}”这个文件夹，请先建好或者换一个位置。", param_hint="--output")
    if output.exists() and path.exists() and output.samefile(path):
        raise typer.BadParameter("这会覆盖原件；真要写回原件请用 --in-place，否则换一个文件名。", param_hint="--output")
    return output


def _date(text: str | None) -> datetime | None:
    """The date of the comments: as given, else ``SOURCE_DATE_EPOCH`` (seconds), else None for now."""
    if text is not None:
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            raise typer.BadParameter(f"“{text}”不是日期，应当写成 2025-03-01 或 2025-03-01T09:00:00。", param_hint="--date") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise typer.BadParameter(f"环境变量 SOURCE_DATE_EPOCH 应当是秒数，不能是“{epoch}”。", param_hint="SOURCE_DATE_EPOCH") from None
