"""Loose money that may pay open invoices, and what is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from beancount_relance.dunning.questions.loose_money import LooseMoney
from beancount_relance.dunning.questions.questions import Question
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item

POSSIBLE_PAYMENT: Final = "possible-payment"


class PossiblePayment(Struct, frozen=True):
    """Loose money, and the sets of one customer's open items that it may pay.

    Attributes:
        money: the receipt.
        customer: the customer.
        sets: the likely answers; each is a set of items.
        fact: what speaks for it, for the reasons of an item.
    """

    money: LooseMoney
    customer: str
    sets: Sequence[Sequence[Item]]
    fact: Message

    @property
    def items(self) -> Sequence[Item]:
        """The items whose reminders wait, each once."""
        return list({item.key: item for each in self.sets for item in each}.values())

    @property
    def question(self) -> Question:
        """What to ask about it."""
        money, items = self.money, self.items
        references = references_of(items)
        facts = {
            "invoices": references,
            "first": references[0],
            "amount": money.amount,
            "date": money.date,
            "account": money.account,
        }
        is_own = money.customer == self.customer
        in_currency = money.amount.currency == items[0].invoice.currency
        if is_own and not (in_currency or money.refers):
            text = msg(
                "{amount} of {date} on {account} may pay {invoices}, whose reminders wait: post it "
                "in {currency} at the exchange rate of the payment, or record “still-owed” for "
                "{first} if it is for something else",
                currency=items[0].invoice.currency,
                **facts,
            )
            return self._asked(text, is_told=False)
        is_for_others = money.is_on_behalf or bool(money.others)
        if is_for_others and not is_own and money.account == items[0].invoice.account:
            text = msg(
                "{amount} of {date} on {account} may pay {invoices}, whose reminders wait: write "
                "“customer:” here with the name of who owes it, or record “still-owed” for {first} "
                "if it is for something else",
                **facts,
            )
            return self._asked(text, is_told=False)
        text = msg(
            "{amount} of {date} on {account} may pay {invoices}, whose reminders wait: post it on "
            "{receivable} with ^{first}, or record “still-owed” for {first} if it is for something "
            "else",
            receivable=items[0].invoice.account,
            **facts,
        )
        # on the customer's account, what refers to an invoice in vain is unexplained money
        return self._asked(text, is_told=is_own)

    def _asked(self, text: Message, *, is_told: bool) -> Question:
        return Question(
            POSSIBLE_PAYMENT,
            self.customer,
            text,
            self.fact,
            self.money.source,
            frozenset(item.key for item in self.items),
            is_told=is_told,
        )
