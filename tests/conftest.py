"""Tests keep to themselves: what the tool remembers between runs lies in a folder of this test run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

_FOLDER = tempfile.mkdtemp(prefix="qingqing-lint-tests-")
# Set before any test module is imported, since some build a linter while they are collected.
os.environ["QINGQING_LINT_CACHE"] = _FOLDER


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    yield
    shutil.rmtree(_FOLDER, ignore_errors=True)
