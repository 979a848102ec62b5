"""Prepares the texts that are not stages of a procedure, and claim nothing.

    relance letter books.beancount Boulangerie-Martin --text statement

``statement`` is a statement of account, ``thanks`` a thank-you for a payment that was chased or
promised, ``plan`` the written confirmation of a payment plan, ``settlement`` a settlement
agreement about it, and ``proof-of-claim`` the declaration of a claim to an administrator.
Each has a small context of its own. They are written on request, never proposed, and need no
note.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.policy.channels import MAIL, PAPER, usual_channel
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.account_statement import (
    StatementContext,
    statement_context,
)
from beancount_relance.texts.correspondence.agreements import (
    PlanContext,
    SettlementContext,
    plan_context,
    settlement_context,
)
from beancount_relance.texts.correspondence.proof_of_claim import ProofContext, proof_context
from beancount_relance.texts.correspondence.thanks import ThanksContext, thanks_context

ACCOUNT_STATEMENT = "statement"
TEXTS = (ACCOUNT_STATEMENT, "thanks", "plan", "settlement", "proof-of-claim")
"""The names of the texts."""

_BY_POST = "registered"


CorrespondenceContext = (
    StatementContext | ThanksContext | PlanContext | SettlementContext | ProofContext
)


class Correspondence(Struct, frozen=True):
    """A text that is not a stage, but can be written, printed and sent like an action.

    Attributes:
        context: the variables of its template.
        stage: a stage that stands for the text.
        invoices: the numbers of the invoices that it is about.
        items: always empty, so that no copies are enclosed.
    """

    context: CorrespondenceContext
    stage: Stage
    invoices: tuple[str, ...]
    items: tuple[()] = ()

    @property
    def customer(self) -> Customer:
        """The recipient."""
        return self.context.customer

    @property
    def channel(self) -> str:
        """The channel it is sent by."""
        return self.context.channel

    @property
    def claimed(self) -> dict[str, Decimal]:
        """The amounts claimed: always empty."""
        return {}

    def by(self, channel: str) -> Correspondence:
        """Return the same text for another channel."""
        return replace(self, context=replace(self.context, channel=channel))


def correspondence(
    report: Report,
    text: str,
    customer: Customer,
    channel: str | None = None,
    *,
    since: datetime.date | None = None,
) -> Correspondence:
    """Prepare a text to a customer.

    Args:
        report: a report of the whole ledger.
        text: one of :data:`TEXTS`.
        customer: the recipient.
        channel: the channel; ``None`` for e-mail, or a letter if there is no e-mail address.
        since: the first day of the movements that a statement shows; ``None`` for none.

    Raises:
        ReminderError: there is nothing to write about.
    """
    by = channel or (_BY_POST if text == "proof-of-claim" else _channel_for(customer))
    stage = Stage(name=text, after=0, channel=by, template=text, label=None)
    context: CorrespondenceContext
    about: Sequence[Item]
    if text == ACCOUNT_STATEMENT:
        context, about = statement_context(report, customer, by, since)
    else:
        context, about = _CONTEXTS[text](report, customer, by)
    return Correspondence(context, stage, references_of(about))


def _channel_for(customer: Customer) -> str:
    """Return the default channel: e-mail if the customer has an e-mail address, else a letter."""
    mail = usual_channel(MAIL).name
    return mail if customer.has_channel(mail) else usual_channel(PAPER).name


_CONTEXTS: Mapping[
    str, Callable[[Report, Customer, str], tuple[CorrespondenceContext, Sequence[Item]]]
] = {
    "thanks": thanks_context,
    "plan": plan_context,
    "settlement": settlement_context,
    "proof-of-claim": proof_context,
}
