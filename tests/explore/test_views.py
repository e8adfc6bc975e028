"""Views of a catalogue: known answers, and random worlds against a slow count."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

import recsys
from recsys.catalog import Store
from recsys.errors import InvalidArgument
from recsys.explore import KINDS, Explorer, View
from tests.directors.worlds import Film, World, make_world, random_films
from tests.helpers import build_store
from tests.tries import tries

# Max works on all three of Anna's films and one of Bea's; Nora edits two of Anna's. Anna and Bea
# directed tt3 together. Anna acts in one of her own films.
FILMS = [
    Film("tt1", ["anna"], [("max", "actor"), ("nora", "editor"), ("anna", "actor")], 7.4, 20, 1990),
    Film("tt2", ["anna"], [("max", "actor"), ("max", "writer"), ("nora", "editor")], 7.5, 9, None),
    Film("tt3", ["anna", "bea"], [("max", "producer")], None, None, 1993),
    Film("tt4", ["cleo"], [("otto", "composer")], 7.4, 500, 1990, "A & <b>"),
]
NAMES = {"anna": "Anna A", "max": "Max M"}


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    world = make_world(tmp_path_factory.mktemp("world") / "graph", FILMS, NAMES)
    return explorer_of(world)


def explorer_of(world: World) -> Explorer:
    return Explorer(world.graph, Path("no catalogue"))


def ids(view: View, order: str | None = None, **bins: list[int]) -> list[str]:
    return view.select(bins, order).frame["id"].to_list()


# Films


def test_film_dimensions(explorer: Explorer) -> None:
    dimensions = explorer.view("films").dimensions
    assert list(dimensions) == ["year", "rating", "votes", "genre"]  # no film has a country
    assert dict(zip(dimensions["rating"].ticks, dimensions["rating"].counts, strict=True)) == {
        "7.0": 2, "7.5": 1, "not rated": 1,
    }  # fmt: skip
    assert dimensions["genre"].ticks == ("Drama",)


def test_dimensions_combine(explorer: Explorer) -> None:
    films = explorer.view("films")
    assert ids(films, year=[0]) == ["tt4", "tt1"]
    assert ids(films, year=[0], votes=[1, 2]) == ["tt1"]
    assert ids(films, year=[0], rating=[1]) == []
    assert films.select({"year": [0], "rating": [1]}).total == 0
    assert ids(films, year=[]) == ["tt4", "tt1", "tt2", "tt3"]


def test_orders(explorer: Explorer) -> None:
    films = explorer.view("films")
    assert ids(films, "best rated") == ["tt2", "tt4", "tt1", "tt3"]
    assert ids(films, "newest") == ["tt3", "tt4", "tt1", "tt2"]
    assert ids(films, "oldest") == ["tt4", "tt1", "tt3", "tt2"]  # unknown years come last in both
    first = films.select({}, limit=1)
    assert (first.total, first.frame.height) == (4, 1)
    assert first.frame.row(0, named=True)["director"] == ["cleo"]


def test_arguments(explorer: Explorer) -> None:
    films = explorer.view("films")
    for call in (
        lambda: explorer.view("actors"),
        lambda: films.select({}, "best"),
        lambda: films.select({}, limit=0),
        lambda: films.select({"colour": [0]}),
        lambda: films.select({"year": [99]}),
    ):
        with pytest.raises(InvalidArgument):
            call()


# Collaborations


def test_pairs(explorer: Explorer) -> None:
    frame = explorer.view("pairs").select({}).frame
    assert frame.drop("titles").rows() == [
        (
            "anna",
            "Anna A",
            "max",
            "Max M",
            ["writer", "actor", "producer"],
            3,
            1.0,
            1.0,
            1990,
            1993,
        ),
        ("anna", "Anna A", "nora", "nora", ["editor"], 2, 2 / 3, 1.0, 1990, 1990),
    ]
    assert [film["id"] for film in frame["titles"].to_list()[0]] == ["tt1", "tt3", "tt2"]


def test_pairs_by_craft(explorer: Explorer) -> None:
    pairs = explorer.view("pairs")
    editor = pairs.dimensions["craft"].ticks.index("editor")
    assert pairs.select({"craft": [editor]}).frame["person"].to_list() == ["nora"]


def test_people(explorer: Explorer) -> None:
    # Anna has credits on her own films only, so she is nobody's collaborator. Nora and Otto worked
    # with one director each.
    frame = explorer.view("people").select({}).frame
    assert frame.drop("worked_with").rows() == [
        ("max", "Max M", ["writer", "actor", "producer"], 2, 3, 1990, 1993)
    ]
    assert frame["worked_with"].to_list() == [
        [{"id": "anna", "name": "Anna A", "films": 3}, {"id": "bea", "name": "bea", "films": 1}]
    ]


def test_directors(explorer: Explorer) -> None:
    frame = explorer.view("directors").select({}).frame
    assert frame.drop("most").rows() == [
        ("anna", "Anna A", 3, 2, 2, 1.0, 1990, 1993),
        ("bea", "bea", 1, 1, 0, 0.0, 1993, 1993),
        ("cleo", "cleo", 1, 1, 0, 0.0, 1990, 1990),
    ]
    assert [who["id"] for who in frame["most"].to_list()[0]] == ["max", "nora"]
    assert frame["most"].to_list()[1] == []


def test_a_catalogue_without_collaborators(tmp_path: Path) -> None:
    explorer = explorer_of(make_world(tmp_path / "graph", [Film("tt1", ["anna"], year=None)]))
    for kind in KINDS:
        selection = explorer.view(kind).select({})
        assert selection.total == (1 if kind in ("films", "directors") else 0)
        assert selection.frame.height == selection.total


@tries(12)
@given(films=random_films())
def test_random_worlds_equal_a_slow_count(films: list[Film]) -> None:
    together: Counter[tuple[str, str]] = Counter()
    for film in films:
        for director in set(film.directors):
            people = {person for person, _ in film.credits} - {director}
            together.update((director, person) for person in people)
    with tempfile.TemporaryDirectory() as folder:
        explorer = explorer_of(make_world(Path(folder) / "graph", films))
        frames = {kind: explorer.view(kind).select({}).frame for kind in KINDS}
        for kind in KINDS:
            check_dimensions(explorer.view(kind))
    assert dict(
        zip(zip(frames["pairs"]["director_id"], frames["pairs"]["person_id"], strict=True),
            frames["pairs"]["films"], strict=True)
    ) == {pair: count for pair, count in together.items() if count > 1}  # fmt: skip
    directors_of = Counter(person for _, person in together)
    assert dict(frames["people"].select("id", "directors").iter_rows()) == {
        person: count for person, count in directors_of.items() if count > 1
    }
    for row in frames["people"].to_dicts():
        assert {who["id"]: who["films"] for who in row["worked_with"]} == {
            director: count for (director, person), count in together.items() if person == row["id"]
        }
    directed = {director for film in films for director in film.directors}
    assert dict(frames["directors"].select("id", "recurring").iter_rows()) == {
        name: sum(count > 1 for (director, _), count in together.items() if director == name)
        for name in directed
    }


def check_dimensions(view: View) -> None:
    """Check that each bin selects as many rows as it counts, and a scale each row once."""
    for name, dimension in view.dimensions.items():
        for number, count in enumerate(dimension.counts.tolist()):
            assert view.select({name: [number]}).total == count
        if dimension.is_scale:
            assert dimension.counts.sum() == view.rows


# On a store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = build_store(
        tmp_path_factory.mktemp("store"),
        basics=[("tt1", "One", 1990, "movie", ["Drama", "War"]), ("tt2", "Two", 1991)],
        ratings=[("tt1", 7.0, 10)],
        crew=[("tt1", "nm1"), ("tt2", "nm1")],
        principals=[("tt1", "nm2", "actor"), ("tt2", "nm2", "actor")],
        names=[("nm1", "Anna"), ("nm2", "Max")],
    )
    with recsys.open_store(folder) as opened:
        yield opened


def test_the_views_of_a_store(store: Store) -> None:
    assert store.explore.view("films").rows == 2
    assert store.explore.view("pairs").select({}).frame["person"].to_list() == ["Max"]
    assert store.explore.view("films") is store.explore.view("films")


def test_the_schema_names_every_table(store: Store) -> None:
    schema = store.explore.schema
    assert set(schema["table"]) == set(store.manifest.tables)
    movies = schema.filter(table="movies")
    assert movies["column"].to_list()[:3] == ["movie", "tconst", "titleType"]
    assert movies.row(0)[2] == "INTEGER"
