"""Which receivable account an account is, and whose, by the components of its name.

Below a name for "customers", each component is a customer; below a name for "receivables", so
is each component other than tax, loans and so on. The account itself is a control account, where
each posting identifies its customer, and so are accounts such as ``Clients:Divers`` or
``AccountsReceivable:USD``. An auxiliary account such as ``411-MARTIN`` belongs to one customer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from beancount.core.account import sep
from msgspec import Struct

from beancount_relance.ledger.accounts import charts
from beancount_relance.ledger.accounts.account_readings import Reading, lexicon
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    CLAIM,
    DOUBTFUL_WORD,
    GENERAL,
    INVOICES,
    NEVER,
    NUMBER,
    PEOPLE,
    PROJECT,
    QUALIFIERS,
    RETENTION,
    TAX,
    UNBILLED,
    number_of,
    roles_of,
    stays_excluded,
)
from beancount_relance.ledger.accounts.argentina import AMBIGUOUS
from beancount_relance.ledger.accounts.conventions import Conventions

_OWN = "own"
"""What a component says that is the account of one customer, such as ``411-MARTIN``."""

_NAMES = (CLAIM, PEOPLE, DOUBTFUL_WORD)
_BESIDE_CUSTOMERS = (UNBILLED, ALLOWANCE, ADVANCE)
_CAPITALS = re.compile(r"\b[A-Z]{2,3}\b")
"""What stands for words, such as ``FAE`` for *factures à établir*."""
_YEAR = re.compile(r"(?:FY|Y)?(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?:-?Q[1-4])?")
_DOCUMENT = re.compile(r"[A-Z]{0,4}-?\d[\d-]{2,}")


class Place(Struct, frozen=True):
    """A receivable account: its root, and the customer it belongs to (``None``: control).

    ``document`` is the number of the one invoice that it holds, if its name says so, as that of
    ``Receivable:Acme:INV-1002`` does.
    """

    account: str
    root: str
    customer: str | None
    document: str | None = None


def _kept_back(parts: Sequence[str]) -> str | None:
    """Return the component that says money kept back, if none says that it is a tax."""
    said = [roles_of(part) for part in parts[1:]]
    if any(TAX in roles for roles in said):
        return None
    kept = (part for part, roles in zip(parts[1:], said, strict=True) if RETENTION in roles)
    return next(kept, None)


class PlaceReader:
    """Reads the components of accounts, by the conventions of the ledger."""

    def __init__(self, known: Conventions) -> None:
        """Read them in the languages and by the chart of the ledger."""
        self._known = known
        self._lexicon = lexicon(known.languages)

    def by_name(self, parts: Sequence[str]) -> Place | None:
        """The place of an account by the words of its components, the outermost first."""
        barred = False  # by a component such as "Taxes"; "Clients" further in ends that
        for depth in range(1, len(parts)):
            says = self._says(parts, depth)
            if says in _NAMES and not (barred and self._is_barred(parts, depth)):
                kind = CLAIM if says == CLAIM else PEOPLE
                return self._below(parts, depth + 1, kind)
            if says == _OWN and not barred:
                return self._below(parts, depth, PEOPLE)
            barred = barred or says == NEVER
        may_be = (barred and self._has_name(parts)) or _kept_back(parts) is not None
        named = self._detailed_from(parts, 1) if may_be else None
        return None if named is None else self._below(parts, named, PEOPLE)

    def barring(self, parts: Sequence[str]) -> str | None:
        """The component that excludes an account although another one says it is receivable.

        What is only for money kept back (``Retention``) may be what customers do not pay yet.
        """
        if not self._has_name(parts):
            return _kept_back(parts)
        found = (
            parts[depth]
            for depth in range(1, len(parts))
            if self._says(parts, depth) == NEVER or self._lexicon.read(parts[depth]).foreign
        )
        return next(found, None)

    def is_named(self, component: str) -> bool:
        """Whether a component may be the name of somebody: not every word of it is known.

        Initials after the number of a group beside customers are no name.
        """
        reading = self._lexicon.read(component)
        return not (reading.is_known or self._is_beside_customers(component, reading))

    def below_customers(self, parts: Sequence[str], depth: int) -> Place | None:
        """The place of an account whose first ``depth`` components are an account for customers."""
        return self._below(parts, depth, PEOPLE)

    def _is_barred(self, parts: Sequence[str], depth: int) -> bool:
        """Whether what a component says stays excluded by one further out.

        ``Tax:Receivable`` and ``Bank:Clients`` do, but ``Accrued:Accounts-Receivable`` are accounts
        receivable: the inner component says so in more than one word. An allowance for them stays
        one, and a bank account stays one.
        """
        part = parts[depth]
        reading = self._lexicon.read(part)
        is_phrase = any(reading.is_phrase(role) for role in _NAMES) or part == AMBIGUOUS
        outside = parts[1:depth]
        return not is_phrase or stays_excluded(outside) or self._is_allowance(outside)

    def _is_allowance(self, components: Sequence[str]) -> bool:
        """Whether one of these components is an allowance, which it is for whomever it is made."""
        chart = self._known.chart
        numbers = filter(None, map(number_of, components))
        by_number = any(chart.has(number, ALLOWANCE) for number in numbers)
        return by_number or any(ALLOWANCE in roles_of(part) for part in components)

    def _detailed_from(self, parts: Sequence[str], depth: int) -> int | None:
        """The place of the first component, from one on, whose account has a customer's details."""
        places = range(depth, len(parts))
        detailed = self._known.detailed
        return next((d for d in places if sep.join(parts[: d + 1]) in detailed), None)

    @staticmethod
    def _has_name(parts: Sequence[str], roles: Sequence[str] = _NAMES) -> bool:
        return any(role in roles_of(part) for part in parts[1:] for role in roles)

    def _says(self, parts: Sequence[str], depth: int) -> str | None:
        """What a component says that does not stand below a receivable one.

        :data:`CLAIM`, :data:`PEOPLE`, :data:`DOUBTFUL_WORD`, :data:`NEVER`, or :data:`_OWN`.
        """
        reading = self._lexicon.read(parts[depth])
        meaning = self._known.chart.meaning(reading.number) if reading.number else None
        by_people = reading.is_known and reading.has(PEOPLE, DOUBTFUL_WORD)
        if reading.is_other or (meaning == charts.NOT_CUSTOMER and not by_people):
            return NEVER
        if reading.has(*_NAMES) and reading.is_known:
            above = sep.join(parts[:depth])
            if parts[depth] == AMBIGUOUS and above in self._known.countries:
                return None
            return next(role for role in (DOUBTFUL_WORD, PEOPLE, CLAIM) if role in reading.roles)
        if meaning is None and reading.has(INVOICES) and reading.is_known:
            return CLAIM
        ends = () if "ar" in reading.words else (*reading.roles[:1], *reading.roles[-1:])
        said = next((role for role in _NAMES if role in ends), None)
        if meaning is not None:
            said = PEOPLE if reading.is_known or said else _OWN
        is_own = meaning == charts.ONE_CUSTOMER or not reading.is_known
        if said is not None and is_own and self._is_last(parts, depth):
            return _OWN
        return said

    def _is_last(self, parts: Sequence[str], depth: int) -> bool:
        """Whether what stands below a component is no customer but a part of the account."""
        below = range(depth + 1, len(parts))
        return all(self._is_part(parts, depth, place, PROJECT) for place in below)

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
            if self._is_never(reading, kind) or self._is_group(parts, depth, reading):
                named = self._detailed_from(parts, depth)
                if named is None:
                    return None
                depth = named
                break
            if not self._goes_on(parts, depth, reading, kind):
                break
            if reading.has(PEOPLE, DOUBTFUL_WORD):
                kind = PEOPLE
            depth += 1
        account, root = sep.join(parts), sep.join(parts[:depth])
        customer = self._customer(parts, depth)
        if customer is not None and self._is_left_out(parts, depth):
            return None
        said = self._known.shared.get(account)
        if said is True:
            return Place(account, account, None)
        if said is False and customer is None and depth > 1:
            return Place(account, sep.join(parts[:-1]), parts[-1])
        return Place(account, root, customer, self._document(parts, depth, customer))

    def _is_left_out(self, parts: Sequence[str], depth: int) -> bool:
        """Whether the last component is of what a customer does not owe: ``Dupont:418``."""
        last = len(parts) - 1
        if last <= depth:
            return False
        reading = self._lexicon.read(parts[last])
        if self._is_part(parts, depth, last, NEVER):
            return True
        chart, number = self._known.chart, reading.number
        may_be = number is not None and chart.is_group(number, UNBILLED, ALLOWANCE)
        return may_be and self._is_group(parts, last, reading)

    def _is_never(self, reading: Reading, kind: str) -> bool:
        if kind == CLAIM:
            return reading.is_other or reading.foreign
        return reading.is_only_other

    def _is_group(self, parts: Sequence[str], depth: int, reading: Reading) -> bool:
        """Whether a component below customers is a group beside them, and no customer's number."""
        is_beside = self._is_beside_customers(parts[depth], reading)
        return is_beside and self._has_groups(sep.join(parts[:depth]))

    def _is_beside_customers(self, part: str, reading: Reading) -> bool:
        """Whether a component has the number of a group that the chart has beside customers.

        Such as 418 or 491, with words that say nothing else or initials: ``418-FAE``. Only in books
        whose accounts have the numbers of the chart.
        """
        chart, number = self._known.chart, reading.number
        if number is None or not chart.is_used or not chart.is_group(number, *_BESIDE_CUSTOMERS):
            return False
        capitals = _CAPITALS.findall(part)
        return all(
            role is not None or word.upper() in capitals
            for word, role in zip(reading.words, reading.roles, strict=True)
        )

    def _has_groups(self, above: str) -> bool:
        """Whether the numbers right below an account are those of groups in the chart.

        ``Clients:418`` beside ``Clients:402`` is that of a customer.
        """
        chart = self._known.chart
        return all(
            chart.meaning(number) != charts.NOT_CUSTOMER
            or chart.is_group(number, *_BESIDE_CUSTOMERS)
            for number in self._known.numbers.get(above, ())
        )

    def _goes_on(self, parts: Sequence[str], depth: int, reading: Reading, kind: str) -> bool:
        """Whether a component below a receivable name is a part of the root, not a customer.

        ``Receivable:Clients``, ``411:Clients`` and ``Clients:Douteux`` are roots, but below
        ``Clients`` one who is called ``Debtors`` is a customer, as is one called ``AR`` below any.
        """
        part, leaf = parts[depth], depth == len(parts) - 1
        if _YEAR.fullmatch(part) or part in self._known.currencies:
            return True
        if reading.number and not reading.words:
            control = self._known.chart.meaning(reading.number) == charts.CUSTOMERS
            return control or not leaf
        if reading.has(DOUBTFUL_WORD, GENERAL, INVOICES) and reading.only(*_NAMES, *QUALIFIERS):
            return True
        if reading.only(*_NAMES, *QUALIFIERS) and reading.has(*_NAMES):
            is_first = kind == CLAIM or not self._has_name(parts[:depth], (CLAIM, PEOPLE))
            may_go_on = not reading.simple or (is_first and not (part == AMBIGUOUS and leaf))
            return may_go_on and not reading.has(NUMBER)  # Client-12
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
        return sep.join(self._known.namesakes.get(part, part) for part in parts[depth:last])

    def _document(self, parts: Sequence[str], depth: int, customer: str | None) -> str | None:
        """The number of an invoice that is the last component, below customers or one of them."""
        last = parts[-1]
        if customer is None:
            reading = self._lexicon.read(last)
            return last if reading.is_document and not reading.number else None
        if customer.count(sep) + 1 == len(parts) - depth:
            return None
        if last in self._known.currencies or _YEAR.fullmatch(last):
            return None
        is_number = _DOCUMENT.fullmatch(last) or self._lexicon.read(last).is_document
        return last if is_number else None

    def _is_part(self, parts: Sequence[str], depth: int, place: int, role: str) -> bool:
        """Whether a component is no name but says what the account of a customer holds."""
        if place <= depth:
            return False
        part = parts[place]
        reading = self._lexicon.read(part)
        if role == NEVER:
            return reading.is_only_other
        return (
            part in self._known.currencies
            or bool(_YEAR.fullmatch(part) or _DOCUMENT.fullmatch(part))
            or reading.has(PROJECT)
            or reading.is_document
        )
