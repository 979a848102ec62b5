"""The check ``returned-mail``: an e-mail address or a postal address in use does not work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount_relance.claims.legal_checks import Check
from beancount_relance.history.deliveries import failed_addresses, returned_addresses
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings


def mail_checks(
    events: Iterable[Event], customers: Customers, settings: Settings
) -> Iterator[Check]:
    """Yield a check, on the line of the e-mail address, for each address that does not work.

    Args:
        events: the history, in order of date.
        customers: the customers by id.
        settings: the settings, for the checks to run.
    """
    if "returned-mail" not in settings.checks:
        return
    for address, event in returned_addresses(events, customers):
        customer = customers[event.customer]
        text = msg(
            "{customer}: {address} returned the e-mail of {date} (“{text}”): correct the "
            "address, or record “resume” if it works again",
            customer=customer.title,
            address=address,
            date=event.date,
            text=event.text,
        )
        yield Check("returned-mail", customer.id, None, text, customer.email_source or event.source)
    for event in failed_addresses(events, customers):
        customer = customers[event.customer]
        text = msg(
            "{customer}: the letter to {address} came back on {date} (“{text}”): give the new "
            "address with its date, or record “resume” if it is right",
            customer=customer.title,
            address=one_line(customer.address or ""),
            date=event.date,
            text=event.text,
        )
        yield Check("returned-mail", customer.id, None, text, event.source)
