"""A mailbox on an IMAP server (RFC 3501), always encrypted unless it is on this machine."""

from __future__ import annotations

import base64
import contextlib
import datetime
import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping

from beancount_relance.language.messages import msg
from beancount_relance.outbox.draft_mark import HEADER, StoredDraft
from beancount_relance.outbox.server_access import (
    TIMEOUT,
    OutboxError,
    context,
    no_encryption,
    reason,
    told,
)
from beancount_relance.outbox.stored_messages import MOST_OF_A_MESSAGE, OURS, our_message
from beancount_relance.policy.mail_settings import IMPLICIT_TLS, MailSettings, Server

DRAFTS, SENT = "Drafts", "Sent"

_ROW = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (?P<name>.+)')
_AT_ONCE = 100
_HEADERS = f"(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID {HEADER.upper()})])"
_UID = re.compile(rb"\bUID ([0-9]+)")
_FULL = ("OVERQUOTA", "QUOTA")


class ImapMailbox:
    """A connection to a mailbox; the caller closes it."""

    def __init__(self, server: Server, settings: MailSettings, user: str, secret: str) -> None:
        """Connect and log in.

        Args:
            server: the server.
            settings: the names of the folders.
            user: the name to log in with.
            secret: the password.

        Raises:
            OutboxError: that is not possible.
        """
        self._server = server
        self._settings = settings
        self._known: dict[str, tuple[tuple[str, ...], list[StoredDraft]]] = {}
        with self._told(), told(server):
            self._imap = _connected(server)
        try:
            with self._told(), told(server):
                self._log_in(user, secret)
                # What a server can do, most tell only those who have logged in.
                self._can = _said(self._imap.capability()[1]).upper().split()
                self._folders = self._list()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Log out, whatever the state of the connection."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()

    @property
    def drafts(self) -> str:
        """The folder of drafts."""
        return self._settings.drafts_folder or self._folders.get("\\drafts", DRAFTS)

    @property
    def sent(self) -> str:
        """The folder of sent e-mails."""
        return self._settings.sent_folder or self._folders.get("\\sent", SENT)

    def ours(self, folder: str) -> list[StoredDraft]:
        """Return our messages in a folder; it is read again only if it has changed."""
        with self._told(), told(self._server):
            state = self._select(folder)
            if state is None:
                return []
            known = self._known.get(folder)
            if known is None or known[0] != state:
                known = self._known[folder] = state, self._read_ours()
        return list(known[1])

    def content(self, folder: str, handle: str) -> bytes:
        """Return a message; it is empty if somebody has removed it."""
        with self._told(), told(self._server):
            self._select(folder)
            _, rows = self._imap.uid("FETCH", handle, "(BODY.PEEK[])")
            return next((row[1] for row in rows if isinstance(row, tuple)), b"")

    def add(self, content: bytes, folder: str, *, draft: bool) -> None:
        """Store a message in a folder, which is created if it does not exist.

        Raises:
            OutboxError: the server refuses it, or the connection ends.
        """
        name, flags = imap_string(encoded(folder)), r"(\Draft \Seen)" if draft else r"(\Seen)"
        with self._told(), told(self._server):
            status, said = self._imap.append(name, flags, "", content)
            if status == "NO" and "TRYCREATE" in _said(said).upper():
                self._imap.create(name)
                status, said = self._imap.append(name, flags, "", content)
        if status != "OK":
            text = _said(said)
            if any(word in text.upper() for word in _FULL):
                raise OutboxError(msg("{server}: the mailbox is full", server=self._server))
            raise OutboxError(msg("{server} refused: {error}", server=self._server, error=text))

    def remove(self, folder: str, handle: str) -> None:
        """Remove a message. A server that cannot remove just one keeps it marked as deleted.

        Raises:
            OutboxError: the server refuses it, or the connection ends.
        """
        with self._told(), told(self._server):
            self._imap.select(imap_string(encoded(folder)))
            self._imap.uid("STORE", handle, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in self._can:
                self._imap.uid("EXPUNGE", handle)
        self._known.pop(folder, None)

    def messages(self, folder: str, since: datetime.date) -> Iterator[bytes]:
        """Yield the messages of a folder since a day, each up to about 200 kB of it."""
        with self._told(), told(self._server):
            if self._select(folder) is None:
                return
            day = f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
            numbers = self._search("SINCE", day)
        for start in range(0, len(numbers), _AT_ONCE):
            wanted = b",".join(numbers[start : start + _AT_ONCE]).decode()
            with self._told(), told(self._server):
                _, rows = self._imap.fetch(wanted, f"(BODY.PEEK[]<0.{MOST_OF_A_MESSAGE}>)")
            yield from (row[1] for row in rows if isinstance(row, tuple))

    def _log_in(self, user: str, secret: str) -> None:
        try:
            if "AUTH=PLAIN" in self._imap.capabilities:
                self._imap.authenticate("PLAIN", lambda _: f"\0{user}\0{secret}".encode())
            else:
                self._imap.login(user, secret)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError):
            text = msg("{server} refused the user name or the password", server=self._server)
            raise OutboxError(text) from None  # the server may have repeated the password

    def _list(self) -> Mapping[str, str]:
        """The folders by the use that the server marks them with (RFC 6154)."""
        found: dict[str, str] = {}
        _, rows = self._imap.list()
        for row in rows:
            match = _ROW.fullmatch(row) if isinstance(row, bytes) else None
            if match is not None:
                name = decoded(match["name"].decode("ascii", "replace").strip('"'))
                for flag in match["flags"].decode("ascii", "replace").lower().split():
                    found.setdefault(flag, name)
        return found

    def _select(self, folder: str) -> tuple[str, ...] | None:
        """Open a folder to read it; return what changes with each message in it."""
        status, _ = self._imap.select(imap_string(encoded(folder)), readonly=True)
        if status != "OK":
            return None
        names = ("UIDVALIDITY", "UIDNEXT", "EXISTS")
        return tuple(_said(self._imap.response(name)[1]) for name in names)

    def _read_ours(self) -> list[StoredDraft]:
        _, found = self._imap.uid("SEARCH", "UNDELETED", "HEADER", "Message-ID", imap_string(OURS))
        numbers = found[0].split() if found and found[0] else []
        messages: list[StoredDraft] = []
        for start in range(0, len(numbers), _AT_ONCE):
            wanted = b",".join(numbers[start : start + _AT_ONCE]).decode()
            _, rows = self._imap.uid("FETCH", wanted, _HEADERS)
            for row in rows:
                uid = _UID.search(row[0]) if isinstance(row, tuple) else None
                message = our_message(row[1], uid[1].decode()) if uid else None
                if message is not None:
                    messages.append(message)
        return messages

    def _search(self, *criteria: str) -> list[bytes]:
        _, found = self._imap.search(None, *criteria)
        return found[0].split() if found and found[0] else []

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except imaplib.IMAP4.abort as error:
            text = msg("{server} closed the connection", server=self._server)
            raise OutboxError(text) from error
        except imaplib.IMAP4.error as error:
            text = msg("{server} refused: {error}", server=self._server, error=reason(error))
            raise OutboxError(text) from error


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _connected(server: Server) -> imaplib.IMAP4:
    certificates = context(server)
    if certificates is not None and server.port in IMPLICIT_TLS:
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=certificates, timeout=TIMEOUT
        )
    imap = imaplib.IMAP4(server.host, server.port, timeout=TIMEOUT)
    try:
        if certificates is not None:
            _start_tls(imap, server, certificates)
    except BaseException:
        with contextlib.suppress(OSError):  # a failed handshake has closed it
            imap.shutdown()
        raise
    return imap


def _start_tls(imap: imaplib.IMAP4, server: Server, certificates: ssl.SSLContext) -> None:
    if "STARTTLS" not in imap.capabilities:
        raise OutboxError(no_encryption(server))
    imap.starttls(certificates)


def _said(parts: Iterable[object]) -> str:
    return " ".join(part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))


def imap_string(text: str) -> str:
    """Quote a string for IMAP."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encoded(name: str) -> str:
    """Encode the name of a folder (RFC 3501, 5.1.3)."""

    def in_base64(match: re.Match[str]) -> str:
        text = base64.b64encode(match[0].encode("utf-16-be")).decode()
        return f"&{text.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", in_base64, name.replace("&", "&-"))


def decoded(name: str) -> str:
    """Decode the name of a folder as a server writes it."""

    def of_base64(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        text = match[1].replace(",", "/")
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-16-be", "replace")

    return re.sub(r"&([A-Za-z0-9+,]*)-", of_base64, name)
