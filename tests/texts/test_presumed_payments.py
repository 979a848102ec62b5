"""A reminder says what a payment was set against that may be for one of its invoices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.texts.writer import Writer
from tests.support.examples import scaled
from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import with_plain_spaces

SAID = {
    "en": "payment of 15 June 2026 as follows: €900.00 (invoice F1 of 1 March 2026).",
    "fr": "Nous avons imputé votre règlement du 15 juin 2026 comme suit",
}


def books(count: int, paid: int, *, language: str = "en", link: str = "") -> str:
    text = f'2020-01-01 custom "relance" "language" "{language}"\n' + accounts()
    for number in range(1, count + 1):
        text += sale(f"2026-{number + 2:02}-01", f"F{number}", "900.00")
    for _ in range(paid):
        text += (
            f'2026-06-15 * "Martin" "Transfer" {link}\n'
            "  Assets:Bank  900.00 EUR\n  Assets:Clients:Martin\n"
        )
    return text


def written(text: str) -> str:
    found = report(text)
    (action,) = found.actions
    return Writer(found).write(action).body


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_reminder_of_a_rival_says_what_was_paid(language: str) -> None:
    assert SAID[language] in written(books(2, 1, language=language))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "We have used your payments as follows: payment of 15 June 2026, €900.00 "
                "(invoice F1 of 1 March 2026); payment of 15 June 2026, €900.00 (invoice "
                "F2 of 1 April 2026). If one of them was meant for another invoice, "
                "please let us know."
            ),
        ),
        (
            "fr",
            (
                "Nous avons imputé vos règlements comme suit : règlement du 15 juin 2026, "
                "900,00 € (facture n° F1 du 1er mars 2026) ; règlement du 15 juin 2026, "
                "900,00 € (facture n° F2 du 1er avril 2026). Si l’un d’eux était destiné "
                "à une autre facture, merci de nous l’indiquer."
            ),
        ),
    ],
)
def test_several_payments_are_told_in_one_sentence(language: str, told: str) -> None:
    assert told in with_plain_spaces(written(books(3, 2, language=language)))


def test_nothing_is_said_once_the_payment_names_its_invoice() -> None:
    assert "We have used your payment" not in written(books(2, 1, link="^F1"))


@scaled(8)
@given(st.integers(1, 3), st.integers(0, 3))
def test_it_is_said_of_each_payment_that_leaves_a_rival_open(count: int, paid: int) -> None:
    text = books(count, paid)
    found = report(text)
    if not found.actions:
        assert paid >= count
        return
    told = written(text)
    assert told.count("payment of 15 June 2026") == paid
    assert told.count("We have used") == told.count("meant for another") == min(paid, 1)
    assert len([check for check in found.checks if check.code == "possible-payment"]) == paid


def test_what_is_left_after_a_payment_without_a_number_says_how_it_was_set() -> None:
    """Of 1,000.00 for no invoice in particular, F1 took 900.00 and F2 the rest of 100.00."""
    paid = '2026-06-15 * "Martin" "Transfer"\n  Assets:Bank  1000.00 EUR\n  Assets:Clients:Martin\n'
    for language, said in (
        ("en", "€900.00 (invoice F1 of 1 March 2026) and €100.00 (invoice F2 of 1 April 2026)."),
        ("fr", "900,00\xa0€ (facture n°\xa0F1 du 1er mars 2026) et 100,00\xa0€ (facture n°\xa0F2"),
    ):
        text = written(books(3, 0, language=language) + paid)
        assert text.count(SAID["fr"] if language == "fr" else "We have used your payment") == 1
        assert said in text
    named = paid.replace('"Transfer"', '"Transfer" ^F1 ^F2')
    assert "We have used your payment" not in written(books(3, 0) + named)


def test_an_invoice_that_is_only_mentioned_says_so_as_well() -> None:
    paid = '2026-06-15 * "Martin" "Transfer"\n  Assets:Bank  500.00 EUR\n  Assets:Clients:Martin\n'
    notes = remark("2026-06-16", "formal-notice", "F1") + remark("2026-04-20", "reminder", "F1")
    text = written(books(2, 0) + paid + notes + remark("2026-06-17", "legal", "F1"))
    assert "Invoice F2 of 1 April 2026" in text
    assert "€500.00 (invoice F1 of 1 March 2026)." in text


def test_what_is_left_after_a_credit_note_for_another_invoice_says_so_too() -> None:
    """F1 was paid in full before its credit note of 200.00, which F2 of 300.00 has then."""
    text = '2020-01-01 custom "relance" "language" "fr"\n' + accounts()
    text += sale("2026-03-01", "F1", "900.00")
    text += '2026-04-10 * "Martin" "F1" ^F1\n  Assets:Bank  900.00 EUR\n  Assets:Clients:Martin\n'
    text += (
        '2026-04-20 * "Martin" "Credit note on F1" ^F1\n'
        "  Income:Sales  200.00 EUR\n  Assets:Clients:Martin\n"
    )
    body = written(text + sale("2026-05-01", "F2", "300.00")).replace("\u00a0", " ")
    assert "Nous avons imputé notre avoir du 20 avril 2026 comme suit : 200,00 €" in body
    assert "S’il concerne une autre facture, merci de nous l’indiquer." in body
