"""One build from sources to a published store."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from recsys.build.catalogue import create_tables, writable
from recsys.build.graph import build_graph
from recsys.build.search import build_search
from recsys.sources.staging import BuildOptions, Progress, Source
from recsys.store.layout import StoreFolder
from recsys.store.manifest import Manifest, describe_files
from recsys.store.publish import build_id_of, new_build

_RANGES = """
SELECT min(startYear), max(startYear), min(averageRating)::DOUBLE, max(averageRating)::DOUBLE,
    max(numVotes),
    (SELECT max(films) FROM (SELECT count(*) AS films FROM movie_dir GROUP BY dconst))
FROM movies
"""


def build(
    sources: Sequence[Source],
    store: Path | str | None = None,
    options: BuildOptions | None = None,
    progress: Progress = lambda _: None,
) -> str:
    """Build a catalogue and make it live; returns the build's id.

    If anything fails, the build that was live stays live and the unfinished one is removed.

    Raises
    ------
    SourceError
        An input can't be read as what it should be.
    StoreBusy
        Another process is building in this store.
    """
    options = options or BuildOptions()
    with new_build(StoreFolder.at(store)) as work:
        spill = work.root / "spill"
        with writable(work.catalogue, spill) as con:
            reports = [source.stage(con, options, progress) for source in sources]
            progress("making tables")
            tables = create_tables(con)
            progress("making the credit graph")
            build_graph(con, work.graph)
            progress("making the search index")
            build_search(con, work)
            ranges = _ranges(con)
        shutil.rmtree(spill, ignore_errors=True)
        progress("hashing and publishing")
        manifest = Manifest(
            build_id=build_id_of(work),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            options=asdict(options),
            sources=[asdict(report) for report in reports],
            tables=tables,
            ranges=ranges,
            files=describe_files(work),
        )
        manifest.write(work)
    return manifest.build_id


def _ranges(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the sliders of the pages span; None where nothing is known."""
    names = ("min_year", "max_year", "min_rating", "max_rating", "max_votes", "max_films")
    [values] = con.execute(_RANGES).fetchall()
    return dict(zip(names, values, strict=True))
