"""The declaration of a claim in insolvency proceedings, to the administrator.

    relance letter books.beancount Bois-Vert --text proof-of-claim

It states what was open when the proceedings were opened, due and not yet due, with interest to
the eve of the judgment (C. com. L622-24, L622-25, L622-28). The administrator is the one that
the note on the proceedings names.

After second proceedings, such as a liquidation that follows a safeguard, it is about what is still
to be declared: in those whose time limit ends next.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.declared_amounts import is_declared
from beancount_relance.claims.foreign_claims import (
    Conversion,
    conversions,
    currency_of_proceedings,
    total_converted,
)
from beancount_relance.claims.insolvency_limits import last_day_to_declare
from beancount_relance.dunning.deductions import DISCOUNT_TAKEN
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import first_insolvency, opening, proceedings_of
from beancount_relance.language.messages import Source, msg
from beancount_relance.language.messages import language as in_language
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.countries import country
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import CONSUMER, Customer
from beancount_relance.policy.securities import Securities
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.texts.declared_items import as_declared
from beancount_relance.texts.legal_basis import LegalBasis, legal_basis
from beancount_relance.texts.local_words import LocalWords, place_of
from beancount_relance.texts.payment_details import creditor_of
from beancount_relance.texts.reminder_items import ReminderItem, account_item
from beancount_relance.texts.rendering.jinja import ReminderError


class ClaimLine(Struct, frozen=True):
    """One invoice of the declaration.

    Attributes:
        item: the invoice; ``item.asked`` is the principal that was open at the opening.
        received: what was received of it since, from a guarantor for instance; it does not reduce
            the claim that is declared.
        is_due: whether it was due when the proceedings were opened.
        interest: the interest to the eve of the judgment.
        fee: the recovery fee.
        total: the sum of principal, interest and fee.
        securities: what secures it.
    """

    item: ReminderItem
    received: Amount
    is_due: bool
    interest: Amount
    fee: Amount
    total: Amount
    securities: Securities


class ProofTotal(Struct, frozen=True):
    """The sums declared in one currency; ``all`` is ``due + not_due``."""

    due: Amount
    not_due: Amount
    all: Amount


class ProofContext(Struct, frozen=True):
    """The variables of the declaration of a claim.

    Attributes:
        creditor: the sender.
        customer: the recipient: the administrator, or without a name, whoever that is.
        debtor: the insolvent customer.
        channel: the channel it is sent by.
        today: the date of the text.
        opened: the day of the judgment, or of the note about it.
        judged: the day of the judgment, if the note gives it.
        published: the day of its publication, if known.
        items: the invoices, by due date.
        lines: the same with what is declared of each.
        sums: the totals, one per currency.
        conversions: what is declared in other currencies than that of the proceedings, if it has
            to be converted there.
        converted: all that is declared, converted; ``None`` if a rate is missing.
        conversion_rule: the sentence that says so, in the language of the text.
        legal: what the governing law says, in the language of the text.
        place: the addresses.
    """

    creditor: Creditor
    customer: Customer
    debtor: Customer
    channel: str
    today: datetime.date
    opened: datetime.date
    judged: datetime.date | None
    published: datetime.date | None
    items: tuple[ReminderItem, ...]
    lines: tuple[ClaimLine, ...]
    sums: tuple[ProofTotal, ...]
    conversions: tuple[Conversion, ...]
    converted: Amount | None
    conversion_rule: str
    legal: LegalBasis
    place: LocalWords


def proof_context(
    report: Report, customer: Customer, channel: str
) -> tuple[ProofContext, Sequence[Item]]:
    """Return the variables of the declaration, and the items that it is about.

    Raises:
        ReminderError: no proceedings are recorded, nothing older is open, or the due date of
            something cannot be read.
    """
    theirs = [event for event in report.events if event.customer == customer.id]
    if first_insolvency(theirs) is None:
        raise ReminderError(
            msg(
                "no insolvency of {customer} is recorded; record it first: relance record … "
                "insolvency",
                customer=customer.title,
            )
        )
    event, about = _still_to_declare(report, customer, theirs)
    if event is None:
        raise ReminderError(msg("{customer} owes nothing", customer=customer.title))
    undated = references_of(item for item in about if item.invoice.due_presumed)
    if undated:
        raise ReminderError(
            msg("the due date of {invoices} cannot be read; correct it first", invoices=[*undated])
        )
    lines = tuple(_line(report, item, opening(event)) for item in about)
    language = report.settings.language
    recipient = Customer(customer.id, name=_addressee(report, customer, language))
    if event.administrator is not None:
        name, _, address = event.administrator.partition(",")
        recipient = replace(recipient, name=name.strip(), address=address.strip() or None)
    regime = report.claims.regime(about[0])
    sums, code = _sums(lines), report.settings.country_of(customer)
    declared, home = [each.all for each in sums], currency_of_proceedings(customer, code)
    converted = conversions(declared, home, report.ledger.prices, event.opened)
    context = ProofContext(
        creditor=creditor_of(report, about),
        customer=recipient,
        debtor=customer,
        channel=channel,
        today=report.as_of,
        opened=opening(event),
        judged=event.opened,
        published=event.published,
        items=tuple(line.item for line in lines),
        lines=lines,
        sums=sums,
        conversions=converted,
        converted=total_converted(declared, converted, home) if home and converted else None,
        conversion_rule=country(code).words("lodge_converted", language) if converted else "",
        legal=legal_basis(regime.name if regime else None, language),
        place=place_of(report.settings, recipient, language),
    )
    return context, about


def _still_to_declare(
    report: Report, customer: Customer, events: Sequence[Event]
) -> tuple[Event | None, Sequence[Item]]:
    """Return the proceedings whose time limit ends next, and what is still to be declared there.

    If it has passed everywhere, they are those that were opened first. If all was declared, it is
    declared again.
    """
    groups: dict[Source, tuple[Event, list[Item]]] = {}
    for item in report.open_items:
        if item.invoice.customer == customer.id:
            event = proceedings_of(item, events)
            if event is not None and report.decisions[item.key].why != DISCOUNT_TAKEN:
                groups.setdefault(event.source, (event, []))[1].append(item)
    order = sorted(groups.values(), key=lambda each: opening(each[0]))
    left = [
        (event, [i for i in about if not is_declared(i, event, events)]) for event, about in order
    ]
    found = [each for each in left if each[1]] or order
    days = [last_day_to_declare(each[0], customer, report.settings.country) for each in found]
    in_time = [each for each, day in zip(found, days, strict=True) if day and day >= report.as_of]
    return next(iter([*in_time, *found]), (None, []))


def _addressee(report: Report, customer: Customer, language: str) -> str:
    """Return who receives the declaration, where the note names nobody.

    For a consumer in France it is the commission that deals with private debts (C. conso. L711-1);
    elsewhere whoever takes claims in the customer's country, if that is known.
    """
    code = report.settings.country_of(customer)
    debtor, say = customer.title, in_language(language).render
    if customer.kind == CONSUMER and jurisdiction(code) == "FR":
        return say(msg("The over-indebtedness commission, file of {customer}", customer=debtor))
    taker = country(code).words("lodge_to", language)
    if taker:
        return taker.replace("{customer}", debtor)
    return say(msg("The insolvency practitioner, {customer}", customer=debtor))


def _line(report: Report, item: Item, opened: datetime.date) -> ClaimLine:
    claim, currency = report.claims.of(item), item.invoice.currency
    interest, fee = claim.interest.amount, claim.fee
    secured = item.invoice.securities.or_else(report.customer(item.invoice.customer).securities)
    if item.invoice.charge:
        secured = secured.of_charges()
    shown = as_declared(account_item(item, report.as_of), item, opened)
    principal = shown.asked.number or Decimal()
    return ClaimLine(
        item=shown,
        received=shown.received,
        is_due=item.invoice.due <= opened,
        interest=Amount(interest, currency),
        fee=Amount(fee, currency),
        total=Amount(principal + interest + fee, currency),
        securities=secured,
    )


def _sums(lines: Sequence[ClaimLine]) -> tuple[ProofTotal, ...]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for line in lines:
        due, later = sums.get(line.total.currency, (Decimal(), Decimal()))
        number = line.total.number or Decimal()
        sums[line.total.currency] = (due + number, later) if line.is_due else (due, later + number)
    return tuple(
        ProofTotal(Amount(due, currency), Amount(later, currency), Amount(due + later, currency))
        for currency, (due, later) in sums.items()
    )
