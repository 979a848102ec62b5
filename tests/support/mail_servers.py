"""Real servers of mail on loopback: Dovecot for IMAP and LMTP, Postfix for SMTP.

Both are Debian's. They run in a temporary folder, Dovecot as the user of the test.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
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

CUSTOMERS = tuple(f"ap@c{number:02}.example" for number in range(1, 61))
FULL, AWAY = "ap@full.example", "ap@away.example"
"""A customer whose mailbox is full, and one who is away, so that Dovecot answers instead."""

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
protocols = imap{lmtp}
listen = 127.0.0.1
ssl = {tls}
ssl_cert = <{run}/cert.pem
ssl_key = <{run}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
mail_uid = {uid}
mail_gid = {gid}
mail_max_userip_connections = 50
mail_plugins = quota
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {run}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {run}/users
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=0
  sieve = file:~/sieve;active=~/active.sieve
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
_WITH_POSTFIX = """
submission_host = 127.0.0.1:{answers}
postmaster_address = postmaster@lumen.example
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
protocol lmtp {{
  mail_plugins = quota sieve
}}
"""
_MAIN = """
compatibility_level = 3.6
queue_directory = {run}/queue
data_directory = {run}/data
maillog_file = {run}/postfix.log
maillog_file_prefixes = {run}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
lmtp_host_lookup = native
lmtp_connection_cache_on_demand = no
smtpd_peername_lookup = no
myhostname = mx.lumen.example
mydomain = lumen.example
myorigin = lumen.example
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = regexp:{run}/domains
virtual_mailbox_maps = regexp:{run}/recipients
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:nothing leaves this machine
transport_maps = regexp:{run}/transport
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_tls_cert_file = {run}/cert.pem
smtpd_tls_key_file = {run}/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
message_size_limit = 300000
virtual_mailbox_limit = 300000
delay_warning_time = 1s
"""
# There is no client of SMTP among them: nothing can leave this machine.
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{tls} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
127.0.0.1:{answers} inet n - n - - smtpd
  -o mynetworks=127.0.0.0/8
  -o smtpd_relay_restrictions=permit_mynetworks,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
# A customer ``refused@…`` is refused at once, one at ``slow@…`` is not reached for long.
_MAPS = {
    "domains": r"/\.example$/ ok",
    "recipients": "!/^refused@/ ok",
    "transport": "/^slow@/ lmtp:inet:127.0.0.1:9",
}
_VACATION = """require ["vacation"];
vacation :days 1 :subject "Absente jusqu'au 3 août" :addresses ["ap@away.example"]
  "Je suis absente jusqu'au 3 août.";
"""


@dataclass(frozen=True, slots=True)
class Imap:
    """A running Dovecot.

    Attributes:
        folder: its folder, with the certificate ``cert.pem``.
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


_PORTS = itertools.count(os.getpid() * 50)
"""Candidates for ports; those of two test processes are apart."""


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to connections."""
    for number in _PORTS:
        port = 20_000 + number % 12_000
        with contextlib.suppress(OSError), socket.socket() as found:
            found.bind(("127.0.0.1", port))
            return port
    raise AssertionError


def certificate(folder: Path) -> None:
    """Make a certificate for 127.0.0.1 that its own file vouches for."""
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-nodes", "-days", "2"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
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
    with server_folder() as folder, _dovecot(folder, tls=tls, full=full) as running:
        yield running


@contextlib.contextmanager
def server_folder() -> Iterator[Path]:
    """A temporary folder with a short path, for the sockets, that any user may enter."""
    with tempfile.TemporaryDirectory(prefix="mail") as name:
        folder = Path(name)
        folder.chmod(0o755)
        certificate(folder)
        yield folder


def program(name: str, package: str) -> str:
    """The path of a server; without it the test fails where all must run, else it is skipped."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        missing = f"{name} is missing: sh .ci/debian {package}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return path


@contextlib.contextmanager
def _dovecot(
    folder: Path, *, tls: bool = True, full: bool = False, more: str = ""
) -> Iterator[Imap]:
    path, user = program("dovecot", "dovecot-imapd"), os.getuid() or _NOBODY
    port, secure = free_port(), free_port()
    root = os.getuid() == 0
    group = _NOBODY if root else os.getgid()
    _make_mailboxes(folder, user, group, full=full)
    text = _DOVECOT.format(
        run=folder,
        login="dovenull" if root else os.environ.get("USER", str(os.getuid())),
        group="dovecot" if root else os.getgid(),
        uid=user,
        gid=group,
        tls="yes" if tls else "no",
        imap=port,
        imaps=secure if tls else 0,
        lmtp=" lmtp" if more else "",
        more=more,
    )
    (folder / "dovecot.conf").write_text(text, encoding="utf-8")
    with _running([path, "-F", "-c", str(folder / "dovecot.conf")], folder, port) as process:
        yield Imap(folder, port, secure, process)


def _make_mailboxes(folder: Path, user: int, group: int, *, full: bool) -> None:
    """The home of each user, and the file that names them."""
    quotas = {FULL: "1B", USER: "8K" if full else "0"}
    rows = []
    for name in (USER, FULL, AWAY, *CUSTOMERS):
        home = folder / "homes" / name
        home.mkdir(parents=True)
        if name == AWAY:
            (home / "active.sieve").write_text(_VACATION, encoding="utf-8")
        if os.getuid() == 0:
            for path in (home, *home.iterdir()):
                os.chown(path, user, group)
        secret = PASSWORD.replace(":", "\\:")
        quota = f"userdb_quota_rule=*:storage={quotas.get(name, '0')}"
        rows.append(f"{name}:{{PLAIN}}{secret}:{user}:{group}::{home}::{quota}\n")
    (folder / "users").write_text("".join(rows), encoding="utf-8")


@contextlib.contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in the foreground until the end of the statement."""
    with (
        (folder / "stderr").open("ab") as errors,
        subprocess.Popen(command, stdout=errors, stderr=errors) as process,  # noqa: S603
    ):
        try:
            wait_for(port, folder)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(port: int, folder: Path) -> None:
    """Wait until a server listens."""
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    logs = [each.read_text("utf-8", "replace") for each in folder.glob("*") if each.name in LOGS]
    raise AssertionError("\n".join(logs))


LOGS = ("stderr", "dovecot.log", "postfix.log")


def trusted(folder: Path) -> ssl.SSLContext:
    """A context that trusts a server's own certificate."""
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A running Postfix, which delivers to a running Dovecot.

    Attributes:
        folder: their folder, with the certificate ``cert.pem`` and the log ``postfix.log``.
        smtp: the port for STARTTLS.
        smtps: the port for TLS.
        imap: the Dovecot.
    """

    folder: Path
    smtp: int
    smtps: int
    imap: Imap

    def stop(self) -> None:
        """End Postfix with all its processes, as a crash does."""
        running = int((self.folder / "queue" / "pid" / "master.pid").read_text())
        os.killpg(running, signal.SIGKILL)

    def empty(self) -> None:
        """Remove what is in our own mailbox and its folders."""
        for path in (self.folder / "homes" / USER / "Maildir").rglob("*"):
            if path.parent.name in ("new", "cur"):
                path.unlink(missing_ok=True)

    def delivered(self, address: str) -> list[bytes]:
        """The messages in a mailbox here."""
        box = self.folder / "homes" / address / "Maildir"
        return [path.read_bytes() for part in ("new", "cur") for path in (box / part).glob("*")]


@contextlib.contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run Postfix and Dovecot until the end of the statement; it takes about three seconds.

    Any customer below ``.example`` is accepted. Those of :data:`CUSTOMERS` have a mailbox; other
    addresses do not exist, which Dovecot says only after Postfix has accepted the e-mail.
    """
    path = program("postfix", "postfix dovecot-lmtpd dovecot-sieve")
    if os.getuid() != 0:
        pytest.skip("Postfix can be started by root only")
    ports = {name: free_port() for name in ("port", "tls", "answers", "lmtp", "auth")}
    with (
        server_folder() as folder,
        _dovecot(folder, more=_WITH_POSTFIX.format(**ports)) as imap,
    ):
        config = folder / "postfix"
        for name in ("postfix", "queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        for name, rows in {
            "main.cf": _MAIN.format(run=config.parent, **ports),
            "master.cf": _MASTER.format(**ports),
        }.items():
            (config / name).write_text(rows)
        for name, rows in _MAPS.items():
            (folder / name).write_text(f"{rows}\n")
        wait_for(ports["lmtp"], folder)
        command = [path, "-c", str(config), "start-fg"]
        with _running(command, folder, ports["port"]):
            try:
                yield PostOffice(folder, ports["port"], ports["tls"], imap)
            finally:  # what was started is a script that waits for this process
                running = (folder / "queue" / "pid" / "master.pid").read_text()
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(running), signal.SIGTERM)
