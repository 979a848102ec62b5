"""Procedures: the dunning stages and their order.

A procedure is an ordered list of stages. The built-in procedures (``standard``,
``consumer``, ``public``, ``reminder-only``, ``none``) are rows of ``data/stages.csv``.
The stages that a ledger changes or adds are read in
:mod:`~beancount_relance.policy.stage_directives`.

The stages of the procedure ``occasion`` do not follow one another. Each is triggered by
an event: ``instalment`` before an instalment of a plan falls due, ``declaration`` after
insolvency proceedings are opened, ``follow-up`` some weeks after a step in court, and
``review`` some weeks after the last note about what waits without a last day.
See :mod:`~beancount_relance.dunning.communications.occasions`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.policy.channels import CHANNELS, MAIL, usual_channel

LABELS: Mapping[str, Message] = {
    "courtesy": msg("courtesy reminder"),
    "reminder": msg("first reminder"),
    "call": msg("telephone call"),
    "firm-letter": msg("firm letter"),
    "formal-notice": msg("formal notice"),
    "visit": msg("visit to the customer"),
    "legal": msg("decision on legal action"),
    "instalment": msg("reminder of an instalment"),
    "declaration": msg("lodging of the claim"),
    "follow-up": msg("follow-up of the court case"),
    "review": msg("review of the case"),
    "statement": msg("statement of account"),
    "thanks": msg("thanks"),
    "plan": msg("confirmation of a payment plan"),
    "settlement": msg("settlement agreement"),
    "proof-of-claim": msg("proof of claim"),
}
"""The titles of the built-in stages and of the other texts."""

STANDARD = "standard"
"""The procedure of businesses, and the one whose stages others can take over by their names."""

OCCASION = "occasion"
"""The procedure whose stages are triggered by events instead of following one another."""

INSTALMENT, DECLARATION, FOLLOW_UP, REVIEW = "instalment", "declaration", "follow-up", "review"
"""The stages of that procedure."""

FORMAL_NOTICE = "formal-notice"
"""The stage that puts the customer in default; what comes after it needs it."""

_VISIT = "visit"
_DECISION = "legal"
_AFTER_THE_NOTICE = frozenset((_VISIT, _DECISION))
"""The templates of the stages that are for nobody who had no formal notice."""

SELLER = "seller"
"""The value of ``who`` that means the person who made the sale."""

_STAGES_CSV = Path(__file__).parent / "data" / "stages.csv"


class Stage(Struct, frozen=True):
    """One stage of a procedure.

    Attributes:
        name: its name in the ledger, also used by notes.
        after: days after the due date; negative before it.
        channel: how it is carried out: a key of
            :data:`~beancount_relance.policy.channels.CHANNELS`.
        fallback: the channel to use if the customer has no address for ``channel``.
        claims: whether late interest and recovery fee are claimed.
        deadline: the number of days that the text gives the customer to pay.
        template: the name of its template.
        label: its title, if not the built-in one.
        who: who does it: a name, or ``seller``; ``None`` for anyone.
        signatory: who signs, if not the creditor's signatory.
        signatory_title: the signatory's job title.
        min_amount: the stage is skipped for smaller outstanding amounts; a number without
            a currency applies to every currency.
        kind: the kinds of customers it applies to; all if empty.
        language: the languages it applies to; all if empty.
        called: its title in the customer's country, if it has one of its own there.
        given: the keys that the ledger sets, which no country changes.
        if_reachable: whether to skip it if the ledger has an address neither for the
            channel nor for the fallback.
    """

    name: str
    after: int
    channel: str = usual_channel(MAIL).name
    fallback: str | None = None
    claims: bool = False
    deadline: int | None = None
    template: str = ""
    label: str | None = None
    who: str | None = None
    signatory: str | None = None
    signatory_title: str | None = None
    min_amount: Amount | Decimal | None = None
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    called: Translated | None = None
    given: tuple[str, ...] = ()
    if_reachable: bool = False

    @property
    def title(self) -> Message:
        """The title of the stage: its label, or that of the country, or the built-in one."""
        own = self.label or self.called
        if own is not None:
            return Message("{label}", {"label": own})
        return LABELS.get(self.name) or Message("{label}", {"label": self.name})

    def title_by(self, channel: str) -> Message:
        """Return the title with a channel, unless the title already implies or is it."""
        used = CHANNELS[channel]
        if self.name in used.stages or self.title == used.label:
            return self.title
        return msg("{stage} ({channel})", stage=self.title, channel=used.label)

    def minimum(self, currency: str) -> Decimal | None:
        """Return the smallest outstanding amount in ``currency`` that is not skipped."""
        if isinstance(self.min_amount, Amount):
            return self.min_amount.number if self.min_amount.currency == currency else None
        return self.min_amount


class Procedure(Struct, frozen=True, dict=True):
    """A named list of stages in order: see :func:`in_order`."""

    name: str
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        """Return the stage with this name.

        Raises:
            KeyError: The procedure has no such stage.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

    def index(self, stage: str) -> int | None:
        """Return the position of a stage, starting at 0, or ``None`` if there is no such stage."""
        for index, candidate in enumerate(self.stages):
            if candidate.name == stage:
                return index
        return None

    def last_call(self, position: int) -> int | None:
        """Return the position of the last telephone call up to a stage, or ``None``.

        A call before the due date counts only if it is that stage itself.
        """
        for index in range(position, -1, -1):
            stage = self.stages[index]
            is_call = CHANNELS[stage.channel].address == "phone"
            if is_call and (stage.after >= 0 or index == position):
                return index
        return None

    @functools.cached_property
    def notice(self) -> int | None:
        """The position of the formal notice.

        It is the stage with that name, or else the first one whose delivery must be proven;
        ``None`` if there is neither.
        """
        named = self.index(FORMAL_NOTICE)
        if named is not None:
            return named
        proven = (i for i, s in enumerate(self.stages) if CHANNELS[s.channel].is_proven)
        return next(proven, None)


def in_order(name: str, stages: Iterable[Stage]) -> Procedure:
    """Return a procedure whose stages are in the order of their days.

    Those of one day are as they were. A visit and the decision on legal action are never before
    the formal notice, whatever their days.
    """
    procedure = Procedure(name, tuple(sorted(stages, key=lambda stage: stage.after)))
    if procedure.notice is None:
        return procedure
    before, notice = procedure.stages[: procedure.notice], procedure.stages[procedure.notice]
    early = [stage for stage in before if stage.template in _AFTER_THE_NOTICE]
    if not early:
        return procedure
    moved = [replace(stage, after=notice.after) for stage in early]
    friendlier = [stage for stage in before if stage not in early]
    later = procedure.stages[procedure.notice + 1 :]
    return Procedure(name, (*friendlier, notice, *moved, *later))


@functools.cache
def built_in_procedures() -> Mapping[str, Procedure]:
    """Return the built-in procedures by name, including the occasions."""
    procedures = {"none": Procedure("none", ())}
    for row in csv_rows(_STAGES_CSV):
        stage = Stage(
            name=row["stage"],
            after=int(row["after"]),
            channel=row["channel"],
            fallback=row["fallback"] or None,
            claims=row["claims"] == "yes",
            min_amount=Decimal(row["min_amount"]) if row["min_amount"] else None,
            deadline=int(row["deadline"]) if row["deadline"] else None,
            template=row["template"],
            who=row["who"] or None,
        )
        name = row["procedure"]
        before = procedures.get(name, Procedure(name, ()))
        procedures[name] = Procedure(name, (*before.stages, stage))
    return procedures


def stage_names(procedures: Mapping[str, Procedure]) -> frozenset[str]:
    """Return the names of all stages of these procedures."""
    return frozenset(stage.name for each in procedures.values() for stage in each.stages)
