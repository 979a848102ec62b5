"""The payees to whom the invoices on one customer's account are made out.

    Assets:Receivable:Shop   75.00 EUR   an invoice made out to Hanne Lind
    Assets:Receivable:Shop   75.00 EUR   another one, made out to Iva Kos

Nobody knows whether they are two customers. But what Iva Kos pays is not for what Hanne Lind owes.
"""

from __future__ import annotations

from msgspec import Struct

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import is_name_of
from beancount_relance.policy.names.payees_without_names import has_name
from beancount_relance.receivables.invoices import Invoice


class InvoicedPayees(Struct, frozen=True):
    """Tells whom the payees of invoices name, by the accounts and what is known of customers."""

    accounts: ReceivableAccounts
    customers: Customers

    def of(self, invoice: Invoice) -> str | None:
        """Return the payee of an invoice on one customer's account, if it is somebody's name."""
        if invoice.moved_from or invoice.charge or invoice.carried_over:
            return None  # their payee is no customer: a move, a returned payment, an opening entry
        place = self.accounts[invoice.entered_on]
        if place is None or place.customer is None or not invoice.payee:
            return None
        if self.accounts.names_nobody(invoice.payee):
            return None
        return invoice.payee if has_name(invoice.payee, invoice.number) else None

    def is_stranger(self, payee: str, customer: str) -> bool:
        """Whether a payee is another name than the customer's own, and none of their others."""
        return not is_name_of(payee, self.customers[customer])
