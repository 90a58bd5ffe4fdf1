"""Reading drafts against the lexicons: the one place where clauses and rules meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from qingqing_lint.draft import Draft, Outline
from qingqing_lint.language import Clause, clauses
from qingqing_lint.lexicon import Lexicon, canonical
from qingqing_lint.outline import outline as outline_of
from qingqing_lint.report import SEVERITIES, DraftReport, Report, Summary, Unreadable

from .matching import Matcher, Scan
from .readings import Decision, Trace, read_unit
from .verdicts import draft_report, kind_of_draft

__all__ = ["Linter", "Trace", "kind_of_draft", "report_of", "tokens_of"]


class Linter:
    """A compiled lexicon that reads drafts. Building one costs far more than a draft; keep it."""

    folders: tuple[str, ...] | None = None
    """The lexicon folders beside the built-in ones it can be loaded from again; None for one built by hand."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.matcher = Matcher(lexicon)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon's rules, categories and operators; patterns and examples stay behind (load_lexicon has them)."""
        return self.matcher.lexicon

    def prepare(self) -> None:
        """Build now what would be built on the way, so that forked workers share it."""
        self.matcher.terms.accelerate()

    def lint(self, draft: Draft, profile: str = "auto") -> DraftReport:
        """Read one draft. ``profile``: auto, qinqing, enterprise or all."""
        outline = outline_of(draft)
        decisions = [d for unit in self.units(outline) for d in read_unit(unit)]
        whole = canonical("".join(p.text for p in outline.provisions if p.kind != "skip"))
        return draft_report(draft, outline, self.lexicon, decisions, profile, whole)

    def units(self, outline: Outline, everything: bool = False) -> Iterator[list[Scan]]:
        """The scanned clauses of each unit that has any, in the order of the draft."""
        yield from self.matcher.scan(clauses(outline, self.matcher.rules_over_list), everything)

    def trace(self, draft: Draft) -> Iterator[tuple[Outline, list[Scan], list[Decision], Trace]]:
        """Unit by unit: the scanned clauses, the readings, and why every rule that was near did or did not fire."""
        outline = outline_of(draft)
        for unit in self.units(outline, everything=True):
            trace = Trace()
            decisions = read_unit(unit, trace)
            yield outline, unit, decisions, trace


def tokens_of(linter: Linter, clause: Clause) -> tuple[str, ...]:
    """The words of a clause as jieba cuts them with the lexicons' terms."""
    return linter.matcher.tokens.cut(clause.text)


def report_of(drafts: Iterable[DraftReport], unreadable: Iterable[Unreadable], lexicon: Lexicon, version: str) -> Report:
    """The report over several drafts, with its totals."""
    drafts, unreadable = tuple(drafts), tuple(unreadable)
    totals: Counter[str] = Counter()
    for draft in drafts:
        for row in draft.rules:
            totals[row.violation_severity] += len(row.violations)
            if row.is_gap:
                totals[row.severity] += 1
            totals["suppressed"] += (row.suppressed is not None) + sum(r.suppressed is not None for r in row.readings)
    errors, warnings, infos = (totals[severity] for severity in SEVERITIES)
    return Report(
        version, drafts, unreadable, Summary(len(drafts), len(unreadable), errors, warnings, infos, totals["suppressed"]),
        tuple(rule.info for rule in lexicon.rules.values()), tuple(lexicon.categories.items()),
    )
