"""``qingqing-lint trace DRAFT --place 第八条``: tokens, operators and their scope, and why each rule that was near did or did not fire."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import Encoding, LexiconFolders, Revisions, the_draft, the_linter

__all__ = ["register", "trace"]

_EFFECTS = {
    "ban": "禁止", "discourage": "不硬的禁止", "condemn": "整治", "duty": "应当", "permit": "可以", "encourage": "鼓励", "soften": "变软",
    "waive": "免除", "voluntary": "自愿", "sanction": "追责", "banned": "被禁止", "deny": "不予办理", "exempt": "除外", "report": "过去的情况",
    "define": "定义", "purpose": "目的", "lawful": "依法", "verb": "动词", "manner": "方式", "wait": "推迟", "question": "是否",
}


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("trace", cls=command, help=(
        "逐句说明是怎么读的：分词、算子和它管到哪里、哪些规则挨得上、为什么算或者不算。\n\n"
        "例：qingqing-lint trace 草案.docx --place 第八条；qingqing-lint trace 草案.docx --rule decision/hearing"
    ))(trace)


def trace(
    path: Annotated[str, typer.Argument(metavar="草案", help="文件，或者 -（标准输入）", show_default=False)],
    place: Annotated[str, typer.Option("--place", metavar="PLACE", help="只看这一处，如 第八条")] = "",
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="只看这条规则（可以只写开头）")] = "",
    encoding: Encoding = None,
    revisions: Revisions = None,
    lexicon: LexiconFolders = None,
) -> int:
    """Print how each clause was read."""
    from qingqing_lint.linting import tokens_of
    from qingqing_lint.reporting.visible import visible

    linter = the_linter(lexicon)
    if rule and not any(known.startswith(rule) for known in linter.lexicon.rules):
        from qingqing_lint.cli.choices import the_rule

        the_rule(linter.lexicon, rule)
    draft = the_draft(path, encoding, revisions)
    shown = 0
    for outline, unit, decisions, notes in linter.trace(draft):
        for scan in unit:
            clause = scan.clause
            cited = outline.provisions[clause.provision].citation
            if place and not cited.startswith(place):
                continue
            near = [line for line in notes.lines if line[0] is clause and line[1].startswith(rule)]
            if rule and not near:
                continue
            shown += 1
            typer.echo(f"\n{cited or '（无编号）'}　{visible(clause.text[clause.own:])}")
            if clause.own:
                typer.echo(f"  继承：{visible(clause.text[:clause.own])}")
            typer.echo(f"  分词：{visible('/'.join(tokens_of(linter, clause)))}")
            for found in scan.operators:
                side = "管前面" if found.after else "管后面"
                inherited = "，继承来的" if found.end <= clause.own else ""
                typer.echo(f"  算子：{found.word}（{_EFFECTS.get(found.effect, found.effect)}，{side}，范围 {found.reach}{inherited}）")
            for _, known, words, why in near:
                typer.echo(f"  规则 {known}：{visible(words)} → {visible(why)}")
            for decision in decisions:
                if decision.clause is clause and decision.rule.id.startswith(rule):
                    missing = f"，缺{'、'.join(decision.missing)}" if decision.missing else ""
                    typer.echo(f"  读作 {decision.rule.id}：{decision.reading}{missing}（{decision.why}）")
    if not shown:
        typer.echo("没有找到这一处；用 qingqing-lint outline 看草案里各处怎么引用。" if place else "没有可说明的句子。")
    return 0
