"""The tree of a draft: markers, titles, joined lines, citations, units, lead-ins, places."""

from __future__ import annotations

import random
import time

import pytest

from qingqing_lint.draft import Draft, Outline, Paragraph, Provision
from qingqing_lint.numerals import number
from qingqing_lint.outline import outline


def read(text: str) -> Draft:
    return Draft("稿.txt", tuple(Paragraph(line, at) for at, line in enumerate(text.split("\n"), 1)))


def tree(text: str) -> Outline:
    return outline(read(text))


def brief(text: str) -> list[tuple[str, str, str]]:
    return [(node.kind, node.citation, node.text) for node in tree(text).provisions]


def cited(text: str) -> list[str]:
    return [node.citation for node in tree(text).provisions]


def kinds(text: str) -> list[str]:
    return [node.kind for node in tree(text).provisions]


def check_places(draft: Draft) -> None:
    """Every provision's pieces lead back, letter by letter, to the paragraphs it was read from."""
    nodes = outline(draft).provisions
    for index, node in enumerate(nodes):
        assert node.parent < index and node.lead < index and 0 <= node.unit <= index
        at = 0
        for piece in node.pieces:
            assert piece.at == at
            at += piece.length
            source = draft.paragraphs[piece.paragraph].text
            assert node.text[piece.at : at] == source[piece.start : piece.start + piece.length]
        assert at == len(node.text)


# -- numerals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("二百一十三", 213),
        ("一〇五", 105),
        ("１２", 12),
    ],
)
def test_numerals_are_read_in_every_way_drafts_write_them(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "甲", "十十", "第", "一二百百"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert number(text) is None


# -- 条款式 --------------------------------------------------------------------------------------------------------------


def test_chapters_articles_paragraphs_items_and_subitems_are_cited_as_lawyers_cite_them() -> None:
    text = """某县农贸市场管理办法
第一章　总则
第一条　为了管好市场，制定本办法。
第二条　市场开办者负责日常保洁。
摊主负责摊位保洁。
摊主应当做到：
（一）垃圾分类：
1.厨余装绿桶；
2.其他装灰桶；
（二）收摊清扫。
第二章　附则
第三条　本办法自印发之日起施行。"""
    assert cited(text) == [
        "", "第一章", "第一条", "第二条第一款", "第二条第二款", "第二条第三款",
        "第二条第三款第（一）项", "第二条第三款第（一）项第1目", "第二条第三款第（一）项第2目", "第二条第三款第（二）项",
        "第二章", "第三条",
    ]  # fmt: skip
    assert tree(text).title == "某县农贸市场管理办法"
    assert tree(text).form == "条款式"


def test_items_under_the_first_paragraph_are_cited_without_it() -> None:
    assert cited("第八条 摊主不得：\n（一）占道；\n（二）欺客。\n违反前款的，由市场劝离。") == [
        "第八条第一款", "第八条第（一）项", "第八条第（二）项", "第八条第二款",
    ]  # fmt: skip


def test_everything_in_an_article_is_read_together_with_it() -> None:
    nodes = tree(
        "第八条 摊主不得：\n（一）占道；\n（二）欺客。\n违反前款的，由市场劝离。\n第九条 夜市另行规定。"
    ).provisions
    assert [node.unit for node in nodes] == [0, 0, 0, 0, 4]
    assert [node.lead for node in nodes] == [-1, 0, 0, -1, -1]


@pytest.mark.parametrize(
    "line",
    [
        "第三条　摊位实名。",
        "第三条 摊位实名。",
        "第 三 条 摊位实名。",
        "第3条 摊位实名。",
        "第三条摊位实名。",
        "第三条：摊位实名。",
        "**第三条** 摊位实名。",
    ],
)
def test_an_article_is_known_however_its_marker_is_spaced(line: str) -> None:
    assert brief(line) == [("article", tree(line).provisions[0].marker.replace(" ", ""), "摊位实名。")]


@pytest.mark.parametrize("marker", ["（二）", "(二)", "（二)", "（ 二 ）", "㈡"])
def test_half_and_full_width_brackets_are_the_same_item(marker: str) -> None:
    assert cited(f"第八条 摊主不得：\n{marker}欺客。")[1] == "第八条第（二）项"


def test_an_article_put_in_later_keeps_its_number() -> None:
    assert cited("第十条 甲事照办。\n第十条之一 乙事照办。\n第十一条 丙事照办。") == [
        "第十条",
        "第十条之一",
        "第十一条",
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "第五条的规定办理。", "第五条规定的程序办理。", "第五条至第九条所列程序办理。", "第五条、第六条办理。",
        "第五条第二款办理。", "第五条和第七条办理。", "第二十条处理。",
    ],
)  # fmt: skip
def test_an_article_referred_to_at_the_start_of_a_wrapped_line_is_no_article(reference: str) -> None:
    nodes = brief(f"第四条 摊位转让应当依照本办法\n{reference}\n第五条 转让费当场结清。")
    assert nodes == [
        ("article", "第四条", "摊位转让应当依照本办法" + reference),
        ("article", "第五条", "转让费当场结清。"),
    ]


def test_an_item_referred_to_at_the_start_of_a_wrapped_line_is_no_item_but_an_item_named_project_is() -> None:
    assert kinds("第四条 属于本办法第三条第\n（二）项情形的，免收摊位费。") == ["article"]
    assert cited("七、其他\n（一）项目部每日巡查。\n（二）夜间值守。") == ["七", "七（一）", "七（二）"]


def test_a_fragment_may_begin_at_any_number() -> None:
    assert brief("第十二条 摊位费按月交。") == [("article", "第十二条", "摊位费按月交。")]
    assert brief("4.摊位费按月交。") == [("point", "4", "摊位费按月交。")]
    assert brief("（六）摊位费按月交。") == [("point", "（六）", "摊位费按月交。")]
    assert tree("第十二条 摊位费按月交。").title == ""


def test_a_heading_and_its_first_article_on_one_line_are_two_provisions() -> None:
    assert brief("第二章　保洁　　第五条 每日清扫。") == [
        ("chapter", "第二章", "保洁"),
        ("article", "第五条", "每日清扫。"),
    ]


def test_unnumbered_limbs_under_a_colon_are_a_list_and_no_paragraphs_of_the_article() -> None:
    nodes = tree("第七条 摊主不得有下列行为：\n短斤少两；\n以次充好。\n市场每月通报。").provisions
    assert [node.citation for node in nodes] == ["第七条第一款", "第七条第一款", "第七条第一款", "第七条第二款"]
    assert [node.lead for node in nodes] == [-1, 0, 0, -1]


# -- 意见式 --------------------------------------------------------------------------------------------------------------


def test_points_are_cited_by_the_chain_of_their_markers() -> None:
    text = "三、市场秩序\n（七）整治占道，应当做到：\n1.划线；\n2.巡查。\n（1）早市；\n（2）晚市。\n四、保障"
    assert cited(text) == ["三", "三（七）", "三（七）1", "三（七）2", "三（七）2（1）", "三（七）2（2）", "四"]
    assert tree(text).form == "意见式"


@pytest.mark.parametrize("marker", ["1.", "1、", "1．", "1 .", "１．", "⒈"])
def test_arabic_markers_are_known_in_all_their_forms(marker: str) -> None:
    assert cited(f"（二）早市管理\n{marker}六点开市。\n（三）晚市管理")[1] == "（二）1"


def test_numbers_that_are_no_markers_stay_text() -> None:
    for line in ("1.5倍收取摊位费。", "2026年起按月收费。", "三、四级市场另行规定。", "10%以内的短少免责。"):
        assert tree(line).provisions[0].marker == "", line


def test_points_under_a_mere_heading_are_units_of_their_own() -> None:
    assert [node.unit for node in tree("三、严管秤具\n（一）每年检定。\n（二）公平秤免费用。").provisions] == [0, 1, 2]


def test_points_joined_by_semicolons_are_one_unit_with_their_heading() -> None:
    assert [node.unit for node in tree("（三）严管秤具\n1.每年检定；\n2.公平秤免费用；\n3.坏秤没收。").provisions] == [
        0
    ] * 4


def test_points_introduced_by_a_colon_are_one_unit_with_it() -> None:
    nodes = tree("（三）严管秤具，应当做到：\n1.每年检定。\n2.公平秤免费用。\n（四）夜市另定。").provisions
    assert [node.unit for node in nodes] == [0, 0, 0, 3]
    assert [node.lead for node in nodes] == [-1, 0, 0, -1]
    assert [node.kind for node in nodes] == ["point", "point", "point", "point"]


def test_text_under_a_numbered_heading_belongs_to_it() -> None:
    nodes = tree("五、收费\n\n摊位费按月交。\n\n水电费按表交。\n\n六、票据\n\n一律开票。").provisions
    assert [(node.kind, node.citation, node.unit) for node in nodes] == [
        ("heading", "五", 0), ("text", "五", 0), ("text", "五", 0), ("heading", "六", 3), ("text", "六", 3),
    ]  # fmt: skip


def test_heading_and_text_on_one_line_are_one_point() -> None:
    assert brief("（八）亮明价格。所有摊位明码标价。") == [("point", "（八）", "亮明价格。所有摊位明码标价。")]


def test_numbering_that_runs_on_over_sections_stays_under_each_section() -> None:
    text = "一、早市\n（一）六点开市。\n（二）九点收市。\n二、晚市\n（三）七点开市。"
    assert cited(text) == ["一", "一（一）", "一（二）", "二", "二（三）"]


def test_the_opening_of_a_notice_leads_in_nothing() -> None:
    text = "关于整顿早市的通知\n各乡镇人民政府，县直各单位：\n现将有关事项通知如下：\n一、早市六点开市。\n二、早市九点收市。"
    nodes = tree(text).provisions
    assert [node.lead for node in nodes] == [-1] * 5
    assert [node.unit for node in nodes] == [0, 1, 2, 3, 4]


def test_an_order_to_all_departments_is_a_lead_in_and_no_salutation() -> None:
    assert [node.lead for node in tree("各部门要做到：\n1.上门收件；\n2.当日办结。").provisions] == [-1, 0, 0]


@pytest.mark.parametrize(
    "lead",
    [
        "不得有下列行为：",
        "有下列情形之一的，给予处分；情节严重的，移送主管机关：",
        "下列物品一律禁止入场。",
        "入场须知如下：",
    ],
)
def test_a_lead_in_is_known_by_its_colon_or_its_pointing_word(lead: str) -> None:
    assert tree(f"第四条 {lead}\n（一）某甲；\n（二）某乙。").provisions[1].lead == 0


def test_a_bound_is_no_pointing_word() -> None:
    assert tree("第四条 罚款五十元以下的，当场收缴。\n（一）某甲；\n（二）某乙。").provisions[1].lead == -1


def test_numbered_slogans_stand_under_their_lead_in() -> None:
    nodes = tree("全体管理员“三个不准”：\n一不准迟到；\n二不准早退；\n三不准收礼。").provisions
    assert [(node.kind, node.marker, node.text, node.lead) for node in nodes[1:]] == [
        ("item", "一", "不准迟到；", 0), ("item", "二", "不准早退；", 0), ("item", "三", "不准收礼。", 0),
    ]  # fmt: skip


def test_a_word_that_begins_with_a_numeral_is_no_slogan() -> None:
    assert tree("一要素保障\n各部门照办。").provisions[0].marker == ""


def test_a_short_line_over_a_new_count_is_its_heading() -> None:
    nodes = tree("摊主能做什么？\n1.自选摊位\n2.自定价格\n摊主不能做什么？\n1.占道\n2.欺客").provisions
    assert [nodes[node.parent].text for node in nodes if node.kind == "point"] == ["摊主能做什么？"] * 2 + [
        "摊主不能做什么？"
    ] * 2


# -- titles, annexes, what is set aside --------------------------------------------------------------------------------


def test_a_notice_and_the_measure_it_annexes_have_a_title_each() -> None:
    text = """关于印发《某县集市办法》的通知
各镇人民政府，县直各单位：
现将《某县集市办法》印发给你们，请遵照执行。
某县人民政府办公室
2026年3月1日
某县集市办法
第一章 总则
第一条 集市逢五开市。"""
    found = tree(text)
    assert found.titles == ("关于印发《某县集市办法》的通知", "某县集市办法")
    assert [node.kind for node in found.provisions] == [
        "title", "text", "text", "skip", "skip", "title", "chapter", "article",
    ]  # fmt: skip


def test_a_title_may_go_over_two_lines_and_carry_its_version() -> None:
    assert tree("某县关于进一步规范集市收费工作若干问题的\n暂行规定\n（征求意见稿）\n第一条 收费公开。").title == (
        "某县关于进一步规范集市收费工作若干问题的暂行规定（征求意见稿）"
    )


def test_markdown_marks_titles_and_chapters() -> None:
    text = "# 某县集市条例\n\n2026年1月5日 某县人民代表大会通过\n\n## 第一章 总则\n\n第一条 集市逢五开市。"
    assert [(kind, words) for kind, _, words in brief(text)] == [
        ("title", "某县集市条例"), ("skip", "2026年1月5日 某县人民代表大会通过"), ("chapter", "总则"), ("article", "集市逢五开市。"),
    ]  # fmt: skip


def test_a_sentence_is_no_title() -> None:
    assert tree("集市逢五开市。\n摊位先到先得。").title == ""


def test_the_day_a_measure_takes_effect_is_no_adoption_note() -> None:
    assert kinds("本办法自2027年1月1日起施行。") == ["text"]
    assert kinds("第九条 本办法自\n2027年1月1日\n起施行。") == ["article"]


def test_articles_of_numbered_annexes_are_cited_with_their_annex() -> None:
    text = "某县集市办法\n第一条 集市逢五开市。\n附件1\n摊位细则\n第一条 摊位编号。\n附件2：收费细则\n第一条 收费公开。"
    assert [node.citation for node in tree(text).provisions if node.kind == "article"] == [
        "第一条", "附件1 第一条", "附件2 第一条",
    ]  # fmt: skip


def test_a_list_of_annexes_at_the_foot_of_a_notice_is_set_aside() -> None:
    text = "关于整顿早市的通知\n一、六点开市。\n附件：1.摊位图\n2.收费表\n某县市场局\n2026年3月1日"
    assert kinds(text) == ["title", "point", "skip", "skip", "skip", "skip"]


def test_a_table_of_contents_is_skipped_with_or_without_page_numbers() -> None:
    body = "第一章 总则\n第一条 集市逢五开市。\n第二章 附则\n第二条 本办法自印发之日起施行。"
    for contents in (
        "目　录\n第一章 总则\n第二章 附则\n",
        "目录\n第一章 总则……1\n第二章 附则……3\n",
        "第一章 总则\n第二章 附则\n",
    ):
        assert [kind for kind in kinds("某县集市办法\n" + contents + body) if kind != "skip"] == [
            "title", "chapter", "article", "chapter", "article",
        ]  # fmt: skip


def test_an_explanation_of_the_draft_is_not_read_as_the_draft() -> None:
    text = "某县集市办法\n第一条 集市逢五开市。\n关于《某县集市办法》的起草说明\n一、起草背景\n原办法已经过时。"
    assert kinds(text) == ["title", "article", "title", "skip", "skip"]


def test_signatures_and_dates_at_the_end_are_set_aside() -> None:
    assert kinds("一、六点开市。\n某县市场监督管理局\n2026年3月1日\n（此件公开发布）") == [
        "point",
        "skip",
        "skip",
        "skip",
    ]


# -- wrapped lines -----------------------------------------------------------------------------------------------------


def test_a_sentence_broken_over_two_lines_is_joined() -> None:
    for text, whole in (
        ("第九条　本办法从公布\n次日起执行。", "本办法从公布次日起执行。"),
        ("巡查中不得在没有证件的情况下\n扣押摊主的秤具。", "巡查中不得在没有证件的情况下扣押摊主的秤具。"),
        ("（二）清理占道经营、乱停乱放、\n私搭乱建。", "清理占道经营、乱停乱放、私搭乱建。"),
    ):
        (node,) = tree(text).provisions
        assert node.text == whole


def test_text_wrapped_at_one_width_is_joined_paragraph_by_paragraph() -> None:
    words = (
        "集市开办者应当在每天收市以后组织人手把场内的垃圾清运到指定的地点并且用清水冲洗地面保持下水道通畅不留死角" * 2
    )
    paragraphs = [f"第{numeral}条　{words}。" for numeral in "一二三四"]
    wrapped = "\n".join(part[at : at + 36] for part in paragraphs for at in range(0, len(part), 36))
    assert [node.text for node in tree(wrapped).provisions] == [words + "。"] * 4


def test_short_lines_of_a_list_are_not_joined() -> None:
    assert len(tree("集市禁售清单\n1.活禽\n2.野味\n3.假货").provisions) == 4


def test_cells_of_a_flattened_table_are_not_joined_and_stand_under_its_title() -> None:
    text = "管理员负面清单\n序号\n禁止事项\n1\n值班时间不得下棋\n全体人员\n2\n收受摊主的瓜果。\n巡查员"
    nodes = tree(text).provisions
    assert len(nodes) == 9
    assert {node.parent for node in nodes[1:]} == {0}


def test_lines_of_a_programme_are_not_joined() -> None:
    assert len(tree("整治安排\n时间：5月8日\n地点：东市\n人员：全体").provisions) == 4


def test_a_heading_over_a_paragraph_is_not_joined_to_it() -> None:
    assert kinds("（一）规范收费行为\n各市场应当将收费标准贴在入口处。") == ["heading", "text"]
    assert kinds("某镇集市走访制度\n管理员应当每月走访一次摊主。") == ["title", "text"]


# -- without numbering, cells, notes -----------------------------------------------------------------------------------


def test_paragraphs_without_numbering_are_units_of_their_own() -> None:
    found = tree("集市逢五开市。\n\n摊位先到先得。")
    assert found.form == "无编号"
    assert [(node.kind, node.citation, node.unit) for node in found.provisions] == [("text", "", 0), ("text", "", 1)]


def test_an_unnumbered_list_belongs_to_its_lead_in() -> None:
    nodes = tree("管理员不得有下列行为：\n收礼；\n赊账；\n借钱。\n违者调离。").provisions
    assert [node.unit for node in nodes] == [0, 0, 0, 0, 4]
    assert [node.lead for node in nodes] == [-1, 0, 0, 0, -1]


def test_cells_are_cited_by_their_place_and_rows_read_together_and_skipped_paragraphs_are_gone() -> None:
    rows = (
        Paragraph("某县收费清单", 1), Paragraph("图一", 2, kind="skip"), Paragraph("摊位费", 3, kind="cell", place="表1第2行"),
        Paragraph("每月十元", 4, kind="cell", place="表1第2行"), Paragraph("见某号文", 5, kind="note"),
    )  # fmt: skip
    nodes = outline(Draft("稿.docx", rows, "word")).provisions
    assert [(node.kind, node.citation, node.parent, node.unit) for node in nodes] == [
        ("title", "", -1, 0), ("cell", "表1第2行", 0, 1), ("cell", "表1第2行", 0, 1), ("note", "", -1, 3),
    ]  # fmt: skip


# -- places, garbage, time ---------------------------------------------------------------------------------------------


def test_a_span_leads_back_to_its_line() -> None:
    draft = read("　　第九条　本办法从公布\n次日起执行。")
    (node,) = outline(draft).provisions
    assert isinstance(node, Provision)
    first, second = node.span(0, 3), node.span(node.text.index("次日"), len(node.text))
    assert draft.paragraphs[first.paragraph].text[first.start : first.end] == "本办法"
    assert draft.paragraphs[second.paragraph].text[second.start : second.end] == "次日起执行。"


def test_no_text_whatever_raises_and_every_piece_leads_back() -> None:
    signs = "第一二三十百条章节编款项目之（）()、.．：；。，1290 　\t\n\n\n附件录的规定和至#*|—①⒈㈠年月日“”《》\ufeff\x00\ud800办法通知应当不得"
    dice = random.Random(7)
    for _ in range(1500):
        check_places(read("".join(dice.choices(signs, k=dice.randrange(160)))))


@pytest.mark.parametrize(
    "line",
    [
        "各部门应当做到：",
        "短语",
        "1.一项",
        "关于某事的通知",
        "第一条",
        "第一章 总则",
        "目录",
        "附件：某表",
        "2026年1月1日",
        "（（（《",
    ],
)
def test_time_grows_with_the_text_and_not_faster(line: str) -> None:
    start = time.perf_counter()
    tree("\n".join([line] * 20_000))
    assert time.perf_counter() - start < 10


def test_a_single_enormous_line_is_read() -> None:
    start = time.perf_counter()
    tree("应当做好工作，" * 300_000 + "\n" + "（" * 1_000_000)
    assert time.perf_counter() - start < 10
