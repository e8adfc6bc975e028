"""Errors of the system and of libraries, told as errors of this package with file and remedy."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from recsys.errors import OutOfResources, RecsysError, SourceError, StoreUnwritable

_FULL = "no space is left on its disk"
_UNWRITABLE = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "a file would exceed the limit on the size of files (`ulimit -f`)",
}
_EXHAUSTED = {
    errno.EMFILE: ("open files", "Raise the limit, for example with `ulimit -n 1024`."),
    errno.ENFILE: ("open files", "Close other programs, or raise the system's limit."),
    errno.ENOMEM: ("memory", "Close other programs, or use a machine with more."),
}
_MEMORY = ("memory", "Close other programs, use a machine with more, or build with fewer titles.")
_THREADS = ("threads", "Raise the limit, for example with `ulimit -u`.")

_LIBRARY_ERRORS = {
    "duckdb": ("OperationalError", "InternalError", "IOException", "FatalException",
               "SerializationException"),
    "_duckdb": ("OperationalError", "InternalError", "IOException", "FatalException",
                "SerializationException"),
    "chromadb.errors": ("ChromaError",),
    "sqlite3": ("OperationalError", "DatabaseError"),
    "polars.exceptions": ("ComputeError",),
    "pyarrow": ("ArrowException",),
}  # fmt: skip
"""Errors by module that report a failed read or write. A module that no step has imported can't
have raised one."""

_CHROMA_HINT = (
    " (Chroma hides the cause: usually no space is left, or a limit of the shell is too low; see "
    "`ulimit -n` and `ulimit -f`)"
)

_MEMORY_ERRORS = {
    "duckdb": ("OutOfMemoryException",),
    "_duckdb": ("OutOfMemoryException",),
    "pyarrow": ("ArrowMemoryError",),
}


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Raise what the block raises, system and library errors as this package's own.

    Parameters
    ----------
    root : Path
        The folder written to, which an error names if it names no file itself.
    """
    try:
        yield
    except Exception as error:
        own = own_error(error, root)
        if own is None or own is error:
            raise
        raise own from error


def own_error(error: BaseException, root: Path) -> RecsysError | None:
    """Return an error of this package for one of the system or a library; None for a defect.

    Libraries state the number of a system error in the text alone, if at all.
    """
    if isinstance(error, RecsysError):
        return error
    chain = list(_chain(error))
    for part in chain:
        if found := _by_kind(part, root):
            return found
    if any(type(part).__module__.startswith("chromadb") for part in chain):
        return StoreUnwritable(root, _first_line(error) + _CHROMA_HINT)
    if any(_is_one_of(part, _LIBRARY_ERRORS) for part in chain):
        return StoreUnwritable(root, _first_line(error))
    return None


def raise_if_exhausted(error: BaseException, root: Path) -> None:
    """Raise OutOfResources if memory or file handles ran out, so that no file gets the blame."""
    for part in _chain(error):
        found = _by_kind(part, root)
        if isinstance(found, OutOfResources):
            raise found from error


def _by_kind(error: BaseException, root: Path) -> RecsysError | None:
    if isinstance(error, MemoryError) or _is_one_of(error, _MEMORY_ERRORS):
        return OutOfResources(*_MEMORY)
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return OutOfResources(*_THREADS)
    number = error.errno if isinstance(error, OSError) else None
    if number is None and (
        isinstance(error, OSError | ImportError) or _is_one_of(error, _LIBRARY_ERRORS)
    ):
        number = _number_in(str(error))
    if number in _EXHAUSTED:
        return OutOfResources(*_EXHAUSTED[number])
    if number in _UNWRITABLE:
        return StoreUnwritable(root, _UNWRITABLE[number])
    if not isinstance(error, OSError):
        return None
    if "requested and" in str(error):  # NumPy drops the number
        return StoreUnwritable(root, f"{_FULL}, or {_UNWRITABLE[errno.EFBIG]}")
    file = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else root
    finding = error.strerror or str(error)
    if file.is_relative_to(root) or not file.is_absolute():
        place = "" if file == root else f" ({file})"
        return StoreUnwritable(root, finding + place)
    return SourceError(file, f"{finding}. Check the file and its disk, then build again.")


def _number_in(text: str) -> int | None:
    """Return the number of the system error that a text quotes."""
    for number in (*_UNWRITABLE, *_EXHAUSTED):
        if os.strerror(number) in text:
            return number
    # SQLite does not quote the system.
    if "disk is full" in text:
        return errno.ENOSPC
    return errno.EMFILE if "unable to open database file" in text else None


def _is_one_of(error: BaseException, kinds: Mapping[str, tuple[str, ...]]) -> bool:
    for module, names in kinds.items():
        loaded = sys.modules.get(module)
        classes = [getattr(loaded, name) for name in names if hasattr(loaded, name)]
        if isinstance(error, tuple(classes)):
            return True
    return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error and those it was raised from or while handling."""
    seen: set[int] = set()
    part: BaseException | None = error
    while part is not None and id(part) not in seen:
        seen.add(id(part))
        yield part
        part = part.__cause__ or part.__context__


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
