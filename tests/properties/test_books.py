"""What holds for any books at all.

Hypothesis makes small books of two or three customers: invoices, some in instalments, some
carried over, payments of all sorts, credit notes, write-offs, transfers, payments taken back,
loans, and notes of everything that can be said. ``HYPOTHESIS_PROFILE=nightly`` tries 1,500.
"""

from __future__ import annotations

import datetime
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Directive, Note, Open, Posting, Transaction, new_metadata
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.ageing_data import ageing_data
from beancount_relance.exports.item_data import explain_data, open_data
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import language
from beancount_relance.policy.procedures import OCCASION, built_in_procedures
from beancount_relance.report.report import Report, build_report
from tests.support.examples import scaled

Leg = tuple[str, Decimal, dict[str, Any]]

START = datetime.date(2026, 1, 1)
DAYS = 150
OPTIONS: dict[str, Any] = parser.parse_string("")[2]
BUSINESS, CONSUMER, PUBLIC = "Martin", "Oriot", "Mairie"
CUSTOMERS = {BUSINESS: "business", CONSUMER: "consumer", PUBLIC: "public"}
NUMBERS = [f"F{n}" for n in range(1, 7)]
KINDS = [
    *NOTE_KINDS,
    *(
        stage.name
        for name in ("standard", OCCASION)
        for stage in built_in_procedures()[name].stages
    ),
]

# days, customers and amounts meet often: that is where the questions are
some_day = st.one_of(st.integers(0, DAYS), st.integers(0, 10).map(lambda n: 10 * n)).map(
    lambda n: START + datetime.timedelta(days=n)
)
some_amount = st.one_of(
    st.sampled_from([Decimal("100.00"), Decimal("200.00"), Decimal("300.00")]),
    st.integers(1, 300_000).map(lambda cents: Decimal(cents) / 100),
)
some_customer = st.sampled_from([BUSINESS] * 4 + [CONSUMER, PUBLIC])
some_currency = st.sampled_from(["EUR"] * 5 + ["USD"])
some_links = st.frozensets(st.sampled_from([*NUMBERS, "F99"]), max_size=3)


def clients(customer: str, *, doubtful: bool = False) -> str:
    return f"Assets:Clients{'-Douteux' if doubtful else ''}:{customer}"


def entry(
    date: datetime.date,
    legs: Sequence[Leg],
    currency: str,
    links: frozenset[str] = frozenset(),
    meta: dict[str, Any] | None = None,
) -> Transaction:
    """A transaction; its lines are numbered later."""
    postings = [
        Posting(account, Amount(number, currency), None, None, None, dict(extra))
        for account, number, extra in legs
    ]
    return Transaction(dict(meta or {}), date, "*", None, "Entry", frozenset(), links, postings)


def written(entries: Iterable[Directive]) -> list[Directive]:
    """The entries as a file would have them: lines in the order given, sorted by date."""
    numbered: list[Directive] = []
    for line, one in enumerate(entries, start=1):
        place = new_metadata("books.beancount", 10 * line)
        changed = one._replace(meta={**one.meta, **place})
        if isinstance(changed, Transaction):
            postings = [
                posting._replace(
                    meta={**(posting.meta or {}), **new_metadata("books.beancount", 10 * line + n)}
                )
                for n, posting in enumerate(changed.postings, start=1)
            ]
            changed = changed._replace(postings=postings)
        numbered.append(changed)
    return sorted(numbered, key=lambda one: one.date)


def opened() -> list[Directive]:
    first = START - datetime.timedelta(days=1)
    names = ["Assets:Bank", "Income:Sales", "Expenses:Losses", "Equity:Opening", "Liabilities:VAT"]
    entries: list[Directive] = [Open({}, first, name, [], None) for name in names]
    for name, kind in CUSTOMERS.items():
        entries.append(Open({"kind": kind, "email": "a@b.example"}, first, clients(name), [], None))
        entries.append(Open({}, first, clients(name, doubtful=True), [], None))
    return entries


@st.composite
def invoices(draw: st.DrawFn, number: str) -> Transaction:
    date, customer, currency = draw(some_day), draw(some_customer), draw(some_currency)
    meta: dict[str, Any] = {}
    if draw(st.booleans()):
        meta["due"] = date + datetime.timedelta(days=draw(st.integers(0, 60)))
    count = draw(st.sampled_from([1, 1, 1, 2, 3]))
    amounts = [draw(some_amount) for _ in range(count)]
    legs: list[Leg] = []
    for part, amount in enumerate(amounts):
        extra = {"due": date + datetime.timedelta(days=30 * part)} if count > 1 else {}
        legs.append((clients(customer), amount, extra))
    against = draw(st.sampled_from(["Income:Sales", "Income:Sales", "Equity:Opening"]))
    legs.append((against, -sum(amounts, Decimal()), {}))
    links = frozenset([number]) if draw(st.sampled_from([True, True, True, False])) else frozenset()
    return entry(date, legs, currency, links, meta)


@st.composite
def credits_(draw: st.DrawFn) -> Transaction:
    amount, customer = draw(some_amount), draw(some_customer)
    account = clients(customer, doubtful=draw(st.integers(0, 5)) == 0)
    against = draw(st.sampled_from(["Assets:Bank"] * 4 + ["Income:Sales", "Expenses:Losses"]))
    legs: list[Leg] = [(against, amount, {}), (account, -amount, {})]
    return entry(draw(some_day), legs, draw(some_currency), draw(some_links))


@st.composite
def other_debits(draw: st.DrawFn) -> Transaction:
    """Loans, payments taken back, balances carried over, moves to the doubtful account."""
    amount, customer = draw(some_amount), draw(some_customer)
    doubtful = draw(st.booleans())
    against = draw(
        st.sampled_from(["Assets:Bank", "Equity:Opening", clients(customer, doubtful=not doubtful)])
    )
    legs: list[Leg] = [(clients(customer, doubtful=doubtful), amount, {}), (against, -amount, {})]
    return entry(draw(some_day), legs, draw(some_currency), draw(some_links))


@st.composite
def notes(draw: st.DrawFn) -> Note:
    date, kind = draw(some_day), draw(st.sampled_from(KINDS))
    meta: dict[str, Any] = {"relance": kind}
    if kind in {"promise", "hold"}:
        meta["until"] = date + datetime.timedelta(days=draw(st.integers(0, 40)))
    if kind in {"promise", "dispute"} and draw(st.booleans()):
        meta["amount"] = Amount(draw(some_amount), draw(some_currency))
    if kind == "plan":
        later = date + datetime.timedelta(days=draw(st.integers(1, 40)))
        meta["plan"] = f"{date} 10.00 EUR, {later} 20.00 EUR"
    return Note(meta, date, clients(draw(some_customer)), "Word", frozenset(), draw(some_links))


@st.composite
def books(draw: st.DrawFn, *, with_notes: bool = True) -> list[Directive]:
    """Entries in the order in which they stand in the file, which is not that of the dates."""
    entries: list[Directive] = [draw(invoices(number)) for number in draw(
        st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=6, unique=True)
    )]  # fmt: skip
    entries += draw(st.lists(credits_(), max_size=5))
    entries += draw(st.lists(other_debits(), max_size=2))
    if with_notes:
        entries += draw(st.lists(notes(), max_size=5))
    return [*opened(), *draw(st.permutations(entries))]


def plain_balances(
    entries: Iterable[Directive], as_of: datetime.date
) -> dict[tuple[str, str], Decimal]:
    """The receivable accounts' balances: nothing but postings added up."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in entries:
        if isinstance(one, Transaction) and one.date <= as_of:
            for posting in one.postings:
                if posting.account.startswith(("Assets:Clients:", "Assets:Clients-Douteux:")):
                    units = posting.units
                    assert isinstance(units, Amount)
                    sums[posting.account.split(":")[2], units.currency] += units.number or 0
    return sums


def report(entries: Iterable[Directive], as_of: datetime.date) -> Report:
    return build_report(written(entries), OPTIONS, as_of)


def open_amounts(found: Report) -> list[Any]:
    """What is open, invoice by invoice; those of one due date without a number are all one."""
    items: dict[Any, Decimal] = defaultdict(Decimal)
    for one in found.open_items:
        invoice = one.invoice
        items[invoice.customer, invoice.currency, invoice.due, invoice.number] += one.outstanding
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for credit in found.allocation.credits:
        sums["credit", credit.credit.customer, credit.credit.currency] += credit.amount
    for rest in found.allocation.unidentified:
        sums["debit", rest.debit.customer, rest.debit.currency] += rest.amount
    return [dict(items), dict(sums)]


@given(books(with_notes=False))
def test_books_tie_out_every_day_for_each_customer_and_currency(entries: list[Directive]) -> None:
    for as_of in {one.date for one in entries}:
        found = report(entries, as_of)
        balances = plain_balances(entries, as_of)
        assert set(found.allocation.balances) <= set(balances)
        for key, ledger in balances.items():
            if key not in found.allocation.balances:  # only moved from account to account
                assert ledger == 0
                continue
            balance = found.allocation.balances[key]
            assert balance.open - balance.credits + balance.unidentified == ledger
            assert balance.ledger == ledger
            assert balance.difference == 0


@given(books(), some_day)
def test_the_past_is_the_same_from_the_whole_as_from_books_cut_there(
    entries: list[Directive], as_of: datetime.date
) -> None:
    whole = written(entries)
    cut = [one for one in whole if one.date <= as_of]
    words = language("en")
    now, then = (build_report(some, OPTIONS, as_of) for some in (whole, cut))
    assert open_data(now, words) == open_data(then, words)
    assert actions_data(now, words) == actions_data(then, words)


@given(books(with_notes=False), some_day)
def test_nothing_is_owed_below_zero_and_items_add_up(
    entries: list[Directive], as_of: datetime.date
) -> None:
    found = report(entries, as_of)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item in found.allocation.items:
        assert item.outstanding >= 0
        assert item.outstanding == item.invoice.amount - sum(part.amount for part in item.settled)
        assert item.is_open == (item.outstanding > Decimal("0.005"))
        sums[item.key[:2]] += item.outstanding
    keys = [item.key for item in found.allocation.items]
    assert len(keys) == len(set(keys))
    for key, balance in found.allocation.balances.items():
        assert balance.open == sums[key]
        assert balance.credits >= 0
        assert balance.unidentified >= 0
    for aged in found.ageing:
        assert aged.total == sum(
            (
                i.outstanding
                for i in found.open_items
                if i.key[:2] == (aged.customer, aged.currency)
            ),
            Decimal(),
        )


@given(books(with_notes=False), st.randoms(use_true_random=False), some_day)
def test_the_order_of_a_days_entries_changes_no_open_amount(
    entries: list[Directive],
    random: Any,
    as_of: datetime.date,
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert open_amounts(report(shuffled, as_of)) == open_amounts(report(entries, as_of))


round_amount = st.sampled_from([Decimal("100.00"), Decimal("150.00"), Decimal("200.00")])


@given(
    st.lists(round_amount, min_size=3, max_size=3),
    st.lists(
        st.tuples(round_amount, st.frozensets(st.sampled_from(["F1", "F2", "F3"]), max_size=2)),
        min_size=2,
        max_size=3,
    ),
)
def test_the_order_of_one_days_payments_changes_no_open_amount(
    invoiced: list[Decimal], paid: list[tuple[Decimal, frozenset[str]]]
) -> None:
    later = START + datetime.timedelta(days=50)
    entries: list[Directive] = opened()
    for n, amount in enumerate(invoiced, start=1):
        legs: list[Leg] = [(clients(BUSINESS), amount, {}), ("Income:Sales", -amount, {})]
        date = START + datetime.timedelta(days=n)
        entries.append(entry(date, legs, "EUR", frozenset([f"F{n}"])))
    payments = [
        entry(later, [("Assets:Bank", a, {}), (clients(BUSINESS), -a, {})], "EUR", links)
        for a, links in paid
    ]
    first, *others = [
        open_amounts(report([*entries, *order], later))
        for order in itertools.permutations(payments)
    ]
    assert all(other == first for other in others)


@given(books(), some_day, st.sampled_from(["en", "fr"]))
def test_no_books_raise(entries: list[Directive], as_of: datetime.date, code: str) -> None:
    found, words = report(entries, as_of), language(code)
    for data in (open_data, actions_data, ageing_data):
        assert data(found, words)["as_of"] == as_of.isoformat()
    assert len(explain_data(found, found.open_items, words)["items"]) == len(found.open_items)


def by_the_ladder(actions: Iterable[Action]) -> list[Action]:
    """The actions that are stages of a procedure, without those that an event brought about."""
    return [action for action in actions if action.occasion is None]


@given(books(), some_day)
def test_every_open_item_is_somewhere_in_the_agenda_and_asked_for_once(
    entries: list[Directive], as_of: datetime.date
) -> None:
    found = report(entries, as_of)
    planned = [*by_the_ladder(found.agenda.actions), *by_the_ladder(found.agenda.upcoming)]
    asked = Counter(part.item.key for action in planned for part in action.items)
    waiting = Counter(  # what is disputed of an item, and the rest of it
        (decision.item.key, decision.why == "dispute") for decision in found.agenda.waiting
    )
    assert {item.key for item in found.open_items} == set(asked) | {key for key, _ in waiting}
    assert all(count == 1 for count in (*asked.values(), *waiting.values()))
    by_customer = Counter(action.customer.id for action in by_the_ladder(found.actions))
    assert all(count == 1 for count in by_customer.values())
    for action in [*found.agenda.actions, *found.agenda.upcoming]:
        for part in action.items:
            assert 0 < part.decision.chased <= part.item.outstanding


@given(books(), some_day)
def test_no_text_claims_what_is_not_due(entries: list[Directive], as_of: datetime.date) -> None:
    for action in by_the_ladder(report(entries, as_of).actions):
        if action.stage.after >= 0:
            assert all(part.invoice.due < as_of for part in action.items)


@given(books(), some_day)
def test_a_consumer_is_never_asked_for_a_fee(
    entries: list[Directive], as_of: datetime.date
) -> None:
    for action in report(entries, as_of).actions:
        if action.customer.id == CONSUMER:
            assert not any(action.recovery_fee.values())


def recorded(found: Report) -> list[Note]:
    """One note for each action due: all its invoices, at its stage, today."""
    return [
        Note(
            {"relance": action.stage.name},
            found.as_of,
            clients(action.customer.id),
            "Done",
            frozenset(),
            frozenset(part.invoice.reference for part in action.items),
        )
        for action in found.actions
    ]


@given(books(), some_day)
def test_what_was_recorded_is_done_for_today(
    entries: list[Directive], as_of: datetime.date
) -> None:
    found = report(entries, as_of)
    after = report([*entries, *recorded(found)], as_of)
    assert len(after.problems) == len(found.problems)
    assert not after.actions


@given(books(), some_day)
def test_what_happened_is_told_in_order_of_date_before_what_follows(
    entries: list[Directive], as_of: datetime.date
) -> None:
    found = report(entries, as_of)
    for one in found.allocation.items:
        first, *others = found.reasons(one)
        assert first.source == one.invoice.source
        days = [each.date or datetime.date.max for each in others]
        assert days == sorted(days)
        assert days[-1] == datetime.date.max  # what is left, or that nothing is


@given(
    books(),
    some_day,
    st.sampled_from(["hold", "dispute", "insolvency", "handover", "filed", "write-off"]),
)
def test_what_is_held_back_is_never_chased(
    entries: list[Directive], as_of: datetime.date, kind: str
) -> None:
    notes = [
        Note({"relance": kind}, as_of, clients(customer), "Stop", frozenset(), frozenset())
        for customer in CUSTOMERS
    ]
    after = report([*entries, *notes], as_of)
    chased = [
        part.invoice
        for action in by_the_ladder([*after.actions, *after.agenda.upcoming])
        for part in action.items
    ]
    if kind in ("handover", "filed"):  # of instalments, they are about what was due by then
        chased = [one for one in chased if one.parts == 1 or one.due <= as_of]
    assert not chased


@scaled(5)
@given(
    some_day,
    st.sampled_from([Decimal("99.00"), Decimal("999.99"), Decimal("1000.00"), Decimal("5000.00")]),
    some_customer,
    st.lists(st.integers(0, 4), min_size=8, max_size=8),
)
def test_day_by_day_each_rung_once_and_in_order(
    date: datetime.date, amount: Decimal, customer: str, delays: list[int]
) -> None:
    legs: list[Leg] = [(clients(customer), amount, {}), ("Income:Sales", -amount, {})]
    entries = [*opened(), entry(date, legs, "EUR", frozenset(["F1"]))]
    procedure = {"business": "standard"}.get(CUSTOMERS[customer], CUSTOMERS[customer])
    stages = built_in_procedures()[procedure].stages
    done: list[str] = []
    days: list[datetime.date] = []
    wait = delays[0]
    for offset in range(30 + 60 + 40 + 5 * len(delays)):
        as_of = date + datetime.timedelta(days=offset)
        found = report(entries, as_of)
        if not found.actions:
            continue
        if wait:  # the bookkeeper is slow: some days pass before it is done
            wait -= 1
            continue
        assert all(action.due_on.weekday() < 5 for action in found.actions)
        (note,) = recorded(found)
        done.append(note.meta["relance"])
        days.append(as_of)
        entries.append(note)
        wait = delays[len(done) % len(delays)]
        assert not report(entries, as_of).actions
    expected = [
        stage.name
        for stage in stages
        if (minimum := stage.minimum("EUR")) is None or amount >= minimum
    ]
    if done[0] != "courtesy":  # which lapses if nobody had the time
        expected.remove("courtesy")
    assert done == expected
    contacts = [day for day, stage in zip(days, done, strict=True) if stage != "legal"]
    assert all((after - before).days >= 7 for before, after in pairwise(contacts))


@pytest.mark.parametrize("as_of", [START, START + datetime.timedelta(days=DAYS)])
def test_empty_books_have_nothing_to_say(as_of: datetime.date) -> None:
    found = report(opened(), as_of)
    assert (found.open_items, list(found.actions), list(found.problems)) == ([], [], [])
