"""Runs a Python module in a process that the kernel kills as soon as it asks for a socket.

    python -m tests.support.without_sockets beancount_relance letter books.beancount

The filter is the kernel's (seccomp), so it also sees code that is not Python's, such as Typst,
and name resolution. It needs neither root nor a further program, and works in a container.
"""

from __future__ import annotations

import ctypes
import os
import platform
import runpy
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The numbers of the system calls that make a socket, or another way to open one, by machine;
# from the kernel's asm/unistd_64.h and asm-generic/unistd.h.
_SOCKET = {"x86_64": 41, "aarch64": 198}
_IO_URING_SETUP = 425
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_SET_NO_NEW_PRIVS = 38
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4


def _filter(machine: str) -> bytes:
    """The filter as instructions of the Berkeley Packet Filter: code, two jumps, operand."""
    instructions = (
        (_LOAD, 0, 0, _ARCH_AT),
        (_JUMP_IF_EQUAL, 0, 3, _AUDIT_ARCH[machine]),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_EQUAL, 1, 0, _SOCKET[machine]),
        (_JUMP_IF_EQUAL, 0, 1, _IO_URING_SETUP),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)


def forbid_sockets() -> None:
    """Have the kernel kill this process, with SIGSYS, as soon as it asks for a socket."""
    code = _filter(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def run_without_sockets(
    module: str, *arguments: str | Path, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module in such a process; its return code is ``-SIGSYS`` if it asked for a socket."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.support.without_sockets", module, *map(str, arguments)],
        cwd=folder or ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


if __name__ == "__main__":
    forbid_sockets()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
