"""Search and name resolution for films and people over a small store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import Ambiguous, InvalidArgument, UnknownId
from recsys.search.people import lifespan
from tests.helpers import build_store

WORLD = {
    "basics": [
        ("tt01", "The Matrix", 1999),
        {
            "tconst": "tt02",
            "primaryTitle": "Amélie",
            "originalTitle": "Le fabuleux destin d'Amélie Poulain",
            "startYear": 2001,
        },
        ("tt03", "Solaris", 1972),
        ("tt04", "Solaris", 2002),
        ("tt05", "Das Boot", 1981),
        ("tt06", "2012", 2009),
        ("tt07", "Blade Runner 2049", 2017),
        ("tt08", "Blade Runner", 1982),
        ("tt09", "Unknown Year"),
        ("tt10", "Unknown Year"),
        ("tt11", "Nineteen 84", 1984),
    ],
    "ratings": [
        ("tt01", 8.7, 1_900_000),
        ("tt03", 8.0, 90_000),
        ("tt04", 6.2, 80_000),
        ("tt08", 8.1, 800_000),
    ],
    "crew": [
        ("tt01", "nm01,nm02"),
        ("tt03", "nm03"),
        ("tt04", "nm04"),
        ("tt05", "nm05"),
        ("tt06", "nm10"),
        ("tt08", "nm11"),
    ],
    "principals": [
        ("tt01", "nm06"),
        ("tt03", "nm07"),
        ("tt03", "nm08"),
        ("tt05", "nm09"),
        ("tt04", "nm12"),
    ],
    "names": [
        ("nm01", "Lana Wachowski", 1965),
        ("nm02", "Lilly Wachowski", 1967),
        ("nm03", "Andrei Tarkovsky", 1932, 1986),
        ("nm04", "Steven Soderbergh"),
        ("nm05", "Wolfgang Petersen", 1941, 2022),
        ("nm06", "Keanu Reeves", 1964),
        ("nm07", "John Smith", 1900),
        ("nm08", "John Smith", 1950),
        ("nm09", "Jürgen Prochnow"),
        ("nm10", "Paul Anderson", 1970),
        ("nm11", "Paul Anderson", 1965),
        ("nm12", "Paul Anderson"),
        ("nm07x", "Nobody Credited"),
    ],
    "akas": [("tt01", "Matriks", "PL")],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with recsys.open_store(build_store(tmp_path_factory.mktemp("store"), **WORLD)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("the matrix", "tt01"),
        ("matrix", "tt01"),
        ("Matrix, The", "tt01"),
        ("the mtarix", "tt01"),
        ("matriks", "tt01"),
        ("amelie", "tt02"),
        ("AMÉLIE!", "tt02"),
        ("fabuleux destin d amelie", "tt02"),
        ("boot", "tt05"),
        ("das bot", "tt05"),
        ("solaris 2002", "tt04"),
        ("solaris (1972)", "tt03"),
        ("solaris", "tt03"),
        ("2012", "tt06"),
        ("2012 2009", "tt06"),
        ("blade runner", "tt08"),
        ("blade runner 2049", "tt07"),
        ("Blade Runner 2049 (2017)", "tt07"),
        ("bladerunner 1982", "tt08"),
    ],
)
def test_film_search(store: Store, typed: str, expected: str) -> None:
    """Typos, accents, articles and trailing years; the most voted namesake comes first."""
    assert store.titles.search(typed)["id"][0] == expected


def test_film_columns(store: Store) -> None:
    """The columns are as documented; year and directors distinguish films of one title."""
    found = store.titles.search("solaris")
    assert found.columns[:4] == ["id", "title", "year", "score"]
    assert set(found.columns) == {
        "id", "title", "year", "score", "matched", "type", "directors", "countries", "rating",
        "votes",
    }  # fmt: skip
    first, second = found.head(2).to_dicts()
    assert (first["id"], first["year"], first["directors"]) == ("tt03", 1972, ["Andrei Tarkovsky"])
    assert (second["id"], second["year"], second["rating"]) == ("tt04", 2002, 6.2)
    assert first["score"] == second["score"] == 100
    assert store.titles.search("matriks")["matched"][0] == "Matriks"


@pytest.mark.parametrize("typed", ["", "   ", "?!", "😀"])
def test_a_text_without_letters(store: Store, typed: str) -> None:
    """Search returns nothing; resolving raises UnknownId."""
    assert store.titles.search(typed).is_empty()
    assert store.people.search(typed).is_empty()
    with pytest.raises(UnknownId):
        store.titles.resolve(typed)
    with pytest.raises(UnknownId):
        store.people.resolve(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tt04", "tt04"),
        (" tt04 ", "tt04"),
        ("The Matrix", "tt01"),
        ("the matrix (1999)", "tt01"),
        ("matriks", "tt01"),
        ("Le Fabuleux Destin d’Amelie Poulain", "tt02"),
        ("Solaris (1972)", "tt03"),
        ("solaris 2002", "tt04"),
        ("2012", "tt06"),
        ("Blade Runner", "tt08"),
        ("Blade Runner 2049", "tt07"),
    ],
)
def test_resolving_a_film(store: Store, typed: str, expected: str) -> None:
    """Ids and exact titles resolve, ignoring case and accents, with a year where needed."""
    assert store.titles.resolve(typed) == expected


def test_films_of_one_title_are_ambiguous(store: Store) -> None:
    """The candidates show year and directors."""
    with pytest.raises(Ambiguous) as caught:
        store.titles.resolve("solaris")
    error = caught.value
    assert (error.text, error.kind) == ("solaris", "film")
    assert [(c.id, c.name, c.detail) for c in error.candidates] == [
        ("tt03", "Solaris", "1972, Andrei Tarkovsky"),
        ("tt04", "Solaris", "2002, Steven Soderbergh"),
    ]
    for candidate in error.candidates:
        assert candidate.id in str(error)
        assert candidate.detail in str(error)


def test_films_without_a_year_are_ambiguous_too(store: Store) -> None:
    """A candidate without a year reads `year unknown`."""
    with pytest.raises(Ambiguous) as caught:
        store.titles.resolve("unknown year")
    assert [c.detail for c in caught.value.candidates] == ["year unknown", "year unknown"]


@pytest.mark.parametrize("typed", ["the matrex", "solaris 1999", "tt99", "Matrix Reloaded"])
def test_an_unknown_film_lists_close_matches(store: Store, typed: str) -> None:
    """A close title is suggested, never chosen."""
    with pytest.raises(UnknownId) as caught:
        store.titles.resolve(typed)
    assert caught.value.text == typed
    assert typed in str(caught.value)
    near = [candidate.id for candidate in caught.value.near]
    if typed == "the matrex":
        assert near[0] == "tt01"
        assert "did you mean The Matrix [tt01]" in str(caught.value)
    if typed == "solaris 1999":
        assert {"tt03", "tt04"} <= set(near)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("keanu reeves", "nm06"),
        ("reeves keanu", "nm06"),
        ("keanu reves", "nm06"),
        ("jurgen prochnow", "nm09"),
        ("JÜRGEN", "nm09"),
        ("tarkovski", "nm03"),
        ("soderberg", "nm04"),
    ],
)
def test_people_search(store: Store, typed: str, expected: str) -> None:
    """Typos, accents and word order are tolerated."""
    assert store.people.search(typed)["id"][0] == expected


def test_people_columns(store: Store) -> None:
    """Each row has life years, film counts and best-known films."""
    found = store.people.search("andrei tarkovsky")
    assert found.columns == [
        "id", "name", "score", "birth_year", "death_year", "directed", "credited", "known_for",
    ]  # fmt: skip
    assert found.row(0, named=True) == {
        "id": "nm03", "name": "Andrei Tarkovsky", "score": 100.0, "birth_year": 1932,
        "death_year": 1986, "directed": 1, "credited": 1, "known_for": ["Solaris"],
    }  # fmt: skip


def test_directors_first(store: Store) -> None:
    """With `directors_first`, directors rank above a more popular actor of the same name."""
    anyone = store.people.search("paul anderson", directors_first=True)["id"].to_list()
    assert anyone.index("nm11") < anyone.index("nm12")
    assert anyone.index("nm10") < anyone.index("nm12")
    by_votes = store.people.search("paul anderson")["id"].to_list()
    assert by_votes[0] == "nm12", "by default, votes on credited films decide"


def test_people_of_one_name_are_ambiguous(store: Store) -> None:
    """The candidates show life years and best-known films."""
    with pytest.raises(Ambiguous) as caught:
        store.people.resolve("John Smith")
    assert {(c.id, c.detail) for c in caught.value.candidates} == {
        ("nm07", "born 1900, Solaris"),
        ("nm08", "born 1950, Solaris"),
    }
    with pytest.raises(Ambiguous) as caught:
        store.people.resolve("paul anderson")
    assert {c.id for c in caught.value.candidates} == {"nm10", "nm11", "nm12"}


def test_directors_first_ignores_other_namesakes(store: Store) -> None:
    """Actors of the same name are ignored; two directors of one name stay ambiguous."""
    with pytest.raises(Ambiguous) as caught:
        store.people.resolve("paul anderson", directors_first=True)
    assert {c.id for c in caught.value.candidates} == {"nm10", "nm11"}
    assert store.people.resolve("keanu reeves", directors_first=True) == "nm06"
    assert store.people.resolve("nm12", directors_first=True) == "nm12"


@pytest.mark.parametrize("typed", ["Lana Wachovski", "nm99", "Nobody Credited", "nm07x"])
def test_an_unknown_person_lists_close_matches(store: Store, typed: str) -> None:
    """People without a credit are unknown; a typo suggests the right name."""
    with pytest.raises(UnknownId) as caught:
        store.people.resolve(typed)
    assert caught.value.kind == "person"
    if typed == "Lana Wachovski":
        assert caught.value.near[0].id == "nm01"


@pytest.mark.parametrize("limit", [0, -1, 1_001])
def test_limits(store: Store, limit: int) -> None:
    """Film and people search reject limits outside 1 to 1,000."""
    with pytest.raises(InvalidArgument, match="limit"):
        store.titles.search("solaris", limit=limit)
    with pytest.raises(InvalidArgument, match="limit"):
        store.people.search("smith", limit=limit)
    assert store.titles.search("solaris", limit=1).height == 1
    assert store.people.search("smith", limit=1_000).height >= 2


def test_many_films_of_one_title(tmp_path: Path) -> None:
    """The error lists ten candidates, most votes first; a year narrows them down."""
    films = [f"tt{n:03}" for n in range(150)]
    store = build_store(
        tmp_path,
        basics=[(film, "Hamlet", 1900 + n % 100) for n, film in enumerate(films)],
        ratings=[(film, 5.0, 10 + n) for n, film in enumerate(films)],
    )
    with recsys.open_store(store) as opened:
        with pytest.raises(Ambiguous) as caught:
            opened.titles.resolve("hamlet")
        assert [c.id for c in caught.value.candidates] == films[:-11:-1]
        with pytest.raises(Ambiguous) as caught:
            opened.titles.resolve("hamlet 1903")
        assert {c.id for c in caught.value.candidates} == {"tt003", "tt103"}


@pytest.mark.parametrize(
    ("birth", "death", "words"),
    [
        (1899, 1980, "1899–1980"),
        (1942, None, "born 1942"),
        (None, 1950, "died 1950"),
        (None, None, ""),
    ],
)
def test_lifespan(birth: int | None, death: int | None, words: str) -> None:
    """Each year may be missing."""
    assert lifespan(birth, death) == words
