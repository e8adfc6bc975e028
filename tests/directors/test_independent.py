"""Independent co-credits: anthologies and joint films, against a slow reference."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.directors.independent import find_independent_co_credits
from recsys.directors.query_films import QueryFilms
from recsys.errors import NothingShared
from recsys.vocabulary.role_weights import by_role_mask
from recsys.vocabulary.roles import ALL_ROLES_MASK
from tests.directors.worlds import Film, World, make_world
from tests.tries import tries

PEOPLE = [f"nm{number}" for number in range(1, 9)]
Shared = dict[tuple[str, str], tuple[int, int]]
"""Films of the query and of the candidate, by candidate and person."""


def fast(world: World, director: str) -> Shared:
    graph = world.graph
    person = graph.person_row(director)
    assert person is not None
    row = graph.director_row(person)
    assert row is not None
    found = find_independent_co_credits(
        graph, QueryFilms.of_director(graph, row), ALL_ROLES_MASK, by_role_mask(directing=0.5)
    )
    ids = graph.people["id"].to_list()
    candidates = [ids[graph.director_persons[row]] for row in found.directors]
    return {
        (candidates[candidate], ids[found.collaborators[person]]): (int(ours), int(theirs))
        for candidate, person, ours, theirs in zip(
            found.candidate, found.person, found.query_films, found.candidate_films, strict=True
        )
    }


def slow(films: list[Film], director: str) -> Shared:
    usual = [film for film in films if len(film.directors) < 4]
    others = {other for film in usual for other in film.directors} - {director}

    def work(person: str, by: str, without: str) -> int:
        return sum(
            by in film.directors
            and without not in film.directors
            and person in {credited for credited, _ in film.credits}
            for film in usual
        )

    found = {}
    for other in others:
        for person in set(PEOPLE) - {director, other}:
            counts = work(person, director, other), work(person, other, director)
            if min(counts):
                found[other, person] = counts
    return found


@tries(20)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(PEOPLE[:5]), max_size=4, unique=True),
            st.lists(st.sampled_from(PEOPLE), max_size=5, unique=True),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_co_credits_equal_the_reference(drawn: list[tuple[list[str], list[str]]]) -> None:
    films = [
        Film(f"tt{number}", directors, [(person, "actor") for person in people])
        for number, (directors, people) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder, "graph"), films)
        for director in {director for film in films for director in film.directors}:
            assert fast(world, director) == slow(films, director)


def test_who_met_on_a_joint_film_is_not_shared(tmp_path: Path) -> None:
    """nm3 is on films of one only and on a joint one; nm4 is on a film of each."""
    films = [
        Film("tt1", ["nm1", "nm2"], [("nm3", "actor"), ("nm4", "actor")]),
        Film("tt2", ["nm1"], [("nm4", "actor"), ("nm3", "actor")]),
        Film("tt3", ["nm2"], [("nm4", "actor")]),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    [row] = directors.recommend("nm1").to_dicts()
    assert (row["shared_people"], row["films_together"]) == (1, 1)
    assert [(p["id"], p["films"], p["other_films"]) for p in row["because"]] == [("nm4", 1, 1)]
    [person] = directors.shared_collaborators("nm1", "nm2").to_dicts()
    assert [film["id"] for film in person["films"]] == ["tt2"]
    assert [film["id"] for film in person["other_films"]] == ["tt3"]
    assert person["films_together"] == 1


def test_classic_counts_joint_films_and_labels_them(tmp_path: Path) -> None:
    films = [
        Film("tt1", ["nm1", "nm2"], [("nm3", "actor")]),
        Film("tt2", ["nm1"], [("nm3", "actor")]),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    [row] = directors.recommend("nm1", "classic").to_dicts()
    assert (row["score"], row["shared_people"], row["films_together"]) == (2.0, 1, 1)
    [person] = directors.shared_collaborators("nm1", "nm2", method="classic").to_dicts()
    assert person["films_together"] == 1


def test_duos_are_named_apart(tmp_path: Path) -> None:
    """nm1 and nm2 direct all their films together, but for an anthology; nm3 also alone."""
    films = [
        Film("tt1", ["nm1", "nm2"], [("nm9", "actor")]),
        Film("tt2", ["nm1", "nm2", "nm3"], [("nm9", "actor")]),
        Film("tt4", ["nm3"], [("nm7", "actor")]),
        Film("tt5", ["nm1", "nm4", "nm5", "nm6"], [("nm7", "actor")]),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    rows = directors.co_directors("nm1").select("id", "films_together", "films", "always").rows()
    assert rows == [("nm2", 2, 2, True), ("nm3", 1, 2, False)]
    terms = directors.scores("nm1").filter(id="nm2")["terms"].to_list()[0]
    assert terms["people"] == 0
    assert terms["together"] == pytest.approx(0.1 * 2 / 4)


def test_anthologies_link_nobody_and_the_error_says_so(tmp_path: Path) -> None:
    films = [
        Film("tt1", ["nm1", "nm2", "nm3", "nm4"], [("nm9", "actor")]),
        Film("tt2", ["nm5"], [("nm9", "actor")]),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    assert directors.scores("nm1").is_empty()
    with pytest.raises(NothingShared, match="anthologies"):
        directors.recommend("nm1")
    assert directors.scores("nm1", "affinity").is_empty()
    assert set(directors.scores("nm1", "classic")["id"]) == {"nm2", "nm3", "nm4", "nm5"}
