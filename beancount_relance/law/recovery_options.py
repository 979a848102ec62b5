"""Recovery options: the ways to get paid once reminders have failed.

They are rows of tables in ``data/``, each with its sources and the date it was last checked:

* ``recovery_options.csv``: the options, by the countries and kinds of debtor and creditor.
* ``recovery_time_limits.csv``: their time limits.
* ``recovery_notes.csv``: what else to know about them, such as what must come first; the
  words are in ``recovery_words.csv``, by language.

None of this is legal advice. There are no built-in costs, because fees vary; the ledger
sets its own (see :mod:`~beancount_relance.policy.recovery_costs`).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.law.tables import day_of, rows

_ANYWHERE = "*"

TITLES: Mapping[str, Message] = {
    "order-for-payment": msg("order for payment"),
    "small-claims": msg("bailiff’s small-claims procedure"),
    "traders-route": msg("uncontested claims between traders"),
    "money-claim": msg("money claim"),
    "european-order": msg("European order for payment"),
    "european-small-claims": msg("European small claims procedure"),
    "conciliation": msg("conciliation"),
    "mediation": msg("mediation"),
    "claim-statement": msg("statement of claim to the public body"),
    "prefect": msg("payment ordered by the prefect"),
    "court": msg("court action"),
    "administrative-court": msg("administrative court"),
    "insolvency-claim": msg("claim in the insolvency proceedings"),
    "agency": msg("collection agency"),
    "lawyer": msg("lawyer"),
    "write-off": msg("write-off"),
}
"""The options and their labels, in the order in which to consider them."""

DOCUMENTS: Mapping[str, Message] = {
    "order": msg("accepted quotation or order with its terms"),
    "delivery": msg("delivery note or certificate of completion"),
    "invoices": msg("invoices"),
    "reminders": msg("reminders"),
    "notice": msg("formal notice with its acknowledgement of receipt"),
    "letter-of-claim": msg("letter of claim with its enclosures"),
    "statement": msg("up-to-date statement of account"),
    "dispute": msg("letters about the dispute"),
    "proof": msg("proof that the claim is irrecoverable"),
    "duplicate": msg("duplicate invoice with the prescribed wording"),
}
"""The documents that an option can require, and their labels."""

COURTS: Mapping[str, Message] = {
    "commercial": msg("commercial court"),
    "judicial": msg("judicial court"),
}
"""The courts that have their own forms, and their labels."""

NO_PROCEDURES = ("agency", "lawyer", "write-off")
"""The options that hand a claim over or give it up."""


class Parties(Struct, frozen=True):
    """Who claims from whom, as far as it matters for the choice of the options.

    Attributes:
        creditor: the two-letter country of the creditor; ``None`` if unknown.
        debtor: the two-letter country of the debtor; ``None`` if unknown.
        kind: the kind of debtor: ``business``, ``consumer`` or ``public``.
        trader: whether the debtor is a trader or a commercial company; ``None`` if unknown.
    """

    creditor: str | None
    debtor: str | None
    kind: str
    trader: bool | None = None

    @property
    def abroad(self) -> bool:
        """Whether both countries are known and differ."""
        return None not in (self.creditor, self.debtor) and self.creditor != self.debtor

    @property
    def courts(self) -> Sequence[str]:
        """The keys of :data:`COURTS` that may have jurisdiction."""
        if self.kind != "business" or self.trader is False:
            return ("judicial",)
        return ("commercial",) if self.trader else tuple(COURTS)


class Length(Struct, frozen=True):
    """A length of time: a number of ``day``, ``week``, ``month`` or ``year``."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Length:
        """Read a length such as ``3 months`` or ``1 year``."""
        count, unit = text.split()
        return cls(int(count), unit.rstrip("s"))


class TimeLimit(Struct, frozen=True):
    """A time limit of an option.

    Attributes:
        step: what it is for, such as ``serve``, ``object`` or ``enforce``; see
            :mod:`~beancount_relance.report.option_limits`.
        since: the first date of an order that the limit applies to; ``None`` if open.
        until: the last such date; ``None`` if open.
        length: the length of the limit.
        checked: the date on which the row was checked against its sources.
        sources: the articles of law.
    """

    step: str
    since: datetime.date | None
    until: datetime.date | None
    length: Length
    checked: datetime.date | None
    sources: str


class OptionNote(Struct, frozen=True):
    """Something to know about an option.

    Attributes:
        topic: ``before`` (what must come first), ``court`` (where to file), ``how``,
            ``costs`` or ``after`` (once a decision was served).
        words: the words, by language.
        up_to: the claim, principal plus interest, up to which it applies; ``None`` for any.
        checked: the date on which the row was checked against its sources.
        sources: the articles of law.
    """

    topic: str
    words: Translated
    up_to: Amount | None
    checked: datetime.date | None
    sources: str


class RecoveryOption(Struct, frozen=True):
    """One way to get paid, or to stop trying.

    Attributes:
        name: a key of :data:`TITLES`.
        called: its name in the country, such as “Mahnverfahren”; empty if it has none.
        when: when it is available: ``solvent``, ``insolvent`` (only after insolvency
            proceedings have been opened) or ``any``.
        cap: the maximum claim; ``None`` if there is none.
        cap_with_interest: whether interest counts towards the maximum.
        traders: whether the debtor has to be a trader.
        consent: whether the debtor must agree.
        disputes: whether it can settle a disputed claim.
        costs: who finally bears the costs: ``debtor`` (if the claim succeeds), ``loser``,
            ``creditor``, ``court`` (the court decides), ``none`` (nothing to gain or to pay),
            ``free`` (it is free of charge) or ``unknown``.
        since: the first day on which it is available; ``None`` for always.
        awaits_decree: whether the decree on its details was still missing on ``checked``.
        forms: the form, for each of :data:`COURTS` that has one, or for ``""``.
        documents: keys of :data:`DOCUMENTS`.
        limits: its time limits.
        notes: what else to know.
        checked: the date on which the row was checked against its sources; ``None`` if nobody
            could.
        sources: the articles of law; empty if they are unknown.
    """

    name: str
    called: str
    when: str
    cap: Amount | None
    cap_with_interest: bool
    traders: bool
    consent: bool
    disputes: bool
    costs: str
    since: datetime.date | None
    awaits_decree: bool
    forms: Mapping[str, str]
    documents: tuple[str, ...]
    limits: tuple[TimeLimit, ...]
    notes: tuple[OptionNote, ...]
    checked: datetime.date | None
    sources: str

    @property
    def verified(self) -> Message:
        """When the row was checked, in words."""
        if self.checked is None:
            return msg("not verified")
        return msg("checked on {date}", date=self.checked)

    @property
    def title(self) -> Message:
        """The label of the option, with its name in the country."""
        title = TITLES[self.name]
        if not self.called:
            return title
        return msg("{option} ({called})", option=title, called=self.called)


def options_for(parties: Parties) -> Sequence[RecoveryOption]:
    """Return the options for a claim, in the order in which to consider them.

    The debtor's country decides, because that is where a decision has to be enforced. The row
    for any country is used for each option that the country has no row for, whatever the kind
    of debtor: where another kind has a court of its own, as public bodies in France, there is
    no other court.

    Args:
        parties: the creditor and the debtor.
    """
    table = rows("recovery_options.csv")
    own = [row for row in table if _is_specific(row) and _is_in(row, parties)]
    known = {row["option"] for row in own if not row["across"] or _suits(row, parties)}
    chosen = [
        row
        for row in table
        if _suits(row, parties) and (_is_specific(row) or row["option"] not in known)
    ]
    chosen.sort(key=lambda row: list(TITLES).index(row["option"]))
    return [_option(row, parties) for row in chosen]


def _is_specific(row: Mapping[str, str]) -> bool:
    return row["debtors"] != _ANYWHERE or bool(row["creditors"])


def _is_in(row: Mapping[str, str], parties: Parties) -> bool:
    """Whether the countries of a row are those of the parties."""
    debtors, creditors = row["debtors"], row["creditors"]
    return (debtors == _ANYWHERE or (parties.debtor or "") in debtors.split()) and (
        not creditors or (parties.creditor or "") in creditors.split()
    )


def _suits(row: Mapping[str, str], parties: Parties) -> bool:
    return parties.kind in row["kinds"].split() and _is_in(row, parties) and _crosses(row, parties)


def _crosses(row: Mapping[str, str], parties: Parties) -> bool:
    return not row["across"] or (row["across"] == "yes") == parties.abroad


def _option(row: Mapping[str, str], parties: Parties) -> RecoveryOption:
    forms = (form.strip().rpartition(":") for form in row["forms"].split(";") if form)
    return RecoveryOption(
        name=row["option"],
        called=row["called"],
        when=row["when"],
        cap=_amount(row["cap"]),
        cap_with_interest=row["cap_on"] == "interest",
        traders=row["traders"] == "yes",
        consent=row["consent"] == "yes",
        disputes=row["disputes"] == "yes",
        costs=row["costs"],
        since=day_of(row["since"]),
        awaits_decree=row["awaits"] == "decree",
        forms={court: form for court, _, form in forms if not court or court in parties.courts},
        documents=tuple(row["documents"].split()),
        limits=tuple(_limits(row["route"])),
        notes=tuple(_notes(row["route"], parties)),
        checked=day_of(row["checked"]),
        sources=row["sources"],
    )


def _limits(route: str) -> Iterable[TimeLimit]:
    for row in rows("recovery_time_limits.csv"):
        if route in row["routes"].split():
            yield TimeLimit(
                step=row["step"],
                since=day_of(row["since"]),
                until=day_of(row["until"]),
                length=Length.parse(row["length"]),
                checked=day_of(row["checked"]),
                sources=row["sources"],
            )


def _notes(route: str, parties: Parties) -> Iterable[OptionNote]:
    for row in rows("recovery_notes.csv"):
        if (
            route in row["routes"].split()
            and (not row["kinds"] or parties.kind in row["kinds"].split())
            and set(row["court"].split()) <= set(parties.courts)
            and _crosses(row, parties)
        ):
            yield OptionNote(
                topic=row["topic"],
                words=_words()[row["note"]],
                up_to=_amount(row["up_to"]),
                checked=day_of(row["checked"]),
                sources=row["sources"],
            )


@functools.cache
def _words() -> Mapping[str, Translated]:
    texts: dict[str, dict[str, str]] = {}
    for row in rows("recovery_words.csv"):
        texts.setdefault(row["note"], {})[row["language"]] = row["words"]
    return {note: Translated(by_language) for note, by_language in texts.items()}


def _amount(text: str) -> Amount | None:
    number, _, currency = text.partition(" ")
    return Amount(Decimal(number), currency) if text else None
