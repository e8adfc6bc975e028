"""Film and person profiles: known answers, and random worlds against a slow count."""

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
    # No film has a text, so the build loads no model.
    texts = folder / "plots.csv"
    texts.write_text(f"imdb_id,overview,tagline\n{HEAT},,\ntt0000099,Elsewhere.,\n")
    build([ImdbSource(imdb), OverviewFile(texts)], folder / "store")
    with recsys.open_store(folder / "store") as opened:
        yield opened


def test_the_people_of_a_film_by_role(store: Store) -> None:
    """Directors come first, even without a credit; within a role, the most voted come first."""
    credits = store.film(HEAT).credits
    assert credits.select("role", "name").rows() == [
        ("director", "Michael Mann"),
        ("writer", "Michael Mann"),
        ("actor", "Robert De Niro"),
        ("actor", "Al Pacino"),
        ("cinematographer", "Dante Spinotti"),
    ]


def test_characters_belong_to_acting_roles(store: Store) -> None:
    """An actor who also edits has no characters as an editor."""
    rows = store.film(THIEF).credits.filter(id=DENIRO)
    assert dict(rows.select("role", "characters").iter_rows()) == {
        "editor": None,
        "self": ["Himself"],
    }
    assert store.film(HEAT).credits.filter(id=DENIRO)["characters"].to_list() == [
        ["Neil", "Neil McCauley"]
    ]


def test_alternative_titles_and_a_missing_overview(store: Store) -> None:
    """The film's own title is not an alternative; without an overview there is no source."""
    film = store.film(HEAT)
    assert film.other_titles == ["Fuego contra fuego", "Gorączka"]
    assert film.overview_source is None
    assert film.facts["overview"] is None
    assert film.facts["director"] == ["Michael Mann"]
    assert film.franchise.is_empty()


def test_a_film_without_facts(store: Store) -> None:
    """A film without people, year and rating has an empty profile."""
    film = store.film(SHORT)
    assert film.credits.is_empty()
    assert film.facts["year"] is None
    assert film.other_titles == []


def test_a_persons_films_by_role(store: Store) -> None:
    """Within a role the latest film comes first, and a film appears under each of its roles."""
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
    """Pacino shares one film with Mann, too few to be a recurring collaborator."""
    collaborators = store.person(MANN).collaborators
    assert collaborators.select("name", "films", "roles", "first_year", "last_year").rows() == [
        ("Robert De Niro", 2, ["actor", "editor", "self"], 1981, 1995),
        ("Dante Spinotti", 2, ["cinematographer"], 1981, 1995),
    ]
    # A director without a credit is also a collaborator.
    assert store.person(SPINOTTI).collaborators["id"].to_list() == [DENIRO, MANN]
    assert store.person(PACINO).collaborators.is_empty()


def test_unknown_ids(store: Store) -> None:
    """A person id is not a film id, and an uncredited person is not in the catalogue."""
    for call in (
        lambda: store.film(MANN),
        lambda: store.person(HEAT),
        lambda: store.person(NOBODY),
    ):
        with pytest.raises(UnknownId):
            call()


def test_overview_source(store: Store, tmp_path: Path) -> None:
    """The source is the first one with an overview, not the first one with the film.

    The test inserts rows itself, since a build would load a model to encode the overviews.
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
    """In random worlds, profiles equal a count film by film."""
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        work = roles_by_film(films)
        for person in PEOPLE:
            if world.graph.person_row(person) is None:
                continue
            profile = person_profile(world.graph, person)
            own = {film: roles[person] for film, roles in work.items() if person in roles}
            assert profile.films == len(own)
            assert profile.directed == sum("director" in roles for roles in own.values())
            pairs = sorted((role, film) for film, roles in own.items() for role in roles)
            assert sorted(profile.credits.select("role", "id").rows()) == pairs
            together: dict[str, list[str]] = defaultdict(list)
            for film in own:
                for other in work[film].keys() - {person}:
                    together[other].append(film)
            expected = {
                other: (
                    len(shared),
                    [r for r in ROLES if any(r in work[film][other] for film in shared)],
                )
                for other, shared in together.items()
                if len(shared) >= 2
            }
            rows = profile.collaborators.select("id", "films", "roles").iter_rows()
            assert {other: (count, roles) for other, count, roles in rows} == expected
            assert profile.collaborators["films"].is_sorted(descending=True)


def roles_by_film(films: list[Film]) -> dict[str, dict[str, set[str]]]:
    """Return each person's roles on each film, directing included."""
    work: dict[str, dict[str, set[str]]] = {}
    for film in films:
        roles: dict[str, set[str]] = defaultdict(set)
        for person in film.directors:
            roles[person].add("director")
        for person, role in film.credits:
            roles[person].add(role)
        work[film.id] = dict(roles)
    return work
