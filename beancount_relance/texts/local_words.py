"""What the countries of sender and debtor change in a text, in the language of the text."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from msgspec import Struct

from beancount_relance.language.text import one_line
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.countries import Country, country
from beancount_relance.policy.country_procedures import is_individual
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings
from beancount_relance.texts.postal_address import postal_address


class LocalWords(Struct, frozen=True):
    """The addresses on a letter, and the customs of the debtor's country; else empty.

    Attributes:
        sender: the creditor's address, in lines; with the country in letters abroad.
        recipient: the customer's address, in lines; the country is last, in capitals, abroad.
        sender_vat: the creditor's VAT number, as it is written in their country.
        recipient_vat: the customer's VAT number, as it is written in their country.
        notice: what a formal notice is called there.
        notice_sent: what one that was sent is called, if that differs.
        notice_given: the sentence by which a letter says that it is one, if that differs.
        court: what may follow it, if that differs.
        before_action: whether it is a “letter before action”.
        from_date: whether the days of a formal notice count from the date of the letter.
        registered: how a letter whose delivery is proven is sent within the creditor's country;
            empty abroad, where the general words for registered post are right.
        protocol: what such a letter has to tell a debtor who is no company.
        protocol_enclosures: what has to be enclosed for such a debtor.
        order_number: the number by which a public body there finds an invoice.
        delivery_proof: how a public body there confirms a delivery.
        payment_steps: the steps of a payment by a public body there.
        payment_question: how to ask such a body about them.
        payment_ordered: the beginning of a sentence that asks when it will pay.
        payers: whom to write to there.
        lodge_with: who takes claims in insolvency proceedings there.
        lodge_where: what to look up about them, and where.
        if_disputed: what a lawyer may do there if a claim is disputed.
    """

    sender: str
    recipient: str
    sender_vat: str
    recipient_vat: str
    notice: str
    notice_sent: str
    notice_given: str
    court: str
    before_action: bool
    from_date: bool
    registered: str
    protocol: str
    protocol_enclosures: str
    order_number: str
    delivery_proof: str
    payment_steps: str
    payment_question: str
    payment_ordered: str
    payers: str
    lodge_with: str
    lodge_where: str
    if_disputed: str


_AS_IT_IS = (
    "notice",
    "notice_sent",
    "notice_given",
    "court",
    "order_number",
    "delivery_proof",
    "payment_steps",
    "payment_question",
    "payment_ordered",
    "payers",
    "lodge_with",
    "lodge_where",
    "if_disputed",
)
"""The phrases of the debtor's country that are taken as they are."""


def place_of(settings: Settings, customer: Customer, language: str) -> LocalWords:
    """Return what the countries change in a text to a customer.

    Args:
        settings: for the creditor, with their country.
        customer: the customer.
        language: the language of the text; that of a country's name is the ledger's.
    """
    home, creditor = settings.country, settings.creditor
    there = country(settings.country_of(customer))
    theirs = jurisdiction(customer.country)
    is_abroad = home is not None and theirs not in (None, jurisdiction(home))
    under_protocol = is_individual(customer) and there.individual_days is not None
    return LocalWords(
        sender=postal_address(
            creditor.address or "", home, home, settings.language, abroad=is_abroad
        ),
        recipient=postal_address(customer.address or "", customer.country, home, settings.language),
        sender_vat=vat_number(creditor.vat, country(home), language),
        recipient_vat=vat_number(customer.vat, there, language),
        before_action=there.before_action,
        from_date=there.from_date,
        registered="" if is_abroad else country(home).words("registered", language),
        protocol=_required(there, "protocol", language) if under_protocol else "",
        protocol_enclosures=(
            _required(there, "protocol_enclosures", language) if under_protocol else ""
        ),
        **_phrases(there, language),
    )


@functools.lru_cache(maxsize=64)
def _phrases(there: Country, language: str) -> Mapping[str, str]:
    return {name: there.words(name, language) for name in _AS_IT_IS}


def vat_number(number: str | None, place: Country, language: str) -> str:
    """Return a VAT number as it is written in its country, with what it is called there.

    The phrase of the country has ``{vat}`` for the number as it is, or a ``#`` for each of its
    digits; if their count differs, or without a phrase, the result is empty.
    """
    phrase, written = place.words("vat", language), one_line(number or "")
    digits = re.sub(r"\D", "", written)
    if not written or "#" not in phrase:
        return phrase.replace("{vat}", written) if written else ""
    if phrase.count("#") != len(digits):
        return ""
    left = iter(digits)
    return re.sub("#", lambda _: next(left), phrase)


def _required(place: Country, name: str, language: str) -> str:
    """Return a phrase that must not be missing: in English if need be."""
    phrase = place.phrase(name)
    return phrase.in_language(language) if phrase else ""
