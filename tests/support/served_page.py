"""A Fava that is served, and somebody who opens its page in a browser."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
)
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class _Quiet(WSGIRequestHandler):
    """Logs no request, and gives up a connection that a browser opened to have one at hand."""

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(3)  # seconds until something is asked

    def parse_request(self) -> bool:
        self.connection.settimeout(None)
        return super().parse_request()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class BusyServer(ThreadedWSGIServer):
    """A server that can tell when everything that was asked of it is answered."""

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__("127.0.0.1", 0, _read_whole(app), handler=_Quiet)
        self._changed = threading.Condition()
        self._open = 0

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self._add(1)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self._add(-1)

    def _add(self, more: int) -> None:
        with self._changed:
            self._open += more
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until all connections are closed.

        A request that still loads the ledger would miss a change. Connections are accepted in
        their order: once one of our own is answered, all those before it are counted.
        """
        address = f"http://127.0.0.1:{self.server_port}/static/favicon.ico"
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, timeout=30)


def _read_whole(app: WSGIApplication) -> WSGIApplication:
    """An application whose answers are closed before they are sent.

    Werkzeug does not close the answer to a browser that is gone, and a file stays open.
    """

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return answered


@contextmanager
def serving(app: WSGIApplication) -> Iterator[BusyServer]:
    """Serve an application until the end of the block.

    A browser asks once for the files of Fava, which do not change meanwhile, and not for each page.
    """
    if isinstance(app, Flask):
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600  # seconds
    server = BusyServer(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_CONTEXTS: WeakKeyDictionary[Browser, dict[str, BrowserContext]] = WeakKeyDictionary()
"""The contexts of each browser by their locale: pages of one share what was loaded once."""


def _context(browser: Browser, locale: str) -> BrowserContext:
    known = _CONTEXTS.setdefault(browser, {})
    if locale not in known:
        known[locale] = browser.new_context(locale=locale)
        known[locale].set_default_timeout(60_000)
    return known[locale]


_READY = """() => {
    const page = document.querySelector(".relance");
    if (!page) return true;
    const view = page.querySelector(".views [aria-current]")?.firstChild?.textContent ?? "";
    const named = (view || page.dataset.title || "").trim();
    return document.title === [named, page.dataset.company].filter(Boolean).join(" – ");
}"""
"""Whether the script of the page listens: the last that it does is to name the view."""


def ready(page: Page) -> None:
    """Wait until the script of the page listens."""
    page.wait_for_selector("aside a.selected", state="attached")  # paper does not show it
    page.wait_for_function(_READY)


def reload(page: Page) -> None:
    """Load the page again, as by F5."""
    page.reload()
    ready(page)


def show(page: Page, query: str) -> None:
    """Show another view of the page, such as "?view=waiting", as if its address was typed."""
    page.goto(page.url.split("?")[0] + query)
    ready(page)


_EMPTY_TABS: WeakKeyDictionary[BrowserContext, list[Page]] = WeakKeyDictionary()
"""The tabs of each context that nobody uses: to open another takes twice as long."""
_FORGET = "Storage.prototype.setItem = () => {}; sessionStorage.clear()"
_WINDOW = ViewportSize(width=1280, height=800)


class Visit:
    """Opens the page as one who reads it, each time in an empty tab, and hears complaints."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._tabs: list[Page] = []
        self.complaints: list[str] = []

    def _hear_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _hear_console(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def __call__(
        self,
        query: str = "",
        *,
        locale: str = "en-GB",
        viewport: ViewportSize = _WINDOW,
        color_scheme: Literal["light", "dark"] = "light",
        permissions: Sequence[str] = (),
    ) -> Page:
        context = _context(self._browser, locale)
        tabs = _EMPTY_TABS.setdefault(context, [])
        page = tabs.pop() if tabs else context.new_page()
        self._tabs.append(page)
        if viewport != page.viewport_size:
            page.set_viewport_size(viewport)
        if color_scheme != "light":
            page.emulate_media(color_scheme=color_scheme)
        if permissions:
            context.grant_permissions(permissions)
        page.on("pageerror", self._hear_error)
        page.on("console", self._hear_console)
        response = page.goto(self._address + query)
        assert response is not None
        assert response.ok, response.text()
        ready(page)
        return page

    def close(self) -> None:
        """Empty all tabs: what a test did to one is undone before the next one gets it."""
        for page in self._tabs:
            if page.is_closed():
                continue
            page.evaluate(_FORGET)
            page.goto("about:blank")
            page.remove_listener("pageerror", self._hear_error)
            page.remove_listener("console", self._hear_console)
            page.unroute_all(behavior="ignoreErrors")
            page.emulate_media(media="null", color_scheme="light")
            page.mouse.move(0, 0)
            page.context.clear_permissions()
            _EMPTY_TABS[page.context].append(page)
