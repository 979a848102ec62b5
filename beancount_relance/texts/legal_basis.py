"""Provides the law of a claim to templates: facts of its regime, and phrases in the language."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language
from beancount_relance.law.regime_words import PHRASES, RegimeWords, regime_words
from beancount_relance.law.regimes import regimes
from beancount_relance.texts.reminder_items import ReminderItem


class LawOfItems(Struct, frozen=True):
    """The law of some of the items of a text whose items are under several laws.

    Attributes:
        country: the name of the country, in the language of the text.
        items: the items of which charges are claimed under this law.
        citation: the articles on late interest, and on the fee if one is claimed.
    """

    country: str
    items: tuple[ReminderItem, ...]
    citation: str


class LegalBasis(RegimeWords, frozen=True):
    """What a text may say about the law; everything is empty if the law is unknown or mixed.

    Attributes:
        governing: the law in words, if it is not that of the customer's country.
        by_items: the law of each of the items, if charges are claimed under several laws.
        agreed_rate: whether the rate of the interest is that of the contract.
        from_notice: whether interest starts when the customer receives a formal notice.
        without_reminder: whether interest and fee are owed without any reminder.
        notice_interrupts: whether a formal notice interrupts the limitation period; ``None``
            if unknown.
    """

    governing: str = ""
    by_items: tuple[LawOfItems, ...] = ()
    agreed_rate: bool = False
    from_notice: bool = False
    without_reminder: bool = False
    notice_interrupts: bool | None = None


_OF_THE_COURTS = frozenset(
    ("order_for_payment", "court", "place", "gazette", "lodging", "solvency", "enforcement")
)
"""What holds before the courts of the country, not of every claim under its law."""


@functools.cache
def legal_basis(law: str | None, language: str, governing: str = "") -> LegalBasis:
    """Return the law of a claim in a language.

    Args:
        law: the name of the regime; ``None`` if it is unknown or mixed.
        language: the code of the text's language.
        governing: the law in words if the customer is in another country, whose courts decide.
    """
    regime = regimes().get(law or "")
    if regime is None:
        return LegalBasis(governing=governing)
    words = regime_words(regime.name, language)
    phrases: dict[str, Any] = {
        name: getattr(words, name) for name in PHRASES if not (governing and name in _OF_THE_COURTS)
    }
    return LegalBasis(
        **phrases,
        governing=governing,
        agreed_rate=regime.is_contract,
        from_notice=regime.from_notice,
        without_reminder=regime.without_reminder,
        notice_interrupts=regime.notice_interrupts,
    )


def regime_of(action: Action) -> str | None:
    """Return the name of the regime of all claims; ``None`` if unknown or if they differ."""
    laws = {item.claim.regime.name if item.claim.regime else None for item in action.items}
    return laws.pop() if len(laws) == 1 else None


def legal_basis_of(action: Action, items: Sequence[ReminderItem], language: Language) -> LegalBasis:
    """Return what the law of the claims says in a text.

    Args:
        action: the action of the text.
        items: what the text says of each item of the action, in its order.
        language: the language of the text.
    """
    foreign = dict.fromkeys(
        language.country(governing.country)
        for governing in (item.claim.law for item in action.items)
        if governing is not None and governing.country is not None and governing.is_foreign
    )
    legal = legal_basis(regime_of(action), language.code, ", ".join(foreign))
    legal = replace(legal, by_items=_by_items(action, items, language))
    if action.customer.late_rate is not None and all(item.claim.regime for item in action.items):
        return replace(legal, agreed_rate=True)
    return legal


def _by_items(
    action: Action, items: Sequence[ReminderItem], language: Language
) -> tuple[LawOfItems, ...]:
    """Return the laws under which charges are claimed, if there are several."""
    under: dict[tuple[str, str], list[ReminderItem]] = {}
    for claimed, item in zip(action.items, items, strict=True):
        law, regime = claimed.claim.law, claimed.claim.regime
        if law is None or law.country is None or regime is None:
            continue
        if item.interest.number or item.fee.number:
            under.setdefault((law.country, regime.name), []).append(item)
    if len(under) <= 1:
        return ()
    return tuple(
        LawOfItems(language.country(country), tuple(some), _citation(regime, some, language))
        for (country, regime), some in under.items()
    )


def _citation(regime: str, items: Sequence[ReminderItem], language: Language) -> str:
    words = regime_words(regime, language.code)
    if any(item.fee.number for item in items) and words.citation_with_fee:
        return words.citation_with_fee
    return words.citation
