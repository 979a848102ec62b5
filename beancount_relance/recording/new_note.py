"""Remarks: what somebody wants to record of a customer, and whether it can be.

In comes what a form or a command line was given, and the report of the day; out come
complaints that name the field, and warnings about what is odd but possible.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.dunning.item_state import WHY
from beancount_relance.dunning.next_stage import Ladders
from beancount_relance.history.events import KINDS, NEEDS, Instalment, plan_against_books
from beancount_relance.language.messages import Language, Message, msg, nmsg
from beancount_relance.policy.channels import CHANNELS, POSTAL
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.allocation import Item
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.note_text import complaint_about
from beancount_relance.report.report import Report
from beancount_relance.values.readers import is_date, nearest

TAKES: Mapping[str, frozenset[str]] = {
    "promise": frozenset(("until", "amount")),
    "plan": frozenset(("plan", "amount")),
    "dispute": frozenset(("until", "amount")),
    "hold": frozenset(("until",)),
    "waiver": frozenset(("until",)),
    "insolvency": frozenset(("until",)),
    "handover": frozenset(("agent",)),
}
"""What a kind can be given beside its text; the kinds that are not here, nothing."""

_DEMANDS = frozenset(("promise", "plan", "acknowledged", "waiver"))


@dataclass(frozen=True, slots=True)
class NewNote:
    """What is to be recorded.

    Attributes:
        customer: the customer's id.
        kind: a stage of the customer's ladder, which was done, or one of
            :data:`~beancount_relance.history.events.KINDS`.
        date: the day it happened.
        text: what the note says.
        invoices: the invoices it speaks of, as the report calls them; none for all
            that was open that day.
        until: the last day of a promise, a dispute or a hold, to pay what a waiver
            supposes, or to declare a claim.
        amount: the part promised or disputed, or the sum agreed on with a plan; ``None``
            for the whole.
        plan: the instalments of a plan.
        agent: who it was handed over to.
    """

    customer: str
    kind: str
    date: datetime.date
    text: str
    invoices: tuple[str, ...] = ()
    until: datetime.date | None = None
    amount: Amount | None = None
    plan: tuple[Instalment, ...] = ()
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one field of a remark."""

    field: str
    message: Message


class RemarkError(RecordingError):
    """A remark that cannot be recorded, with a complaint about each field that is wrong."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__(complaints[0].message)
        self.complaints = tuple(complaints)


def items_about(remark: NewNote, report: Report) -> list[Item]:
    """The items that the remark speaks of: with all instalments of the invoices named."""
    theirs = _items_of(remark.customer, report)
    if remark.invoices:
        wanted = {name.casefold() for name in remark.invoices}
        return [item for item in theirs if item.invoice.reference.casefold() in wanted]
    return [item for item in theirs if item.outstanding_on(remark.date) > 0]


def invoices_meant(customer: str, kind: str, report: Report) -> tuple[str, ...]:
    """The invoices that are most likely meant when none is named.

    A stage speaks of the invoices of the customer's action. A promise, a plan, an
    acknowledgement or a waiver is about what is overdue. None is all that is open: anything
    else, or where there is no such invoice.
    """
    if kind in _DEMANDS:
        late = (item for item in report.open_items if item.invoice.due < report.as_of)
        found = [item.invoice for item in late if item.invoice.customer == customer]
    else:
        found = [
            item.decision.item.invoice
            for action in (*report.agenda.actions, *report.agenda.upcoming)
            if (action.customer.id, action.stage.name) == (customer, kind)
            for item in action.items
        ]
    return tuple(dict.fromkeys(invoice.reference for invoice in found))


def check(remark: NewNote, report: Report) -> list[Message]:
    """Whether a remark can be recorded; what is odd about it.

    Args:
        remark: what is to be recorded.
        report: the whole report of the day.

    Raises:
        RemarkError: it cannot.
    """
    complaints = [
        *_complaints_about_whom(remark, report),
        *_complaints_about_details(remark, report),
    ]
    if complaints:
        raise RemarkError(complaints)
    return list(_warnings(remark, report))


def default_text(remark: NewNote, report: Report, words: Language) -> str:
    """What a note says of which somebody only said what kind it is."""
    stages = {stage.name: stage for stage in _stages(remark.customer, report)}
    customer = report.customer(remark.customer)
    text = words.render(
        _stage_text(stages[remark.kind], customer, report)
        if remark.kind in stages
        else _kind_text(remark)
    )
    return text[:1].upper() + text[1:]


def _stage_text(stage: Stage, customer: Customer, report: Report) -> Message:
    for action in (*report.agenda.actions, *report.agenda.upcoming):
        if (action.customer.id, action.stage.name) == (customer.id, stage.name):
            address = customer.address_for(action.channel)
            if address is None or CHANNELS[action.channel].address == POSTAL:  # of several lines
                return action.title
            return msg("{action}: {address}", action=action.title, address=address)
    return stage.title


def _kind_text(remark: NewNote) -> Message:
    kind, until, amount = remark.kind, remark.until, remark.amount
    texts = {
        ("promise", True, True): msg("promises {amount} by {until}", amount=amount, until=until),
        ("promise", True, False): msg("promises to pay by {until}", until=until),
        ("dispute", True, True): msg("disputes {amount}", amount=amount),
        ("dispute", False, True): msg("disputes {amount}", amount=amount),
        ("hold", True, False): msg("on hold until {until}", until=until),
        ("hold", False, False): WHY["hold"],
        ("waiver", True, False): msg(
            "late interest and fee waived if paid by {until}", until=until
        ),
    }
    if kind == "plan":
        return nmsg("plan of {count} payment", "plan of {count} payments", len(remark.plan))
    found = texts.get((kind, until is not None, amount is not None))
    return found or KINDS.get(kind) or Message("{kind}", {"kind": kind})


def _complaints_about_whom(remark: NewNote, report: Report) -> Iterable[Complaint]:
    theirs = _items_of(remark.customer, report)
    if not theirs and remark.customer not in report.customers:
        yield Complaint("customer", msg("there is no customer “{name}”", name=remark.customer))
        return
    yield from _complaints_about_kind(remark, report)
    by_name = {item.invoice.reference.casefold(): item.invoice for item in theirs}
    for name in remark.invoices:
        invoice = by_name.get(name.casefold())
        if invoice is None:
            near = nearest(name, [item.invoice.reference for item in theirs])
            facts = {"invoice": name, "customer": remark.customer}
            if near is not None:
                text = msg(
                    "{invoice} is no invoice of {customer}; perhaps {near}", **facts, near=near
                )
            else:
                text = msg("{invoice} is no invoice of {customer}", **facts)
            yield Complaint("invoices", text)
        elif invoice.date > remark.date:
            text = msg(
                "{invoice} is of {date}, later than the note",
                invoice=invoice.reference,
                date=invoice.date,
            )
            yield Complaint("date", text)
    if not remark.invoices and remark.kind != "contact" and not items_about(remark, report):
        text = msg(
            "nothing of {customer} was open on {date}: name the invoice that is meant",
            customer=remark.customer,
            date=remark.date,
        )
        yield Complaint("invoices", text)


def _complaints_about_kind(remark: NewNote, report: Report) -> Iterable[Complaint]:
    own = [stage.name for stage in _stages(remark.customer, report, remark)]
    if remark.kind in (*own, *KINDS):
        return
    if _is_kind(remark.kind, report):
        text = msg(
            "“{stage}” is no stage of {customer}; theirs are {stages}",
            stage=remark.kind,
            customer=remark.customer,
            stages=own or ["–"],
        )
    else:
        near = nearest(remark.kind, (*own, *KINDS))
        known = [*own, *KINDS]
        if near is not None:
            text = msg("“{key}” is not known here; perhaps “{near}”", key=remark.kind, near=near)
        else:
            text = msg("“{key}” is not known here; known are {known}", key=remark.kind, known=known)
    yield Complaint("kind", text)


def _complaints_about_details(remark: NewNote, report: Report) -> Iterable[Complaint]:
    if not is_date(remark.date) or remark.date > report.as_of:
        text = msg(
            "the note is of {date}, later than {as_of}", date=remark.date, as_of=report.as_of
        )
        yield Complaint("date", text)
    wrong = complaint_about(remark.text)
    if wrong is not None:
        yield Complaint("text", wrong)
    if _is_kind(remark.kind, report):
        yield from _complaints_about_keys(remark)
    days = list(_complaints_about_days(remark))
    yield from days
    yield from _complaints_about_amounts(remark, report)
    if remark.kind == "plan" and not days:
        yield from _complaints_about_sums(remark, report)


def _complaints_about_keys(remark: NewNote) -> Iterable[Complaint]:
    given = {key for key in ("until", "amount", "plan", "agent") if getattr(remark, key)}
    kind = KINDS.get(remark.kind, remark.kind)
    for key in sorted(given - TAKES.get(remark.kind, frozenset())):
        yield Complaint(key, msg("a {kind} takes no “{key}”", kind=kind, key=key))
    needed = NEEDS.get(remark.kind)
    if needed is not None and needed not in given:
        yield Complaint(needed, msg("a {kind} needs “{key}”", kind=kind, key=needed))


def _complaints_about_days(remark: NewNote) -> Iterable[Complaint]:
    days = [("until", remark.until), *(("plan", part.due) for part in remark.plan)]
    for key, day in days:
        if day is None:
            continue
        if day < remark.date:
            text = msg("{day} is before the day of the note, {date}", day=day, date=remark.date)
            yield Complaint(key, text)
        elif not is_date(day):
            yield Complaint(key, msg("{day} is too far off", day=day))


def _complaints_about_amounts(remark: NewNote, report: Report) -> Iterable[Complaint]:
    amounts = [("amount", remark.amount), *(("plan", part.amount) for part in remark.plan)]
    known = {item.invoice.currency for item in items_about(remark, report)}
    for key, amount in amounts:
        if amount is None:
            continue
        if amount.number is None or not amount.number.is_finite() or amount.number <= 0:
            yield Complaint(key, msg("an amount must be more than zero"))
        elif known and amount.currency not in known:
            text = msg(
                "nothing is owed in {currency}, but in {known}",
                currency=amount.currency,
                known=sorted(known),
            )
            yield Complaint(key, text)


def _complaints_about_sums(remark: NewNote, report: Report) -> Iterable[Complaint]:
    """Whether a plan adds up: to what was agreed on, else to what was open."""
    about = items_about(remark, report)
    wrong = plan_against_books(remark.plan, remark.amount, remark.date, about)
    for message in wrong if about else ():
        yield Complaint("plan", message)


def _warnings(remark: NewNote, report: Report) -> Iterable[Message]:
    about = items_about(remark, report)
    settled = [item.invoice.reference for item in about if item.outstanding_on(remark.date) <= 0]
    if settled and remark.kind != "waiver":  # what was paid late may be waived, too
        yield msg("nothing was open on {invoices} that day", invoices=list(dict.fromkeys(settled)))
    keys = frozenset(item.key for item in about)
    for event in report.events:
        if (event.customer, event.kind, event.date, event.items) == (
            remark.customer,
            remark.kind,
            remark.date,
            keys,
        ):
            yield msg(
                "the same is noted of that day in {file}, line {line}: “{text}”",
                file=event.source.file,
                line=event.source.line,
                text=event.text,
            )
    sums: dict[str, Decimal] = {}
    for amount in filter(None, [remark.amount] if not remark.plan else []):
        sums[amount.currency] = sums.get(amount.currency, Decimal()) + (amount.number or Decimal())
    for currency, total in sums.items():
        left = sum(
            (i.outstanding_on(remark.date) for i in about if i.invoice.currency == currency),
            Decimal(),
        )
        facts = {"amount": Amount(total, currency), "open": Amount(left, currency)}
        if total > left:
            yield msg("{amount} is more than the {open} that was open", **facts)


def _is_kind(kind: str, report: Report) -> bool:
    """Whether the history knows the kind: one of its own, or a stage of any ladder."""
    ladders = report.settings.ladders
    return kind in KINDS or any(ladder.index(kind) is not None for ladder in ladders)


def _items_of(customer: str, report: Report) -> list[Item]:
    return [item for item in report.allocation.items if item.invoice.customer == customer]


def _stages(customer: str, report: Report, remark: NewNote | None = None) -> list[Stage]:
    """The stages of the customer's ladders, of the remark's invoices or of all, and occasions."""
    items = items_about(remark, report) if remark is not None else []
    items = items or _items_of(customer, report)
    rungs = Ladders(report.customer(customer), report.settings)
    ladders = [rungs.procedure(item) for item in items]
    stages = {stage.name: stage for ladder in ladders for stage in ladder.stages}
    rising = sorted(stages.values(), key=lambda stage: stage.after)
    return [*rising, *report.settings.occasions.stages]
