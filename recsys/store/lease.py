"""Leases between processes, which keep a build from being removed while it is read.

A lease is a shared file lock on the build's `lease` file; the operating system releases it when
a reader dies. Windows has no such locks, but it does not remove open files either.
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
    """A lease on a build, held until `release`. Writes nothing, so a read-only store works.

    Raises
    ------
    FileNotFoundError
        The build has been removed.
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
    """Whether a process is reading this build."""
    if fcntl is None or not build.lease.exists():
        return False
    with build.lease.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_locked(file: Path) -> bool:
    """Whether a process holds an exclusive lock on a file; true if that can't be determined."""
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
    """Remove the lease file, so that the build can no longer be leased; False if it is in use."""
    if fcntl is None or not build.lease.exists():
        return True
    with build.lease.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        build.lease.unlink()
    return True
