"""Setup: the line of the plugin, the page in Fava, and other plugins."""

from __future__ import annotations

from collections.abc import Iterator

from beancount_relance.language.messages import msg, nmsg
from beancount_relance.survey.books import Books
from beancount_relance.survey.finding import Finding

PLUGIN = 'plugin "beancount_relance"'
_NAME = "beancount_relance"


def is_switched_on(books: Books) -> bool:
    """Whether the ledger has the plugin line."""
    return any(name == _NAME for name, _ in books.options["plugin"])


def find_setup(books: Books) -> Iterator[Finding]:
    """Find the lines that switch everything on, and the other plugins."""
    plugins = [name for name, _ in books.options["plugin"]]
    if not is_switched_on(books):
        if plugins:
            text = msg(
                "the plugin line is missing; wherever you put it, it sees what other plugins add: "
                "{plugins}",
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
                    "{plugins} comes after the plugin line, but runs before it: what it adds is "
                    "taken into account",
                    "{plugins} come after the plugin line, but run before it: what they add is "
                    "taken into account",
                    len(later),
                    plugins=", ".join(later),
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
