"""The fast way against the plain exhaustive one on texts of one's own: exactly the same reports, or a list of what differs.

    python benchmarks/equality.py FOLDER_OR_FILE... [--sample N] [--seed N]

Text files are read as drafts; of a .yaml file every ``text:`` is. The plain way takes some fifty times as long: use ``--sample``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from exhaustive import ExhaustiveLinter

from qingqing_lint import build_linter, load_lexicon
from qingqing_lint.reading import UnreadableDraft, find_drafts, read_draft, read_text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    drafts = []
    for path in given.paths:
        if path.suffix in (".yaml", ".yml"):
            cases = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            drafts += [(case["id"], case["text"]) for case in cases]
        else:
            drafts += [(str(file), file) for file in find_drafts([path])]
    if given.sample and given.sample < len(drafts):
        drafts = random.Random(given.seed).sample(drafts, given.sample)
    fast, plain = build_linter(), ExhaustiveLinter(load_lexicon())
    spent = [0.0, 0.0]
    different = 0
    for name, what in drafts:
        try:
            draft = read_text(what, name) if isinstance(what, str) else read_draft(what)
        except UnreadableDraft:
            continue
        start = time.process_time()
        quick = fast.lint(draft, "all")
        middle = time.process_time()
        slow = plain.lint(draft, "all")
        spent[0] += middle - start
        spent[1] += time.process_time() - middle
        if quick != slow:
            different += 1
            rows = [a.rule for a, b in zip(quick.rules, slow.rules, strict=True) if a != b]
            print(f"{name}: {', '.join(rows) or 'the head of the report'}")
    print(f"{len(drafts)} texts, {different} different; fast {spent[0]:.1f} s, plain {spent[1]:.1f} s of CPU time")
    return int(different > 0)


if __name__ == "__main__":
    raise SystemExit(main())
