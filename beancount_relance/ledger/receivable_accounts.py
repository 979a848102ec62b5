"""Find the receivable accounts and their customers.

Without settings, receivable accounts are recognised among the assets by the words in their
names (:mod:`~beancount_relance.ledger.component_words`) and by their number in a national
chart (:mod:`~beancount_relance.ledger.charts`). Below a name for "customers", each component
is a customer; below a name for "receivables", so is each component other than tax, loans and
so on. The account itself is a control account, where each posting identifies its customer,
and so are accounts such as ``Clients:Divers`` or ``AccountsReceivable:USD``. An auxiliary
account such as ``411-MARTIN`` belongs to one customer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.core import get_global
from beancount.core.account import sep
from beancount.core.data import Open

from beancount_relance.ledger import charts
from beancount_relance.ledger.component_words import (
    CLAIM,
    DOUBTFUL_WORD,
    GENERAL,
    INVOICE,
    JOINT,
    NEVER,
    NUMBER,
    PEOPLE,
    PROJECT,
    Reading,
    languages_of,
    lexicon,
)
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customer_names import CustomerNames
from beancount_relance.policy.customers import DETAILS
from beancount_relance.policy.settings import ReceivableRule, Settings

_OWN = "own"
"""What a component says that is the account of one customer, such as ``411-MARTIN``."""

_NAMES = (CLAIM, PEOPLE, DOUBTFUL_WORD)
_QUALIFIERS = (GENERAL, INVOICE, JOINT, NUMBER)
_YEAR = re.compile(r"(?:FY|Y)?(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?:-?Q[1-4])?")
_DOCUMENT = re.compile(r"[A-Z]{0,4}-?\d[\d-]{2,}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_AMBIGUOUS = "AR"
"""Accounts receivable, or Argentina."""


@dataclass(frozen=True, slots=True)
class Place:
    """A receivable account: its root, and the customer it belongs to (``None``: control)."""

    account: str
    root: str
    customer: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What all accounts of a ledger tell about each.

    Attributes:
        opened: the accounts that are opened.
        detailed: those at which details of a customer are given.
        shared: what ``shared:`` says, by account.
        chart: the chart of accounts that the ledger follows.
        languages: those that accounts are named in.
        currencies: the currencies of the ledger, as components.
        countries: the names above ``AR`` below which it is a country.
    """

    opened: frozenset[str]
    detailed: frozenset[str]
    shared: Mapping[str, Any]
    chart: charts.NationalChart
    languages: frozenset[str]
    currencies: frozenset[str]
    countries: frozenset[str]


_NONE: frozenset[str] = frozenset()
_NOTHING_KNOWN = _Known(_NONE, _NONE, {}, charts.NationalChart(None), _NONE, _NONE, _NONE)


class ReceivableAccounts(dict[str, Place | None]):
    """The place of every receivable account; ``None`` for all other accounts.

    It is a dictionary that fills itself, because it is used for every posting of the
    ledger. ``names`` matches names on shared accounts to customers, and ``customer_keys``
    are the metadata keys that hold these names.
    """

    def __init__(
        self,
        assets: str,
        rules: Sequence[ReceivableRule] = (),
        excluded: Sequence[ReceivableRule] = (),
        known: _Known = _NOTHING_KNOWN,
    ) -> None:
        """Recognise by ``rules`` or, if there are none, by name below ``assets``."""
        super().__init__()
        self._assets = assets
        self._rules = rules
        self._excluded = excluded
        self._known = known
        self.names = CustomerNames()
        self.customer_keys: tuple[str, ...] = Settings().customer_keys
        self._lexicon = lexicon(known.languages)

    @classmethod
    def of(cls, ledger: Ledger, settings: Settings) -> ReceivableAccounts:
        """The receivable accounts of a ledger by its settings and by all its accounts."""
        known = _known(ledger, settings)
        accounts = cls(ledger.assets, settings.receivables, settings.exclude, known)
        accounts.customer_keys = settings.customer_keys
        return accounts

    def __missing__(self, account: str) -> Place | None:
        """Determine the place of an account that is looked up for the first time."""
        place = self[account] = self._find(account)
        return place

    def barred_by(self, account: str) -> str | None:
        """The component that excludes an account although another one says it is receivable."""
        parts = account.split(sep)
        is_read = parts[0] == self._assets and not self._rules and self[account] is None
        if not is_read or not any(self._lexicon.read(part).has(*_NAMES) for part in parts[1:]):
            return None
        depths = range(1, len(parts))
        return next((parts[d] for d in depths if self._says(parts, d) == NEVER), None)

    def _find(self, account: str) -> Place | None:
        if any(rule.root(account) is not None for rule in self._excluded):
            return None
        parts = account.split(sep)
        if self._rules:
            roots = [root for rule in self._rules if (root := rule.root(account)) is not None]
            if not roots:
                return None
            depth = max(root.count(sep) for root in roots) + 1
            return self._below(parts, depth, PEOPLE)
        if not account.startswith(self._assets + sep):
            return None
        return self._by_name(parts)

    def _by_name(self, parts: Sequence[str]) -> Place | None:
        """The place of an account by the words of its components, the outermost first."""
        barred = False  # by a component such as "Taxes"; "Clients" further in ends that
        for depth in range(1, len(parts)):
            says = self._says(parts, depth)
            if says in (PEOPLE, DOUBTFUL_WORD) or (says == CLAIM and not barred):
                return self._below(parts, depth + 1, CLAIM if says == CLAIM else PEOPLE)
            if says == _OWN and not barred:
                return self._below(parts, depth, PEOPLE)
            barred = barred or says == NEVER
        return None

    def _says(self, parts: Sequence[str], depth: int) -> str | None:
        """What a component says that does not stand below a receivable one.

        :data:`CLAIM`, :data:`PEOPLE`, :data:`DOUBTFUL_WORD`, :data:`NEVER`, or :data:`_OWN`.
        """
        reading = self._lexicon.read(parts[depth])
        if reading.has(NEVER):
            return NEVER
        meaning = self._known.chart.meaning(reading.number) if reading.number else None
        if meaning == charts.NOT_CUSTOMER:
            return NEVER
        named = reading.has(*_NAMES)
        strange = None in reading.roles
        if named and not strange:
            above = sep.join(parts[:depth])
            if parts[depth] == _AMBIGUOUS and above in self._known.countries:
                return None
            return next(role for role in (DOUBTFUL_WORD, PEOPLE, CLAIM) if role in reading.roles)
        if meaning is not None:
            one = meaning == charts.ONE_CUSTOMER or strange
            return _OWN if one else PEOPLE
        ends = () if "ar" in reading.words else (*reading.roles[:1], *reading.roles[-1:])
        is_own = named and depth == len(parts) - 1 and not {CLAIM, PEOPLE}.isdisjoint(ends)
        return _OWN if is_own else None

    def _below(self, parts: Sequence[str], depth: int, kind: str) -> Place | None:
        """The place of an account whose components up to ``depth`` are receivable.

        Args:
            parts: the components.
            depth: how many of them are the root so far.
            kind: :data:`CLAIM` or :data:`PEOPLE`, what may stand below.
        """
        detailed = self._known.detailed
        while depth < len(parts) and sep.join(parts[: depth + 1]) not in detailed:
            reading = self._lexicon.read(parts[depth])
            if self._is_never(reading, kind):
                return None
            if not self._goes_on(parts, depth, reading, kind):
                break
            if reading.has(PEOPLE, DOUBTFUL_WORD):
                kind = PEOPLE
            depth += 1
        account, root = sep.join(parts), sep.join(parts[:depth])
        customer = self._customer(parts, depth)
        if customer is not None and self._is_part(parts, depth, len(parts) - 1, NEVER):
            return None
        said = self._known.shared.get(account)
        if said is True:
            return Place(account, account, None)
        if said is False and customer is None and depth > 1:
            return Place(account, sep.join(parts[:-1]), parts[-1])
        return Place(account, root, customer)

    def _is_never(self, reading: Reading, kind: str) -> bool:
        if reading.only(NEVER, *_QUALIFIERS):
            return reading.has(NEVER)
        return kind == CLAIM and reading.has(NEVER)

    def _goes_on(self, parts: Sequence[str], depth: int, reading: Reading, kind: str) -> bool:
        """Whether a component below a receivable name is a part of the root, not a customer.

        ``Receivable:Clients`` and ``Clients:Douteux`` are roots, but below ``Clients`` one who
        is called ``Debtors`` is a customer, as is one called ``AR`` below any.
        """
        part, leaf = parts[depth], depth == len(parts) - 1
        if _YEAR.fullmatch(part) or part in self._known.currencies:
            return True
        if reading.number and not reading.words:
            control = self._known.chart.meaning(reading.number) == charts.CUSTOMERS
            return control or not leaf
        if reading.has(DOUBTFUL_WORD, GENERAL) and reading.only(*_NAMES, *_QUALIFIERS):
            return True
        if reading.only(*_NAMES, *_QUALIFIERS) and reading.has(*_NAMES):
            if reading.has(NUMBER):
                return False  # Client-12
            return not reading.simple or (kind == CLAIM and not (part == _AMBIGUOUS and leaf))
        return leaf and reading.is_document

    def _customer(self, parts: Sequence[str], depth: int) -> str | None:
        """The customer of an account, by what follows its root.

        An account per invoice, currency, year or project below a customer's is theirs, and
        so is any below one that is opened itself, unless details of another stand there.
        """
        last = len(parts)
        if depth == last:
            return None
        if last > depth + 1 and sep.join(parts) not in self._known.detailed:
            for end in range(depth + 1, last):
                if sep.join(parts[:end]) in self._known.opened:
                    last = end
                    break
            while last > depth + 1 and self._is_part(parts, depth, last - 1, PROJECT):
                last -= 1
        return sep.join(parts[depth:last])

    def _is_part(self, parts: Sequence[str], depth: int, place: int, role: str) -> bool:
        """Whether a component is no name but says what the account of a customer holds."""
        if place <= depth:
            return False
        part = parts[place]
        reading = self._lexicon.read(part)
        if role == NEVER:
            return reading.has(NEVER) and reading.only(NEVER, *_QUALIFIERS)
        return (
            part in self._known.currencies
            or bool(_YEAR.fullmatch(part) or _DOCUMENT.fullmatch(part))
            or reading.has(PROJECT)
            or reading.is_document
        )


def _known(ledger: Ledger, settings: Settings) -> _Known:
    """What the accounts of a ledger tell together."""
    accounts = accounts_of(ledger)
    split = [account.split(sep) for account in accounts]
    heads = {part for parts in split for part in parts[:2]}
    heads |= {part for parts in split if parts[0] != ledger.assets for part in parts[2:3]}
    heads |= {part for parts in split for part in parts[2:4] if part[:1].isdigit()}
    languages = languages_of(heads)
    numbers = {match.group() for part in heads if (match := re.match(r"\d+", part))}
    operating = ledger.options.get("operating_currency", ())
    country = charts.chart_country(settings.country, numbers, languages, operating)
    return _Known(
        opened=frozenset(entry.account for entry in ledger.opens),
        detailed=frozenset(e.account for e in ledger.opens if not DETAILS.isdisjoint(e.meta)),
        shared={e.account: e.meta["shared"] for e in ledger.opens if "shared" in e.meta},
        chart=charts.NationalChart(country),
        languages=frozenset(languages),
        currencies=_currencies(ledger.opens, operating),
        countries=_where_ar_is_a_country(split, ledger.assets, frozenset(languages)),
    )


def accounts_of(ledger: Ledger) -> Collection[str]:
    """The accounts that are opened; of a ledger that opens none, those that are used."""
    opened = {entry.account for entry in ledger.opens}
    return opened or {posting.account for txn in ledger.transactions for posting in txn.postings}


def _currencies(opens: Iterable[Open], operating: Iterable[str]) -> frozenset[str]:
    """The components that are currencies: of those that the ledger names, and of ISO 4217."""
    named = {currency for entry in opens for currency in entry.currencies or ()}
    ends = {entry.account.rpartition(sep)[2] for entry in opens}
    world = ends & get_global("all_currencies").keys()
    return frozenset((ends & named) | world | set(operating))


def _where_ar_is_a_country(
    split: Sequence[Sequence[str]], assets: str, languages: frozenset[str]
) -> frozenset[str]:
    """The names above ``AR`` below which it is a country, as ``Assets`` in ``Assets:AR:Bank``.

    It is one where other kinds of accounts have the component too, where banks and other
    assets stand below it, or where it stands beside other countries.
    """
    if not any(_AMBIGUOUS in parts for parts in split):
        return frozenset()
    words = lexicon(languages)
    countries = get_global("territory_currencies")
    found: set[str] = set()
    above_it: set[str] = set()
    elsewhere = False
    siblings: dict[str, set[str]] = {}
    for parts in split:
        if parts[0] != assets:
            elsewhere = elsewhere or _AMBIGUOUS in parts[1:]
            continue
        for depth, part in enumerate(parts[1:], start=1):
            above = sep.join(parts[:depth])
            if part == _AMBIGUOUS:
                above_it.add(above)
                below = parts[depth + 1 :]
                if any(words.read(name).has(NEVER) for name in below):
                    found.add(above)
            elif _COUNTRY.fullmatch(part) and part in countries:
                siblings.setdefault(above, set()).add(part)
    if elsewhere:
        found |= above_it
    return frozenset(found | (above_it & siblings.keys()))
