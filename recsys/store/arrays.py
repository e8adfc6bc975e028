"""Memory-mapped `.npy` files of a build."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from recsys.errors import DamagedStore
from recsys.store.failures import raise_if_exhausted

Ints = npt.NDArray[np.int32]
"""Row numbers of films, people or directors."""

T = TypeVar("T", bound=np.generic)

_UNREADABLE = (ValueError, EOFError, OSError, SyntaxError, TokenError)
"""Errors of `np.load` on an invalid file; it parses the header as a Python literal."""


def map_array(path: Path, kind: type[T]) -> npt.NDArray[T]:
    """Map an array file into memory, read-only.

    Raises
    ------
    DamagedStore
        The file is missing, is not an array, or its type is not `kind`.
    """
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError as error:
        raise DamagedStore(path, "the file is missing") from error
    except _UNREADABLE as error:
        raise_if_exhausted(error, path)
        raise DamagedStore(path, f"not a NumPy array ({error})") from error
    if array.dtype != kind:
        raise DamagedStore(path, f"it holds {array.dtype}, not {np.dtype(kind)}")
    # A plain array: slicing the memmap class costs a microsecond of Python each time.
    return np.asarray(array)
