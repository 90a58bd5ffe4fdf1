"""The page: its text as parsed, and its behaviour in a real browser where there is one (any Chromium on the PATH)."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from qingqing_lint.report import Region, Report
from qingqing_lint.reporting import Options, render
from qingqing_lint.reporting.visible import visible


def page(report: Report, **options: Any) -> str:
    text = render(report, "html", Options(**options))
    assert isinstance(text, str)
    return text


class Parsed(HTMLParser):
    """Tags with their attributes, ids, and the text outside of style and script."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.raw: dict[str, str] = {}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("style", "script"):
            self.raw[self.inside] = self.raw.get(self.inside, "") + data
        else:
            self.text += data


def test_page_needs_nothing_from_elsewhere(many: Callable[[int], Report]) -> None:
    parsed = Parsed(page(many(3)))
    for tag, attributes in parsed.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset", "style"):
            value = attributes.get(name)
            assert value is None or value.startswith("#") or value == "data:,", (tag, value)
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in parsed.raw["style"]
    assert not re.search(r"https?://", page(many(3)))


def test_policy_allows_this_script_and_style_by_hash_only(report: Report) -> None:
    parsed = Parsed(page(report))
    policy = next(a["content"] for t, a in parsed.tags if t == "meta" and a.get("http-equiv"))
    assert policy is not None
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(parsed.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_every_id_is_unique_and_every_link_lands(report: Report, many: Callable[[int], Report]) -> None:
    for one in (report, many(3)):
        parsed = Parsed(page(one))
        ids = [a["id"] for _, a in parsed.tags if a.get("id")]
        assert len(ids) == len(set(ids))
        for tag, attributes in parsed.tags:
            if tag == "a":
                assert str(attributes["href"])[1:] in ids


def test_draft_text_is_whole_and_in_order(report: Report) -> None:
    body = page(report).split("</article>")[0]
    for _, _, text in report.drafts[0].lines:
        assert text in re.sub(r"<a class=\"ref\".*?</a>|<[^>]+>", "", body)


def test_marks_say_the_reading_without_colour(report: Report) -> None:
    text = page(report)
    assert re.search(r'<mark class="violates" data-f="2">.*?<b class="op">应当</b>', text)
    assert '<mark class="partial"' in text and '<mark class="weak"' in text and '<mark class="states"' in text
    assert "text-decoration-style: wavy" in text and "text-decoration-style: dotted" in text


def test_regions_over_several_lines_and_beyond_the_text_do_no_harm(report: Report) -> None:
    draft = report.drafts[0]
    row = draft.rules[4]
    far = replace(row.readings[1], region=replace(row.readings[1].region, line=9, end_line=400, end_column=9999))
    rows = (*draft.rules[:4], replace(row, readings=(row.readings[0], far)), *draft.rules[5:])
    text = page(replace(report, drafts=(replace(draft, rules=rows),)))
    assert text.count('<mark class="violates"') >= 3
    none = page(replace(report, drafts=(replace(draft, lines=()),)))
    assert "报告中没有带上原文" in none


def test_words_outside_of_the_clause_are_marked_too(report: Report) -> None:
    draft = report.drafts[0]
    row = draft.rules[4]
    operator = row.readings[1].operator
    assert operator
    above = replace(operator, region=Region(9, 5, 9, 7), text="交往", inherited=True)
    rows = (*draft.rules[:4], replace(row, readings=(replace(row.readings[1], operator=above),)), *draft.rules[5:])
    text = page(replace(report, drafts=(replace(draft, rules=rows),)))
    assert '<mark class="violates" data-f="2"><b class="op">交往</b></mark>规范</p>' in text


def test_hostile_text_stays_text(hostile: Report) -> None:
    parsed = Parsed(page(hostile))
    names = {tag for tag, _ in parsed.tags}
    assert "img" not in names
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert [tag for tag, _ in parsed.tags].count("style") == 1
    assert visible(hostile.drafts[0].title) in parsed.text


# ------------------------------------------------------------------------------------------------------ in a browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None or sys.platform == "win32", reason="needs Chromium, driven through a POSIX pipe"
)


class Browser:
    """One headless Chromium, driven over its debugging pipe: JSON messages that end in a zero byte."""

    def __init__(self, folder: Path) -> None:
        assert CHROMIUM
        to_read, self.to_write = os.pipe()
        self.to_listen, from_browser = os.pipe()

        def connect() -> None:
            reading, writing = os.dup(to_read), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={folder}", "--window-size=1400,900", "--remote-debugging-pipe", "about:blank",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=connect,
        )  # fmt: skip
        os.close(to_read)
        os.close(from_browser)
        self.numbers = itertools.count(1)
        self.buffer = b""
        self.events: list[dict[str, Any]] = []
        self.session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        try:
            self.session = ""
            self.call("Browser.close")
        except EOFError:
            pass
        self.process.wait(timeout=20)
        os.close(self.to_write)
        os.close(self.to_listen)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self.numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive()
            if reply.get("id") == number:
                assert "error" not in reply, reply
                result: dict[str, Any] = reply["result"]
                return result
            self.events.append(reply)

    def receive(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            part = os.read(self.to_listen, 1 << 16)
            if not part:
                raise EOFError
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        value: dict[str, Any] = json.loads(message)
        return value

    def open(self, path: Path) -> None:
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        deadline = time.monotonic() + 20
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            assert time.monotonic() < deadline
            self.events.append(self.receive())

    def run(self, expression: str) -> Any:
        reply = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in reply, reply
        return reply["result"].get("value")

    def complaints(self) -> list[Any]:
        """Console messages, exceptions and log entries since the page was opened."""
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [e["params"] for e in self.events if e.get("method") in kinds]

    def requests(self) -> list[str]:
        urls = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith("data:")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    one = Browser(tmp_path_factory.mktemp("browser"))
    yield one
    one.close()


def opened(browser: Browser, report: Report, folder: Path) -> None:
    path = folder / "report.html"
    path.write_text(page(report), encoding="utf-8")
    browser.open(path)
    assert browser.requests() == [path.as_uri()]


@needs_chromium
def test_filters_narrow_findings_and_marks(browser: Browser, report: Report, tmp_path: Path) -> None:
    opened(browser, report, tmp_path)
    shown = "document.querySelectorAll('details.item:not([hidden])').length"
    lit = "document.querySelectorAll('mark[data-f]:not(.off)').length"
    assert browser.run(shown) == 10
    everything = browser.run(lit)
    browser.run("document.querySelector('input[value=states]').click()")
    assert browser.run(shown) == 8
    assert 0 < browser.run(lit) < everything
    browser.run("document.querySelector('input[value=warning]').click()")
    assert browser.run(shown) == 5
    browser.run("""
        const select = document.querySelector('select[name=category]');
        select.value = 'burden'; select.dispatchEvent(new Event('input', {bubbles: true}));
    """)
    assert browser.run(shown) == 1
    assert browser.run("document.querySelector('#live').textContent") == "显示 1 / 10 项"
    browser.run("""
        const box = document.querySelector('input[type=search]');
        box.value = '没有的词'; box.dispatchEvent(new Event('input', {bubbles: true}));
    """)
    assert browser.run(shown) == 0
    assert browser.run("document.querySelector('.none').hidden") is False
    assert browser.complaints() == []


@needs_chromium
def test_jumps_go_to_the_words_and_back(browser: Browser, report: Report, tmp_path: Path) -> None:
    opened(browser, report, tmp_path)
    browser.run("document.querySelector('#d0-f2 .actions a').click()")
    assert browser.run("document.activeElement.id") == "d0-w2"
    assert "组织企业赞助" in browser.run("[...document.querySelectorAll('mark.here')].map(m => m.textContent).join('')")
    browser.run("document.querySelector('#d0-f3').open = false; document.querySelector('input[value=partial]').click()")
    assert browser.run("document.querySelector('#d0-f3').hidden") is True
    browser.run("document.querySelector('#d0-w3').click()")
    assert browser.run("document.querySelector('#d0-f3').open && !document.querySelector('#d0-f3').hidden") is True
    assert browser.run("document.activeElement.closest('details').id") == "d0-f3"
    assert browser.run("location.hash") == "#d0-f3"
    browser.run("new Promise(done => { addEventListener('popstate', () => setTimeout(done)); history.back(); })")
    assert browser.run("document.activeElement.id") == "d0-w2"
    assert browser.complaints() == []


@needs_chromium
def test_model_wording_can_be_copied(browser: Browser, report: Report, tmp_path: Path) -> None:
    opened(browser, report, tmp_path)
    browser.run("""
        window.got = '';
        const writeText = text => { window.got = text; return Promise.resolve(); };
        Object.defineProperty(navigator, 'clipboard', {value: {writeText}});
    """)
    browser.run("document.querySelector('#d0-f2 button[data-act=copy]').click()")
    assert browser.run("window.got") == "任何单位不得强制或者变相强制企业捐赠、赞助。"
    assert browser.run("document.querySelector('#d0-f2 button[data-act=copy]').textContent") == "已复制"


@needs_chromium
def test_drafts_can_be_changed_and_come_back_as_they_were(
    browser: Browser, many: Callable[[int], Report], tmp_path: Path
) -> None:
    opened(browser, many(3), tmp_path)
    browser.run("document.querySelector('#d0-f4').open = true")
    browser.run("document.querySelector('tr[data-draft=\"2\"] a').click()")
    assert browser.run("document.querySelector('#view article').dataset.draft") == "2"
    assert browser.run("document.querySelector('#chooser').value") == "2"
    assert browser.run("document.querySelectorAll('#view article').length") == 1
    browser.run("const c = document.querySelector('#chooser'); c.value = '0'; c.dispatchEvent(new Event('change'))")
    assert browser.run("document.querySelector('#d0-f4').open") is True
    assert browser.complaints() == []


@needs_chromium
def test_printing_opens_every_finding(browser: Browser, report: Report, tmp_path: Path) -> None:
    opened(browser, report, tmp_path)
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("document.querySelectorAll('details.item:not([open])').length") == 0
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run("document.querySelectorAll('details.item[open]').length") == 2


@needs_chromium
def test_hostile_text_runs_nothing(browser: Browser, hostile: Report, tmp_path: Path) -> None:
    opened(browser, hostile, tmp_path)
    assert browser.run("document.images.length") == 0
    assert browser.run("document.scripts.length") == 1
    assert browser.run("getComputedStyle(document.body).display") == "block"
    assert browser.run("document.querySelector('article h2').textContent") == visible(hostile.drafts[0].title)
    assert browser.complaints() == []


@needs_chromium
def test_fifty_long_drafts_open_within_two_seconds(browser: Browser, long_report: Report, tmp_path: Path) -> None:
    opened(browser, long_report, tmp_path)
    taken = browser.run("""
        new Promise(done => requestAnimationFrame(() => setTimeout(() => {
            const times = performance.getEntriesByType('navigation')[0];
            done(Math.max(times.loadEventEnd, times.domComplete));
        })))
    """)
    assert taken < 2000, f"{taken:.0f} ms"
    assert browser.run("document.querySelectorAll('tr[data-draft]').length") == 50
    assert browser.complaints() == []
