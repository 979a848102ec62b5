"""Find the invoices that a transaction refers to, once all invoices are known.

The first of these that refers to a known invoice decides: the reference keys, the links, the
reference pattern in the narration, any known number quoted in the narration, and finally one that
is the whole value of any other key, such as ``boekstuknr: "F2026-012"``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from beancount.core.data import Transaction
from msgspec.structs import replace

from beancount_relance.language.messages import Source
from beancount_relance.ledger.possible_names import words_of
from beancount_relance.ledger.posting_customers import NOBODY_BESIDE, OthersBeside
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex, NamedInvoices
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.naming.digits_in_names import digits_of_name
from beancount_relance.values.clues.entry_keys import tells_of_entry
from beancount_relance.values.clues.excepted_numbers import excepted_in, without_excepted
from beancount_relance.values.clues.labels import label_of, tag_texts
from beancount_relance.values.file_names import what_a_file_says
from beancount_relance.values.numbers.continued_lists import continued_list
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.text_runs import other_numbers
from beancount_relance.values.numbers.written_references import (
    has_digit,
    read_references,
    sure_references,
)
from beancount_relance.values.stated_meta import (
    ANSWER,
    stated_meta,
    states_nothing,
    words_of_key,
)

_SEPARATORS = re.compile(r"[,;\s]+")
_SHORTEST_QUOTED = 4
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NUMBER = re.compile(r"[^\s0-9]{0,12}[0-9]\S{0,30}")
_NO_META: Mapping[str, Any] = {}
_MANY_POSTINGS = 20
_BETWEEN_TEXTS = "\n" * 5
"""More than may stand between a word and the number that it announces."""


def named_invoices(
    keyed: Sequence[str],
    txn: Transaction,
    patterned: Sequence[str],
    index: InvoiceIndex,
    besides: Collection[Source] = (),
    metadata: Iterable[Mapping[str, Any]] | None = None,
    customer: str = "",
) -> NamedInvoices:
    """Return the invoices that a transaction refers to, and the names that match no invoice.

    Args:
        keyed: the values of reference keys, each of one invoice or several.
        txn: the transaction, for its links and its narration.
        patterned: what the reference pattern finds in the narration.
        index: all invoices.
        besides: lines whose invoices do not count, as those of the transaction itself.
        metadata: what may say it besides, as ``said_in`` gives it; by default all metadata.
        customer: whose posting it is, if known: digits of the name are no number.
    """
    unknown: list[str] = []
    if digits := digits_of_name(customer, txn.narration or "", index):
        patterned = [name for name in patterned if name not in digits]
    metadata = said_in(txn, _NO_META) if metadata is None else metadata
    for stated in _stated(keyed, txn, patterned, index, besides, metadata, digits):
        meant = index.find_all(stated, besides)
        unknown += meant.unknown
        if meant.invoices:
            return replace(meant, unknown=unknown)
    return NamedInvoices((), unknown)


def _stated(
    keyed: Sequence[str],
    txn: Transaction,
    patterned: Sequence[str],
    index: InvoiceIndex,
    besides: Collection[Source],
    metadata: Iterable[Mapping[str, Any]],
    digits: Collection[str],
) -> Iterator[Sequence[str]]:
    """Yield what a transaction states, in order; what comes later is seldom read."""
    yield [part for text in keyed for part in _parts(text, index, besides)]
    yield sorted(txn.links)
    yield patterned
    yield [name for name in _quoted(txn.narration or "", index) if name not in digits]
    texts = [text for each in metadata for text in _values(each)]
    yield [name for text in texts for name in _quoted(text, index)]


class CreditedInvoices(NamedInvoices, frozen=True):
    """The invoices that a credit names.

    Attributes:
        written: invoices of its customer by reference, as its text writes them.
        others: invoices of other customers that its text means, if it names nothing else.
        in_text: whether it names them by numbers in its text, and not by links, keys or tags.
        beside: numbers in its text that are of other customers who have a posting in its entry.
    """

    written: Mapping[str, str] = {}
    others: Sequence[Invoice] = ()
    in_text: bool = False
    beside: Sequence[str] = ()


def credited_invoices(
    line: ReceivablePosting, text: str, reader: PostingReader, index: InvoiceIndex
) -> CreditedInvoices:
    """Return the invoices that a credit names, also in other spellings in its ``text``.

    Args:
        line: the posting.
        text: what payee, narration and metadata say.
        reader: reads the names of postings.
        index: all invoices.
    """
    keyed, txn, owner = line.stated, line.txn, (line.customer, line.currency)
    patterned = reader.pattern_names(txn)
    beside = NOBODY_BESIDE if reader.has_own_key(line) else reader.others_beside(line)
    metadata = said_in(txn, line.meta, beside)
    meant = named_invoices(keyed, txn, patterned, index, metadata=metadata, customer=line.customer)
    named, unknown = [e for e in meant.invoices if not beside.has(e.customer)], meant.unknown
    is_of_others = bool(meant.invoices) and not named
    if not is_of_others and _is_any_known((*keyed, *txn.links), index):
        return CreditedInvoices(named, unknown, meant.is_shared)
    if not is_of_others and _is_any_known(patterned, index):
        return CreditedInvoices(named, unknown, meant.is_shared, in_text=True)
    tagged = [invoice for tag in sorted(txn.tags) for invoice in index.tagged(tag, *owner)]
    if tagged:
        return CreditedInvoices(tagged, unknown)
    numbers, left_out = index.numbers_of(owner[0]), excepted_in(text)
    text = without_excepted(text) if left_out else text
    listed = _numbers_beside(text, beside, index)
    sure = sure_references(text, numbers.with_more(listed) if listed else numbers)
    if left_out:
        sure = without_those_in(left_out, sure)
    of_names = [index.own(name, *owner) for name in sure]
    theirs = [invoice for found in of_names for invoice in found]
    written = {
        name: text
        for name, text in sure.items()
        if text != name and any(invoice.reference == name for invoice in theirs)
    }
    if not theirs:
        announced = index.announced(text, *owner, txn.date)
        theirs = list(announced.values())
        written = {invoice.reference: said for said, invoice in announced.items()}
    invoices = {id(invoice): invoice for invoice in (*named, *theirs)}
    written_in = () if invoices else index.others_written_in(text, owner[0])
    others = [invoice for invoice in written_in if not beside.has(invoice.customer)]
    is_shared = bool(theirs) and not named and all(map(_is_shared, filter(None, of_names)))
    found, not_its = (
        list(invoices.values()),
        [name for name in listed if not index.own(name, *owner)],
    )
    return CreditedInvoices(found, unknown, is_shared, written, others, bool(found), not_its)


def _numbers_beside(text: str, beside: OthersBeside, index: InvoiceIndex) -> Sequence[str]:
    """Return the numbers in a text of the other customers of its entry, and how lists go on.

    In ``F-101 and 103`` the first may be somebody else's, and the second the customer's own.
    """
    others = beside.others
    if not has_digit(text) or len(others) > _MANY_POSTINGS:
        return ()
    named = [name for who in others for name in sure_references(text, index.numbers_of(who))]
    lists = (continued_list(text, name, partial(_is_number, index=index)) for name in named)
    return list(dict.fromkeys((*named, *(name for each in lists for name in each))))


def without_those_in(text: str, named: Mapping[str, str]) -> Mapping[str, str]:
    """Return names without those that a text means, as in ``F-1 to F-5 except 3``."""
    reading = read_references(text, KnownNumbers(named))
    likely = (each.numbers for each in reading.unsure if len(each.numbers) == 1)
    excepted = set(reading.sure).union(*likely)
    return {name: said for name, said in named.items() if name not in excepted}


def _is_any_known(names: Iterable[str], index: InvoiceIndex) -> bool:
    return any(index.find(part) for name in names for part in (name, *_SEPARATORS.split(name)))


def _is_shared(found: Sequence[Invoice]) -> bool:
    """Whether invoices of different days have one number, as where each year begins with 001."""
    return len({invoice.identity for invoice in found}) > 1


def payment_text(
    txn: Transaction, posting_meta: Mapping[str, Any], beside: OthersBeside = NOBODY_BESIDE
) -> str:
    """Return all the text of a transaction that may say what was paid for.

    Args:
        txn: the transaction.
        posting_meta: the metadata of the posting.
        beside: who else has a posting in it, whose metadata say nothing of this one.
    """
    texts = [txn.payee, txn.narration, *sorted(txn.links), *tag_texts(txn.tags)]
    for meta in said_in(txn, posting_meta, beside):
        texts += _values(meta)
    return _BETWEEN_TEXTS.join(text for text in dict.fromkeys(texts) if text)


def line_text(line: ReceivablePosting, reader: PostingReader) -> str:
    """Return the text of a posting's entry, without what is said of other customers in it."""
    return payment_text(line.txn, line.meta, reader.others_beside(line))


def said_in(
    txn: Transaction, own: Mapping[str, Any], beside: OthersBeside = NOBODY_BESIDE
) -> Iterator[Mapping[str, Any]]:
    """Yield the metadata that may say what a posting was paid for.

    Importers write the bank's text on the transaction, the posting, or the bank's own posting: the
    one in the other direction. In an entry of very many postings this says nothing of one of them,
    and what both say under the same key, such as ``invoice``, each says of itself.

    Args:
        txn: the transaction.
        own: the metadata of the posting.
        beside: who else has a posting in it, whose metadata say nothing of this one.
    """
    yield txn.meta
    yield own
    if len(txn.postings) > _MANY_POSTINGS or all(
        states_nothing(posting.meta or _NO_META) for posting in txn.postings
    ):
        return
    numbers = {id(p.meta): (p.units and p.units.number) or 0 for p in txn.postings}
    number = numbers.get(id(own), 0)
    for posting in txn.postings:
        if posting.meta is own or not posting.meta or beside.owns(posting.meta):
            continue
        if numbers[id(posting.meta)] * number <= 0:
            yield {key: value for key, value in posting.meta.items() if key not in own}


def _values(meta: Mapping[str, Any]) -> Iterator[str]:
    """Yield what metadata say of a payment; a number after its key, which tells its kind."""
    if states_nothing(meta):
        return
    for key, value in stated_meta(meta).items():
        if key.startswith(ANSWER):
            continue
        text = what_a_file_says(value) if isinstance(value, str) else _whole_number(value)
        if _NUMBER.fullmatch(text):
            yield f"{words_of_key(key)} {text}"
        elif has_digit(text) or not tells_of_entry(key):
            yield label_of(key, text) or text


def _whole_number(value: object) -> str:
    """Return a number without decimals as text, and nothing of other values."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value % 1:
        return ""
    return str(value)


def _parts(text: str, index: InvoiceIndex, besides: Collection[Source]) -> list[str]:
    """The numbers in the value of a key, which may hold several: ``"F2026-012, F2026-013"``."""
    if any(invoice.source not in besides for invoice in index.find(text)):
        return [text]
    words = [word for word in _SEPARATORS.split(text) if word]
    return words if any(index.find(word) for word in words) else [text]


def _quoted(narration: str, index: InvoiceIndex) -> list[str]:
    """The numbers of known invoices that a narration quotes as words of their own.

    Those that it leaves out, as in ``all except F-3``, are none, and nor is the date by which an
    invoice without a number goes: texts are full of dates.
    """
    narration = without_excepted(narration)
    known = [
        word
        for word in dict.fromkeys(words_of(narration))
        if len(word) >= _SHORTEST_QUOTED and not _YEAR.fullmatch(word) and _is_number(word, index)
    ]
    if any(map(str.isdigit, known)):
        others = other_numbers(narration)
        known = [word for word in known if word not in others]
    return known


def _is_number(word: str, index: InvoiceIndex) -> bool:
    """Whether a word is known as a number or a link, and not just as the date of an invoice."""
    found = index.find(word)
    return any(invoice.number is not None or invoice.reference != word for invoice in found)
