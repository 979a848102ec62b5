"""Ledgers of unusual shapes: each is one thing that there may be many of.

A shape is a function from a number to the text of a ledger. ``SHAPES`` has all of them by name;
:mod:`tests.benchmarks.test_growth` checks that the work grows no faster than the number.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

AS_OF = datetime.date(2026, 6, 30)
OWN = "Assets:Clients:Acme"
HEAD = """
2020-01-01 custom "relance" "creditor"
  country: "FR"
2020-01-01 open Assets:Clients:Acme EUR
  name: "Acme SARL"
  country: "FR"
2020-01-01 open Assets:Clients:Bolt
2020-01-01 open Assets:Receivable
2020-01-01 open Assets:Bank
2020-01-01 open Assets:Virements-Internes
2020-01-01 open Income:Sales
2020-01-01 open Expenses:Losses
2020-01-01 open Liabilities:Tax
2020-01-01 open Equity:Opening
"""
Shape = Callable[[int], str]


def _day(number: int, first: int = 0) -> datetime.date:
    """A day of the year before the report, the same for numbers a year apart."""
    return datetime.date(2025, 1, 1) + datetime.timedelta(days=first + number % 300)


def invoice(
    number: int,
    *,
    account: str = OWN,
    who: str = "Acme",
    link: str | None = None,
    text: str = "Goods",
    amount: int = 100,
    meta: str = "",
) -> str:
    """A sale; without ``link`` its own number is the link."""
    named = f" ^F{number:05}" if link is None else link
    return (
        f'{_day(number)} * "{who}" "{text}"{named}\n{meta}'
        f"  {account}  {amount}.00 EUR\n  Income:Sales  -{amount}.00 EUR\n"
    )


def payment(
    number: int,
    *,
    account: str = OWN,
    who: str = "Acme",
    link: str | None = None,
    text: str = "Transfer",
    amount: int = 100,
    other: str = "Assets:Bank",
) -> str:
    """A credit; money, unless ``other`` says otherwise. A negative amount takes it back."""
    named = f" ^F{number:05}" if link is None else link
    return (
        f'{_day(number, 40)} * "{who}" "{text}"{named}\n'
        f"  {other}  {amount}.00 EUR\n  {account}  -{amount}.00 EUR\n"
    )


def remark(number: int, kind: str, link: str, meta: str = "", account: str = OWN) -> str:
    """A note of what was done or said."""
    return f'{_day(number, 100)} note {account} "{kind}"{link}\n  relance: "{kind}"\n{meta}'


def _each(count: int, *parts: Callable[[int], str]) -> str:
    return HEAD + "".join(part(number) for number in range(count) for part in parts)


def _accounts(count: int, name: Callable[[int], str], meta: str = "") -> str:
    return "".join(
        f"{_day(number)} open Assets:Clients:{name(number)}\n{meta}" for number in range(count)
    )


def open_invoices(count: int) -> str:
    return _each(count, invoice)


def invoices_not_due_yet(count: int) -> str:
    """Each will have its courtesy note, as nothing is late."""
    return HEAD + "".join(
        f'{AS_OF - datetime.timedelta(days=1 + number % 25)} * "Acme" "Goods" ^F{number:05}\n'
        f"  {OWN}  {5000 + number}.00 EUR\n  Income:Sales\n"
        for number in range(count)
    )


def small_open_invoices(count: int) -> str:
    return '2020-01-01 custom "relance" "min-amount" 150.00 EUR\n' + _each(count, invoice)


def open_invoices_with_a_note_each(count: int) -> str:
    return _each(count, invoice, lambda n: remark(n, "reminder", f" ^F{n:05}"))


def open_invoices_with_a_promise_each(count: int) -> str:
    until = "  until: 2026-05-20\n"
    return _each(count, invoice, lambda n: remark(n, "promise", f" ^F{n:05}", until))


def open_invoices_with_a_dispute_each(count: int) -> str:
    return _each(count, invoice, lambda n: remark(n, "dispute", f" ^F{n:05}"))


def open_invoices_with_a_dispute_of_a_part_and_a_promise_each(count: int) -> str:
    part, until = "  amount: 10.00 EUR\n", "  until: 2026-05-20\n"
    return _each(
        count,
        invoice,
        lambda n: remark(n, "dispute", f" ^F{n:05}", part),
        lambda n: remark(n, "promise", f" ^F{n:05}", until),
    )


def open_invoices_with_a_waiver_each(count: int) -> str:
    return _each(count, invoice, lambda n: remark(n, "waiver", f" ^F{n:05}"))


def one_promise_for_all(count: int) -> str:
    meta = f"  until: 2026-06-20\n  amount: {100 * count}.00 EUR\n"
    return _each(count, invoice) + remark(299, "promise", "", meta)


def one_plan_for_all(count: int) -> str:
    half = f"{50 * count}.00 EUR"
    meta = f'  plan: "2026-06-05 {half}, 2026-07-05 {half}"\n'
    return _each(count, invoice) + remark(299, "plan", "", meta)


def one_reminder_for_all(count: int) -> str:
    return _each(count, invoice) + remark(299, "reminder", "")


def a_plan_of_many_instalments(count: int) -> str:
    days = (datetime.date(2026, 1, 1) + datetime.timedelta(days=n) for n in range(count))
    plan = ", ".join(f"{day} 100.00 EUR" for day in days)
    whole = invoice(0, amount=100 * count)
    return HEAD + whole + remark(0, "plan", " ^F00000", f'  plan: "{plan}"\n')


def many_notes_on_one_invoice(count: int) -> str:
    return HEAD + invoice(0) + "".join(remark(n, "call", " ^F00000") for n in range(count))


def unreadable_notes(count: int) -> str:
    return HEAD + invoice(0) + "".join(remark(n, f"cal{n}", " ^F00000") for n in range(count))


def refunds_and_credits(count: int) -> str:
    return _each(
        count,
        lambda n: payment(n, link=""),
        lambda n: payment(n, link="", amount=-100, text="Refund"),
    )


def refunds_of_other_amounts(count: int) -> str:
    return _each(
        count,
        lambda n: payment(n, link="", amount=100 + n),
        lambda n: payment(n, link="", amount=-(30 + n), text="Refund"),
    )


def payments_returned(count: int) -> str:
    return _each(
        count, invoice, payment, lambda n: payment(n, amount=-100, text="Returned direct debit")
    )


def payments_returned_without_a_number(count: int) -> str:
    returned = "Returned direct debit"
    return _each(
        count, invoice, payment, lambda n: payment(n, link="", amount=-100, text=f"{returned} {n}")
    )


def nameless_payments_returned(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, amount=100 + n),
        lambda n: invoice(n, link=f" ^G{n:05}", amount=9000 + n),
        lambda n: invoice(n, link=f" ^H{n:05}", amount=18000 + n),
        lambda n: payment(n, link="", amount=100 + n),
        lambda n: payment(n, link="", amount=-100 - n, text="Returned direct debit"),
    )


def payments_returned_with_costs(count: int) -> str:
    return _each(
        count,
        lambda n: payment(n, link=""),
        lambda n: payment(n, link="", amount=-105, text="Returned direct debit"),
    )


def invoices_paid_twice(count: int) -> str:
    return _each(count, invoice, payment, lambda n: payment(n, text=f"Transfer F{n:05}"))


def credits_on_another_customer(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, account="Assets:Clients:Bolt", who="Bolt"))


def invoices_entered_twice(count: int) -> str:
    return _each(count, invoice, invoice)


def a_project_link_on_everything(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, link=f" ^F{n:05} ^project-x"),
        lambda n: payment(n, link=" ^project-x"),
    )


def unlinked_of_one_customer(count: int) -> str:
    return _each(count, lambda n: invoice(n, link=""), lambda n: payment(n, link=""))


def unlinked_of_many_customers(count: int) -> str:
    accounts = _accounts(count, lambda n: f"C{n:05}")
    return accounts + _each(
        count,
        lambda n: invoice(n, link="", account=f"Assets:Clients:C{n:05}"),
        lambda n: payment(n, link="", account=f"Assets:Clients:C{n:05}"),
    )


def payments_of_any_amount(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, amount=1000 + 7 * n),
        lambda n: payment(n, link="", amount=900 + 5 * n),
    )


def partly_disputed_invoices_paid_in_turn(count: int) -> str:
    """What is disputed of each stays open while the later ones are paid."""
    return _each(
        4 * count,  # what is quadratic in it is little for few
        lambda n: invoice(n, amount=1000 + 7 * n),
        lambda n: remark(n, "dispute", f" ^F{n:05}", "  amount: 13.00 EUR\n"),
        lambda n: payment(n, link="", amount=900 + 5 * n),
    )


def partly_disputed_invoices_on_two_accounts(count: int) -> str:
    return "2020-01-01 open Assets:Receivable:Acme\n" + _each(
        4 * count,
        lambda n: invoice(n, amount=1000 + 7 * n, account=_one_of_two(n)),
        lambda n: remark(n, "dispute", f" ^F{n:05}", "  amount: 13.00 EUR\n"),
        lambda n: payment(n, link="", amount=900 + 5 * n, account=_one_of_two(n)),
    )


def _one_of_two(number: int) -> str:
    return "Assets:Receivable:Acme" if number % 2 else OWN


def payments_of_two_invoices(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, amount=1000 + 7 * n),
        lambda n: payment(n, link="", amount=2000 + 7 * (2 * n + 1)),
    )


def numbers_in_narrations(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, link="", text=f"Invoice F{n:05}"),
        lambda n: payment(n, link="", text=f"Transfer F{n:05}"),
    )


def numbers_by_a_pattern(count: int) -> str:
    setting = '2020-01-01 custom "relance" "reference-pattern" "F\\d{5}"\n'
    return setting + numbers_in_narrations(count)


def numbers_written_in_another_way(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, link="", text=f"Transfer f {n:05}"))


def a_chain_of_customers(count: int) -> str:
    """What each has bought names an invoice of the next; all of the first must be read."""
    own = [f"Assets:Clients:C{n:05}" for n in range(count)]
    return (
        '2020-01-01 custom "relance" "reference-pattern" "F\\d{5}"\n'
        + _accounts(count, lambda n: f"C{n:05}")
        + _each(
            count,
            lambda n: invoice(n, account=own[n], text=f"As F{n + 1:05}"),
            lambda n: payment(n, account=own[n], link=""),
        )
        + payment(0, account=own[0], link="", amount=-50, text="Loan")
    )


def numbers_in_metadata(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, link="", meta=f'  invoice: "F{n:05}"\n'),
        lambda n: payment(n, link="").replace("\n", f'\n  invoice: "F{n:05}"\n', 1),
    )


def payees_of_a_shared_account(count: int) -> str:
    shared = "Assets:Receivable"
    return _each(
        count,
        lambda n: invoice(n, account=shared, who=f"Firm {n}"),
        lambda n: payment(n, account=shared, who=f"FIRM {n} LTD", link="", amount=60),
    )


def part_payments_of_one_invoice(count: int) -> str:
    whole = invoice(0, amount=200 * count)
    return HEAD + whole + "".join(payment(n, link=" ^F00000") for n in range(count))


def invoices_with_part_payments(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, amount=40), lambda n: payment(n, amount=30))


def one_payment_for_all(count: int) -> str:
    links = "".join(f" ^F{n:05}" for n in range(count))
    return _each(count, invoice) + payment(0, link=links, amount=60 * count)


def credit_notes(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, other="Income:Sales", amount=40))


def write_offs(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, other="Expenses:Losses", amount=40))


def opening_balances(count: int) -> str:
    return _each(count, lambda n: payment(n, other="Equity:Opening", amount=-100, link=""))


def moved_to_another_account(count: int) -> str:
    doubtful = "Assets:Clients-Douteux:Acme"
    return f"2020-01-01 open {doubtful}\n" + _each(
        count, invoice, lambda n: payment(n, other=doubtful, text="Transfer to doubtful")
    )


def money_in_suspense(count: int) -> str:
    return _each(
        count,
        invoice,
        lambda n: (
            f'{_day(n, 40)} * "Acme" "Transfer {n}"\n'
            "  Assets:Bank  100.00 EUR\n  Assets:Virements-Internes  -100.00 EUR\n"
        ),
    )


def money_of_any_amount_in_suspense(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, amount=1000 + 7 * n),
        lambda n: (
            f'{_day(n, 40)} * "Acme" "Transfer {n}"\n'
            f"  Assets:Bank  {900 + 5 * n}.00 EUR\n"
            f"  Assets:Virements-Internes  -{900 + 5 * n}.00 EUR\n"
        ),
    )


def customers_opened_all_along(count: int) -> str:
    names = _accounts(count, lambda n: f"C{n:05}", '  country: "FR"\n')
    return names + _each(count, lambda n: invoice(n, account=f"Assets:Clients:C{n:05}"))


def misspelt_customers(count: int) -> str:
    names = _accounts(count, lambda n: f"Customer{n:05}")
    wrong = (
        f'{_day(n)} custom "relance" "customer" "Custmer{n:05}"\n  name: "N"\n'
        for n in range(count)
    )
    return HEAD + names + "".join(wrong)


def late_interest_invoiced(count: int) -> str:
    account = "Income:Penalites-De-Retard"
    return f"2020-01-01 open {account}\n" + _each(
        count, invoice, lambda n: payment(n, other=account, amount=-3, text="Late interest")
    )


def a_narration_of_dashes(count: int) -> str:
    return HEAD + invoice(0, text="-" * count) + payment(1, link="", text="-" * count)


def a_narration_of_numbers(count: int) -> str:
    text = " ".join(f"F{n:05}" for n in range(count // 5))
    return HEAD + invoice(0, text=text) + invoice(1) + payment(2, link="", text=text)


def receipts_posted_to_income(count: int) -> str:
    """Of the amount and the payer of an open invoice, which some of them name as well."""
    return _each(
        count,
        invoice,
        lambda n: payment(n, account="Income:Sales", link="", text=f"Transfer {n}"),
        lambda n: payment(n, account="Income:Sales", link="", text=f"Transfer F{n:05}", amount=60),
    )


def receipts_of_strangers(count: int) -> str:
    """Of any amount, most of which no invoice has, by people who owe nothing."""
    return _each(
        count,
        lambda n: invoice(n, amount=1000 + 7 * n),
        lambda n: payment(n, account="Income:Sales", who=f"Guest {n}", link="", amount=900 + 5 * n),
    )


def equal_invoices_told_by_words(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, text=f"Rent of flat {n}"),
        lambda n: payment(n, link="", text=f"Rent flat {n}"),
    )


def equal_invoices_told_by_months(count: int) -> str:
    months = ("January", "February", "March", "April", "May", "June")
    return _each(
        count,
        lambda n: invoice(n, text=f"Rent {months[n % 6]} {2026 + n // 6}"),
        lambda n: payment(n, link="", text=f"{months[n % 6]} {2026 + n // 6} rent"),
    )


def equal_invoices_told_by_nothing(count: int) -> str:
    return _each(
        count,
        lambda n: invoice(n, text=f"Rent of flat {n}"),
        lambda n: payment(n, link="", text="Rent of a flat"),
    )


def customers_closed_and_opened_again(count: int) -> str:
    own = [f"Assets:Clients:C{n:05}" for n in range(count)]
    entries = "".join(
        f'{day} * "Year-end {what}"\n'
        + "".join(f"  {account}  {100 * sign}.00 EUR\n" for account in own)
        + f"  Equity:Opening  {-100 * sign * count}.00 EUR\n"
        for what, day, sign in (("closing", "2025-12-31", -1), ("opening", "2026-01-01", 1))
    )
    accounts = _accounts(count, lambda n: f"C{n:05}")
    return accounts + _each(count, lambda n: invoice(n, account=own[n])) + entries


def closings_of_one_customer(count: int) -> str:
    """Closed on the last day of each month, and opened again on the next one."""
    months = (datetime.date(1950 + n // 12, 1 + n % 12, 1) for n in range(1, count))
    entries = "".join(
        f'{date} * "{what}"\n  {OWN}  {sign}100.00 EUR\n  Equity:Opening  {other}100.00 EUR\n'
        for day in months
        for what, date, sign, other in (
            ("Closing", day - datetime.timedelta(days=1), "-", ""),
            ("Opening", day, "", "-"),
        )
    )
    return HEAD + invoice(0).replace(str(_day(0)), "1950-01-02", 1) + entries


def one_entry_of_many_customers(count: int) -> str:
    """Their sales in one entry, and what they paid, less a fee, in another."""
    own = [f"Assets:Clients:C{n:05}" for n in range(count)]
    sold = "".join(f"  {each}  100.00 EUR\n  Income:Sales  -100.00 EUR\n" for each in own)
    paid = "".join(f"  {each}  -60.00 EUR\n" for each in own)
    return (
        HEAD
        + _accounts(count, lambda n: f"C{n:05}")
        + f'2026-03-01 * "Subscriptions"\n{sold}2026-04-01 * "Direct debits"\n{paid}'
        + f"  Assets:Bank  {59 * count}.00 EUR\n  Expenses:Bank-Fees  {count}.00 EUR\n"
    )


def credit_notes_of_many_customers(count: int) -> str:
    own = [f"Assets:Clients:C{n:05}" for n in range(count)]
    back = "".join(f"  {each}  -40.00 EUR\n  Income:Sales  40.00 EUR\n" for each in own)
    sales = _each(count, lambda n: invoice(n, account=own[n]))
    return _accounts(count, lambda n: f"C{n:05}") + sales + f'2026-04-01 * "Rebates"\n{back}'


def payees_of_customers_without_a_name(count: int) -> str:
    return _accounts(count, lambda n: f"Firm{n:05}") + _each(
        count,
        lambda n: invoice(n, account=f"Assets:Clients:Firm{n:05}", who=f"Firm{n:05} and Sons"),
    )


def many_payees_of_one_customer(count: int) -> str:
    bolt = "Assets:Clients:Bolt"
    return _each(count, lambda n: invoice(n, account=bolt, who=f"Bolt {n}"))


def retentions(count: int) -> str:
    setting = '2020-01-01 custom "relance" "retention" "5 % 1 year"\n'
    return setting + _each(count, invoice, lambda n: payment(n, amount=95))


def retentions_of_payments_without_a_number(count: int) -> str:
    setting = '2020-01-01 custom "relance" "retention" "5 % 1 year"\n'
    return setting + _each(
        count,
        lambda n: invoice(n, amount=1000 + 20 * n),
        lambda n: payment(n, link="", amount=950 + 19 * n),
    )


def payments_with_texts_of_a_bank(count: int) -> str:
    """Each with words and numbers of its own, none of which names an invoice."""
    return _each(
        count,
        lambda n: invoice(n, amount=100 + 7 * n),
        lambda n: payment(
            n,
            link="",
            text=f"VIR SEPA RECU /DE ACME SARL /MOTIF VIFS MERCIS /REF Q{7 * n:06}Z /BEN NOUS",
            amount=100 + 7 * n,
        ),
    )


def payments_that_state_a_deduction(count: int) -> str:
    return _each(count, invoice, lambda n: payment(n, amount=90, text="Transfer less TDS"))


def payments_on_one_of_two_accounts(count: int) -> str:
    sites = [f"{OWN}:Site{letter}" for letter in "AB"]
    opened = "".join(f"2020-01-01 open {site}\n" for site in sites)
    return opened + _each(
        count,
        lambda n: invoice(n, account=sites[n % 2]),
        lambda n: payment(n, link="", account=sites[n % 2], amount=60 + n % 7),
    )


SHAPES: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (
        open_invoices,
        invoices_not_due_yet,
        small_open_invoices,
        open_invoices_with_a_note_each,
        open_invoices_with_a_promise_each,
        open_invoices_with_a_dispute_each,
        open_invoices_with_a_dispute_of_a_part_and_a_promise_each,
        open_invoices_with_a_waiver_each,
        one_promise_for_all,
        one_plan_for_all,
        one_reminder_for_all,
        a_plan_of_many_instalments,
        many_notes_on_one_invoice,
        unreadable_notes,
        refunds_and_credits,
        refunds_of_other_amounts,
        payments_returned,
        payments_returned_without_a_number,
        nameless_payments_returned,
        payments_returned_with_costs,
        invoices_paid_twice,
        credits_on_another_customer,
        invoices_entered_twice,
        a_project_link_on_everything,
        unlinked_of_one_customer,
        unlinked_of_many_customers,
        payments_of_any_amount,
        partly_disputed_invoices_paid_in_turn,
        partly_disputed_invoices_on_two_accounts,
        payments_of_two_invoices,
        numbers_in_narrations,
        numbers_by_a_pattern,
        numbers_written_in_another_way,
        a_chain_of_customers,
        numbers_in_metadata,
        payees_of_a_shared_account,
        part_payments_of_one_invoice,
        invoices_with_part_payments,
        one_payment_for_all,
        credit_notes,
        write_offs,
        opening_balances,
        moved_to_another_account,
        money_in_suspense,
        money_of_any_amount_in_suspense,
        customers_opened_all_along,
        misspelt_customers,
        late_interest_invoiced,
        a_narration_of_dashes,
        a_narration_of_numbers,
        receipts_posted_to_income,
        receipts_of_strangers,
        equal_invoices_told_by_words,
        equal_invoices_told_by_months,
        equal_invoices_told_by_nothing,
        customers_closed_and_opened_again,
        closings_of_one_customer,
        one_entry_of_many_customers,
        credit_notes_of_many_customers,
        payees_of_customers_without_a_name,
        many_payees_of_one_customer,
        retentions,
        retentions_of_payments_without_a_number,
        payments_with_texts_of_a_bank,
        payments_that_state_a_deduction,
        payments_on_one_of_two_accounts,
    )
}
"""The shapes by name."""
