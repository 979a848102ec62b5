"""Payment terms: compute due dates from the wording of a contract.

``parse_terms("45 jours fin de mois")`` returns :class:`Terms`, and ``terms.due(date)``
returns the due date of an invoice. French and English wordings are supported:

===============================  =====================================================
``30 jours``, ``30 jours nets``  the invoice date + 30 days
``net 30``, ``30 days``,         the same
``within 30 days``
``2 weeks``, ``14 Tage``         weeks, and days in more languages
``1 mois``, ``12 months``        the same day of a later month, or the last of a short one
``1 mois fin de mois``           add the month, then the end of that month
``45 jours fin de mois``         add 45 days, then the end of that month
``fin de mois 45 jours``         the end of the invoice's month, then add 45 days
``30 jours fin de mois le 10``   add, then month end, then the 10th that follows
``fin de mois``, ``end of        the end of the invoice's month
month``
``à réception``, ``comptant``,   the invoice date
``due on receipt``
``10 du mois suivant``           the 10th of the month after the invoice's
``30% à la commande, 70% 30      instalments, each with its own terms; ``le solde`` or
jours``                          ``balance`` stands for the remaining share
``2% 10 net 30``                 30 days; the discount of 2% within 10 days is shown,
                                 but never applied
``3% 7, 2% 14, net 30``          the same, with two discounts
===============================  =====================================================

French law allows both ways of counting "45 jours fin de mois" (C. com. L441-10). The
order of the words tells which one was agreed.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.values.dates import month_end, months_later, next_day_of_month
from beancount_relance.values.money import unit
from beancount_relance.values.readers import BadValueError, read_text

_UNITS = {
    "days": "jours? j\\.? days? d tage?n? tag dag(?:en|ar|e)? dias? giorn[io] gg",
    "weeks": "semaines? sem weeks? wks? wochen? week weken semanas? settiman[ae]",
    "months": "mois months? mths? monate?n? monat maand(?:en)? mes(?:es)? mes[ei]",
}
"""How units of time are written, without accents, in the languages of Beancount's users."""

_SPAN = rf"""(?:(?P<count>\d{{1,3}})|une?|one|an?) ?(?:{
    "|".join(f"(?P<{name}>{'|'.join(words.split())})" for name, words in _UNITS.items())
})"""
_INVOICE = (
    r"(?:(?:la |the |de |d.emission de |emission |invoice |of )*(?:facture|invoice|date)\b ?)+"
)
_LEAD = (
    r"(?:(?:payable|due|paiement|payment|net|nets|netto|within|in|sous|dans|a|zahlbar"
    r"|innerhalb(?: von)?|binnen) )*"
)
_TAIL = (
    r"(?: (?:nets?|netto|d.emission|(?:a compter |a partir |a reception |a dater |apres )?"
    rf"(?:de |du )*{_INVOICE}|(?:dalla |de |desde )?(?:data|fecha) (?:de )?(?:fattura|factura)"
    rf"|(?:ab|nach) rechnungs(?:datum|stellung)|(?:from|after|of) {_INVOICE}"
    r"|(?:from|of|a) (?:receipt|reception)))*"
)
_END_OF_MONTH = (
    r"(?:fin (?:de|du) mois|fdm|end of (?:the )?month|eom|fine mese|f\.?m|fin de mes"
    r"|einde (?:van de )?maand|(?:zum )?monatsende)"
)
_NEXT = r"(?: (?:du mois suivant|du mois|of (?:the )?(?:next|following) month))?"
_ON_DAY = rf"(?:,? ?(?:le|the|on the)? ?(?P<on>\d{{1,2}})(?:er|st|nd|rd|th)?{_NEXT})?"

# These are compiled when terms are read: all of them take 5 ms, and most ledgers need a few.
_AT_ONCE = (
    r"(?:paiement |payable )?(?:a )?(?:(?:la )?(?:reception|commande|facturation|signature)"
    r"(?: de (?:la )?facture)?|(?:au )?comptant|immediat(?:ement)?)"
    r"|(?:payable |due )?(?:(?:up)?on (?:receipt|order|invoice|signature)|up ?front|in advance"
    r"|immediate(?:ly)?|cash|cash on delivery|cod)"
    r"|(?:zahlbar )?(?:sofort|bei erhalt)(?: der rechnung)?|(?:al )?contado|a la vista|a vista"
    r"|rimessa diretta|(?:per )?omgaende|bij ontvangst"
    r"|des (?:la )?reception(?: de (?:la )?facture)?"
)
_NET_DAYS = rf"net ?(?P<count>\d{{1,3}})(?P<month_end>,? ?{_END_OF_MONTH})?"
_NET = rf"{_LEAD}{_SPAN}{_TAIL}"
_SPAN_THEN_MONTH = rf"{_LEAD}{_SPAN}{_TAIL},? ?{_END_OF_MONTH}{_ON_DAY}"
_MONTH_THEN_SPAN = rf"{_END_OF_MONTH},? ?\+? ?{_SPAN}"
_MONTH = rf"{_END_OF_MONTH}{_ON_DAY}"
_END_OF_NEXT_MONTH = (
    r"(?:a )?(?:la )?fin (?:du mois suivant|du mois prochain)"
    r"|(?:at )?(?:the )?end of (?:the )?(?:next|following) month"
)
_NEXT_MONTH = (
    r"(?:le |the )?(?P<on>\d{1,2})(?:er|st|nd|rd|th)? "
    r"(?:du mois suivant|of (?:the )?(?:next|following) month)"
)


_PERCENT = r"(?P<percent>\d{1,3}(?:[.,]\d{1,4})?) ?%"
_SHARE = rf"{_PERCENT} ?(?:a |au )?(?P<delay>.+)"
_BETWEEN_SHARES = (
    r" ?(?:[;+]|,(?!\d)| et | and | puis | then ) ?(?=\d+(?:[.,]\d+)? ?%|le |the |solde|balance)"
)
_REST = r"(?:le |the )?(?:solde|reste|balance|rest|remainder)(?: a)? (?P<delay>.+)"
_DISCOUNT = (
    r"(?:(?:escompte|skonto) (?:de )?)?(?P<percent>\d{1,2}(?:[.,]\d{1,4})?) ?(?:%|/) ?"
    r"(?:d.escompte |skonto |discount )?(?:(?:a|sous|within|in|innerhalb von|binnen) )?"
    r"(?P<within>\d{1,3})(?: ?(?:jours?|j|days?|tagen?|dagen|giorni|dias))?"
    r"(?:,? ?(?:and|et|und|puis|then))?,? (?P<delay>(?:net|a|\d).*)"
)
_ALL = Decimal(100)
LONGEST_MONTH = 31
"""The most days of a month, for an upper bound of a delay."""


class Delay(Struct, frozen=True):
    """The delay between the date of an invoice and a due date.

    The steps apply in this order: ``month_end_first``, ``months``, ``days``,
    ``month_end``, ``on_day``. Days are calendar days. ``on_day`` is a day of the month;
    a month that is too short uses its last day.
    """

    days: int = 0
    months: int = 0
    month_end_first: bool = False
    month_end: bool = False
    on_day: int | None = None

    @property
    def at_once(self) -> bool:
        """Whether the invoice is due on its own date."""
        return self == Delay()

    @property
    def most_days(self) -> int:
        """A number of days that the delay never exceeds, whatever the date of the invoice."""
        ends = (self.month_end_first, self.month_end, self.on_day is not None)
        return self.days + LONGEST_MONTH * (self.months + sum(ends))

    def due(self, date: datetime.date) -> datetime.date:
        """Return the due date of an invoice dated ``date``."""
        if self.month_end_first:
            date = month_end(date)
        if self.months:
            date = months_later(date, self.months)
        date += datetime.timedelta(days=self.days)
        if self.month_end:
            date = month_end(date)
        if self.on_day is not None:
            date = next_day_of_month(date + datetime.timedelta(days=1), self.on_day)
        return date


class Discount(Struct, frozen=True):
    """A discount of ``percent`` for payment within ``days`` of the invoice date."""

    percent: Decimal
    days: int

    def until(self, date: datetime.date) -> datetime.date:
        """Return the last day on which the discount applies to an invoice dated ``date``."""
        return date + datetime.timedelta(days=self.days)


class Terms(Struct, frozen=True):
    """The agreed payment terms of an invoice.

    Attributes:
        text: the wording in the ledger.
        shares: the instalments, as a percentage of the invoice and the delay until it
            is due. They add up to 100; usually there is only one, and none if the wording
            cannot be read.
        discounts: the discounts for early payment that are offered, the earliest first.
    """

    text: str
    shares: tuple[tuple[Decimal, Delay], ...] = ((_ALL, Delay()),)
    discounts: tuple[Discount, ...] = ()

    @property
    def can_be_read(self) -> bool:
        """Whether it is known when they let an invoice be due."""
        return bool(self.shares)

    def due(self, date: datetime.date) -> datetime.date:
        """Return the due date of an invoice dated ``date``, or of its last instalment."""
        return max(delay.due(date) for _, delay in self.shares)

    def split(self, amount: Decimal, currency: str) -> list[tuple[Decimal, Delay]]:
        """Split the amount of an invoice into its instalments.

        All but the last are rounded half up to the unit of the currency, or to the
        precision of the amount if that is finer. The last one takes the remainder.
        """
        if len(self.shares) == 1:
            return [(amount, self.shares[0][1])]
        step = min(unit(currency), Decimal(1).scaleb(int(amount.as_tuple().exponent)))
        parts = [
            ((amount * percent / _ALL).quantize(step, ROUND_HALF_UP), delay)
            for percent, delay in self.shares[:-1]
        ]
        rest = amount - sum((part for part, _ in parts), Decimal())
        return [*parts, (rest, self.shares[-1][1])]


def parse_terms(text: str) -> Terms:
    """Parse payment terms.

    Raises:
        BadValueError: The text matches none of the supported wordings, or the
            instalments do not add up to 100 percent.
    """
    words = _plain(text)
    discounts, delay = _discounts(words)
    if discounts:
        return Terms(text, ((_ALL, _delay(delay)),), discounts)
    if shares := _shares(words):
        return Terms(text, shares)
    return Terms(text, ((_ALL, _delay(words)),))


def _discounts(words: str) -> tuple[tuple[Discount, ...], str]:
    """Return the discounts in the text, and the rest of it, which says when all is due."""
    if "%" not in words and "/" not in words:
        return (), words
    found: list[Discount] = []
    while match := re.fullmatch(_DISCOUNT, words):
        found.append(Discount(_decimal(match["percent"]), int(match["within"])))
        words = match["delay"]
    if "%" in words:  # they are shares of the invoice
        return (), words
    return tuple(sorted(found, key=lambda each: each.days)), words


def _shares(words: str) -> tuple[tuple[Decimal, Delay], ...]:
    """Return the instalments in the text, or an empty tuple if it mentions none."""
    if "%" not in words:
        return ()
    parts = re.split(_BETWEEN_SHARES, words)
    matches = [re.fullmatch(_SHARE, part) or re.fullmatch(_REST, part) for part in parts]
    if not all(matches) or (len(parts) == 1 and not words.startswith("100")):
        return ()
    shares: list[tuple[Decimal, Delay]] = []
    for match in matches:
        if match is None:
            continue
        stated = match.groupdict().get("percent")
        left = _ALL - sum((percent for percent, _ in shares), Decimal())
        shares.append((_decimal(stated) if stated else left, _delay(match["delay"])))
    if sum(percent for percent, _ in shares) != _ALL or any(percent <= 0 for percent, _ in shares):
        raise BadValueError(
            msg("shares that add up to 100%, such as “30% à la commande, 70% 30 jours”")
        )
    return tuple(shares)


def _delay(words: str) -> Delay:
    for wording, delay in _WORDINGS:
        if match := re.fullmatch(wording, words):
            return delay(match)
    raise BadValueError(
        msg(
            "payment terms such as “30 jours”, “45 jours fin de mois”, “fin de mois 45 jours”, "
            "“30 jours fin de mois le 10”, “à réception”, “10 du mois suivant”, “net 30”, "
            "“end of month”, “30% à la commande, 70% 30 jours” or “2% 10 net 30”"
        )
    )


def _span(match: re.Match[str]) -> Delay:
    """The days or months of a match of ``_SPAN``; "un mois" is one."""
    count = int(match["count"] or 1)
    if match["months"] is not None:
        return Delay(months=count)
    return Delay(7 * count if match["weeks"] is not None else count)


_WORDINGS: Sequence[tuple[str, Callable[[re.Match[str]], Delay]]] = (
    (_SPAN, _span),  # the usual terms
    (_AT_ONCE, lambda _: Delay()),
    (_NET_DAYS, lambda m: Delay(int(m["count"]), month_end=m["month_end"] is not None)),
    (_NET, _span),
    (_SPAN_THEN_MONTH, lambda m: replace(_span(m), month_end=True, on_day=_day(m["on"]))),
    (_MONTH_THEN_SPAN, lambda m: replace(_span(m), month_end_first=True)),
    (_MONTH, lambda m: Delay(month_end=True, on_day=_day(m["on"]))),
    (_NEXT_MONTH, lambda m: Delay(month_end=True, on_day=_day(m["on"]))),
    (_END_OF_NEXT_MONTH, lambda _: Delay(months=1, month_end=True)),
)
"""What each wording means; the first that fits counts."""


def read_terms(value: Any) -> Terms:
    """Read payment terms from a setting or metadata; see :func:`parse_terms`."""
    return parse_terms(read_text(value))


def _day(digits: str | None) -> int | None:
    if digits is None:
        return None
    if not 1 <= int(digits) <= 31:  # noqa: PLR2004 - the days of a month
        raise BadValueError(msg("a day of the month from 1 to 31"))
    return int(digits)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _plain(text: str) -> str:
    """Return the text in lower case, without accents and with single spaces."""
    unaccented = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
    )
    return " ".join(unaccented.casefold().replace("\N{NO-BREAK SPACE}", " ").split()).strip(" .")
