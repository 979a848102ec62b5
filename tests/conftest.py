"""What all tests share: the profiles of Hypothesis, and days that stay frozen.

``ci`` (the default) is a few hundred examples in all; ``nightly`` is 10,000 for each
property: ``HYPOTHESIS_PROFILE=nightly pytest tests/properties``. ``random`` is 500, others
with each ``--hypothesis-seed``. ``mutation`` is a few for each, always the same: each
mutant has to meet them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from beancount_relance.report import frozen_day

settings.register_profile(
    "ci",
    max_examples=80,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly", settings.get_profile("ci"), max_examples=10_000, derandomize=False
)
settings.register_profile("random", settings.get_profile("ci"), max_examples=500, derandomize=False)
settings.register_profile("mutation", settings.get_profile("ci"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def frozen_days_are_meant() -> Iterator[None]:
    """Tests freeze their day by the setting ``as-of``, and do not want to hear of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frozen_day, "MOST_DAYS", 1_000_000)
        yield
