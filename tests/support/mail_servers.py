"""Real servers of mail on loopback: Dovecot for IMAP and LMTP, Postfix for SMTP.

Both are Debian's. They run in a temporary folder, Dovecot as the user of the test.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "compta@lumen.example", 'pàss wörd"'

_NOBODY = 65534  # Dovecot does not store mail as root
_DOVECOT = """
base_dir = {run}/run
state_dir = {run}/state
log_path = {run}/dovecot.log
default_internal_user = {login}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
protocols = imap
listen = 127.0.0.1
ssl = {tls}
ssl_cert = <{run}/cert.pem
ssl_key = <{run}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{run}/Maildir
mail_uid = {uid}
mail_gid = {gid}
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {run}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={run}/Maildir
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Brouillons {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox "Éléments envoyés" {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
{more}
"""
_QUOTA = """
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=8K
}
"""


@dataclass(frozen=True, slots=True)
class Imap:
    """A running Dovecot.

    Attributes:
        folder: its folder, with the certificate ``cert.pem`` and the mailbox ``Maildir``.
        port: the port for STARTTLS or unencrypted connections.
        tls: the port for TLS.
        process: the process.
    """

    folder: Path
    port: int
    tls: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def certificate(folder: Path) -> None:
    """Make a certificate for 127.0.0.1 that its own file vouches for."""
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@contextlib.contextmanager
def dovecot(*, tls: bool = True, full: bool = False) -> Iterator[Imap]:
    """Run Dovecot with one mailbox until the end of the statement."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("please run: sh .ci/debian dovecot-imapd")
    with server_folder() as folder:
        yield from _dovecot(program, folder, tls=tls, full=full)


@contextlib.contextmanager
def server_folder() -> Iterator[Path]:
    """A temporary folder with a short path, for the sockets, that any user may enter."""
    with tempfile.TemporaryDirectory(prefix="mail") as name:
        folder = Path(name)
        folder.chmod(0o755)
        certificate(folder)
        yield folder


def _dovecot(program: str, folder: Path, *, tls: bool, full: bool) -> Iterator[Imap]:
    mail, user = folder / "Maildir", os.getuid() or _NOBODY
    mail.mkdir()
    secret = PASSWORD.replace(":", "\\:")
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{secret}\n", encoding="utf-8")
    port, secure = free_port(), free_port()
    root = os.getuid() == 0
    if root:
        os.chown(mail, _NOBODY, _NOBODY)
    text = _DOVECOT.format(
        run=folder,
        login="dovenull" if root else os.environ.get("USER", str(os.getuid())),
        group="dovecot" if root else os.getgid(),
        uid=user,
        gid=_NOBODY if root else os.getgid(),
        tls="yes" if tls else "no",
        imap=port,
        imaps=secure if tls else 0,
        more=_QUOTA if full else "",
    )
    (folder / "dovecot.conf").write_text(text, encoding="utf-8")
    with (
        (folder / "stderr").open("wb") as errors,
        subprocess.Popen(  # noqa: S603
            [program, "-F", "-c", str(folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            wait_for(port, folder)
            yield Imap(folder, port, secure, process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(port: int, folder: Path) -> None:
    """Wait until a server listens."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    logs = [each.read_text("utf-8", "replace") for each in folder.glob("*") if each.name in LOGS]
    raise AssertionError("\n".join(logs))


LOGS = ("stderr", "dovecot.log", "postfix.log")


def trusted(folder: Path) -> ssl.SSLContext:
    """A context that trusts a server's own certificate."""
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))
