"""A deletion index for short texts: it finds entries one typo away from a query.

Two texts that differ by one substitution, deletion, insertion or transposition become equal once
each loses at most one letter (the idea of SymSpell by W. Garbe). The index finds what trigrams
miss: a transposition in a five-letter word can leave no trigram intact.
"""

from pathlib import Path

import numpy
from numpy.typing import NDArray

from recsys.store.arrays import map_array

MAX_LENGTH = 12  # letters; a typo in a longer text leaves enough trigrams
_BASE = 0x9E3779B1


def _hashes(codes: NDArray[numpy.uint32]) -> NDArray[numpy.uint32]:
    """Hash each row of `codes` (texts of equal length, one letter per column).

    The first column hashes the whole text, column i + 1 the text without letter i.
    """
    length = codes.shape[1]
    powers = numpy.array([pow(_BASE, i, 1 << 32) for i in range(length)], dtype=numpy.uint32)
    mixed = (codes + numpy.uint32(1)) * numpy.uint32(0x85EBCA6B)
    mixed ^= mixed >> numpy.uint32(13)
    left = numpy.cumsum(mixed * powers, axis=1, dtype=numpy.uint32)
    shifted = numpy.cumsum(mixed[:, 1:] * powers[:-1], axis=1, dtype=numpy.uint32)
    hashes = numpy.empty((len(codes), length + 1), dtype=numpy.uint32)
    hashes[:, 0] = left[:, -1]
    # Without letter i: earlier letters keep their position, later ones move up by one.
    hashes[:, 1] = shifted[:, -1] if length > 1 else 0
    hashes[:, 2:] = left[:, :-1] + (shifted[:, -1:] - shifted)
    return hashes


def _codes(texts: list[str]) -> NDArray[numpy.uint32]:
    """Return the code points of texts of equal length, one row per text."""
    joined = "".join(texts).encode("utf-32-le")
    return numpy.frombuffer(joined, dtype=numpy.uint32).reshape(len(texts), -1)


def write_deletions(folder: Path, keys: list[str], entries: NDArray[numpy.int32]) -> None:
    """Write `deletions.hashes.npy` (uint32, ascending) and `deletions.entries.npy` (int32).

    `keys` are non-empty texts without spaces, `entries` their entry numbers. Keys longer than
    `MAX_LENGTH` are skipped.
    """
    lengths = numpy.array([len(key) for key in keys], dtype=numpy.int64)
    hashes = [numpy.empty(0, dtype=numpy.uint32)]
    owners = [numpy.empty(0, dtype=numpy.int32)]
    for length in range(1, MAX_LENGTH + 1):
        chosen = numpy.flatnonzero(lengths == length)
        if len(chosen):
            variants = _hashes(_codes([keys[i] for i in chosen.tolist()]))
            hashes.append(variants.ravel())
            owners.append(numpy.repeat(entries[chosen], variants.shape[1]))
    all_hashes, owner = numpy.concatenate(hashes), numpy.concatenate(owners)
    order = numpy.argsort(all_hashes)
    numpy.save(folder / "deletions.hashes.npy", all_hashes[order])
    numpy.save(folder / "deletions.entries.npy", owner[order])


class Deletions:
    """The index that `write_deletions` wrote."""

    def __init__(self, folder: Path) -> None:
        self._hashes = map_array(folder / "deletions.hashes.npy", numpy.uint32)
        self._entries = map_array(folder / "deletions.entries.npy", numpy.int32)

    def near(self, key: str) -> NDArray[numpy.int32]:
        """Return the entries within one typo of a text without spaces, plus a few false positives.

        Texts of more than `MAX_LENGTH` + 1 letters return none.
        """
        if not 0 < len(key) <= MAX_LENGTH + 1:
            return numpy.empty(0, dtype=numpy.int32)
        variants = _hashes(_codes([key]))[0]
        starts = numpy.searchsorted(self._hashes, variants, side="left")
        stops = numpy.searchsorted(self._hashes, variants, side="right")
        parts = [self._entries[a:b] for a, b in zip(starts, stops, strict=True)]
        return numpy.unique(numpy.concatenate(parts))
