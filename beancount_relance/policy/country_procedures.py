"""A procedure as it is in the debtor's country: names and days of the last stages.

A formal notice is a letter before action in the United Kingdom and gives 14 days there, and 30
to a debtor who is no company; nobody is visited in Germany. What the ledger sets itself for a
stage stays as it is. The stages after the notice wait for the days that it gives, and so do those
after another stage if the ledger sets its days, unless the customer never gets it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator

from msgspec.structs import replace

from beancount_relance.policy.countries import Country, country
from beancount_relance.policy.customers import BUSINESS, CONSUMER, Customer
from beancount_relance.policy.names.name_spellings import has_legal_form
from beancount_relance.policy.procedures import Procedure, Stage, in_order

_NOTICE, _VISIT = "formal-notice", "visit"
AFTER_THE_DEADLINE = 5
"""The days after a deadline for the post, and for the bank."""


def is_individual(customer: Customer) -> bool:
    """Return whether the debtor may be a person: a consumer, or in business without a company.

    A business whose name says no legal form may be a sole trader; the longer time does no harm.
    """
    if customer.kind == BUSINESS:
        return not has_legal_form(customer.title)
    return customer.kind == CONSUMER


def notice_days(place: Country, customer: Customer) -> int:
    """Return the least number of days that a formal notice gives a customer there."""
    if place.individual_days is not None and is_individual(customer):
        return place.individual_days
    return place.notice_days


def local_procedure(
    procedure: Procedure,
    customer: Customer,
    where: str | None,
    home: str | None = None,
    careful: Procedure | None = None,
    left_out: frozenset[str] = frozenset(),
) -> Procedure:
    """Return the procedure as it is in a country.

    Args:
        procedure: the procedure, with what the ledger sets.
        customer: the debtor.
        where: the debtor's country; ``None`` if it is not known.
        home: the creditor's country: nobody is visited abroad.
        careful: the procedure whose time for a formal notice the customer has as well, without a
            visit, as the ledger does not say what kind of customer it is.
        left_out: the stages that this customer never gets.
    """
    place = country(where)
    if procedure.index(_NOTICE) is None or not (place.code or careful):
        return procedure
    near = careful is None and (home is None or home == where)
    days = notice_days(place, customer)
    index = careful.index(_NOTICE) if careful is not None else None
    if careful is not None and index is not None:
        days = max(days, careful.stages[index].deadline or 0)
    return _adapted(procedure, place, days, left_out, visits=place.visit and near)


@functools.lru_cache(maxsize=256)
def _adapted(
    procedure: Procedure, place: Country, days: int, left_out: frozenset[str], *, visits: bool
) -> Procedure:
    return in_order(procedure.name, _stages(procedure, place, days, left_out, visits=visits))


def _stages(
    procedure: Procedure, place: Country, days: int, left_out: frozenset[str], *, visits: bool
) -> Iterator[Stage]:
    last = -sys.maxsize
    for stage in procedure.stages:
        if stage.name == _VISIT and not visits and not stage.given:
            continue
        local = stage
        if "after" not in stage.given:
            local = replace(local, after=max(stage.after, last))
        if stage.name == _NOTICE:
            if stage.deadline is not None and "deadline" not in stage.given:
                local = replace(local, deadline=max(stage.deadline, days))
            local = replace(local, called=place.phrase("notice"))
        gives_time = stage.name == _NOTICE or "deadline" in stage.given
        if gives_time and stage.name not in left_out:
            last = max(last, local.after + (local.deadline or 0) + AFTER_THE_DEADLINE)
        yield local
