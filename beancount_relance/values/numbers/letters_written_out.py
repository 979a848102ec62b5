"""Letters that a transfer cannot have, as banks and people write them out: ``RÜ-12`` as ``RUE-12``.

They are rows of ``values/data/letters_written_out.csv``, for the languages that have more than
accents. Where only the accent is lost, as in ``RU-12``, nothing needs to be written out.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_columns

_CSV = Path(__file__).parents[1] / "data" / "letters_written_out.csv"


def written_out(number: str) -> str:
    """Return a number in small letters, without those that a transfer cannot have."""
    return unicodedata.normalize("NFC", number.lower()).translate(_letters())


@functools.cache
def _letters() -> Mapping[int, str]:
    return {
        ord(letter): written
        for letters, written in csv_columns(_CSV, "letters", "written")
        for letter in letters.split()
    }
