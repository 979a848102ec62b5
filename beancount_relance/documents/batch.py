"""Writes the texts of a day to files: plain text, e-mail drafts or PDF letters.

    2026-06-30_Boulangerie-Martin_reminder.eml
    2026-06-30_Cave-des-Anges_formal-notice.pdf
    2026-06-30_letters.pdf                          ; all letters, after an index; if they are
                                                    ; many, in several files

A file name consists of the day, the customer and the stage, so the same report always
produces the same names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.documents.email_draft import MailError, email_draft
from beancount_relance.documents.file_formats import in_form, why_not_written
from beancount_relance.documents.files import File, file_stem
from beancount_relance.documents.letter import Letter, lay_out_letter
from beancount_relance.documents.page_blocks import lay_out
from beancount_relance.documents.pdf_letter import LetterError, Press
from beancount_relance.documents.spool import Spool
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language, Message, Problem, msg
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.correspondence import Correspondence
from beancount_relance.texts.edited_text import EditedText, with_edits
from beancount_relance.texts.enclosures import Enclosure, Enclosures
from beancount_relance.texts.local_words import place_of
from beancount_relance.texts.writer import Reminder, ReminderError, Writer, Written

_NOTICE = "formal-notice"

MOST_TOGETHER = 16
"""How many letters are printed in one file; each takes some megabytes until it is written."""


class Batch(Struct):
    """The files of a batch, and what went wrong.

    Attributes:
        files: the files to write.
        failures: why some texts could not be written.
        problems: paths in the ledger that cannot be enclosed.
        notes: hints to read before sending.
        unwritten: the texts that were asked for and are in no file, with the reason.
    """

    files: list[File] = field(default_factory=list)
    failures: list[Message] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    unwritten: list[tuple[Action | Correspondence, Message]] = field(default_factory=list)


class BatchWriter:
    """Writes texts, all of them in the same form."""

    def __init__(self, report: Report, enclosures: Enclosures, form: str, words: Language) -> None:
        """Set up what all the texts share.

        Args:
            report: the report that the actions come from.
            enclosures: finds the copies of the report's invoices.
            form: one of :data:`~beancount_relance.documents.file_formats.FORMS`.
            words: the language of the index of letters.

        Raises:
            MissingExtraError: the form is PDF and Typst is not installed.
        """
        self._report = report
        self._enclosures = enclosures
        self._form = form
        self._writer = Writer(report, enclosures)
        self._press = Press(report.settings, words, report.as_of) if form == "pdf" else None
        self._names: set[str] = set()
        self._letters: list[Letter] = []
        self._spool = Spool()
        self._printing: deque[tuple[File, Letter, Future[bytes]]] = deque()
        self.outcome = Batch()

    def write(
        self,
        action: Action | Correspondence,
        *,
        named: bool = False,
        edited: EditedText | None = None,
    ) -> None:
        """Create the file of an action, or a note if the action does not exist in this form.

        Args:
            action: the action.
            named: whether the user requested the customer by name.
            edited: the text as somebody changed it; it goes out as it is, also if the form
                makes a letter of an e-mail.
        """
        chosen = in_form(action, self._form, named=named)
        if chosen is None:
            why = why_not_written(action)
            self.outcome.notes.append(why)
            self.outcome.unwritten.append((action, why))
            return
        try:
            self._check_address(chosen)
            enclosures = () if isinstance(chosen, Correspondence) else self._find_enclosures(chosen)
            names = tuple(enclosure.name for enclosure in enclosures)
            if self._press is not None:
                made = self._letter(action, chosen, edited)
                file = File(self._name(chosen), b"", made.reminder, names)
                self._printing.append((file, made, self._press.submit(made)))
                self._collect(self._press.width)
            else:
                content, reminder = self._make(action, chosen, edited, enclosures)
                self._add(File(self._name(chosen), content, reminder, names))
        except (ReminderError, MailError, LetterError) as error:
            self._fail(error.message)
            self.outcome.unwritten.append((action, error.message))

    def drawings(self, action: Action, edited: EditedText | None = None) -> list[bytes]:
        """Return the pages of a letter as they will be printed, as SVG; none for other forms.

        Raises:
            ReminderError: the text cannot be written.
            LetterError: the layout has a mistake.
        """
        chosen = in_form(action, self._form, named=True)
        if chosen is None or self._press is None:
            return []
        return self._press.pictures(self._letter(action, chosen, edited))

    def _check_address(self, action: Action | Correspondence) -> None:
        """Check that a letter has an address to be sent to.

        Raises:
            LetterError: it has none.
        """
        is_letter = self._press is not None and CHANNELS[action.channel].medium == PAPER
        why = action.customer.why_not_sent(action.channel) if is_letter else None
        if why is not None:
            raise LetterError(why)

    def finish(self) -> Batch:
        """Return the batch; if there are several letters, add all of them together."""
        if self._press is not None:
            self._collect(0)
            if len(self._letters) > 1:
                self._print_together(self._press)
            self._press.close()
            if self._press.missing:
                self.outcome.notes.append(
                    msg(
                        "no font has {letters}: “?” is printed instead; install a font that has "
                        "them, such as Debian’s fonts-noto-cjk or noto-cjk-sans-jp-regular of PyPI",
                        letters=sorted(self._press.missing),
                    )
                )
        return self.outcome

    def _print_together(self, press: Press) -> None:
        """Add all letters in one file, or in several if they are many, each with an index."""
        starts = range(0, len(self._letters), MOST_TOGETHER)
        for number, start in enumerate(starts, start=1):
            try:
                content = press.print_batch(self._letters[start : start + MOST_TOGETHER])
            except LetterError as error:
                self._fail(error.message)
                return
            which = f"-{number:0{len(str(len(starts)))}}" if len(starts) > 1 else ""
            name = f"{self._report.as_of}_letters{which}.pdf"
            self.outcome.files.append(File(name, self._spool.keep(content)))

    def _collect(self, most: int) -> None:
        """Collect printed letters in order, until at most ``most`` are still being printed."""
        while len(self._printing) > most:
            file, made, printed = self._printing.popleft()
            try:
                self._add(replace(file, kept=self._spool.keep(printed.result())))
            except LetterError as error:
                self._fail(error.message)
            else:
                if not made.is_sheet:
                    self._letters.append(made)

    def _add(self, file: File) -> None:
        self.outcome.files.append(file)
        names = list(file.enclosures)
        if names and self._form != "eml":
            self.outcome.notes.append(msg("{file}: enclose {names}", file=file.name, names=names))

    def _make(
        self,
        action: Action | Correspondence,
        chosen: Action | Correspondence,
        edited: EditedText | None,
        enclosures: Sequence[Enclosure],
    ) -> tuple[bytes, Reminder]:
        """Return the content of an action's file, and its text."""
        if self._form == "eml":
            written = self._written(action, chosen, edited)
            blocks = lay_out(written.parts, written.context, self._writer.language_of(chosen))
            creditor = self._report.settings.sender
            return email_draft(written.reminder, blocks, creditor, enclosures), written.reminder
        reminder = self._writer.write(chosen)
        return f"{reminder.subject}\n\n{reminder.body}".encode(), reminder

    def _letter(
        self,
        action: Action | Correspondence,
        chosen: Action | Correspondence,
        edited: EditedText | None,
    ) -> Letter:
        """Return the text of an action, ready for printing."""
        written = self._written(action, chosen, edited)
        original = None if edited is None else self._writer.write(action).body
        return lay_out_letter(written, chosen, self._writer.language_of(chosen), original)

    def _written(
        self,
        action: Action | Correspondence,
        chosen: Action | Correspondence,
        edited: EditedText | None,
    ) -> Written:
        """Return the text of an action, as somebody changed it if they did.

        What was changed is the text for the action's own channel.
        """
        if edited is None:
            return self._writer.written(chosen)
        written = with_edits(self._writer.written(action), edited)
        recipient = chosen.customer.address_for(chosen.channel)
        sent = replace(written.reminder, channel=chosen.channel, recipient=recipient)
        return replace(written, reminder=sent)

    def _find_enclosures(self, action: Action) -> tuple[Enclosure, ...]:
        """Return the copies to enclose with a text, and add a note about the missing ones."""
        if CHANNELS[action.channel].is_sheet:
            return ()
        found, problems = self._enclosures.of(action)
        self.outcome.problems += problems
        language = self._writer.language_of(action).code
        place = place_of(self._report.settings, action.customer, language)
        if place.protocol_enclosures and action.stage.template == _NOTICE:
            self.outcome.notes.append(
                msg(
                    "{customer}: enclose {forms}, from the end of the protocol on justice.gov.uk",
                    customer=action.customer.title,
                    forms=place.protocol_enclosures,
                )
            )
        present = {enclosure.invoice for enclosure in found}
        missing = [
            reference for reference in references_of(action.items) if reference not in present
        ]
        if missing and action.stage.after >= 0:  # texts before the due date mention no copy
            self.outcome.notes.append(
                msg(
                    "{customer}: the ledger has no copy of {invoices}; the text offers to send "
                    "one on request",
                    customer=action.customer.title,
                    invoices=missing,
                )
            )
        return found

    def _fail(self, message: Message) -> None:
        # A mistake in the layout would be repeated for every letter.
        if message not in self.outcome.failures:
            self.outcome.failures.append(message)

    def _name(self, action: Action | Correspondence) -> str:
        stem = file_stem(self._report.as_of, action.customer.id, action.stage.name)
        suffix = "txt" if self._form == "text" else self._form
        name, number = f"{stem}.{suffix}", 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem}-{number}.{suffix}"
        self._names.add(name.casefold())
        return name
