"""The Directors page without a browser: the selected row and its evidence."""

from __future__ import annotations

import polars as pl
import pytest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import (
    assert_no_exception,
    headings,
    in_tab,
    open_app,
    parameter,
    press,
    shown_names,
    words,
)
from tests.app.world import HUI, KWAN, UNRATED, WONG, ZHANG

pytestmark = pytest.mark.usefixtures("store")


def test_first_row_is_selected_at_first() -> None:
    app = open_app(director=WONG)
    assert app.subheader[0].value == rf"Wong Kar\-wai and {plain(shown_names(app)[0])}"
    assert parameter(app, "with") is None


def test_link_selects_its_row() -> None:
    assert open_app(director=WONG, **{"with": HUI}).subheader[0].value.endswith("and Ann Hui")


def test_selected_row_shows_its_evidence() -> None:
    app = open_app(director=WONG)
    app.query_params["with"] = KWAN  # as a click does; only a browser can click on the canvas
    app.run()
    assert_no_exception(app)
    assert app.subheader[0].value.endswith("and Stanley Kwan")
    index = shown_names(app).index("Stanley Kwan")
    assert app.session_state["directors"]["selection"]["rows"] == [index]
    people = app.dataframe[1].value
    assert list(people["name"]) == ["William Chang", "Maggie Cheung"]
    assert people["share"].sum() == pytest.approx(100)
    assert people["other_work"][0] == (
        "editor: Stanley Kwan 1 (1990), Stanley Kwan 2 (1992), Stanley Kwan 3 (1994)"
    )


def test_selection_survives_thresholds_that_exclude_it(store: Store) -> None:
    app = open_app(director=WONG, **{"with": HUI})
    app.slider(key="rating").set_value(7.2).run()
    assert app.subheader[0].value.endswith("and Ann Hui")
    app.slider(key="rating").set_value(7.8).run()
    assert not app.subheader[0].value.endswith("and Ann Hui")
    app.slider(key="rating").set_value(0.0).run()
    assert app.subheader[0].value.endswith("and Ann Hui")
    index = shown_names(app).index("Ann Hui")
    assert app.session_state["directors"]["selection"]["rows"] == [index]


def test_evidence_links_to_the_other_director() -> None:
    app = open_app(director=WONG, **{"with": ZHANG})
    press(app, "Who works with the people of Zhang Yimou?")
    assert headings(app)[0] == "Who works with the same people as Zhang Yimou?"
    assert parameter(app, "with") is None


def test_figures_have_alt_texts() -> None:
    app = open_app(director=WONG)
    alts = {
        "People": "A matrix of people by directors",
        "Careers": "Time line of both careers",
        "Flow": "Bands from people to directors",
        "Network": "Arcs between directors",
    }
    for tab, alt in alts.items():
        [figure] = in_tab(app, "links", tab).get("plotly_chart")
        assert alt in str(figure.proto)
        assert "As a table" in [expander.label for expander in app.expander]
    assert "other_films" in in_tab(app, "links", "Table").dataframe[2].value.columns


def test_each_figure_follows_a_sentence() -> None:
    app = open_app(director=WONG, **{"with": ZHANG})
    strongest = "Maggie Cheung (actor) links most strongly: 5 films with Wong Kar-wai"
    assert plain(strongest) in words(app)
    assert "3 people in common" in words(in_tab(app, "links", "Careers"))
    assert "link several of these directors" in words(in_tab(app, "links", "Flow"))
    assert "hang together most" in words(in_tab(app, "links", "Network"))


def test_figures_of_links_need_people_who_link_several() -> None:
    """Nobody links two directors to Unrated, whose open tab is another director's."""
    app = in_tab(open_app(director=WONG), "links", "Flow")
    app.query_params["director"] = UNRATED
    app.run()
    assert_no_exception(app)
    labels = [tab.label for tab in app.tabs]
    assert "People" in labels
    assert "Flow" not in labels
    assert "Network" not in labels


def test_chance_is_shown_if_the_build_knows_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bar of shared people per director, with the number expected by chance."""
    ranked = store.directors.ranked

    def with_chance(*arguments: object) -> pl.DataFrame:
        return ranked(*arguments).with_columns(pl.lit(1.5).alias("expected"))

    monkeypatch.setattr(store.directors, "ranked", with_chance)
    app = in_tab(open_app(director=WONG), "links", "Chance")
    assert "share more people with Wong" in words(app)
    assert "3 shared people where chance gives 1" in words(app)
