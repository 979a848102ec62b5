"""Read settings from the ledger's ``custom "relance"`` directives.

    2024-01-01 custom "relance" "receivables" Assets:Clients    ; repeatable; or a "regex"
    2024-01-01 custom "relance" "exclude" Assets:Receivables:Friends  ; repeatable; or a "regex"
    2024-01-01 custom "relance" "suspense" Equity:Suspense      ; repeatable; or a "regex"
    2024-01-01 custom "relance" "customer-keys" "customer" "client"
    2024-01-01 custom "relance" "terms" "30 jours fin de mois"
    2024-01-01 custom "relance" "language" "fr"
    2024-01-01 custom "relance" "law" "FR"                      ; agreed with all customers
    2024-01-01 custom "relance" "min-gap" 7                     ; days between two contacts
    2024-01-01 custom "relance" "min-amount" 15.00 EUR          ; one per currency
    2024-01-01 custom "relance" "tolerance" 1.00 EUR            ; one per currency
    2024-01-01 custom "relance" "bank-fee" 25.00 EUR            ; one per currency
    2024-01-01 custom "relance" "retention" "5 % 1 year"
    2024-01-01 custom "relance" "holidays" "FR"                 ; "FR-57" for Moselle
    2024-01-01 custom "relance" "allocation" "amount"           ; "oldest", "explicit"
    2024-01-01 custom "relance" "part-payments" "principal-first"  ; or "interest-first"
    2024-01-01 custom "relance" "checks" "on"                   ; "off", or names of checks
    2024-01-01 custom "relance" "reference-pattern" "SI-[0-9]+"
    2024-01-01 custom "relance" "reference-keys" "invoice" "applies_to"
    2024-01-01 custom "relance" "ignore-links" "scan-"          ; links to ignore, by prefix
    2024-01-01 custom "relance" "due-keys" "due"
    2024-01-01 custom "relance" "terms-keys" "terms" "conditions"
    2024-01-01 custom "relance" "letter-keys" "order" "site"    ; printed in letters; or "off"
    2024-01-01 custom "relance" "buckets" "30 60 90"
    2024-01-01 custom "relance" "ageing" "due"                  ; or "invoice"
    2024-01-01 custom "relance" "stale-after" 10                ; days without bank data
    2024-01-01 custom "relance" "bean-check" "warnings"         ; "strict", "data", "off"
    2024-01-01 custom "relance" "soften" 5                      ; days later for good payers
    2024-01-01 custom "relance" "hasten" 3                      ; days earlier for bad payers
    2024-01-01 custom "relance" "templates" "modeles/"
    2024-01-01 custom "relance" "journal" "relances.beancount"  ; where notes are recorded
    2024-01-01 custom "relance" "page-hosts" "books.example"    ; where Fava may be reached
    2024-01-01 custom "relance" "mail"                          ; metadata: the mail account
    2024-01-01 custom "relance" "as-of" 2026-06-30
    2026-05-04 custom "relance" "since"                         ; no reminders before this day
    2024-01-01 custom "relance" "cost" "court" 250.00 EUR       ; one per option
    2024-01-01 custom "relance" "account" "doubtful" Assets:Clients-Douteux
    2024-01-01 custom "relance" "creditor"
      name: "Atelier Lumen SARL"
    2024-01-01 custom "relance" "bank" "USD"                    ; one per currency

The latest directive on or before the as-of date is in force, so a report on a past date
uses the policy of that date. An invalid directive is reported as a
:class:`~beancount_relance.language.messages.Problem` on its own line, and the previous
directive or the default remains in force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from beancount.core import account
from beancount.core.data import Custom
from msgspec.structs import replace

from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.policy.bank_accounts import read_bank, read_currency
from beancount_relance.policy.creditor import read_creditor
from beancount_relance.policy.dated_keys import DatedKeys
from beancount_relance.policy.letter_keys import read_letter_keys
from beancount_relance.policy.mail_settings import read_mail
from beancount_relance.policy.pace import Pace, read_pace
from beancount_relance.policy.procedures import OCCASION
from beancount_relance.policy.recovery_costs import read_cost
from beancount_relance.policy.retention import read_retention
from beancount_relance.policy.setting_directive import SettingDirective
from beancount_relance.policy.setting_paths import read_journal, read_templates
from beancount_relance.policy.settings import (
    ACCOUNT_ROLES,
    AGEING_DATES,
    ALLOCATION_MODES,
    BEAN_CHECK_MODES,
    BEAN_CHECK_SYNONYMS,
    CHECKS,
    PART_PAYMENTS,
    ReceivableRule,
    Settings,
    procedures_with,
)
from beancount_relance.policy.stage_directives import parse_stages
from beancount_relance.values.patterns import Pattern
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    is_date,
    misspelt,
    read_amount,
    read_choice,
    read_country,
    read_language,
    read_text,
    read_whole_number,
    unknown_key,
    values_of,
)
from beancount_relance.values.terms.payment_terms import read_terms
from beancount_relance.values.vocabulary import CHOICE, DIRECTIVE, SETTING, english, named
from beancount_relance.values.working_days import has_holidays

_MOST_DAYS = 365
_DAYS = re.compile(r"[0-9]{1,4}")


def parse_settings(customs: Sequence[Custom]) -> tuple[Settings, list[Problem]]:
    """Read the settings in force.

    Args:
        customs: the custom directives up to the as-of date, in order of date. Directives
            of other programs are ignored.

    Returns:
        The settings, and a problem for each invalid directive or value.
    """
    problems: list[Problem] = []
    settings = Settings()
    for entry in customs:
        source = Source.of(entry.meta)
        kind = entry.type.casefold().replace("_", "-")
        ours = kind.startswith("relance") or misspelt(kind, _DIRECTIVES) is not None
        if ours and entry.type not in _DIRECTIVES:
            problems.append(
                Problem(
                    unknown_key(entry.type, _DIRECTIVES, DIRECTIVE), source, "unknown-directive"
                )
            )
        if entry.type != "relance":
            continue
        if not entry.values:
            text = msg('write a setting as: custom "relance" "language" "fr"')
            problems.append(Problem(text, source, "bad-setting"))
            continue
        key, *values = values_of(entry)
        reader = _READERS.get(key) if isinstance(key, str) else None
        if reader is None:
            problems.append(
                Problem(unknown_key(str(key), _READERS, SETTING), source, "unknown-setting")
            )
            continue
        setting = SettingDirective(entry, values, settings)
        try:
            settings = replace(settings, **reader(setting))
        except BadValueError as error:
            shown = values[0] if len(values) == 1 else list(values)
            setting.complaints.append(bad_value(named(str(key), SETTING), shown, error))
        problems += [Problem(complaint, source, "bad-setting") for complaint in setting.complaints]
    stages, found_in_stages = parse_stages(customs, settings.templates)
    settings = replace(settings, procedures=procedures_with(stages), occasions=stages[OCCASION])
    return settings, problems + found_in_stages


def _rule(setting: SettingDirective) -> ReceivableRule:
    pattern = read_text(setting.only())
    source = Source.of(setting.entry.meta)
    expression = None
    if setting.entry.values[1].dtype != account.TYPE:
        root = pattern.removesuffix("$").removesuffix(":.*").removesuffix(":.+")
        expression = Pattern(root, source)
    return ReceivableRule(pattern, source, expression)


def _terms(setting: SettingDirective) -> dict[str, Any]:
    since = (setting.entry.date, read_terms(setting.only()))
    return {"terms": (*setting.before.terms, since)}


def _amount(name: str, setting: SettingDirective) -> dict[str, Any]:
    """Read one of several amounts of a setting, one for each currency."""
    amount = read_amount(setting.only())
    return {name: {**getattr(setting.before, name), amount.currency: amount.number}}


def _holidays(setting: SettingDirective) -> dict[str, Any]:
    text = read_text(setting.only())
    if not has_holidays(text):
        raise BadValueError(
            msg("a country whose holidays are known, such as “FR”, or “FR-57” with a region")
        )
    return {"holidays": text}


def _pace(setting: SettingDirective) -> Pace | None:
    days = read_whole_number(setting.only(), most=_MOST_DAYS)
    pace, complaints = read_pace(days, setting.entry.meta)
    setting.complaints.extend(complaints)
    return pace


def _buckets(setting: SettingDirective) -> dict[str, Any]:
    expected = msg("the last days of the buckets in ascending order, such as “30 60 90”")
    words = read_text(setting.only()).replace(",", " ").split()
    if not words or not all(_DAYS.fullmatch(word) for word in words):
        raise BadValueError(expected)
    edges = tuple(int(word) for word in words)
    if edges[0] < 1 or any(edge >= after for edge, after in pairwise(edges)):
        raise BadValueError(expected)
    return {"buckets": edges}


def _checks(setting: SettingDirective) -> dict[str, Any]:
    """Read ``on``, ``off``, or the names of the checks to run."""
    names = [english(name, ("on", "off"), CHOICE) for name in setting.several()]
    if len(names) == 1 and names[0] in ("on", "off"):
        return {"checks": frozenset(CHECKS if names[0] == "on" else ())}
    choices = CHECKS if len(names) > 1 else ("on", "off", *CHECKS)
    return {"checks": frozenset(read_choice(name, choices) for name in names)}


def _bean_check(setting: SettingDirective) -> dict[str, Any]:
    value = setting.only()
    if isinstance(value, str):
        value = BEAN_CHECK_SYNONYMS.get(value, value)
    return {"bean_check": read_choice(value, BEAN_CHECK_MODES)}


def _as_of(setting: SettingDirective) -> dict[str, Any]:
    if not is_date(setting.only()):
        raise BadValueError(msg("a date without quotes, such as 2026-06-30"))
    return {}  # read by find_as_of, before the settings are


def _since(setting: SettingDirective) -> dict[str, Any]:
    """Read the given date; by default, it is the date of the directive."""
    day = setting.only() if setting.values else setting.entry.date
    if not is_date(day):
        raise BadValueError(msg("a date without quotes, such as 2026-06-30, or nothing"))
    return {"since": day}


def _reference_pattern(setting: SettingDirective) -> dict[str, Any]:
    pattern = Pattern(read_text(setting.only()), Source.of(setting.entry.meta))
    if pattern.has_lost_backslashes:
        raise BadValueError(
            msg("a pattern with [0-9] for a digit, since Beancount drops the backslash of “\\d”")
        )
    return {
        "reference_patterns": setting.before.reference_patterns.then(setting.entry.date, pattern)
    }


def _keys(name: str, setting: SettingDirective) -> dict[str, Any]:
    """Read metadata keys, which count for the entries from then on."""
    keys, before = setting.keys(), setting.before.dated_keys
    dated = before.get(name, DatedKeys()).then(setting.entry.date, keys)
    return {name: keys, "dated_keys": {**before, name: dated}}


def _ignore_links(setting: SettingDirective) -> dict[str, Any]:
    since = setting.entry.date
    return {"ignore_links": setting.before.ignore_links.then(since, setting.several())}


def _creditor(setting: SettingDirective) -> dict[str, Any]:
    creditor = setting.record(read_creditor)
    since, source = setting.entry.date, Source.of(setting.entry.meta)
    before = setting.before
    banks = before.banks.with_creditor(before.creditor, creditor, since, source)
    names = before.creditor_names.with_directive(creditor, since)
    return {"creditor": creditor, "banks": banks, "creditor_names": names}


def _bank(setting: SettingDirective) -> dict[str, Any]:
    currencies = [read_currency(value) for value in setting.several()]
    account, complaints = read_bank(setting.entry.meta)
    setting.complaints.extend(complaints)
    banks = setting.before.banks
    if not complaints:
        since, source = setting.entry.date, Source.of(setting.entry.meta)
        for currency in currencies:
            banks = banks.with_account(currency, account, since, source)
    return {"banks": banks}


def _letter_keys(setting: SettingDirective) -> dict[str, Any]:
    keys, complaints = read_letter_keys(setting.keys(), setting.entry.meta)
    setting.complaints.extend(complaints)
    return {"letter_keys": keys}


def _cost(setting: SettingDirective) -> dict[str, Any]:
    option, cost, complaints = read_cost(setting.values, setting.entry.meta)
    setting.complaints.extend(complaints)
    return {"costs": {**setting.before.costs, (option, cost.currency): cost}}


def _account(setting: SettingDirective) -> dict[str, Any]:
    if len(setting.values) != 2:  # noqa: PLR2004 - role, account
        raise BadValueError(msg("a role and an account, such as “doubtful” Assets:Clients-Douteux"))
    role, name = setting.values
    role = read_choice(role, ACCOUNT_ROLES)
    if setting.entry.values[2].dtype != account.TYPE:
        raise BadValueError(msg("an account, without quotes"))
    return {"accounts": {**setting.before.accounts, role: name}}


_READERS: Mapping[str, Callable[[SettingDirective], dict[str, Any]]] = {
    "receivables": lambda s: {"receivables": (*s.before.receivables, _rule(s))},
    "exclude": lambda s: {"exclude": (*s.before.exclude, _rule(s))},
    "suspense": lambda s: {"suspense": (*s.before.suspense, _rule(s))},
    "customer-keys": partial(_keys, "customer_keys"),
    "terms": _terms,
    "language": lambda s: {"language": read_language(s.only())},
    "law": lambda s: {"law": read_country(s.only())},
    "min-gap": lambda s: {"min_gap": read_whole_number(s.only(), most=_MOST_DAYS)},
    "min-amount": partial(_amount, "min_amount"),
    "tolerance": partial(_amount, "tolerance"),
    "bank-fee": partial(_amount, "bank_fee"),
    "retention": lambda s: {
        "retention": s.before.retention.then(s.entry.date, read_retention(s.only()))
    },
    "holidays": _holidays,
    "allocation": lambda s: {"allocation": read_choice(s.only(), ALLOCATION_MODES)},
    "reference-pattern": _reference_pattern,
    "reference-keys": partial(_keys, "reference_keys"),
    "ignore-links": _ignore_links,
    "page-hosts": lambda s: {"page_hosts": tuple(name.lower() for name in s.several())},
    "due-keys": partial(_keys, "due_keys"),
    "terms-keys": partial(_keys, "terms_keys"),
    "letter-keys": _letter_keys,
    "buckets": _buckets,
    "ageing": lambda s: {"ageing": read_choice(s.only(), AGEING_DATES)},
    "stale-after": lambda s: {"stale_after": read_whole_number(s.only(), most=_MOST_DAYS)},
    "part-payments": lambda s: {"part_payments": read_choice(s.only(), PART_PAYMENTS)},
    "checks": _checks,
    "bean-check": _bean_check,
    "soften": lambda s: {"soften": _pace(s)},
    "hasten": lambda s: {"hasten": _pace(s)},
    "templates": read_templates,
    "journal": read_journal,
    "as-of": _as_of,
    "since": _since,
    "creditor": _creditor,
    "bank": _bank,
    "mail": lambda s: {"mail": s.record(read_mail)},
    "cost": _cost,
    "account": _account,
}

SETTINGS = frozenset(_READERS)
"""The names of all settings."""


_DIRECTIVES = ("relance", "relance-stage", "relance-customer", "relance-rate")
