"""How fast, as ratios to well-known work measured in turn with it: medians of CPU time, and the spread of the ratios.

    python benchmarks/speed.py --corpus FOLDER [--word FILE.docx] [--drafts N] [--rounds N] [--textlint FOLDER]

``--corpus``: text files. ``--textlint``: a folder where npm has put textlint and textlint-rule-prh; without it that line is left out.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
ROOT = Path(__file__).resolve().parent.parent
LINT = [sys.executable, "-m", "qingqing_lint"]


def cpu_of(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, check=False, **QUIET)  # type: ignore[call-overload]
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def wall_of(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=False, **QUIET)  # type: ignore[call-overload]
    return time.perf_counter() - start


def ratios(one: Callable[[], float], other: Callable[[], float], rounds: int) -> list[float]:
    """one / other, measured in turn, the first round for warming up."""
    pairs = [(one(), other()) for _ in range(rounds + 1)][1:]
    return [a / b for a, b in pairs]


def line(work: str, against: str, reach: str, found: list[float]) -> None:
    print(f"| {work} | {against} | {reach} | {statistics.median(found):.2f} | {min(found):.2f} – {max(found):.2f} |", flush=True)


IN_PROCESS = """
import sys, time
from pathlib import Path
texts = [Path(file).read_text("utf-8", "replace") for file in sys.argv[2:]]
if sys.argv[1] == "jieba":
    import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    work = jieba.lcut
else:
    from qingqing_lint import build_linter
    from qingqing_lint.reading import read_text
    linter = build_linter()
    work = lambda text: linter.lint(read_text(text), "all")
start = time.process_time()
for text in texts:
    work(text)
print(time.process_time() - start)
if sys.argv[1] == "lint":
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def inside(what: str, files: list[Path]) -> list[float]:
    done = subprocess.run([sys.executable, "-c", IN_PROCESS, what, *map(str, files)], cwd=ROOT, check=True, capture_output=True, text=True)
    return [float(number) for number in done.stdout.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--word", type=Path)
    parser.add_argument("--drafts", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--textlint", type=Path)
    given = parser.parse_args()
    files = sorted(given.corpus.glob("*.txt"))
    files = files[:: max(1, len(files) // given.drafts)][: given.drafts]
    middle = min(files, key=lambda file: abs(len(file.read_text("utf-8", "replace")) - 6000))
    print("CPython", platform.python_version(), platform.machine(), *(
        f"{name} {version}" for name in ("jieba", "typer", "rich", "ahocorasick_rs")
        if (version := _version(name))
    ))
    print("| work | against | reach | median | spread |\n|---|---|---|---|---|")
    loading = [sys.executable, "-c", "import jieba; jieba.initialize()"]
    frame = [sys.executable, "-c", "import typer, rich.table"]
    check = [*LINT, "check", "--no-cache"]
    line("cold check, .txt", "jieba.initialize()", "≤ 0.55", ratios(lambda: cpu_of([*check, str(middle)]), lambda: cpu_of(loading), given.rounds))
    if given.word:
        word = str(given.word)
        line("cold check, .docx", "jieba.initialize()", "≤ 0.75", ratios(lambda: cpu_of([*check, word]), lambda: cpu_of(loading), given.rounds))
    for arguments in (["--help"], ["rules"], ["explain", "burden/levies-donations"]):
        found = ratios(lambda a=arguments: cpu_of([*LINT, *a]), lambda: cpu_of(frame), given.rounds)  # type: ignore[misc]
        line(arguments[0], "import typer, rich.table", "≤ 1.6", found)
    rounds = max(2, given.rounds // 2)
    line("corpus, all rules", "jieba.lcut", "≤ 0.33", ratios(lambda: inside("lint", files)[0], lambda: inside("jieba", files)[0], rounds))
    folder = [*check, "--format", "json", *map(str, files)]
    line("one process", "two (wall time)", "≥ 1.8", ratios(lambda: wall_of([*folder, "--jobs", "1"]), lambda: wall_of([*folder, "--jobs", "2"]), rounds))
    with tempfile.TemporaryDirectory() as scratch:
        long = Path(scratch) / "long.txt"
        long.write_text("\n".join([middle.read_text("utf-8", "replace")] * 100), "utf-8")
        line("100 times as long", "the short draft", "≤ 110", ratios(lambda: inside("lint", [long])[0], lambda: inside("lint", [middle] * 10)[0] / 10, 2))
        if given.textlint:
            whole = Path(scratch) / "all.txt"
            whole.write_text("\n".join(file.read_text("utf-8", "replace") for file in files), "utf-8")
            textlint = [str(given.textlint / "node_modules/.bin/textlint"), "--config", str(given.textlint / ".textlintrc.json"), str(whole)]
            line("textlint, 200 phrases", "check", "≥ 5", ratios(lambda: wall_of(textlint), lambda: wall_of(folder), 2))
    line("peak memory, one draft (MB)", "–", "≤ 120", [inside("lint", [middle])[1]])
    line("peak memory, all drafts (MB)", "–", "≤ 250", [inside("lint", files * 3)[1]])


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
