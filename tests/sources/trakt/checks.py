"""Run a fetch in tests, and compare a store with what the server sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from recsys.errors import FetchError
from recsys.ingest.catalogue import create_tables
from recsys.sources.http.cache import Cache
from recsys.sources.http.pace import Clock
from recsys.sources.staging import CREATE_STAGING, BuildOptions, SourceReport
from recsys.sources.trakt.client import Client
from recsys.sources.trakt.fetch import Fetch, FetchOptions, FetchReport
from recsys.sources.trakt.source import TraktSource
from tests.sources.loopback import StoppedClock
from tests.sources.trakt.server import KEY, Film, Trakt, serving


def fetch(
    url: str, folder: Path, clock: StoppedClock | None = None, patience: float = 1e5, **options: Any
) -> FetchReport:
    """One fetch with a clock that does not wait."""
    clock = clock or StoppedClock()
    time = Clock(clock.now, clock.sleep)
    with (
        Cache(folder) as cache,
        Client(KEY, url, clock=time, read_timeout=0.4, patience=patience) as client,
    ):
        chosen = {"years": (1990, 1991), "languages": ()} | options
        return Fetch(client, cache, FetchOptions(**chosen), clock=time).run()


def fetch_all(trakt: Trakt, folder: Path, **options: Any) -> list[FetchError]:
    """Run until everything is there, as a user would who repeats the command; returns refusals."""
    refusals = []
    with serving(trakt) as url:
        for _ in range(20):
            try:
                fetch(url, folder, **options)
                return refusals
            except FetchError as error:
                refusals.append(error)
    raise AssertionError(refusals)


def tables(
    folder: Path, joined: Sequence[str] = (), **source: Any
) -> tuple[duckdb.DuckDBPyConnection, SourceReport]:
    """The tables that a build makes of a cache; `joined` are the films that IMDb has."""
    con = duckdb.connect()
    con.execute(CREATE_STAGING)
    for tconst in joined:
        con.execute(
            "INSERT INTO staged_movies VALUES (?, 'movie', 'T', 'T', 2000, 90, NULL, 5, 9)",
            [tconst],
        )
    types = source.pop("types", ("movie", "tvMovie", "tvSeries"))
    made = TraktSource(folder, joined=bool(joined), **source)
    report = made.stage(con, BuildOptions(types), lambda _: None)
    create_tables(con)
    return con, report


def stored(folder: Path) -> list[dict[str, Any]]:
    """The table `trakt` of a build of a cache."""
    con, _ = tables(folder)
    with con:
        return con.sql("SELECT * FROM trakt ORDER BY trakt").pl().to_dicts()


def assert_all_stored(films: Sequence[Film], folder: Path) -> None:
    """Every film arrived once, with the values that were sent."""
    rows = {row["trakt"]: row for row in stored(folder)}
    assert len(rows) == len(films)
    for film in films:
        row = rows[str(film["ids"]["trakt"])]
        imdb = film["ids"]["imdb"]
        assert row["tconst"] == (imdb or f"trakt-movie-{film['ids']['trakt']}")
        assert (row["imdb"], row["slug"], row["tmdb"]) == (
            imdb,
            film["ids"]["slug"],
            film["ids"]["tmdb"],
        )
        for name in ("title", "tagline", "overview", "country", "language", "status",
                     "certification", "updated_at"):  # fmt: skip
            assert row[name] == _text(film.get(name)), (name, film["ids"])
        for name in ("year", "runtime", "votes", "comment_count"):
            sent = film.get(name)
            assert row[name] == (None if sent is None else int(sent)), (name, film["ids"])
        assert row["rating"] == film.get("rating")
        assert row["genres"] == film.get("genres")
        assert row["subgenres"] == film.get("subgenres")
        assert str(row["released"]) == str(film.get("released"))
        posters = film.get("images", {}).get("poster")
        assert row["poster"] == (f"https://{posters[0]}" if posters else None)


def _text(sent: str | None) -> str | None:
    return sent.encode("utf-8", "replace").decode() if sent else None
