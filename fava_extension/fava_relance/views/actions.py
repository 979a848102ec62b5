"""The views Today and Upcoming: what to do, for which customer, how much, why, and the text."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from fava.context import g
from msgspec import Struct

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.documents.email_draft import MAX_LINK, link
from beancount_relance.dunning.agenda import PRIORITIES, UPCOMING_DAYS, Action
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Message, Source, msg, nmsg
from beancount_relance.language.text import capital
from beancount_relance.policy.channels import CHANNELS, MAIL, PAPER, SHEET, usual_channel
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.report.recovery import Recovery, recoveries
from beancount_relance.texts.writer import ReminderError
from fava_relance.page import PageRequest
from fava_relance.sifting import SORTS
from fava_relance.views.action_files import ActionFiles
from fava_relance.views.action_text import Text, dial
from fava_relance.views.list_page import LENGTH, ListPage

_NBSP = "\N{NO-BREAK SPACE}"
_TELEPHONE = usual_channel(SHEET).name
_DECISION = "legal"  # the stage at which somebody decides how to go on


class Actions(Struct, frozen=True, dict=True):
    """Actions of one day or of the coming days."""

    page: PageRequest
    actions: Sequence[Action]

    @functools.cached_property
    def list_page(self) -> ListPage[Action]:
        """The actions to show now, sorted by group."""
        by = self.page.asked.by
        groups: dict[str, list[Action]] = {}
        for action in self.actions:
            groups.setdefault(self._group(action, by), []).append(action)
        together = [action for group in groups.values() for action in group]
        return ListPage.of(together, self.page.asked.list_page)

    @functools.cached_property
    def sums(self) -> Mapping[str, str]:
        """The amounts asked for by the title of each group, on all pages of the list."""
        found: dict[str, dict[str, Decimal]] = {}
        for action in self.actions:
            sums = found.setdefault(self._group(action, self.page.asked.by), {})
            for currency, number in action.claimed.items():
                sums[currency] = sums.get(currency, Decimal()) + number
        return {title: self.page.amounts(sums) for title, sums in found.items()}

    @property
    def persons(self) -> Sequence[str]:
        """Who has actions in the list, whatever it is filtered by."""
        return sorted({action.who for action in self._all if action.who})

    @property
    def stages(self) -> Sequence[tuple[str, str]]:
        """The stages in the list, whatever it is filtered by, with their titles."""
        titles = {action.stage.name: action.stage.title for action in self._all}
        found = [(name, self.page.say(title)) for name, title in titles.items()]
        return sorted(found, key=lambda stage: stage[1])

    @property
    def sorts(self) -> Sequence[tuple[str, str]]:
        """The ways to sort the list, with their labels."""
        return [(name, self.page.say(label)) for name, label in SORTS.items()]

    @property
    def left_out(self) -> int:
        """How many actions the fields above the list hide."""
        return len(self._all) - len(self.actions)

    @property
    def _all(self) -> Sequence[Action]:
        return self.page.actions if self.page.asked.view == "today" else self.page.upcoming

    @property
    def groups(self) -> Iterable[tuple[str, Sequence[Action]]]:
        """The actions by the title of their group; the title is empty if they are not grouped."""
        found: dict[str, list[Action]] = {}
        for action in self.list_page.rows:
            found.setdefault(self._group(action, self.page.asked.by), []).append(action)
        return found.items()

    @property
    def ways(self) -> Sequence[tuple[str | None, Message]]:
        """The ways to order the actions: the value in the URL, and its label."""
        return (
            (None, msg("by urgency") if self.page.asked.view == "today" else msg("by day")),
            ("who", msg("by person")),
            ("channel", msg("by channel")),
        )

    @functools.cached_property
    def batches(self) -> Sequence[tuple[str, Message, Sequence[str]]]:
        """What several actions on this page can be sent as at once.

        Returns:
            The form of the file (``""`` for none), the title of the button, and the anchors of
            the actions.
        """
        found: dict[str, list[str]] = {}
        for action in self.list_page.rows:
            medium = CHANNELS[action.channel].medium
            sent_as = {MAIL: "eml", PAPER: "pdf"}.get(medium)
            if action.channel == _TELEPHONE:
                sent_as = ""
            if sent_as is not None and (sent_as != "eml" or action.customer.mail_to):
                found.setdefault(sent_as, []).append(self.id(action))
        return [
            (form, title(len(found[form])), found[form])
            for form, title in _BATCHES.items()
            if len(found.get(form, ())) > 1
        ]

    @property
    def upcoming_days(self) -> int:
        """How many days ahead actions are listed."""
        return UPCOMING_DAYS

    @property
    def longest_link(self) -> int:
        """The longest link that opens a mail program, in characters."""
        return MAX_LINK

    @property
    def first_checks(self) -> int:
        """How many legal checks are shown here; the Exceptions view has all of them."""
        return LENGTH

    @functools.cached_property
    def files(self) -> ActionFiles:
        """The files that their texts can be downloaded as."""
        return ActionFiles(self.page)

    # One action

    def id(self, action: Action) -> str:
        """Its anchor: the customer, and the occasion if it is not a stage of the procedure."""
        kind = "action" if action.due_on <= self.page.report.as_of else "upcoming"
        parts: list[object] = [kind, action.customer.id]
        if action.occasion:
            parts.append(action.stage.name)
        if kind == "upcoming":
            parts.append(action.due_on)
        return self.page.slug(*parts)

    def marks(self, action: Action) -> Sequence[str]:
        """Why it comes before others."""
        return [self.page.say(PRIORITIES[mark]) for mark in action.priority]

    def invoices(self, action: Action) -> Sequence[Invoice]:
        """Its invoices without duplicates, the oldest due date first."""
        found: dict[str, Invoice] = {}
        for item in action.items:
            invoice = item.invoice
            found.setdefault(invoice.reference, invoice)
        return list(found.values())

    def items(self, action: Action) -> Sequence[Item]:
        """Its items."""
        return [item.item for item in action.items]

    def references(self, action: Action) -> Sequence[str]:
        """The numbers of its invoices."""
        return [invoice.reference for invoice in self.invoices(action)]

    def channel(self, action: Action) -> str | None:
        """Its channel, unless the name of the stage says it, or the e-mail address is missing."""
        without = action.missing is not None and CHANNELS[action.channel].medium is MAIL
        obvious = without or action.title == action.stage.title
        return None if obvious else self.page.channel_name(action.channel)

    def reach(self, action: Action) -> str | None:
        """The telephone number, if it is a call."""
        if not CHANNELS[action.channel].is_spoken or not action.customer.phone:
            return None
        return self.page.free(action.customer.phone)

    def address_line(self, action: Action) -> Source | None:
        """Where to write the address that is missing: the line that opens the account."""
        for account in self.page.accounts.get(action.customer.id, ()):
            entry = g.ledger.accounts[account].meta
            if entry.get("filename"):
                return Source.of(entry)
        return action.items[0].item.invoice.source

    def extras(self, action: Action) -> str:
        """What it claims besides the invoices; lines break between the parts only."""
        say, amounts = self.page.say, self.page.amounts
        parts = []
        if interest := amounts(action.interest):
            parts.append(say(msg("interest {amount}", amount=interest)))
        if fee := amounts(action.recovery_fee):
            parts.append(say(msg("fee {amount}", amount=fee)))
        return say(msg("with {parts}", parts=[part.replace(" ", _NBSP) for part in parts]))

    def first_due(self, action: Action) -> datetime.date:
        """The due date of its oldest invoice, or of the instalment that it is about."""
        return action.first_due

    def days_late(self, action: Action) -> int:
        """The days since that due date; 0 until then."""
        return days_overdue(self.first_due(action), self.page.report.as_of)

    def news(self, action: Action) -> str:
        """The short reason: the latest fact about its first invoice, or else its purpose."""
        decisions = [item.decision for item in action.items]
        foremost = next(d for d in decisions if d.stage == action.stage)
        invoice = foremost.item.invoice
        known = [r for r in foremost.reasons if r.source not in (None, invoice.source)]
        return self.page.say(known[-1].message) if known else self.page.free(invoice.narration)

    def text(self, action: Action) -> Text:
        """Its text, in the customer's language, unless it would not be true today."""
        if _comes_later(action, self.page.report.as_of):
            return Text(comes_on=action.due_on)
        found = self.page.prepared.text(action)
        if isinstance(found, ReminderError):
            return Text(failure=self.page.say(found.message))
        channel = CHANNELS[found.channel]
        free, incognito = self.page.free, self.page.incognito
        return Text(
            language=found.language,
            is_sheet=channel.is_sheet,
            recipient=free(found.recipient) if found.recipient else None,
            subject=free(found.subject),
            body=free(found.body.rstrip()),
            mail=link(found) if channel.medium == MAIL and not incognito else None,
            call=None if incognito else dial(found.customer),
        )

    def text_key(self, action: Action) -> str:
        """Under which name, and its invoices, the browser keeps its text if it is changed."""
        parts = [*action.key]
        if action.due_on > self.page.report.as_of:
            parts.append(action.due_on.isoformat())
        return " ".join(parts)

    def routes(self, action: Action) -> Sequence[Recovery]:
        """The ways to get paid, if the action is to decide between them."""
        if action.stage.name != _DECISION or self.page.incognito:
            return ()
        return recoveries(self.page.report, self.items(action))

    @property
    def decisions(self) -> Sequence[tuple[str, str]]:
        """The kinds of note that record such a decision, with the titles of their buttons."""
        kinds = (NOTE_KINDS[name] for name in ("filed", "handover", "plan", "write-off"))
        return [(kind.name, capital(self.page.say(kind.button or kind.label))) for kind in kinds]

    def _group(self, action: Action, by: str | None) -> str:
        return self.page.say(_GROUPS[by](action)) if by else ""


def _comes_later(action: Action, today: datetime.date) -> bool:
    """Return whether a text of a coming day reminds of what is not overdue yet."""
    late = all(item.invoice.is_overdue(today) for item in action.items)
    return (
        action.due_on > today and action.occasion is None and action.stage.after >= 0 and not late
    )


def _who(action: Action) -> Message:
    return Message("{who}", {"who": action.who}) if action.who else msg("unassigned")


_BATCHES: Mapping[str, Callable[[int], Message]] = {
    "eml": lambda count: nmsg("{count} e-mail: drafts", "{count} e-mails: drafts", count),
    "pdf": lambda count: nmsg("{count} letter: PDF", "{count} letters: PDF", count),
    "": lambda count: nmsg("{count} call: select", "{count} calls: select", count),
}

_GROUPS: Mapping[str, Callable[[Action], Message]] = {
    "who": _who,
    "channel": lambda action: CHANNELS[action.channel].label,
}
