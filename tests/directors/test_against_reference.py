"""Fast scores equal the SQL reference, on random small catalogues and on real films."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recsys
from recsys.directors import DirectorQuery, Directors, Thresholds
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
    # On any catalogue the graph must give the same scores as SQL.
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        rule = "one_film" if one_film else "best_of_each"
        thresholds = Thresholds(rating, votes, rule, min_films, years)
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
            expected_ids = reference.passing(
                world.con, person, mask, rating, votes, one_film, years
            )
            expected_ids &= set(expected.filter(expected["films"] >= min_films)["id"])
            passing = passing_ids(world.directors, person, thresholds, roles)
            assert passing == [id for id in expected["id"] if id in expected_ids]


def passing_ids(
    directors: Directors, person: str, thresholds: Thresholds, roles: list[str] | None
) -> list[str]:
    """Ids in the order of `ranked`; also checks the hints if nobody passes."""
    query = DirectorQuery(person, "classic", None if roles is None else tuple(roles), thresholds)
    try:
        return directors.ranked(query, limit=100)["id"].to_list()
    except NothingShared:
        assert directors.scores(person, "classic", roles=roles).is_empty()
    except BelowThresholds as error:
        check_hints(directors, query, error)
    return []


def check_hints(directors: Directors, query: DirectorQuery, error: BelowThresholds) -> None:
    """Each hint lets a director pass, and one step above it nobody passes."""

    def count(name: str, value: float) -> int:
        thresholds = replace(query.thresholds, **{name: value})
        return directors.count_passing(replace(query, thresholds=thresholds))

    for name, hint, step in (
        ("min_rating", error.rating_that_passes, 0.1),
        ("min_votes", error.votes_that_pass, 1),
    ):
        if hint is None:
            assert count(name, 0) == 0
            continue
        assert count(name, hint) > 0
        if hint + step <= getattr(query.thresholds, name):
            assert count(name, hint + step) == 0


@pytest.mark.parametrize("folder", ["imdb3k", "films10k/imdb", "imdb-raw/75-titles"])
def test_real_films_equal_the_reference(folder: str, tmp_path: Path) -> None:
    # Real files contain cases that a generator does not produce.
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the data in {SHARED_DATA}")
    build([ImdbSource(SHARED_DATA / folder)], tmp_path)
    with (
        recsys.open_store(tmp_path) as store,
        catalogue_connection(store.build.catalogue) as con,
    ):
        directors = store.sql("SELECT dconst FROM directors ORDER BY dconst")["dconst"].to_numpy()
        chosen = np.random.default_rng(1).choice(directors, min(40, len(directors)), replace=False)
        for director in chosen:
            expected = reference.scores(con, director, ALL_ROLES_MASK).select(COLUMNS)
            assert (
                store.directors.scores(director, "classic").select(COLUMNS).rows()
                == expected.rows()
            )
