"""The report as one self-contained page: left the draft with its evidence marked, right the findings.

Everything is escaped text in static HTML, so that the first draft can be read and printed without scripts; further
drafts wait in ``<template>`` elements until they are chosen. A content security policy allows this page's own style
and script by their hashes and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from qingqing_lint.report import DraftReport, Reading, Region, Report
from qingqing_lint.reporting.coverage import category_rows, percent, ratio
from qingqing_lint.reporting.findings import (
    Finding,
    cite,
    counts,
    details,
    findings,
    headline,
    info_for,
    quote,
    rules_by_id,
    where,
)
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.page import SCRIPT, STYLE
from qingqing_lint.reporting.visible import visible

__all__ = ["render"]

_WORST_FIRST = ("violates", "weak", "partial", "states")
_SIGN = {"violates": "✖", "partial": "◐", "weak": "≈", "missing": "○", "states": "✔"}
_SEVERITIES = ("error", "warning", "info")
_KINDS = ("violates", "partial", "weak", "missing", "states")


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of the right-hand list: a finding, or (``kind`` states) a covered rule. ``number``: shown to readers."""

    number: int
    kind: str
    severity: str
    title: str
    rule: str
    category: str
    place: str
    rows: tuple[tuple[str, str], ...]
    readings: tuple[Reading, ...]
    fits_line: int = 0


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch to be marked. ``part``: ``clause``, ``ev`` (a recognised word) or ``op`` (the word that decided)."""

    region: Region
    part: str
    item: _Item
    reading: Reading


def render(report: Report, options: Options) -> str:
    """The page as text, to be stored as UTF-8."""
    lang = "en" if options.lang == "en" else "zh"
    return "".join(_page(report, lang))


def _e(text: str) -> str:
    """Text for an element or a quoted attribute: markup and unseen characters are shown, not obeyed."""
    return html.escape(visible(text), quote=True)


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def _page(report: Report, lang: str) -> Iterator[str]:
    title = say("page-title", lang)
    if len(report.drafts) == 1 and report.drafts[0].title:
        title = f"{report.drafts[0].title} · {title}"
    policy = (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield (
        f'<!DOCTYPE html>\n<html lang="{"en" if lang == "en" else "zh-CN"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<link rel="icon" href="data:,">\n<title>{_e(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n'
        f'<a class="skip" href="#view">{_e(say("page-skip", lang))}</a>\n{_PATTERNS}'
        f"<header><h1>{_e(say('page-title', lang))}</h1></header>\n<main>\n"
    )
    if not report.drafts:
        yield f'<p class="sheet">{_e(say("nothing-checked", lang))}</p>'
    if report.unreadable:
        yield f'<section class="sheet"><h2>{_e(say("section-unreadable", lang, n=len(report.unreadable)))}</h2><ul>'
        for unreadable in report.unreadable:
            yield f"<li>{_e(unreadable.path)}{_e(say('colon', lang))}{_e(unreadable.reason)}</li>"
        yield "</ul></section>\n"
    if len(report.drafts) > 1:
        yield from _matrix(report, lang)
    if report.drafts:
        yield from _tools(report, lang)
    yield '<div id="view" tabindex="-1">'
    for number, draft in enumerate(report.drafts[:1]):
        yield from _draft(report, draft, number, lang)
    yield "</div>\n"
    for number, draft in enumerate(report.drafts[1:], 1):
        yield f'<template id="draft-{number}">'
        yield from _draft(report, draft, number, lang)
        yield "</template>\n"
    yield (
        f'</main>\n<footer class="soft">{_e(say("page-made-by", lang, version=report.version))}</footer>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


_PATTERNS = (
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="p-partial" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="p-line" x1="0" y1="0" x2="0" y2="6"/></pattern>'
    '<pattern id="p-weak" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle class="p-dot" cx="3" cy="3" r="1.6"/>'
    "</pattern></defs></svg>\n"
)


def _matrix(report: Report, lang: str) -> Iterator[str]:
    rules = rules_by_id(report)
    categories: dict[str, str] = {}
    rows = []
    for draft in report.drafts:
        table = {category: numbers for category, _, numbers in category_rows(draft, rules)}
        categories.update({category: name for category, name, _ in category_rows(draft, rules)})
        rows.append(table)
    yield (
        '<section class="sheet" aria-labelledby="matrix-title">'
        f'<h2 id="matrix-title">{_e(say("page-matrix", lang))}</h2>'
        '<div class="scroll tall" tabindex="0" role="group" aria-labelledby="matrix-title">'
        '<table class="matrix"><thead><tr>'
    )
    heads = [say(f"column-{key}", lang) for key in ("draft", "ratio", "violations", "errors", "warnings", "infos")]
    yield "".join(f'<th scope="col">{_e(head)}</th>' for head in [*heads, *categories.values()])
    yield "</tr></thead><tbody>"
    for number, (draft, table) in enumerate(zip(report.drafts, rows, strict=True)):
        found = findings(draft, rules)
        count = counts(found)
        current = ' aria-current="true"' if number == 0 else ""
        yield f'<tr data-draft="{number}"{current}><td><a href="#d{number}">{_e(draft.title or draft.path)}</a>'
        yield f'<br><span class="soft">{_e(draft.path)}</span></td>'
        cells = [percent(draft.coverage.ratio), str(sum(f.kind == "violates" for f in found))]
        cells += [str(count[severity]) for severity in _SEVERITIES]
        yield "".join(f"<td>{cell}</td>" for cell in cells)
        for category in categories:
            share = ratio(table[category]) if category in table else None
            yield f"<td>{percent(share)}{_small_bar(share)}</td>"
        yield "</tr>"
    yield "</tbody></table></div></section>\n"


def _small_bar(share: float | None) -> str:
    if share is None:
        return ""
    return (
        '<svg viewBox="0 0 54 6" aria-hidden="true" focusable="false">'
        '<rect class="s-frame" x=".5" y=".5" width="53" height="5"/>'
        f'<rect class="s-covered" x="0" y="0" width="{54 * share:.1f}" height="6"/></svg>'
    )


def _tools(report: Report, lang: str) -> Iterator[str]:
    yield '<form class="bar-tools" id="filters">'
    if len(report.drafts) > 1:
        yield f'<label>{_e(say("page-choose", lang))} <select id="chooser" autocomplete="off">'
        for number, draft in enumerate(report.drafts):
            yield f'<option value="{number}">{_e(draft.title or draft.path)}</option>'
        yield "</select></label>"
    yield f'<label>{_e(say("label-category", lang))} <select name="category" autocomplete="off">'
    yield f'<option value="">{_e(say("page-all", lang))}</option>'
    categories = dict(report.categories) or {rule.category: rule.category_title for rule in report.rules}
    for category, name in categories.items():
        yield f'<option value="{_e(category)}">{_e(name)}</option>'
    yield "</select></label>"
    yield f"<fieldset><legend>{_e(say('label-severity', lang))}</legend>"
    for severity in _SEVERITIES:
        yield _box("severity", severity, say(f"severity-{severity}", lang))
    yield f"</fieldset><fieldset><legend>{_e(say('label-reading', lang))}</legend>"
    for kind in _KINDS:
        yield _box("kind", kind, f"{_SIGN[kind]} {_kind(kind, lang)}")
    yield (
        f"</fieldset><label>{_e(say('page-search', lang))} "
        '<input type="search" name="words" autocomplete="off"></label><output id="live" aria-live="polite" '
        f'data-text="{_e(say("page-shown", lang, n="{n}", total="{total}"))}"></output>'
        f'<button type="button" data-act="open">{_e(say("page-expand", lang))}</button>'
        f'<button type="button" data-act="close">{_e(say("page-collapse", lang))}</button>'
        f'<button type="button" data-act="print">{_e(say("page-print", lang))}</button>'
        f"<noscript>{_e(say('page-noscript', lang))}</noscript></form>\n"
    )


def _box(name: str, value: str, label: str) -> str:
    return (
        f'<label><input type="checkbox" name="{name}" value="{value}" checked autocomplete="off"> {_e(label)}</label>'
    )


def _kind(kind: str, lang: str) -> str:
    return say("reading-states" if kind == "states" else f"finding-{kind}", lang)


def _items(report: Report, draft: DraftReport, found: list[Finding], lang: str) -> list[_Item]:
    """What the right-hand list shows: findings in their order, then covered rules."""
    rules = rules_by_id(report)
    items = [
        _Item(
            number,
            finding.kind,
            finding.severity,
            finding.rule.title,
            finding.rule.id,
            finding.rule.category,
            finding.place,
            (("message", headline(finding, lang)), *details(finding, lang)),
            _evidence(finding),
            finding.row.fits_line if finding.kind == "missing" else 0,
        )
        for number, finding in enumerate(found, 1)
    ]
    for row in draft.rules:
        if row.verdict != "covered":
            continue
        rule = info_for(row, rules)
        stated = tuple(reading for reading in row.readings if reading.reading == "states")
        also = tuple(reading for reading in row.readings if reading.reading in ("partial", "weak"))
        told: list[tuple[str, str]] = []
        for reading in stated:
            at = where(draft, reading.region, lang)
            told.append(("words", say("with", lang, main=visible(reading.place), more=at) + quote(reading.text)))
            if reading.operator:
                effect = say(f"effect-{reading.operator.effect}", lang, default=visible(reading.operator.effect))
                told.append(("operator", say("with", lang, main=quote(reading.operator.text), more=effect)))
            if reading.why:
                told.append(("why", visible(reading.why)))
        told += [("source", cite(source)) for source in rule.sources]
        place = say("and", lang).join(dict.fromkeys(r.place for r in stated if r.place))
        items.append(
            _Item(len(items) + 1, "states", "", rule.title, rule.id, rule.category, place, tuple(told), stated + also)
        )
    return items


def _evidence(finding: Finding) -> tuple[Reading, ...]:
    """The clauses to be marked for a finding: of a violation its own, of a gap all that say something of the matter."""
    if finding.kind == "violates":
        return (finding.reading,) if finding.reading else ()
    others = (r for r in finding.row.readings if r.reading != "violates" and r is not finding.reading)
    return ((finding.reading,) if finding.reading else ()) + tuple(others)


def _draft(report: Report, draft: DraftReport, number: int, lang: str) -> Iterator[str]:
    rules = rules_by_id(report)
    found = findings(draft, rules)
    items = _items(report, draft, found, lang)
    profile = say(f"profile-{draft.profile}", lang, default=draft.profile)
    yield f'<article class="draft" id="d{number}" data-draft="{number}" tabindex="-1"><div class="sheet">'
    yield f"<h2>{_e(draft.title or say('no-title', lang))}</h2>"
    yield f'<p class="soft">{_e(draft.path)}</p><p>{_e(say("head-profile", lang, profile=profile))}'
    if draft.form:
        yield " " + _e(say("head-form", lang, form=draft.form))
    yield "</p>"
    if draft.profile_reason:
        yield f"<p>{_e(say('head-reason', lang, reason=draft.profile_reason))}</p>"
    for note in draft.notes:
        yield f"<p>{_e(say('head-note', lang, note=note))}</p>"
    count = counts(found)
    violations = sum(f.kind == "violates" for f in found)
    numbers = [
        ("", percent(draft.coverage.ratio), say("column-ratio", lang)),
        ("bad" if violations else "", str(violations), say("column-violations", lang)),
        ("bad" if count["error"] else "", str(count["error"]), say("column-errors", lang)),
        ("warn" if count["warning"] else "", str(count["warning"]), say("column-warnings", lang)),
        ("", str(count["info"]), say("column-infos", lang)),
    ]
    yield '<ul class="numbers">'
    yield "".join(f'<li class="{style}"><b>{value}</b>{_e(label)}</li>' for style, value, label in numbers)
    yield "</ul>"
    yield from _chart(report, draft, number, lang)
    yield '</div><div class="columns">'
    yield f'<section class="sheet found" aria-labelledby="d{number}-found">'
    yield f'<h3 id="d{number}-found">{_e(say("page-findings", lang))}</h3>'
    if not found:
        yield f"<p>{_e(say('next-done', lang))}</p>"
    yield f'<p class="none" hidden>{_e(say("page-none-shown", lang))}</p>'
    groups: list[tuple[str, list[_Item]]] = [("section-violations", [i for i in items if i.kind == "violates"])]
    for severity in _SEVERITIES:
        mine = [i for i in items if i.kind not in ("violates", "states") and i.severity == severity]
        groups.append((f"section-gaps-{severity}", mine))
    groups.append(("section-covered", [i for i in items if i.kind == "states"]))
    for key, members in groups:
        if members:
            yield f'<section class="group"><h4>{_e(say(key, lang, n=len(members)))}</h4>'
            for item in members:
                yield from _entry(item, draft, number, lang)
            yield "</section>"
    yield "</section>"
    yield f'<section class="sheet text" aria-labelledby="d{number}-text" tabindex="0">'
    yield f'<h3 id="d{number}-text">{_e(say("page-draft-text", lang))}</h3>'
    yield from _legend(lang)
    yield from _text(draft, items, number, lang)
    yield "</section></div></article>"


def _chart(report: Report, draft: DraftReport, number: int, lang: str) -> Iterator[str]:
    rows = [r for r in category_rows(draft, rules_by_id(report)) if r[2]["applicable"] or r[2]["violations"]]
    if not rows:
        yield f"<p>{_e(say('head-coverage-none', lang))}</p>"
        return
    names = ("applicable", "covered", "partial", "weak", "missing", "violations")
    label = f"d{number}-chart"
    yield f'<h3 id="{label}">{_e(say("section-coverage", lang))}</h3>'
    yield f'<div class="scroll" tabindex="0" role="group" aria-labelledby="{label}">'
    yield f'<table class="chart" aria-labelledby="{label}"><thead><tr>'
    yield f'<th scope="col">{_e(say("column-category", lang))}</th>'
    yield f'<th scope="col">{_e(say("column-ratio", lang))}</th><td aria-hidden="true"></td>'
    yield "".join(f'<th scope="col">{_key(name)}{_e(say(f"column-{name}", lang))}</th>' for name in names)
    yield "</tr></thead><tbody>"
    for _, title, values in rows:
        yield f'<tr><th scope="row">{_e(title)}</th><td>{percent(ratio(values))}</td>'
        yield f'<td class="bar" aria-hidden="true">{_bar(values)}</td>'
        yield "".join(f"<td>{values[name]}</td>" for name in names) + "</tr>"
    yield "</tbody></table></div>"


def _key(name: str) -> str:
    """The sample of a bar's filling that stands in the head of its column."""
    fills = {"covered": "", "partial": "url(#p-partial)", "weak": "url(#p-weak)", "missing": "none"}
    if name not in fills:
        return ""
    solid = 'class="s-covered"' if name == "covered" else f'fill="{fills[name]}"'
    return (
        '<svg class="key" viewBox="0 0 18 11" aria-hidden="true" focusable="false">'
        f'<rect {solid} width="18" height="11"/>'
        '<rect class="s-frame" x=".5" y=".5" width="17" height="10"/></svg>'
    )


def _bar(values: dict[str, int]) -> str:
    """A stacked bar 260 wide: covered solid, partial striped, weak dotted, missing empty."""
    total = values["applicable"]
    if not total:
        return ""
    parts = []
    left = 0.0
    for name, fill in (("covered", ""), ("partial", "url(#p-partial)"), ("weak", "url(#p-weak)")):
        size = 258 * values[name] / total
        if size:
            style = 'class="s-covered"' if name == "covered" else f'class="s-frame" fill="{fill}"'
            if name != "covered":
                parts.append(f'<rect x="{left + 1:.1f}" y="1" width="{size:.1f}" height="14" fill="{fill}"/>')
            parts.append(f'<rect {style} x="{left + 1:.1f}" y="1" width="{size:.1f}" height="14"/>')
            left += size
    return (
        '<svg viewBox="0 0 260 16" focusable="false">'
        + "".join(parts)
        + '<rect class="s-frame" x=".5" y=".5" width="259" '
        'height="15"/></svg>'
    )


def _legend(lang: str) -> Iterator[str]:
    yield f'<p class="legend soft"><span>{_e(say("page-legend", lang))}</span>'
    for kind in ("violates", "partial", "weak", "states"):
        yield f'<span><mark class="{kind}">{_SIGN[kind]} {_e(_kind(kind, lang))}</mark></span>'
    yield f'<span><b class="op">{_e(say("label-operator", lang))}</b></span></p>'


def _entry(item: _Item, draft: DraftReport, number: int, lang: str) -> Iterator[str]:
    identity = f"d{number}-f{item.number}"
    severity = say(f"severity-{item.severity}", lang) if item.severity else ""
    state = _kind(item.kind, lang)
    is_open = " open" if item.kind == "violates" else ""
    yield (
        f'<details class="item {item.kind}" id="{identity}"{is_open} '
        f'data-number="{item.number}" data-kind="{item.kind}" '
        f'data-severity="{item.severity}" data-category="{_e(item.category)}"><summary>{item.number}. '
        f'<span class="tag {item.severity or "states"}">{_SIGN[item.kind]} {_e(f"{severity} {state}".strip())}</span> '
        f'<span class="title">{_e(item.title)}</span> {_e(item.place)} <span class="rule">{_e(item.rule)}</span>'
        "</summary><dl>"
    )
    for key, text in item.rows:
        label = say("column-message", lang) if key == "message" else say(f"label-{key}", lang)
        style = f' class="{key}"' if key in ("wording", "conflict") else ""
        yield f"<dt>{_e(label)}</dt><dd{style}>{_e(text)}</dd>"
    yield '</dl><p class="actions">'
    if item.readings:
        line = item.readings[0].region.line
        known = any(held == line for held, _, _ in draft.lines)
        if known:
            yield f'<a href="#d{number}-w{item.number}">{_e(say("page-jump", lang))}</a>'
    elif item.fits_line and any(held == item.fits_line for held, _, _ in draft.lines):
        yield f'<a href="#d{number}-L{item.fits_line}">{_e(say("page-fit", lang))}</a>'
    if any(key == "wording" for key, _ in item.rows):
        done = _e(say("page-copied", lang))
        yield f'<button type="button" data-act="copy" data-done="{done}">{_e(say("page-copy", lang))}</button>'
    yield "</p></details>"


def _text(draft: DraftReport, items: list[_Item], number: int, lang: str) -> Iterator[str]:
    if not draft.lines:
        yield f"<p>{_e(say('page-no-text', lang))}</p>"
        return
    shown: set[int] = set()
    by_line: dict[int, list[_Span]] = {}
    for item in items:
        for reading in item.readings:
            spans = [_Span(reading.region, "clause", item, reading)]
            spans += [_Span(match.region, "ev", item, reading) for match in reading.matched]
            if reading.operator:
                spans.append(_Span(reading.operator.region, "op", item, reading))
            for span in spans:
                for line in range(span.region.line, min(span.region.end_line, span.region.line + 500) + 1):
                    by_line.setdefault(line, []).append(span)
    for line, column, text in draft.lines:
        yield f'<p id="d{number}-L{line}" data-n="{line}">'
        yield from _line(line, column, text, by_line.get(line, []), number, shown, lang)
        yield "</p>"


def _cut(region: Region, line: int, column: int, length: int) -> tuple[int, int]:
    """The part of a region that lies in one line, as offsets into its text; empty when none does."""
    if not region.line <= line <= region.end_line:
        return 0, 0
    start = region.column - column if line == region.line else 0
    end = region.end_column - column if line == region.end_line else length
    return max(0, min(start, length)), max(0, min(end, length))


def _line(
    line: int, column: int, text: str, spans: list[_Span], number: int, shown: set[int], lang: str
) -> Iterator[str]:
    """One line of the draft: cut wherever a clause, a recognised word or an operator begins or ends.

    Words outside of the clause (in its lead-in, in another sentence of the article) are marked like the clause.
    """
    size = len(text)
    placed = [(*_cut(span.region, line, column, size), span) for span in spans]
    placed = [(start, end, span) for start, end, span in placed if end > start]
    points = sorted({0, size, *(edge for start, end, _ in placed for edge in (start, end))})
    for left, right in itertools.pairwise(points):
        covering = [span for start, end, span in placed if start <= left < end]
        for start, _, span in placed:
            if span.part == "clause" and start == left and span.region.line == line:
                yield _reference(span, number, shown, lang)
        part = _e(text[left:right])
        parts = {span.part for span in covering}
        if "op" in parts or "ev" in parts:
            part = f'<b class="{"op" if "op" in parts else "ev"}">{part}</b>'
        if covering:
            kind = min((span.reading.reading for span in covering), key=_WORST_FIRST.index)
            numbers = " ".join(str(n) for n in dict.fromkeys(span.item.number for span in covering))
            part = f'<mark class="{kind}" data-f="{numbers}">{part}</mark>'
        yield part


def _reference(span: _Span, number: int, shown: set[int], lang: str) -> str:
    """The small number before a clause, which leads back to its finding; the first of each finding is a target too."""
    item = span.item
    identity = "" if item.number in shown else f' id="d{number}-w{item.number}"'
    shown.add(item.number)
    label = say("page-back-to", lang, n=item.number, title=visible(item.title))
    return (
        f'<a class="ref"{identity} data-f="{item.number}" href="#d{number}-f{item.number}" aria-label="{_e(label)}" '
        f'title="{_e(item.title)}">{_SIGN[span.reading.reading]}{item.number}</a>'
    )
