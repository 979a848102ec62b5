"""Recovery options: the ways to get paid once reminders have failed.

They are rows of ``data/recovery_options.csv``, and their time limits of
``data/recovery_limits.csv``, each with its sources and the day it was checked.
None of this is legal advice. What an option costs is never known here: fees differ,
and a ledger gives its own (see :mod:`~beancount_relance.policy.recovery_costs`).
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
"""The documents that an option needs."""

COURTS: Mapping[str, Message] = {
    "commercial": msg("commercial court"),
    "judicial": msg("judicial court"),
    "protection": msg("protection litigation judge"),
}
"""The courts that have a form of their own."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit of an option, in months.

    ``step`` is ``serve``, ``object``, ``agree`` or ``declare``. It is for orders
    dated from ``since`` to ``until``; ``None`` is open.
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
        name: one of :data:`TITLES`.
        when: ``solvent``, ``insolvent`` (only once proceedings are open) or ``any``.
        cap: the most that it is open for, principal and interest; ``None``: no limit.
        consent: whether the debtor has to agree.
        disputes: whether it can decide what the debtor disputes.
        costs: who bears them in the end: ``debtor`` (who loses pays), ``creditor``,
            ``court`` (as the court decides), ``none`` (it costs nothing) or ``unknown``.
        in_force: whether one can use it; checked on ``checked``.
        forms: the number of the form for each of :data:`COURTS` that has one.
        documents: keys of :data:`DOCUMENTS`.
        limits: its time limits.
        checked: the day the row was checked against its sources.
        sources: articles and texts; empty where the law is not known to us.
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
        """Its label."""
        return TITLES[self.name]


def options_for(countries: Collection[str], kind: str) -> Sequence[RecoveryOption]:
    """The options against a debtor, in the order to weigh them.

    Args:
        countries: the countries of the debtor's regime, two letters each; without a row
            for any of them, the rows that hold anywhere.
        kind: of customer: ``business``, ``consumer`` or ``public``.
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
