"""What the countries of sender and debtor change in a text, in the language of the text."""

from __future__ import annotations

from dataclasses import dataclass

from beancount_relance.policy.countries import Country, country
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.local_procedures import is_individual
from beancount_relance.policy.settings import Settings
from beancount_relance.texts.postal_address import postal_address


@dataclass(frozen=True, slots=True)
class LocalWords:
    """The addresses on a letter, and the customs of the debtor's country; else empty.

    Attributes:
        sender: the creditor's address, in lines; with the country in letters abroad.
        recipient: the customer's address, in lines; the country is last, in capitals, abroad.
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
    """

    sender: str
    recipient: str
    notice: str
    notice_sent: str
    notice_given: str
    court: str
    before_action: bool
    from_date: bool
    registered: str
    protocol: str
    protocol_enclosures: str


def place_of(settings: Settings, customer: Customer, language: str) -> LocalWords:
    """Return what the countries change in a text to a customer.

    Args:
        settings: for the creditor, with their country.
        customer: the customer.
        language: the language of the text; that of a country's name is the ledger's.
    """
    home, creditor = settings.country, settings.creditor
    there = country(customer.country or home)
    is_abroad = home is not None and customer.country not in (None, home)
    under_protocol = is_individual(customer) and there.individual_days is not None
    return LocalWords(
        sender=postal_address(
            creditor.address or "", home, home, settings.language, abroad=is_abroad
        ),
        recipient=postal_address(customer.address or "", customer.country, home, settings.language),
        notice=there.words("notice", language),
        notice_sent=there.words("notice_sent", language),
        notice_given=there.words("notice_given", language),
        court=there.words("court", language),
        before_action=there.before_action,
        from_date=there.from_date,
        registered="" if is_abroad else country(home).words("registered", language),
        protocol=_required(there, "protocol", language) if under_protocol else "",
        protocol_enclosures=(
            _required(there, "protocol_enclosures", language) if under_protocol else ""
        ),
    )


def _required(place: Country, name: str, language: str) -> str:
    """Return a phrase that must not be missing: in English if need be."""
    phrase = place.phrase(name)
    return phrase.in_language(language) if phrase else ""
