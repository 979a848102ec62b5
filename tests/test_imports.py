"""What bean-check and the command do not wait for: libraries that few ledgers need."""

from __future__ import annotations

import subprocess
import sys

_LATER = {
    "babel.messages.pofile",
    "email.headerregistry",
    "holidays",
    "icalendar",
    "jinja2",
    "rich",
    "stdnum",
}


def test_the_plugin_imports_what_it_needs_when_it_needs_it() -> None:
    code = "import sys, beancount_relance.plugin; print(*sys.modules, sep='\\n')"
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = set(done.stdout.split())
    assert "beancount_relance.report.report" in loaded
    assert loaded.isdisjoint(_LATER)
