"""``qingqing-lint rules``: the list of rules."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import LexiconFolders, one_of, the_lexicon

__all__ = ["register", "rules"]


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("rules", cls=command, help=(
        "列出规则。\n\n例：qingqing-lint rules --category burden　只看企业负担一类；\n\n"
        "qingqing-lint rules --kind ban --source guangxi　广西《意见》里的禁止事项。"
    ))(rules)


def rules(
    category: Annotated[str | None, typer.Option("--category", metavar="CATEGORY", help="只列这一类，如 burden 或者 企业负担")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="duty|ban|allowance", help="只列应当做、不得做或者可以做的")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="SOURCE", help="只列来自这份文件的，如 jinan、shenyang、puyang、guangxi、xuchang")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    lexicon: LexiconFolders = None,
) -> int:
    """Print the rules, by category."""
    from qingqing_lint.lexicon.book import KINDS, SEVERITIES

    known = the_lexicon(lexicon)
    titles = {title: key for key, title in known.categories.items()}
    if category is not None:
        category = titles.get(category) or one_of(category, known.categories, "--category")
    if kind is not None:
        one_of(kind, KINDS, "--kind")
    if source is not None:
        one_of(source, known.documents, "--source")
    chosen = [
        rule for rule in known.rules.values()
        if category in (None, rule.info.category) and kind in (None, rule.kind)
        and (source is None or any(s.document == source for s in rule.info.sources))
    ]
    if as_json:
        from qingqing_lint.reporting.json import dumps, rule_object

        typer.echo(dumps([rule_object(rule.info) for rule in chosen]))
        return 0
    from qingqing_lint.reporting.visible import pad

    for key, title in known.categories.items():
        group = [rule for rule in chosen if rule.info.category == key]
        if group:
            typer.echo(f"{title}（{key}，{len(group)} 条）")
        for rule in group:
            typer.echo(f"  {pad(rule.id, 36)}{pad(KINDS[rule.kind], 16)}{pad(SEVERITIES[rule.info.severity], 6)}{rule.info.title}")
    typer.echo(f"共 {len(chosen)} 条。看一条的详细说明：qingqing-lint explain {chosen[0].id if chosen else '规则编号'}")
    return 0
