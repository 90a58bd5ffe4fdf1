"""``qingqing-lint explain RULE``: everything about a rule, from its lexicon entry."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import LexiconFolders, the_lexicon, the_rule

__all__ = ["explain", "register"]


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("explain", cls=command, help="说明一条规则：什么意思、从哪里来、怎么识别、例句、可用的条文。\n\n例：qingqing-lint explain burden/levies-donations")(explain)


def explain(
    rule_id: Annotated[str, typer.Argument(metavar="规则", help="规则编号，如 burden/levies-donations", show_default=False)],
    lexicon: LexiconFolders = None,
) -> int:
    """Print everything about a rule."""
    from qingqing_lint.lexicon.book import KINDS, READINGS, ROLES, SCOPES, SEVERITIES

    rule = the_rule(the_lexicon(lexicon), rule_id)
    info = rule.info
    say = typer.echo
    say(f"{info.id}　{info.title}")
    say(f"{info.category_title}　{KINDS[info.kind]}　缺了它：{SEVERITIES[info.severity]}（其他草案里：{SEVERITIES[info.elsewhere]}）")
    say(f"适用：{SCOPES[rule.scope]}{'；' + rule.when_says if rule.when_says else ''}")
    if info.says:
        say(f"禁止的行为：{info.says}")
    for name, core, says in info.elements:
        say(f"要素 {name}{'（核心）' if core else ''}：{says}")
    say("")
    if rule.where:
        say(f"写在：{rule.where}")
    for change in rule.adjusted:
        say(f"自己的词库调整：{change}")
    say(f"为什么：{info.advice}")
    say(f"可用条文：{info.wording}")
    say("")
    say("来源")
    for source in info.sources:
        say(f"  《{source.title}》{source.place}：“{source.words}”")
    say("")
    say("怎么识别（… 表示隔几个字，+ 表示不分先后，{ } 是词族，写法见词库说明）")
    for element in rule.elements:
        say(f"  {element.name}")
        for pattern in element.patterns:
            say(f"    {pattern.source}")
    for role, patterns in rule.ways.items():
        say(f"  {ROLES[role]}")
        for pattern in patterns:
            say(f"    {pattern.source}")
    for pattern in (*rule.unless, *rule.unless_unit):
        say(f"  不读：{pattern.source}")
    for one in rule.yields:
        say(f"  与 {one.to} 碰在一起时让它")
    say("")
    say("例句")
    for example in rule.examples:
        missing = f"（缺{'、'.join(example.missing)}）" if example.missing else ""
        say(f"  {READINGS[example.reading]}{missing}：{' '.join(example.text.split())}")
    return 0
