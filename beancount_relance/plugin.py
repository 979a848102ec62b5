"""The Beancount plugin, which reports errors and warnings on the lines they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from beancount.core.data import Custom, Directive, Meta, new_metadata

from beancount_relance.clock import today
from beancount_relance.language.messages import (
    Language,
    Problem,
    Source,
    language,
    msg,
)
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.bean_check_errors import (
    ActionDue,
    BadData,
    BeanCheckError,
    LegalAdvice,
    MoneyUnexplained,
)
from beancount_relance.report.bean_check_lines import action_lines
from beancount_relance.report.checks.frozen_day import forgotten_day
from beancount_relance.report.defect import defect_message
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.last_report import keep_report, report_before
from beancount_relance.report.load_cache import FreshIncludes
from beancount_relance.report.report import build_report
from beancount_relance.report.warning_output import print_warnings

_NAME, _LAST_NAME = "beancount_relance", "beancount_relance.plugin"
__plugins__ = ("relance_last",)


def relance(
    entries: list[Directive], options: dict[str, Any], config: str | None = None
) -> tuple[list[Directive], list[BeanCheckError]]:
    """Run the plugin, after any plugins that are listed after it.

    Later plugins may add postings to receivable accounts, and the Fava page and the command see
    the ledger after all plugins have run. So the plugin adds itself to the end of the list if
    it is not the last one.

    Args:
        entries: the ledger's directives.
        options: Beancount's options map.
        config: must be ``None``, since settings are directives in the ledger; any other value
            is reported as an error.

    Returns:
        The same entries, and the errors for bean-check to print.
    """
    plugins = options.get("plugin", ())
    if [name for name, _ in plugins].count(_NAME) == 1 and plugins[-1][0] == _NAME:
        return relance_last(entries, options, config)
    if plugins and (_LAST_NAME, config) not in plugins:
        # Beancount's loader is iterating over this list.
        plugins.append((_LAST_NAME, config))
    return (entries, []) if plugins else relance_last(entries, options, config)


def relance_last(
    entries: list[Directive], options: dict[str, Any], config: str | None = None
) -> tuple[list[Directive], list[BeanCheckError]]:
    """Run the plugin after all others; a defect becomes one error, and the ledger still loads."""
    plugins = options.get("plugin", ())
    if plugins and plugins[-1][0] == _LAST_NAME:
        plugins.pop()
    try:
        return entries, _bean_check(entries, options, config)
    except Exception as error:  # noqa: BLE001 - the ledger must load in any case
        text = str(defect_message(error))
        return entries, [BadData(new_metadata(options["filename"], 1), text)]


def _bean_check(
    entries: list[Directive], options: dict[str, Any], config: str | None
) -> list[BeanCheckError]:
    day = today()
    customs = customs_of(entries)
    as_of = find_as_of(customs, day)
    if _is_off(customs, as_of):
        return []
    errors, warnings = _errors_and_warnings(entries, options, as_of, config)
    options["include"] = FreshIncludes.of(options["include"], day, warnings)
    print_warnings(warnings)
    return errors


@paused_collector()
def _errors_and_warnings(
    entries: list[Directive], options: dict[str, Any], as_of: datetime.date, config: str | None
) -> tuple[list[BeanCheckError], list[str]]:
    """Return the errors that make bean-check fail, and the warnings that do not.

    The garbage collector is paused throughout: creating thousands of objects would trigger it,
    and it would visit the whole ledger each time.
    """
    before = report_before()
    report = build_report(entries, options, as_of, whole=before is not None, before=before)
    keep_report(entries, options, report)
    words = language(report.settings.language)
    errors: list[BeanCheckError] = [_error(problem, words) for problem in report.problems]
    if config is not None:
        text = msg('the plugin takes no configuration; write dated custom "relance" directives')
        problem = Problem(text, Source(options["filename"], 1), "plugin-configuration")
        errors.append(_error(problem, words))
    due: list[BeanCheckError] = [
        LegalAdvice(_meta(check.source), f"relance: {words.render(check.message)}")
        for check in report.checks
    ]
    forgotten = forgotten_day(entries, today())
    if forgotten is not None:
        warning = f"relance: {words.render(forgotten.message)}"
        due.insert(0, LegalAdvice(_meta(forgotten.source), warning))
    due += [
        MoneyUnexplained(_meta(each.source), f"relance: {words.render(each.message)}")
        for each in report.unexplained
    ]
    due += [ActionDue(_meta(source), line) for source, line in action_lines(report, words)]
    match report.settings.bean_check:
        case "strict":
            return [*errors, *due], []
        case "warnings":
            return errors, [
                f"{error.source['filename']}:{error.source['lineno']}: {error.message}"
                for error in due
            ]
        case _:
            return errors, []


def _is_off(customs: Iterable[Custom], as_of: datetime.date) -> bool:
    settings, _ = parse_settings([entry for entry in customs if entry.date <= as_of])
    return settings.bean_check == "off"


def _error(problem: Problem, words: Language) -> BadData:
    return BadData(_meta(problem.source), f"relance: {words.render(problem.message)}")


def _meta(source: Source) -> Meta:
    return new_metadata(source.file, source.line)
