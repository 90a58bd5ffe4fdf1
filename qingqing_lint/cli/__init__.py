"""The command line: one module per command; everything is done by functions that a program could call as well."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 clean, 1 findings at or above ``--fail-on``, 2 the command could not do its work."""
    from qingqing_lint.cli.app import run

    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))
