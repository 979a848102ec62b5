"""The servers that the tests here share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mail_servers import PostOffice, post_office


@pytest.fixture(scope="session")
def post() -> Iterator[PostOffice]:
    """A Postfix with a Dovecot; each test uses addresses of its own."""
    with post_office() as running:
        yield running
