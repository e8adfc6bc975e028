"""Reading likes and counting shared users; all numbers are computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recsys.errors import SourceError
from recsys.evaluate.movielens import liked_together, read_likes, relevant_items
from recsys.store.graph import CreditGraph
from tests.directors.worlds import Film, make_world
from tests.evaluate.tastes import write_movielens

SHORT, PADDED, LONG = "tt0000012", "tt0114709", "tt10000001"
LINKS = [(1, "12"), (2, "0114709"), (3, 10000001), (4, 999), (5, "")]


@pytest.fixture
def graph(tmp_path: Path) -> CreditGraph:
    return make_world(tmp_path / "graph", [Film(SHORT), Film(PADDED), Film(LONG)]).graph


def test_links_join_with_and_without_leading_zeros(tmp_path: Path, graph: CreditGraph) -> None:
    ratings = [
        (1, 1, 4.0), (1, 2, 3.5), (1, 4, 5.0), (1, 5, 5.0),
        (7, 2, 5.0), (7, 3, 4.5), (7, 3, 4.5),
        (9, 1, 0.5),
    ]  # fmt: skip
    likes = read_likes(write_movielens(tmp_path / "ml", ratings, LINKS), graph)
    assert likes.users == 3  # including the one without likes
    pairs = sorted(zip(likes.user.tolist(), likes.movie.tolist(), strict=True))
    assert [(user, graph.movies["id"][movie]) for user, movie in pairs] == [
        (0, SHORT),
        (1, PADDED),
        (1, LONG),
    ]


def test_no_ratings(tmp_path: Path, graph: CreditGraph) -> None:
    likes = read_likes(write_movielens(tmp_path / "ml", [], LINKS), graph)
    assert (likes.users, len(likes.user), len(likes.movie)) == (0, 0, 0)


@pytest.mark.parametrize("missing", ["ratings.csv", "links.csv"])
def test_a_missing_file_is_named(tmp_path: Path, graph: CreditGraph, missing: str) -> None:
    folder = write_movielens(tmp_path / "ml", [(1, 1, 4.0)], LINKS)
    (folder / missing).unlink()
    with pytest.raises(SourceError, match="missing") as caught:
        read_likes(folder, graph)
    assert caught.value.file == folder / missing


@pytest.mark.parametrize("name", ["ratings.csv", "links.csv"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b,c\n1,2,3\n",
        b"userId,movieId,rating\nx,y,z\n",
        b"movieId,imdbId\nabc,12\n",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_another_format_is_refused(
    tmp_path: Path, graph: CreditGraph, name: str, content: bytes
) -> None:
    folder = write_movielens(tmp_path / "ml", [(1, 1, 4.0)], LINKS)
    (folder / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_likes(folder, graph)
    assert caught.value.file == folder / name


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path, graph: CreditGraph) -> None:
    folder = write_movielens(tmp_path / "ml", [(1, 1, 4.0)], LINKS)
    (folder / "ratings.csv").unlink()
    (folder / "ratings.csv").mkdir()
    with pytest.raises(SourceError):
        read_likes(folder, graph)


def test_z_by_hand() -> None:
    """Four users: two like A and B, one A alone, one C alone."""
    user, item = np.array([0, 0, 1, 1, 2, 3]), np.array([0, 1, 0, 1, 0, 2])
    z = liked_together(user, item, users=4, items=3)
    e_ab, e_ac, e_bc = 3 * 2 / 4, 3 * 1 / 4, 2 * 1 / 4
    assert z[0, 1] == pytest.approx((2 - e_ab) / np.sqrt(e_ab + 5))
    assert z[0, 2] == pytest.approx((0 - e_ac) / np.sqrt(e_ac + 5))
    assert z[1, 2] == pytest.approx((0 - e_bc) / np.sqrt(e_bc + 5))
    assert np.array_equal(z, z.T)


def test_counts_above_255_are_exact() -> None:
    user = np.repeat(np.arange(300), 2)
    z = liked_together(user, np.tile([0, 1], 300), users=600, items=2)
    assert z[0, 1] == pytest.approx((300 - 150) / np.sqrt(155))


def test_relevant_items_have_the_highest_z() -> None:
    z = np.array([[9.0, 1.0, 3.0, 2.0], [1, 9, 0, 5], [3, 0, 9, 4], [2, 5, 4, 9]])
    assert relevant_items(z, ["a", "b", "c", "d"], 2) == [{2, 3}, {0, 3}, {0, 3}, {1, 2}]


def test_ties_are_broken_by_id() -> None:
    relevant = relevant_items(np.zeros((4, 4)), ["tt3", "tt1", "tt2", "tt4"], 2)
    assert relevant == [{1, 2}, {2, 0}, {1, 0}, {1, 2}]


def test_fewer_items_than_requested() -> None:
    assert relevant_items(np.zeros((2, 2)), ["a", "b"], 20) == [{1}, {0}]
