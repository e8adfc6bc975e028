"""Write a build's Chroma collection, updating the previous build's where that is faster."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recsys import settings
from recsys.errors import DamagedStore
from recsys.ingest.vectors import VectorFacts
from recsys.store.arrays import Ints
from recsys.store.chroma import (
    WRITE_SECONDS,
    create_collection,
    get_collection,
    in_time,
    open_client,
    prepare_update,
)
from recsys.store.failures import raise_if_exhausted
from recsys.store.graph import CreditGraph
from recsys.store.layout import BuildFolder
from recsys.store.publish import build_id_of
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors
from recsys.util.progress import Progress

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000
"""Smaller than Chroma's maximum."""

REBUILD_ABOVE = 0.2
"""Share of changed vectors above which the index is rebuilt, since updates degrade it."""


def build_chroma(
    work: BuildFolder, facts: VectorFacts, previous: BuildFolder | None, progress: Progress
) -> int:
    """Write the collection and return the number of vectors written.

    An update copies the previous index, upserts changed vectors, deletes removed ones and verifies
    the result. If that fails, the index is rebuilt.
    """
    graph, vectors = CreditGraph(work.graph), FilmVectors(work.vectors)
    films = graph.movies.select("id", "title", "year")[vectors.movies]
    difference = None if previous is None else _difference(previous, facts, films, vectors.matrix)
    if difference is not None and previous is not None:
        try:
            _update(work, previous, facts, films, vectors.matrix, difference, progress)
            with VectorIndex(work, vectors) as index:
                finding = next(index.differences(films["id"].to_list(), vectors.matrix), None)
        except Exception as error:  # Chroma's own, of many kinds
            raise_if_exhausted(error, work.root)
            finding = str(error) or type(error).__name__
        if finding is None:
            return len(difference[0])
        progress(f"rebuilding the index ({finding})")
        shutil.rmtree(work.chroma, ignore_errors=True)
    # In another folder, since Chroma caches by path a database that it could not open.
    aside = work.root / "chroma-rebuilt"
    aside.mkdir()
    everything = np.arange(films.height, dtype=np.int32)
    with closing(open_client(aside)) as client:
        collection = create_collection(client, build_id_of(work), asdict(facts), films.height)
        _write(collection, films, vectors.matrix, everything, progress)
    aside.rename(work.chroma)
    return len(everything)


def _update(
    work: BuildFolder,
    previous: BuildFolder,
    facts: VectorFacts,
    films: pl.DataFrame,
    matrix: np.ndarray,
    difference: tuple[Ints, list[str]],
    progress: Progress,
) -> None:
    changed, removed = difference
    shutil.copytree(previous.chroma, work.chroma)
    build_id, writes = build_id_of(work), len(changed) + len(removed)
    with closing(open_client(work.chroma)) as client:
        prepare_update(client, previous.root.name, build_id, asdict(facts), writes)
    with closing(open_client(work.chroma)) as client:
        collection = get_collection(client, build_id)
        _write(collection, films, matrix, changed, progress)
        for start in range(0, len(removed), _BATCH):
            in_time(collection.delete, ids=removed[start : start + _BATCH])


def _difference(
    previous: BuildFolder, facts: VectorFacts, films: pl.DataFrame, matrix: np.ndarray
) -> tuple[Ints, list[str]] | None:
    """Rows of new or changed films and ids of removed ones; None if a rebuild is due."""
    if settings.CHROMA_URL.get() or not previous.chroma.is_dir():
        return None
    try:
        old = FilmVectors(previous.vectors)
        old_films = CreditGraph(previous.graph).movies.select("id", "title", "year")[old.movies]
    except DamagedStore:
        return None
    if (old.model, old.recipe, old.dimension) != (
        facts.model,
        facts.recipe,
        facts.dimension,
    ):
        return None
    # Films with the same title and year may still have another vector.
    both = films.with_row_index("new").join(
        old_films.with_row_index("old"),
        on=["id", "title", "year"],
        nulls_equal=True,
        maintain_order="left",
    )
    new_rows, old_rows = both["new"].to_numpy(), both["old"].to_numpy()
    same = np.zeros(films.height, dtype=bool)
    for start in range(0, len(new_rows), _BATCH):
        new, before = new_rows[start : start + _BATCH], old_rows[start : start + _BATCH]
        same[new] = (matrix[new] == old.matrix[before]).all(axis=1)
    changed = np.flatnonzero(~same).astype(np.int32)
    removed = old_films.join(films, on="id", how="anti", maintain_order="left")["id"].to_list()
    if len(changed) + len(removed) > REBUILD_ABOVE * max(1, films.height):
        return None
    return changed, removed


def _write(
    collection: Collection,
    films: pl.DataFrame,
    matrix: np.ndarray,
    rows: Ints,
    progress: Progress,
) -> None:
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        batch = films[part]
        in_time(
            collection.upsert,
            seconds=WRITE_SECONDS,
            ids=batch["id"].to_list(),
            embeddings=matrix[part],
            metadatas=[
                {"title": title, "year": year or 0}
                for title, year in batch.select("title", "year").rows()
            ],
        )
        progress(f"indexing vectors: {start + len(part):,} of {len(rows):,}")
