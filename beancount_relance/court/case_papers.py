"""Case papers: a case file as the files of one folder, each a plain text or a table.

    request.txt       what the form for an order for payment asks, in its order
    statement.txt     the claim invoice by invoice, with its interest
    statement.csv     the same for spreadsheets
    chronology.txt    what happened, every note and document, by date
    ledger.txt        the lines of the ledger, as they stand there
    enclosures.txt    the numbered list of the papers, and what is wanting
    01_F2026-014.pdf  their copies
    SHA256SUMS        the checksums of all of them, as ``sha256sum -c`` reads them

Plain text, so that nothing from the ledger can be taken for markup. The same books on
the same day give the same bytes.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.court.case_file import CaseEvent, CaseFile, CaseLine, Demand
from beancount_relance.documents.files import File
from beancount_relance.dunning.reasons import facts_of
from beancount_relance.exports.csv_text import csv_text
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language, Message, msg, printable
from beancount_relance.language.text import grouped, one_line
from beancount_relance.law.recovery_options import COURTS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.money import money

SUMS = "SHA256SUMS"
_STATEMENT = "statement.txt"
_BLANK = "…" * 24
_GAP = "  "
_REMARK = re.compile(r" \([^)]*\)")


def case_papers(case: CaseFile, words: Language) -> list[File]:
    """The files of a case.

    Args:
        case: the case.
        words: the language that they are written in.
    """
    writer = _Writer(case, words)
    texts = {
        "request.txt": writer.request(),
        _STATEMENT: writer.statement(),
        "chronology.txt": writer.chronology(),
        "enclosures.txt": writer.enclosures(),
    }
    files = [File(name, _text(lines)) for name, lines in texts.items()]
    files.append(File("statement.csv", csv_text(list(_rows(case))).encode()))
    files.append(File("ledger.txt", b"".join(writer.ledger())))
    files += [File(piece.name, piece.content) for piece in case.pieces]
    files.sort(key=lambda file: file.name)
    return [*files, File(SUMS, _sums(files))]


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line.rstrip(' ')}\n" for line in lines).encode(errors="replace")


def _sums(files: Iterable[File]) -> bytes:
    lines = (f"{hashlib.sha256(file.content).hexdigest()}  {file.name}\n" for file in files)
    return "".join(lines).encode()


class _Writer:
    """Writes the texts of one case in one language."""

    def __init__(self, case: CaseFile, words: Language) -> None:
        self._case = case
        self._words = words
        self._about: Message = msg("Creditor")
        self._blanks: list[Message] = []

    # The request

    def request(self) -> Iterator[str]:
        """What the form asks, in its order."""
        case = self._case
        yield from self._title(msg("Order for payment: the facts of the request"))
        forms = (self._say(each) for demand in case.demands for each in _forms(demand))
        yield from dict.fromkeys(forms)
        yield from self._section(1, msg("Creditor"))
        yield from self._creditor(case.report.settings.creditor)
        yield from self._section(2, msg("Debtor"))
        yield from self._debtor(case.customer)
        yield from self._section(3, msg("Court"))
        yield self._field(msg("Court of the debtor’s seat or home"), None)
        yield from self._section(4, msg("Claim"))
        for number, demand in enumerate(case.demands):
            if number:
                yield ""
            yield from self._demand(demand)
        yield from self._section(5, msg("What was supplied"))
        for item in _items(case):
            yield from self._supplied(item)
        yield from self._section(6, msg("Steps taken"))
        steps = case.steps
        yield from (self._moment(step) for step in steps)
        if not steps:
            yield self._say(msg("The ledger has none."))
        yield from self._section(7, msg("Enclosures"))
        yield from self._pieces()
        yield from self._section(8, msg("To fill in or add by hand"))
        by_hand = (
            *self._blanks,
            msg("if the debtor objects: whether the case is to go to the court at once"),
            msg("place, date, signature and capacity of who signs"),
        )
        yield from self._boxes([*by_hand, *case.wanting])
        if case.cautions:
            yield from self._section(9, msg("To check before filing"))
            yield from self._boxes(case.cautions)

    def _creditor(self, creditor: Creditor) -> Iterator[str]:
        siren = creditor.siren
        yield self._field(msg("Name"), creditor.name)
        yield self._field(msg("Legal form"), creditor.legal_form)
        yield from self._known(msg("Share capital"), creditor.capital)
        yield self._field(msg("Registered office"), creditor.address)
        yield self._field(msg("SIREN"), grouped(siren, 3) if siren else None)
        yield from self._known(msg("Trade register"), creditor.rcs)
        yield from self._known(msg("E-mail"), creditor.email)
        yield from self._known(msg("Phone"), creditor.phone)
        signatory = creditor.signatory
        if signatory and creditor.signatory_title:
            signatory = f"{signatory}, {creditor.signatory_title}"
        yield self._field(msg("Represented by"), signatory)

    def _debtor(self, customer: Customer) -> Iterator[str]:
        yield self._field(msg("Name"), customer.title)
        if customer.kind == "business":
            yield self._field(msg("Legal form"), None)
            siren = customer.siren
            yield self._field(msg("SIREN"), grouped(siren, 3) if siren else None)
            yield self._field(msg("Legal representative"), None)
        yield self._field(msg("Address"), customer.address)
        yield from self._known(msg("E-mail"), customer.email)
        yield from self._known(msg("Phone"), customer.phone)

    def _demand(self, demand: Demand) -> Iterator[str]:
        recovery = demand.recovery
        stake, currency = recovery.stake, recovery.currency
        rows = [
            (msg("Principal"), stake.principal),
            (msg("Late interest to {date}", date=self._case.report.as_of), stake.interest),
            (msg("Recovery fee"), stake.fee),
            (msg("Total"), stake.total),
        ]
        table = [(self._say(label), self._words.money(sum_, currency)) for label, sum_ in rows]
        yield from _columns(table, "lr")
        if any(self._runs_on(line) for line in demand.lines):
            yield self._say(msg("The interest runs on until payment in full."))
        if stake.disputed:
            yield self._say(
                msg("In dispute besides: {amount}", amount=Amount(stake.disputed, currency))
            )
        yield self._say(msg("Invoice by invoice, with the interest: {file}", file=_STATEMENT))
        yield ""
        yield from self._interest(demand.lines)

    def _runs_on(self, line: CaseLine) -> bool:
        """Whether there is interest until today; a debtor's insolvency ends it before."""
        segments = line.claim.interest.segments
        return bool(segments) and segments[-1].last == self._case.report.as_of

    def _supplied(self, line: CaseLine) -> Iterator[str]:
        invoice = line.item.invoice
        what = one_line(invoice.narration) or _BLANK
        yield self._say(
            msg(
                "{invoice}, invoiced on {date}, due on {due}: {what}",
                invoice=invoice.reference,
                date=invoice.date,
                due=invoice.due,
                what=what,
            )
        )
        label = msg("{invoice}, supplied or completed on", invoice=invoice.reference)
        yield f"{_GAP}{self._field(label, None)}"

    # The statement

    def statement(self) -> Iterator[str]:
        """The claim invoice by invoice."""
        yield from self._title(msg("Statement of the claim"))
        for demand in self._case.demands:
            for line in demand.lines:
                yield from self._head(msg("Invoice {invoice}", invoice=_called(line)))
                yield from self._line(line)
            recovery = demand.recovery
            yield from self._head(
                msg(
                    "Total in {currency}: {amount}",
                    currency=recovery.currency,
                    amount=Amount(recovery.stake.total, recovery.currency),
                )
            )
        if self._case.paid_late:
            yield from self._head(msg("Earned by payments made late, not in the total"))
        for late in self._case.paid_late:
            invoice, claim = late.item.invoice, late.claim
            yield self._say(
                msg(
                    "{invoice}, due on {due}, paid on {paid}: interest {interest}, fee {fee}",
                    invoice=invoice.reference,
                    due=invoice.due,
                    paid=late.paid,
                    interest=Amount(claim.interest.amount, invoice.currency),
                    fee=Amount(claim.fee, invoice.currency),
                )
            )

    def _line(self, line: CaseLine) -> Iterator[str]:
        item, claim = line.item, line.claim
        decision = self._case.report.decisions[item.key]
        currency = item.invoice.currency
        for fact in facts_of(item, self._case.report.as_of):
            yield self._say(fact.message)
        yield ""
        rows = [(msg("Outstanding"), item.outstanding)]
        if decision.disputed:
            rows.append((msg("in dispute, not claimed here"), -decision.disputed))
        if decision.covered:
            rows.append((msg("covered by the customer’s credit"), -decision.covered))
        rows.append((msg("Principal"), decision.chased))
        rows.append((msg("Late interest"), claim.interest.accrued))
        rows.append((msg("Recovery fee"), claim.fee + claim.fee_received))
        received = claim.interest.received + claim.fee_received
        if received:
            rows.append((msg("interest and fee received"), -received))
        rows.append((msg("Total"), decision.chased + claim.interest.amount + claim.fee))
        table = [(self._say(label), self._words.money(sum_, currency)) for label, sum_ in rows]
        yield from _columns(table, "lr")
        if claim.interest.segments:
            yield ""
            yield from self._interest([line])
        if claim.regime is not None and claim.regime.countries:
            yield self._say(
                msg(
                    "Basis: {sources} (checked on {date})",
                    sources=_articles(claim.regime.sources["en"]),
                    date=claim.regime.checked,
                )
            )

    def _interest(self, lines: Iterable[CaseLine]) -> Iterator[str]:
        """The interest as a table, one row for each period of one rate and one principal."""
        titles = (msg("Invoice"), msg("From"), msg("Until"), msg("Days"), msg("Rate a year"))
        rows = [tuple(map(self._say, (*titles, msg("Principal"), msg("Interest"))))]
        words = self._words
        rows += [
            (
                _called(line),
                words.date(part.first),
                words.date(part.last),
                str(part.days),
                words.percent(part.percent),
                words.money(part.principal, line.item.invoice.currency),
                words.money(part.amount, line.item.invoice.currency),
            )
            for line in lines
            for part in line.claim.interest.segments
        ]
        if len(rows) > 1:
            yield from _columns(rows, "lllrrrr")

    # The other papers

    def chronology(self) -> Iterator[str]:
        """What happened, by date."""
        yield from self._title(msg("Chronology"))
        yield self._say(
            msg("Notes are written for ourselves: read them before you hand this over.")
        )
        yield ""
        yield from map(self._moment, self._case.moments)

    def enclosures(self) -> Iterator[str]:
        """The numbered list."""
        yield from self._title(msg("List of enclosures"))
        yield from self._pieces()
        yield from self._head(msg("Missing"))
        yield from self._boxes(self._case.wanting)

    def ledger(self) -> Iterator[bytes]:
        """The lines of the ledger; as bytes, for they are shown as they are."""
        yield _text(self._title(msg("Extract of the ledger")))
        for extract in self._case.extracts:
            source = extract.source
            last = source.line + len(extract.lines) - 1
            place = f"{source.file}:{source.line}"
            if last > source.line:
                place += f"-{last}"
            yield f"\n; {printable(one_line(place))}\n".encode(errors="replace")
            yield from (line + b"\n" for line in extract.lines)

    def _pieces(self) -> Iterator[str]:
        for piece in self._case.pieces:
            yield f"{piece.number}. {self._say(piece.title)} – {piece.name}"
        title = self._say(msg("statement of the claim"))
        yield f"{len(self._case.pieces) + 1}. {title} – {_STATEMENT}"

    def _moment(self, moment: CaseEvent) -> str:
        place = f"{one_line(moment.source.file)}:{moment.source.line}"
        text = one_line(moment.text)
        what: Message = moment.what
        if text:
            what = msg("{what}: {text}", what=what, text=text)
        return f"{self._words.date(moment.date)}{_GAP}{self._say(what)} ({printable(place)})"

    # Their parts

    def _title(self, title: Message) -> Iterator[str]:
        text = self._say(title)
        yield text
        yield "=" * len(text)
        case = self._case
        creditor = case.report.settings.creditor.name or _BLANK
        yield self._say(
            msg(
                "{creditor} against {debtor}",
                creditor=one_line(creditor),
                debtor=one_line(case.customer.title),
            )
        )
        yield self._say(
            msg(
                "Prepared on the books as of {date}. A working paper, no legal advice: check it "
                "before you file it.",
                date=case.report.as_of,
            )
        )
        yield ""

    def _head(self, title: Message) -> Iterator[str]:
        text = self._say(title)
        yield from ("", text, "-" * len(text))

    def _section(self, number: int, title: Message) -> Iterator[str]:
        self._about = title
        yield from self._head(Message("{number}. {title}", {"number": number, "title": title}))

    def _boxes(self, messages: Sequence[Message]) -> Iterator[str]:
        for message in dict.fromkeys(map(self._say, messages)):
            yield f"[ ] {message}"

    def _field(self, label: Message, value: str | None) -> str:
        """A line of the form; what the ledger does not have is left blank, and told at the end."""
        if value is None:
            self._blanks.append(msg("{label}: {value}", label=self._about, value=label))
        shown = one_line(value.replace("\n", ", ")) if value else _BLANK
        return self._say(msg("{label}: {value}", label=label, value=shown))

    def _known(self, label: Message, value: str | None) -> Iterator[str]:
        if value:
            yield self._field(label, value)

    def _say(self, message: Message) -> str:
        return one_line(self._words.render(message))


def _forms(demand: Demand) -> Iterator[Message]:
    """The form to take, or why there is none."""
    order = demand.order
    if order is None:
        yield msg(
            "No order for payment is known here against this debtor: ask a lawyer which court "
            "and which form it is."
        )
        return
    if order.why_not is not None:
        yield msg("The order for payment is not open: {why}", why=order.why_not)
        return
    for court, number in order.option.forms.items():
        yield msg("Form: cerfa {number} ({court})", number=number, court=COURTS[court])
    for message in (*order.conditions, *order.limits):
        yield msg("To know: {message}", message=message)
    option = order.option
    yield msg("Basis: {sources} (checked on {date})", sources=option.sources, date=option.checked)


def _items(case: CaseFile) -> Iterator[CaseLine]:
    for demand in case.demands:
        yield from demand.lines


def _called(line: CaseLine) -> str:
    """The invoice, and which instalment of it."""
    invoice = line.item.invoice
    part = f" ({invoice.part}/{invoice.parts})" if invoice.parts > 1 else ""
    return printable(one_line(invoice.reference)) + part


def _articles(sources: str) -> str:
    """The articles of a regime in no language: without the English words about them."""
    bare = _REMARK.sub("", sources).partition(": ")[0]
    return bare.replace(" and ", ", ").replace(" to ", "–")


def _columns(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """Rows as columns: ``l`` for left, ``r`` for right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        )
        yield _GAP.join(cells)


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


def _rows(case: CaseFile) -> Iterator[JsonObject]:
    """The statement flat: invoices, what settled them, interest, fees, what is not claimed."""
    for line in _items(case):
        item, claim = line.item, line.claim
        invoice, decision = item.invoice, case.report.decisions[item.key]

        row = functools.partial(_row, invoice)
        yield row(
            "invoice",
            invoice.amount,
            date=invoice.date.isoformat(),
            until=invoice.due.isoformat(),
        )
        for part in item.settled:
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
        if claim.interest.received:
            yield row("interest-received", -claim.interest.received)
        fee = claim.fee + claim.fee_received
        if fee:
            yield row("recovery-fee", fee)
        if claim.fee_received:
            yield row("recovery-fee-received", -claim.fee_received)
