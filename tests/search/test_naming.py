"""Spellings that name one film, own and foreign titles, symbols, and queries without a match."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from recsys.catalog import Store, open_store
from recsys.errors import Ambiguous, UnknownId
from recsys.search.spelling import spelling_key
from tests.helpers import build_store

FILMS = [
    ("tt0000001", "The Harbour", 1990),
    ("tt0000002", "Lantern II", 1992),
    ("tt0000003", "7½ Doors", 1963),
    ("tt0000004", "€", 1971),
    ("tt0000005", "Night Ferry: The Long Crossing", 1999),
    ("tt0000006", "Salt & Bread", 2001),
    ("tt0000007", "Winter", 1980),
    ("tt0000008", "Zima", 1981),
    ("tt0000009", "Winter", 2005),
    ("tt0000010", "Müller's Boat", 1975),
    ("tt0000011", "Ladder³", 1998),
    ("tt0000012", "Offer, The", 1986),
]
VOTES = {"tt0000007": 10, "tt0000008": 5_000, "tt0000009": 20}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = build_store(
        tmp_path_factory.mktemp("naming"),
        basics=FILMS,
        ratings=[(film, 7.0, VOTES.get(film, 100)) for film, *_ in FILMS],
        crew=[(film, "nm1") for film, *_ in FILMS],
        names=[("nm1", "Ann")],
        akas=[("tt0000008", "Winter", "US"), ("tt0000001", "Der Hafen", "DE")],
    )
    with open_store(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "film"),
    [
        ("harbour", "tt0000001"), ("HARBOUR, THE", "tt0000001"),
        ("Harbour, The (1990)", "tt0000001"),
        ("The Harbour (a.k.a. Another Name) (1990)", "tt0000001"), ("Der Hafen", "tt0000001"),
        ("The Color of Harbor", None), ("The Harbour 1991", None),
        ("Lantern 2", "tt0000002"), ("lantern two", "tt0000002"),
        ("7 1/2 Doors", "tt0000003"), ("７½ Ｄｏｏｒｓ", "tt0000003"),
        ("€", "tt0000004"), ("$", None),
        ("Night Ferry", "tt0000005"), ("Night Ferry (1999)", "tt0000005"),
        ("Salt and Bread", "tt0000006"), ("Salt + Bread", "tt0000006"),
        ("Mueller's Boat", "tt0000010"), ("Mullers Boat", "tt0000010"),
        ("Müller’s Boat", "tt0000010"), ("Ladder 3", "tt0000011"), ("The Offer", "tt0000012"),
        ("Winter (1980)", "tt0000007"), ("Zima", "tt0000008"),
        ("TT0000001", "tt0000001"), ("imdb:tt0000001", "tt0000001"),
        ("https://www.imdb.com/title/tt0000001/?ref_=x", "tt0000001"), ("tt7654321", None),
    ],
)  # fmt: skip
def test_a_text_names_the_nearest_title(store: Store, text: str, film: str | None) -> None:
    if film is None:
        with pytest.raises(UnknownId):
            store.titles.resolve(text)
    else:
        assert store.titles.resolve(text) == film


def test_a_foreign_title_does_not_compete_with_own_titles(store: Store) -> None:
    with pytest.raises(Ambiguous) as raised:
        store.titles.resolve("Winter")
    assert {film.id for film in raised.value.candidates} == {"tt0000007", "tt0000009"}


def test_a_foreign_title_with_its_year_is_doubtful_if_other_films_go_by_it(store: Store) -> None:
    """The year may be the mistake: `Winter (1981)` may mean the film of 1980."""
    with pytest.raises(Ambiguous) as raised:
        store.titles.resolve("Winter (1981)")
    assert "tt0000008" in {film.id for film in raised.value.candidates}


def test_own_titles_come_first_whatever_the_votes(store: Store) -> None:
    found = store.titles.search("Winter")["id"].to_list()
    assert found[:3] == ["tt0000009", "tt0000007", "tt0000008"]


def test_a_wrong_year_still_finds_the_film(store: Store) -> None:
    assert store.titles.search("The Harbour 1991")["id"][0] == "tt0000001"
    assert store.titles.search("Winter 1980")["id"][0] == "tt0000007"


@pytest.mark.parametrize("query", ["zzzzqqq", "£", "☃", "?!", "xkcdwv qqqq"])
def test_nothing_alike_finds_nothing(store: Store, query: str) -> None:
    assert store.titles.search(query).is_empty()
    assert store.people.search(query).is_empty()
    assert store.search(query).is_empty()


def test_spelling_keys() -> None:
    same = ("volume 2", "vol ii", "vol two")
    assert len({spelling_key(text) for text in same}) == 1
    assert spelling_key("i robot") != spelling_key("1 robot")
