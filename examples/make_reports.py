"""Write the reports of the examples anew: python examples/make_reports.py (after a change of lexicons or of the reports' layout)."""

from __future__ import annotations

import os
from pathlib import Path

from qingqing_lint import lint_paths
from qingqing_lint.reporting import Options, emit

ROOT = Path(__file__).resolve().parent.parent
OTHER_FORMATS = {"business-environment": "html", "fee-measure": "sarif"}


def main() -> None:
    os.chdir(ROOT)  # so that the reports name the drafts as a reader of the repository would
    folder = Path("examples")
    for draft in sorted(file for file in folder.iterdir() if file.suffix in (".txt", ".docx")):
        report = lint_paths([draft])
        emit(report, "terminal", folder / "reports" / f"{draft.stem}.txt", Options(color=False, width=80))
        if other := OTHER_FORMATS.get(draft.stem):
            emit(report, other, folder / "reports" / f"{draft.stem}.{other}")


if __name__ == "__main__":
    main()
