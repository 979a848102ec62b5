"""What can be said of the law that governs a claim, in the language of the user."""

from __future__ import annotations

from collections.abc import Iterator

from beancount_relance.claims.applicable_law import GoverningLaw
from beancount_relance.language.messages import Message, msg
from beancount_relance.law.regime_words import phrase
from beancount_relance.law.regimes import NOT_VERIFIED, Regime
from beancount_relance.policy.apparent_kind import ASSOCIATION
from beancount_relance.policy.customers import CONSUMER


def law_lines(law: GoverningLaw) -> Iterator[Message]:
    """Yield the governing law, its sources, and why nothing but the principal is claimed."""
    if law.title is None or law.basis is None:
        yield msg("law: unknown, as the creditor’s country is not given; only the principal")
        return
    yield msg("law: {law}; {basis}", law=law.title, basis=law.basis)
    if law.doubtful == CONSUMER:
        yield msg("only the principal is claimed: the customer looks like a private person")
    elif law.doubtful == ASSOCIATION:
        yield msg("only the principal is claimed: the customer looks like an association")
    elif law.doubtful is not None:
        yield msg("only the principal is claimed: the customer looks like a public body")
    elif law.regime is None:
        yield msg("only the principal is claimed: no rules on late payment are known or chosen")
    else:
        yield _sources(law.regime)
        start = phrase(law.regime.name, "start")
        if start is not None:
            yield Message("{start}", {"start": start})


def _sources(regime: Regime) -> Message:
    if regime.confidence == NOT_VERIFIED:
        return msg("sources: {sources} (not verified)", sources=regime.sources)
    return msg(
        "sources: {sources} (checked on {date})", sources=regime.sources, date=regime.checked
    )
