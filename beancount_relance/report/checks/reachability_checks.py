"""Checks about the ways to reach customers.

* ``returned-mail``: an e-mail address or a postal address in use does not work;
* ``contact-details``: a call or an e-mail is left out, because there is only a postal address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.history.deliveries import failed_addresses, returned_addresses
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings


def reachability_checks(
    decisions: Iterable[Decision],
    events: Iterable[Event],
    customers: Customers,
    settings: Settings,
) -> Iterator[Check]:
    """Yield the checks that the settings ask for.

    Args:
        decisions: the decisions about all open items, by due date.
        events: the history, in order of date.
        customers: the customers by id.
        settings: the settings, for the procedures and the checks to run.
    """
    if "returned-mail" in settings.checks:
        yield from _returned(events, customers)
    if "contact-details" in settings.checks:
        yield from _left_out(decisions, customers, settings)


def _left_out(
    decisions: Iterable[Decision], customers: Customers, settings: Settings
) -> Iterator[Check]:
    """Yield a check on the first invoice of each customer who would be called now."""
    done: set[str] = set()
    for decision in decisions:
        invoice = decision.item.invoice
        customer = customers[invoice.customer]
        is_late = decision.stage is not None and invoice.is_overdue(decision.as_of)
        if (
            not is_late
            or not customer.is_only_by_post()
            or customer.addresses
            or customer.id in done
        ):
            continue
        procedures = CustomerProcedures(customer, settings)
        left_out = procedures.out_of_reach(decision.item, decision.standing, decision.as_of)
        if not left_out:
            continue
        done.add(customer.id)
        text = msg(
            "{customer}: neither telephone nor e-mail is known, so this is left out: {stages}; add "
            "“phone:” or “email:” where the address is",
            customer=customer.title,
            stages=[stage.title for stage in left_out],
        )
        yield Check("contact-details", customer.id, None, text, invoice.source)


def _returned(events: Iterable[Event], customers: Customers) -> Iterator[Check]:
    """Yield a check, on the line of the e-mail address, for each address that does not work."""
    for address, event in returned_addresses(events, customers):
        customer = customers[event.customer]
        text = msg(
            "{customer}: an e-mail to {address} came back on {date} (“{text}”): correct the "
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
