"""Find payments that visibly went back, before it is known what anything is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.values.numbers.invoice_names import name_key


def plain_returns(lines: Sequence[ReceivablePosting], counterparts: Counterparts) -> set[int]:
    """Return the places of the payments that a later line returns in full, by the same names.

    Both are lines of the same customer, whom the ledger itself names.
    """
    returned: dict[tuple[object, ...], list[int]] = defaultdict(list)
    paid: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line.certain and line.names:
            kind = returned if line.number > 0 else paid
            names = frozenset(map(name_key, line.names))
            kind[line.customer, line.currency, abs(line.number), names].append(place)
    found: set[int] = set()
    for key in returned.keys() & paid.keys():
        back = [place for place in returned[key] if _is_cash(lines[place], counterparts)]
        for place in paid[key] if back else ():
            later = next((b for b in back if lines[b].date >= lines[place].date), None)
            if later is not None and _is_cash(lines[place], counterparts):
                back.remove(later)
                found.add(place)
    return found


def _is_cash(line: ReceivablePosting, counterparts: Counterparts) -> bool:
    return counterparts.side(line.txn, line.number)[0] == CASH
