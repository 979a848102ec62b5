"""Incoming e-mails: what kind each of them is, and which e-mail of ours it answers.

Returned e-mails are recognised by RFC 3464 and by what Exim and qmail write instead, automatic
replies by RFC 3834, by older headers, and by what mail programs write into the subject.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape

from msgspec import Struct

BOUNCE, AUTOMATIC, REPLY = "bounce", "automatic", "reply"
"""The kinds of e-mails. Anything else, such as a notice of delay, is none of them."""

_OURS = re.compile(r"<relance\.[0-9a-f]{32}@[^<>\s]+>")
_IDENTIFIER = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"[^\s<>;,:\"]+@[^\s<>;,:\"]+")
_OF_A_DAEMON = re.compile(r"(mailer-daemon|postmaster|mailerdaemon)@", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"\s*(re:\s*)?\W*(automatic reply|auto-?reply|auto:|autoresponse|out of (the )?office"
    r"|réponse automatique"
    r"|réponse d.absence|absence du bureau|message d.absence|absent\b|automatische antwort"
    r"|automatische antwoord|automatisch antwoord|abwesenheitsnotiz|abwesend|abwesenheit|afwezig"
    r"|nicht im büro|außer haus|assente (dall|per)|niet aanwezig|estoy fuera|ausente"
    r"|respuesta automática|fuera de (la )?oficina|risposta automatica|fuori sede|fuori ufficio"
    r"|resposta automática|autosvar|automatisk svar|automaattinen vastaus|odpowiedź automatyczna)",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"^\s*(>|-{2,}\s*(original|message d.origine|ursprüngliche|mensaje original|messaggio orig)"
    r"|_{8,}|(de|from|von|van|da)\s?:\s.*@"
    r"|(le|on|am|op|el|il)\s.{6,120}(a écrit|wrote|schrieb|schreef|escribió|ha scritto)\b"
    r".{0,80}:\s*$)",
    re.IGNORECASE,
)
_QMAIL = re.compile(r"^<([^<>\s]+@[^<>\s]+)>:\s*$", re.MULTILINE)
_LONGEST = 300


class Incoming(Struct, frozen=True):
    """An e-mail that arrived.

    Attributes:
        kind: one of the kinds above; ``None`` if it tells nothing.
        identifier: its Message-ID, or one made of its content if it has none.
        answers: the Message-IDs that it refers to.
        sender: the address of its sender, in lower case.
        failed: the addresses that did not accept an e-mail, in lower case.
        subject: its subject.
        text: its first lines, or why an e-mail came back.
        day: the day in its header; ``None`` if it has none.
    """

    kind: str | None
    identifier: str
    answers: tuple[str, ...]
    sender: str
    failed: tuple[str, ...]
    subject: str
    text: str
    day: datetime.date | None


def read_incoming(content: bytes) -> Incoming:
    """Read an e-mail, however badly it is written."""
    mail = message_from_bytes(content)
    subject = _header(mail, "Subject")
    whole = content.decode("utf-8", "replace")
    answers = [*_IDENTIFIER.findall(_header(mail, "In-Reply-To") + _header(mail, "References"))]
    kind, failed, why = _bounce(mail, whole)
    if kind is None:
        kind = AUTOMATIC if _is_automatic(mail, subject) else REPLY
    if kind == BOUNCE:
        answers += _OURS.findall(whole)
    found = _IDENTIFIER.search(_header(mail, "Message-ID"))
    made = f"<{hashlib.sha256(content).hexdigest()[:32]}@relance.invalid>"
    return Incoming(
        kind=kind or None,
        identifier=found[0] if found else made,
        answers=tuple(dict.fromkeys(answers)),
        sender=next(iter(_addresses(_header(mail, "From"))), ""),
        failed=tuple(dict.fromkeys(failed)),
        subject=subject,
        text=(why or _first_lines(_body(mail)) or subject)[:_LONGEST],
        day=_day(mail),
    )


def _bounce(mail: Mail, whole: str) -> tuple[str | None, list[str], str]:
    """Return the kind, the addresses, and why; an empty kind for a report that is no failure."""
    if mail.get_content_type() == "multipart/report":
        failed, why = [], ""
        for part in _of_recipients(mail):
            if _header(part, "Action").strip().lower() == "failed":
                whose = _header(part, "Original-Recipient") or _header(part, "Final-Recipient")
                failed += _addresses(whose)
                why = why or _header(part, "Diagnostic-Code").partition(";")[2].strip()
                why = why or _header(part, "Status")
        return (BOUNCE if failed else ""), failed, " ".join(why.split())
    exim = _addresses(_header(mail, "X-Failed-Recipients"))
    if exim:
        return BOUNCE, exim, _said_of(exim, _body(mail))
    if _OF_A_DAEMON.search(_header(mail, "From")):
        qmail = [each.lower() for each in _QMAIL.findall(_body(mail))]
        if qmail and _OURS.search(whole):
            return BOUNCE, qmail, _said_of(qmail, _body(mail))
        return "", [], ""
    return None, [], ""


def _said_of(failed: list[str], text: str) -> str:
    """Return what a server says below the first address that failed, up to an empty line."""
    below = rf"(?im)^[ \t<]*{re.escape(failed[0])}[>:. \t\r]*\n((?:.*\S.*(?:\n|\Z))+)"
    found = re.search(below, text)
    return " ".join(found[1].split()) if found else ""


def _of_recipients(mail: Mail) -> Iterator[Mail]:
    """Yield the parts of a report that are about one recipient."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (each for each in part.get_payload() if isinstance(each, Mail))


def _is_automatic(mail: Mail, subject: str) -> bool:
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    if submitted and submitted.partition(";")[0].strip() != "no":
        return True
    if any(mail[name] for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")):
        return True
    if _header(mail, "Precedence").strip().lower() in ("auto_reply", "auto-reply"):
        return True
    return _SUBJECTS.match(subject) is not None


def _header(mail: Mail, name: str) -> str:
    raw = mail[name]
    if raw is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(raw)))).split())
    except (LookupError, ValueError):  # an unknown encoding
        return " ".join(str(raw).split())


def _addresses(text: str) -> list[str]:
    found = [address for _, address in getaddresses([text]) if _ADDRESS.fullmatch(address)]
    return [each.lower() for each in (found or _ADDRESS.findall(text))]


def _day(mail: Mail) -> datetime.date | None:
    try:
        return parsedate_to_datetime(_header(mail, "Date")).date()
    except (TypeError, ValueError, IndexError):
        return None


def _body(mail: Mail) -> str:
    """The text of an e-mail: its first plain part, or else its HTML without the tags."""
    parts = [part for part in mail.walk() if part.get_content_disposition() != "attachment"]
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() != wanted:
                continue
            payload = part.get_payload(decode=True)
            text = _decoded(payload, part) if isinstance(payload, bytes) else ""
            if wanted == "text/html":
                text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", "", text)
                text = re.sub(r"(?i)<(br|/p|/div|/tr)\b[^>]*>", "\n", text)
                text = unescape(re.sub(r"<[^>]*>", "", text))
            if text.strip():
                return text
    return ""


def _decoded(payload: bytes, part: Mail) -> str:
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _first_lines(text: str) -> str:
    """The first three lines that somebody wrote, before what they quote."""
    lines: list[str] = []
    for line in text.splitlines():
        if _QUOTES.match(line) or len(lines) > 2:  # noqa: PLR2004 - three lines
            break
        if line.strip():
            lines.append(" ".join("".join(c if c.isprintable() else " " for c in line).split()))
    return " ".join(lines)
