"""Options that several commands share, the configuration behind them, and values checked with Chinese sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qingqing_lint.config import Config, Settings
    from qingqing_lint.lexicon import Lexicon
    from qingqing_lint.linting import Linter
    from qingqing_lint.repository import Choice

__all__ = [
    "Cache", "ConfigFile", "Configs", "Encoding", "LexiconFolders", "NoConfig", "Revisions", "choice_of", "one_of", "the_draft",
    "the_lexicon", "the_linter", "the_rule",
]

LexiconFolders = Annotated[
    list[Path] | None, typer.Option("--lexicon", metavar="FOLDER", help="再加一个自己的词库文件夹，可以写多次")
]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="ENCODING", help="文本文件的编码，不写就自动判断（如 gb18030、utf-16）")]
Revisions = Annotated[str | None, typer.Option("--revisions", metavar="accepted|original", help="Word 修订：按接受修订后读，或者按修订前读")]
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="用这个配置文件，不从草案往上找")]
NoConfig = Annotated[bool, typer.Option("--no-config", help="不用任何配置文件")]
Cache = Annotated[bool | None, typer.Option("--cache/--no-cache", help="没有改过的草案直接用上次的结果", show_default=False)]


def one_of(value: str, allowed: Iterable[str], option: str) -> str:
    """``value`` if allowed; else a BadParameter with the nearest right one."""
    known = list(allowed)
    if value in known:
        return value
    close = difflib.get_close_matches(value, known, 1, 0.5)
    hint = f"，是不是 {close[0]}" if close else ""
    raise typer.BadParameter(f"没有“{value}”{hint}；可用的有 {'、'.join(known)}。", param_hint=option)


class Configs:
    """The configurations that hold for drafts, each read once. ``file``: use this one; ``off``: use none.

    ``said``: what the command line says, key → value, None for what it does not; it beats every file.
    """

    def __init__(self, file: Path | None = None, off: bool = False, said: Mapping[str, Any] | None = None) -> None:
        self.file, self.off = file, off
        self.said = dict(said or {})
        self.loaded: dict[Path, Config] = {}
        self.seen: dict[Path, Path | None] = {}
        if file is not None and off:
            raise typer.BadParameter("--config 和 --no-config 只能写一个。", param_hint="--config")

    def of(self, path: Path) -> Config | None:
        """The configuration for a draft or folder, None when there is none. Raises ConfigError with every mistake."""
        from qingqing_lint.config import find_config, load_config

        if self.off:
            return None
        file = self.file or find_config(path, self.seen)
        if file is None:
            return None
        if file not in self.loaded:
            self.loaded[file] = load_config(file, _known)
        return self.loaded[file]

    def settings(self, path: Path) -> Settings:
        """What holds for one draft."""
        from qingqing_lint.config import settings_for

        return settings_for(path, self.of(path)).with_options(self.said)


def _known(folders: tuple[Path, ...]) -> tuple[Collection[str], Collection[str]]:
    from qingqing_lint.lexicon.load import shipped_folder
    from qingqing_lint.linting.compiled import rulebook_of

    lexicon = rulebook_of((shipped_folder(), *folders), brief=True)
    return {**lexicon.rules, **lexicon.off}, lexicon.categories


def choice_of(settings: Settings) -> Choice:
    """Settings as the plain values that a check is given."""
    from qingqing_lint.repository import Choice
    from qingqing_lint.repository.suppressions import Waiver

    revisions: Any = settings["revisions"]
    return Choice(
        profile=settings["profile"], encoding=settings["encoding"], revisions=revisions,
        lexicons=tuple(Path(folder) for folder in settings["lexicons"]), select=tuple(settings["select"]),
        ignore=tuple(settings["ignore"]), severity=settings["severity"],
        waivers=tuple(Waiver(w.rule, w.place, w.reason, w.who, w.until, str(w.origin)) for w in settings.waivers),
    )


def own_folders(folders: list[Path] | None) -> tuple[Path, ...]:
    """The lexicon folders of the command line, else those of the configuration for where the user stands."""
    if folders:
        return tuple(folders)
    return tuple(Path(folder) for folder in Configs().settings(Path())["lexicons"])


def the_lexicon(folders: list[Path] | None) -> Lexicon:
    """The built-in lexicons and the user's, with patterns and examples."""
    from qingqing_lint.lexicon.load import shipped_folder
    from qingqing_lint.linting.compiled import rulebook_of

    return rulebook_of((shipped_folder(), *own_folders(folders)))


def the_linter(folders: list[Path] | None) -> Linter:
    """A linter over the built-in lexicons and the user's."""
    from qingqing_lint.lexicon.load import shipped_folder
    from qingqing_lint.linting.compiled import linter_of

    return linter_of((shipped_folder(), *own_folders(folders)))


def the_draft(path: str, encoding: str | None, revisions: str | None) -> Any:
    """The draft at a path, or on standard input for ``-``. Raises UnreadableDraft, the path in front of its sentence."""
    from qingqing_lint.reading import UnreadableDraft, read_bytes, read_draft

    side: Any = one_of(revisions or "accepted", ("accepted", "original"), "--revisions")
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
    if rule_id in lexicon.off:
        raise typer.BadParameter(f"规则“{rule_id}”已经被自己的词库停用（{lexicon.off[rule_id]}）。", param_hint="规则")
    close = difflib.get_close_matches(rule_id, lexicon.rules, 1, 0.4)
    by_title = [r.id for r in lexicon.rules.values() if rule_id in r.info.title]
    near = "、".join((by_title or close)[:3])
    hint = f"，是不是 {near}" if near else ""
    raise typer.BadParameter(
        f"没有规则“{rule_id}”{hint}；用 qingqing-lint rules 看全部规则。", param_hint="规则"
    )
