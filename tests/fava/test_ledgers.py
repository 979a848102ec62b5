"""Several ledgers in one Fava: one view lists what is to do in each."""

from __future__ import annotations

import re
from pathlib import Path

from fava.application import create_app
from flask.testing import FlaskClient

from tests.fava.test_page import FROZEN, HEAD, INVOICES
from tests.fava.test_views import section

TITLED = 'option "title" "{}"\n'


def served(folder: Path, **books: str) -> FlaskClient:
    paths = []
    for name, text in books.items():
        paths.append(folder / f"{name}.beancount")
        title = re.sub(r'option "title" "[^"]*"\n', "", text)
        paths[-1].write_text(TITLED.format(name) + title, encoding="utf-8")
    return create_app(paths, load=True, poll_watcher=True).test_client()


def test_each_ledger_is_listed_with_what_is_to_do(tmp_path: Path) -> None:
    busy = HEAD + FROZEN + INVOICES
    quiet = HEAD + FROZEN
    other = "2020-01-01 open Assets:Bank\n"
    client = served(tmp_path, Quiet=quiet, Busy=busy, Other=other)
    text = client.get("/quiet/extension/Relance/?view=ledgers&account=Assets:None").text
    found = section(text, 'id="relance-ledgers"')
    own = client.get("/busy/extension/Relance/").text
    (count,) = set(re.findall(r"(\d+) actions? due", own))
    (late,) = set(re.findall(r"· (€[\d,.]+) overdue", own))
    assert re.search(rf"Problems Busy {count} {late} €[\d,.]+ ?\d* Other no reminders here", found)
    assert re.findall(r'href="([^"]*busy[^"]*)"', text) == ["/busy/extension/Relance/"]
    assert 'href="/other/"' in text
    path = tmp_path / "Busy.beancount"
    path.write_text(path.read_text().replace(INVOICES, ""))
    text = client.get("/quiet/extension/Relance/?view=ledgers").text
    assert late not in section(text, 'id="relance-ledgers"')


def test_a_single_ledger_has_no_such_tab(tmp_path: Path) -> None:
    client = served(tmp_path, Busy=HEAD + FROZEN + INVOICES)
    assert "view=ledgers" not in client.get("/busy/extension/Relance/").text
