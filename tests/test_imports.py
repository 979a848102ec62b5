"""What bean-check and the command do not wait for: libraries that few ledgers need."""

from __future__ import annotations

import subprocess
import sys

_LATER = {
    "babel",
    "dateutil",
    "difflib",
    "email.headerregistry",
    "holidays",
    "icalendar",
    "jinja2",
    "rich",
    "stdnum",
}
_LEDGER = """
plugin "beancount_relance"
2026-01-01 custom "relance" "as-of" 2026-06-30
2026-01-01 custom "relance" "language" "fr"
2026-01-01 custom "relance" "creditor"
  country: "FR"
2026-01-01 open Assets:Clients:Martin
  country: "FR"
2026-01-01 open Income:Ventes
2026-04-14 * "Enseigne" ^F2026-014
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes          -1200.00 EUR
2026-05-14 * "Store" ^F2026-015
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes          -1200.00 EUR
"""
_LOAD = "import sys; from beancount import loader; loader.load_string(sys.argv[1]); "


def test_bean_check_imports_what_it_needs_when_it_needs_it() -> None:
    code = f"{_LOAD}print(*sys.modules, sep='\\n')"
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", code, _LEDGER],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        errors="replace",
    )
    loaded = set(done.stdout.split())
    assert "14/05/2026" in done.stderr
    assert "beancount_relance.report.report" in loaded
    assert loaded.isdisjoint(_LATER)
