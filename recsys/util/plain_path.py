r"""Paths that DuckDB understands literally.

DuckDB reads `*`, `?` and `[` in the path of a data file as a pattern, `?` in the path of a database
as the start of options, and `\` in either as `/`, even if a symbolic link hides them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_IN_DATA_FILES = frozenset("*?[]\\") - {os.sep}
_IN_DATABASES = frozenset("?\\") - {os.sep}


def is_plain(path: Path) -> bool:
    """Whether DuckDB reads a data file at this path and no other.

    >>> is_plain(Path("films/it's.tsv")), is_plain(Path("films [2024]/a.tsv"))
    (True, False)
    """
    return _IN_DATA_FILES.isdisjoint(str(path.absolute()))


@contextmanager
def plain_folder(folder: Path) -> Iterator[Path]:
    """A path for reading the folder's data files: itself or a temporary link to it."""
    if is_plain(folder):
        yield folder
        return
    with TemporaryDirectory(prefix="filmkin-") as temporary:
        link = Path(temporary) / "folder"
        link.symlink_to(folder.absolute())
        yield link


@contextmanager
def readable_database(file: Path) -> Iterator[Path]:
    """A path for opening a database read-only, needed until it is open.

    The file itself, or a hard link to it; a copy if it is on another disk than temporary files.
    """
    file = file.resolve()
    if _IN_DATABASES.isdisjoint(str(file)):
        yield file
        return
    with TemporaryDirectory(prefix="filmkin-") as temporary:
        link = Path(temporary) / file.name
        try:
            os.link(file, link)
        except OSError:
            shutil.copyfile(file, link)
        yield link


@contextmanager
def new_database(file: Path) -> Iterator[Path]:
    """A path for writing a new database, which is moved to `file` at the end of the block."""
    file = file.absolute()
    if _IN_DATABASES.isdisjoint(str(file)):
        yield file
        return
    with TemporaryDirectory(prefix="filmkin-") as temporary:
        beside = Path(temporary) / file.name
        yield beside
        shutil.move(beside, file)
