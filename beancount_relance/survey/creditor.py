"""The creditor that ``relance init`` proposes: the name and the country, if the books tell them."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.parser.options import OPTIONS_DEFAULTS

from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books


def creditor_lines(books: Books, country: str | None) -> Iterator[str]:
    """The directive of the creditor; what is not known is a comment to fill in.

    Args:
        books: the books.
        country: the country of the creditor, if it is known.
    """
    yield f'{books.first.isoformat()} custom "relance" "creditor"'
    if books.options["title"] != OPTIONS_DEFAULTS["title"]:
        yield f"  name: {quoted(books.options['title'])}"
    else:
        yield '  ; name: ""'
    yield f"  country: {quoted(country)}" if country else '  ; country: "FR"'
    for key in ("address", "email", "phone", "iban", "bic", "vat", "signatory"):
        yield f'  ; {key}: ""'
