"""Finds and reads the copies of invoices that the ledger names.

    2026-05-14 document Assets:Clients:Boulangerie-Martin "pieces/F2026-014.pdf" ^F2026-014

    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      document: "pieces/F2026-014.pdf"       ; on the transaction or on the posting
      Assets:Clients:Boulangerie-Martin   1200.00 EUR

A document directive that is linked to an invoice is a copy of the invoice or an annex. A document
with ``relance:`` metadata is the proof of a reminder and is left out. Metadata whose key begins
with ``document`` has a path relative to the file that contains it, or the file name of a
document directive.

Only files in the ledger's folder, or in the folders of its option ``documents``, are read. Copies
are sent to customers, so a path that leads elsewhere (with ``..``, as an absolute path or through
a symbolic link) is a mistake or an attack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from beancount.core.data import Document, Note
from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import BadValueError, bad_value, read_text

MOST_ENCLOSED = 20 * 1024 * 1024
"""The size of all copies of one text together, in bytes; mail servers refuse larger mails."""

_SUFFIXES = frozenset((".beancount", ".bean", ".picklecache"))  # ledger files, even unincluded


class Enclosure(Struct, frozen=True):
    """A file to enclose with a text.

    Attributes:
        invoice: the number of the invoice that it is a copy of, or ``""``.
        name: the file name.
        content: the content.
        source: the line of the ledger that names the file.
    """

    invoice: str
    name: str
    content: bytes
    source: Source


class Enclosures:
    """Finds the copies of the invoices of a report."""

    def __init__(self, report: Report) -> None:
        """Index the ledger's documents up to the day of the report, without reading files."""
        ledger = report.ledger
        self._folders = _folders(ledger.options)
        self._books = _books(ledger.options)
        self._accounts = report.accounts
        self._documents = [
            entry
            for entry in ledger.remarks
            if isinstance(entry, Document) and "relance" not in entry.meta
        ]
        self._named = _named_in_metadata(ledger)
        carried = {
            (name_key(name), item.invoice.source, item.invoice.customer)
            for item in report.allocation.items
            for name in (item.invoice.reference, *item.invoice.links)
        }
        self._carriers = Counter(name for name, _, _ in carried)
        self._owners = Counter(name for name, _ in {(name, whose) for name, _, whose in carried})

    def of(self, action: Action) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
        """Return the enclosures of an action, each file once, and problems with paths."""
        return self.copies(item.invoice for item in action.items)

    def copies(
        self, invoices: Iterable[Invoice]
    ) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
        """Return the copies of invoices, each file once, and problems with paths."""
        return self._read(
            (invoice.reference, named, source)
            for invoice in {invoice.source: invoice for invoice in invoices}.values()
            for named, source in self._documents_for(invoice)
        )

    def documents_of(
        self, remarks: Iterable[Note | Document]
    ) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
        """Return the files of documents, and those that notes and documents name in metadata.

        They are not attributed to an invoice. Problems with paths are returned as well.
        """
        named: list[tuple[str, object, Source]] = []
        for entry in remarks:
            if isinstance(entry, Document):
                named.append(("", entry.filename, Source.of(entry.meta)))
            named += [("", *each) for each in _documents_of(entry.meta)]
        return self._read(named)

    def concerns(self, entry: Note | Document, invoice: Invoice) -> bool:
        """Whether a note or document is linked to an invoice by its number or a unique link."""
        number = name_key(invoice.reference)
        links = {name_key(link) for link in invoice.links}
        own = {number} | {link for link in links if self._carriers[link] == 1}
        named = own.intersection(name_key(link) for link in entry.links or ())
        place = self._accounts[entry.account]
        if place is not None and place.customer is not None:
            theirs = place.customer == invoice.customer
        else:  # two customers can have the same number; then it may be the other customer's
            theirs = all(self._owners[name] == 1 for name in named)
        return bool(named) and theirs

    def is_account_of(self, entry: Note | Document, customer: str) -> bool:
        """Whether a note or document is on an account that belongs to this customer only."""
        place = self._accounts[entry.account]
        return place is not None and place.customer == customer

    def _read(
        self, documents: Iterable[tuple[str, object, Source]]
    ) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
        found: dict[Path, Enclosure] = {}
        problems: dict[Source, Problem] = {}
        room = MOST_ENCLOSED
        for invoice, named, source in documents:
            try:
                path = self._inside(self._path(named, source))
                if path in found:
                    continue
                size = path.stat().st_size
                if size > room:
                    problems[source] = Problem(_too_large(path, size), source, "document-too-large")
                    continue
                room -= size
                found[path] = Enclosure(invoice, path.name, path.read_bytes(), source)
            except BadValueError as error:
                problems[source] = Problem(
                    bad_value("document", named, error), source, "document-missing"
                )
            except OSError as error:
                text = msg("{path} cannot be read: {cause}", path=named, cause=error.strerror)
                problems[source] = Problem(text, source, "document-missing")
        return tuple(found.values()), tuple(problems.values())

    def are_complete(self, action: Action) -> bool:
        """Whether there is a copy of each invoice of an action, without reading the files."""
        invoices = [item.invoice for item in action.items]
        return bool(invoices) and all(map(self._has_copy, invoices))

    def _has_copy(self, invoice: Invoice) -> bool:
        for named, source in self._documents_for(invoice):
            try:
                self._inside(self._path(named, source))
            except BadValueError:
                continue
            return True
        return False

    def _documents_for(self, invoice: Invoice) -> Iterable[tuple[object, Source]]:
        """Yield the paths that the ledger names for an invoice, each with its source."""
        for entry in self._documents:
            if self.concerns(entry, invoice):
                yield entry.filename, Source.of(entry.meta)
        yield from self._named.get(invoice.source, ())

    def _path(self, named: object, source: Source) -> Path:
        """Return the path of a name.

        A relative path starts at the file that contains it. If there is no such file, the name
        may be the file name of exactly one document directive.
        """
        name = read_text(named)
        path = Path(source.file).parent / name
        if not _exists(path):
            same = {
                entry.filename for entry in self._documents if Path(entry.filename).name == name
            }
            if len(same) == 1:
                return Path(same.pop())
        return path

    def _inside(self, named: Path) -> Path:
        """Return the resolved path of a file that may be enclosed.

        Raises:
            BadValueError: the file does not exist, or must not be sent out.
        """
        try:
            path = named.resolve(strict=True)
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a symlink loop
            raise BadValueError(msg("an existing file")) from error
        within = [path.relative_to(each) for each in self._folders if path.is_relative_to(each)]
        if not within:
            raise BadValueError(
                msg("a file in the ledger’s folder, or in a folder of the option “documents”")
            )
        if all(map(_is_hidden, within)):  # they may have passwords in them
            raise BadValueError(msg("a file that is not hidden (no name begins with a dot)"))
        if not path.is_file():
            raise BadValueError(msg("a file, not a folder"))
        if path in self._books or path.suffix.lower() in _SUFFIXES:
            raise BadValueError(msg("a copy of the invoice, not a file of the ledger"))
        return path


def _too_large(path: Path, size: int) -> Message:
    return msg(
        "{path} ({size} MB) is not enclosed: all copies together may have {most} MB, because mail "
        "servers refuse more",
        path=path.name,
        size=-(-size // 2**20),
        most=MOST_ENCLOSED // 2**20,
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long a name, or one with a null character
        return False


def _is_hidden(path: Path) -> bool:
    """Whether a file or folder of a relative path is hidden, such as .git/config or .env."""
    return any(part.startswith(".") for part in path.parts)


def _folders(options: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return the folders that files may come from, with symbolic links resolved."""
    home = Path(str(options.get("filename") or ".")).parent
    return tuple(
        folder.resolve() for folder in (home, *(home / name for name in options["documents"]))
    )


def _books(options: Mapping[str, Any]) -> frozenset[Path]:
    """Return the files of the ledger, with symbolic links resolved."""
    names = {str(options.get("filename") or ""), *map(str, options.get("include") or ())}
    return frozenset(Path(name).resolve() for name in names if name)


def _named_in_metadata(ledger: Ledger) -> Mapping[Source, Sequence[tuple[object, Source]]]:
    """Return the values of ``document:`` metadata, by the line that may be an invoice's source.

    The transaction's line has its own values and those of all its postings. A posting's line,
    which matters if a transaction has several invoices, has the transaction's values and the
    posting's own.
    """
    found: dict[Source, Sequence[tuple[object, Source]]] = {}
    for txn in ledger.transactions:
        common = _documents_of(txn.meta)
        own = [_documents_of(posting.meta or {}) for posting in txn.postings]
        if not common and not any(own):
            continue
        found[Source.of(txn.meta)] = list(chain(common, *own))
        for posting, documents in zip(txn.postings, own, strict=True):
            if posting.meta and "lineno" in posting.meta:
                found[Source.of(posting.meta)] = [*common, *documents]
    return found


def _documents_of(meta: Mapping[str, Any]) -> list[tuple[object, Source]]:
    source = Source.of(meta)
    return [(value, source) for key, value in meta.items() if key.startswith("document")]
