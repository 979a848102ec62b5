"""Names of accounts that people give: which are recognised as customers', and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beancount.core.data import Custom, Open, new_metadata
from beancount.parser.grammar import ValueType
from beancount.parser.options import OPTIONS_DEFAULTS

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import read_ledger
from beancount_relance.policy.setting_directives import parse_settings

DAY = datetime.date(2026, 1, 1)


@dataclass(frozen=True)
class Row:
    """One name: the country and other accounts of its ledger, and what is to be made of it."""

    country: str
    others: tuple[str, ...]
    account: str
    verdict: str
    reason: str


def rows() -> Iterator[Row]:
    """The names of the list."""
    country: str = "-"
    others: tuple[str, ...] = ()
    for line in (Path(__file__).parent / "account_names.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            country, *rest = line[1:].split()
            others = tuple(rest)
        elif line and not line.startswith("#"):
            account, verdict, reason = (part.strip() for part in line.split("|"))
            yield Row(country, others, account, verdict, reason)


def verdict(row: Row) -> str:
    """What is made of the name in its ledger: "no", "shared", or the customer."""
    names = (*row.others, row.account)
    opens = [Open(new_metadata("x", 1), DAY, name, [], None) for name in names]
    customs = []
    if row.country != "-":
        values = [ValueType("creditor", str)]
        meta = new_metadata("x", 1, {"country": row.country})
        customs = [Custom(meta, DAY, "relance", values)]
    options = {**OPTIONS_DEFAULTS, "name_assets": row.account.partition(":")[0]}
    ledger = read_ledger([*opens, *customs], options, DAY)
    settings, problems = parse_settings(customs)
    assert not problems
    place = ReceivableAccounts.of(ledger, settings)[row.account]
    if place is None:
        return "no"
    return "shared" if place.customer is None else place.customer


def test_every_name_has_its_verdict() -> None:
    assert [(row, found) for row in rows() if (found := verdict(row)) != row.verdict] == []


def test_the_list_is_long_enough() -> None:
    assert len(list(rows())) >= 800
