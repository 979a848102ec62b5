"""Finds out to whom a case file is addressed, and what they ask for beyond the claim itself.

The first option that is available decides: in most countries an order for payment, for a public
body in France a statement of claim, and in insolvency proceedings the declaration of the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.report.option_costs import WeighedOption
from beancount_relance.report.recovery import Recovery

_DEBTOR, _COURT_TITLE = msg("Debtor"), msg("Court")
_COURT_PLACE = msg("Court at the debtor’s registered office or home")
_SIGNATORY = msg("place, date, signature and capacity of the signatory")
_REFERENCES = (msg("Contract or order number"), msg("Service code and commitment number"))


OPENING_JUDGMENT = msg("Proceedings, court and date of the judgment")
"""The field of a declaration that names the proceedings."""
_DECLARATION = "insolvency-claim"


class Addressee(Struct, frozen=True):
    """What an addressee wants to read.

    Attributes:
        party: the title of the section about the debtor.
        forum: the title of the section about the addressee.
        place: the field in it that names the addressee.
        references: fields about the debtor that the ledger does not have.
        reasons: fields that explain the claim.
        by_hand: what to add by hand at the end.
    """

    party: Message = _DEBTOR
    forum: Message = _COURT_TITLE
    place: Message = _COURT_PLACE
    references: tuple[Message, ...] = ()
    reasons: tuple[Message, ...] = ()
    by_hand: tuple[Message, ...] = (_SIGNATORY,)


_COURT = Addressee()
_ORDER = Addressee(
    by_hand=(
        msg("whether the case should go to court immediately if the debtor objects"),
        _SIGNATORY,
    )
)
_ADDRESSEES: Mapping[str, Addressee] = {
    "order-for-payment": _ORDER,
    "money-claim": _COURT,
    "european-order": _ORDER,
    "claim-statement": Addressee(
        party=msg("Public body"),
        forum=msg("Addressee"),
        place=msg("Person who represents the buyer in the contract"),
        references=_REFERENCES,
        reasons=(
            msg("Day on which the dispute arose"),
            msg("Reasons for the claim, item by item"),
            msg("Reply of the buyer so far"),
        ),
        by_hand=(msg("proof of sending and of receipt, with its date"), _SIGNATORY),
    ),
    "administrative-court": Addressee(
        party=msg("Public body"),
        place=msg("Administrative court at the place of performance or of the public body"),
        references=_REFERENCES,
        reasons=(msg("Request for payment that was refused, with its date"),),
    ),
    "traders-route": Addressee(
        forum=msg("Bailiff"), place=msg("Bailiff who serves the demand for payment")
    ),
    _DECLARATION: Addressee(
        forum=msg("Administrator"),
        place=msg("Administrator named in the judgment"),
        references=(OPENING_JUDGMENT,),
        reasons=(msg("Securities and retention of title"),),
    ),
    "court": _COURT,
}
"""The addressees by the option that leads to them, in the order of preference."""


def leading(recovery: Recovery) -> WeighedOption | None:
    """Return the option that a case file is made for, or ``None`` if none is available."""
    ways = {each.option.name: each for each in reversed(recovery.options) if each.why_not is None}
    return next((ways[name] for name in _ADDRESSEES if name in ways), None)


def is_declaration(option: WeighedOption | None) -> bool:
    """Return whether an option is the declaration of the claim in insolvency proceedings."""
    return option is not None and option.option.name == _DECLARATION


def others(recovery: Recovery) -> Iterable[WeighedOption]:
    """Yield the other options that are available and have a form of their own."""
    lead = leading(recovery)
    for each in recovery.options:
        if each.why_not is None and each.forms and each is not lead:
            yield each


def addressee_of(option: WeighedOption | None) -> Addressee:
    """Return what the addressee of an option wants to read; by default, what any court does."""
    return _ADDRESSEES.get(option.option.name, _COURT) if option is not None else _COURT
