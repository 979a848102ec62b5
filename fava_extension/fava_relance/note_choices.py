"""Recordable: which notes make sense of some open items of a customer, as they stand.

What is said every day has its buttons always; here is the rest. What the case calls for
stands beside them, what may happen now and then behind "More": a judgment only once the
case was filed, the receipt of a formal notice only once it was sent, a waiver only where
something is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from beancount_relance.dunning.next_stage import Ladders
from beancount_relance.history.events import COURT, KINDS, Event
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.allocation import Item
from beancount_relance.report.report import Report

OTHERS: Mapping[str, Message] = {
    "resume": msg("Resume"),
    "received": msg("Notice received"),
    "acknowledged": KINDS["acknowledged"],
    "waiver": msg("Waive interest and fee"),
    **{
        kind: KINDS[kind]
        for kind in (
            "handover",
            *(kind for kind in KINDS if kind in COURT),
            "insolvency",
            "write-off",
        )
    },
}
"""The kinds that have no button of their own always, and what is written on theirs."""

_ENDED_BY_HAND = frozenset(("dispute", "hold", "plan", "promise", "handover", "write-off"))
_OF_WHO_MAY_PAY = ("promise", "plan")  # what is older than the opening is not paid any more
_AFTER: Mapping[str, frozenset[str]] = {
    "filed": frozenset(),
    "served": frozenset(("filed",)),
    "judgment": frozenset(("filed", "served")),
    "enforcement": frozenset(("judgment", "served")),
}
"""What must have happened before a step in court; one of these."""


@dataclass(frozen=True, slots=True)
class Recordable:
    """The kinds to record of the items: ``first`` at once, ``more`` on request.

    ``without`` are those that make no sense, though they have a button always.
    """

    first: Sequence[str]
    more: Sequence[str]
    without: Sequence[str] = ()


def recordable(report: Report, items: Iterable[Item]) -> Recordable:
    """What makes sense of open items of one customer.

    Args:
        report: the report of the day.
        items: the items.
    """
    about = list(items)
    keys = {item.key for item in about}
    customers = {item.invoice.customer for item in about}
    events = [
        event
        for event in report.events
        if event.items & keys or (event.kind == "insolvency" and event.customer in customers)
    ]
    happened = {event.kind for event in events}
    decisions = [report.decisions[key] for key in keys if key in report.decisions]
    waits = {decision.why for decision in decisions}
    first = []
    if waits & _ENDED_BY_HAND or any(decision.disputed for decision in decisions):
        first.append("resume")
    if _is_on_its_way(report, events):
        first.append("received")
    more = ["acknowledged"]
    claims = [report.claims.of(item) for item in about]
    if any(claim.interest.amount or claim.fee for claim in claims):
        more.append("waiver")
    if not waits & {"insolvency", "handover"}:
        more.append("handover")
    more += [
        kind
        for kind, before in _AFTER.items()
        if kind not in happened and (not before or before & happened)
    ]
    if "insolvency" not in waits:
        more.append("insolvency")
    if "write-off" not in waits:
        more.append("write-off")
    if waits & {"court", "insolvency"}:
        more.append("resume")
    without = _OF_WHO_MAY_PAY if "insolvency" in waits else ()
    more = [kind for kind in OTHERS if kind in more and kind not in first]
    return Recordable(first, more, without)


def _is_on_its_way(report: Report, events: Sequence[Event]) -> bool:
    """Whether something was sent whose delivery must be proven, and nobody noted its receipt."""
    sent = None
    for event in events:
        if event.kind == "received":
            sent = None
        elif event.kind not in KINDS:
            stage = Ladders(report.customer(event.customer), report.settings).stage(event.kind)
            if CHANNELS[stage.channel].is_proven:
                sent = event
    return sent is not None
