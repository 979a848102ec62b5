"""The pictures of the README: the page of the example company, in a real browser.

    make pictures

It needs Debian's chromium. It writes ``docs/screenshot.png``, ``customer.png`` and ``figures.png``,
and ``worklist.webp``, in which a morning's work is done on a copy of the ledger.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fava.application import create_app
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from beancount_relance.report.checks import frozen_day

ROOT = Path(__file__).parents[2]
DOCS, EXAMPLE = ROOT / "docs", ROOT / "example-ledger"
SIZE = {"width": 1280, "height": 800}
MOVING = 960, 600
STILLS = {
    "screenshot": "",
    "customer": "?customer=Cave-des-Anges",
    "figures": "?view=figures",
}
"""The pictures, each with the query of its view."""


@contextmanager
def served() -> Iterator[str]:
    """The page of a copy of the example, which stands on its day on purpose."""
    frozen_day.MOST_DAYS = frozen_day.MOST_AHEAD = 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        app = create_app([Path(folder) / "main.beancount"], load=True, poll_watcher=True)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/atelier-lumen-sarl/extension/Relance/"
        server.shutdown()
        thread.join()
        server.server_close()


def opened(browser: Browser, address: str) -> Page:
    """A page that has loaded what it asks for afterwards."""
    page = browser.new_page(viewport=SIZE, locale="en-GB")  # type: ignore[arg-type]
    page.goto(address, wait_until="networkidle")
    return page


def morning(page: Page) -> Iterator[tuple[bytes, int]]:
    """The steps of a morning, each with its milliseconds."""
    yield page.screenshot(), 1800
    row = page.locator("details.action").first
    row.locator("h4").click()
    row.locator(".will:not([hidden])").wait_for()
    yield page.screenshot(), 2600
    row.locator("[data-kind=promise], [data-kind=done]").first.hover()
    yield page.screenshot(), 700
    row.locator(".toolbar [data-kind=done]").click()
    page.locator(".recorded.in-place").wait_for()
    page.wait_for_load_state("networkidle")
    yield page.screenshot(), 2600
    page.keyboard.press("Escape")
    page.locator("details.action[open] h4").first.click()
    page.mouse.wheel(0, -4000)
    page.locator("[data-batch='']").first.click()
    page.wait_for_timeout(300)
    yield page.screenshot(), 1800
    page.locator("[data-mark]").click()
    page.locator("dialog[open] pre").first.wait_for()
    yield page.screenshot(), 2200
    page.locator("dialog[open] [data-record]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    yield page.screenshot(), 3000


def main() -> None:
    """Write the pictures."""
    with sync_playwright() as playwright, served() as address:
        arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        installed = shutil.which("chromium") or shutil.which("chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=installed, args=arguments)
        for name, query in STILLS.items():
            content = opened(browser, address + query).screenshot()
            still = Image.open(io.BytesIO(content)).convert("P", palette=Image.Palette.ADAPTIVE)
            still.save(DOCS / f"{name}.png", optimize=True)
        frames = list(morning(opened(browser, address)))
        browser.close()
    pictures = [Image.open(io.BytesIO(content)).resize(MOVING) for content, _ in frames]
    pictures[0].save(
        DOCS / "worklist.webp",
        save_all=True,
        append_images=pictures[1:],
        duration=[pause for _, pause in frames],
        loop=0,
        quality=70,
        method=6,
    )


if __name__ == "__main__":
    main()
