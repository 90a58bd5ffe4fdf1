"""A policy linter for Chinese draft regulations on government-business relations (亲清政商关系).

The public interface: what the command line calls, a notebook, a web service or a worker on another machine can call.

>>> report = lint_text("第一条 制定涉企政策，可以不听取企业意见。", profile="all")
>>> [(row.rule, reading.place) for row in report.rules for reading in row.violations]
[('decision/hearing', '第一条')]
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qingqing_lint.report import DraftReport, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from qingqing_lint.lexicon import Lexicon
    from qingqing_lint.linting import Linter
    from qingqing_lint.report import Unreadable

__all__ = [
    "PROFILES",
    "DraftReport",
    "Report",
    "__version__",
    "build_linter",
    "lint_file",
    "lint_paths",
    "lint_text",
    "load_lexicon",
]
__version__ = "0.1.0"

Profile = Literal["auto", "qinqing", "enterprise", "all"]
PROFILES = ("auto", "qinqing", "enterprise", "all")


def load_lexicon(*folders: Path | str) -> Lexicon:
    """The built-in lexicons, extended by further folders. Raises ``LexiconError`` with every mistake in them.

    >>> len(load_lexicon().rules)
    94
    """
    from qingqing_lint.lexicon import load_lexicon as load
    from qingqing_lint.lexicon import shipped_folder

    return load(shipped_folder(), *folders)


@lru_cache(maxsize=4)
def build_linter(*folders: Path | str) -> Linter:
    """A linter over the built-in lexicons and further folders, kept for the next call with the same folders.

    >>> build_linter() is build_linter()
    True
    """
    from qingqing_lint.lexicon import shipped_folder
    from qingqing_lint.linting.compiled import linter_of

    linter = linter_of((shipped_folder(), *map(Path, folders)))
    linter.folders = tuple(str(Path(folder).resolve()) for folder in folders)
    return linter


def lint_text(text: str, *, name: str = "-", profile: Profile = "auto", linter: Linter | None = None) -> DraftReport:
    """Check a draft given as text. ``name`` is the path that the report shows.

    >>> lint_text("第五条 不得向企业摊派费用。").coverage.covered
    1
    """
    from qingqing_lint.reading import read_text

    return (linter or build_linter()).lint(read_text(text, name), profile)


def lint_file(
    path: Path | str, *, encoding: str | None = None, revisions: Literal["accepted", "original"] = "accepted",
    profile: Profile = "auto", linter: Linter | None = None,
) -> DraftReport:
    """Check one file (.txt, .md, .docx …). Raises ``UnreadableDraft``, whose message is one Chinese sentence."""
    from qingqing_lint.reading import read_draft

    return (linter or build_linter()).lint(read_draft(path, encoding=encoding, revisions=revisions), profile)


def lint_paths(
    paths: Iterable[Path | str], *, encoding: str | None = None, revisions: Literal["accepted", "original"] = "accepted",
    profile: Profile = "auto", linter: Linter | None = None, jobs: int | None = 1, executor: Executor | None = None,
) -> Report:
    """Check files and folders. What cannot be read stands in ``Report.unreadable``; the others are checked all the same.

    ``jobs``: how many processes (None: by cores and files). ``executor``: any ``concurrent.futures.Executor`` instead, also one
    whose workers are on other machines that see the same paths. The report is the same for any of them.
    """
    from functools import partial

    from qingqing_lint.linting import report_of
    from qingqing_lint.parallel import in_order, jobs_for
    from qingqing_lint.reading import find_drafts
    from qingqing_lint.report import Unreadable

    active = linter or build_linter()
    files: list[Path | Unreadable] = []
    for path in map(Path, paths):
        files += find_drafts([path]) or [
            Unreadable(path.as_posix(), "这个文件夹里没有可以检查的草案（.docx、.txt、.md），请检查路径")
        ]
    # Workers load a linter from the cache, or have it by the fork; only one that was built by hand must be sent to them.
    work = partial(_outcome, encoding, revisions, profile, active if active.folders is None else active.folders)
    count = jobs_for(len(files), jobs)
    if count > 1 and executor is None:
        active.prepare()
    outcomes = list(in_order(work, files, jobs=count, executor=executor))
    drafts = [one for one in outcomes if isinstance(one, DraftReport)]
    return report_of(drafts, [one for one in outcomes if isinstance(one, Unreadable)], active.lexicon, __version__)


def _outcome(
    encoding: str | None, revisions: Literal["accepted", "original"], profile: Profile,
    linter: Linter | tuple[str, ...], file: Path | Unreadable,
) -> DraftReport | Unreadable:
    """What became of one file; a path that led to none stays what it was."""
    from qingqing_lint.reading import UnreadableDraft
    from qingqing_lint.report import Unreadable

    if isinstance(file, Unreadable):
        return file
    try:
        active = build_linter(*linter) if isinstance(linter, tuple) else linter
        return lint_file(file, encoding=encoding, revisions=revisions, profile=profile, linter=active)
    except UnreadableDraft as error:
        return Unreadable(file.as_posix(), error.reason)
