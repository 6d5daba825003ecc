"""Make the README's pictures from a running demo: python scripts/screenshots.py (make screenshots).

Starts the site on a free port with a database of its own, walks it in Chromium, writes docs/images/*.png.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PASSWORD = "screenshots only"  # noqa: S105


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="linli-screenshots-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "LINLI_INSTANCE": folder, "PORT": str(port), "LINLI_DEMO_PASSWORD": PASSWORD}
    log = Path(folder, "serve.log")
    with log.open("w") as output:
        server = subprocess.Popen([sys.executable, "serve.py", "--demo"], cwd=ROOT, env=environment, stdout=output)  # noqa: S603
    try:
        wait_for(site)
        public = next(word for word in log.read_text().split() if "/b/" in word)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"])
            take_all(browser, site, public)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(site: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{site}/sign-in")  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


def take_all(browser: Browser, site: str, public: str) -> None:
    worker = signed_in(browser, site, "wangge", PHONE)
    take(worker, f"{site}/today", "today")
    worker.goto(f"{site}/buildings")
    worker.locator("a[href^='/buildings/']").first.click()
    take(worker, worker.url, "door-map")
    worker.locator("a[href^='/households/']").nth(3).click()
    take(worker, worker.url, "household")
    take(worker, f"{site}/care-cases/due", "care")
    resident = browser.new_page(viewport=PHONE, locale="zh-CN")
    take(resident, public, "resident")
    take(resident, f"{public}/requests/new", "request")
    secretary = signed_in(browser, site, "shuji", DESK)
    take(secretary, f"{site}/summary", "summary")
    take(secretary, f"{site}/requests", "requests")


def signed_in(browser: Browser, site: str, username: str, viewport: dict[str, int]) -> Page:
    page = browser.new_page(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
    page.goto(f"{site}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.weui-btn_primary")
    page.wait_for_load_state("networkidle")
    return page


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    main()
