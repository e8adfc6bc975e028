"""Pairs of films across groups: what may be a pair, in which order, and with which reason."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, UnknownId
from recsys.movies.pairs import LIKENESS, PAIRS_OF_A_FILM
from tests.movies.worlds import Film, World, open_world, random_films
from tests.tries import tries

ALL = 1_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Anna's a1 and a2, Bea's b1 to b3, and one that they directed together."""
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


def test_the_nearest_with_its_reason(world: World) -> None:
    # Votes and rating of b2 do not count; the film of both directors is in no pair.
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
    assert frame["score"].to_list() == world.movies.pairs([ANNA, BEA])["score"].to_list()


def test_no_film_fills_the_list(world: World) -> None:
    # a1 is nearest to all three of Bea's, and in two pairs only.
    frame = world.movies.pairs([ANNA, BEA], ALL)
    often = Counter([*frame["id"], *frame["other_id"]])
    assert max(often.values()) == PAIRS_OF_A_FILM
    assert frame.height == 4


def test_only_films_of_both(world: World) -> None:
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
def test_whatever_the_films_similar_says_the_same(films: list[Film], data: st.DataObject) -> None:
    # A pair's score is what `similar` gives either film for the other, and none is passed over.
    ids = [film.id for film in films]
    group = st.lists(st.sampled_from(ids), max_size=5, unique=True)
    groups = data.draw(st.lists(group, min_size=2, max_size=3))
    with tempfile.TemporaryDirectory() as folder, open_world(Path(folder) / "w", films) as world:
        frame = world.movies.pairs(groups, ALL)
        found = {
            (film, other): score
            for film in ids
            if len(ids) > 1
            for other, score in world.movies.similar(
                film, ALL, weights=LIKENESS, franchises="keep"
            ).select("id", "score").iter_rows()
        }  # fmt: skip
    may = {
        frozenset((one, two))
        for first in groups
        for second in groups
        for one in first
        for two in second
        if not any(one in each and two in each for each in groups)
    }
    used: Counter[str] = Counter()
    for row in frame.to_dicts():
        pair = frozenset((row["id"], row["other_id"]))
        assert row["score"] == pytest.approx(found[row["id"], row["other_id"]], abs=1e-5)
        assert row["score"] == pytest.approx(found[row["other_id"], row["id"]], abs=1e-5)
        free = [each for each in may if all(used[film] < PAIRS_OF_A_FILM for film in each)]
        assert pair in free
        best = max(found[tuple(each)] for each in free)
        assert row["score"] == pytest.approx(best, abs=1e-5)
        used.update(pair)
        may.remove(pair)
    assert not [each for each in may if all(used[film] < PAIRS_OF_A_FILM for film in each)]
