"""The registry of the ways in which an invoice is settled: paid, credited, written off and so on.

What stands against a credit tells its kind; ``credit_kinds`` has the rules. A new kind is a row
here, with its labels in French in ``language/locale/fr.po``.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from beancount_relance.language.messages import Message, msg

PAYMENT = "payment"
CREDIT_NOTE = "credit-note"
WRITTEN_OFF = "write-off"
APPLIED_DEPOSIT = "advance"
GIVEN_DISCOUNT = "discount"
DEDUCTED_FEE = "bank-fee"
EXCHANGE_DIFFERENCE = "exchange-difference"
TRANSFERRED = "transfer"
REVERSAL = "reversal"
OTHERWISE = "other"


class SettlementKind(Struct, frozen=True):
    """One way in which an invoice, or a part of it, is settled.

    Attributes:
        name: its name in JSON.
        title: what it is called.
        fact: a sentence with ``{amount}`` and ``{date}``.
        never_owed: whether the amount turns out never to have been owed, and so never to have
            borne interest.
        is_internal: whether it is an entry in our books alone, which a statement of account calls
            an adjustment.
        is_loss: whether we may have got nothing for it.
    """

    name: str
    title: Message
    fact: Message
    never_owed: bool = False
    is_internal: bool = False
    is_loss: bool = False


SETTLEMENT_KINDS: Mapping[str, SettlementKind] = {
    kind.name: kind
    for kind in (
        SettlementKind(PAYMENT, msg("payment"), msg("{amount} paid on {date}")),
        SettlementKind(
            CREDIT_NOTE,
            msg("credit note"),
            msg("{amount} by credit note on {date}"),
            never_owed=True,
        ),
        SettlementKind(
            WRITTEN_OFF,
            msg("written off"),
            msg("{amount} written off on {date}"),
            is_internal=True,
            is_loss=True,
        ),
        SettlementKind(
            APPLIED_DEPOSIT, msg("deposit applied"), msg("deposit of {amount} applied on {date}")
        ),
        SettlementKind(
            GIVEN_DISCOUNT,
            msg("discount"),
            msg("discount of {amount} on {date}"),
            never_owed=True,
        ),
        SettlementKind(DEDUCTED_FEE, msg("bank fee"), msg("bank fee of {amount} on {date}")),
        SettlementKind(
            EXCHANGE_DIFFERENCE,
            msg("exchange difference"),
            msg("exchange difference of {amount} on {date}"),
            is_internal=True,
        ),
        SettlementKind(
            TRANSFERRED,
            msg("transfer"),
            msg("{amount} transferred on {date}"),
            is_internal=True,
        ),
        SettlementKind(
            REVERSAL, msg("payment reversed"), msg("payment of {amount} reversed on {date}")
        ),
        SettlementKind(
            OTHERWISE,
            msg("settled otherwise"),
            msg("{amount} settled otherwise on {date}"),
            is_internal=True,
            is_loss=True,
        ),
    )
}
"""All kinds by name."""

NEVER_OWED = frozenset(kind.name for kind in SETTLEMENT_KINDS.values() if kind.never_owed)
"""The kinds by which an amount turns out never to have been owed."""
LOSSES = frozenset(kind.name for kind in SETTLEMENT_KINDS.values() if kind.is_loss)
"""The kinds by which we may have got nothing."""
