"""A charge goes along with its invoice, however the books say which one that is."""

from __future__ import annotations

from tests.support.ledgers import report

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
