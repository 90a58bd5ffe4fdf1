"""``qingqing-lint schema NAME``: JSON Schemas, generated from the code."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import one_of

__all__ = ["register", "schema"]


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("schema", cls=command, help="打印 JSON Schema。\n\n例：qingqing-lint schema report > report.schema.json")(schema)


def schema(name: Annotated[str, typer.Argument(metavar="report", help="哪一个：report（检查结果）", show_default=False)]) -> int:
    """Print a schema."""
    import json

    from qingqing_lint.reporting.schema import report_schema

    one_of(name, ("report",), "名称")
    typer.echo(json.dumps(report_schema(), ensure_ascii=False, indent=2))
    return 0
