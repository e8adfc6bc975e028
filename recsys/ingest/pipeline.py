"""Run a build: from sources to a published store."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from recsys import settings
from recsys.embeddings import OFFLINE_MODEL, TextModel
from recsys.embeddings.encode import KnownVectors
from recsys.errors import DamagedStore, NoStore
from recsys.ingest.catalogue import LATER_MEMORY_LIMIT, create_tables, writable
from recsys.ingest.chroma import build_chroma
from recsys.ingest.graph import build_graph
from recsys.ingest.lexical import build_lexical
from recsys.ingest.search import build_search
from recsys.ingest.vectors import build_vectors
from recsys.sources.demo import DemoSource, read_demo_vectors
from recsys.sources.staging import DROP_STAGING, BuildOptions, Source
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.manifest import Manifest, describe_files
from recsys.store.publish import build_id_of, current_id, new_build
from recsys.store.running import shared_progress
from recsys.util.progress import Progress

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
    model: str | None = None,
    known_vectors: KnownVectors | None = None,
) -> str:
    """Build a catalogue, make it live and return the build's id.

    If anything fails, the live build stays live and the unfinished one is removed. Vectors of
    texts encoded by then stay in the cache.

    Parameters
    ----------
    sources : sequence of Source
        Where several sources have a value, the first one wins.
    model : str, optional
        Text model, by default the one in the settings; loaded only if a text must be encoded.
    known_vectors : (hashes, vectors), optional
        Vectors of texts that are already encoded.

    Raises
    ------
    SourceError
        An input file is missing or invalid.
    ModelUnavailable
        A text must be encoded and the model can't be loaded.
    StoreBusy
        Another process is building in this store.
    """
    options = options or BuildOptions()
    text_model = TextModel(model or settings.MODEL.get())
    folder = StoreFolder.at(store)
    with new_build(folder) as work, shared_progress(folder, progress) as progress:
        spill = work.root / "spill"
        with writable(work.catalogue, spill) as con:
            reports = [source.stage(con, options, progress) for source in sources]
            progress("making tables")
            tables = create_tables(con)
            con.execute(DROP_STAGING)
            con.execute("SET memory_limit = ?", [LATER_MEMORY_LIMIT])
            progress("making the credit graph")
            build_graph(con, work.graph)
            progress("making the search index")
            build_search(con, work)
            build_lexical(con, work)
            facts, encoded = build_vectors(
                con, work, folder.embeddings, text_model, known_vectors, progress
            )
            ranges = _ranges(con)
        shutil.rmtree(spill, ignore_errors=True)
        indexed = 0
        if facts is not None:
            progress("indexing vectors")
            indexed = build_chroma(work, facts, _live_build(folder), progress)
        progress("hashing and publishing")
        manifest = Manifest(
            build_id=build_id_of(work),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            options=asdict(options),
            sources=[asdict(report) for report in reports],
            tables=tables,
            ranges=ranges,
            vectors=None
            if facts is None
            else asdict(facts) | {"encoded_now": encoded, "indexed_now": indexed},
            files=describe_files(work),
        )
        manifest.write(work)
    return manifest.build_id


def build_demo(
    store: Path | str | None = None,
    options: BuildOptions | None = None,
    progress: Progress = lambda _: None,
) -> str:
    """Build the demo catalogue; its vectors are included, so no model is loaded."""
    return build(
        [DemoSource()],
        store,
        options,
        progress,
        model=OFFLINE_MODEL,
        known_vectors=read_demo_vectors(),
    )


def _live_build(folder: StoreFolder) -> BuildFolder | None:
    try:
        return folder.build(current_id(folder))
    except (NoStore, DamagedStore):
        return None


def _ranges(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Ranges for the sliders of the pages; None where all values are unknown."""
    names = ("min_year", "max_year", "min_rating", "max_rating", "max_votes", "max_films")
    [values] = con.execute(_RANGES).fetchall()
    return dict(zip(names, values, strict=True))
