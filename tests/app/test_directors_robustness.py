"""The Directors page without a browser: stable ranks, and entry films."""

from __future__ import annotations

import pytest

from pages.parts.common.text import plain, titled
from recsys.catalog import Store
from recsys.directors import DirectorQuery, Thresholds
from tests.app.pages import assert_no_exception, captions, in_tab, links, open_app
from tests.app.world import HOSTILE, HUI, WONG

pytestmark = pytest.mark.usefixtures("store")


def ranks(app: object) -> list[str]:
    return list(app.dataframe[0].value["rank"])


def query(rating: float, votes: int = 0) -> DirectorQuery:
    return DirectorQuery(WONG, thresholds=Thresholds(rating, votes))


def test_table_marks_stable_ranks(store: Store) -> None:
    app = open_app(director=WONG, rating="7.0", votes="1k")
    frame = store.directors.robustness(query(7.0, 1000), limit=10)
    assert ranks(app) == ["stable" if is_stable else "sensitive" for is_stable in frame["stable"]]
    assert set(ranks(app)) == {"stable", "sensitive"}
    app.slider(key="rating").set_value(7.6).run()
    assert_no_exception(app)
    frame = store.directors.robustness(query(7.6, 1000), limit=10)
    assert ranks(app) == ["stable" if is_stable else "sensitive" for is_stable in frame["stable"]]


def test_threshold_figure_has_a_caption(store: Store) -> None:
    app = open_app(director=WONG, rating="7.0", **{"with": HUI})
    grid = store.directors.rank_grid(query(7.0), HUI)
    count = grid["rank"].count()
    in_tab(app, "links", "Thresholds")
    assert f"Ann Hui meets {count} of {grid.height} pairs of thresholds" in captions(app)
    [figure] = app.get("plotly_chart")
    assert "Rank of Ann Hui by minimum rating and minimum votes" in str(figure.proto)


@pytest.mark.parametrize("method", ["people", "affinity", "classic"])
def test_entry_film_and_reason(store: Store, method: str) -> None:
    film = store.directors.entry_films(WONG, HUI).row(0, named=True)
    app = open_app(director=WONG, method=method, **{"with": HUI})
    [words] = [text.value for text in app.markdown if text.value.startswith("Start with")]
    assert words.startswith(f"Start with **{film['title']}**, {film['year']}: ")
    assert plain(film["reason"]) in words
    assert r"Christopher Doyle \(cinematographer\)" in words
    [top_films] = store.directors.recommend(WONG, limit=10).filter(id=HUI)["top_films"].to_list()
    best = {plain(titled(film)) for film in top_films}
    assert len(best) == 3
    assert best <= set(links(app))
    assert plain("7.4 from 900 votes") in captions(app)


def test_no_entry_film_has_the_minimum_votes() -> None:
    app = open_app(director=WONG, film_votes="5k", **{"with": HUI})
    assert "start with any" in "".join(text.value for text in app.markdown)


def test_hostile_titles_and_names_are_text() -> None:
    app = open_app(director=WONG, **{"with": HOSTILE})
    [words] = [text.value for text in app.markdown if text.value.startswith("Start with")]
    assert r"\<script\>" in words
    assert "<script>" not in words
