"""Ledgers with an overdue invoice for each address, and a mail account."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.ledgers import FRANCE, accounts, sale
from tests.support.mail_servers import PASSWORD, USER

DAY = "2026-06-20"
"""The day on which the first reminder about each invoice is due."""


def mail_ledger(folder: Path, setting: str, addresses: Sequence[str]) -> Path:
    """Write a ledger with customers C0001, C0002 … that owe invoices F0001, F0002 ….

    Args:
        folder: where to write it.
        setting: the lines of the setting ``mail``.
        addresses: the e-mail address of each customer; none without one.
    """
    names = [f"C{number:04}" for number in range(1, len(addresses) + 1)]
    opened = accounts(*names)
    for name, address in zip(names, addresses, strict=True):
        row = f"open Assets:Clients:{name}\n"
        opened = opened.replace(row, f'{row}  email: "{address}"\n' if address else row)
    sales = "".join(sale("2026-05-14", f"F{name[1:]}", "120.00", customer=name) for name in names)
    settings = (
        f'2020-01-01 custom "relance" "as-of" {DAY}\n'
        f'{FRANCE}  name: "Lumen"\n  email: "{USER}"\n'
        f'2020-01-01 custom "relance" "mail"\n{setting}'
    )
    path = folder / "books.beancount"
    path.write_text(opened + sales + settings, encoding="utf-8")
    return path


def account(folder: Path, secret: str = PASSWORD) -> str:
    """The line of the setting ``mail`` with a command that prints a password."""
    path = folder / "secret"
    path.write_text(secret + "\n", encoding="utf-8")
    code = f"import sys; sys.stdout.buffer.write(open({str(path)!r}, 'rb').read())"
    command = shlex.join([sys.executable, "-c", code]).replace("\\", "\\\\").replace('"', '\\"')
    return f'  password-command: "{command}"\n'
