"""The identity of a reminder by e-mail, so that a second draft of it is recognised.

The Message-ID follows from the ledger, the customer, the stage, the invoices and the day. The same
reminder drafted twice on a day has the same one; that of another day has another, since mail
servers may drop the second of two messages with the same Message-ID (RFC 5322, 3.6.4).
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from beancount_relance.policy.creditor import Creditor
from beancount_relance.texts.writer import Reminder

_NO_DOMAIN = "relance.invalid"
_NOON = datetime.time(12, tzinfo=datetime.timezone.utc)


def message_ids(
    ledger: str, reminder: Reminder, days: Iterable[datetime.date], sender: Creditor
) -> list[str]:
    """Return the Message-ID that a reminder has on each of some days, in angle brackets.

    Args:
        ledger: the file name of the ledger, so that two ledgers of one creditor differ.
        reminder: the text.
        days: the days of the report.
        sender: the sender, whose domain is used.
    """
    parts = (ledger, reminder.customer.id, reminder.stage.name, *reminder.invoices, "")
    before = hashlib.sha256("\n".join(parts).encode())
    domain = (sender.email or "").rpartition("@")[2].encode("idna").decode() or _NO_DOMAIN
    found = []
    for day in days:
        whole = before.copy()
        whole.update(str(day).encode())
        found.append(f"<relance.{whole.hexdigest()[:32]}@{domain}>")
    return found


def day_as_time(day: datetime.date) -> datetime.datetime:
    """Return the time that a draft has until the mail program sends it: noon of its day."""
    return datetime.datetime.combine(day, _NOON)
