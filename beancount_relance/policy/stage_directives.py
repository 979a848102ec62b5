"""The directives that change stages of a procedure, or add some.

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

If the stage exists, only the keys given here change. A new stage needs ``after``, and
``template`` unless there is a text of its name; with the name or the template of a built-in
one it is carried out as that is. The directive takes effect on its date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from beancount.core.data import Custom
from msgspec.structs import replace

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.policy.channels import CHANNELS, read_channel
from beancount_relance.policy.customers import CUSTOMER_KINDS
from beancount_relance.policy.procedures import (
    OCCASION,
    SELLER,
    STANDARD,
    Procedure,
    Stage,
    built_in_procedures,
    in_order,
    stage_names,
)
from beancount_relance.values.readers import (
    BadValueError,
    read_amount,
    read_choices,
    read_flag,
    read_text,
    read_whole_number,
    unknown_key,
    values_of,
)
from beancount_relance.values.records import read_record
from beancount_relance.values.vocabulary import CHOICE, english, english_meta

_TEMPLATES = Path(__file__).parents[1] / "texts" / "templates"
_MOST_DAYS = 3650
_SHEETS: Mapping[str, str] = {
    stage.template: stage.channel
    for procedure in built_in_procedures().values()
    for stage in procedure.stages
    if CHANNELS[stage.channel].is_sheet and stage.fallback is None
}
"""The templates that are only written for ourselves, with their usual channel."""
_TEMPLATE = re.compile(r"[^\W_][\w-]*(?:[./][\w-]+)*")


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
    unwritten: dict[tuple[str, str], Source] = {}
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
        meta = english_meta(entry.meta, readers)
        refused = None if given else _refused(stage_name, procedure, meta)
        if refused is not None:
            problems.append(Problem(refused, source, "bad-stage"))
            continue
        if given is None and "template" not in meta:
            unwritten[procedure_name, stage_name] = source
        stage, complaints = read_record(given or _new_stage(stage_name, meta), entry.meta, readers)
        stage, contrary = _never_sent(stage, given)
        complaints = [*complaints, *contrary]
        problems += [Problem(complaint, source, "bad-stage") for complaint in complaints]
        keys = {*stage.given, *(key for key in meta if key in readers)}
        stage = replace(stage, given=tuple(sorted(keys)))
        stages = [stage if other.name == stage_name else other for other in procedure.stages]
        stages += [] if given else [stage]
        procedures[procedure_name] = Procedure(procedure_name, tuple(stages))
    problems += [
        Problem(_no_text(stage), source, "bad-stage")
        for (name, stage), source in unwritten.items()
        if not _is_written(procedures[name].stage(stage).template, templates)
    ]
    ordered = {name: in_order(name, each.stages) for name, each in procedures.items()}
    return ordered, problems


def _names(entry: Custom, procedures: Mapping[str, Procedure]) -> tuple[str, str] | None:
    """The names of the procedure and the stage of a directive; ``None`` if it has not both."""
    match values_of(entry):
        case [str(procedure), str(stage)] if procedure and stage:
            return (
                english(procedure, procedures, CHOICE),
                english(stage, stage_names(procedures), CHOICE),
            )
    return None


def _refused(name: str, procedure: Procedure, meta: Mapping[str, Any]) -> Message | None:
    """Return why a procedure cannot have a new stage, or ``None`` if it can."""
    if procedure.name == OCCASION:
        return unknown_key(name, [stage.name for stage in procedure.stages], CHOICE)
    if "after" in meta:
        return None
    return msg(
        "the new stage “{stage}” needs “after:”, the number of days after the due date",
        stage=name,
    )


def _new_stage(name: str, meta: Mapping[str, Any]) -> Stage:
    """Return what a new stage is before its keys are read.

    One with the name of a built-in stage, or with its template, is carried out as that is.
    """
    standard = built_in_procedures()[STANDARD]
    for known in (name, meta.get("template")):
        if isinstance(known, str) and standard.index(known) is not None:
            return replace(standard.stage(known), name=name)
    return Stage(name, after=0, template=name)


def _never_sent(stage: Stage, before: Stage | None) -> tuple[Stage, list[Message]]:
    """Return the stage without a channel by which a sheet for ourselves would go to the customer.

    Args:
        stage: the stage as the directive sets it.
        before: the same stage before, if there was one.

    Returns:
        The stage, and what is wrong.
    """
    usual = _SHEETS.get(stage.template)
    ways = [way for way in (stage.channel, stage.fallback) if way is not None]
    sent = [way for way in ways if not CHANNELS[way].is_sheet]
    if usual is None or not sent:
        return stage, []
    text = msg(
        "“{template}” is a sheet for yourself and is not sent by {channel}: leave out the channel, "
        "or set another “template:”",
        template=stage.template,
        channel=CHANNELS[sent[0]].label,
    )
    channel = before.channel if before and CHANNELS[before.channel].is_sheet else usual
    return replace(stage, channel=channel, fallback=None), [text]


def _template(value: Any, own: Path | None) -> str:
    """Read the name of a template: a file in the folder ``templates`` or a subfolder."""
    name = read_text(value)
    if not _TEMPLATE.fullmatch(name):
        raise BadValueError(
            msg("the name of a template without “.j2”, such as “reminder”, inside its folder")
        )
    if not _is_written(name, own):
        raise BadValueError(
            msg(
                "the name of an existing template: a built-in one, such as “reminder”, or "
                "“en/{name}.j2” in the folder of the setting “templates”",
                name=name,
            )
        )
    return name


def _no_text(stage: str) -> Message:
    return msg(
        "the new stage “{stage}” has no text: add “template:” with the name of one, such as "
        "“reminder”, or write “en/{stage}.j2” in the folder of the setting “templates”",
        stage=stage,
    )


def _is_written(name: str, own: Path | None) -> bool:
    """Return whether a template is built in, or in the ledger's own folder."""
    return any(_has_text(folder, name) for folder in (_TEMPLATES, own) if folder is not None)


def _has_text(folder: Path, name: str) -> bool:
    """Return whether a template exists in any language, for any kind of customer."""
    files = (f"{name}.j2", *(f"{name}.{kind}.j2" for kind in CUSTOMER_KINDS))
    try:
        return any((folder / code / file).is_file() for code in LANGUAGES for file in files)
    except OSError:  # not a valid file name
        return False


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "after": lambda value: read_whole_number(value, least=-_MOST_DAYS, most=_MOST_DAYS),
    "channel": read_channel,
    "fallback": read_channel,
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
