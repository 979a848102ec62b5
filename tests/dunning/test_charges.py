"""A charge goes along with its invoice, and which one that is, however the books say so."""

from __future__ import annotations

import textwrap

from msgspec.structs import replace

from beancount_relance.dunning.charges import with_their_charges
from beancount_relance.dunning.decision import Decision, waiting
from beancount_relance.dunning.waiting_reasons import LADDER_DONE
from beancount_relance.receivables.items import BY_REFERENCE
from tests.support.ledgers import day, item, payment, remark, report

BOOKS = """
    2026-01-01 custom "relance" "reference-pattern" "F-[0-9]{4}"
    2026-01-01 open Assets:Bank
    2026-01-01 open Income:Sales
    2026-01-01 open Income:7631-Late-Interest
    2026-01-01 open Assets:Clients:Roux
    2026-01-12 * "Roux" "Lamps" ^F-7
      Assets:Clients:Roux   900.00 EUR
      Income:Sales
    2026-02-12 * "Roux" "Bulbs" ^F-8
      Assets:Clients:Roux   100.00 EUR
      Income:Sales
    2026-02-12 * "Roux" "Wires" ^F-0009
      Assets:Clients:Roux   100.00 EUR
      Income:Sales
    2026-04-27 * "Roux" {said}
      due: 2026-05-11
      Assets:Clients:Roux   86.94 EUR
      Income:7631-Late-Interest
"""


def test_a_charge_is_of_the_invoice_that_it_names() -> None:
    told = {
        '"Interest" ^F-8 ^P-1': "F-8",
        '"Interest" ^P-1\n      invoice: "P-1, F-8"': "F-8",
        '"Late fee for F-8" ^P-1': "F-8",  # a number of three characters
        '"Intérêts de retard, facture F0009"\n      invoice: "P-1"': "F-0009",
        '"Late fee for F-0009" ^P-1': "F-0009",
        '"Interest, F-8 and F-7" ^P-1': "F-7",  # the first one due
        '"Late fee, all except F-8" ^P-1': None,
        '"Interest" ^P-1': None,
        '"Interest for 8 months" ^P-1': None,
    }
    found = {}
    for said in told:
        items = report(BOOKS.replace("{said}", said)).allocation.items
        found[said] = next(i.invoice for i in items if i.invoice.charge).charge_of
    assert found == told


def decided() -> tuple[Decision, Decision]:
    """The decisions about an invoice, with a notice of the charge's day, and about the charge."""
    notes = remark("2026-04-01", "reminder", "F-8", customer="Roux")
    notes += remark("2026-04-27", "formal-notice", "F-8", customer="Roux")
    text = textwrap.dedent(BOOKS.replace("{said}", '"Interest" ^F-8 ^P-1')) + notes
    found = report(text)
    return found.decisions[item(found, "F-8").key], found.decisions[item(found, "P-1").key]


def test_a_charge_follows_the_part_of_its_invoice_that_goes_first() -> None:
    main, charge = decided()
    charge = replace(charge, why=None, past=main.past, sent=day("2026-04-27"))
    early, late = day("2026-06-01"), day("2026-06-08")
    first = replace(
        main,
        due_on=early,
        starts_late=True,
        may_go_along=early,
        own_day=early,
        passed_over=True,
        gave_way=True,
        standing=replace(main.standing, call_again=True),
    )
    second = replace(main, due_on=late)
    held = waiting(main, "dispute")
    *_, found = with_their_charges([held, second, first, charge])
    shared = ["level", "stage", "due_on", "why", "until", "starts_late", "may_go_along"]
    shared += ["own_day", "passed_over", "gave_way", "standing"]
    assert {name: getattr(found, name) for name in shared} == {
        name: getattr(first, name) for name in shared
    }
    assert found.sent is None
    assert [done.name for done in found.past] == ["formal-notice"]  # not what came before it
    assert with_their_charges([held, second, first, charge])[:3] == [held, second, first]


def test_a_charge_goes_no_sooner_than_it_is_due_and_waits_with_its_invoice() -> None:
    main, charge = decided()
    charge = replace(charge, why=None)
    *_, found = with_their_charges([replace(main, due_on=day("2026-05-01")), charge])
    assert found.due_on == day("2026-05-12")
    promised = waiting(main, "promise", day("2026-07-15"))
    *_, found = with_their_charges([promised, charge])
    assert (found.stage, found.why, found.until) == (None, "promise", day("2026-07-15"))
    nothing_left = replace(main, stage=None, due_on=None, why=None)
    *_, found = with_their_charges([nothing_left, charge])
    assert (found.stage, found.why, found.until) == (None, LADDER_DONE, None)
    disputed = waiting(charge, "dispute")
    *_, found = with_their_charges([main, disputed])
    assert (found.stage, found.why) == (None, "dispute")


def test_a_credit_that_names_an_invoice_pays_its_charges_too_and_nothing_else() -> None:
    charged = textwrap.dedent(BOOKS.replace("{said}", '"Interest" ^F-8 ^P-1'))
    explicit = '2026-01-01 custom "relance" "allocation" "explicit"\n'
    for mode in (explicit, ""):
        paid = payment("2026-06-01", "186.94", "F-8", customer="Roux")
        found = report(mode + charged + paid)
        left = {name: item(found, name).outstanding for name in ("F-7", "F-8", "F-0009", "P-1")}
        assert left == {"F-7": 900, "F-8": 0, "F-0009": 100, "P-1": 0}
        assert {part.basis for part in item(found, "P-1").settled} == {BY_REFERENCE}
