"""Comparing what the command prints as JSON with its schema."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import jsonschema

from tests.docs.json_page import schema_of


def complaints_about(command: str, data: Mapping[str, Any]) -> list[str]:
    """What is wrong with the output of a command; keys that its type does not have, too."""
    return [
        f"{error.json_path}: {error.message}"
        for top in _validator(command).iter_errors(data)
        for error in (top, *(top.context or ()))
    ]


@functools.cache
def _validator(command: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema_of(command, strict=True))
