"""Read the settings that name a file or folder: templates of one's own, and the journal of notes.

A relative path starts from the file that has the setting.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from beancount_relance.language.messages import msg
from beancount_relance.policy.setting_directive import SettingDirective
from beancount_relance.values.readers import BadValueError, bad_value, read_text, shown
from beancount_relance.values.vocabulary import SETTING, named


def read_templates(setting: SettingDirective) -> dict[str, Any]:
    """Read the folder of templates, which must exist.

    Raises:
        BadValueError: if it does not.
    """
    folder = _beside(setting)
    if not _is(Path.is_dir, folder):
        there = shown(str(folder))
        raise BadValueError(
            msg("a folder next to this file; {folder} does not exist", folder=there)
        )
    return {"templates": folder}


def read_journal(setting: SettingDirective) -> dict[str, Any]:
    """Read the file for notes, and complain if there is none; recording a note refuses it then.

    Recording also checks that it is one of the ledger's files.
    """
    path = _beside(setting)
    is_on_disk = _is(Path.is_file, Path(setting.entry.meta["filename"]))  # a decrypted one is not
    if is_on_disk and not _is(Path.is_file, path):
        missing = BadValueError(
            msg("a file of this ledger; {path} does not exist", path=shown(str(path)))
        )
        name = named("journal", SETTING)
        setting.complaints.append(bad_value(name, read_text(setting.only()), missing))
    return {"journal": path}


def _beside(setting: SettingDirective) -> Path:
    return Path(setting.entry.meta["filename"]).parent / read_text(setting.only())


def _is(what: Callable[[Path], bool], path: Path) -> bool:
    try:
        return what(path)
    except (OSError, ValueError):  # not a valid file name
        return False
