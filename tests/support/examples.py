"""How many examples a property takes that needs more or fewer than the others."""

from __future__ import annotations

from hypothesis import settings

USUAL = 40
"""What the profile ``ci`` takes."""


def scaled(count: int) -> settings:
    """So many examples in the profile ``ci``, and in each other profile as many times its own."""
    return settings(max_examples=max(1, count * settings().max_examples // USUAL))
