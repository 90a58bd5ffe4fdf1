"""The cut equals jieba's own, with the lexicons' words added and the hidden Markov model off."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingqing_lint import build_linter
from qingqing_lint.language import JiebaTokens, Tokens, unknown_words

SENTENCES = ["第五条\u3000各级行政机关不得向企业摊派费用，严禁强制企业参加协会；违者依法追究责任。", "本办法自2027年3月1日起施行，GB/T 1.1-2020 适用于A类企业（含B+类）。", "政务服务“一网通办”、双随机一公开、新官不理旧账，12345热线24小时受理。", "公开发行、免收费用、商会计划、企业主管部门、电子邮箱：a.b_c@x.cn，增长3.5%，https://例.cn/路径?x=1&y=2", "龘靐齉㊣𠮷，﹏﹏。\t\r", "行政相对人依法依规"]
ADDED = ("新官不理旧账", "双随机", "吃拿卡要", "行政相对人", "一网通办", "不理旧")


@pytest.fixture(scope="module")
def reference() -> JiebaTokens:
    return JiebaTokens(unknown_words(ADDED))


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(unknown_words(ADDED))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_cut_equals_jieba(reference: JiebaTokens, tokens: Tokens, sentence: str) -> None:
    assert tokens.cut(sentence) == reference.cut(sentence)


def test_cut_equals_jieba_on_shuffled_policy_words(reference: JiebaTokens, tokens: Tokens) -> None:
    chance = random.Random(7)
    words = sorted({word for rule in build_linter().lexicon.rules.values() for word in (rule.info.wording, rule.info.advice)})
    for _ in range(300):
        text = "".join(chance.choice(words)[chance.randrange(8):][: chance.randrange(1, 30)] for _ in range(6))
        assert tokens.cut(text) == reference.cut(text), text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("不得应当企业政府收费公开一二A1+.-％，。 \n龘办法的和"), max_size=40))
def test_cut_equals_jieba_on_any_text(reference: JiebaTokens, tokens: Tokens, text: str) -> None:
    assert tokens.cut(text) == reference.cut(text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_marks_say_where_the_words_begin(reference: JiebaTokens, tokens: Tokens, sentence: str) -> None:
    marks = tokens.marks(sentence)
    assert marks == reference.marks(sentence)
    assert len(marks) == len(sentence) + 1


def test_a_cut_that_is_remembered_is_the_same(tokens: Tokens) -> None:
    assert tokens.cut(SENTENCES[0]) == tokens.cut(SENTENCES[0])
