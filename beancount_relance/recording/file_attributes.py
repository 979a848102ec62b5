"""File attributes: give a new file the owner, permissions and attributes of the one it replaces.

A file that is replaced by renaming another over it would lose them. What cannot be kept is an
error, except the owner, who only root may change, and labels that the system sets itself.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path

from beancount_relance.language.messages import Message, msg

# Labels such as security.selinux come from the system's own policy.
_SET_BY_THE_SYSTEM = "security."
_WITHOUT_ATTRIBUTES = (errno.ENOTSUP, errno.ENOSYS)


class AttributeLostError(Exception):
    """An attribute of the file cannot be kept; the message says which."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def keep_attributes(original: Path, replacement: Path) -> None:
    """Give ``replacement`` the group, owner, permissions and extended attributes of ``original``.

    Access control lists are extended attributes where the system has them (Linux).

    Raises:
        AttributeLostError: one of them cannot be kept.
        OSError: the files cannot be read or changed.
    """
    before = original.stat()
    if before.st_nlink > 1:
        # A rename would leave the other names with the old text.
        raise AttributeLostError(
            msg(
                "{path} has {count} names (hard links), and only this one would get the note; "
                "nothing was written: make it a file of its own (copy it, and rename the copy "
                "to {name})",
                path=original,
                count=before.st_nlink,
                name=original.name,
            )
        )
    if sys.platform != "win32":
        _keep_owner(original, replacement, before)
    shutil.copymode(original, replacement)
    if sys.platform == "linux":
        # Last, because an access control list has the permissions of the group in it.
        _keep_extended(original, replacement)


def _keep_owner(original: Path, replacement: Path, before: os.stat_result) -> None:
    if sys.platform == "win32":
        return
    ours = replacement.stat()
    if ours.st_gid != before.st_gid:
        try:
            os.chown(replacement, -1, before.st_gid)
        except PermissionError as error:
            raise AttributeLostError(
                msg(
                    "{path} belongs to a group that you are not in, and would change its group; "
                    "nothing was written",
                    path=original,
                )
            ) from error
    if ours.st_uid != before.st_uid:
        # Only root may give a file away; through the group a colleague can still write to it.
        with contextlib.suppress(PermissionError):
            os.chown(replacement, before.st_uid, -1)


def _keep_extended(original: Path, replacement: Path) -> None:
    if sys.platform != "linux":
        return
    try:
        wanted = {name: os.getxattr(original, name) for name in os.listxattr(original)}
        present = {name: os.getxattr(replacement, name) for name in os.listxattr(replacement)}
    except OSError as error:
        if error.errno in _WITHOUT_ATTRIBUTES:
            return
        raise
    for name, value in wanted.items():
        if present.get(name) == value or name.startswith(_SET_BY_THE_SYSTEM):
            continue
        try:
            os.setxattr(replacement, name, value)
        except OSError as error:
            raise AttributeLostError(
                msg(
                    "{path} would lose its attribute {name} ({error}); nothing was written",
                    path=original,
                    name=name,
                    error=error.strerror,
                )
            ) from error
    for name in present.keys() - wanted.keys():
        # The folder gives new files its default access control list.
        if not name.startswith(_SET_BY_THE_SYSTEM):
            os.removexattr(replacement, name)
