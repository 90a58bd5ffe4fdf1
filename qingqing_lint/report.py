"""The result of linting, as every reporter reads it: plain, frozen, picklable data.

Lines and columns count from 1; columns are Unicode code points, ``end_column`` is one past the last.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "READINGS", "SEVERITIES", "VERDICTS", "Coverage", "DraftReport", "Match", "OperatorEvidence", "Reading", "Region",
    "Report", "RuleInfo", "RuleResult", "Source", "Summary", "Suppression", "Unreadable",
]

READINGS = ("states", "partial", "weak", "violates")
VERDICTS = ("covered", "partial", "weak", "missing", "not-applicable")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the file."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Match:
    """Words that a rule recognised, and ``role``: the element, ``行为``, ``例外`` … they were taken for."""

    region: Region
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class OperatorEvidence:
    """The word that decided a reading. ``effect``: ban, condemn, duty, permit, waive, sanction, right, exempt …"""

    region: Region
    text: str
    effect: str
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not reported. ``by``: ``comment`` (in the draft), ``config`` (a waiver), ``baseline`` or ``since``.

    ``where``: the file and line that says so. ``until``: the last day, ISO; "" for ever.
    """

    by: str
    reason: str = ""
    who: str = ""
    until: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one provision does with the matter of one rule.

    ``region`` and ``text``: the clause. ``missing``: elements that a partial provision lacks. ``why``: a Chinese sentence
    for the reader on what decided. ``conflicts``: citations of the provisions of this draft that say the opposite.
    """

    reading: str
    place: str
    region: Region
    text: str
    matched: tuple[Match, ...] = ()
    operator: OperatorEvidence | None = None
    missing: tuple[str, ...] = ()
    why: str = ""
    conflicts: tuple[str, ...] = ()
    suppressed: Suppression | None = None
    """Of a violation: why it is not reported."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the document's title, the place in it and its key words there."""

    document: str
    title: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a reader needs to know of a rule. ``elements``: name, whether core, what it says (duty, allowance)."""

    id: str
    kind: str
    title: str
    category: str
    category_title: str
    severity: str
    elsewhere: str
    says: str
    elements: tuple[tuple[str, bool, str], ...]
    sources: tuple[Source, ...]
    advice: str
    wording: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule's row for one draft.

    ``severity``: what a gap costs here. ``violation_severity``: what its violations cost. ``fits_after``: citation of the
    provision after which a missing provision would fit, and ``fits_line`` that provision's last line (0: at the end).
    """

    rule: str
    kind: str
    verdict: str
    severity: str
    violation_severity: str
    missing: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    why: str = ""
    fits_after: str = ""
    fits_line: int = 0
    suppressed: Suppression | None = None
    """Of a gap (missing, partial or weak): why it is not reported."""

    @property
    def violations(self) -> tuple[Reading, ...]:
        """The readings that break the rule and are reported."""
        return tuple(r for r in self.readings if r.reading == "violates" and r.suppressed is None)

    @property
    def is_gap(self) -> bool:
        """Whether the row is a gap that is reported."""
        return self.verdict in ("missing", "partial", "weak") and self.suppressed is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of verdicts over the applicable rules."""

    applicable: int
    covered: int
    partial: int
    weak: int
    missing: int

    @property
    def ratio(self) -> float | None:
        """(covered + half of partial and weak) / applicable; None when nothing applies."""
        if not self.applicable:
            return None
        return (self.covered + 0.5 * (self.partial + self.weak)) / self.applicable


@dataclass(frozen=True, slots=True)
class DraftReport:
    """One draft: what it was taken for and why, its coverage, a row for every rule, and its lines for quoting.

    ``profile``: qinqing, enterprise or all. ``lines``: ``(line, column of its first character, text)`` of every paragraph.
    ``headings``: ``(line, level, text)`` of the outline's titles and numbered nodes, for navigation.
    """

    path: str
    title: str
    profile: str
    profile_reason: str
    form: str
    coverage: Coverage
    rules: tuple[RuleResult, ...]
    lines: tuple[tuple[int, int, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be checked, and one Chinese sentence on why and what to do."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals over all drafts: violations by their severity plus gaps (missing, partial, weak) by theirs.

    ``suppressed``: findings that are not reported and not counted above.
    """

    drafts: int
    unreadable: int
    errors: int
    warnings: int
    infos: int
    suppressed: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result."""

    version: str
    drafts: tuple[DraftReport, ...]
    unreadable: tuple[Unreadable, ...]
    summary: Summary
    rules: tuple[RuleInfo, ...]
    categories: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """Chinese sentences on the run as a whole, such as a waiver that waives nothing."""
