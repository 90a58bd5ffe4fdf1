"""Reading lexicon folders: YAML in, a compiled Lexicon out, or every mistake at once, each with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from qingqing_lint.report import SEVERITIES, RuleInfo, Source

from .model import EFFECTS, ROLES, Actor, Element, Example, Lexicon, Operator, Pattern, Rule, Yield
from .patterns import PatternError, parse_pattern
from .words import canonical

__all__ = ["LexiconError", "Mistake", "load_lexicon", "shipped_folder"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KINDS = ("duty", "ban", "allowance")
SCOPES = ("qinqing", "any", "form")
REACHES = ("clause", "comma", "near", "list")
ACTORS = ("public", "association", "utility", "enterprise", "private", "anyone")
OVERS = ("words", "comma", "clause", "unit")
READINGS = ("states", "partial", "weak", "violates", "none")

_TOP = ("category", "order", "title", "families", "operators", "actors", "opaque", "documents", "profiles", "rules", "adjust", "more-words")
_RULE = (
    "id", "kind", "title", "scope", "when", "severity", "elsewhere", "weak-is-full", "elements", "conduct", *ROLES, "unless",
    "unless-unit", "lawful", "by", "near", "ban-breaks", "yields", "sources", "advice", "wording", "examples",
)
_ADJUST = ("rule", "off", "severity", "elsewhere", "title", "advice", "wording", "reason")
_ADJUSTED = {"severity": "轻重", "elsewhere": "其他草案里的轻重", "title": "标题", "advice": "建议", "wording": "可用条文"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a lexicon: where it stands and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class LexiconError(Exception):
    """The lexicon cannot be used. ``mistakes`` holds every mistake found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.file, m.line, m.message)))
        super().__init__("\n".join(map(str, self.mistakes)))


def shipped_folder() -> Path:
    """Where the built-in lexicons lie: inside the installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "lexicons"
    return inside if inside.is_dir() else package.parent / "lexicons"


def load_lexicon(*folders: Path | str) -> Lexicon:
    """Load the built-in lexicons and any further folders, later ones adding to earlier ones.

    Without arguments the built-in lexicons alone; pass ``shipped_folder()`` first to extend them.
    Raises LexiconError with every mistake in every file.
    """
    places = [Path(f) for f in folders] or [shipped_folder()]
    return _Reading(places).lexicon()


class _Node:
    """A YAML value with its line: ``value`` is str, bool, int, None, list of _Node, or dict of str to (_Node, line of the key)."""

    __slots__ = ("line", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value = value
        self.line = line


class _Reading:
    """One pass over the lexicon files, collecting what they define and what is wrong with them."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.mistakes: list[Mistake] = []
        self.families: dict[str, tuple[_Node, str, bool]] = {}
        self.resolved: dict[str, tuple[frozenset[str], bool] | None] = {}
        self.operators: list[Operator] = []
        self.actors: list[Actor] = []
        self.opaque: set[str] = set()
        self.documents: dict[str, dict[str, str]] = {}
        self.categories: dict[str, str] = {}
        self.profiles: dict[str, list[str]] = {"qinqing": [], "normative": []}
        self.order: list[str] = []
        self.rules: list[tuple[_Node, str, str]] = []
        self.adjustments: list[tuple[_Node, str]] = []
        self.more_words: list[tuple[_Node, str]] = []
        self.file = ""

    # ------------------------------------------------------------ whole files

    def lexicon(self) -> Lexicon:
        files = [(f, folder) for folder in self.folders for f in sorted(folder.glob("*.yaml"))]
        for folder in self.folders:
            if not folder.is_dir():
                self.mistakes.append(Mistake(str(folder), 1, "没有这个词库文件夹，请检查路径"))
            elif not any(f for f, owner in files if owner == folder):
                self.mistakes.append(Mistake(str(folder), 1, "这个词库文件夹里没有 .yaml 文件"))
        sections: list[tuple[str, str, dict[str, tuple[_Node, int]]]] = []
        for file, _ in files:
            self.file = file.as_posix()
            root = self._parse(file)
            if root is None:
                continue
            top = self._mapping(root, "词库文件", _TOP)
            if "families" in top:
                self._collect_families(top["families"][0])
            sections.append((self.file, self._text(top.get("category"), "category") if "category" in top else "", top))
        for source, _, top in sections:
            if "more-words" in top:
                self.file = source
                self._collect_more_words(top["more-words"][0])
        for source, category, top in sections:
            self.file = source
            self._collect(top, category)
        for name in self.families:
            self._family(name)
        self._put_in_order()
        rules: dict[str, Rule] = {}
        first: dict[str, str] = {}
        for node, category, origin in self.rules:
            self.file = origin
            rule = self._rule(node, category)
            if rule is None:
                continue
            if rule.id in first:
                self._wrong(node, f"规则“{rule.id}”重复了，前一处在 {first[rule.id]}；请删去一处或换一个编号")
            first[rule.id] = f"{self.file}:{node.line}"
            rules[rule.id] = rule
        for node, _, origin in self.rules:
            self.file = origin
            self._check_yields(node, rules)
        off = self._adjust(rules)
        if self.mistakes:
            raise LexiconError(self.mistakes)
        return Lexicon(
            rules=rules, categories=self.categories,
            families={name: found[0] for name, found in self.resolved.items() if found},
            operators=tuple(self.operators), actors=tuple(self.actors), opaque=frozenset(self.opaque),
            qinqing=tuple(self.profiles["qinqing"]), normative=tuple(self.profiles["normative"]),
            documents=self.documents, folders=tuple(str(f) for f in self.folders),
            off=off,
        )

    def _adjust(self, rules: dict[str, Rule]) -> dict[str, str]:
        """Apply what later files say of rules that stand elsewhere; gives the rules switched off, with where and why."""
        off: dict[str, str] = {}
        for node, origin in self.adjustments:
            self.file = origin
            parts = self._mapping(node, "adjust", _ADJUST)
            rule_id = self._text(parts.get("rule"), "rule")
            if not rule_id:
                self._wrong(node, "adjust 的这一项没有写 rule（调整哪条规则）")
                continue
            if rule_id not in rules:
                if rule_id not in off:
                    close = difflib.get_close_matches(rule_id, rules, 1, 0.5)
                    self._wrong(node, f"adjust 的规则“{rule_id}”不存在" + (f"，是不是“{close[0]}”" if close else ""))
                continue
            if not set(parts) & {"off", *_ADJUSTED}:
                self._wrong(node, f"adjust 的这一项没有写改什么，可以改的有：off、{'、'.join(_ADJUSTED)}")
            rule = rules[rule_id]
            changed: dict[str, Any] = {key: self._text(parts[key], key) for key in _ADJUSTED if key in parts}
            for key in ("severity", "elsewhere"):
                if key in parts:
                    changed[key] = self._choice(parts[key], key, SEVERITIES)
            if "severity" in changed and "elsewhere" not in changed and SEVERITIES.index(rule.info.elsewhere) < SEVERITIES.index(changed["severity"]):
                changed["elsewhere"] = changed["severity"]
            reason = self._text(parts.get("reason"), "reason")
            where = f"{origin}:{node.line}" + (f"，{reason}" if reason else "")
            told = tuple(
                f"{_ADJUSTED[key]}改为 {value}（{where}）" if key in ("severity", "elsewhere") else f"{_ADJUSTED[key]}已改（{where}）"
                for key, value in changed.items() if key in parts
            )
            rules[rule_id] = replace(rule, info=replace(rule.info, **changed), adjusted=(*rule.adjusted, *told))
            if self._flag(parts.get("off"), "off"):
                off[rule_id] = where
                del rules[rule_id]
        return off

    def _collect_more_words(self, node: _Node) -> None:
        """Words that a file adds to families defined elsewhere."""
        for name, (body, line) in self._mapping(node, "more-words", None).items():
            if name not in self.families:
                close = difflib.get_close_matches(name, self.families, 1, 0.5)
                self._wrong(line, f"more-words 的词族“{name}”没有定义" + (f"，是不是“{close[0]}”" if close else ""))
                continue
            known, file, noun = self.families[name]
            extra = list(self._items((body, line), "more-words"))
            if isinstance(known.value, list):
                self.families[name] = (_Node([*known.value, *extra], known.line), file, noun)

    def _put_in_order(self) -> None:
        """Categories in the order that a lexicon asks for (``order``), any others behind them."""
        known = [*self.order, *(c for c in self.categories if c not in self.order)]
        self.categories = {c: self.categories[c] for c in known if c in self.categories}
        self.rules.sort(key=lambda entry: known.index(entry[1]) if entry[1] in known else len(known))

    def _parse(self, file: Path) -> _Node | None:
        try:
            text = file.read_text("utf-8-sig")
            tree = yaml.compose(text, Loader=_Loader)
        except UnicodeDecodeError:
            self.mistakes.append(Mistake(self.file, 1, "不是 UTF-8 编码，请另存为 UTF-8"))
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            self.mistakes.append(Mistake(self.file, mark.line + 1 if mark else 1, f"YAML 写法有误（{problem}），请检查缩进、冒号和引号"))
            return None
        except OSError as error:
            self.mistakes.append(Mistake(self.file, 1, f"读不了这个文件（{error.strerror}）"))
            return None
        return self._convert(tree) if tree is not None else _Node({}, 1)

    def _convert(self, node: yaml.Node) -> _Node:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found: dict[str, tuple[_Node, int]] = {}
            for key, value in node.value:
                name = str(key.value)
                if name in found:
                    self.mistakes.append(Mistake(self.file, key.start_mark.line + 1, f"“{name}”写了两次，请合并成一处"))
                found[name] = (self._convert(value), key.start_mark.line + 1)
            return _Node(found, line)
        if isinstance(node, yaml.SequenceNode):
            return _Node([self._convert(item) for item in node.value], line)
        if node.tag == "tag:yaml.org,2002:bool":
            return _Node(node.value.lower() in ("true", "yes", "on"), line)
        if node.tag == "tag:yaml.org,2002:null":
            return _Node(None, line)
        return _Node(str(node.value), line)

    # ------------------------------------------------------------ small readers that note mistakes

    def _wrong(self, node: _Node | int, message: str) -> None:
        self.mistakes.append(Mistake(self.file, node if isinstance(node, int) else node.line, message))

    def _mapping(self, node: _Node, what: str, allowed: Iterable[str] | None) -> dict[str, tuple[_Node, int]]:
        if not isinstance(node.value, dict):
            self._wrong(node, f"{what}应当写成“名称: 内容”的形式")
            return {}
        found: dict[str, tuple[_Node, int]] = node.value
        if allowed is not None:
            names = tuple(allowed)
            for key, (_, line) in found.items():
                if key not in names:
                    close = difflib.get_close_matches(key, names, 1, 0.5)
                    hint = f"，是不是“{close[0]}”" if close else f"，可用的有：{'、'.join(names)}"
                    self._wrong(line, f"{what}里不认识“{key}”{hint}")
        return found

    def _text(self, entry: tuple[_Node, int] | None, what: str, default: str = "") -> str:
        if entry is None:
            return default
        value = entry[0].value
        if not isinstance(value, str) or not value.strip():
            self._wrong(entry[0], f"“{what}”应当是一段文字")
            return default
        return value.strip()

    def _flag(self, entry: tuple[_Node, int] | None, what: str) -> bool:
        if entry is None:
            return False
        if not isinstance(entry[0].value, bool):
            self._wrong(entry[0], f"“{what}”只能写 true 或 false")
            return False
        return entry[0].value

    def _choice(self, entry: tuple[_Node, int] | None, what: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self._text(entry, what, default)
        if entry is not None and value and value not in allowed:
            self._wrong(entry[0], f"“{what}”只能是 {'、'.join(allowed)}，不能是“{value}”")
            return default or allowed[0]
        return value

    def _items(self, entry: tuple[_Node, int] | None, what: str) -> Iterator[_Node]:
        if entry is None:
            return
        if not isinstance(entry[0].value, list):
            self._wrong(entry[0], f"“{what}”应当是列表，一项一行，前面加短横")
            return
        yield from entry[0].value

    def _words(self, entry: tuple[_Node, int] | None, what: str) -> list[str]:
        found = []
        for item in self._items(entry, what):
            if not isinstance(item.value, str) or not canonical(item.value):
                self._wrong(item, f"“{what}”里有空的或不是文字的一项")
                continue
            found.append(item.value.strip())
        return found

    def _patterns(self, entry: tuple[_Node, int] | None, what: str) -> tuple[Pattern, ...]:
        found = []
        for item in self._items(entry, what):
            if not isinstance(item.value, str):
                self._wrong(item, f"“{what}”的每一项都应当是一行文字（模式里有冒号、花括号开头时请加引号）")
                continue
            try:
                found.append(parse_pattern(item.value, self._family, canonical, f"{self.file}:{item.line}"))
            except PatternError as error:
                self._wrong(item, str(error))
        return tuple(found)

    # ------------------------------------------------------------ sections

    def _collect_families(self, node: _Node) -> None:
        for name, (body, line) in self._mapping(node, "families", None).items():
            if name in self.families:
                before = self.families[name]
                self._wrong(line, f"词族“{name}”重复定义，前一处在 {before[1]}:{before[0].line}；请合并或改名")
                continue
            noun = False
            if isinstance(body.value, dict):
                parts = self._mapping(body, f"词族“{name}”", ("noun", "words"))
                noun = self._flag(parts.get("noun"), "noun")
                if "words" not in parts:
                    self._wrong(line, f"词族“{name}”缺少 words")
                    continue
                body = parts["words"][0]
            self.families[name] = (body, self.file, noun)

    def _family(self, name: str) -> tuple[frozenset[str], bool] | None:
        if name in self.resolved:
            return self.resolved[name]
        if name not in self.families:
            return None
        body, file, noun = self.families[name]
        self.resolved[name] = (frozenset(), noun)
        keep, self.file = self.file, file
        words: set[str] = set()
        for item in self._items((body, body.line), f"词族“{name}”"):
            text = item.value
            if not isinstance(text, str) or not canonical(text):
                self._wrong(item, f"词族“{name}”里有空的或不是文字的一项")
            elif text.startswith("{") and text.endswith("}"):
                inner = self._family(text[1:-1])
                if inner is None:
                    self._wrong(item, f"词族“{name}”引用的词族“{text}”没有定义")
                else:
                    words |= inner[0]
            else:
                words.add(canonical(text))
        if not words:
            self._wrong(body, f"词族“{name}”是空的")
        self.file = keep
        self.resolved[name] = (frozenset(words), noun)
        return self.resolved[name]

    def _expand(self, item: _Node, what: str) -> frozenset[str]:
        """The words of one list item: a word, or a family written {名称}."""
        text = item.value
        if not isinstance(text, str) or not canonical(text):
            self._wrong(item, f"“{what}”里有空的或不是文字的一项")
            return frozenset()
        if text.startswith("{") and text.endswith("}"):
            family = self._family(text[1:-1])
            if family is None:
                self._wrong(item, f"“{what}”引用的词族“{text}”没有定义")
                return frozenset()
            return family[0]
        return frozenset({canonical(text)})

    def _collect(self, top: dict[str, tuple[_Node, int]], category: str) -> None:
        if category and ("title" in top or category not in self.categories):
            self.categories[category] = self._text(top.get("title"), "title", category)
        for node in self._items(top.get("operators"), "operators"):
            parts = self._mapping(node, "operators", ("effect", "after", "reach", "heading", "words", "says"))
            effect = self._choice(parts.get("effect"), "effect", EFFECTS)
            after, heading = self._flag(parts.get("after"), "after"), self._flag(parts.get("heading"), "heading")
            reach = self._choice(parts.get("reach"), "reach", REACHES, "clause")
            for item in self._items(parts.get("words"), "words"):
                self.operators += [Operator(w, effect, after, reach, heading) for w in sorted(self._expand(item, "words"))]
        if "actors" in top:
            for kind, (body, line) in self._mapping(top["actors"][0], "actors", ACTORS).items():
                for item in self._items((body, line), kind):
                    self.actors += [Actor(word, kind) for word in sorted(self._expand(item, kind))]
        self.order += [c for c in self._words(top.get("order"), "order") if c not in self.order]
        for item in self._items(top.get("opaque"), "opaque"):
            self.opaque |= self._expand(item, "opaque")
        if "documents" in top:
            for key, (body, _) in self._mapping(top["documents"][0], "documents", None).items():
                parts = self._mapping(body, f"文件“{key}”", ("title", "issuer", "form"))
                self.documents[key] = {name: self._text(entry, name) for name, entry in parts.items()}
        if "profiles" in top:
            for key, entry in self._mapping(top["profiles"][0], "profiles", ("qinqing", "normative")).items():
                self.profiles.setdefault(key, []).extend(canonical(word) for word in self._words(entry, key))
        self.rules += [(node, category, self.file) for node in self._items(top.get("rules"), "rules")]
        self.adjustments += [(node, self.file) for node in self._items(top.get("adjust"), "adjust")]

    def _rule(self, node: _Node, category: str) -> Rule | None:
        parts = self._mapping(node, "规则", _RULE)
        rule_id = self._text(parts.get("id"), "id")
        if not rule_id:
            self._wrong(node, "规则缺少 id，例如 burden/levies-donations")
            return None
        if category and rule_id.split("/")[0] != category:
            self._wrong(node, f"规则“{rule_id}”的编号应当以本文件的类别“{category}/”开头")
        for needed in ("kind", "title", "scope", "severity", "sources", "advice", "wording", "examples"):
            if needed not in parts:
                self._wrong(node, f"规则“{rule_id}”缺少“{needed}”")
        kind = self._choice(parts.get("kind"), "kind", KINDS, "duty" if "elements" in parts else "ban")
        severity = self._choice(parts.get("severity"), "severity", SEVERITIES, "warning")
        elsewhere = self._choice(parts.get("elsewhere"), "elsewhere", SEVERITIES, severity)
        when = self._mapping(parts["when"][0], "when", ("says", "words")) if "when" in parts else {}
        elements = self._elements(parts, rule_id, kind)
        says = self._text(parts.get("conduct"), "conduct") if "conduct" in parts else ""
        if kind == "ban" and not says:
            self._wrong(node, f"规则“{rule_id}”是禁止类，要用 conduct 写明禁止什么行为")
        ways = {role: self._patterns(parts.get(role), role) for role in ROLES if role in parts}
        if kind == "ban" and not any(ways.get(role) for role in ("acts", "touched", "demanded", "imposed", "kept")):
            self._wrong(node, f"规则“{rule_id}”没有写怎么识别：acts、touched、demanded、imposed 至少要有一项")
        info = RuleInfo(
            id=rule_id, kind=kind, title=self._text(parts.get("title"), "title"), category=rule_id.split("/")[0],
            category_title=self.categories.get(rule_id.split("/")[0], rule_id.split("/")[0]), severity=severity,
            elsewhere=elsewhere, says=says, elements=tuple((e.name, e.core, e.says) for e in elements),
            sources=tuple(self._sources(parts, rule_id)), advice=self._text(parts.get("advice"), "advice"),
            wording=self._text(parts.get("wording"), "wording"),
        )
        by = frozenset(self._choice((item, item.line), "by", ACTORS) for item in self._items(parts.get("by"), "by"))
        near = self._text(parts.get("near"), "near", "1")
        if not near.isdigit():
            self._wrong(parts["near"][0], "“near”是句数，应当是数字")
            near = "1"
        return Rule(
            info=info, kind=kind, scope=self._choice(parts.get("scope"), "scope", SCOPES, "qinqing"),
            when=tuple(w for item in self._items(when.get("words"), "when.words") for w in sorted(self._expand(item, "when"))),
            when_says=self._text(when.get("says"), "says"), weak_is_full=self._flag(parts.get("weak-is-full"), "weak-is-full"),
            elements=elements, ways=ways, unless=self._patterns(parts.get("unless"), "unless"),
            unless_unit=self._patterns(parts.get("unless-unit"), "unless-unit"), lawful=self._flag(parts.get("lawful"), "lawful"),
            by=by, near=int(near), ban_breaks=self._flag(parts.get("ban-breaks"), "ban-breaks"),
            yields=tuple(self._yields(parts)), examples=tuple(self._examples(parts, rule_id, elements)),
            where=f"{self.file}:{node.line}",
        )

    def _elements(self, parts: dict[str, tuple[_Node, int]], rule_id: str, kind: str) -> tuple[Element, ...]:
        found: list[Element] = []
        if "elements" in parts:
            for name, (body, _) in self._mapping(parts["elements"][0], f"规则“{rule_id}”的 elements", None).items():
                inner = self._mapping(body, f"要素“{name}”", ("core", "says", "words", "head"))
                if "words" not in inner:
                    self._wrong(body, f"要素“{name}”缺少 words（怎么识别）")
                found.append(Element(
                    name, self._flag(inner.get("core"), "core"), self._text(inner.get("says"), "says"),
                    self._patterns(inner.get("words"), "words"), self._flag(inner.get("head"), "head"),
                ))
        if kind != "ban" and not any(e.core for e in found):
            self._wrong(parts.get("elements", parts.get("id", (_Node(None, 1), 1)))[0], f"规则“{rule_id}”要有至少一个 core: true 的要素")
        return tuple(found)

    def _sources(self, parts: dict[str, tuple[_Node, int]], rule_id: str) -> Iterator[Source]:
        for item in self._items(parts.get("sources"), "sources"):
            inner = self._mapping(item, "sources", ("document", "place", "words"))
            key = self._text(inner.get("document"), "document")
            if key and key not in self.documents:
                self._wrong(item, f"规则“{rule_id}”的来源文件“{key}”没有在 documents 里登记")
            yield Source(key, self.documents.get(key, {}).get("title", key), self._text(inner.get("place"), "place"),
                         self._text(inner.get("words"), "words"))

    def _yields(self, parts: dict[str, tuple[_Node, int]]) -> Iterator[Yield]:
        for item in self._items(parts.get("yields"), "yields"):
            inner = self._mapping(item, "yields", ("to", "over"))
            yield Yield(self._text(inner.get("to"), "to"), self._choice(inner.get("over"), "over", OVERS, "comma"))

    def _check_yields(self, node: _Node, rules: dict[str, Rule]) -> None:
        parts = node.value if isinstance(node.value, dict) else {}
        for item in self._items(parts.get("yields"), "yields"):
            to = item.value.get("to") if isinstance(item.value, dict) else None
            if to and to[0].value not in rules:
                self._wrong(item, f"让位的规则“{to[0].value}”不存在")

    def _examples(self, parts: dict[str, tuple[_Node, int]], rule_id: str, elements: tuple[Element, ...]) -> Iterator[Example]:
        if "examples" not in parts:
            return
        names = {e.name for e in elements}
        found = self._mapping(parts["examples"][0], "examples", READINGS)
        for reading, entry in found.items():
            for item in self._items(entry, reading):
                text, missing = item.value, []
                if isinstance(text, dict):
                    inner = self._mapping(item, "例句", ("text", "missing"))
                    text = self._text(inner.get("text"), "text")
                    missing = self._words(inner.get("missing"), "missing")
                    for name in missing:
                        if name not in names:
                            self._wrong(item, f"例句缺的要素“{name}”不是规则“{rule_id}”的要素")
                if not isinstance(text, str) or not text.strip():
                    self._wrong(item, "例句是空的")
                    continue
                yield Example(reading, text.strip(), tuple(missing), f"{self.file}:{item.line}")


