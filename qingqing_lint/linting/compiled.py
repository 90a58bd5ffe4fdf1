"""Linters from lexicon folders, compiled once and kept by content, so that a run starts without reading YAML."""

from __future__ import annotations

import gc
import hashlib
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qingqing_lint.lexicon.store import kept

if TYPE_CHECKING:
    from . import Linter

__all__ = ["linter_of"]

_CODE = ("lexicon", "linting", "language")


def linter_of(folders: tuple[Path, ...]) -> Linter:
    """The linter over lexicon folders. Raises LexiconError with every mistake in them.

    What is kept is keyed by the folders' files and by the code that compiles them: any change of either compiles anew.
    """
    data = kept("lexicon", _key(folders), lambda: _compiled(folders))
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand small objects that all stay: collecting in between only costs time
    try:
        linter: Linter = pickle.loads(data)
    except Exception:  # a file written by something else entirely; what cannot be loaded is compiled
        linter = pickle.loads(_compiled(folders))
    finally:
        if collecting:
            gc.enable()
    return linter


def _compiled(folders: tuple[Path, ...]) -> bytes:
    from qingqing_lint.lexicon import load_lexicon

    from . import Linter

    return pickle.dumps(Linter(load_lexicon(*folders)), protocol=5)


def _key(folders: tuple[Path, ...]) -> str:
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
