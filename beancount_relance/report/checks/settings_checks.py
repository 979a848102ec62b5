"""Checks that the accounts and customers named in settings exist in the ledger.

    2024-01-01 custom "relance" "receivables" Assets:Klienten   ; no such account
    2024-01-01 custom "relance-customer" "Boulangeri-Martin"    ; no such customer

A typing mistake must not hide what customers owe, so a setting that matches nothing is reported
and ignored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.accounts.conventions import accounts_of
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import ReceivableRule, Settings
from beancount_relance.values.patterns import Pattern
from beancount_relance.values.readers import nearest, values_of


def without_unmatched(ledger: Ledger, settings: Settings) -> tuple[Settings, list[Problem]]:
    """Remove the ``receivables`` and ``exclude`` settings that match no account.

    If no ``receivables`` setting is left, accounts are recognised by name.

    Returns:
        The remaining settings, and a problem for each one removed.
    """
    known = accounts_of(ledger)
    problems = []

    def working(key: str, rules: Iterable[ReceivableRule]) -> Iterator[ReceivableRule]:
        for rule in rules:
            if any(rule.root(account) for account in known):
                yield rule
            elif rule.expression is None or not rule.expression.gave_up:
                text = msg(
                    "{key}: the ledger has no account “{pattern}”, and none below it",
                    key=Message("{key}", {"key": key}),
                    pattern=rule.pattern,
                )
                problems.append(Problem(text, rule.source, "no-such-account"))

    return replace(
        settings,
        receivables=tuple(working("receivables", settings.receivables)),
        exclude=tuple(working("exclude", settings.exclude)),
    ), problems


def no_accounts(
    ledger: Ledger, accounts: ReceivableAccounts, settings: Settings
) -> tuple[list[Problem], list[Problem]]:
    """Tell if no account is receivable, unless ``exclude`` settings may explain it.

    Returns:
        Problems and hints. It is a problem if the ledger has directives for reminders, and only
        a hint if it has not, as in books of a household that nobody owes anything.
    """
    known = accounts_of(ledger)
    if settings.exclude or not known or any(accounts[account] is not None for account in known):
        return [], []
    text = msg(
        "no receivable account was recognised; name yours with: "
        '2024-01-01 custom "relance" "receivables" {assets}:Clients',
        assets=ledger.assets,
    )
    found = [Problem(text, Source(str(ledger.options.get("filename", "")), 1), "no-accounts")]
    is_set_up = any(entry.type.startswith("relance") for entry in ledger.customs)
    return (found, []) if is_set_up else ([], found)


def no_customers(
    ledger: Ledger, accounts: ReceivableAccounts, names: Collection[str], customers: Customers
) -> list[Problem]:
    """Return a problem for each ``relance-customer`` directive that names no customer.

    If the ledger has a control account, or opens no accounts, any name is accepted, because
    the customer's first invoice may be still to come.

    Args:
        ledger: the ledger.
        accounts: the receivable accounts.
        names: the customers who have an account.
        customers: the customers by id; a directive by the name in letters has none of its own.
    """
    places = [accounts[entry.account] for entry in ledger.opens]
    if not any(places) or any(place is not None and place.customer is None for place in places):
        return []
    problems = []
    for entry in ledger.customs:
        given = values_of(entry) if entry.type == "relance-customer" else []
        name = given[0] if len(given) == 1 else None
        if not isinstance(name, str) or name in names or name not in customers:
            continue
        near = nearest(name, names)
        if near is not None:
            text = msg("no customer is called “{name}”; perhaps “{near}”", name=name, near=near)
        else:
            text = msg("no customer of the ledger is called “{name}”", name=name)
        problems.append(Problem(text, Source.of(entry.meta), "no-such-customer"))
    return problems


def slow_patterns(patterns: Iterable[Pattern]) -> list[Problem]:
    """Return a problem for each regular expression that took too long and was given up."""
    return [
        Problem(
            msg(
                "“{pattern}” takes too long to match and was abandoned; rewrite it without "
                "nested repetitions",
                pattern=pattern.text,
            ),
            pattern.source,
            "slow-pattern",
        )
        for pattern in patterns
        if pattern.gave_up
    ]
