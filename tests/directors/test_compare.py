"""Comparisons of directors: known answers, and random catalogues against plain Python sets."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import combinations
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, NoFilms, UnknownId
from recsys.vocabulary.roles import ROLES
from tests.directors.worlds import PEOPLE, Film, World, make_world, random_films
from tests.tries import tries

# Max acts for all three directors, Nora edits for Anna and Bea, Otto composes for Cleo alone. Bea
# wrote one of Anna's films. Anna and Bea directed one film together, which Nora edited.
FILMS = [
    Film("tt1", ["anna"], [("max", "actor"), ("bea", "writer"), ("anna", "actor")], year=1990),
    Film("tt2", ["anna"], [("max", "actor"), ("max", "producer"), ("nora", "editor")], year=1992),
    Film("tt3", ["bea"], [("max", "producer"), ("nora", "editor")], year=None),
    Film("tt4", ["cleo"], [("max", "actor"), ("otto", "composer")], year=1995),
    Film("tt5", ["anna", "bea"], [("nora", "editor"), ("anna", "writer")], year=1999),
]
NAMES = {"anna": "Anna A", "bea": "Bea B", "cleo": "Cleo C", "max": "Max M", "nora": "Nora N"}
EVERYBODY = ["anna", "bea", "cleo"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world") / "graph", FILMS, NAMES)


def test_directors_keep_the_given_order(world: World) -> None:
    frame = world.directors.compare(["cleo", "anna", "bea"]).directors
    assert frame.rows() == [
        ("cleo", "Cleo C", 1, 2, 1, 1995, 1995),
        ("anna", "Anna A", 3, 3, 2, 1990, 1999),  # of Max, Nora and Bea
        ("bea", "Bea B", 2, 3, 2, 1999, 1999),  # of Max, Nora and Anna
    ]


def test_shared_people_have_roles_films_and_years(world: World) -> None:
    # Nora's film with two directors is one film that counts for each of them.
    assert world.directors.compare(EVERYBODY).people.rows() == [
        ("max", "Max M", "actor", ["actor", "producer"], 3, 4, [2, 1, 1], 1990, 1995),
        ("nora", "Nora N", "editor", ["editor"], 2, 3, [2, 2, 0], 1992, 1999),
    ]


def test_work_lists_person_director_film_and_roles(world: World) -> None:
    work = world.directors.compare(EVERYBODY).work
    assert work.select("person_id", "director_id", "id", "year", "roles").rows() == [
        ("max", "anna", "tt1", 1990, ["actor"]),
        ("max", "anna", "tt2", 1992, ["actor", "producer"]),
        ("max", "cleo", "tt4", 1995, ["actor"]),
        ("max", "bea", "tt3", None, ["producer"]),
        ("nora", "anna", "tt2", 1992, ["editor"]),
        ("nora", "anna", "tt5", 1999, ["editor"]),
        ("nora", "bea", "tt5", 1999, ["editor"]),
        ("nora", "bea", "tt3", None, ["editor"]),
    ]
    assert set(work.select("person", "director", "title").row(0)) == {"Max M", "Anna A", "tt1"}


def test_each_person_counts_once_by_role(world: World) -> None:
    assert world.directors.compare(EVERYBODY).roles.rows() == [("actor", 3, 1), ("editor", 2, 1)]


def test_overlap_of_pairs(world: World) -> None:
    # Anna and Bea met one of their two shared people on the film they directed together.
    rows = world.directors.compare(EVERYBODY).pairs.to_dicts()
    shared = {(row["first"], row["second"]): row["shared"] for row in rows}
    assert shared == {("Anna A", "Bea B"): 2, ("Anna A", "Cleo C"): 1, ("Bea B", "Cleo C"): 1}
    assert rows[0]["overlap"] == pytest.approx(2 / sqrt(3 * 3))
    assert all(0 < row["expected"] < 3 and 0 < row["p"] <= 1 for row in rows)
    assert [row["films_together"] for row in rows] == [1, 0, 0]


def test_intersections_of_every_subset(world: World) -> None:
    rows = world.directors.compare(EVERYBODY).intersections.to_dicts()
    assert len(rows) == 7
    counts = {"".join(id[0] for id in row["ids"]): (row["people"], row["at_least"]) for row in rows}
    assert counts == {
        "a": (1, 3), "b": (1, 3), "c": (1, 2), "ab": (1, 2), "ac": (0, 1), "bc": (0, 1),
        "abc": (1, 1),
    }  # fmt: skip
    assert [row["who"] for row in rows if row["size"] > 1 and row["people"]] == [
        ["Max M"],
        ["Nora N"],
    ]
    assert [row["people"] for row in rows] == sorted((row["people"] for row in rows), reverse=True)


def test_credits_on_each_others_films(world: World) -> None:
    # Anna wrote the film that she directed with Bea, so it is not work for another director.
    frame = world.directors.compare(EVERYBODY).each_other
    assert frame.select("person", "director", "id", "roles").rows() == [
        ("Bea B", "Anna A", "tt1", ["writer"])
    ]


def test_roles_limit_the_credits(world: World) -> None:
    comparison = world.directors.compare(EVERYBODY, roles=["producer", "editor"])
    assert comparison.people.select("id", "directors", "films_with").rows() == [
        ("nora", 2, [2, 2, 0]),
        ("max", 2, [1, 1, 0]),
    ]
    assert comparison.each_other.is_empty()
    assert comparison.directors["collaborators"].to_list() == [2, 2, 0]


def test_no_shared_people(world: World) -> None:
    # Empty frames keep their columns, and there is no division by zero.
    full = world.directors.compare(EVERYBODY)
    none = world.directors.compare(EVERYBODY, roles=["composer"])
    for name, frame in vars(none).items():
        assert frame.schema == vars(full)[name].schema, name
    assert none.people.is_empty()
    assert none.pairs["shared"].to_list() == [0, 0, 0]
    assert none.pairs.select("overlap", "independent", "expected").sum().row(0) == (0, 0, 0)
    assert none.pairs["p"].to_list() == none.pairs["q"].to_list() == [1, 1, 1]


def test_two_to_six_different_directors_can_be_compared(tmp_path: Path) -> None:
    films = [Film(f"tt{number}", [f"d{number}"], [("max", "actor")]) for number in range(7)]
    directors = make_world(tmp_path / "graph", films).directors
    for directors_given in ([], ["d1"], ["d1", "d1"], [f"d{number}" for number in range(7)]):
        with pytest.raises(InvalidArgument, match="give 2 to 6"):
            directors.compare(directors_given)
    six = directors.compare([f"d{number}" for number in range(6)])
    assert six.intersections.height == 63
    assert six.intersections.row(0, named=True)["size"] == 6
    with pytest.raises(UnknownId):
        directors.compare(["d1", "nobody"])
    with pytest.raises(NoFilms):
        directors.compare(["d1", "max"])


@tries(20)
@given(
    films=random_films(),
    compared=st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=5, unique=True),
    roles=st.sampled_from([None, ["actor"], ["actor", "editor"]]),
)
def test_comparison_equals_plain_sets_on_random_catalogues(
    films: list[Film], compared: list[str], roles: list[str] | None
) -> None:
    # The slow reference: a Python set of collaborators per director.
    directed = {person for film in films for person in film.directors}
    compared = [person for person in compared if person in directed]
    if len(compared) < 2:
        return
    counted = set(roles or ROLES)
    people = {
        director: {
            person
            for film in films
            if director in film.directors
            for person, role in film.credits
            if role in counted and person != director
        }
        for director in compared
    }
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        comparison = world.directors.compare(compared, roles)
    for row in comparison.intersections.to_dicts():
        inside = set.intersection(*(people[director] for director in row["ids"]))
        others = set().union(*(people[other] for other in compared if other not in row["ids"]))
        assert (row["people"], row["at_least"]) == (len(inside - others), len(inside))
    assert comparison.directors["collaborators"].to_list() == [
        len(people[director]) for director in compared
    ]
    assert comparison.pairs["shared"].to_list() == [
        len(people[first] & people[second]) for first, second in combinations(compared, 2)
    ]
    times = Counter(person for director in compared for person in people[director])
    shared = {person: count for person, count in times.items() if count > 1}
    assert dict(comparison.people.select("id", "directors").iter_rows()) == shared
    assert comparison.roles["people"].sum() == len(shared)
    assert set(comparison.work.select("person_id", "director_id", "id").iter_rows()) == {
        (person, director, film.id)
        for film in films
        for director in set(film.directors) & set(compared)
        for person, role in film.credits
        if role in counted and person in shared and person != director
    }
