"""What is new since the last working day, for the page: a summary, and a sentence for each fact."""

from __future__ import annotations

import json

from flask import Response

from beancount_relance.language.messages import Language, msg, nmsg
from beancount_relance.report.since_yesterday import day_before, news, news_lines
from fava_relance.report_cache import Prepared, Reports


def news_data(prepared: Prepared, reports: Reports, words: Language) -> Response:
    """Answer with ``summary`` and ``lines``; it needs the report of that earlier day.

    Args:
        prepared: the whole report of the day.
        reports: the cached reports.
        words: the language of the page.
    """
    report = prepared.report
    found = news(report, reports.of(day_before(report), whole=True).report)
    counts = [
        (len(found.received), nmsg("{count} payment", "{count} payments", len(found.received))),
        (
            len(found.broken),
            nmsg("{count} promise broken", "{count} promises broken", len(found.broken)),
        ),
        (len(found.actions), nmsg("{count} new action", "{count} new actions", len(found.actions))),
    ]
    facts = [words.render(text) for count, text in counts if count]
    summary = ", ".join(facts) or words.render(msg("nothing new"))
    data = {
        "summary": words.render(msg("Since {date}: {facts}", date=found.since, facts=summary)),
        "lines": [words.render(line) for line in news_lines(report, found, words)],
    }
    response = Response(json.dumps(data), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
