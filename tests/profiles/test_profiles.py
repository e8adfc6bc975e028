"""One film and one person with all that a catalogue knows: known answers, and random worlds."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given

import recsys
from recsys.catalog import Store
from recsys.errors import UnknownId
from recsys.ingest.pipeline import build
from recsys.profiles import person_profile
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.text_files.source import OverviewFile
from recsys.store import StoreFolder
from recsys.vocabulary.roles import ROLES
from tests.directors.worlds import PEOPLE, Film, make_world, random_films
from tests.helpers import write_imdb
from tests.tries import tries

HEAT, THIEF, SHORT = "tt0000001", "tt0000002", "tt0000003"
MANN, PACINO, DENIRO, SPINOTTI, NOBODY = "nm01", "nm02", "nm03", "nm04", "nm05"

BASICS = [
    {"tconst": HEAT, "primaryTitle": "Heat", "startYear": 1995, "genres": "Crime"},
    {"tconst": THIEF, "primaryTitle": "Thief", "originalTitle": "Violent Streets",
     "startYear": 1981},
    (SHORT, "Untold"),
]  # fmt: skip
PRINCIPALS = [
    (HEAT, PACINO, "actor", ["Vincent Hanna"]),
    (HEAT, DENIRO, "actor", ["Neil McCauley", "Neil"]),
    (HEAT, SPINOTTI, "cinematographer"),
    (HEAT, MANN, "writer"),
    (THIEF, SPINOTTI, "cinematographer"),
    (THIEF, DENIRO, "editor"),
    (THIEF, DENIRO, "self", ["Himself"]),
]
NAMES = [
    (MANN, "Michael Mann", 1943),
    (PACINO, "Al Pacino", 1940),
    (DENIRO, "Robert De Niro", 1943),
    (SPINOTTI, "Dante Spinotti", 1943, 2030),
    (NOBODY, "Nobody Credited"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("profiles")
    imdb = write_imdb(
        folder / "imdb",
        BASICS,
        [(HEAT, 8.3, 700_000), (THIEF, 7.4, 30_000)],
        [(HEAT, MANN), (THIEF, MANN)],
        PRINCIPALS,
        NAMES,
        [(HEAT, "Heat"), (HEAT, "Fuego contra fuego", "ES"), (HEAT, "Gorączka", "PL")],
    )
    # No text at all: no model is loaded for a build whose overviews are of other films.
    texts = folder / "plots.csv"
    texts.write_text(f"imdb_id,overview,tagline\n{HEAT},,\ntt0000099,Elsewhere.,\n")
    build([ImdbSource(imdb), OverviewFile(texts)], folder / "store")
    with recsys.open_store(folder / "store") as opened:
        yield opened


def test_the_people_of_a_film_by_role(store: Store) -> None:
    """Who directs stands first, with or without a credit; the better known first within a role."""
    credits = store.film(HEAT).credits
    assert credits.select("role", "name").rows() == [
        ("director", "Michael Mann"),
        ("writer", "Michael Mann"),
        ("actor", "Robert De Niro"),
        ("actor", "Al Pacino"),
        ("cinematographer", "Dante Spinotti"),
    ]


def test_characters_belong_to_who_plays_them(store: Store) -> None:
    """An actor who also edits plays nobody as an editor."""
    rows = store.film(THIEF).credits.filter(id=DENIRO)
    assert dict(rows.select("role", "characters").iter_rows()) == {
        "editor": None,
        "self": ["Himself"],
    }
    assert store.film(HEAT).credits.filter(id=DENIRO)["characters"].to_list() == [
        ["Neil", "Neil McCauley"]
    ]


def test_titles_and_the_lack_of_an_overview(store: Store) -> None:
    """A film's own title is not another title of it; without an overview nobody is its source."""
    film = store.film(HEAT)
    assert film.other_titles == ["Fuego contra fuego", "Gorączka"]
    assert film.overview_source is None
    assert film.facts["overview"] is None
    assert film.facts["director"] == ["Michael Mann"]
    assert film.franchise.is_empty()


def test_a_film_of_which_nothing_is_known(store: Store) -> None:
    """No people, no year, no rating: empty, not an error."""
    film = store.film(SHORT)
    assert film.credits.is_empty()
    assert film.facts["year"] is None
    assert film.other_titles == []


def test_a_persons_films_by_role(store: Store) -> None:
    """A role with several films has the latest first, and a film stands under each role."""
    mann = store.person(MANN)
    assert (mann.name, mann.birth_year, mann.death_year) == ("Michael Mann", 1943, None)
    assert (mann.films, mann.directed) == (2, 2)
    assert mann.credits.select("role", "title", "year").rows() == [
        ("director", "Heat", 1995),
        ("director", "Thief", 1981),
        ("writer", "Heat", 1995),
    ]
    assert mann.credits["original_title"].to_list() == ["Heat", "Violent Streets", "Heat"]


def test_recurring_collaborators(store: Store) -> None:
    """Once is no habit: Pacino is on one of Mann's films and is left out."""
    found = store.person(MANN).collaborators
    assert found.select("name", "films", "roles", "first_year", "last_year").rows() == [
        ("Robert De Niro", 2, ["actor", "editor", "self"], 1981, 1995),
        ("Dante Spinotti", 2, ["cinematographer"], 1981, 1995),
    ]
    # A director without a credit as such is a collaborator of those credited.
    assert store.person(SPINOTTI).collaborators["id"].to_list() == [DENIRO, MANN]
    assert store.person(PACINO).collaborators.is_empty()


def test_ids_that_are_not_here(store: Store) -> None:
    """A film's id is no person's, and somebody who is credited nowhere is not in the catalogue."""
    for ask in (lambda: store.film(MANN), lambda: store.person(HEAT), lambda: store.person(NOBODY)):
        with pytest.raises(UnknownId):
            ask()


def test_where_an_overview_comes_from(store: Store, tmp_path: Path) -> None:
    """The first source that has an overview is named, not the first that knows the film.

    Rows are put into the table by hand: a build would load a model to encode the overviews.
    """
    copy = StoreFolder(shutil.copytree(store.build.root.parent.parent, tmp_path / "store"))
    with duckdb.connect(str(copy.build(store.build.root.name).catalogue)) as con:
        con.executemany(
            "INSERT INTO texts (tconst, source, source_rank, overview) VALUES (?, ?, ?, ?)",
            [
                (THIEF, "first.csv", 1, None),
                (THIEF, "third.csv", 3, "A safecracker plans a last job."),
                (THIEF, "second.csv", 2, "Another text."),
            ],
        )
    with recsys.open_store(copy.root) as opened:
        assert opened.film(THIEF).overview_source == "second.csv"
        assert opened.film(HEAT).overview_source is None


@tries(8)
@given(films=random_films())
def test_profiles_equal_a_slow_count(films: list[Film]) -> None:
    """Whatever the world, the graph must say what counting film by film says."""
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        work = roles_by_film(films)
        for person in PEOPLE:
            if world.graph.person_row(person) is None:
                continue
            found = person_profile(world.graph, person)
            own = {film: roles[person] for film, roles in work.items() if person in roles}
            assert found.films == len(own)
            assert found.directed == sum("director" in roles for roles in own.values())
            pairs = sorted((role, film) for film, roles in own.items() for role in roles)
            assert sorted(found.credits.select("role", "id").rows()) == pairs
            together: dict[str, list[str]] = defaultdict(list)
            for film in own:
                for other in work[film].keys() - {person}:
                    together[other].append(film)
            expected = {
                other: (
                    len(both),
                    [r for r in ROLES if any(r in work[film][other] for film in both)],
                )
                for other, both in together.items()
                if len(both) >= 2
            }
            rows = found.collaborators.select("id", "films", "roles").iter_rows()
            assert {other: (count, roles) for other, count, roles in rows} == expected
            assert found.collaborators["films"].is_sorted(descending=True)


def roles_by_film(films: list[Film]) -> dict[str, dict[str, set[str]]]:
    """Roles of each person on each film; who directs a film is a director on it."""
    work: dict[str, dict[str, set[str]]] = {}
    for film in films:
        on_it: dict[str, set[str]] = defaultdict(set)
        for person in film.directors:
            on_it[person].add("director")
        for person, role in film.credits:
            on_it[person].add(role)
        work[film.id] = dict(on_it)
    return work
