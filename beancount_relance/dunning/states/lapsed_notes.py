"""What was agreed, or disputed, until a day that has passed, and that a text is to name."""

from __future__ import annotations

import datetime
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.messages import Source


class Lapsed(Struct, frozen=True):
    """What was agreed, or disputed, until a day that has passed, and no text has named since.

    Attributes:
        kind: the kind of its note: a later due date, the plan of a consumer, or a dispute.
        until: its last day, after which a text reminds of what it was about.
        plan: the note of a plan, whose items one text is about; ``None`` if it is no plan.
        asked: what of the item that text asks for; ``None`` if it is no plan.
        least: the position of the text that all items of the plan, if several, have come to.
        upheld: of a dispute, whether something has been credited since it began.
    """

    kind: str
    until: datetime.date
    plan: Source | None = None
    asked: Decimal | None = None
    least: int | None = None
    upheld: bool = False
