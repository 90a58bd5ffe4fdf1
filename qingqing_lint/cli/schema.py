"""``qingqing-lint schema NAME``: JSON Schemas, generated from the code."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import one_of

__all__ = ["register", "schema"]


def register(app: typer.Typer, command: Any) -> None:
    """Add the command to the application."""
    app.command("schema", cls=command, help="打印 JSON Schema。\n\n例：qingqing-lint schema report > report.schema.json")(schema)


def schema(name: Annotated[str, typer.Argument(metavar="report|config", help="哪一个：report（检查结果）、config（配置文件）", show_default=False)]) -> int:
    """Print a schema."""
    import json

    one_of(name, ("report", "config"), "名称")
    if name == "config":
        from qingqing_lint.config import config_schema as schema_of
    else:
        from qingqing_lint.reporting.schema import report_schema as schema_of
    typer.echo(json.dumps(schema_of(), ensure_ascii=False, indent=2))
    return 0
