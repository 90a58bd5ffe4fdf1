"""Linters from lexicon folders, compiled once and kept by content, so that a run starts without reading YAML."""

from __future__ import annotations

import gc
import hashlib
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qingqing_lint.lexicon.store import kept

if TYPE_CHECKING:
    from qingqing_lint.lexicon import Lexicon

    from . import Linter

__all__ = ["lexicon_key", "linter_of", "rulebook_of"]

_CODE = ("lexicon", "linting", "language")


def linter_of(folders: tuple[Path, ...]) -> Linter:
    """The linter over lexicon folders. Raises LexiconError with every mistake in them.

    What is kept is keyed by the folders' files and by the code that compiles them: any change of either compiles anew.
    """
    linter: Linter = _loaded("lexicon", folders, lambda: _compiled(folders))
    return linter


def _loaded(kind: str, folders: tuple[Path, ...], build: Callable[[], bytes]) -> Any:
    data = kept(kind, lexicon_key(folders), build)
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand small objects that all stay: collecting in between only costs time
    try:
        return pickle.loads(data)
    except Exception:  # a file written by something else entirely; what cannot be loaded is built
        return pickle.loads(build())
    finally:
        if collecting:
            gc.enable()


def _compiled(folders: tuple[Path, ...]) -> bytes:
    from qingqing_lint.lexicon import load_lexicon

    from . import Linter

    return pickle.dumps(Linter(load_lexicon(*folders)), protocol=5)


def rulebook_of(folders: tuple[Path, ...], brief: bool = False) -> Lexicon:
    """The lexicon of folders without a linter, kept like one. ``brief``: without patterns and examples, which loads faster.

    Raises LexiconError with every mistake in them.
    """

    def build() -> bytes:
        from qingqing_lint.lexicon import load_lexicon

        from .matching import without_patterns

        lexicon = load_lexicon(*folders)
        return pickle.dumps(without_patterns(lexicon) if brief else lexicon, protocol=5)

    lexicon: Lexicon = _loaded("brief" if brief else "rulebook", folders, build)
    return lexicon


def lexicon_key(folders: tuple[Path, ...]) -> str:
    """What the folders' files and the code that reads them come to: 32 hexadecimal digits."""
    digest = hashlib.blake2b(f"{sys.implementation.cache_tag}".encode(), digest_size=16)
    package = Path(__file__).resolve().parent.parent
    sources = [file for room in _CODE for file in sorted((package / room).glob("*.py"))]
    for folder in folders:
        digest.update(str(folder.resolve()).encode())
        sources += sorted(folder.glob("*.yaml"))
    for file in sources:
        try:
            data = file.read_bytes()
        except OSError:  # the loader will say what is wrong with it
            data = b"?"
        digest.update(f"{file.name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
