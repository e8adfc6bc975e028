"""Temporary folders that a later run removes if theirs was killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

from recsys.store.lease import is_locked

IN_USE = "in-use"
"""Locked file in a folder that is being written; remove it before moving the folder."""


@contextmanager
def folder_aside(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder in `parent`, removed when the block ends unless it was moved away.

    Folders with the same prefix whose process has died are removed first.
    """
    for left in parent.glob(f"{prefix}*"):
        if (left / IN_USE).is_file() and not is_locked(left / IN_USE):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(dir=parent, prefix=prefix))
    lock = FileLock(folder / IN_USE)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
