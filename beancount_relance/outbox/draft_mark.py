"""The mark of a draft, by which a later run sees whether it is outdated, and whether it was edited.

    X-Relance-Draft: 3f1c… 9ab0… 77de…

It has three checksums: of the ledger, customer and stage; of what is claimed and from whom; and of
the text as it was written. None of them tells anybody anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

from beancount_relance.dunning.agenda import Action, ActionKey

HEADER = "X-Relance-Draft"

BY_HAND = "0" * 16
"""Instead of the checksum of a text that somebody has changed before it was stored."""

_MARK = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16})")
_EDITABLE = (b"to:", b"cc:", b"bcc:", b"subject:")


class DraftMark(Struct, frozen=True):
    """The mark of a draft.

    Attributes:
        topic: the checksum of the ledger, the customer and the stage.
        claim: that of the invoices, what is owed on each, and the recipients.
        text: that of the subject, the recipients and the text.
    """

    topic: str
    claim: str
    text: str

    def __str__(self) -> str:
        """The value of the header."""
        return f"{self.topic} {self.claim} {self.text}"


class StoredDraft(Struct, frozen=True):
    """A draft of ours in a mailbox.

    Attributes:
        identifier: its Message-ID.
        mark: its mark; ``None`` if the mail program has dropped it.
        handle: what the mailbox needs to find it again.
    """

    identifier: str
    mark: DraftMark | None
    handle: str


def read_mark(value: str) -> DraftMark | None:
    """Read the value of the header; ``None`` if it is no mark."""
    match = _MARK.fullmatch(value.strip())
    return DraftMark(*match.groups()) if match else None


def topic_of(ledger: str, action: ActionKey) -> str:
    """Return the checksum of what a draft is about, whatever the invoices."""
    return _checksum((ledger, *action))


def claim_of(action: Action, recipients: Iterable[str]) -> str:
    """Return the checksum of what a draft claims."""
    owed = [f"{each.invoice.reference} {each.invoice.currency} {each.item.outstanding}"
            for each in action.items]  # fmt: skip
    return _checksum((*sorted(owed), "", *sorted(recipients)))


def text_checksum(content: bytes) -> str:
    """Return the checksum of what somebody may edit in a message, however its lines end."""
    head, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")
    kept = sorted(line.strip() for line in lines if line.lower().startswith(_EDITABLE))
    return hashlib.sha256(b"\n".join((*kept, b"", body.strip()))).hexdigest()[:16]


def _checksum(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
