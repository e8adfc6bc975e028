"""The Compare page without a browser."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.catalog import Store
from recsys.util.formats import to_csv
from tests.app.pages import (
    assert_no_exception,
    captions,
    downloads,
    headings,
    in_tab,
    links,
    open_app,
    press,
)
from tests.app.world import (
    HOSTILE,
    HOSTILE_NAME,
    HOSTILE_TITLE,
    HUI,
    KWAN,
    OLDER_SMITH,
    SANDRINE,
    TAM,
    TO,
    TSUI,
    UNRATED,
    VARDA,
    WONG,
    ZHANG,
)

TABS = ("When", "Role", "Pairs", "Sets")

pytestmark = pytest.mark.usefixtures("store")

WELCOME = "What do these directors share?"


def compare(*directors: str, **parameters: str) -> AppTest:
    """The page as at an address."""
    return open_app("compare", director=list(directors), **parameters)


def chips(app: AppTest) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("chip-")]


def compared(app: AppTest) -> list[str]:
    return app.query_params["director"]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


# Nobody yet, and one


def test_welcome_offers_examples_of_this_catalogue() -> None:
    """Examples need all of their directors."""
    app = compare()
    assert headings(app) == [WELCOME]
    assert not [button for button in app.button if "example" in (button.key or "")]


def test_search_adds_directors() -> None:
    app = compare()
    app.text_input(key="director_query").set_value("wong kar").run()
    app.button(key=f"choose-{WONG}").click().run()
    assert headings(app) == [r"Who shares people with Wong Kar\-wai?"]
    app.text_input(key="director_query").set_value("zhang yimuo").run()
    app.button(key=f"choose-{ZHANG}").click().run()
    assert_no_exception(app)
    assert app.title[0].value == r"What do Wong Kar\-wai and Zhang Yimou share?"
    assert compared(app) == [WONG, ZHANG]


def test_single_director_gets_suggestions(store: Store) -> None:
    app = compare(WONG)
    offered = [button for button in app.button if (button.key or "").startswith("suggest-")]
    best = store.directors.recommend(WONG, limit=6)["name"]
    assert [button.label for button in offered] == [plain(name) for name in best]
    offered[0].click().run()
    assert_no_exception(app)
    assert len(compared(app)) == 2


def test_single_director_who_shares_nobody() -> None:
    app = compare(VARDA)
    assert "worked for another director" in captions(app)


# Side by side


def test_table_equals_the_comparison(store: Store) -> None:
    app = compare(WONG, HUI, ZHANG)
    people = store.directors.compare([WONG, HUI, ZHANG]).people
    table = app.dataframe[0].value
    assert list(table["name"]) == people["name"].to_list()
    assert list(table["films"]) == people["films"].to_list()
    assert list(table[f"films_with_{WONG}"]) == [5, 5, 5]
    assert "**3 people** worked with at least two of them, **2** with all 3: " in text_of(app)
    assert headings(app)[1:] == [
        "When, in which role and how many", "Their most similar films",
    ]  # fmt: skip


def test_two_directors() -> None:
    app = compare(WONG, KWAN)
    assert "**2 people** worked with both: " in text_of(app)


def test_selected_row_shows_the_persons_films() -> None:
    app = compare(WONG, HUI)
    names = list(app.dataframe[0].value["name"])
    assert names[0] in links(app)
    assert "with Wong Kar\\-wai: Wong Kar\\-wai 1 \\(1990\\)" in text_of(app)
    app.session_state["shared"] = {"selection": {"rows": [1]}}
    app.run()
    assert_no_exception(app)
    assert names[1] in links(app)
    assert names[0] not in links(app)


def test_figures_have_alt_texts() -> None:
    app = compare(WONG, HUI, ZHANG)
    for tab in TABS:
        [figure] = in_tab(app, "compared", tab).get("plotly_chart")
        assert "Wong Kar-wai" in figure.proto.alt


def test_chip_removes_a_director() -> None:
    app = compare(WONG, HUI, ZHANG)
    assert chips(app) == [r"Wong Kar\-wai", "Ann Hui", "Zhang Yimou"]
    press(app, "Ann Hui")
    assert compared(app) == [WONG, ZHANG]
    assert app.title[0].value == r"What do Wong Kar\-wai and Zhang Yimou share?"


def test_role_filter_and_its_removal(store: Store) -> None:
    app = compare(WONG, KWAN, craft="editor")
    assert list(app.dataframe[0].value["name"]) == ["William Chang"]
    app.multiselect(key="craft").set_value(["composer"]).run()
    assert "Nobody worked with two of them as composer" in app.info[0].value
    press(app, "Count all roles")
    assert len(app.dataframe[0].value) == 2


def test_nothing_shared_offers_changes() -> None:
    """Films are compared nevertheless."""
    app = compare(WONG, VARDA)
    assert "Replace one" in app.info[0].value
    assert [button for button in app.button if (button.key or "").startswith("suggest-")]
    assert "Their most similar films" in headings(app)
    assert not app.get("plotly_chart")
    assert not app.dataframe


def test_at_most_six_directors() -> None:
    seven = (WONG, HUI, KWAN, TAM, ZHANG, TO, TSUI)
    app = compare(*seven)
    assert len(chips(app)) == 6
    assert "the first 6 of 7 are shown" in captions(app)
    assert "remove one to add another" in captions(app)
    app.text_input(key="director_query").set_value("agnes varda").run()
    app.button(key=f"choose-{VARDA}").click().run()
    assert VARDA not in compared(app)


def test_duplicates_are_ignored() -> None:
    assert chips(compare(WONG, WONG)) == [r"Wong Kar\-wai"]


@pytest.mark.parametrize("stranger", ["nm9999999", SANDRINE, "<script>alert(1)</script>"])
def test_unknown_directors_are_named_and_left_out(stranger: str) -> None:
    app = compare(WONG, stranger, HUI)
    assert len(app.warning) == 1
    assert "<script>" not in app.warning[0].value
    assert app.title[0].value == r"What do Wong Kar\-wai and Ann Hui share?"
    press(app, "Continue without")
    assert not app.warning
    assert compared(app) == [WONG, HUI]


def test_films_without_texts_say_so() -> None:
    assert "This catalogue has no overviews" in captions(compare(WONG, HUI))


def test_unrated_films() -> None:
    app = compare(UNRATED, OLDER_SMITH)
    assert "Replace one" in app.info[0].value


def test_downloads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = downloads(monkeypatch)
    app = compare(WONG, HUI, ZHANG)
    for tab in TABS:
        in_tab(app, "compared", tab)
    comparison = store.directors.compare([WONG, HUI, ZHANG])
    assert offered["filmkin-compare-work.csv"]() == to_csv(comparison.work)
    assert offered["filmkin-compare-sets.csv"]() == to_csv(comparison.intersections)
    assert offered["filmkin-compare-pairs.csv"]() == to_csv(comparison.pairs)
    assert offered["filmkin-compare-roles.csv"]() == to_csv(comparison.roles)
    assert f"films_with_{HUI}" in offered["filmkin-compare-people.csv"]()
    assert len(offered["filmkin-compare-films.csv"]().splitlines()) == 11


# Hostile text


def test_hostile_names_and_titles_stay_text() -> None:
    app = compare(HOSTILE, WONG)
    assert app.title[0].value == f"What do {plain(HOSTILE_NAME)} and Wong Kar\\-wai share?"
    assert plain(HOSTILE_TITLE) in text_of(app)
    texts = [element.value for element in (*app.title, *app.markdown, *app.caption)]
    texts += [button.label for button in app.button]
    texts += list(links(app))
    assert not re.search(r"(?<!\\)(<|\$|\[|:material)", "\n".join(texts))
    assert not any(element.allow_html for element in app.markdown)
    for tab in TABS:
        [figure] = in_tab(app, "compared", tab).get("plotly_chart")
        assert "<img" not in figure.proto.spec
