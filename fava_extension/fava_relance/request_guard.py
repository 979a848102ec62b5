"""The request guard: which requests may change the ledger.

Fava has no authentication, so any page open in the reader's browser could send it a request.
A request that changes something must come from a page of the same Fava, as the browser states
in ``Sec-Fetch-Site`` or ``Origin``. It must also be JSON, which a browser sends to another site
only with that site's consent.

A foreign site can also let its own name lead to this machine (DNS rebinding); then the browser
takes its page for one of ours. So the page has to be opened under an address or a local name,
or under a name that the setting ``page-hosts`` has.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request

from beancount_relance import clock
from beancount_relance.language.messages import Message, RelanceError, msg

MOST_BYTES = 64 * 1024
"""The maximum size of a request body, in bytes: many times that of the longest note."""

# Names for use in private networks: RFC 6761, 6762 and 8375, and ICANN's .internal.
_LOCAL_SUFFIXES = (".localhost", ".local", ".home.arpa", ".internal")
_PORTS = {"http": 80, "https": 443}


class RefusedError(RelanceError):
    """A request that is refused, with its HTTP status and the reason."""

    def __init__(self, status: int, message: Message) -> None:
        super().__init__(message)
        self.status = status


def is_read_only() -> bool:
    """Whether Fava runs with ``--read-only``; it records that in this handler only."""
    handlers = current_app.before_request_funcs.get(None, ())
    return any(getattr(handler, "__name__", "") == "_read_only" for handler in handlers)


def is_incognito() -> bool:
    """Whether Fava runs with ``--incognito``: hidden numbers must not be written back."""
    return bool(current_app.config["INCOGNITO"])


def read_request(hosts: Callable[[], Collection[str]]) -> dict[str, Any]:
    """Read the JSON object that a page of ours sent.

    Args:
        hosts: returns the host names that the setting ``page-hosts`` has, in lower case.

    Raises:
        RefusedError: the request comes from another site, is too long, or is not a JSON
            object.
    """
    if not _is_ours():
        raise RefusedError(403, msg("this request comes from another site: nothing was done"))
    host = _host()
    if not (_is_local(host) or host in hosts()):
        raise RefusedError(
            403,
            msg(
                "notes are not recorded under the name {host}: if it is yours, add this line to "
                "the ledger: {line}",
                host=host,
                line=f'{clock.today()} custom "relance" "page-hosts" "{host}"',
            ),
        )
    if is_incognito():
        raise RefusedError(403, msg("nothing is recorded while numbers are hidden"))
    if request.mimetype != "application/json":
        raise RefusedError(415, msg("the request must be JSON"))
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RefusedError(413, msg("the request is too long"))
    try:
        data = json.loads(body)
        json.dumps(data, ensure_ascii=False).encode()  # raises for lone surrogates
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, msg("the request must be JSON")) from error
    if not isinstance(data, dict):
        raise RefusedError(400, msg("the request must be a JSON object"))
    return data


def _is_ours() -> bool:
    """Whether the request comes from a page of this Fava, or from a program other than a browser.

    Browsers send ``Sec-Fetch-Site``, which stays right if a proxy changes the host. Over plain HTTP
    they may not; then ``Origin`` is compared. A program such as curl sends neither header, but a
    foreign page always sends one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or _is_own(origin)


def _host() -> str:
    """The host name of the request, in lower case and without a port; empty if it is none."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


def _is_local(host: str) -> bool:
    """Whether a host name is an address or a name that no public site can have."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_LOCAL_SUFFIXES))
    return True


def _is_own(origin: str) -> bool:
    """Whether an origin is the requested host; a proxy may have added TLS or a port."""
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{request.host}")
        port = _PORTS.get(theirs.scheme)
        asked = (ours.hostname, ours.port or port)
        asking = (theirs.hostname, theirs.port or port)
    except ValueError:
        return False
    return port is not None and asking == asked
