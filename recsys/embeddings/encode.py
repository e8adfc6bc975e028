"""Vectors for a list of texts: from the cache where they are known, else encoded and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import numpy as np

from recsys.embeddings.cache import EmbeddingCache, cached_dimension, hash_of
from recsys.embeddings.model import TextModel, Vectors

KnownVectors = tuple[Sequence[bytes], Vectors]
"""Hashes of texts and their vectors, row by row."""

_SLICE = 1_024
"""Texts encoded between two writes: what a kill can cost."""


def encode_all(
    texts: Sequence[str],
    model: TextModel,
    folder: Path,
    known: KnownVectors | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Vectors, int]:
    """Unit vectors of texts, shape (texts, dimension), and how many had to be encoded.

    Texts are encoded longest first, so that a batch holds texts of like length, and written to
    the cache slice by slice, so that a killed run continues where it was.

    Parameters
    ----------
    folder : Path
        Where the caches lie.
    known : (hashes, vectors), optional
        Vectors that came along with the texts; they count as cached.

    Raises
    ------
    ModelUnavailable
        A text has to be encoded and the model can't be loaded.
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
    places = [place for place, key in enumerate(hashes) if key in missing]
    if places:
        cache.put([hashes[place] for place in places], vectors[places])


def _encode_pending(
    pending: dict[bytes, str],
    model: TextModel,
    cache: EmbeddingCache,
    progress: Callable[[str], None],
) -> None:
    longest_first = sorted(pending, key=lambda key: -len(pending[key]))
    # Slices are taken across all lengths: each takes about as long, and the rate holds.
    slices = max(1, -(-len(longest_first) // _SLICE))
    start, done = monotonic(), 0
    for number in range(slices if longest_first else 0):
        keys = longest_first[number::slices]
        cache.put(keys, model.encode_documents([pending[key] for key in keys]))
        done += len(keys)
        rate = done / max(monotonic() - start, 1e-9)
        left = (len(longest_first) - done) / rate
        progress(
            f"encoding texts: {done:,} of {len(longest_first):,}, "
            f"{rate:,.0f} a second, {left:,.0f} s left"
        )


def normalised(vectors: np.ndarray) -> Vectors:
    """Rows of length 1, float32; a row of zeros stays."""
    wide = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.asarray(wide / np.where(lengths == 0, 1, lengths), dtype=np.float32)
