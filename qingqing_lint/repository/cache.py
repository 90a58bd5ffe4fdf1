"""Results kept by content: the same bytes, options, lexicons and code give the same report without reading the draft again.

Files are written whole or not at all, each under the digest of what it was made from, so that runs side by side may share the
folder. What is read back is checked and may hold nothing but the report's own data types, so that a folder that somebody else
has written to can at worst be ignored.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
import time
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from qingqing_lint.lexicon.store import cache_folder

__all__ = ["ResultCache", "code_key"]

_DAYS = 30
_DIGEST = 16
_CODE = ("reading", "outline.py", "numerals.py", "draft.py", "report.py", "linting", "language", "repository/suppressions.py")
_ALLOWED = {
    "qingqing_lint.report": {
        "DraftReport", "RuleResult", "Reading", "Region", "Match", "OperatorEvidence", "Coverage", "Suppression",
    },
    "qingqing_lint.repository.suppressions": {"Excuse"},
}


class _Loader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in _ALLOWED.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


@lru_cache(maxsize=1)
def code_key() -> str:
    """What the code between a file and its report comes to."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.blake2b(str(sys.implementation.cache_tag).encode(), digest_size=16)
    for part in _CODE:
        place = package / part
        for file in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            with contextlib.suppress(OSError):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


class ResultCache:
    """A folder of results, or nothing at all when ``on`` is false. Never raises."""

    def __init__(self, on: bool = True) -> None:
        self.folder: Path | None = None
        self.hits = self.misses = 0
        if on:
            with contextlib.suppress(RuntimeError):
                self.folder = cache_folder() / "results"

    @staticmethod
    def key(data: bytes, *settings: str) -> str:
        """The name of a result: content and everything else that it depends on."""
        digest = hashlib.sha256("\0".join(settings).encode("utf-8", "surrogatepass") + b"\0")
        digest.update(data)
        return digest.hexdigest()[:40]

    def get(self, key: str) -> Any:
        """What was kept under a key, None when there is nothing that can be used."""
        if self.folder is None:
            return None
        try:
            raw = (self.folder / key[:2] / key[2:]).read_bytes()
            if raw[:_DIGEST] == hashlib.blake2b(raw[_DIGEST:], digest_size=_DIGEST).digest():
                value = _Loader(io.BytesIO(zlib.decompress(raw[_DIGEST:]))).load()
                self.hits += 1
                return value
        except Exception:  # missing, damaged or foreign: it is made again
            pass
        self.misses += 1
        return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value under a key, if the folder can be written."""
        if self.folder is None:
            return
        file = self.folder / key[:2] / key[2:]
        body = zlib.compress(pickle.dumps(value, protocol=5), 1)
        temporary = file.with_name(f".{key[2:10]}.{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            if not self.folder.is_dir():  # drafts are quoted in it: for this user alone
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                self.folder.mkdir(mode=0o700, exist_ok=True)
            file.parent.mkdir(exist_ok=True)
            try:
                temporary.write_bytes(hashlib.blake2b(body, digest_size=_DIGEST).digest() + body)
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Once a day, drop results older than a month."""
        if self.folder is None or not self.misses:
            return
        with contextlib.suppress(OSError):
            mark = self.folder / "tidied"
            now = time.time()
            if mark.exists() and now - mark.stat().st_mtime < 86400:
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            mark.touch()
            for file in self.folder.glob("*/*"):
                with contextlib.suppress(OSError):
                    if now - file.stat().st_mtime > _DAYS * 86400:
                        file.unlink()
