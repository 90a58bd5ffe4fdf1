"""Configuration: ``qingqing.toml``, or ``[tool.qingqing-lint]`` in pyproject.toml, found upwards from each draft.

What is found is plain values, each with the file and line that it comes from. Every mistake is collected, with file, line and
the nearest right name, before one `ConfigError` is raised. Only the command line reads configuration.
"""

from __future__ import annotations

import datetime
import difflib
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = [
    "DEFAULTS", "KEYS", "Config", "ConfigError", "Mistake", "Origin", "Settings", "Value", "Waiver", "config_schema", "find_config", "load_config",
    "settings_for",
]

NAMES = ("qingqing.toml", "pyproject.toml")
_TABLE = ("tool", "qingqing-lint")
_SEVERITIES = ("error", "warning", "info", "off")
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the configuration. ``kind``: choice, text, flag, texts, rules, patterns, folders, file, severities."""

    kind: str
    says: str
    choices: tuple[str, ...] = ()
    default: Any = None
    by_path: bool = False
    adds: bool = False
    """Whether a file adds to what it extends, rather than replaces it."""


KEYS: dict[str, Key] = {
    "profile": Key("choice", "哪些规则缺了算缺", ("auto", "qinqing", "enterprise", "all"), "auto", by_path=True),
    "select": Key("rules", "只用这些规则或者类别，不写就是全部", default=(), by_path=True),
    "ignore": Key("rules", "不用这些规则或者类别", default=(), by_path=True, adds=True),
    "severity": Key("severities", "规则或者类别的轻重：error、warning、info，或者 off（停用）", default={}, by_path=True, adds=True),
    "fail-on": Key("choice", "有多重的问题时退出码为 1", ("error", "warning", "info", "never"), "error", by_path=True),
    "encoding": Key("text", "文本草案的编码，不写就自动判断", by_path=True),
    "revisions": Key("choice", "Word 修订：按接受修订后读，或者按修订前读", ("accepted", "original"), "accepted", by_path=True),
    "include": Key("patterns", "检查文件夹时只看这些文件（写法同 .gitignore）", default=()),
    "exclude": Key("patterns", "检查文件夹时不看这些文件（写法同 .gitignore）", default=(), adds=True),
    "lexicons": Key("folders", "自己的词库文件夹，相对本文件", default=(), adds=True),
    "baseline": Key("file", "基线文件，相对本文件"),
    "fail-on-stale": Key("flag", "基线里有过时的条目时退出码为 1", default=False),
    "cache": Key("flag", "保存检查结果，没有改过的草案下次不再检查", default=True),
    "docs-url": Key("text", "规则手册的网址，写进 SARIF 等结果里"),
}
DEFAULTS: dict[str, Any] = {name: key.default for name, key in KEYS.items()}
_TOP = (*KEYS, "extends", "overrides", "waivers")
_OVERRIDE = ("files", *(name for name, key in KEYS.items() if key.by_path))
_WAIVER = ("path", "rule", "place", "reason", "who", "until")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a configuration: where it stands and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ConfigError(Exception):
    """The configuration cannot be used. ``mistakes`` holds every mistake found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a file and a line from 1, or words (缺省, 命令行) and 0."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


BY_DEFAULT = Origin("缺省")


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its origin. ``parts``: where each item of a list or table comes from, when files add to one another."""

    value: Any
    origin: Origin
    parts: tuple[tuple[str, Origin], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception argued in the configuration: findings of ``rule`` (or of a category) in files that match ``path``.

    ``place``: only in the provision cited so, and what lies below it ("" anywhere). ``until``: the last day, ISO, "" for ever.
    """

    path: str
    rule: str
    place: str
    reason: str
    who: str
    until: str
    origin: Origin


@dataclass(frozen=True)
class Override:
    """Values for the files that match ``files``."""

    files: tuple[str, ...]
    values: Mapping[str, Value]
    origin: Origin


@dataclass(frozen=True)
class Config:
    """A configuration as read, with what it extends. ``folder``: what its patterns are relative to."""

    file: Path
    folder: Path
    values: Mapping[str, Value] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    read: tuple[str, ...] = ()
    """Every file that was read, itself first."""

    def wants(self, path: Path) -> bool:
        """Whether a file is to be checked when its folder is: in ``include`` (if there is any), not in ``exclude``."""
        name = relative(path, self.folder)
        include, exclude = (self.values.get(key) for key in ("include", "exclude"))
        if include and include.value and not spec(tuple(include.value)).match_file(name):
            return False
        return not (exclude and exclude.value and spec(tuple(exclude.value)).match_file(name))


@dataclass(frozen=True)
class Settings:
    """What holds for one draft: every key of `KEYS` with its origin, and the waivers that its path matches."""

    config: Config | None
    values: Mapping[str, Value]
    waivers: tuple[Waiver, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.values[key].value

    def with_options(self, options: Mapping[str, Any]) -> Settings:
        """The settings with what was said on the command line; None means not said."""
        said = {key: Value(value, Origin("命令行")) for key, value in options.items() if value is not None}
        return Settings(self.config, {**self.values, **said}, self.waivers)


@lru_cache(maxsize=256)
def spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """Patterns in gitignore's syntax, compiled. Raises ``ValueError`` for one that cannot be."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def relative(path: Path, folder: Path) -> str:
    """A path as patterns see it: relative to the configuration's folder, with slashes; as given when it lies outside."""
    absolute = Path.cwd() / path
    for candidate in (absolute, absolute.resolve()):
        try:
            return candidate.relative_to(folder).as_posix()
        except ValueError:
            continue
    return path.as_posix().lstrip("/")


def find_config(path: Path, seen: dict[Path, Path | None] | None = None) -> Path | None:
    """The configuration for a draft or folder: the nearest qingqing.toml, or pyproject.toml with our table, upwards.

    ``seen``: what was found in folders before; give the same dict to every call of one run.
    """
    here = (Path.cwd() / path).resolve()
    known = {} if seen is None else seen
    passed: list[Path] = []
    found: Path | None = None
    start = here if here.is_dir() else here.parent
    for folder in (start, *start.parents):
        if folder in known:
            found = known[folder]
            break
        passed.append(folder)
        own, project = folder / NAMES[0], folder / NAMES[1]
        if own.is_file():
            found = own
            break
        if project.is_file() and _has_table(project):
            found = project
            break
    known.update(dict.fromkeys(passed, found))
    return found


def _has_table(file: Path) -> bool:
    try:
        return re.search(r"^\s*\[+\s*tool\s*\.\s*[\"']?qingqing-lint\b", file.read_text("utf-8", "replace"), re.M) is not None
    except OSError:
        return False


def settings_for(path: Path, config: Config | None) -> Settings:
    """What holds for a draft under a configuration: defaults, the file's values, then every override that matches."""
    values = {name: Value(key.default, BY_DEFAULT) for name, key in KEYS.items()}
    if config is None:
        return Settings(None, values)
    values.update(config.values)
    name = relative(path, config.folder)
    for override in config.overrides:
        if spec(override.files).match_file(name):
            for key, value in override.values.items():
                values[key] = _joined(key, values[key], value)
    return Settings(config, values, tuple(w for w in config.waivers if not w.path or spec((w.path,)).match_file(name)))


def _joined(key: str, before: Value, after: Value) -> Value:
    if not KEYS[key].adds or not before.value:
        return after
    if isinstance(after.value, dict):
        joined: Any = {**before.value, **after.value}
        parts = {**dict(before.parts), **dict(after.parts)}
        return Value(joined, after.origin, tuple(parts.items()))
    joined = (*before.value, *(item for item in after.value if item not in before.value))
    return Value(joined, after.origin, (*before.parts, *(p for p in after.parts if p[0] not in before.value)))


# ---------------------------------------------------------------- reading


def load_config(file: Path, known: Callable[[tuple[Path, ...]], tuple[Collection[str], Collection[str]]] | None = None) -> Config:
    """Read a configuration and what it extends. Raises `ConfigError` with every mistake in all of them.

    ``known``: gives the rules' ids and the categories of the lexicons in some folders; without it rule names go unchecked.
    """
    mistakes: list[Mistake] = []
    found = _read(file, mistakes, ())
    if known is not None:
        folders = found.values.get("lexicons")
        rules, categories = known(tuple(Path(folder) for folder in folders.value if Path(folder).is_dir()) if folders else ())
        mistakes += _unknown_rules(found, rules, categories)
    if mistakes:
        raise ConfigError(mistakes)
    return found


def _unknown_rules(config: Config, rules: Collection[str], categories: Collection[str]) -> list[Mistake]:
    mistakes = []

    def look(name: str, origin: Origin, what: str) -> None:
        if name not in rules and name not in categories:
            close = difflib.get_close_matches(name, [*rules, *categories], 1, 0.5)
            hint = f"，是不是“{close[0]}”" if close else "；用 qingqing-lint rules 看全部规则"
            mistakes.append(Mistake(origin.file, origin.line, f"{what}里的规则或者类别“{name}”不存在{hint}"))

    for values in (config.values, *(override.values for override in config.overrides)):
        for key in ("select", "ignore", "severity"):
            for name, origin in values[key].parts if key in values else ():
                look(name, origin, f"“{key}”")
    for waiver in config.waivers:
        look(waiver.rule, waiver.origin, "“waivers”")
    return mistakes


def _read(file: Path, mistakes: list[Mistake], above: tuple[Path, ...]) -> Config:
    name = _shown(file)
    empty = Config(file, file.resolve().parent, read=(name,))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        mistakes.append(Mistake(name, 1, f"读不了这个配置文件（{error.strerror or error}），请检查路径和权限"))
        return empty
    except UnicodeDecodeError:
        mistakes.append(Mistake(name, 1, "不是 UTF-8 编码，请另存为 UTF-8"))
        return empty
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at.group(1)) if at else text.count("\n") + 1
        mistakes.append(Mistake(name, line, _syntax(str(error))))
        return empty
    places = _Places(text)
    table: Any = whole
    prefix: tuple[str | int, ...] = ()
    if file.name == NAMES[1]:
        prefix = _TABLE
        for part in _TABLE:
            table = table.get(part, {}) if isinstance(table, dict) else {}
    reader = _Reader(file, name, places, mistakes)
    own = reader.config(table if isinstance(table, dict) else {}, prefix)
    bases = []
    for base, line in reader.extended:
        target = (file.parent / base).resolve()
        if target in (*above, file.resolve()):
            mistakes.append(Mistake(name, line, f"extends 绕成了圈：“{base}”又引用回来了，请去掉一处"))
        elif len(above) >= _DEPTH:
            mistakes.append(Mistake(name, line, f"extends 套了超过 {_DEPTH} 层，请减少"))
        elif not target.is_file():
            mistakes.append(Mistake(name, line, f"extends 引用的文件“{base}”不存在，请检查路径（相对本文件）"))
        else:
            bases.append(_read(target, mistakes, (*above, file.resolve())))
    return _extended(own, bases)


def _extended(own: Config, bases: list[Config]) -> Config:
    values: dict[str, Value] = {}
    for config in (*bases, own):
        for key, value in config.values.items():
            values[key] = _joined(key, values[key], value) if key in values else value
    return Config(
        own.file, own.folder, values, tuple(o for c in (*bases, own) for o in c.overrides),
        tuple(w for c in (*bases, own) for w in c.waivers), tuple(dict.fromkeys((*own.read, *(r for b in bases for r in b.read)))),
    )


def _shown(file: Path) -> str:
    """A path for messages: relative to where the user stands if that is shorter."""
    try:
        return file.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return file.as_posix()


def _syntax(message: str) -> str:
    hints = (
        ("Cannot overwrite", "同一个键写了两次，请合并成一处"), ("Cannot declare", "同一个表写了两次，请合并成一处"),
        ("Expected '='", "键后面要有等号，如 profile = \"auto\""), ("Invalid value", "等号后面的值不对，文字要加双引号"),
        ("Unclosed array", "列表没有写完，缺少右方括号"), ("Unterminated string", "文字缺少右边的引号"),
        ("Illegal character", "文字里有不允许的字符，或者缺少右边的引号"), ("Expected newline", "一行只能写一项，后面多了东西"),
        ("Invalid statement", "这一行不是“键 = 值”的形式（中文的键要加引号）"),
    )
    return next((chinese for english, chinese in hints if english in message), "TOML 写法有误，请检查引号、等号和括号")


class _Reader:
    """Turns one parsed table into a `Config`, noting what is wrong."""

    def __init__(self, file: Path, name: str, places: _Places, mistakes: list[Mistake]) -> None:
        self.file, self.name, self.places, self.mistakes = file, name, places, mistakes
        self.extended: list[tuple[str, int]] = []

    def wrong(self, path: tuple[str | int, ...], message: str, item: object = None) -> None:
        self.mistakes.append(Mistake(self.name, self.places.line(path, item), message))

    def origin(self, path: tuple[str | int, ...], item: object = None) -> Origin:
        return Origin(self.name, self.places.line(path, item))

    def names(self, table: Mapping[str, Any], path: tuple[str | int, ...], allowed: tuple[str, ...], what: str) -> None:
        for key in table:
            if key not in allowed:
                close = difflib.get_close_matches(key.lower().replace("_", "-"), allowed, 1, 0.5)
                hint = f"，是不是“{close[0]}”" if close else f"，可用的有：{'、'.join(allowed)}"
                self.wrong((*path, key), f"{what}里不认识“{key}”{hint}")

    def config(self, table: Mapping[str, Any], path: tuple[str | int, ...]) -> Config:
        self.names(table, path, _TOP, "配置")
        bases = table.get("extends", [])
        for base in [bases] if isinstance(bases, str) else bases if isinstance(bases, list) else [None]:
            if isinstance(base, str) and base.strip():
                self.extended.append((base, self.places.line((*path, "extends"), base)))
            else:
                self.wrong((*path, "extends"), "“extends”应当是配置文件的路径，或者路径的列表")
        overrides = [found for i, one in self.tables(table, path, "overrides") if (found := self.override(one, (*path, "overrides", i)))]
        waivers = [waiver for i, one in self.tables(table, path, "waivers") if (waiver := self.waiver(one, (*path, "waivers", i)))]
        values = self.values(table, path, tuple(KEYS))
        return Config(self.file, self.file.resolve().parent, values, tuple(overrides), tuple(waivers), (self.name,))

    def tables(self, table: Mapping[str, Any], path: tuple[str | int, ...], key: str) -> list[tuple[int, Mapping[str, Any]]]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong((*path, key), f"“{key}”应当写成 [[{key}]]，一段一项")
            return []
        return list(enumerate(found))

    def values(self, table: Mapping[str, Any], path: tuple[str | int, ...], keys: tuple[str, ...]) -> dict[str, Value]:
        return {key: value for key in keys if key in table and (value := self.value(key, table[key], (*path, key))) is not None}

    def value(self, name: str, raw: Any, path: tuple[str | int, ...]) -> Value | None:
        key = KEYS[name]
        origin = self.origin(path)
        if key.kind == "choice":
            return Value(raw, origin) if self.chosen(name, raw, key.choices, path) else None
        if key.kind == "flag":
            if not isinstance(raw, bool):
                self.wrong(path, f"“{name}”只能写 true 或 false，不能是{_said(raw)}")
                return None
            return Value(raw, origin)
        if key.kind in ("text", "file"):
            if not isinstance(raw, str) or not raw.strip():
                self.wrong(path, f"“{name}”应当是一段文字（加引号），不能是{_said(raw)}")
                return None
            return Value(str(self.file.resolve().parent / raw) if key.kind == "file" else raw, origin)
        if key.kind == "severities":
            return self.severities(name, raw, path)
        items = self.texts(name, raw, path, patterns=key.kind == "patterns")
        if items is None:
            return None
        if key.kind == "folders":
            for item in items:
                if not (self.file.parent / item).is_dir():
                    self.wrong(path, f"“{name}”里的文件夹“{item}”不存在，请检查路径（相对本文件）", item)
            whole = tuple(str(self.file.resolve().parent / item) for item in items)
            return Value(whole, origin, tuple((one, self.origin(path, item)) for one, item in zip(whole, items, strict=True)))
        return Value(items, origin, tuple((item, self.origin(path, item)) for item in items))

    def chosen(self, name: str, raw: Any, choices: tuple[str, ...], path: tuple[str | int, ...]) -> bool:
        if isinstance(raw, str) and raw in choices:
            return True
        close = difflib.get_close_matches(raw, choices, 1, 0.5) if isinstance(raw, str) else []
        hint = f"，是不是“{close[0]}”" if close else f"，可用的有：{'、'.join(choices)}"
        self.wrong(path, f"“{name}”不能是{_said(raw)}{hint}")
        return False

    def texts(self, name: str, raw: Any, path: tuple[str | int, ...], patterns: bool = False) -> tuple[str, ...] | None:
        if not isinstance(raw, list):
            self.wrong(path, f"“{name}”应当是列表，如 {name} = [\"…\"]，不能是{_said(raw)}")
            return None
        for item in raw:
            if not isinstance(item, str) or not item.strip():
                self.wrong(path, f"“{name}”的每一项都应当是文字（加引号），不能是{_said(item)}", item)
                return None
        if patterns:
            for item in raw:
                try:
                    spec((item,))
                except ValueError:
                    self.wrong(path, f"“{name}”里的“{item}”不是 .gitignore 的写法", item)
                    return None
        return tuple(raw)

    def severities(self, name: str, raw: Any, path: tuple[str | int, ...]) -> Value | None:
        if not isinstance(raw, dict):
            self.wrong(path, f"“{name}”应当写成一段 [{name}]，一行一条规则，如 \"decision/hearing\" = \"info\"")
            return None
        for rule, severity in raw.items():
            self.chosen(rule, severity, _SEVERITIES, (*path, rule))
        return Value(dict(raw), self.origin(path), tuple((rule, self.origin((*path, rule))) for rule in raw))

    def override(self, table: Mapping[str, Any], path: tuple[str | int, ...]) -> Override | None:
        for key in table:
            if key in KEYS and key not in _OVERRIDE:
                self.wrong((*path, key), f"“{key}”不能按路径改，只能写在最外层")
        self.names({k: v for k, v in table.items() if k not in KEYS}, path, _OVERRIDE, "overrides ")
        values = self.values(table, path, _OVERRIDE[1:])
        if "files" not in table:
            self.wrong(path, "这一段 overrides 缺少 files（对哪些文件有效），如 files = [\"招商/**\"]")
            return None
        files = self.texts("files", table["files"], (*path, "files"), patterns=True)
        return Override(files, values, self.origin(path)) if files else None

    def waiver(self, table: Mapping[str, Any], path: tuple[str | int, ...]) -> Waiver | None:
        self.names(table, path, _WAIVER, "waivers ")
        good = True
        for key, asks in (("rule", "哪条规则"), ("reason", "理由")):
            if key not in table:
                self.wrong(path, f"这一条豁免缺少 {key}（{asks}）")
                good = False
        text: dict[str, str] = {}
        for key in _WAIVER[:-1]:
            raw = table.get(key, "")
            if not isinstance(raw, str) or (key in table and not raw.strip()):
                self.wrong((*path, key), f"豁免的“{key}”应当是一段文字，不能是{_said(raw)}")
                good = False
            else:
                text[key] = raw.strip()
        until = table.get("until", "")
        day = until.date() if isinstance(until, datetime.datetime) else until
        if isinstance(day, str) and day:
            try:
                day = datetime.date.fromisoformat(day)
            except ValueError:
                day = None
        if "until" in table and not isinstance(day, datetime.date):
            self.wrong((*path, "until"), f"豁免的“until”应当是日期，如 2026-12-31，不能是{_said(until)}")
            good = False
        return Waiver(**text, until=day.isoformat() if isinstance(day, datetime.date) else "", origin=self.origin(path)) if good else None


def _said(raw: Any) -> str:
    """A value as a message quotes it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, str):
        return f"“{raw}”"
    if isinstance(raw, (list, dict)):
        return "列表" if isinstance(raw, list) else "一个表"
    return str(raw)


_KEY = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEAD = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(rf"\s*({_DOTTED})\s*=")
_STRINGS = re.compile(r"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#.*")


class _Places:
    """Where the keys of a TOML text stand; the parser of the standard library does not tell."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.extents: dict[tuple[str | int, ...], tuple[int, int]] = {}
        counts: dict[tuple[str, ...], int] = {}
        prefix: tuple[str | int, ...] = ()
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if head := _HEAD.match(line):
                names = _names(head.group(2))
                prefix = self._resolved(names, counts, head.group(1) == "[[")
                self.extents.setdefault(prefix, (at + 1, at + 1))
            elif pair := _PAIR.match(line):
                last = self._end(at, pair.end())
                path: tuple[str | int, ...] = (*prefix, *_names(pair.group(1)))
                self.extents.setdefault(path, (at + 1, last + 1))
                at = last
            at += 1

    def _resolved(self, names: tuple[str, ...], counts: dict[tuple[str, ...], int], array: bool) -> tuple[str | int, ...]:
        if array:
            counts[names] = counts.get(names, -1) + 1
        path: list[str | int] = []
        for depth, name in enumerate(names, 1):
            path.append(name)
            if names[:depth] in counts:
                path.append(counts[names[:depth]])
        return tuple(path)

    def _end(self, at: int, column: int) -> int:
        """The last line of a value that begins behind ``column`` of line ``at``: brackets and long strings closed."""
        depth, quote, here, rest = 0, "", at, self.lines[at][column:]
        while True:
            if quote:
                closed = rest.find(quote)
                rest = rest[closed + 3 :] if closed >= 0 else ""
                quote = "" if closed >= 0 else quote
            if not quote:
                start = 0
                for found in _STRINGS.finditer(rest):
                    depth += _depth(rest[start : found.start()])
                    start = found.end()
                    if found.group() in ('"""', "'''"):
                        closing = rest.find(found.group(), found.end())
                        if closing < 0:
                            quote = found.group()
                            start = len(rest)
                            break
                depth += _depth(rest[start:])
            if (depth <= 0 and not quote) or here + 1 >= len(self.lines):
                return here
            here += 1
            rest = self.lines[here]

    def line(self, path: tuple[str | int, ...], item: object = None) -> int:
        """The line of a key, or of the nearest table around it; of an item of its list, where that can be told."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.extents:
                first, last = self.extents[path[:length]]
                wanted = [p for p in path[length:] if isinstance(p, str)] + ([str(item)] if item is not None else [])
                for number in range(first, last + 1) if wanted and last > first else ():
                    if wanted[-1] in self.lines[number - 1]:
                        return number
                return first
        return 1


def _depth(text: str) -> int:
    return sum(text.count(c) for c in "[{") - sum(text.count(c) for c in "]}")


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_KEY, dotted))


# ---------------------------------------------------------------- schema


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``qingqing.toml``, generated from `KEYS`."""
    texts = {"type": "array", "items": {"type": "string", "minLength": 1}}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"type": "string", "minLength": 1}, "file": {"type": "string", "minLength": 1}, "flag": {"type": "boolean"},
        "rules": texts, "patterns": texts, "folders": texts,
        "severities": {"type": "object", "additionalProperties": {"enum": list(_SEVERITIES)}},
    }
    keys = {
        name: {**({"enum": list(key.choices)} if key.kind == "choice" else kinds[key.kind]), "description": key.says}
        for name, key in KEYS.items()
    }
    text = {"type": "string", "minLength": 1}
    override = {
        "type": "object", "additionalProperties": False, "required": ["files"],
        "properties": {"files": texts, **{name: keys[name] for name in _OVERRIDE[1:]}},
    }
    waiver = {
        "type": "object", "additionalProperties": False, "required": ["rule", "reason"],
        "properties": {**dict.fromkeys(_WAIVER[:-1], text), "until": {"type": "string", "format": "date"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "qingqing-lint 配置", "type": "object",
        "additionalProperties": False,
        "properties": {
            **keys, "extends": {"anyOf": [text, texts], "description": "先读这些配置，再读本文件"},
            "overrides": {"type": "array", "items": override, "description": "对某些文件另行规定"},
            "waivers": {"type": "array", "items": waiver, "description": "说明理由的豁免"},
        },
    }
