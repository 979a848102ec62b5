"""Loads the libraries of optional extras only when a task needs them."""

from __future__ import annotations

import importlib
from typing import Any

from beancount_relance.language.messages import RelanceError, msg


class MissingExtraError(RelanceError):
    """A library of an optional extra is not installed; the message says how to install it."""


def load_library(name: str, extra: str) -> Any:
    """Import the module ``name``, which the extra ``extra`` installs.

    Raises:
        MissingExtraError: the module is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        text = msg(
            "{library} is required but not installed; install it with: pip install "
            "'beancount-relance[{extra}]'",
            library=name.partition(".")[0],
            extra=extra,
        )
        raise MissingExtraError(text) from error
