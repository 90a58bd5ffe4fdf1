"""The accuracy of the readings on labelled texts: one table by reading, by rule, by construct and by kind of text.

usage: python benchmarks/accuracy.py [--shared DIR] [--tool COMMAND] [--floors FILE] [--weakest N] [--raise]

Runs the tool once over the labelled fragments and drafts (--profile all), compares the labels (text, rule, reading), and prints precision,
recall and F1. A third of the fragments, chosen by a hash of their ids, is shown apart as `held-out`: nobody looks at it while
mending lexicons, so a wide gap to `worked-on` means entries learned by heart. --floors: fail when a figure falls below its floor.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shlex
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

Label = tuple[str, str]
READINGS = ("states", "partial", "weak", "violates")


class Tally:
    """Counts of labels hit, wrongly given and lost."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.empty = self.clean = 0

    def add(self, want: set[Label], got: set[Label]) -> None:
        for label in want | got:
            outcome = "hit" if label in want & got else "wrong" if label in got else "lost"
            self.counts[label[1], outcome] += 1
            self.counts["all", outcome] += 1
        sides = [{(rule, reading == "violates") for rule, reading in labels} for labels in (want, got)]
        for side in sides[0] | sides[1]:
            outcome = "hit" if side in sides[0] & sides[1] else "wrong" if side in sides[1] else "lost"
            self.counts["mention", outcome] += 1
        self.empty += not want
        self.clean += not want and not got

    def figures(self, name: str) -> tuple[float, float, float, int]:
        hit, wrong, lost = (self.counts[name, outcome] for outcome in ("hit", "wrong", "lost"))
        precision = hit / (hit + wrong) if hit + wrong else 1.0
        recall = hit / (hit + lost) if hit + lost else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0, hit + lost


def load(shared: Path) -> Iterable[tuple[str, str, str, str, set[Label], set[str]]]:
    """Yield (group, id, construct, text, labels, doubtful rules) of every labelled text."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for case in yaml.load((shared / "cases/dev.yaml").read_text("utf-8"), loader):
        labels = {(rule, name) for rule, value in (case.get("expect") or {}).items() for name in names(value)}
        held = int(hashlib.sha256(case["id"].encode()).hexdigest(), 16) % 3 == 0
        construct = (case.get("construct") or "other").split("-")[0]
        yield ("held-out" if held else "worked-on"), case["id"], construct, case["text"], labels, set()
    for sheet in sorted((shared / "drafts").glob("*.yaml")):
        row = yaml.load(sheet.read_text("utf-8"), loader)
        labels = {(rule, value["reading"]) for rule, value in (row.get("rules") or {}).items()}
        labels |= {(rule, "violates") for rule in row.get("violates") or {}}
        yield "drafts", sheet.stem, "draft", sheet.with_suffix(".txt").read_text("utf-8"), labels, set(row.get("doubtful") or [])


def names(value: Any) -> Iterable[str]:
    """The readings of one ``expect`` entry."""
    for one in value if isinstance(value, list) else [value]:
        yield next(iter(one)) if isinstance(one, dict) else one


def found(draft: dict[str, Any]) -> set[Label]:
    """The labels that the tool gave a draft."""
    labels = set()
    for row in draft["rules"]:
        verdict = {"covered": "states"}.get(row["verdict"], row["verdict"])
        if verdict in READINGS:
            labels.add((row["rule"], verdict))
        if any(reading["reading"] == "violates" for reading in row["readings"]):
            labels.add((row["rule"], "violates"))
    return labels


def show(title: str, tally: Tally) -> None:
    """Print one block of the table."""
    print(f"\n{title}")
    for name in (*READINGS, "all", "mention"):
        p, r, f, n = tally.figures(name)
        print(f"  {name:10} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  labels {n}")
    if tally.empty:
        print(f"  clean      {tally.clean / tally.empty:.3f} of {tally.empty} texts with no label")


def form_of(text: str) -> str:
    """The kind of a fragment: how it is numbered."""
    first = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.startswith("第") and "条" in line[:8] for line in first):
        return "条款式"
    if any(line[:1] in "（(一二三四五六七八九十" or line[:1].isdigit() for line in first):
        return "意见式"
    return "无编号"


def table(title: str, tallies: dict[str, Tally]) -> None:
    """Print one line a tally: mention, exact, labels, clean texts; weakest first."""
    print(f"\n{title}: mention F1, exact F1, labels, clean of texts with no label")
    for name in sorted(tallies, key=lambda n: tallies[n].figures("all")[2]):
        tally = tallies[name]
        print(f"  {name:14} {tally.figures('mention')[2]:.3f}  {tally.figures('all')[2]:.3f}  {tally.figures('all')[3]:4}  {tally.clean}/{tally.empty}")


def main() -> int:
    here = Path(__file__).resolve().parent.parent
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=here.parent / "shared")
    ask.add_argument("--tool", default=f"{sys.executable} -m qingqing_lint")
    ask.add_argument("--floors", type=Path)
    ask.add_argument("--raise", dest="raise_", action="store_true", help="write the figures reached into the floors file where higher")
    ask.add_argument("--weakest", type=int, default=10)
    args = ask.parse_args()
    texts = list(load(args.shared))
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, _, _, text, _, _) in enumerate(texts):
            Path(folder, f"{number:05}.txt").write_text(text, "utf-8")
        run = subprocess.run(
            [*shlex.split(args.tool), "check", folder, "--profile", "all", "--format", "json", "--fail-on", "never"],
            capture_output=True, text=True, encoding="utf-8",
        )
    if run.returncode:
        print(run.stderr[-2000:], file=sys.stderr)
        return 2
    drafts = {int(Path(d["path"]).stem): found(d) for d in json.loads(run.stdout)["drafts"]}
    groups: dict[str, Tally] = defaultdict(Tally)
    rules: dict[str, Tally] = defaultdict(Tally)
    constructs: dict[str, Tally] = defaultdict(Tally)
    forms: dict[str, Tally] = defaultdict(Tally)
    for number, (group, _, construct, text, labels, doubtful) in enumerate(texts):
        want = {label for label in labels if label[0] not in doubtful}
        got = {label for label in drafts.get(number, set()) if label[0] not in doubtful}
        groups[group].add(want, got)
        if group != "drafts":
            groups["cases"].add(want, got)
            constructs[construct].add(want, got)
            forms[form_of(text)].add(want, got)
        for rule in {label[0] for label in want | got}:
            rules[rule].add({x for x in want if x[0] == rule}, {x for x in got if x[0] == rule})
    for group in ("cases", "worked-on", "held-out", "drafts"):
        show(group, groups[group])
    table("by kind of text", forms)
    table("by construct (first word of its name), weakest first", {c: t for c, t in constructs.items() if t.figures("all")[3] + t.empty >= 4})
    print("\nweakest rules (mention F1, exact F1, labels)")
    for rule in sorted(rules, key=lambda r: (rules[r].figures("mention")[2], rules[r].figures("all")[2]))[: args.weakest]:
        mention, exact = rules[rule].figures("mention"), rules[rule].figures("all")
        print(f"  {rule:36} {mention[2]:.3f}  {exact[2]:.3f}  {mention[3]}")
    reached = {
        f"{group}.{name}.{figure}": round(groups[group].figures(name)[at], 3)
        for group in ("cases", "drafts") for name, figure, at in (
            ("mention", "f1", 2), ("all", "f1", 2), ("violates", "precision", 0), ("violates", "recall", 1), ("states", "precision", 0))
    }
    return floors(args.floors, reached, args.raise_) if args.floors else 0


def floors(file: Path, reached: dict[str, float], lift: bool) -> int:
    """Compare with the floors; with ``lift`` write those that rose."""
    least = json.loads(file.read_text("utf-8")) if file.exists() else {}
    fallen = {name: (reached.get(name, 0.0), floor) for name, floor in least.items() if reached.get(name, 0.0) < floor}
    for name, (now, floor) in fallen.items():
        print(f"below its floor: {name} is {now}, floor {floor}")
    if lift and not fallen:
        raised = {name: max(value, least.get(name, 0.0)) for name, value in reached.items()}
        file.write_text(json.dumps(raised, indent=2) + "\n", "utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
