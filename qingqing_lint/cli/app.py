"""The typer application, its Chinese help, and every mistake on the command line as one Chinese sentence."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from qingqing_lint.cli import (
    annotate,
    baseline,
    check,
    compare,
    config,
    explain,
    init,
    lexicon,
    outline,
    rules,
    schema,
    trace,
)

__all__ = ["app", "run"]


class _Chinese:
    """Help in Chinese: the words that typer itself puts around ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, formatter)  # type: ignore[misc]
        formatter.buffer[:] = [_in_chinese(part) for part in formatter.buffer]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这段帮助"
        return option


_WORDS = (
    ("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]…"), ("Arguments:", "参数："), ("Options:", "选项："),
    ("Commands:", "命令："), ("[default: ", "[缺省："), ("[required]", "[必填]"), (" <list[str]>", ""), (" <str>", ""),
)


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return text


class Command(_Chinese, TyperCommand):
    """A command with Chinese help."""


class Group(_Chinese, TyperGroup):
    """The group of commands with Chinese help."""


app = typer.Typer(
    name="qingqing-lint",
    cls=Group,
    help="检查规范性文件草案：该写的写了没有，不该写的写了没有（亲清政商关系，94 条规则）。草案只在本机处理，不联网。",
    epilog="第一次用：qingqing-lint check 草案.docx　想知道一条规则：qingqing-lint explain burden/levies-donations",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for _module in (check, annotate, compare, init, rules, explain, outline, trace, schema):
    _module.register(app, Command)
for _group in (baseline, lexicon, config):
    _group.register(app, Command, Group)


@app.callback(invoke_without_command=False)
def _root(
    version: bool = typer.Option(False, "--version", help="显示版本", is_eager=True, callback=lambda on: _version(on)),
) -> None:
    pass


def _version(on: bool) -> None:
    if on:
        from qingqing_lint import __version__

        typer.echo(f"qingqing-lint {__version__}")
        raise typer.Exit


def run(arguments: list[str]) -> int:
    """Run one command line; gives the exit status. Nothing that a user can type or have on disk ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    command = typer.main.get_command(app)
    for option in command.params:
        if option.name in ("install_completion", "show_completion"):
            option.help = "给当前的命令行装上自动补全" if option.name.startswith("install") else "显示自动补全的脚本"  # type: ignore[attr-defined]
    try:
        status = command.main(args=arguments, prog_name="qingqing-lint", standalone_mode=False)
    except (typer.Exit, SystemExit) as stop:
        code = getattr(stop, "exit_code", getattr(stop, "code", 0))
        return int(code or 0)
    except (KeyboardInterrupt, typer.Abort):
        return complain("已按要求停下，没有做完。", 130)
    except BrokenPipeError:
        # The reader of our output went away (| head): nobody is left to tell; keep the interpreter from flushing into it.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        sentence = _sentence(error, command)
        if sentence is None:
            raise
        return complain(sentence)
    return status if isinstance(status, int) else 0


def complain(sentence: str, status: int = 2) -> int:
    """Say what is wrong on standard error."""
    print(sentence, file=sys.stderr)
    return status


def _sentence(error: Exception, command: Any) -> str | None:
    """One Chinese sentence for a mistake of the user's; None for a mistake of ours."""
    from qingqing_lint.lexicon import LexiconError
    from qingqing_lint.reading import UnreadableDraft

    kind = type(error).__name__
    name = _parameter(error)
    if kind == "NoArgsIsHelpError":
        return str(getattr(error, "message", error))
    if kind == "NoSuchOption":
        option = getattr(error, "option_name", "")
        close = list(getattr(error, "possibilities", None) or [])
        hint = f"，是不是 {close[0]}" if close else ""
        return f"没有 {option} 这个选项{hint}；用 --help 看有哪些选项。"
    if kind == "NoSuchCommand" or (kind == "UsageError" and "No such command" in str(error)):
        typed = str(error).split("'")[1] if "'" in str(error) else ""
        known = list(getattr(getattr(getattr(error, "ctx", None), "command", command), "commands", {}))
        close = difflib.get_close_matches(typed, known, 1)
        hint = f"，是不是 {close[0]}" if close else f"，可用的有：{'、'.join(known)}"
        return f"没有“{typed}”这个命令{hint}。"
    if kind == "MissingParameter":
        return f"缺少 {name or '参数'}；用 --help 看这个命令怎么用。"
    if kind == "BadParameter":
        return f"{name or '参数'} 的值不对：{getattr(error, 'message', error)}"
    if kind == "BadOptionUsage":
        return f"{getattr(error, 'option_name', '选项')} 后面缺少它的值；用 --help 看这个命令怎么用。"
    if kind in ("UsageError", "BadArgumentUsage"):
        return f"命令行写法不对（{getattr(error, 'message', error)}）；用 --help 看这个命令怎么用。"
    if isinstance(error, (UnreadableDraft, *_told())):
        return str(error)
    if kind == "ConfigError":
        mistakes = getattr(error, "mistakes", ())
        return f"配置有 {len(mistakes)} 处错误，请改正后再试：\n{error}"
    if isinstance(error, LexiconError):
        return f"词库有 {len(error.mistakes)} 处错误，请改正后再试：\n{error}"
    if isinstance(error, PermissionError):
        return f"没有权限写或者读“{error.filename}”，请检查文件权限，或者换一个位置。"
    if isinstance(error, OSError):
        return f"读写“{error.filename or ''}”时出错（{error.strerror or error}），请检查路径和磁盘空间。"
    return None


def _told() -> tuple[type[Exception], ...]:
    """Errors whose message is already a Chinese sentence, of rooms that may not have been loaded."""
    names = (("qingqing_lint.repository.git", "GitError"), ("qingqing_lint.repository.baseline", "BaselineError"))
    return tuple(getattr(sys.modules[room], name) for room, name in names if room in sys.modules)


def _parameter(error: Exception) -> str:
    hint = getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    if hint:
        return " ".join(hint) if isinstance(hint, (list, tuple)) else str(hint)
    if parameter is None:
        return ""
    options = [o for o in getattr(parameter, "opts", ()) if o.startswith("-")]
    return options[0] if options else str(getattr(parameter, "metavar", None) or parameter.name)
