"""The Catalogue page without a browser. `test_browser_catalogue.py` clicks on figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.catalog import Store
from recsys.explore import EXAMPLES
from recsys.util.formats import to_csv
from tests.app.pages import (
    assert_no_exception,
    captions,
    downloads,
    headings,
    links,
    open_app,
    press,
)
from tests.app.world import HOSTILE, HOSTILE_NAME, HOSTILE_TITLE, WONG

pytestmark = pytest.mark.usefixtures("store")

TITLE = "What stands out in this catalogue?"
ALL = "**38** of 38 films"
FIGURES = [
    "films-by-year", "films-by-rating", "films-by-votes", "pairs-by-films", "pairs-by-craft",
    "people-by-directors", "people-by-craft", "directors-by-recurring", "directors-by-films",
]  # fmt: skip


def look(at: str = "Films") -> AppTest:
    """Open one of the views."""
    app = open_app("catalogue", look=at).run()
    assert_no_exception(app)
    return app


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def choose(app: AppTest, store: Store, kind: str, name: str, *bins: int) -> AppTest:
    """Filter by a list, as a keyboard user does."""
    key = f"filters-{kind}-{store.manifest.build_id}-{name}-list"
    app.multiselect(key=key).set_value(list(bins)).run()
    assert_no_exception(app)
    return app


def select(app: AppTest, kind: str, row: int) -> AppTest:
    app.session_state[f"table-{kind}"] = {"selection": {"rows": [row]}}
    app.run()
    assert_no_exception(app)
    return app


# Films


def test_the_films_with_their_figures(store: Store) -> None:
    app = look()
    assert headings(app) == [TITLE, "Which films are there?"]
    assert ALL in text_of(app)
    found = store.explore.view("films").select({}).frame
    assert list(app.dataframe[0].value["title"]) == found["title"].to_list()
    figures = app.get("plotly_chart")
    assert len(figures) == 3
    assert "has no data on genre and country" in captions(app)
    assert figures[0].proto.alt.startswith("Films by year, in 9 bins; the largest is 1990")


def test_a_list_filters_the_table_and_a_chip_clears_it(store: Store) -> None:
    app = choose(look(), store, "films", "year", 0, 1, 2)
    films = store.explore.view("films")
    found = films.select({"year": [0, 1, 2]})
    assert f"**{found.total}** of 38 films" in text_of(app)
    assert list(app.dataframe[0].value["title"]) == found.frame["title"].to_list()
    press(app, r"year\: 1990–1992")
    assert ALL in text_of(app)


def test_filters_add_up_and_are_cleared_together(store: Store) -> None:
    app = choose(look(), store, "films", "year", 0)
    choose(app, store, "films", "rating", 0)
    assert len([button for button in app.button if (button.key or "").startswith("chip-")]) == 2
    press(app, "Clear all filters")
    assert ALL in text_of(app)
    assert not [button for button in app.button if (button.key or "").startswith("chip-")]


def test_no_film_passes_says_what_to_change(store: Store) -> None:
    films = store.explore.view("films")
    best = len(films.dimensions["rating"].ticks) - 2  # the last is of those not rated
    assert films.select({"year": [8], "rating": [best]}).total == 0
    app = choose(look(), store, "films", "year", 8)
    choose(app, store, "films", "rating", best)
    assert "Remove one of them" in app.info[0].value
    assert not app.dataframe


def test_the_order(store: Store) -> None:
    app = look()
    app.selectbox(key="order-films").set_value("best rated").run()
    found = store.explore.view("films").select({}, "best rated").frame
    assert list(app.dataframe[0].value["title"]) == found["title"].to_list()


def test_downloads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = downloads(monkeypatch)
    for at in ("Films", "Pairs", "People", "Directors"):
        look(at)
    for kind in ("films", "pairs", "people", "directors"):
        frame = store.explore.view(kind).select({}).frame
        assert offered[f"filmkin-{kind}.csv"]() == to_csv(frame)
    drawn = {name for name in offered if name.endswith(".html")}
    assert drawn == {f"filmkin-{figure}.html" for figure in FIGURES}
    page = offered["filmkin-pairs-by-craft.html"]()
    assert isinstance(page, str)
    assert page.startswith("<!doctype html>")
    assert "production designer" in page


# Who works with whom


def test_pairs_lead_to_their_films() -> None:
    app = select(look("Pairs"), "pairs", 0)
    assert headings(app)[1] == "Who keeps working together?"
    table = app.dataframe[0].value
    assert list(table.loc[0][["director", "films"]]) == ["Wong Kar-wai", 5]
    found = links(app)
    assert found[r"Wong Kar\-wai"].endswith(f"person={WONG}")
    assert [label for label in found if "1990" in label] == [r"Wong Kar\-wai 1 \(1990\)"]


def test_people_lead_to_their_directors(store: Store) -> None:
    app = select(look("People"), "people", 0)
    first = store.explore.view("people").select({}).frame.row(0, named=True)
    assert first["name"] == "Maggie Cheung"
    assert r"Wong Kar\-wai \(5\)" in links(app)
    assert len(links(app)) == len(first["worked_with"]) + 1


def test_directors_and_recurring_people(store: Store) -> None:
    app = look("Directors")
    table = app.dataframe[0].value
    assert table["recurring"].is_monotonic_decreasing
    assert len(app.get("plotly_chart")) == 2
    select(app, "directors", 0)
    assert "Keeps working with" in captions(app)
    assert "Who works with the same people?" in links(app)
    select(app, "directors", len(table) - 1)
    assert "Nobody worked on two of their films" in captions(app)


def test_a_craft_narrows_pairs(store: Store) -> None:
    pairs = store.explore.view("pairs")
    editor = pairs.dimensions["craft"].ticks.index("editor")
    app = choose(look("Pairs"), store, "pairs", "craft", editor)
    assert set(app.dataframe[0].value["person"]) == {"William Chang"}


def test_each_view_keeps_its_filters(store: Store) -> None:
    app = choose(look(), store, "films", "year", 0)
    app.segmented_control(key="look").set_value("Pairs").run()
    assert r"year\: 1990" not in [button.label for button in app.button]
    app.segmented_control(key="look").set_value("Films").run()
    assert_no_exception(app)
    assert r"year\: 1990" in [button.label for button in app.button]


@pytest.mark.parametrize("at", ["Nonsense", "<script>", ""])
def test_invalid_view_is_ignored(at: str) -> None:
    assert headings(look(at))[1] == "Which films are there?"


# SQL


def test_example_fills_the_editor_and_runs() -> None:
    app = press(look("SQL"), EXAMPLES[2].question)
    assert app.text_area(key="sql").value == EXAMPLES[2].query
    app.text_area(key="sql").set_value("SELECT primaryName FROM directors ORDER BY dconst")
    press(app, "Run")
    assert app.dataframe[0].value["primaryName"][0] == "Wong Kar-wai"
    assert re.search(r"13 rows, in \d+\.\d s", captions(app))


def test_an_empty_result_says_what_to_change() -> None:
    app = look("SQL")
    app.text_area(key="sql").set_value("SELECT * FROM movies WHERE false")
    press(app, "Run")
    assert "No rows match" in captions(app)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("DROP TABLE movies", "queries are allowed, not DROP"),
        ("SELECT * FROM read_text('/etc/hostname')", "access files or the network"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT nope", "DuckDB can't run this"),
    ],
)
def test_refused_queries_are_explained(query: str, message: str) -> None:
    app = look("SQL")
    app.text_area(key="sql").set_value(query)
    press(app, "Run")
    assert message in app.warning[0].value
    assert not app.dataframe


def test_tables_are_listed(store: Store) -> None:
    app = look("SQL")
    labels = [expander.label for expander in app.expander]
    assert labels[0] == "`movies`, 38 rows"
    assert "`primaryTitle` VARCHAR" in text_of(app)
    assert "Empty in this catalogue" in captions(app)


def test_sql_is_off_on_a_public_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILMKIN_HOSTED", "1")
    app = look("SQL")
    assert "disabled on this public server" in app.info[0].value
    assert not app.text_area
    assert headings(look())[1] == "Which films are there?"


# Hostile text, and little to show


def test_hostile_names_and_titles_stay_text(store: Store) -> None:
    films = store.explore.view("films").select({}).frame
    app = select(look(), "films", films["title"].to_list().index(HOSTILE_TITLE))
    assert any(plain(HOSTILE_TITLE) in label for label in links(app))
    directors = store.explore.view("directors").select({}).frame
    app = select(look("Directors"), "directors", directors["id"].to_list().index(HOSTILE))
    assert any(plain(HOSTILE_NAME) in label for label in links(app))
    texts = [element.value for element in (*app.markdown, *app.caption)]
    texts += links(app)
    assert not re.search(r"(?<!\\)(<|\$|\[|:material)", "\n".join(texts))
    assert not any(element.allow_html for element in app.markdown)


@pytest.mark.parametrize("at", ["Films", "Pairs", "People", "Directors"])
def test_catalogue_of_one_film(one_film: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    monkeypatch.setenv("FILMKIN_STORE", str(one_film))
    app = look(at)
    if at == "Films":
        assert "**1** of 1 films" in text_of(app)
        assert "has no data on genre and country" in captions(app)
    else:
        assert "A larger catalogue may have some" in app.info[0].value
        assert not app.dataframe
