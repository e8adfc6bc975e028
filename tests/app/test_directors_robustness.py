"""The directors page without a browser: ranks that hold, and where to start."""

from __future__ import annotations

import pytest

from pages.parts.common.text import plain, titled
from recsys.catalog import Store
from recsys.directors import Thresholds
from tests.app.pages import assert_no_exception, captions, in_tab, links, open_app
from tests.app.world import HOSTILE, HUI, WONG

pytestmark = pytest.mark.usefixtures("store")


def ranks(app: object) -> list[str]:
    return list(app.dataframe[0].value["rank"])


def test_the_table_says_which_ranks_hold(store: Store) -> None:
    app = open_app(director=WONG, rating="7.0", votes="1k")
    frame = store.directors.robustness(WONG, limits=Thresholds(7.0, 1000), limit=10)
    assert ranks(app) == ["holds" if holds else "hangs" for holds in frame["stable"]]
    assert set(ranks(app)) == {"holds", "hangs"}
    app.slider(key="rating").set_value(7.6).run()
    assert_no_exception(app)
    frame = store.directors.robustness(WONG, limits=Thresholds(7.6, 1000), limit=10)
    assert ranks(app) == ["holds" if holds else "hangs" for holds in frame["stable"]]


def test_the_figure_of_thresholds_in_words(store: Store) -> None:
    app = open_app(director=WONG, rating="7.0", **{"with": HUI})
    grid = store.directors.rank_grid(WONG, HUI, limits=Thresholds(7.0))
    count = grid["rank"].count()
    in_tab(app, "links", "Thresholds")
    assert f"Ann Hui passes at {count} of {grid.height} pairs of thresholds" in captions(app)
    [figure] = app.get("plotly_chart")
    assert "Rank of Ann Hui by least rating and least votes" in str(figure.proto)


@pytest.mark.parametrize("method", ["affinity", "classic"])
def test_start_with_the_nearest_film_and_why(store: Store, method: str) -> None:
    film = store.directors.entry_films(WONG, HUI).row(0, named=True)
    app = open_app(director=WONG, method=method, **{"with": HUI})
    [words] = [text.value for text in app.markdown if text.value.startswith("Start with")]
    assert words.startswith(f"Start with **{film['title']}**, {film['year']}: ")
    assert plain(film["reason"]) in words
    assert r"Christopher Doyle \(cinematographer\)" in words
    [of_hui] = store.directors.recommend(WONG, limit=10).filter(id=HUI)["top_films"].to_list()
    best = {plain(titled(each)) for each in of_hui}
    assert len(best) == 3
    assert best <= set(links(app))
    assert plain("7.4 from 900 votes") in captions(app)


def test_nothing_to_start_with_has_the_votes_asked_for() -> None:
    app = open_app(director=WONG, film_votes="5k", **{"with": HUI})
    assert "Start with any film" in "".join(text.value for text in app.markdown)


def test_hostile_titles_and_names_are_text() -> None:
    app = open_app(director=WONG, **{"with": HOSTILE})
    [words] = [text.value for text in app.markdown if text.value.startswith("Start with")]
    assert r"\<script\>" in words
    assert "<script>" not in words
