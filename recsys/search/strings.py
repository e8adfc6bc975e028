"""A list of strings on disk, read through a memory map: only the strings asked for are decoded."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import numpy
from numpy.typing import NDArray

T = TypeVar("T", bound=numpy.generic)


def write_strings(folder: Path, name: str, strings: Iterable[str]) -> None:
    """Write `<name>.bytes.npy` (UTF-8, end to end) and `<name>.offsets.npy` (n + 1 positions)."""
    encoded = [string.encode() for string in strings]
    offsets = numpy.zeros(len(encoded) + 1, dtype=numpy.int64)
    numpy.cumsum([len(item) for item in encoded], out=offsets[1:])
    numpy.save(folder / f"{name}.offsets.npy", offsets)
    numpy.save(folder / f"{name}.bytes.npy", numpy.frombuffer(b"".join(encoded), dtype=numpy.uint8))


def load_mapped(path: Path, kind: type[T]) -> NDArray[T]:
    """The array of one `.npy` file, mapped read-only.

    Raises FileNotFoundError where it is missing, ValueError where it does not hold `kind`.
    """
    array = numpy.load(path, mmap_mode="r")
    if array.dtype != kind:
        raise ValueError(f"{path} holds {array.dtype}, not {numpy.dtype(kind)}: build it again")
    # A plain view: slicing the memmap subclass costs several times as much.
    plain: NDArray[T] = array.view(numpy.ndarray)
    return plain


class Strings:
    """The strings `write_strings` wrote, by position."""

    def __init__(self, folder: Path, name: str) -> None:
        self._offsets = load_mapped(folder / f"{name}.offsets.npy", numpy.int64)
        self._bytes = load_mapped(folder / f"{name}.bytes.npy", numpy.uint8)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, position: int) -> str:
        start, stop = self._offsets[position], self._offsets[position + 1]
        return self._bytes[start:stop].tobytes().decode()

    def take(self, positions: NDArray[numpy.integer]) -> list[str]:
        """The strings at the given positions, in that order."""
        starts = self._offsets[positions].tolist()
        stops = self._offsets[positions + 1].tolist()
        data = self._bytes.data
        return [str(data[a:b], "utf-8") for a, b in zip(starts, stops, strict=True)]
