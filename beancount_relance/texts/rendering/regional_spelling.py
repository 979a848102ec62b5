"""Spells the built-in templates as the reader's country does, such as ``favor`` for ``favour``.

Only their own words change, when they are compiled: neither what comes from the ledger nor the
ledger's own templates. Inside an expression, where a string can be a name, ``| spelt`` says that
it is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from beancount_relance.texts.rendering.template_loader import BUILT_IN_TEMPLATES


class RegionalSpelling(Extension):
    """Applies ``environment.spelt`` to the text of built-in templates."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, its text spelt as in the region."""
        is_ours = stream.filename is not None and Path(stream.filename).is_relative_to(
            BUILT_IN_TEMPLATES
        )
        for token in stream:
            if is_ours and token.type == "data":
                yield Token(token.lineno, token.type, self.environment.spelt(token.value))  # type: ignore[attr-defined] # set by extend()
            else:
                yield token
