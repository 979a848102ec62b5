"""Access to the user's own servers of mail: the password, certificates, and errors in words."""

from __future__ import annotations

import contextlib
import shlex
import ssl
import subprocess
from collections.abc import Iterator

from beancount_relance.language.messages import Message, RelanceError, msg
from beancount_relance.policy.mail_settings import MailSettings, Server

TIMEOUT = 60.0
"""How long to wait for an answer of a server or of the password command, in seconds."""


class OutboxError(RelanceError):
    """A mailbox or a server cannot be used; the message says why."""


def password(settings: MailSettings) -> str | None:
    """Return the password that the user's own command prints; ``None`` without a command.

    It is started without a shell, and only when a command of the user talks to a server.

    Raises:
        OutboxError: the command cannot be started, fails, or prints nothing.
    """
    if settings.password_command is None:
        return None
    try:
        command = shlex.split(settings.password_command)
        done = subprocess.run(  # noqa: S603 - the user's own command, from their own ledger
            command, stdout=subprocess.PIPE, check=False, timeout=TIMEOUT
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise OutboxError(
            msg("the password-command cannot be run: {error}", error=reason(error))
        ) from error
    first = done.stdout.decode(errors="replace").partition("\n")[0].removesuffix("\r")
    if done.returncode != 0 or not first:
        raise OutboxError(
            msg(
                "the password-command printed no password (it exited with {status})",
                status=done.returncode,
            )
        )
    return first


def context(server: Server) -> ssl.SSLContext | None:
    """Return what verifies a server's certificate; ``None`` for an unencrypted local one."""
    return ssl.create_default_context() if server.encrypted else None


@contextlib.contextmanager
def told(server: Server) -> Iterator[None]:
    """Turn what can go wrong with a connection into one sentence.

    Raises:
        OutboxError: it went wrong.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        text = msg(
            "{server}: the certificate is not valid ({error}), so nothing was sent to it",
            server=server,
            error=error.verify_message,
        )
        raise OutboxError(text) from error
    except ssl.SSLError as error:
        text = msg(
            "{server}: no encrypted connection ({error})", server=server, error=reason(error)
        )
        raise OutboxError(text) from error
    except (OSError, EOFError) as error:
        text = msg("{server} cannot be reached: {error}", server=server, error=reason(error))
        raise OutboxError(text) from error


def reason(error: BaseException) -> str:
    """What an error says, on one line."""
    text = str(getattr(error, "strerror", None) or getattr(error, "reason", None) or error)
    return " ".join(text.split()) or type(error).__name__


def no_encryption(server: Server) -> Message:
    """Say that a server offers no encryption."""
    return msg("{server} offers no encryption (STARTTLS), so nothing was sent to it", server=server)
