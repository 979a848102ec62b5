"""Gathers the variables for the texts of the actions of a report."""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.insolvency_limits import DECLARE, months_of
from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.dunning.communications.works_owners import owners_of_works
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import first_insolvency, opening, proceedings_of
from beancount_relance.history.note_kinds import DISPUTE, EXTENSION, RESUME, WAIVER
from beancount_relance.language.messages import Language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import DECLARATION, FORMAL_NOTICE, Stage
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.netting.left_out_claims import OtherCustomers
from beancount_relance.report.completed_report import completed
from beancount_relance.report.recovery import recoveries
from beancount_relance.report.report import Report
from beancount_relance.texts.agreed_so_far import (
    LaterDueDate,
    PastDispute,
    later_due_dates,
    past_disputes,
)
from beancount_relance.texts.announced_instalments import announced_instalments
from beancount_relance.texts.announced_payments import announced_payments
from beancount_relance.texts.broken_promises import BrokenPromise, broken_of
from beancount_relance.texts.contexts import (
    ReminderContext,
    Waiver,
    past_of,
    steps_of,
    waivers_of,
)
from beancount_relance.texts.declared_items import as_declared
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.happenings import Happening, HappeningFinder
from beancount_relance.texts.interest_first import totals_with_imputed, with_imputed
from beancount_relance.texts.items_paid_late import LateItem, late_item, late_totals
from beancount_relance.texts.legal_basis import legal_basis_of, regime_of
from beancount_relance.texts.local_words import LocalWords, place_of
from beancount_relance.texts.payment_details import accounts_for, creditor_of, paid_into
from beancount_relance.texts.presumed_payments import PresumedPayment, presumed_payments
from beancount_relance.texts.reminder_items import (
    ReminderItem,
    totals_of,
)
from beancount_relance.texts.returned_payments import returned_together
from beancount_relance.texts.shown_items import shown_items
from beancount_relance.texts.time_to_declare import time_to_declare


class _Told(Struct, frozen=True):
    """What a text tells of the past of its items, in words of their own."""

    broken: tuple[BrokenPromise, ...]
    later_due: tuple[LaterDueDate, ...]
    disputes: tuple[PastDispute, ...]
    waivers: tuple[Waiver, ...]
    presumed: tuple[PresumedPayment, ...]

    @property
    def days(self) -> frozenset[tuple[str, datetime.date | None]]:
        """The kind and day of each."""
        return frozenset(
            {(each.kind, each.date) for each in self.broken}
            | {(EXTENSION.name, each.date) for each in self.later_due}
            | {(DISPUTE.name, each.date) for each in self.disputes}
            | {(RESUME.name, each.ended_on) for each in self.disputes}
            | {(WAIVER.name, each.date) for each in self.waivers}
            | {(each.kind, each.paid) for each in self.presumed}
        )


class ActionContexts:
    """The variables of the texts of one report."""

    def __init__(self, report: Report, enclosures: Enclosures | None) -> None:
        """Index the history of the report by customer.

        Args:
            report: the report.
            enclosures: finds the copies of invoices, if there is something that does.
        """
        self._report = report
        self._enclosures = enclosures
        self._titles = {
            stage.name: stage.title
            for procedure in report.settings.all_procedures
            for stage in procedure.stages
        }
        self._events: dict[str, list[Event]] = defaultdict(list)
        for event in report.events:
            self._events[event.customer].append(event)
        self._title = functools.cache(self._title_of)
        self._paid_late: dict[str, list[LateItem]] = {}

    def context(self, action: Action, words: Language) -> ReminderContext:
        """Return the variables for the template of an action, in the language of its text."""
        report = self._report
        place = place_of(report.settings, action.customer, words.code)
        keys = {item.item.key for item in action.items}
        theirs = self._events[action.customer.id]
        events = [event for event in theirs if event.items & keys]
        title = functools.partial(self._title, words=words)
        mentioned = _overdue(action.also_due, report.as_of)
        known = (*action.items, *mentioned)
        insolvency = proceedings_of(action.items[0].item, theirs) or first_insolvency(theirs)
        opened, occasion = opening(insolvency) if insolvency else None, action.occasion
        items, also_due = self._shown(action, opened), shown_items(mentioned, report)
        for_us = CHANNELS[action.channel].is_sheet
        late = tuple(self._late(action.customer)) if action.stage.claims else ()
        owed = [item.item for item in action.items]
        accounts = accounts_for(report, action.customer, owed)
        told = _told_of(action, items, events, presumed_payments(known, report))
        return ReminderContext(
            creditor=paid_into(_signed(creditor_of(report, owed), action.stage), accounts),
            customer=action.customer,
            stage=action.stage,
            channel=action.channel,
            today=report.as_of,
            who=action.who,
            deadline=action.stage.deadline,
            items=items,
            totals=totals_with_imputed(totals_of(action, opened or report.as_of), items),
            also_due=also_due,
            also_past=tuple(past_of(mentioned, also_due, title, report.customers)),
            past=tuple(past_of(action.items, items, title, report.customers)),
            broken=told.broken,
            later_due=told.later_due,
            disputes=told.disputes,
            announced=announced_payments(action, items, events),
            waivers=told.waivers,
            law=regime_of(action),
            legal=legal_basis_of(action, items, words),
            enclosed=self._enclosures is not None and self._enclosures.are_complete(action),
            copies_to=_copies_to(action, report),
            returned=returned_together(owed, report.allocation.items, report.as_of),
            presumed=told.presumed,
            happened=self._happened(action, items, events, told, place, title) if for_us else (),
            paid_late=late,
            late_totals=tuple(late_totals(late)),
            until=occasion.until if occasion else None,
            plan=occasion.plan if occasion else None,
            instalments=tuple(announced_instalments(action, items)),
            opened=opened,
            published=insolvency.published if insolvency else None,
            administrator=insolvency.administrator if insolvency else None,
            declare_within=months_of(DECLARE, action.customer, report.settings.country),
            declare=time_to_declare(insolvency, action.customer, report.settings, words.code),
            proceedings=steps_of(events),
            held=occasion.facts if occasion else (),
            recoveries=recoveries(report, owed) if for_us else (),
            accounts=accounts,
            place=place,
        )

    def _shown(self, action: Action, opened: datetime.date | None) -> tuple[ReminderItem, ...]:
        """Return the items of an action; those of a declaration as they were at the opening."""
        items = with_imputed(action, shown_items(action.items, self._report))
        if action.stage.name != DECLARATION or opened is None:
            return items
        pairs = zip(items, action.items, strict=True)
        return tuple(as_declared(shown, each.item, opened) for shown, each in pairs)

    def _title_of(self, stage: str, words: Language) -> str:
        return words.render(self._titles[stage])

    def _happened(
        self,
        action: Action,
        items: Sequence[ReminderItem],
        events: Iterable[Event],
        told: _Told,
        place: LocalWords,
        title: Callable[[str], str],
    ) -> tuple[Happening, ...]:
        def sent(stage: str) -> str:
            return (stage == FORMAL_NOTICE and place.notice_sent) or title(stage)

        every = self._items[action.customer.id]
        happened = HappeningFinder(action, items, every, self._report.settings.holidays, sent)
        return happened.happenings(events, told.days)

    @functools.cached_property
    def _items(self) -> dict[str, list[Item]]:
        """All items, open and settled, by customer."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self._report.allocation.items:
            found[item.invoice.customer].append(item)
        return found

    def _late(self, customer: Customer) -> Sequence[LateItem]:
        """Return the customer's earlier late payments; what is settled is read if it is not yet."""
        if customer.id not in self._paid_late:
            agenda = self._report.agenda
            planned = [each for each in (*agenda.actions, *agenda.upcoming) if each.stage.claims]
            asked = {each.customer.id for each in planned} - self._paid_late.keys()
            asked.add(customer.id)
            self._paid_late.update((name, []) for name in asked)
            for late in completed(self._report, left_out=OtherCustomers(*asked)).paid_late():
                name = late.item.invoice.customer
                if name in asked:
                    self._paid_late[name].append(late_item(late))
        return self._paid_late[customer.id]


def _told_of(
    action: Action,
    items: Sequence[ReminderItem],
    events: Sequence[Event],
    presumed: tuple[PresumedPayment, ...],
) -> _Told:
    return _Told(
        broken=broken_of(action, items),
        later_due=later_due_dates(action, items, events),
        disputes=past_disputes(action, items, events),
        waivers=waivers_of(action, items),
        presumed=presumed,
    )


def _overdue(items: Iterable[ActionItem], day: datetime.date) -> list[ActionItem]:
    """Return what is overdue on a day; more may be on that of an upcoming action."""
    return [item for item in items if item.invoice.is_overdue(day)]


def _copies_to(action: Action, report: Report) -> tuple[str, ...]:
    invoices = (item.invoice for item in action.items)
    return tuple(owners_of_works(invoices, action.customer, report.settings.country))


def _signed(creditor: Creditor, stage: Stage) -> Creditor:
    """Return the creditor, with the stage's own signatory if it has one."""
    if stage.signatory is None:
        return creditor
    return replace(creditor, signatory=stage.signatory, signatory_title=stage.signatory_title)
