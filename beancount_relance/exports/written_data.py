"""Exports what was written, such as texts, files and notes, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from beancount_relance.documents.email_draft import link
from beancount_relance.documents.files import File
from beancount_relance.exports.json_data import problems_data
from beancount_relance.exports.json_outputs import FilesOutput, LettersOutput
from beancount_relance.exports.json_written import LetterRow, NoteRow
from beancount_relance.language.messages import Language, Message
from beancount_relance.policy.channels import CHANNELS, MAIL
from beancount_relance.receivables.invoices import references_of
from beancount_relance.recording.draft import Draft
from beancount_relance.recording.write import Recorded
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import Reminder


def letters_data(report: Report, reminders: Iterable[Reminder], words: Language) -> LettersOutput:
    """Return the output of ``relance letter --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "letters": [_letter(reminder) for reminder in reminders],
        "problems": problems_data(report.problems, words),
    }


def _letter(reminder: Reminder) -> LetterRow:
    """Return one text, for an e-mail with the link that opens the mail program."""
    found = link(reminder) if CHANNELS[reminder.channel].medium == MAIL else None
    return {
        "customer": reminder.customer.id,
        "name": reminder.customer.title,
        "stage": reminder.stage.name,
        "channel": reminder.channel,
        "language": reminder.language,
        "recipient": reminder.recipient,
        "invoices": list(reminder.invoices),
        "subject": reminder.subject,
        "body": reminder.body,
        "mailto": found.url if found else None,
        "mailto_complete": found.complete if found else None,
    }


def files_data(
    report: Report,
    files: Iterable[File],
    paths: Iterable[Path],
    notes: Iterable[Message],
    words: Language,
) -> FilesOutput:
    """Return the output of ``relance letter --out FOLDER --format json``.

    Args:
        report: the report that the texts are of.
        files: the files.
        paths: where each of them was written.
        notes: what is to be known of them.
        words: the language.
    """
    return {
        "as_of": report.as_of.isoformat(),
        "files": [
            {
                "path": str(path),
                "customer": file.reminder.customer.id if file.reminder else None,
                "stage": file.reminder.stage.name if file.reminder else None,
                "channel": file.reminder.channel if file.reminder else None,
                "invoices": list(file.reminder.invoices) if file.reminder else [],
                "enclosures": list(file.enclosures),
            }
            for file, path in zip(files, paths, strict=True)
        ],
        "notes": [words.render(note) for note in notes],
        "problems": problems_data(report.problems, words),
    }


def record_data(draft: Draft, recorded: Recorded | None, words: Language) -> NoteRow:
    """Return the output of ``relance record --format json``.

    If ``recorded`` is ``None``, it was a dry run.
    """
    new_note = draft.new_note
    status = "dry-run"
    if recorded is not None:
        status = "already" if recorded.receipt is None else "recorded"
    receipt = recorded.receipt if recorded is not None else None
    source = recorded.source if recorded is not None else draft.source
    return {
        "status": status,
        "file": source.file,
        "line": source.line,
        "customer": new_note.customer,
        "kind": new_note.kind,
        "date": new_note.date.isoformat(),
        "invoices": list(references_of(draft.items)),
        "text": draft.text,
        "warnings": [words.render(warning) for warning in draft.warnings],
        "effects": [words.render(effect) for effect in recorded.effects] if recorded else [],
        "receipt": receipt.data() if receipt is not None else None,
    }
