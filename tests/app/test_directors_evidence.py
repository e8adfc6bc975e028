"""The directors page without a browser: the row that is open, and its evidence."""

from __future__ import annotations

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
)
from tests.app.world import HUI, KWAN, WONG, ZHANG

pytestmark = pytest.mark.usefixtures("store")


def test_the_first_row_is_open_at_first() -> None:
    app = open_app(director=WONG)
    assert app.subheader[0].value == rf"Wong Kar\-wai and {plain(shown_names(app)[0])}"
    assert parameter(app, "with") is None


def test_a_link_opens_its_row() -> None:
    assert open_app(director=WONG, **{"with": HUI}).subheader[0].value.endswith("and Ann Hui")


def test_a_selected_row_opens_its_evidence() -> None:
    app = open_app(director=WONG)
    app.query_params["with"] = KWAN  # as a click does; the canvas takes clicks in a browser alone
    app.run()
    assert_no_exception(app)
    assert app.subheader[0].value.endswith("and Stanley Kwan")
    place = shown_names(app).index("Stanley Kwan")
    assert app.session_state["directors"]["selection"]["rows"] == [place]
    people = app.dataframe[1].value
    assert list(people["name"]) == ["Maggie Cheung", "William Chang"]
    assert people["share"].sum() == pytest.approx(100)
    assert people["there"][1] == (
        "editor: Stanley Kwan 1 (1990), Stanley Kwan 2 (1992), Stanley Kwan 3 (1994)"
    )


def test_moved_thresholds_keep_the_row_also_when_it_was_away(store: Store) -> None:
    app = open_app(director=WONG, **{"with": HUI})
    app.slider(key="rating").set_value(7.2).run()
    assert app.subheader[0].value.endswith("and Ann Hui")
    app.slider(key="rating").set_value(7.8).run()
    assert not app.subheader[0].value.endswith("and Ann Hui")
    app.slider(key="rating").set_value(0.0).run()
    assert app.subheader[0].value.endswith("and Ann Hui")
    place = shown_names(app).index("Ann Hui")
    assert app.session_state["directors"]["selection"]["rows"] == [place]


def test_the_evidence_leads_on_to_the_other_director() -> None:
    app = open_app(director=WONG, **{"with": ZHANG})
    press(app, "Who works with the people of Zhang Yimou?")
    assert headings(app)[0] == "Who works with the same people as Zhang Yimou?"
    assert parameter(app, "with") is None


def test_figures_and_their_words() -> None:
    app = open_app(director=WONG)
    for tab in ("Heat map", "Flow", "Network"):
        [figure] = in_tab(app, "links", tab).get("plotly_chart")
        assert "People whom Wong Kar-wai shares with the recommended directors" in str(figure.proto)
    assert "other_films" in in_tab(app, "links", "As a table").dataframe[2].value.columns
