"""Run a fetch in tests, and read the cache."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

import duckdb

from recsys.errors import FetchError
from recsys.ingest.catalogue import create_tables
from recsys.sources.http.cache import Cache
from recsys.sources.http.pace import Clock
from recsys.sources.staging import CREATE_STAGING, BuildOptions, SourceReport
from recsys.sources.wikipedia.client import Client
from recsys.sources.wikipedia.fetch import Fetch, FetchOptions, FetchReport
from recsys.sources.wikipedia.source import WikipediaSource
from tests.sources.loopback import StoppedClock
from tests.sources.wikipedia.server import Wiki, serving
from tests.sources.wikipedia.worlds import Text

BOTH = ("en", "fr")


def fetch(
    settings: Mapping[str, str],
    folder: Path,
    films: Sequence[str],
    languages: Sequence[str] = BOTH,
    limit: int | None = None,
    clock: StoppedClock | None = None,
    patience: float = 1e5,
) -> FetchReport:
    """One fetch with a clock that does not wait."""
    clock = clock or StoppedClock()
    time = Clock(clock.now, clock.sleep)
    options = FetchOptions(tuple(languages), limit)
    with (
        patch.dict(os.environ, settings),
        Cache(folder) as cache,
        Client(clock=time, read_timeout=0.4, patience=patience) as client,
    ):
        return Fetch(client, cache, options, clock=time).run(films)


def fetch_all(wiki: Wiki, folder: Path, films: Sequence[str]) -> list[FetchError]:
    """Run until everything is there, as a user would who repeats the command; returns refusals."""
    refusals = []
    with serving(wiki) as settings:
        for _ in range(20):
            try:
                fetch(settings, folder, films)
                return refusals
            except FetchError as error:
                refusals.append(error)
    raise AssertionError(refusals)


def stored(
    folder: Path, films: Sequence[str], language: str | None = None
) -> tuple[dict[str, Text | None], SourceReport]:
    """What a build of a catalogue of these films makes of a cache."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        con.executemany(
            "INSERT INTO staged_movies VALUES (?, 'movie', 'T', 'T', 2000, 90, NULL, 5, 9)",
            [[film] for film in films],
        )
        report = WikipediaSource(folder, language=language).stage(
            con, BuildOptions(), lambda _: None
        )
        create_tables(con)
        rows = con.execute(
            "SELECT tconst, overview, overview_url, overview_licence FROM movies"
        ).fetchall()
    assert {licence for *_, url, licence in rows if url} <= {"CC BY-SA 4.0"}
    return {film: (text, url) if text else None for film, text, url, _ in rows}, report
