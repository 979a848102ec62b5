"""Extras: libraries that only some tasks need, loaded when they are asked for."""

from __future__ import annotations

import importlib
from typing import Any

from beancount_relance.language.messages import RelanceError, msg


class MissingExtraError(RelanceError):
    """A library of an optional extra is not installed; the message says how to get it."""


def load_library(name: str, extra: str) -> Any:
    """The module ``name``, which the extra ``extra`` installs.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        text = msg(
            "{library} is needed and not installed; install it with: "
            "pip install 'beancount-relance[{extra}]'",
            library=name.partition(".")[0],
            extra=extra,
        )
        raise MissingExtraError(text) from error
