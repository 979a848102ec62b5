"""Metadata of an invoice that letters print beside its number, such as the customer's order.

    2026-05-14 * "Ville de Nantes" "Signalétique" ^F2026-014
      engagement: "2026-EJ-00417"
      delivery: "BL 882"
      Assets:Clients:Ville-De-Nantes   1200.00 EUR
      Income:Ventes

One key is one row of :data:`PRINTED_KEYS`, with its label and other spellings. The setting
``letter-keys`` chooses which keys are printed, and adds others:

    2024-01-01 custom "relance" "letter-keys" "order" "engagement" "site"
      site: "Building site"
      site-fr: "Chantier"

A customer can look an invoice up by what their own books call it, and pays sooner.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.language.text import capital
from beancount_relance.values.readers import BadValueError, bad_value, read_text, unknown_key
from beancount_relance.values.stated_meta import stated_meta

_PRINTED = (str, int, Decimal, datetime.date, Amount)


class LetterKey(Struct, frozen=True):
    """A metadata key that letters print.

    Attributes:
        name: the key.
        label: what letters call it.
        also: other spellings of the key, with hyphens; underscores will do.
    """

    name: str
    label: Message | Translated
    also: tuple[str, ...] = ()


PRINTED_KEYS = (
    LetterKey("order", msg("Order"), ("order-number", "commande", "numero-de-commande")),
    LetterKey(
        "purchase-order", msg("Purchase order"), ("po", "po-number", "bon-de-commande", "bdc")
    ),
    LetterKey(
        "your-reference",
        msg("Your reference"),
        ("customer-reference", "your-ref", "votre-reference", "reference-client"),
    ),
    LetterKey(
        "engagement",
        msg("Commitment number"),
        ("engagement-number", "numero-d-engagement", "engagement-juridique"),
    ),
    LetterKey("service-code", msg("Service code"), ("code-service",)),
    LetterKey("chorus", msg("Chorus Pro number"), ("chorus-pro", "depot-chorus")),
    LetterKey("delivery", msg("Delivery"), ("livraison",)),
    LetterKey("delivery-note", msg("Delivery note"), ("bon-de-livraison", "bl")),
    LetterKey("contract", msg("Contract"), ("contract-number", "contrat")),
    LetterKey("public-contract", msg("Public contract"), ("marche", "marche-public")),
)
"""The keys that letters print, in this order."""

LetterKeys = Mapping[str, LetterKey]


def by_spelling(keys: Iterable[LetterKey]) -> LetterKeys:
    """Return letter keys by all their spellings, in the order in which they are printed."""
    found = {}
    for key in keys:
        for name in (key.name, *key.also):
            found[name] = found[name.replace("-", "_")] = key
    return found


BUILT_IN = by_spelling(PRINTED_KEYS)
"""The keys of :data:`PRINTED_KEYS` by spelling."""


def read_letter_keys(
    names: Sequence[str], meta: Mapping[str, Any]
) -> tuple[LetterKeys, list[Message]]:
    """Read the setting ``letter-keys``.

    Args:
        names: the keys to print, in order; ``off`` alone for none.
        meta: the metadata of the directive, with the labels of other keys: ``KEY`` for all
            languages, ``KEY-fr`` for one.

    Returns:
        The keys by spelling, and a message for each label that cannot be read.
    """
    if tuple(names) == ("off",):
        return {}, []
    labels, complaints = _labels(names, meta)
    built_in = {key.name: key for key in PRINTED_KEYS}
    keys = []
    for name in names:
        known = built_in.get(name) or BUILT_IN.get(name)
        if name in labels or known is None:
            texts = {ENGLISH: capital(name.replace("-", " ").replace("_", " "))}
            label = Translated(texts | labels.get(name, {}))
            known = LetterKey(name, label, known.also if known else ())
        keys.append(known)
    return by_spelling(keys), complaints


def _labels(
    names: Sequence[str], meta: Mapping[str, Any]
) -> tuple[dict[str, dict[str, str]], list[Message]]:
    """Return the labels by key and language, and what cannot be read."""
    places = {name: (name, tuple(LANGUAGES)) for name in names}
    places |= {f"{name}-{code}": (name, (code,)) for name in names for code in LANGUAGES}
    labels: dict[str, dict[str, str]] = {}
    complaints = []
    for key, value in sorted(stated_meta(meta).items(), key=lambda pair: pair[0] not in names):
        if key not in places:
            complaints.append(unknown_key(key, places))
            continue
        try:
            text = read_text(value)
        except BadValueError as error:
            complaints.append(bad_value(key, value, error))
            continue
        name, codes = places[key]
        labels.setdefault(name, {}).update(dict.fromkeys(codes, text))
    return labels, complaints


class Printed(Struct, frozen=True):
    """A value that letters print next to the number of an invoice: its label, and the value."""

    label: Message | Translated
    value: object


def printed_of(meta: Mapping[str, Any], keys: LetterKeys) -> tuple[Printed, ...]:
    """Return what letters print of the metadata of an invoice, in the order of the keys.

    Only texts, numbers, amounts and dates are printed; the first spelling of a key counts.
    """
    found: dict[str, Printed] = {}
    given = keys.keys() & meta.keys()
    if not given:  # as of nearly every invoice
        return ()
    for name in given:
        key, value = keys[name], meta[name]
        is_empty = isinstance(value, bool) or not isinstance(value, _PRINTED) or value == ""
        if not is_empty and (key.name not in found or name == key.name):
            found[key.name] = Printed(key.label, value)
    order = dict.fromkeys(key.name for key in keys.values())
    return tuple(found[name] for name in order if name in found)
