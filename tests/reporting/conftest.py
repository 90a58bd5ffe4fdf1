"""A report built by hand, from words that are looked up in a small draft of our own invention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qingqing_lint.report import (
    Coverage,
    DraftReport,
    Match,
    OperatorEvidence,
    Reading,
    Region,
    Report,
    RuleInfo,
    RuleResult,
    Source,
    Summary,
    Unreadable,
)

DRAFT = """\
云溪市构建亲清政商关系若干措施（征求意见稿）

第一章　总则
第一条　为了规范政商交往，优化营商环境，制定本措施。
第二章　服务与公开
第二条　市、县人民政府制定涉企政策，应当听取企业和行业协会商会的意见。
第三条　鼓励有关部门向社会公开涉企收费目录清单。
第四条　严禁任何单位强制企业捐赠、赞助。
第三章　交往规范
第五条　工作人员可以参加企业举办的年会和庆典。
第六条　重大节庆活动期间，各单位应当统一组织企业赞助，每家不少于二万元。
第七条　市政务服务中心设立企业投诉专线，实行一口受理、限时答复。
"""

HOSTILE = (
    "[red]红[/red] \x1b[31m转义\x1b]8;;http://evil.example\x07链接 </script><img src=x onerror=alert(1)> "
    "<style>body{display:none}</style> "
    '=HYPERLINK("http://evil.example") \u202e反向\u202c %0A::error::注入 '
    "| `代码` <!-- 注 --> &amp; @someone #12 ]]> \x00 \ud800 {lang}"
)


def region(lines: list[str], line: int, words: str) -> Region:
    column = lines[line - 1].index(words) + 1
    return Region(line, column, line, column + len(words))


def source(place: str = "第八条", words: str = "不得向企业摊派") -> Source:
    return Source("yunxi", "关于亲清交往的示范办法", place, words)


def rule(id: str, kind: str, title: str, category: str, severity: str, **more: object) -> RuleInfo:
    values: dict[str, object] = {
        "elsewhere": severity,
        "says": "",
        "elements": (),
        "sources": (source(),),
        "advice": "写明谁来做、什么时候做，企业才有据可依。",
        "wording": "各级人民政府及其部门应当……",
    }
    return RuleInfo(id, kind, title, id.partition("/")[0], category, severity, **{**values, **more})  # type: ignore[arg-type]


RULES = (
    rule(
        "decision/hearing",
        "duty",
        "涉企决策前听取企业意见",
        "决策程序",
        "error",
        elements=(
            ("事项", True, "制定涉企政策或者作出涉企重大决策"),
            ("听取", True, "听取企业、行业协会商会的意见"),
            ("方式", False, "座谈会、论证会、书面征求意见等至少一种"),
        ),
        sources=(source("第五条", "通过座谈会、论证会等方式听取意见"), source("第六条", "充分听取")),
        wording="制定涉企政策前，应当通过座谈会、论证会、书面征求意见等方式听取企业和行业协会商会的意见。",
    ),
    rule(
        "disclosure/fee-list",
        "duty",
        "涉企收费目录清单公开",
        "清单与公开",
        "error",
        wording="涉企收费实行目录清单管理并向社会公开，清单之外不得收费。",
    ),
    rule("disclosure/power-list", "duty", "权力清单、责任清单公开", "清单与公开", "warning"),
    rule("service/contact-card", "duty", "公开服务名片", "政务服务", "info", says="公开机关单位及干部的联系方式"),
    rule(
        "burden/levies",
        "ban",
        "不得强制企业捐赠赞助",
        "企业负担",
        "error",
        advice="捐赠、赞助以自愿为前提；由单位组织并规定数额，就是摊派。",
        wording="任何单位不得强制或者变相强制企业捐赠、赞助。",
    ),
    rule(
        "contact/business-events",
        "allowance",
        "参加企业公开活动",
        "正常交往",
        "warning",
        sources=(source("第九条", "经批准可以参加"),),
    ),
    rule("oversight/complaint-channel", "duty", "企业投诉渠道", "监督问责", "error"),
    rule("form/effective-date", "duty", "写明施行日期", "文本要素", "error", elsewhere="warning"),
    rule("promise/arrears", "ban", "不得拖欠企业账款", "诚信履约", "error"),
)


def sample_draft(path: str = "草案/云溪措施.txt") -> DraftReport:
    lines = DRAFT.splitlines()

    def at(line: int, words: str) -> Region:
        return region(lines, line, words)

    def body(line: int) -> tuple[Region, str]:
        words = lines[line - 1].partition("　")[2]
        return at(line, words), words

    def operator(line: int, words: str, effect: str, inherited: bool = False) -> OperatorEvidence:
        return OperatorEvidence(at(line, words), words, effect, inherited)

    def matches(line: int, *pairs: tuple[str, str]) -> tuple[Match, ...]:
        return tuple(Match(at(line, words), words, role) for words, role in pairs)

    hearing = Reading(
        "partial",
        "第二条",
        *body(6),
        matches(6, ("制定涉企政策", "事项"), ("听取企业和行业协会商会的意见", "听取")),
        operator(6, "应当", "duty"),
        ("方式",),
        "“应当”要求听取意见，但没有写听取的方式。",
    )
    fees = Reading(
        "weak",
        "第三条",
        *body(7),
        matches(7, ("公开", "公开"), ("涉企收费目录清单", "清单")),
        operator(7, "鼓励", "weak"),
        (),
        "“鼓励”只是倡导，不约束任何人。",
    )
    ban = Reading(
        "states",
        "第四条",
        *body(8),
        matches(8, ("强制企业捐赠", "行为")),
        operator(8, "严禁", "ban"),
        (),
        "“严禁”禁止了这一行为。",
    )
    breach = Reading(
        "violates",
        "第六条",
        *body(11),
        matches(11, ("组织企业赞助", "行为")),
        operator(11, "应当", "duty"),
        (),
        "“应当”要求各单位做应当禁止的事。",
        ("第四条",),
    )
    party = Reading(
        "violates",
        "第五条",
        *body(10),
        matches(10, ("参加企业举办的年会", "活动")),
        operator(10, "可以", "permit"),
        (),
        "“可以”放开了活动，没有写报批、公务等限制。",
    )
    line = Reading(
        "states",
        "第七条",
        *body(12),
        matches(12, ("投诉专线", "渠道")),
        operator(12, "设立", "duty"),
        (),
        "写明了投诉渠道。",
    )
    rows = (
        RuleResult("decision/hearing", "duty", "partial", "error", "error", ("方式",), (hearing,)),
        RuleResult("disclosure/fee-list", "duty", "weak", "error", "error", (), (fees,)),
        RuleResult("disclosure/power-list", "duty", "missing", "warning", "error", fits_after="第三条", fits_line=7),
        RuleResult("service/contact-card", "duty", "missing", "info", "error"),
        RuleResult("burden/levies", "ban", "covered", "error", "error", (), (ban, breach)),
        RuleResult(
            "contact/business-events",
            "allowance",
            "missing",
            "warning",
            "warning",
            (),
            (party,),
            fits_after="第五条",
            fits_line=10,
        ),
        RuleResult("oversight/complaint-channel", "duty", "covered", "error", "error", (), (line,)),
        RuleResult("form/effective-date", "duty", "missing", "error", "error", fits_after="第七条", fits_line=12),
        RuleResult("promise/arrears", "ban", "not-applicable", "error", "error"),
    )
    return DraftReport(
        path=path,
        title=lines[0],
        profile="qinqing",
        profile_reason="标题含“亲清政商关系”。",
        form="条款式",
        coverage=Coverage(8, 2, 1, 1, 4),
        rules=rows,
        lines=tuple((number, 1, text) for number, text in enumerate(lines, 1)),
        notes=("全文没有附则。",),
    )


def sample_report(*drafts: DraftReport, unreadable: tuple[Unreadable, ...] = ()) -> Report:
    count = max(len(drafts), 1)
    summary = Summary(count, len(unreadable), 4 * count, 3 * count, count)
    return Report("0.1.0", drafts or (sample_draft(),), unreadable, summary, RULES)


def hostile_report() -> Report:
    """Every string that comes from a file, a file name or a lexicon is an attack."""
    h = HOSTILE
    whole = Region(2, 1, 2, 1 + len(h))
    hit = Match(Region(2, 6, 2, 7), h, h)
    reading = Reading("violates", h, whole, h, (hit,), OperatorEvidence(Region(2, 1, 2, 6), h, h, True), (h,), h, (h,))
    weak = Reading("weak", h, whole, h, (hit,), None, (h,), h)
    info = RuleInfo(f"x/{h}", "ban", h, h, h, "error", "", h, ((h, True, h),), (Source(h, h, h, h),), h, h)
    rows = (
        RuleResult(info.id, "ban", "weak", "error", "error", (h,), (reading, weak), h, h, 2),
        RuleResult("y/unknown", "duty", "partial", "warning", "error", (h,), (), h, h, 2),
    )
    draft = DraftReport(
        f"目录/{h}.txt", h, "qinqing", h, h, Coverage(2, 0, 1, 1, 0), rows, ((1, 1, h), (2, 1, h)), (h,)
    )
    return Report("0.1.0", (draft,), (Unreadable(h, h),), Summary(1, 1, 2, 1, 0), (info,))


@pytest.fixture
def report() -> Report:
    """One draft with every kind of verdict, a violation, a contradiction and an unguarded permission."""
    return sample_report()


@pytest.fixture
def hostile() -> Report:
    return hostile_report()


@pytest.fixture
def many() -> Callable[[int], Report]:
    """A function that gives a report of so many drafts, and one unreadable file."""

    def build(count: int) -> Report:
        drafts = tuple(sample_draft(f"草案/第{n}号.txt") for n in range(1, count + 1))
        return sample_report(
            *drafts, unreadable=(Unreadable("旧稿.doc", "是旧版 Word 文件；请另存为 .docx 后再检查。"),)
        )

    return build


@pytest.fixture
def small() -> Report:
    """One draft with one violation, one partial provision and one gap: short enough to be read as a golden file."""
    whole = sample_report()
    draft = whole.drafts[0]
    ids = ("decision/hearing", "burden/levies", "form/effective-date")
    rows = tuple(row for row in draft.rules if row.rule in ids)
    few = replace(draft, rules=rows, coverage=Coverage(3, 1, 1, 0, 1))
    return replace(
        whole,
        drafts=(few,),
        summary=Summary(1, 0, 3, 0, 0),
        rules=tuple(r for r in RULES if r.id in ids),
    )


@pytest.fixture
def long_report() -> Report:
    """Fifty drafts of ten thousand characters and 94 rules each: 30 stated in two clauses, 10 violated, 40 missing."""
    clause = "市、县人民政府制定涉企政策，应当听取企业和行业协会商会的意见，并且向社会公开收费目录清单。"
    lines = ["云溪市较长的实施办法", *(f"第{n}条　{clause}" for n in range(1, 10_000 // (len(clause) + 5) + 1))]

    def reading(kind: str, number: int) -> Reading:
        line = 2 + number % (len(lines) - 1)
        words = region(lines, line, "听取")
        operator = OperatorEvidence(region(lines, line, "应当"), "应当", "duty")
        return Reading(
            kind, f"第{line - 1}条", region(lines, line, clause), clause, (Match(words, "听取", "听取"),), operator
        )

    rules, rows = [], []
    categories = tuple(dict.fromkeys((r.category, r.category_title) for r in RULES))
    for number in range(94):
        category, title = categories[number % len(categories)]
        id = f"{category}/rule-{number}"
        rules.append(rule(id, "duty", f"第{number}项应当写明的内容", title, "error", wording=clause * 2))
        kinds = ["states", "states"] if number < 30 else ["violates"] if number < 40 else []
        verdict = "covered" if number < 30 else "missing" if number < 80 else "not-applicable"
        readings = tuple(reading(kind, number * 7 + n) for n, kind in enumerate(kinds))
        rows.append(RuleResult(id, "duty", verdict, "error", "error", (), readings, fits_after="第1条", fits_line=2))
    numbered = tuple((number, 1, text) for number, text in enumerate(lines, 1))
    drafts = tuple(
        replace(sample_draft(f"{n}.txt"), rules=tuple(rows), lines=numbered, coverage=Coverage(80, 30, 0, 0, 50))
        for n in range(50)
    )
    return Report("0.1.0", drafts, (), Summary(50, 0, 3000, 0, 0), tuple(rules))
