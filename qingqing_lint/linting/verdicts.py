"""From readings to a draft's report: kind of draft, applicability, verdicts, coverage, conflicts, where a gap would be filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from qingqing_lint.draft import Draft, Outline
from qingqing_lint.language import Clause
from qingqing_lint.lexicon import Lexicon, Rule, squeeze
from qingqing_lint.report import Coverage, DraftReport, Match, OperatorEvidence, Reading, Region, RuleResult

from .readings import Decision

__all__ = ["draft_report", "kind_of_draft"]

_VERDICT = {"states": "covered", "partial": "partial", "weak": "weak"}
_ORDER = {"states": 0, "partial": 1, "weak": 2, "violates": 3}
_ROLES = {"acts": "行为", "touched": "行为", "demanded": "行为", "imposed": "行为", "kept": "义务", "waived": "行为"}


def kind_of_draft(outline: Outline, lexicon: Lexicon) -> tuple[str, str]:
    """``qinqing`` or ``enterprise``, and a Chinese sentence with the reason. Looks at the titles and the purpose provision."""
    for title in (*outline.titles, outline.title):
        text = squeeze(title)[0]
        word = next((w for w in lexicon.qinqing if w in text), None)
        if word:
            return "qinqing", f"标题里有“{word}”"
    seen = 0
    for provision in outline.provisions:
        if provision.kind in ("skip", "note", "title") or len(provision.text) < 12:
            continue
        text = _without_names(squeeze(provision.text)[0])
        seen += 1
        if seen > 6:
            break
        if any(text.startswith(p) or "，为" in text for p in ("为", "为了")) and any(w in text for w in ("制定", "提出", "特制定", "印发", "实施")):
            word = next((w for w in lexicon.qinqing if w in text), None)
            if word:
                return "qinqing", f"目的条款里有“{word}”"
            break
    return "enterprise", "标题和目的条款都没有讲政商关系或者营商环境"


def _without_names(text: str) -> str:
    """The text without 《…》: a statute cited as the basis does not make a draft one about its subject."""
    kept, inside = [], False
    for char in text:
        inside = (inside or char == "《") and char != "》"
        if not inside and char != "》":
            kept.append(char)
    return "".join(kept)


def draft_report(
    draft: Draft, outline: Outline, lexicon: Lexicon, decisions: Iterable[Decision], profile: str, whole: str
) -> DraftReport:
    """Put everything together. ``whole``: the draft's text in matching form; ``profile``: auto, qinqing, enterprise or all."""
    kind, reason = kind_of_draft(outline, lexicon)
    if profile != "auto":
        kind, reason = profile, "按命令行或者配置指定"
    by_rule: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_rule[decision.rule.id].append(decision)
    locate = _Locate(draft, outline)
    normative = kind == "all" or _is_normative(outline, lexicon)
    results = []
    for rule in lexicon.rules.values():
        results.append(_result(rule, by_rule.get(rule.id, []), kind, normative, whole, locate))
    results = _placed(results)
    applicable = [r for r in results if r.verdict != "not-applicable"]
    count = {v: sum(r.verdict == v for r in applicable) for v in ("covered", "partial", "weak", "missing")}
    return DraftReport(
        path=draft.path, title=outline.title, profile=kind, profile_reason=reason, form=outline.form,
        coverage=Coverage(len(applicable), **count), rules=tuple(results),
        lines=tuple((p.line, p.column, p.text) for p in draft.paragraphs), notes=draft.notes,
    )


def _is_normative(outline: Outline, lexicon: Lexicon) -> bool:
    titles = [*outline.titles, outline.title]
    return any(w in title for title in titles for w in lexicon.normative) or any(p.kind == "article" for p in outline.provisions)


def _result(
    rule: Rule, decisions: list[Decision], kind: str, normative: bool, whole: str, locate: _Locate
) -> RuleResult:
    good = [d for d in decisions if d.reading != "violates"]
    bad = [d for d in decisions if d.reading == "violates"]
    best = min(good, key=lambda d: (_ORDER[d.reading], len(d.missing)), default=None)
    applies, why = _applies(rule, kind, normative, whole)
    verdict = _VERDICT[best.reading] if best else "missing" if applies else "not-applicable"
    if best and not applies and kind not in ("all",):
        # What a draft says of its own accord counts, even where its absence would not have been a gap.
        why = "草案自己写到了"
    severity = rule.info.severity if kind in ("qinqing", "all") or rule.scope == "form" else rule.info.elsewhere
    readings = []
    for d in sorted(decisions, key=lambda d: (d.clause.index, _ORDER[d.reading])):
        opposite = good if d.reading == "violates" else bad
        conflicts = tuple(dict.fromkeys(
            locate.citation(o.clause) for o in opposite if o.clause.index != d.clause.index and locate.citation(o.clause)
        )) if rule.kind == "ban" or d.reading == "violates" else ()
        readings.append(locate.reading(d, conflicts))
    return RuleResult(
        rule=rule.id, kind=rule.kind, verdict=verdict, severity=severity,
        violation_severity="warning" if rule.kind == "allowance" else "error",
        missing=best.missing if best and best.reading == "partial" else (), readings=tuple(readings), why=why,
    )


_TOUCHES = 2
"""How often a longer draft must use the words of ``when``: a single 冻结 in a price law does not make it one on seizures."""
_SHORT = 3000
"""Up to this many characters one use is enough."""


def _applies(rule: Rule, kind: str, normative: bool, whole: str) -> tuple[bool, str]:
    if kind == "all":
        return True, "按全部规则检查"
    if rule.scope == "form":
        return normative, "规范性文件都应当有" if normative else "不像规范性文件"
    says = rule.when_says.partition("；")[0]
    if kind == "qinqing":
        if rule.scope == "qinqing" and rule.when and not any(w in whole for w in rule.when):
            return False, says
        return True, "亲清类草案应当有"
    if rule.scope == "qinqing":
        return False, "只要求亲清类草案有"
    needed = 1 if len(whole) <= _SHORT else _TOUCHES
    for word in rule.when:
        if word in whole:
            needed -= whole.count(word)
            if needed <= 0:
                return True, f"{says}（“{word}”）"
    return False, says


def _placed(results: list[RuleResult]) -> list[RuleResult]:
    """Where each missing provision would fit: behind the last provision of its own category, else at the end."""
    last: dict[str, Reading] = {}
    for result in results:
        category = result.rule.split("/")[0]
        for reading in result.readings:
            if reading.place and reading.reading != "violates" and (category not in last or reading.region.line > last[category].region.line):
                last[category] = reading
    return [
        replace(r, fits_after=last[c].place, fits_line=last[c].region.end_line)
        if r.verdict == "missing" and (c := r.rule.split("/")[0]) in last else r
        for r in results
    ]


class _Locate:
    """From offsets in clauses to lines and columns of the file: the one edge where that is computed."""

    def __init__(self, draft: Draft, outline: Outline) -> None:
        self.draft = draft
        self.outline = outline

    def citation(self, clause: Clause) -> str:
        return self.outline.provisions[clause.provision].citation

    def region(self, clause: Clause, start: int, end: int) -> Region:
        """The region of ``clause.text[start:end]``, which must not cross from the inherited into its own part."""
        first = self._point(clause, start)
        last = self._point(clause, end - 1)
        return Region(first[0], first[1], last[0], last[1] + 1)

    def reading(self, decision: Decision, conflicts: tuple[str, ...]) -> Reading:
        clause = decision.clause
        matched = []
        seen = set()
        for hit, where, role in decision.hits:
            for start, end in sorted(hit.slots):
                if (where.index, start, end) in seen:
                    continue
                seen.add((where.index, start, end))
                matched.append(Match(self.region(where, start, end), where.text[start:end], _ROLES.get(role, role)))
        found = decision.force.found
        operator = None
        if found is not None:
            operator = OperatorEvidence(
                self.region(clause, found.start, found.end), clause.text[found.start:found.end], found.effect, found.end <= clause.own
            )
        end = len(clause.text)
        own = clause.text[clause.own:end]
        return Reading(
            reading=decision.reading, place=self.citation(clause), region=self.region(clause, clause.own, end), text=own,
            matched=tuple(matched), operator=operator, missing=decision.missing, why=decision.why, conflicts=conflicts,
        )

    def _point(self, clause: Clause, at: int) -> tuple[int, int]:
        provision, offset = clause.origin(at)
        span = self.outline.provisions[provision].span(offset, offset + 1)
        paragraph = self.draft.paragraphs[span.paragraph]
        return paragraph.line, paragraph.column + span.start
