from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import jsonschema
import pytest

from qingqing_lint.report import READINGS, SEVERITIES, VERDICTS, Report
from qingqing_lint.reporting import Options, render
from qingqing_lint.reporting.schema import ReadingName, Severity, Verdict, report_schema


def as_json(report: Report) -> Any:
    text = render(report, "json", Options())
    assert isinstance(text, str)
    return json.loads(text)


def test_every_report_validates_against_the_generated_schema(
    report: Report, hostile: Report, many: Callable[[int], Report]
) -> None:
    empty = Report("0.1.0", (), (), report.summary, ())
    schema = report_schema(closed=True)
    jsonschema.Draft202012Validator.check_schema(schema)
    for one in (report, hostile, many(3), empty):
        jsonschema.validate(as_json(one), schema, cls=jsonschema.Draft202012Validator)


def test_published_schema_allows_keys_that_later_versions_add(report: Report) -> None:
    value = as_json(report)
    value["drafts"][0]["rules"][0]["later"] = 1
    jsonschema.validate(value, report_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, report_schema(closed=True))


def test_schema_names_the_same_words_as_the_data() -> None:
    assert get_args(ReadingName) == READINGS
    assert get_args(Verdict) == VERDICTS
    assert get_args(Severity) == SEVERITIES


def test_the_contract_s_keys_are_all_there(report: Report) -> None:
    value = as_json(report)
    assert {"schema_version", "tool", "drafts", "unreadable", "summary"} <= set(value)
    draft = value["drafts"][0]
    assert {"path", "title", "profile", "coverage", "rules"} <= set(draft)
    assert draft["coverage"] == {"applicable": 8, "covered": 2, "partial": 1, "weak": 1, "missing": 4, "ratio": 0.375}
    row = draft["rules"][0]
    assert {"rule", "kind", "verdict", "missing", "severity", "readings"} <= set(row)
    reading = row["readings"][0]
    assert reading["matched"][0] == {
        "line": 6, "column": 12, "end_line": 6, "end_column": 18, "text": "制定涉企政策", "as": "事项",
    }  # fmt: skip
    assert reading["operator"] == {
        "text": "应当", "as": "duty", "line": 6, "column": 19, "end_line": 6, "end_column": 21, "inherited": False,
    }  # fmt: skip
    assert len(draft["rules"]) == len(value["rules"])


def test_hostile_text_survives_exactly_and_steers_no_screen(hostile: Report) -> None:
    text = render(hostile, "json")
    assert isinstance(text, str)
    assert not set(text) & {"\x1b", "\x07", "\x00", "\u202e", "\u202c", "\ud800"}
    assert json.loads(text)["drafts"][0]["title"] == hostile.drafts[0].title
    text.encode("utf-8")
