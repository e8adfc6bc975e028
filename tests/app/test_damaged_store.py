"""A damaged store in the app: which file and what to do, never a stack trace."""

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
    """A store of one build that the app in this process shows."""
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
    """Every page names the file and the remedy, and nothing is built over it."""
    file = live_build(folder).graph / "movie_votes.npy"
    flip_a_byte(file)
    app = open_app(page)
    assert str(file) in errors(app)
    assert "Run the build again" in errors(app)
    assert len(list(folder.builds.iterdir())) == 1


def test_an_older_build_is_shown_with_the_reason(folder: StoreFolder, world: Path) -> None:
    """The page works as before; a warning says that it is the older build, and why."""
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
    live(folder.root).close()  # as after the second in which it does not look again
    app = open_app(director=WONG)
    assert warnings(app) == ""


def test_a_build_removed_under_a_session(folder: StoreFolder, world: Path) -> None:
    """The folder is deleted: what is open answers, what is not comes from the older build."""
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
    """The demo must not be built over a catalogue whose pointer was overwritten."""
    before = [path.name for path in folder.builds.iterdir()]
    folder.current.write_text(content)
    app = open_app(director=WONG)
    assert str(folder.current) in warnings(app)
    assert app.dataframe
    assert [path.name for path in folder.builds.iterdir()] == before
