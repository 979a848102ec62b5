"""Report late-interest rates that are missing, so that interest stops or is not claimed."""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.claims.claims import Claims
from beancount_relance.language.messages import Problem, msg
from beancount_relance.law.rates import LEGAL, half_year
from beancount_relance.receivables.items import Item


def unknown_legal_rates(items: Iterable[Item], claims: Claims) -> list[Problem]:
    """Return a problem for each customer whose contract refers to an unknown legal rate."""
    problems: dict[tuple[str, str], Problem] = {}
    for item in items:
        if not item.is_open:
            continue
        regime = claims.regime(item)
        if regime is None or regime.rate.series != LEGAL:
            continue
        customer = claims.customer(item)
        text = msg(
            "{customer}: no legal rate is known for “{regime}”; write the contract’s rate in "
            "percent, such as 12.5, or with its series, such as “BCE + 10”",
            customer=customer.title,
            regime=regime.name,
        )
        source = customer.law_source or item.invoice.source
        problems.setdefault((customer.id, regime.name), Problem(text, source, "no-legal-rate"))
    return list(problems.values())


def unknown_rates(items: Iterable[Item], claims: Claims) -> list[Problem]:
    """Return a problem for each missing rate, on the first invoice whose interest it stops."""
    problems: dict[str, Problem] = {}
    for item in items:
        if not item.is_open or not claims.rate_is_missing(item):
            continue
        claim = claims.of(item)
        since = claim.interest.unknown_from
        series = claim.regime.rate.series if claim.regime else None
        if since is None or series is None or series == LEGAL or series in problems:
            continue
        text = msg(
            "no interest is claimed from {since} on: the rate “{series}” is not known for that "
            "half-year; look up the published rate, and add it in percent: "
            '{day} custom "relance-rate" "{series}" …',
            since=since,
            day=half_year(since).isoformat(),
            series=series,
        )
        problems[series] = Problem(text, item.invoice.source, "unknown-rate")
    return list(problems.values())
