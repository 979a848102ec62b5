"""Standard output: what cannot be shown in its encoding is replaced, and a failure has its status.

Python uses the code page of the system for pipes and files on Windows. It has neither the thin
spaces of French amounts nor arrows.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata

import click

from beancount_relance.cli.exit_status import CLOSED_PIPE, DATA_ERRORS

_PLAIN = {
    "→": "->",
    "–": "-",
    "—": "-",
    "−": "-",
    "’": "'",
    "…": "...",
    "•": "-",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "€": "EUR",
    "£": "GBP",
}
_REPLACE = "relance-plain"


def prepare() -> None:
    """Make the standard streams print any text, whatever their encoding is."""
    codecs.register_error(_REPLACE, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors=_REPLACE)


def flush() -> None:
    """Write what is left to standard output.

    Raises:
        OSError: it cannot be written, or is closed.
    """
    if sys.stdout is None:
        raise OSError(None, "it is closed")
    sys.stdout.flush()


def fail(error: OSError, code: str) -> int:
    """Say why the output could not be written, and return the exit status.

    Args:
        error: what happened.
        code: the code of the language to say it in.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Python would try to write the rest once more when it exits.
        with contextlib.suppress(io.UnsupportedOperation):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):  # the reader, such as head, has closed the pipe
        return CLOSED_PIPE
    # Only a failure needs the catalogues, and they take half as long as ``relance --help``.
    from beancount_relance.language.messages import language, msg  # noqa: PLC0415

    text = msg("the output cannot be written: {cause}", cause=error.strerror or str(error))
    click.echo(language(code).render(text), err=True)
    return DATA_ERRORS


def say_defect(error: Exception, code: str) -> None:
    """Say on one line that this program has a defect, and where.

    Args:
        error: what was raised.
        code: the code of the language to say it in.
    """
    # Imported here as in ``fail``.
    from beancount_relance.language.messages import language  # noqa: PLC0415
    from beancount_relance.report.defect import defect_message  # noqa: PLC0415

    click.echo(language(code).render(defect_message(error)), err=True)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks by plainer ones, or by a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    return "".join(map(_plainer, found)), error.end


def _plainer(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character) == "Zs":
        return " "
    ascii_only = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return ascii_only or "?"
