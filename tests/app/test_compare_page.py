"""The page that puts directors side by side, without a browser."""

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

TABS = ("When", "Craft", "Each two", "Every set")

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


def test_the_welcome_offers_what_this_catalogue_has() -> None:
    """No example is offered whose directors are not all here."""
    app = compare()
    assert headings(app) == [WELCOME]
    assert not [button for button in app.button if "example" in (button.key or "")]


def test_the_search_adds_one_after_another() -> None:
    app = compare()
    app.text_input(key="director_query").set_value("wong kar").run()
    app.button(key=f"choose-{WONG}").click().run()
    assert headings(app) == [r"What does Wong Kar\-wai share, and with whom?"]
    app.text_input(key="director_query").set_value("zhang yimuo").run()
    app.button(key=f"choose-{ZHANG}").click().run()
    assert_no_exception(app)
    assert app.title[0].value == r"What do Wong Kar\-wai and Zhang Yimou share?"
    assert compared(app) == [WONG, ZHANG]


def test_one_is_offered_those_who_share_most(store: Store) -> None:
    app = compare(WONG)
    offered = [button for button in app.button if (button.key or "").startswith("suggest-")]
    best = store.directors.recommend(WONG, limit=6)["name"]
    assert [button.label for button in offered] == [plain(name) for name in best]
    offered[0].click().run()
    assert_no_exception(app)
    assert len(compared(app)) == 2


def test_one_who_shares_nobody_is_told_so() -> None:
    app = compare(VARDA)
    assert "worked for another director" in captions(app)


# Side by side


def test_the_table_is_the_comparison(store: Store) -> None:
    app = compare(WONG, HUI, ZHANG)
    people = store.directors.compare([WONG, HUI, ZHANG]).people
    table = app.dataframe[0].value
    assert list(table["name"]) == people["name"].to_list()
    assert list(table["films"]) == people["films"].to_list()
    assert list(table[f"films_with_{WONG}"]) == [5, 5, 5]
    assert "**3 people** worked with two of them or more, **2** with all 3: " in text_of(app)
    assert headings(app)[1:] == [
        "When, in which craft, and how many", "Their films nearest to each other",
    ]  # fmt: skip


def test_two_share_with_both() -> None:
    app = compare(WONG, KWAN)
    assert "**2 people** worked with both: " in text_of(app)


def test_a_row_opens_that_persons_films() -> None:
    app = compare(WONG, HUI)
    names = list(app.dataframe[0].value["name"])
    assert names[0] in links(app)
    assert "with Wong Kar\\-wai: Wong Kar\\-wai 1 \\(1990\\)" in text_of(app)
    app.session_state["shared"] = {"selection": {"rows": [1]}}
    app.run()
    assert_no_exception(app)
    assert names[1] in links(app)
    assert names[0] not in links(app)


def test_every_figure_has_words_for_those_who_do_not_see_it() -> None:
    app = compare(WONG, HUI, ZHANG)
    for tab in TABS:
        [figure] = in_tab(app, "compared", tab).get("plotly_chart")
        assert "Wong Kar-wai" in figure.proto.alt


def test_a_chip_takes_a_director_away() -> None:
    app = compare(WONG, HUI, ZHANG)
    assert chips(app) == [r"Wong Kar\-wai", "Ann Hui", "Zhang Yimou"]
    press(app, "Ann Hui")
    assert compared(app) == [WONG, ZHANG]
    assert app.title[0].value == r"What do Wong Kar\-wai and Zhang Yimou share?"


def test_roles_narrow_and_can_be_taken_off(store: Store) -> None:
    app = compare(WONG, KWAN, craft="editor")
    assert list(app.dataframe[0].value["name"]) == ["William Chang"]
    app.multiselect(key="craft").set_value(["composer"]).run()
    assert "Nobody worked with two of them as composer" in app.info[0].value
    press(app, "Count every role")
    assert len(app.dataframe[0].value) == 2


def test_nobody_shared_says_what_to_change() -> None:
    """The films are compared all the same."""
    app = compare(WONG, VARDA)
    assert "Exchange one" in app.info[0].value
    assert [button for button in app.button if (button.key or "").startswith("suggest-")]
    assert "Their films nearest to each other" in headings(app)
    assert not app.get("plotly_chart")
    assert not app.dataframe


def test_six_are_the_most() -> None:
    seven = (WONG, HUI, KWAN, TAM, ZHANG, TO, TSUI)
    app = compare(*seven)
    assert len(chips(app)) == 6
    assert "the first 6 of 7 are shown" in captions(app)
    assert "take one away" in captions(app)
    app.text_input(key="director_query").set_value("agnes varda").run()
    app.button(key=f"choose-{VARDA}").click().run()
    assert VARDA not in compared(app)


def test_the_same_twice_is_one() -> None:
    assert chips(compare(WONG, WONG)) == [r"Wong Kar\-wai"]


@pytest.mark.parametrize("stranger", ["nm9999999", SANDRINE, "<script>alert(1)</script>"])
def test_who_is_no_director_here_is_named_and_left_out(stranger: str) -> None:
    app = compare(WONG, stranger, HUI)
    assert len(app.warning) == 1
    assert "<script>" not in app.warning[0].value
    assert app.title[0].value == r"What do Wong Kar\-wai and Ann Hui share?"
    press(app, "Go on without")
    assert not app.warning
    assert compared(app) == [WONG, HUI]


def test_films_without_texts_say_so() -> None:
    assert "This catalogue holds no overviews" in captions(compare(WONG, HUI))


def test_unrated_films_and_single_ones_are_no_trouble() -> None:
    app = compare(UNRATED, OLDER_SMITH)
    assert "Exchange one" in app.info[0].value


def test_what_can_be_taken_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
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


# Text that means harm


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
