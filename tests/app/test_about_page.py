"""The About page: its breakdowns equal the package's scores and add up."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.sources import SOURCE_NAMES
from pages.parts.common.text import plain
from pages.parts.films.explanation import AFFINITY_TERMS, DIRECTOR_TERMS, FILM_TERMS
from recsys.catalog import Store
from recsys.directors.affinity import TERMS as OF_DIRECTORS
from recsys.directors.people import TERMS as PEOPLE_FIRST
from recsys.movies.weights import TERMS as OF_FILMS
from tests.app.pages import assert_no_exception, captions, headings, links, open_app
from tests.app.world import HOSTILE, HOSTILE_NAME, HUI, VARDA, WONG


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def test_every_term_has_a_name_and_a_definition() -> None:
    """A term added to a score must be explained."""
    assert tuple(AFFINITY_TERMS) == OF_DIRECTORS
    assert set(PEOPLE_FIRST) <= set(DIRECTOR_TERMS)
    assert tuple(FILM_TERMS) == OF_FILMS


def test_one_score_of_each_kind_is_explained(films: Store) -> None:
    """The sums below the tables are the scores that the other pages show."""
    wong, mood = films.people.resolve("Wong Kar-wai"), films.titles.resolve("In the Mood for Love")
    app = open_app("about")
    people, affinity, classic, film = (table.value for table in app.dataframe[:4])
    best = films.directors.recommend(wong, limit=1).row(0, named=True)
    assert headings(app)[1] == plain(f"For example, {best['name']} for Wong Kar-wai")
    assert people["part"].sum() == pytest.approx(best["score"])
    kindred = films.directors.recommend(wong, "affinity", limit=1)["score"].to_list()[0]
    assert affinity["part"].sum() == pytest.approx(kindred)
    for terms in (people, affinity):
        assert (terms["value"] * terms["weight"]).tolist() == pytest.approx(terms["part"])
    assert f"= **{best['score']:.3f}**, the score." in text(app)

    first = films.directors.recommend(wong, "classic", limit=1).row(0, named=True)
    assert classic["contribution"].sum() / first["films"] == pytest.approx(first["score"])
    assert (classic["query_films"] * classic["candidate_films"]).tolist() == classic[
        "contribution"
    ].tolist()
    assert f"/ {first['films']} = **{first['score']:.3f}**, the score." in text(app)

    like = films.movies.similar(mood, 1).row(0, named=True)
    assert film["part"].sum() == pytest.approx(like["score"])
    assert f"= **{like['score']:.3f}**, the score." in text(app)
    assert plain(films.manifest.vectors["model"]) in captions(app)


def test_written_sum_adds_up(films: Store) -> None:
    sums = re.findall(r"^([\d. +]+) = \*\*([\d.]+)\*\*, the score", text(open_app("about")), re.M)
    assert len(sums) == 3
    for parts, total in sums:
        assert sum(map(float, parts.split(" + "))) == pytest.approx(float(total), abs=0.005)


def test_any_pair_from_the_address(store: Store) -> None:
    """The Directors page links here with a pair; its score is explained."""
    app = open_app("about", director=WONG, **{"with": HUI})
    assert "Ann Hui for Wong Kar" in headings(app)[1]
    assert "S(e) = " in text(app)
    assert f"**{store.directors.explain_classic(WONG, HUI).score:.3f}**" in text(app)
    evidence = open_app("directors", director=WONG, **{"with": HUI})
    assert links(evidence)["How this score is calculated"] == f"about?director={WONG}&with={HUI}"


@pytest.mark.parametrize(("director", "other"), [(WONG, VARDA), ("nm9", WONG), (WONG, "<b>")])
def test_pairs_without_a_score(store: Store, director: str, other: str) -> None:
    """The page says so and shows another pair."""
    app = open_app("about", director=director, **{"with": other})
    assert "Here is another pair" in app.info[0].value
    assert "for Wong Kar" in headings(app)[1]


def test_a_pair_of_films_from_the_address(films: Store) -> None:
    alien, aliens = (films.titles.resolve(title) for title in ("Alien", "Aliens"))
    app = open_app("about", movie=alien, like=aliens)
    assert "For example, Aliens for Alien" in headings(app)
    app = open_app("about", movie=alien, like="tt9")
    assert "has no film" in app.info[0].value


def test_hostile_names_stay_text(store: Store) -> None:
    app = open_app("about", director=WONG, **{"with": HOSTILE})
    assert plain(HOSTILE_NAME) in headings(app)[1]
    assert_no_exception(app)
    assert not any(element.allow_html for element in app.markdown)


def test_sources_and_limitations(store: Store) -> None:
    """Every source that a build can have is listed."""
    app = open_app("about")
    table = app.dataframe[4].value
    assert set(SOURCE_NAMES.values()) <= set(table["source"])
    assert "built from IMDb" in text(app)
    assert "used with permission" in text(app)
    assert "Influence" in text(app)
    assert "has no overviews" in captions(app)
