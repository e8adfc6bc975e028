"""Pairs of similar films across groups: which pairs, in which order, and why."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, UnknownId
from recsys.movies.pairs import MAX_PAIRS_PER_FILM, SIMILARITY_WEIGHTS
from tests.movies.worlds import Film, World, open_world, random_films
from tests.tries import tries

ALL = 1_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Anna directed a1 and a2, Bea b1 to b3, and both directed `both`."""
    films = [
        Film("a1", [1, 0], year=1990, directors=["Anna"], credits=[("max", "actor")]),
        Film("a2", [0, 1], year=1970, directors=["Anna"]),
        Film("b1", [1, 0], year=1991, directors=["Bea"], credits=[("max", "actor")]),
        Film("b2", [1, 0.1], year=1992, directors=["Bea"], rating=9.9, votes=1_000_000),
        Film("b3", None, year=None, directors=["Bea"]),
        Film("both", [1, 0], year=1990, directors=["Anna", "Bea"], credits=[("max", "actor")]),
    ]
    with open_world(tmp_path / "world", films) as opened:
        yield opened


ANNA, BEA = ["a1", "a2", "both"], ["b1", "b2", "b3", "both"]


def test_the_best_pair(world: World) -> None:
    # The votes and rating of b2 do not count, and the joint film is in no pair.
    frame = world.movies.pairs([ANNA, BEA])
    best = frame.row(0, named=True)
    assert (best["id"], best["other_id"]) == ("a1", "b1")
    assert (best["director"], best["other_director"]) == (["Anna"], ["Bea"])
    assert best["reason"] == "max (actor), a story much like it, 1990s"
    assert "both" not in {*frame["id"], *frame["other_id"]}
    assert frame["score"].is_sorted(descending=True)
    assert sum(best["terms"].values()) == pytest.approx(best["score"])
    assert best["terms"]["known"] == best["terms"]["rated"] == 0


def test_the_earlier_group_comes_first(world: World) -> None:
    frame = world.movies.pairs([BEA, ANNA])
    assert set(frame["id"]) <= set(BEA)
    other = world.movies.pairs([ANNA, BEA])
    assert frame["score"].to_list() == pytest.approx(other["score"].to_list(), abs=1e-5)


def test_pairs_per_film_are_limited(world: World) -> None:
    # a1 is the most similar film to all three of Bea's, but in two pairs only.
    frame = world.movies.pairs([ANNA, BEA], ALL)
    counts = Counter([*frame["id"], *frame["other_id"]])
    assert max(counts.values()) == MAX_PAIRS_PER_FILM
    assert frame.height == 4


def test_groups_with_the_same_film(world: World) -> None:
    empty = world.movies.pairs([["both"], ["both"]])
    assert empty.is_empty()
    assert empty.columns == world.movies.pairs([ANNA, BEA]).columns


def test_arguments(world: World) -> None:
    with pytest.raises(InvalidArgument, match="two groups"):
        world.movies.pairs([ANNA])
    with pytest.raises(InvalidArgument, match="k is 0"):
        world.movies.pairs([ANNA, BEA], 0)
    with pytest.raises(UnknownId):
        world.movies.pairs([ANNA, ["c1"]])


@tries(10)
@given(films=random_films(8), data=st.data())
def test_pairs_agree_with_similar(films: list[Film], data: st.DataObject) -> None:
    # A pair's score equals `similar` in both directions, and no better pair is skipped.
    ids = [film.id for film in films]
    group = st.lists(st.sampled_from(ids), max_size=5, unique=True)
    groups = data.draw(st.lists(group, min_size=2, max_size=3))
    with tempfile.TemporaryDirectory() as folder, open_world(Path(folder) / "w", films) as world:
        frame = world.movies.pairs(groups, ALL)
        scores = {
            (film, other): score
            for film in ids
            if len(ids) > 1
            for other, score in world.movies.similar(
                film, ALL, weights=SIMILARITY_WEIGHTS, franchises="keep"
            ).select("id", "score").iter_rows()
        }  # fmt: skip
    candidates = {
        frozenset((film, other))
        for first in groups
        for second in groups
        for film in first
        for other in second
        if not any(film in group_ and other in group_ for group_ in groups)
    }
    used: Counter[str] = Counter()

    def is_free(pair: frozenset[str]) -> bool:
        return all(used[film] < MAX_PAIRS_PER_FILM for film in pair)

    for row in frame.to_dicts():
        pair = frozenset((row["id"], row["other_id"]))
        assert row["score"] == pytest.approx(scores[row["id"], row["other_id"]], abs=1e-5)
        assert row["score"] == pytest.approx(scores[row["other_id"], row["id"]], abs=1e-5)
        free = [other for other in candidates if is_free(other)]
        assert pair in free
        best = max(scores[tuple(other)] for other in free)
        assert row["score"] == pytest.approx(best, abs=1e-5)
        used.update(pair)
        candidates.remove(pair)
    assert not any(is_free(pair) for pair in candidates)
