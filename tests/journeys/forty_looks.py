"""Looking at a page of the journey: nothing sticks out, axe finds nothing; a printed page is kept as a picture if wanted."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page

from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

PICTURES = os.environ.get("LINLI_PICTURES", "")  # a folder: keep the printed lists as images to look at
# What is wider or higher than its box, as text.
STICKS_OUT = """(which) => [...document.querySelectorAll(which)]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
    || one.matches(".la-label") && one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.className + " " + one.innerText.slice(0, 60))"""


_seen: set[str] = set()


def look(page: Page) -> None:
    """Once at each page as it stands: the same one of the second order says nothing new."""
    page.wait_for_load_state()
    kind = re.sub(r"\d+|/s/\w+|/o/\w+", "…", " ".join([page.url, *page.locator("main h2").all_inner_texts()]))
    if kind in _seen:
        return
    _seen.add(kind)
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)


def picture(page: Page, name: str) -> None:
    """Of a printed page, if somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def look_anew() -> None:
    _seen.clear()
