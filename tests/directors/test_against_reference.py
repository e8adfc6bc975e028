"""The fast scores against the readable query: random small worlds, and real films."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recsys
from recsys.directors import Directors, Thresholds
from recsys.errors import BelowThresholds, NoFilms, NothingShared
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.store.connection import catalogue_connection
from recsys.vocabulary.roles import ALL_ROLES_MASK, roles_to_mask
from tests.directors import reference
from tests.directors.worlds import PEOPLE, Film, make_world, random_films
from tests.tries import tries

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
COLUMNS = ["id", "score", "films", "shared_people", "best_rating", "best_votes"]


@tries(30)
@given(
    films=random_films(),
    roles=st.sampled_from([None, ["actor"], ["actor", "editor"]]),
    rating=st.sampled_from([0.0, 6.9, 7.0, 7.1]),
    votes=st.sampled_from([0, 1, 5, 10, 11]),
    one_film=st.booleans(),
    years=st.sampled_from([None, (1999, 1999), (2000, 2001)]),
    min_films=st.sampled_from([1, 2]),
)
def test_scores_and_thresholds_equal_the_reference(
    films: list[Film],
    roles: list[str] | None,
    rating: float,
    votes: int,
    one_film: bool,
    years: tuple[int, int] | None,
    min_films: int,
) -> None:
    # The heart of the system: whatever the world looks like, the graph must say what SQL says.
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        rule = "one_film" if one_film else "best_of_each"
        limits = Thresholds(rating, votes, rule, min_films, years)
        for person in PEOPLE:
            if world.graph.person_row(person) is None:
                continue
            try:
                scores = world.directors.scores(person, "classic", roles=roles)
            except NoFilms:
                continue
            mask = roles_to_mask(roles)
            expected = reference.scores(world.con, person, mask)
            assert scores.select(COLUMNS).rows() == expected.select(COLUMNS).rows()
            wanted = reference.passing(world.con, person, mask, rating, votes, one_film, years)
            enough = set(expected.filter(expected["films"] >= min_films)["id"])
            shown = passing_ids(world.directors, person, limits, roles)
            assert shown == [row for row in expected["id"] if row in wanted & enough]


def passing_ids(
    directors: Directors, person: str, limits: Thresholds, roles: list[str] | None
) -> list[str]:
    """Ids in the order of `recommend`; checks the hints where nobody passes."""
    arguments = {
        "min_rating": limits.min_rating,
        "min_votes": limits.min_votes,
        "threshold_rule": limits.rule,
        "min_films": limits.min_films,
        "years": limits.years,
    }
    try:
        return directors.recommend(person, "classic", roles=roles, limit=100, **arguments)[
            "id"
        ].to_list()
    except NothingShared:
        assert directors.scores(person, "classic", roles=roles).is_empty()
    except BelowThresholds as error:
        check_hints(directors, person, arguments, roles, error)
    return []


def check_hints(
    directors: Directors, person: str, arguments: dict, roles: list[str] | None, error: Exception
) -> None:
    """Each hint lets somebody through, and the next step above it nobody."""
    assert isinstance(error, BelowThresholds)
    for name, hint, step in (
        ("min_rating", error.rating_that_passes, 0.1),
        ("min_votes", error.votes_that_pass, 1),
    ):
        if hint is None:
            with pytest.raises(BelowThresholds):
                directors.recommend(person, "classic", roles=roles, **{**arguments, name: 0})
            continue
        assert directors.recommend(
            person, "classic", roles=roles, **{**arguments, name: hint}
        ).height
        if hint + step <= arguments[name]:
            with pytest.raises(BelowThresholds):
                directors.recommend(
                    person, "classic", roles=roles, **{**arguments, name: hint + step}
                )


@pytest.mark.parametrize("folder", ["imdb3k", "films10k/imdb", "imdb-raw/75-titles"])
def test_real_films_equal_the_reference(folder: str, tmp_path: Path) -> None:
    # Real files have what a generator does not think of.
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the data in {SHARED_DATA}")
    build([ImdbSource(SHARED_DATA / folder)], tmp_path)
    with (
        recsys.open_store(tmp_path) as store,
        catalogue_connection(store.build.catalogue) as con,
    ):
        everybody = store.sql("SELECT dconst FROM directors ORDER BY dconst")["dconst"].to_numpy()
        chosen = np.random.default_rng(1).choice(everybody, min(40, len(everybody)), replace=False)
        for director in chosen:
            expected = reference.scores(con, director, ALL_ROLES_MASK).select(COLUMNS)
            assert (
                store.directors.scores(director, "classic").select(COLUMNS).rows()
                == expected.rows()
            )
