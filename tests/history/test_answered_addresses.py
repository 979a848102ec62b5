"""A note “resume” that says that an address works, and ends nothing else."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.history.answered_addresses import AddressAnswers, CameBack
from beancount_relance.policy.customers import Customer, Customers
from tests.support.ledgers import accounts, complaints, remark, report, sale

MAIL = '  email: "ap@martin.example"\n  address: "2 rue B, 44000 Nantes"\n'
HELD = {
    "dispute": {},
    "hold": {"until": "2026-09-30"},
    "promise": {"until": "2026-09-30"},
    "handover": {"agent": '"Me Roux"'},
    "write-off": {},
    "insolvency": {},
}
BOUNCED = '"ap@martin.example"'


def books(*notes: str) -> str:
    opened = accounts().replace(
        "open Assets:Clients:Martin\n", f"open Assets:Clients:Martin\n{MAIL}"
    )
    sold = sale("2026-05-04", "F1", "1200.00") + sale("2026-05-05", "F2", "700.00")
    return opened + sold + remark("2026-06-08", "reminder", "F1") + "".join(notes)


def why(text: str, as_of: str = "2026-07-16", reference: str = "F1") -> str | None:
    found = report(text, as_of)
    assert complaints(found) == []
    (item,) = [each for each in found.open_items if each.invoice.reference == reference]
    return found.decisions[item.key].why


@pytest.mark.parametrize("kind", HELD)
@pytest.mark.parametrize("returned", ["bounced", "undeliverable"])
@pytest.mark.parametrize("first", [True, False])
def test_what_holds_the_invoice_goes_on(kind: str, returned: str, first: bool) -> None:  # noqa: FBT001
    more = {"recipient": BOUNCED} if returned == "bounced" else {}
    came_back = remark("2026-06-10", returned, "F1", **more)
    held = remark("2026-06-09" if first else "2026-06-11", kind, "F1", **HELD[kind])
    text = books(*((held, came_back) if first else (came_back, held)))
    expected = why(text)
    assert expected is not None
    answer = remark("2026-06-15", "resume", "F1")
    found = report(text + answer, "2026-07-16")
    assert not [check for check in found.checks if check.kind == "returned-mail"]
    assert why(text + answer) == expected
    if kind != "insolvency":
        assert why(text + answer + remark("2026-06-16", "resume", "F1")) != expected


def test_its_reason_says_so() -> None:
    text = books(
        remark("2026-06-10", "bounced", "F1", recipient=BOUNCED),
        remark("2026-06-11", "dispute", "F1"),
        remark("2026-06-15", "resume", "F1"),
    )
    found = report(text, "2026-07-16")
    (item,) = [each for each in found.open_items if each.invoice.reference == "F1"]
    told = [str(reason.message) for reason in found.decisions[item.key].reasons]
    assert any("address confirmed on 2026-06-15" in each for each in told), told


def test_a_note_about_another_invoice_ends_what_holds_that() -> None:
    text = books(
        remark("2026-06-10", "bounced", "F1", recipient=BOUNCED),
        remark("2026-06-11", "dispute", "F2"),
    )
    assert why(text, reference="F2") == "dispute"
    assert why(text + remark("2026-06-15", "resume", "F2"), reference="F2") != "dispute"


@pytest.mark.parametrize(("changed", "ends"), [("2026-06-12", True), ("2026-07-01", False)])
def test_a_changed_address_needs_no_answer(changed: str, ends: bool) -> None:  # noqa: FBT001
    new = f'{changed} custom "relance-customer" "Martin"\n  email: "new@martin.example"\n'
    text = books(
        remark("2026-06-10", "bounced", "F1", recipient=BOUNCED),
        remark("2026-06-11", "dispute", "F1"),
        remark("2026-06-15", "resume", "F1"),
    )
    assert (why(text + new) != "dispute") == ends


def test_a_note_about_another_invoice_than_the_letter_that_came_back_answers_nothing() -> None:
    came_back = remark("2026-06-10", "bounced", recipient=BOUNCED)  # the reminder was about F1
    text = books(
        came_back, remark("2026-06-11", "dispute", "F1"), remark("2026-06-11", "dispute", "F2")
    )
    about_other = text + remark("2026-06-15", "resume", "F2")
    assert why(about_other, reference="F2") != "dispute"
    about_same = text + remark("2026-06-15", "resume", "F1")
    assert (why(about_same, reference="F1"), why(about_same, reference="F2")) == ("dispute",) * 2


def test_whether_an_address_was_in_use() -> None:
    early, sent, day = (datetime.date(2026, month, 1) for month in (1, 3, 6))
    between, later = datetime.date(2026, 4, 1), datetime.date(2026, 7, 1)
    in_use = {
        ("bounced", "ap@martin.example", None): True,
        ("bounced", "ap@martin.example", early): True,
        ("bounced", "old@martin.example", early): False,
        ("bounced", "old@martin.example", between): False,
        ("bounced", "old@martin.example", day): False,
        ("bounced", "old@martin.example", later): True,  # it was theirs until then
        ("undeliverable", None, None): False,
        ("undeliverable", None, early): True,
        ("undeliverable", None, sent): True,
        ("undeliverable", None, between): False,
        ("undeliverable", None, day): False,
        ("undeliverable", None, later): True,
    }
    found = {}
    for kind, recipient, since in in_use:
        customer = Customer(
            "Martin", email="ap@martin.example", email_since=since, address_since=since
        )
        answers = AddressAnswers(Customers({"Martin": customer}))
        answers.add("Martin", CameBack(kind, sent, recipient, None))
        found[kind, recipient, since] = answers.is_answer("Martin", None, day)
    assert found == in_use
