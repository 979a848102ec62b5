"""What an entry bills: a net amount, and the tax on it by account.

2026-01-02 * "Acme" "Goods" ^I-1
Assets:AR:Acme        1080.00 USD    what is billed, with tax
Income:Sales         -1000.00 USD
Liabilities:Tax        -80.00 USD    the tax
Expenses:COGS          600.00 USD    a matter of their own: the customer is asked for neither
Assets:Inventory      -600.00 USD
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import ADVANCE, TAX
from beancount_relance.ledger.counterparts.natures import CASH, EXPENSE, INCOME, OTHER

_NONE = Decimal()


class Billed(Struct, frozen=True):
    """What an entry bills, in one currency.

    Attributes:
        net: what is billed without its tax.
        taxes: the tax by account. More is billed than is taken back, or there is none.
    """

    net: Decimal
    taxes: Mapping[str, Decimal]


class BilledLegs(Struct):
    """The legs of an entry with a bill, as positive amounts.

    Attributes:
        sold: its income, and the expenses that are charged on.
        taxes: what it credits less what it debits on accounts of tax, by account.
        passed_on: what it credits on other accounts, such as outlays for the customer.
        paid: the money and the deposits that it debits.
        accrued: what of the income was earned before, with its tax.
    """

    sold: Decimal = _NONE
    taxes: dict[str, Decimal] = {}
    passed_on: Decimal = _NONE
    paid: Decimal = _NONE
    accrued: Decimal = _NONE

    def add(self, nature: str, account: str, credited: Decimal) -> None:
        """Add what is credited on an account of a nature; what is debited is negative."""
        if nature == TAX:
            self.taxes[account] = credited
        elif nature == INCOME:
            self.sold += credited
        elif nature == EXPENSE:
            self.sold += max(credited, _NONE)
        elif nature == OTHER:
            self.passed_on += max(credited, _NONE)
        elif nature in {ADVANCE, CASH}:
            self.paid -= min(credited, _NONE)

    def billed(self, claimed: Decimal) -> Billed | None:
        """Return what is billed; ``None`` if nothing is.

        What is claimed is part of it, and so is what was paid at once, as far as more was sold than
        is claimed. Costs, stock and what is withheld from the payment are no part of it.

        Args:
            claimed: what the entry debits on receivable accounts.
        """
        tax = sum(self.taxes.values(), _NONE)
        priced = self.sold + tax
        claimed = min(claimed, priced + self.passed_on)
        if priced <= 0 or claimed <= 0:
            return None
        gross = claimed + min(self.paid, max(priced - claimed, _NONE))
        taxes = self.taxes
        if self.accrued > 0:  # the tax that waited is taken back, as a part of what was accrued
            taxes = {name: part for name, part in taxes.items() if part > 0}
            tax = sum(taxes.values(), _NONE)
        return Billed(gross - tax, taxes) if tax > 0 else Billed(gross, {})
