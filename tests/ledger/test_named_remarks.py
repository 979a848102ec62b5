"""What notes name by a reference key is among their links."""

from __future__ import annotations

from msgspec.structs import replace

from beancount_relance.ledger.named_remarks import can_be_in_key, with_named_remarks
from beancount_relance.ledger.snapshot import read_ledger
from tests.support.ledgers import day, load

NOTES = """
    2024-01-01 open Assets:Clients
    2026-06-01 note Assets:Clients "one" ^F-1
      invoice: "F-2"
    2026-06-02 note Assets:Clients "several"
      piece: "F-3; F-4,,F-5 "
      invoice: 12
    2026-06-03 note Assets:Clients "what is no number" ^F-6
      invoice: TRUE
    2026-06-04 note Assets:Clients "none" ^F-7
    2026-06-05 note Assets:Clients "an empty one" ^F-8
      invoice: ","
    2026-06-06 note Assets:Clients "a comma in the number, and spaces between two"
      invoice: "2026,014"
      piece: "F-9 F-10; N° 12, F-11"
"""


def test_keys_name_invoices_as_links_do() -> None:
    ledger = read_ledger(*load(NOTES), day("2026-06-30"))
    named = with_named_remarks(ledger, ["invoice", "piece"])
    assert [sorted(remark.links or ()) for remark in named.remarks] == [
        ["F-1", "F-2"],
        ["12", "F-3", "F-4", "F-5"],
        ["F-6", "True"],
        ["F-7"],
        ["F-8"],
        ["2026,014", "F-10", "F-11", "F-9", "N° 12"],
    ]
    assert named.remarks[3] is ledger.remarks[3]
    assert with_named_remarks(ledger, ["facture"]) is ledger
    bare = [remark._replace(links=None) for remark in ledger.remarks]  # as other plugins may
    named = with_named_remarks(replace(ledger, remarks=bare), ["invoice"])
    assert [remark.links for remark in named.remarks] == [
        {"F-2"},
        {"12"},
        {"True"},
        None,
        None,
        {"2026,014"},
    ]


def test_a_number_can_stand_in_a_key_unless_that_would_divide_it() -> None:
    can = {
        "F-1": True,
        "12/2026": True,
        "2026,014": True,
        "F-1 F-2": False,
        "A, B": False,
        "A;B": False,
        " F-1": False,
        "F-1 ": False,
    }
    assert {name: can_be_in_key(name) for name in can} == can
