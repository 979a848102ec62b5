"""Ways to send an e-mail: the user's own command, or an SMTP server (RFC 5321).

Each tells apart what was certainly not sent from what may have been: only the first may be sent
again.
"""

from __future__ import annotations

import base64
import contextlib
import re
import shlex
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from beancount_relance.language.messages import Message, RelanceError, msg
from beancount_relance.outbox.server_access import (
    TIMEOUT,
    OutboxError,
    context,
    no_encryption,
    password,
    reason,
    told,
)
from beancount_relance.policy.mail_settings import IMPLICIT_TLS, MailSettings, Server
from beancount_relance.policy.settings import Settings
from beancount_relance.values.identifiers import ascii_email

_COMMAND_TIMEOUT = 300
_CERTAIN = frozenset((64, 65, 66, 67, 68, 77, 78))
"""Exit statuses of sendmail (sysexits.h) that say that nothing was sent."""

_LOGGED_IN, _OK, _GO_ON, _ACCEPTED = 235, 250, 354, (250, 251)
_TAKEN, _REFUSED = range(200, 300), range(400, 600)
"""The answers to a message that say whether the server has taken it."""
_NO_CODE = -1
"""What smtplib takes for the code of an answer that has none."""


class NotSentError(RelanceError):
    """An e-mail was certainly not sent.

    Attributes:
        for_all: whether the next one would not be sent either.
    """

    def __init__(self, message: Message, *, for_all: bool = False) -> None:
        super().__init__(message)
        self.for_all = for_all


class UnclearError(RelanceError):
    """Whether an e-mail was sent is not known."""


class NoTransportError(RelanceError):
    """The settings do not say how to send e-mails, or from which address."""

    def __init__(self) -> None:
        super().__init__(
            msg(
                "add “command:” or “smtp:” to the setting mail of the ledger, and the creditor’s "
                "“email:”"
            )
        )


class Transport(Protocol):
    """A way to send an e-mail."""

    def send(
        self, sender: str, recipients: Sequence[str], content: bytes, begin: Callable[[], None]
    ) -> None:
        """Send an e-mail.

        Args:
            sender: the address of the sender.
            recipients: the addresses that get it.
            content: the message, with CRLF line endings and in ASCII.
            begin: is called just before the message goes out.

        Raises:
            NotSentError: it was certainly not sent.
            UnclearError: ``begin`` was called, and the outcome is not known.
        """


class CommandTransport:
    """The user's own command, such as ``msmtp`` or the ``sendmail`` of Postfix."""

    def __init__(self, command: str) -> None:
        """Use a command as it stands in the ledger; it is started without a shell."""
        self._command = command

    def send(
        self, sender: str, recipients: Sequence[str], content: bytes, begin: Callable[[], None]
    ) -> None:
        """Start the command, with the message on its standard input."""
        try:
            command = shlex.split(self._command)
        except ValueError as error:
            raise self._not_sent(reason(error)) from error
        words = [*command, "-i", "-f", ascii_email(sender), "--", *map(ascii_email, recipients)]
        begin()
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command
                words,
                input=content.replace(b"\r\n", b"\n"),
                capture_output=True,
                check=False,
                timeout=_COMMAND_TIMEOUT,
            )
        except subprocess.TimeoutExpired as error:
            raise UnclearError(
                msg("“{command}” did not finish in time", command=self._command)
            ) from error
        except OSError as error:
            raise self._not_sent(reason(error)) from error
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        if done.returncode in _CERTAIN:
            text = msg("“{command}” refused: {error}", command=self._command, error=said)
            raise NotSentError(text)
        if done.returncode:
            raise UnclearError(
                msg(
                    "“{command}” exited with {status}: {error}",
                    command=self._command,
                    status=done.returncode,
                    error=said,
                )
            )

    def _not_sent(self, why: str) -> NotSentError:
        text = msg("“{command}” cannot be run: {error}", command=self._command, error=why)
        return NotSentError(text, for_all=True)


class SmtpTransport:
    """An SMTP server, with a connection of its own for each e-mail."""

    def __init__(self, server: Server, user: str | None, secret: str | None) -> None:
        """Use a server.

        Args:
            server: the server.
            user: the name to log in with; without ``secret`` nobody logs in.
            secret: the password.
        """
        self._server = server
        self._user = user
        self._secret = secret

    def send(
        self, sender: str, recipients: Sequence[str], content: bytes, begin: Callable[[], None]
    ) -> None:
        """Give the message to the server."""
        smtp = self._connected()
        try:
            self._envelope(smtp, sender, recipients)
            begin()
            code, said = self._data(smtp, content)
        except BaseException:
            smtp.close()  # in the middle of a message, a farewell would be a line of it
            raise
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        if code in _REFUSED:
            raise self._refused(said)

    def _data(self, smtp: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
        """Give the message itself to the server, and return its answer.

        Raises:
            UnclearError: it does not answer, or with what is no answer.
        """
        try:
            smtp.send(_stuffed(content))
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            text = msg("{server} ended the connection before it answered", server=self._server)
            raise UnclearError(text) from error
        if code not in _REFUSED and code not in _TAKEN:
            raise UnclearError(self._unknown())
        return code, said

    def _connected(self) -> smtplib.SMTP:
        """Connect and log in.

        Raises:
            NotSentError: that is not possible.
        """
        certificates = context(self._server)
        at_once = certificates is not None and self._server.port in IMPLICIT_TLS
        with self._certain():
            smtp = self._opened(certificates if at_once else None)
            try:
                if certificates is not None and not at_once:
                    self._start_tls(smtp, certificates)
                self._log_in(smtp)
            except BaseException:
                smtp.close()
                raise
        return smtp

    def _opened(self, certificates: ssl.SSLContext | None) -> smtplib.SMTP:
        """Connect, with TLS from the first byte if there is something to verify it with."""
        host, port = self._server.host, self._server.port
        if certificates is None:
            return smtplib.SMTP(host, port, timeout=TIMEOUT)
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=certificates)

    def _start_tls(self, smtp: smtplib.SMTP, certificates: ssl.SSLContext) -> None:
        smtp.ehlo()
        if not smtp.has_extn("starttls"):
            raise OutboxError(no_encryption(self._server))
        smtp.starttls(context=certificates)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo()
        if self._user is not None and self._secret is not None:
            if self._secret.isascii():
                smtp.login(self._user, self._secret)
            else:  # which smtplib cannot encode
                plain = base64.b64encode(f"\0{self._user}\0{self._secret}".encode()).decode()
                code, said = smtp.docmd("AUTH", f"PLAIN {plain}")
                if code != _LOGGED_IN:
                    raise smtplib.SMTPAuthenticationError(code, said)

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> None:
        """Announce the message. All recipients must be accepted, so that nobody gets half of it.

        Raises:
            NotSentError: the server refuses the sender or a recipient.
        """
        with self._certain():
            code, said = smtp.mail(ascii_email(sender))
            if code != _OK:
                raise self._refused(said)
            for recipient in recipients:
                code, said = smtp.rcpt(ascii_email(recipient))
                if code not in _ACCEPTED:
                    text = msg(
                        "{server} refused {recipient}: {error}",
                        server=self._server,
                        recipient=recipient,
                        error=_text(said),
                    )
                    raise NotSentError(text)
            code, said = smtp.docmd("DATA")
            if code != _GO_ON:
                raise self._refused(said)

    def _unknown(self) -> Message:
        return msg("{server} answered something unknown", server=self._server)

    def _refused(self, said: bytes) -> NotSentError:
        return NotSentError(
            msg("{server} refused: {error}", server=self._server, error=_text(said))
        )

    @contextlib.contextmanager
    def _certain(self) -> Iterator[None]:
        """Say that nothing was sent, whatever goes wrong."""
        try:
            with told(self._server), self._said():
                yield
        except OutboxError as error:
            raise NotSentError(error.message, for_all=True) from error

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what smtplib raises into a sentence; those are errors of the system, too.

        Raises:
            OutboxError: it raised something.
        """
        try:
            yield
        except smtplib.SMTPAuthenticationError:
            text = msg("{server} refused the user name or the password", server=self._server)
            raise OutboxError(text) from None  # the server may have repeated the password
        except smtplib.SMTPServerDisconnected as error:
            text = msg("{server} closed the connection", server=self._server)
            raise OutboxError(text) from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == _NO_CODE:
                raise OutboxError(self._unknown()) from error
            raise OutboxError(self._refused(_bytes(error.smtp_error)).message) from error
        except smtplib.SMTPException as error:
            text = msg("{server} refused: {error}", server=self._server, error=reason(error))
            raise OutboxError(text) from error


def transport_of(settings: Settings) -> Transport:
    """Return the way to send of the settings.

    Raises:
        NoTransportError: they name none, or no address to send from.
        OutboxError: the password command fails.
    """
    mail: MailSettings = settings.mail
    if settings.sender.email is None:
        raise NoTransportError
    if mail.command is not None:
        return CommandTransport(mail.command)
    if mail.smtp is not None:
        return SmtpTransport(mail.smtp, mail.user or settings.sender.email, password(mail))
    raise NoTransportError


def _stuffed(content: bytes) -> bytes:
    """The message as SMTP transmits it: a second dot before a leading one, and the end."""
    body = re.sub(rb"(?m)^\.", b"..", content)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _text(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
