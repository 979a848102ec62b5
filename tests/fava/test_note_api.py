"""What the Fava page's requests to record a note do, and which are refused."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fava.application import create_app
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from tests.support.examples import at_night
from tests.support.ledgers import accounts, sale

BOOKS = (
    'option "title" "Test"\n'
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "fava-extension" "fava_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    '2020-01-01 custom "relance" "page-hosts" "books.example"\n'
    + accounts("Martin", "Oriot")
    + sale("2026-05-14", "F2026-014", "1200.00")
    + sale("2026-05-20", "F2026-020", "300.00")
    + sale("2026-05-14", "F7", "90.00", customer="Oriot")
)
PAGE = "/test/extension/Relance/"
PROMISE = {
    "customer": "Martin",
    "kind": "promise",
    "until": "2026-07-10",
    "text": "Promet",
    "invoices": ["F2026-014"],
}
NOTE = (
    '\n2026-06-30 note Assets:Clients:Martin "Promet" ^F2026-014\n'
    '  relance: "promise"\n'
    "  until: 2026-07-10\n"
)


def post(
    client: Client, endpoint: str, data: object, language: str = "en", **headers: str
) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(
        PAGE + endpoint,
        data=data if isinstance(data, (str, bytes)) else json.dumps(data),
        headers={"Content-Type": "application/json", "Accept-Language": language, **named},
    )


def answer(client: Client, endpoint: str, data: object, status: int = 200) -> dict[str, Any]:
    response = post(client, endpoint, data)
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    found = json.loads(response.text)
    assert isinstance(found, dict)
    return found


def recorded(client: Client, remark: dict[str, Any]) -> dict[str, Any]:
    checksum = answer(client, "record_draft", remark)["draft"]["checksum"]
    return answer(client, "record", {**remark, "checksum": checksum})


def fields(found: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["message"] for each in found["complaints"]}


def test_a_draft_shows_the_note_and_writes_nothing(client: FlaskClient, books: Path) -> None:
    found = answer(client, "record_draft", PROMISE)
    assert found["complaints"] == []
    draft = found["draft"]
    assert draft["text"] + "\n" == NOTE.lstrip("\n")
    assert draft["place"] == f"Will be written to books.beancount, line {BOOKS.count(chr(10)) + 2}"
    assert found["about"] == {
        "title": "Promise to pay · Martin",
        "text": "Promet",
        "date": "2026-06-30",
        "as_of": "2026-06-30",
        "invoices": [
            {"reference": "F2026-014", "open": "€1,200.00", "meant": True},
            {"reference": "F2026-020", "open": "€300.00", "meant": False},
        ],
        "plan": "",
    }
    assert books.read_text(encoding="utf-8") == BOOKS


def test_what_was_drafted_is_written_and_can_be_undone(client: FlaskClient, books: Path) -> None:
    done = recorded(client, PROMISE)
    assert done["status"] == "recorded"
    assert books.read_bytes() == (BOOKS + NOTE).encode()
    assert "F2026-014" in done["effects"][-1]
    undone = answer(client, "undo", {"receipt": done["receipt"]})
    assert undone["place"] == "Removed from books.beancount."
    assert books.read_bytes() == BOOKS.encode()
    # The page knows at once, both times.
    assert answer(client, "record_draft", PROMISE)["draft"]["already"] is False


def test_the_whole_report_is_made_once_a_load(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Report] = []

    def counted(*args: Any, **how: Any) -> Report:
        made.append(build_report(*args, **how))
        return made[-1]

    def counted_too(quick: Report, *others: Any) -> Report:
        made.append(completed(quick, *others))
        return made[-1]

    monkeypatch.setattr("fava_relance.report_cache.completed", counted_too)
    rooms = ("fava_relance.report_cache", "beancount_relance.report.loading")
    for room in (*rooms, "beancount_relance.plugin"):
        monkeypatch.setattr(f"{room}.build_report", counted)
    checksum = answer(client, "record_draft", PROMISE)["draft"]["checksum"]
    client.get(f"{PAGE}?customer=Martin")
    assert [report.whole for report in made] == [True]
    answer(client, "record", {**PROMISE, "checksum": checksum})
    client.get(f"{PAGE}?customer=Martin")
    assert [report.whole for report in made] == [True, True]  # the ledger was loaded anew
    assert made[0].allocation is made[1].allocation  # but the note changes nothing that is owed


def test_a_double_click_records_once(client: FlaskClient, books: Path) -> None:
    checksum = answer(client, "record_draft", PROMISE)["draft"]["checksum"]
    request = {**PROMISE, "checksum": checksum}
    assert answer(client, "record", request)["status"] == "recorded"
    again = answer(client, "record", request)
    assert (again["status"], again["receipt"]) == ("already", None)
    assert again["place"].startswith("Already recorded in books.beancount, line ")
    assert books.read_text(encoding="utf-8") == BOOKS + NOTE


def test_many_who_record_at_the_same_moment_lose_nothing(books: Path) -> None:
    app = create_app([books], load=True, poll_watcher=True)
    texts = [f"Said {number % 4}" for number in range(12)]  # each is sent thrice

    def click(text: str) -> int:
        client = app.test_client()
        for _ in range(50):
            remark = {**PROMISE, "text": text}
            draft = json.loads(post(client, "record_draft", remark).text)["draft"]
            sent = {**remark, "checksum": draft["checksum"]}
            response = post(client, "record", sent)
            if response.status_code != 409:
                return response.status_code
        return 409

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(click, texts)) == [200] * len(texts)
    written = books.read_text(encoding="utf-8")
    assert written.startswith(BOOKS)
    assert sorted(re.findall(r'"(Said .)"', written)) == sorted(set(texts))


def test_beside_the_writing_of_fava_itself_nothing_is_lost(books: Path) -> None:
    """Fava adds entries to the same file while notes are recorded.

    Fava truncates a file before it writes to it, and other requests may load it in between.
    The title and the invoices are therefore in another file here. Fava also answers 500 when two
    requests load at once, because Beancount's parser does not allow that. The nightly profile
    writes 300 of each.
    """
    notebook = books.with_name("notebook.beancount")
    notebook.write_text("; Notes\n", encoding="utf-8")
    books.write_text(
        BOOKS
        + 'include "notebook.beancount"\n'
        + '2020-01-01 custom "relance" "journal" "notebook.beancount"\n'
        + f'2020-01-01 custom "fava-option" "default-file" "{notebook}"\n',
        encoding="utf-8",
    )
    app = create_app([books], load=True, poll_watcher=True)
    tries = 2_000

    def record_note(text: str) -> bool:
        client = app.test_client()
        remark = {**PROMISE, "text": text}
        for _ in range(tries):
            drafted = post(client, "record_draft", remark)
            if drafted.status_code == 200:
                checksum = json.loads(drafted.text)["draft"]["checksum"]
                response = post(client, "record", {**remark, "checksum": checksum})
                if response.status_code == 200:
                    return True
                assert response.status_code in {409, 500}
        return False

    def add_entry(text: str) -> bool:
        client = app.test_client()
        entry = {
            "t": "Note",
            "date": "2026-06-30",
            "account": "Assets:Clients:Martin",
            "comment": text,
            "meta": {},
        }
        for _ in range(tries):
            if client.put("/test/api/add_entries", json={"entries": [entry]}).status_code == 200:
                return True
        return False

    count = at_night(15, 300)
    notes = [f"Note {number:03}" for number in range(count)]
    entries = [f"Entry {number:03}" for number in range(count)]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(record_note, text) for text in notes]
        done += [pool.submit(add_entry, text) for text in entries]
    assert [each.result() for each in done] == [True] * 2 * count
    written = notebook.read_text(encoding="utf-8")
    assert sorted(re.findall(r'"(Note ...)"', written)) == notes
    assert sorted(re.findall(r'"(Entry ...)"', written)) == entries


def test_a_file_that_changed_meanwhile_is_left_alone(client: FlaskClient, books: Path) -> None:
    checksum = answer(client, "record_draft", PROMISE)["draft"]["checksum"]
    books.write_text(BOOKS + "; a colleague's\n", encoding="utf-8")
    found = answer(client, "record", {**PROMISE, "checksum": checksum}, 409)
    assert found["error"].startswith(f"{books.name} has changed in the meantime")
    assert books.read_text(encoding="utf-8") == BOOKS + "; a colleague's\n"
    assert recorded(client, PROMISE)["status"] == "recorded"


def test_nothing_but_what_was_shown_is_written(client: FlaskClient, books: Path) -> None:
    checksum = answer(client, "record_draft", PROMISE)["draft"]["checksum"]
    answer(client, "record", {**PROMISE, "text": "Other", "checksum": checksum}, 409)
    answer(client, "record", PROMISE, 400)
    assert books.read_text(encoding="utf-8") == BOOKS


def test_undo_leaves_alone_what_others_wrote(client: FlaskClient, books: Path) -> None:
    done = recorded(client, PROMISE)
    books.write_text(BOOKS + NOTE + "; more\n", encoding="utf-8")
    answer(client, "undo", {"receipt": done["receipt"]})
    assert books.read_text(encoding="utf-8") == BOOKS + "; more\n"


def test_a_note_that_was_changed_is_named_with_its_link(client: FlaskClient, books: Path) -> None:
    done = recorded(client, PROMISE)
    changed = BOOKS + NOTE.replace("Promet", "Promis")
    books.write_text(changed, encoding="utf-8")
    found = answer(client, "undo", {"receipt": done["receipt"]}, 409)
    first = BOOKS.count("\n") + 2
    assert f"remove lines {first} to {first + 2} of books.beancount" in found["error"]
    assert f"line={first}" in found["url"]
    assert books.read_text(encoding="utf-8") == changed


@pytest.mark.parametrize(
    "receipt",
    [
        None,
        "x",
        {},
        {"path": "/etc/passwd", "offset": 0, "text": "root", "sha256": "0"},
        {"path": "a\0b", "offset": 0, "text": "", "sha256": ""},
        {"path": "BOOKS", "offset": 0, "text": 'option "title" "Test"\n', "sha256": ""},
        {"path": "BOOKS", "offset": -5, "text": "", "sha256": ""},
    ],
)
def test_a_forged_receipt_takes_nothing_out(client: FlaskClient, books: Path, receipt: Any) -> None:
    if isinstance(receipt, dict) and receipt.get("path") == "BOOKS":
        receipt = {**receipt, "path": str(books)}
    assert "error" in answer(client, "undo", {"receipt": receipt}, 422)
    assert books.read_text(encoding="utf-8") == BOOKS


# Who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:5000"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://localhost"},
        {"Sec_Fetch_Site": "none"},
    ],
)
@pytest.mark.parametrize("endpoint", ["record_draft", "record", "undo"])
def test_other_sites_are_refused(
    client: FlaskClient, books: Path, endpoint: str, headers: dict[str, str]
) -> None:
    response = post(client, endpoint, {**PROMISE, "checksum": "x"}, **headers)
    assert response.status_code == 403
    assert "another site" in json.loads(response.text)["error"]
    assert books.read_text(encoding="utf-8") == BOOKS


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil@x.example", "["])
def test_a_name_lent_by_a_foreign_site_is_refused(
    client: FlaskClient, books: Path, host: str
) -> None:
    """DNS rebinding: the browser takes the foreign page for one of ours."""
    headers = {"Host": f"{host}:5000", "Origin": f"http://{host}:5000"}
    response = post(client, "record_draft", PROMISE, **headers)
    assert response.status_code in {400, 403}
    assert books.read_text(encoding="utf-8") == BOOKS


@pytest.mark.parametrize(
    "host", ["127.0.0.1:5000", "[::1]:5000", "nas", "nas.local", "books.localhost", "192.168.1.7"]
)
def test_addresses_and_local_names_are_let_in(client: FlaskClient, host: str) -> None:
    assert post(client, "record_draft", PROMISE, Host=host).status_code == 200


def test_a_name_of_the_setting_is_let_in(client: FlaskClient, books: Path) -> None:
    refused = post(client, "record_draft", PROMISE, Host="books.atelier.example")
    assert refused.status_code == 403
    line = json.loads(refused.text)["error"].partition("ledger: ")[2]
    assert line.endswith('custom "relance" "page-hosts" "books.atelier.example"')
    books.write_text(BOOKS + "2020" + line[4:] + "\n", encoding="utf-8")
    app = create_app([books], load=True, poll_watcher=True)
    accepted = post(app.test_client(), "record_draft", PROMISE, Host="Books.Atelier.example")
    assert accepted.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},  # a proxy before Fava speaks TLS
        {"Origin": "https://books.example", "Host": "books.example:443"},
        {"Origin": "http://books.example:5000", "Host": "books.example:5000"},
        {"Origin": "http://[::1]:5000", "Host": "[::1]:5000"},
        # A proxy that asks for Fava under its own name; the browser knows better.
        {"Origin": "https://books.example", "Host": "127.0.0.1", "Sec_Fetch_Site": "same-origin"},
    ],
)
def test_the_page_itself_is_let_in(client: FlaskClient, headers: dict[str, str]) -> None:
    assert post(client, "record_draft", PROMISE, **headers).status_code == 200


def test_behind_a_prefix(books: Path) -> None:
    app = DispatcherMiddleware(
        Response(status=404), {"/fava": create_app([books], load=True, poll_watcher=True)}
    )
    client = Client(app)
    headers = {"Content-Type": "application/json", "Origin": "http://localhost"}
    for origin, status in (("http://localhost", 200), ("http://evil.example", 403)):
        response = client.post(
            f"/fava{PAGE}record_draft", json=PROMISE, headers={**headers, "Origin": origin}
        )
        assert response.status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/json"]
)
def test_anything_but_json_is_refused(client: FlaskClient, books: Path, kind: str) -> None:
    response = post(client, "record_draft", PROMISE, Content_Type=kind)
    assert response.status_code == 415
    assert books.read_text(encoding="utf-8") == BOOKS


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
@pytest.mark.parametrize("endpoint", ["record_draft", "record", "undo"])
def test_only_a_post_is_answered(client: FlaskClient, method: str, endpoint: str) -> None:
    response = client.open(PAGE + endpoint, method=method, json=PROMISE)
    assert response.status_code in (404, 405)


def test_read_only_refuses_and_has_no_buttons(books: Path) -> None:
    client = create_app([books], load=True, poll_watcher=True, read_only=True).test_client()
    for endpoint in ("record_draft", "record", "undo"):
        assert post(client, endpoint, PROMISE).status_code == 401
    text = client.get(PAGE).text
    assert "Martin" in text
    assert 'id="relance-record' not in text


def test_incognito_refuses_and_has_no_buttons(books: Path) -> None:
    client = create_app([books], load=True, poll_watcher=True, incognito=True).test_client()
    response = post(client, "record_draft", PROMISE)
    assert response.status_code == 403
    assert "1,200" not in response.text
    assert 'id="relance-record' not in client.get(PAGE).text


def test_a_past_day_has_a_hint_instead_of_buttons(client: FlaskClient) -> None:
    assert 'data-kind="done"' in client.get(PAGE).text
    text = client.get(f"{PAGE}?time=2026-05").text
    assert 'data-kind="done"' not in text
    assert "Nothing can be recorded while a past day is shown" in text


# What may be asked


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"customer": "\\ud800"}',
        b"1" * 5000,
        b'{"customer": 5, "kind": "promise"}',
        b'{"customer": "Martin", "kind": ["promise"]}',
        b'{"customer": "Martin", "kind": "plan", "plan": "2026-07-01 5"}',
        b'{"customer": "Martin", "kind": "plan", "plan": [{"day": "2026-07-01"}]}',
        b'{"customer": "Martin", "kind": "plan", "plan": [{"date": 5}]}',
        b'{"customer": "Martin", "kind": "promise", "invoices": [1]}',
        b'{"customer": "Martin", "kind": "promise", "file": "/etc/passwd"}',
        b'{"customer": "Martin", "kind": "promise", "account": "Assets:Bank"}',
    ],
)
def test_what_no_form_sends_is_refused(client: FlaskClient, body: bytes) -> None:
    response = post(client, "record_draft", body)
    assert response.status_code == 400
    assert json.loads(response.text)["error"]


def test_a_body_that_is_too_long_is_refused(client: FlaskClient) -> None:
    assert post(client, "record_draft", b'"' + b"x" * 70_000 + b'"').status_code == 413


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"customer": "Nobody"}, "customer", "There is no customer “Nobody”"),
        ({"customer": ""}, "customer", "There is no customer “”"),
        ({"kind": "promis"}, "kind", "“promis” is not known here; perhaps “promise”"),
        ({"kind": "<script>"}, "kind", "“<script>” is neither a stage for Martin ("),
        ({"until": ""}, "until", "Give the last day"),
        ({"until": "10/07/2026"}, "until", "Expected a date such as 2026-06-30"),
        ({"until": "2026-06-01"}, "until", "2026-06-01 is before the date of the note"),
        ({"date": "2026-07-01"}, "date", "The note is dated 2026-07-01, after 2026-06-30"),
        ({"amount": "1,200"}, "amount", "Expected an amount such as 1200.50 EUR"),
        ({"amount": "0"}, "amount", "An amount must be more than zero"),
        ({"amount": "5 USD"}, "amount", "Nothing is owed in USD, only in EUR"),
        ({"text": " "}, "text", "The note needs a text"),
        ({"text": "a\0b"}, "text", "The text has an invisible character (U+0000)"),
        ({"text": "x" * 2001}, "text", "The text has 2001 characters"),
        ({"invoices": ["F9"]}, "invoices", "Martin has no invoice F9"),
        ({"invoices": []}, "invoices", "Name at least one invoice"),
        ({"kind": "plan"}, "plan", "Give at least one payment"),
        ({"kind": "plan", "plan": [{"date": "2026-07-10"}]}, "plan", "Each payment needs a date"),
        (
            {"kind": "plan", "plan": [{"date": "2026-07-10", "amount": "500"}]},
            "plan",
            "Correct the payments, or give the sum that was agreed on",
        ),
    ],
)
def test_each_field_has_its_complaint(
    client: FlaskClient, books: Path, change: dict[str, Any], field: str, message: str
) -> None:
    remark = {**PROMISE, **change}
    found = answer(client, "record_draft", remark)
    assert found["draft"] is None
    assert fields(found)[field].startswith(message)
    refused = answer(client, "record", {**remark, "checksum": "x"}, 422)
    assert fields(refused) == fields(found)
    assert books.read_text(encoding="utf-8") == BOOKS


def test_complaints_speak_the_language_of_the_page(client: FlaskClient) -> None:
    found = json.loads(post(client, "record_draft", {**PROMISE, "until": ""}, "fr").text)
    assert fields(found) == {"until": "Indiquez le dernier jour"}
    response = post(client, "record_draft", PROMISE, "fr", Origin="http://evil.example")
    error = "Cette demande vient d’un autre site\xa0: rien n’a été fait"
    assert json.loads(response.text)["error"] == error


@pytest.mark.parametrize(
    "text",
    [
        'He said "no" \\ and\nhung up',
        '" ^F2026-020\n2026-06-30 close Assets:Clients:Martin ;',
        "</pre><script>alert(1)</script>",
        "😀 é ; # ^link {{ 7*7 }}",
    ],
)
def test_a_hostile_text_stays_a_text(client: FlaskClient, books: Path, text: str) -> None:
    done = recorded(client, {**PROMISE, "text": text})
    assert done["status"] == "recorded"
    added = books.read_text(encoding="utf-8")[len(BOOKS) :]
    assert added.count("\n") == NOTE.count("\n")
    answer(client, "undo", {"receipt": done["receipt"]})
    assert books.read_bytes() == BOOKS.encode()


def test_a_plan_is_compared_with_what_is_open(client: FlaskClient, books: Path) -> None:
    rows = [
        {"date": "2026-08-10", "amount": "700"},
        {"date": "", "amount": ""},
        {"date": "2026-07-10", "amount": "500,00 €"},
    ]
    plan = {**PROMISE, "kind": "plan", "plan": rows}
    del plan["until"]
    found = answer(client, "record_draft", plan)
    assert found["about"]["plan"] == "€1,200.00 of €1,200.00 open"
    assert recorded(client, plan)["status"] == "recorded"
    assert books.read_text(encoding="utf-8").endswith(
        '  relance: "plan"\n  plan: "2026-07-10 500.00 EUR, 2026-08-10 700.00 EUR"\n'
    )
    agreed = {**plan, "text": "Less", "plan": rows[2:], "amount": "500"}
    about = answer(client, "record_draft", agreed)["about"]
    assert about["plan"] == "€500.00 of €500.00 agreed on"


def test_what_is_not_said_is_what_is_most_likely_meant(client: FlaskClient) -> None:
    found = answer(client, "record_draft", {"customer": "Martin", "kind": "reminder"})
    assert found["draft"]["invoices"] == ["F2026-014", "F2026-020"]
    assert found["draft"]["date"] == "2026-06-30"
    assert found["about"]["title"] == "First reminder (e-mail) · Martin"


def test_a_file_that_is_read_only_is_respected(client: FlaskClient, books: Path) -> None:
    checksum = answer(client, "record_draft", PROMISE)["draft"]["checksum"]
    books.chmod(0o444)
    found = answer(client, "record", {**PROMISE, "checksum": checksum}, 422)
    assert "is read-only; nothing was written" in found["error"]
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_journal_that_is_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    setting = '2020-01-01 custom "relance" "journal" "other.beancount"\n'
    path.write_text(BOOKS + setting, encoding="utf-8")
    client = create_app([path], load=True, poll_watcher=True).test_client()
    found = answer(client, "record_draft", PROMISE)
    assert found["draft"] is None
    assert "create it, and add this line to" in fields(found)[""]
