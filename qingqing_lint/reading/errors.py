"""The one exception of this room."""

from __future__ import annotations

__all__ = ["UnreadableDraft"]


class UnreadableDraft(Exception):
    """A file that cannot be read as a draft.

    ``str(error)`` and ``error.reason`` are one Chinese sentence for the drafter: what is wrong, where, and what to do. The
    path is not part of it, so that a report can show both side by side.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
