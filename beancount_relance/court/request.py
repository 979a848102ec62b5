"""Writes what a court, a public body or an administrator asks for, in the usual order.

For an order for payment it is the order of the form. Who it is addressed to, and what they want
to read, is in :mod:`~beancount_relance.court.addressees`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.claims.foreign_claims import (
    conversions,
    currency_of_proceedings,
    total_converted,
)
from beancount_relance.claims.insolvency_limits import last_day_to_declare
from beancount_relance.court.addressees import (
    OPENING_JUDGMENT,
    Addressee,
    addressee_of,
    is_declaration,
    leading,
    others,
)
from beancount_relance.court.case_file import CaseFile, CaseLine, Demand
from beancount_relance.court.exhibits import STATEMENT
from beancount_relance.court.text_layout import BLANK, GAP, CaseText, columns
from beancount_relance.history.insolvency import first_insolvency
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.language.text import capital, grouped, one_line
from beancount_relance.law.recovery_options import TITLES
from beancount_relance.law.registers import FRANCE, register_number
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.countries import country
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import BUSINESS, Customer
from beancount_relance.policy.names.name_spellings import legal_form_in
from beancount_relance.receivables.part_labels import named_invoice, number_or_name
from beancount_relance.report.option_costs import WeighedOption


class Request(CaseText):
    """The facts of a request, such as one for an order for payment.

    What the ledger does not have is left blank, and listed in the section to fill in by hand.
    """

    def __init__(self, case: CaseFile, words: Language) -> None:
        super().__init__(case, words)
        self._about: Message = msg("Creditor")
        self._blanks: list[Message] = []
        self._opened = case.demands[0].recovery.opened
        theirs = (e for e in case.report.events if e.customer == case.customer.id)
        self._proceedings = first_insolvency(theirs)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the request, in the form's order."""
        case = self._case
        lead = leading(case.demands[0].recovery)
        wants = addressee_of(lead)
        yield from self._title(self._heading_of(lead))
        heads = (self._render(each) for demand in case.demands for each in _ways(demand))
        yield from dict.fromkeys(heads)
        yield from self._section(1, msg("Creditor"))
        yield from self._creditor(case.report.settings.creditor)
        yield from self._section(2, wants.party)
        yield from self._debtor(case.customer, wants)
        yield from self._section(3, wants.forum)
        yield self._field(_place(lead) or wants.place, self._administrator(lead))
        yield from self._last_day(lead)
        yield from self._section(4, msg("Claim"))
        for number, demand in enumerate(case.demands):
            if number:
                yield ""
            yield from self._demand(demand)
        yield from self._converted() if is_declaration(lead) else ()
        yield from self._section(5, msg("What was supplied"))
        supplied = [line for line in case.lines if not line.item.invoice.charge]
        for item in supplied or case.lines:
            yield from self._supplied(item)
        yield from (self._field(reason, None) for reason in wants.reasons)
        yield from self._section(6, msg("Steps taken"))
        steps = case.steps
        yield from (self._event_line(step) for step in steps)
        if not steps:
            yield self._render(msg("The ledger has none."))
        yield from self._section(7, msg("Enclosures"))
        yield from self._exhibit_lines()
        yield from self._section(8, msg("To fill in or add by hand"))
        yield from self._check_boxes([*self._blanks, *wants.by_hand, *case.missing])
        if case.cautions:
            yield from self._section(9, msg("To check before filing"))
            yield from self._check_boxes(case.cautions)

    def _heading_of(self, lead: WeighedOption | None) -> Message:
        if lead is None:
            return msg("The facts of the claim")
        procedure = capital(self._render(TITLES[lead.option.name]))
        return msg("{procedure}: the facts of the request", procedure=procedure)

    def _creditor(self, creditor: Creditor) -> Iterator[str]:
        yield self._field(msg("Name"), creditor.name)
        form = creditor.legal_form or legal_form_in(creditor.name or "")
        yield self._field(msg("Legal form"), form)
        yield from self._known(msg("Share capital"), creditor.capital)
        yield self._field(msg("Registered office"), creditor.address)
        country = self._case.report.settings.country
        yield self._number(country, creditor.siren, creditor.registration)
        yield from self._known(msg("Trade register"), creditor.rcs)
        yield from self._known(msg("E-mail"), creditor.email)
        yield from self._known(msg("Phone"), creditor.phone)
        signatory = creditor.signatory
        if signatory and creditor.signatory_title:
            signatory = f"{signatory}, {creditor.signatory_title}"
        yield self._field(msg("Represented by"), signatory)

    def _debtor(self, customer: Customer, wants: Addressee) -> Iterator[str]:
        yield self._field(msg("Name"), customer.title)
        if customer.kind == BUSINESS:
            yield self._field(msg("Legal form"), legal_form_in(customer.title))
            country = self._case.report.settings.country_of(customer)
            yield self._number(country, customer.siren, customer.registration)
            yield self._field(msg("Legal representative"), None)
        for reference in wants.references:
            yield self._field(
                reference, self._judgment() if reference is OPENING_JUDGMENT else None
            )
        yield self._field(msg("Address"), customer.address)
        yield from self._known(msg("E-mail"), customer.email)
        yield from self._known(msg("Phone"), customer.phone)

    def _administrator(self, lead: WeighedOption | None) -> str | None:
        """Return who receives the claims, as the note on the proceedings names them."""
        note = self._proceedings
        return note.administrator if note is not None and is_declaration(lead) else None

    def _judgment(self) -> str | None:
        """Return the proceedings as they were noted, with the day of the judgment if it was."""
        note = self._proceedings
        if note is None or note.opened is None:
            return None
        text = msg("{text} (judgment of {date})", text=one_line(note.text), date=note.opened)
        return self._render(text)

    def _last_day(self, lead: WeighedOption | None) -> Iterator[str]:
        """Yield the last day to lodge the claim, if the note gives what it is counted from."""
        note, case = self._proceedings, self._case
        if note is None or not is_declaration(lead):
            return
        if note.until is None and note.published is None and note.opened is None:
            return
        last = last_day_to_declare(note, case.customer, case.report.settings.country)
        if last is not None:
            label = msg("Last day to lodge the claim")
            yield self._render(msg("{label}: {value}", label=label, value=last))

    def _demand(self, demand: Demand) -> Iterator[str]:
        recovery = demand.recovery
        stake, currency = recovery.stake, recovery.currency
        decisions = self._case.report.decisions
        charged = [line.item.key for line in demand.lines if line.item.invoice.charge]
        charges = sum((decisions[key].chased for key in charged), Decimal())
        rows = [
            (msg("Principal"), stake.principal - charges),
            *([(msg("Charges already on the account"), charges)] if charges else []),
            (self._interest_until(), stake.interest),
            *([(msg("Recovery fee"), stake.fee)] if stake.fee else []),
            (msg("Total"), stake.total),
        ]
        table = [(self._render(label), self._words.money(sum_, currency)) for label, sum_ in rows]
        yield from columns(table, "lr")
        if any(self._runs_on(line) for line in demand.lines):
            yield self._render(msg("Interest continues to accrue until payment in full."))
        if stake.disputed:
            yield self._render(
                msg("Also in dispute: {amount}", amount=Amount(stake.disputed, currency))
            )
        yield self._render(msg("Details by invoice, with interest: {file}", file=STATEMENT))
        yield ""
        yield from self._interest(demand.lines)

    def _converted(self) -> Iterator[str]:
        """Yield what is declared in other currencies in that of the proceedings."""
        case = self._case
        stakes = [demand.recovery.stake for demand in case.demands]
        currencies = [demand.recovery.currency for demand in case.demands]
        amounts = [Amount(s.total, c) for s, c in zip(stakes, currencies, strict=True)]
        code = case.report.settings.country_of(case.customer)
        home = currency_of_proceedings(case.customer, code)
        note, prices = self._proceedings, case.report.ledger.prices
        found = conversions(amounts, home, prices, note.opened if note else None)
        if not found or home is None:
            return
        yield ""
        yield country(code).words("lodge_converted", self._words.code)
        for each in found:
            label = msg("{amount}, converted", amount=each.amount)
            if each.price is not None and each.unit is not None:
                label = msg(
                    "{amount} at {price} for {unit}",
                    amount=each.amount,
                    price=each.price,
                    unit=each.unit,
                )
            yield self._field(label, self._amount(each.converted))
        total = total_converted(amounts, found, home)
        yield self._field(msg("Total after conversion"), self._amount(total))

    def _amount(self, amount: Amount | None) -> str | None:
        return None if amount is None else self._words.amount(amount)

    def _runs_on(self, line: CaseLine) -> bool:
        """Whether interest still accrues today; a debtor's insolvency ends it earlier."""
        segments = line.claim.interest.segments
        return bool(segments) and segments[-1].last == self._case.report.as_of

    def _supplied(self, line: CaseLine) -> Iterator[str]:
        invoice = line.item.invoice
        what = one_line(invoice.narration) or BLANK
        opened = self._opened
        if opened is not None and opened <= invoice.due:
            what = self._render(msg("{what} (not yet due on {date})", what=what, date=opened))
        yield self._render(
            msg(
                "{invoice}, invoiced on {date}, due on {due}: {what}",
                invoice=invoice.number,
                date=invoice.date,
                due=invoice.due,
                what=what,
            )
            if invoice.number is not None and not invoice.carried_over
            else msg(
                "{invoice}, due on {due}: {what}",
                invoice=named_invoice(invoice),
                due=invoice.due,
                what=what,
            )
        )
        if invoice.charge:
            return
        label = msg("{invoice}, supplied or completed on", invoice=number_or_name(invoice))
        yield f"{GAP}{self._field(label, None)}"

    def _section(self, number: int, title: Message) -> Iterator[str]:
        self._about = title
        yield from self._heading(Message("{number}. {title}", {"number": number, "title": title}))

    def _field(self, label: Message, value: str | None) -> str:
        """Return a line of the form; a missing value is left blank and listed at the end."""
        if value is None:
            self._blanks.append(msg("{label}: {value}", label=self._about, value=label))
        shown = one_line(value.replace("\n", ", ")) if value else BLANK
        return self._render(msg("{label}: {value}", label=label, value=shown))

    def _number(self, country: str | None, siren: str | None, other: str | None) -> str:
        """Return the line of the number by which a country registers businesses."""
        country = jurisdiction(country)
        if country in (None, FRANCE):
            return self._field(msg("SIREN"), grouped(siren, 3) if siren else other)
        called = register_number(country)
        label = msg("Registration number")
        if called is not None:
            label = msg("Registration number ({called})", called=called)
        return self._field(label, other)

    def _known(self, label: Message, value: str | None) -> Iterator[str]:
        if value:
            yield self._field(label, value)


def _place(lead: WeighedOption | None) -> Message | None:
    """Return the field for a court that is not simply that of the debtor's seat, if any."""
    if lead is None or "" not in lead.option.forms:
        return None
    if all(note.topic != "court" for note in lead.option.notes):
        return None
    return msg("Competent court, with its address")


def _ways(demand: Demand) -> Iterator[Message]:
    """Yield the procedure to follow with its forms, what to know about it, and others."""
    lead = leading(demand.recovery)
    if demand.order is not None and demand.order.why_not is not None:
        yield msg("An order for payment is not available: {why}", why=demand.order.why_not)
    if lead is None:
        return
    option = lead.option
    if option.called:
        yield msg("Procedure: {option}", option=option.title)
    for form in lead.forms:
        yield msg("Form: {form}", form=form)
    for message in (*lead.conditions, *lead.limits):
        yield msg("Note: {message}", message=message)
    if option.sources:
        sources, verified = option.sources, option.verified
        yield msg("Basis: {sources} ({verified})", sources=sources, verified=verified)
    else:
        yield msg(
            "No procedure is known for this debtor: ask a lawyer which court and which form to use."
        )
    for other in others(demand.recovery):
        title = other.option.title
        forms = list(other.forms)
        yield msg("Also possible: {option}, form {forms}", option=title, forms=forms)
