"""Setup: the plugin line and the page, and other plugins that come too late."""

from __future__ import annotations

from collections.abc import Iterator

from beancount_relance.language.messages import msg, nmsg
from beancount_relance.survey.books import Books
from beancount_relance.survey.findings import Finding

PLUGIN = 'plugin "beancount_relance"'
_NAME = "beancount_relance"


def find_setup(books: Books) -> Iterator[Finding]:
    """The lines that switch everything on, and plugins whose entries are not seen."""
    plugins = [name for name, _ in books.options["plugin"]]
    if _NAME not in plugins:
        if plugins:
            text = nmsg(
                "the plugin line is missing; it comes after that of the other plugin, to see "
                "what it adds: {plugins}",
                "the plugin line is missing; it comes after those of the other plugins, to see "
                "what they add: {plugins}",
                len(plugins),
                plugins=", ".join(plugins),
            )
        else:
            text = msg("the plugin line is missing: without it bean-check says nothing")
        yield Finding(text, (PLUGIN,))
    else:
        later = plugins[plugins.index(_NAME) + 1 :]
        if later:
            yield Finding(
                nmsg(
                    "{plugins} stands after the plugin line: what it adds or changes is not "
                    "seen by bean-check; move {line} below it",
                    "{plugins} stand after the plugin line: what they add or change is not "
                    "seen by bean-check; move {line} below them",
                    len(later),
                    plugins=", ".join(later),
                    line=PLUGIN,
                )
            )
    page = any(
        custom.type == "fava-extension" and custom.values[0].value == "fava_relance"
        for custom in books.customs
        if custom.values
    )
    if not page:
        day = books.first.isoformat()
        yield Finding(
            msg("the page in Fava is not switched on"),
            (f'{day} custom "fava-extension" "fava_relance"',),
        )
