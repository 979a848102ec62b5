"""Generated books of any size, the same at every run."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

_START = datetime.date(2022, 1, 1)
AS_OF = datetime.date(2026, 6, 30)


def book(transactions: int) -> str:
    """A ledger of that many transactions: half invoices, half payments, one in twenty open.

    The invoices are spread over four and a half years and over one customer for
    every fifty transactions; the open ones fall anywhere among the last fifth.
    """
    return "\n".join(_lines(transactions))


def _lines(transactions: int) -> Iterator[str]:
    chance = random.Random(20260630)  # noqa: S311 - the same books each time
    customers = max(1, transactions // 50)
    invoices = transactions // 2
    open_ones = set(chance.sample(range(invoices * 4 // 5, invoices), invoices // 20))
    days = (AS_OF - _START).days
    yield 'option "operating_currency" "EUR"'
    yield f'2022-01-01 custom "relance" "as-of" {AS_OF}'
    for account in ("Assets:Banque", "Income:Ventes", "Liabilities:TVA", "Equity:Bilan"):
        yield f"2022-01-01 open {account}"
    for customer in range(customers):
        yield f"2022-01-01 open Assets:Clients:C{customer:05} EUR"
        yield f'  name: "Client {customer:05}"'
    bank = 0
    payments: list[tuple[datetime.date, str, int]] = []
    for number in range(invoices):
        date = _START + datetime.timedelta(days=number * days // invoices)
        customer = chance.randrange(customers)
        net = chance.randrange(100, 5000)
        account = f"Assets:Clients:C{customer:05}"
        yield f'{date} * "Client {customer:05}" "Prestation {number}" ^F{number:06}'
        yield f"  {account}  {net * 1.2:.2f} EUR"
        yield f"  Income:Ventes  -{net}.00 EUR"
        yield f"  Liabilities:TVA  -{net * 0.2:.2f} EUR"
        if number not in open_ones:
            paid = min(date + datetime.timedelta(days=chance.randrange(5, 60)), AS_OF)
            yield f'{paid} * "Client {customer:05}" "Virement" ^F{number:06}'
            yield f"  Assets:Banque  {net * 1.2:.2f} EUR"
            yield f"  {account}"
            payments.append((paid, account, round(net * 120)))
            bank += round(net * 120)
    for extra in range(len(open_ones)):  # what other books are made of
        yield f'{AS_OF} * "Divers {extra}"'
        yield "  Equity:Bilan  1.00 EUR"
        yield "  Assets:Banque  -1.00 EUR"
        bank -= 100
    month = datetime.date(2022, 2, 1)
    while month <= AS_OF:
        total = sum(cents for paid, _, cents in payments if paid < month)
        yield f"{month} balance Assets:Banque  {total / 100:.2f} EUR"
        month = (month + datetime.timedelta(days=31)).replace(day=1)
    yield f"{AS_OF + datetime.timedelta(days=1)} balance Assets:Banque  {bank / 100:.2f} EUR"


def debtors(customers: int) -> str:
    """A ledger of that many customers, to each of whom a firm letter is due."""
    return "\n".join(_debtor_lines(customers))


def _debtor_lines(customers: int) -> Iterator[str]:
    yield '2022-01-01 custom "relance" "language" "fr"'
    yield '2022-01-01 custom "relance" "creditor"'
    yield '  name: "Atelier Lumen SARL"\n  country: "FR"\n  siren: "999412307"'
    yield '  address: "14 rue des Fondeurs, 44000 Nantes"\n  email: "compta@lumen.example"'
    yield '  iban: "FR76 1990 6000 4400 0780 4125 390"\n  phone: "02 61 91 40 12"'
    yield "2022-01-01 open Income:Ventes"
    for number in range(customers):
        account, due = f"Assets:Clients:C{number:05}", AS_OF - datetime.timedelta(24 + number % 7)
        yield f'2022-01-01 open {account}\n  name: "Client {number}"\n  country: "FR"'
        yield f'  email: "c{number}@alpha.example"\n  address: "9 rue des Gabares, 44000 Nantes"'
        yield f'2026-05-02 * "Client {number}" "Prestation {number}" ^F{number:05}\n  due: {due}'
        yield f"  {account}  {1000 + number * 7}.{number % 100:02} EUR\n  Income:Ventes"
        for after, stage in ((3, "reminder"), (10, "call")):
            day = due + datetime.timedelta(after)
            yield f'{day} note {account} "fait" ^F{number:05}\n  relance: "{stage}"'
