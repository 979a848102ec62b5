"""What the metadata of an invoice says of it in words, and in structured references."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from beancount_relance.values.clues.entry_keys import tells_of_entry
from beancount_relance.values.clues.labels import label_of
from beancount_relance.values.file_names import what_a_file_says
from beancount_relance.values.numbers.structured_references import (
    long_strings,
    structured_references,
)
from beancount_relance.values.numbers.text_runs import other_numbers
from beancount_relance.values.stated_meta import ANSWER, stated_meta, words_of_key

_LONGEST = 80


def payloads_in(meta: Mapping[str, object], besides: Collection[str] = ()) -> tuple[str, ...]:
    """Return what the structured payment references in the metadata of an invoice carry.

    So does a long string of digits that is all of a value, but for what is no reference by its key,
    such as ``phone`` or ``iban``.

    Args:
        meta: the metadata.
        besides: keys whose strings of digits do not count, such as that of the invoice's number.
    """
    found = [each.payload for _, text in _texts(meta) for each in structured_references(text)]
    for key, value in stated_meta(meta).items():
        is_text = isinstance(value, (str, Decimal)) and key not in besides
        said = str(value).strip() if is_text else ""
        found += [
            each.payload
            for each in long_strings(said)
            if each.written == said and not other_numbers(f"{key} {each.payload}")
        ]
    return tuple(found)


def texts_in(meta: Mapping[str, object], besides: Collection[str]) -> tuple[str, ...]:
    """Return the short texts and whole numbers in the metadata of an invoice.

    They may tell what a payment is for, such as ``po: "PO-4471"``. The key of a number comes
    before it, as the word that it counts: ``order 4471``; a code of a letter or two is a label.
    Keys that tell of the entry, such as who wrote it, do not count.

    Args:
        meta: the metadata.
        besides: keys that do not count, such as those of the due date.
    """
    found = [
        label_of(key, text) or text
        for key, text in _texts(meta)
        if key not in besides and len(text) <= _LONGEST and not tells_of_entry(key)
    ]
    for key, value in stated_meta(meta).items():
        said = str(value)
        is_number = isinstance(value, (str, Decimal)) and said.isdecimal()
        if is_number and key not in besides and len(said) <= _LONGEST:
            found.append(f"{words_of_key(key)} {said}")
    return tuple(found)


def _texts(meta: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in stated_meta(meta).items():
        if isinstance(value, str) and not key.startswith(ANSWER):
            yield key, what_a_file_says(value)
