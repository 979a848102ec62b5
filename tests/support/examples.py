"""How many examples a test takes: few for each change, and many at night (``make nightly``)."""

from __future__ import annotations

import os
from typing import Any, TypeVar

from hypothesis import settings

Taken = TypeVar("Taken")
USUAL = 15
"""The examples of a property in the profile ``ci``."""

IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
"""Whether tests take their time."""


def scaled(count: int, **more: Any) -> settings:
    """So many examples in the profile ``ci``, and in each other profile as many times its own.

    Args:
        count: the examples.
        more: other settings of the property.
    """
    return settings(max_examples=max(1, count * settings().max_examples // USUAL), **more)


def at_night(usual: Taken, nightly: Taken) -> Taken:
    """What Hypothesis does not count, such as how many books or e-mails a test makes."""
    return nightly if IS_NIGHTLY else usual
