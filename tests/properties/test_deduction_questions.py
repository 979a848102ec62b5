"""A payment that says what it leaves out: what it settles, and when its rest is asked about."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.questions.deduction_questions import STATED_DEDUCTION
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, remark, report, sale

DAY = datetime.timedelta(days=1)
SOLD = datetime.date(2026, 3, 2)
PLAIN = "Transfer of F1001"
DEDUCTING = (
    "F1001 less TDS 10%",
    "F1001 abzgl. Reklamation",
    "F1001 sous déduction de 6 %",
    "F1001 ohne Fracht",
    "F1001 ./. GS",
)

payments = st.tuples(
    st.integers(1, 100).map(lambda days: SOLD + days * DAY),
    st.integers(1, 30).map(lambda tens: Decimal(10 * tens)),
    st.sampled_from([PLAIN, PLAIN, *DEDUCTING]),
)
notes = st.tuples(
    st.integers(1, 120).map(lambda days: SOLD + days * DAY),
    st.sampled_from(["resume", "reminder", "promise", "dispute"]),
    st.sampled_from(["F1001", "F1002"]),
)


def paid(date: datetime.date, amount: Decimal, text: str, where: str) -> str:
    said = f'"{text}"' if where == "narration" else f'"SEPA"\n  memo: "{text}"'
    return f'{date} * "Martin" {said}\n  Assets:Bank  {amount} EUR\n  Assets:Clients:Martin\n'


def of_payment(item: Item) -> bool:
    return item.invoice.reference == "F1001"


def is_chased(found: Report) -> bool:
    return any(of_payment(part.item) for action in found.actions for part in action.items)


def next_steps(found: Report) -> list[tuple[str, datetime.date, dict[str, Decimal]]]:
    return [(action.stage.name, action.due_on, action.outstanding) for action in found.actions]


def left(found: Report) -> dict[str, Decimal]:
    return {item.invoice.reference: item.outstanding for item in found.open_items}


@given(
    st.lists(payments, min_size=1, max_size=3, unique_by=lambda each: each[0]),
    st.none() | notes,
    st.sampled_from(["narration", "memo"]),
)
def test_the_rest_of_the_last_payment_that_deducts_waits_until_something_is_noted(
    received: list[tuple[datetime.date, Decimal, str]],
    noted: tuple[datetime.date, str, str] | None,
    where: str,
) -> None:
    books = accounts() + sale(str(SOLD), "F1001", "1000.00") + sale(str(SOLD), "F1002", "77.70")
    if noted is not None:
        until = {"until": "2026-12-31"} if noted[1] == "promise" else {}
        books += remark(str(noted[0]), noted[1], noted[2], **until)
    found = report(books + "".join(paid(*each, where) for each in received))
    plainly = report(books + "".join(paid(*each[:2], PLAIN, where) for each in received))
    assert left(found) == left(plainly)  # whatever a text says, it settles what was paid
    date, _, text = max(received)
    answered = noted is not None and noted[0] >= date and noted[2] == "F1001"
    if text in DEDUCTING and "F1001" in left(found) and not answered:
        assert not is_chased(found)
        if is_chased(plainly):
            (waiting,) = (each for each in found.agenda.waiting if of_payment(each.item))
            assert waiting.why == STATED_DEDUCTION
    else:
        assert next_steps(found) == next_steps(plainly)


@given(
    st.integers(1, 98), st.integers(1, 98), st.sampled_from(["{} %", "{}%", "{},0 %", "{} Prozent"])
)
def test_a_percentage_explains_what_it_is_exactly_of_the_invoice(
    percent: int, said: int, form: str
) -> None:
    books = accounts() + sale(str(SOLD), "F1001", "1000.00")
    paid_ = paid(
        SOLD + DAY, Decimal(1000 - 10 * percent), f"F1001 {form.format(said)}", "narration"
    )
    (action,) = report(books + paid_).agenda.waiting or report(books + paid_).actions
    asked = getattr(action, "why", None) == STATED_DEDUCTION
    assert asked is (percent == said and percent < 50)


@given(
    st.sampled_from([("EUR", "€"), ("USD", "$"), ("CHF", "Fr."), ("PLN", "zł"), ("JPY", "¥")]),
    st.sampled_from(["{} {}", "{}{}", "{1} {0}", "{1}{0}"]),
    st.sampled_from(["500", "1 500", "1.500", "1,500", "R-500", "500/7", "501"]),
    st.booleans(),
)
def test_a_whole_amount_beside_its_currency_explains_exactly_what_is_left(
    currency: tuple[str, str],
    form: str,
    amount: str,
    with_sign: bool,  # noqa: FBT001
) -> None:
    said = form.format(amount, currency[with_sign])
    books = accounts() + sale(str(SOLD), "F1001", "2000.00")
    paid_ = paid(SOLD + DAY, Decimal(1500), f"F1001 {said}", "memo")
    found = report((books + paid_).replace(" EUR\n", f" {currency[0]}\n"))
    asked = [each.why for each in found.agenda.waiting if of_payment(each.item)]
    assert (STATED_DEDUCTION in asked) is (amount == "500"), said
