"""The identity of a reminder by e-mail, so that a second draft of it is recognised.

The Message-ID follows from the ledger, the customer, the stage, the invoices and the day. The same
reminder drafted twice on a day has the same one; that of another day has another, since mail
servers may drop the second of two messages with the same Message-ID (RFC 5322, 3.6.4).
"""

from __future__ import annotations

import datetime
import hashlib

from beancount_relance.policy.creditor import Creditor
from beancount_relance.texts.writer import Reminder

_NO_DOMAIN = "relance.invalid"
_NOON = datetime.time(12, tzinfo=datetime.timezone.utc)


def message_id(ledger: str, reminder: Reminder, day: datetime.date, creditor: Creditor) -> str:
    """Return the Message-ID of a reminder, in angle brackets.

    Args:
        ledger: the file name of the ledger, so that two ledgers of one creditor differ.
        reminder: the text.
        day: the day of the report.
        creditor: the sender, whose domain is used.
    """
    parts = (ledger, reminder.customer.id, reminder.stage.name, *reminder.invoices, str(day))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    domain = (creditor.email or "").rpartition("@")[2].encode("idna").decode() or _NO_DOMAIN
    return f"<relance.{digest}@{domain}>"


def day_as_time(day: datetime.date) -> datetime.datetime:
    """Return the time that a draft has until the mail program sends it: noon of its day."""
    return datetime.datetime.combine(day, _NOON)
