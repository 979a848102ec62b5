"""Codes of a letter or two by which books tie entries together, under a key or in a tag.

    label_of("lettrage", "AB")   # "‹lettrage=AB›"
    labels_in("‹lettrage=AB›")   # {"label lettrage=ab"}

In French books the same code of letters stands on an invoice and on what pays it. Alone it is too
short to be a word; with its key it tells which of several invoices is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from beancount_relance.language.expressions import expression

_CODE = expression(r"[^\W\d_]{1,2}")
_TAG = expression(r"(?:[^\W\d]+[-_])*[^\W\d_]{1,2}")
_LABEL = expression(r"‹([^‹›]+)›")


def label_of(key: str, value: str) -> str | None:
    """Return how a text gives a code of one or two letters under a key; ``None`` of another."""
    return f"‹{key}={value}›" if _CODE.fullmatch(value) else None


def tag_texts(tags: Collection[str]) -> Iterator[str]:
    """Yield tags as texts, those that end in such a code also as labels."""
    for tag in sorted(tags):
        yield f"{tag} ‹{tag}›" if _TAG.fullmatch(tag) else tag


def labels_in(text: str) -> Iterator[str]:
    """Yield the labels in a text, each as one word."""
    for found in _LABEL.findall(text):
        yield f"label {found.casefold()}"


def without_labels(text: str) -> str:
    """Return a text without its labels."""
    return _LABEL.sub(" ", text) if "‹" in text else text
