"""Legal checks: warnings about open items that may conflict with the law.

    2024-01-01 custom "relance" "checks" "off"                        ; or a selection:
    2024-01-01 custom "relance" "checks" "limitation" "contract-rate"

Only open items are checked, and each warning is reported on the line it is about:

* ``law``: interest or a fee would be claimed for an invoice by now, but the creditor's
  country is unknown, so that only the principal is claimed;
* ``customer-kind``: the same, but the customer looks like a private person or a public
  body, and the ledger does not say so;
* ``terms``: an invoice is due later than the law allows;
* ``due-before-invoice``: an invoice is due before its own date;
* ``contract-rate``: the customer's rate is below the legal minimum for contracts;
* ``consumer-regime``: a consumer has a regime that is not for consumers;
* ``limitation``: the limitation period has ended, or will end within 90 days.

:mod:`beancount_relance.report.checks.settings_checks` makes the check ``receivables``. All names
are in :data:`beancount_relance.policy.settings.CHECKS`; a new check needs its name there, too.

Instalments are not checked against the longest terms, because retentions and stage
payments have their own rules. Invoices carried over from earlier books are not checked
either, because their date of issue is unknown.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from msgspec import Struct

from beancount_relance.claims.applicable_law import misplaced
from beancount_relance.claims.claims import Claims
from beancount_relance.claims.limitation import Limitation
from beancount_relance.language.codes import Code
from beancount_relance.language.messages import Message, Source, Translated, msg, nmsg
from beancount_relance.law.longest_terms import longest_days
from beancount_relance.law.regime_words import phrase
from beancount_relance.law.regimes import Regime
from beancount_relance.policy.apparent_kind import ASSOCIATION
from beancount_relance.policy.customers import CONSUMER
from beancount_relance.receivables.items import Item

RECEIVABLES: Final = "receivables"
"""The check that asks about what may be owed, or paid, otherwise than the report says."""


class Check(Struct, frozen=True):
    """One warning.

    Attributes:
        kind: the name of the check in the setting.
        customer: the customer's id.
        invoice: the invoice's reference; ``None`` if it is about the customer.
        message: what was found.
        source: where.
        finer: its code, if the check finds several kinds of thing.
    """

    kind: Code
    customer: str
    invoice: str | None
    message: Message
    source: Source
    finer: Code | None = None

    @property
    def code(self) -> Code:
        """The code that ``relance explain`` describes."""
        return self.finer or self.kind


def books_check(customer: str, message: Message, source: Source, finer: Code) -> Check:
    """Return what the check ``receivables`` found in the books: something owed or paid otherwise.

    Args:
        customer: the customer's id.
        message: what was found.
        source: where.
        finer: the code of what was found.
    """
    return Check(RECEIVABLES, customer, None, message, source, finer)


def checks_of(
    items: Iterable[Item], claims: Claims, kinds: Collection[str], as_of: datetime.date
) -> list[Check]:
    """Return the warnings about open items, sorted by file and line.

    Args:
        items: the items; settled ones are ignored.
        claims: the claims, for regimes and limitation.
        kinds: the checks to run.
        as_of: the day.
    """
    found: list[Check] = list(_before_claiming(items, claims, as_of))
    customers: set[tuple[str, str]] = set()
    for item in items if kinds else ():
        if not item.is_open:
            continue
        found += _of_item(item, claims, as_of)
        if item.key[:2] not in customers:
            customers.add(item.key[:2])
            found += _of_customer(item, claims, as_of)
    once = {(check.kind, check.message.text, check.source): check for check in found}
    chosen = [check for check in once.values() if check.kind in kinds]
    return sorted(chosen, key=lambda check: (check.source.file, check.source.line))


def _before_claiming(
    items: Iterable[Item], claims: Claims, as_of: datetime.date
) -> Iterator[Check]:
    """Yield what must be known before more than the principal is claimed.

    That is the law, which is asked for once, and the kind of each doubtful customer.
    """
    if claims.claiming_after is None:
        return
    late = as_of - datetime.timedelta(days=claims.claiming_after)
    asked: set[str] = set()
    for item in items:
        invoice = item.invoice
        if not item.is_open or invoice.due > late:
            continue
        law = claims.law(item)
        if law.is_unknown and "" not in asked:
            asked.add("")
            text = msg(
                "the law is unknown, so only the principal is claimed; add your country: "
                'custom "relance" "creditor" with country: "FR", or custom "relance" "law" "FR"'
            )
            yield Check("law", invoice.customer, invoice.reference, text, invoice.source)
        if law.doubtful is not None and invoice.customer not in asked:
            asked.add(invoice.customer)
            customer = claims.customer(item)
            called = customer.name or invoice.payee or customer.id
            source = customer.law_source or invoice.source
            yield Check("customer-kind", customer.id, None, _doubt(called, law.doubtful), source)


def _of_item(item: Item, claims: Claims, as_of: datetime.date) -> Iterator[Check]:
    invoice = item.invoice
    facts = {"invoice": invoice.reference, "due": invoice.first_due}

    def check(kind: Code, message: Message) -> Check:
        return Check(kind, invoice.customer, invoice.reference, message, invoice.source)

    if invoice.due < invoice.date and not invoice.carried_over:
        text = msg(
            "{invoice}: due on {due}, before its own date of {date}: check both",
            **facts,
            date=invoice.date,
        )
        yield check("due-before-invoice", text)
    regime = claims.regime(item)
    if regime is not None and invoice.parts == 1 and not invoice.carried_over:
        latest, terms = _latest_due(item, claims, regime)
        if latest is not None and invoice.first_due > latest:
            text = msg(
                "{invoice}: due on {due}, later than the law allows: {latest} at most ({terms})",
                **facts,
                latest=latest,
                terms=terms,
            )
            yield check("terms", text)
    limitation = claims.expiring(item)
    if limitation is not None:
        yield check("limitation", _expiry(limitation, item, as_of))


def _expiry(limitation: Limitation, item: Item, as_of: datetime.date) -> Message:
    last = limitation.last
    facts = {"invoice": item.invoice.reference, "last": last, "basis": limitation.basis}
    if last < as_of and limitation.titled:
        return msg("{invoice}: the last day to enforce the judgment was {last} ({basis})", **facts)
    if last < as_of:
        return msg("{invoice}: the last day to sue was {last} ({basis})", **facts)
    if limitation.titled:
        return nmsg(
            "{invoice}: {count} day left to enforce the judgment, until {last} ({basis})",
            "{invoice}: {count} days left to enforce the judgment, until {last} ({basis})",
            (last - as_of).days,
            **facts,
        )
    return nmsg(
        "{invoice}: {count} day left to sue, until {last} ({basis})",
        "{invoice}: {count} days left to sue, until {last} ({basis})",
        (last - as_of).days,
        **facts,
    )


def _latest_due(
    item: Item, claims: Claims, regime: Regime
) -> tuple[datetime.date | None, Message | Translated | str]:
    """Return the latest due date that the law allows, if it is known, and its rule in words."""
    invoice, law = item.invoice, claims.law(item)
    supply = invoice.supply or claims.customer(item).supply
    days = longest_days(law.country, law.kind, supply, invoice.date)
    if days is not None:
        return invoice.date + datetime.timedelta(days=days), nmsg(
            "{count} day", "{count} days", days
        )
    return regime.latest_due(invoice.date), phrase(regime.name, "longest_terms") or ""


def _of_customer(item: Item, claims: Claims, as_of: datetime.date) -> Iterator[Check]:
    """Yield warnings about the customer, on the line that sets their rate or regime."""
    customer = claims.customer(item)
    source = customer.law_source or item.invoice.source
    name = misplaced(customer)
    if name is not None:
        text = msg(
            "{customer} is a consumer: “{regime}” is not for consumers and is left aside",
            customer=customer.title,
            regime=name,
        )
        yield Check("consumer-regime", customer.id, None, text, source)
    regime = claims.regime(item)
    if customer.late_rate is None or customer.kind == CONSUMER or regime is None:
        return
    least = regime.least_rate.percent(as_of, claims.series) if regime.least_rate else None
    agreed = regime.rate.percent(as_of, claims.series)  # the contract's
    if least is not None and agreed is not None and agreed < least:
        text = msg(
            "{customer}: the contract’s rate of {agreed}% is below the legal minimum, {rule}: "
            "{least}%",
            customer=customer.title,
            agreed=agreed,
            rule=phrase(regime.name, "least_rate") or "",
            least=least,
        )
        yield Check("contract-rate", customer.id, None, text, source)


def _doubt(customer: str, kind: str) -> Message:
    if kind == CONSUMER:
        return msg(
            '{customer} looks like a private person: add kind: "consumer" or kind: "business"; '
            "until then only the principal is claimed",
            customer=customer,
        )
    if kind == ASSOCIATION:
        return msg(
            "{customer} looks like an association or the like, which is not always a business: "
            'add kind: "business", or kind: "consumer" if it is protected like one; until then '
            "only the principal is claimed",
            customer=customer,
        )
    return msg(
        '{customer} looks like a public body: add kind: "public" or kind: "business"; until '
        "then only the principal is claimed",
        customer=customer,
    )
