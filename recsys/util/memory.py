"""Returning the memory of a closed build to the operating system.

glibc keeps freed memory in arenas, up to eight per core, and after the first large free it serves
large blocks from them too. Chroma allocates such blocks in its own threads, so every new build
landed in other arenas than the last, and after a few builds a process held the memory of several
vector indexes while using one.
"""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD = -3  # parameter of mallopt
LARGE_BLOCK = 1 << 22
"""Minimum bytes of a block that is mapped on its own and returned to the system when freed.
Arrays of results are smaller; allocating them from an arena is faster."""


def give_back_memory() -> None:
    """Return free memory to the system, and from now on large blocks as soon as they are freed.

    Does nothing if the C library is not glibc.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.mallopt(_MMAP_THRESHOLD, LARGE_BLOCK)
        library.malloc_trim(0)
