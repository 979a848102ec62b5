"""What is left of a dispute that is over: a text that asks for all that is owed, if none did."""

from __future__ import annotations

import datetime

from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.states.item_state import ItemState
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.dunning.states.progress import last_notice
from beancount_relance.history.note_kinds import DISPUTE
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.receivables.items import Item

_DAY = datetime.timedelta(days=1)


def end_dispute(
    state: ItemState, item: Item, until: datetime.date, procedures: CustomerProcedures
) -> None:
    """Keep in mind that a dispute has ended, if a formal notice did not ask for what it left.

    Either it left out what was disputed, or its days, and those of the post, were not over. If
    something was credited since, it had asked for too much.

    Args:
        state: the state of the item.
        item: the item.
        until: the last day of the dispute.
        procedures: the customer's procedures.
    """
    since, state.disputed_since = state.disputed_since, None
    if since is not None and any(part.date >= since for part in item.credit_notes):
        state.lapsed, state.noticed = Lapsed(DISPUTE.name, until, upheld=True), False
        return
    notice = last_notice(state.past, procedures)
    if notice is None or since is None or state.lapsed is not None:
        return
    given = (procedures.stage_for(item, notice.name).deadline or 0) + AFTER_THE_DEADLINE
    if since <= notice.date + given * _DAY:
        state.lapsed = Lapsed(DISPUTE.name, until)
