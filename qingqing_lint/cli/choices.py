"""Options that several commands share, and values checked with Chinese sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from qingqing_lint.lexicon import Lexicon
    from qingqing_lint.linting import Linter

__all__ = ["Encoding", "LexiconFolders", "Revisions", "one_of", "the_draft", "the_lexicon", "the_linter", "the_rule"]

LexiconFolders = Annotated[
    list[Path] | None, typer.Option("--lexicon", metavar="FOLDER", help="再加一个自己的词库文件夹，可以写多次")
]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="ENCODING", help="文本文件的编码，不写就自动判断（如 gb18030、utf-16）")]
Revisions = Annotated[str, typer.Option("--revisions", metavar="accepted|original", help="Word 修订：按接受修订后读，或者按修订前读")]


def one_of(value: str, allowed: Iterable[str], option: str) -> str:
    """``value`` if allowed; else a BadParameter with the nearest right one."""
    known = list(allowed)
    if value in known:
        return value
    close = difflib.get_close_matches(value, known, 1, 0.5)
    hint = f"，是不是 {close[0]}" if close else ""
    raise typer.BadParameter(f"没有“{value}”{hint}；可用的有 {'、'.join(known)}。", param_hint=option)


def the_lexicon(folders: list[Path] | None) -> Lexicon:
    """The built-in lexicons and the user's."""
    from qingqing_lint import load_lexicon

    return load_lexicon(*(folders or ()))


def the_linter(folders: list[Path] | None) -> Linter:
    """A linter over the built-in lexicons and the user's."""
    from qingqing_lint import build_linter

    return build_linter(*(folders or ()))


def the_draft(path: str, encoding: str | None, revisions: str) -> Any:
    """The draft at a path, or on standard input for ``-``. Raises UnreadableDraft, the path in front of its sentence."""
    from qingqing_lint.reading import UnreadableDraft, read_bytes, read_draft

    one_of(revisions, ("accepted", "original"), "--revisions")
    side: Any = revisions
    try:
        if path == "-":
            return read_bytes(typer.get_binary_stream("stdin").read(), "-", encoding=encoding, revisions=side)
        return read_draft(path, encoding=encoding, revisions=side)
    except UnreadableDraft as error:
        raise UnreadableDraft(f"{path}：{error}") from error


def the_rule(lexicon: Lexicon, rule_id: str) -> Any:
    """The rule with this id; else a BadParameter with the nearest right one."""
    if rule_id in lexicon.rules:
        return lexicon.rules[rule_id]
    close = difflib.get_close_matches(rule_id, lexicon.rules, 1, 0.4)
    by_title = [r.id for r in lexicon.rules.values() if rule_id in r.info.title]
    hint = by_title or close
    raise typer.BadParameter(
        f"没有规则“{rule_id}”{f'，是不是 {hint[0]}' if hint else ''}；用 qingqing-lint rules 看全部规则。", param_hint="规则"
    )
