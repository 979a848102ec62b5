"""The days of a report and the feed that calendars read, against dates derived by hand."""

from __future__ import annotations

import datetime

import icalendar
import pytest

from beancount_relance.exports.calendar_days import Day, days_of
from beancount_relance.exports.icalendar_feed import feed
from beancount_relance.language.messages import language
from tests.support.ledgers import accounts, day, payment, remark, report, sale

# 30 June 2026 is a Tuesday. 14 May + 30 days = 13 June, a Saturday; reminder + 3 days.
LEDGER = (
    accounts("Martin", "Oriot", "Zoe", "Plan", "Bois", "Next")
    + '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
    + sale("2026-05-14", "F1", "1200.00")
    + sale("2026-05-14", "F2", "900.00", customer="Oriot")
    + remark("2026-06-20", "promise", "F2", customer="Oriot", until="2026-07-06", amount="600 EUR")
    + payment("2026-06-25", "150.00", "F2", customer="Oriot")
    + sale("2026-05-14", "F3", "80.00", customer="Zoe")
    + remark("2026-06-20", "hold", customer="Zoe", until="2026-07-10")
    + sale("2026-05-14", "F4", "1000.00", customer="Plan")
    + remark("2026-06-10", "plan", customer="Plan", plan='"2026-07-15 400 EUR, 2026-08-15 600 EUR"')
    + sale("2026-05-14", "F5", "500.00", customer="Bois")
    + remark("2026-06-20", "insolvency", customer="Bois", until="2026-08-20")
    + sale("2026-06-15", "F6", "70.00", customer="Next")
)


def found(as_of: str = "2026-06-30", text: str = LEDGER) -> dict[tuple[str, str, str], Day]:
    days = days_of(report(text, as_of), "Books")
    assert days == sorted(days, key=lambda each: each.date)
    by_key = {(each.kind, each.date.isoformat(), each.customer.id): each for each in days}
    assert len(by_key) == len(days)
    return by_key


def test_each_day_stands_where_a_bookkeeper_expects_it() -> None:
    days = {key for key in found() if key[0] != "limitation"}
    assert days == {
        ("action", "2026-06-30", "Martin"),  # the reminder of 16 June
        ("action", "2026-06-30", "Bois"),  # to declare the claim
        ("deadline", "2026-08-20", "Bois"),
        ("promise", "2026-07-06", "Oriot"),
        ("hold", "2026-07-10", "Zoe"),
        ("instalment", "2026-07-15", "Plan"),
        ("instalment", "2026-08-15", "Plan"),
        ("upcoming", "2026-07-14", "Plan"),  # a word on the eve
        ("upcoming", "2026-07-10", "Next"),  # due on 15 July, courtesy five days before
    }


def test_the_amounts() -> None:
    days = found()
    shown = {key[::2]: [str(amount) for amount in each.amounts] for key, each in days.items()}
    assert shown["action", "Martin"] == ["1200.00 EUR"]
    assert shown["promise", "Oriot"] == ["450.00 EUR"]  # 600 less the 150 that came
    assert shown["hold", "Zoe"] == ["80.00 EUR"]
    first, second = (days["instalment", date, "Plan"] for date in ("2026-07-15", "2026-08-15"))
    assert [str(each.amounts[0]) for each in (first, second)] == ["400 EUR", "600 EUR"]


def test_the_last_day_to_sue_is_five_years_from_the_invoice_unless_it_moved() -> None:
    last = {name: date for kind, date, name in found() if kind == "limitation"}
    assert last["Martin"] == "2031-05-14"
    assert last["Oriot"] == "2031-06-25"  # five years from the part payment
    assert ("limitation", "2031-05-14", "Martin") not in found("2031-05-15")


def test_what_was_coming_keeps_its_id_when_it_is_due() -> None:
    books = accounts() + sale("2026-05-14", "F1", "1200.00", due="2026-06-12")
    (coming,) = (each for each in found("2026-06-13", books).values() if each.kind == "upcoming")
    (due,) = (each for each in found("2026-06-24", books).values() if each.kind == "action")
    assert (coming.date, due.date) == (day("2026-06-15"), day("2026-06-24"))
    assert coming.uid == due.uid
    assert len({each.uid for each in found().values()}) == len(found())


def test_an_action_stands_on_a_working_day() -> None:
    assert ("action", "2026-07-06", "Martin") in found("2026-07-04")  # a Saturday


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_feed_is_a_calendar_of_whole_days(code: str) -> None:
    days = days_of(report(LEDGER), "Books")
    text = feed(days, day("2026-06-30"), language(code), "Books")
    assert text == feed(days, day("2026-06-30"), language(code), "Books")
    assert text.endswith(b"END:VCALENDAR\r\n")
    calendar = icalendar.Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert len(events) == len(days)
    for event, each in zip(events, days, strict=True):
        assert event.decoded("dtstart") == each.date
        assert type(event.decoded("dtstart")) is datetime.date
        assert event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(days=1)
        assert str(event["uid"]) == f"{each.uid}@beancount-relance"
        assert event["transp"] == "TRANSPARENT"
    says = {"en": "Martin: first reminder (e-mail)", "fr": "Martin\u00a0: première relance"}
    assert any(str(event["summary"]).startswith(says[code]) for event in events)


def test_nothing_that_was_noted_or_that_reaches_a_customer_leaves_the_house() -> None:
    ledger = (
        LEDGER
        + (
            '2026-01-01 custom "relance-customer" "Martin"\n'
            '  email: "compta@martin.example"\n  phone: "+33 1 23 45 67 89"\n'
            '  address: "3 quai Neuf"\n'
        )
        + remark("2026-06-29", "contact", "F1").replace('"contact" ^', '"Est malade" ^')
    )
    text = feed(days_of(report(ledger), "Books"), day("2026-06-30"), language("en"), "Books")
    for private in ("martin.example", "23 45", "quai", "malade"):
        assert private not in text.decode()


def test_a_discreet_feed_has_no_name_and_no_amount() -> None:
    days = days_of(report(LEDGER), "Books")
    text = feed(days, day("2026-06-30"), language("en"), "Books", discreet=True).decode()
    for each in days:
        assert each.customer.title not in text.replace("PLAN", "")
    assert "€" not in text
    assert "SUMMARY:First reminder (e-mail)" in text
    assert "F1" in text


def test_the_last_day_of_a_waiver_on_condition() -> None:
    text = accounts() + sale("2026-05-14", "F1", "1200.00") + sale("2026-05-15", "F2", "300.00")
    text += remark("2026-06-20", "waiver", "F1", "F2", until="2026-07-05")
    both = found(text=text)["deadline", "2026-07-05", "Martin"]
    assert both.invoices == ("F1", "F2")
    assert [str(amount) for amount in both.amounts] == ["1500.00 EUR"]
    # its last day is a Sunday, so it can be met on Monday
    assert ("deadline", "2026-07-05", "Martin") in found("2026-07-06", text)
    assert ("deadline", "2026-07-05", "Martin") not in found("2026-07-07", text)
