"""Work spread over processes: results in order, whatever the number of workers, and no draft lost to one that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

__all__ = ["in_order", "jobs_for"]

Item = TypeVar("Item")
Result = TypeVar("Result")
_AHEAD = 8
"""How many items per worker are under way at most, so that memory stays flat however many there are."""
_WORTH = 24
"""From how many items on a second process is worth starting."""


def jobs_for(items: int, wanted: int | None = None) -> int:
    """How many processes: as ``wanted``, else by cores and items. 1 is this process alone."""
    if wanted is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        wanted = min(cores, items // _WORTH + 1, 61)  # Windows waits for 63 handles at most
    return max(1, min(wanted, items))


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], *, jobs: int = 1, executor: Executor | None = None,
) -> Iterator[Result]:
    """``work`` done on every item, the results in the order of the items.

    With an ``executor`` it is used, and left running; ``work`` and items must be picklable where its workers are processes. Otherwise
    ``jobs`` processes are started once (1: none). What a worker leaves undone because it died is done again, in the end by this
    process. Closing the iterator, or an exception such as KeyboardInterrupt, stops all at once.
    """
    if executor is not None:
        yield from _through(work, items, executor)
    elif jobs <= 1:
        yield from map(work, items)
    else:
        yield from _in_processes(work, list(items), jobs)


def _through(work: Callable[[Item], Result], items: Iterable[Item], executor: Executor) -> Iterator[Result]:
    """With an executor of somebody else's; what fails there is done here, where a true mistake shows itself."""
    ahead = _AHEAD * (getattr(executor, "_max_workers", None) or os.cpu_count() or 1)
    waiting: deque[tuple[Item, Future[Result] | None]] = deque()
    pending = iter(items)
    try:
        while True:
            while len(waiting) < ahead and (item := next(pending, _NOTHING)) is not _NOTHING:
                waiting.append((item, _submitted(executor, work, item)))  # type: ignore[arg-type]
            if not waiting:
                return
            item, future = waiting.popleft()
            try:
                result = work(item) if future is None else future.result()
            except (Exception, CancelledError):
                if future is None:
                    raise
                result = work(item)
            yield result
    finally:
        for _, future in waiting:
            if future is not None:
                future.cancel()


_NOTHING = object()


def _submitted(executor: Executor, work: Callable[[Item], Result], item: Item) -> Future[Result] | None:
    try:
        return executor.submit(work, item)
    except RuntimeError:  # broken, or shut down meanwhile
        return None


def _in_processes(work: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> Iterator[Result]:
    done = 0
    deaths = 0
    while done < len(items):
        pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_quiet)
        before = done
        try:
            waiting: deque[Future[Result]] = deque()
            sent = done
            while done < len(items):
                while sent < len(items) and len(waiting) < jobs * _AHEAD:
                    waiting.append(pool.submit(work, items[sent]))
                    sent += 1
                result = waiting.popleft().result()
                done += 1
                yield result
        except BrokenProcessPool:
            deaths = deaths + 1 if done == before else 1
            if deaths > 2:  # the very same item again: not to be done over there
                result = work(items[done])
                done += 1
                deaths = 0
                yield result
        finally:
            _end(pool)


def _context() -> multiprocessing.context.BaseContext:
    """Forked workers share the compiled lexicon with this process; where forking is not safe, fresh ones are started."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


def _quiet() -> None:
    """Ctrl-C is for the process that started the workers; it ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers now, whatever they are doing: nobody will ask for their results."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
