"""A damaged store in the app: the page names the file and the remedy, without a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recsys.ingest.pipeline import build
from recsys.live import live
from recsys.sources.imdb.source import ImdbSource
from recsys.store import BuildFolder, StoreFolder
from recsys.store.publish import current_id
from tests.app.pages import PAGES, assert_no_exception, open_app
from tests.app.world import WONG


@pytest.fixture
def folder(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """The app's store, with one build."""
    store = StoreFolder.at(shutil.copytree(world, tmp_path / "store"))
    monkeypatch.setenv("FILMKIN_STORE", str(store.root))
    return store


def live_build(store: StoreFolder) -> BuildFolder:
    return store.build(current_id(store))


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def warnings(app: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in app.warning)


def errors(app: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in app.error)


@pytest.mark.parametrize("page", PAGES)
def test_the_only_build_is_damaged(folder: StoreFolder, page: str) -> None:
    """Every page names the file and the remedy, and no demo is built."""
    file = live_build(folder).graph / "movie_votes.npy"
    flip_a_byte(file)
    app = open_app(page)
    assert str(file) in errors(app)
    assert "Run the build again" in errors(app)
    assert len(list(folder.builds.iterdir())) == 1


def test_an_older_build_is_shown_with_the_reason(folder: StoreFolder, world: Path) -> None:
    """The page shows the older build, with the reason."""
    before = current_id(folder)
    build([ImdbSource(world.parent / "imdb")], folder.root)
    file = live_build(folder).search / "titles" / "rows.npy"
    flip_a_byte(file)
    app = open_app(director=WONG)
    assert "Zhang Yimou" in app.dataframe[0].value["name"].to_list()
    assert str(file) in warnings(app)
    assert "The newest build is damaged" in warnings(app)
    app = open_app("your_data")
    assert any(before in element.value for element in app.markdown)
    build([ImdbSource(world.parent / "imdb")], folder.root)
    live(folder.root).close()  # the next lease looks for a new build at once
    app = open_app(director=WONG)
    assert warnings(app) == ""


def test_a_build_removed_under_a_session(folder: StoreFolder, world: Path) -> None:
    """After the folder is deleted, open parts still work; the rest comes from the older build."""
    build([ImdbSource(world.parent / "imdb")], folder.root)
    app = open_app()
    shutil.rmtree(live_build(folder).root)
    app.text_input(key="director_query").set_value("wong").run()
    assert_no_exception(app)
    assert any("Wong" in button.label for button in app.button)
    assert warnings(app) == ""
    app.switch_page("movies.py").run()
    app.text_input(key="film_query").set_value("wong kar-wai 1").run()
    assert_no_exception(app)
    assert any("Wong" in button.label for button in app.button)
    assert "the file is missing" in warnings(app)


@pytest.mark.parametrize("content", ["", "../elsewhere"])
def test_a_pointer_that_names_nothing(folder: StoreFolder, content: str) -> None:
    """A store with an overwritten pointer must not be replaced by the demo."""
    before = [path.name for path in folder.builds.iterdir()]
    folder.current.write_text(content)
    app = open_app(director=WONG)
    assert str(folder.current) in warnings(app)
    assert app.dataframe
    assert [path.name for path in folder.builds.iterdir()] == before
