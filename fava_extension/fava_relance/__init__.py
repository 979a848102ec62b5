"""The Fava page: what to do today, why, and the text to send.

    2024-01-01 custom "fava-extension" "fava_relance"

All figures come from :func:`beancount_relance.report.report.build_report` on the unfiltered
entries of the ledger. Fava's filters only choose the day (the end of the time filter) and
what is shown.
"""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, cast

from fava.context import g
from fava.ext import FavaExtensionBase, extension_endpoint
from flask import Response, abort, request

from beancount_relance import clock
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.report.checks.frozen_day import forgotten_day
from beancount_relance.report.defect import defect_message
from beancount_relance.report.last_report import take_report
from beancount_relance.report.report import Report
from fava_relance.backtest_api import replayed_year
from fava_relance.batch_api import batch_files, draft_many, take_back_many, write_many
from fava_relance.downloads import (
    court_file,
    document,
    download,
    download_edited,
    pages,
    pages_edited,
    proposed_entries,
)
from fava_relance.endpoints import language_of_request, post, shown_language
from fava_relance.fava_filters import choose, filter_day
from fava_relance.forecast_api import expected_weeks
from fava_relance.incognito import incognito_language, without_digits
from fava_relance.mail_api import MailEndpoints, PageMail
from fava_relance.news_api import news_data
from fava_relance.note_api import Recorder
from fava_relance.page import PageRequest
from fava_relance.page_templates import prepared
from fava_relance.query import Query
from fava_relance.report_cache import Reports
from fava_relance.request_guard import is_incognito, is_read_only
from fava_relance.search import found_data, search_books
from fava_relance.views import ORDERS, VIEWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beancount.core.data import BeancountError, Directive
    from fava.core import FavaLedger
    from jinja2 import Environment


class Relance(MailEndpoints, FavaExtensionBase):
    """The extension; Fava makes one for each ledger.

    Reports are cached until the ledger is loaded again.
    """

    has_js_module = True

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        super().__init__(ledger, config)
        self._reports = Reports(self._entries, ledger.options)
        self._loaded_for: datetime.date | None = None
        self._recorder = Recorder(ledger, lambda: self._reports)
        self._mail = PageMail(self._recorder)
        self._hides_numbers = False

    @functools.cached_property
    def jinja_env(self) -> Environment:
        """The environment of the page's templates."""
        return prepared(super().jinja_env, self.extension_dir / "templates")

    @property
    def report_title(self) -> str:  # type: ignore[override]
        """The name in Fava's sidebar, in the language of the request."""
        return language_of_request().render(msg("Receivables"))

    def after_load_file(self) -> None:
        """Drop the cached reports of the previous load; new ones are made on request.

        If the plugin is switched on, it has just made the report that is needed first.
        """
        self._loaded_for = self._day()
        options = self.ledger.options
        known = take_report(self._entries, options, self._loaded_for)
        before = None if known and known.whole else self._reports.completed_of(self._loaded_for)
        self._reports = Reports(self._entries, options, known, before, self._reports.past)
        self._recorder.forget()
        self._hide_numbers()

    def before_request(self) -> None:
        """Reload the ledger if the day has changed since it was loaded.

        Only a request tells whether Fava runs with ``--incognito``.

        Fava runs the plugin only when it loads a ledger, so its errors would still be
        yesterday's. A ledger that sets ``as-of`` itself stays on that day.
        """
        if is_incognito() and not self._hides_numbers:
            self._hides_numbers = True
            self._hide_numbers()
        if self._loaded_for != self._day():
            self.ledger.load_file()
            # The browser fetches errors again only if the ledger has a newer modification time.
            self.ledger.watcher.last_checked += 1

    def _hide_numbers(self) -> None:
        """Hide the numbers in our lines on Fava's error page, which Fava itself does not do."""
        if self._hides_numbers:
            errors = cast("Sequence[BeancountError]", self.ledger.load_errors)
            self.ledger.load_errors = without_digits(errors)  # type: ignore[assignment]

    def page_or_failure(self) -> tuple[PageRequest | None, str]:
        """The page for the current request, or ``None`` and the reason why there is none.

        A bug of ours must neither look like one of Fava's nor break the rest of Fava.
        """
        try:
            return self._page(), ""
        except Exception as error:  # noqa: BLE001 - whatever it is, Fava goes on
            return None, language_of_request().render(defect_message(error))

    def _page(self) -> PageRequest:
        reports = self._reports
        asked = Query.of(request.args, ORDERS)
        as_of, unread = self._as_of()
        prepared = reports.of(as_of)
        incognito = is_incognito()
        words = language_of_request()
        chosen = choose(
            g.ledger,
            prepared.report,
            account=request.args.get("account", ""),
            text=request.args.get("filter", ""),
        )
        return PageRequest(
            reports=reports,
            prepared=prepared,
            words=incognito_language(words.code) if incognito else words,
            chosen=chosen,
            unread=(*unread, *chosen.unread),
            asked=asked,
            is_past=prepared.report.as_of < self._day(),
            incognito=incognito,
        )

    @property
    def day(self) -> str:
        """The ledger's day, so that an open page can tell when it is out of date."""
        return self._day().isoformat()

    @property
    def forgotten(self) -> Message | None:
        """A warning if the ledger's ``as-of`` was probably left in by mistake."""
        customs = cast("Sequence[Directive]", self.ledger.all_entries_by_type.Custom)
        found = forgotten_day(customs, clock.today())
        return found.message if found else None

    @extension_endpoint
    def today(self) -> Response:
        """The ledger's day, requested by pages that were left open."""
        response = Response(self.day, mimetype="text/plain")
        response.headers["Cache-Control"] = "no-store"
        return response

    def view(self, page: PageRequest) -> object:
        """The view that the request asks for; its template shows it."""
        return VIEWS[page.asked.view].show(page)

    def template(self, page: PageRequest) -> str:
        """The template of that view."""
        return VIEWS[page.asked.view].template

    def tabs(self, page: PageRequest) -> Sequence[tuple[str, Message, int | None]]:
        """The tabs: the name and title of each view, and its number of rows if it has one."""
        return [
            (name, view.title, view.count(page))
            for name, view in VIEWS.items()
            if view.title and view.is_there()
        ]

    def report_of_today(self) -> Report:
        """The report of the ledger's day, for the list of ledgers in another ledger's page."""
        self.before_request()
        return self._reports.of(self._day()).report

    @extension_endpoint
    def download(self) -> Response:
        """The text of an action as a file; see :mod:`fava_relance.downloads`."""
        if is_incognito():
            abort(403)
        report = self._reports.of(self._as_of()[0]).report
        return download(report, request.args, language_of_request())

    @post
    def download_edited(self) -> Response:
        """The text of an action as a file, as somebody changed it on the page."""
        report = self._reports.of(self._as_of()[0]).report
        return download_edited(report, request.args, language_of_request())

    @extension_endpoint
    def pages(self) -> Response:
        """A letter as it will be printed; see :mod:`fava_relance.downloads`."""
        if is_incognito():
            abort(403)
        return pages(self._reports.of(self._as_of()[0]).report, request.args, language_of_request())

    @post
    def pages_edited(self) -> Response:
        """A letter as it will be printed, with the text that somebody changed on the page."""
        return pages_edited(
            self._reports.of(self._as_of()[0]).report, request.args, language_of_request()
        )

    @extension_endpoint
    def document(self) -> Response:
        """A text to a customer that is not a stage, as a file."""
        if is_incognito():
            abort(403)
        report = self._reports.of(self._as_of()[0], whole=True).report
        return document(report, request.args, language_of_request())

    @extension_endpoint
    def court_file(self) -> Response:
        """The case file for a court, as the command writes it, in one archive."""
        if is_incognito():
            abort(403)
        books = self._recorder.read()
        return court_file((books.ledger, books.report), request.args, language_of_request())

    @extension_endpoint
    def entries(self) -> Response:
        """Entries to paste for a customer, as the command proposes them."""
        if is_incognito():
            abort(403)
        books = self._recorder.read()
        return proposed_entries((books.ledger, books.report), request.args, language_of_request())

    @extension_endpoint
    def count(self) -> Response:
        """How many actions are due, for Fava's sidebar."""
        number = len(self.report_of_today().actions)
        response = Response(str(number), mimetype="text/plain")
        response.headers["Cache-Control"] = "no-store"
        return response

    @extension_endpoint
    def forecast(self) -> Response:
        """What is expected in the next weeks; see :mod:`fava_relance.forecast_api`."""
        prepared = self._reports.of(self._as_of()[0], whole=True)
        words = shown_language()
        return expected_weeks(prepared, request.args.get("weeks", ""), words)

    @extension_endpoint
    def backtest(self) -> Response:
        """The last year replayed; see :mod:`fava_relance.backtest_api`."""
        return replayed_year(self._recorder.read(), language_of_request())

    @extension_endpoint
    def news(self) -> Response:
        """What is new since the last working day; see :mod:`fava_relance.news_api`."""
        prepared = self._reports.of(self._as_of()[0], whole=True)
        words = shown_language()
        return news_data(prepared, self._reports, words)

    @property
    def records(self) -> bool:
        """Whether notes can be recorded from the page; not if Fava is read-only."""
        return not is_read_only() and not is_incognito()

    @post
    def record_draft(self) -> Response:
        """Draft a note without writing it; see :mod:`fava_relance.note_api`."""
        return self._recorder.draft(language_of_request())

    @post
    def record(self) -> Response:
        """Write a note."""
        return self._recorder.record(language_of_request())

    @post
    def match(self) -> Response:
        """Write what a receipt was paid for; see :mod:`fava_relance.match_api`."""
        return self._recorder.match(language_of_request())

    @post
    def undo(self) -> Response:
        """Remove a note that was recorded."""
        return self._recorder.undo(language_of_request())

    @extension_endpoint
    def find(self) -> Response:
        """What the box “Find” offers for ``?q=``, as a list of titles, details and URLs."""
        report = self._reports.of(self._as_of()[0], whole=True).report
        words = shown_language()
        return found_data(search_books(report, request.args.get("q", "")), words)

    @post
    def batch_files(self) -> Response:
        """The texts of several actions as one file; see :mod:`fava_relance.batch_api`."""
        return batch_files(self._reports.of(self._as_of()[0]).report, language_of_request())

    @post
    def record_many_draft(self) -> Response:
        """Draft several notes."""
        return draft_many(self._recorder, language_of_request())

    @post
    def record_many(self) -> Response:
        """Write several notes."""
        return write_many(self._recorder, language_of_request())

    @post
    def undo_many(self) -> Response:
        """Remove several notes."""
        return take_back_many(self._recorder, language_of_request())

    def _day(self) -> datetime.date:
        """Today, or the day that the ledger sets."""
        customs = cast("Sequence[Directive]", self.ledger.all_entries_by_type.Custom)
        return find_as_of(customs, clock.today())

    def _as_of(self) -> tuple[datetime.date, Sequence[Message]]:
        """The last day of the time filter, but no later than :meth:`_day`.

        If the filter cannot be read, that is :meth:`_day` itself, and the reason is returned.
        """
        day = self._day()
        time = request.args.get("time")
        if not time:
            return day, ()
        last = filter_day(self.ledger, time)
        return (day, (last,)) if isinstance(last, Message) else (min(day, last), ())

    @property
    def _entries(self) -> Sequence[Directive]:
        return cast("Sequence[Directive]", self.ledger.all_entries)
