"""E-mails as their readers see them: the HTML part, shut off from the world."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

_NOTHING_REMOTE = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
    '<meta name="referrer" content="no-referrer"><base target="_blank">'
)
"""For a frame without scripts: nothing is loaded, and a link that is clicked opens nothing."""

_HEAD = "<head>"


def html_of(content: bytes) -> str:
    """Return the HTML part of an e-mail for a frame with ``sandbox``; empty if it has none."""
    part = message_from_bytes(content, policy=SMTP).get_body(("html",))
    if part is None:
        return ""
    text = str(part.get_content())
    before, head, after = text.partition(_HEAD)
    return f"{before}{head}{_NOTHING_REMOTE}{after}" if head else f"{_NOTHING_REMOTE}{text}"
