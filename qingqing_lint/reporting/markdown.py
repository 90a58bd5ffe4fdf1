"""Markdown for a merge request or a step summary: numbers, then findings folded up, never too long to be posted."""

from __future__ import annotations

import re

from qingqing_lint.report import SEVERITIES, DraftReport, Report
from qingqing_lint.reporting.coverage import category_rows, percent, ratio
from qingqing_lint.reporting.findings import Finding, counts, details, findings, rules_by_id, where
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["LIMIT", "escape", "render"]

LIMIT = 60_000
"""Most characters that the text may have; platforms refuse comments above 65,536."""

_MARK = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~$!{}@:]")


def escape(text: str) -> str:
    """Text that Markdown and HTML show as it stands, with no markup, link, mention or issue number coming of it."""
    return _SPECIAL.sub(_entity, visible(text))


def _entity(match: re.Match[str]) -> str:
    character = match.group()
    return f"&#{ord(character)};" + ("&#8203;" if character in "@#" else "")


def render(report: Report, options: Options) -> str:
    """The summary, at most ``LIMIT`` characters: mild findings are left out first, and it says how many were."""
    lang = options.lang
    rules = rules_by_id(report)
    found = [findings(draft, rules) for draft in report.drafts]
    heads = [_head(draft, mine, report, lang) for draft, mine in zip(report.drafts, found, strict=True)]
    top = _top(report, found, lang)
    room = LIMIT - len(top) - 400
    shown = 0
    while shown < len(heads) and room - len(heads[shown]) - 60 > 0:
        room -= len(heads[shown]) + 60
        shown += 1
    entries = [
        (finding.kind != "violates", SEVERITIES.index(finding.severity), number, place, _entry(finding, lang))
        for number, mine in enumerate(found[:shown])
        for place, finding in enumerate(mine)
    ]
    kept: dict[tuple[int, int], str] = {}
    for _, _, number, place, text in sorted(entries):
        if len(text) + 1 > room:
            break
        room -= len(text) + 1
        kept[number, place] = text
    parts = [top]
    for number in range(shown):
        parts.append(heads[number])
        parts += [kept[number, place] for place in range(len(found[number])) if (number, place) in kept]
    cut = sum(map(len, found)) - len(kept)
    if cut:
        parts.append(say("md-cut", lang, n=cut) + "\n")
    return "\n".join(parts)


def _top(report: Report, found: list[list[Finding]], lang: str) -> str:
    lines = [f"## {say('md-title', lang)}", ""]
    names = ("draft", "ratio", "violations", "errors", "warnings", "infos")
    lines.append("| " + " | ".join(say(f"column-{name}", lang) for name in names) + " |")
    lines.append("| --- |" + " ---: |" * (len(names) - 1))
    size = 0
    for number, (draft, mine) in enumerate(zip(report.drafts, found, strict=True)):
        count = counts(mine)
        cells = [escape(draft.path), percent(draft.coverage.ratio), str(sum(f.kind == "violates" for f in mine))]
        cells += [str(count[severity]) for severity in SEVERITIES]
        line = "| " + " | ".join(cells) + " |"
        size += len(line) + 1
        if size > LIMIT // 3:
            lines.append(f"| … {len(report.drafts) - number} |" + " |" * (len(names) - 1))
            break
        lines.append(line)
    if report.unreadable:
        lines += ["", f"**{say('section-unreadable', lang, n=len(report.unreadable))}**", ""]
        for number, unreadable in enumerate(report.unreadable):
            line = f"- {escape(unreadable.path)}{say('colon', lang)}{escape(unreadable.reason)}"
            size += len(line) + 1
            if size > LIMIT // 2:
                lines.append(f"- … {len(report.unreadable) - number}")
                break
            lines.append(line)
    return "\n".join(lines) + "\n"


def _head(draft: DraftReport, found: list[Finding], report: Report, lang: str) -> str:
    profile = say(f"profile-{draft.profile}", lang, default=draft.profile)
    lines = [f"### {escape(draft.title) or say('no-title', lang)}", ""]
    about = [f"{escape(draft.path)}", escape(say("head-profile", lang, profile=profile))]
    if draft.profile_reason:
        about.append(escape(say("head-reason", lang, reason=draft.profile_reason)))
    about += [escape(say("head-note", lang, note=note)) for note in draft.notes]
    lines += ["<br>".join(about), ""]
    names = ("applicable", "covered", "partial", "weak", "missing", "violations")
    rows = [r for r in category_rows(draft, rules_by_id(report)) if r[2]["applicable"] or r[2]["violations"]]
    if rows:
        title = f"{say('section-coverage', lang)} {percent(draft.coverage.ratio)}"
        lines += [f"<details><summary>{title}</summary>", ""]
        heads = [say("column-category", lang), *(say(f"column-{name}", lang) for name in names)]
        lines.append("| " + " | ".join([*heads, say("column-ratio", lang)]) + " |")
        lines.append("| --- |" + " ---: |" * (len(names) + 1))
        for _, category, numbers in rows:
            cells = [escape(category), *(str(numbers[name]) for name in names), percent(ratio(numbers))]
            lines.append("| " + " | ".join(cells) + " |")
        lines += ["", "</details>", ""]
    if not found:
        lines += [say("next-done", lang), ""]
    return "\n".join(lines)


def _entry(finding: Finding, lang: str) -> str:
    severity, state = say(f"severity-{finding.severity}", lang), say(f"finding-{finding.kind}", lang)
    place = escape(finding.place)
    if finding.reading:
        place = f"{place} {where(finding.draft, finding.region, lang)}".strip()
    summary = (
        f"{_MARK[finding.severity]} {severity} · {state} · {escape(finding.rule.title)} "
        f"<code>{escape(finding.rule.id)}</code>" + (f" · {place}" if place else "")
    )
    lines = [f"<details><summary>{summary}</summary>", ""]
    for key, text in details(finding, lang):
        if key == "matched":
            continue
        lines.append(f"- **{say(f'label-{key}', lang)}**{say('colon', lang)}{escape(text)}")
    return "\n".join([*lines, "", "</details>", ""])
