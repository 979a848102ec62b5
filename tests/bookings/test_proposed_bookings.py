"""Proposed bookings: what they say, and what the ledger is with them pasted in."""

from __future__ import annotations

import datetime
import functools
import os
import textwrap
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Open, Transaction
from beancount.ops.documents import DocumentError

from beancount_relance.bookings.booking import DIFFERENCE, DOUBTFUL, IRRECOVERABLE, PURPOSES
from beancount_relance.bookings.printed_bookings import booking_text
from beancount_relance.bookings.proposed_bookings import propose
from beancount_relance.clock import today
from beancount_relance.language.messages import language
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report, build_report
from tests.support.command import EXAMPLE
from tests.support.examples import IS_NIGHTLY
from tests.support.ledgers import FRANCE, D, accounts, complaints, item, payment, remark, sale

GOLDEN = sorted(Path(__file__).parents[1].glob("golden/*/bookings.txt"))
CASES = sorted(path.parent for path in Path(__file__).parents[1].glob("golden/*/source.beancount"))
AS_OF = datetime.date(2026, 6, 30)
VAT_SALE = """
2026-01-01 open Liabilities:TVA
2026-03-02 * "Martin" "Enseigne" ^F1
  due: 2026-04-01
  Assets:Clients:Martin   1200.00 EUR
  Income:Sales           -1000.00 EUR
  Liabilities:TVA         -200.00 EUR
"""


def proposed(
    text: str, purpose: str, *references: str, code: str = "en", as_of: datetime.date = AS_OF
) -> tuple[str, list[str]]:
    """The text to paste, and why there is none for some."""
    entries, _, options = loader.load_string(textwrap.dedent(text).strip("\n") + "\n" + FRANCE)
    report = build_report(entries, options, as_of)
    items = [
        one
        for one in report.allocation.items
        if not references or one.invoice.reference in references
    ]
    found, refused = propose(
        LoadedLedger.of(entries, [], options), report, items, purpose, language(code)
    )
    return booking_text(found, report, language(code)), [str(message) for message in refused]


def squeezed(text: str) -> list[str]:
    """The lines of a text, without their alignment, nor the wrapping of comments."""
    return [" ".join(line.split()) for line in text.replace("\n; ", " ; ").splitlines()]


def pasted(text: str, addition: str, as_of: datetime.date = AS_OF) -> Report:
    """The report of a ledger with the text pasted at its end; Beancount has no complaint."""
    entries, errors, options = loader.load_string(f"{textwrap.dedent(text).strip()}\n\n{addition}")
    others = [
        error
        for error in errors
        if type(error).__module__.startswith("beancount.") and not isinstance(error, DocumentError)
    ]
    assert not others, [error.message for error in others]
    report = build_report(entries, options, as_of)
    assert all(balance.difference == 0 for balance in report.allocation.balances.values())
    return report


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_golden(path: Path) -> None:
    source = (path.parent / "source.beancount").read_text(encoding="utf-8")
    entries, _, options = loader.load_string(source)
    report = build_report(entries, options, find_as_of(entries, today()))
    code = report.settings.language
    texts = [proposed(source, purpose, code=code)[0] for purpose in PURPOSES]
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text("\n".join(texts), encoding="utf-8")
    assert "\n".join(texts) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_golden_pasted(path: Path) -> None:
    source = (path.parent / "source.beancount").read_text(encoding="utf-8")
    before = pasted(source, "")
    moved = pasted(source, proposed(source, DOUBTFUL)[0])
    assert [one.outstanding for one in moved.open_items] == [
        one.outstanding for one in before.open_items
    ]
    assert [one.invoice.customer for one in moved.open_items] == [
        one.invoice.customer for one in before.open_items
    ]
    assert all(
        now.invoice.account != then.invoice.account
        for now, then in zip(moved.open_items, before.open_items, strict=True)
    )
    assert not complaints(moved)
    lost = pasted(source, proposed(source, IRRECOVERABLE)[0])
    assert not lost.open_items
    assert not complaints(lost)
    owed = {one.key for one in before.open_items}
    for one in lost.allocation.items:
        assert one.settled[-1].kind == "write-off" or one.key not in owed
    received = pasted(source, proposed(source, INTEREST)[0])
    assert received.allocation.items == before.allocation.items


def test_moved_first_then_lost() -> None:
    books = accounts() + VAT_SALE
    moved = proposed(books, DOUBTFUL)[0]
    both = f"{books}\n{moved}"
    text, _ = proposed(both, IRRECOVERABLE)
    assert "Assets:Doubtful-Customers:Martin -1200.00 EUR" in squeezed(text)
    report = pasted(both, text)
    assert not report.open_items
    assert item(report, "F1").invoice.account == "Assets:Doubtful-Customers:Martin"
    assert proposed(both, DOUBTFUL) == (
        "",
        ["F1 is already on Assets:Doubtful-Customers:Martin"],
    )


def test_nothing_to_book() -> None:
    books = accounts() + sale("2026-03-02", "F1", "100.00") + payment("2026-03-09", "100.00", "F1")
    assert proposed(books, DOUBTFUL) == ("", ["F1 is settled"])
    assert proposed(books, IRRECOVERABLE) == ("", ["F1 is settled"])
    assert proposed(books, INTEREST) == ("", ["no late interest or recovery fee on F1"])


@pytest.mark.parametrize(
    ("amount", "paid", "expected"),
    [
        (None, "", ""),
        ("1200.00 EUR", "", ""),
        # 450 × 12.15 % × 90 / 365 = 13.48; the rest is not disputed, so the fee is due
        ("750.00 EUR", "", "53.48"),
        # 450 × 12.15 % × 30 / 365 = 4.49 for what was paid late; the rest is disputed
        (None, payment("2026-05-01", "450.00", "F1"), "44.49"),
    ],
)
def test_nothing_is_proposed_for_what_is_disputed(
    amount: str | None, paid: str, expected: str
) -> None:
    disputed = {} if amount is None else {"amount": amount}
    books = accounts() + VAT_SALE + paid + remark("2026-05-10", "dispute", "F1", **disputed)
    books += "2026-01-01 open Income:Late-Fees\n"
    text, why = proposed(books, INTEREST, "F1")
    if expected:
        assert f"Assets:Bank {expected} EUR" in squeezed(text)
    else:
        assert why == ["F1 is disputed: neither late interest nor a recovery fee"]


def test_interest_of_a_business() -> None:
    # 1200 × 12.15 % × 90 / 365 = 35.95; the fee is 40
    books = accounts() + VAT_SALE + sale("2026-03-02", "F2", "10.00", due="2026-12-31")
    books += payment("2026-05-04", "10.00", "F2") + "2026-01-01 open Income:Late-Fees\n"
    text, _ = proposed(books, INTEREST, "F1")
    said = "; Late interest €35.95, recovery fee €40.00: use the date and amounts of the bank"
    assert text.splitlines()[2:] == [
        f"{said} statement.",
        "; Neither is subject to VAT.",
        '2026-06-30 * "Martin" "Late interest and recovery fee, F1" ^F1',
        "  Assets:Bank        75.95 EUR",
        "  Income:Late-Fees  -35.95 EUR",
        "  Income:Late-Fees  -40.00 EUR",
    ]


def test_a_name_that_had_to_be_suggested_says_so() -> None:
    text, _ = proposed(accounts() + VAT_SALE, INTEREST, code="en")
    (said,) = [line for line in squeezed(text) if "suggestion" in line]
    assert "Income:Late-Payment-Interest is a suggestion" in said
    assert 'custom "relance" "account" "interest" Income:Late-Payment-Interest' in said
    assert "2026-06-30 open Income:Late-Payment-Interest" in squeezed(text)


def test_interest_of_a_consumer_has_no_fee() -> None:
    books = (
        accounts()
        + VAT_SALE
        + '2026-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
    )
    assert proposed(books, INTEREST)[1] == ["no late interest or recovery fee on F1"]
    books += remark("2026-04-28", "formal-notice", "F1")
    books += remark("2026-04-30", "received", "F1")
    text, _ = proposed(books, INTEREST)
    # 1200 × 2.62 % × 61 / 365 = 5.25, from 1 May
    assert '"Late interest, F1" ^F1' in text
    assert "Assets:Bank 5.25 EUR" in squeezed(text)
    assert "40.00" not in text


def test_public_body_is_written_off_like_others() -> None:
    books = (
        accounts() + VAT_SALE + '2026-01-01 custom "relance-customer" "Martin"\n  kind: "public"\n'
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "Expenses:Bad-Debts 1000.00 EUR" in squeezed(text)
    assert not pasted(books, text).open_items


def test_the_mention_is_in_the_words_of_the_law() -> None:
    text, _ = proposed(accounts() + VAT_SALE, IRRECOVERABLE)
    nbsp, narrow = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
    assert (
        f"Facture demeurée impayée pour la somme de 1{narrow}000,00{nbsp}€ (prix net) et pour la "
        f"somme de 200,00{nbsp}€ (TVA correspondante) qui ne peut faire l'objet d'une déduction "
        "(article 272 du CGI)"
    ) in text
    assert "can only be recovered once the claim is proven irrecoverable" in text


def test_no_french_mention_for_a_creditor_elsewhere() -> None:
    books = accounts() + VAT_SALE + '2026-01-01 custom "relance" "creditor"\n  country: "DE"\n'
    text, _ = proposed(books, IRRECOVERABLE)
    assert "mention" not in text
    assert "; VAT of €200.00 is recovered: check under what conditions your law allows" in text
    assert "Liabilities:TVA 200.00 EUR" in squeezed(text)


def test_vat_of_earlier_books_is_not_known() -> None:
    books = (
        accounts()
        + """
2026-01-01 open Equity:Opening
2026-01-01 * "Carried over" ^F0
  Assets:Clients:Martin   1200.00 EUR
  Equity:Opening
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "does not show the VAT" in text
    assert "Expenses:Bad-Debts 1200.00 EUR" in squeezed(text)
    assert not pasted(books, text).open_items


def test_advances_deducted_change_no_proportion() -> None:
    # 3600 with 600 of VAT, less an advance of 1080: of the 2520 open a sixth is VAT
    books = (
        accounts()
        + """
2026-01-01 open Liabilities:TVA
2026-01-01 open Liabilities:Avances
2026-03-02 * "Martin" "Cuisine" ^F1
  Assets:Clients:Martin   2520.00 EUR
  Liabilities:Avances     1080.00 EUR
  Income:Sales           -3000.00 EUR
  Liabilities:TVA         -600.00 EUR
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "Liabilities:TVA 420.00 EUR" in squeezed(text)
    assert "Expenses:Bad-Debts 2100.00 EUR" in squeezed(text)


def test_vat_account_by_setting_and_rounding() -> None:
    books = (
        accounts()
        + """
2026-01-01 custom "relance" "account" "vat" Liabilities:Autre
2026-01-01 open Liabilities:TVA
2026-01-01 open Liabilities:Autre
2026-03-02 * "Martin" "Vis" ^F1
  Assets:Clients:Martin   0.99 EUR
  Income:Sales           -0.83 EUR
  Liabilities:TVA        -0.16 EUR
2026-04-02 * "Martin" "Virement" ^F1
  Assets:Bank             0.50 EUR
  Assets:Clients:Martin
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    # 0.49 × 16 / 99 = 0.0792
    assert "Liabilities:Autre 0.08 EUR" in squeezed(text)
    assert "Expenses:Bad-Debts 0.41 EUR" in squeezed(text)
    assert not pasted(books, text).open_items


def test_instalments_are_one_entry() -> None:
    books = (
        accounts()
        + """
2026-03-02 * "Martin" "Chantier" ^F1
  Assets:Clients:Martin   700.00 EUR
    due: 2026-04-01
  Assets:Clients:Martin   300.00 EUR
    due: 2026-09-01
  Income:Sales
2026-04-02 * "Martin" "Virement" ^F1
  Assets:Bank             100.00 EUR
  Assets:Clients:Martin
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert text.count(" * ") == 1
    assert "Assets:Clients:Martin -900.00 EUR" in squeezed(text)
    assert not pasted(books, text).open_items


def test_foreign_currency_keeps_its_price() -> None:
    books = (
        accounts()
        + """
2026-03-02 * "Martin" "Export" ^F1
  Assets:Clients:Martin  1000.00 USD @ 0.9 EUR
  Income:Sales           -900.00 EUR
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "Expenses:Bad-Debts 900.00 EUR" in squeezed(text)
    assert "Assets:Clients:Martin -1000.00 USD @ 0.9 EUR" in squeezed(text)
    assert not pasted(books, text).open_items
    moved = pasted(books, proposed(books, DOUBTFUL)[0])
    assert item(moved, "F1").outstanding == D("1000.00")


def test_auxiliary_account_stays_the_same_customer() -> None:
    books = """
2026-01-01 open Assets:411MARTIN
2026-01-01 open Income:Sales
2026-03-02 * "Martin" "Goods" ^F1
  Assets:411MARTIN  100.00 EUR
  Income:Sales
"""
    report = pasted(books, proposed(books, DOUBTFUL)[0])
    (one,) = report.open_items
    assert one.invoice.customer == "411MARTIN"
    assert one.invoice.account == "Assets:Doubtful-Customers:411MARTIN"


def test_a_doubtful_account_of_another_name_stays_receivable() -> None:
    # the setting names an account that would not be recognised: pasted, all roots are named
    books = (
        accounts() + VAT_SALE + '2026-01-01 custom "relance" "account" "doubtful" Assets:Dossiers\n'
    )
    text, _ = proposed(books, DOUBTFUL)
    assert '2026-06-30 custom "relance" "receivables" Assets:Clients\n' in text
    assert '2026-06-30 custom "relance" "receivables" Assets:Dossiers\n' in text
    (one,) = pasted(books, text).open_items
    assert (one.invoice.customer, one.invoice.account) == ("Martin", "Assets:Dossiers:Martin")


def test_closed_accounts_are_not_proposed() -> None:
    books = (
        accounts()
        + VAT_SALE
        + """
2026-01-01 open Expenses:654-Old
2026-05-01 close Expenses:654-Old
2026-01-01 open Expenses:Irrecoverable-Claims
"""
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "Expenses:Irrecoverable-Claims 1000.00 EUR" in squeezed(text)


def test_the_customers_credit_is_told() -> None:
    books = (
        accounts()
        + VAT_SALE
        + '2026-01-01 custom "relance" "allocation" "explicit"\n'
        + payment("2026-05-04", "300.00")
    )
    text, _ = proposed(books, IRRECOVERABLE)
    assert "; The customer has a credit of €300.00: set it off first." in text


def test_quotes_backslashes_and_line_breaks_do_not_break_out() -> None:
    books = """
2026-01-01 open Assets:Receivable
2026-01-01 open Income:Sales
2026-03-02 * "Bob \\"B\\" \\\\ Sons\n2026-01-01 open Assets:Evil" "Goods"
  invoice: "7 \\"a\\" \\\\n"
  Assets:Receivable  100.00 EUR
  Income:Sales
"""
    for purpose in (DOUBTFUL, IRRECOVERABLE):
        text, _ = proposed(books, purpose)
        entries, _, _ = loader.load_string(text)
        assert {e.account for e in entries if isinstance(e, Open)} <= {
            "Assets:Doubtful-Customers",
            "Expenses:Bad-Debts",
        }
        report = pasted(books, text)
        (one,) = report.allocation.items
        assert one.invoice.reference == '7 "a" \\n'
    assert not report.open_items


@pytest.mark.parametrize("purpose", [each for each in PURPOSES if each != DIFFERENCE])
def test_everything_open_in_the_example(purpose: str) -> None:
    entries, _, options = loader.load_file(str(EXAMPLE))
    report = build_report(entries, options, find_as_of(entries, today()))
    found, _ = propose(
        LoadedLedger.of(entries, [], options), report, report.open_items, purpose, language("fr")
    )
    proposals = [
        entry for each in found for entry in each.entries if isinstance(entry, Transaction)
    ]
    assert proposals
    for entry in proposals:
        weights: dict[str, Decimal] = {}
        for posting in entry.postings:
            assert posting.units is not None
            price = posting.price.number if posting.price else Decimal(1)
            currency = posting.price.currency if posting.price else posting.units.currency
            assert posting.units.number is not None
            assert price is not None
            weights[currency] = weights.get(currency, D(0)) + posting.units.number * price
        assert all(abs(total) < D("0.005") for total in weights.values()), entry


def test_the_whole_example_pasted(tmp_path: Path) -> None:
    entries, _, options = loader.load_file(str(EXAMPLE))
    report = build_report(entries, options, find_as_of(entries, today()))
    for purpose in (DOUBTFUL, IRRECOVERABLE):
        found, _ = propose(
            LoadedLedger.of(entries, [], options),
            report,
            report.open_items,
            purpose,
            language("fr"),
        )
        path = tmp_path / f"{purpose}.beancount"
        text = booking_text(found, report, language("fr"))
        path.write_text(f'include "{EXAMPLE}"\n{text}', encoding="utf-8")
        again, errors, options = loader.load_file(str(path))
        assert not errors, [error.message for error in errors]
        after = build_report(again, options, report.as_of)
        assert all(balance.difference == 0 for balance in after.allocation.balances.values())
        if purpose == IRRECOVERABLE:
            assert not after.open_items
        else:
            assert sum(one.outstanding for one in after.open_items) == sum(
                one.outstanding for one in report.open_items
            )
            assert all("Douteux" in one.invoice.account for one in after.open_items)


def test_in_french() -> None:
    books = accounts() + VAT_SALE
    narrations = {
        DOUBTFUL: "Passage en créance douteuse, F1",
        IRRECOVERABLE: "Créance irrécouvrable, F1",
        INTEREST: "Pénalités de retard et indemnité de recouvrement, F1",
    }
    for purpose, narration in narrations.items():
        text, _ = proposed(books, purpose, code="fr")
        assert f'"Martin" "{narration}" ^F1' in text
        assert "suggestion" in text
    text, _ = proposed(books, IRRECOVERABLE, code="fr")
    assert "Expenses:Creances-Irrecouvrables 1000.00 EUR" in squeezed(text)


def test_an_account_closed_or_open_later_is_told() -> None:
    books = accounts() + VAT_SALE + "2026-05-01 close Liabilities:TVA\n"
    text, _ = proposed(books, IRRECOVERABLE)
    assert "; Liabilities:TVA was closed on 2026-05-01." in text
    books = accounts() + VAT_SALE + "2026-09-01 open Assets:Clients-Douteux:Martin\n"
    books += '2026-01-01 custom "relance" "account" "doubtful" Assets:Clients-Douteux\n'
    text, _ = proposed(books, DOUBTFUL)
    assert "; Assets:Clients-Douteux:Martin only opens on 2026-09-01." in text
    assert "2026-06-30 open" not in text


def test_a_currency_that_the_account_does_not_take_is_told() -> None:
    books = accounts() + sale("2026-03-02", "F1", "100.00", currency="USD")
    books += "2020-01-01 open Expenses:Bad-Debts EUR\n"
    text, _ = proposed(books, IRRECOVERABLE)
    assert "; Expenses:Bad-Debts only accepts EUR." in text
    assert "takes" not in proposed(books, DOUBTFUL)[0]


@functools.lru_cache(maxsize=1)
def _case(case: Path) -> tuple[str, LoadedLedger, Report]:
    """The text of a case, and what is read from it; without the plugin, which changes nothing."""
    source = (case / "source.beancount").read_text(encoding="utf-8")
    source = source.replace('plugin "beancount_relance"', ";", 1)
    entries, _, options = loader.load_string(source)
    report = build_report(entries, options, find_as_of(entries, today()))
    return source, LoadedLedger.of(entries, [], options), report


ON_TWO_ACCOUNTS = ("bill-after-a-rename",)
"""A case in which an invoice is open on two accounts."""
PASTED = [
    pytest.param(case, purpose, id=f"{case.name}-{purpose}")
    for case in CASES
    for number, purpose in enumerate(PURPOSES)
    if IS_NIGHTLY
    or number == zlib.crc32(case.name.encode()) % (4 * len(PURPOSES))
    or (purpose == IRRECOVERABLE and case.name in ON_TWO_ACCOUNTS)
]
"""A quarter of the cases with one purpose, always the same; at night all with all."""


@pytest.mark.parametrize(("case", "purpose"), PASTED)
def test_every_golden_case_pasted(case: Path, purpose: str) -> None:
    # each convention of the cases is understood again in what is proposed for it
    source, ledger, before = _case(case)
    found, refused = propose(ledger, before, before.open_items, purpose, language("en"))
    text = booking_text(found, before, language("en"))
    after = pasted(source, text, before.as_of) if text.strip() else before
    assert set(complaints(after)) <= set(complaints(before))  # what was lost needs no rate
    if purpose == IRRECOVERABLE:
        assert not refused
        assert not after.open_items
    else:
        booked = {one.invoice for one in found} if purpose == DIFFERENCE else set()
        left = [each for each in _what_is_open(before) if each[1] not in booked]
        assert _what_is_open(after) == left
    owed, was_owed = after.totals(), before.totals()
    for currency, balance in was_owed.items():
        lost = D("0")  # a rest within tolerance is no open item
        if purpose == IRRECOVERABLE:
            theirs = [one for one in before.open_items if one.invoice.currency == currency]
            lost = sum((one.outstanding for one in theirs), D("0"))
        if purpose == DIFFERENCE:
            lost = sum((one.amount for one in found if one.currency == currency), D("0"))
        assert owed[currency].ledger == balance.ledger - lost
        assert owed[currency].credits == balance.credits
        assert owed[currency].unidentified == balance.unidentified
        assert owed[currency].difference == 0


def _what_is_open(found: Report) -> list[tuple[object, ...]]:
    """Numbers, customers, amounts, dates, history and next stages of what is open."""
    return [
        (
            one.key,
            one.invoice.number,
            one.invoice.date,
            one.invoice.due,
            one.outstanding,
            found.decisions[one.key].stage,
            found.decisions[one.key].why,
            [(event.kind, event.date) for event in found.events if one.key in event.items],
        )
        for one in found.open_items
    ]


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        (IRRECOVERABLE, "900.00 EUR Assets:Clients:Gap -1000.00 USD {0.90 EUR, 2026-03-02}"),
        (DOUBTFUL, "Gap 1000.00 USD {0.90 EUR, 2026-03-02} Assets:Clients:Gap -1000.00 USD {0.90"),
    ],
)
def test_a_claim_that_is_held_at_cost_keeps_it(purpose: str, expected: str) -> None:
    books = (
        accounts("Gap")
        + """
2026-03-02 * "Gap" "Goods" ^F1
  Assets:Clients:Gap   1000.00 USD {0.90 EUR}
  Income:Sales
"""
    )
    text, refused = proposed(books, purpose)
    assert refused == []
    assert expected in " ".join(squeezed(text))
    after = pasted(books, text)
    assert [each.outstanding for each in after.open_items] == (
        [] if purpose == IRRECOVERABLE else [D("1000.00")]
    )


SHORT = (
    accounts("Alder")
    + """
2024-01-01 custom "relance" "tolerance" 1.00 EUR
2024-01-01 custom "relance" "bank-fee" 25.00 EUR
2026-01-01 open Expenses:658-Charges-diverses
2026-01-01 open Income:758-Produits-divers
2026-01-01 open Expenses:665-Escomptes
2026-01-01 open Expenses:627-Services-bancaires
"""
    + sale("2026-03-02", "F1", "500.00", customer="Alder")
)


@pytest.mark.parametrize(
    ("paid", "account", "amount"),
    [
        ("499.20", "Expenses:658-Charges-diverses", "0.80"),
        ("485.00", "Expenses:627-Services-bancaires", "15.00"),
        ("500.40", "Income:758-Produits-divers", "-0.40"),
    ],
)
def test_a_difference_is_booked_by_what_it_is(paid: str, account: str, amount: str) -> None:
    books = SHORT + payment("2026-03-20", paid, "F1", customer="Alder")
    text, refused = proposed(books, DIFFERENCE)
    assert refused == []
    assert f"{account} {amount} EUR" in squeezed(text)
    after = pasted(books, text)
    assert not after.open_items
    assert not after.allocation.credits


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (
            "400.00",
            "what is open of F1, €100.00, is no difference",
        ),
        ("500.00", "F1 is settled"),
        (
            "510.00",
            "€10.00 too much was paid for F1",
        ),
    ],
)
def test_what_is_no_difference_is_not_booked_as_one(paid: str, said: str) -> None:
    books = SHORT + payment("2026-03-20", paid, "F1", customer="Alder")
    text, refused = proposed(books, DIFFERENCE)
    assert len(refused) == 1
    assert refused[0].startswith(said)
    assert "*" not in text
