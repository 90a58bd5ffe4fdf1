"""Drafts in a repository: what is switched off, excused, known or lost between two versions. Plain functions over reports."""

from __future__ import annotations

from .baseline import Baseline, BaselineError, load_baseline
from .checking import Checker, Choice
from .git import GitError

__all__ = ["Baseline", "BaselineError", "Checker", "Choice", "GitError", "load_baseline"]
