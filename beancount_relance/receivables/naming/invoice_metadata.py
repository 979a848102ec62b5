"""What the metadata of an invoice says, apart from its number and its due date."""

from __future__ import annotations

from collections.abc import Callable

from beancount.core.data import Meta
from msgspec import Struct

from beancount_relance.language.messages import msg
from beancount_relance.law.longest_terms import supplies
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.letter_keys import Printed, printed_of
from beancount_relance.policy.securities import NO_SECURITIES, SECURITY_READERS, Securities
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoice_marks import Mark, invoice_marks
from beancount_relance.receivables.naming.invoice_texts import payloads_in, texts_in
from beancount_relance.values.clues.labels import tag_texts
from beancount_relance.values.readers import BadValueError, bad_value, read_choice, read_country
from beancount_relance.values.records import read_record
from beancount_relance.values.stated_meta import states_nothing
from beancount_relance.values.vocabulary import CHOICE, english, english_meta


class InvoiceMetadata(Struct, frozen=True):
    """What the metadata of an invoice says; the attributes are those of an invoice."""

    procedure: str | None = None
    securities: Securities = NO_SECURITIES
    law: str | None = None
    supply: str | None = None
    printed: tuple[Printed, ...] = ()
    payloads: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


_NOTHING = InvoiceMetadata()


class InvoiceMetadataReader:
    """Reads the metadata of invoices."""

    def __init__(self, settings: Settings, reader: PostingReader) -> None:
        """Keep what the settings say about metadata.

        Args:
            settings: the settings, for the procedures and the keys that letters print.
            reader: the reader of the postings, which collects problems.
        """
        self._reader = reader
        self._procedures = settings.procedures
        self._letter_keys = settings.letter_keys
        self._not_told = frozenset(
            (*settings.reference_keys, *settings.due_keys, *settings.terms_keys)
        )

    def read(self, line: ReceivablePosting) -> InvoiceMetadata:
        """Return what the metadata of an invoice says; report what cannot be read."""
        tags = line.txn.tags
        if not tags and states_nothing(line.txn.meta) and states_nothing(line.meta):
            return _NOTHING  # as of nearly every invoice
        procedure = line.meta.get("procedure", line.txn.meta.get("procedure"))
        if isinstance(procedure, str):
            procedure = english(procedure, self._procedures, CHOICE)
        if procedure is not None and procedure not in self._procedures:
            error = BadValueError(msg("one of {choices}", choices=tuple(self._procedures)))
            self._reader.complain(bad_value("procedure", procedure, error), line.source)
            procedure = None
        meta = {**line.txn.meta, **line.meta}
        return InvoiceMetadata(
            procedure=procedure,
            securities=self._securities(line, meta),
            law=self._own(line, meta, "law", read_country),
            supply=self._own(line, meta, "supply", lambda each: read_choice(each, supplies())),
            printed=printed_of(meta, self._letter_keys),
            payloads=payloads_in(meta, self._not_told),
            texts=(*texts_in(meta, self._not_told), *tag_texts(tags)),
            marks=invoice_marks(meta, tags, self._not_told),
        )

    def _securities(self, line: ReceivablePosting, meta: Meta) -> Securities:
        """Return the securities in the metadata of an invoice; report invalid values."""
        known = english_meta(meta, SECURITY_READERS)
        own = {key: known[key] for key in SECURITY_READERS.keys() & known.keys()}
        if not own:
            return NO_SECURITIES
        securities, complaints = read_record(NO_SECURITIES, own, SECURITY_READERS)
        for complaint in complaints:
            self._reader.complain(complaint, line.source)
        return securities

    def _own(
        self, line: ReceivablePosting, meta: Meta, key: str, read: Callable[[object], str]
    ) -> str | None:
        """Return the metadata ``key`` of an invoice; report a value that cannot be read."""
        value = english_meta(meta, (key,)).get(key)
        if value is None:
            return None
        try:
            return read(value)
        except BadValueError as error:
            self._reader.complain(bad_value(key, value, error), line.source)
            return None
