"""Memory that a closed build leaves behind, given back to the system.

glibc keeps what was freed in pools, one a thread at first and up to eight a core, and takes large
blocks into them once it has seen one freed. Chroma fills such blocks in threads of its own, so that
each new build came to lie in other pools than the one before, and after some builds a process held
several indexes' worth of memory of which it used one.
"""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD = -3  # of mallopt
LARGE_BLOCK = 1 << 22
"""Bytes from which on a block is asked of the system by itself, and given back when it is freed.
Arrays of the answers are smaller; they are quicker from a pool."""


def give_back_memory() -> None:
    """Return free memory to the system, and large blocks as soon as they are freed from now on.

    Does nothing where the C library is another than glibc.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(_MMAP_THRESHOLD, LARGE_BLOCK)
        library.malloc_trim(0)
