"""Whom the command line finds under a name, and what it asks when that is not clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import relance
from tests.support.ledgers import accounts, sale

BOOKS = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot", "Zoe")
    + sale("2026-05-14", "F2026-014", "1200.00")
    + sale("2026-05-14", "F7", "90.00")
    + sale("2026-05-14", "F7", "80.00", customer="Oriot")
    + sale("2026-05-15", "2026/08", "70.00", customer="Oriot")
)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("explain",), "nothing is open for Zoe"),
        (("letter",), "there is nothing to write to Zoe now; relance explain says why"),
        (("recovery",), "nothing is overdue for Zoe"),
        (("book", "--as", "doubtful"), "nothing is open for Zoe"),
    ],
)
def test_a_customer_without_an_invoice_is_known(
    books: Path, command: tuple[str, ...], says: str
) -> None:
    name, *options = command
    done = relance(name, books, "Zoe", *options)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{says}\n")


@pytest.mark.parametrize(
    "command", [("explain",), ("letter",), ("recovery",), ("book", "--as", "doubtful")]
)
def test_an_invoice_of_two_customers_is_asked_about(books: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    done = relance(name, books, "f7", *options)
    assert (done.returncode, done.stdout) == (3, "")
    assert (
        "several customers have an invoice f7, Martin and Oriot: write “Martin/F7”" in done.stderr
    )


def test_the_customer_says_which(books: Path) -> None:
    done = relance("explain", books, "oriot/f7")
    assert done.returncode == 0
    assert "F7, Oriot" in done.stdout
    assert "Martin" not in done.stdout
    assert relance("explain", books, "Oriot/F2026-014").returncode == 3


def test_an_invoice_with_a_stroke_is_itself(books: Path) -> None:
    for name in ("2026/08", "Oriot/2026/08"):
        assert "2026/08, Oriot" in relance("explain", books, name).stdout
