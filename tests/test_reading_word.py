"""Word files are read as their page shows them: each test holds one thing that Word files do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from word_builder import (
    NAMESPACES,
    change,
    docx,
    field,
    level,
    mark,
    notes,
    num,
    numbering,
    override,
    p,
    paragraph_style,
    r,
    style,
    styles,
    t,
    table,
    text_box,
)  # fmt: skip

from qingqing_lint.draft import Draft
from qingqing_lint.reading import UnreadableDraft, read_bytes
from qingqing_lint.reading.word import read_word, read_word_places
from qingqing_lint.reading.word_numbering import format_number, symbol


def texts(data: bytes, revisions: str = "accepted", kinds: str = "") -> list[str]:
    draft = read_word(data, "a.docx", revisions=revisions)  # type: ignore[arg-type]
    return [paragraph.text for paragraph in draft.paragraphs if not kinds or paragraph.kind in kinds.split()]


ARTICLES = numbering({0: level(0, "chineseCountingThousand", "第%1条　")}, {1: (0, "")})


# Automatic numbering


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("chineseCounting", 101, "一○一"),
        ("chineseCountingThousand", 10, "十"), ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 100, "一百"), ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"), ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 10_001, "一万零一"), ("chineseCountingThousand", 120_000, "十二万"),
        ("chineseCountingThousand", 0, "零"), ("taiwaneseCountingThousand", 20_305, "二萬零三百零五"),
        ("ideographDigital", 10, "一〇"), ("taiwaneseDigital", 20, "二○"), ("taiwaneseCounting", 12, "十二"),
        ("japaneseCounting", 110, "百十"), ("japaneseCounting", 21_034, "二万千三十四"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("chineseLegalSimplified", 105, "壹佰零伍"),
        ("ideographLegalTraditional", 36, "參拾陸"), ("ideographTraditional", 3, "丙"), ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"), ("ideographZodiacTraditional", 13, "丙子"), ("ideographEnclosedCircle", 2, "㊁"),
        ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"), ("decimalEnclosedParen", 3, "⑶"),
        ("decimalEnclosedFullstop", 9, "⒐"), ("decimalEnclosedCircleChinese", 1, "①"),
        ("decimalFullWidth", 12, "１２"), ("decimalZero", 7, "07"), ("decimalZero", 12, "12"), ("numberInDash", 3, "- 3 -"),
        ("upperLetter", 27, "AA"), ("lowerLetter", 28, "bb"), ("upperRoman", 1994, "MCMXCIV"), ("lowerRoman", 4, "iv"),
        ("ordinal", 11, "11th"), ("ordinal", 22, "22nd"), ("cardinalText", 21, "Twenty-one"),
        ("ordinalText", 30, "Thirtieth"), ("ordinalText", 112, "One hundred twelfth"), ("hex", 255, "FF"),
        ("none", 4, ""), ("decimal", 4, "4"), ("unheardOf", 4, "4"), ("decimal", -1, "-1"),
    ],
)  # fmt: skip
def test_number_formats(form: str, value: int, shown: str) -> None:
    assert format_number(value, form) == shown


def test_articles_numbered_by_word_are_numbered_here() -> None:
    data = docx(*(p(f"事项{n}。", num(1)) for n in range(1, 13)), numbering=ARTICLES)
    assert texts(data)[0] == "第一条　事项1。"
    assert texts(data)[9:] == ["第十条　事项10。", "第十一条　事项11。", "第十二条　事项12。"]


@pytest.mark.parametrize(("suffix", "between"), [("tab", " "), ("space", " "), ("nothing", "")])
def test_what_follows_the_label(suffix: str, between: str) -> None:
    lists = numbering({0: level(0, "decimal", "%1.", suffix=suffix)}, {1: (0, "")})
    assert texts(docx(p("甲", num(1)), numbering=lists)) == [f"1.{between}甲"]


def test_levels_restart_below_a_higher_one() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%1.%2.%3 ")
    body = [p("x", num(1, depth)) for depth in (0, 1, 2, 2, 1, 2, 0, 1)]
    shown = [text[:-1] for text in texts(docx(*body, numbering=numbering({0: levels}, {1: (0, "")})))]
    assert shown == ["一、", "（一）", "一.一.1 ", "一.一.2 ", "（二）", "一.二.1 ", "二、", "（一）"]


def test_legal_numbering_is_decimal_throughout() -> None:
    levels = level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2 ", extra="<w:isLgl/>")
    body = [p("x", num(1, depth)) for depth in (0, 1, 1)]
    assert texts(docx(*body, numbering=numbering({0: levels}, {1: (0, "")}))) == ["第一章x", "1.1 x", "1.2 x"]


def test_a_level_that_never_restarts() -> None:
    chapters = level(0, "chineseCounting", "第%1章") + level(1, "chineseCounting", "第%2条", extra='<w:lvlRestart w:val="0"/>')
    body = [p("x", num(1, depth)) for depth in (0, 1, 1, 0, 1)]
    shown = texts(docx(*body, numbering=numbering({0: chapters}, {1: (0, "")})))
    assert shown == ["第一章x", "第一条x", "第二条x", "第二章x", "第三条x"]


def test_a_lower_level_that_comes_first_begins_the_one_above() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
    body = [p("x", num(1, depth)) for depth in (1, 1, 0, 1)]
    assert texts(docx(*body, numbering=numbering({0: levels}, {1: (0, "")}))) == ["1.1x", "1.2x", "2.x", "2.1x"]


def test_restart_only_after_a_named_level() -> None:
    levels = (
        level(0, "decimal", "%1") + level(1, "decimal", "%2", extra='<w:lvlRestart w:val="0"/>')
        + level(2, "decimal", "%3", extra='<w:lvlRestart w:val="1"/>')
    )  # fmt: skip
    body = [p("x", num(1, depth)) for depth in (0, 1, 2, 2, 1, 2, 0, 2)]
    shown = texts(docx(*body, numbering=numbering({0: levels}, {1: (0, "")})))
    assert shown == ["1x", "1x", "1x", "2x", "2x", "3x", "2x", "1x"]


def test_a_start_override_starts_again_once() -> None:
    lists = numbering({0: level(0, "decimal", "%1.")}, {1: (0, ""), 2: (0, override(0, 1)), 3: (0, override(0, 7))})
    body = [p("x", num(number)) for number in (1, 1, 2, 2, 3, 2, 1)]
    assert texts(docx(*body, numbering=lists)) == ["1.x", "2.x", "1.x", "2.x", "7.x", "8.x", "9.x"]


def test_a_level_override_changes_the_form() -> None:
    own = override(0, replaced=level(0, "upperRoman", "%1)"))
    lists = numbering({0: level(0, "decimal", "%1.")}, {1: (0, ""), 2: (0, own)})
    assert texts(docx(*(p("x", num(n)) for n in (1, 2, 1)), numbering=lists)) == ["1.x", "II)x", "3.x"]


def test_numbering_comes_from_styles_and_can_be_suppressed() -> None:
    article = paragraph_style("Art", "条", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    item = paragraph_style("Item", "项", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based="Art")
    levels = level(0, "chineseCounting", "第%1条", extra='<w:pStyle w:val="Art"/>')
    levels += level(1, "chineseCounting", "（%2）", extra='<w:pStyle w:val="Item"/>')
    body = [p("甲", style("Art")), p("乙", style("Item")), p("丙", style("Art") + num(0)), p("丁", style("Art"))]
    data = docx(*body, numbering=numbering({0: levels}, {1: (0, "")}), styles=styles(article, item))
    assert texts(data) == ["第一条甲", "（一）乙", "丙", "第二条丁"]


def test_a_numbering_style_links_two_definitions() -> None:
    linked = '<w:numStyleLink w:val="L"/>'
    list_style = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    lists = numbering({0: linked, 1: level(0, "decimal", "(%1)")}, {1: (0, ""), 2: (1, "")})
    data = docx(p("x", num(1)), p("x", num(2)), numbering=lists, styles=styles(list_style))
    assert texts(data) == ["(1)x", "(2)x"]


def test_unknown_lists_bullets_and_custom_formats() -> None:
    bullet = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
        'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
        '</mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    lists = numbering({0: bullet, 1: custom}, {1: (0, ""), 2: (1, "")})
    data = docx(p("x", num(1)), p("x", num(2)), p("x", num(99)), p("x", num(1, 5)), numbering=lists)
    assert texts(data) == ["● x", "001 x", "x", "x"]


# Tracked changes

REVISED = docx(
    p(r("第一条 收费标准为") + change("del", r("一百")) + change("ins", r("二百")) + r("元。")),
    p(change("del", r("第二条 已删除。")), mark("del")),
    p(change("ins", r("第二条 新增。")), mark("ins")),
    p("前半", mark("del")),
    p("后半。"),
    p(change("moveFrom", r("移动的话。")), mark("moveFrom")),
    p("中间。"),
    p(change("moveTo", r("移动的话。")), mark("moveTo")),
)


def test_accepted_revisions() -> None:
    assert texts(REVISED) == ["第一条 收费标准为二百元。", "第二条 新增。", "前半后半。", "中间。", "移动的话。"]


def test_original_text() -> None:
    assert texts(REVISED, "original") == [
        "第一条 收费标准为一百元。", "第二条 已删除。", "前半", "后半。", "移动的话。", "中间。",
    ]  # fmt: skip


def test_the_drafter_is_told_of_revisions() -> None:
    assert "修订痕迹" in read_word(REVISED, "a.docx").notes[0]
    assert read_word(docx(p("甲")), "a.docx").notes == ()


def test_a_deleted_article_takes_its_number_with_it() -> None:
    body = [p("甲", num(1)), p(change("del", r("乙")), num(1) + mark("del")), p("丙", num(1))]
    data = docx(*body, numbering=ARTICLES)
    assert texts(data) == ["第一条　甲", "第二条　丙"]
    assert texts(data, "original") == ["第一条　甲", "第二条　乙", "第三条　丙"]


def test_an_insertion_inside_a_deletion_is_in_neither() -> None:
    inner = change("ins", change("del", r("来去")))
    assert texts(docx(p(r("甲") + inner))) == ["甲"]
    assert texts(docx(p(r("甲") + inner)), "original") == ["甲"]


def test_numbering_before_a_tracked_change_of_format() -> None:
    body = p("甲", f'{num(0)}<w:pPrChange w:id="1" w:author="x"><w:pPr>{num(1)}</w:pPr></w:pPrChange>')
    assert texts(docx(body, numbering=ARTICLES)) == ["甲"]
    assert texts(docx(body, numbering=ARTICLES), "original") == ["第一条　甲"]


def test_inserted_and_deleted_rows() -> None:
    rows = table(["甲"], ["乙"], ["丙"]).split("<w:tr>")
    rows[2] = '<w:trPr><w:del w:id="1" w:author="x"/></w:trPr>' + rows[2]
    rows[3] = '<w:trPr><w:ins w:id="2" w:author="x"/></w:trPr>' + rows[3]
    data = docx("<w:tr>".join(rows), p("末"))
    assert texts(data) == ["甲", "丙", "末"]
    assert texts(data, "original") == ["甲", "乙", "末"]


# Tables, boxes, notes


def cells(draft: Draft) -> list[tuple[str, str]]:
    return [(paragraph.text, paragraph.place) for paragraph in draft.paragraphs if paragraph.kind == "cell"]


def test_tables_cell_by_cell_with_their_citation() -> None:
    data = docx(p("前"), table(["项目", "标准"], ["检验费", "10元"]), p("后"), table(["另一"]), p())
    draft = read_word(data, "a.docx")
    assert cells(draft) == [
        ("项目", "表1第1行"), ("标准", "表1第1行"), ("检验费", "表1第2行"), ("10元", "表1第2行"), ("另一", "表2第1行"),
    ]  # fmt: skip
    assert [paragraph.line for paragraph in draft.paragraphs] == list(range(1, 9))


def test_merged_cells_once() -> None:
    start, go_on = ('<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>")
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    data = docx(table([start + p("一类"), "甲"], [go_on + p(), "乙"], [wide + p("合计")], [go_on + p("孤"), "丁"]), p("末"))
    assert cells(read_word(data, "a.docx")) == [
        ("一类", "表1第1行"), ("甲", "表1第1行"), ("乙", "表1第2行"), ("合计", "表1第3行"),
        ("孤", "表1第4行"), ("丁", "表1第4行"),
    ]  # fmt: skip


def test_nested_tables_in_order() -> None:
    data = docx(table([p("外前") + table(["内"]) + p("外后"), "右"]), p("末"))
    assert texts(data) == ["外前", "内", "外后", "右", "末"]


def test_text_boxes_once_and_after_their_anchor() -> None:
    data = docx(p(r("锚") + text_box(p("盒中第一段") + p("盒中第二段")) + r("定")), p("后"))
    draft = read_word(data, "a.docx")
    assert [(q.text, q.kind) for q in draft.paragraphs] == [
        ("锚定", "body"), ("盒中第一段", "box"), ("盒中第二段", "box"), ("后", "body"),
    ]  # fmt: skip


def test_notes_stand_after_the_body_and_only_if_referred_to() -> None:
    data = docx(
        p(r("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("。")),
        p(r("又") + '<w:r><w:endnoteReference w:id="1"/></w:r>'),
        footnotes=notes("footnote", {1: "没有引用", 2: "脚注文字"}),
        endnotes=notes("endnote", {1: "尾注文字"}),
    )
    draft = read_word(data, "a.docx")
    assert [(q.text, q.kind) for q in draft.paragraphs] == [
        ("正文。", "body"), ("又", "body"), ("脚注文字", "note"), ("尾注文字", "note"),
    ]  # fmt: skip


# Fields, contents, captions


def test_fields_are_read_by_their_result() -> None:
    nested = field(f"IF {'1'} = 1", r("外") + field("REF x", "内") + r("果"))
    data = docx(p(r("见") + field("REF _Ref1 \\h", "第五条") + r("。") + nested + field("XE 索引", None)))
    assert texts(data) == ["见第五条。外内果"]


def test_instruction_text_with_nested_fields_stays_out() -> None:
    outer = field("REF x", "结果").replace("REF x</w:instrText></w:r>", "REF </w:instrText></w:r>" + field("DATE", "今天"))
    assert texts(docx(p(outer))) == ["结果"]


def test_simple_fields_links_controls_and_circled_numbers() -> None:
    data = docx(
        p('<w:fldSimple w:instr="PAGE">' + r("3") + '</w:fldSimple><w:hyperlink r:id="x">' + r("链接") + "</w:hyperlink>"),
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>",
        p(f"<w:sdt><w:sdtContent>{r('行内')}</w:sdtContent></w:sdt><w:smartTag>{r('标签')}</w:smartTag>"),
        p(field("eq \\o\\ac(○,3)", None) + r("项")),
    )
    assert texts(data) == ["3链接", "控件", "行内标签", "③项"]


def test_contents_and_captions_are_kept_but_skipped() -> None:
    begin, _, end = field("TOC \\o", "<x/>").partition("<x/>")
    gallery = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
    data = docx(
        p(begin + r("第一条 目的……1")), p("第二条 收费……2"), p(end), p("第一条 目的。"),
        gallery + p("目录") + "</w:sdtContent></w:sdt>", p("第三条 摊派……3", style("T1")), p("收费情况", style("C")),
        p(r("表 ") + field("SEQ 表 \\* ARABIC", "1") + r(" 收费标准")), p("第二条 收费。"),
        styles=styles(paragraph_style("T1", "toc 1"), paragraph_style("C", "caption")),
    )  # fmt: skip
    assert texts(data, kinds="body") == ["", "第一条 目的。", "第二条 收费。"]
    assert len(texts(data, kinds="skip")) == 6


def test_a_field_that_never_ends_swallows_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    toc = begin + '<w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    assert texts(docx(p(begin + r("甲")), p("乙"), p(toc + r("丙")), p("丁")), kinds="body") == ["", "乙", "丙", "丁"]


# Characters


def test_breaks_tabs_symbols_and_hyphens() -> None:
    run = (
        f"<w:r>{t('第一条')}<w:tab/>{t('甲')}<w:br/>{t('乙')}<w:noBreakHyphen/><w:softHyphen/>{t('丙')}"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:br w:type="page"/></w:r>'
    )
    draft = read_word(docx(p(run), p("丁")), "a.docx")
    assert [(q.text, q.line, q.column) for q in draft.paragraphs] == [
        ("第一条\t甲", 1, 1), ("乙-丙☑", 1, 7), ("丁", 2, 1),
    ]  # fmt: skip


def test_a_page_break_in_front_is_not_text() -> None:
    data = docx(p('<w:r><w:br w:type="page"/></w:r>' + r("甲"), num(1)), numbering=ARTICLES)
    assert texts(data) == ["第一条　甲"]


def test_white_space_counts_only_where_preserved() -> None:
    assert texts(docx(p("<w:r><w:t>  甲 乙\n丙 </w:t></w:r>"))) == ["甲 乙 丙"]


@pytest.mark.parametrize(("code", "font", "shown"), [
    (0xF0B7, "Symbol", "•"), (0xF0A8, "Wingdings", "□"), (0x00FC, "Wingdings", "✓"), (0xF061, "Symbol", "α"),
    (0x4E00, "宋体", "一"), (0xF052, "Wingdings 2", "☑"), (0xF0EE, "Webdings", "•"), (0xD800, "x", "□"),
])  # fmt: skip
def test_symbols(code: int, font: str, shown: str) -> None:
    assert symbol(code, font) == shown


def test_hidden_text_is_left_out() -> None:
    hidden = paragraph_style("H", "隐藏", runs="<w:vanish/>")
    character = '<w:style w:type="character" w:styleId="HC"><w:name w:val="hc"/><w:rPr><w:vanish/></w:rPr></w:style>'
    data = docx(
        p(r("甲") + r("乙", "<w:vanish/>") + r("丙", '<w:rStyle w:val="HC"/>') + r("丁", '<w:vanish w:val="0"/>')),
        p("整段", style("H")), p("末"), styles=styles(hidden, character),
    )  # fmt: skip
    draft = read_word(data, "a.docx")
    assert [q.text for q in draft.paragraphs] == ["甲丁", "末"]
    assert "隐藏文字" in draft.notes[0]


def test_formulas_phonetic_guides_and_alternates() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('pinyin')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>"
    either = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><x/></mc:Choice><mc:Fallback>{t("☺")}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )
    assert texts(docx(p("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>" + ruby + either))) == ["x+y字☺"]


def test_outline_levels_from_headings_styles_and_paragraphs() -> None:
    data = docx(
        p("甲", style("H1")), p("乙", style("H2")), p("丙", '<w:outlineLvl w:val="2"/>'), p("丁"),
        p("戊", style("H1") + '<w:outlineLvl w:val="9"/>'),
        styles=styles(paragraph_style("H1", "heading 1"), paragraph_style("H2", "x", '<w:outlineLvl w:val="1"/>')),
    )  # fmt: skip
    assert [q.level for q in read_word(data, "a.docx").paragraphs] == [1, 2, 3, 0, 0]


# Kinds of file


@pytest.mark.parametrize("kind", ["docx", "docm", "dotx"])
def test_documents_with_macros_and_templates(kind: str) -> None:
    draft = read_bytes(docx(p("甲"), kind=kind), f"a.{kind}")
    assert (draft.format, draft.paragraphs[0].text) == ("word", "甲")


def test_strict_files_and_unusual_part_names() -> None:
    data = docx(p("甲", num(1)), strict=True, numbering=ARTICLES)
    assert texts(data) == ["第一条　甲"]
    assert texts(docx(p("甲", num(1)), main="word/document7.xml", numbering=ARTICLES)) == ["第一条　甲"]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_xml_in_other_encodings(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><w:document {NAMESPACES}><w:body>{p("甲")}</w:body></w:document>'
    assert texts(repack(docx(p("x")), {"word/document.xml": xml.encode(encoding)})) == ["甲"]


def repack(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = changed.get(info.filename, source.read(info))
            if content is not None:
                target.writestr(info.filename, content)
    return buffer.getvalue()


# Positions


def test_every_character_leads_back_to_its_run() -> None:
    body = p(r("甲乙") + change("del", r("丙")) + r("丁") + "<w:r><w:tab/></w:r>" + r("戊", "<w:b/>"), num(1))
    read = read_word_places(docx(body, numbering=ARTICLES), "a.docx")
    line = read.lines[0]
    assert line.text == "第一条　甲乙丁\t戊"
    assert line.label == 4
    assert [(piece.at, piece.length) for piece in line.pieces] == [(4, 2), (6, 1), (8, 1)]
    for piece in line.pieces:
        source = piece.element.text or ""
        assert source[piece.start : piece.start + piece.length] == line.text[piece.at : piece.at + piece.length]


def test_lines_and_places_agree_over_breaks() -> None:
    read = read_word_places(docx(p(f"<w:r>{t('甲')}<w:br/>{t('乙')}</w:r>"), p("丙")), "a.docx")
    for paragraph in read.draft.paragraphs:
        line = read.lines[paragraph.line - 1].text
        assert line[paragraph.column - 1 :].startswith(paragraph.text)


# Bad files

GOOD = docx(p("甲" * 500))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (GOOD[: len(GOOD) // 2], "不完整|损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"{\\rtf1}", "RTF"),
        (b"<html>", "网页"),
        (b"hello", "不是 Word 文件"),
        (docx(p()), "没有文字"),
        (repack(GOOD, {"word/document.xml": None}), "缺少"),
        (repack(GOOD, {"word/document.xml": b"<w:document"}), "损坏"),
        (repack(GOOD, {"word/document.xml": b"<x/>"}), "没有正文"),
        (repack(GOOD, {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "DTD"),
        (repack(GOOD, {"word/document.xml": b"<x>" + b" " * 70_000_000 + b"</x>"}), "展开后超过"),
        (repack(GOOD, {"word/document.xml": b"<x>" + b" " * 20_000_000 + b"</x>"}), "压缩比"),
        (docx(p("x"), extra={f"x/{n}": b"" for n in range(20_001)}), "部件"),
    ],
)  # fmt: skip
def test_bad_files_are_told_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDraft, match=says) as caught:
        read_word(data, "a.docx")
    assert "\n" not in caught.value.reason


def test_missing_and_circular_parts_do_no_harm() -> None:
    circular = styles(paragraph_style("A", "a", based="B"), paragraph_style("B", "b", based="A"))
    assert texts(docx(p("甲", style("A") + num(3)), styles=circular)) == ["甲"]
    lists = numbering({0: '<w:numStyleLink w:val="L"/>'}, {1: (0, ""), 2: (77, "")})
    assert texts(docx(p("甲", num(1)), p("乙", num(2)), numbering=lists)) == ["甲", "乙"]


def test_deep_nesting_and_wide_tables_end_in_time() -> None:
    deep = 10_000
    assert texts(docx("<w:sdt><w:sdtContent>" * deep + p("甲") + "</w:sdtContent></w:sdt>" * deep)) == ["甲"]
    nested = "<w:tbl><w:tr><w:tc>" * 3000 + p("甲") + "</w:tc></w:tr></w:tbl>" * 3000
    assert texts(docx(nested, p("乙"))) == ["甲", "乙"]
    boxes = "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p>" * 500
    ends = "</w:p></w:txbxContent></w:drawing></mc:Choice></mc:AlternateContent></w:r>" * 500
    assert texts(docx(f"<w:p>{boxes}{r('甲')}{ends}</w:p>"))[-1] == "甲"
    assert len(texts(docx(table(*[["甲"] * 20] * 1000), p("乙")))) == 20_001


def test_external_parts_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "styles.xml"
    secret.write_text("<secret/>", encoding="utf-8")
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        f'Type="x/styles" Target="{secret.as_uri()}" TargetMode="External"/><Relationship Id="b" Type="x/numbering" '
        f'Target="../../../..{secret}"/></Relationships>'
    )
    data = repack(docx(p("甲", num(1))), {"word/_rels/document.xml.rels": rels.encode()})
    assert texts(data) == ["甲"]


def test_pending_suggestions_of_the_tool_are_no_text_yet() -> None:
    own = '<w:ins w:id="1" w:author="qingqing-lint">'
    suggested = p(f"{own}{r('建议的条文。')}</w:ins>", f"{num(1)}<w:rPr>{own[:-1]}/></w:rPr>")
    data = docx(p("甲", num(1)), suggested, p("乙", num(1)), numbering=ARTICLES)
    draft = read_word(data, "a.docx")
    assert [(q.text, q.line) for q in draft.paragraphs] == [("第一条　甲", 1), ("第二条　乙", 2)]
    assert len(draft.notes) == 1 and "尚未接受" in draft.notes[0]
