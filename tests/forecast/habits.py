"""Generated histories of customers with different habits, the same at every run."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from beancount_relance.forecast.histories import History

START, END = datetime.date(2023, 1, 1), datetime.date(2025, 12, 31)
CUSTOMERS, A_MONTH, MONTHS = 15, 12, 36
TERM = datetime.timedelta(days=30)
NEVER = 9999


@dataclass
class Shop:
    """A generator of histories: what a habit may ask about an invoice."""

    chance: random.Random
    means: dict[str, int]

    def late(self, customer: str, spread: float) -> int:
        return round(self.chance.gauss(self.means[customer], spread))


Habit = Callable[[Shop, str, datetime.date, datetime.date], int]


def until(day: datetime.date, due: datetime.date, wanted: Callable[[datetime.date], bool]) -> int:
    """The days from the due date to the first day from ``day`` on that is wanted."""
    while not wanted(day):
        day += datetime.timedelta(days=1)
    return (day - due).days


def _exact(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return shop.means[who]


def _noisy(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return shop.late(who, 6)


def _heavy_tail(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return round(shop.means[who] + 3 * shop.chance.paretovariate(1.3) - 3)


def _on_the_due_date(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return round(shop.chance.gauss(0, 3))


def _all_alike(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return round(shop.chance.gauss(10, 8))


def _one_in_four(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return shop.chance.choice([0, 0, 0, 40])


def _sometimes_late(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return 0 if shop.chance.random() < 0.7 else shop.means[who] + 30


def _end_of_month(shop: Shop, who: str, _issued: datetime.date, due: datetime.date) -> int:
    day = due + datetime.timedelta(days=max(0, shop.means[who]))
    return (day + relativedelta(day=31) - due).days


def _payment_runs(shop: Shop, who: str, _issued: datetime.date, due: datetime.date) -> int:
    day = due + datetime.timedelta(days=max(0, shop.late(who, 3)))
    return until(day, due, lambda each: each.day in (10, 25))


def _slower(shop: Shop, who: str, issued: datetime.date, _due: datetime.date) -> int:
    return shop.late(who, 4) + (issued - START).days // 40


def _faster(shop: Shop, who: str, issued: datetime.date, _due: datetime.date) -> int:
    return max(0, shop.late(who, 4) + 20 - (issued - START).days // 40)


def _changed(shop: Shop, who: str, issued: datetime.date, _due: datetime.date) -> int:
    mean = shop.means[who]
    return round(shop.chance.gauss(mean if issued < datetime.date(2024, 7, 1) else 30 - mean, 3))


def _summer(shop: Shop, who: str, issued: datetime.date, _due: datetime.date) -> int:
    return shop.late(who, 4) + (20 if issued.month in (7, 8) else 0)


def _early(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return -shop.chance.randrange(5, 28)


def _exponential(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return round(shop.chance.expovariate(1 / 15))


def _very_late(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return round(shop.chance.expovariate(1 / 60))


def _some_never(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    if shop.means[who] >= 20 and shop.chance.random() < 0.3:
        return NEVER
    return shop.late(who, 4)


def _fridays(shop: Shop, who: str, _issued: datetime.date, due: datetime.date) -> int:
    day = due + datetime.timedelta(days=shop.late(who, 4))
    return until(day, due, lambda each: each.weekday() == 4)


def _wandering(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    shop.means[who] += shop.chance.choice([-2, -1, 0, 1, 2])
    return shop.means[who]


def _anything(shop: Shop, _who: str, _issued: datetime.date, _due: datetime.date) -> int:
    return shop.chance.randrange(0, 60)


HABITS: Mapping[str, Habit] = {
    "exact": _exact,
    "noisy": _noisy,
    "heavy tail": _heavy_tail,
    "on the due date": _on_the_due_date,
    "all alike": _all_alike,
    "one in four late": _one_in_four,
    "sometimes late": _sometimes_late,
    "end of month": _end_of_month,
    "payment runs": _payment_runs,
    "slower each month": _slower,
    "faster each month": _faster,
    "changed in July 2024": _changed,
    "summer": _summer,
    "early": _early,
    "exponential": _exponential,
    "very late": _very_late,
    "some never": _some_never,
    "Fridays": _fridays,
    "wandering": _wandering,
    "anything": _anything,
}
"""Twenty habits; the forecast was tuned on them."""


def _first_of_quarter(shop: Shop, who: str, _issued: datetime.date, due: datetime.date) -> int:
    day = due + datetime.timedelta(days=max(0, shop.means[who] // 2))
    return until(day, due, lambda each: each.day == 1 and each.month in (1, 4, 7, 10))


def _in_bursts(_shop: Shop, who: str, issued: datetime.date, due: datetime.date) -> int:
    """Everything open is paid on days of the customer's own, about every six weeks."""
    chance = random.Random(who)  # noqa: S311 - the same at every run
    day = START
    while day <= issued:
        day += datetime.timedelta(days=1 + round(chance.expovariate(1 / 42)))
    return (day - due).days


def _after_reminders(shop: Shop, who: str, _issued: datetime.date, _due: datetime.date) -> int:
    """Some pay on time, the others a few days after one of three reminders."""
    if shop.chance.random() < 0.5:
        return -shop.chance.randrange(0, 6)
    reminder = shop.chance.choice([3, 10, 10, 20, 35]) + shop.means[who] // 10
    return reminder + shop.chance.randrange(1, 6)


UNSEEN: Mapping[str, Habit] = {
    "first of the quarter": _first_of_quarter,
    "in bursts": _in_bursts,
    "after reminders": _after_reminders,
}
"""Three habits written after the forecast was done."""


def generated(habit: Habit, seed: int = 1) -> list[History]:
    """Three years of invoices, as they are known at the end."""
    chance = random.Random(seed)  # noqa: S311 - the same at every run
    means = {f"C{n}": chance.choice([-3, 0, 2, 5, 10, 20, 35]) for n in range(CUSTOMERS)}
    shop = Shop(chance, means)
    histories = []
    for _ in range(A_MONTH * MONTHS):
        who = f"C{min(int(chance.expovariate(1 / 5)), CUSTOMERS - 1)}"
        issued = START + datetime.timedelta(days=chance.randrange((END - START).days))
        due = issued + TERM
        delay = max(habit(shop, who, issued, due), -29)
        paid = due + datetime.timedelta(days=delay)
        histories.append(History(who, issued, due, paid if paid <= END else None))
    return histories
