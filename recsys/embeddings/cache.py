"""Encoded texts on disk, by model and hash of the text: nothing is encoded twice.

One file a model, records of fixed size appended as they come: 32 bytes of SHA-256, then the
vector as float32. A record that a kill cut off is dropped when the file is next opened.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from recsys.embeddings.model import Vectors

_HASH_BYTES = 32


def hash_of(text: str) -> bytes:
    """SHA-256 of a text, 32 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def cached_dimension(folder: Path, model: str) -> int | None:
    """Dimension of the vectors that are cached for a model; None where there are none."""
    for file in folder.glob(f"{_stem(model)}-*.vectors"):
        return int(file.stem.rpartition("-")[2])
    return None


def _stem(model: str) -> str:
    """A file name for a model; names that look alike are kept apart by a hash."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", model).strip("-")
    return f"{slug}-{hash_of(model).hex()[:8]}"


class EmbeddingCache:
    """The vectors of one model in a folder; `dimension` must be the model's."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        self._file = folder / f"{_stem(model)}-{dimension}.vectors"
        self._record = np.dtype([("hash", f"V{_HASH_BYTES}"), ("vector", "<f4", dimension)])
        self._places = {bytes(key): place for place, key in enumerate(self._records()["hash"])}

    def missing(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of the hashes that are not cached."""
        return {key for key in hashes if key not in self._places}

    def get(self, hashes: Sequence[bytes]) -> Vectors:
        """Vectors of cached hashes, shape (hashes, dimension)."""
        places = np.array([self._places[key] for key in hashes], dtype=np.int64)
        return np.asarray(self._records()["vector"][places], dtype=np.float32)

    def put(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Append vectors; what is written stays, whatever happens next."""
        records = np.empty(len(hashes), dtype=self._record)
        records["hash"] = np.frombuffer(b"".join(hashes), dtype=f"V{_HASH_BYTES}")
        records["vector"] = vectors
        start = len(self._records())
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as stream:
            stream.truncate(start * self._record.itemsize)
            stream.write(records.tobytes())
        self._places.update((key, start + place) for place, key in enumerate(hashes))

    def _records(self) -> np.ndarray:
        size = self._file.stat().st_size if self._file.exists() else 0
        whole = size // self._record.itemsize
        if not whole:
            return np.empty(0, dtype=self._record)
        return np.memmap(self._file, dtype=self._record, mode="r", shape=(whole,))
