"""Payment terms in the reader's language, by what they mean, whatever the ledger calls them."""

from __future__ import annotations

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.values.terms.payment_terms import Delay, Terms


def terms_in_words(terms: Terms) -> Message:
    """Return payment terms in words, with their instalments and discounts."""
    whole = len(terms.shares) == 1
    shares = [
        msg("{percent}%: {delay}", percent=percent, delay=_delay_in_words(delay))
        for percent, delay in terms.shares
    ]
    words = _delay_in_words(terms.shares[0][1]) if whole else msg("{shares}", shares=shares)
    for discount in terms.discounts:
        words = nmsg(
            "{terms}, or {percent}% less within {count} day",
            "{terms}, or {percent}% less within {count} days",
            discount.days,
            terms=words,
            percent=discount.percent,
        )
    return words


def _delay_in_words(delay: Delay) -> Message:
    if delay.at_once:
        return msg("due at once")
    if not (delay.days or delay.months):
        if delay.on_day is None:
            return msg("end of month")
        return msg("day {day} of the next month", day=delay.on_day)
    span = nmsg("{count} day", "{count} days", delay.days)
    if delay.months:
        span = nmsg("{count} month", "{count} months", delay.months)
    if delay.month_end_first:
        span = msg("end of month + {span}", span=span)
    if delay.month_end:
        span = msg("{span}, end of month", span=span)
    if delay.on_day is not None:
        span = msg("{span}, then day {day}", span=span, day=delay.on_day)
    return span
