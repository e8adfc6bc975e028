"""Complete builds of real folders and of the demo."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.errors import SourceError
from recsys.ingest.pipeline import build, build_demo
from recsys.sources.demo import read_films
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import BuildOptions
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.graph import CreditGraph
from recsys.store.manifest import describe_files
from recsys.store.publish import current_id
from recsys.store.schema import KEY_CHECKS, TABLES, broken_keys
from recsys.vocabulary.roles import mask_to_roles
from tests.helpers import SHARED_DATA, build_store, write_imdb

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason=f"{SHARED_DATA} is not here"
)


@needs_shared_data
@pytest.mark.parametrize(
    ("folder", "films", "director", "name"),
    [
        ("imdb3k", 3_000, "nm0000338", None),
        ("films10k/imdb", 10_000, None, "Martin Scorsese"),
        ("imdb-raw/75-titles", 9, None, None),
    ],
)
def test_real_folders_build_and_check_clean(
    tmp_path: Path, folder: str, films: int, director: str | None, name: str | None
) -> None:
    """The real files, with all their quirks, become a sound store that answers."""
    build([ImdbSource(SHARED_DATA / folder)], tmp_path / "store")
    with recsys.open_store(tmp_path / "store") as store:
        assert check_build(store.build) == []
        assert store.manifest.tables["movies"] >= films
        assert_graph_holds_the_tables(store)
        if name:
            director = store.people.resolve(name, directors_first=True)
        if director:
            assert store.directors.recommend(director, min_votes=500).height == 5


@needs_shared_data
def test_real_folder_without_crew_and_ratings_stops(tmp_path: Path) -> None:
    """Missing crew and ratings stop the build; both files are named."""
    with pytest.raises(
        SourceError, match=r"title\.ratings.*title\.crew|title\.crew.*title\.ratings"
    ):
        build([ImdbSource(SHARED_DATA / "imdb-raw" / "2k-titles")], tmp_path / "store")


def test_the_demo_builds_and_answers(tmp_path: Path) -> None:
    """The app's first start: all films of the demo, sound, with texts and searchable."""
    build_demo(tmp_path / "store")
    with recsys.open_store(tmp_path / "store") as store:
        assert check_build(store.build) == []
        assert store.manifest.is_demo
        assert store.manifest.tables["movies"] == len(read_films()) == store.graph.movie_count
        assert store.manifest.tables["texts"] == store.manifest.tables["movies"]
        assert store.graph.movies["overview"].null_count() == 0
        assert_graph_holds_the_tables(store)
        director = store.people.resolve("Chen Kaige", directors_first=True)
        assert store.directors.recommend(director).height > 0


def test_demo_leaves_out_films_of_few_votes(tmp_path: Path) -> None:
    """`--min-votes` holds for every source, and is accounted for."""
    votes = sorted(film.votes for film in read_films())
    middle = votes[len(votes) // 2]
    build_demo(tmp_path / "store", BuildOptions(min_votes=middle))
    with recsys.open_store(tmp_path / "store") as store:
        [source] = store.manifest.sources
        kept = sum(count >= middle for count in votes)
        assert source["rows"]["films"]["kept"] == kept == store.manifest.tables["movies"]


def assert_graph_holds_the_tables(store: Store) -> None:
    """Both directions of both relations, row by row, against the tables in DuckDB."""
    graph = store.graph
    ids, names = graph.movies["id"], graph.people["id"]
    assert (
        store.sql("SELECT tconst FROM movies ORDER BY movie")["tconst"].to_list() == ids.to_list()
    )
    assert (
        store.sql("SELECT nconst FROM people ORDER BY person")["nconst"].to_list()
        == names.to_list()
    )
    assert ids.is_sorted()
    assert names.is_sorted()
    credits = set(store.sql("SELECT tconst, pconst, role_mask FROM movie_prin").rows())
    relation = graph.movie_people
    found = {
        (ids[movie], names[int(person)], int(mask))
        for movie in range(graph.movie_count)
        for person, mask in zip(relation.of(movie), relation.roles_of(movie), strict=True)
    }
    assert found == credits
    back = graph.person_movies
    turned = {
        (ids[int(movie)], names[person], int(mask))
        for person in range(len(names))
        for movie, mask in zip(back.of(person), back.roles_of(person), strict=True)
    }
    assert turned == credits
    directing = set(store.sql("SELECT tconst, dconst FROM movie_dir").rows())
    of_director = {
        (ids[int(movie)], names[int(graph.director_persons[director])])
        for director in range(graph.director_count)
        for movie in graph.director_movies.of(director)
    }
    assert of_director == directing
    of_movie = {
        (ids[movie], names[int(graph.director_persons[director])])
        for movie in range(graph.movie_count)
        for director in graph.movie_directors.of(movie)
    }
    assert of_movie == directing


CREDITS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, 5), st.sampled_from(["director", "actress", "stunts"])
    ),
    max_size=15,
)
DIRECTING = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=8)


@settings(max_examples=8, deadline=None)
@given(CREDITS, DIRECTING)
def test_the_graph_holds_the_tables(
    tmp_path_factory: pytest.TempPathFactory,
    credits: list[tuple[int, int, str]],
    directing: list[tuple[int, int]],
) -> None:
    """On random small worlds the graph equals the tables."""
    crew: dict[int, list[str]] = {}
    for film, person in directing:
        crew.setdefault(film, []).append(f"nm{person}")
    store = build_store(
        tmp_path_factory.mktemp("world"),
        basics=[(f"tt{film}", f"Film {film}") for film in range(5)],
        crew=[(f"tt{film}", people) for film, people in crew.items()],
        principals=[(f"tt{film}", f"nm{person}", word) for film, person, word in credits],
        names=[(f"nm{person}", f"Person {person}") for person in range(0, 6, 2)],
    )
    with recsys.open_store(store) as opened:
        assert check_build(opened.build) == []
        assert_graph_holds_the_tables(opened)
        masks = opened.sql("SELECT roles, role_mask FROM movie_prin").rows()
        assert all(roles == mask_to_roles(mask) for roles, mask in masks)


WORLD = {
    "basics": [("tt1", "One", 1950), ("tt2", "Two", 2020), ("tt3", "Three")],
    "ratings": [("tt1", 9.1, 5), ("tt2", 4.2, 700)],
    "crew": [("tt1", "nm1"), ("tt2", "nm1"), ("tt3", "nm2")],
    "principals": [("tt1", "nm3"), ("tt2", "nm3"), ("tt2", "nm4"), ("tt3", "nm5")],
}


def test_manifest_of_a_build(tmp_path: Path) -> None:
    """Pages, `info` and `check` read it: counts, ranges of the sliders, options, every file."""
    options = BuildOptions(types=("movie", "video"))
    store = StoreFolder.at(build_store(tmp_path, **WORLD, options=options))
    folder = store.build(current_id(store))
    content = json.loads(folder.manifest.read_text(encoding="utf-8"))
    assert content["build_id"] == folder.root.name
    assert content["tables"] == {
        "movies": 3, "directors": 2, "people": 5, "principals": 3, "movie_dir": 3,
        "movie_prin": 4, "titles": 0, "texts": 0, "translations": 0, "trakt": 0,
    }  # fmt: skip
    assert content["ranges"] == {
        "min_year": 1950, "max_year": 2020, "min_rating": 4.2, "max_rating": 9.1,
        "max_votes": 700, "max_films": 2,
    }  # fmt: skip
    assert content["options"] == {
        "types": ["movie", "video"], "min_votes": 0, "include_adult": False,
    }  # fmt: skip
    assert content["files"] == describe_files(folder)
    assert {"catalogue.duckdb", "graph/movies.arrow", "search/titles/rows.npy"} <= set(
        content["files"]
    )


def test_ranges_of_a_catalogue_that_knows_nothing(tmp_path: Path) -> None:
    """No year, no rating, no director: unknown, not zero."""
    with recsys.open_store(build_store(tmp_path, basics=[("tt1", "One")])) as store:
        assert set(store.manifest.ranges.values()) == {None}


def test_votes_of_people(tmp_path: Path) -> None:
    """People are ranked by the votes on their films; unrated films add nothing."""
    with recsys.open_store(build_store(tmp_path, **WORLD)) as store:
        by_person = dict(zip(store.graph.people["id"], store.graph.person_votes, strict=True))
    assert by_person == {"nm1": 0, "nm2": 0, "nm3": 705, "nm4": 700, "nm5": 0}


def test_two_builds_of_the_same_files_are_the_same(tmp_path: Path) -> None:
    """Two builds of the same files are identical."""
    first, second = (
        StoreFolder.at(build_store(tmp_path / name, **WORLD)) for name in ("one", "two")
    )
    one, two = (describe_files(store.build(current_id(store))) for store in (first, second))
    # DuckDB and Arrow leave unused bytes as they are; what stands in them is compared elsewhere.
    for files in (one, two):
        for name in ("catalogue.duckdb", "graph/movies.arrow", "graph/people.arrow"):
            files.pop(name)
    assert one == two


def test_progress_names_each_step(tmp_path: Path) -> None:
    """Progress names each step of a build."""
    folder, said = write_imdb(tmp_path / "imdb", **WORLD), []
    build([ImdbSource(folder)], tmp_path / "store", progress=said.append)
    assert len(said) == len(set(said)) > 5
    assert "reading principals" in said


def test_failure_in_a_late_step_leaves_nothing(tmp_path: Path) -> None:
    """After a failure in a late step the old build is live and nothing is left behind."""
    store = StoreFolder.at(build_store(tmp_path, **WORLD))
    before = current_id(store)

    def interrupt(step: str) -> None:
        if step == "hashing and publishing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([ImdbSource(tmp_path / "imdb")], store.root, progress=interrupt)
    assert [path.name for path in store.builds.iterdir()] == [before]
    assert check_build(store.build(before)) == []


def test_spilled_data_and_staging_are_not_published(tmp_path: Path) -> None:
    """Temporary data of a build is not published."""
    store = StoreFolder.at(build_store(tmp_path, **WORLD))
    folder = store.build(current_id(store))
    assert not (folder.root / "spill").exists()
    with duckdb.connect(str(folder.catalogue), read_only=True) as con:
        assert sorted(name for (name,) in con.execute("SHOW TABLES").fetchall()) == sorted(TABLES)


@pytest.mark.parametrize(
    ("rule", "damage"),
    [
        ("movies.tconst is unique", "UPDATE movies SET tconst = 'tt1'"),
        ("movies.movie counts up from 0", "UPDATE movies SET movie = movie + 1"),
        ("people.nconst is unique", "UPDATE people SET nconst = 'nm1'"),
        ("people.person counts up from 0", "UPDATE people SET person = 0"),
        ("movie_dir has no row twice", "INSERT INTO movie_dir VALUES ('tt1', 'nm1')"),
        (
            "movie_prin has no person twice on a film",
            "INSERT INTO movie_prin SELECT * FROM movie_prin LIMIT 1",
        ),
        ("movie_dir.tconst is in movies", "DELETE FROM movies WHERE tconst = 'tt3'"),
        ("movie_prin.tconst is in movies", "DELETE FROM movies WHERE tconst = 'tt3'"),
        ("movie_dir.dconst is in directors", "DELETE FROM directors"),
        ("movie_prin.pconst is in principals", "DELETE FROM principals"),
        ("directors are in people", "DELETE FROM people"),
        ("principals are in people", "DELETE FROM people"),
        ("ratings are 1 to 10", "UPDATE movies SET averageRating = 0.5"),
    ],
)
def test_each_key_rule_finds_what_breaks_it(tmp_path: Path, rule: str, damage: str) -> None:
    """Each key check finds a violation."""
    store = StoreFolder.at(build_store(tmp_path, **WORLD))
    with duckdb.connect(str(store.build(current_id(store)).catalogue)) as con:
        assert broken_keys(con) == []
        con.execute(damage)
        assert any(finding.startswith(f"{rule}: ") for finding in broken_keys(con))
    assert rule in KEY_CHECKS


def test_graph_lookups(tmp_path: Path) -> None:
    """Ids before, between and after all others are unknown."""
    store = StoreFolder.at(build_store(tmp_path, **WORLD))
    graph = CreditGraph(store.build(current_id(store)).graph)
    assert [graph.movie_row(film) for film in ("tt1", "tt3", "tt0", "tt11", "tt9", "")] == [
        0, 2, None, None, None, None,
    ]  # fmt: skip
    assert [graph.person_row(person) for person in ("nm1", "nm5", "nm", "nm9")] == [
        0,
        4,
        None,
        None,
    ]
    assert [graph.director_row(person) for person in range(5)] == [0, 1, None, None, None]
    assert graph.films_directed.tolist() == [2, 1]
    places, people = graph.movie_people.expand(np.array([2, 1], dtype=np.int32))
    assert (places.tolist(), people.tolist()) == ([0, 1, 1], [4, 2, 3])
