"""The creditor that ``relance init`` proposes: the name and the country, if the books tell them."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.parser.options import OPTIONS_DEFAULTS

from beancount_relance.survey.books import Books
from beancount_relance.survey.home_country import HomeCountry
from beancount_relance.survey.proposed_words import key_line, setting_line


def creditor_lines(books: Books, found: HomeCountry | None) -> Iterator[str]:
    """The directive of the creditor; what is not known is a comment to fill in.

    Args:
        books: the books.
        found: the country of the creditor, if anything tells it.
    """
    yield setting_line(books, "creditor")
    if books.options["title"] != OPTIONS_DEFAULTS["title"]:
        yield f"  {key_line(books, 'name', books.options['title'])}"
    else:
        yield f"  ; {key_line(books, 'name')}"
    line = key_line(books, "country", found.code if found else "FR")
    yield f"  {line}" if found and found.certain else f"  ; {line}"
    for key in ("address", "email", "phone", "iban", "bic", "vat", "signatory"):
        yield f"  ; {key_line(books, key)}"
