"""Compares what each recovery option costs with what it can bring.

The decision is left to the user. If the option succeeds, what remains is

    net = at stake − share − fixed cost + amount refunded by the debtor

If it fails, the fixed cost is lost. So the option is worth trying if the chance of success is
at least

    break-even = fixed cost / (net + fixed cost)

It is never worth trying for a claim so small that the net amount would be negative:

    smallest claim = (fixed cost − amount refunded by the debtor) / (1 − share)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.insolvency_limits import DECLARE, months_of
from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.law.recovery_options import (
    COURTS,
    DOCUMENTS,
    OptionNote,
    RecoveryOption,
)
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.recovery_costs import Cost
from beancount_relance.policy.traders import is_trader
from beancount_relance.report.option_limits import declaration_message, limit_messages
from beancount_relance.report.report import Report
from beancount_relance.values.money import to_unit, unit
from beancount_relance.values.vocabulary import CHOICE, named

_PERCENT = 100
_NOTHING = Decimal()
_FREE = ("none", "free")

AFTER = "after"
"""The topic of notes about the time after the service of a decision."""


class Stake(Struct, frozen=True):
    """The amounts at stake, in one currency.

    Attributes:
        principal: the outstanding amount that is claimed.
        interest: the late interest on it.
        fee: the recovery fee.
        disputed: the disputed amount, not part of ``principal``; it bears no interest or fee
            here.
    """

    principal: Decimal
    interest: Decimal
    fee: Decimal
    disputed: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of principal, interest and fee."""
        return self.principal + self.interest + self.fee


class Outcome(Struct, frozen=True):
    """The figures of one option, in the currency of the claim.

    Attributes:
        at_stake: the amount claimed.
        fixed: the cost in any case.
        share: the part of the proceeds that is due on success.
        recoverable: the amount that the debtor refunds on success.
        net: what remains on success.
        break_even: the smallest chance of success, in percent, that makes it worth trying;
            ``None`` if it costs more than it brings.
        smallest: the amount of a claim below which it costs more than it brings.
    """

    at_stake: Amount
    fixed: Amount
    share: Amount
    recoverable: Amount
    net: Amount
    break_even: Decimal | None
    smallest: Amount


class WeighedOption(Struct, frozen=True):
    """One option for one claim.

    Attributes:
        option: the option.
        why_not: why it is not available; ``None`` if it is.
        conditions: what has to come first, what it depends on, and who bears its costs.
        outcome: its figures; ``None`` if it is not available or its cost is not set.
        missing: how to set the cost, if there is no outcome because the cost is missing.
        forms: the forms that it may need; which one depends on the court.
        documents: the documents it needs, forms first.
        limits: its time limits.
    """

    option: RecoveryOption
    why_not: Message | None
    conditions: tuple[Message, ...]
    outcome: Outcome | None
    missing: Message | None
    forms: tuple[Message, ...]
    documents: tuple[Message, ...]
    limits: tuple[Message, ...]


def weigh(at_stake: Decimal, currency: str, cost: Cost) -> Outcome:
    """Calculate the figures of an option.

    Args:
        at_stake: the amount claimed, in ``currency``.
        currency: the currency. Amounts are rounded to its unit: the share half up, the smallest
            claim up.
        cost: the cost of the option, in the same currency.
    """
    fixed = (cost.fixed.number if cost.fixed else None) or _NOTHING
    refund = (cost.recoverable.number if cost.recoverable else None) or _NOTHING
    share = to_unit(at_stake * cost.share / _PERCENT, currency)
    gain = at_stake - share + refund
    smallest = (fixed - refund) / (1 - cost.share / _PERCENT)
    return Outcome(
        at_stake=Amount(at_stake, currency),
        fixed=Amount(fixed, currency),
        share=Amount(share, currency),
        recoverable=Amount(refund, currency),
        net=Amount(gain - fixed, currency),
        break_even=_PERCENT * fixed / gain if gain > 0 and gain >= fixed else None,
        smallest=Amount(smallest.quantize(unit(currency), ROUND_CEILING), currency),
    )


class OptionWeigher(Struct, frozen=True):
    """Weighs the options for one claim.

    Attributes:
        report: the report.
        customer: the debtor.
        currency: the currency of the claim.
        stake: the amounts at stake.
        insolvent: the day of the note on insolvency proceedings, if any.
        filed: the day of the first step in court, if there was one.
        gazette: the gazette that publishes insolvencies under the law of the claim, if known.
    """

    report: Report
    customer: Customer
    currency: str
    stake: Stake
    insolvent: datetime.date | None
    filed: datetime.date | None
    gazette: Translated | None = None

    def weighed(self, option: RecoveryOption) -> WeighedOption:
        """Return an option as weighed for this claim."""
        why_not = self._why_not(option)
        outcome, missing = None, None
        if why_not is None:
            outcome = self._outcome(option)
            if outcome is None and option.costs not in _FREE:
                missing = self._missing(option)
        return WeighedOption(
            option=option,
            why_not=why_not,
            conditions=tuple(self._conditions(option)),
            outcome=outcome,
            missing=missing,
            forms=tuple(_forms(option)),
            documents=(
                *(msg("form {form}", form=form) for form in _forms(option)),
                *(DOCUMENTS[name] for name in option.documents),
            ),
            limits=(
                *limit_messages(option.limits, self.report.as_of, self.filed),
                *self._to_declare(option),
            ),
        )

    def _at_stake(self, option: RecoveryOption) -> Decimal:
        return self.stake.total + (self.stake.disputed if option.disputes else _NOTHING)

    def _why_not(self, option: RecoveryOption) -> Message | None:
        closed = self._closed(option)
        if closed is not None:
            return closed
        if not self._at_stake(option):
            if self.stake.disputed:
                return msg("the whole amount is disputed")
            return msg("nothing to claim: the customer’s credit covers it")
        return self._above_cap(option)

    def _closed(self, option: RecoveryOption) -> Message | None:
        """Return why an option is closed to claims against this debtor, whatever the amount."""
        if option.since is not None and self.report.as_of < option.since:
            return msg("only since {date}", date=option.since)
        if option.traders and is_trader(self.customer) is False:
            return msg("only between traders")
        if option.when == "insolvent" and self.insolvent is None:
            return msg("only once insolvency proceedings are open")
        if option.when == "solvent" and self.insolvent is not None:
            return msg("insolvency proceedings since {date}", date=self.insolvent)
        return None

    def _above_cap(self, option: RecoveryOption) -> Message | None:
        cap = option.cap
        if cap is None:
            return None
        if cap.currency != self.currency:
            return msg("its limit is in {currency}: {cap}", currency=cap.currency, cap=cap)
        principal = self.stake.principal
        if option.disputes:
            principal += self.stake.disputed
        sought = principal + (self.stake.interest if option.cap_with_interest else _NOTHING)
        if sought <= (cap.number or _NOTHING):
            return None
        words = (
            msg("above {cap}: {sought} in principal and interest")
            if option.cap_with_interest
            else msg("above {cap}: {sought} in principal")
        )
        return Message(words.text, {"cap": cap, "sought": Amount(sought, self.currency)})

    def _conditions(self, option: RecoveryOption) -> Iterable[Message]:
        for note in option.notes:
            if note.topic != AFTER and self._concerns(note):
                yield Message("{words}", {"words": note.words})
        if option.traders and is_trader(self.customer) is None:
            yield msg("only if the debtor is a trader or a commercial company")
        if option.awaits_decree:
            yield msg(
                "the law applies, but no decree on its details was found on {date}: ask a "
                "bailiff whether the procedure can be used yet",
                date=option.checked,
            )
        if option.consent:
            yield msg("the customer has to agree")
        if self.stake.disputed and not option.disputes:
            yield msg(
                "without the {amount} in dispute",
                amount=Amount(self.stake.disputed, self.currency),
            )
        said = _COSTS.get(option.costs)
        if said is not None:
            yield said

    def _to_declare(self, option: RecoveryOption) -> Iterator[Message]:
        """Yield the time limit to declare the claim, if that is what the option is."""
        if option.name != "insolvency-claim" or not option.sources:
            return
        months = months_of(DECLARE, self.customer, self.report.settings.country)
        if months is not None:
            yield declaration_message(months, self.gazette)

    def _concerns(self, note: OptionNote) -> bool:
        """Whether a note is about claims of this size."""
        limit = note.up_to
        if limit is None or limit.currency != self.currency:
            return True
        return self.stake.principal + self.stake.interest <= (limit.number or _NOTHING)

    def _outcome(self, option: RecoveryOption) -> Outcome | None:
        """Return the figures; costs that the law leaves with the creditor are not refunded."""
        cost = self.report.settings.cost(option.name, self.currency)
        if cost is None:
            return None
        if option.costs == "creditor":
            cost = replace(cost, recoverable=None)
        return weigh(self._at_stake(option), self.currency, cost)

    def _missing(self, option: RecoveryOption) -> Message:
        return msg(
            'cost not set: add {date} custom "relance" "cost" "{option}" … {currency}',
            date=self.report.as_of.isoformat(),
            option=named(option.name, CHOICE),
            currency=self.currency,
        )


_COSTS = {
    "debtor": msg("the debtor bears the costs if the claim succeeds"),
    "loser": msg("the losing party bears the costs"),
    "creditor": msg("we bear the costs, whatever the outcome"),
    "court": msg("the court decides who bears the costs"),
    "free": msg("free of charge"),
    "none": msg("no further payment is expected"),
}


def _forms(option: RecoveryOption) -> Iterator[Message]:
    for court, form in option.forms.items():
        if court:
            yield msg("{form} ({court})", form=form, court=COURTS[court])
        else:
            yield Message("{form}", {"form": form})
