"""Nearest-neighbour search returns exactly `min(k, allowed)` films for any mask."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.embeddings.encode import normalised
from recsys.movies import nearest as module
from recsys.movies.nearest import Nearest
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors
from tests.movies.worlds import Film, World, build_films, open_world, random_films
from tests.tries import tries

FILMS, DIMENSION, CLUSTERS = 3_000, 32, 40


def clustered_films() -> list[Film]:
    """Return clustered films with one country and genre per cluster; every tenth has no text."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(CLUSTERS, DIMENSION))
    films = []
    for number in range(FILMS):
        cluster = number % CLUSTERS
        vector = centres[cluster] + 0.7 * random.normal(size=DIMENSION)
        films.append(
            Film(
                id=f"tt{number:07}",
                vector=None if number % 10 == 9 else vector.tolist(),
                year=1950 + cluster,
                countries=["US" if cluster % 2 else "CN"],
                genres=["Drama" if cluster % 3 else "War"],
            )
        )
    return films


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("clustered")
    build_films(folder, clustered_films())
    with recsys.open_store(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def vectors(store: Store) -> FilmVectors:
    return FilmVectors(store.build.vectors)


@pytest.fixture(scope="module")
def nearest(store: Store, vectors: FilmVectors) -> Iterator[Nearest]:
    with VectorIndex(store.build, vectors) as index:
        index.wait()
        yield Nearest(store.graph, vectors, index)


def brute_force(
    vectors: FilmVectors, vector: np.ndarray, count: int, mask: np.ndarray | None
) -> list[int]:
    """Sort all cosines in plain Python; ties by row."""
    cosines = np.asarray(vectors.matrix, dtype=np.float64) @ vector.astype(np.float64)
    pairs = sorted(
        (-round(float(cosine), 12), int(movie))
        for cosine, movie in zip(cosines, vectors.movies, strict=True)
        if mask is None or mask[movie]
    )
    return [movie for _, movie in pairs[:count]]


@pytest.mark.parametrize("passing", [1, 2, 10, 40, 60, 100, 200, 300, 900, 1_500, 2_700, 3_000])
@pytest.mark.parametrize("count", [1, 20, 400])
def test_the_number_of_films(
    nearest: Nearest, vectors: FilmVectors, passing: int, count: int
) -> None:
    """Narrow masks must not return too few films, as they did in FlixRec."""
    random = np.random.default_rng(passing * 1_000 + count)
    mask = np.zeros(FILMS, dtype=bool)
    mask[random.choice(FILMS, passing, replace=False)] = True
    seed = int(random.integers(len(vectors.movies)))
    vector = np.asarray(vectors.matrix[seed])
    movies, cosines = nearest.films(vector, count, mask)
    expected = brute_force(vectors, vector, count, mask)
    with_text = int(mask[vectors.movies].sum())
    assert len(movies) == len(set(movies.tolist())) == min(count, with_text) == len(expected)
    assert mask[movies].all()
    assert (np.diff(cosines) <= 0).all()
    np.testing.assert_allclose(
        cosines, vectors.matrix[np.searchsorted(vectors.movies, movies)] @ vector, atol=1e-6
    )
    if with_text <= module.GATHER_BELOW * len(vectors.movies):
        assert movies.tolist() == expected  # exact on narrow masks
    else:
        assert len(set(movies.tolist()) & set(expected)) >= 0.9 * len(expected)


def test_no_allowed_film(nearest: Nearest, vectors: FilmVectors) -> None:
    """The result is empty, without an error."""
    vector = np.asarray(vectors.matrix[0])
    only_without_text = np.ones(FILMS, dtype=bool)
    only_without_text[vectors.movies] = False
    for mask in (np.zeros(FILMS, dtype=bool), only_without_text):
        movies, cosines = nearest.films(vector, 20, mask)
        assert len(movies) == len(cosines) == 0
    assert len(nearest.films(vector, 0, None)[0]) == 0


def test_masks_opposed_to_the_seed(store: Store, nearest: Nearest, vectors: FilmVectors) -> None:
    """If the mask excludes all nearest neighbours, more distant films are returned."""
    years = store.graph.movie_year[vectors.movies]
    for seed in range(0, 80, 7):
        vector = np.asarray(vectors.matrix[seed])
        cluster = int(years[seed]) - 1950
        opposed = (store.graph.movie_year - 1950) % 2 != cluster % 2
        far = (vectors.matrix @ vector)[np.searchsorted(vectors.movies, vectors.movies)] < 0
        negative = np.zeros(FILMS, dtype=bool)
        negative[vectors.movies[far]] = True
        for mask in (opposed, negative):
            movies, _ = nearest.films(vector, 20, mask)
            assert len(movies) == 20
            assert mask[movies].all()
            expected = brute_force(vectors, vector, 20, mask)
            assert len(set(movies.tolist()) & set(expected)) >= 18


def test_a_result_without_the_seed_is_discarded(nearest: Nearest, vectors: FilmVectors) -> None:
    # HNSW misses some clusters entirely, including the seed itself.
    row = 5
    vector, seed = np.asarray(vectors.matrix[row]), int(vectors.movies[row])
    far = int(vectors.movies[np.argmin(vectors.matrix @ vector)])
    assert nearest._from_chroma(vector, 20, 1.0, None, seed) is not None
    assert nearest._from_chroma(vector, 20, 1.0, None, far) is None
    movies, _ = nearest.films(vector, 20, None, seed=far)
    assert movies.tolist() == brute_force(vectors, vector, 20, None)


def test_recall_of_chroma(nearest: Nearest, vectors: FilmVectors) -> None:
    """Recall is at least 95 %, with and without a mask."""
    random = np.random.default_rng(3)
    hits = total = 0
    for seed in random.choice(len(vectors.movies), 60, replace=False):
        vector = np.asarray(vectors.matrix[seed])
        for mask in (None, random.random(FILMS) < 0.6):
            movies, _ = nearest.films(vector, 20, mask)
            hits += len(set(movies.tolist()) & set(brute_force(vectors, vector, 20, mask)))
            total += 20
    assert hits / total >= 0.95


def test_all_methods_agree(
    nearest: Nearest, vectors: FilmVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The three methods return the same films with the same scores."""
    mask = np.random.default_rng(5).random(FILMS) < 0.5
    results = {}
    for seed in range(0, 100, 9):
        vector = np.asarray(vectors.matrix[seed])
        for method, limits in {
            "chroma": {"GATHER_BELOW": 0.0, "MAX_FROM_CHROMA": 5_000},
            "gather": {"GATHER_BELOW": 1.0},
            "product": {"GATHER_BELOW": 0.0, "GATHER_FALLBACK": 0.0, "MAX_FROM_CHROMA": 0},
        }.items():
            with monkeypatch.context() as patch:
                for name, value in limits.items():
                    patch.setattr(module, name, value)
                results[method] = nearest.films(vector, 20, mask)
        assert results["gather"][0].tolist() == brute_force(vectors, vector, 20, mask)
        for method in ("chroma", "product"):
            assert results[method][0].tolist() == results["gather"][0].tolist(), method
            assert results[method][1].tolist() == results["gather"][1].tolist(), method


def test_a_screenful_comes_from_chroma(
    nearest: Nearest, monkeypatch: pytest.MonkeyPatch, vectors: FilmVectors
) -> None:
    """In a small catalogue, Chroma serves one screenful; the product serves more, faster."""
    calls = []
    from_chroma = nearest._index.nearest
    monkeypatch.setattr(
        nearest._index, "nearest", lambda *args: calls.append(args) or from_chroma(*args)
    )
    vector = np.asarray(vectors.matrix[11])
    nearest.films(vector, 20, None)
    assert len(calls) == 1
    assert nearest.films(vector, 400, None)[0].tolist() == brute_force(vectors, vector, 400, None)
    assert len(calls) == 1


@pytest.mark.parametrize("share", [0.01, 0.5, 1.0])
def test_films_with_the_same_vector(tmp_path: Path, share: float) -> None:
    """Films with the same text tie and are sorted by id with every method."""
    random = np.random.default_rng(1)
    same = random.normal(size=384).tolist()
    films = [
        Film(f"tt{number:07}", same if number % 3 else random.normal(size=384).tolist())
        for number in range(601)
    ]
    with open_world(tmp_path / "w", films) as world:
        mask = random.random(601) < share
        mask[[1, 2]] = True
        vector = world.unit("tt0000001")
        movies, cosines = world.nearest.films(vector, 20, mask)
        twins = [row for row in np.flatnonzero(mask).tolist() if row % 3]
        result = [row for row in movies.tolist() if row % 3]
        assert result == twins[: len(result)]
        assert len(result) == min(20, len(twins))
        assert len(set(cosines[: len(result)].tolist())) == 1


@tries(10)
@given(random_films(30), st.data())
def test_small_worlds_equal_brute_force(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film], data: st.DataObject
) -> None:
    """With many equal and opposite vectors, the result equals the plain sort."""
    with open_world(tmp_path_factory.mktemp("world") / "w", films) as world:
        if world.vectors is None:
            return
        for _ in range(5):
            size = len(films)
            mask = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
            count = data.draw(st.integers(1, size + 2))
            row = data.draw(st.integers(0, len(world.vectors.movies) - 1))
            vector = np.asarray(world.vectors.matrix[row])
            movies, _ = world.nearest.films(vector, count, mask)
            assert movies.tolist() == brute_force(world.vectors, vector, count, mask)


def test_exact_while_the_index_is_opening(
    store: Store, vectors: FilmVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the index is opening, results come from the exact product."""
    with socket.socket() as listening:  # accepts connections, never responds
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("FILMKIN_CHROMA_URL", address)
        index = VectorIndex(store.build, vectors)
        opening = Nearest(store.graph, vectors, index)
        opening.warm_up()
        connection, _ = listening.accept()
        for seed in (0, 500):
            vector = np.asarray(vectors.matrix[seed])
            movies, _ = opening.films(vector, 20, None)
            assert movies.tolist() == brute_force(vectors, vector, 20, None)
        connection.close()
    index.close()


def test_exact_when_the_index_has_failed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Results come from the exact product, and the failure is logged once."""
    films = [Film(f"tt{number:07}", np.eye(8)[number % 8].tolist()) for number in range(50)]
    with open_world(tmp_path / "w", films) as world:
        assert world.index is not None
        assert world.vectors is not None
        with pytest.raises(recsys.errors.DamagedStore, match=r"chroma.*missing.*build again"):
            world.index.wait()
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                movies, _ = world.nearest.films(world.unit("tt0000003"), 9, None)
                expected = brute_force(world.vectors, world.unit("tt0000003"), 9, None)
                assert movies.tolist() == expected
        [record] = caplog.records
        assert "without the index" in record.getMessage()
        assert not (tmp_path / "w" / "chroma").exists()  # reading creates nothing


def test_cosines(tmp_path: Path) -> None:
    """Films without a text have NaN, also after the last film with one."""
    films = [Film("tt1"), Film("tt2", (3, 4)), Film("tt3"), Film("tt4", (0, -2)), Film("tt5")]
    with open_world(tmp_path / "w", films) as world:
        cosines = world.nearest.cosines(np.array([0, 1], np.float32), np.arange(5, dtype=np.int32))
        np.testing.assert_allclose(cosines, [np.nan, 0.8, np.nan, -1, np.nan], atol=1e-6)


def test_normalised() -> None:
    """Rows have length 1, and a zero row causes no division by zero."""
    rows = normalised(np.array([[3, 4], [0, 0], [-2, 0]]))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0], [-1, 0]])
    assert rows.dtype == np.float32


def test_worlds(tmp_path: Path) -> None:
    """The test helper builds the graph and vectors as described."""
    films = [Film("tt2", (1, 0), genres=["Drama"]), Film("tt1", votes=5, rating=7.0)]
    with open_world(tmp_path / "w", films) as world:
        assert isinstance(world, World)
        assert world.graph.movies["id"].to_list() == ["tt1", "tt2"]
        assert world.graph.movies["overview"].to_list() == [None, "The story of tt2."]
        assert world.vectors is not None
        assert world.vectors.movies.tolist() == [1]
