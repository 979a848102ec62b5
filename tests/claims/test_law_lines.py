"""What is said of the law that governs a claim, and of the law that grants nothing more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from beancount_relance.claims.applicable_law import GoverningLaw
from beancount_relance.claims.law_lines import law_lines
from beancount_relance.language.messages import language, msg
from beancount_relance.law.regimes import NOT_VERIFIED, Regime, regimes
from beancount_relance.policy.apparent_kind import ASSOCIATION
from beancount_relance.policy.customers import BUSINESS, CONSUMER, PUBLIC

FRENCH, GERMAN = regimes()["fr-business"], regimes()["de-business"]
UNKNOWN = "law: unknown, as the creditor’s country is not given; only the principal"
ONLY = "only the principal is claimed: "


def said(law: GoverningLaw) -> list[str]:
    return [language("en").render(line) for line in law_lines(law)]


def governed_by(regime: Regime | None, doubtful: str | None = None) -> list[str]:
    """What is said after the law and why it is that."""
    country = regime.countries[0] if regime else "FR"
    law, *others = said(GoverningLaw(regime, country, BUSINESS, msg("chosen"), doubtful))
    assert law.startswith("law: ")
    assert law.endswith(", between businesses; chosen")
    return others


def test_a_law_that_nobody_knows() -> None:
    assert said(GoverningLaw(None, None, BUSINESS)) == [UNKNOWN]
    assert said(GoverningLaw(FRENCH, "FR", BUSINESS)) == [UNKNOWN]
    assert said(GoverningLaw(FRENCH, None, BUSINESS, msg("chosen"))) == [UNKNOWN]


@pytest.mark.parametrize(
    ("doubtful", "why"),
    [
        (CONSUMER, "the customer looks like a private person"),
        (ASSOCIATION, "the customer looks like an association"),
        (PUBLIC, "the customer looks like a public body"),
        (None, "no rules on late payment are known or chosen"),
    ],
)
def test_why_nothing_but_the_principal_is_claimed(doubtful: str | None, why: str) -> None:
    assert governed_by(None, doubtful) == [ONLY + why]


def test_its_sources_and_when_interest_starts() -> None:
    articles = FRENCH.sources.texts["en"]
    assert governed_by(FRENCH) == [f"sources: {articles} (checked on {FRENCH.checked})"]
    unverified = replace(FRENCH, confidence=NOT_VERIFIED)
    assert governed_by(unverified) == [f"sources: {articles} (not verified)"]
    sources, start = governed_by(GERMAN)
    assert sources.startswith("sources: ")
    assert start.startswith("interest starts on the day after the due date")
