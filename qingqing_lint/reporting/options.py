"""What a caller may ask of a report, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to show a report.

    ``lang``: ``zh`` or ``en``, the language of our own messages (titles, sources and wording stay Chinese).
    ``verbose``: terminal also lists what is covered and where. ``quiet``: terminal prints one line per finding.
    ``color``: terminal in colour; None: decide by the stream, never in a string. ``width``: screen columns; None: ask
    the terminal, 80 where there is none. ``links``: terminal paths are hyperlinks; None: where the terminal can show
    them, never in a string. ``fail_on``: the least severity that makes a JUnit test case fail (error, warning, info or
    never). ``docs_url``: web address of the rule book, whose anchors are the rules' ids; "" for none.
    """

    lang: str = "zh"
    verbose: bool = False
    quiet: bool = False
    color: bool | None = None
    width: int | None = None
    links: bool | None = None
    fail_on: str = "error"
    docs_url: str = ""
