"""Ids and addresses of IMDb, TMDB and Letterboxd name films and people everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import UnknownId
from tests.helpers import build_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = build_store(
        tmp_path_factory.mktemp("ids"),
        basics=[("tt0000001", "Stalker", 1979), ("tt0000002", "Stalker", 1990)],
        crew=[("tt0000001", "nm0000007")],
        names=[("nm0000007", "Andrei Tarkovsky", 1932)],
    )
    [catalogue] = path.glob("builds/*/catalogue.duckdb")
    with duckdb.connect(catalogue) as con:
        con.execute(
            "INSERT INTO trakt (tconst, trakt, kind, tmdb) VALUES ('tt0000001', '5', 'movie', 1398)"
        )
    with recsys.open_store(path) as opened:
        yield opened


@pytest.mark.parametrize(
    "text",
    [
        "tt0000001",
        " TT0000001 ",
        "imdb:tt0000001",
        "IMDB: TT0000001",
        "https://www.imdb.com/title/tt0000001/?ref_=fn_al_tt_1",
        "m.imdb.com/de/title/tt0000001/reviews",
        "tmdb:1398",
        "https://www.themoviedb.org/movie/1398-stalker?language=de",
        "https://letterboxd.com/film/stalker-1979/",
        "https://letterboxd.com/someone/film/stalker-1979/1/",
        "https://trakt.tv/movies/stalker-1979",
    ],
)
def test_films(store: Store, text: str) -> None:
    assert store.titles.resolve(text) == "tt0000001"


@pytest.mark.parametrize("text", ["imdb:tt0000009", "tmdb:5", "0000001", "https://boxd.it/2a1m"])
def test_unknown_films(store: Store, text: str) -> None:
    with pytest.raises(UnknownId):
        store.titles.resolve(text)


@pytest.mark.parametrize(
    "text",
    ["nm0000007", "NM0000007", "imdb:nm0000007", "https://www.imdb.com/name/nm0000007/?ref_=x"],
)
def test_people(store: Store, text: str) -> None:
    assert store.people.resolve(text) == "nm0000007"


@pytest.mark.parametrize("text", ["imdb:nm0000008", "tt0000007", "0000007"])
def test_unknown_people(store: Store, text: str) -> None:
    with pytest.raises(UnknownId):
        store.people.resolve(text)
