"""Short texts one typo away: an index of every text with one letter left out.

Two texts that differ by one letter replaced, left out, put in or swapped with its neighbour become
equal when each loses at most one letter (the idea of SymSpell by W. Garbe). This finds what
trigrams cannot: a swap in a word of five letters can leave not one trigram whole.
"""

from pathlib import Path

import numpy
from numpy.typing import NDArray

from recsys.store.arrays import mapped

LONGEST = 12  # letters; a typo in a longer text leaves enough trigrams
_BASE = 0x9E3779B1


def _hashes(codes: NDArray[numpy.uint32]) -> NDArray[numpy.uint32]:
    """Hashes of each line of `codes` (texts by letters, all of one length): whole, then with each
    letter left out; one column each."""
    length = codes.shape[1]
    powers = numpy.array([pow(_BASE, i, 1 << 32) for i in range(length)], dtype=numpy.uint32)
    mixed = (codes + numpy.uint32(1)) * numpy.uint32(0x85EBCA6B)
    mixed ^= mixed >> numpy.uint32(13)
    left = numpy.cumsum(mixed * powers, axis=1, dtype=numpy.uint32)
    shifted = numpy.cumsum(mixed[:, 1:] * powers[:-1], axis=1, dtype=numpy.uint32)
    hashes = numpy.empty((len(codes), length + 1), dtype=numpy.uint32)
    hashes[:, 0] = left[:, -1]
    # Without letter i: the letters before it as they stand, those after it moved up by one.
    hashes[:, 1] = shifted[:, -1] if length > 1 else 0
    hashes[:, 2:] = left[:, :-1] + (shifted[:, -1:] - shifted)
    return hashes


def _codes(texts: list[str]) -> NDArray[numpy.uint32]:
    """The letters of texts of one length: a line a text."""
    joined = "".join(texts).encode("utf-32-le")
    return numpy.frombuffer(joined, dtype=numpy.uint32).reshape(len(texts), -1)


def write_deletions(folder: Path, keys: list[str], entries: NDArray[numpy.int32]) -> None:
    """Write `deletions.hashes.npy` (uint32, ascending) and `deletions.entries.npy` (int32).

    `keys` are texts without spaces, none empty, `entries` what each stands for; keys longer than
    `LONGEST` are left out.
    """
    lengths = numpy.array([len(key) for key in keys], dtype=numpy.int64)
    hashes = [numpy.empty(0, dtype=numpy.uint32)]
    owners = [numpy.empty(0, dtype=numpy.int32)]
    for length in range(1, LONGEST + 1):
        chosen = numpy.flatnonzero(lengths == length)
        if len(chosen):
            found = _hashes(_codes([keys[i] for i in chosen.tolist()]))
            hashes.append(found.ravel())
            owners.append(numpy.repeat(entries[chosen], found.shape[1]))
    every, owner = numpy.concatenate(hashes), numpy.concatenate(owners)
    order = numpy.argsort(every)
    numpy.save(folder / "deletions.hashes.npy", every[order])
    numpy.save(folder / "deletions.entries.npy", owner[order])


class Deletions:
    """The index `write_deletions` wrote."""

    def __init__(self, folder: Path) -> None:
        self._hashes = mapped(folder / "deletions.hashes.npy", numpy.uint32)
        self._entries = mapped(folder / "deletions.entries.npy", numpy.int32)

    def near(self, key: str) -> NDArray[numpy.int32]:
        """Entries at most one typo from a text without spaces, and a few further ones; none for
        a text of more than `LONGEST` + 1 letters."""
        if not 0 < len(key) <= LONGEST + 1:
            return numpy.empty(0, dtype=numpy.int32)
        wanted = _hashes(_codes([key]))[0]
        starts = numpy.searchsorted(self._hashes, wanted, side="left")
        stops = numpy.searchsorted(self._hashes, wanted, side="right")
        parts = [self._entries[a:b] for a, b in zip(starts, stops, strict=True)]
        return numpy.unique(numpy.concatenate(parts))
