"""``relance doctor``: what it finds, and how it leaves."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path

import pytest

from beancount_relance.cli.commands.doctor import _cache
from tests.support.command import relance
from tests.support.ledgers import FRANCE, accounts, sale

PAGE = '2020-01-01 custom "fava-extension" "fava_relance"\n'
BOOKS = 'plugin "beancount_relance"\n' + PAGE + FRANCE + accounts("Martin")


def states(path: Path) -> dict[str, str]:
    found = json.loads(relance("doctor", path, "-o", "json").stdout)["findings"]
    return {each["what"]: each["state"] for each in found if each["what"] != "library"}


def test_a_ledger_that_is_well_set_up(books: Path) -> None:
    assert set(states(books).values()) == {"fine"}
    done = relance("doctor", books)
    assert done.returncode == 0
    assert all(line.startswith(("+ ", "? ", "  ")) for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("before", "after", "what", "state"),
    [
        ('plugin "beancount_relance"\n', "", "plugin", "wrong"),
        (PAGE, "", "page", "advice"),
        (FRANCE, "", "country", "advice"),
        (PAGE, PAGE + '2020-01-01 custom "relance" "as-of" 2026-01-01\n', "as-of", "fine"),
        ("Assets:Clients:Martin", "Assets:Other", "accounts", "wrong"),
        (PAGE, PAGE + '2020-01-01 custom "relance" "langage" "fr"\n', "data", "wrong"),
        (
            PAGE,
            PAGE
            + sale("2020-05-14", "F1", "90.00")
            + '2020-06-01 * "Martin" "x" ^F1\n  Assets:Bank  1.00 EUR\n  Assets:Clients:Martin\n',
            "bank",
            "advice",
        ),
    ],
)
def test_what_is_wrong_is_found(
    books: Path, before: str, after: str, what: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in BOOKS
    for module in (
        "plugin",
        "report.loading",
        "cli.commands.doctor",
    ):  # later, rates may not be known
        monkeypatch.setattr(f"beancount_relance.{module}.today", lambda: datetime.date(2026, 6, 30))
    books.write_text(BOOKS.replace(before, after), encoding="utf-8")
    assert states(books).get(what, "fine") == state
    assert relance("doctor", books).returncode == (2 if state == "wrong" else 0)


def test_a_plugin_line_in_an_included_file_is_found(books: Path) -> None:
    part = books.with_name("part.beancount")
    part.write_text('plugin "beancount_relance"\n', encoding="utf-8")
    text = BOOKS.replace('plugin "beancount_relance"', 'include "part.beancount"')
    books.write_text(text, encoding="utf-8")
    done = relance("doctor", books)
    assert "the plugin line is in part.beancount, where Beancount ignores it" in done.stdout


def test_the_load_cache_is_named(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEANCOUNT_DISABLE_LOAD_CACHE", raising=False)
    cache = books.with_name(".books.beancount.picklecache")
    cache.write_bytes(b"")
    assert "answers from the load cache" in str(next(_cache([books])).message)
    os.utime(cache, (0, 0))
    assert "is older than the ledger" in str(next(_cache([books])).message)
    cache.unlink()
    assert not list(_cache([books]))
