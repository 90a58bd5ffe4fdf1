"""Reports: one file for each output format behind one small chooser.

>>> sorted(FORMATS)[:4]
['github', 'gitlab', 'html', 'json']
"""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO

from qingqing_lint.report import Report
from qingqing_lint.reporting.options import Options

__all__ = ["FORMATS", "Format", "Options", "emit", "render", "write_atomic"]


@dataclass(frozen=True, slots=True)
class Format:
    """An output format. ``binary``: ``render`` gives bytes, for a file. ``about``: one Chinese line for ``--help``."""

    name: str
    about: str
    binary: bool = False


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("terminal", "终端：给起草人看的完整报告"),
        Format("json", "JSON：给程序读的完整结果"),
        Format("jsonl", "JSON Lines：一份草案一行"),
        Format("markdown", "Markdown：合并请求和流水线摘要"),
        Format("html", "HTML：单个网页文件，可打印"),
        Format("sarif", "SARIF 2.1.0：代码扫描平台"),
        Format("junit", "JUnit XML：测试报告平台"),
        Format("github", "GitHub Actions 注释"),
        Format("gitlab", "GitLab Code Quality"),
        Format("rdjson", "reviewdog 诊断格式"),
        Format("xlsx", "Excel：对照表、问题清单、覆盖情况", binary=True),
    )
}


def render(report: Report, format: str, options: Options | None = None) -> str | bytes:
    """The report in one of ``FORMATS``: text, or bytes when the format is binary. Only that format's code is loaded.

    Raises ``ValueError`` for a format that does not exist.
    """
    if format not in FORMATS:
        raise ValueError(f"没有“{format}”这种输出格式；可用的有：{'、'.join(FORMATS)}。")
    module = import_module(f"qingqing_lint.reporting.{format}")
    rendered: str | bytes = module.render(report, options or Options())
    return rendered


def emit(
    report: Report,
    format: str,
    target: str | os.PathLike[str] | None = None,
    options: Options | None = None,
    stream: IO[str] | None = None,
) -> None:
    """Write the report to the file ``target``, or to ``stream`` (standard output by default) when there is none.

    Files and machine formats are UTF-8 whatever the machine's code page; the terminal format follows the stream's
    encoding and never fails on a character that it lacks. Raises ``OSError`` when the file or stream cannot be
    written, and ``ValueError`` for an unknown format or for a binary one on a terminal.
    """
    chosen = options or Options()
    if target is not None:
        write_atomic(target, render(report, format, chosen))
        return
    out = stream or sys.stdout
    if format == "terminal":
        from qingqing_lint.reporting.terminal import show

        show(report, out, chosen)
        out.flush()
        return
    rendered = render(report, format, chosen)
    if isinstance(rendered, bytes) and out.isatty():
        raise ValueError(f"“{format}”是二进制文件，不能显示在终端上；请用 --output 指定要写入的文件。")
    data = rendered.encode("utf-8") if isinstance(rendered, str) else rendered
    raw = getattr(out, "buffer", None)
    if raw is not None:
        out.flush()
        raw.write(data)
        raw.flush()
    elif isinstance(rendered, str):
        out.write(rendered)
        out.flush()
    else:
        raise ValueError(f"“{format}”是二进制文件；请用 --output 指定要写入的文件。")


def write_atomic(path: str | os.PathLike[str], data: str | bytes) -> None:
    """Write ``data`` so that ``path`` holds either its old content or all of the new. Text becomes UTF-8.

    A link is followed, and the mode of a file that exists is kept. What exists but is no plain file (a pipe, a device)
    is written directly. Raises ``OSError`` (full disk, no permission, no such folder); nothing half-written is left.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
    if target.exists() and not target.is_file():
        with target.open("wb") as direct:
            direct.write(content)
        return
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
