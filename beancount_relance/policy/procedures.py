"""Procedures: the dunning stages and their order.

A procedure is an ordered list of stages. The built-in procedures (``standard``,
``consumer``, ``public``, ``reminder-only``, ``none``) are rows of ``data/stages.csv``.
A ledger changes stages, and adds stages or whole procedures, with

    2024-01-01 custom "relance-stage" "standard" "reminder"
      after: 5                    ; days after the due date; negative: before it
      channel: "email"            ; a name of policy/channels.py
      fallback: "letter"          ; if the customer has no address for the channel
      template: "reminder"
      label: "Rappel"
      claims: FALSE               ; whether late interest and recovery fee are claimed
      deadline: 8                 ; days that the customer has to pay
      who: "seller"               ; who does it: a name, or the person who made the sale
      signatory: "Paul Lumen"     ; who signs, if not the creditor's signatory
      signatory-title: "gérant"
      min-amount: 15.00 EUR       ; the stage is skipped for smaller amounts,
      kind: "business public"     ; for other kinds of customers,
      language: "fr"              ; for customers with another language,
      if-reachable: TRUE          ; and for customers without the address it needs

If the stage exists, only the keys given here change. A new stage needs at least
``after``. The directive takes effect on its date.

The stages of the procedure ``occasion`` do not follow one another. Each is triggered by
an event: ``instalment`` before an instalment of a plan falls due, ``declaration`` after
insolvency proceedings are opened, and ``follow-up`` some weeks after a step in court.
See :mod:`~beancount_relance.dunning.occasions`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Custom

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, Problem, Source, Translated, msg
from beancount_relance.language.tables import csv_rows
from beancount_relance.policy.channels import CHANNELS, MAIL, english_name, usual_channel
from beancount_relance.policy.customers import CUSTOMER_KINDS
from beancount_relance.values.readers import (
    BadValueError,
    read_amount,
    read_choice,
    read_choices,
    read_flag,
    read_text,
    read_whole_number,
    unknown_key,
    values_of,
)
from beancount_relance.values.records import read_record
from beancount_relance.values.vocabulary import CHOICE, english, english_meta

LABELS: Mapping[str, Message] = {
    "courtesy": msg("courtesy reminder"),
    "reminder": msg("first reminder"),
    "call": msg("telephone call"),
    "firm-letter": msg("firm letter"),
    "formal-notice": msg("formal notice"),
    "visit": msg("visit to the customer"),
    "legal": msg("decision on legal action"),
    "instalment": msg("reminder of an instalment"),
    "declaration": msg("declaration of the claim"),
    "follow-up": msg("follow-up of the court case"),
    "statement": msg("statement of account"),
    "thanks": msg("thanks"),
    "plan": msg("confirmation of a payment plan"),
    "settlement": msg("settlement agreement"),
    "proof-of-claim": msg("declaration of the claim to the administrator"),
}
"""The titles of the built-in stages and of the other texts."""

OCCASION = "occasion"
"""The procedure whose stages are triggered by events instead of following one another."""

INSTALMENT, DECLARATION, FOLLOW_UP = "instalment", "declaration", "follow-up"
"""The stages of that procedure."""

FORMAL_NOTICE = "formal-notice"
"""The stage that puts the customer in default; what comes after it needs it."""

SELLER = "seller"
"""The value of ``who`` that means the person who made the sale."""

_STAGES_CSV = Path(__file__).parent / "data" / "stages.csv"
_TEMPLATES = Path(__file__).parents[1] / "texts" / "templates"
_MOST_DAYS = 3650
_TEMPLATE = re.compile(r"[^\W_][\w-]*(?:[./][\w-]+)*")


@dataclass(frozen=True, slots=True)
class Stage:
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
    called: Translated | None = field(default=None, hash=False)
    given: tuple[str, ...] = ()
    if_reachable: bool = False

    @property
    def title(self) -> Message:
        """The title of the stage: its label, or that of the country, or the built-in one."""
        own = self.label or self.called
        if own is not None:
            return Message("{label}", {"label": own})
        return LABELS.get(self.name) or Message("{label}", {"label": self.name})

    def minimum(self, currency: str) -> Decimal | None:
        """Return the smallest outstanding amount in ``currency`` that is not skipped."""
        if isinstance(self.min_amount, Amount):
            return self.min_amount.number if self.min_amount.currency == currency else None
        return self.min_amount


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named list of stages, ordered by ``after``."""

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

    @property
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


def parse_stages(
    customs: Iterable[Custom], templates: Path | None = None
) -> tuple[dict[str, Procedure], list[Problem]]:
    """Apply the ledger's ``relance-stage`` directives to the built-in procedures.

    Args:
        customs: the custom directives up to the as-of date, in order of date. Other
            types are ignored.
        templates: the folder of the ledger's own templates, if it has one.

    Returns:
        The procedures by name, and a problem for each invalid directive or value.
    """
    procedures = dict(built_in_procedures())
    readers: dict[str, Callable[[Any], Any]] = {
        **_READERS,
        "template": lambda value: _template(value, templates),
    }
    problems: list[Problem] = []
    for entry in customs:
        if entry.type != "relance-stage":
            continue
        source = Source.of(entry.meta)
        named = _names(entry, procedures)
        if named is None:
            text = msg(
                'write a stage as: custom "relance-stage" "procedure" "stage", with both names in '
                "quotes"
            )
            problems.append(Problem(text, source, "bad-stage"))
            continue
        procedure_name, stage_name = named
        procedure = procedures.get(procedure_name, Procedure(procedure_name, ()))
        index = procedure.index(stage_name)
        given = procedure.stages[index] if index is not None else None
        if given is None and procedure_name == OCCASION:
            known = [stage.name for stage in procedure.stages]
            problems.append(Problem(unknown_key(stage_name, known), source, "bad-stage"))
            continue
        if given is None and "after" not in english_meta(entry.meta, readers):
            complaint = msg(
                "the new stage “{stage}” needs “after”, the number of days after the due date",
                stage=stage_name,
            )
            problems.append(Problem(complaint, source, "bad-stage"))
            continue
        stage, complaints = read_record(
            given or Stage(stage_name, after=0, template=stage_name), entry.meta, readers
        )
        problems += [Problem(complaint, source, "bad-stage") for complaint in complaints]
        keys = {*stage.given, *(key for key in english_meta(entry.meta, readers) if key in readers)}
        stage = replace(stage, given=tuple(sorted(keys)))
        others = [other for other in procedure.stages if other.name != stage_name]
        stages = tuple(sorted([*others, stage], key=lambda s: s.after))
        procedures[procedure_name] = Procedure(procedure_name, stages)
    return procedures, problems


def _names(entry: Custom, procedures: Mapping[str, Procedure]) -> tuple[str, str] | None:
    """The names of the procedure and the stage of a directive; ``None`` if it has not both."""
    match values_of(entry):
        case [str(procedure), str(stage)] if procedure and stage:
            return (
                english(procedure, procedures, CHOICE),
                english(stage, stage_names(procedures), CHOICE),
            )
    return None


def stage_names(procedures: Mapping[str, Procedure]) -> frozenset[str]:
    """Return the names of all stages of these procedures."""
    return frozenset(stage.name for each in procedures.values() for stage in each.stages)


def _template(value: Any, own: Path | None) -> str:
    """Read the name of a template: a file in the folder ``templates`` or a subfolder."""
    name = read_text(value)
    if not _TEMPLATE.fullmatch(name):
        raise BadValueError(
            msg("the name of a template without “.j2”, such as “reminder”, inside its folder")
        )
    if not any(_has_text(folder, name) for folder in (_TEMPLATES, own) if folder is not None):
        raise BadValueError(
            msg(
                "the name of an existing template: a built-in one, such as “reminder”, or "
                "“en/{name}.j2” in the folder of the setting “templates”",
                name=name,
            )
        )
    return name


def _has_text(folder: Path, name: str) -> bool:
    """Return whether a template exists in any language, for any kind of customer."""
    files = (f"{name}.j2", *(f"{name}.{kind}.j2" for kind in CUSTOMER_KINDS))
    try:
        return any((folder / code / file).is_file() for code in LANGUAGES for file in files)
    except OSError:  # not a valid file name
        return False


def _channel(value: Any) -> str:
    """Read the name of a channel, in English or French."""
    return read_choice(english_name(value), CHANNELS)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "after": lambda value: read_whole_number(value, least=-_MOST_DAYS, most=_MOST_DAYS),
    "channel": _channel,
    "fallback": _channel,
    "label": read_text,
    "min-amount": read_amount,
    "claims": read_flag,
    "deadline": lambda value: read_whole_number(value, most=_MOST_DAYS),
    "who": lambda value: english(read_text(value), (SELLER,), CHOICE),
    "signatory": read_text,
    "signatory-title": read_text,
    "kind": lambda value: read_choices(value, CUSTOMER_KINDS),
    "language": lambda value: read_choices(value, LANGUAGES),
    "if-reachable": read_flag,
}
