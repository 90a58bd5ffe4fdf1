"""``qingqing-lint outline DRAFT``: the tree of a draft with citations."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import Encoding, Revisions, the_draft

__all__ = ["outline", "register"]

_KINDS = {
    "title": "标题", "part": "编", "chapter": "章", "section": "节", "article": "条", "paragraph": "款", "item": "项", "subitem": "目",
    "heading": "标题", "point": "点", "annex": "附件", "text": "文", "cell": "表格", "note": "注", "skip": "略",
}


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("outline", cls=command, help="显示草案的结构和每一处的引用写法。\n\n例：qingqing-lint outline 草案.docx")(outline)


def outline(
    path: Annotated[str, typer.Argument(metavar="草案", help="文件，或者 -（标准输入）", show_default=False)],
    encoding: Encoding = None,
    revisions: Revisions = None,
) -> int:
    """Print the tree: kind, citation, the first words."""
    from qingqing_lint.outline import outline as outline_of
    from qingqing_lint.reporting.visible import pad, shorten, visible

    draft = the_draft(path, encoding, revisions)
    tree = outline_of(draft)
    typer.echo(f"{tree.title or '（没有标题）'}　{tree.form}")
    depth: list[int] = []
    for number, node in enumerate(tree.provisions):
        depth.append(depth[node.parent] + 1 if 0 <= node.parent < number else 0)
        line = draft.paragraphs[node.pieces[0].paragraph].line if node.pieces else 0
        head = f"{'  ' * min(depth[number], 12)}{node.citation or node.marker or '·'}"
        words = shorten(visible(f"{node.marker if not node.text else node.text}"), 48)
        typer.echo(f"{line:>5}  {_KINDS.get(node.kind, node.kind)}  {pad(head, 30)} {words}")
    return 0
