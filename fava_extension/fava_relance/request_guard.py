"""The gate: which requests may change the ledger.

Fava asks nobody who they are, so that any page open in the reader's browser could send it
a request. One that changes something must come from a page of this very Fava, as the
browser says in ``Sec-Fetch-Site`` or in ``Origin``, and be JSON, which a browser sends to
another site only with its consent.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request

from beancount_relance.language.messages import Message, RelanceError, msg

MOST_BYTES = 64 * 1024
"""The longest body that is read: many times that of the longest note."""

_PORTS = {"http": 80, "https": 443}


class RefusedError(RelanceError):
    """A request that is not listened to: its HTTP status, and why."""

    def __init__(self, status: int, message: Message) -> None:
        super().__init__(message)
        self.status = status


def is_read_only() -> bool:
    """Whether Fava runs with ``--read-only``; it remembers that in this handler only."""
    handlers = current_app.before_request_funcs.get(None, ())
    return any(getattr(handler, "__name__", "") == "_read_only" for handler in handlers)


def is_incognito() -> bool:
    """Whether Fava runs with ``--incognito``: numbers are hidden, and so not to be written."""
    return bool(current_app.config["INCOGNITO"])


def read_request() -> dict[str, Any]:
    """The JSON object that a page of ours sent.

    Raises:
        RefusedError: the request is from elsewhere, too long, or no JSON object.
    """
    if not _is_ours():
        raise RefusedError(403, msg("this request comes from another site: nothing was done"))
    if is_incognito():
        raise RefusedError(403, msg("nothing is recorded while numbers are hidden"))
    if request.mimetype != "application/json":
        raise RefusedError(415, msg("the request must be JSON"))
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RefusedError(413, msg("the request is too long"))
    try:
        data = json.loads(body)
        json.dumps(data, ensure_ascii=False).encode()  # refuses halves of characters
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, msg("the request must be JSON")) from error
    if not isinstance(data, dict):
        raise RefusedError(400, msg("the request must be a JSON object"))
    return data


def _is_ours() -> bool:
    """Whether the request comes from a page of this Fava, or from no page at all.

    The browser itself says so in ``Sec-Fetch-Site``, whatever host a proxy makes of
    the one in the address; over plain HTTP it may not, then ``Origin`` tells. A
    program such as curl sends neither, and no foreign page can do without.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or _is_own(origin)


def _is_own(origin: str) -> bool:
    """Whether an origin is the host that was asked; a proxy may have added TLS or a port."""
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{request.host}")
        port = _PORTS.get(theirs.scheme)
        asked = (ours.hostname, ours.port or port)
        asking = (theirs.hostname, theirs.port or port)
    except ValueError:
        return False
    return port is not None and asking == asked
