"""The targets of ``make fuzz``, for a moment each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS
from tests.support.examples import scaled

_WORDS = st.sampled_from(
    """30 45 jours fin de mois le 31 10 du suivant net days 50% solde balance , ; + TRUE FALSE NULL
    "promise" "until" until: plan: amount: 2026-06-30 9999-12-31 "2026-02-30 5 EUR" -5
    99999999999999
    1.5 EUR Assets:Clients "FR-57" "F[0-9]+" "(" "²" after: channel: deadline: kind: email:
    siren: vat:
    late-rate: "3 x legal" "BCE + 99" min-amount: terms: pay-day: {{ }} {% %} items for in if endif
    customer . __class__ | money date "é" "\u202e" # ^x""".split()  # noqa: SIM905
)
_TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(_WORDS, max_size=8).map(" ".join),
    st.lists(_WORDS).map("\n  ".join),
).filter(lambda text: "/" not in text)  # Beancount itself ends on a division by zero


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_nothing_is_raised(target: Callable[[str], None]) -> None:
    @scaled(20, suppress_health_check=list(HealthCheck))
    @given(_TEXTS)
    def check(text: str) -> None:
        target(text)

    check()
