"""Checks that customers are asked to pay into the right bank account.

A note that records a letter keeps the account that the letter asked to pay into:

    2026-03-18 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"
      bank: "EUR FR7630006000011234567890189"

If the ledger now gives another account and no directive is dated since, then somebody has
overwritten the old one, by mistake or to divert payments. The same holds for an IBAN that texts
would print from somewhere else, such as the metadata of an invoice or a template of the ledger's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from beancount.core.data import Document, Note

from beancount_relance.claims.legal_checks import Check
from beancount_relance.history.note_kinds import NOTE_KINDS, english_kind
from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.policy.bank_accounts import BankAccounts, currency_of
from beancount_relance.policy.creditor import is_another_person
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.identifiers import ibans_in
from beancount_relance.values.vocabulary import english_meta

KEY = "bank"
"""The metadata key of a note with the accounts that its text asked to pay into."""

_BETWEEN = ", "


def recorded_accounts(
    banks: BankAccounts, currencies: Iterable[str], day: datetime.date
) -> str | None:
    """Return the value of ``bank:`` for a text of a day; ``None`` if it gave no account."""
    accounts = {currency: banks.on(currency, day) for currency in sorted(set(currencies))}
    given = [f"{currency} {each.number}" for currency, each in accounts.items() if each]
    return _BETWEEN.join(given) or None


def overwritten_accounts(
    remarks: Iterable[Note | Document], settings: Settings
) -> Iterator[Problem]:
    """Yield a problem for each account that was changed without a directive of its own date.

    Args:
        remarks: the notes and documents up to the as-of date, in order of date.
        settings: the settings in force.
    """
    for currency, (number, entry) in _recorded(remarks).items():
        latest = settings.banks.latest(currency)
        if latest is None or latest.account is None or latest.since >= entry.date:
            continue
        if _plain(latest.account.number) != _plain(number):
            text = msg(
                "the account for payments in {currency}, {now}, is not the one in the letter "
                "recorded on {date}, {then}: nobody should pay into it until you know why. If "
                "your bank has changed, restore this line and add a new one, dated that day: "
                'custom "relance" "bank" "{currency}"',
                currency=currency,
                now=latest.account.number,
                date=entry.date,
                then=number,
            )
            yield Problem(text, latest.source, "changed-bank-account")


def unknown_accounts(
    items: Iterable[Item], remarks: Iterable[Note | Document], settings: Settings
) -> Iterator[Problem]:
    """Yield a problem for each IBAN that texts would print and that is none of the creditor's.

    Args:
        items: the items, of which texts print the narration and the ``letter-keys``.
        remarks: the notes and documents up to the as-of date, in order of date.
        settings: the settings in force, for the accounts and the ledger's own templates.
    """
    recorded = {_plain(number) for number, _ in _recorded(remarks).values()}
    known = settings.banks.numbers | recorded
    if not known:  # letters have never given an account, and nothing can differ from it
        return
    asked: set[str] = set()
    for item in items:
        invoice = item.invoice
        texts = (invoice.narration, *(str(each.value) for each in invoice.printed))
        for text in texts if item.is_open else ():
            for iban in (each for each in ibans_in(text) if each not in known | asked):
                asked.add(iban)
                yield _unknown(invoice.reference, iban, invoice.source)
    for path in sorted(settings.templates.rglob("*.j2")) if settings.templates else ():
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        for iban in (each for each in ibans_in(text) if each not in known):
            written = re.search(r"\s*".join(iban), text, re.IGNORECASE)
            line = text.count("\n", 0, written.start()) + 1 if written is not None else 1
            yield _unknown(path.name, iban, Source(str(path), line))


def _unknown(place: str, iban: str, source: Source) -> Problem:
    text = msg(
        "{place}: texts would print the IBAN {iban}, which is not an account of yours: nobody "
        "should pay into it until you know why. Remove it, or if it is yours, add it dated the "
        'day it came into force: custom "relance" "bank" "{currency}"',
        place=place,
        iban=iban,
        currency=currency_of(iban) or "EUR",
    )
    return Problem(text, source, "changed-bank-account")


def _recorded(remarks: Iterable[Note | Document]) -> dict[str, tuple[str, Note | Document]]:
    """Return the account in the last recorded text for each currency, and its note.

    An ``iban:`` that somebody typed into the note of a stage counts as its ``bank:``.
    """
    last: dict[str, tuple[str, Note | Document]] = {}
    for entry in remarks:
        meta = entry.meta
        if "relance" not in meta:
            continue
        value = english_meta(meta, (KEY,)).get(KEY)
        if value is None and "iban" in meta and english_kind(meta["relance"]) not in NOTE_KINDS:
            value = meta["iban"]
        for given in value.split(_BETWEEN) if isinstance(value, str) else ():
            first, _, rest = given.strip().partition(" ")
            ibans = ibans_in(given)
            if first.isalpha():
                last[first] = (rest.strip(), entry)
            elif ibans and (currency := currency_of(ibans[0])):
                last[currency] = (ibans[0], entry)
    return last


def creditor_checks(items: Sequence[Item], settings: Settings) -> Iterator[Check]:
    """Yield what is missing about the creditor whom letters ask to pay."""
    yield from _missing_accounts(items, settings)
    yield from _untold_successions(items, settings)


def _missing_accounts(items: Iterable[Item], settings: Settings) -> Iterator[Check]:
    """Yield a check for each currency that customers owe and no bank account is given for.

    Without any account in the ledger, there is none: its letters simply give no bank details.
    """
    known = settings.banks.currencies
    if not known or "bank" not in settings.checks:
        return
    asked: set[str] = set()
    for item in items:
        currency = item.invoice.currency
        if not item.is_open or currency in known or currency in asked:
            continue
        asked.add(currency)
        text = msg(
            "{invoice}: letters give no bank details, because the ledger has no account for "
            'payments in {currency}; add it with: custom "relance" "bank" "{currency}", and '
            "“iban:” or “account:” below",
            invoice=item.invoice.reference,
            currency=currency,
        )
        yield Check(
            "bank", item.invoice.customer, item.invoice.reference, text, item.invoice.source
        )


def _untold_successions(items: Iterable[Item], settings: Settings) -> Iterator[Check]:
    """Yield a check for the first open invoice that another legal person issued.

    Its letters would ask for payment to a stranger. A creditor that only changed its name is none:
    letters name both.
    """
    if "creditor-name" not in settings.checks or len(settings.creditor_names.known) < 2:  # noqa: PLR2004 - the two compared
        return
    now = settings.creditor
    for item in items:
        earlier = settings.creditor_names.earlier(item.invoice.date) if item.is_open else None
        if earlier is None or now.successor_of is not None or not is_another_person(now, earlier):
            continue
        text = msg(
            "{invoice}: {earlier} issued it, and {now} has another registration number; if the "
            "claim has passed to it, add successor-of: to the directive “creditor”",
            invoice=item.invoice.reference,
            earlier=earlier.name,
            now=now.name,
        )
        invoice = item.invoice
        yield Check("creditor-name", invoice.customer, invoice.reference, text, invoice.source)
        return


def _plain(number: str) -> str:
    return "".join(number.replace("-", "").split()).upper()
