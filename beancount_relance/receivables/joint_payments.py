"""Divide a payment that several customers made together, such as a batch of direct debits.

2026-04-10 * "Direct debits" "F2026-101 F2026-102"
  Assets:Bank     400.00 EUR
  Assets:Clients
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Source
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.left_of_invoices import LeftOfInvoices, said_by
from beancount_relance.receivables.moves.successors import Successors
from beancount_relance.receivables.naming.named_invoices import without_those_in
from beancount_relance.values.clues.excepted_numbers import excepted_in, without_excepted
from beancount_relance.values.numbers.amounts_beside import amounts_beside
from beancount_relance.values.numbers.continued_lists import continued_list
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.written_references import has_digit

Named = Mapping[tuple[str, str], Sequence[Invoice]]
"""Invoices by who owes them and by number, in lower case."""


class JointPayments(Struct, dict=True):
    """Divides credits on a shared account among the customers whose invoices they name.

    Args:
        left: tells what is open of an invoice when a line comes.
        successors: whose claims went on with whom.
        index: the invoices.
    """

    left: LeftOfInvoices
    successors: Successors
    index: InvoiceIndex

    def divided(
        self, line: ReceivablePosting, named: Sequence[Invoice], written: Sequence[Invoice]
    ) -> Sequence[ReceivablePosting]:
        """Return a part of a credit for each customer if it pays exactly what it names.

        That is what is open of each invoice on its account and day, unless two customers there have
        its number, or the whole of each that was entered there, or else what its text says of each,
        as in ``F-101 100.00, F-102 50.00``, if no more is open. Where it names nothing else,
        numbers as short as ``F2`` are enough. A list may go on with short numbers, as in ``F-101
        and 103``: the credit pays exactly all of it, or else what it names without them. If it does
        neither, the line is returned with all of these names, and otherwise as it is.

        Args:
            line: the credit.
            named: the invoices that it refers to.
            written: these and those that it writes otherwise.
        """
        listed = self.named(line, named, written)
        plain = self.named(line, named, written, listed=False)
        for meant in (listed, plain):
            amounts = self._exact(line, meant)
            shares: dict[str, Decimal] = defaultdict(Decimal)
            for (customer, _), amount in amounts.items():
                if amount:
                    shares[customer] += amount
            if len(_owners(meant)) > 1 and shares:
                return [
                    replace(
                        line,
                        customer=who,
                        number=-share,
                        **_names(line, [key for key in amounts if key[0] == who], meant),
                    )
                    for who, share in shares.items()
                ]
            if amounts:
                break
        else:
            if len(_owners(listed)) > len(_owners(plain)) and self._is_clear_list(line, plain):
                return [replace(line, **_names(line, listed, listed))]
        return [line]

    def _exact(self, line: ReceivablePosting, meant: Named) -> Mapping[tuple[str, str], Decimal]:
        """Return how much of each invoice a line pays if it pays exactly all that it names."""
        left: dict[tuple[str, str], Decimal] = {}
        whole: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for key, invoices in meant.items():
            for invoice in _entered_once(invoices):
                if invoice.source in self.left.cancelling:
                    continue
                is_here = invoice.entered_on == line.account
                if invoice.date <= line.date and (
                    is_here or self.left.moved_there(key[1], line) > 0
                ):
                    left[key] = max(self.left.of(key[1], line), Decimal())
                if is_here:
                    whole[key] += invoice.amount
        is_told_apart = len({number for _, number in left}) == len(left)
        for amounts in (left, whole) if is_told_apart else (whole,):
            if amounts and sum(amounts.values()) == -line.number:
                return amounts
        is_of_several = is_told_apart and len(_owners(meant)) > 1
        return self._stated(line, meant, left) if is_of_several else {}

    def _stated(
        self, line: ReceivablePosting, meant: Named, left: Mapping[tuple[str, str], Decimal]
    ) -> Mapping[tuple[str, str], Decimal]:
        """Return how much of each invoice a line pays if its text says it beside all of them."""
        begun = [invoice for key in meant for invoice in meant[key]]
        listed = {name_key(name): said for name, said in self._listed(line, begun).items()}
        spelled = {number: listed.get(number, number) for _, number in meant}
        for stated in amounts_beside(line.narration, spelled):
            amounts = {key: stated[key[1]] for key in meant}
            is_owed = all(amount <= left.get(key, 0) for key, amount in amounts.items())
            if is_owed and sum(amounts.values()) == -line.number:
                return amounts
        return {}

    def named(
        self,
        line: ReceivablePosting,
        referred: Sequence[Invoice],
        written: Sequence[Invoice] = (),
        *,
        listed: bool = True,
    ) -> Named:
        """Return the invoices whose numbers a line names, with whoever owes them on its day.

        Args:
            line: the line.
            referred: the invoices that it refers to; if none, numbers as short as ``F2`` are
                enough.
            written: these and those that it writes otherwise.
            listed: whether the short numbers count by which a list goes on.
        """
        said = said_by(line).union(name_key(invoice.reference) for invoice in written)
        meant = [*(written or referred or self._short(line))]
        if listed:
            names = self._listed(line, meant)
            said = said.union(map(name_key, names))
            meant += [invoice for name in names for invoice in self.index.find(name)]
        found: dict[tuple[str, str], list[Invoice]] = defaultdict(list)
        for invoice in {id(each): each for each in meant}.values():
            number = name_key(invoice.reference)  # a link may be shared, and says too little
            if invoice.currency == line.currency and number in said:
                owner = self.successors.owes(invoice.customer, line.date, number)
                found[owner, number].append(invoice)
        return found

    def goes_on(self, line: ReceivablePosting, meant: Sequence[Invoice]) -> bool:
        """Return whether a line names some invoices and, by short numbers, others in one list."""
        numbers = {name_key(invoice.reference) for invoice in meant}
        return any(name_key(name) not in numbers for name in self._listed(line, meant))

    def is_all_of_one(self, line: ReceivablePosting, customer: str) -> bool:
        """Return whether a credit is exactly an invoice of a customer, open on its day.

        Open is what no line that names only this invoice has paid.
        """
        return any(
            invoice.date <= line.date
            and invoice.entered_on == line.account
            and self.left.of(name_key(invoice.reference), line) == invoice.amount
            for invoice in self._by_amount.get((customer, line.currency, -line.number), ())
        )

    @cached_property
    def _by_amount(self) -> Mapping[tuple[str, str, Decimal], Sequence[Invoice]]:
        """The invoices by customer, currency and amount."""
        found: dict[tuple[str, str, Decimal], list[Invoice]] = defaultdict(list)
        for invoice in self.index.every():
            found[invoice.customer, invoice.currency, invoice.amount].append(invoice)
        return found

    def _is_clear_list(self, line: ReceivablePosting, plain: Named) -> bool:
        """Return whether a list has more than single digits, as in ``F-101, 2 of 3``."""
        begun = [invoice for invoices in plain.values() for invoice in invoices]
        numbers = {number for _, number in plain}
        return any(
            name_key(name) not in numbers and len(written) > 1
            for name, written in self._listed(line, begun).items()
        )

    def _listed(self, line: ReceivablePosting, meant: Sequence[Invoice]) -> Mapping[str, str]:
        """Return the numbers of all lists in a text that begin with some invoices."""
        said = line.txn.narration or ""
        text, left_out = without_excepted(said), excepted_in(said)
        found: dict[str, str] = {}
        for number in dict.fromkeys(invoice.reference for invoice in meant):
            found.update(continued_list(text, number, self.left.is_number))
        return without_those_in(left_out, found) if left_out else found

    def _short(self, line: ReceivablePosting) -> Sequence[Invoice]:
        """Return the invoices whose numbers are tags, or words of letters and digits of a text."""
        tags = set(map(name_key, line.txn.tags))
        words = (word for word in sorted(said_by(line)) if word in tags or not word.isdigit())
        return [invoice for word in words if has_digit(word) for invoice in self.index.find(word)]


def _owners(meant: Named) -> Collection[str]:
    return {customer for customer, _ in meant}


def _names(
    line: ReceivablePosting, keys: Iterable[tuple[str, str]], meant: Named
) -> dict[str, Any]:
    """Return what names the part of a line for a customer: the line itself, if it can."""
    numbers = {number for _, number in keys}
    if numbers <= said_by(line):
        return {"names": tuple(name for name in line.names if name_key(name) in numbers)}
    references = [invoice.reference for key in keys for invoice in meant[key]]
    return {"names": tuple(dict.fromkeys(references)), "keyed": True}


def _entered_once(invoices: Iterable[Invoice]) -> Iterator[Invoice]:
    """Yield the invoices of one number, without what was entered for the same day and amount."""
    first: dict[tuple[datetime.date, Decimal], Source] = {}
    for invoice in invoices:
        if first.setdefault((invoice.date, invoice.amount), invoice.source) == invoice.source:
            yield invoice
