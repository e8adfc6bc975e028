"""Ranks over a grid of thresholds: computed by hand, and against asking point by point."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.directors import Directors, Thresholds
from recsys.directors.rankings import Rankings
from recsys.directors.robustness import grid_around
from recsys.errors import BelowThresholds, InvalidArgument, NoFilms, NothingShared
from recsys.util.numbers import short_votes, votes_steps
from tests.directors.worlds import PEOPLE, Film, World, make_world, random_films
from tests.tries import tries

# Max worked on two films of Bea, and one each of Carl (who has two), Dora (three) and Emil (four):
# by the classic score they rank in that order.
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


def test_ranks_reckoned_by_hand(world: World) -> None:
    # Half points that not all rated ones reach, from the setting; votes above the least, 10.
    frame = world.directors.rank_grid("anna", "carl", "classic", Thresholds(7.0, 20))
    assert frame["min_rating"].unique().sort().to_list() == [0.0, 6.5, 7.0, 7.5, 8.0]
    assert frame["min_votes"].unique().sort().to_list() == [0, 10, 20, 50, 100, 200, 500, 1000]
    assert frame.filter("is_current").rows() == [(7.0, 20, True, 1)]
    ranks = dict(zip(frame.select("min_rating", "min_votes").rows(), frame["rank"], strict=True))
    assert ranks[0.0, 0] == ranks[7.0, 10] == 2  # behind Bea, who has 10 votes
    assert ranks[0.0, 20] == ranks[7.0, 1000] == 1
    assert ranks[7.5, 0] is None


def test_what_holds_reckoned_by_hand(world: World) -> None:
    # Around 7.0 and 20 votes, Carl is first at 6.5 and 7.0, at any votes; never at 7.5: 5 of 8.
    [row] = world.directors.robustness("anna", "classic", Thresholds(7.0, 20)).to_dicts()
    assert (row["id"], row["rank"], row["best"], row["worst"]) == ("carl", 1, 1, 2)
    assert row["share"] == 3 * 8 / 40
    assert row["median"] == 1
    assert not row["stable"]


def test_no_thresholds_hold_but_for_the_unrated(world: World) -> None:
    # From nothing asked, three neighbours: (6.5, 0), (0, 20), (6.5, 20).
    frame = world.directors.robustness("anna", "classic")
    assert dict(frame.select("id", "stable").rows()) == {
        "bea": False,  # fails both with votes
        "carl": True,
        "dora": False,  # fails both with rating
        "emil": False,
    }
    assert frame["rank"].to_list() == [1, 2, 3, 4]


def test_being_pushed_out_of_those_shown_is_no_holding(world: World) -> None:
    # Two shown at 200 votes: Carl and Dora. At 100 votes still; with a rating of 6.5 Dora fails.
    limits = Thresholds(6.0, 200)
    shown = world.directors.robustness("anna", "classic", limits, limit=1)
    assert shown.select("id", "stable").rows() == [("carl", True)]
    both = world.directors.robustness("anna", "classic", limits, limit=2)
    assert both.select("id", "stable").rows() == [("carl", True), ("dora", False)]


def test_nobody_passes_or_shares(world: World, tmp_path: Path) -> None:
    # Empty frames, not errors: `recommend` says what happened.
    assert world.directors.robustness("anna", "classic", Thresholds(9.0)).is_empty()
    assert world.directors.rank_grid("anna", "anna", "classic").is_empty()
    alone = make_world(tmp_path / "graph", [Film("tt1", ["anna"], [("max", "actor")])])
    assert alone.directors.robustness("anna").is_empty()
    with pytest.raises(InvalidArgument, match="limit is 0"):
        world.directors.robustness("anna", limit=0)


@pytest.mark.parametrize("limits", [Thresholds(), Thresholds(7.3, 1500), Thresholds(10, 10**9)])
def test_the_setting_is_on_the_grid_with_neighbours(world: World, limits: Thresholds) -> None:
    # Also where it is no step of a slider, or beyond what anybody reaches.
    rankings = Rankings(world.graph, None)
    ranking = rankings.of(rankings.key("anna", "classic", None))
    grid = grid_around(ranking.films, limits)
    assert grid.tenths[grid.at[0]] == limits.min_tenths
    assert grid.votes[grid.at[1]] == limits.min_votes
    assert list(grid.tenths) == sorted(set(grid.tenths))
    assert list(grid.votes) == sorted(set(grid.votes))
    assert grid.tenths[0] == grid.votes[0] == 0
    assert len(grid.tenths) <= 12
    assert len(grid.votes) <= 12


def test_steps_of_votes_and_their_words() -> None:
    # Slider, grid and figure say the same.
    assert votes_steps(20) == [0, 1, 2, 5, 10, 20]
    assert votes_steps(0) == [0]
    said = [short_votes(votes) for votes in (0, 500, 1_000, 1_500, 20_000, 2_000_000)]
    assert said == ["0", "500", "1k", "1.5k", "20k", "2M"]


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
def test_the_grid_equals_asking_point_by_point(
    films: list[Film],
    rating: float,
    votes: int,
    one_film: bool,
    years: tuple[int, int] | None,
    min_films: int,
    limit: int,
) -> None:
    # The slow reference moves the sliders and asks `recommend` each time.
    rule = "one_film" if one_film else "best_of_each"
    limits = Thresholds(rating, votes, rule, min_films, years)
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        for person in PEOPLE:
            if world.graph.person_row(person) is None:
                continue
            try:
                frame = world.directors.robustness(person, "classic", limits, limit=limit)
            except NoFilms:
                continue
            assert frame["id"].to_list() == passing(world.directors, person, limits)[:limit]
            for row in frame.to_dicts():
                check(world.directors, person, row, limits, limit)


def check(directors: Directors, person: str, row: dict, limits: Thresholds, limit: int) -> None:
    grid = directors.rank_grid(person, row["id"], "classic", limits)
    tried = grid["min_rating"].unique().sort(), grid["min_votes"].unique().sort()
    at = [list(tried[0]).index(limits.min_rating), list(tried[1]).index(limits.min_votes)]
    ranks, near = [], []
    for point in grid.to_dicts():
        moved = Thresholds(
            point["min_rating"], point["min_votes"], limits.rule, limits.min_films, limits.years
        )
        order = passing(directors, person, moved)
        rank = order.index(row["id"]) + 1 if row["id"] in order else None
        assert point["rank"] == rank
        ranks.append(rank)
        place = list(tried[0]).index(point["min_rating"]), list(tried[1]).index(point["min_votes"])
        away = [abs(one - other) for one, other in zip(place, at, strict=True)]
        if max(away) == 1:
            near.append(rank is not None and rank <= limit)
    passed = [rank for rank in ranks if rank is not None]
    assert row["share"] == pytest.approx(len(passed) / len(ranks))
    assert (row["best"], row["worst"]) == (min(passed), max(passed))
    assert row["median"] == median(passed)
    assert row["stable"] == (sum(near) >= 0.8 * len(near))


def passing(directors: Directors, person: str, limits: Thresholds) -> list[str]:
    try:
        frame = directors.recommend(
            person,
            "classic",
            limits.min_rating,
            limits.min_votes,
            100,
            limits.rule,
            limits.min_films,
            limits.years,
        )
    except (NothingShared, BelowThresholds):
        return []
    return frame["id"].to_list()


def test_roles_narrow_the_grid(world: World) -> None:
    # As on every other question.
    assert world.directors.robustness("anna", roles=["editor"]).is_empty()
