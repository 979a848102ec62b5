"""Books of every convention in the reference, for the properties.

A book is a handful of stories, each an invoice and what became of it, told in one of the ways
in which people write: a link, a key on the transaction or the posting, a text, a number or a
date, a number in the narration. Numbers, days, amounts and customers meet often: that is where
the questions are. The entries are those of a file: numbered by line, then sorted by date.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import (
    Balance,
    Custom,
    Directive,
    Note,
    Open,
    Pad,
    Posting,
    Transaction,
)
from beancount.ops.pad import pad
from beancount.parser import parser
from beancount.parser.grammar import ValueType
from hypothesis import strategies as st

from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.policy.procedures import built_in_procedures

Meta = dict[str, Any]
Leg = tuple[str, Decimal, str, Meta, Amount | None]

START = datetime.date(2026, 1, 1)
OPTIONS: Mapping[str, Any] = parser.parse_string("")[2]
CENT = Decimal("0.01")

BUSINESS, CONSUMER, PUBLIC = "Martin", "Oriot", "Mairie"
PAYEES = ("Acme", "Bright Dental")
NUMBERS = ("F2026-001", "F2026-002", "INV-7", "F2026-010", "77", "2025-11-05")
UNKNOWN = ("F2025-099", "K-1")
PROJECTS = ("project-x", "chantier")
STAGES = [stage.name for stage in built_in_procedures()["standard"].stages]

CONTROL = "Assets:Receivable"
BANK = "Assets:Bank"
PENALTIES = "Income:Penalites-de-retard"
DISCOUNT, EXCHANGE = "Expenses:Escomptes", "Expenses:Pertes-de-change"
OTHERS = (
    BANK,
    "Assets:Virements-internes",
    "Income:Sales",
    "Income:Services",
    "Liabilities:VAT",
    "Liabilities:Suppliers",
    "Expenses:Losses",
    "Expenses:Frais-bancaires",
    DISCOUNT,
    EXCHANGE,
    PENALTIES,
    "Equity:Opening",
)

some_day = st.one_of(st.integers(0, 120), st.sampled_from([0, 10, 14, 20, 30])).map(
    lambda n: START + datetime.timedelta(days=n)
)
some_amount = st.one_of(
    st.sampled_from([Decimal("100.00"), Decimal("200.00"), Decimal("300.00")]),
    st.integers(2, 30_000).map(lambda cents: cents * CENT),
)
some_currency = st.sampled_from(["EUR"] * 4 + ["USD"])
some_days = st.sampled_from([0, 1, 7, 30, 40]).map(lambda n: datetime.timedelta(days=n))
some_customer = st.sampled_from([BUSINESS] * 4 + [CONSUMER, PUBLIC, *PAYEES])
some_number = st.sampled_from(NUMBERS)


@dataclass(frozen=True)
class Debtor:
    """A customer as one book writes them: an account of their own, or a control account."""

    name: str
    doubtful: bool = False
    key: bool = False

    @property
    def account(self) -> str:
        if self.name in PAYEES:
            return CONTROL
        return f"Assets:Clients{'-Douteux' if self.doubtful else ''}:{self.name}"

    @property
    def meta(self) -> Meta:
        return {"customer": self.name} if self.key and self.name in PAYEES else {}


@dataclass(frozen=True)
class Naming:
    """How an entry says what it is about."""

    links: frozenset[str] = frozenset()
    meta: tuple[tuple[str, Any], ...] = ()
    posting: tuple[tuple[str, Any], ...] = ()
    narration: str = "Entry"


def value_of(draw: st.DrawFn, number: str) -> Any:
    """A reference as metadata may have it: a text, a number, a date."""
    if number.isdigit() and draw(st.booleans()):
        return Decimal(number)
    if number.startswith("2025-") and draw(st.booleans()):
        return datetime.date.fromisoformat(number)
    return number


def cased(draw: st.DrawFn, number: str) -> str:
    return draw(st.sampled_from([number] * 6 + [number.lower()]))


WAYS = ["link"] * 5 + [
    "key",
    "key",
    "posting",
    "quote",
    "spelt",
    "memo",
    "bare",
    "project",
    "projects",
    "both",
    "odd",
]


@st.composite
def namings(draw: st.DrawFn, numbers: Sequence[str]) -> Naming:
    """A way to name these numbers: mostly all of them."""
    names = [cased(draw, number) for number in numbers]
    value = value_of(draw, names[0]) if len(names) == 1 else ", ".join(names)
    key = draw(st.sampled_from(["invoice", "invoice_id", "applies_to"]))
    odd = draw(st.sampled_from([True, "", " ", "F2026-001 "]))
    other = draw(st.sampled_from([*NUMBERS, *UNKNOWN]))
    quoted = draw(st.sampled_from([" and ", "/", ",REF:"])).join(names)
    return {
        "link": Naming(links=frozenset(names)),
        "key": Naming(meta=((key, value),)),
        "posting": Naming(posting=((key, value),)),
        "quote": Naming(narration=f"Invoice {quoted}, thank you"),
        "spelt": Naming(narration=f"VIR {' '.join(names).replace('-', '')}"),
        "memo": Naming(meta=(("memo", f"VIR {' '.join(names)}"),)),
        "bare": Naming(narration=draw(st.sampled_from(["Entry", "Rent May", "Rent June", "Rent"]))),
        "project": Naming(links=frozenset([*names, draw(st.sampled_from(PROJECTS))])),
        "projects": Naming(links=frozenset(PROJECTS)),
        "both": Naming(links=frozenset([other]), meta=((key, value),)),
        "odd": Naming(frozenset(names), meta=((key, odd),), narration=f"See {other}"),
    }[draw(st.sampled_from(WAYS))]


def transaction(
    date: datetime.date, legs: Iterable[Leg], naming: Naming, payee: str | None, meta: Meta
) -> Transaction:
    postings = [
        Posting(account, Amount(number, currency), None, price, None, dict(extra))
        for account, number, currency, extra, price in legs
    ]
    meta = {**meta, **dict(naming.meta)}
    narration = naming.narration
    return Transaction(meta, date, "*", payee, narration, frozenset(), naming.links, postings)


def leg(account: str, number: Decimal, currency: str, **extra: Any) -> Leg:
    return account, number, currency, extra, None


@st.composite
def due_metas(draw: st.DrawFn, date: datetime.date) -> Meta:
    due = date + datetime.timedelta(days=draw(st.integers(0, 60)))
    return draw(
        st.sampled_from(
            [{}] * 6
            + [{"due": due}] * 4
            + [
                {"due_at": due.isoformat()},
                {"terms": "fin de mois 45 jours"},
                {"terms": "bientôt"},
                {"due": "soon"},
                {"procedure": "none"},
                {"procedure": "nonne"},
                {"terms": "comptant", "due": "bad"},
                {"terms": "30% à la commande, 70% 30 jours"},
                {"terms": "50% upfront, balance net 30"},
                {"terms": "2% 10 net 30"},
            ]
        )
    )


@st.composite
def invoices(
    draw: st.DrawFn, debtor: Debtor, number: str, currency: str
) -> tuple[Transaction, list[Decimal]]:
    date, naming = draw(some_day), draw(namings([number]))
    meta = {**draw(due_metas(date)), **debtor.meta}
    form = draw(st.sampled_from(["one"] * 6 + ["two", "instalments", "accounts", "discounted"]))
    amounts = [draw(some_amount) for _ in range(1 if form == "one" else 2)]
    legs: list[Leg] = []
    for part, amount in enumerate(amounts):
        extra = dict(naming.posting)
        account = debtor.account
        if form == "instalments":
            extra["due"] = date + datetime.timedelta(days=30 * part)
        if form == "accounts" and part and debtor.name not in PAYEES:
            account = Debtor(debtor.name, doubtful=True).account
        legs.append((account, amount, currency, extra, None))
    if form == "discounted":
        legs[1] = leg(debtor.account, -min(amounts) / 2, currency, **dict(naming.posting))
        amounts = [amounts[0], -min(amounts) / 2]
    total = sum(amounts, Decimal())
    against = draw(
        st.sampled_from(
            [["Income:Sales"]] * 3
            + [["Income:Sales", "Liabilities:VAT"], ["Income:Sales", "Income:Services"]]
            + [["Equity:Opening"], ["Expenses:Losses"], ["Liabilities:Suppliers"]]
        )
    )
    legs += [leg(account, -total / len(against), currency) for account in against]
    return transaction(date, legs, naming, debtor.name, meta), amounts


CAUSES: Sequence[Sequence[str]] = [
    *([[BANK]] * 6),
    [BANK, "Expenses:Frais-bancaires"],
    [BANK, EXCHANGE],
    [BANK, DISCOUNT],
    ["Income:Sales"],
    ["Income:Sales", "Liabilities:VAT"],
    ["Expenses:Losses"],
    ["Liabilities:Suppliers"],
    ["Equity:Opening"],
    ["Assets:Virements-internes"],
    ["price"],
    ["doubtful"],
    ["penalties"],
]


@st.composite
def credits_(
    draw: st.DrawFn, debtor: Debtor, numbers: Sequence[str], amount: Decimal, currency: str
) -> Transaction:
    """Money, or what else settles, for these numbers; or one posting for each of them."""
    date, naming = draw(some_day), draw(namings(numbers))
    account = Debtor(debtor.name, doubtful=draw(st.integers(0, 7)) == 0).account
    extra = {**dict(naming.posting), **debtor.meta}
    payee = draw(st.sampled_from([debtor.name] * 3 + ["BANK TEXT"]))
    if len(numbers) > 1 and draw(st.booleans()):
        share = (amount / len(numbers)).quantize(CENT)
        key = draw(st.sampled_from(["invoice", "applies_to"]))
        legs = [leg(account, -share, currency, **{**extra, key: one}) for one in numbers]
        legs.append(leg(BANK, share * len(numbers), currency))
        return transaction(date, legs, Naming(links=naming.links), payee, {})
    cause = draw(st.sampled_from(CAUSES))
    if cause == ["price"]:
        foreign = (amount * Decimal("0.9")).quantize(CENT)
        price = Amount(Decimal("0.9"), "GBP")
        legs = [
            (account, -amount, currency, extra, price),
            leg(BANK, foreign, "GBP"),
        ]
        return transaction(date, legs, naming, payee, {})
    if cause == ["doubtful"]:
        doubtful = Debtor(debtor.name, doubtful=True).account
        legs = [
            leg(account, -amount, currency, **extra),
            leg(doubtful, amount, currency, **draw(st.sampled_from([{}, extra]))),
        ]
        return transaction(date, legs, naming, payee, {})
    if cause == ["penalties"]:
        more = draw(st.sampled_from([CENT, Decimal(40), amount]))
        legs = [
            leg(BANK, amount + more, currency),
            leg(account, -amount, currency, **extra),
            leg(PENALTIES, -more, currency),
        ]
        return transaction(date, legs, naming, payee, {})
    rest = CENT if len(cause) > 1 else Decimal()
    legs = [leg(account, -amount, currency, **extra), leg(cause[0], amount - rest, currency)]
    legs += [leg(other, rest, currency) for other in cause[1:]]
    return transaction(date, legs, naming, payee, {})


@st.composite
def debits(draw: st.DrawFn, debtor: Debtor, number: str, currency: str) -> Transaction:
    """A refund, a loan, a payment taken back, a balance carried, a debt moved or re-linked."""
    date, naming, amount = draw(some_day), draw(namings([number])), draw(some_amount)
    against = draw(st.sampled_from([BANK, BANK, "bank and fee", "Equity:Opening", "relink"]))
    account = Debtor(debtor.name, doubtful=draw(st.integers(0, 7)) == 0).account
    extra = {**dict(naming.posting), **debtor.meta}
    legs = [leg(account, amount, currency, **extra)]
    if against == "relink":
        to = draw(some_number)
        legs = [
            leg(account, amount, currency, **{**debtor.meta, "invoice": number}),
            leg(account, -amount, currency, **{**debtor.meta, "invoice": to}),
        ]
        return transaction(date, legs, Naming(), debtor.name, {})
    if against == "bank and fee":
        legs.append(leg("Expenses:Frais-bancaires", Decimal(1), currency))
        legs.append(leg(BANK, -amount - 1, currency))
    else:
        legs.append(leg(against, -amount, currency))
    return transaction(date, legs, naming, debtor.name, {})


@st.composite
def charges(draw: st.DrawFn, debtor: Debtor, currency: str) -> Transaction:
    """Late interest or a fee for some invoices, received or invoiced, or paid back."""
    naming = draw(namings(draw(st.lists(some_number, min_size=1, max_size=2, unique=True))))
    amount = draw(st.sampled_from([CENT, Decimal(40), Decimal(90), Decimal(-40)]))
    against = draw(st.sampled_from([BANK, BANK, debtor.account]))
    earned = draw(st.sampled_from([PENALTIES, "Income:Sales"]))
    if earned != PENALTIES:  # only the text tells it from a sale
        naming = replace(naming, narration=f"Late fee: {naming.narration}")
    legs = [leg(against, amount, currency), leg(earned, -amount, currency)]
    return transaction(draw(some_day), legs, naming, debtor.name, debtor.meta)


@st.composite
def loans(draw: st.DrawFn, debtor: Debtor, number: str, currency: str) -> list[Transaction]:
    """Money out and the same money back, mostly by the same link."""
    lent = draw(debits(debtor, draw(st.sampled_from([*UNKNOWN, number])), currency))
    (amount, *_) = [p.units.number for p in lent.postings if p.units is not None]
    names = [*sorted(lent.links)] or [number]
    return [lent, draw(credits_(debtor, names, amount or CENT, currency))]


@st.composite
def sales_of_a_debt(draw: st.DrawFn, number: str, currency: str) -> list[Transaction]:
    """A factor takes over what a customer owes, and pays it."""
    amount, factor = draw(some_amount), Debtor(CONSUMER)
    legs = [
        leg(factor.account, amount, currency),
        leg(Debtor(BUSINESS).account, -amount, currency),
    ]
    sold = transaction(draw(some_day), legs, draw(namings([number])), "Factor", {})
    return [sold, draw(credits_(factor, [number], amount, currency))]


@st.composite
def undone(draw: st.DrawFn, earlier: Transaction) -> Transaction:
    """What takes an entry back: its mirror, days later, in whole or in part, well named or not."""
    date = earlier.date + datetime.timedelta(days=draw(st.integers(0, 40)))
    part = draw(st.sampled_from([Decimal(1)] * 4 + [Decimal("0.5")]))
    costs = draw(st.sampled_from([Decimal()] * 4 + [Decimal("15.00")]))
    postings = []
    for posting in earlier.postings:
        units = posting.units
        assert isinstance(units, Amount)
        number = (-units.number * part).quantize(CENT) if units.number else Decimal()
        postings.append(posting._replace(units=Amount(number, units.currency)))
    first = next(place for place, p in enumerate(postings) if p.account not in OTHERS)
    units = postings[first].units
    assert isinstance(units, Amount)
    if costs and units.number and units.number > 0 and not any(p.price for p in postings):
        more = Amount(units.number + costs, units.currency)
        postings[first] = postings[first]._replace(units=more)
        against = Amount(-costs, units.currency)
        postings.append(Posting(BANK, against, None, None, None, {}))
    links = draw(st.sampled_from([earlier.links] * 3 + [frozenset(), frozenset({"cheque-1"})]))
    keeps = draw(st.booleans())
    return earlier._replace(
        date=date,
        links=links,
        narration=draw(st.sampled_from([earlier.narration, "Returned", "Entry cancelled"])),
        meta=dict(earlier.meta) if keeps else {},
        postings=[p if keeps else p._replace(meta={}) for p in postings],
    )


@st.composite
def undone_stories(draw: st.DrawFn, told: list[Transaction]) -> list[Transaction]:
    """A story, whose payment may be taken back, and come again."""
    if len(told) < 2 or draw(st.integers(0, 2)):
        return told
    back = draw(undone(told[1]))
    again = told[1]._replace(date=back.date + datetime.timedelta(days=7))
    return [*told, back, *([again] if draw(st.booleans()) else [])]


@st.composite
def moved(
    draw: st.DrawFn, debtor: Debtor, number: str, amount: Decimal, currency: str
) -> Transaction:
    """A claim moved to another customer, or between a customer's accounts, by name or not."""
    other = Debtor(
        draw(st.sampled_from([BUSINESS, CONSUMER, PUBLIC])), doubtful=draw(st.booleans())
    )
    naming = draw(st.sampled_from([Naming(frozenset({number})), Naming()]))
    legs = [
        leg(debtor.account, -amount, currency, **debtor.meta),
        leg(other.account, amount, currency),
    ]
    return transaction(draw(some_day), legs, naming, debtor.name, {})


@st.composite
def corrected(
    draw: st.DrawFn, debtor: Debtor, number: str, amount: Decimal, currency: str
) -> list[Transaction]:
    """A payment posted on another customer, and put right, or returned there."""
    other = Debtor(draw(st.sampled_from([BUSINESS, CONSUMER, PUBLIC])))
    wrong = draw(credits_(other, [draw(some_number)], amount, currency))
    date = wrong.date + datetime.timedelta(days=draw(st.integers(0, 40)))
    naming = draw(st.sampled_from([Naming(), Naming(), Naming(frozenset({number}))]))
    back = leg(other.account, amount, currency)
    to = draw(st.sampled_from([debtor.account, debtor.account, BANK]))
    legs = [back, leg(to, -amount, currency, **(debtor.meta if to != BANK else {}))]
    return [wrong, transaction(date, legs, naming, debtor.name, {})]


@st.composite
def closed_and_opened(
    draw: st.DrawFn, debtor: Debtor, number: str, amount: Decimal, currency: str
) -> list[Transaction]:
    """A balance, or a credit balance, or a revaluation, that is reversed a day or so later."""
    date, against = draw(some_day), draw(st.sampled_from(["Equity:Opening", EXCHANGE]))
    naming = draw(st.sampled_from([Naming(), Naming(), Naming(frozenset({number}))]))
    sign = draw(st.sampled_from([1, -1]))
    days = [date, date + datetime.timedelta(days=draw(st.integers(0, 2)))]
    return [
        transaction(
            day,
            [
                leg(debtor.account, way * amount, currency, **debtor.meta),
                leg(against, -way * amount, currency),
            ],
            naming,
            debtor.name,
            {},
        )
        for day, way in zip(days, [sign, -sign], strict=True)
    ]


@st.composite
def entered_again(draw: st.DrawFn, invoice: Transaction) -> list[Transaction]:
    """An invoice entered a second time, and mostly one of the two cancelled."""
    again = invoice._replace(date=invoice.date + draw(some_days))
    words = draw(st.sampled_from(["Cancelled", "Doublon", invoice.narration]))
    date = again.date + draw(some_days)
    if draw(st.integers(0, 3)) == 0:
        return [again]
    return [again, _mirror(invoice)._replace(date=date, narration=words)]


def _mirror(entry: Transaction) -> Transaction:
    """The entry with all its amounts the other way round."""
    postings = []
    for posting in entry.postings:
        units = posting.units
        assert isinstance(units, Amount)
        assert isinstance(units.number, Decimal)
        postings.append(posting._replace(units=Amount(-units.number, units.currency)))
    return entry._replace(postings=postings)


@st.composite
def charged_back(
    draw: st.DrawFn, debtor: Debtor, number: str, amount: Decimal, currency: str
) -> list[Transaction]:
    """A payment less a discount or a fee, which is charged back, or given after all."""
    paid_on, less = draw(some_day), draw(st.sampled_from([CENT, Decimal("2.00"), amount / 2]))
    less = min(less.quantize(CENT), amount)
    account = draw(st.sampled_from([DISCOUNT, "Expenses:Frais-bancaires", "Liabilities:VAT"]))
    naming, other = draw(namings([number])), draw(namings([number]))
    extra = {**dict(naming.posting), **debtor.meta}
    paid = [leg(debtor.account, -amount, currency, **extra), leg(account, less, currency)]
    if less != amount:
        paid.append(leg(BANK, amount - less, currency))
    back = draw(st.sampled_from([less, (less / 2).quantize(CENT) or CENT]))
    against = draw(st.sampled_from([account] * 3 + ["Income:Sales"]))
    charged = [
        leg(debtor.account, back, currency, **dict(other.posting), **debtor.meta),
        leg(against, -back, currency),
    ]
    later = paid_on + draw(some_days)
    return [
        transaction(paid_on, paid, naming, debtor.name, {}),
        transaction(later, charged, other, debtor.name, {}),
    ]


@st.composite
def lent(draw: st.DrawFn, debtor: Debtor, number: str, currency: str) -> list[Transaction]:
    """A loan of ours, with a day to repay it or not, repaid in parts, with interest, or not."""
    date, amount = draw(some_day), draw(some_amount)
    naming, other = draw(namings([number])), draw(namings([number]))
    extra = {**dict(naming.posting), **debtor.meta}
    meta: Meta = draw(st.sampled_from([{}, {"due": date + datetime.timedelta(days=60)}]))
    told = [
        transaction(
            date,
            [leg(debtor.account, amount, currency, **extra), leg(BANK, -amount, currency)],
            naming,
            debtor.name,
            meta,
        )
    ]
    parts = draw(st.sampled_from([[], [1], [2], [1, 1], [2, 2]]))
    for part in parts:
        date += draw(some_days)
        share = (amount / part).quantize(CENT)
        interest = draw(st.sampled_from([Decimal(), CENT]))
        legs = [
            leg(debtor.account, -share, currency, **dict(other.posting), **debtor.meta),
            leg(BANK, share + interest, currency),
        ]
        legs += [leg(PENALTIES, -interest, currency)] if interest else []
        told.append(transaction(date, legs, other, debtor.name, {}))
    return told


@st.composite
def intercompany(draw: st.DrawFn, number: str, currency: str) -> list[Transaction]:
    """A group's companies: one pays for another, and they set off what they owe each other."""
    one, other = Debtor(BUSINESS), Debtor(PUBLIC)
    date, amount = draw(some_day), draw(some_amount)
    naming = draw(namings([number]))
    laid_out = [leg(one.account, amount, currency), leg(BANK, -amount, currency)]
    against = draw(st.sampled_from(["Liabilities:Suppliers", other.account, one.account]))
    if against == one.account:
        set_off = [leg(one.account, -amount, currency), leg("Equity:Opening", amount, currency)]
    else:
        set_off = [leg(one.account, -amount, currency), leg(against, amount, currency)]
    later = date + draw(some_days)
    narration = draw(st.sampled_from(["Intercompany", naming.narration]))
    return [
        transaction(date, laid_out, naming, one.name, {}),
        transaction(later, set_off, replace(naming, narration=narration), one.name, {}),
    ]


@st.composite
def year_end(draw: st.DrawFn, debtor: Debtor, amount: Decimal, currency: str) -> list[Transaction]:
    """A customer's balance closed in one sum without a number, and opened in one sum or more."""
    date = draw(some_day)
    open_on = draw(st.sampled_from([debtor, debtor, Debtor(debtor.name, doubtful=True)]))
    days = datetime.timedelta(days=draw(st.integers(0, 2)))
    first = draw(st.sampled_from([amount, amount, (amount / 3).quantize(CENT) or CENT]))
    shares = [first, amount - first] if amount > first else [amount]
    closed = transaction(
        date,
        [
            leg(debtor.account, -amount, currency, **debtor.meta),
            leg("Equity:Opening", amount, currency),
        ],
        Naming(narration="Closing"),
        debtor.name,
        {},
    )
    named = draw(
        st.sampled_from([Naming(narration="Opening")] * 2 + [Naming(frozenset({"F2026-001"}))])
    )
    opened_ = [
        transaction(
            date + days,
            [
                leg(open_on.account, share, currency, **debtor.meta),
                leg("Equity:Opening", -share, currency),
            ],
            named,
            debtor.name,
            {},
        )
        for share in shares
    ]
    return [closed, *opened_]


@st.composite
def sequels(
    draw: st.DrawFn, debtor: Debtor, number: str, amount: Decimal, currency: str
) -> list[Transaction]:
    """What else may happen to an invoice: mostly nothing."""
    kinds = ["moved", "moved", "corrected", "closed", "charged back", "year end"]
    kind = draw(st.sampled_from([""] * 10 + kinds))
    if kind == "charged back":
        return draw(charged_back(debtor, number, amount, currency))
    if kind == "year end":
        return draw(year_end(debtor, amount, currency))
    if kind == "moved":
        return [draw(moved(debtor, number, amount, currency))]
    if kind == "corrected":
        return draw(corrected(debtor, number, amount, currency))
    return draw(closed_and_opened(debtor, number, amount, currency)) if kind else []


@st.composite
def without_invoice(
    draw: st.DrawFn, debtor: Debtor, number: str, currency: str
) -> list[Transaction]:
    """What stands on a customer's account by itself, or what is no sale."""
    numbers = draw(st.lists(st.sampled_from([*NUMBERS, *UNKNOWN]), max_size=3, unique=True))
    named = numbers or [draw(st.sampled_from(UNKNOWN))]
    single: Sequence[st.SearchStrategy[Transaction]] = [
        credits_(debtor, named, draw(some_amount), currency),
        charges(debtor, currency),
        debits(debtor, number, currency),
    ]
    several: Sequence[st.SearchStrategy[list[Transaction]]] = [
        loans(debtor, number, currency),
        lent(debtor, number, currency),
        intercompany(number, currency),
        sales_of_a_debt(number, currency),
    ]
    told = [each.map(lambda one: [one]) for each in single]
    return draw(draw(st.sampled_from([*told, *several])))


@st.composite
def sundry(draw: st.DrawFn) -> list[Transaction]:
    """Invoices of two customers on a shared account, and entries there by other names."""
    names = draw(st.permutations(PAYEES))[:2]
    numbers = draw(st.permutations(NUMBERS))[:2]
    amounts = [draw(some_amount) for _ in names]
    start = draw(some_day)
    days = sorted(draw(st.integers(0, 20)) for _ in range(2))

    def told(
        day: int, payee: str, narration: str, links: Sequence[str], against: str, *legs: Decimal
    ) -> Transaction:
        rest = leg(against, -sum(legs, Decimal()), "EUR")
        naming = Naming(frozenset(links), narration=narration)
        postings = [*(leg(CONTROL, each, "EUR") for each in legs), rest]
        return transaction(start + datetime.timedelta(days=day), postings, naming, payee, {})

    sold = [
        told(0, name, "Entry", [number], "Income:Sales", amount)
        for name, number, amount in zip(names, numbers, amounts, strict=True)
    ]
    total, first, number = sum(amounts, Decimal()), amounts[0], numbers[0]
    kind = draw(st.sampled_from(["paid out", "cancelled", "closed", "opened", "returned"]))
    again = draw(st.sampled_from([[], [number], numbers]))
    if kind == "paid out":
        part = draw(st.sampled_from([Decimal(), CENT]))
        if part:
            sold.append(told(0, names[1], "Entry", numbers[1:], BANK, -part))
        sold.append(told(days[0], "BANK TEXT", "Payout", numbers, BANK, part - total))
        back = total if again == numbers else first
        return [*sold, told(days[1], "BANK TEXT", "Rejected", again, BANK, back)]
    if kind == "returned":
        sold.append(told(days[0], "BANK TEXT", "Entry", [number], BANK, -first))
        text = draw(st.sampled_from(["Entry", "Returned unpaid"]))
        return [*sold, told(days[1], "OTHER TEXT", text, again[:1], BANK, first)]
    if kind == "cancelled":
        against = draw(st.sampled_from(["Income:Sales", "Expenses:Losses"]))
        text = "Credit note cancelled" if against == "Income:Sales" else "Entry"
        sold.append(told(days[0], "CORRECTION", "Entry", [number], against, -first))
        return [*sold, told(days[1], "CORRECTION", text, [number], against, first)]
    singly = [
        (name, [each], amount) for name, each, amount in zip(names, numbers, amounts, strict=True)
    ]
    whole: list[tuple[str, list[str], Decimal]] = [("Balance", [], total)]
    closed, opened_ = (whole, singly) if kind == "closed" else (singly, whole)
    sold += [told(days[0], n, "Closing", x, "Equity:Opening", -amount) for n, x, amount in closed]
    return sold + [
        told(days[1], n, "Opening", x, "Equity:Opening", amount) for n, x, amount in opened_
    ]


@st.composite
def stories(draw: st.DrawFn) -> list[Transaction]:
    """An invoice, mostly, and what became of it, mostly paid to the cent."""
    debtor = Debtor(draw(some_customer), key=draw(st.booleans()))
    number, currency = draw(some_number), draw(some_currency)
    if draw(st.integers(0, 19)) == 0:
        return draw(sundry())
    if draw(st.integers(0, 14)) > 7:
        return draw(without_invoice(debtor, number, currency))
    invoice, amounts = draw(invoices(debtor, number, currency))
    total = sum(amounts, Decimal())
    third = (total / 3).quantize(CENT) or CENT
    other = draw(st.sampled_from([*NUMBERS, *UNKNOWN]))
    paid = draw(
        st.sampled_from(
            [[([number], total)]] * 5
            + [[], [([number], third)], [([number], total + 50)]]
            + [[([number], third), ([number], total - third)]]
            + [[([number, other], total + 100)]]
        )
    )
    told = [invoice]
    for names, amount in paid:
        if amount > 0:
            told.append(draw(credits_(debtor, list(dict.fromkeys(names)), amount, currency)))
    if draw(st.integers(0, 7)) == 0:
        told.append(draw(debits(debtor, number, currency)))
    if draw(st.integers(0, 9)) == 0:
        told += draw(entered_again(invoice))
    told = draw(undone_stories(told))
    amount = draw(st.sampled_from([max(total, CENT), third]))
    return [*told, *draw(sequels(debtor, number, amount, currency))]


@st.composite
def notes(draw: st.DrawFn) -> Note:
    date, kind = draw(some_day), draw(st.sampled_from([*NOTE_KINDS, *STAGES, "reminded"]))
    meta: Meta = {"relance": kind}
    if kind in {"promise", "hold", "dispute"} and draw(st.integers(0, 5)):
        meta["until"] = date + datetime.timedelta(days=draw(st.integers(0, 40)))
    if kind in {"promise", "dispute"} and draw(st.booleans()):
        meta["amount"] = Amount(draw(some_amount), draw(some_currency))
    if kind == "plan":
        later = date + datetime.timedelta(days=draw(st.integers(1, 40)))
        meta["plan"] = f"{date} 10.00 EUR, {later} 20.00 EUR"
    debtor = Debtor(draw(some_customer), key=draw(st.booleans()))
    meta |= debtor.meta
    names = draw(st.lists(st.sampled_from([*NUMBERS, *PROJECTS, *UNKNOWN]), max_size=2))
    links = frozenset(cased(draw, name) for name in names)
    return Note(meta, date, debtor.account, "Word", frozenset(), links)


@st.composite
def pads(draw: st.DrawFn) -> list[Directive]:
    """A balance carried over that a pad brings about, which needs an account of its own."""
    date = START - datetime.timedelta(days=draw(st.integers(1, 3)))
    account = Debtor(draw(st.sampled_from([BUSINESS, CONSUMER]))).account
    later = START + datetime.timedelta(days=draw(st.sampled_from([0, 0, 5, 40])))
    amount = Amount(draw(some_amount), "EUR")
    balance = Balance({}, later, account, amount, None, None)
    return [Pad({}, date, account, "Equity:Opening"), balance]


def custom(key: str, *values: Any, date: datetime.date = START) -> Custom:
    day = date - datetime.timedelta(days=10)
    return Custom({}, day, "relance", [ValueType(value, type(value)) for value in (key, *values)])


def opened() -> list[Directive]:
    first = START - datetime.timedelta(days=10)
    entries: list[Directive] = [
        Open({}, first, name, [], None) for name in dict.fromkeys([*OTHERS, CONTROL])
    ]
    kinds: Sequence[tuple[str, Meta]] = [
        (BUSINESS, {"terms": "45 jours fin de mois", "pay-day": Decimal(10)}),
        (CONSUMER, {"kind": "consumer", "email": "a@b.example"}),
        (PUBLIC, {"kind": "public"}),
    ]
    for name, meta in kinds:
        entries.append(Open(dict(meta), first, Debtor(name).account, [], None))
        entries.append(Open({}, first, Debtor(name, doubtful=True).account, [], None))
    return entries


@st.composite
def books(
    draw: st.DrawFn, *, with_notes: bool = False, with_pads: bool = True, mode: str | None = None
) -> list[Directive]:
    """Entries as they stand in the file, before they are sorted and numbered."""
    parts = draw(st.lists(stories(), min_size=1, max_size=6))
    told: list[Directive] = [one for story in parts for one in story]
    if with_notes:
        told += draw(st.lists(notes(), max_size=4))
    if with_pads and draw(st.integers(0, 4)) == 0:
        told += draw(pads())
    head: list[Directive] = []
    chosen = mode or draw(st.sampled_from(["amount", "amount", "oldest", "explicit"]))
    if chosen != "amount":
        head.append(custom("allocation", chosen))
    if draw(st.integers(0, 2)) == 0:
        head.append(custom("reference-pattern", "F2026-[0-9]+"))
    if draw(st.integers(0, 4)) == 0:
        later = START + datetime.timedelta(days=30)
        head.append(custom("terms", "net 10", date=later))
    if draw(st.integers(0, 3)) == 0:
        told = [_with_document_link(one) for one in told]
    return [*opened(), *head, *draw(st.permutations(told))]


def _with_document_link(entry: Directive) -> Directive:
    """The entry with the link that a plugin adds for its documents: no invoice is called so."""
    if not isinstance(entry, Transaction) or entry.date.day % 2:
        return entry
    return entry._replace(links=entry.links | {f"dok-{entry.date.isoformat()}"})


def loaded(entries: Sequence[Directive]) -> list[Directive]:
    """The entries as Fava sees them: with what the pads bring about."""
    padded, _ = pad(list(entries), OPTIONS)  # type: ignore[no-untyped-call]
    return list(padded)
