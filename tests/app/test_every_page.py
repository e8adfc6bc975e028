"""Every page with a tiny catalogue and with hostile text.

The tests of each page cover its other states; test_damaged_store.py covers damaged stores.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from tests.app.pages import PAGES, assert_no_exception, headings, open_app, words
from tests.helpers import write_imdb

TITLE = "<img src=x onerror=alert(1)> **Bold** [a](javascript:alert(2))"
NAME = "<script>alert(3)</script> _b_ $x^2$ :red[c]"
FRIEND = "`d` :material/home: <img src=x onerror=alert(4)>"

PARAMETERS: dict[str, dict[str, str]] = {
    "directors": {"director": "nm1"},
    "movies": {"movie": "tt1"},
    "discover": {"q": TITLE},
    "compare": {"director": "nm1"},
    "connections": {"from": "nm1", "to": "nm2"},
    "film": {"movie": "tt1"},
    "person": {"person": "nm1"},
    "about": {"director": "nm1", "with": "nm2", "movie": "tt1", "like": "tt2"},
}
"""The parameters of each page."""

WITHOUT_PEOPLE = {
    "home": "This catalogue has no directors",
    "directors": "Director not found",
    "movies": "The catalogue has no other films",
    "discover": "Build it with `--overviews FILE` to add them",
    "compare": "Compare two to six directors",
    "connections": "too few people to show an example",
    "catalogue": "**1** of 1 films",
    "film": "This catalogue has no other film to compare",
    "person": "Person not found",
    "quality": "this build has no plot texts. Build it with overviews first",
    "your_data": "**1 film**, **0 directors**",
    "about": "None of the best-known directors shares people",
}
"""The message of each page for a catalogue of one film without credits."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two films by two directors who share one person, all with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    imdb = write_imdb(
        folder / "imdb",
        basics=[("tt1", TITLE, 1990), ("tt2", TITLE, 1991)],
        ratings=[("tt1", 7.0, 900), ("tt2", 8.0, 800)],
        crew=[("tt1", "nm1"), ("tt2", "nm2")],
        principals=[("tt1", "nm3"), ("tt2", "nm3")],
        names=[("nm1", NAME), ("nm2", NAME + " 2"), ("nm3", FRIEND)],
    )
    build([ImdbSource(imdb)], folder / "store")
    return folder / "store"


def shown(page: str) -> AppTest:
    """Open a page with its parameters."""
    app = open_app(page, **PARAMETERS.get(page, {})).run()
    assert_no_exception(app)
    return app


@pytest.mark.parametrize("page", PAGES)
def test_one_film_without_credits(
    one_film: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """Every page renders and says what is missing."""
    monkeypatch.setenv("FILMKIN_STORE", str(one_film))
    app = shown(page)
    assert headings(app)[0]
    assert WITHOUT_PEOPLE[page] in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_stays_text(hostile: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """Titles and names are escaped wherever Markdown is rendered."""
    monkeypatch.setenv("FILMKIN_STORE", str(hostile))
    app = shown(page)
    text = words(app)
    assert not re.search(r"(?<!\\)(<img|<script|\*\*Bold|\[a\]|\$x|:red|`d`|:material/home)", text)
    assert not any(element.allow_html for element in (*app.markdown, *app.caption))
    if page in {"movies", "film"}:
        assert plain(TITLE) in text
    if page in {"home", "directors", "compare", "connections", "person", "about"}:
        assert plain(NAME) in text
