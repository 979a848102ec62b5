"""The phrases about the law of a regime, in each language, for texts and messages.

They are rows of ``data/regime_words.csv``, with a regime, a language, the name of a
phrase and its wording. Citations missing in a language are given in English; other
missing phrases are omitted.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from msgspec import Struct

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Translated
from beancount_relance.law.tables import rows

_CITATIONS = frozenset(("sources", "citation", "citation_with_fee"))


class RegimeWords(Struct, frozen=True):
    """The phrases of a regime in one language; those that do not apply are empty.

    Attributes:
        sources: the articles on which the row in ``regimes.csv`` is based.
        start: what interest presupposes, if the due date alone is not enough.
        interest: the legal term for late interest.
        citation: the articles on late interest.
        citation_with_fee: the articles on late interest and the recovery fee.
        longest_terms: the longest payment terms that may be agreed.
        least_rate: the minimum rate that a contract may set.
        interest_first: the article by which a payment pays interest before principal.
        formal_notice: what a formal notice is under this law.
        reserve: what else the creditor may claim, and where the law says so.
        charges_due: when a public body has to pay interest and fee.
        limitation: the limitation period, if any written claim interrupts it.
        order_for_payment: that the court may issue an order for payment.
        court: how to take this debtor to court, if it is not the usual way.
        place: the country, such as “In France”.
        gazette: where insolvency proceedings are published.
        lodging: the articles on lodging a claim in insolvency proceedings.
        solvency: what to check about a debtor who may be unable to pay.
        enforcement: who enforces a judgment.
        irrecoverable: when VAT on a bad debt can be recovered.
    """

    sources: str = ""
    start: str = ""
    interest: str = ""
    citation: str = ""
    citation_with_fee: str = ""
    longest_terms: str = ""
    least_rate: str = ""
    interest_first: str = ""
    formal_notice: str = ""
    reserve: str = ""
    charges_due: str = ""
    limitation: str = ""
    order_for_payment: str = ""
    court: str = ""
    place: str = ""
    gazette: str = ""
    lodging: str = ""
    solvency: str = ""
    enforcement: str = ""
    irrecoverable: str = ""


PHRASES = RegimeWords.__struct_fields__
"""The names of the phrases."""


def phrase(regime: str, name: str) -> Translated | None:
    """Return a phrase of a regime in all its languages, or ``None`` if there is none.

    Args:
        regime: the name of the regime.
        name: one of :data:`PHRASES`.
    """
    return _phrases().get((regime, name))


@functools.cache
def regime_words(regime: str | None, language: str) -> RegimeWords:
    """Return all phrases of a regime in one language.

    Args:
        regime: the name of the regime; ``None`` if it is unknown.
        language: the code of the language.
    """
    found: dict[str, str] = {}
    for name in PHRASES:
        said = phrase(regime or "", name)
        if said is not None:
            found[name] = said.texts.get(language) or (
                said.texts.get(ENGLISH, "") if name in _CITATIONS else ""
            )
    return RegimeWords(**found)


@functools.cache
def _phrases() -> Mapping[tuple[str, str], Translated]:
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows("regime_words.csv"):
        texts.setdefault((row["regime"], row["phrase"]), {})[row["language"]] = row["words"]
    return {key: Translated(by_language) for key, by_language in texts.items()}
