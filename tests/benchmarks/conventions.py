"""The same book in ten conventions of keeping books, of any size, the same at every run.

Half of the transactions are invoices and half payments, one invoice in twenty is open unless
the convention says otherwise, and there is a customer for every fifty transactions.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.benchmarks.books import AS_OF

_OWN = "Assets:Clients:{customer}"
_SHARED = "Assets:Receivable"
_BANK_WORDS = (
    *("règlement", "facture", "prestation", "conseil", "chantier", "atelier", "tilleuls", "merci"),
    *("livraison", "avril", "mai", "juin", "juillet", "solde", "acompte", "suivant", "devis"),
    *("commande", "maintenance", "formation", "étude", "travaux", "bureau", "nord", "sud"),
)


@dataclass(frozen=True)
class Convention:
    """How a book is kept.

    Attributes:
        name: what it is called.
        account: the receivable account of a customer.
        named: how an invoice is named: by ``link``, ``metadata`` or ``narration``.
        unlinked: whether payments name no invoice.
        bank_texts: whether each payment has a text of its own, as a bank writes it.
        parts: in how many payments an invoice is paid.
        open: of how many invoices one is open.
        notes: the notes on open invoices.
        years: over how long a time the invoices are spread.
        opened: whether customers are opened all along, instead of at the start.
    """

    name: str
    account: str = _OWN
    named: str = "link"
    unlinked: bool = False
    bank_texts: bool = False
    parts: int = 1
    open: float = 20
    notes: int = 0
    years: int = 4
    opened: bool = False


CONVENTIONS: Mapping[str, Convention] = {
    each.name: each
    for each in (
        Convention("linked"),
        Convention("metadata", named="metadata"),
        Convention("narration", named="narration"),
        Convention("unlinked", unlinked=True),
        Convention("bank texts", unlinked=True, bank_texts=True),
        Convention("control account", account=_SHARED),
        Convention("part payments", parts=4),
        Convention("40 % open", open=2.5),
        Convention("5,000 notes", notes=5000),
        Convention("ten years", years=10, opened=True),
    )
}
"""The conventions by name."""


def _name(customer: int) -> str:
    """A name without digits, as most are."""
    letters = ""
    for _ in range(4):
        customer, place = divmod(customer, 26)
        letters = "abcdefghijklmnopqrstuvwxyz"[place] + letters
    return letters.capitalize()


def book(transactions: int, convention: Convention) -> str:
    """A ledger of about that many transactions in a convention."""
    return "".join(_lines(transactions, convention))


def _lines(transactions: int, how: Convention) -> Iterator[str]:
    chance = random.Random(20260630)  # noqa: S311 - the same books each time
    customers = max(1, transactions // 50)
    invoices = max(1, round(transactions / (1 + how.parts * (1 - 1 / how.open))))
    first = datetime.date(AS_OF.year - how.years, 1, 1)
    days = (AS_OF - first).days
    open_ones = [number for number in range(invoices) if chance.random() < 1 / how.open]
    yield f'{first} custom "relance" "as-of" {AS_OF}\n'
    yield f'{first} custom "relance" "creditor"\n  country: "FR"\n'
    if how.named == "narration":
        yield f'{first} custom "relance" "reference-pattern" "F[0-9]{{6}}"\n'
    for account in ("Assets:Bank", "Income:Sales", "Liabilities:VAT"):
        yield f"{first} open {account}\n"
    for customer in range(customers):
        opened = first + datetime.timedelta(days=how.opened * customer * days // customers)
        if how.account == _OWN:
            yield f"{opened} open {_OWN.format(customer=_name(customer))}\n"
        yield f'  name: "{_name(customer)} SARL"\n' if how.account == _OWN else ""
    if how.account == _SHARED:
        yield f"{first} open {_SHARED}\n"
    is_open = set(open_ones)
    for number in range(invoices):
        date = first + datetime.timedelta(days=number * days // invoices)
        known = max(1, customers * number // invoices) if how.opened else customers
        customer, net = chance.randrange(known), chance.randrange(100, 5000) * 5
        yield _invoice(date, number, customer, net, how)
        if number not in is_open:
            yield from _payments(date, number, customer, net, how, chance)
    for number, invoice in enumerate(open_ones[: how.notes]):
        day = AS_OF - datetime.timedelta(days=number % 20)
        yield f'{day} note Assets:Bank "Call" ^F{invoice:06}\n  relance: "call"\n'


def _invoice(date: datetime.date, number: int, customer: int, net: int, how: Convention) -> str:
    head = _head(date, number, customer, "Prestation", how)
    account = how.account.format(customer=_name(customer))
    return (
        f"{head}  {account}  {net * 6 / 5:.2f} EUR\n  Income:Sales  -{net}.00 EUR\n"
        f"  Liabilities:VAT  -{net / 5:.2f} EUR\n"
    )


def _payments(
    date: datetime.date,
    number: int,
    customer: int,
    net: int,
    how: Convention,
    chance: random.Random,
) -> Iterator[str]:
    left = net * 120
    for part in range(how.parts):
        date = min(date + datetime.timedelta(days=chance.randrange(5, 40)), AS_OF)
        cents = left if part == how.parts - 1 else net * 120 // how.parts
        left -= cents
        text = _bank_text(customer, date, chance) if how.bank_texts else "Virement"
        head = _head(date, None if how.unlinked else number, customer, text, how)
        account = how.account.format(customer=_name(customer))
        amount = f"{cents // 100}.{cents % 100:02}"
        yield f"{head}  Assets:Bank  {amount} EUR\n  {account}  -{amount} EUR\n"


def _bank_text(customer: int, date: datetime.date, chance: random.Random) -> str:
    """What a bank writes of a transfer: names, words, a day and numbers that are no invoice's."""
    words = " ".join(chance.sample(_BANK_WORDS, 4)).upper()
    who = f"{_name(customer)} SARL".upper()
    number = "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=12))
    return (
        f"VIR SEPA RECU /DE {who} /MOTIF {words} /DATE {date:%d.%m.%Y} "
        f"/REF {number} {chance.randrange(10**8):08} /BEN NOUS"
    )


def _head(
    date: datetime.date, number: int | None, customer: int, text: str, how: Convention
) -> str:
    who = f'{date} * "{_name(customer)} SARL"'
    if number is None:
        return f'{who} "{text}"\n'
    if how.named == "narration":
        return f'{who} "{text} F{number:06}"\n'
    if how.named == "metadata":
        return f'{who} "{text} {number}"\n  invoice: "F{number:06}"\n'
    return f'{who} "{text} {number}" ^F{number:06}\n'
