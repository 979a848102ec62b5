"""What differs between two reports of the same day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from beancount_relance.comparison.changes import Comparison, FigureChange, ItemChange, compare
from beancount_relance.dunning.agenda import Action
from beancount_relance.texts.correspondence.correspondence import Correspondence
from beancount_relance.texts.writer import Reminder, Writer
from tests.support.ledgers import accounts, day, payment, report, sale

F1 = sale("2026-05-01", "F1", "1000.00")
F2 = sale("2026-05-04", "F2", "500.00")
REMINDED = '2026-06-20 note Assets:Clients:Martin "rappel" ^F1\n  relance: "reminder"\n'
PROMISED = (
    '2026-06-29 note Assets:Clients:Martin "vendredi" ^F1\n'
    '  relance: "promise"\n'
    "  until: 2026-07-03\n"
)


def changes(before: str, after: str) -> Comparison:
    return compare(report(accounts() + before), report(accounts() + after))


def told(comparison: Comparison) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    """The stage before and after, and what differs, of each action."""
    return [
        (
            change.before.stage.name if change.before else None,
            change.after.stage.name if change.after else None,
            change.aspects,
        )
        for change in comparison.actions
    ]


def test_nothing_differs_from_itself() -> None:
    assert not changes(F1 + F2 + REMINDED, F1 + F2 + REMINDED)


def test_lines_that_moved_are_no_change() -> None:
    assert not changes(F1 + F2, ";; a remark\n\n" + F2 + "\n\n" + F1)


def test_a_payment_ends_an_action() -> None:
    comparison = changes(F1, F1 + payment("2026-06-15", "1000.00", "F1"))
    assert told(comparison) == [("reminder", None, ())]
    assert str(comparison.actions[0].why) == "its invoices are settled"
    martin = "Martin"
    assert comparison.items == (
        ItemChange(martin, "F1", "EUR", Decimal("1000.00"), Decimal(), (day("2026-05-31"), None)),
    )
    assert [(each.figure, each.before, each.after) for each in comparison.figures] == [
        ("open", Decimal("1000.00"), Decimal()),
        ("overdue", Decimal("1000.00"), Decimal()),
        ("claimed", Decimal("1000.00"), Decimal()),
    ]


def test_a_part_payment_changes_amount_and_text() -> None:
    comparison = changes(F1, F1 + payment("2026-06-15", "400.00", "F1"))
    assert told(comparison) == [("reminder", "reminder", ("claimed", "text"))]
    text = "\n".join(comparison.actions[0].text)
    assert "€1,000.00" in text
    assert "€600.00" in text


def test_a_promise_says_what_the_invoices_wait_for() -> None:
    comparison = changes(F1, F1 + PROMISED)
    assert told(comparison) == [("reminder", None, ())]
    assert str(comparison.actions[0].why) == "waits until 2026-07-03: promise pending"


def test_a_text_that_must_be_equal_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write = Writer.write

    def counted(self: Writer, action: Action | Correspondence) -> Reminder:
        written.append(action.customer.id)
        return write(self, action)

    monkeypatch.setattr(Writer, "write", counted)
    durand = sale("2026-05-01", "D1", "300.00", customer="Durand")
    late = accounts("Martin", "Durand") + F1 + durand
    assert not compare(report(late), report(";; moved\n" + late))
    assert not written
    paid = late + payment("2026-06-15", "400.00", "F1")
    (change,) = compare(report(late), report(paid)).actions
    assert "text" in change.aspects
    assert set(written) == {"Martin"}


def test_an_invoice_that_joins() -> None:
    comparison = changes(F1, F1 + F2)
    assert told(comparison) == [("reminder", "reminder", ("invoices", "claimed", "text"))]
    assert FigureChange("open", "EUR", Decimal("1000.00"), Decimal("1500.00")) in comparison.figures


def test_the_next_stage_has_another_text_that_is_not_compared() -> None:
    comparison = changes(F1, F1 + REMINDED)
    ((_, after, aspects),) = told(comparison)
    assert after != "reminder"
    assert aspects[0] == "stage"
    assert "text" not in aspects
    assert comparison.actions[0].text == ()


def test_what_can_no_longer_be_read_is_a_new_problem() -> None:
    wrong = '2026-01-01 custom "relance" "min-gab" 7\n'
    comparison = changes(F1, F1 + wrong)
    assert len(comparison.problems_new) == 1
    assert "min-gab" in str(comparison.problems_new[0].message)
    assert changes(F1 + wrong, F1).problems_gone


def test_reports_of_two_days_are_refused() -> None:
    with pytest.raises(ValueError, match="2026-06-30 and 2026-07-01"):
        compare(report(accounts() + F1), report(accounts() + F1, "2026-07-01"))
