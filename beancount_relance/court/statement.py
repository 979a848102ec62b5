"""Writes the statement of the claim, invoice by invoice with interest, as text and as a table."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.court.case_file import CaseFile, CaseLine
from beancount_relance.court.text_layout import CaseText, columns, invoice_label
from beancount_relance.dunning.reasons import facts_of
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Message, msg
from beancount_relance.language.text import capital
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.part_labels import named_invoice, number_or_name
from beancount_relance.values.money import money

_REMARK = re.compile(r" \([^)]{0,200}\)")


class Statement(CaseText):
    """The statement of the claim as text."""

    def lines(self) -> Iterator[str]:
        """Yield the lines of the statement, invoice by invoice."""
        yield from self._title(msg("Statement of the claim"))
        for demand in self._case.demands:
            for line in demand.lines:
                yield from self._heading(self._named(line))
                yield from self._line(line)
            recovery = demand.recovery
            yield from self._heading(
                msg(
                    "Total in {currency}: {amount}",
                    currency=recovery.currency,
                    amount=Amount(recovery.stake.total, recovery.currency),
                )
            )
        if self._case.paid_late:
            yield from self._heading(
                msg("Interest and fees on invoices paid late, not included in the total")
            )
        for late in self._case.paid_late:
            invoice, claim = late.item.invoice, late.claim
            yield self._render(
                msg(
                    "{invoice}, due on {due}, paid on {paid}: interest {interest}, fee {fee}",
                    invoice=number_or_name(invoice),
                    due=invoice.due,
                    paid=late.paid,
                    interest=Amount(claim.interest.amount, invoice.currency),
                    fee=Amount(claim.fee, invoice.currency),
                )
            )

    def _named(self, line: CaseLine) -> Message:
        """Return the heading of a line: its invoice, or what else it is."""
        if line.item.invoice.number is not None:
            return msg("Invoice {invoice}", invoice=invoice_label(line, self._words))
        named = self._render(named_invoice(line.item.invoice))
        return Message("{named}", {"named": capital(named)})

    def _line(self, line: CaseLine) -> Iterator[str]:
        item, claim = line.item, line.claim
        decision = self._case.report.decisions[item.key]
        currency = item.invoice.currency
        for fact in facts_of(item, self._case.report.as_of):
            yield self._render(fact.message)
        yield ""
        rows = [(msg("Outstanding"), item.outstanding)]
        if decision.disputed:
            rows.append((msg("in dispute, not claimed here"), -decision.disputed))
        if decision.covered:
            rows.append((msg("covered by the customer’s credit"), -decision.covered))
        rows.append((msg("Charges") if item.invoice.charge else msg("Principal"), decision.chased))
        rows.append((self._interest_until(), claim.interest.accrued))
        if claim.fee + claim.fee_received:
            rows.append((msg("Recovery fee"), claim.fee + claim.fee_received))
        invoiced = sum(
            (r.interest + r.fee for r in claim.imputed if r.received.invoiced), Decimal()
        )
        received = claim.interest.received + claim.fee_received - invoiced
        if received:
            rows.append((msg("interest and fee received"), -received))
        if invoiced:
            rows.append((msg("interest and fee invoiced separately"), -invoiced))
        rows.append((msg("Total"), decision.chased + claim.interest.amount + claim.fee))
        table = [(self._render(label), self._words.money(sum_, currency)) for label, sum_ in rows]
        yield from columns(table, "lr")
        if claim.interest.segments:
            yield ""
            yield from self._interest([line])
        if claim.regime is not None and claim.regime.countries:
            yield self._render(
                msg(
                    "Basis: {sources} (checked on {date})",
                    sources=_articles(self._render(Message("{x}", {"x": claim.regime.sources}))),
                    date=claim.regime.checked,
                )
            )


def _articles(sources: str) -> str:
    """Return the articles of a regime without what is said of each, nor where it was read."""
    return _REMARK.sub("", sources).partition(": ")[0].rstrip()


def _row(invoice: Invoice, line: str, number: Decimal, **more: object) -> JsonObject:
    row: JsonObject = {
        "invoice": invoice.reference,
        "part": invoice.part,
        "line": line,
        "date": "",
        "until": "",
        "days": "",
        "percent": "",
        "base": "",
        "amount": money(number, invoice.currency),
        "currency": invoice.currency,
        "basis": "",
    }
    return row | more


def statement_rows(case: CaseFile) -> Iterator[JsonObject]:
    """Yield the statement as table rows.

    There are rows for invoices, settlements, interest, fees, and what is not claimed.
    """
    for line in case.lines:
        item, claim = line.item, line.claim
        invoice, decision = item.invoice, case.report.decisions[item.key]

        row = functools.partial(_row, invoice)
        yield row(
            "invoice",
            invoice.amount,
            date="" if invoice.carried_over else invoice.date.isoformat(),
            until=invoice.due.isoformat(),
        )
        for part in item.movements:
            yield row(part.kind, -part.amount, date=part.date.isoformat(), basis=part.basis)
        if decision.disputed:
            yield row("disputed", -decision.disputed)
        if decision.covered:
            yield row("covered", -decision.covered)
        for segment in claim.interest.segments:
            yield row(
                "interest",
                segment.amount,
                date=segment.first.isoformat(),
                until=segment.last.isoformat(),
                days=segment.days,
                percent=str(segment.percent),
                base=money(segment.principal, invoice.currency),
            )
        invoiced = [part for part in claim.imputed if part.received.invoiced]
        interest = sum((part.interest for part in invoiced), Decimal())
        fee = sum((part.fee for part in invoiced), Decimal())
        for name, amount in (
            ("interest-received", interest - claim.interest.received),
            ("interest-invoiced", -interest),
            ("recovery-fee", claim.fee + claim.fee_received),
            ("recovery-fee-received", fee - claim.fee_received),
            ("recovery-fee-invoiced", -fee),
        ):
            if amount:
                yield row(name, amount)
