"""What the form for notes shows about a customer, besides the note."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.exports.json_data import JsonObject
from beancount_relance.history.note_kinds import PLAN
from beancount_relance.history.promised_rest import PartialDisputes
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.recording.new_note import NewNote, items_about
from beancount_relance.report.report import Report


def about_note(new_note: NewNote, report: Report, words: Language) -> JsonObject:
    """What the form shows besides the note; amounts are those on the day of the note."""
    meant = {item.invoice.reference for item in items_about(new_note, report)}
    left: dict[str, list[tuple[str, Decimal]]] = {}
    for item in report.allocation.items:
        invoice, open_ = item.invoice, item.outstanding_on(new_note.date)
        if invoice.customer == new_note.customer and (open_ > 0 or invoice.reference in meant):
            left.setdefault(invoice.reference, []).append((invoice.currency, open_))
    return {
        "title": title_of_note(new_note, report, words),
        "text": new_note.text,
        "date": new_note.date.isoformat(),
        "as_of": report.as_of.isoformat(),
        "invoices": [
            {"reference": name, "open": words.show(_sums(parts)), "meant": name in meant}
            for name, parts in left.items()
        ],
        "plan": words.render(_against(new_note, report)) if new_note.kind == PLAN.name else "",
    }


def title_of_note(new_note: NewNote, report: Report, words: Language) -> str:
    """What happened, and the customer's name."""
    kind = new_note.kind
    actions = (*report.agenda.actions, *report.agenda.upcoming)
    titles = [a.title for a in actions if a.key == (new_note.customer, kind)]
    procedures = report.settings.all_procedures
    titles += [s.title for procedure in procedures for s in procedure.stages if s.name == kind]
    if new_note.note_kind is not None:
        titles.append(new_note.note_kind.label)
    what = titles[0] if titles else Message("{kind}", {"kind": kind})
    return f"{sentence(what, words)} · {report.customer(new_note.customer).title}"


def title_of_call(customer: str, report: Report, words: Language) -> str:
    """The title of the form for the result of a call."""
    return f"{words.render(msg('Call result'))} · {report.customer(customer).title}"


def _against(new_note: NewNote, report: Report) -> Message:
    """The total of the instalments, compared to what was agreed or what was open that day."""
    planned = [(part.amount.currency, part.amount.number or Decimal()) for part in new_note.plan]
    if new_note.amount is not None:
        agreed = [(new_note.amount.currency, new_note.amount.number or Decimal())]
        return msg("{planned} of {wanted} agreed on", planned=_sums(planned), wanted=_sums(agreed))
    about = items_about(new_note, report)
    open_ = [(item.invoice.currency, item.outstanding_on(new_note.date)) for item in about]
    disputed = PartialDisputes(report.events).on(new_note.date, about)
    if any(disputed.values()):
        open_ += [(currency, -number) for currency, number in disputed.items()]
        return msg(
            "{planned} of {wanted} open and not disputed",
            planned=_sums(planned),
            wanted=_sums(open_),
        )
    return msg("{planned} of {wanted} open", planned=_sums(planned), wanted=_sums(open_))


def _sums(parts: Iterable[tuple[str, Decimal]]) -> list[Amount] | str:
    """The totals by currency."""
    totals: dict[str, Decimal] = {}
    for currency, number in parts:
        totals[currency] = totals.get(currency, Decimal()) + number
    return [Amount(number, currency) for currency, number in totals.items()] or "–"


def sentence(message: Message, words: Language) -> str:
    """Translate a message, with a capital letter."""
    text = words.render(message)
    return text[:1].upper() + text[1:]
