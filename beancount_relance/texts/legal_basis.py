"""Provides the law of a claim to templates: facts of its regime, and phrases in the language."""

from __future__ import annotations

import functools
from typing import Any

from beancount_relance.law.regime_words import PHRASES, RegimeWords, regime_words
from beancount_relance.law.regimes import regimes


class LegalBasis(RegimeWords, frozen=True):
    """What a text may say about the law; everything is empty if the law is unknown or mixed.

    Attributes:
        governing: the law in words, if it is not that of the customer's country.
        agreed_rate: whether the rate of the interest is that of the contract.
        from_notice: whether interest starts when the customer receives a formal notice.
        without_reminder: whether interest and fee are owed without any reminder.
        notice_interrupts: whether a formal notice interrupts the limitation period; ``None``
            if unknown.
    """

    governing: str = ""
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
