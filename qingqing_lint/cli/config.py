"""``qingqing-lint config show PATH``: what holds for a draft, and where each value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qingqing_lint.cli.choices import ConfigFile, Configs

__all__ = ["register", "show"]


def register(app: typer.Typer, command: Any, group: Any) -> None:
    """Add the group of commands to the application."""
    inner = typer.Typer(cls=group, help="配置：看某份草案用的是什么配置。", no_args_is_help=True, rich_markup_mode=None)
    inner.command("show", cls=command, help="列出对一份草案生效的配置，和每一项写在哪个文件哪一行。\n\n例：qingqing-lint config show 草案/a.docx")(show)
    app.add_typer(inner, name="config")


def show(
    path: Annotated[Path, typer.Argument(metavar="路径", help="草案或者文件夹", show_default=False)] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    config: ConfigFile = None,
) -> int:
    """Print the settings of one draft with their origins."""
    from qingqing_lint.reporting.visible import pad, visible

    configs = Configs(config)
    settings = configs.settings(path)
    if as_json:
        from qingqing_lint.reporting.json import dumps

        values = {key: {"value": value.value, "from": str(value.origin)} for key, value in settings.values.items()}
        waivers = [{"rule": w.rule, "place": w.place, "reason": w.reason, "who": w.who, "until": w.until, "from": str(w.origin)} for w in settings.waivers]
        read = list(settings.config.read) if settings.config else []
        typer.echo(dumps({"path": path.as_posix(), "files": read, "values": values, "waivers": waivers}))
        return 0
    if settings.config is None:
        typer.echo(f"{path} 没有配置文件（从它所在的文件夹往上找 qingqing.toml，或者 pyproject.toml 里的 [tool.qingqing-lint]），全用缺省值。")
    else:
        typer.echo(f"{path} 的配置：" + "、".join(settings.config.read))
        if not path.is_dir() and not settings.config.wants(path):
            typer.echo("检查文件夹时会跳过这个文件（include、exclude）。")
    for key, value in settings.values.items():
        typer.echo(f"  {pad(key, 15)}{pad(visible(_shown(value.value)), 34)} {visible(str(value.origin))}")
        if len({str(origin) for _, origin in value.parts}) > 1:
            for item, origin in value.parts:
                what = f"{item} = {value.value[item]}" if isinstance(value.value, dict) else item
                typer.echo(f"    {pad(visible(what), 47)} {visible(str(origin))}")
    for waiver in settings.waivers:
        told = "，".join(part for part in (waiver.place, waiver.reason, waiver.who, f"至 {waiver.until}" if waiver.until else "") if part)
        typer.echo(f"  豁免 {visible(waiver.rule)}（{visible(told)}） {visible(str(waiver.origin))}")
    return 0


def _shown(value: Any) -> str:
    if value is None:
        return "（没有）"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "、".join(f"{k} = {v}" for k, v in value.items()) or "（空）"
    if isinstance(value, (tuple, list)):
        return "、".join(map(str, value)) or "（空）"
    return str(value)
