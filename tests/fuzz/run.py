"""Read thousands of broken drafts: ``python tests/fuzz/run.py [COUNT] [SEED]`` (default 5000 files, seed 1).

Each must give a draft or one Chinese sentence; one that reads must also survive being annotated and cleaned. The status
is 1 when anything else happens, when one file takes over 10 seconds, or when the process grows over 1 GB.
"""

from __future__ import annotations

import sys
import time
import traceback
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2])]

from fuzz.mutate import mutants  # noqa: E402

from qingqing_lint.draft import Draft  # noqa: E402
from qingqing_lint.reading import UnreadableDraft, read_bytes  # noqa: E402
from qingqing_lint.report import Coverage, DraftReport, Reading, Region, RuleResult  # noqa: E402
from qingqing_lint.reporting.word import annotate, clean  # noqa: E402

MOST_SECONDS = 10.0
MOST_MEGABYTES = 1024


def try_one(name: str, data: bytes) -> str:
    """``read`` or ``refused``; raises whatever is wrong with the program."""
    try:
        draft = read_bytes(data, name)
    except UnreadableDraft as error:
        assert error.reason and "\n" not in error.reason
        return "refused"
    for paragraph in draft.paragraphs:
        assert not set(paragraph.text) & set("\n\r\x0b\x0c\x85\u2028\u2029")
        assert paragraph.line >= 1 and paragraph.column >= 1
    if draft.format == "word":
        _annotate(draft, data)
    return "read"


def _annotate(draft: Draft, data: bytes) -> None:
    lines = tuple((q.line, q.column, q.text) for q in draft.paragraphs)
    long = [q for q in draft.paragraphs if len(q.text) > 2][:40]
    readings = tuple(
        Reading("violates", "", Region(q.line, q.column + 1, q.line, q.column + len(q.text) - 1), q.text) for q in long
    )
    rows = (
        RuleResult("a", "ban", "covered", "error", "error", (), readings),
        RuleResult("b", "duty", "missing", "error", "error", fits_line=long[0].line if long else 0),
    )
    report = DraftReport(draft.path, "", "all", "", "", Coverage(1, 1, 0, 0, 0), rows, lines)
    try:
        annotated = annotate(data, report, {}, suggest=True, date=datetime(2024, 1, 1))
        clean(annotated)
    except UnreadableDraft:
        return
    again = read_bytes(annotated, draft.path)
    assert [q.text for q in again.paragraphs] == [q.text for q in draft.paragraphs], "annotating changed the text"


def _megabytes() -> float:
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int, seed: int) -> int:
    """Run ``count`` files and print what came of them."""
    results = {"read": 0, "refused": 0, "failed": 0}
    slowest = (0.0, "")
    begun = time.perf_counter()
    for name, data in mutants(count, seed):
        started = time.perf_counter()
        try:
            results[try_one(name, data)] += 1
        except Exception:
            results["failed"] += 1
            print(f"--- {name} (seed {seed})")
            traceback.print_exc(limit=-4)
        slowest = max(slowest, (time.perf_counter() - started, name))
    print(
        f"{count} files in {time.perf_counter() - begun:.0f} s: {results}; slowest {slowest[0]:.2f} s ({slowest[1]}); "
        f"peak {_megabytes():.0f} MB"
    )
    return int(results["failed"] > 0 or slowest[0] > MOST_SECONDS or _megabytes() > MOST_MEGABYTES)


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(main(arguments[0] if arguments else 5000, arguments[1] if len(arguments) > 1 else 1))
