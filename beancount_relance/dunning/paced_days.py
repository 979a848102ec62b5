"""The days from the due date to a stage, for customers who pay well and for those who do not."""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import nmsg
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.working_days import next_working_day


def days_paced(
    after: int,
    invoice: Invoice,
    behaviours: Iterable[Behaviour],
    settings: Settings,
    reasons: list[Reason],
) -> int:
    """Return the days from the due date, adjusted to the customer's payment behaviour.

    Args:
        after: the days that the stage gives.
        invoice: the invoice of the item.
        behaviours: how the customer pays, by currency; empty if no setting makes use of it.
        settings: for ``soften`` and ``hasten``.
        reasons: takes the reason, if the days change.
    """
    paying = next((each for each in behaviours if each.currency == invoice.currency), None)
    if paying is None or after <= 0:
        return after
    soften, hasten = settings.soften, settings.hasten
    if hasten is not None and after > 1 and paying.is_bad(hasten):
        payable = next_working_day(invoice.due, settings.holidays)
        first = (payable - invoice.due).days + 1  # a transfer of that working day comes in time
        days = min(hasten.days, after - first)
        if days <= 0:
            return after
        text = nmsg(
            "{count} day sooner: {behaviour}",
            "{count} days sooner: {behaviour}",
            days,
            behaviour=paying.summary,
        )
        reasons.append(Reason(text, hasten.source))
        return after - days
    if soften is not None and paying.is_good(soften, invoice.reference):
        text = nmsg(
            "{count} day later: {behaviour}",
            "{count} days later: {behaviour}",
            soften.days,
            behaviour=paying.summary,
        )
        reasons.append(Reason(text, soften.source))
        return after + soften.days
    return after
