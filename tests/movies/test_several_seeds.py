"""Several seeds, disliked films and presets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, UnknownId
from recsys.movies import PRESETS, TERMS, RankingWeights
from recsys.movies.ranking import FIRST_FILMS, Ranked, each_seed_early, rank
from tests.movies.worlds import Film, World, open_world
from tests.tries import tries

TEXT_ONLY = RankingWeights.text_only()


@tries(30)
@given(
    st.integers(2, 7).flatmap(
        lambda seeds: st.tuples(st.just(seeds), st.lists(st.integers(0, seeds - 1), min_size=1))
    )
)
def test_each_seed_is_early(drawn: tuple[int, list[int]]) -> None:
    """Each of up to five seeds that is nearest to a film is so within the first five."""
    seeds, nearest = drawn
    count = len(nearest)
    ranked = Ranked(
        np.arange(count, dtype=np.int32), -np.arange(count, dtype=float), {}, np.array(nearest)
    )
    found = each_seed_early(ranked, seeds)
    assert sorted(found.movies.tolist()) == list(range(count))
    for part in (found.movies[:FIRST_FILMS], found.movies[FIRST_FILMS:]):
        assert (np.diff(part) > 0).all()
    if seeds <= FIRST_FILMS:
        assert set(found.seed[:FIRST_FILMS].tolist()) == set(nearest)
    else:
        assert found.movies.tolist() == list(range(count))


@tries(20)
@given(st.integers(1, 4), st.integers(0, 3), st.integers(0, 1_000_000))
def test_scores_against_the_formula(seeds: int, disliked: int, number: int) -> None:
    """f + (mean p + max p) / 2 - max p of disliked films / 2, term by term."""
    random = np.random.default_rng(number)
    weights = RankingWeights(**{name: float(random.integers(0, 3)) for name in TERMS} | {"era": 1})
    alone = {name: random.random(6) for name in ("known", "rated")}
    films = [{name: random.random(6) for name in TERMS} | alone for _ in range(seeds + disliked)]
    shares = random.uniform(1, 3, seeds)
    ranked = rank(np.arange(6, dtype=np.int32), films[:seeds], weights, shares, films[seeds:])
    for film, score in zip(ranked.movies.tolist(), ranked.score.tolist(), strict=True):
        compared = [
            sum(getattr(weights, n) * values[n][film] for n in TERMS if n not in alone)
            for values in films
        ]
        own = sum(getattr(weights, name) * values[film] for name, values in alone.items())
        mean = np.average(compared[:seeds], weights=shares)
        away = max(compared[seeds:], default=0.0)
        assert score == pytest.approx(own + (mean + max(compared[:seeds])) / 2 - away / 2)
    assert sum(ranked.terms.values()) == pytest.approx(ranked.score)
    assert (np.diff(ranked.score) <= 1e-12).all()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    films = [
        Film("tt0", (1, 0, 0)), Film("tt1", (0, 1, 0)), Film("tt2", (0, 0, 1)),
        *[Film(f"tt1{number}", (1, 0.01 * number, 0)) for number in range(8)],
        Film("tt20", (0.3, 0.9, 0)), Film("tt30", (0, 0.2, 0.8)),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as opened:
        yield opened


def test_every_seed_has_a_film_among_the_first_five(world: World) -> None:
    """Eight films are nearer to the first seed than any to the others."""
    frame = world.movies.similar(["tt0", "tt1", "tt2"], 5, weights=TEXT_ONLY)
    assert set(frame["seed"]) == {"tt0", "tt1", "tt2"}
    assert frame["score"].is_sorted(descending=True)


def test_a_disliked_film_counts_against(world: World) -> None:
    """It is left out, and films like it fall."""
    plain = world.movies.similar("tt1", 20, weights=TEXT_ONLY)
    assert plain["id"][0] == "tt20"
    away = world.movies.similar("tt1", 20, weights=TEXT_ONLY, disliked=["tt0"])
    assert "tt0" not in set(away["id"])
    before, after = (dict(frame.select("id", "score").rows()) for frame in (plain, away))
    cosine = float(world.unit("tt0") @ world.unit("tt17"))
    assert after["tt17"] == pytest.approx(before["tt17"] - cosine / 2, abs=1e-6)
    assert after["tt30"] == pytest.approx(before["tt30"], abs=1e-6)
    default = world.movies.similar("tt1", 20, disliked=["tt0", "tt0"])
    for row in default.to_dicts():
        assert sum(row["terms"].values()) == pytest.approx(row["score"])


def test_invalid_disliked_films(world: World) -> None:
    with pytest.raises(UnknownId):
        world.movies.similar("tt1", disliked=["tt999"])
    with pytest.raises(InvalidArgument, match="tt1 is both"):
        world.movies.similar("tt1", disliked=["tt1"])
    with pytest.raises(InvalidArgument, match="101 films are disliked"):
        world.movies.similar("tt1", disliked=[f"tt{number}" for number in range(101)])


def test_presets() -> None:
    """The default is `like`; each preset differs, and groups scale it."""
    assert RankingWeights.preset("like") == RankingWeights()
    assert len({RankingWeights.preset(name) for name in PRESETS}) == len(PRESETS)
    story = RankingWeights.of_groups("story", era=0)
    assert story == RankingWeights(**vars(RankingWeights.preset("story")) | {"era": 0.0})
    with pytest.raises(InvalidArgument, match="no preset 'mood'; choose like, story"):
        RankingWeights.preset("mood")
