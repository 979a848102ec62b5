"""Collects everything that the books say about a claim, for a court.

A case file has what a request for an order for payment needs: the claim and its components,
the steps taken, the documents that were found and those that are missing, and the lines of the
ledger that all of this comes from. It decides nothing, and it is not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from beancount.core.data import Directive, Document, Note, Transaction
from msgspec import Struct

from beancount_relance.claims.claim import Claim, PaidLate
from beancount_relance.court.chronology import CaseEvent, Steps, case_events
from beancount_relance.court.exhibits import Exhibit, missing_documents, numbered_exhibits
from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.source_extracts import Extract, Extracts
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.items import Item
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.option_costs import WeighedOption
from beancount_relance.report.recovery import Recovery, obstacles, recoveries
from beancount_relance.report.report import Report
from beancount_relance.texts.enclosures import Enclosures

OPTION = "order-for-payment"
"""The recovery option that the file is laid out for."""


class CaseLine(Struct, frozen=True):
    """One item of the claim; ``claim`` and its interest cover only the part that is claimed."""

    item: Item
    claim: Claim


class Demand(Struct, frozen=True):
    """What is claimed in one currency, and the order for payment if the debtor's law has one."""

    recovery: Recovery
    lines: tuple[CaseLine, ...]
    order: WeighedOption | None


class CaseFile(Struct, frozen=True):
    """What the books say about a claim.

    Attributes:
        report: the report that the file is based on.
        customer: the debtor.
        demands: the claim by currency.
        paid_late: interest and fees earned by late payments, which the demands do not include.
        timeline: invoices, credits, notes and documents, by date.
        exhibits: the documents that were found, and last the statement of the claim.
        missing: the documents that were not found.
        cautions: what to check before filing.
        extracts: the lines of the ledger.
        problems: paths in the ledger that cannot be enclosed.
    """

    report: Report
    customer: Customer
    demands: tuple[Demand, ...]
    paid_late: tuple[PaidLate, ...]
    timeline: tuple[CaseEvent, ...]
    exhibits: tuple[Exhibit, ...]
    missing: tuple[Message, ...]
    cautions: tuple[Message, ...]
    extracts: tuple[Extract, ...]
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> list[CaseLine]:
        """The items of all demands."""
        return [line for demand in self.demands for line in demand.lines]

    @property
    def steps(self) -> list[CaseEvent]:
        """The steps that were taken."""
        return [event for event in self.timeline if event.step is not None]


def case_file(loaded: LoadedLedger, report: Report, items: Iterable[Item]) -> CaseFile | None:
    """Return the case file of the items that are late, or ``None`` if none is late.

    In insolvency proceedings it is the file of what has to be declared, due or not.

    Args:
        loaded: the ledger.
        report: a report of the whole ledger.
        items: items of one customer.

    Raises:
        OSError: a file of the ledger can no longer be read.
    """
    found = recoveries(report, items)
    if not found:
        return None
    declared = [recovery for recovery in found if recovery.opened is not None]
    newer = [item for each in found if declared and each not in declared for item in each.items]
    return _CaseFileBuilder(loaded, report, declared or found, newer).file()


class _CaseFileBuilder:
    """Collects everything about some items of one customer."""

    def __init__(
        self,
        loaded: LoadedLedger,
        report: Report,
        found: Sequence[Recovery],
        newer: Sequence[Item],
    ) -> None:
        self._report = report
        self._newer = newer
        self._found = found
        self._items = [item for recovery in found for item in recovery.items]
        self._customer = found[0].customer
        self._ledger = report.ledger
        self._enclosures = Enclosures(report)
        self._extracts = Extracts(loaded.entries, loaded.files)
        keys = {item.key for item in self._items}
        events = {
            event.source: event for event in report.events if not keys.isdisjoint(event.items)
        }
        settings = report.settings
        stages = {stage.name: stage for each in settings.all_procedures for stage in each.stages}
        self._steps = Steps(events, stages, settings.notice_stages, self._items)

    def file(self) -> CaseFile:
        """Return the case file."""
        remarks = list(self._remarks())
        copies, problems = self._enclosures.copies(item.invoice for item in self._items)
        documents, others = self._enclosures.documents_of(remarks)
        known = {(document.name, document.content) for document in copies}
        documents = tuple(each for each in documents if (each.name, each.content) not in known)
        return CaseFile(
            report=self._report,
            customer=self._customer,
            demands=tuple(self._demand(recovery) for recovery in self._found),
            paid_late=tuple(self._paid_late()),
            timeline=tuple(
                case_events(self._report, self._items, remarks, self._steps, self._extracts)
            ),
            exhibits=tuple(numbered_exhibits(self._items, copies, documents, remarks, self._steps)),
            missing=tuple(missing_documents(self._items, copies, documents, self._steps)),
            cautions=tuple(self._cautions()),
            extracts=tuple(self._extracted(remarks)),
            problems=(*problems, *(each for each in others if each not in problems)),
        )

    def _demand(self, recovery: Recovery) -> Demand:
        options = (each for each in recovery.options if each.option.name == OPTION)
        lines = (CaseLine(item, self._claim(item)) for item in recovery.items)
        return Demand(recovery, tuple(lines), next(options, None))

    def _claim(self, item: Item) -> Claim:
        """Return the claim on the part of an item that is chased.

        If nothing of the item is chased, the claim only has the limitation and the law.
        """
        asked = self._report.decisions[item.key].chased
        claim = self._report.claims.of(item, without=item.outstanding - asked)
        if asked:
            return claim
        return Claim(limitation=claim.limitation, titled=claim.titled, law=claim.law)

    def _paid_late(self) -> Iterator[PaidLate]:
        currencies = {item.invoice.currency for item in self._items}
        for late in self._report.paid_late():
            invoice = late.item.invoice
            if invoice.customer == self._customer.id and invoice.currency in currencies:
                yield late

    def _remarks(self) -> Iterator[Note | Document]:
        """Yield the notes and documents about the items, by date.

        Apart from events and linked entries, these are the entries without a link on the
        customer's own account since the first invoice.
        """
        first = min(item.invoice.date for item in self._items)
        for entry in self._ledger.remarks:
            if "relance" in entry.meta:
                if Source.of(entry.meta) in self._steps.events:
                    yield entry
            elif any(self._enclosures.concerns(entry, item.invoice) for item in self._items) or (
                not entry.links
                and entry.date >= first
                and self._enclosures.is_account_of(entry, self._customer.id)
            ):
                yield entry

    def _cautions(self) -> Iterator[Message]:
        """Yield reasons not to file now, and points to know before filing."""
        for item in self._newer:
            yield msg(
                "{invoice}: invoiced after the proceedings were opened: it is owed in full and is "
                "not part of this claim",
                invoice=item.invoice.reference,
            )
        for item in self._items:
            invoice = item.invoice
            yield from obstacles(self._report, [item])
            claim = self._claim(item)
            if claim.titled:
                yield msg(
                    "{invoice}: there is a decision already: have it enforced instead of filing "
                    "again",
                    invoice=invoice.reference,
                )
            expired = claim.limitation is not None and claim.limitation < self._report.as_of
            if expired and not claim.titled:
                yield msg(
                    "{invoice}: as far as known, the limitation period ended on {date}",
                    invoice=invoice.reference,
                    date=claim.limitation,
                )
            if claim.interest.unknown_from is not None:
                yield msg(
                    "{invoice}: interest is not calculated from {date} on, because the rate is "
                    "unknown",
                    invoice=invoice.reference,
                    date=claim.interest.unknown_from,
                )
            if any(part.is_presumed for part in item.settled):
                yield msg(
                    "{invoice}: it is only presumed that a payment was for this invoice; check "
                    "before filing",
                    invoice=invoice.reference,
                )
            problems = (p for p in self._report.problems if p.source == invoice.source)
            yield from (problem.message for problem in problems)

    def _extracted(self, remarks: Iterable[Note | Document]) -> Iterator[Extract]:
        """Yield the ledger's lines about the items, by date, each directive once."""
        wanted = {item.invoice.source for item in self._items}
        wanted |= {part.source for item in self._items for part in item.movements}
        wanted |= {owner.source for item in self._items for owner in item.invoice.moved_from}
        wanted |= {
            part.received.source
            for item in self._items
            for part in self._report.claims.of(item).imputed
        }
        covered = {item.key[:2] for item in self._items if self._report.decisions[item.key].covered}
        wanted |= {
            each.credit.source
            for each in self._report.allocation.credits
            if each.amount and (each.credit.customer, each.credit.currency) in covered
        }
        entries: list[Directive] = [
            txn for txn in self._ledger.transactions if not wanted.isdisjoint(_sources(txn))
        ]
        entries += remarks
        seen = set()
        for entry in sorted(entries, key=lambda entry: entry.date):
            extract = self._extracts.of(entry)
            if extract is not None and extract.source not in seen:
                seen.add(extract.source)
                yield extract


def _sources(txn: Transaction) -> Iterator[Source]:
    yield Source.of(txn.meta)
    yield from (Source.of(posting.meta) for posting in txn.postings if posting.meta)
