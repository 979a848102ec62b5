"""All that is to be said about one item: the reasons of the decision, and the rights about it."""

from __future__ import annotations

from collections.abc import Sequence

from beancount_relance.dunning.communications.works_owners import owners_of_works
from beancount_relance.dunning.reasons import Reason
from beancount_relance.history.note_kinds import EXERCISED
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.report.checks.rights_of_items import DIRECT_ACTION, RightOfItem, day_of_right
from beancount_relance.report.report import Report


def reasons_in_full(report: Report, item: Item) -> Sequence[Reason]:
    """Return the chain of facts about an item, and who else can be claimed from, and when."""
    found = [right for right in report.rights if right.item.key == item.key]
    rights = [Reason(day_of_right(right, report.as_of), item.invoice.source) for right in found]
    owners = [Reason(each, item.invoice.source) for each in _owners(report, item, found)]
    return (*report.reasons(item), *rights, *owners)


def _owners(report: Report, item: Item, found: Sequence[RightOfItem]) -> Sequence[Message]:
    """Return the owners of works as long as no notice has opened the claim against them."""
    customer = report.customer(item.invoice.customer)
    used = any(
        event.kind == EXERCISED.name and event.right == DIRECT_ACTION and item.key in event.items
        for event in report.events
    )
    if not item.is_open or used or any(each.right.name == DIRECT_ACTION for each in found):
        return ()
    return [
        msg(
            "works ordered by {owner}: a copy of the formal notice opens your claim against them",
            owner=owner,
        )
        for owner in owners_of_works([item.invoice], customer, report.settings.country)
    ]
