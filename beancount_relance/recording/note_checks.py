"""Note checks: whether a new note can be recorded, and what is odd about it.

A complaint names the field that is wrong. A warning is about something odd but possible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.communications.works_owners import copies_to_send
from beancount_relance.dunning.questions.money_questions import held_besides
from beancount_relance.dunning.waiting_reasons import WAITING_REASONS
from beancount_relance.history.mail_kinds import MAIL_KEYS
from beancount_relance.history.note_keys import CHANNEL_KEY, LETTER_KEYS, NOTE_KEYS, named_key
from beancount_relance.history.note_kinds import FRENCH_KINDS, NOTE_KINDS, RECEIVED, RESUME
from beancount_relance.history.plan_sums import plan_against_books
from beancount_relance.history.promised_rest import PartialDisputes
from beancount_relance.history.received_letters import NO_LETTER, letters_by_customer
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.new_note import (
    NewNote,
    channel_used,
    items_about,
    items_of,
    stages_of,
)
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    is_date,
    misspelt,
    nearest,
    unknown_key,
)
from beancount_relance.values.vocabulary import CHOICE, named

MOST_CHARACTERS = 2000
"""The longest text that a note may have."""

# Embeddings, overrides and isolates make a line look different from what it says.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Complaint(Struct, frozen=True):
    """What is wrong with one field of a note."""

    field: str
    message: Message


class NewNoteError(RecordingError):
    """A note that cannot be recorded, with one complaint for each field that is wrong."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__(complaints[0].message)
        self.complaints = tuple(complaints)


def check(new_note: NewNote, report: Report) -> list[Message]:
    """Check that a note can be recorded.

    Args:
        new_note: what is to be recorded.
        report: the whole report of the day.

    Returns:
        Warnings about what is odd.

    Raises:
        NewNoteError: it cannot be recorded.
    """
    complaints = [
        *_complaints_about_whom(new_note, report),
        *_complaints_about_details(new_note, report),
    ]
    if complaints:
        raise NewNoteError(complaints)
    return list(_warnings(new_note, report))


def _complaints_about_whom(new_note: NewNote, report: Report) -> Iterable[Complaint]:
    theirs = items_of(new_note.customer, report)
    if not theirs and new_note.customer not in report.customers:
        yield Complaint("customer", msg("there is no customer “{name}”", name=new_note.customer))
        return
    yield from _complaints_about_kind(new_note, report)
    by_name = {name_key(item.invoice.reference): item.invoice for item in theirs}
    for name in new_note.invoices:
        invoice = by_name.get(name_key(name))
        if invoice is None:
            near = nearest(name, [item.invoice.reference for item in theirs])
            facts = {"invoice": name, "customer": new_note.customer}
            if near is not None:
                text = msg(
                    "{customer} has no invoice {invoice}; perhaps {near}", **facts, near=near
                )
            else:
                text = msg("{customer} has no invoice {invoice}", **facts)
            yield Complaint("invoices", text)
        elif invoice.date > new_note.date:
            text = msg(
                "{invoice} is dated {date}, after the note",
                invoice=invoice.reference,
                date=invoice.date,
            )
            yield Complaint("date", text)
    kind = new_note.note_kind
    if kind is RECEIVED and not _was_sent(new_note, report):
        yield Complaint("date", NO_LETTER)
    needs_some = kind is None or not kind.about_nothing
    if not new_note.invoices and needs_some and not items_about(new_note, report):
        text = msg(
            "{customer} had no open items on {date}: name the invoice",
            customer=new_note.customer,
            date=new_note.date,
        )
        yield Complaint("invoices", text)


def _was_sent(new_note: NewNote, report: Report) -> bool:
    """Return whether a letter is noted that can have been received by the day of a note."""
    keys = {item.key for item in items_about(new_note, report)}
    sent = letters_by_customer(report.events, report.settings.proven_stages)
    letters = sent.get(new_note.customer, ())
    return any(each.date <= new_note.date and not keys.isdisjoint(each.items) for each in letters)


def _complaints_about_kind(new_note: NewNote, report: Report) -> Iterable[Complaint]:
    own = [stage.name for stage in stages_of(new_note.customer, report, new_note)]
    if new_note.kind in (*own, *NOTE_KINDS):
        return
    stages = [named(stage, CHOICE) for stage in own or ["–"]]
    if _is_kind(new_note.kind, report):
        text = msg(
            "“{stage}” is not a stage for {customer}; the stages are {stages}",
            stage=new_note.kind,
            customer=new_note.customer,
            stages=stages,
        )
    elif misspelt(new_note.kind, (*own, *NOTE_KINDS)):
        text = unknown_key(new_note.kind, (*own, *NOTE_KINDS), CHOICE, FRENCH_KINDS)
    else:
        text = msg(
            "“{kind}” is neither a stage for {customer} ({stages}) nor a kind of note ({kinds})",
            kind=new_note.kind,
            customer=new_note.customer,
            stages=stages,
            kinds=[named(kind, CHOICE, FRENCH_KINDS) for kind in NOTE_KINDS],
        )
    yield Complaint("kind", text)


def _complaints_about_details(new_note: NewNote, report: Report) -> Iterable[Complaint]:
    if not is_date(new_note.date) or new_note.date > report.as_of:
        text = msg(
            "the note is dated {date}, after {as_of}", date=new_note.date, as_of=report.as_of
        )
        yield Complaint("date", text)
    wrong = complaint_about(new_note.text)
    if wrong is not None:
        yield Complaint("text", wrong)
    if _is_kind(new_note.kind, report):
        yield from _complaints_about_keys(new_note)
    days = list(_complaints_about_days(new_note))
    yield from days
    yield from _complaints_about_amounts(new_note, report)
    kind = new_note.note_kind
    if kind is not None and "plan" in kind.takes and not days:
        yield from _complaints_about_sums(new_note, report)


def complaint_about(text: str) -> Message | None:
    """Why ``text`` cannot be the text of a note, or ``None`` if it can."""
    if not text.strip():
        return msg("the note needs a text")
    if len(text) > MOST_CHARACTERS:
        return msg(
            "the text has {length} characters; a note has {most} at most",
            length=len(text),
            most=MOST_CHARACTERS,
        )
    for character in text:
        if character not in "\n\r\t" and (
            unicodedata.category(character) in ("Cc", "Cs") or character in _REORDERING
        ):
            return msg(
                "the text has an invisible character (U+{code}) that a note must not have: "
                "delete it",
                code=f"{ord(character):04X}",
            )
    return None


def _complaints_about_keys(new_note: NewNote) -> Iterable[Complaint]:
    kind = new_note.note_kind
    label = kind.label if kind is not None else new_note.kind
    takes = kind.takes.keys() if kind is not None else {*LETTER_KEYS, *MAIL_KEYS, CHANNEL_KEY}
    needs = kind.needs if kind is not None else None
    given = {key for key, value in new_note.details.items() if value}
    if new_note.channel is not None:
        try:
            NOTE_KEYS[CHANNEL_KEY].read(new_note.channel)
        except BadValueError as error:
            yield Complaint(CHANNEL_KEY, bad_value(named_key(CHANNEL_KEY), new_note.channel, error))
    for key in sorted(given - takes):
        yield Complaint(key, msg("a {kind} takes no “{key}”", kind=label, key=named_key(key)))
    if needs is not None and needs not in given:
        yield Complaint(needs, msg("a {kind} needs “{key}”", kind=label, key=named_key(needs)))


def _complaints_about_days(new_note: NewNote) -> Iterable[Complaint]:
    if new_note.callback is not None and new_note.callback <= new_note.date:
        facts = {"day": new_note.callback, "date": new_note.date}
        yield Complaint("callback", msg("{day} is not after the date of the note, {date}", **facts))
    days = [
        ("until", new_note.until),
        ("callback", new_note.callback),
        *(("plan", part.due) for part in new_note.plan),
    ]
    for key, day in days:
        if day is None:
            continue
        if day < new_note.date:
            text = msg("{day} is before the date of the note, {date}", day=day, date=new_note.date)
            yield Complaint(key, text)
        elif not is_date(day):
            yield Complaint(key, msg("{day} is too far in the future", day=day))


def _complaints_about_amounts(new_note: NewNote, report: Report) -> Iterable[Complaint]:
    amounts = [("amount", new_note.amount), *(("plan", part.amount) for part in new_note.plan)]
    known = {item.invoice.currency for item in items_about(new_note, report)}
    for key, amount in amounts:
        if amount is None:
            continue
        if amount.number is None or not amount.number.is_finite() or amount.number <= 0:
            yield Complaint(key, msg("an amount must be more than zero"))
        elif known and amount.currency not in known:
            text = msg(
                "nothing is owed in {currency}, only in {known}",
                currency=amount.currency,
                known=sorted(known),
            )
            yield Complaint(key, text)


def _complaints_about_sums(new_note: NewNote, report: Report) -> Iterable[Complaint]:
    for message in sums_of_plan(new_note, report):
        yield Complaint("plan", message)


def sums_of_plan(new_note: NewNote, report: Report) -> Sequence[Message]:
    """Check that a plan adds up to the sum agreed on, or else to what was open."""
    about = items_about(new_note, report)
    if not (new_note.plan and about):
        return ()
    day = new_note.date
    disputed = PartialDisputes(report.events).on(day, about)
    return plan_against_books(new_note.plan, new_note.amount, day, about, disputed)


def _warnings(new_note: NewNote, report: Report) -> Iterable[Message]:
    about = items_about(new_note, report)
    by_invoice: dict[str, Decimal] = {}
    for item in about:
        name = item.invoice.reference
        still = max(item.outstanding_on(new_note.date), Decimal())
        by_invoice[name] = by_invoice.get(name, Decimal()) + still
    settled = [name for name, still in by_invoice.items() if not still]
    kind = new_note.note_kind
    if settled and not (kind is not None and kind.about_settled):
        yield msg("nothing was open on {invoices} that day", invoices=settled)
    if kind is None:
        unsent = report.customer(new_note.customer).why_not_sent(channel_used(new_note, report))
        if unsent is not None:
            yield unsent
    if kind is RESUME:
        yield from _also_ended(about, report)
    repeated = repeats(new_note, report)
    if repeated is not None:
        yield repeated
    customer = report.customer(new_note.customer)
    invoices = [item.invoice for item in about]
    settings = report.settings
    yield from copies_to_send(
        new_note.kind, invoices, customer, settings.country, settings.notice_stages
    )
    sums: dict[str, Decimal] = {}
    for amount in filter(None, [new_note.amount] if not new_note.plan else []):
        sums[amount.currency] = sums.get(amount.currency, Decimal()) + (amount.number or Decimal())
    for currency, total in sums.items():
        left = sum(
            (i.outstanding_on(new_note.date) for i in about if i.invoice.currency == currency),
            Decimal(),
        )
        facts = {"amount": Amount(total, currency), "open": Amount(left, currency)}
        if total > left:
            yield msg("{amount} is more than the {open} that was open", **facts)


def _also_ended(about: Sequence[Item], report: Report) -> Iterable[Message]:
    """Yield what a note “resume” ends of items about whose money only a question is asked."""
    held = held_besides((item.key for item in about), report.decisions, report.questions)
    for why in dict.fromkeys(held.values()):
        yield msg(
            "{invoices}: “resume” also ends what holds it back besides ({why}); to answer the "
            "question about money only, record “still-owed”",
            invoices=references_of(item for item in about if held.get(item.key) == why),
            why=WAITING_REASONS[why].label,
        )


def repeats(new_note: NewNote, report: Report) -> Message | None:
    """Say that the ledger has the same of that day already, if it does; texts may differ."""
    keys = frozenset(item.key for item in items_about(new_note, report))
    for event in report.events:
        if (event.customer, event.kind, event.date, event.items) == (
            new_note.customer,
            new_note.kind,
            new_note.date,
            keys,
        ):
            return msg(
                "there is already such a note for that day in {file}, line {line}: “{text}”",
                file=event.source.file,
                line=event.source.line,
                text=event.text,
            )
    return None


def _is_kind(kind: str, report: Report) -> bool:
    """Whether the kind is a kind of note, or a stage of any procedure."""
    procedures = report.settings.all_procedures
    return kind in NOTE_KINDS or any(procedure.index(kind) is not None for procedure in procedures)
