"""The mail account: how e-mails are drafted, sent and read.

    2024-01-01 custom "relance" "mail"
      sender: "compta@lumen.example"
      smtp: "smtp.lumen.example:465"
      imap: "imap.lumen.example"
      user: "compta@lumen.example"
      password-command: "pass show mail/compta"

A password is never in the ledger: a command of the user prints it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.values.identifiers import read_email, read_emails
from beancount_relance.values.readers import (
    BadValueError,
    read_choice,
    read_text,
    read_whole_number,
)
from beancount_relance.values.records import read_record

IMPLICIT_TLS = (465, 993)
"""The ports on which the connection is encrypted from its first byte (RFC 8314)."""

SMTP_PORT, IMAP_PORT = 465, 993
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine, to which alone a connection may be unencrypted."""

_MOST_A_DAY, _LONGEST_PAUSE, _LAST_PORT = 10_000, 3600, 65_535
_SERVER = r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::([0-9]{1,5}))?"
_HOURS = r"([0-9]{1,2})(?:[:h]([0-9]{2}))?h?\s*(?:-|–|à|to)\s*([0-9]{1,2})(?:[:h]([0-9]{2}))?h?"


class Server(Struct, frozen=True):
    """A server of mail, and whether the connection is encrypted."""

    host: str
    port: int
    encrypted: bool = True

    def __str__(self) -> str:
        """The name and the port, as they are shown."""
        return f"{self.host}:{self.port}"


class MailSettings(Struct, frozen=True):
    """The mail account; what the ledger does not give is ``None``.

    Attributes:
        sender: the address of the sender, if it is not that of the creditor.
        copy_to: addresses that get a blind copy of each e-mail.
        daily_limit: how many e-mails are sent a day at most.
        hours: when e-mails are sent, in the customer's own time; ``None`` for any time.
        pause: the seconds between two e-mails.
        command: the user's own command that sends an e-mail, such as ``msmtp``.
        smtp: the server that sends, as an alternative to the command.
        imap: the server of the mailbox.
        maildir: the folder of the mailbox, as an alternative to the server.
        encryption: ``on``, or ``off`` for servers on this machine.
        user: the name to log in with; by default the sender.
        password_command: the user's own command that prints the password.
        drafts_folder: the folder of drafts, if it is not the one that the server names.
        sent_folder: the folder of sent e-mails. If the ledger names it, what is sent by SMTP
            is also stored there.
        inbox_folder: the folder in which replies arrive.
    """

    sender: str | None = None
    copy_to: tuple[str, ...] = ()
    daily_limit: int = 200
    hours: tuple[datetime.time, datetime.time] | None = None
    pause: int = 2
    command: str | None = None
    smtp: Server | None = None
    imap: Server | None = None
    maildir: Path | None = None
    encryption: str = "on"
    user: str | None = None
    password_command: str | None = None
    drafts_folder: str | None = None
    sent_folder: str | None = None
    inbox_folder: str = "INBOX"


def read_mail(meta: Mapping[str, Any]) -> tuple[MailSettings, list[Message]]:
    """Read the mail account from the metadata of its directive.

    Returns:
        The settings, and a message for each invalid value or unknown key. A server is left
        out if the connection to it would not be encrypted.
    """
    folder = Path(meta["filename"]).parent
    off = str(meta.get("encryption", meta.get("chiffrement", "on"))) in ("off", "non")
    readers: Mapping[str, Callable[[Any], Any]] = {
        **_READERS,
        "smtp": lambda value: _read_server(value, SMTP_PORT, encrypted=not off),
        "imap": lambda value: _read_server(value, IMAP_PORT, encrypted=not off),
        "maildir": lambda value: folder / Path(read_text(value)).expanduser(),
    }
    return read_record(MailSettings(), meta, readers)


def _read_server(value: Any, port: int, *, encrypted: bool) -> Server:
    match = re.fullmatch(_SERVER, read_text(value).strip())
    if match is None or int(match[2] or port) > _LAST_PORT:
        raise BadValueError(
            msg("a server, such as “mail.lumen.example” or “mail.lumen.example:587”")
        )
    host = match[1].strip("[]")
    if not encrypted and host not in LOOPBACK:
        raise BadValueError(msg("a server on this machine, since its connection is not encrypted"))
    return Server(host, int(match[2] or port), encrypted)


def _read_hours(value: Any) -> tuple[datetime.time, datetime.time]:
    match = re.fullmatch(_HOURS, read_text(value).strip())
    try:
        if match is not None:
            first, last = (
                datetime.time(int(match[number]), int(match[number + 1] or 0)) for number in (1, 3)
            )
            if first < last:
                return first, last
    except ValueError:
        pass
    raise BadValueError(msg("the hours of a day, such as “9:00-18:00”"))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "sender": read_email,
    "copy-to": lambda value: tuple(read_emails(value).split("; ")),
    "daily-limit": lambda value: read_whole_number(value, least=1, most=_MOST_A_DAY),
    "hours": _read_hours,
    "pause": lambda value: read_whole_number(value, most=_LONGEST_PAUSE),
    "command": read_text,
    "encryption": lambda value: read_choice(value, ("on", "off")),
    "user": read_text,
    "password-command": read_text,
    "drafts-folder": read_text,
    "sent-folder": read_text,
    "inbox-folder": read_text,
}

ACCOUNT_KEYS = frozenset((*_READERS, "smtp", "imap", "maildir"))
"""The keys of the directive."""
