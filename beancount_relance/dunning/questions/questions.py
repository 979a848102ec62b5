"""Questions that the user must answer before a customer is chased.

Four situations hold back every reminder of an item, before its day as well: nothing is announced
that would be held when its day comes, and no other reminder takes the item along:

* *unknown customer*: an invoice on an account shared by several customers names nobody.
* *unknown payer*: such an account has a credit from a payee without an invoice. It may be the
  customer's payment under an unknown name.
* *several payees*: invoices on one customer's account are made out to several payees. A
  customer must not learn what another one owes. It also lasts while a payment of unknown purpose
  has settled one payee's invoices and another's were open.
* *unknown due date*: a due date or payment terms cannot be read, or a key that is not read seems to
  hold a later one. The day that stands in for it is
  not one to demand a payment by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.decision import Decision, waiting_text
from beancount_relance.dunning.questions.unknown_payers import who_may_have_paid
from beancount_relance.dunning.questions.unread_keys import unread_key
from beancount_relance.dunning.questions.unsurely_paid import unsurely_paid
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.codes import Code
from beancount_relance.language.messages import Message, Source, msg, nmsg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.name_spellings import distinct_names
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Allocation, Item, ItemKey, OpenCredit

UNKNOWN_CUSTOMER: Final = "unknown-customer"
UNKNOWN_PAYER: Final = "unknown-payer"
SEVERAL_PAYEES: Final = "several-payees"
UNKNOWN_DUE_DATE: Final = "unknown-due-date"


class Question(Struct, frozen=True):
    """A question to answer before some items are chased.

    Attributes:
        why: a key of :data:`~beancount_relance.dunning.waiting_reasons.WAITING_REASONS`, and
            its code.
        customer: the payer, or the customer of the account.
        message: the question, and how to answer it in the ledger.
        fact: the underlying fact, for the reasons of an item.
        source: the posting that it is about.
        items: the keys of the items that wait for the answer.
        is_told: whether another message says the same.
    """

    why: Code
    customer: str
    message: Message
    fact: Message
    source: Source
    items: frozenset[ItemKey]
    is_told: bool = False


class Fact(Protocol):
    """What is told of some items without holding them back, such as unexplained money."""

    @property
    def items(self) -> Collection[ItemKey]:
        """The keys of the items."""

    @property
    def message(self) -> Message:
        """What is told."""

    @property
    def source(self) -> Source:
        """The posting that it is about."""


def questions(
    allocation: Allocation,
    accounts: ReceivableAccounts,
    customers: Customers,
    invoiced: Collection[str],
) -> list[Question]:
    """Return the open questions.

    Args:
        allocation: the open items and credits.
        accounts: the receivable accounts and their customers.
        customers: the customers by id.
        invoiced: the ids of all customers who have or had invoices.
    """
    owed = [item for item in allocation.items if item.is_open]
    return [
        *_unknown_customers(owed, accounts),
        *_unknown_payers(owed, allocation.credits, accounts, customers, invoiced),
        *_several_payees(allocation, owed, InvoicedPayees(accounts, customers)),
        *_unknown_due_dates(owed),
    ]


def ask_first(
    decisions: Iterable[Decision],
    asked: Iterable[Question],
    facts: Iterable[Fact],
) -> list[Decision]:
    """Let the decisions about items with an open question wait, however far off their day is.

    A fact about money that an item has to do with is one of its reasons, but holds nothing.
    """
    money: dict[ItemKey, list[Reason]] = defaultdict(list)
    for each in facts:
        for key in each.items:
            money[key].append(Reason(each.message, each.source))
    questions_about: dict[ItemKey, list[Question]] = defaultdict(list)
    for question in asked:
        for key in question.items:
            questions_about[key].append(question)
    return [
        _asked(decision, money.get(key, ()), questions_about.get(key, ()))
        for decision in decisions
        for key in (decision.item.key,)
    ]


def _asked(decision: Decision, money: Sequence[Reason], asked: Sequence[Question]) -> Decision:
    facts = (*money, *(Reason(question.fact, question.source) for question in asked))
    if not facts:
        return decision
    *chain, last = decision.chain
    if not asked or decision.due_on is None:
        return replace(decision, chain=(*chain, *facts, last), asked=bool(asked))
    why = asked[0].why
    chain += [*facts, Reason(waiting_text(why, None))]
    return replace(decision, stage=None, due_on=None, why=why, chain=tuple(chain), asked=True)


def _unknown_customers(owed: Iterable[Item], accounts: ReceivableAccounts) -> Iterable[Question]:
    by_account: dict[str, list[Item]] = defaultdict(list)
    for item in owed:
        invoice = item.invoice
        is_unnamed = not invoice.payee or accounts.names_nobody(invoice.payee)
        if is_unnamed and accounts.is_nobody(invoice.customer, invoice.entered_on):
            by_account[invoice.entered_on].append(item)
    for account, items in by_account.items():
        text = nmsg(
            "an invoice on {account} names no customer and is not chased: write its payee or "
            "“customer:”; if the account is that of one customer, shared: FALSE below its “open”",
            "{count} invoices on {account} name no customer and are not chased: write their payee "
            "or “customer:”; if the account is that of one customer, shared: FALSE below its "
            "“open”",
            len({item.invoice.source for item in items}),
            account=account,
        )
        fact = msg("it is on {account}, which several share, and names nobody", account=account)
        keys = frozenset(item.key for item in items)
        yield Question(
            UNKNOWN_CUSTOMER, items[0].invoice.customer, text, fact, items[0].invoice.source, keys
        )


def _unknown_payers(
    owed: Sequence[Item],
    credits_: Iterable[OpenCredit],
    accounts: ReceivableAccounts,
    customers: Customers,
    invoiced: Collection[str],
) -> Iterable[Question]:
    by_account: dict[tuple[str, str], dict[str, list[Item]]] = defaultdict(dict)
    for item in owed:
        invoice = item.invoice
        debtors = by_account[invoice.entered_on, invoice.currency]
        debtors.setdefault(invoice.customer, []).append(item)
    for left in credits_:
        credit = left.credit
        if credit.certain or credit.customer in invoiced or credit.customer in accounts.names.known:
            continue
        debtors = by_account.get((credit.account, credit.currency), {})
        if debtors:
            payee = credit.customer
            if accounts.is_nobody(payee, credit.account):
                payee = ""
            theirs = [item for each in debtors.values() for item in each]
            items = [item for item in theirs if item.invoice.reference in credit.others]
            together: Sequence[str] = ()
            if not items and payee and credit.on_behalf in debtors:
                items = debtors[credit.on_behalf]
            elif not items:  # it quotes no open invoice
                payers = who_may_have_paid(left, payee, debtors, customers)
                items = [item for name in payers.names for item in debtors[name]]
                together = payers.together
            yield _about_payer(left, payee, items, together)


def _about_payer(
    left: OpenCredit, payee: str, items: Sequence[Item], together: Sequence[str]
) -> Question:
    credit = left.credit
    facts = {"amount": Amount(left.amount, credit.currency), "date": credit.date}
    quoted = [item.invoice for item in items if item.invoice.reference in credit.others]
    owners = sorted({invoice.customer for invoice in quoted})
    if len(owners) > 1 and len({invoice.reference for invoice in quoted}) > 1:
        text = msg(
            "a credit of {amount} quotes invoices of {owners}; their reminders wait: divide it "
            "into one posting for each, with “customer:” and “invoice:”",
            owners=owners,
            **facts,
        )
    elif together:
        text = msg(
            "a credit of {amount} on {account} is exactly what several of these owe together: "
            "{owners}; their reminders wait: divide it into one posting for each, with "
            "“customer:”, or say who paid",
            account=credit.account,
            owners=together,
            **facts,
        )
    elif payee:
        text = msg(
            "“{payee}” has paid {amount} and has no invoice on {account}; reminders of what "
            "it may have paid wait: say who paid with “customer:” here, or with “payees:” on "
            "the customer",
            account=credit.account,
            payee=payee,
            **facts,
        )
    else:
        text = msg(
            "a credit of {amount} on {account} names nobody; reminders of what it may have paid "
            "wait: say who paid, as payee or with “customer:”",
            account=credit.account,
            **facts,
        )
    if payee:
        fact = msg(
            "{amount} from “{payee}”, who has no invoice, was received on {date}",
            payee=payee,
            **facts,
        )
    else:
        fact = msg("a credit of {amount} of {date} on the same account names nobody", **facts)
    keys = frozenset(item.key for item in items)
    return Question(UNKNOWN_PAYER, credit.customer, text, fact, credit.source, keys)


def _several_payees(
    allocation: Allocation, owed: Iterable[Item], payees: InvoicedPayees
) -> Iterable[Question]:
    by_customer: dict[str, list[Item]] = defaultdict(list)
    for item in owed:
        if payees.of(item.invoice) is not None:
            by_customer[item.invoice.customer].append(item)
    paid = unsurely_paid(allocation, payees, by_customer) if by_customer else {}
    for name, items in by_customer.items():
        first = min(item.invoice.date for item in items)
        rivals = [item for item, day in paid.get(name, ()) if first <= day]
        written = dict.fromkeys(item.invoice.payee or "" for item in (*items, *rivals))
        if len(written) == 1:
            continue
        theirs = {payee for payee in written if not payees.is_stranger(payee, name)}
        strangers = distinct_names(payee for payee in written if payee not in theirs)
        if len(strangers) + bool(theirs) <= 1:
            continue
        yield _about_payees(name, items, rivals, strangers)


def _about_payees(
    name: str, items: Sequence[Item], rivals: Sequence[Item], strangers: Sequence[str]
) -> Question:
    account = items[0].invoice.entered_on
    example = Message("{names}", {"names": "; ".join(strangers)})
    text = msg(
        "invoices on {account} are made out to several payees, so nothing goes out: if they are "
        'one customer, write payees: "{example}" below the account\'s “open”; if not, shared: TRUE',
        account=account,
        example=example,
    )
    others = [i for i in (*items, *rivals) if i.invoice.payee != items[0].invoice.payee]
    other = others[0].invoice.source
    fact = msg(
        "invoices to other payees are on this account as well ({file}:{line})",
        file=Path(other.file).name,
        line=other.line,
    )
    keys = frozenset(item.key for item in items)
    return Question(SEVERAL_PAYEES, name, text, fact, items[0].invoice.source, keys)


def _unknown_due_dates(owed: Iterable[Item]) -> Iterable[Question]:
    for item in owed:
        invoice = item.invoice
        if invoice.due_presumed:
            text = _unread(invoice)
            yield Question(
                UNKNOWN_DUE_DATE,
                invoice.customer,
                text,
                text,
                invoice.source,
                frozenset((item.key,)),
                # as an error where it is written
                is_told=not invoice.is_retention and invoice.unknown_key is None,
            )


def _unread(invoice: Invoice) -> Message:
    """Return why nobody knows when an invoice is due, and what to write."""
    if invoice.is_retention:
        return msg(
            "{amount} of {invoice} is retention money, and the ledger does not say when it is due: "
            "write “due:” on its posting, or the setting “retention” with a percentage and a time, "
            "such as “5 % 1 year”",
            amount=Amount(invoice.amount, invoice.currency),
            invoice=invoice.reference,
        )
    if invoice.unknown_key is not None:
        return unread_key(invoice, invoice.unknown_key)
    return msg(
        "its due date or payment terms cannot be read, so {due} only stands in for the "
        "day agreed on: correct them, or write “due:” on the invoice",
        due=invoice.due,
    )
