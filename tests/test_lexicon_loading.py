"""The lexicon language: what the loader accepts, and that it names every mistake at once with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingqing_lint.lexicon import LexiconError, load_lexicon
from qingqing_lint.lexicon.load import Mistake
from qingqing_lint.lexicon.patterns import PatternError, parse_pattern
from qingqing_lint.lexicon.words import canonical, squeeze

GOOD = """\
category: trial
title: 试读
documents:
  trial: {title: 试读依据}
families:
  收费: [收费, 收取费用]
  对象: {noun: true, words: [企业, "{收费}"]}
rules:
- id: trial/fees
  kind: ban
  title: 乱收费
  scope: any
  severity: error
  conduct: 乱收费
  acts: ["违规 … {收费} - 停车"]
  sources: [{document: trial, place: 第一条, words: 收费}]
  advice: 建议
  wording: 不得违规收费。
  examples: {states: [不得违规收费。], none: [违规停车收费。]}
"""


def mistakes(tmp_path: Path, text: str) -> tuple[Mistake, ...]:
    (tmp_path / "one.yaml").write_text(text, "utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(tmp_path)
    return caught.value.mistakes


def test_a_good_lexicon_loads_with_its_families_and_examples(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD, "utf-8")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.families["对象"] == {"企业", "收费", "收取费用"}
    assert [e.reading for e in lexicon.rules["trial/fees"].examples] == ["states", "none"]


@pytest.mark.parametrize(
    ("wrong", "right", "says", "line"),
    [
        ("severty: error", "  severity: error", "不认识“severty”，是不是“severity”", 13),
        ("severity: fatal", "  severity: error", "只能是 error、warning、info", 13),
        ("acts: ['违规 … {收废}']", '  acts: ["违规 … {收费} - 停车"]', "词族“{收废}”没有定义", 15),
        ("acts: ['']", '  acts: ["违规 … {收费} - 停车"]', "空的模式", 15),
        ("acts: ['违规 …']", '  acts: ["违规 … {收费} - 停车"]', "不能以省略号", 15),
        ("sources: [{document: nobody, place: 一, words: 收费}]", "  sources: [{document: trial, place: 第一条, words: 收费}]", "没有在 documents 里登记", 16),
        ("yields: [{to: trial/other}]\n  advice: 建议", "  advice: 建议", "让位的规则“trial/other”不存在", 17),
        ("kind: ban\n  kind: duty", "  kind: ban", "“kind”写了两次", 11),
        ("elements: {甲: {core: true, says: 甲}}\n  title: 乱收费", "  title: 乱收费", "缺少 words", 11),
        ("by: [everyone]\n  title: 乱收费", "  title: 乱收费", "“by”只能是", 11),
    ],
)
def test_each_mistake_is_named_with_its_line_and_what_to_do(tmp_path: Path, wrong: str, right: str, says: str, line: int) -> None:
    assert right in GOOD
    found = mistakes(tmp_path, GOOD.replace(right, "  " + wrong, 1))
    assert any(says in m.message and m.line == line for m in found), found


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("kind: ban", "kind: bann").replace("severity: error", "severity: x").replace("收取费用]", "收取费用, '']")
    assert len(mistakes(tmp_path, text)) == 3


def test_duplicate_rule_and_family_name_the_first_place(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(GOOD.replace("documents:\n  trial: {title: 试读依据}\n", ""), "utf-8")
    found = mistakes(tmp_path, GOOD)
    assert any("规则“trial/fees”重复了" in m.message and "one.yaml:9" in m.message for m in found)
    assert any("词族“收费”重复定义" in m.message for m in found)


def test_broken_yaml_and_wrong_encoding_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes("规则: [".encode("gb18030"))
    found = mistakes(tmp_path, "rules: [")
    assert {m.message[:4] for m in found} == {"不是 U", "YAML"}


def test_empty_or_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"没有 \.yaml 文件"):
        load_lexicon(tmp_path)
    with pytest.raises(LexiconError, match="没有这个词库文件夹"):
        load_lexicon(tmp_path / "nowhere")


def test_patterns_keep_order_gaps_heads_and_exclusions() -> None:
    families = {"企业": (frozenset({"企业"}), True), "收费": (frozenset({"收费"}), False)}
    pattern = parse_pattern("{企业} …5 {收费} …… 会费 + 名目 - 自愿|依法", families.get, canonical)
    assert pattern.groups == (((0, 0), (1, 5), (2, -1)), ((3, 0),))
    assert pattern.head == 1
    assert pattern.without == {"自愿", "依法"}
    assert parse_pattern("{收费} *会费", families.get, canonical).head == 1


@pytest.mark.parametrize("source", ["", "+ 收费", "收费 +", "… 收费", "{收", "收费|", "{没有}"])
def test_a_pattern_that_cannot_be_read_says_so(source: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(source, {}.get, canonical)


def test_matching_form_keeps_every_position() -> None:
    text = "“新官”　不理\n旧账，ＡＢ;"
    squeezed, offsets = squeeze(text)
    assert squeezed == "新官不理旧账，AB；"
    assert [text[i] for i in offsets] == list("新官不理旧账，ＡＢ;")
