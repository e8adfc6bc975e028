"""Leases between processes: who reads a build keeps it from being removed.

A lease is a shared lock of the operating system on the build's `lease` file, so a killed reader
lets go of it. Where there are no such locks (Windows), an open file can't be removed anyway.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

from recsys.store.layout import BuildFolder

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class Lease:
    """A held lease; `release` lets go of it. Never writes, so a read-only store can be leased.

    Raises FileNotFoundError where the build has been removed.
    """

    def __init__(self, build: BuildFolder) -> None:
        self._file: IO[bytes] = build.lease.open("rb")
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)
            if not build.lease.exists():  # removed between opening and locking
                self._file.close()
                raise FileNotFoundError(build.lease)

    def release(self) -> None:
        self._file.close()


def is_leased(build: BuildFolder) -> bool:
    """Whether some process reads this build."""
    if fcntl is None or not build.lease.exists():
        return False
    with build.lease.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_locked(file: Path) -> bool:
    """Whether some process holds an exclusive lock on a file; true if that can't be known."""
    if not file.exists():
        return False
    if fcntl is None:
        return True
    with file.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def end_leasing(build: BuildFolder) -> bool:
    """Make sure that nobody can lease a build any more; False if somebody reads it."""
    if fcntl is None or not build.lease.exists():
        return True
    with build.lease.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        build.lease.unlink()
    return True
