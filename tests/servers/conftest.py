"""The servers that the tests here share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mail_servers import PostOffice, post_office


@pytest.fixture(scope="session")
def running() -> Iterator[PostOffice]:
    """A Postfix with a Dovecot."""
    with post_office() as office:
        yield office


@pytest.fixture
def post(running: PostOffice) -> PostOffice:
    """The same with an empty mailbox of ours; each test uses addresses of its own."""
    running.empty()
    return running
