"""Divide what is on one customer's account by the payees of the invoices, if they are several.

What the payee of an invoice pays is for the invoices made out to them. Only what is left of it may
be for the others, and not even that if neither is the customer by the name of the account: they may
be two customers, and nobody pays what another one owes.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from beancount_relance.policy.names.name_spellings import distinct_names, same_name
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.open_amounts import Due, Money


class PayeeShare(Struct, frozen=True):
    """The open invoices of one payee, and what this payee has paid.

    ``others`` are the only other invoices that what is left of it may be for; ``None`` if it may be
    for all of them, since the payee is the customer.
    """

    dues: list[Due]
    credits: list[Money]
    others: list[Due] | None


def shares_of_payees(
    dues: Sequence[Due], credits_: Sequence[Money], payees: InvoicedPayees
) -> list[PayeeShare]:
    """Return what belongs to each payee who has paid; nothing if there is only one.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: the credits, in order of date.
        payees: tells whom the invoices name. All names of the customer are one.
    """
    paid = [each for each in credits_ if each.left and each.credit.payee and not each.goes_on]
    if not paid:
        return []
    open_ = [due for due in dues if due.left]
    written = {due.invoice.payee or "": payees.of(due.invoice) for due in open_}
    if len(written) == 1 or not any(written.values()):
        return []
    customer = open_[0].invoice.customer
    own = [each for each in written.values() if each and not payees.is_stranger(each, customer)]
    strangers = distinct_names(each for each in written.values() if each and each not in own)
    if len(strangers) + bool(own) <= 1:
        return []
    parties = [*([own] if own else ()), *([name] for name in strangers)]
    shares = [PayeeShare([], [], None if each is own else []) for each in parties]
    of_all: list[Due] = []  # what may be anybody's
    meant = {payee: _meant(name, parties) for payee, name in written.items()}
    for due in open_:
        place = meant[due.invoice.payee or ""]
        of_all += [due] if place is None or parties[place] is own else []
        if place is not None:
            shares[place].dues.append(due)
    payers = {each.credit.payee: None for each in paid}
    meant = {payer: _meant(payer, parties) for payer in payers}
    for money in paid:
        place = meant[money.credit.payee]
        if place is not None:
            shares[place].credits.append(money)
    for share in shares:
        if share.others is not None:
            share.others.extend(of_all)
    return [share for share in shares if share.credits]


def _meant(name: str | None, parties: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the only party whose name a name may be."""
    found = [
        place
        for place, names in enumerate(parties)
        if name and any(same_name(name, each) for each in names)
    ]
    return found[0] if len(found) == 1 else None
