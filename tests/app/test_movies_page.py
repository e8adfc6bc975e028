"""The Movies page without a browser, in every state."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import is_web_address, plain
from pages.parts.films.weights import PRESET_LABELS
from recsys.catalog import Store
from recsys.movies import GROUPS, PRESETS, MovieFilters, RankingWeights
from recsys.util.formats import to_csv
from recsys.vocabulary.places import country_name
from tests.app.pages import (
    assert_no_exception,
    captions,
    downloads,
    headings,
    in_tab,
    links,
    parameter,
    press,
)
from tests.app.pages import open_app as open_any
from tests.app.world import HOSTILE_TITLE
from tests.movies.worlds import Film, build_films

SEED, SECOND = "In the Mood for Love", "Seven Samurai"


@pytest.fixture
def seed(films: Store) -> str:
    return films.titles.resolve(SEED)


def open_movies(*seeds: str, **parameters: str | list[str]) -> AppTest:
    """The page as at an address."""
    return open_any("movies", **({"movie": list(seeds)} if seeds else {}), **parameters)


def shown(app: AppTest) -> list[str]:
    """Titles of the results, as escaped on the page."""
    found = (re.match(r"\d+\\\. (.+?) \\\(", words) for words in links(app))
    return [match[1] for match in found if match]


def expected(store: Store, *seeds: str, k: int = 10, **arguments: object) -> list[str]:
    return texts_of(store.movies.similar(seeds, k, **arguments))


def texts_of(frame: pl.DataFrame) -> list[str]:
    """Titles as the page writes them."""
    return [plain(title) for title in frame["title"]]


# Without a film


def test_welcome_offers_examples_of_this_catalogue(films: Store) -> None:
    app = open_movies()
    assert headings(app) == ["Which films are like this one?"]
    press(app, plain(f"{SEED} (2000)"))
    assert headings(app)[0] == f"Which films are like {SEED}?"


def test_search_tolerates_a_typo_and_distinguishes_films_of_the_same_title(films: Store) -> None:
    """Two films called Lola differ by year, director, country and votes."""
    app = open_movies()
    app.text_input(key="film_query").set_value("loala").run()
    labels = [button.label for button in app.button if (button.key or "").startswith("choose")]
    lolas = [label for label in labels if label.startswith("**Lola")]
    assert len(lolas) == 2
    assert any("1961" in label and "Jacques Demy" in label for label in lolas)
    assert any("1981" in label and "Fassbinder" in label and "Germany" in label for label in lolas)
    assert all("votes" in label for label in lolas)


def test_choice_becomes_a_chip_and_clears_the_box(films: Store, seed: str) -> None:
    app = open_movies()
    app.text_input(key="film_query").set_value("mood for love").run()
    app.button(key=f"choose-{seed}").click().run()
    assert_no_exception(app)
    assert app.text_input(key="film_query").value == ""
    assert parameter(app, "movie") == seed
    assert app.button(key=f"chip-{seed}").label == plain(f"{SEED} (2000)")


def test_search_without_results_says_so(films: Store) -> None:
    """An empty list without a message would look like an error."""
    app = open_movies()
    app.text_input(key="film_query").set_value("qqqqxxxzzz").run()
    assert "No film of that title" in captions(app)


# With films


def test_cards_equal_similar(films: Store, seed: str) -> None:
    """The page adds nothing to the ranking and leaves nothing out."""
    app = open_movies(seed)
    assert shown(app) == expected(films, seed)
    reasons = [plain(reason) for reason in films.movies.similar(seed, 10)["reason"]]
    texts = [text.value for text in app.markdown]
    assert set(reasons) <= set(texts)


def test_several_films_and_the_nearest_one(films: Store, seed: str) -> None:
    """With several seeds, each reason names the one it refers to."""
    second = films.titles.resolve(SECOND)
    app = open_movies(seed, second)
    assert headings(app)[0] == f"Which films are like {SEED} and {SECOND}?"
    assert shown(app) == expected(films, seed, second)
    nearest = [text.value for text in app.markdown if text.value.startswith("nearest to")]
    assert len(nearest) == 10


def test_more_like_this_replaces_and_add_adds(films: Store, seed: str) -> None:
    """A result can replace the query or join it."""
    first = films.movies.similar(seed, 1)["id"][0]
    app = open_movies(seed)
    app.button(key=f"add-{first}").click().run()
    assert app.query_params["movie"] == [seed, first]
    app.button(key=f"chip-{seed}").click().run()
    assert parameter(app, "movie") == first
    app.button(key=f"add-{seed}").click().run()
    next_film = films.movies.similar([first, seed], 1)["id"][0]
    app.button(key=f"more-{next_film}").click().run()
    assert_no_exception(app)
    assert app.query_params["movie"] in ([next_film], next_film)


def test_removing_the_last_film_shows_the_welcome(films: Store, seed: str) -> None:
    app = open_movies(seed)
    app.button(key=f"chip-{seed}").click().run()
    assert headings(app) == ["Which films are like this one?"]


@pytest.mark.parametrize(
    ("parameters", "filters"),
    [
        ({"year": ["1990", "1999"]}, {"min_year": 1990, "max_year": 1999}),
        ({"genre": ["Drama", "War"]}, {"genres": ["Drama", "War"]}),
        (
            {"genre": ["Drama", "War"], "all_genres": "true"},
            {"genres": ["Drama", "War"], "genres_match": "all"},
        ),
        ({"without": "Romance"}, {"exclude_genres": ["Romance"]}),
        ({"country": ["Japan", "France"]}, {"countries": ["JP", "FR"]}),
        ({"language": "Japanese"}, {"languages": ["ja"]}),
        ({"runtime": ["100", "130"]}, {"min_runtime": 100, "max_runtime": 130}),
        ({"min_rating": "8.0"}, {"min_rating": 8.0}),
        ({"voted": ["1k", "20k"]}, {"min_votes": 1000, "max_votes": 20_000}),
    ],
)
def test_filters_from_the_address(films: Store, seed: str, parameters: dict, filters: dict) -> None:
    """A link holds every filter, and the page says how many films pass."""
    wanted = MovieFilters(**filters)
    app = open_movies(seed, **parameters)
    assert shown(app) == expected(films, seed, filters=wanted)
    assert f"{films.movies.count(wanted)} of" in captions(app)


def test_rank_diversity_and_number_from_the_address(films: Store, seed: str) -> None:
    """A link reopens the same view."""
    app = open_movies(seed, ranking="plot text only", diversity="0.5", k="15")
    weights = RankingWeights.text_only()
    assert shown(app) == expected(films, seed, k=15, weights=weights, diversity=0.5)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets(films: Store, seed: str, preset: str) -> None:
    """A preset has an address, and the sliders start from its weights."""
    label = PRESET_LABELS[preset][0]
    app = open_movies(seed, ranking=label)
    assert shown(app) == expected(films, seed, weights=RankingWeights.preset(preset))
    app.slider(key="weight_story").set_value(0.5).run()
    weights = RankingWeights.of_groups(preset, story=0.5)
    assert shown(app) == expected(films, seed, weights=weights)


def test_weights_from_the_address_and_back_again(films: Store, seed: str) -> None:
    """Each slider scales its group; reset undoes it; all at 0 means the defaults."""
    app = open_movies(seed, weight_people="0", weight_story="2.0", weight_known="-1.0")
    weights = RankingWeights.of_groups(people=0, story=2, known=-1)
    assert shown(app) == expected(films, seed, weights=weights)
    assert shown(app) != expected(films, seed)
    press(app, "Reset")
    assert shown(app) == expected(films, seed)
    assert app.slider(key="weight_known").value == 1.0
    for group in GROUPS:
        app.slider(key=f"weight_{group}").set_value(0.0)
    app.run()
    assert "All weights are 0" in captions(app)
    assert shown(app) == expected(films, seed)


def test_filters_off(films: Store, seed: str) -> None:
    """One button removes all filters."""
    app = open_movies(seed, country="Japan", min_rating="7.5")
    press(app, "Remove all filters")
    assert shown(app) == expected(films, seed)
    assert "No filters" in captions(app)


def test_table_view_shows_the_same_results(films: Store, seed: str) -> None:
    """The actions of a selected row work as on a card."""
    app = open_movies(seed, view="Table")
    frame = films.movies.similar(seed, 10)
    table = app.dataframe[0].value
    assert list(table["title"]) == frame["title"].to_list()
    assert list(table["score"]) == frame["score"].to_list()
    app.session_state["films"] = {"selection": {"rows": [2], "columns": [], "cells": []}}
    app.run()
    app.button(key=f"more-{frame['id'][2]}").click().run()
    assert_no_exception(app)
    assert parameter(app, "movie") == frame["id"][2]


def test_figures_have_axes_and_words(films: Store, seed: str) -> None:
    """Alt texts describe the figures."""
    app = open_movies(seed)
    [matrix] = app.get("plotly_chart")
    best = films.movies.similar(seed, 10).row(0, named=True)
    assert best["title"] in matrix.proto.spec
    assert "cast and crew" in matrix.proto.spec
    assert f"10 films by term; the best match is {best['title']}" in str(matrix.proto)
    [plane] = in_tab(app, "where", "Map").get("plotly_chart")
    assert "Map of 11 films" in str(plane.proto)


def test_each_card_has_a_bar_that_says_its_parts(films: Store, seed: str) -> None:
    """Alt texts describe the bars."""
    images = open_movies(seed, k="5").get("image")
    alts = [image.proto.imgs[0].alt for image in images]
    bars = [alt for alt in alts if alt.startswith("Score")]
    assert len(bars) == 5
    assert all("story" in bar for bar in bars)


def test_the_csv(films: Store, seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The download equals the results shown."""
    offered = downloads(monkeypatch)
    open_movies(seed, k="5")
    assert offered[f"filmkin-like-{seed}.csv"]() == to_csv(films.movies.similar(seed, 5))


# Nothing to show


def test_unknown_film(films: Store, seed: str) -> None:
    """The unknown film is named, and the query can continue without it."""
    app = open_movies("tt9999999", seed)
    assert headings(app) == ["Film not found"]
    assert any("tt9999999" in text.value for text in app.markdown)
    press(app, "Continue without it")
    assert headings(app)[0] == f"Which films are like {SEED}?"


@pytest.mark.parametrize("film", ["' OR 1=1", "<script>alert(1)</script>", "tt" * 500, "🎬"])
def test_invalid_film(films: Store, film: str) -> None:
    """Text from the address is shown as text or not at all."""
    app = open_movies(film)
    assert headings(app) == ["Film not found"]
    assert not any("<script>" in text.value for text in app.markdown)


def test_nothing_passes_and_the_button_that_removes_a_filter(films: Store, seed: str) -> None:
    """The filter that excludes most films is named."""
    app = open_movies(seed, min_rating="9.9", country="Japan")
    assert headings(app)[-1] == "No film passes these filters"
    assert any("The filter “minimum rating” alone" in text.value for text in app.markdown)
    press(app, "Remove the filter “minimum rating”")
    wanted = MovieFilters(countries=["JP"])
    assert shown(app) == expected(films, seed, filters=wanted)


def test_only_the_film_itself_passes(films: Store) -> None:
    """A filter that only the seed passes leaves nothing to show."""
    rarest = films.movies.filter_options.countries[-1]
    [row] = films.graph.movies.filter(pl.col("countries").list.contains(rarest)).to_dicts()
    app = open_movies(row["id"], country=country_name(rarest))
    assert headings(app)[-1] == "No film passes these filters"
    press(app, "Remove them all")
    assert len(shown(app)) == 10


def test_too_many_films(films: Store) -> None:
    """The error message is shown, not a traceback."""
    app = open_movies(*films.graph.movies["id"][:101].to_list())
    assert "give 1 to 100" in app.warning[0].value


@pytest.mark.parametrize(
    "parameters",
    [
        {"k": "1000000", "diversity": "7", "ranking": "magic"},
        {"year": ["2090", "1800"], "genre": "Nonsense", "country": "<b>"},
        {"voted": "x", "min_rating": "nan", "view": "hologram", "posters": "perhaps"},
    ],
)
def test_invalid_parameters_are_ignored(films: Store, seed: str, parameters: dict) -> None:
    assert shown(open_movies(seed, **parameters)) == expected(films, seed)


# A build without texts, with hostile titles


def test_without_texts_it_says_what_similarity_rests_on(store: Store) -> None:
    """A catalogue from IMDb's files alone has no overviews."""
    app = open_movies("tt0000001")
    assert "similarity rests on people, genre and year" in captions(app)
    assert "No overview in this catalogue" in captions(app)
    assert "Too few of these films have an overview" in captions(in_tab(app, "where", "Map"))


def test_plot_text_only_without_texts(store: Store) -> None:
    """Ranking by text alone is impossible here; the button ranks by everything."""
    app = open_movies("tt0000001", ranking="plot text only")
    assert "has no overviews" in app.info[0].value
    press(app, "Rank by everything")
    assert len(shown(app)) > 0


def test_hostile_titles_stay_text(store: Store) -> None:
    """No title may become markup."""
    hostile = store.titles.search("script alert stars", 1)["id"][0]
    app = open_movies(hostile)
    assert app.title[0].value == plain(f"Which films are like {HOSTILE_TITLE}?")
    assert_no_exception(app)
    assert not any(element.allow_html for element in app.markdown)
    for figure in app.get("plotly_chart"):
        assert "<script" not in figure.proto.spec


def test_posters_come_from_web_addresses_only() -> None:
    """Only HTTP and HTTPS addresses reach the browser."""
    assert is_web_address("https://example.org/p.jpg")
    for other in (None, "", "javascript:alert(1)", "/etc/passwd", "data:image/png;base64,AA"):
        assert not is_web_address(other)


def test_overview_has_its_attribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The licence requires it: page and licence as links, and whether the text was cut."""
    url, evil = "https://en.wikipedia.org/wiki/A_(film)_[x]", "javascript:alert(1)"
    films = [
        Film("tt1", [1, 0], overview="Seed.", url=url, licence="CC BY-SA 4.0"),
        Film("tt2", [1, 0.1], overview="Short.", url=url, licence="CC BY-SA 4.0"),
        Film("tt3", [1, 0.2], overview="Long. " * 90, url=url, licence="CC BY-SA 4.0"),
        Film("tt4", [1, 0.3], overview="By hand."),
        Film("tt5", [1, 0.4], overview="Odd.", url=evil, licence="*a* licence"),
    ]
    build_films(tmp_path, films)
    monkeypatch.setenv("FILMKIN_STORE", str(tmp_path))
    shown = [line for line in captions(open_movies("tt1")).splitlines() if "Text from" in line]
    page = r"[en\.wikipedia\.org](https://en.wikipedia.org/wiki/A_%28film%29_%5Bx%5D)"
    terms = r"[CC BY\-SA 4\.0](https://creativecommons.org/licenses/by-sa/4.0/)"
    assert shown == [
        f"Text from {page}, {terms}",
        f"Text from {page}, {terms}, shortened",
        rf"Text from {plain(evil)}, \*a\* licence",
    ]


def test_page_remembers_its_films(films: Store, seed: str) -> None:
    """Visiting another page keeps the query."""
    second = films.titles.resolve(SECOND)
    app = open_movies(seed, second)
    app.switch_page("your_data.py").run()
    app.query_params.clear()  # as the navigation does
    app.switch_page("movies.py").run()
    assert headings(app)[0] == f"Which films are like {SEED} and {SECOND}?"
