"""Recovery options: the ways to get paid once reminders have failed.

They are rows of ``data/recovery_options.csv``, and their time limits are rows of
``data/recovery_limits.csv``, each with its sources and the date it was last checked.
None of this is legal advice. There are no built-in costs, because fees vary; the ledger
sets its own (see :mod:`~beancount_relance.policy.recovery_costs`).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.language.messages import Message, msg
from beancount_relance.law.tables import rows

_ANYWHERE = "*"

TITLES: Mapping[str, Message] = {
    "order-for-payment": msg("order for payment"),
    "small-claims": msg("bailiff’s small-claims procedure"),
    "traders-route": msg("uncontested claims between traders"),
    "court": msg("court action"),
    "administrative-court": msg("administrative court"),
    "insolvency-claim": msg("claim in the insolvency proceedings"),
    "agency": msg("collection agency"),
    "lawyer": msg("lawyer"),
    "write-off": msg("write-off"),
}
"""The options and their labels."""

DOCUMENTS: Mapping[str, Message] = {
    "order": msg("accepted quotation or order with its terms"),
    "delivery": msg("delivery note or certificate of completion"),
    "invoices": msg("invoices"),
    "reminders": msg("reminders"),
    "notice": msg("formal notice with its acknowledgement of receipt"),
    "statement": msg("up-to-date statement of account"),
    "dispute": msg("letters about the dispute"),
    "proof": msg("proof that the claim is irrecoverable"),
    "duplicate": msg("duplicate invoice with the prescribed wording"),
}
"""The documents that an option can require, and their labels."""

COURTS: Mapping[str, Message] = {
    "commercial": msg("commercial court"),
    "judicial": msg("judicial court"),
    "protection": msg("protection litigation judge"),
}
"""The courts that have their own forms, and their labels."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit of an option, in months.

    Attributes:
        step: what must be done in time: ``serve``, ``object``, ``agree`` or ``declare``.
        since: the first date of an order that the limit applies to; ``None`` if open.
        until: the last such date; ``None`` if open.
        months: the length of the limit.
        checked: the date on which the row was checked against its sources.
        sources: the articles of law.
    """

    step: str
    since: datetime.date | None
    until: datetime.date | None
    months: int
    checked: datetime.date
    sources: str


@dataclass(frozen=True, slots=True)
class RecoveryOption:
    """One way to get paid, or to stop trying.

    Attributes:
        name: a key of :data:`TITLES`.
        when: when it is available: ``solvent``, ``insolvent`` (only after insolvency
            proceedings have been opened) or ``any``.
        cap: the maximum claim, principal plus interest; ``None`` if there is none.
        consent: whether the debtor must agree.
        disputes: whether it can settle a disputed claim.
        costs: who finally bears the costs: ``debtor`` (the losing party), ``creditor``,
            ``court`` (the court decides), ``none`` (it is free of charge) or ``unknown``.
        in_force: whether it was available on ``checked``.
        forms: the number of the form, for each of :data:`COURTS` that has one.
        documents: keys of :data:`DOCUMENTS`.
        limits: its time limits.
        checked: the date on which the row was checked against its sources.
        sources: the articles of law; empty if they are unknown.
    """

    name: str
    when: str
    cap: Amount | None
    consent: bool
    disputes: bool
    costs: str
    in_force: bool
    forms: Mapping[str, str]
    documents: tuple[str, ...]
    limits: tuple[TimeLimit, ...]
    checked: datetime.date
    sources: str

    @property
    def title(self) -> Message:
        """The label of the option."""
        return TITLES[self.name]


def options_for(countries: Collection[str], kind: str) -> Sequence[RecoveryOption]:
    """Return the options against a debtor, in the order in which to consider them.

    Args:
        countries: the two-letter countries of the debtor's regime. If no row is about
            any of them, the options available anywhere are returned.
        kind: the kind of customer: ``business``, ``consumer`` or ``public``.
    """
    of_kind = [row for row in rows("recovery_options.csv") if kind in row["kinds"].split()]
    own = [row for row in of_kind if row["countries"] in countries]
    found = own or [row for row in of_kind if row["countries"] == _ANYWHERE]
    return [_option(row) for row in found]


@functools.cache
def _limits() -> Mapping[tuple[str, str], tuple[TimeLimit, ...]]:
    limits: dict[tuple[str, str], tuple[TimeLimit, ...]] = {}
    for row in rows("recovery_limits.csv"):
        limit = TimeLimit(
            step=row["step"],
            since=datetime.date.fromisoformat(row["since"]) if row["since"] else None,
            until=datetime.date.fromisoformat(row["until"]) if row["until"] else None,
            months=int(row["months"]),
            checked=datetime.date.fromisoformat(row["checked"]),
            sources=row["sources"],
        )
        key = (row["option"], row["country"])
        limits[key] = (*limits.get(key, ()), limit)
    return limits


def _option(row: Mapping[str, str]) -> RecoveryOption:
    cap, _, currency = row["cap"].partition(" ")
    forms = (form.partition(":") for form in row["courts"].split())
    return RecoveryOption(
        name=row["option"],
        when=row["when"],
        cap=Amount(Decimal(cap), currency) if cap else None,
        consent=row["consent"] == "yes",
        disputes=row["disputes"] == "yes",
        costs=row["costs"],
        in_force=row["in_force"] == "yes",
        forms={court: number for court, _, number in forms},
        documents=tuple(row["documents"].split()),
        limits=_limits().get((row["option"], row["countries"]), ()),
        checked=datetime.date.fromisoformat(row["checked"]),
        sources=row["sources"],
    )
