"""The page about the live build."""

from __future__ import annotations

from recsys.store import Store
from tests.app.pages import headings, open_app


def test_it_shows_what_the_manifest_counts(store: Store) -> None:
    app = open_app("your_data")
    assert headings(app)[0] == "What does this catalogue hold?"
    text = "\n".join(element.value for element in app.markdown)
    tables = store.manifest.tables
    assert f"{tables['movies']} films" in text
    assert f"{tables['directors']} directors" in text
    assert f"{tables['movie_prin']} credits" in text
    assert "from 1990 to 1998" in text
    assert store.manifest.build_id in text


def test_it_shows_rows_read_and_kept(store: Store) -> None:
    app = open_app("your_data")
    assert "From IMDb" in headings(app)
    [source] = store.manifest.sources
    table = app.dataframe[0].value
    assert dict(zip(table["file"], table["kept"], strict=True)) == {
        file: count["kept"] for file, count in source["rows"].items()
    }


def test_it_shows_commands_to_copy(store: Store) -> None:
    commands = "\n".join(code.value for code in open_app("your_data").code)
    for command in ("build --imdb FOLDER", "--types", "info", "check", "build --demo"):
        assert command in commands


def test_nothing_is_shown_that_was_not_meant(store: Store) -> None:
    """A text that stands alone in a page's module must not appear on the page."""
    app = open_app("your_data")
    assert not any("RESULTS.md" in element.value for element in app.markdown)
