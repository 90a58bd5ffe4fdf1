"""Findings written back into Word: on the very words, beside people's own marks, and gone again without a trace."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from word_builder import (
    NAMESPACES,
    change,
    docx,
    field,
    level,
    notes,
    num,
    numbering,
    p,
    paragraph_style,
    r,
    style,
    styles,
    t,
    table,
    text_box,
)  # fmt: skip

from qingqing_lint.reading import read_bytes, read_text
from qingqing_lint.reading.word import read_word
from qingqing_lint.reading.word_package import W
from qingqing_lint.report import Coverage, DraftReport, Reading, Region, RuleInfo, RuleResult, Source
from qingqing_lint.reporting.word import AUTHOR, annotate, annotate_text, clean

DATE = datetime(2024, 5, 1, 9, 30)
RULES = {
    "fees/none": RuleInfo(
        "fees/none", "ban", "摊派", "fees", "收费", "error", "", "", (), (Source("s", "某办法", "第九条", "摊派"),), "删去。", ""
    ),
    "hear/first": RuleInfo(
        "hear/first", "duty", "听取意见", "hear", "决策", "warning", "", "", (), (), "", "制定政策应当听取<企业>意见。\n意见应当公开。"
    ),
}  # fmt: skip


def report(
    data: bytes,
    marked: Sequence[tuple[str, str]] = (),
    missing: Sequence[int] = (),
    name: str = "a.docx",
) -> DraftReport:
    """A report that finds ``marked`` words (with reading) and misses a provision behind each of the lines ``missing``."""
    draft = read_bytes(data, name)
    readings = []
    for words, reading in marked:
        paragraph = next(q for q in draft.paragraphs if words in q.text)
        at = paragraph.text.index(words) + paragraph.column
        region = Region(paragraph.line, at, paragraph.line, at + len(words))
        readings.append(Reading(reading, "第一条", region, words))
    rows = [RuleResult("fees/none", "ban", "covered", "error", "error", (), tuple(readings))]
    rows += [
        RuleResult("hear/first", "duty", "missing", "warning", "error", fits_after="第一条" if at else "", fits_line=at)
        for at in missing
    ]
    lines = tuple((q.line, q.column, q.text) for q in draft.paragraphs)
    return DraftReport(name, draft.paragraphs[0].text, "all", "", "", Coverage(2, 1, 0, 0, 1), tuple(rows), lines)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def comments(data: bytes, author: str = AUTHOR) -> dict[str, str]:
    """The text of an author's comments by id."""
    name = next(name for name in parts(data) if re.search(r"comments[^/]*\.xml$", name))
    root = ElementTree.fromstring(parts(data)[name])
    return {
        c.get(f"{W}id", ""): "\n".join("".join(x.text or "" for x in q.iter(f"{W}t")) for q in c.iter(f"{W}p"))
        for c in root
        if c.get(f"{W}author") == author
    }


def commented(data: bytes, number: str) -> str:
    """The words that a comment stands on: the text between the ends of its range."""
    inside = False
    words = ""
    for node in ElementTree.fromstring(parts(data)["word/document.xml"]).iter():
        if node.get(f"{W}id") == number and node.tag == f"{W}commentRangeStart":
            inside = True
        elif node.get(f"{W}id") == number and node.tag == f"{W}commentRangeEnd":
            return words
        elif inside and node.tag == f"{W}t":
            words += node.text or ""
    raise AssertionError(f"comment {number} has no range")


def words_of(data: bytes, reading: str = "抵触") -> list[str]:
    return [commented(data, number) for number, text in comments(data).items() if reading in text.split("\n")[0]]


def seen(data: bytes) -> list[tuple[str, int, int, str]]:
    return [(q.text, q.line, q.column, q.kind) for q in read_word(data, "a.docx").paragraphs]


LISTS = numbering({0: level(0, "chineseCounting", "第%1条　")}, {1: (0, "")})
BODIES = {
    "one run": [p("标题"), p("第一条 企业应当承担摊派费用，不得拒绝。")],
    "across runs": [p("标题"), p(r("企业应当") + r("承担", "<w:b/>") + r("摊派费", "<w:i/>") + r("用。"))],
    "entities": [p("标题"), p("A&B<C>企业应当承担摊派费用&c。")],
    "white space": [p("标题"), "<w:p><w:r><w:t>第一条 企业 应当  承担摊派费用 。</w:t></w:r></w:p>"],
    "numbered": [p("标题"), p("企业应当承担摊派费用。", num(1))],
    "inserted": [p("标题"), p(r("企业应当") + change("del", r("不")) + change("ins", r("承担摊派费")) + r("用。"))],
    "link": [p("标题"), p('<w:hyperlink w:anchor="x">' + r("企业应当承担摊派费用。") + "</w:hyperlink>")],
    "field": [p("标题"), p(r("见") + field("REF x", "企业应当承担摊派费用") + r("。"))],
    "control": [p("标题"), f"<w:sdt><w:sdtContent>{p('企业应当承担摊派费用。')}</w:sdtContent></w:sdt>"],
    "cell": [p("标题"), table(["项目", "企业应当承担摊派费用。"]), p()],
    "tab and break": [p("标题"), p(f"<w:r><w:rPr><w:b/></w:rPr><w:tab/>{t('企业应当承担摊')}<w:tab/>{t('派费用')}<w:br/>{t('后')}</w:r>")],
    "two texts": [p("标题"), p(f"<w:r>{t('企业应当')}{t('承担摊派费用')}{t('。')}</w:r>")],
    "formula": [p("标题"), p(r("前") + "<m:oMath><m:r><m:t>企业应当承担摊派费用</m:t></m:r></m:oMath>" + r("后"))],
    "text box": [p("标题"), p(r("锚") + text_box(p("企业应当承担摊派费用。")))],
    "note": [
        p("标题"),
        p(r("锚") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
    ],
}  # fmt: skip


def build(name: str) -> bytes:
    extra = {"footnotes": notes("footnote", {1: "企业应当承担摊派费用。"})} if name == "note" else {}
    return docx(*BODIES[name], numbering=LISTS, **extra)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("words", ["承担摊派费用", "应当", "企业应当承担摊", "费用"])
def test_comment_on_the_very_words_and_gone_again(name: str, words: str) -> None:
    source = build(name)
    if not any(words in q.text for q in read_word(source, "a.docx").paragraphs):
        pytest.skip("the words are not together here")
    annotated = annotate(source, report(source, [(words, "violates")]), RULES, date=DATE)
    if name == "formula":
        assert words in "企业应当承担摊派费用"
    elif name in ("text box", "note"):
        assert words_of(annotated) == ["锚"] or "锚" in words_of(annotated)[0]
    elif name == "white space":
        assert words in words_of(annotated)[0]
    else:
        assert words_of(annotated) == [words]
    assert seen(annotated) == seen(source)
    assert parts(clean(annotated)) == parts(source)


def test_many_comments_on_one_stretch_share_its_cuts() -> None:
    source = docx(p("标题"), p("企业应当承担摊派费用。"))
    found = [("承担摊派", "violates"), ("摊派费用", "violates"), ("承担", "violates"), ("承担摊派", "violates")]
    annotated = annotate(source, report(source, found), RULES, date=DATE)
    assert sorted(words_of(annotated)) == sorted(words for words, _ in found)
    assert seen(annotated) == seen(source)
    assert parts(clean(annotated)) == parts(source)


def test_everything_else_stays_byte_for_byte() -> None:
    source = docx(p("标题"), p("企业应当承担摊派费用。"), extra={"customXml/item1.xml": b"<x/>", "word/media/a.png": b"\x89PNG"})
    annotated = parts(annotate(source, report(source, [("摊派", "violates")]), RULES, suggest=True, date=DATE))
    before = parts(source)
    touched = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert {name for name in before if annotated[name] != before[name]} == touched
    assert set(annotated) - set(before) == {"word/comments.xml"}


def test_the_same_date_gives_the_same_bytes_and_zones_become_utc() -> None:
    source = docx(p("标题"), p("企业应当承担摊派费用。"))
    made = report(source, [("摊派", "violates")], [2])
    first = annotate(source, made, RULES, suggest=True, date=DATE)
    assert first == annotate(source, made, RULES, suggest=True, date=DATE)
    zone = DATE.replace(tzinfo=timezone(timedelta(hours=8)))
    assert b'w:date="2024-05-01T01:30:00Z"' in parts(annotate(source, made, RULES, date=zone))["word/comments.xml"]
    assert b'w:date="2024-05-01T09:30:00Z"' in parts(first)["word/comments.xml"]


def test_comments_say_what_is_wrong_the_source_and_what_to_do() -> None:
    source = docx(p("某办法"), p("企业应当承担摊派费用。"))
    texts = list(comments(annotate(source, report(source, [("摊派", "violates")]), RULES, date=DATE)).values())
    assert any("抵触" in text and "《某办法》第九条" in text and "删去" in text for text in texts)
    assert any("适用 2 项" in text for text in texts)


def test_the_summary_stands_on_the_title() -> None:
    source = docx(p(), p("某办法（草案）"), p("第一条 甲。"))
    made = report(source)
    annotated = annotate(source, made, RULES, date=DATE)
    assert [commented(annotated, number) for number in comments(annotated)] == ["某办法（草案）"]


PERSON = (
    f'<w:comments {NAMESPACES}><w:comment w:id="7" w:author="王工" w:date="2024-01-01T00:00:00Z"><w:p>{r("再斟酌")}</w:p>'
    "</w:comment></w:comments>"
)
WITH_PERSON = docx(
    p("标题"),
    p(
        r("企业") + '<w:commentRangeStart w:id="7"/>' + r("应当承担") + '<w:commentRangeEnd w:id="7"/>'
        '<w:r><w:commentReference w:id="7"/></w:r>' + change("ins", r("摊派")) + r("费用。")
    ),
    comments=PERSON,
)  # fmt: skip


def test_comments_and_revisions_of_people_stay() -> None:
    annotated = annotate(WITH_PERSON, report(WITH_PERSON, [("担摊派费", "violates")], [2]), RULES, suggest=True, date=DATE)
    assert comments(annotated, "王工") == {"7": "再斟酌"}
    assert commented(annotated, "7") == "应当承担"
    assert words_of(annotated) == ["担摊派费"]
    assert parts(clean(annotated)) == parts(WITH_PERSON)


def test_run_again_on_its_own_output_it_replaces_its_own() -> None:
    made = report(WITH_PERSON, [("承担", "violates")], [2])
    once = annotate(WITH_PERSON, made, RULES, suggest=True, date=DATE)
    again = report(once, [("承担", "violates")], [2])
    assert again.lines == made.lines
    assert annotate(once, again, RULES, suggest=True, date=DATE) == once
    fewer = annotate(once, report(once), RULES, date=DATE)
    assert len(comments(fewer)) == 1
    assert parts(clean(fewer)) == parts(WITH_PERSON)


def test_clean_gives_a_file_of_people_back_as_it_is() -> None:
    for source in (WITH_PERSON, build("one run")):
        assert clean(source) is source


# Suggestions


def accepted(data: bytes) -> bytes:
    """The file after a person has accepted our insertions: they are no longer tracked."""
    document = parts(data)["word/document.xml"].decode()
    mine = rf'<w:ins w:id="\d+" w:author="{AUTHOR}"[^>]*'
    document = re.sub(mine + "/>", "", document)
    document = re.sub(mine + ">(.*?)</w:ins>", r"\1", document)
    return repacked(data, {"word/document.xml": document.encode()})


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {**parts(data), **changed}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_wording_is_a_tracked_insertion_that_is_no_text_until_accepted() -> None:
    source = docx(p("标题"), p("第一条　甲。"), p("第二条　乙。"))
    annotated = annotate(source, report(source, missing=[2]), RULES, suggest=True, date=DATE)
    assert seen(annotated) == seen(source)
    assert [text for text, *_ in seen(accepted(annotated))] == [
        "标题", "第一条　甲。", "第一条之一　制定政策应当听取<企业>意见。", "意见应当公开。", "第二条　乙。",
    ]  # fmt: skip
    assert parts(clean(annotated)) == parts(source)
    assert [text for text, *_ in seen(clean(accepted(annotated)))][2].startswith("第一条之一")


def test_wording_takes_number_and_style_of_its_neighbours() -> None:
    look = styles(paragraph_style("Art", "条", num(1)))
    source = docx(
        p("标题"), p(r("甲。", "<w:b/>"), style("Art") + '<w:jc w:val="both"/>'), p("（一）项。"), p("乙。", style("Art")),
        numbering=LISTS, styles=look,
    )  # fmt: skip
    annotated = annotate(source, report(source, missing=[3]), RULES, suggest=True, date=DATE)
    assert [text for text, *_ in seen(accepted(annotated))][3:] == [
        "第二条　制定政策应当听取<企业>意见。", "第三条　意见应当公开。", "第四条　乙。",
    ]  # fmt: skip
    inserted = re.findall(rb"<w:p>(?:(?!</w:p>).)*qingqing-lint.*?</w:p>", parts(annotated)["word/document.xml"])
    assert all(b'<w:jc w:val="both"/>' in found and b"<w:b/>" in found for found in inserted)


def test_wording_never_comes_between_the_items_of_an_article() -> None:
    source = docx(p("标题"), p("第一条 不得有下列行为："), p("（一）甲；"), p("（二）乙。"), p("前款另有规定的除外。"), p("第二条 丙："),
                  p("（一）丁；"), p("（二）戊。"), p("青石市人民政府"))  # fmt: skip
    for line, after in ((2, "前款另有规定的除外。"), (3, "前款另有规定的除外。"), (7, "（二）戊。")):
        annotated = annotate(source, report(source, missing=[line]), RULES, suggest=True, date=DATE)
        read = [text for text, *_ in seen(accepted(annotated))]
        assert "之一" in read[read.index(after) + 1]


def test_gaps_without_a_place_go_before_the_final_provisions() -> None:
    source = docx(p("标题"), p("第一条　甲。"), p("第二条　本办法自2025年1月1日起施行。"), p("青石市人民政府"))
    annotated = annotate(source, report(source, missing=[0, 0]), RULES, suggest=True, date=DATE)
    assert [text[:5] for text, *_ in seen(accepted(annotated))] == [
        "标题", "第一条　甲", "第一条之一", "意见应当公", "第一条之二", "意见应当公", "第二条　本", "青石市人民",
    ]  # fmt: skip
    only = annotate(source, report(source, missing=[0]), RULES, date=DATE)
    assert words_of(only, "未见") == ["第一条　甲。"]


def test_what_people_wrote_into_a_suggestion_stays() -> None:
    source = docx(p("标题"), p("第一条　甲。"))
    annotated = annotate(source, report(source, missing=[2]), RULES, suggest=True, date=DATE)
    document = parts(annotated)["word/document.xml"].decode()
    edited = document.replace("</w:ins><w:commentRangeEnd", "</w:ins>" + change("ins", r("另加。")) + "<w:commentRangeEnd", 1)
    cleaned = clean(repacked(annotated, {"word/document.xml": edited.encode()}))
    assert "另加。" in [text for text, *_ in seen(cleaned)]
    assert AUTHOR.encode() not in parts(cleaned)["word/document.xml"]


def test_empty_runs_left_by_other_programs_do_not_keep_a_suggestion() -> None:
    source = docx(p("标题"), p("第一条　甲。"), p("第二条　乙。"))
    annotated = annotate(source, report(source, missing=[2]), RULES, suggest=True, date=DATE)
    document = parts(annotated)["word/document.xml"].decode()
    saved = document.replace("</w:ins>", "</w:ins><w:r><w:rPr></w:rPr></w:r>")
    assert seen(clean(repacked(annotated, {"word/document.xml": saved.encode()}))) == seen(source)


def test_threads_that_word_keeps_beside_comments_are_cleaned_too() -> None:
    source = docx(p("标题"), p("企业应当承担摊派费用。"))
    annotated = annotate(source, report(source, [("摊派", "violates")]), RULES, date=DATE)
    relations = parts(annotated)["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    relations = relations.replace("</R", f'<Relationship Id="x" Type="{kind}" Target="commentsExtended.xml"/></R')
    comments_xml = parts(annotated)["word/comments.xml"].decode().replace("<w:p>", '<w:p w14:paraId="0A1B2C3D">', 1)
    comments_xml = comments_xml.replace("<w:comments ", '<w:comments xmlns:w14="urn:w14" ')
    threads = (
        '<w15:commentsEx xmlns:w15="urn:w15"><w15:commentEx w15:paraId="0A1B2C3D" w15:done="0"/>'
        '<w15:commentEx w15:paraId="11111111" w15:paraIdParent="0A1B2C3D" w15:done="0"/></w15:commentsEx>'
    )
    saved = {"word/comments.xml": comments_xml, "word/commentsExtended.xml": threads, "word/_rels/document.xml.rels": relations}
    cleaned = clean(repacked(annotated, {name: text.encode() for name, text in saved.items()}))
    left = parts(cleaned)["word/commentsExtended.xml"].decode()
    assert "0A1B2C3D" not in left and 'w15:paraId="11111111"' in left


# Kinds of file


def test_strict_files_other_prefixes_and_missing_relations() -> None:
    strict = docx(p("标题"), p("企业应当承担摊派费用。"), strict=True)
    annotated = annotate(strict, report(strict, [("摊派", "violates")]), RULES, date=DATE)
    assert b"purl.oclc.org" in parts(annotated)["word/comments.xml"]
    assert parts(clean(annotated)) == parts(strict)
    plain = docx(p("标题"), p("企业应当承担摊派费用。"))
    document = parts(plain)["word/document.xml"].decode().replace("<w:", "<q:").replace("</w:", "</q:")
    document = document.replace(" w:", " q:").replace("xmlns:w=", "xmlns:q=")
    other = repacked(plain, {"word/document.xml": document.encode()})
    del_rels = {k: v for k, v in parts(other).items() if k != "word/_rels/document.xml.rels"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in del_rels.items():
            archive.writestr(name, content)
    other = buffer.getvalue()
    annotated = annotate(other, report(other, [("摊派", "violates")]), RULES, suggest=True, date=DATE)
    assert words_of(annotated) == ["摊派"]
    assert parts(clean(annotated)) == parts(other)


def test_a_report_of_another_file_is_refused() -> None:
    source, other = docx(p("标题"), p("甲")), docx(p("标题"), p("乙"), p("丙"))
    for made in (report(other), report(docx(p("标题"), p("丁")))):
        with pytest.raises(ValueError, match="不符"):
            annotate(source, made, RULES)


def test_text_drafts_become_word_files() -> None:
    text = "青石市办法\n\n# 第一条 甲\u2028企业应当\t承担摊派费用。\n第二条 乙。\n"
    draft = read_text(text, "a.md")
    lines = tuple((q.line, q.column, q.text) for q in draft.paragraphs)
    paragraph = next(q for q in draft.paragraphs if "摊派" in q.text)
    at = paragraph.column + paragraph.text.index("承担摊派")
    reading = Reading("violates", "第一条", Region(3, at, 3, at + 4), "承担摊派")
    rows = (
        RuleResult("fees/none", "ban", "covered", "error", "error", (), (reading,)),
        RuleResult("hear/first", "duty", "missing", "warning", "error", fits_line=4),
    )
    made = DraftReport("a.md", "青石市办法", "all", "", "", Coverage(2, 1, 0, 0, 1), rows, lines)
    data = annotate_text(made, RULES, suggest=True, date=DATE)
    assert words_of(data) == ["承担摊派"]
    assert [text for text, *_ in seen(data)] == [q.text for q in draft.paragraphs]
    assert "第二条之一" in [text for text, *_ in seen(accepted(data))][5]
    assert data == annotate_text(made, RULES, suggest=True, date=DATE)


def test_ten_thousand_comments() -> None:
    source = docx(p("标题"), *(p(f"第{n}条 企业应当承担摊派费用。") for n in range(2000)))
    draft = read_word(source, "a.docx")
    readings = tuple(
        Reading("violates", "", Region(q.line, 6 + k, q.line, 8 + k), "x") for q in draft.paragraphs[1:] for k in range(5)
    )
    row = RuleResult("fees/none", "ban", "covered", "error", "error", (), readings)
    lines = tuple((q.line, q.column, q.text) for q in draft.paragraphs)
    made = DraftReport("a.docx", "标题", "all", "", "", Coverage(1, 1, 0, 0, 0), (row,), lines)
    annotated = annotate(source, made, RULES, date=DATE)
    assert len(comments(annotated)) == 10_001
    assert parts(clean(annotated)) == parts(source)


def test_files_whose_words_are_all_in_a_table_or_a_box() -> None:
    for body in (table(["某办法", "企业应当承担摊派费用。"]), "<w:p/>" + p(text_box(p("企业应当承担摊派费用。"))) + "<w:p/>"):
        source = docx(body, "<w:p/>")
        annotated = annotate(source, report(source, [("摊派", "violates")], [0]), RULES, suggest=True, date=DATE)
        starts = parts(annotated)["word/document.xml"].count(b"<w:commentRangeStart")
        assert starts == len(comments(annotated)) == 3
        assert seen(annotated) == seen(source)
        assert parts(clean(annotated)) == parts(source)
