"""Securities and rights besides a claim, as metadata of a customer or an invoice.

    2024-03-01 open Assets:Clients:Boulangerie-Martin  EUR
      guarantor: "Yves Martin"
      guarantee-until: 2027-06-30
      credit-insurance: "60 days"            ; to declare an unpaid invoice after its due date

    2026-05-14 * "Boulangerie Martin" "Enseigne" ^F2026-014
      retention-of-title: TRUE
      works-owner: "SCI des Lilas, 9 rue des Gabares, 44000 Nantes"
      works-accepted: 2026-05-20
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes

An invoice has what it gives itself, and otherwise what its customer has. The time limits are in
:mod:`beancount_relance.law.rights`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import msg
from beancount_relance.values.readers import BadValueError, read_date, read_flag, read_text

_DAYS = expression(r"([1-9]\d{0,3}) ?(?:days?|jours?|j)")


class Securities(Struct, frozen=True):
    """What secures a claim; what the ledger does not give is ``None``.

    Attributes:
        guarantor: who stands in for the debtor.
        guarantee_until: the last day to call on the guarantor.
        retention_of_title: whether the goods stay the creditor's until they are paid.
        works_owner: who ordered the works from the debtor, if the creditor is a subcontractor.
        works_accepted: the day on which the works were accepted, which retention money runs
            from.
        credit_insurance: the number of days after the due date within which an unpaid invoice
            must be declared to the credit insurer.
    """

    guarantor: str | None = None
    guarantee_until: datetime.date | None = None
    retention_of_title: bool | None = None
    works_owner: str | None = None
    works_accepted: datetime.date | None = None
    credit_insurance: int | None = None

    def of(self, key: str) -> Any:
        """Return the value of a metadata key, such as ``works-owner``."""
        return getattr(self, key.replace("-", "_"))

    def of_charges(self) -> Securities:
        """Return what secures interest and fees on such a claim, which are no goods."""
        return replace(self, retention_of_title=None)

    def or_else(self, others: Securities) -> Securities:
        """Return these securities, completed by others."""
        if self == NO_SECURITIES:
            return others
        names = self.__struct_fields__
        own = {name: getattr(self, name) for name in names}
        return Securities(
            **{name: getattr(others, name) if own[name] is None else own[name] for name in names}
        )


NO_SECURITIES = Securities()
"""The securities of a claim that has none."""


def _read_days(value: Any) -> int:
    match = _DAYS.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    if match is None:
        raise BadValueError(msg("a number of days, such as “60 days”"))
    return int(match[1])


SECURITY_READERS: Mapping[str, Callable[[Any], Any]] = {
    "guarantor": read_text,
    "guarantee-until": read_date,
    "retention-of-title": read_flag,
    "works-owner": read_text,
    "works-accepted": read_date,
    "credit-insurance": _read_days,
}
"""The metadata keys of securities, with their readers."""
