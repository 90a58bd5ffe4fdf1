"""Checking drafts as a repository wants it: the result from the cache or the linter, then what is chosen, excused and known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qingqing_lint.report import DraftReport, Report, RuleInfo, Suppression, Unreadable

from .cache import ResultCache, code_key
from .selection import chosen
from .suppressions import Excuse, Judged, Waiver, judge

if TYPE_CHECKING:
    from qingqing_lint.lexicon import Lexicon
    from qingqing_lint.linting import Linter

__all__ = ["Checker", "Choice"]


@dataclass(frozen=True)
class Choice:
    """What is asked of one draft: how to read it, which rules count and how much, what is excused.

    ``lexicons``: folders besides the built-in one. ``known``: fingerprints of findings that are not new.
    """

    profile: str = "auto"
    encoding: str | None = None
    revisions: Literal["accepted", "original"] = "accepted"
    lexicons: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()


class Checker:
    """Checks drafts one after the other and remembers the lexicons they needed. ``cache``: keep results between runs."""

    def __init__(self, cache: bool = True, today: date | None = None) -> None:
        self.cache = ResultCache(cache)
        self.today = today
        self._lexicons: dict[tuple[Path, ...], tuple[str, Lexicon]] = {}
        self._linters: dict[tuple[Path, ...], Linter] = {}
        self._rules: dict[tuple[Path, ...], dict[str, RuleInfo]] = {}

    def lexicon(self, folders: tuple[Path, ...]) -> Lexicon:
        """The rules and categories of the built-in lexicon and further folders. Raises ``LexiconError``."""
        return self._lexicon(folders)[1]

    def rules(self, folders: tuple[Path, ...]) -> dict[str, RuleInfo]:
        """What reports say of the rules."""
        if folders not in self._rules:
            self._rules[folders] = {rule.id: rule.info for rule in self.lexicon(folders).rules.values()}
        return self._rules[folders]

    def every_rule(self) -> dict[str, RuleInfo]:
        """The rules of all lexicons used so far."""
        return {rule.id: rule.info for _, lexicon in self._lexicons.values() for rule in lexicon.rules.values()}

    def _lexicon(self, folders: tuple[Path, ...]) -> tuple[str, Lexicon]:
        if folders not in self._lexicons:
            from qingqing_lint.lexicon.load import shipped_folder
            from qingqing_lint.linting.compiled import lexicon_key, rulebook_of

            every = (shipped_folder(), *folders)
            self._lexicons[folders] = (lexicon_key(every), rulebook_of(every, brief=True))
        return self._lexicons[folders]

    def prepare(self, folders: tuple[Path, ...]) -> None:
        """Load what linting needs, so that workers that are forked later share it."""
        self._linter(folders).prepare()

    def _linter(self, folders: tuple[Path, ...]) -> Linter:
        if folders not in self._linters:
            from qingqing_lint.lexicon import shipped_folder
            from qingqing_lint.linting.compiled import linter_of

            self._linters[folders] = linter_of((shipped_folder(), *folders))
        return self._linters[folders]

    def read(self, data: bytes, name: str, choice: Choice) -> tuple[DraftReport, tuple[Excuse, ...]]:
        """The plain report of a draft's bytes, every rule counted and nothing excused, and the excuses in it.

        Raises ``UnreadableDraft``. Only what is not in the cache is read and linted.
        """
        key = self.cache.key(
            data, Path(name).suffix.lower(), choice.profile, choice.encoding or "", choice.revisions,
            self._lexicon(choice.lexicons)[0], code_key(),
        )
        kept = self.cache.get(key)
        if kept is not None:
            report, excuses = kept
            return replace(report, path=name), excuses
        from qingqing_lint.reading import read_bytes

        from .suppressions import excuses_in

        draft = read_bytes(data, name, encoding=choice.encoding, revisions=choice.revisions)
        report = self._linter(choice.lexicons).lint(draft, choice.profile)
        excuses = ()
        if draft.remarks:
            from qingqing_lint.outline import outline

            excuses = excuses_in(draft, outline(draft))
        if not any("LibreOffice" in note for note in report.notes):
            self.cache.put(key, (report, excuses))
        return report, excuses

    def check(
        self, data: bytes, name: str, choice: Choice, known: Mapping[str, Suppression] | None = None,
        plain: tuple[DraftReport, tuple[Excuse, ...]] | None = None,
    ) -> Judged:
        """The report of a draft's bytes with rules chosen and findings marked as excused or known. Raises ``UnreadableDraft``.

        ``plain``: what ``read`` gave for it elsewhere; the bytes are not looked at then.
        """
        report, excuses = plain or self.read(data, name, choice)
        report = chosen(report, choice.select, choice.ignore, choice.severity)
        lexicon = self.lexicon(choice.lexicons)
        return judge(
            report, self.rules(choice.lexicons), excuses, choice.waivers, known,
            names=(*lexicon.rules, *lexicon.categories), off=getattr(lexicon, "off", None), today=self.today,
        )

    def report(self, drafts: Iterable[DraftReport], unreadable: Iterable[Unreadable], notes: Iterable[str], version: str) -> Report:
        """The report over all drafts, with the rules of every lexicon that was used."""
        from qingqing_lint.linting import report_of

        used = [lexicon for _, lexicon in self._lexicons.values()] or [self.lexicon(())]
        whole = used[0]
        for other in used[1:]:
            whole = replace(whole, rules={**whole.rules, **other.rules}, categories={**whole.categories, **other.categories})
        return replace(report_of(drafts, unreadable, whole, version), notes=tuple(notes))
