"""Encode a list of texts, reusing cached vectors and caching new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import numpy as np

from recsys.embeddings.cache import EmbeddingCache, cached_dimension, hash_of
from recsys.embeddings.model import TextModel, Vectors

KnownVectors = tuple[Sequence[bytes], Vectors]
"""Text hashes and the matching vectors, one row per hash."""

_SLICE = 1_024
"""Texts encoded between two writes; a killed run loses at most this many."""


def encode_all(
    texts: Sequence[str],
    model: TextModel,
    folder: Path,
    known: KnownVectors | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Vectors, int]:
    """Return unit vectors, shape (texts, dimension), and the number of texts newly encoded.

    Texts are encoded longest first, so that each batch holds texts of similar length. Vectors are
    cached after every slice, so a killed run resumes where it stopped.

    Parameters
    ----------
    folder : Path
        Folder of the cache files.
    known : (hashes, vectors), optional
        Precomputed vectors, treated as cached.

    Raises
    ------
    ModelUnavailable
        A text is not cached and the model can't be loaded.
    """
    dimension = known[1].shape[1] if known else cached_dimension(folder, model.cache_key)
    if dimension is None:
        dimension = model.encode_documents(["x"]).shape[1]
    cache = EmbeddingCache(folder, model.cache_key, dimension)
    hashes = [hash_of(text) for text in texts]
    if known is not None:
        _adopt(cache, *known)
    missing = cache.missing(hashes)
    pending = {key: text for key, text in zip(hashes, texts, strict=True) if key in missing}
    _encode_pending(pending, model, cache, progress)
    return cache.get(hashes), len(pending)


def _adopt(cache: EmbeddingCache, hashes: Sequence[bytes], vectors: Vectors) -> None:
    missing = cache.missing(hashes)
    rows = [row for row, key in enumerate(hashes) if key in missing]
    if rows:
        cache.put([hashes[row] for row in rows], vectors[rows])


def _encode_pending(
    pending: dict[bytes, str],
    model: TextModel,
    cache: EmbeddingCache,
    progress: Callable[[str], None],
) -> None:
    longest_first = sorted(pending, key=lambda key: -len(pending[key]))
    # Every slice spans all lengths, so slices take similar time and the estimate is stable.
    slice_count = max(1, -(-len(longest_first) // _SLICE))
    start, done = monotonic(), 0
    for number in range(slice_count if longest_first else 0):
        keys = longest_first[number::slice_count]
        cache.put(keys, model.encode_documents([pending[key] for key in keys]))
        done += len(keys)
        rate = done / max(monotonic() - start, 1e-9)
        remaining = (len(longest_first) - done) / rate
        progress(
            f"encoding texts: {done:,} of {len(longest_first):,}, "
            f"{rate:,.0f} per second, {remaining:,.0f} s left"
        )


def normalised(vectors: np.ndarray) -> Vectors:
    """Scale each row to length 1, as float32; zero rows are unchanged."""
    wide = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.asarray(wide / np.where(lengths == 0, 1, lengths), dtype=np.float32)
