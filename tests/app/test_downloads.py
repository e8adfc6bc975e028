"""Downloads and links: tables in three formats, Letterboxd lists, figures, copied links."""

from __future__ import annotations

import io
import json
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from recsys.catalog import Store
from recsys.settings import PROJECT
from recsys.util.formats import to_csv, to_json, to_letterboxd, to_parquet
from tests.app.pages import assert_no_exception, downloads, in_tab, open_app, parameter, press
from tests.app.world import WONG

BUILD_WORDS = "This link was made with build"


def test_films_in_every_format(films: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV, JSON, Parquet and a Letterboxd list of the same results."""
    offered = downloads(monkeypatch)
    seed = films.titles.resolve("Ran")
    open_app("movies", movie=seed, k="5")
    frame = films.movies.similar(seed, 5)
    name = f"filmkin-like-{seed}"
    assert offered[f"{name}.csv"]() == to_csv(frame)
    assert json.loads(offered[f"{name}.json"]()) == json.loads(to_json(frame))
    parquet = offered[f"{name}.parquet"]()
    assert isinstance(parquet, bytes)
    assert pl.read_parquet(io.BytesIO(parquet)).equals(frame)
    assert parquet == to_parquet(frame)
    assert offered[f"{name}-letterboxd.csv"]() == to_letterboxd(frame)


def test_every_table_of_directors(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recommendations, shared people and overlap."""
    offered = downloads(monkeypatch)
    in_tab(open_app(director=WONG), "links", "Table")
    frame = store.directors.recommend(WONG, limit=10)
    other = frame["id"][0]
    tables = {
        f"filmkin-{WONG}": frame,
        "filmkin-shared-people": store.directors.shared_collaborators(WONG, other),
        "filmkin-overlap": store.directors.overlap(WONG, frame["id"]),
    }
    for name, table in tables.items():
        assert offered[f"{name}.csv"]() == to_csv(table)
        assert len(json.loads(offered[f"{name}.json"]())) == table.height
        assert pl.read_parquet(io.BytesIO(offered[f"{name}.parquet"]())).equals(table)
    assert not any(name.endswith("letterboxd.csv") for name in offered)


def test_tables_of_the_other_pages(films: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Score breakdowns, build details, credits and collaborators."""
    offered = downloads(monkeypatch)
    wong, mood = films.people.resolve("Wong Kar-wai"), films.titles.resolve("In the Mood for Love")
    open_app("about")
    open_app("your_data")
    open_app("film", movie=mood)
    open_app("person", person=wong)
    person, best = films.person(wong), films.directors.recommend(wong, limit=1)["id"][0]
    kindred = films.directors.recommend(wong, "affinity", limit=1)["id"][0]
    counted = films.directors.recommend(wong, "classic", limit=1)["id"][0]
    like = films.movies.similar(mood, 1)["id"][0]
    tables = {
        "people-terms": films.directors.explain_people(wong, best),
        "director-terms": films.directors.explain_affinity(wong, kindred),
        "classic-people": films.directors.explain_classic(wong, counted).people,
        "film-terms": films.movies.explain(mood, like),
        f"credits-{mood}": films.film(mood).credits,
        f"films-{wong}": person.credits,
        f"people-{wong}": person.collaborators,
    }
    for name, table in tables.items():
        assert offered[f"filmkin-{name}.csv"]() == to_csv(table)
    rows = json.loads(offered["filmkin-tables.json"]())
    assert {row["table"]: row["rows"] for row in rows} == films.manifest.tables
    [read] = json.loads(offered["filmkin-sources.json"]())
    assert (read["source"], read["kept"]) == ("demo", films.manifest.tables["movies"])
    files = offered["filmkin-files.parquet"]()
    assert isinstance(files, bytes)
    assert set(pl.read_parquet(io.BytesIO(files))["file"]) == set(films.manifest.files)


def test_figures_as_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Complete pages including the library, written on request."""
    offered = downloads(monkeypatch)
    app = open_app(director=WONG)
    for tab in ("People", "Careers", "Flow", "Network", "Thresholds"):
        in_tab(app, "links", tab)
    pages = {name for name in offered if name.endswith(".html")}
    assert pages == {
        "filmkin-people-matrix.html", "filmkin-careers.html", "filmkin-flow.html",
        "filmkin-network.html", "filmkin-thresholds.html",
    }  # fmt: skip
    html = offered["filmkin-people-matrix.html"]()
    assert isinstance(html, str)
    assert html.startswith("<!doctype html>")
    assert len(html) > 1_000_000
    assert "Christopher" in html
    assert "People that Wong Kar-wai shares" in html, "the title"
    assert f"Filmkin, from IMDb; build {store.manifest.build_id}" in html, "the source"
    assert "<script src=" not in html.replace("'", '"')


# Links


def link_at(**parameters: str | list[str]) -> dict[str, list[str]]:
    """Return the parameters of the copied link at an address."""
    app = AppTest.from_file(str(PROJECT / "pages" / "router.py"), default_timeout=30)
    app.session_state["copy-link"] = True
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert_no_exception(app)
    [link] = [code.value for code in app.code if "?" in code.value]
    return parse_qs(urlsplit(link).query)


def test_a_link_holds_all_that_is_set_and_the_build(store: Store) -> None:
    """The link reopens the same view."""
    assert link_at(director=WONG, words="a & b = c?") == {
        "director": [WONG], "words": ["a & b = c?"], "build": [store.manifest.build_id],
    }  # fmt: skip


def test_a_link_holds_several_values_of_one_name(store: Store) -> None:
    """Repeated parameters are kept; the current build replaces one in the address."""
    assert link_at(director=WONG, roles=["actor", "editor"], build="20200101-000000-00") == {
        "director": [WONG], "roles": ["actor", "editor"], "build": [store.manifest.build_id],
    }  # fmt: skip


def test_a_link_of_this_build_says_nothing(store: Store) -> None:
    """No notice is needed."""
    app = open_app("home", director=WONG, build=store.manifest.build_id)
    assert not [info for info in app.info if BUILD_WORDS in info.value]


def test_a_link_of_another_build_says_so(store: Store) -> None:
    """Results may have changed since; the notice can be dismissed."""
    app = open_app("home", director=WONG, build="20200101-000000-00")
    [info] = [info for info in app.info if BUILD_WORDS in info.value]
    assert "20200101\\-000000\\-00" in info.value
    assert store.manifest.build_id.replace("-", "\\-") in info.value
    press(app, "OK")
    assert not [info for info in app.info if BUILD_WORDS in info.value]
    assert parameter(app, "build") is None
    assert parameter(app, "director") == WONG


def test_a_hostile_build(store: Store) -> None:
    """Text from the address is escaped and cut."""
    hostile = "<b>**x**</b>[a](javascript:alert(1))" + "y" * 500
    app = open_app("home", build=hostile)
    [info] = [info for info in app.info if BUILD_WORDS in info.value]
    assert "\\<b\\>\\*\\*x\\*\\*" in info.value
    assert "y" * 50 not in info.value
    assert link_at(build=hostile) == {"build": [store.manifest.build_id]}
