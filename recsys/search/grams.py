"""An inverted index of letter trigrams, which counts the trigrams entries share with a query.

A trigram is a letter with its two neighbours. Every word is padded with a space at both ends, so
a word of n letters has n trigrams and word order does not matter. Trigrams are hashed to 65,536
slots; a collision only adds a candidate, which scoring then ranks last.
"""

from pathlib import Path

import numpy
from numpy.typing import NDArray

from recsys.store.arrays import map_array

_SLOTS = 1 << 16
_SPACE = ord(" ")


def _slots(text: str) -> tuple[NDArray[numpy.uint16], NDArray[numpy.int64]]:
    """Return the slots and centre positions of all trigrams; the text is padded with spaces."""
    codes = numpy.frombuffer(text.encode("utf-32-le"), dtype=numpy.uint32)
    centres = numpy.flatnonzero(codes != _SPACE)
    # Multiplying by odd constants and keeping the high bits spreads similar letters well.
    mixed = codes[centres - 1] * numpy.uint32(0x9E3779B1)
    mixed += codes[centres] * numpy.uint32(0x85EBCA6B)
    mixed ^= mixed >> numpy.uint32(15)
    mixed += codes[centres + 1] * numpy.uint32(0xC2B2AE35)
    mixed *= numpy.uint32(0x27D4EB2F)
    return (mixed >> numpy.uint32(16)).astype(numpy.uint16), centres


def write_grams(folder: Path, folded: list[str]) -> None:
    """Write `grams.offsets.npy`, `grams.entries.npy` and `grams.sizes.npy` for the folded texts.

    The entries (int32) of slot s are `entries[offsets[s]:offsets[s + 1]]`, ascending and unique;
    `sizes` (int32) is each entry's number of slots.
    """
    slots, centres = _slots(" " + "  ".join(folded) + " ")
    lengths = numpy.array([len(text) + 2 for text in folded], dtype=numpy.int64)
    entries = numpy.searchsorted(numpy.cumsum(lengths), centres, side="right").astype(numpy.int32)
    del centres
    order = numpy.argsort(slots, kind="stable")  # a radix sort for 16-bit keys
    slots, entries = slots[order], entries[order]
    first = numpy.ones(len(slots), dtype=bool)
    first[1:] = (slots[1:] != slots[:-1]) | (entries[1:] != entries[:-1])
    slots, entries = slots[first], entries[first]
    offsets = numpy.zeros(_SLOTS + 1, dtype=numpy.int64)
    numpy.cumsum(numpy.bincount(slots, minlength=_SLOTS), out=offsets[1:])
    sizes = numpy.bincount(entries, minlength=len(folded)).astype(numpy.int32)
    numpy.save(folder / "grams.offsets.npy", offsets)
    numpy.save(folder / "grams.entries.npy", entries)
    numpy.save(folder / "grams.sizes.npy", sizes)


class Grams:
    """The inverted index that `write_grams` wrote."""

    def __init__(self, folder: Path) -> None:
        self._offsets = map_array(folder / "grams.offsets.npy", numpy.int64)
        self._entries = map_array(folder / "grams.entries.npy", numpy.int32)
        self.sizes = map_array(folder / "grams.sizes.npy", numpy.int32)

    def shared(self, folded: str) -> tuple[int, NDArray[numpy.intp]]:
        """Return a query's number of distinct trigrams, and how many of them each entry has."""
        slots = numpy.unique(_slots(f" {folded} ")[0])
        starts, stops = self._offsets[slots], self._offsets[slots.astype(numpy.intp) + 1]
        parts = [self._entries[a:b] for a, b in zip(starts, stops, strict=True)]
        return len(slots), numpy.bincount(numpy.concatenate(parts), minlength=len(self.sizes))
