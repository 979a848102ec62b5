"""A note is about what it names, in whichever way it does, and not about what is invoiced later."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from beancount.loader import load_string
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report, build_report
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE, accounts, payment, report, sale

NUMBERS = ("F-1", "F-2", "F-3")
FIRST = datetime.date(2026, 4, 1)
DAY = datetime.timedelta(days=1)
KINDS = ("reminder", "firm-letter", "dispute", "hold", "waiver", "handover", "write-off", "contact")


def note(day: datetime.date, kind: str, about: Sequence[str], way: str) -> str:
    """A note of this kind that names invoices in one of the ways."""
    text, named, key = kind, "", ""
    if way == "link":
        named = "".join(f" ^{each}" for each in about)
    elif way == "tag":
        named = "".join(f" #{each}" for each in about)
    elif way == "key":
        key = f'  invoice: "{", ".join(about)}"\n'
    else:
        text = f"{kind}: {' and '.join(about)}"
    return f'{day} note Assets:Clients:Martin "{text}"{named}\n  relance: "{kind}"\n{key}'


def said(found: Report) -> list[object]:
    agenda = found.agenda
    return [
        [(a.stage.name, a.due_on, *sorted(i.item.key for i in a.items)) for a in agenda.actions],
        [(a.stage.name, a.due_on) for a in agenda.upcoming],
        [(waiting.item.key, str(waiting.why)) for waiting in agenda.waiting],
        [(event.kind, event.items) for event in found.events],
        [str(problem.message) for problem in found.problems],
    ]


@st.composite
def notes(draw: st.DrawFn) -> list[tuple[datetime.date, str, list[str]]]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        day = FIRST + draw(st.integers(0, 60)) * DAY
        about = sorted(draw(st.sets(st.sampled_from(NUMBERS), min_size=1)))
        found.append((day, draw(st.sampled_from(KINDS)), about))
    return found


@scaled(25)
@given(
    noted=notes(),
    paid=st.none() | st.tuples(st.integers(60, 70), st.sampled_from(NUMBERS)),
    ahead=st.integers(0, 90),
)
def test_the_way_of_naming_changes_nothing(
    noted: list[tuple[datetime.date, str, list[str]]],
    paid: tuple[int, str] | None,
    ahead: int,
) -> None:
    books = accounts() + "".join(
        sale(f"2026-03-0{number}", name, f"{number}00.00") for number, name in enumerate(NUMBERS, 1)
    )
    if paid is not None:
        day, name = paid
        books += payment(str(FIRST + day * DAY), f"{name[-1]}00.00", name)
    as_of = FIRST + ahead * DAY
    heard = []
    for way in ("link", "key", "tag", "text"):
        text = books + "".join(note(*each, way) for each in noted) + FRANCE
        entries, _, options = load_string(text)
        heard += [
            said(build_report(entries, options, as_of, whole=whole)) for whole in (True, False)
        ]
    assert all(each == heard[0] for each in heard[2::2])
    # Without what is settled, a note may be about nothing, which changes nothing that is due.
    assert all(each[:3] == heard[0][:3] for each in heard[1::2])


@scaled(25)
@given(noted=notes(), ahead=st.integers(0, 90))
def test_a_note_on_the_account_of_an_invoice_names_it(
    noted: list[tuple[datetime.date, str, list[str]]], ahead: int
) -> None:
    books = accounts() + "".join(
        f"2024-01-01 open Assets:Clients:Martin:{name}\n"
        + sale(f"2026-03-0{number}", name, f"{number}00.00").replace(
            "Clients:Martin ", f"Clients:Martin:{name} "
        )
        for number, name in enumerate(NUMBERS, 1)
    )
    named, below = books + FRANCE, books + FRANCE
    for day, kind, about in noted:
        account = f"note Assets:Clients:Martin:{about[0]} "
        linked = note(day, kind, about[:1], "link").replace("note Assets:Clients:Martin ", account)
        named += linked
        below += linked.replace(f" ^{about[0]}\n", "\n")
    assert f" ^{NUMBERS[0]}\n" not in below.partition("note ")[2]
    as_of = str(FIRST + ahead * DAY)
    assert said(report(named, as_of)) == said(report(below, as_of))


@scaled(25)
@given(noted=notes(), later=st.integers(1, 30), ahead=st.integers(0, 40))
def test_it_is_not_about_what_is_invoiced_under_its_number_later(
    noted: list[tuple[datetime.date, str, list[str]]], later: int, ahead: int
) -> None:
    books = accounts() + sale("2026-03-01", "F-1", "100.00", due="2026-03-31")
    books += "".join(note(day, kind, ["F-1"], "link") for day, kind, _ in noted)
    billed = max(day for day, _, _ in noted) + later * DAY
    books += payment(str(billed), "100.00", "F-1")
    after, due = billed + DAY, billed + 10 * DAY
    day = str(due + ahead * DAY)
    series = sale(str(after), "F-1", "150.00", due=str(due))
    alone = sale(str(after), "F-9", "150.00", due=str(due))
    planned = []
    for another in (series, alone):
        found = report(books + another, day)
        [item] = found.open_items
        claim, agenda = found.claims.of(item), found.agenda
        planned.append(
            (
                [(a.stage.name, a.due_on) for a in (*agenda.actions, *agenda.upcoming)],
                [str(waiting.why) for waiting in agenda.waiting],
                (claim.interest.amount, claim.fee),
            )
        )
    assert planned[0] == planned[1]
