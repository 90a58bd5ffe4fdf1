"""Every sentence that reports say to people, in one table: key, Chinese, English.

Say what, where, why and what to do, as a colleague in the legal-affairs office would. ``{names}`` are filled in by the
caller; what is filled in is never read as a template.
"""

from __future__ import annotations

__all__ = ["LANGUAGES", "TEXTS", "say"]

LANGUAGES = ("zh", "en")

TEXTS: dict[str, tuple[str, str]] = {
    # -- small words
    "colon": ("：", ": "),
    "and": ("、", ", "),
    "at-line": ("第{line}行第{column}字", "line {line}, column {column}"),
    "at-line-only": ("第{line}行", "line {line}"),
    "at-paragraph-only": ("第{line}段", "paragraph {line}"),
    "at-paragraph": ("第{line}段第{column}字", "paragraph {line}, character {column}"),
    "with": ("{main}（{more}）", "{main} ({more})"),
    "item-title": ("{title} —— {state}", "{title}: {state}"),
    "item-title-at": ("{title} —— {state}：{place}", "{title}: {state}, {place}"),
    "this-clause": ("该条款", "this clause"),
    "count": ("{n} 处", "{n}"),
    "items": ("{n} 项", "{n}"),
    "no-title": ("（未见标题）", "(no title found)"),
    "whole-draft": ("全文", "the whole draft"),
    # -- names of things
    "severity-error": ("错误", "error"),
    "severity-warning": ("警告", "warning"),
    "severity-info": ("提示", "info"),
    "kind-duty": ("应当做到", "duty"),
    "kind-ban": ("应当禁止", "ban"),
    "kind-allowance": ("可以做但须设限", "guarded allowance"),
    "verdict-covered": ("已写明", "covered"),
    "verdict-partial": ("不完整", "partial"),
    "verdict-weak": ("约束偏软", "weak"),
    "verdict-missing": ("缺少", "missing"),
    "verdict-not-applicable": ("不适用", "not applicable"),
    "reading-states": ("写明", "states"),
    "reading-partial": ("不完整", "partial"),
    "reading-weak": ("偏软", "weak"),
    "reading-violates": ("抵触", "violates"),
    "finding-violates": ("抵触", "violates"),
    "finding-missing": ("缺少", "missing"),
    "finding-partial": ("不完整", "partial"),
    "finding-weak": ("偏软", "weak"),
    "profile-qinqing": ("亲清政商关系类草案", "a draft on government-business relations"),
    "profile-enterprise": ("一般涉企草案", "a draft that concerns enterprises"),
    "profile-all": ("全部规则一律适用", "every rule applied"),
    "effect-ban": ("禁止", "ban"),
    "effect-condemn": ("惩治", "condemnation"),
    "effect-sanction": ("追责", "sanction"),
    "effect-duty": ("要求", "duty"),
    "effect-permit": ("许可", "permission"),
    "effect-weak": ("倡导", "mere encouragement"),
    "effect-waive": ("免除", "waiver"),
    "effect-postpone": ("推迟", "postponement"),
    "effect-right": ("权利", "right"),
    "effect-exempt": ("除外", "exemption"),
    # -- what is wrong
    "headline-violates-duty": (
        "{place}与“{title}”相抵触：这一义务在此被免除、推迟或者反向规定。",
        "{place} contradicts “{title}”: the duty is waived, put off or reversed here.",
    ),
    "headline-violates-ban": (
        "{place}与“{title}”相抵触：应当禁止的行为在此被要求、许可或者豁免。",
        "{place} contradicts “{title}”: conduct to be forbidden is ordered, permitted or exempted here.",
    ),
    "headline-violates-allowance": (
        "{place}放开了“{title}”所涉活动，却没有写明任何限制条件。",
        "{place} permits the activity of “{title}” and states none of its guards.",
    ),
    "headline-missing": ("未见“{title}”的规定。", "No provision on “{title}” was found."),
    "headline-partial": (
        "{place}写到了“{title}”，但不完整，还缺{missing}。",
        "{place} provides for “{title}” but lacks {missing}.",
    ),
    "headline-weak": (
        "{place}写到了“{title}”，但用语没有约束力。",
        "{place} provides for “{title}” in words that bind nobody.",
    ),
    # -- labels of the details
    "label-words": ("原文", "Words"),
    "label-operator": ("决定词", "Decided by"),
    "label-matched": ("认出", "Recognised"),
    "label-why": ("理由", "Why"),
    "label-conflict": ("矛盾", "Contradiction"),
    "label-also": ("另见", "Also in"),
    "label-lacks": ("还缺", "Lacks"),
    "label-forbids": ("禁止的行为", "Conduct to forbid"),
    "label-fits": ("位置", "Where it fits"),
    "label-source": ("依据", "Source"),
    "label-advice": ("建议", "Advice"),
    "label-wording": ("参考写法", "Model wording"),
    "label-rule": ("规则", "Rule"),
    "rule-line": ("{rule}（{severity}，{state}）", "{rule} ({severity}, {state})"),
    "label-place": ("条款", "Provision"),
    "label-severity": ("级别", "Severity"),
    "label-reading": ("判定", "Reading"),
    "label-category": ("类别", "Category"),
    "operator-own": ("{word}（{effect}，{where}）", "{word} ({effect}, {where})"),
    "operator-inherited": (
        "{word}（{effect}，承接自{where}的引导语或者标题）",
        "{word} ({effect}, inherited from the lead-in or heading at {where})",
    ),
    "more-sources": ("（另有 {n} 处依据，加 --verbose 显示）", "({n} more; add --verbose to see them)"),
    "conflict": (
        "与本稿{places}的规定正好相反，两处须统一。",
        "{places} of this draft says the opposite; bring the two into line.",
    ),
    "fits-after": ("建议写在{place}之后（{where}之后）", "after {place} (after {where})"),
    "fits-line": ("建议写在{where}之后", "after {where}"),
    "fits-end": ("建议写在正文末尾、附则之前", "at the end of the text, before the final provisions"),
    # -- head
    "head-profile": ("按{profile}核对。", "Checked as {profile}."),
    "head-reason": ("理由：{reason}", "Why: {reason}"),
    "head-form": ("体例：{form}。", "Form: {form}."),
    "suppressed-by-baseline": ("基线里已有", "known from the baseline"),
    "suppressed-by-since": ("以前就有", "known from the earlier revision"),
    "head-note": ("注意：{note}", "Note: {note}"),
    "head-coverage": (
        "适用 {applicable} 项：已写明 {covered}，不完整 {partial}，约束偏软 {weak}，缺少 {missing}；覆盖率 {ratio}。",
        "{applicable} rules apply: {covered} covered, {partial} partial, {weak} weak, {missing} missing; "
        "coverage {ratio}.",
    ),
    "head-coverage-none": ("没有适用的规则：本稿未涉及规则所管的事项。", "No rule applies to this draft."),
    "head-violations": ("相抵触的条款 {n} 处。", "{n} clauses contradict a rule."),
    "head-no-violations": ("没有发现相抵触的条款。", "No clause contradicts a rule."),
    # -- coverage table
    "column-category": ("类别", "Category"),
    "column-applicable": ("适用", "rules"),
    "column-covered": ("写明", "full"),
    "column-partial": ("不全", "part"),
    "column-weak": ("偏软", "weak"),
    "column-missing": ("缺少", "none"),
    "column-violations": ("抵触", "viol"),
    "column-ratio": ("覆盖率", "covered"),
    "column-draft": ("草案", "Draft"),
    "column-errors": ("错误", "Errors"),
    "column-warnings": ("警告", "Warnings"),
    "column-infos": ("提示", "Infos"),
    "column-total": ("合计", "Total"),
    # -- sections
    "section-coverage": ("覆盖情况", "Coverage"),
    "section-violations": ("相抵触的条款（{n} 处）", "Clauses that contradict a rule ({n})"),
    "section-gaps-error": ("错误级缺项（{n} 项，须补）", "Gaps that are errors ({n})"),
    "section-gaps-warning": ("警告级缺项（{n} 项，应补）", "Gaps that are warnings ({n})"),
    "section-gaps-info": ("提示级缺项（{n} 项，可补）", "Gaps for information ({n})"),
    "section-covered": ("已写明的内容（{n} 项）", "What is covered ({n})"),
    "section-unreadable": ("未能检查的文件（{n} 个）", "Files that could not be checked ({n})"),
    "section-summary": ("总计", "Total"),
    "covered-at": ("{places}", "{places}"),
    "unreadable": ("未能检查：{reason}", "Could not be checked: {reason}"),
    # -- closing line
    "next": ("下一步", "Next"),
    "next-fix-all": (
        "先改 {violations} 处相抵触的条款，再补 {errors} 项错误级缺项；改完重新运行 qingqing-lint check {path}。",
        "First mend the {violations} contradicting clauses, then fill the {errors} gaps that are errors; then run "
        "qingqing-lint check {path} again.",
    ),
    "next-fix-violations": (
        "先改 {violations} 处相抵触的条款；改完重新运行 qingqing-lint check {path}。",
        "Mend the {violations} contradicting clauses, then run qingqing-lint check {path} again.",
    ),
    "next-fix-gaps": (
        "没有相抵触的条款；先补 {errors} 项错误级缺项，改完重新运行 qingqing-lint check {path}。",
        "Nothing contradicts a rule; fill the {errors} gaps that are errors, then run "
        "qingqing-lint check {path} again.",
    ),
    "next-consider": (
        "没有错误；其余 {others} 项由起草单位酌定，补写后可重新运行 qingqing-lint check {path}。",
        "No errors; weigh the {others} other findings and run qingqing-lint check {path} again after editing.",
    ),
    "next-explain": (
        "想知道某条规则的来由和写法，运行 qingqing-lint explain {rule}。",
        " For a rule's reasons and wording run qingqing-lint explain {rule}.",
    ),
    "next-done": ("没有需要修改的地方。", "Nothing needs to be changed."),
    "next-several": (
        "共 {drafts} 份草案：错误 {errors}，警告 {warnings}，提示 {infos}；先改错误最多的 {path}。",
        "{drafts} drafts: {errors} errors, {warnings} warnings, {infos} infos; "
        "begin with {path}, which has most errors.",
    ),
    "next-several-clean": (
        "共 {drafts} 份草案：没有错误，警告 {warnings}，提示 {infos}。",
        "{drafts} drafts: no errors, {warnings} warnings, {infos} infos.",
    ),
    "next-unreadable": (
        "另有 {n} 个文件未能检查，按上面的说明转换后再检查。",
        "{n} files could not be checked; convert them as said above and check again.",
    ),
    "nothing-checked": ("没有检查任何草案。", "No draft was checked."),
    # -- machine formats
    "tool-about": (
        "检查法规、规章、规范性文件草案是否写明构建亲清政商关系应有的规定，以及是否有条款与之相抵触。",
        "Checks drafts of Chinese regulations for the provisions that clean government-business relations need, "
        "and for clauses that contradict them.",
    ),
    "rule-help-violation": ("哪些条款相抵触", "What contradicts it"),
    # -- markdown
    "md-title": ("政策条款检查结果", "Policy lint report"),
    "md-cut": (
        "……篇幅所限，余下 {n} 项未列出；全部内容见终端、HTML 或者 JSON 报告。",
        "… {n} more findings were cut for length; see the terminal, HTML or JSON report for all of them.",
    ),
    # -- spreadsheet
    "sheet-matrix": ("规则对照", "Rules"),
    "sheet-findings": ("问题清单", "Findings"),
    "sheet-unreadable": ("未检查文件", "Unreadable"),
    "sheet-coverage": ("覆盖情况", "Coverage"),
    "cell-violations": ("抵触{n}处", "{n} violating"),
    "column-number": ("序号", "No."),
    "column-path": ("文件", "File"),
    "column-title": ("标题", "Title"),
    "column-profile": ("类型", "Profile"),
    "column-message": ("说明", "What is wrong"),
    "column-line": ("行（段）", "Line"),
    "column-column": ("列（字）", "Column"),
    "column-done": ("处理情况", "Done"),
    "done-mended": ("已修改", "mended"),
    "done-refused": ("不采纳", "declined"),
    "done-pending": ("待研究", "pending"),
    # -- page
    "page-title": ("政策条款检查报告", "Policy lint report"),
    "page-drafts": ("草案一览", "Drafts"),
    "page-matrix": ("草案与类别对照", "Drafts by category"),
    "page-draft-text": ("草案原文", "The draft"),
    "page-findings": ("检查结果", "Findings"),
    "page-filters": ("筛选", "Filter"),
    "page-all": ("全部", "all"),
    "page-legend": ("标记", "Marks"),
    "page-jump": ("看原文", "show in the draft"),
    "page-fit": ("看建议位置", "show where it fits"),
    "page-back-to": ("第 {n} 项：{title}", "finding {n}: {title}"),
    "page-copy": ("复制", "copy"),
    "page-copied": ("已复制", "copied"),
    "page-shown": ("显示 {n} / {total} 项", "{n} of {total} shown"),
    "page-none-shown": ("没有符合筛选条件的项。", "Nothing matches the filter."),
    "page-no-text": ("报告中没有带上原文。", "The report does not hold the draft's text."),
    "page-print": ("打印", "print"),
    "page-skip": ("跳到检查结果", "skip to the findings"),
    "page-expand": ("全部展开", "open all"),
    "page-collapse": ("全部收起", "close all"),
    "page-made-by": (
        "由 qingqing-lint {version} 生成。机器检查供起草和审查参考，不代替合法性审查。",
        "Made by qingqing-lint {version}. An aid to drafting and review; it does not replace legal review.",
    ),
    "page-search": ("找字词", "Find words"),
    "page-choose": ("选择草案", "Draft"),
    "page-noscript": (
        "浏览器未启用脚本：只能显示第一份草案，不能筛选。",
        "Scripts are off: only the first draft is shown, and filters do not work.",
    ),
}


def say(key: str, lang: str = "zh", default: str | None = None, **values: object) -> str:
    """The text of ``key`` in ``lang`` (``zh``, or ``en``) with ``values`` filled in.

    ``default``: returned for a key that the table lacks; without one an unknown key raises ``KeyError``.
    """
    if default is not None and key not in TEXTS:
        return default
    return TEXTS[key][1 if lang == "en" else 0].format(**values)
