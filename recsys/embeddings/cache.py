"""An on-disk cache of text vectors, keyed by model and text hash, so no text is encoded twice.

Each model has one append-only file of fixed-size records: 32 bytes of SHA-256, then the vector as
float32. A record left incomplete by a killed process is discarded when the file is next opened.
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
    """Return the SHA-256 digest of a text (32 bytes)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def cached_dimension(folder: Path, model: str) -> int | None:
    """Return the dimension of a model's cached vectors, or None if there are none."""
    for file in folder.glob(f"{_stem(model)}-*.vectors"):
        return int(file.stem.rpartition("-")[2])
    return None


def _stem(model: str) -> str:
    """Return a model's file name; a hash separates names with the same slug."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", model).strip("-")
    return f"{slug}-{hash_of(model).hex()[:8]}"


class EmbeddingCache:
    """The cached vectors of one model; `dimension` must match the model."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        self._file = folder / f"{_stem(model)}-{dimension}.vectors"
        self._record = np.dtype([("hash", f"V{_HASH_BYTES}"), ("vector", "<f4", dimension)])
        self._rows = {bytes(key): row for row, key in enumerate(self._records()["hash"])}

    def missing(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Return the hashes that are not cached."""
        return {key for key in hashes if key not in self._rows}

    def get(self, hashes: Sequence[bytes]) -> Vectors:
        """Return the vectors of cached hashes, float32, shape (hashes, dimension)."""
        rows = np.array([self._rows[key] for key in hashes], dtype=np.int64)
        return np.asarray(self._records()["vector"][rows], dtype=np.float32)

    def put(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Append vectors to the file; a later crash does not lose them."""
        records = np.empty(len(hashes), dtype=self._record)
        records["hash"] = np.frombuffer(b"".join(hashes), dtype=f"V{_HASH_BYTES}")
        records["vector"] = vectors
        start = len(self._records())
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as stream:
            stream.truncate(start * self._record.itemsize)
            stream.write(records.tobytes())
        self._rows.update((key, start + row) for row, key in enumerate(hashes))

    def _records(self) -> np.ndarray:
        size = self._file.stat().st_size if self._file.exists() else 0
        count = size // self._record.itemsize
        if not count:
            return np.empty(0, dtype=self._record)
        return np.memmap(self._file, dtype=self._record, mode="r", shape=(count,))
