"""Provides the law of a claim to templates: facts of its regime, and phrases in the language."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from beancount_relance.law.regime_words import PHRASES, RegimeWords, regime_words
from beancount_relance.law.regimes import regimes


@dataclass(frozen=True, slots=True)
class LegalBasis(RegimeWords):
    """What a text may say about the law; everything is empty if the law is unknown or mixed.

    Attributes:
        agreed_rate: whether the claim for interest rests only on the rate in the contract.
        from_notice: whether interest starts when the customer receives a formal notice.
        without_reminder: whether interest and fee are owed without any reminder.
        notice_interrupts: whether a formal notice interrupts the limitation period; ``None``
            if unknown.
    """

    agreed_rate: bool = False
    from_notice: bool = False
    without_reminder: bool = False
    notice_interrupts: bool | None = None


@functools.cache
def legal_basis(law: str | None, language: str) -> LegalBasis:
    """Return the law of a claim in a language.

    Args:
        law: the name of the regime; ``None`` if it is unknown or mixed.
        language: the code of the text's language.
    """
    regime = regimes().get(law or "")
    if regime is None:
        return LegalBasis()
    words = regime_words(regime.name, language)
    phrases: dict[str, Any] = {name: getattr(words, name) for name in PHRASES}
    return LegalBasis(
        **phrases,
        agreed_rate=regime.is_contract,
        from_notice=regime.from_notice,
        without_reminder=regime.without_reminder,
        notice_interrupts=regime.notice_interrupts,
    )
