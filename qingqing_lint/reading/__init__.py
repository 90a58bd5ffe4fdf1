"""Reading: from a file's bytes to a `Draft`, one module per format. Knows nothing of rules."""

from __future__ import annotations

from qingqing_lint.reading.errors import UnreadableDraft
from qingqing_lint.reading.files import MAX_BYTES, find_drafts, load, read_bytes, read_draft, read_text

__all__ = ["MAX_BYTES", "UnreadableDraft", "find_drafts", "load", "read_bytes", "read_draft", "read_text"]
