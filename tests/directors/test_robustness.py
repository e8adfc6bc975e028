"""Ranks over a grid of thresholds: computed by hand, and against a query per grid point."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.directors import DirectorQuery, Directors, Thresholds
from recsys.directors.robustness import grid_around
from recsys.directors.score_cache import ScoreCache
from recsys.errors import BelowThresholds, InvalidArgument, NoFilms, NothingShared
from recsys.util.numbers import short_votes, votes_steps
from tests.directors.worlds import PEOPLE, Film, World, make_world, random_films
from tests.tries import tries

# Max worked on the only film of Bea and on one film each of Carl (who has two), Dora (three) and
# Emil (four), so the classic score ranks them in that order.
FILMS = [
    Film("tt00", ["anna"], [("max", "actor")]),
    Film("tt01", ["bea"], [("max", "actor")], 8.0, 10),
    Film("tt02", ["carl"], [("max", "actor")], 7.0, 1000),
    Film("tt03", ["carl"], [], 5.0, 10),
    Film("tt04", ["dora"], [("max", "actor")], 6.0, 200),
    Film("tt05", ["dora"]),
    Film("tt06", ["dora"]),
    Film("tt07", ["emil"], [("max", "actor")]),
    Film("tt08", ["emil"]),
    Film("tt09", ["emil"]),
    Film("tt10", ["emil"]),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world") / "graph", FILMS)


def classic(thresholds: Thresholds | None = None, person: str = "anna") -> DirectorQuery:
    return DirectorQuery(person, "classic", thresholds=thresholds or Thresholds())


def test_rank_grid_equals_hand_computed_ranks(world: World) -> None:
    # Half points from the current rating, and votes, that not every rated candidate reaches.
    frame = world.directors.rank_grid(classic(Thresholds(7.0, 20)), "carl")
    assert frame["min_rating"].unique().sort().to_list() == [0.0, 6.5, 7.0, 7.5, 8.0]
    assert frame["min_votes"].unique().sort().to_list() == [0, 10, 20, 50, 100, 200, 500, 1000]
    assert frame.filter("is_current").rows() == [(7.0, 20, True, 1)]
    ranks = dict(zip(frame.select("min_rating", "min_votes").rows(), frame["rank"], strict=True))
    assert ranks[0.0, 0] == ranks[7.0, 10] == 2  # behind Bea, who has 10 votes
    assert ranks[0.0, 20] == ranks[7.0, 1000] == 1
    assert ranks[7.5, 0] is None


def test_stability_equals_hand_computed_values(world: World) -> None:
    # Around 7.0 and 20 votes, Carl passes at 6.5 and 7.0 with any votes, never at 7.5: 5 of 8.
    [row] = world.directors.robustness(classic(Thresholds(7.0, 20))).to_dicts()
    assert (row["id"], row["rank"], row["best"], row["worst"]) == ("carl", 1, 1, 2)
    assert row["share"] == 3 * 8 / 40
    assert row["median"] == 1
    assert not row["stable"]


def test_stability_without_thresholds(world: World) -> None:
    # Without minimums there are three neighbours: (6.5, 0), (0, 20), (6.5, 20).
    frame = world.directors.robustness(classic())
    assert dict(frame.select("id", "stable").rows()) == {
        "bea": False,  # fails both with votes
        "carl": True,
        "dora": False,  # fails both with rating
        "emil": False,
    }
    assert frame["rank"].to_list() == [1, 2, 3, 4]


def test_a_rank_beyond_the_limit_is_not_stable(world: World) -> None:
    # At 200 votes Carl and Dora are shown, as at 100 votes; with a rating of 6.5 Dora fails.
    query = classic(Thresholds(6.0, 200))
    shown = world.directors.robustness(query, limit=1)
    assert shown.select("id", "stable").rows() == [("carl", True)]
    both = world.directors.robustness(query, limit=2)
    assert both.select("id", "stable").rows() == [("carl", True), ("dora", False)]


def test_empty_results_if_nobody_passes_or_shares(world: World, tmp_path: Path) -> None:
    # Empty frames instead of errors: `ranked` raises the error.
    assert world.directors.robustness(classic(Thresholds(9.0))).is_empty()
    assert world.directors.rank_grid(classic(), "anna").is_empty()
    alone = make_world(tmp_path / "graph", [Film("tt1", ["anna"], [("max", "actor")])])
    assert alone.directors.robustness(DirectorQuery("anna")).is_empty()
    with pytest.raises(InvalidArgument, match="limit is 0"):
        world.directors.robustness(classic(), limit=0)


@pytest.mark.parametrize("thresholds", [Thresholds(), Thresholds(7.3, 1500), Thresholds(10, 10**9)])
def test_the_grid_contains_the_current_thresholds(world: World, thresholds: Thresholds) -> None:
    # Even off the slider's steps, or above what any candidate reaches.
    ranking = ScoreCache(world.graph, None).ranking(classic())
    grid = grid_around(ranking.shared_films, thresholds)
    assert grid.tenths[grid.current[0]] == thresholds.min_tenths
    assert grid.votes[grid.current[1]] == thresholds.min_votes
    assert list(grid.tenths) == sorted(set(grid.tenths))
    assert list(grid.votes) == sorted(set(grid.votes))
    assert grid.tenths[0] == grid.votes[0] == 0
    assert len(grid.tenths) <= 12
    assert len(grid.votes) <= 12


def test_votes_steps_and_labels() -> None:
    assert votes_steps(20) == [0, 1, 2, 5, 10, 20]
    assert votes_steps(0) == [0]
    labels = [short_votes(votes) for votes in (0, 500, 1_000, 1_500, 20_000, 2_000_000)]
    assert labels == ["0", "500", "1k", "1.5k", "20k", "2M"]


@tries(15)
@given(
    films=random_films(),
    rating=st.sampled_from([0.0, 6.9, 7.0]),
    votes=st.sampled_from([0, 1, 5]),
    one_film=st.booleans(),
    years=st.sampled_from([None, (2000, 2001)]),
    min_films=st.sampled_from([1, 2]),
    limit=st.sampled_from([1, 2, 10]),
)
def test_the_grid_equals_a_query_per_point(
    films: list[Film],
    rating: float,
    votes: int,
    one_film: bool,
    years: tuple[int, int] | None,
    min_films: int,
    limit: int,
) -> None:
    # The slow reference calls `recommend` with the thresholds of each grid point.
    rule = "one_film" if one_film else "best_of_each"
    thresholds = Thresholds(rating, votes, rule, min_films, years)
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        for person in PEOPLE:
            if world.graph.person_row(person) is None:
                continue
            try:
                frame = world.directors.robustness(classic(thresholds, person), limit)
            except NoFilms:
                continue
            assert frame["id"].to_list() == passing(world.directors, person, thresholds)[:limit]
            for row in frame.to_dicts():
                check(world.directors, person, row, thresholds, limit)


def check(directors: Directors, person: str, row: dict, thresholds: Thresholds, limit: int) -> None:
    grid = directors.rank_grid(classic(thresholds, person), row["id"])
    ratings = grid["min_rating"].unique().sort().to_list()
    votes = grid["min_votes"].unique().sort().to_list()
    current = ratings.index(thresholds.min_rating), votes.index(thresholds.min_votes)
    ranks, near = [], []
    for point in grid.to_dicts():
        moved = replace(thresholds, min_rating=point["min_rating"], min_votes=point["min_votes"])
        order = passing(directors, person, moved)
        rank = order.index(row["id"]) + 1 if row["id"] in order else None
        assert point["rank"] == rank
        ranks.append(rank)
        index = ratings.index(point["min_rating"]), votes.index(point["min_votes"])
        distance = max(abs(a - b) for a, b in zip(index, current, strict=True))
        if distance == 1:
            near.append(rank is not None and rank <= limit)
    passed = [rank for rank in ranks if rank is not None]
    assert row["share"] == pytest.approx(len(passed) / len(ranks))
    assert (row["best"], row["worst"]) == (min(passed), max(passed))
    assert row["median"] == median(passed)
    assert row["stable"] == (sum(near) >= 0.8 * len(near))


def passing(directors: Directors, person: str, thresholds: Thresholds) -> list[str]:
    try:
        frame = directors.recommend(
            person,
            "classic",
            thresholds.min_rating,
            thresholds.min_votes,
            100,
            thresholds.rule,
            thresholds.min_films,
            thresholds.years,
        )
    except (NothingShared, BelowThresholds):
        return []
    return frame["id"].to_list()


def test_roles_limit_the_grid(world: World) -> None:
    query = DirectorQuery("anna", roles=("editor",))
    assert world.directors.robustness(query).is_empty()
