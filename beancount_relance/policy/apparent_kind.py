"""What kind of customer a name suggests: a private person, a public body, or neither.

The words are rows of ``data/kind_words.csv``, by kind and language; the given names are in
``data/given_names.txt``. In doubt this protects the weaker side: the law allows fewer claims
against private persons and public bodies than against businesses.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.policy.customer_names import has_legal_form
from beancount_relance.policy.customers import CONSUMER, PUBLIC, Customer

_DATA = Path(__file__).parent / "data"
_PARTS = re.compile(r"[^\W_]+(?:[./&'’][^\W_]+)*|&|°")
_MOST_NAMES = 4


def doubtful_kind(customer: Customer, payee: str | None = None) -> str | None:
    """Return the kind that a customer seems to be, as long as the ledger does not tell.

    Args:
        customer: the customer.
        payee: the payee of the invoice, which counts if the customer has no full name.

    Returns:
        ``consumer`` or ``public``. ``None`` if the ledger gives the kind or the regime, if
        a registration number shows a business, or if the name suggests nothing.
    """
    if customer.kind_given or customer.regime is not None:
        return None
    names = (customer.name,) if customer.name else (payee or "", customer.id.rpartition(":")[2])
    kind = kind_of(names)
    registered = customer.siren is not None or customer.vat is not None
    return None if kind == CONSUMER and registered else kind


@functools.lru_cache(maxsize=4096)
def kind_of(names: Iterable[str]) -> str | None:
    """Return ``public`` or ``consumer`` if a name says so; ``None`` for a business.

    Args:
        names: the names of a customer, as a tuple; the first one that tells counts.
    """
    for name in names:
        if not kind_words(PUBLIC).isdisjoint(parts_of(name)) and not _is_business(name):
            return PUBLIC
    for name in names:
        parts = parts_of(name)
        if _is_business(name):
            return None
        if len(parts) > 1 and parts[0] in kind_words("title"):
            return CONSUMER
        if 1 < len(parts) <= _MOST_NAMES and parts[0] in given_names():
            return CONSUMER
    return None


def _is_business(name: str) -> bool:
    return has_legal_form(name) or not kind_words("business").isdisjoint(parts_of(name))


@functools.cache
def kind_words(kind: str) -> frozenset[str]:
    """Return the words for ``title`` (of a person), ``public`` or ``business``, made plain."""
    texts = (row["words"] for row in csv_rows(_DATA / "kind_words.csv") if row["kind"] == kind)
    return frozenset(plain(word) for text in texts for word in text.split())


@functools.cache
def given_names() -> frozenset[str]:
    """Given names that mark a private person, in the form that :func:`plain` returns."""
    text = (_DATA / "given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def parts_of(text: str) -> list[str]:
    """Return the words of a name, an account component or a metadata key, made plain."""
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("-", " ").replace("_", " ")
    return [plain(part) for part in _PARTS.findall(cut)]
