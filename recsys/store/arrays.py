"""The `.npy` files of a build, mapped into memory."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.errors import DamagedStore

UNREADABLE = (ValueError, EOFError, OSError, SyntaxError, TokenError)
"""What NumPy raises on a file that is no array; it reads the header as Python's own words."""


def mapped(path: Path) -> npt.NDArray[Any]:
    """The array of one file, mapped read-only.

    Raises
    ------
    DamagedStore
        It is missing or no array.
    """
    try:
        # As a plain array: every slice of NumPy's memmap class costs a microsecond of Python.
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError as error:
        raise DamagedStore(path, "the file is missing") from error
    except UNREADABLE as error:
        raise DamagedStore(path, f"not a NumPy array ({error})") from error
