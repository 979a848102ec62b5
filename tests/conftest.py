"""What all tests share: the profiles of Hypothesis.

``ci`` (the default) is a few hundred examples in all; ``nightly`` is 10,000 for each
property: ``HYPOTHESIS_PROFILE=nightly pytest tests/properties``. ``random`` is 500, others
with each ``--hypothesis-seed``. ``mutation`` is a few for each, always the same: each
mutant has to meet them.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

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
