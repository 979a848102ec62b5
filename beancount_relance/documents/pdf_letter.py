"""Renders texts as PDF letters with Typst, with the address placed for a window envelope.

Typst and segno belong to the optional extra ``pdf``. The layout is ``letter.typ``, next to
this module; a file ``letter.typ`` in the folder of the setting ``templates`` replaces it. The
layout receives everything as data (JSON in ``sys.inputs``), so text from a ledger is never
interpreted as Typst code; :meth:`Press._letter_data` lists the keys. Only the fonts that come
with Typst are used, except for letters that they lack, and the document's date is that of the
report, so the same input gives the same bytes. Typst releases Python's global lock while it
works, so several letters can be printed at the same time.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from beancount_relance.documents.glyphs import (
    REPLACEMENT,
    all_fonts,
    missing_glyphs,
    uncommon_characters,
)
from beancount_relance.documents.layout_guard import RefusedLayoutError, check_layout
from beancount_relance.documents.letter import Letter
from beancount_relance.documents.optional_library import load_library
from beancount_relance.documents.page_blocks import Block, split_paragraphs
from beancount_relance.documents.payment_code import payment_code
from beancount_relance.language.messages import Language, Message, RelanceError, language, msg, nmsg
from beancount_relance.language.text import one_line
from beancount_relance.policy.countries import country
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings
from beancount_relance.texts.writer import Reminder

LAYOUT = "letter.typ"
"""The name of the layout file."""

LAYOUT_FOLDER = Path(__file__).parent
"""The folder of the built-in layout."""
_SUSPECTS = b"/Suspects false"
_EXAMPLES = {"right": "FR", "left": "GB"}  # whose window is that of an unusual envelope
_FEW = 4
_COMPILATIONS_KEPT = 10
_MOST_THREADS = 4
# A telephone number or an e-mail address, unless it is so long that it has to break.
_WHOLE = re.compile(r"\+?\b\d[\d ]{7,18}\d\b|(?<!\S)[^\s@]{1,40}@[^\s@]{1,40}[^\W_]")
_AROUND = frozenset(
    (
        "sender",
        "recipient",
        "delivery",
        "place_and_date",
        "subject_line",
        "signature",
        "enclosures",
        "acknowledgement",
    )
)


class LetterError(RelanceError):
    """A letter could not be created; the message says why."""


class Press:
    """Prints the letters of one creditor with one layout."""

    def __init__(self, settings: Settings, words: Language, as_of: datetime.date) -> None:
        """Find the layout and load Typst.

        Args:
            settings: for the creditor and the user's folder of templates.
            words: the language of the index.
            as_of: the date of the letters.

        Raises:
            MissingExtraError: Typst is not installed.
        """
        self._typst = load_library("typst", "pdf")
        self._creditor = settings.creditor
        self._country = settings.country
        self._words = words
        self._as_of = as_of
        own = settings.templates / LAYOUT if settings.templates else None
        self._layout = own if own and own.is_file() else LAYOUT_FOLDER / LAYOUT
        self._here = threading.local()  # a compiler is not thread-safe
        self.width = min(os.cpu_count() or 1, _MOST_THREADS)
        self._pool = ThreadPoolExecutor(self.width)
        self.missing: set[str] = set()

    def close(self) -> None:
        """Wait for the letters being printed, and accept no more."""
        self._pool.shutdown()

    def submit(self, one: Letter) -> Future[bytes]:
        """Print one letter in the background; at most :attr:`width` run at the same time.

        The future raises the same errors as :meth:`print_one`.
        """
        return self._pool.submit(self.print_one, one)

    def print_one(self, one: Letter) -> bytes:
        """Return one letter as PDF.

        Raises:
            LetterError: the layout has a mistake.
        """
        return self._print([one], one.reminder.subject, None)

    def pictures(self, one: Letter, dots: float | None = None) -> list[bytes]:
        """Return the pages of a letter as PNG, with so many dots per inch, or else as SVG.

        Raises:
            LetterError: the layout has a mistake.
        """
        form = {"format": "png", "ppi": dots} if dots else {"format": "svg"}
        pages = self._compile([one], one.reminder.subject, None, **form)
        return [bytes(page) for page in (pages if isinstance(pages, list) else [pages])]

    def print_batch(self, letters: Sequence[Letter]) -> bytes:
        """Return all letters as one PDF that begins with an index.

        Raises:
            LetterError: the layout has a mistake.
        """
        title = self._words.render(msg("Letters of {date}", date=self._as_of))
        try:
            return self._print(letters, title, self._index(letters, title))
        finally:
            self._forget()

    def _forget(self) -> None:
        """Let Typst forget what it has laid out: ten compilations long it keeps 3 MB a letter."""
        bare = self._typst.Compiler(
            font_paths=self._typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        )
        for _ in range(_COMPILATIONS_KEPT + 1):
            bare.compile(b"", format="pdf")

    def _print(self, letters: Sequence[Letter], title: str, index: Any) -> bytes:
        printed = self._compile(letters, title, index, format="pdf")
        # Poppler complains about this entry, whose value is the default.
        return bytes(printed).replace(_SUSPECTS, b" " * len(_SUSPECTS))

    def _compile(self, letters: Sequence[Letter], title: str, index: Any, **form: Any) -> Any:
        """Return what Typst makes of letters, in the form that it is asked for."""
        data = {
            "title": title,
            "author": one_line(self._creditor.name or ""),
            "date": [self._as_of.year, self._as_of.month, self._as_of.day],
            "language": letters[0].reminder.language if index is None else self._words.code,
            **self._page(),
            "creditor": to_builtins(self._creditor),
            "index": index,
            "letters": [self._letter_data(one) for one in letters],
        }
        noon = datetime.datetime.combine(self._as_of, datetime.time(12), datetime.timezone.utc)
        text = json.dumps(data, ensure_ascii=False)
        uncommon = uncommon_characters(text)
        for character in missing_glyphs(uncommon, self._typst):
            self.missing.add(character)
            text = text.replace(character, REPLACEMENT)
        try:
            return self._compiler(more_fonts=bool(uncommon)).compile(
                sys_inputs={"data": text}, timestamp=noon, **form
            )
        except self._typst.TypstError as error:
            cause = one_line(error.diagnostic or error.message)
            raise LetterError(
                msg("layout {file}: {cause}", file=self._layout, cause=cause)
            ) from error

    def _compiler(self, *, more_fonts: bool) -> Any:
        """Return this thread's compiler, with Typst's own fonts or with all that there are.

        Raises:
            LetterError: the layout does what layouts must not do.
        """
        name = "with_all_fonts" if more_fonts else "compiler"
        if not hasattr(self._here, name):
            self._refuse_bad_layout()
            own = self._typst.Fonts(include_system_fonts=False)
            compiler = self._typst.Compiler(
                input=str(self._layout),
                root=str(self._layout.parent),
                font_paths=all_fonts(self._typst) if more_fonts else own,
            )
            setattr(self._here, name, compiler)
        return getattr(self._here, name)

    def _refuse_bad_layout(self) -> None:
        if self._layout.parent == LAYOUT_FOLDER:
            return
        try:
            check_layout(self._layout)
        except RefusedLayoutError as error:
            text = msg("layout {file}: {cause}", file=self._layout, cause=error.message)
            raise LetterError(text) from error
        except OSError as error:
            cause = error.strerror or str(error)
            raise LetterError(
                msg("layout {file}: {cause}", file=self._layout, cause=cause)
            ) from error

    def _index(self, letters: Iterable[Letter], title: str) -> dict[str, Any]:
        words = self._words
        titles = (msg("Customer"), msg("Letter"), msg("Invoices"), msg("Claimed"), msg("Page"))
        return {
            "title": title,
            "columns": [words.render(each) for each in titles],
            "rows": [
                [
                    one.reminder.customer.title,
                    words.render(one.reminder.title),
                    words.render(_invoices(one.reminder)),
                    "\n".join(words.amount(amount) for amount in one.claimed),
                ]
                for one in letters
            ],
        }

    def _page(self) -> dict[str, Any]:
        """Return the paper of the creditor's country, and where its envelopes have a window."""
        home = country(self._country)
        side = self._creditor.window or home.window
        usual = home if side == home.window else country(_EXAMPLES[side])
        return {
            "paper": home.paper,
            "window": side,
            "window_left": usual.window_left,
            "window_top": usual.window_top,
        }

    def _letter_data(self, one: Letter) -> dict[str, Any]:
        """Return the data that the layout receives for one letter.

        ``sender`` and ``recipient`` are lists of lines. ``note`` has the recipient's company
        or VAT number, which does not belong on an envelope. ``whole`` lists what must not be
        broken across lines: telephone numbers and e-mail addresses. ``body`` is a list of
        blocks as in :class:`~beancount_relance.documents.page_blocks.Block`. ``qr`` is an SVG
        image or ``null``. Where a template lacks the part for the sender, the recipient, the
        date or the subject, the value comes from the ledger or the report.
        """
        reminder = one.reminder
        words = language(reminder.language, reminder.region)
        parts = {block.name: "\n".join(block.paragraphs) for block in one.blocks}
        sender = parts.get("sender") or _lines(self._creditor.name, self._creditor.address)
        recipient = parts.get("recipient") or _lines(
            reminder.customer.title, reminder.customer.address
        )
        below = _is_below_salutation(one.blocks)
        note = [line for line in recipient.splitlines() if _is_number_of(line, reminder.customer)]
        day = words.long_date(self._as_of)
        return {
            "sheet": one.is_sheet,
            "language": reminder.language,
            "region": reminder.region,
            "subject": reminder.subject,
            "sender": sender.splitlines(),
            "recipient": [line for line in recipient.splitlines() if line not in note],
            "note": " ".join(note),
            "whole": list(dict.fromkeys(_WHOLE.findall(reminder.body))),
            "delivery": parts.get("delivery", ""),
            "place_and_date": parts.get("place_and_date") or day,
            "subject_line": "" if below else parts.get("subject_line") or reminder.subject,
            "body": [
                to_builtins(block)
                for block in one.blocks
                if block.name not in _AROUND or (below and block.name == "subject_line")
            ],
            "signature": split_paragraphs(parts.get("signature", "")),
            "enclosures": parts.get("enclosures", ""),
            "acknowledgement": [
                paragraph
                for block in one.blocks
                if block.name == "acknowledgement"
                for paragraph in block.paragraphs
            ],
            **to_builtins(payment_code(one, self._country, self._as_of, words)),
            "running": f"{one_line(reminder.customer.title)} – {day}",
        }


def _invoices(reminder: Reminder) -> Message:
    numbers = reminder.invoices
    if len(numbers) <= _FEW:
        return Message("{numbers}", {"numbers": ", ".join(map(one_line, numbers))})
    return nmsg("{count} invoice", "{count} invoices", len(numbers))


def _lines(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


def _is_below_salutation(blocks: Sequence[Block]) -> bool:
    """Whether the subject is below the salutation, as in English letters."""
    names = [block.name for block in blocks]
    if "salutation" not in names or "subject_line" not in names:
        return False
    return names.index("salutation") < names.index("subject_line")


def _is_number_of(line: str, customer: Customer) -> bool:
    """Whether a line has the customer's company or VAT number, which is not part of an address."""
    written = _digits(line)
    numbers = (_digits(customer.siren or ""), _digits(customer.vat or ""))
    return any(len(number) > _FEW and number in written for number in numbers)


def _digits(text: str) -> str:
    """Return the digits of a number, however its country groups them."""
    return "".join(char for char in text if char.isdecimal())
