"""A memory-mapped list of strings that decodes only the strings it returns."""

from collections.abc import Iterable
from pathlib import Path

import numpy
from numpy.typing import NDArray

from recsys.store.arrays import map_array


def write_strings(folder: Path, name: str, strings: Iterable[str]) -> None:
    """Write `<name>.bytes.npy` (UTF-8, end to end) and `<name>.offsets.npy` (n + 1 positions)."""
    encoded = [string.encode() for string in strings]
    offsets = numpy.zeros(len(encoded) + 1, dtype=numpy.int64)
    numpy.cumsum([len(item) for item in encoded], out=offsets[1:])
    numpy.save(folder / f"{name}.offsets.npy", offsets)
    numpy.save(folder / f"{name}.bytes.npy", numpy.frombuffer(b"".join(encoded), dtype=numpy.uint8))


class Strings:
    """The strings that `write_strings` wrote, by position."""

    def __init__(self, folder: Path, name: str) -> None:
        self._offsets = map_array(folder / f"{name}.offsets.npy", numpy.int64)
        self._bytes = map_array(folder / f"{name}.bytes.npy", numpy.uint8)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, position: int) -> str:
        start, stop = self._offsets[position], self._offsets[position + 1]
        return self._bytes[start:stop].tobytes().decode()

    def take(self, positions: NDArray[numpy.integer]) -> list[str]:
        """Return the strings at the given positions, in that order."""
        starts = self._offsets[positions].tolist()
        stops = self._offsets[positions + 1].tolist()
        data = self._bytes.data
        return [str(data[a:b], "utf-8") for a, b in zip(starts, stops, strict=True)]
