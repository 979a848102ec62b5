"""Replays the dunning of one customer, day by day.

Each working day the report is made from what the books say until then. The bookkeeper carries
out what it proposes, sometimes a few days late, and records it. The customer pays in whole,
in part or not at all, disputes, promises, and keeps the promise or does not.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report, build_report
from tests.support.ledgers import load_once

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5
_PROMISES = 0.4  # of those who are called or get an e-mail
START = datetime.date(2026, 1, 5)

OWN_LADDER = """
2025-01-01 custom "relance-stage" "own" "reminder"
  after: 7
2025-01-01 custom "relance-stage" "own" "second-reminder"
  after: 14
2025-01-01 custom "relance-stage" "own" "notice"
  after: 28
  channel: "registered"
  template: "formal-notice"
  claims: TRUE
2025-01-01 custom "relance-stage" "own" "last-letter"
  after: 35
  channel: "letter"
  template: "firm-letter"
2025-01-01 custom "relance-stage" "own" "legal"
  after: 50
  channel: "legal"
  template: "legal"
"""


@dataclass(frozen=True)
class Customs:
    """How a customer and the bookkeeper behave.

    Attributes:
        seed: the seed of everything random.
        kind: the kind of customer.
        procedure: a procedure of its own, if any.
        min_gap: the setting.
        pays: the share of invoices that are paid, late.
        slow: the most working days that a task waits.
        language: the language of the texts.
        every: the least number of days from one invoice to the next.
    """

    seed: int
    kind: str = "business"
    procedure: str | None = None
    min_gap: int = 7
    pays: float = 0.3
    slow: int = 2
    language: str = "en"
    every: int = 23


@dataclass
class Replay:
    """The course of a replay: the reports with actions, and the ledger as text."""

    customs: Customs
    days: int = 365
    text: str = ""
    done: list[tuple[Report, Action]] = field(default_factory=list)
    last: Report | None = None

    def run(self) -> Iterator[Report]:
        """Yield the report of each working day, before the bookkeeper acts on it."""
        dice = random.Random(self.customs.seed)  # noqa: S311 - no secret
        self.text = self._opening() + "".join(self._invoices(dice))
        pause = 0
        for offset in range(self.days):
            as_of = START + offset * _DAY
            if as_of.weekday() >= _SATURDAY:
                continue
            entries, options = load_once(self.text)
            found = self.last = build_report(entries, options, as_of, whole=False)
            yield found
            if not found.actions:
                continue
            if pause:
                pause -= 1
                continue
            pause = dice.randint(0, self.customs.slow)
            for action in found.actions:
                self.done.append((found, action))
                links = " ".join(f"^{name}" for name in action.invoices)
                self.text += _note(as_of, action.stage.name, links)
                if action.channel in ("phone", "email") and dice.random() < _PROMISES:
                    self.text += self._promise(dice, as_of, action)

    def _opening(self) -> str:
        meta = f'  kind: "{self.customs.kind}"\n  language: "{self.customs.language}"\n'
        meta += '  phone: "02 61 91 14 00"\n  email: "a@b.example"\n'
        meta += '  address: "1 rue X, 44000 Nantes"\n'
        if self.customs.procedure:
            meta += f'  procedure: "{self.customs.procedure}"\n'
        return (
            f'2025-01-01 custom "relance" "min-gap" {self.customs.min_gap}\n'
            '2025-01-01 custom "relance" "creditor"\n  country: "FR"\n  name: "Lumen"\n'
            '2025-01-01 custom "relance" "allocation" "explicit"\n'
            f"{OWN_LADDER}2025-01-02 open Assets:Clients:Martin\n{meta}"
            "2025-01-02 open Assets:Bank\n2025-01-02 open Income:Sales\n"
        )

    def _invoices(self, dice: random.Random) -> Iterator[str]:
        """Yield an invoice every so many days, and what the customer pays of them by itself."""
        for number in itertools.count(1):
            date = START + (number * self.customs.every + dice.randint(0, 10)) * _DAY
            if (date - START).days > self.days - 60:
                return
            amount = dice.choice([120, 900, 1500, 4000])
            days = dice.choice([10, 30, 45])
            name = f"F{number}"
            parts = [date + days * _DAY]
            if dice.random() < 0.2:  # in two instalments
                parts.append(date + (days + 30) * _DAY)
            lines = "".join(
                f"  Assets:Clients:Martin  {Decimal(amount) / len(parts):.2f} EUR\n    due: {due}\n"
                for due in parts
            )
            yield f'{date} * "Martin" "Work" ^{name}\n{lines}  Income:Sales\n'
            if dice.random() < self.customs.pays:
                share = dice.choice([100, 100, 50, 90])
                day = parts[0] + dice.randint(-5, 70) * _DAY
                yield _payment(day, Decimal(amount * share) / 100, name)
            if dice.random() < 0.1:
                day = date + dice.randint(0, 60) * _DAY
                yield _note(day, "dispute", f"^{name}")
                if dice.random() < 0.7:
                    yield _note(day + dice.randint(5, 40) * _DAY, "resume", f"^{name}")

    def _promise(self, dice: random.Random, today: datetime.date, action: Action) -> str:
        """Return a promise for one invoice, which is kept or not."""
        name = dice.choice(action.invoices)
        until = today + dice.randint(3, 20) * _DAY
        text = _note(today, "promise", f"^{name}", f"  until: {until}\n")
        if dice.random() < 0.5:
            owed = sum(
                item.item.outstanding for item in action.items if item.invoice.reference == name
            )
            text += _payment(until, Decimal(owed), name)
        return text


def _note(day: datetime.date, kind: str, links: str, meta: str = "") -> str:
    return f'{day} note Assets:Clients:Martin "{kind}" {links}\n  relance: "{kind}"\n{meta}'


def _payment(day: datetime.date, amount: Decimal, name: str) -> str:
    legs = f"  Assets:Bank  {amount:.2f} EUR\n  Assets:Clients:Martin\n"
    return f'{day} * "Martin" "Paid" ^{name}\n{legs}'
