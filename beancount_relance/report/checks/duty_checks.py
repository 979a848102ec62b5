"""Checks about electronic invoices and registered letters.

    2026-10-05 note Assets:Clients:Boulangerie-Martin "Prix erroné" ^F2026-014
      relance: "refused"

* ``refused-invoice``: the customer's platform refused an invoice, and it is not corrected yet;
* ``customer-siren``: a business in France has no SIREN, which its invoices must bear;
* ``electronic-letter``: an electronic registered letter went to a consumer without consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.decision import Decision
from beancount_relance.history.events import Event
from beancount_relance.history.platform_kinds import APPROVED, PAYMENT_SENT, REFUSED
from beancount_relance.language.messages import msg
from beancount_relance.law.duties import duty
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.settings import Settings

_OF_A_PLATFORM = frozenset((REFUSED.name, APPROVED.name, PAYMENT_SENT.name))
_VAT_OF_FRANCE = "FR"


def duty_checks(
    decisions: Iterable[Decision],
    events: Iterable[Event],
    customers: Customers,
    settings: Settings,
) -> Iterator[Check]:
    """Yield the checks that the settings ask for.

    Args:
        decisions: the decisions about all open items.
        events: the history, in order of date.
        customers: the customers by id.
        settings: the settings, for the creditor's country and the checks to run.
    """
    events = list(events)
    found = (
        *_refused(decisions, events),
        *_without_siren(decisions, events, customers, settings),
        *_without_consent(events, customers, settings),
    )
    yield from (check for check in found if check.kind in settings.checks)


def _refused(decisions: Iterable[Decision], events: Iterable[Event]) -> Iterator[Check]:
    notes = {key: each for each in events if each.kind == REFUSED.name for key in each.items}
    for decision in decisions:
        event = notes.get(decision.item.key)
        if event is None or decision.why != REFUSED.name:
            continue
        invoice = decision.item.invoice
        text = msg(
            "{invoice}: the customer refused it on {date} (“{text}”): issue a credit note and a "
            "corrected invoice, or record “resume” if it stands",
            invoice=invoice.reference,
            date=event.date,
            text=event.text,
        )
        yield Check("refused-invoice", invoice.customer, invoice.reference, text, invoice.source)


def _without_siren(
    decisions: Iterable[Decision],
    events: Iterable[Event],
    customers: Customers,
    settings: Settings,
) -> Iterator[Check]:
    by_platform = {event.customer for event in events if event.kind in _OF_A_PLATFORM}
    done: set[str] = set()
    home = settings.country
    for decision in decisions:
        invoice = decision.item.invoice
        if invoice.customer in done:
            continue
        customer = customers[invoice.customer]
        rule = duty("customer-siren", home, customer.kind)
        if rule is None or _has_siren(customer, home):
            done.add(invoice.customer)
            continue
        since = rule.since if customer.id in by_platform else rule.for_all_since
        if invoice.date < since or invoice.carried_over:
            continue
        done.add(invoice.customer)
        text = msg(
            "{customer}: no “siren:”, which invoices to businesses in France bear since {date}",
            customer=customer.title,
            date=since,
        )
        yield Check("customer-siren", customer.id, None, text, invoice.source)


def _has_siren(customer: Customer, home: str | None) -> bool:
    """Whether a SIREN is known, also as a part of the VAT number, or none is needed abroad."""
    abroad = customer.country not in (None, home)
    return abroad or bool(customer.siren) or (customer.vat or "").startswith(_VAT_OF_FRANCE)


def _without_consent(
    events: Iterable[Event], customers: Customers, settings: Settings
) -> Iterator[Check]:
    for event in events:
        customer = customers[event.customer]
        country = settings.country_of(customer)
        rule = duty("electronic-consent", country, customer.kind)
        agreed = customer.electronic_consent
        if rule is None or event.electronic is None or event.date < rule.since:
            continue
        if agreed is None or agreed > event.date:
            text = msg(
                "{customer}: an electronic registered letter was sent on {date}, but no consent "
                "to such letters is recorded: add “electronic-consent:” with its date, or send the "
                "letter on paper",
                customer=customer.title,
                date=event.date,
            )
            yield Check("electronic-letter", customer.id, None, text, event.source)
