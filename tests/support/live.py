"""A real server on the test's own database, and real Chromium at the size of a phone.

    @pytest.mark.browser
    @pytest.mark.xdist_group("browser")
    def test_…(phone):
        page = phone("owner")                  # signed in; phone() is a visitor
        page.goto("/buildings")                # a Playwright page; addresses are those of the live site
        assert_no_axe_violations(page)

`phone(javascript=False)`, `phone(width=360, height=640)`. When the test ends, an error in the console
(a refused script, a style the CSP forbids, a missing file) or a request to another host fails it.
To look into the database afterwards, call `db.session.rollback()` first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.support.world import PASSWORD

CHROMIUM = "/usr/bin/chromium"
AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAIT_MS = 10_000
# Answers that a test may ask for on purpose; Chromium writes each into the console.
_EXPECTED_ANSWERS = tuple(f"status of {status} " for status in (403, 404, 409, 413, 422, 429))


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        if type == "error":
            super().log(type, message, *args)


class Live:
    """The site on a free loopback port, in a thread of its own."""

    def __init__(self, app: Flask) -> None:
        self.server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        # An empty context: the test's own app context stays out of the requests.
        self.thread = threading.Thread(target=lambda: Context().run(self.server.serve_forever, 0.05), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join(10)
        self.server.server_close()


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The running site; `live.url` is also what its QR codes carry."""
    server = Live(app)
    before, app.config["PUBLIC_URL"] = app.config["PUBLIC_URL"], server.url
    yield server
    app.config["PUBLIC_URL"] = before
    server.stop()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
    yield browser
    browser.close()


@pytest.fixture
def phone(live: Live, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`phone("owner")`: a new browser profile of that user. Each call is another person's device."""
    contexts, problems = [], []

    def open_one(username: str = "", *, javascript: bool = True, width: int = 390, height: int = 844, touch: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live.url,
            viewport={"width": width, "height": height},
            has_touch=touch,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        watch(page, live.url, problems)
        if username:
            sign_in(page, username)
        return page

    expect.set_options(timeout=WAIT_MS)
    yield open_one
    for context in contexts:
        context.close()
    assert not problems, problems


def watch(page: Page, url: str, problems: list[str]) -> None:
    """Note what a visitor would not see: console errors, script errors, requests to other hosts."""

    def on_console(message: Any) -> None:
        if message.type == "error" and not any(answer in message.text for answer in _EXPECTED_ANSWERS):
            problems.append(f"console: {message.text}")

    def on_request(request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(url):
            problems.append(f"asks another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("request", on_request)


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    # Where the sign-in leads may be slow to draw; the session is there as soon as the answer is.
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def assert_no_axe_violations(page: Page) -> None:
    """WCAG 2.0-2.2 A and AA and axe's own best practices, on the page as it stands."""
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # through the debugger: the CSP does not stop it
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS)["violations"]
    told = [f"{one['impact']} {one['id']}: {one['help']} — {one['nodes'][0]['html'][:160]}" for one in found]
    assert not told, f"{page.url}: {told}"


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing sticks out at the right of a phone."""
    page.wait_for_load_state()
    page.locator("main").first.wait_for()
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"
