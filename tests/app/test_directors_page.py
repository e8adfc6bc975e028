"""The Directors page without a browser: search, table and controls."""

from __future__ import annotations

import pytest

from pages.parts.directors.controls import METHOD_LABELS
from recsys.catalog import Store
from recsys.directors import METHODS, PeopleWeights, question, shared_words
from recsys.util.formats import to_csv
from tests.app.pages import (
    TITLE,
    assert_no_exception,
    captions,
    downloads,
    headings,
    open_app,
    parameter,
    passing,
    press,
    shown_names,
)
from tests.app.world import HUI, VARDA, WONG

pytestmark = pytest.mark.usefixtures("store")


# Without a director


def test_welcome_offers_examples_of_this_catalogue() -> None:
    app = open_app()
    assert headings(app) == ["Who works with the same people?"]
    assert [button.label for button in app.button if "example" in (button.key or "")] == [
        r"Wong Kar\-wai",
        "Agnès Varda",
    ]


def test_an_example_opens_the_director() -> None:
    app = press(open_app(), r"Wong Kar\-wai")
    assert headings(app)[0] == TITLE
    assert parameter(app, "director") == WONG


def test_search_tolerates_typos_and_distinguishes_people_of_the_same_name() -> None:
    app = open_app()
    app.text_input(key="director_query").set_value("jhon smiht").run()
    labels = [button.label for button in app.button if (button.key or "").startswith("choose")]
    smiths = [label for label in labels if label.startswith("**John Smith**")]
    assert len(smiths) == 2
    assert any("1930–1990" in label for label in smiths)
    assert any("born 1960" in label for label in smiths)


def test_choice_opens_the_director_and_clears_the_box() -> None:
    app = open_app(director=VARDA, **{"with": "nm1"})
    app.text_input(key="director_query").set_value("wong kar").run()
    app.button(key=f"choose-{WONG}").click().run()
    assert headings(app)[0] == TITLE
    assert app.text_input(key="director_query").value == ""
    assert parameter(app, "with") is None


def test_search_without_results_says_so() -> None:
    app = open_app()
    app.text_input(key="director_query").set_value("qqqqxxxzzz").run()
    assert "No director of that name" in captions(app)


# With a director


def test_table_equals_recommend(store: Store) -> None:
    app = open_app(director=WONG)
    expected = store.directors.recommend(WONG, limit=10)
    table = app.dataframe[0].value
    assert headings(app)[0] == TITLE
    assert list(table["name"]) == expected["name"].to_list()
    assert list(table["score"]) == expected["score"].to_list()
    assert list(table["shared"]) == expected["shared_people"].to_list()
    assert list(table["expected"]) == expected["expected"].to_list()
    first = expected.row(0, named=True)
    assert any(text.value.startswith(shared_words(first)) for text in app.markdown)
    assert list(table["position"]) == list(range(1, expected.height + 1))


def test_summary_line(store: Store) -> None:
    candidates = store.directors.scores(WONG).height
    app = open_app(director=WONG, rating="7.5", votes="1k")
    count = len(passing(store, min_rating=7.5, min_votes=1000))
    assert f"{candidates} directors share people or a film; {count} meet your limits" in captions(
        app
    )


def test_sliders_move_the_thresholds(store: Store) -> None:
    app = open_app(director=WONG)
    app.slider(key="rating").set_value(7.0).run()
    assert shown_names(app) == passing(store, min_rating=7.0)
    app.select_slider(key="votes").set_value(2_000).run()
    assert_no_exception(app)
    assert shown_names(app) == passing(store, min_rating=7.0, min_votes=2_000)


def test_2019_thresholds_and_reset(store: Store) -> None:
    app = press(open_app(director=WONG), "Use 7.5 and 1,000 (2019 defaults)")
    assert shown_names(app) == passing(store, min_rating=7.5, min_votes=1000)
    assert (parameter(app, "rating"), parameter(app, "votes")) == ("7.5", "1k")
    press(app, "Reset")
    assert shown_names(app) == passing(store)


def test_reset_removes_values_from_the_address(store: Store) -> None:
    app = open_app(
        director=WONG, rating="7.5", votes="1k", min_films="3", limit="5", roles="editor"
    )
    assert shown_names(app) != passing(store)
    press(app, "Reset")
    assert shown_names(app) == passing(store)
    assert set(app.query_params) == {"director"}


@pytest.mark.parametrize(
    ("parameters", "limits"),
    [
        ({"min_films": "4"}, {"min_films": 4}),
        ({"roles": "editor"}, {"roles": ("editor",)}),
        ({"one_film": "true", "rating": "7.4", "votes": "1k"}, None),
        ({"years": ["1990", "1992"]}, {"years": (1990, 1992)}),
    ],
)
def test_further_limits(store: Store, parameters: dict, limits: dict | None) -> None:
    limits = limits or {"threshold_rule": "one_film", "min_rating": 7.4, "min_votes": 1000}
    app = open_app(director=WONG, **parameters)
    assert shown_names(app) == passing(store, **limits)


def test_one_film_must_meet_both_is_another_rule() -> None:
    """Ann Hui's best rating and most votes belong to two films."""
    app = open_app(director=WONG, rating="7.4", votes="1k")
    assert "Ann Hui" in shown_names(app)
    app.toggle(key="one_film").set_value(True).run()
    assert "Ann Hui" not in shown_names(app)


def test_controls_move_without_the_address() -> None:
    app = open_app(director=WONG)
    app.slider(key="min_films").set_value(2).run()
    app.multiselect(key="roles").set_value(["cinematographer", "editor"]).run()
    app.slider(key="years").set_value((1990, 1994)).run()
    app.slider(key="limit").set_value(5).run()
    app.select_slider(key="film_votes").set_value(1000).run()
    assert_no_exception(app)
    assert len(shown_names(app)) == 5


def test_each_method_has_its_question(store: Store) -> None:
    for method in METHODS:
        app = open_app(director=WONG, method=METHOD_LABELS[method])
        assert headings(app)[0] == question(method, r"Wong Kar\-wai")
        expected = store.directors.recommend(WONG, method, limit=10)
        assert shown_names(app) == expected["name"].to_list()


def test_weights_move_and_reset(store: Store) -> None:
    app = open_app(director=WONG, director_weight_era="3.0", director_weight_people="0.0")
    weights = PeopleWeights.of_groups(era=3, people=0)
    expected = store.directors.recommend(WONG, limit=10, weights=weights)
    assert list(app.dataframe[0].value["score"]) == expected["score"].to_list()
    press(app, "Reset weights")
    assert shown_names(app) == store.directors.recommend(WONG, limit=10)["name"].to_list()


def test_limit_cuts_the_table() -> None:
    assert len(shown_names(open_app(director=WONG, limit="5"))) == 5


# Downloads, and returning to the page


def test_csv_download(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = downloads(monkeypatch)
    open_app(director=WONG, rating="7.0")
    assert offered[f"filmkin-{WONG}.csv"]() == to_csv(
        store.directors.recommend(WONG, min_rating=7.0, limit=10)
    )


def test_the_page_remembers_its_director_and_limits() -> None:
    app = open_app(director=WONG, rating="7.0", **{"with": HUI})
    app.switch_page("your_data.py").run()
    app.query_params.clear()  # as the navigation does
    app.switch_page("directors.py").run()
    assert_no_exception(app)
    assert headings(app)[0] == TITLE
    assert app.subheader[0].value.endswith("and Ann Hui")
