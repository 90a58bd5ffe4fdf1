"""Each text format of one small report, compared with the file kept beside this test.

To write the files anew after a wanted change, run the tests with ``QINGQING_GOLDEN=write`` in the environment, then
read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from qingqing_lint.report import Report
from qingqing_lint.reporting import Options, render

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "terminal": "terminal.txt",
    "json": "report.json",
    "jsonl": "report.jsonl",
    "markdown": "report.md",
    "html": "page.html",
    "sarif": "report.sarif",
    "junit": "junit.xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "rdjson": "rdjson.json",
}


@pytest.mark.parametrize("format", FILES)
def test_output_is_as_kept(small: Report, format: str) -> None:
    path = GOLDEN / FILES[format]
    rendered = render(small, format, Options())
    assert isinstance(rendered, str)
    if format == "html":  # without style and script
        rendered = re.sub(r"(?s).*(<article.*</article>).*", r"\1\n", rendered)
    if os.environ.get("QINGQING_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(rendered.encode("utf-8"))
    assert rendered == path.read_bytes().decode("utf-8").replace("\r\n", "\n")
