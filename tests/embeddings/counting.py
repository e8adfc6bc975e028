"""A tiny text model that records what it encodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recsys.embeddings import TextModel
from recsys.embeddings.cache import hash_of
from recsys.embeddings.model import Vectors


class CountingModel(TextModel):
    """Returns vectors derived from text hashes and records each call."""

    dimension = 4

    def __init__(self, name: str = "counting") -> None:
        super().__init__(name)
        self.slices: list[list[str]] = []

    @property
    def encoded(self) -> list[str]:
        return [text for part in self.slices for text in part]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.slices.append(list(texts))
        rows = [np.frombuffer(hash_of(text)[: self.dimension], np.uint8) for text in texts]
        wide = np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension) - 127.5
        return wide / np.linalg.norm(wide, axis=1, keepdims=True)
