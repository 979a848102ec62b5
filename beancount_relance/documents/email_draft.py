"""Turns a text into an e-mail draft that a mail program opens ready to send, or into a link.

A draft is an ``.eml`` file with ``X-Unsent: 1``, which makes Outlook and compatible programs
open their composer. It has no ``Date`` and no ``Message-ID``, because the mail program sets
them when it sends: a date would be that of the file, and a fixed identifier could make a
receiving server drop the second of two e-mails as a duplicate. As a result, the same text
always gives the same bytes.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from urllib.parse import quote

from msgspec import Struct

from beancount_relance.documents.page_blocks import Block, Pairs, Table
from beancount_relance.language.messages import RelanceError, msg
from beancount_relance.language.text import one_line
from beancount_relance.policy.creditor import Creditor
from beancount_relance.texts.enclosures import Enclosure
from beancount_relance.texts.writer import Reminder
from beancount_relance.values.identifiers import ascii_email

MAX_LINK = 2000
"""The longest ``mailto:`` link, in characters, that every browser passes to a mail program."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPECIALS = re.compile(r'[][()<>@,;:"\\]')
_UNFOLDED, _LONGEST_NAME = 60, 200
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
    "<title>{title}</title></head>\n"
    '<body style="font-family: Calibri, Helvetica, Arial, sans-serif; font-size: 11pt; '
    'line-height: 1.4; color: #222; max-width: 42em">\n{body}\n</body></html>\n'
)
_TABLE = "border-collapse: collapse"
_CELL = "padding: 0.2em 0.9em 0.2em 0; vertical-align: top"
_TIGHT = "padding: 0.2em 0.5em 0.2em 0; vertical-align: top"
_WORDS = f"{_TIGHT}; text-align: left"
_TITLE = f"{_TIGHT}; text-align: right"
_NUMBER = "text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums"


class MailError(RelanceError):
    """An e-mail cannot be written; the message says why."""


class Link(Struct, frozen=True):
    """A ``mailto:`` link; ``complete`` tells whether it has the whole text or only the subject."""

    url: str
    complete: bool


def email_draft(
    reminder: Reminder,
    blocks: Iterable[Block],
    creditor: Creditor,
    enclosures: Sequence[Enclosure] = (),
) -> bytes:
    """Return an e-mail draft as bytes, with the CRLF line endings of RFC 5322.

    Args:
        reminder: the text.
        blocks: the blocks of the text, for the HTML version.
        creditor: the sender. If it has no address, the mail program fills in its own.
        enclosures: the files to attach.

    Raises:
        MailError: the customer has no e-mail address, or an address is invalid.
    """
    recipients = reminder.customer.mail_to
    if not recipients:
        raise MailError(msg("{customer} has no e-mail address", customer=reminder.customer.title))
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    if creditor.email is not None:
        sender = _address(creditor.email, creditor.name)
        mail["From"] = sender
        mail["Reply-To"] = sender
    mail["To"] = [_address(email, reminder.customer.name) for email in recipients]
    if reminder.customer.mail_copies:
        mail["Cc"] = [_address(email, None) for email in reminder.customer.mail_copies]
    mail["Subject"] = _clean(reminder.subject)
    mail.set_content(reminder.body, cte="quoted-printable")
    mail.add_alternative(page(reminder, blocks), subtype="html", cte="quoted-printable")
    names: set[str] = set()
    for enclosure in enclosures:
        _attach(mail, enclosure, names)
    for number, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"=_relance_{number}")  # no encoding used here can produce “=_”
    return mail.as_bytes()


def link(reminder: Reminder) -> Link | None:
    """Return a link that opens the mail program, or ``None`` if the customer has no address.

    A text that is too long for a link is left out entirely, for the user to paste. Otherwise
    half a letter could be sent by mistake, without the part that says what is asked and why.
    """
    if not reminder.customer.mail_to:
        return None
    address = quote(",".join(reminder.customer.mail_to), safe="@,")
    copies = quote(",".join(reminder.customer.mail_copies), safe="@,")
    copies = f"cc={copies}&" if copies else ""
    subject = f"mailto:{address}?{copies}subject={quote(_clean(reminder.subject), safe='')}"
    body = quote(reminder.body.replace("\n", "\r\n"), safe="")
    url = f"{subject}&body={body}"
    return Link(url, complete=True) if len(url) <= MAX_LINK else Link(subject, complete=False)


def page(reminder: Reminder, blocks: Iterable[Block]) -> str:
    """Return the text as a plainly styled HTML page."""
    return _PAGE.format(
        language=escape(reminder.language),
        title=escape(_clean(reminder.subject)),
        body="\n".join(piece for block in blocks for piece in _html(block)),
    )


def _html(block: Block) -> Iterable[str]:
    for paragraph in block.paragraphs:
        yield f"<p>{_lines(paragraph)}</p>"
    for pairs in block.pairs:
        yield _html_pairs(pairs, figures=block.name == "account")
    if block.table is not None:
        yield _html_table(block.table)


def _lines(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.splitlines())


def _html_pairs(pairs: Pairs, *, figures: bool) -> str:
    rows = [
        f'<tr><td style="{_CELL}">{escape(label)}</td>'
        f'<td style="{_CELL}{f"; {_NUMBER}" if figures else ""}">{escape(value)}</td></tr>'
        for label, value in pairs
    ]
    return f'<table style="{_TABLE}">\n{"".join(rows)}\n</table>'


def _html_table(table: Table) -> str:
    def row(cells: Sequence[str], tag: str, line: str) -> str:
        figure = _TITLE if tag == "th" else f"{_TIGHT}; {_NUMBER}"
        shown = (
            f'<{tag} style="{figure if column.figures else _WORDS}; {line}">{_lines(cell)}</{tag}>'
            for column, cell in zip(table.columns, cells, strict=True)
        )
        return f"<tr>{''.join(shown)}</tr>"

    titles = [column.title for column in table.columns]
    head = row(titles, "th", "font-weight: normal; color: #666; border-bottom: 1px solid #bbb")
    body = "\n".join(row(cells, "td", "border-bottom: 1px solid #eee") for cells in table.rows)
    foot = "\n".join(row(cells, "td", "font-weight: bold") for cells in table.totals)
    return f'<table style="{_TABLE}; font-size: 90%">\n{head}\n{body}\n{foot}\n</table>'


def _attach(mail: EmailMessage, enclosure: Enclosure, names: set[str]) -> None:
    kind = mimetypes.guess_type(enclosure.name, strict=True)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    stem, dot, suffix = _clean(enclosure.name).rpartition(".")
    name, number = _clean(enclosure.name), 1
    while name.casefold() in names:
        number += 1
        name = f"{stem}-{number}{dot}{suffix}"
    names.add(name.casefold())
    mail.add_attachment(enclosure.content, maintype=main, subtype=sub, filename=name)


def _address(email: str, name: str | None) -> Address:
    """Return an address for a mail header; a domain with accents is encoded with IDNA."""
    try:
        return Address(display_name=_display(name or "", email), addr_spec=ascii_email(email))
    except (MessageError, ValueError, IndexError) as error:
        raise MailError(msg("the e-mail address {email} is not valid", email=email)) from error


def _display(name: str, email: str) -> str:
    """Return a name that is safe as the display name of an address.

    When Python folds a long name, it loses the quotes around it, and the quoted text would
    then be read as addresses. So a long name is stripped of the characters that need quotes.
    """
    name = _clean(name)
    if len(name) + len(email) <= _UNFOLDED:
        return name
    return one_line(_SPECIALS.sub(" ", name))[:_LONGEST_NAME]


def _clean(text: str) -> str:
    """Return a text on one line, with control characters that could start a header as spaces."""
    return one_line(_CONTROLS.sub(" ", text))
