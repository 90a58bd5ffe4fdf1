"""An office's own lexicons: layers over ours, checked, tested, written by question and answer, printed as a rule book."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer

from qingqing_lint import lint_text, load_lexicon
from qingqing_lint.cli.app import run
from qingqing_lint.lexicon import shipped_folder
from qingqing_lint.linting.compiled import linter_of

OWN = """\
category: burden
documents:
  city: {title: 市里的通知}
rules:
- id: burden/parking-permits
  kind: ban
  title: 变相发停车证收钱
  scope: qinqing
  severity: warning
  conduct: 发放停车证向企业收钱
  acts: ["停车证 … 收钱|收费"]
  sources: [{document: city, place: 第二条, words: 停车证收钱}]
  advice: 停车证不得收钱。
  wording: 不得以发放停车证为名收费。
  examples:
    states: [不得借发放停车证收费。, 严禁以停车证为名收钱。]
    violates: [各部门可以凭停车证收费。]
    none: [停车证遗失的，及时补办。, 停车应当有序。]
"""
ADJUST = """\
more-words:
  企业: [两江商号]
adjust:
- {rule: decision/hearing, severity: info, reason: 市里另有办法}
- {rule: form/interpretation, off: true, reason: 本市不写解释条款}
- rule: burden/levies-donations
  advice: 按本市通知办。
  wording: 不得向企业摊派费用。
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "词库"
    folder.mkdir()
    (folder / "新规则.yaml").write_text(OWN, "utf-8")
    (folder / "调整.yaml").write_text(ADJUST, "utf-8")
    return folder


def test_layers_add_change_and_switch_off_without_touching_ours(own: Path) -> None:
    ours = load_lexicon()
    lexicon = load_lexicon(own)
    assert set(lexicon.rules) - set(ours.rules) == {"burden/parking-permits"}
    assert set(ours.rules) - set(lexicon.rules) == {"form/interpretation"}
    assert lexicon.categories["burden"] == ours.categories["burden"]
    assert lexicon.rules["decision/hearing"].info.severity == "info"
    assert lexicon.rules["burden/levies-donations"].info.wording == "不得向企业摊派费用。"
    assert lexicon.rules["burden/levies-donations"].info.title == ours.rules["burden/levies-donations"].info.title
    linter = linter_of((shipped_folder(), own))
    report = lint_text("第一条 各部门可以向两江商号摊派费用，并可以凭停车证收费。", profile="all", linter=linter)
    broken = {row.rule for row in report.rules if row.violations}
    assert {"burden/parking-permits", "burden/levies-donations"} <= broken


def test_explain_shows_the_layers(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "decision/hearing", "--lexicon", str(own)]) == 0
    said = capsys.readouterr().out
    assert "轻重改为 info" in said
    assert "调整.yaml:4，市里另有办法" in said
    assert "decision.yaml:" in said
    assert run(["explain", "form/interpretation", "--lexicon", str(own)]) == 2
    assert "停用" in capsys.readouterr().err
    (own.parent / "qingqing.toml").write_text('lexicons = ["词库"]\n', "utf-8")
    assert run(["explain", "burden/parking-permits"]) == 0
    assert "新规则.yaml:5" in capsys.readouterr().out


def test_check_and_test_tell_what_is_there(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lexicon", "check", str(own)]) == 0
    said = capsys.readouterr().out
    for words in ("新规则 1 条（burden/parking-permits）", "调整 decision/hearing", "停用 form/interpretation"):
        assert words in said
    assert run(["lexicon", "test", str(own)]) == 0
    assert "5 个例句，全部相符" in capsys.readouterr().out
    (own / "新规则.yaml").write_text(OWN.replace("停车应当有序。", "各部门可以凭停车证收钱。"), "utf-8")
    assert run(["lexicon", "test", str(own)]) == 1
    said = capsys.readouterr().out
    assert "新规则.yaml:18: burden/parking-permits 应当读作“不算”，实际读作“违反”" in said
    assert "1 个不对" in said


def test_mistakes_in_adjustments_are_told_at_once(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "调整.yaml").write_text(
        "more-words:\n  企业家们: [甲]\nadjust:\n- {rule: decision/hearings, off: true}\n- {rule: decision/hearing, severity: fatal}\n"
        "- {rule: decision/hearing}\n- {off: true}\n- {rule: decision/hearing, offf: true}\n", "utf-8",
    )
    assert run(["lexicon", "check", str(own)]) == 2
    said = capsys.readouterr().err
    for words in (
        "调整.yaml:2: more-words 的词族“企业家们”没有定义", "调整.yaml:4: adjust 的规则“decision/hearings”不存在，是不是“decision/hearing”",
        "调整.yaml:5: “severity”只能是", "调整.yaml:6: adjust 的这一项没有写改什么", "调整.yaml:7: adjust 的这一项没有写 rule",
        "不认识“offf”，是不是“off”",
    ):
        assert words in said


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    rest = iter(answers)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(rest))


def test_new_asks_writes_and_checks_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    answer(
        monkeypatch, "burden", "levies-donations", "drone-fees", "1", "无人机巡查收费", "qinqing", "2", "以无人机巡查为名向企业收费", "acts",
        "无人机 … 收费|收钱", "", "drones", "某市无人机通知", "第三条", "无人机收费", "巡查的钱由财政出。", "不得以无人机巡查为名收费。",
        "严禁借无人机巡查收费。", "", "管理部门可以就无人机巡查收费。", "", "无人机应当登记。", "无人机坠落的，及时清理。", "",
    )
    assert run(["lexicon", "new", "词库"]) == 0
    said = capsys.readouterr().out
    assert "规则 burden/levies-donations 已经有了" in said
    assert "4 个例句，全部相符" in said
    assert (tmp_path / "词库" / "burden-drone-fees.yaml").is_file()
    assert load_lexicon(tmp_path / "词库").rules["burden/drone-fees"].info.sources[0].title == "某市无人机通知"


def test_new_writes_a_duty_in_a_new_category(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    answer(
        monkeypatch, "data", "数据", "open-forms", "duty", "公开空白表格", "any", "草案涉及表格", "空白表格", "", "warning", "公开", "公开空白表格",
        "公开|公布 … 空白表格", "", "drones", "某市通知", "第三条", "空白表格", "表格要公开。", "主管部门应当公布空白表格。", "主管部门应当公开空白表格。", "",
        "", "空白表格用完的，及时补印。", "空白表格不收工本费。", "",
    )
    assert run(["lexicon", "new", "词库"]) == 0
    assert load_lexicon(tmp_path / "词库").categories["data"] == "数据"


def test_the_rule_book_has_every_rule_once_under_its_id(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lexicon", "docs", "--lexicon", str(own), "--output", "手册.html"]) == 0
    ids: list[str] = []
    links: list[str] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found = dict(attrs)
            ids.extend([found["id"] or ""] if "id" in found else [])
            links.extend([(found["href"] or "").removeprefix("#")] if tag == "a" else [])

    Page().feed(Path("手册.html").read_text("utf-8"))
    rules = set(load_lexicon(own).rules)
    assert sorted(ids) == sorted(rules)
    assert set(links) == rules
    assert run(["lexicon", "docs", "--lexicon", str(own)]) == 0
    book = capsys.readouterr().out
    assert book.count('<a id="') == len(rules)
    assert "市里另有办法" in book


def test_findings_link_to_the_rule_book(own: Path) -> None:
    (own.parent / "a.txt").write_text("第一条 甲。\n", "utf-8")
    (own.parent / "qingqing.toml").write_text('docs-url = "https://example.org/rules.html"\n', "utf-8")
    run(["check", "a.txt", "--format", "sarif=a.sarif"])
    rules = json.loads(Path("a.sarif").read_text("utf-8"))["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["helpUri"] for rule in rules} >= {"https://example.org/rules.html#decision/hearing"}
