"""The rule book: every rule of a lexicon for people to read, as Markdown or one HTML page. A rule's id is its anchor."""

from __future__ import annotations

from html import escape
from itertools import chain

from .model import Lexicon, Rule

__all__ = ["KINDS", "READINGS", "ROLES", "SCOPES", "SEVERITIES", "book"]

KINDS = {"duty": "应当做", "ban": "不得做", "allowance": "可以做，附条件"}
SEVERITIES = {"error": "严重", "warning": "警告", "info": "提示"}
SCOPES = {"qinqing": "亲清政商关系类草案", "any": "亲清类草案，和碰到有关事项的其他草案", "form": "一切规范性文件"}
READINGS = {"states": "写到了", "partial": "不完整", "weak": "不硬", "violates": "违反", "none": "不算"}
ROLES = {
    "acts": "行为本身就不当", "touched": "草案禁止它才算写到", "demanded": "企业自愿可以，强迫不行", "imposed": "这样写就是违反",
    "kept": "写明反面的义务也算写到", "waived": "这样写就是免除",
}

_STYLE = (
    "body{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;line-height:1.7;max-width:54rem;margin:0 auto;padding:1rem;"
    "color:#1b1b1b;background:#fff}h2{border-bottom:2px solid #888;margin-top:3rem}h3{margin-top:2.2rem}code{background:#eee;padding:0 .3em}"
    "dt{font-weight:bold;margin-top:.6rem}dd{margin-left:1.5rem}nav ul{columns:2;list-style:none;padding:0}details{margin:.6rem 0}"
    "a{color:#0a4a8f}:target{background:#fff3c4}@media(max-width:40rem){nav ul{columns:1}}@media print{details>*{display:block}nav{display:none}}"
    "@media(prefers-color-scheme:dark){body{background:#181818;color:#e6e6e6}code{background:#333}a{color:#8ec1ff}:target{background:#4a3d00}}"
)


def book(lexicon: Lexicon, form: str) -> str:
    """The rule book as ``markdown`` or ``html``. ``lexicon``: with its patterns and examples."""
    return _html(lexicon) if form == "html" else _markdown(lexicon)


def _head(rule: Rule) -> str:
    info = rule.info
    elsewhere = "" if info.elsewhere == info.severity else f"，其他草案里：{SEVERITIES[info.elsewhere]}"
    return f"{KINDS[rule.kind]}；缺了它：{SEVERITIES[info.severity]}{elsewhere}；适用：{SCOPES[rule.scope]}{'；' + rule.when_says if rule.when_says else ''}"


def _facts(rule: Rule) -> list[tuple[str, list[str]]]:
    """What there is to say of a rule: heading and lines."""
    info = rule.info
    facts: list[tuple[str, list[str]]] = []
    if info.says:
        facts.append(("禁止的行为", [info.says]))
    if info.elements:
        facts.append(("要素", [f"{name}{'（核心）' if core else ''}：{says}" for name, core, says in info.elements]))
    facts += [("为什么", [info.advice]), ("可用条文", [info.wording])]
    facts.append(("来源", [f"《{s.title}》{s.place}" + (f"：“{s.words}”" if s.words else "") for s in info.sources]))
    if rule.adjusted:
        facts.append(("自己的词库调整", list(rule.adjusted)))
    return facts


def _ways(rule: Rule) -> list[str]:
    named = chain(
        ((f"要素 {e.name}", e.patterns) for e in rule.elements), ((ROLES[role], patterns) for role, patterns in rule.ways.items()),
        (("不读", rule.unless), ("同一条里有就不读", rule.unless_unit)),
    )
    return [f"{name}：{pattern.source}" for name, patterns in named for pattern in patterns]


def _examples(rule: Rule) -> list[str]:
    return [
        f"{READINGS[e.reading]}{'（缺' + '、'.join(e.missing) + '）' if e.missing else ''}：{' '.join(e.text.split())}" for e in rule.examples
    ]


def _by_category(lexicon: Lexicon) -> list[tuple[str, str, list[Rule]]]:
    grouped = ((key, title, [r for r in lexicon.rules.values() if r.info.category == key]) for key, title in lexicon.categories.items())
    return [group for group in grouped if group[2]]


def _off(lexicon: Lexicon) -> list[str]:
    return [f"{rule}（{where}）" for rule, where in lexicon.off.items()]


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    for sign in "\\`*_{}[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())


def _markdown(lexicon: Lexicon) -> str:
    lines = ["# 规则手册", "", f"共 {len(lexicon.rules)} 条规则。"]
    for _, title, rules in _by_category(lexicon):
        lines += ["", f"## {_plain(title)}", ""]
        lines += [f"- [{_plain(rule.info.title)}](#{rule.id}) `{rule.id}`" for rule in rules]
        for rule in rules:
            lines += ["", f'<a id="{rule.id}"></a>', "", f"### {_plain(rule.info.title)}", "", f"`{rule.id}`　{_plain(_head(rule))}", ""]
            for name, told in _facts(rule):
                lines += [f"- **{name}**：{_plain(told[0])}"] if len(told) == 1 else [f"- **{name}**：", *(f"  - {_plain(one)}" for one in told)]
            lines += ["- **例句**：", *(f"  - {_plain(one)}" for one in _examples(rule))]
    if lexicon.off:
        lines += ["", "## 停用的规则", "", *(f"- {_plain(one)}" for one in _off(lexicon))]
    return "\n".join(lines) + "\n"


def _html(lexicon: Lexicon) -> str:
    def listed(items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in items) + "</ul>"

    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>规则手册</title><style>{_STYLE}</style></head><body><h1>规则手册</h1><p>共 {len(lexicon.rules)} 条规则。</p><nav>",
    ]
    for _, title, rules in _by_category(lexicon):
        links = "".join(f'<li><a href="#{escape(rule.id)}">{escape(rule.info.title)}</a></li>' for rule in rules)
        parts.append(f"<h4>{escape(title)}</h4><ul>{links}</ul>")
    parts.append("</nav><main>")
    for _, title, rules in _by_category(lexicon):
        parts.append(f"<h2>{escape(title)}</h2>")
        for rule in rules:
            parts.append(f'<section><h3 id="{escape(rule.id)}">{escape(rule.info.title)}</h3><p><code>{escape(rule.id)}</code> {escape(_head(rule))}</p><dl>')
            for name, told in _facts(rule):
                parts.append(f"<dt>{name}</dt><dd>{escape(told[0]) if len(told) == 1 else listed(told)}</dd>")
            parts.append(f"</dl><details><summary>怎么识别</summary>{listed(_ways(rule))}</details>")
            parts.append(f"<details><summary>例句</summary>{listed(_examples(rule))}</details></section>")
    if lexicon.off:
        parts.append(f"<h2>停用的规则</h2>{listed(_off(lexicon))}")
    return "\n".join(parts) + "\n</main></body></html>\n"
