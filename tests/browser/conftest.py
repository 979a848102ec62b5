"""What the browser tests share: the browser, and the example as Fava serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fava.application import create_app
from playwright.sync_api import Browser

from tests.support.command import EXAMPLE
from tests.support.served_page import BusyServer, Visit, serving

PAGE = "/atelier-lumen-sarl/extension/Relance/"


@dataclass
class Books:
    """A copy of the example, served by Fava."""

    journal: Path
    before: bytes
    address: str
    server: BusyServer

    def added(self) -> str:
        """What was written at the end of the journal, and nothing else was changed."""
        content = self.journal.read_bytes()
        assert content.startswith(self.before)
        return content[len(self.before) :].decode()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """The copy that all browser tests share; only its journal is written to."""
    folder = tmp_path_factory.mktemp("books") / "ledger"
    shutil.copytree(EXAMPLE.parent, folder)
    journal = folder / "relances.beancount"
    app = create_app([folder / EXAMPLE.name], load=True, poll_watcher=True)
    with serving(app) as server:
        yield Books(journal, journal.read_bytes(), server.address + PAGE, server)


@pytest.fixture
def books(served: Books) -> Iterator[Books]:
    """The copy as it was at first."""
    yield served
    served.server.wait()
    if served.journal.read_bytes() != served.before:
        served.journal.write_bytes(served.before)


@pytest.fixture
def address(books: Books) -> str:
    """The page of the example, to be looked at."""
    return books.address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Somebody who opens the page; the browser has nothing to complain of in the end."""
    visit = Visit(browser, address)
    yield visit
    visit.close()
    assert visit.complaints == []
