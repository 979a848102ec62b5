"""An invoice without a number is paid by whoever gives its date after a word for an invoice."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 1, 5)
PAID_ON = datetime.date(2026, 6, 1)
ACCOUNTS = ("Assets:Clients:Martin", "Assets:Receivables")
MEANT = (
    "Acompte facture du {d:%d/%m/%Y}",
    "virement fact. {d:%d.%m.%Y}",
    "Facture du {d:%d.%m}",
    "Anzahlung Rechnung vom {d:%d.%m.%Y}",
    "Invoice {d}",
    "Part of your invoice dated {d.day} {d:%B} {d.year}",
    "Invoice of {d:%b} {d.day}, {d.year}",
)
NOT_MEANT = ("{d:%d/%m/%Y}", "Virement du {d:%d/%m/%Y}", "VIR {d}", "Order of {d:%d/%m/%Y}")
WHERE = ('"{}"\n', '"Transfer"\n  remittance: "{}"\n')


@given(st.data())
def test_the_date_names_the_invoice(data: st.DataObject) -> None:
    account = data.draw(st.sampled_from(ACCOUNTS))
    days = data.draw(st.lists(st.integers(0, 100), min_size=2, max_size=5, unique=True))
    dates = sorted(START + day * DAY for day in days)
    amounts = [data.draw(st.integers(300, 999)) * Decimal("1.00") for _ in dates]
    place = data.draw(st.integers(0, len(dates) - 1))
    is_meant = data.draw(st.booleans())
    said = data.draw(st.sampled_from(MEANT if is_meant else NOT_MEANT)).format(d=dates[place])
    paid = data.draw(st.integers(1, 299)) * Decimal("1.00")
    text = "2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n"
    text += f"2020-01-01 open {account}\n"
    for date, amount in zip(dates, amounts, strict=True):
        text += f'{date} * "Martin" "Sign"\n  {account}  {amount} EUR\n  Income:Sales\n'
    text += f'{PAID_ON} * "Martin" {data.draw(st.sampled_from(WHERE)).format(said)}'
    text += f"  Assets:Bank  {paid} EUR\n  {account}\n"
    amounts[place if is_meant else 0] -= paid
    found = report(text, "2026-12-01")
    assert [item.outstanding for item in found.open_items] == amounts
