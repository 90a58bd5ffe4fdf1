"""JUnit XML: a suite for each draft, a test case for each rule, so that test dashboards can show a policy check."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from xml.etree.ElementTree import Element, SubElement

from qingqing_lint.report import SEVERITIES, DraftReport, Report, RuleInfo
from qingqing_lint.reporting.findings import Finding, findings, headline, info_for, message, rules_by_id
from qingqing_lint.reporting.messages import say
from qingqing_lint.reporting.options import Options
from qingqing_lint.reporting.visible import visible

__all__ = ["render"]


def render(report: Report, options: Options) -> str:
    """The XML text. A case fails when it has a finding at or above ``options.fail_on``; milder ones are its output.

    Rules that do not apply are skipped cases; an unreadable file is a suite with one case in error.
    """
    rules = rules_by_id(report)
    root = Element("testsuites", name="qingqing-lint")
    for draft in report.drafts:
        root.append(_suite(draft, rules, options))
    for unreadable in report.unreadable:
        suite = SubElement(root, "testsuite", name=visible(unreadable.path))
        case = SubElement(suite, "testcase", classname="unreadable", name=visible(unreadable.path), time="0")
        text = say("unreadable", options.lang, reason=visible(unreadable.reason))
        SubElement(case, "error", message=text, type="unreadable").text = text
        _count(suite)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    root.set("time", "0")
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(draft: DraftReport, rules: dict[str, RuleInfo], options: Options) -> Element:
    suite = Element("testsuite", name=visible(draft.path))
    properties = SubElement(suite, "properties")
    for key, value in (("title", draft.title), ("profile", draft.profile), ("profile_reason", draft.profile_reason)):
        SubElement(properties, "property", name=key, value=visible(value))
    found: dict[str, list[Finding]] = {}
    for finding in findings(draft, rules):
        found.setdefault(finding.row.rule, []).append(finding)
    for row in draft.rules:
        rule = info_for(row, rules)
        mine = found.get(row.rule, [])
        case = SubElement(
            suite,
            "testcase",
            classname=visible(rule.category_title or rule.category),
            name=visible(f"{rule.title} [{rule.id}]"),
            file=visible(draft.path),
            line=str(mine[0].region.line if mine else row.readings[0].region.line if row.readings else 1),
            time="0",
        )
        failing = [f for f in mine if _fails(f.severity, options.fail_on)]
        milder = [f for f in mine if not _fails(f.severity, options.fail_on)]
        if failing:
            first = failing[0]
            failure = SubElement(case, "failure", message=headline(first, options.lang), type=first.kind)
            failure.text = _texts(failing, options.lang)
        elif not mine and row.verdict == "not-applicable":
            SubElement(case, "skipped", message=say("verdict-not-applicable", options.lang))
        if milder:
            SubElement(case, "system-out").text = _texts(milder, options.lang)
    _count(suite)
    return suite


def _fails(severity: str, fail_on: str) -> bool:
    return fail_on in SEVERITIES and SEVERITIES.index(severity) <= SEVERITIES.index(fail_on)


def _texts(found: list[Finding], lang: str) -> str:
    return "\n\n".join(f"{visible(f.draft.path)}:{f.region.line}:{f.region.column}\n{message(f, lang)}" for f in found)


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")
