"""``check`` spread over processes: what is done there, how far it is, and what is said when it is stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from qingqing_lint.report import DraftReport
    from qingqing_lint.repository import Checker

    Plain = tuple[DraftReport, tuple[Any, ...]]

__all__ = ["executor_at", "plain_reports"]

_TOLD = 20
"""From how many drafts on progress is shown, on a terminal."""


def plain_reports(
    items: Sequence[tuple[Path, Any]], checker: Checker, jobs: int | None, executor: Executor | None
) -> Iterator[Plain | str]:
    """For each file with its choice, in order, the plain report and its excuses, or why it cannot be read.

    Stopped by Ctrl-C, it says on standard error how far it came.
    """
    from qingqing_lint.parallel import in_order, jobs_for

    cache = checker.cache.folder is not None
    _checkers[cache] = checker
    count = jobs_for(len(items), jobs)
    if count > 1 and executor is None and not cache:  # with a cache there may be nothing to lint
        for lexicons in {choice.lexicons for _, choice in items}:
            checker.prepare(lexicons)
    shown = sys.stderr.isatty() and len(items) >= _TOLD
    done = 0
    told = time.monotonic()
    try:
        with closing(in_order(partial(_read, cache), items, jobs=count, executor=executor)) as results:  # type: ignore[type-var]
            for result in results:
                yield result
                done += 1
                if shown and time.monotonic() - told > 0.2:
                    told = time.monotonic()
                    print(f"\r已检查 {done}/{len(items)} 份", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(f"\n已检查 {done} 份，还有 {len(items) - done} 份没有检查。", file=sys.stderr)
        raise
    finally:
        if shown:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)


_checkers: dict[bool, Checker] = {}
"""Each process has its own, with the lexicons it has loaded."""


def _read(cache: bool, item: tuple[Path, Any]) -> Plain | str:
    from qingqing_lint.reading import UnreadableDraft, load
    from qingqing_lint.repository import Checker

    file, choice = item
    if cache not in _checkers:
        _checkers[cache] = Checker(cache=cache)
    try:
        return _checkers[cache].read(load(file), file.as_posix(), choice)
    except UnreadableDraft as error:
        return error.reason


@contextmanager
def executor_at(address: str | None) -> Iterator[Executor | None]:
    """The executor that ``--executor dask://HOST:PORT`` names; None for None."""
    if address is None:
        yield None
        return
    if not address.startswith("dask://") or not address.removeprefix("dask://"):
        raise typer.BadParameter("请写成 dask://主机:端口，如 dask://10.0.0.5:8786。", param_hint="--executor")
    try:
        from distributed import Client
    except ImportError as error:
        raise typer.BadParameter("要用 Dask，请先安装：pip install 'qingqing-lint[dask]'。", param_hint="--executor") from error
    try:
        client = Client("tcp://" + address.removeprefix("dask://"), timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise typer.BadParameter(f"连不上 {address}，请检查地址，以及调度器是否在运行。", param_hint="--executor") from error
    with client:
        yield client.get_executor()
