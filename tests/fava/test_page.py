"""The Fava page as the server sends it."""

from __future__ import annotations

import datetime
import html
import re
from pathlib import Path

import pytest
from fava.application import create_app
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import beancount_relance.clock
import beancount_relance.plugin
from tests.support.command import EXAMPLE

QUERIES = tuple(
    f"?view={view}" for view in ("today", "upcoming", "waiting", "exceptions", "ageing", "figures")
)
ENGLISH = {"Accept-Language": "en"}
FRENCH = {"Accept-Language": "fr"}

HEAD = """
option "title" "Test"
2024-01-01 custom "relance" "law" "FR"
option "operating_currency" "EUR"
plugin "beancount_relance"
2024-01-01 custom "fava-extension" "fava_relance"
2024-01-01 open Assets:Clients:Martin EUR
  name: "Boulangerie Martin"
  email: "compta@martin.example"
2024-01-01 open Assets:Clients:Dupont EUR
2024-01-01 open Assets:Bank EUR
2024-01-01 open Income:Sales EUR
"""
FROZEN = '2024-01-01 custom "relance" "as-of" 2026-06-30\n'
INVOICES = """
2026-05-01 * "Martin" "Sign for the shop" ^F1
  Assets:Clients:Martin  1234.56 EUR
  Income:Sales
2026-05-10 * "Dupont" "Lamp" ^F2
  Assets:Clients:Dupont  500.00 EUR
  Income:Sales
2026-06-20 * "Dupont" "Part of the lamp" ^F2
  Assets:Bank  100.00 EUR
  Assets:Clients:Dupont
"""


def client(folder: Path, ledger: str, **options: bool) -> FlaskClient:
    path = folder / "main.beancount"
    path.write_text(ledger, encoding="utf-8")
    # A watcher of files takes two of the 128 that a user may have on Linux, until the tests end.
    return create_app([path], load=True, poll_watcher=True, **options).test_client()


def page(
    client: FlaskClient,
    query: str = "",
    slug: str = "test",
    language: dict[str, str] = ENGLISH,
) -> str:
    response = client.get(f"/{slug}/extension/Relance/{query}", headers=language)
    assert response.status_code == 200, response.text
    return response.text


def example_page(client: FlaskClient, query: str = "", language: dict[str, str] = ENGLISH) -> str:
    return page(client, query, "atelier-lumen-sarl", language)


def words(text: str) -> str:
    """What is read of a page: without tags, with plain spaces."""
    body = text[text.index('<div class="relance"') :]
    body = body[: body.rindex("</div>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def actions(text: str) -> list[str]:
    """The customers to chase, in order."""
    return re.findall(r'<details class="action" id="[^"]+">.*?<h4>(.*?)</h4>', text, re.DOTALL)


def tie_out(text: str) -> str:
    found = re.search(r'<section class="tie-out".*?</section>', text, re.DOTALL)
    assert found
    return found.group()


def test_example_shows_the_most_urgent_first(example: FlaskClient) -> None:
    text = example_page(example)
    assert len(actions(text)) == 12
    assert actions(text)[:2] == [
        "Restaurant La Cale SARL",
        "Loft Immobilier SAS",
    ]  # a broken promise
    assert "As of 30 June 2026" in text
    assert "12 actions due · €48,516.60 and US$3,450.00 overdue" in words(text)


def test_an_action_says_what_when_how_much_and_why(example: FlaskClient) -> None:
    text = words(example_page(example))
    row = text[text.index("La Cave des Anges SARL") :]
    assert "F2026-032, F2026-033" in row[:60]
    for part in (
        "formal notice registered letter · since 2026-06-29",
        "€4,314.36",
        "with interest €46.36 and fee €80.00",
        "34 days late",
        "due 2026-05-27",
    ):
        assert part in row[:400]


def test_links_lead_to_the_line_of_the_invoice(example: FlaskClient) -> None:
    text = html.unescape(example_page(example, "?invoice=F2026-022"))
    path = EXAMPLE.parent / "2026.beancount"
    number = 1 + next(
        index
        for index, line in enumerate(path.read_text(encoding="utf-8").splitlines())
        if "^F2026-022" in line
    )
    assert re.search(
        rf'editor/\?file_path=[^"]*2026\.beancount&line={number}"[^>]*>2026\.beancount:{number}<',
        text,
    )


def test_links_honour_the_external_editor(tmp_path: Path) -> None:
    option = '2024-01-01 custom "fava-option" "use-external-editor" "true"\n'
    text = page(client(tmp_path, HEAD + FROZEN + option + INVOICES))
    assert f'href="beancount://{tmp_path}/main.beancount?lineno=' in text


def test_french(example: FlaskClient) -> None:
    text = example_page(example, language=FRENCH)
    assert 'lang="fr"' in text
    assert "30 juin 2026" in text
    assert "29/06/2026" in text


def test_language_is_that_of_fava(tmp_path: Path) -> None:
    option = '2024-01-01 custom "fava-option" "language" "fr"\n'
    text = page(client(tmp_path, HEAD + FROZEN + option + INVOICES), language=ENGLISH)
    assert "30 juin 2026" in text


def test_end_of_the_time_filter_is_the_day(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    earlier = page(served, "?time=2026-05")
    assert "As of 31 May 2026" in earlier
    assert actions(earlier) == []
    assert "There was nothing to chase on that day." in earlier
    assert "€1,734.56 open" in words(page(served, "?view=ageing&time=2026-05"))


def test_time_filter_never_leads_past_the_day(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "As of 30 June 2026" in page(served, "?time=2026")


def test_time_filter_keeps_what_came_before(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert len(actions(page(served, "?time=2026-06"))) == 2


def test_account_filter_shows_less_and_computes_the_same(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    everything = page(served)
    for query in ("?account=Assets:Clients:Martin", "?account=Martin"):
        filtered = page(served, query)
        assert actions(everything) == ["Boulangerie Martin", "Dupont"]
        assert actions(filtered) == ["Boulangerie Martin"]
        assert "1 customer hidden by the filters" in filtered
        assert "Dupont" not in words(filtered)
        balances = page(served, query + "&view=ageing")
        assert tie_out(balances) == tie_out(page(served, "?view=ageing"))
        assert "Dupont" not in words(balances)


def test_account_filter_on_the_bank_hides_no_payment(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "€400.00" in words(page(served, "?account=Assets:Clients"))
    assert "€400.00" in words(page(served, "?account=Assets:Clients&view=ageing"))
    assert actions(page(served, "?account=Assets:Bank")) == []


def test_text_filter_shows_the_invoices_it_finds(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    filtered = page(served, "?filter=%5EF2")
    assert actions(filtered) == ["Dupont"]
    assert "€400.00" in words(filtered)
    balances = page(served, "?filter=%5EF2&view=ageing")
    assert tie_out(balances) == tie_out(page(served, "?view=ageing"))


def test_one_control_account(tmp_path: Path) -> None:
    ledger = (
        HEAD
        + FROZEN
        + (
            "2024-01-01 open Assets:Receivable EUR\n"
            '2026-05-01 * "Bright Dental" "Chairs" ^F9\n'
            "  Assets:Receivable  80.00 EUR\n  Income:Sales\n"
        )
    )
    assert actions(page(client(tmp_path, ledger), "?account=Assets:Receivable")) == [
        "Bright Dental"
    ]


def test_first_run(tmp_path: Path) -> None:
    ledger = (
        'option "title" "Test"\nplugin "beancount_relance"\n'
        '2024-01-01 custom "fava-extension" "fava_relance"\n'
        "2024-01-01 open Assets:Bank EUR\n"
    )
    text = words(page(client(tmp_path, ledger)))
    assert "Welcome" in text
    assert '2024-01-01 custom "relance" "receivables" Assets:Clients' in text


def test_nothing_to_do(tmp_path: Path) -> None:
    paid = """
2026-05-20 * "Martin" ^F1
  Assets:Bank  1234.56 EUR
  Assets:Clients:Martin
2026-05-20 * "Dupont" ^F2
  Assets:Bank  400.00 EUR
  Assets:Clients:Dupont
"""
    served = client(tmp_path, HEAD + FROZEN + INVOICES + paid)
    for view, kind in (
        ("today", "Nothing to chase today"),
        ("upcoming", "Nothing is coming up"),
        ("waiting", "Nothing is held back"),
        ("exceptions", "Nothing is blocked, unmatched or unreadable"),
        ("ageing", "Nobody owes you anything"),
    ):
        assert kind in words(page(served, f"?view={view}"))
    assert "This customer owes you nothing" in words(page(served, "?customer=Martin"))


def test_a_text_waits_until_what_it_reminds_of_is_overdue(tmp_path: Path) -> None:
    for day, is_there in (("2026-06-30", False), ("2026-07-01", True)):
        sale = (
            f'2024-01-01 custom "relance" "as-of" {day}\n'
            '2026-05-31 * "Martin" "Sign" ^F3\n  Assets:Clients:Martin  90.00 EUR\n  Income:Sales\n'
        )
        served = client(tmp_path, HEAD + sale)
        for query in ("?view=upcoming", "?customer=Martin"):
            shown = page(served, query)
            assert len(actions(shown)) == 1  # due on 30 June, the reminder on 3 July
            assert ("The text will be here on 2026-07-03" in words(shown)) is not is_there
            assert ("Reminder – invoice F3" in shown) is is_there
            assert ("stage=reminder" in shown) is is_there


def test_bad_data_is_listed_with_its_line(tmp_path: Path) -> None:
    bad = '2024-01-01 custom "relance" "min-gap" "seven"\n'
    served = client(tmp_path, HEAD + FROZEN + INVOICES + bad)
    assert "1 problem in the ledger" in page(served)
    text = page(served, "?view=exceptions")
    assert "seven" in text[text.index('id="relance-problems"') :]


def test_incognito_hides_every_amount(tmp_path: Path) -> None:
    note = (
        '2026-06-01 note Assets:Clients:Martin "Promises 777 next week" ^F1\n'
        '  relance: "promise"\n  until: 2026-06-10\n  amount: 777.00 EUR\n'
    )
    credit = (
        '2026-06-01 * "Martin" "Deposit of 321" ^X1\n'
        "  Assets:Bank  321.00 EUR\n  Assets:Clients:Martin\n"
    )
    loan = '2026-01-01 * "Opening 888"\n  Assets:Clients:Dupont  888.00 EUR\n  Equity:Opening\n'
    explicit = '2024-01-01 custom "relance" "allocation" "explicit"\n'
    ledger = HEAD + FROZEN + explicit + INVOICES + note + credit + loan
    served = client(tmp_path, ledger, incognito=True)
    for query in (*QUERIES, "?customer=Martin", "?customer=Dupont", "?invoice=F1", "?invoice=F2"):
        text = page(served, query)
        body = text[text.index('<div class="relance"') : text.index('id="ledger-data"')]
        body = re.sub(r"file_path=[^&]*", "", body)  # the folder of the test has a number
        shown = re.sub(r'href="[^"]*"', "", body)
        assert "XXX.XX" in shown or query == "?view=upcoming"
        for amount in ("1234", "1,234", "913", "777", "321", "888", "400", "500"):
            assert amount not in body, query
        assert "As of 30 June 2026" in body


def test_incognito_hides_the_amounts_on_the_error_page(tmp_path: Path) -> None:
    strict = '2024-01-01 custom "relance" "bean-check" "strict"\n'
    served = client(tmp_path, HEAD + FROZEN + strict + INVOICES, incognito=True)
    path = next(tmp_path.glob("*.beancount"))
    for more in ("", "; loaded again\n"):
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        text = served.get("/", follow_redirects=True).text
        found = re.findall(r'"message": ?"([^"]*overdue[^"]*)"', text)
        assert found
        assert not re.search(r"\d", re.sub(r"\\u[0-9a-f]{4}", "", "".join(found)))
    shown = client(tmp_path, HEAD + FROZEN + strict + INVOICES)
    assert re.search(r"\d\.\d\d overdue", shown.get("/", follow_redirects=True).text)


def test_incognito_hides_the_amounts_of_the_example() -> None:
    served = create_app([EXAMPLE], load=True, poll_watcher=True, incognito=True).test_client()
    for language in (ENGLISH, FRENCH):
        for query in (*QUERIES, "?customer=Cave-des-Anges", "?invoice=F2026-022"):
            text = words(example_page(served, query, language=language))
            assert not re.search(r"\d[.,]\d\d\b(?! ?%)", text)  # but a rate of the law is no secret
            assert not re.search(r"[€$]\d", text)


def test_what_the_ledger_says_is_text(tmp_path: Path) -> None:
    ledger = HEAD.replace("Boulangerie Martin", "<script>alert(1)</script>") + FROZEN + INVOICES
    text = page(client(tmp_path, ledger.replace("Sign for", "<img src=x onerror=alert(2)> for")))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_new_day_brings_new_actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: int) -> None:
        for module in (beancount_relance.clock, beancount_relance.plugin):
            monkeypatch.setattr(module, "today", lambda: datetime.date(2026, 6, day))

    on(3)
    strict = '2026-01-01 custom "relance" "bean-check" "strict"\n'
    served = client(tmp_path, HEAD + strict + INVOICES)
    ledgers = served.application.config["LEDGERS"]
    ledger = ledgers["test"]
    assert len(actions(page(served))) == 1
    assert len(ledger.errors) == 1
    mtime = ledger.mtime
    on(20)
    assert len(actions(page(served))) == 2
    assert len(ledger.errors) == 2
    assert ledger.mtime > mtime
    address = "/test/extension/Relance/today"
    assert served.get(address).text == "2026-06-20"
    on(21)
    assert served.get(address).text == "2026-06-21"


def test_a_frozen_day_needs_no_reload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    entries = served.application.config["LEDGERS"]["test"].all_entries
    monkeypatch.setattr(beancount_relance.clock, "today", lambda: datetime.date(2031, 1, 1))
    page(served)
    assert served.application.config["LEDGERS"]["test"].all_entries is entries


def test_the_report_is_kept_until_the_ledger_changes(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    assert "€1,234.56" in words(page(served))
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + FROZEN + INVOICES.replace("1234.56", "999.00"), encoding="utf-8")
    ledger = served.application.config["LEDGERS"]["test"]
    ledger.watcher.notify(path)
    assert "€999.00" in words(page(served))


def test_two_ledgers_and_read_only(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(HEAD + FROZEN + INVOICES, encoding="utf-8")
    served = create_app([EXAMPLE, path], load=True, poll_watcher=True, read_only=True).test_client()
    assert len(actions(example_page(served))) == 12
    assert len(actions(page(served))) == 2


def test_prefix_stands_in_every_link(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    ledger = HEAD.replace('"Test"', '"Prefixed"')  # Fava caches links by title, for all apps
    path.write_text(ledger + FROZEN + INVOICES, encoding="utf-8")
    app = create_app([path], load=True, poll_watcher=True)
    app.wsgi_app = DispatcherMiddleware(  # type: ignore[method-assign]
        NotFound(), {"/books": app.wsgi_app}
    )
    text = page(app.test_client(), slug="books/prefixed")
    body = text[text.index('<div class="relance"') :]
    links = [link for link in re.findall(r'href="([^#"]+)"', body) if link[:7] != "mailto:"]
    assert len(links) > 5
    assert all(link.startswith("/books/prefixed/") for link in links)


def test_a_filter_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    served = client(tmp_path, HEAD + FROZEN + INVOICES)
    shown = served.get("/test/extension/Relance/?time=nonsense").text
    assert "“nonsense” is not a day or a period" in shown


def test_no_coffee_while_money_is_unexplained(tmp_path: Path) -> None:
    lent = '2026-05-01 * "Paid out"\n  Assets:Clients:Martin  50.00 EUR\n  Assets:Bank\n'
    text = words(page(client(tmp_path, HEAD + FROZEN + lent)))
    assert "Enjoy your coffee" not in text
    assert "€50.00 in 1 debit since 2026-05-01 matches no invoice" in text
