"""Invoice names: when two names, as people write them, are those of the same invoice."""

from __future__ import annotations

name_key = str.casefold
"""Return the key of a name: two names are the same if their keys are equal.

The case of letters does not matter. It is a plain method of :class:`str`, since the plugin
calls it for every name in the ledger.
"""
