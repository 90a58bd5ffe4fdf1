"""Keeping what is costly to build (compiled lexicons, the word dictionary) from one run to the next.

Everything kept can be built again: a missing, damaged or foreign file is rebuilt, an unwritable folder only costs time. Files are
written whole or not at all, so that runs side by side may share the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["cache_folder", "kept"]

_KEEP_DAYS = 60
_DIGEST = 16


def cache_folder() -> Path:
    """Where files are kept: ``QINGQING_LINT_CACHE`` if set, else the user's cache folder of the system."""
    chosen = os.environ.get("QINGQING_LINT_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "qingqing-lint" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "qingqing-lint"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qingqing-lint"


def kept(kind: str, key: str, build: Callable[[], bytes]) -> bytes:
    """The bytes kept under a kind and a key, built and kept now if they are not there. Never fails for want of a folder."""
    try:
        folder = cache_folder()
    except RuntimeError:  # no home folder
        return build()
    file = folder / f"{kind}-{key}.bin"
    with contextlib.suppress(OSError):
        data = file.read_bytes()
        if data[:_DIGEST] == _digest(data[_DIGEST:]):
            return data[_DIGEST:]
    data = build()
    _write(file, _digest(data) + data)
    return data


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


def _write(file: Path, data: bytes) -> None:
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
        _prune(file)


def _prune(file: Path) -> None:
    """Drop files of the same kind that nobody has built for long."""
    kind = file.name.split("-")[0]
    for other in file.parent.glob(f"{kind}-*.bin"):
        if other != file and time.time() - other.stat().st_mtime > _KEEP_DAYS * 86400:
            other.unlink(missing_ok=True)
