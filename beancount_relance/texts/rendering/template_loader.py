"""Finds templates: first in the ledger's own folder, then among the built-in ones."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateError,
)

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import language
from beancount_relance.texts.rendering.blocks import TEMPLATE
from beancount_relance.texts.rendering.kept_templates import KeptTemplates

BUILT_IN_TEMPLATES = Path(__file__).parents[1] / "templates"
"""The folder of the built-in templates."""

PARTS = "<parts>"
"""The name of the template that takes a text apart into its blocks."""


def template_loader(code: str, folder: Path | None) -> BaseLoader:
    """Return the loader for the texts of one language.

    Args:
        code: the code of the language.
        folder: the ledger's own folder of templates, if there is one.
    """
    built_in = [BUILT_IN_TEMPLATES / code, BUILT_IN_TEMPLATES / ENGLISH, BUILT_IN_TEMPLATES]
    own = [folder / code] if folder is not None else []
    shared = [folder] if folder is not None else []
    return ChoiceLoader(
        [
            _Folders(
                [*own, *built_in[:2], *shared, BUILT_IN_TEMPLATES],
                [*shared, BUILT_IN_TEMPLATES],
            ),
            PrefixLoader({"builtin": FileSystemLoader(built_in)}),
            DictLoader({PARTS: TEMPLATE}),
        ]
    )


@functools.cache
def compiled_templates(code: str, country: str) -> BytecodeCache:
    """Return what keeps the built-in templates compiled, for any folder of a ledger's own.

    Args:
        code: the code of the language.
        country: the country whose way to write it they follow.
    """
    words = language(code, country).region.words
    return KeptTemplates(BUILT_IN_TEMPLATES, (code, country, sorted(words.items())))


class _Folders(FileSystemLoader):
    """Loads templates from folders, but not from where symbolic links in them lead to."""

    def __init__(self, folders: Sequence[Path], roots: Sequence[Path]) -> None:
        """Search ``folders``; what is found has to be inside of ``roots``."""
        super().__init__(folders)
        self._roots = [os.path.realpath(root) for root in roots]

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the template, its file, and whether it is up to date.

        Raises:
            TemplateNotFound: it does not exist.
            TemplateError: it is outside of the folders.
        """
        text, file, fresh = super().get_source(environment, template)
        if not any(map(Path(os.path.realpath(file)).is_relative_to, self._roots)):
            raise TemplateError(f"{template} is a symbolic link out of the folder of templates")
        return text, file, fresh
