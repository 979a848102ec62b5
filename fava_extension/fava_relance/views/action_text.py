"""The text of an action, and its first button."""

from __future__ import annotations

import datetime
import re

from msgspec import Struct

from beancount_relance.documents.email_draft import Link
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Message
from beancount_relance.policy.customers import Customer

_NOT_DIALLED = re.compile(r"\(0\)|[^+\d]")  # in +33 (0)2 61… the 0 is not dialled
_LEAST_LINES, _MOST_LINES = 6, 30
_WIDTH = 78  # characters in a line of the text box: an estimate, for its height


class Text(Struct, frozen=True):
    """The text of an action.

    If it could not be written, only ``failure`` is set, and if it comes later, only ``comes_on``.

    Attributes:
        language: the language of the text.
        is_sheet: whether it is a call sheet for ourselves: what to say on the telephone.
        recipient: the address it goes to, if the ledger has one.
        subject: the subject.
        body: the text.
        mail: the link that opens it in the mail program, for an e-mail.
        call: the link that dials the customer's number, if there is one.
        failure: the error in the template.
        comes_on: the day on which it can be written, if what it reminds of is not overdue yet.
    """

    language: str = ENGLISH
    is_sheet: bool = False
    recipient: str | None = None
    subject: str = ""
    body: str = ""
    mail: Link | None = None
    call: str | None = None
    failure: str | None = None
    comes_on: datetime.date | None = None

    @property
    def lines(self) -> int:
        """The height of its box, in lines."""
        lines = sum(1 + len(line) // _WIDTH for line in self.body.splitlines())
        return min(max(lines, _LEAST_LINES), _MOST_LINES)


class Primary(Struct, frozen=True):
    """The first button of an action: its address and title, and whether it gives a file."""

    url: str
    title: Message
    is_file: bool = True


def dial(customer: Customer) -> str | None:
    """The link that dials a customer's number, if there is one."""
    number = _NOT_DIALLED.sub("", customer.phone or "")
    return f"tel:{number}" if number else None
