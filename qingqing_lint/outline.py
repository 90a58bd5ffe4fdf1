"""From the paragraphs of a draft to its tree: 编章节条款项目, or 一、（一）1.（1）, with a citation for every node.

Four steps, each linear in the length of the draft: *recognise* the marker at the start of each line (a 第五条 that
a sentence merely refers to is none), *set aside* what is no provision (目录, adoption notes, signatures), *join* lines
that were wrapped by hand, and *grow* the tree. Nothing here knows the rules that provisions are later read against.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qingqing_lint.draft import Draft, Outline, Paragraph, Piece, Provision
from qingqing_lint.numerals import HAN, number

__all__ = ["outline"]

# ---------------------------------------------------------------------------------------------------------------------
# Markers

_NUM = rf"(?:[{HAN}]{{1,9}}|\d{{1,4}})"
_ORDINAL = re.compile(rf"第[ \u3000]*({_NUM})[ \u3000]*(分编|部分|[编篇章节条])(?:之({_NUM}))?")
_HEADED = re.compile(
    rf"(第[ \u3000]*{_NUM}[ \u3000]*[编章节]\s*[^。；：，\s]{{1,30}}(?:\s[^。；：，\s]{{1,2}})?)\s+(?=第{_NUM}条\s)"
)
"""A chapter's heading and its first article on one line."""
_LISTED = re.compile(
    rf"(?P<han>[{HAN}]{{1,4}})[ \u3000]*[、.．]"
    rf"|[（(﹙〔\[【〈][ \u3000]*(?:(?P<hanb>[{HAN}]{{1,4}})|(?P<numb>\d{{1,3}}))[ \u3000]*[）)﹚〕\]】〉]"
    r"|(?P<num>\d{1,3})[ \u3000]*[.．、](?![\d％%])"
    r"|(?P<close>\d{1,3})[ \u3000]*[）)]"
    r"|(?P<ring>[①-⑳])|(?P<rnum>[⑴-⒇])|(?P<rdot>[⒈-⒛])|(?P<rhan>[㈠-㈩])"
)
_SLOGAN = re.compile(r"([一二三四五六七八九十]{1,3})(不准|不许|不得|不要|不能|严禁|禁止|坚决不|坚持|必须|要|是)")
_ANNEX = re.compile(
    r"[（(【\[]?(?P<word>附\s*(?:件|录|表)|附(?=[：:]|\s*$))"
    rf"\s*(?P<num>{_NUM})?\s*[】\])）]?\s*(?P<sep>[：:]?)"
)
_BOLD = re.compile(rf"(?:\*\*|__)[ \*_]*(?:[第附（(①-⑳{HAN}]|\d)")
_STOPS = "、.．:："

_RANK = {
    "annex": 0.0, "title": 1.0,
    "编": 2.0, "篇": 2.0, "分编": 2.2, "部分": 2.2, "章": 3.0, "节": 4.0, "free": 4.5, "条": 5.0, "款": 5.2,
    "han": 6.0, "hanb": 7.0, "num": 8.0, "close": 9.0, "numb": 10.0, "ring": 11.0, "slogan": 12.0,
}  # fmt: skip
_DIVISIONS = {"编": "part", "分编": "part", "部分": "part", "篇": "part", "章": "chapter", "节": "section"}
_LISTS = frozenset({"han", "hanb", "num", "close", "numb", "ring", "slogan"})

# What follows a 第五条 that is only referred to: 第五条的规定, 第五条至第九条, 第五条、第六条, 第五条第二款.
_REFERS = re.compile(
    r"[的、，,。；;：:）)》”至到和与及或并中所之第款项]|以[上下外内]|前?[一二三四五六七八九十\d]+[条款项章节]|规定|情形|列举"
    r"|[〔（(]?[一二三四五六七八九十]+[〕）)]项"
)
_ITEM_REFERRED = re.compile(r"项(?!目)|款(?!项|待)|目(?=[的、，。所规])|[、至到和及或]")
_SURE_REFERENCE = re.compile(
    r"[ \u3000]?(?:[的，,。；）)》]|(?:、|至|到|和|与|及|或|或者|以及)第|至[一二三四五六七八九十]"
    r"|第[一二三四五六七八九十\d]+[款项])"
)

# ---------------------------------------------------------------------------------------------------------------------
# Sentences, titles, notes

_CLOSERS = "”’\"'」』）)》】]〕"
_ENDS = "。；;：:！!？?…"
_DANGLING = re.compile(
    r"(?:[的把将被于以按经自至而且其该各是不须之下时前后]|(?<!行)(?<![作认])为|(?<!参)与|(?<![普涉])及|(?<![调缓])和|或|(?<!服)从"
    r"|(?<![存所潜现内外])在|(?<![应针面])对|(?<![方导走倾意定])向|(?<![自事理])由|(?<!达)到|(?<!原)因|(?<![合兼归])并"
    r"|(?<![成资基文样])本|(?<![供响适])应|(?<!许)可"
    r"|[本该](?:办法|规定|条例|细则|意见|方案|通知)|依照|根据|应当|印发|期间|[日月年]内)$"
)
"""A line that stops at such a word stops in mid-sentence."""
_BINDS = re.compile(r"应当|不得|必须|严禁|不准|不许|可以|禁止|负责|予以|给予")
_TITLE_NOUN = re.compile(
    r"(?:办法|规定|细则|条例|意见|通知|方案|措施|制度|规则|规程|清单|纪律|准则|守则|公告|通告|决定|章程|计划|纲要|要点|"
    r"指引|指南|规范|标准|公约|倡议书|承诺书|协议|法|说明|安排|事项|活动|行为|要求|工作|表|函|批复|解读|若干条|[〇一二三四五六七八九十\d]+条)"
    r"(?:[ \u3000]*[（(〔\[【].{1,20}[）)〕\]】]){0,3}$"
)
_DOCUMENT_NOUN = re.compile(
    r"(?:办法|规定|细则|条例|意见|通知|方案|措施|制度|规则|规程|清单|纪律|准则|守则|公告|通告|决定|章程|计划|纲要|要点|指引|指南"
    r"|规范|批复)》?(?:[ \u3000]*[（(〔\[【].{1,20}[）)〕\]】]){0,3}$"
)
_DAY = r"[ \u3000_]*[\d一二三四五六七八九十×xX]{0,3}[ \u3000_]*"
_DATE = re.compile(
    r"[（(]?(?:(?:\d{2}|[二○〇零Ｏ一]{1,2})[\d○〇零ＯO一二三四五六七八九]{2}|[×xX]{2,4}|[ \u3000_]*)[ \u3000]*年"
    rf"{_DAY}月{_DAY}日?[）)]?$"
)
_YEAR = r"(?:\d{4}|[一二三四五六七八九〇○零]{4})[ \u3000]*年"
_ENACTS = r"(?:通过|公布|发布|批准|修正|修订|施行|印发|实施|起执行|废止)"
_ADOPTED = re.compile(rf"[（(\[【]?(?:根据|经)?{_YEAR}.{{1,12}}[日月].*{_ENACTS}[^。]{{0,30}}(?<![。；：])$")
_DATED = re.compile(rf"[（(].{{0,16}}?{_YEAR}.{{1,6}}月.{{0,400}}?{_ENACTS}")
_ORGAN = re.compile(
    r"(?:办公室|办公厅|政府|委员会|委|局|厅|部|院|会|组|处|中心|科|室|银行|公司|指挥部)(?:办公室)?(?:[（(]章[）)])?$"
)
_PAGE = re.compile(r"[—\-－–─]\s*\d{1,4}\s*[—\-－–─]|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?")
_TAIL = re.compile(r"[（(]?(?:此件(?:公开|主动|依申请|不予)|抄送[：:]|主题词[：:]|信息公开选项|公开方式)")
_CONTENTS = re.compile(r"^目\s*[录次]$")
_CHROME = re.compile(
    r"<!--.*|.*-->|扫一扫.{0,30}|https?://\S+|【法宝引证码】.*"
    r"|.{0,80}(?:原文链接|来源|当前位置|字号|打印本页|浏览次数)[：:].{0,100}"
)
"""What a web page or a converter leaves among the lines."""
_ORDER = re.compile(
    r"[^，。]{0,30}(?:国务院|主席|政府|部|局|委|委员会|总署|厅)令(?:[ （(]?第?.{1,8}号[）)]?)?"
    r"|第[\d〇一二三四五六七八九十百]{1,6}号|[^，。]{1,15}[〔\[【（(]\d{4}[〕\]】）)]\d{1,4}号"
)
"""The order that promulgated the text, or the number of the document: 国务院令第12号, ×政办发〔2020〕8号."""
_LEADER = re.compile(r"[.…·．。]{2,}[ \u3000]*\d*$|[ \u3000\t]+\d{1,4}$")
_SALUTATION = re.compile(
    r"(?!.*(?:下列|以下|如下|应|不|禁|须|要|可|做|实行|落实|负责|承担|开展|加强|由))"
    r"(?:(?:各|致|尊敬的|全[市县区省]各)[^。；]{0,200}[：:]$"
    r"|[^。；，]{0,60}(?:政府|办公室|委员会|单位|部门)[^。；]{0,100}(?:单位|部门|机构|政府|学校|局|委)[：:]$)"
)
_ANNOUNCES = re.compile(
    r"(?:通知|公告|通告|公布|意见|办法|规定|决定|方案|措施|批复|复函|函告|说明)如下[：:。]?$"
    r"|(?:提出|制定|作出|采取|印发|形成)[^。，]{0,6}(?:如下|以下)[^。，“不禁严]{0,10}[：:。]?$"
)
_LEAD_WORD = re.compile(
    r"下列|如下|(?<![\d〇零一二三四五六七八九十百千万亿元年月日人岁米级倍成处个位吨寸亩里层县乡镇%％及])以下"
    r"(?!简称|称|统称|罚款|有期|拘留|的罚|之|者)"
)
_EXPLAINS = re.compile(
    r"(?:起草|编制|制定|修订)(?:情况)?的?(?:说明|解读)$"
    r"|^关于《?.{2,60}》?(?:[（(].{1,12}[）)])?的?(?:起草|编制|修订)?(?:情况)?的?说明$"
)
_VERSION = re.compile(r"^[（(〔\[【][^（()）]{1,20}(?:稿|试行|暂行|草案)[^（()）]{0,8}[）)〕\]】]$")


@dataclass(slots=True)
class _Line:
    """One line of the draft, or several joined ones: what stands there, where, and the marker it begins with."""

    text: str
    paragraph: int
    start: int
    kind: str = "body"
    indent: int = 0
    gap: bool = True
    """Whether an empty line, or nothing, stands before it."""
    hashes: int = 0
    level: int = 0
    place: str = ""
    style: str = ""
    marker: str = ""
    number: int = 0
    suffix: int = 0
    body: int = 0
    """Where the text after the marker begins."""
    pieces: list[Piece] = field(default_factory=list)
    fate: str = ""
    """``skip``, ``title``, ``annex``, ``heading``, ``cells`` as settled before the tree is grown."""

    @property
    def rest(self) -> str:
        return self.text[self.body :]


def outline(draft: Draft) -> Outline:
    """The tree of ``draft``. Takes any text, never raises; time and memory grow in proportion to the text."""
    lines = _lines(draft.paragraphs)
    _recognise(lines)
    _set_aside(lines)
    lines = _join(lines)
    _find_titles(lines)
    return _Tree(lines).outline()


# ---------------------------------------------------------------------------------------------------------------------
# Step 1: lines and their markers


def _lines(paragraphs: Sequence[Paragraph]) -> list[_Line]:
    lines: list[_Line] = []
    gap = True
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind == "skip":
            continue
        raw = paragraph.text
        text = raw.strip()
        if text.strip("\ufeff\u200b*_=- \u3000") == "":
            gap = True
            continue
        start = len(raw) - len(raw.lstrip())
        indent = sum(4 if sign == "\t" else 2 if sign == "\u3000" else 1 for sign in raw[:start])
        hashes = 0
        if text[0] == "#":
            bare = text.lstrip("#")
            hashes = len(text) - len(bare)
            stripped = bare.lstrip()
            start += len(text) - len(stripped)
            text = stripped
        if _BOLD.match(text):
            start, text = start + 2, text[2:].lstrip("*_")
        while text.endswith("**") and hashes:
            text = text[:-2].rstrip()
        if not text:
            gap = True
            continue
        both = _HEADED.match(text) if text[0] == "第" else None
        if both:
            lines.append(
                _Line(both[1], index, start, paragraph.kind, indent, gap, hashes, paragraph.level, paragraph.place)
            )
            text, start, gap, hashes = text[both.end() :], start + both.end(), False, 0
        lines.append(_Line(text, index, start, paragraph.kind, indent, gap, hashes, paragraph.level, paragraph.place))
        gap = False
    return lines


def _ends(text: str) -> bool:
    """Whether ``text`` ends as a sentence or a limb of one does."""
    stripped = text.rstrip(_CLOSERS)
    return bool(stripped) and (stripped[-1] in _ENDS or stripped.endswith(".."))


def _recognise(lines: list[_Line]) -> None:
    articles = 0
    last: dict[str, int] = {}
    before: _Line | None = None
    for at, line in enumerate(lines):
        if line.kind in ("cell", "note"):
            continue
        open_end = before is not None and not _ends(before.text) and not before.hashes and not line.gap
        if line.text[0] == "第":
            found = _ORDINAL.match(line.text)
            if found:
                style, value, suffix = found[2], number(found[1]), number(found[3] or "")
                after = line.text[found.end() :]
                spaced = _past(after, 0) > 0 or not after
                wanted = last.get(style, 0) + 1
                refers = value is None
                if not line.hashes:
                    if _SURE_REFERENCE.match(after):
                        refers = True
                    elif not spaced and _REFERS.match(after):
                        refers = open_end or value != wanted
                    elif open_end and before is not None and len(before.rest) > 8 and before.style not in _DIVISIONS:
                        refers = value not in (wanted, wanted + 1) and not (style != "条" and value == 1)
                if style in _DIVISIONS and not line.hashes:
                    refers = refers or len(after) > 60 or "。" in after or (_ends(after) and after[-1:] not in "：:")
                if not refers and value is not None:
                    _mark(line, style, value, found.end(), found[0], suffix or 0)
                    last[style] = value
                    if style == "条":
                        articles += 1
                        for key in _LISTS:
                            last.pop(key, None)
        elif line.text[0] == "附" or line.text[:2] in ("（附", "(附", "【附", "[附"):
            _mark_annex(line)
        else:
            _mark_listed(line, lines, at, last, open_end)
        before = line


def _past(text: str, at: int) -> int:
    """The offset of the first word at or after ``at``: spaces and the stops that part a marker from it are passed."""
    while at < len(text) and (text[at] in _STOPS or text[at].isspace()):
        at += 1
    return at


def _mark(line: _Line, style: str, value: int, end: int, marker: str, suffix: int = 0) -> None:
    text = line.text
    end = _past(text, end)
    if text.startswith("**", end):
        end = _past(text, end + 2)
    line.style, line.number, line.body, line.marker, line.suffix = style, value, end, marker.strip(), suffix


def _mark_annex(line: _Line) -> None:
    found = _ANNEX.match(line.text)
    if not found or len(line.text) > 80 or _ends(line.text[found.end() :]):
        return
    after = line.text[found.end() :]
    if (
        not found["num"]
        and not found["sep"]
        and after
        and line.text[found.end("word") : found.end("word") + 1] not in " \u3000"
    ):
        return
    if found["num"] and not found["sep"] and _REFERS.match(after):
        return
    value = number(found["num"] or "") or 0
    word = found["word"].replace(" ", "").replace("\u3000", "")
    _mark(line, "annex", value, found.end(), word + (found["num"] or ""))


def _mark_listed(line: _Line, lines: list[_Line], at: int, last: dict[str, int], open_end: bool) -> None:
    text = line.text
    found = _LISTED.match(text)
    if found:
        style = found.lastgroup or ""
        raw = found[style]
        if style in ("ring", "rnum", "rdot", "rhan"):
            first = {"ring": "①", "rnum": "⑴", "rdot": "⒈", "rhan": "㈠"}[style]
            value: int | None = ord(raw) - ord(first) + 1
            style = {"ring": "ring", "rnum": "numb", "rdot": "num", "rhan": "hanb"}[style]
        else:
            value = number(raw)
        if not value:
            return
        after = text[found.end() :]
        wanted = last.get(style, 0) + 1
        if open_end and style in ("hanb", "numb") and _ITEM_REFERRED.match(after):
            return
        if style == "han" and value != wanted and re.match(rf"[{HAN}]{{1,3}}[、级类线季]", after):
            return
        if style in ("han", "num") and re.match(rf"(?:[{HAN}]+|\d+)[、.．](?:[{HAN}]+|\d+)", after):
            return
        if open_end and value != wanted and value != 1 and not after[:1].isspace():
            before = lines[at - 1]
            if not before.style and len(before.text) > 12:
                return
        _mark(line, style, value, found.end(), found[0])
        last[style] = value
        return
    found = _SLOGAN.match(text)
    if found:
        value = number(found[1])
        if value is None:
            return
        word = found[2]
        joined = value == last.get("slogan:" + word, 0) + 1 and value > 1
        if not joined and value == 1:
            joined = any(after.text.startswith("二" + word) for after in lines[at + 1 : at + 3])
        if joined:
            last["slogan:" + word] = value
            line.style, line.number = "slogan", value
            line.marker, line.body = found[1] + ("是" if word == "是" else ""), found.end(2 if word == "是" else 1)


# ---------------------------------------------------------------------------------------------------------------------
# Step 2: what is no provision


def _set_aside(lines: list[_Line]) -> None:
    for at, line in enumerate(lines):
        if line.kind in ("cell", "note"):
            continue
        text = line.text
        if line.fate:
            continue
        if at < 15 and text[0] in "（(" and _DATED.match(text):
            _skip_note(lines, at)
            continue
        if len(text) > 160:
            continue
        if _DATE.match(text) and not line.style and not (at and lines[at - 1].text[-1] in "自从于至在到"):
            line.fate = "skip"
            back = at - 1
            while back >= 0 and back >= at - 8 and _signs(lines[back]):
                lines[back].fate = "skip"
                back -= 1
        elif _PAGE.fullmatch(text) or (not line.style and _is_note(line, at)):
            line.fate = "skip"
    _skip_contents(lines)


def _skip_note(lines: list[_Line], at: int) -> None:
    """Set aside the adoption note in brackets that begins at ``at``, over as many lines as it takes."""
    depth = 0
    for end in range(at, min(at + 12, len(lines))):
        text = lines[end].text
        depth += text.count("（") + text.count("(") - text.count("）") - text.count(")")
        if end > at and lines[end].style:
            return
        lines[end].fate = "skip"
        if depth <= 0:
            return


def _is_note(line: _Line, at: int) -> bool:
    """Whether the unnumbered line is a note about the document (its adoption, order, number), or a page's furniture."""
    text = line.text
    if _TAIL.match(text) or _CHROME.fullmatch(text):
        return True
    if at < 15 and not line.hashes and _ORDER.fullmatch(text):
        return True
    return (at < 12 or text[0] in "（(【[") and bool(_ADOPTED.match(text))


def _signs(line: _Line) -> bool:
    """Whether the line may be the name of a body that signs."""
    if line.kind != "body" or line.style or line.fate or line.hashes or len(line.text) > 40:
        return False
    return not _ends(line.text) and bool(_ORGAN.search(line.text))


def _entry(line: _Line) -> str:
    """A line of a table of contents, without its dots and page number."""
    return re.sub(r"[ \u3000\t]", "", _LEADER.sub("", line.text))


def _demote(line: _Line) -> None:
    """Set a numbered line aside: it is no provision after all, and its marker is part of its text again."""
    if line.pieces:
        first = line.pieces[0]
        line.pieces = [
            Piece(0, first.paragraph, line.start, first.length + line.body),
            *(Piece(piece.at + line.body, piece.paragraph, piece.start, piece.length) for piece in line.pieces[1:]),
        ]
    line.fate, line.style, line.marker, line.body = "skip", "", "", 0


def _skip_contents(lines: list[_Line]) -> None:
    at = 0
    while at < len(lines):
        line = lines[at]
        named = not line.style and bool(_CONTENTS.match(line.text))
        if not named and line.style not in ("编", "章"):
            at += 1
            continue
        first = at + 1 if named else at
        end, key = first, ""
        while end < len(lines) and end - first < 400:
            entry = lines[end]
            plain = _entry(entry)
            if len(plain) > 60 or entry.text[-1] in "。；：" or entry.kind != "body":
                break
            if not entry.style and not named:
                break
            if key and entry.style and plain == key:
                break
            if not named and entry.style not in _DIVISIONS:
                break
            if not key and entry.style:
                key = plain
            end += 1
        repeated = key != "" and end < len(lines) and _entry(lines[end]) == key
        if named:
            line.fate = "skip"
        if repeated and (named or end - first >= 2):
            for entry in lines[first:end]:
                _demote(entry)
            at = end
        else:
            at = max(end, at + 1)


# ---------------------------------------------------------------------------------------------------------------------
# Step 3: lines that were wrapped by hand


def _width(text: str) -> int:
    return sum(1 if sign < "\u0100" else 2 for sign in text)


def _wrap_width(lines: list[_Line]) -> int:
    """The column at which the text was wrapped by hand, 0 where it was not.

    Wrapped text has many lines that stop in mid-sentence at almost the same width, and hardly any longer ones.
    """
    widths = sorted(line.indent + _width(line.text) for line in lines if line.kind == "body")
    if len(widths) < 5:
        return 0
    top = widths[-1 - len(widths) // 50]
    if top < 36 or top > 160 or widths[-1] > top * 1.5:
        return 0
    full = open_ends = 0
    for line, after in pairwise(lines):
        if line.kind == "body" and not after.gap and not after.style and not _ends(line.text):
            open_ends += 1
            full += line.indent + _width(line.text) >= top * 0.85
    return top if full >= 3 and full * 2 >= open_ends else 0


def _join(lines: list[_Line]) -> list[_Line]:
    wrap = _wrap_width(lines)
    heads = sum(1 for line in lines if line.style == "条")
    headed = sum(1 for line in lines if line.style == "条" and 0 < len(line.rest) <= 16 and not _ends(line.rest))
    headed_articles = headed >= 2 and headed * 2 > heads
    tabular = {at for at, line in enumerate(lines) if line.text.isdigit() or line.text in ("序号", "备注")}
    joined: list[_Line] = []
    tail: _Line | None = None
    for line in lines:
        if tail is not None and joined and _continues(joined[-1], tail, line, wrap, headed_articles, bool(tabular)):
            first = joined[-1]
            first.pieces.append(Piece(0, line.paragraph, line.start, len(line.text)))
        else:
            line.pieces = [Piece(0, line.paragraph, line.start + line.body, len(line.text) - line.body)]
            joined.append(line)
        tail = line
    texts = {line.paragraph: line for line in lines}
    for line in joined:
        if len(line.pieces) > 1:
            pieces, parts, offset = [], [line.text], 0
            for index, piece in enumerate(line.pieces):
                if index:
                    parts.append(texts[piece.paragraph].text)
                pieces.append(Piece(offset, piece.paragraph, piece.start, piece.length))
                offset += piece.length
            line.pieces, line.text = pieces, "".join(parts)
    return joined


def _salutes(text: str) -> bool:
    """Whether the line addresses those to whom the document goes: 各镇人民政府，县直各单位："""
    return text[-1] in "：:" and len(text) <= 240 and bool(_SALUTATION.match(text))


def _opens(text: str, opening: str, closing: str, after: str) -> bool:
    """Whether ``text`` leaves a bracket open that ``after`` closes."""
    counts = [sum(part.count(sign) for sign in signs) for part, signs in ((text, opening), (text, closing))]
    return counts[0] > counts[1] and any(0 <= after.find(sign) < 80 for sign in closing)


def _continues(first: _Line, tail: _Line, line: _Line, wrap: int, headed_articles: bool, tabular: bool) -> bool:
    """Whether ``line`` goes on with the sentence that ``tail``, the last line of ``first``, leaves open."""
    if line.style or line.fate or tail.fate or line.hashes or tail.hashes or line.level or tail.level:
        return False
    if line.kind != "body" or tail.kind != "body" or first.style in _DIVISIONS or first.style == "annex":
        return False
    text, rest = tail.text, tail.rest
    if not rest:
        return len(line.text) > 1
    if line.text[0] in "，、；。：）》”！？" and line.text[:2] != "——":
        return True
    if text[-1] in "，、,（《“(":
        return True
    if line.gap or line.text[0] in "【|[" or tail.text[0] == "|" or _salutes(line.text):
        return False
    indented = line.indent >= 2
    if first.style == "条" and first is tail and re.fullmatch(r"[【（(\[〔].{1,24}[】）)\]〕]", rest):
        return True
    if indented:
        return False
    width = tail.indent + _width(text)
    if _ends(text):
        return bool(wrap) and first.indent >= 2 and width >= wrap - 2 and text[-1] not in "：:"
    if _opens(text, "《", "》", line.text) or _opens(text, "（(", "）)", line.text):
        return True
    if wrap and width >= wrap * 0.85:
        return True
    dangling = bool(_DANGLING.search(rest))
    if dangling and first.style and len(rest) >= 4:
        return True
    if tabular or not _ends(line.text) or len(rest) < 4:
        return False
    if dangling:
        return True
    if first.style == "条":
        return not headed_articles and not (len(rest) <= 10 and len(line.text) >= 20)
    if _TITLE_NOUN.search(rest):
        return False
    binds = bool(_BINDS.search(rest))
    if first.style in _LISTS:
        return binds or len(rest) >= 25 or (len(rest) >= 8 and len(line.text) <= 12)
    return binds and len(rest) >= 8


# ---------------------------------------------------------------------------------------------------------------------
# Step 4: titles, headings, annexes


def _short(line: _Line, limit: int = 60) -> bool:
    return (
        line.kind in ("body", "box")
        and not line.style
        and not line.fate
        and len(line.text) <= limit
        and not _ends(line.text)
    )


def _find_titles(lines: list[_Line]) -> None:
    at, count = 0, len(lines)
    opening = True
    while at < count:
        line = lines[at]
        if line.fate == "skip" or line.kind in ("cell", "note"):
            at += 1
            continue
        if line.style == "annex":
            if _lists_annexes(lines, at):
                at = _skip_annex_list(lines, at)
                continue
            opening = True
            at += 1
            if line.rest:
                opening = False
            continue
        if line.hashes and not line.style and len(line.text) <= 80:
            line.fate = "title" if line.hashes == 1 or opening else "heading"
            opening = False
            at += 1
            continue
        if opening and _short(line, 80):
            at = _title_run(lines, at)
            opening = line.fate != "title" and at < 12
            continue
        opening = False
        if not line.style and _short(line, 50):
            heads = bool(_DOCUMENT_NOUN.search(line.text)) and (_begins(lines, at) or _after_signature(lines, at))
            if heads or _EXPLAINS.search(line.text):
                line.fate = "title"
            elif _after_signature(lines, at) and (end := _title_run(lines, at, sure=True)) > at:
                at = end
                continue
        at += 1


def _title_run(lines: list[_Line], at: int, sure: bool = False) -> int:
    """Settle the short lines at the head of a draft or an annex; give the index after them.

    ``sure``: take them for a title only if they end as the name of a document does.
    """
    end = at
    while (
        end < len(lines)
        and end - at < 6
        and _short(lines[end], 80)
        and (end == at or not lines[end].gap or _VERSION.match(lines[end].text))
    ):
        end += 1
    run = lines[at:end]
    last = _last_of_title([line.text for line in run])
    if last < 0:
        if sure:
            return at
        if len(run) > 3 or (len(run) > 1 and min(len(line.text) for line in run) < 6):
            return end
        last = len(run) - 1
    while last + 1 < len(run) and _VERSION.match(run[last + 1].text):
        last += 1
    first = run[0]
    for line in run[1 : last + 1]:
        offset = len(first.text)
        first.pieces = [
            *first.pieces,
            *(Piece(offset + piece.at, piece.paragraph, piece.start, piece.length) for piece in line.pieces),
        ]
        first.text += line.text
        line.fate = "gone"
    first.fate = "title"
    return at + last + 1


def _last_of_title(texts: list[str]) -> int:
    """Which of these short lines ends the title: the first that ends as a document's name does; -1 if none does."""
    if 1 < len(texts) <= 3 and min(map(len, texts)) >= 8 and _DOCUMENT_NOUN.search(texts[-1]):
        return len(texts) - 1
    for index, text in enumerate(texts[:4]):
        if _DOCUMENT_NOUN.search(text) and texts[index + 1 : index + 2] != ["的通知"]:
            return index
        if len(text) < 6:
            break
    return next((index for index, text in enumerate(texts[:3]) if _TITLE_NOUN.search(text)), -1)


def _begins(lines: list[_Line], at: int) -> bool:
    """Whether numbering starts afresh right after line ``at``, as it does under the title of an annexed 办法."""
    for line in lines[at + 1 : at + 8]:
        if line.fate == "skip":
            continue
        if line.style in ("条", "章", "编", "han"):
            return line.number == 1 and not (line.style == "han" and not line.rest)
        if line.style:
            return False
        if _ends(line.text):
            return False
    return False


def _after_signature(lines: list[_Line], at: int) -> bool:
    return at > 0 and lines[at - 1].fate == "skip" and bool(_DATE.match(lines[at - 1].text))


def _lists_annexes(lines: list[_Line], at: int) -> bool:
    """Whether the 附件： at ``at`` only lists the annexes, as at the foot of a 通知."""
    line = lines[at]
    if line.rest and line.number == 0 and re.match(r"\d{1,2}[.．、]", line.rest):
        return True
    for after in lines[at + 1 : at + 12]:
        if after.fate == "skip" and _DATE.match(after.text):
            return True
        if after.fate == "skip":
            continue
        if after.style == "annex" and line.rest:
            return True
        if after.style == "annex" or after.style in ("条", "章", "编") or _ends(after.text):
            return False
        if after.style == "num" and len(after.rest) <= 60:
            continue
        if after.style or not (_signs(after) or len(after.text) <= 40):
            return False
        if _TITLE_NOUN.search(after.text) and not line.rest:
            return False
    return bool(line.rest) and at + 1 >= len(lines)


def _skip_annex_list(lines: list[_Line], at: int) -> int:
    _demote(lines[at])
    at += 1
    while at < len(lines) and lines[at].style == "num" and not _ends(lines[at].text):
        _demote(lines[at])
        at += 1
    return at


# ---------------------------------------------------------------------------------------------------------------------
# Step 5: the tree


@dataclass(slots=True)
class _Node:
    kind: str
    marker: str
    text: str
    pieces: tuple[Piece, ...]
    parent: int
    style: str = ""
    number: int = 0
    suffix: int = 0
    citation: str = ""
    unit: int = -1
    lead: int = -1
    level: int = 0
    bare: bool = False
    """A heading: holds no sentence of its own."""
    clauses: int = 0
    """Of a 条: how many 款 it has so far."""
    sought: bool = True
    """Whether its closing ： or 下列 may introduce what follows (a salutation's may not)."""
    place: str = ""
    listed: bool = False
    """Of a parent: its children are limbs of one list, joined by ；."""


@dataclass(slots=True)
class _Open:
    rank: float
    style: str
    node: int
    number: int = 0


def _introduces(text: str) -> bool:
    """Whether ``text`` is a lead-in: ends in a colon, or speaks of 下列, 以下, 如下 in its last sentence."""
    stripped = text[-400:].rstrip(_CLOSERS + " \u3000")
    if not stripped:
        return False
    if stripped[-1] in "：:":
        return True
    last = re.split(r"[。！？!?]", stripped.rstrip("。！？!?；;"))[-1]
    return bool(_LEAD_WORD.search(last))


class _Tree:
    """Grows the tree line by line; ``stack`` holds the nodes that can still take children, outermost first."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = [line for line in lines if line.fate != "gone"]
        self.nodes: list[_Node] = []
        self.stack: list[_Open] = []
        self.explaining = False
        self.next: list[int] = [-1] * len(self.lines)
        """For each line the index of the next line with a marker."""
        coming = -1
        for at in range(len(self.lines) - 1, -1, -1):
            self.next[at] = coming
            if self.lines[at].style:
                coming = at
        self.articles = 0
        self.points = 0

    def outline(self) -> Outline:
        for at, line in enumerate(self.lines):
            self._take(at, line)
        self._settle()
        titles = tuple(node.text for node in self.nodes if node.kind == "title")
        form = "条款式" if self.articles else "意见式" if self.points else "无编号"
        return Outline(
            titles[0] if titles else "",
            tuple(
                Provision(n.kind, n.marker, n.text, n.citation, n.parent, n.unit, n.lead, n.level, n.pieces)
                for n in self.nodes
            ),
            form,
            titles,
        )

    # -- growing ------------------------------------------------------------------------------------------------------

    def _add(self, kind: str, line: _Line, parent: int) -> int:
        text = line.rest if line.style else line.text
        node = _Node(
            kind,
            line.marker if line.style else "",
            text,
            tuple(line.pieces),
            parent,
            line.style,
            line.number,
            line.suffix,
        )
        node.place = line.place
        if self.explaining and kind not in ("title", "annex"):
            node.kind = "skip"
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _top(self) -> int:
        return self.stack[-1].node if self.stack else -1

    def _pop(self, rank: float) -> None:
        """Close every node of this rank or below it."""
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()

    def _push(self, rank: float, style: str, node: int, value: int = 0) -> None:
        self.stack.append(_Open(rank, style, node, value))

    def _take(self, at: int, line: _Line) -> None:
        if line.kind == "cell":
            self._add("cell", line, self._top())
        elif line.kind == "note":
            self._add("note", line, -1)
        elif line.fate == "skip":
            self._add("skip", line, -1)
        elif line.fate == "title":
            self.explaining = bool(_EXPLAINS.search(line.text)) and any(n.kind == "title" for n in self.nodes)
            self._pop(_RANK["title"])
            self._push(_RANK["title"], "title", self._add("title", line, self._top()))
        elif line.style == "annex":
            self.explaining = False
            self._pop(0.0)
            self._push(0.0, "annex", self._add("annex", line, -1))
        elif line.style in _DIVISIONS:
            self._division(line)
        elif line.style == "条":
            self._article(line)
        elif line.style:
            self._listed(at, line)
        else:
            self._plain(at, line)

    def _division(self, line: _Line) -> None:
        if line.style in ("编", "章"):
            self.explaining = False
        self._pop(_RANK[line.style])
        node = self._add(_DIVISIONS[line.style], line, self._top())
        self.nodes[node].bare = True
        self._push(_RANK[line.style], line.style, node, line.number)

    def _article(self, line: _Line) -> None:
        if line.number == 1:
            self.explaining = False
        self.articles += 1
        self._pop(_RANK["条"])
        node = self._add("article", line, self._top())
        headed = bool(line.rest) and len(line.rest) <= 16 and not _ends(line.rest)
        self.nodes[node].clauses = 0 if headed or not line.rest else 1
        self.nodes[node].bare = headed
        self._push(_RANK["条"], "条", node, line.number)

    def _listed(self, at: int, line: _Line) -> None:
        style, rank = line.style, _RANK[line.style]
        depth = next((i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].style == style), -1)
        article = next((i for i, o in enumerate(self.stack) if o.style == "条"), -1)
        if depth >= 0:
            del self.stack[depth:]
        elif self.stack:
            top = self.nodes[self._top()]
            opens = line.number == 1 and ((top.sought and _introduces(top.text)) or top.bare)
            if article >= 0:
                section = (
                    style == "han" and line.number == 1 and not opens and not _ends(line.rest) and len(line.rest) <= 30
                )
                if section:
                    del self.stack[article:]
                elif not opens:
                    while len(self.stack) - 1 > article and self.stack[-1].rank >= rank:
                        self.stack.pop()
            elif not opens:
                while self.stack and self.stack[-1].rank >= rank and self.stack[-1].style in _LISTS:
                    self.stack.pop()
                while self.stack and self.stack[-1].style == "lead" and (style == "han" and line.number > 1):
                    self.stack.pop()
        parent = self._top()
        inside = any(o.style == "条" for o in self.stack)
        bare = not _ends(line.rest) and len(line.rest) <= 50
        if inside:
            above = self.nodes[parent]
            kind = "subitem" if above.kind in ("item", "subitem") else "item"
        elif style == "slogan":
            kind, bare = "item", False
        else:
            coming = self.lines[self.next[at]] if self.next[at] >= 0 else None
            deeper = coming is not None and coming.number == 1 and coming.style != style and coming.style in _LISTS
            kind = "heading" if bare and (deeper or self._heads(at)) else "point"
            bare = kind == "heading"
            self.points += 1
        node = self._add(kind, line, parent)
        self.nodes[node].bare = bare
        if kind == "heading" and style == "han":
            rank = 4.8 if self.next[at] >= 0 and self.lines[self.next[at]].style == "条" else rank
        while self.stack and self.stack[-1].rank >= rank:
            rank = self.stack[-1].rank + 0.01
        self._push(rank, style, node, line.number)

    def _heads(self, at: int) -> bool:
        """Whether the unterminated numbered line at ``at`` stands over text, or only among its like."""
        line = self.lines[at]
        if line.style in ("han", "hanb"):
            return True
        after = self.lines[at + 1] if at + 1 < len(self.lines) else line
        if after.style or after.kind != "body" or len(after.text) <= len(line.rest):
            return False
        return _ends(after.text) and after.text[-1] not in "？?"

    def _plain(self, at: int, line: _Line) -> None:
        coming = self.lines[self.next[at]] if self.next[at] >= 0 else None
        adjacent = coming is not None and self.next[at] == at + 1
        goes_on = coming is not None and any(
            o.style == coming.style and coming.style in _LISTS and 0 < coming.number - o.number <= 2 for o in self.stack
        )
        if self._is_heading(at, line, adjacent, goes_on):
            self._pop(_RANK["free"])
            node = self._add("heading", line, self._top())
            self.nodes[node].bare = True
            self._push(_RANK["free"], "free", node)
            return
        ended = _ends(line.text)
        article = next((i for i, o in enumerate(self.stack) if o.style == "条"), -1)
        if article >= 0 and not (goes_on and self.stack[-1].style in _LISTS and not line.text.endswith(("：", ":"))):
            holder = self.stack[article].node
            over = self._limb_of(holder)
            if over >= 0:
                self._add("text", line, over)
            elif ended:
                del self.stack[article + 1 :]
                self.nodes[holder].clauses += 1
                node = self._add("paragraph", line, holder)
                self.nodes[node].number = self.nodes[holder].clauses
                self._push(_RANK["款"], "款", node)
            elif coming is None and re.search(r"(?:施行|实施|执行)", self.nodes[holder].text):
                self._add("skip", line, -1)
            else:
                self._add("text", line, holder)
            return
        if self.stack and self.stack[-1].style in _LISTS and not goes_on:
            self._leave_list()
        parent = self._top()
        if parent >= 0 and self.stack[-1].style == "lead" and not self._still_listed(at, parent):
            self.stack.pop()
            parent = self._top()
        node = self._add("text", line, parent)
        outside = not any(o.style in _LISTS for o in self.stack)
        top = coming is None or coming.style not in _LISTS or coming.style == "han"
        if outside and (_salutes(line.text) or (top and _ANNOUNCES.search(line.text[-60:]))):
            self.nodes[node].sought = False
        elif ended and _introduces(line.text):
            if self.stack and self.stack[-1].style == "lead" and not adjacent:
                self.stack.pop()
            self._pop_leads()
            self._push(self.stack[-1].rank + 0.3 if self.stack else 0.5, "lead", node)

    def _pop_leads(self) -> None:
        """Keep lead-ins from nesting more than twice, whatever the text."""
        while len(self.stack) > 2 and self.stack[-1].style == self.stack[-2].style == "lead":
            self.stack.pop()

    def _limb_of(self, article: int) -> int:
        """The 条 or 款 ending in a colon whose unnumbered list goes on here, -1 if there is none."""
        holder = next((o.node for o in reversed(self.stack) if o.style in ("条", "款")), -1)
        last = len(self.nodes) - 1
        if holder < article or not self.nodes[holder].text.endswith(("：", ":")):
            return -1
        before = self.nodes[last]
        if last == holder or (before.kind == "text" and before.parent == holder and before.text.endswith(("；", ";"))):
            return holder
        return -1

    def _leave_list(self) -> None:
        """Text after the last limb of a ；-joined list goes on with what introduced the list."""
        while len(self.stack) > 1 and self.stack[-1].style in _LISTS and self.stack[-2].style in (*_LISTS, "lead"):
            above = self.nodes[self.stack[-2].node]
            if not (_introduces(above.text) and self.nodes[self.stack[-1].node].text.endswith("。")):
                return
            self.stack.pop()
            if self.stack[-1].style == "lead":
                self.stack.pop()
                return

    def _still_listed(self, at: int, lead: int) -> bool:
        """Whether the unnumbered line at ``at`` is still in the list that ``lead`` introduces."""
        before, line = self.nodes[-1], self.lines[at]
        if len(self.nodes) - 1 == lead:
            return True
        if before.text.endswith(("；", ";", "，", "、")):
            return True
        if before.text.endswith("。") and self.nodes[lead + 1].text.endswith(("；", ";")):
            return False
        return line.gap == self.lines[at - 1].gap and len(line.text) <= 80

    def _is_heading(self, at: int, line: _Line, adjacent: bool, goes_on: bool) -> bool:
        if line.fate == "heading":
            return True
        text = line.text
        if line.level and len(text) <= 60 and not _ends(text):
            return True
        if len(text) > 40 or text.isdigit() or goes_on or line.kind != "body":
            return False
        if at + 1 >= len(self.lines):
            return False
        after = self.lines[at + 1]
        asks = text[-1] in "？?"
        if adjacent and after.style in _LISTS and after.number == 1 and (asks or not _ends(text)):
            return True
        if _ends(text) and not asks:
            return False
        before = self.lines[at - 1] if at else None
        if any(o.style == "条" or o.style in _LISTS for o in self.stack):
            return (
                adjacent and after.style == "条" and len(text) <= 15 and text.isalpha()
                and before is not None and (_ends(before.text) or before.style != "")
            )  # fmt: skip
        if after.style or after.fate or after.kind != "body" or not _ends(after.text) or len(after.text) <= len(text):
            return False
        return before is None or bool(before.style) or _ends(before.text) or bool(before.fate)

    # -- settling -----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        nodes = self.nodes
        self._mark_lists()
        several = self._prefixes()
        annex = ""
        rows: dict[tuple[int, str], int] = {}
        for index, node in enumerate(nodes):
            above = nodes[node.parent] if node.parent >= 0 else None
            node.level = above.level + 1 if above else 0
            if node.kind == "annex":
                annex = several.get(index, "")
            node.citation = self._cite(node, above, annex)
            node.lead = self._lead(node, above)
            node.unit = self._unit(index, node, above)
            if node.kind == "cell":
                node.unit = rows.setdefault((node.parent, node.place), index)

    def _mark_lists(self) -> None:
        ends: dict[int, list[int]] = {}
        for node in self.nodes:
            if node.parent >= 0 and node.style in _LISTS:
                tally = ends.setdefault(node.parent, [0, 0])
                tally[0] += 1
                tally[1] += node.text.rstrip(_CLOSERS)[-1:] in ("；", ";")
        for parent, (count, semicolons) in ends.items():
            self.nodes[parent].listed = count > 1 and semicolons * 2 >= count - 1 and semicolons > 0

    def _prefixes(self) -> dict[int, str]:
        """What each annex puts before the citations in it: nothing where there is only one thing to cite from."""
        annexes = [index for index, node in enumerate(self.nodes) if node.kind == "annex"]
        prefixes = {}
        for index in annexes:
            node = self.nodes[index]
            if node.number:
                prefixes[index] = f"附件{node.number} "
            elif any(other.kind == "article" for other in self.nodes[:index]):
                prefixes[index] = "附件 "
        return prefixes

    def _cite(self, node: _Node, above: _Node | None, annex: str) -> str:
        if node.kind in ("title", "skip"):
            return ""
        if node.kind == "annex":
            return annex.strip()
        if node.kind == "article":
            marker = re.sub(r"[ \u3000]", "", node.marker)
            return annex + marker + ("第一款" if node.clauses > 1 and not node.bare else "")
        if node.kind in ("part", "chapter", "section"):
            own = re.sub(r"[ \u3000]", "", node.marker)
            return above.citation + own if above and above.kind in ("part", "chapter") else annex + own
        if node.kind == "cell":
            base = above.citation if above else ""
            return f"{base} {node.place}".strip() if node.place else base
        if node.kind == "paragraph" and above is not None:
            base = annex + re.sub(r"[ \u3000]", "", above.marker)
            return base + (f"第{_han(node.number)}款" if above.clauses > 1 else "")
        if (
            node.kind in ("item", "subitem")
            and above is not None
            and above.kind in ("article", "paragraph", "item", "subitem")
        ):
            base = above.citation
            if above.kind == "article":
                base = annex + re.sub(r"[ \u3000]", "", above.marker)
            elif above.kind == "paragraph" and above.number == 1:
                base = base.removesuffix("第一款")
            word = "项" if node.kind == "item" else "目"
            return f"{base}第{_label(node)}{word}"
        if node.style in _LISTS:
            base = above.citation if above and above.kind in ("heading", "point", "item") else annex
            if above and above.kind == "text":
                base = above.citation or annex
            return base + _label(node)
        if above and above.kind not in ("part", "chapter", "section"):
            return above.citation
        return annex.strip()

    def _lead(self, node: _Node, above: _Node | None) -> int:
        if above is None or node.kind not in ("item", "subitem", "point", "text", "cell", "heading"):
            return -1
        if above.kind in ("title", "annex", "part", "chapter", "section", "skip"):
            return -1
        colon = above.text.rstrip(_CLOSERS)[-1:] in ("：", ":")
        if above.sought and _introduces(above.text) and (node.style in _LISTS or colon or above.style == ""):
            return node.parent
        return above.lead if node.style in _LISTS or node.kind == "text" else -1

    def _unit(self, index: int, node: _Node, above: _Node | None) -> int:
        if above is None or node.kind in ("title", "annex", "part", "chapter", "section", "article", "skip", "note"):
            return index
        parent = node.parent
        if node.kind in ("paragraph", "item", "subitem") and above.kind in ("article", "paragraph", "item", "subitem"):
            return above.unit
        if above.kind in ("article", "paragraph", "item", "subitem"):
            return above.unit
        if node.style in _LISTS:
            if above.kind in ("title", "annex", "part", "chapter", "section"):
                return parent if above.listed else index
            if node.lead == parent or (above.sought and above.text.rstrip(_CLOSERS)[-1:] in ("：", ":")):
                return above.unit
            return above.unit if above.listed else index
        if above.kind == "text":
            return above.unit
        if above.kind in ("heading", "point") and above.style:
            return above.unit
        return index


def _label(node: _Node) -> str:
    """A list marker as it is cited: （一）, 1, （2）, ③, 三."""
    if node.style in ("han", "slogan"):
        return _han(node.number)
    if node.style == "hanb":
        return f"（{_han(node.number)}）"
    if node.style == "numb":
        return f"（{node.number}）"
    if node.style == "ring":
        return chr(ord("①") + node.number - 1)
    return str(node.number)


def _han(value: int) -> str:
    """``value`` in Chinese numerals, as articles and paragraphs are counted: 12 gives 十二, 105 一百零五."""
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    out, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + sign
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out
