"""The names of folders on an IMAP server."""

from __future__ import annotations

import pytest

from beancount_relance.outbox.imap import decoded, encoded


@pytest.mark.parametrize("name", ["Brouillons", "Éléments envoyés", "R&D", "日本語", "a/b"])
def test_names_of_folders(name: str) -> None:
    assert encoded(name).isascii()
    assert decoded(encoded(name)) == name
    assert encoded("Éléments envoyés") == "&AMk-l&AOk-ments envoy&AOk-s"
