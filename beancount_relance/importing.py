"""A hook for importers: receipts from a bank file are posted on the customers' accounts.

In the import configuration of Fava, or of beangulp:

    from beancount_relance.importing import match_receipts

    HOOKS = [match_receipts]                                      # Fava
    beangulp.Ingest(CONFIG, [match_receipts])()                   # beangulp

An imported receipt gets the posting on its customer's account, and the links of the invoices
that its text or its amount explain; if it pays several, one posting for each. What several
explanations fit, or none, is asked in the metadata ``relance-question``; and so is whether
somebody of a similar name is the customer. A receipt of nobody who owes anything stays as it was.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from beancount.core.convert import get_weight
from beancount.core.data import Directive, Posting, Transaction
from beancount.parser import parser
from msgspec import Struct

from beancount_relance.clock import today
from beancount_relance.dunning.open_items import OpenItems
from beancount_relance.language.messages import language, msg
from beancount_relance.ledger.counterparts.suspense_accounts import is_suspense
from beancount_relance.receivables.items import OLDEST, Item, Settlement
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.report.open_receipts import OpenReceipt, receipt_of
from beancount_relance.report.report import build_report

QUESTION = "relance-question"
"""The metadata that asks what a receipt was paid for."""

_LINK = re.compile(r"[A-Za-z0-9\-_/.]+")
_TRIAL = "<imported>"
_DUPLICATE = "__duplicate__"


def match_receipts(
    extracted: Iterable[tuple[Any, ...]],
    existing: Sequence[Directive],
    options: Mapping[str, Any] | None = None,
) -> list[tuple[Any, ...]]:
    """Post the receipts among imported entries on the accounts of their customers.

    Args:
        extracted: for each file a tuple of its name, its entries and maybe more, as Fava and
            beangulp pass them to hooks.
        existing: the entries of the ledger.
        options: Beancount's options, if the ledger has renamed its root accounts.

    Returns:
        The same tuples, with the entries changed.
    """
    files = [tuple(each) for each in extracted]
    receipts = [
        entry
        for _, entries, *_ in files
        for entry in entries
        if isinstance(entry, Transaction) and not entry.meta.get(_DUPLICATE)
    ]
    if not receipts:
        return files
    known = options if options is not None else parser.parse_string("")[2]
    as_of = max(today(), *(entry.date for entry in receipts))
    importer = _Importer(existing, known, as_of)
    changed = importer.changed(receipts)
    return [
        (name, [changed.get(id(entry), entry) for entry in entries], *more)
        for name, entries, *more in files
    ]


class _Trial(Struct, frozen=True):
    """A receipt that is tried on a customer's account.

    ``place`` is that of the posting that it replaces, if there is one; ``sure`` says whether
    the receipt certainly is this customer's.
    """

    txn: Transaction
    customer: str
    account: str
    amount: Amount
    place: int | None
    sure: bool


class _Importer:
    """Matches receipts with the open items of a ledger."""

    def __init__(
        self, existing: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
    ) -> None:
        """Read the ledger as it is."""
        self.existing = existing
        self.options = options
        self.as_of = as_of
        self.report = build_report(existing, options, as_of, whole=False)
        self.words = language(self.report.settings.language)

    def changed(self, receipts: Sequence[Transaction]) -> dict[int, Transaction]:
        """Return what receipts become, by the identity of the imported entry."""
        report = self.report
        items = OpenItems(report.open_items, report.customers, report.accounts)
        found = ((txn, self._trial(txn, items)) for txn in receipts)
        trials = {number: trial for number, (_, trial) in enumerate(found) if trial is not None}
        if not trials:
            return {}
        tried = [self._posted(trial, number) for number, trial in trials.items() if trial.sure]
        entries = sorted([*self.existing, *tried], key=lambda entry: entry.date)
        after = build_report(entries, self.options, self.as_of)
        asked = {
            each.credit.source.line: receipt_of(each)
            for each in after.allocation.unclear
            if each.credit.source.file == _TRIAL
        }
        settled: dict[int, list[tuple[Item, Settlement]]] = {}
        for item in after.allocation.items:
            for part in item.settled:
                if part.source.file == _TRIAL:
                    settled.setdefault(part.source.line, []).append((item, part))
        return {
            id(trial.txn): self._result(trial, settled.get(number, ()), asked.get(number))
            for number, trial in trials.items()
        }

    def _trial(self, txn: Transaction, items: OpenItems) -> _Trial | None:
        """Find the customer whose receipt it is, and the posting to replace."""
        accounts = self.report.accounts
        places = [
            place
            for place, posting in enumerate(txn.postings)
            if accounts[posting.account] is not None
            or is_suspense(posting.account, accounts, self.report.settings)
        ]
        if len(places) > 1:
            return None
        place = places[0] if places else None
        others = [posting for number, posting in enumerate(txn.postings) if number != place]
        if not others or not all(map(_is_complete, others)):
            return None
        weights = [get_weight(posting) for posting in others]  # type: ignore[no-untyped-call]
        number = sum((w.number for w in weights), Decimal())
        if number <= 0 or len({w.currency for w in weights}) > 1:
            return None
        amount = Amount(number, weights[0].currency)
        quoted = items.quoted(payment_text(txn, {}))
        theirs, sure = (
            (quoted, True) if quoted else items.of_payer(txn.payee or "", txn.narration or "")
        )
        theirs = [item for item in theirs if item.invoice.date <= txn.date]
        if place is not None:
            here = accounts[txn.postings[place].account]
            if here is not None and here.customer is not None:
                theirs = [item for item in theirs if item.invoice.customer == here.customer]
                sure = True
        if len({item.invoice.customer for item in theirs}) != 1:
            return None
        in_currency = [i for i in theirs if i.invoice.currency == amount.currency] or theirs
        invoice = in_currency[0].invoice
        return _Trial(txn, invoice.customer, invoice.account, amount, place, sure)

    def _posted(self, trial: _Trial, number: int) -> Transaction:
        meta = {**trial.txn.meta, "filename": _TRIAL, "lineno": number}
        posting = self._posting(trial, trial.amount.number or Decimal())
        posting = posting._replace(meta={"filename": _TRIAL, "lineno": number})
        return self._with(trial, [posting])._replace(meta={**meta, **self._customer(trial)})

    def _posting(self, trial: _Trial, number: Decimal, reference: str | None = None) -> Posting:
        key = self.report.settings.reference_keys[0]
        meta = {key: reference} if reference is not None else {}
        units = Amount(-number, trial.amount.currency)
        return Posting(trial.account, units, None, None, None, meta)

    def _with(self, trial: _Trial, postings: Sequence[Posting]) -> Transaction:
        others = list(trial.txn.postings)
        if trial.place is None:
            return trial.txn._replace(postings=[*others, *postings])
        others[trial.place : trial.place + 1] = postings
        return trial.txn._replace(postings=others)

    def _customer(self, trial: _Trial) -> dict[str, str]:
        """The key that names the customer, on an account that several share."""
        place = self.report.accounts[trial.account]
        if place is None or place.customer is not None:
            return {}
        payee = trial.txn.payee or ""
        if payee == trial.customer:
            return {}
        return {self.report.settings.customer_keys[0]: trial.customer}

    def _result(
        self,
        trial: _Trial,
        settled: Sequence[tuple[Item, Settlement]],
        asked: OpenReceipt | None,
    ) -> Transaction:
        if not trial.sure:
            question = self.words.render(
                msg(
                    "perhaps from {customer}: then post it on {account}",
                    customer=self.report.customer(trial.customer).title,
                    account=trial.account,
                )
            )
            return trial.txn._replace(meta={**trial.txn.meta, QUESTION: question})
        total = trial.amount.number or Decimal()
        meta = {**trial.txn.meta, **self._customer(trial)}
        nameless = [item for item, _ in settled if item.invoice.number is None]
        presumed = any(part.basis == OLDEST for _, part in settled)
        if asked is not None or presumed or nameless or not settled:
            meta[QUESTION] = self._question(asked, nameless)
            return self._with(trial, [self._posting(trial, total)])._replace(meta=meta)
        sums: dict[str, Decimal] = {}
        for item, part in settled:
            reference = item.invoice.reference
            sums[reference] = sums.get(reference, Decimal()) + part.amount
        links = trial.txn.links | {name for name in sums if _LINK.fullmatch(name)}
        if len(sums) == 1 and links >= sums.keys():
            postings = [self._posting(trial, total)]
        else:
            postings = [self._posting(trial, amount, name) for name, amount in sums.items()]
            rest = total - sum(sums.values(), Decimal())
            postings += [self._posting(trial, rest)] if rest else []
        return self._with(trial, postings)._replace(meta=meta, links=links)

    def _question(self, asked: OpenReceipt | None, nameless: Sequence[Item]) -> str:
        if nameless:
            text = msg(
                "the invoice of {date} has no number: give it one first, such as a link",
                date=nameless[0].invoice.date,
            )
        elif asked is None:
            text = msg("no open invoice has this amount")
        else:
            text = asked.why
        said = self.words.render(text)
        answers = asked.answers if asked is not None else ()
        proposals = [" ".join(f"^{name}" for name in answer.references) for answer in answers]
        return f"{said}: {'; '.join(proposals)}" if proposals else said


def _is_complete(posting: Posting) -> bool:
    """Whether an importer has given the amount of a posting."""
    return isinstance(posting.units, Amount) and isinstance(posting.units.number, Decimal)
