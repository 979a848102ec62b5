"""Finds our own messages among stored ones, by their headers alone."""

from __future__ import annotations

import re

from beancount_relance.outbox.draft_mark import HEADER, StoredDraft, read_mark

MOST_OF_A_MESSAGE = 200_000
"""How much of a message is read: enough for its text, whatever is attached."""

OURS = "<relance."
"""What our Message-IDs begin with."""

_HEAD_BYTES = 20_000
_IDENTIFIER = re.compile(rb"(?mi)^Message-ID:\s*(<relance\.[^<>\s]+>)\s*$")
_MARK = re.compile(rb"(?mi)^" + HEADER.encode() + rb":\s*([0-9a-f ]+?)\s*$")


def our_message(head: bytes, handle: str) -> StoredDraft | None:
    """Return a stored message if it is ours.

    Args:
        head: the message, or the beginning of it.
        handle: what the mailbox needs to find it again.
    """
    head = re.split(rb"\r?\n\r?\n", head[:_HEAD_BYTES], maxsplit=1)[0].replace(b"\r\n", b"\n")
    found = _IDENTIFIER.search(head)
    if found is None:
        return None
    mark = _MARK.search(head)
    return StoredDraft(
        found[1].decode("ascii", "replace"), mark and read_mark(mark[1].decode()), handle
    )
