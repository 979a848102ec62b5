"""The views of the Fava page, as the server sends them."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from beancount.loader import load_string
from fava.application import create_app
from flask.testing import FlaskClient

from beancount_relance.language.codes import explanations
from beancount_relance.receivables.netting.left_out_claims import LeftOut
from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from fava_relance.marked_text import short_paths
from fava_relance.query import Query
from fava_relance.views import ORDERS
from fava_relance.views.list_page import ListPage
from tests.fava.test_page import (
    FRENCH,
    FROZEN,
    HEAD,
    INVOICES,
    QUERIES,
    actions,
    client,
    example_page,
    page,
    words,
)
from tests.support.command import EXAMPLE

LONG_PAID = """
2024-02-01 * "Martin" "Work" ^F0
  Assets:Clients:Martin   10.00 EUR
  Income:Sales
2024-02-20 * "Martin" "Transfer" ^F0
  Assets:Bank             10.00 EUR
  Assets:Clients:Martin
"""


def links(text: str) -> list[str]:
    body = text[text.index('<div class="relance"') :]
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', body)]


def section(text: str, start: str, end: str = "</section>") -> str:
    after = text[text.index(start) :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", after[: after.index(end)])).split())


@pytest.mark.parametrize(
    ("query", "view", "by", "sheet"),
    [
        ({}, "today", None, 1),
        ({"view": "ageing"}, "ageing", None, 1),
        ({"view": "../../etc"}, "today", None, 1),
        ({"view": "customer"}, "today", None, 1),  # no customer
        ({"customer": "Martin", "view": "ageing"}, "customer", None, 1),
        ({"invoice": "F1", "customer": "Martin"}, "invoice", None, 1),
        ({"by": "who", "sheet": "3"}, "today", "who", 3),
        ({"by": "moon", "sheet": "-1"}, "today", None, 1),
        ({"sheet": "0"}, "today", None, 1),
        ({"by": "amount"}, "today", None, 1),
        ({"view": "ageing", "by": "amount"}, "ageing", "amount", 1),
        ({"view": "waiting", "by": "who"}, "waiting", None, 1),
        ({"sheet": "²"}, "today", None, 1),
    ],
)
def test_address(query: dict[str, str], view: str, by: str | None, sheet: int) -> None:
    address = Query.of(query, ORDERS)
    assert (address.view, address.by, address.list_page) == (view, by, sheet)


def test_sheets_of_a_list() -> None:
    rows = list(range(7))
    first, last = ListPage.of(rows, 1, 3), ListPage.of(rows, 99, 3)
    assert (first.rows, first.count, first.first, first.last) == ([0, 1, 2], 3, 1, 3)
    assert (last.rows, last.number, last.first, last.last, last.total) == ([6], 3, 7, 7, 7)
    nothing: ListPage[int] = ListPage.of([], 1)
    assert (nothing.rows, nothing.count, nothing.first, nothing.last) == ([], 1, 0, 0)


@pytest.mark.parametrize(
    ("number", "count", "near"),
    [
        (1, 1, [1]),
        (1, 4, [1, 2, 3, 4]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (42, 84, [1, None, 40, 41, 42, 43, 44, None, 84]),
    ],
)
def test_the_sheets_to_go_to(number: int, count: int, near: list[int | None]) -> None:
    assert ListPage.of(range(count), number, 1).near == near


def test_each_view_is_a_link_that_keeps_the_filters(example: FlaskClient) -> None:
    found = links(example_page(example, "?time=2026-05&account=Martin"))
    for view in ("upcoming", "waiting", "exceptions", "ageing", "figures"):
        assert any(
            f"view={view}" in link and "time=2026-05" in link and "account=Martin" in link
            for link in found
        )


def test_actions_by_channel_and_by_person(example: FlaskClient) -> None:
    text = example_page(example, "?by=channel")
    groups = re.findall(r'<h4 class="group"><span class="step">(.*?)</span>', text)
    assert groups == ["letter", "legal step", "visit", "registered letter", "telephone", "e-mail"]
    people = example_page(example, "?by=who")
    groups = re.findall(r'<h4 class="group"><span class="step">(.*?)</span>', people)
    assert groups == ["unassigned", "Claire", "Yann"]
    assert sorted(actions(people)) == sorted(actions(example_page(example)))


def test_a_broken_promise_is_marked(example: FlaskClient) -> None:
    text = example_page(example)
    assert section(text, 'id="action-restaurant-la-cale"', "</summary>").count("was broken") == 1
    assert text.count('class="mark"') == 1


def test_an_email_has_its_link_and_a_letter_has_none(example: FlaskClient) -> None:
    text = example_page(example)
    mails = [link for link in links(text) if link.startswith("mailto:")]
    assert len(mails) == 3
    assert mails[0].startswith("mailto:boekhouding@zonnelicht.example?subject=Reminder%20")
    assert "F2026-044" in mails[0]
    assert "tel:0261911400" in links(text)


def test_incognito_dials_and_mails_nobody() -> None:
    served = create_app([EXAMPLE], load=True, poll_watcher=True, incognito=True).test_client()
    for query in ("", "?customer=Boulangerie-Martin"):
        found = links(example_page(served, query))
        assert not any(link.startswith("tel:") or "?subject=" in link for link in found)


def test_the_place_where_notes_are_recorded(example: FlaskClient) -> None:
    text = example_page(example)
    place = re.search(r'<div class="record" data-customer="Cave-des-Anges"[^>]*>', text)
    assert place
    assert 'data-stage="formal-notice"' in place[0]
    invoices = re.search(r'data-invoices="([^"]*)"', place[0])
    assert invoices
    assert json.loads(html.unescape(invoices[1])) == ["F2026-032", "F2026-033"]
    assert 'class="record"' in example_page(example, "?customer=Cave-des-Anges")


ANSWERS = "extension refused approved payment-sent"


def noted(*kinds: str) -> str:
    """Notes on F1, one a day from 5 June."""
    return "".join(
        f'2026-06-{day:02} note Assets:Clients:Martin "Said" ^F1\n  relance: "{kind}"\n'
        for day, kind in enumerate(kinds, start=5)
    )


@pytest.mark.parametrize(
    ("notes", "first", "more"),
    [
        (
            (),
            "",
            f"{ANSWERS} acknowledged waiver handover filed insolvency write-off",
        ),
        (
            ("hold",),
            "resume",
            f"{ANSWERS} acknowledged waiver handover filed insolvency write-off",
        ),
        (
            ("formal-notice",),
            "received",
            f"undeliverable {ANSWERS} acknowledged waiver handover filed insolvency write-off",
        ),
        (
            ("formal-notice", "received"),
            "",
            f"undeliverable {ANSWERS} acknowledged waiver handover filed insolvency write-off",
        ),
        (
            ("filed",),
            "",
            "resume acknowledged waiver handover served judgment insolvency write-off",
        ),
        (
            ("filed", "judgment"),
            "",
            "resume acknowledged waiver handover served enforcement insolvency",
        ),
        (("handover",), "resume", "extension acknowledged waiver filed insolvency write-off"),
        (("insolvency",), "", "resume acknowledged waiver filed write-off"),
    ],
)
@pytest.mark.parametrize("query", ["?invoice=F1", "?customer=Martin"])
def test_the_notes_that_make_sense(
    tmp_path: Path, notes: tuple[str, ...], first: str, more: str, query: str
) -> None:
    text = page(client(tmp_path, HEAD + FROZEN + INVOICES + noted(*notes)), query)
    place = re.search(r'<div class="record" data-customer="Martin"[^>]*>', text)
    assert place
    assert f'data-first="{first}"' in place.group()
    assert f'data-more="{more}' in place.group()


def test_nobody_promises_to_pay_who_may_not(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES + noted("insolvency"))
    assert 'data-without="promise plan"' in page(served, "?invoice=F1")
    assert "data-without" not in page(served, "?invoice=F2")


@pytest.mark.parametrize(("kinds", "first"), [((), "still-owed"), (("plan",), "resume still-owed")])
def test_a_question_about_money_has_its_answer(
    tmp_path: Path, kinds: tuple[str, ...], first: str
) -> None:
    suspense = """
2026-01-01 open Assets:Suspense
2026-06-20 * "Martin" "Cash for F1"
  Assets:Bank      1.00 EUR
  Assets:Suspense
"""
    plan = noted(*kinds) + '  plan: "2026-07-30 1200.00 EUR"\n' if kinds else ""
    served = client(tmp_path, HEAD + FROZEN + INVOICES + suspense + plan)
    assert f'data-first="{first}"' in page(served, "?invoice=F1")


def test_notes_are_recorded_where_something_waits(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES + noted("hold"))
    for query in ("?view=waiting", "?view=exceptions"):
        assert 'data-first="resume"' in page(served, query)


def test_many_actions_are_shown_sheet_by_sheet(tmp_path: Path) -> None:
    ledger = [HEAD, FROZEN]
    for number in range(65):
        ledger.append(f"2024-01-01 open Assets:Clients:C{number:03}\n")
        ledger.append(
            f'2026-05-01 * "Lamp" ^G{number}\n'
            f"  Assets:Clients:C{number:03}  {1000 - number}.00 EUR\n  Income:Sales\n"
        )
    served = client(tmp_path, "".join(ledger))
    first, last = page(served), page(served, "?sheet=3")
    assert actions(first) == [f"C{number:03}" for number in range(30)]
    assert actions(last) == [f"C{number:03}" for number in range(60, 65)]
    assert "61–65 of 65" in words(last)
    assert "65 actions due" in words(first)
    assert any("sheet=2" in link for link in links(first))


def many(count: int, due: str = "2026-05-31") -> str:
    """Books of so many customers who owe something, the later ones less."""
    lines = [HEAD, FROZEN]
    for number in range(count):
        lines.append(f"2024-01-01 open Assets:Clients:C{number:03}\n")
        lines.append(
            f'2026-05-01 * "Lamp" ^G{number}\n  due: {due}\n'
            f"  Assets:Clients:C{number:03}  {100 + number}.00 EUR\n  Income:Sales\n"
        )
    return "".join(lines)


def test_a_long_aged_balance_is_shown_sheet_by_sheet(tmp_path: Path) -> None:
    served = client(tmp_path, many(130))

    def shown(query: str) -> list[str]:
        return re.findall(r'<tr id="ageing-(c\d+)-eur"', page(served, query))

    names = [f"c{number:03}" for number in range(130)]
    assert shown("?view=ageing") == names[:100]
    assert shown("?view=ageing&sheet=2") == names[100:]
    assert shown("?view=ageing&by=amount") == names[:29:-1]
    text = page(served, "?view=ageing&by=amount")
    assert "sortable-table" not in text
    assert any("by=amount" in link and "sheet=2" in link for link in links(text))
    total = sum(range(100, 230))
    assert f"€{total:,}.00" in words(text)  # of all, on every sheet
    assert "sortable-table" in page(client(tmp_path, many(100)), "?view=ageing")


def test_many_exceptions_are_shown_sheet_by_sheet(tmp_path: Path) -> None:
    served = client(tmp_path, many(150, due="2026-04-01"))  # each due before its own date
    found = [
        words(page(served, query)) for query in ("", "?view=exceptions", "?view=exceptions&sheet=2")
    ]
    assert [text.count("before its own date") for text in found] == [30, 100, 50]
    assert "150 points to check" in found[0]


def test_the_stale_bank_is_noticed(tmp_path: Path) -> None:
    paid = '2026-06-01 * "Martin" ^F1\n  Assets:Bank  34.56 EUR\n  Assets:Clients:Martin\n'
    served = client(tmp_path, HEAD + FROZEN + INVOICES.replace("2026-06-20", "2026-06-02") + paid)
    assert "the bank data ends on 2026-06-02, 28 days ago" in words(page(served))
    fresh = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "the bank data ends" not in words(page(fresh, "?view=ageing"))


def test_legal_checks_stand_quietly_below(tmp_path: Path) -> None:
    due = INVOICES.replace("^F1\n", "^F1\n  due: 2026-04-01\n")
    text = page(client(tmp_path, HEAD + FROZEN + due))
    assert "1 point to check" in words(text)
    assert "before its own date" in section(text, 'class="checks"', "</details>")


@pytest.mark.parametrize("query", ["?view=exceptions", "?customer=Martin", "?invoice=F1"])
def test_legal_checks_stand_where_their_invoice_does(tmp_path: Path, query: str) -> None:
    due = INVOICES.replace("^F1\n", "^F1\n  due: 2026-04-01\n")
    served = client(tmp_path, HEAD + FROZEN + due)
    text = words(page(served, query))
    assert "Points to check" in text
    assert text.count("before its own date") == 1
    for other in ("?customer=Dupont", "?invoice=F2"):
        assert "before its own date" not in words(page(served, other))


def test_exceptions_of_the_example(example: FlaskClient) -> None:
    text = example_page(example, "?view=exceptions")
    blocked = section(text, 'id="relance-blocked"')
    assert "Galerie Estuaire SAS F2026-042 disputed €540.00" in blocked
    assert "€900.00" in section(text, 'id="relance-credits"')
    assert "€240.00" in section(text, 'id="relance-unidentified"')
    assert "Menuiserie Le Goff SARL F2026-047 €1,140.00" in section(text, 'id="relance-presumed"')


def test_a_customer_and_their_limit(example: FlaskClient) -> None:
    text = words(example_page(example, "?customer=Cave-des-Anges"))
    for part in (
        "Contact Bruno Tessier",
        "Account Assets:Clients:Cave-des-Anges",
        "€4,188.00 exposure · limit €3,000.00 €1,188.00 over the limit",
        "2 invoices of 5 late, 2 of them open",
        "F2026-032",
    ):
        assert part in text


def test_a_customers_timeline_is_the_latest_first(example: FlaskClient) -> None:
    text = example_page(example, "?customer=Traiteur-Gaudin")
    lines = section(text, 'id="relance-timeline"')
    positions = [
        lines.index(part)
        for part in (
            "2026-06-17 formal notice received F2026-029 Avis de réception signé le 17 juin",
            "2026-05-18 first reminder F2026-029",
            "2026-04-15 invoice F2026-029 Éclairage de la nouvelle salle de réception",
            "2026-03-02 payment F2026-008 -€1,872.00",
            "2025-03-25 invoice F2025-016",
        )
    ]
    assert positions == sorted(positions)


def test_documents_and_plain_notes_stand_in_the_timeline(tmp_path: Path) -> None:
    scan = tmp_path / "F1.pdf"
    scan.write_bytes(b"%PDF-1.4")
    more = (
        f'2026-05-01 document Assets:Clients:Martin "{scan}"\n'
        '2026-05-03 note Assets:Clients:Martin "Moves to Lyon in June"\n'
        '2026-07-03 note Assets:Clients:Martin "not yet"\n'
    )
    text = page(client(tmp_path, HEAD + FROZEN + INVOICES + more), "?customer=Martin")
    lines = section(text, 'id="relance-timeline"')
    assert "2026-05-03 note Moves to Lyon in June" in lines
    assert "2026-05-01 document F1.pdf" in lines
    assert "not yet" not in lines
    assert any("/document/?filename=" in link for link in links(text))


def test_a_plan_shows_what_was_paid_and_what_comes(tmp_path: Path) -> None:
    plan = (
        '2026-06-10 note Assets:Clients:Dupont "In two" ^F2\n  relance: "plan"\n'
        '  plan: "2026-06-20 100.00 EUR, 2026-07-10 400.00 EUR"\n'
    )
    text = page(client(tmp_path, HEAD + FROZEN + INVOICES + plan), "?customer=Dupont")
    shown = section(text, 'class="plan"', "</ol>")
    assert "2026-06-20: paid €100.00" in shown
    assert "2026-07-10: next €400.00" in shown
    text = page(
        client(tmp_path, HEAD + FROZEN + INVOICES.replace("100.00", "60.00") + plan),
        "?customer=Dupont",
    )
    assert "2026-06-20: €40.00 missing" in section(text, 'class="plan"', "</ol>")


def test_the_text_filter_chooses_a_customers_invoices(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "Hidden by the filters" in words(page(served, "?customer=Martin&filter=%5EF2"))
    assert "€1,234.56" in words(page(served, "?customer=Martin"))


def test_who_and_what_the_ledger_does_not_know(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    text = page(served, "?customer=<b>Nobody</b>")
    assert "There is no customer “&lt;b&gt;Nobody&lt;/b&gt;”" in text
    assert "<b>Nobody</b>" not in text
    assert "has no invoice “F9”" in words(page(served, "?invoice=F9"))


def test_an_open_invoice_with_its_interest(example: FlaskClient) -> None:
    text = words(example_page(example, "?invoice=f2026-029"))  # names know no case
    for part in (
        "F2026-029 · Traiteur Gaudin SAS",
        "€6,480.00 outstanding · 46 days late",
        "Invoiced €6,480.00 · 2026-04-15 2026.beancount:644",
        "Recovery fee €40.00",
        "Last day to sue 2031-06-08",
        "2026-05-16 2026-06-30 46 €6,480.00 12.15% €99.22",
    ):
        assert part in text


def test_a_settled_invoice_says_what_settled_it(example: FlaskClient) -> None:
    text = words(example_page(example, "?invoice=F2026-008"))
    assert "€0.00 settled" in text
    assert "What settled it 2026-03-02 payment by its number €1,872.00" in text


def test_instalments_stand_one_below_the_other(example: FlaskClient) -> None:
    text = words(example_page(example, "?invoice=F2026-021"))
    for part in range(1, 4):
        assert f"instalment {part} of 3" in text


def test_figures_with_their_formulas(example: FlaskClient) -> None:
    text = example_page(example, "?view=figures")
    assert "owed × days of the period / sales" in html.unescape(text)
    shown = words(text)
    # 62,718.60 × 365 / 193,491.60, and 48,516.60 / 62,718.60
    assert "DSO 118.3 days" in shown
    assert "Share overdue 77.4%" in shown
    assert "Sales with VAT from 2025-07-01 to 2026-06-30: €193,491.60" in shown


def test_the_figures_say_which_credit_they_take_off(tmp_path: Path) -> None:
    """The sum above the views is 1,234.56 + 400, of which the figures count 60 less."""
    explicit = '2020-01-01 custom "relance" "allocation" "explicit"\n'
    credit = (
        '2026-06-01 * "Dupont" "On account"\n  Assets:Clients:Dupont  -60.00 EUR\n  Assets:Bank\n'
    )
    without = words(page(client(tmp_path, HEAD + FROZEN + explicit + INVOICES), "?view=figures"))
    assert "unallocated credit taken off" not in without
    text = words(
        page(client(tmp_path, HEAD + FROZEN + explicit + INVOICES + credit), "?view=figures")
    )
    assert "€60.00 of unallocated credit taken off" in text, text


def test_the_chart_has_twelve_months_that_lead_to_their_balance(example: FlaskClient) -> None:
    text = example_page(example, "?view=figures")
    euros = text[text.index('id="figures-eur"') : text.index('id="figures-usd"')]
    assert euros.count('class="month"') == 12
    may = "May 2026: €61,111.60 owed, 45% overdue (Not due: €33,914.00"
    assert may in html.unescape(euros)
    link = next(link for link in links(text) if "time=2026-05-31" in link)
    then = words(example.get(link, headers={"Accept-Language": "en"}).text)
    assert "As of 31 May 2026" in then
    assert "€61,111.60" in then


def test_first_run_says_what_is_missing(tmp_path: Path) -> None:
    ledger = (
        'option "title" "Test"\nplugin "beancount_relance"\n'
        '2024-01-01 custom "fava-extension" "fava_relance"\n'
        "2024-01-01 open Assets:Bank EUR\n"
    )
    served = client(tmp_path, ledger)
    for query in ("", "?view=figures", "?customer=Martin", "?invoice=F1"):
        text = words(page(served, query))
        assert "Welcome" in text
        assert "no receivable account was recognised" in text
        assert 'email: "compta@martin.example"' in text


@pytest.mark.parametrize("with_plugin", [True, False])
def test_a_view_builds_no_more_than_it_needs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    with_plugin: bool,  # noqa: FBT001
) -> None:
    built: list[str] = []

    def counted(*args: Any, whole: bool, **how: Any) -> Report:
        built.append("whole" if whole else "quick")
        return build_report(*args, whole=whole, **how)

    def counted_too(
        quick: Report, before: Report | None, left_out: LeftOut | None = None
    ) -> Report:
        built.append(f"without {type(left_out).__name__}" if left_out else "completed")
        return completed(quick, before, left_out)

    monkeypatch.setattr("fava_relance.report_cache.build_report", counted)
    monkeypatch.setattr("fava_relance.report_cache.completed", counted_too)
    head = HEAD if with_plugin else HEAD.replace('plugin "beancount_relance"\n', "")
    served = client(tmp_path, head + FROZEN + INVOICES + LONG_PAID)
    first = [] if with_plugin else ["quick"]  # the plugin has made the report already
    for view in ("today", "upcoming", "waiting", "exceptions", "ageing"):
        page(served, f"?view={view}")
    page(served, "?invoice=F2")
    assert built == first
    for _ in range(2):
        page(served, "?customer=Dupont")
        assert built == [*first, "without OtherCustomers"]
    page(served, "?view=figures")
    assert built == [*first, "without OtherCustomers", "without PastClaims"]
    served.get("/test/extension/Relance/forecast")
    for query in ("?customer=Martin", "?customer=Dupont", "?view=figures"):
        page(served, query)
    assert built == [*first, "without OtherCustomers", "without PastClaims", "completed"]


def test_entries_to_paste_for_a_customer(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    text = page(served, "?customer=Dupont")
    found = [link for link in links(text) if "/entries?" in link]
    assert len(found) == 3
    entries = served.get(found[0]).text
    assert "Assets:Clients:Dupont" in entries
    assert load_string(INVOICES + entries)[0]
    assert served.get(found[0].replace("Dupont", "Nobody")).status_code == 404
    count = served.get("/test/extension/Relance/count?account=Assets:None").text
    assert f"{count} actions due" in page(served)


def test_the_year_is_replayed_beside_what_was_done(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "data-replay" in page(served, "?view=figures")
    data = json.loads(served.get("/test/extension/Relance/backtest").text)
    assert [len(line["values"]) for line in data["lines"]] == [len(data["months"])] * 2
    for place, line in enumerate(data["lines"]):
        sent = [int(row[1 + 3 * place]) for row in data["rows"]]
        assert line["values"] == sorted(line["values"])
        assert line["values"][-1] == sum(sent)
    assert data["lines"][1]["values"][-1] > 0


@pytest.mark.parametrize("query", [*QUERIES, "?customer=Cave-des-Anges", "?invoice=F2026-022"])
def test_every_view_speaks_french(example: FlaskClient, query: str) -> None:
    text = example_page(example, query, FRENCH)
    text = words(re.sub(r"<textarea.*?</textarea>", "", text, flags=re.DOTALL))  # to a Dutchman
    assert "Aujourd’hui" in text
    for english in ("late", "Customer", "overdue", "payment", "until", "since", "Until"):
        assert not re.search(rf"\b{english}\b", text), english


def test_a_letter_is_downloaded_as_pdf(example: FlaskClient) -> None:
    link = next(
        link
        for link in links(example_page(example))
        if "form=pdf" in link and "Cave-des-Anges" in link
    )
    found = example.get(link)
    assert found.status_code == 200
    assert found.data.startswith(b"%PDF-")
    name = "2026-06-30_Cave-des-Anges_formal-notice.pdf"
    assert found.headers["Content-Disposition"] == f"attachment; filename={name}"


@pytest.mark.parametrize(("most", "kind"), [(16, "pdf"), (1, "zip")])
def test_letters_are_downloaded_together_however_many(
    example: FlaskClient, monkeypatch: pytest.MonkeyPatch, most: int, kind: str
) -> None:
    monkeypatch.setattr("beancount_relance.documents.batch.MOST_TOGETHER", most)
    found = example.post(
        "/atelier-lumen-sarl/extension/Relance/batch_files",
        json={
            "form": "pdf",
            "actions": [
                {"customer": "Cave-des-Anges", "stage": "formal-notice"},
                {"customer": "Restaurant-La-Cale", "stage": "firm-letter"},
            ],
        },
    )
    assert found.status_code == 200, found.text
    disposition = f"attachment; filename=2026-06-30_letters.{kind}"
    assert found.headers["Content-Disposition"] == disposition
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
            names = archive.namelist()
        assert names == [f"2026-06-30_letters-{number}.pdf" for number in (1, 2)]


def batch(example: FlaskClient, form: str, *asked: tuple[str, str]) -> tuple[Any, list[str]]:
    """The answer to a request for the files of some actions, and the names in its archive."""
    actions = [{"customer": customer, "stage": stage} for customer, stage in asked]
    address = "/atelier-lumen-sarl/extension/Relance/batch_files"
    found = example.post(
        address, json={"form": form, "actions": actions}, headers={"Accept-Language": "en"}
    )
    assert found.status_code == 200, found.text
    with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
        return found, archive.namelist()


def test_sheets_for_calls_are_downloaded_with_the_letters(example: FlaskClient) -> None:
    letters = [("Cave-des-Anges", "formal-notice"), ("Restaurant-La-Cale", "firm-letter")]
    calls = [("Boulangerie-Martin", "call"), ("Harborview-Interiors", "call")]
    sheets = [f"2026-06-30_{customer}_call.pdf" for customer, _ in calls]
    found, names = batch(example, "pdf", calls[0], *letters, *calls[1:])
    assert names == ["2026-06-30_letters.pdf", *sheets]
    assert "Relance-Unwritten" not in found.headers
    assert batch(example, "pdf", letters[0], calls[0])[1] == [
        "2026-06-30_Cave-des-Anges_formal-notice.pdf",
        sheets[0],
    ]
    assert batch(example, "pdf", *calls)[1] == sheets


def test_what_is_in_no_file_of_several_is_told(example: FlaskClient) -> None:
    found, names = batch(
        example, "eml", ("Zonnelicht", "reminder"), ("Cave-des-Anges", "formal-notice")
    )
    assert names == ["2026-06-30_Zonnelicht_reminder.eml"]
    assert unquote(found.headers["Relance-Unwritten"]) == (
        "La Cave des Anges SARL: formal notice (registered letter) is not available in this format"
    )


def test_a_mail_is_downloaded_as_a_draft(example: FlaskClient) -> None:
    link = next(link for link in links(example_page(example)) if "form=eml" in link)
    found = example.get(link)
    assert found.mimetype == "message/rfc822"
    assert b"X-Unsent: 1" in found.data


def test_a_download_that_cannot_be_says_why(example: FlaskClient) -> None:
    base = "/atelier-lumen-sarl/extension/Relance/download"
    gone = example.get(f"{base}?customer=Nobody&stage=call&form=pdf", headers=FRENCH)
    assert (gone.status_code, gone.text) == (404, "Cette action n’existe plus.")
    by_mail = f"{base}?customer=Cave-des-Anges&stage=formal-notice&form=eml"
    refused = example.get(by_mail, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert "is not available in this format" in refused.text
    hidden = create_app([EXAMPLE], load=True, poll_watcher=True, incognito=True).test_client()
    assert (
        hidden.get(f"{base}?customer=Cave-des-Anges&stage=formal-notice&form=pdf").status_code
        == 403
    )


def test_interest_that_came_in_stands_by_its_invoice_with_its_line(tmp_path: Path) -> None:
    books = (
        HEAD
        + FROZEN
        + INVOICES
        + (
            "2026-01-01 open Income:Penalites\n"
            '2026-06-29 * "Martin" "Penalties" ^F1\n  Assets:Bank  41.00 EUR\n  Income:Penalites\n'
        )
    )
    text = page(client(tmp_path, books), "?invoice=F1")
    line = books[: books.index('2026-06-29 * "Martin" "Penalties"')].count("\n") + 1
    assert text.count(f"line={line}") == 2  # one for the fee, one for the interest
    assert "40.00" in text


def test_each_code_of_a_view_leads_to_what_it_means(example: FlaskClient) -> None:
    text = example_page(example)
    codes = [link for link in links(text) if "?code=" in link]
    assert codes
    for link in dict.fromkeys(codes):
        query = link[link.index("?") :]
        explained = words(example_page(example, query))
        code = parse_qs(query[1:])["code"][0]
        assert explanations("en")[code].title in explained
        assert "In this ledger" in explained
        assert explanations("fr")[code].title in words(example_page(example, query, FRENCH))
    assert "There is no code “nope”" in words(example_page(example, "?code=nope"))


def test_amounts_of_two_currencies_are_in_two_tables(example: FlaskClient) -> None:
    text = example_page(example, "?view=ageing")
    euros, dollars = text.split('<table class="ageing cards"')[1:]
    assert "Total EUR" in euros
    assert "Harborview" not in euros
    assert "Total USD" in dollars
    assert "Harborview" in dollars


def test_the_law_of_an_invoice_has_a_name(example: FlaskClient) -> None:
    text = words(example_page(example, "?invoice=F2026-022"))
    assert "Law France, between businesses" in text
    assert "fr-business" not in text


def test_files_are_named_without_their_folders(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    assert short_paths(f"{tmp_path}/2026/a.beancount has changed", main) == (
        "2026/a.beancount has changed"
    )


def test_upcoming_texts_can_be_downloaded(example: FlaskClient) -> None:
    text = example_page(example, "?view=upcoming")
    files = {link for link in links(text) if "/download?" in link}
    assert len(files) == 5  # the others are of reminders of what is not overdue yet
    assert text.count("The text will be here on") == 2
    for link in files:
        assert example.get(link).status_code == 200, link
    (call,) = (link for link in files if "Pharmacie" in link)
    due = call.partition("&due=")[0]  # the same stage of another invoice is due today
    assert example.get(call).data != example.get(due).data


def test_a_customer_s_page_needs_nothing_that_others_have_settled() -> None:
    served = create_app([EXAMPLE], load=True, poll_watcher=True).test_client()
    ageing = example_page(served, "?view=ageing")
    names = sorted(set(re.findall(r"customer=([\w-]+)", ageing)))
    assert len(names) > 10
    queries = [f"?customer={name}{more}" for name in names for more in ("", "&only=payment")]
    alone = [example_page(served, query) for query in queries]
    served.get("/atelier-lumen-sarl/extension/Relance/forecast")  # it needs the whole report
    assert alone == [example_page(served, query) for query in queries]
