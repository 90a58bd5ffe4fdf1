"""The rooms of the house: which package may import which. Arrows run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "qingqing_lint"
ALLOWED = {
    "draft": set(),
    "report": set(),
    "numerals": set(),
    "outline": {"draft", "numerals"},
    "reading": {"draft"},
    "lexicon": {"report"},
    "language": {"draft", "lexicon"},
    "linting": {"draft", "report", "outline", "language", "lexicon"},
    "reporting": {"draft", "report", "reading"},
    "config": set(),
    "parallel": set(),
    "repository": {"draft", "report", "reading", "outline", "lexicon", "linting", "reporting"},
    "cli": {"", "parallel", "draft", "report", "outline", "reading", "lexicon", "linting", "reporting", "config", "repository"},
    "__init__": {"parallel", "report", "lexicon", "linting", "reading", "draft"},
    "__main__": {"cli"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Rooms that a module imports; relative imports of one level stay in their own room."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module] if node.module != "qingqing_lint" else [f"qingqing_lint.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "qingqing_lint":
                inner = parts[1] if len(parts) > 1 else ""
                yield inner if (PACKAGE / inner).is_dir() or (PACKAGE / f"{inner}.py").is_file() else ""


def test_no_import_runs_against_the_arrows() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {target or 'the public face'}"
        for path in PACKAGE.rglob("*.py") for target in imported(path)
        if target != room(path) and target not in ALLOWED.get(room(path), set())
    ]
    assert not wrong, wrong


def test_every_room_is_in_the_table() -> None:
    rooms = {room(path) for path in PACKAGE.rglob("*.py")}
    assert rooms <= set(ALLOWED), rooms - set(ALLOWED)
    assert "utils" not in rooms


def test_the_checker_sees_an_arrow_that_runs_back() -> None:
    assert set(imported(PACKAGE / "linting" / "__init__.py")) & {"outline", "language", "report"}
