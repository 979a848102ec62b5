"""What the tests of the page as the server sends it share."""

from __future__ import annotations

from pathlib import Path

import pytest
from fava.application import create_app
from flask.testing import FlaskClient

from tests.support.command import EXAMPLE


@pytest.fixture(scope="session")
def example() -> FlaskClient:
    """The example, to be looked at."""
    return create_app([EXAMPLE], load=True, poll_watcher=True).test_client()


@pytest.fixture
def client(books: Path) -> FlaskClient:
    """The ledger of the test, as Fava serves it."""
    return create_app([books], load=True, poll_watcher=True).test_client()
