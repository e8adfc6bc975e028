"""The Your data page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recsys.catalog import Store
from recsys.cli.parser import make_parser
from recsys.ingest.pipeline import build
from recsys.live import live
from recsys.sources.imdb.source import ImdbSource
from recsys.store import StoreFolder
from recsys.store.builds import builds
from recsys.store.publish import current_id, new_build
from recsys.store.running import shared_progress
from tests.app.pages import headings, open_app, press
from tests.helpers import build_store


def test_counts_of_the_manifest(store: Store) -> None:
    app = open_app("your_data")
    assert headings(app)[0] == "What is in this catalogue?"
    text = "\n".join(element.value for element in app.markdown)
    tables = store.manifest.tables
    assert f"{tables['movies']} films" in text
    assert f"{tables['directors']} directors" in text
    assert f"{tables['movie_prin']} credits" in text
    assert "from 1990 to 1998" in text
    assert store.manifest.build_id in text


def test_rows_read_and_kept(store: Store) -> None:
    app = open_app("your_data")
    assert "From IMDb" in headings(app)
    [source] = store.manifest.sources
    table = app.dataframe[0].value
    assert dict(zip(table["file"], table["kept"], strict=True)) == {
        file: count["kept"] for file, count in source["rows"].items()
    }


def test_oddities_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was unusual but harmless in the files is on the page, with a repeated row's count."""
    rows = [("tt1", "One"), ("tt2", "Two")]
    store = build_store(tmp_path, basics=[*rows, *rows], crew=[("tt1", "nm1")])
    monkeypatch.setenv("FILMKIN_STORE", str(store))
    captions = "\n".join(caption.value for caption in open_app("your_data").caption)
    assert r"title\.basics\: row repeated exactly; counted once (2 times)" in captions
    live(store).close()


def test_commands_to_copy(store: Store) -> None:
    commands = "\n".join(code.value for code in open_app("your_data").code)
    for command in ("build --imdb FOLDER", "--types", "info", "check", "build --demo"):
        assert command in commands


def test_docstrings_are_not_shown(store: Store) -> None:
    """A docstring in a page's module must not appear on the page."""
    app = open_app("your_data")
    assert not any("RESULTS.md" in element.value for element in app.markdown)


def test_build_details(store: Store) -> None:
    """Options, tables and files of the manifest."""
    app = open_app("your_data")
    tables, files = app.dataframe[1].value, app.dataframe[2].value
    assert dict(zip(tables["table"], tables["rows"], strict=True)) == store.manifest.tables
    assert all(tables["content"])
    assert set(files["file"]) == set(store.manifest.files)
    text = texts(app)
    assert "Title types: film and television film, with at least 0 votes" in text
    assert r"No overviews\: film similarity rests on people, genre and year" in text


def test_commands_for_every_origin(store: Store) -> None:
    """The parser accepts the commands for every source."""
    app = open_app("your_data")
    assert [tab.label for tab in app.tabs] == ["IMDb", "Trakt", "Wikipedia", "Your own files"]
    lines = [line for code in app.code for line in code.value.splitlines()]
    commands = [line.split()[1:] for line in lines if line.startswith("filmkin ")]
    assert {command[0] for command in commands} == {"build", "fetch", "info", "check"}
    for command in commands:
        make_parser().parse_args(command)


def test_builds_are_listed_and_switched(two_builds: StoreFolder) -> None:
    """A click makes the other build live, and the page then describes it."""
    older = builds(two_builds)[1].build_id
    app = open_app("your_data")
    assert str(two_builds.root) in texts(app)
    assert "**38 films** from IMDb" in texts(app)
    press(app, "Switch to this build")
    assert current_id(two_builds) == older
    assert f"build `{older}`" in texts(app)
    assert "**1 film**" in texts(app)


def test_a_switch_while_a_build_runs(two_builds: StoreFolder) -> None:
    """The page refuses; the live build stays."""
    live_id = current_id(two_builds)
    app = open_app("your_data")
    with new_build(two_builds) as work, shared_progress(two_builds, lambda _: None) as progress:
        work.manifest.write_text("{}")
        progress("reading *films*")
        app.run()
        assert r"A build is running: reading \*films\*" in app.info[0].value
        press(app, "Switch to this build")
        assert "Another build is writing" in app.error[0].value
        assert current_id(two_builds) == live_id
    # The build ended and is live, but can't be read.
    assert current_id(two_builds) != live_id


def test_a_public_page_shows_no_paths_and_no_switch(
    two_builds: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers must not see paths of the machine or change the catalogue."""
    monkeypatch.setenv("FILMKIN_HOSTED", "1")
    app = open_app("your_data")
    assert "Builds" not in headings(app)
    assert str(two_builds.root) not in texts(app)
    assert not [button for button in app.button if button.label.startswith("Switch")]
    assert "This server is shared" in texts(app)
    with new_build(two_builds) as work, shared_progress(two_builds, lambda _: None):
        work.manifest.write_text("{}")
        assert not app.run().info


def test_a_build_that_can_not_be_read_is_listed(two_builds: StoreFolder) -> None:
    """It can't be chosen, and the page says why."""
    two_builds.build(builds(two_builds)[1].build_id).manifest.write_text("{}")
    app = open_app("your_data")
    assert "Can't be read: not a manifest" in texts(app)
    assert not [button for button in app.button if button.label.startswith("Switch")]


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.fixture
def two_builds(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StoreFolder]:
    """The app's store with two builds: one film, then the world."""
    rows = {"basics": [("tt1", "One")], "crew": [("tt1", "nm1")], "names": [("nm1", "Ann")]}
    store = StoreFolder(build_store(tmp_path, **rows))
    build([ImdbSource(world.parent / "imdb")], store.root)
    monkeypatch.setenv("FILMKIN_STORE", str(store.root))
    yield store
    live(store.root).close()
