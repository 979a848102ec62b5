"""The example ledger: the figures its author derived by hand for 30 June 2026."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader

from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.receivables.items import Item
from beancount_relance.report.loading import LoadedLedger, load_ledger
from tests.support.command import EXAMPLE

AS_OF = datetime.date(2026, 6, 30)

# customer, stage, due on, asked for, invoices
ACTIONS = [
    ("Loft-Immobilier", "legal", "2026-06-29", {"EUR": "5880.00"}, ["F2026-022"]),
    ("Traiteur-Gaudin", "visit", "2026-06-30", {"EUR": "6480.00"}, ["F2026-029"]),
    (
        "Cave-des-Anges",
        "formal-notice",
        "2026-06-29",
        {"EUR": "4188.00"},
        ["F2026-032", "F2026-033"],
    ),
    ("Coworking-La-Ruche", "firm-letter", "2026-06-29", {"EUR": "3288.00"}, ["F2026-031"]),
    ("Restaurant-La-Cale", "firm-letter", "2026-06-29", {"EUR": "1944.00"}, ["F2026-037"]),
    ("Harborview-Interiors", "call", "2026-06-30", {"USD": "3450.00"}, ["F2026-041"]),
    ("Boulangerie-Martin", "call", "2026-06-29", {"EUR": "1650.00"}, ["F2026-040", "F2026-043"]),
    ("Zonnelicht", "reminder", "2026-06-30", {"EUR": "3740.00"}, ["F2026-044"]),
    ("Galerie-Estuaire", "reminder", "2026-06-29", {"EUR": "1620.00"}, ["F2026-042"]),
    ("Delphine-Oriot", "reminder", "2026-06-25", {"EUR": "1265.00"}, ["F2026-049"]),
    ("Menuiserie-Le-Goff", "courtesy", "2026-06-30", {"EUR": "1140.00"}, ["F2026-047"]),
    ("Pharmacie-du-Vieux-Puits", "courtesy", "2026-06-29", {"EUR": "1038.00"}, ["F2026-046"]),
]

# customer, why, until: how many items
WAITING = [
    ("Agence-Grand-Ouest", "promise", "2026-07-06", 1),
    ("Coiffure-Margaux", "plan", "2026-07-15", 1),
    ("Spa-Belle-Rive", "hold", "2026-07-10", 1),
    ("Bistrot-Les-Halles", "handover", None, 1),
    ("Librairie-du-Quai", "insolvency", None, 2),
    ("Theatre-de-la-Fabrique", "ladder-done", None, 1),
    ("Lumen-Conseil", "no-procedure", None, 1),
    ("Clinique-Sainte-Luce", "under-minimum", None, 1),
    ("Galerie-Estuaire", "dispute", None, 1),
]


@pytest.fixture(scope="module")
def ledger() -> LoadedLedger:
    return load_ledger(EXAMPLE)


@pytest.fixture(scope="module")
def books(ledger: LoadedLedger) -> Mapping[str, Any]:
    return open_data(ledger.report(AS_OF), language("en"))


@pytest.fixture(scope="module")
def agenda(ledger: LoadedLedger) -> Mapping[str, Any]:
    return actions_data(ledger.report(AS_OF), language("en"))


def test_there_is_nothing_to_complain_of(ledger: LoadedLedger) -> None:
    assert not ledger.problems
    assert not ledger.report().problems


def test_it_is_frozen_at_the_end_of_june(ledger: LoadedLedger) -> None:
    assert ledger.report().as_of == AS_OF


def test_the_books_tie_out(books: dict[str, Any]) -> None:
    assert books["balances"] == [
        {
            "currency": "EUR",
            "open": "62718.60",
            "credits": "950.00",
            "unidentified": "240.00",
            "ledger": "62008.60",
            "difference": "0.00",
        },
        {
            "currency": "USD",
            "open": "4730.00",
            "credits": "0.00",
            "unidentified": "0.00",
            "ledger": "4730.00",
            "difference": "0.00",
        },
    ]


def test_credits_and_what_nobody_can_explain(books: dict[str, Any]) -> None:
    assert sorted((c["customer"], c["currency"], c["amount"]) for c in books["credits"]) == [
        ("Cafe-des-Machines", "EUR", "900.00"),
        ("Domaine-de-la-Sevre", "EUR", "50.00"),
    ]
    assert [(u["customer"], u["amount"]) for u in books["unidentified"]] == [
        ("Menuiserie-Le-Goff", "240.00")
    ]


@pytest.mark.parametrize("expected", ACTIONS, ids=[action[0] for action in ACTIONS])
def test_action(agenda: dict[str, Any], expected: tuple[str, str, str, Any, list[str]]) -> None:
    customer, stage, due_on, outstanding, invoices = expected
    (action,) = (a for a in agenda["actions"] if a["customer"] == customer)
    assert (action["stage"], action["due_on"]) == (stage, due_on)
    assert action["outstanding"] == outstanding
    assert action["invoices"] == invoices


def test_there_are_no_other_actions(agenda: dict[str, Any]) -> None:
    assert {a["customer"] for a in agenda["actions"]} == {action[0] for action in ACTIONS}
    assert len(agenda["actions"]) == 12


def test_early_stages_claim_the_principal_only(agenda: dict[str, Any]) -> None:
    for action in agenda["actions"]:
        if action["stage"] in {"courtesy", "reminder", "call"}:
            assert action["claimed"] == action["outstanding"]


def test_the_consumer_owes_neither_interest_nor_fee(agenda: dict[str, Any]) -> None:
    (oriot,) = (a for a in agenda["actions"] if a["customer"] == "Delphine-Oriot")
    assert (oriot["interest"], oriot["recovery_fee"]) == ({"EUR": "0.00"}, {"EUR": "0.00"})


def test_the_legal_file_claims_interest_and_fee(agenda: dict[str, Any]) -> None:
    # F2026-022, 5 880 €, 12.15 %, 40 € (due date: see clients.beancount, 30 days)
    (loft,) = (a for a in agenda["actions"] if a["customer"] == "Loft-Immobilier")
    interest = float(loft["interest"]["EUR"])
    assert loft["recovery_fee"] == {"EUR": "40.00"}
    assert float(loft["claimed"]["EUR"]) == pytest.approx(5880 + interest + 40)


@pytest.mark.parametrize("expected", WAITING, ids=[waiting[0] for waiting in WAITING])
def test_waiting(agenda: dict[str, Any], expected: tuple[str, str, str | None, int]) -> None:
    customer, why, until, count = expected
    found = [w for w in agenda["waiting"] if w["customer"] == customer and w["why"] == why]
    assert len(found) == count
    assert {w["until"] for w in found} == {until}


def test_only_the_disputed_part_waits(agenda: dict[str, Any]) -> None:
    (dispute,) = (w for w in agenda["waiting"] if w["why"] == "dispute")
    assert dispute["outstanding"] == "540.00"


def test_a_returned_direct_debit_changes_nothing_but_the_history(ledger: LoadedLedger) -> None:
    (item,) = _items(ledger, AS_OF, "F2026-031")
    assert [(part.kind, part.amount) for part in item.movements] == [
        ("payment", Decimal("3288.00")),
        ("reversal", Decimal("-3288.00")),
    ]
    assert (item.outstanding, item.invoice.due) == (Decimal("3288.00"), datetime.date(2026, 6, 8))
    assert not _items(ledger, datetime.date(2026, 6, 9), "F2026-031")


def test_a_cancelled_credit_note_leaves_the_invoice_whole(ledger: LoadedLedger) -> None:
    (then,) = _items(ledger, datetime.date(2026, 6, 11), "F2026-040")
    (now,) = _items(ledger, AS_OF, "F2026-040")
    assert (then.outstanding, now.outstanding) == (Decimal("1274.40"), Decimal("1416.00"))
    assert now.invoice.due == datetime.date(2026, 6, 19)


def test_a_renamed_customer_keeps_invoice_and_reminders(ledger: LoadedLedger) -> None:
    (before,) = _items(ledger, datetime.date(2026, 6, 14), "F2026-034")
    (after,) = _items(ledger, AS_OF, "F2026-034")
    assert before.invoice.customer == "Agence-Nord-Ouest"
    assert after.invoice.customer == "Agence-Grand-Ouest"
    assert before.invoice.date == after.invoice.date == datetime.date(2026, 4, 30)
    decision = ledger.report(AS_OF).decisions[after.key]
    assert [done.name for done in decision.past] == ["reminder", "call", "firm-letter"]
    assert (decision.why, decision.until) == ("promise", datetime.date(2026, 7, 6))


def test_the_closing_changes_nothing(ledger: LoadedLedger) -> None:
    without = [
        entry
        for entry in ledger.entries
        if not getattr(entry, "narration", "").startswith(("Clôture de l'exercice", "À nouveaux"))
    ]
    assert len(ledger.entries) - len(without) == 4
    words = language("en")
    for as_of in (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31), AS_OF):
        then = LoadedLedger(without, ledger.options, ()).report(as_of)
        assert open_data(ledger.report(as_of), words) == open_data(then, words)
        assert actions_data(ledger.report(as_of), words) == actions_data(then, words)


def _items(ledger: LoadedLedger, as_of: datetime.date, number: str) -> list[Item]:
    return [i for i in ledger.report(as_of).open_items if i.invoice.reference == number]


def test_bean_check_prints_one_line_for_each_action(capsys: pytest.CaptureFixture[str]) -> None:
    _, errors, _ = loader.load_file(str(EXAMPLE))
    assert not errors
    lines = capsys.readouterr().err.splitlines()
    actions = [line for line in lines if "à faire depuis le" in line]
    assert len(actions) == 12
    (unexplained,) = (line for line in lines if "ne correspond à aucune facture" in line)
    assert "Menuiserie Le Goff SARL" in unexplained
    assert all(line.startswith(f"{EXAMPLE.parent}/") for line in lines)


MONTH_ENDS = [
    datetime.date(year, month, 1) - datetime.timedelta(days=1)
    for year, month in [*((2025, m) for m in range(2, 13)), *((2026, m) for m in range(1, 8))]
]


@pytest.mark.parametrize("as_of", MONTH_ENDS, ids=str)
def test_every_past_month_end_ties_out(ledger: LoadedLedger, as_of: datetime.date) -> None:
    report = ledger.report(as_of)
    assert report.allocation.balances
    assert all(balance.difference == 0 for balance in report.allocation.balances.values())
    open_data(report, language("fr"))
    actions_data(report, language("fr"))
    assert not report.problems


def test_the_past_is_the_same_from_the_whole_ledger_as_from_one_cut_there(
    ledger: LoadedLedger,
) -> None:
    words = language("en")
    for as_of in MONTH_ENDS[5::6]:
        cut = [entry for entry in ledger.entries if entry.date <= as_of]
        then = LoadedLedger(cut, ledger.options, ()).report(as_of)
        now = ledger.report(as_of)
        assert open_data(now, words) == open_data(then, words)
        assert actions_data(now, words) == actions_data(then, words)
