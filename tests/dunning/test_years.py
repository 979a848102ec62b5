"""Dunning replayed day by day, against calendars that were worked out by hand.

Each day what the program proposes is recorded at once, as a person would type it: with the
invoices, one note for each, or without any. The ladder is due + 3, + 10, + 20, + 30, + 45 and + 60,
not before the same number of days has passed since the stage before, nor within seven days of the
last contact, and on working days only.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import pytest

from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report, build_report
from beancount_relance.values.working_days import next_working_day
from tests.support.examples import IS_NIGHTLY
from tests.support.ledgers import day, load_once, payment, remark, sale

_DAY = datetime.timedelta(days=1)
FRENCH = {"reminder": "rappel", "call": "appel", "formal-notice": "mise-en-demeure"}


@dataclass
class Year:
    """A customer, the calendar that is expected, and what goes on beside it.

    Attributes:
        calendar: lines of a date, a stage, and the invoices, ``F1`` if there are none.
        books: the invoices, payments and notes.
        country: that of both sides.
        holidays: the calendar of holidays.
        name: the customer's name.
        kind: the customer's kind.
        gap: the setting.
        extra: more lines of the ledger.
    """

    calendar: str
    books: str
    country: str = "FR"
    holidays: str = "FR"
    name: str = "Martin SARL"
    kind: str = "business"
    gap: int = 7
    extra: str = ""
    notes: str = field(default="", init=False)

    @property
    def expected(self) -> list[tuple[str, str, tuple[str, ...]]]:
        lines = (line.split() for line in self.calendar.strip().splitlines())
        return [
            (when, stage, tuple("".join(about or ["F1"]).split(",")))
            for when, stage, *about in lines
        ]

    def report(self, as_of: datetime.date) -> Report:
        text = (
            f'2024-01-01 custom "relance" "creditor"\n  country: "{self.country}"\n'
            f'2024-01-01 custom "relance" "holidays" "{self.holidays}"\n'
            f'2024-01-01 custom "relance" "min-gap" {self.gap}\n'
            f'2024-01-01 open Assets:Clients:Martin\n  name: "{self.name}"\n'
            f'  kind: "{self.kind}"\n  country: "{self.country}"\n  phone: "0123"\n'
            '  email: "a@b.example"\n  address: "2 Low Street"\n'
            "2024-01-01 open Assets:Bank\n2024-01-01 open Income:Sales\n"
        )
        entries, options = load_once(text + self.extra + self.books + self.notes)
        return build_report(entries, options, as_of, whole=False)

    def replay(self, typed: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """What is proposed day by day, until well after the end of the calendar.

        What is proposed stays until it is noted: the days of the calendar, those before each, and
        every third one show it.
        """
        found: list[tuple[str, str, tuple[str, ...]]] = []
        first, last = day(self.expected[0][0]) - 5 * _DAY, day(self.expected[-1][0]) + 20 * _DAY
        days = {day(when) - less * _DAY for when, *_ in self.expected for less in (0, 1)}
        for number in range((last - first).days + 1):
            today = first + number * _DAY
            if not IS_NIGHTLY and number % 3 and today not in days:
                continue
            report = self.report(today)
            assert not report.problems
            if report.actions:
                assert next_working_day(today, report.settings.holidays) == today
            for action in report.actions:
                assert action.reasons
                assert all(part.decision.chased > 0 for part in action.items)
                found.append((today.isoformat(), action.stage.name, action.invoices))
                self.notes += _note(today, action, typed)
        return found


def _note(today: datetime.date, action: Action, typed: str) -> str:
    stage, invoices = action.stage.name, action.invoices
    account = action.items[0].item.invoice.account
    if typed == "customer":
        return f'{today} note {account} "done"\n  relance: "{stage}"\n'
    if typed == "each":
        return "".join(
            f'{today} note {account} "done" ^{name}\n  relance: "{stage}"\n' for name in invoices
        )
    links = " ".join(f"^{name}" for name in invoices)
    kind = FRENCH.get(stage, stage) if typed == "french" else stage
    return f'{today} note {account} "done" {links}\n  relance: "{kind}"\n'


STANDARD = """
2026-01-30 courtesy
2026-02-09 reminder
2026-02-16 call
2026-02-26 firm-letter
2026-03-09 formal-notice
2026-03-24 visit
2026-04-08 legal
"""
ONE = sale("2026-01-05", "F1", "1500.00", due="2026-02-04")
BRITISH = """
2026-02-06 courtesy
2026-02-16 reminder
2026-02-23 call
2026-03-05 firm-letter
2026-03-16 formal-notice
2026-04-20 legal
"""
POUNDS = sale("2026-01-12", "F1", "800.00", due="2026-02-11", currency="GBP")
RETURNED = (
    '2026-03-05 * "Martin" "Returned" ^F1\n  Assets:Bank  -1500.00 EUR\n  Assets:Clients:Martin\n'
)
MOVED = (
    '2026-03-01 * "Martin is called Durand now" ^F1\n'
    "  Assets:Clients:Martin  -1500.00 EUR\n  Assets:Clients:Durand  1500.00 EUR\n"
)
DURAND = (
    '2024-01-01 open Assets:Clients:Durand\n  name: "Durand SARL"\n  kind: "business"\n'
    '  country: "FR"\n  phone: "0123"\n  email: "a@b.example"\n  address: "2 Low Street"\n'
)
PLAN = '"2026-03-02 1000.00 EUR, 2026-04-01 1000.00 EUR, 2026-05-04 1000.00 EUR"'
YEARS = {
    "one invoice": Year(STANDARD, ONE),
    "Switzerland: no visit": Year(
        """
        2026-03-27 courtesy
        2026-04-07 reminder
        2026-04-14 call
        2026-04-24 firm-letter
        2026-05-04 formal-notice
        2026-06-03 legal
        """,
        sale("2026-03-02", "F1", "2000.00", due="2026-04-01", currency="CHF"),
        "CH",
        "CH-ZH",
        "Martin AG",
    ),
    "United States": Year(
        """
        2026-06-05 courtesy
        2026-06-15 reminder
        2026-06-22 call
        2026-07-02 firm-letter
        2026-07-13 formal-notice
        2026-08-12 legal
        """,
        sale("2026-05-11", "F1", "3000.00", due="2026-06-10", currency="USD"),
        "US",
        "US",
        "Martin Inc.",
    ),
    # thirty days from the letter's date, and five for a reply to come by post
    "a British sole trader": Year(BRITISH, POUNDS, "GB", "GB-ENG", "Brook Joinery"),
    "a British consumer": Year(BRITISH, POUNDS, "GB", "GB-ENG", "Mrs Jane Brook", "consumer"),
    "two promises broken, the second for Easter Saturday": Year(
        """
        2026-02-27 courtesy
        2026-03-09 reminder
        2026-03-23 call
        2026-04-08 firm-letter
        2026-04-20 formal-notice
        2026-05-20 legal
        """,
        sale("2026-02-02", "F1", "600.00", due="2026-03-04")
        + remark("2026-03-10", "promise", "F1", until="2026-03-20")
        + remark("2026-03-24", "promise", "F1", until="2026-04-04"),
        name="Mme Anne Roux",
        kind="consumer",
    ),
    "two invoices, a fortnight apart": Year(
        """
        2026-02-27 courtesy F1
        2026-03-09 reminder F1
        2026-03-16 call F1
        2026-03-23 reminder F2
        2026-03-30 firm-letter F1,F2
        2026-04-09 formal-notice F1,F2
        2026-04-24 visit F1,F2
        2026-05-11 legal F1,F2
        """,
        sale("2026-02-02", "F1", "1200.00", due="2026-03-04")
        + sale("2026-02-17", "F2", "1200.00", due="2026-03-19"),
    ),
    "a plan that is not kept": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-16 call
        2026-02-27 instalment
        2026-03-31 instalment
        2026-04-07 firm-letter
        2026-04-17 formal-notice
        2026-05-04 visit
        2026-05-19 legal
        """,
        sale("2026-01-05", "F1", "3000.00", due="2026-02-04")
        + remark("2026-02-17", "plan", "F1", plan=PLAN)
        + payment("2026-03-02", "1000.00", "F1"),
    ),
    "a dispute that ends": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-04-10 call
        2026-04-20 firm-letter
        2026-04-30 formal-notice
        2026-05-15 visit
        2026-06-01 legal
        """,
        ONE + remark("2026-02-12", "dispute", "F1") + remark("2026-04-10", "resume", "F1"),
    ),
    "a part payment, after which a visit is not worth it": Year(
        STANDARD.replace("2026-03-24 visit\n", ""), ONE + payment("2026-02-13", "1000.00", "F1")
    ),
    "a debit that is returned": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-02-16 call
        2026-03-05 firm-letter
        2026-03-16 formal-notice
        2026-03-31 visit
        2026-04-15 legal
        """,
        ONE + payment("2026-02-20", "1500.00", "F1") + RETURNED,
    ),
    # day 3 after the new due date names it, and the call is on its day 10
    "a later due date": Year(
        """
        2026-01-30 courtesy
        2026-02-09 reminder
        2026-04-03 reminder
        2026-04-10 call
        2026-04-20 firm-letter
        2026-04-30 formal-notice
        2026-05-15 visit
        2026-06-01 legal
        """,
        ONE + remark("2026-02-11", "extension", "F1", until="2026-03-31"),
    ),
    "Bavaria, with All Saints on a Sunday": Year(
        """
        2026-09-28 courtesy
        2026-10-06 reminder
        2026-10-13 call
        2026-10-23 firm-letter
        2026-11-02 formal-notice
        2026-12-02 legal
        """,
        sale("2026-09-01", "F1", "1500.00", due="2026-10-01"),
        "DE",
        "DE-BY",
        "Martin GmbH",
    ),
    "a Dutch consumer": Year(
        """
        2026-05-08 courtesy
        2026-05-18 reminder
        2026-05-26 call
        2026-06-05 firm-letter
        2026-06-15 formal-notice
        2026-07-15 legal
        """,
        sale("2026-04-13", "F1", "700.00", due="2026-05-13"),
        "NL",
        "NL",
        "Anna de Wit",
        "consumer",
    ),
    "Belgium": Year(STANDARD, ONE, "BE", "BE", "Martin SRL"),
    # fifteen days from receipt, so the visit comes twenty days after the notice, at due + 50
    "Italy in August": Year(
        """
        2026-07-29 courtesy
        2026-08-06 reminder
        2026-08-13 call
        2026-08-24 firm-letter
        2026-09-03 formal-notice
        2026-09-23 visit
        2026-10-05 legal
        """,
        sale("2026-07-03", "F1", "1500.00", due="2026-08-03"),
        "IT",
        "IT",
        "Martin Srl",
    ),
    "Ireland": Year(STANDARD.replace("2026-03-24 visit\n", ""), ONE, "IE", "IE", "Martin Limited"),
    "a gap of a fortnight": Year(
        """
        2026-01-30 courtesy
        2026-02-13 reminder
        2026-02-27 call
        2026-03-13 firm-letter
        2026-03-27 formal-notice
        2026-04-13 visit
        2026-04-28 legal
        """,
        ONE,
        gap=14,
    ),
    "two currencies": Year(
        STANDARD.strip().replace("\n", " F1,F2\n") + " F1,F2",
        ONE + sale("2026-01-05", "F2", "1800.00", due="2026-02-04", currency="USD"),
    ),
    "a customer with a new name": Year(STANDARD, ONE + MOVED, extra=DURAND),
    # While the notice of 23 March runs, the firm letter is the first text, from three days after
    # the due date on if one goes out anyway. The next letter about others waits for the days of the
    # last one, eight and five for the post: 17 April + 13 and 11 May + 13, after Whit Monday.
    "an invoice each week, and nothing is paid": Year(
        """
        2026-02-06 courtesy H1
        2026-02-16 reminder H1
        2026-02-23 call H1,H2
        2026-03-02 reminder H2,H3
        2026-03-09 firm-letter H1,H2,H3
        2026-03-16 reminder H4,H5
        2026-03-23 formal-notice H1,H2,H3,H4,H5
        2026-04-07 firm-letter H6,H7,H8
        2026-04-17 formal-notice H6,H7,H8
        2026-04-24 legal H1,H2,H3,H4,H5
        2026-04-30 firm-letter H9,H10,H11
        2026-05-11 formal-notice H9,H10,H11
        2026-05-18 legal H1,H2,H3,H4,H5,H6,H7,H8
        2026-05-26 firm-letter H12
        2026-06-05 formal-notice H12
        2026-06-12 legal H1,H2,H3,H4,H5,H6,H7,H8,H9,H10,H11
        2026-07-06 legal H1,H2,H3,H4,H5,H6,H7,H8,H9,H10,H11,H12
        """,
        "".join(
            sale(str(first), f"H{week + 1}", "210.00", due=str(first + 30 * _DAY))
            for week in range(12)
            for first in (day("2026-01-12") + week * 7 * _DAY,)
        ),
    ),
    "paid after the notice, and the next invoice begins anew": Year(
        """
        2026-01-30 courtesy F1
        2026-02-09 reminder F1
        2026-02-16 call F1
        2026-02-26 firm-letter F1
        2026-03-09 formal-notice F1
        2026-05-28 courtesy F2
        2026-06-05 reminder F2
        2026-06-12 call F2
        2026-06-22 firm-letter F2
        2026-07-02 formal-notice F2
        2026-07-17 visit F2
        2026-08-03 legal F2
        """,
        ONE
        + payment("2026-03-12", "1500.00", "F1")
        + sale("2026-05-03", "F2", "1500.00", due="2026-06-02"),
    ),
}


@pytest.mark.parametrize("name", YEARS)
def test_the_calendar_comes_out(name: str) -> None:
    year = YEARS[name]
    year.notes = ""
    assert year.replay("links") == year.expected


@pytest.mark.parametrize("typed", ["customer", "each", "french"])
@pytest.mark.parametrize("name", ["two invoices, a fortnight apart", "two currencies"])
def test_it_is_the_same_however_the_notes_are_typed(name: str, typed: str) -> None:
    year = YEARS[name]
    year.notes = ""
    assert year.replay(typed) == year.expected
