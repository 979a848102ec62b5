"""Read the settings that name a file or folder: templates of one's own, and the journal of notes.

A relative path starts from the file that has the setting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beancount_relance.language.messages import msg
from beancount_relance.policy.setting_directive import SettingDirective
from beancount_relance.values.readers import BadValueError, read_text, shown


def read_templates(setting: SettingDirective) -> dict[str, Any]:
    """Read the folder of templates, which must exist.

    Raises:
        BadValueError: if it does not.
    """
    folder = _beside(setting)
    if not _is_folder(folder):
        there = shown(str(folder))
        raise BadValueError(
            msg("a folder next to this file; {folder} does not exist", folder=there)
        )
    return {"templates": folder}


def read_journal(setting: SettingDirective) -> dict[str, Any]:
    """Read the file for notes. Recording a note checks that it is one of the ledger's files."""
    return {"journal": _beside(setting)}


def _beside(setting: SettingDirective) -> Path:
    return Path(setting.entry.meta["filename"]).parent / read_text(setting.only())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # not a valid file name
        return False
