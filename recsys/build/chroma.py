"""The vectors of a build to its Chroma collection, by way of the previous build's where it pays."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recsys import settings
from recsys.build.vectors import VectorFacts
from recsys.errors import DamagedStore
from recsys.sources.staging import Progress
from recsys.store.chroma import collection_name, create_collection, get_collection, open_client
from recsys.store.graph import CreditGraph, Ints
from recsys.store.layout import BuildFolder
from recsys.store.publish import build_id_of
from recsys.store.vectors import FilmVectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000
"""Below Chroma's largest batch."""

REBUILD_ABOVE = 0.2
"""Share of changed vectors above which the index is built anew: a patched one gets worse."""


def build_chroma(
    work: BuildFolder, facts: VectorFacts, previous: BuildFolder | None, progress: Progress
) -> int:
    """Write the collection; returns how many vectors were written.

    An update copies the previous index, upserts what changed and deletes what is gone.
    """
    graph, vectors = CreditGraph(work.graph), FilmVectors(work.vectors)
    ids = graph.movies["id"].gather(vectors.movies)
    difference = None if previous is None else _difference(previous, facts, ids, vectors.matrix)
    build_id = build_id_of(work)
    if difference is None or previous is None:
        work.chroma.mkdir(exist_ok=True)
        client = open_client(work.chroma)
        collection = create_collection(client, build_id, asdict(facts))
        changed = np.arange(len(ids), dtype=np.int32)
        gone: list[str] = []
    else:
        changed, gone = difference
        shutil.copytree(previous.chroma, work.chroma)
        client = open_client(work.chroma)
        collection = get_collection(client, previous.root.name)
        collection.modify(name=collection_name(build_id), metadata=asdict(facts))
    _write(collection, graph, vectors, changed, progress)
    for start in range(0, len(gone), _BATCH):
        collection.delete(ids=gone[start : start + _BATCH])
    client.close()
    return len(changed)


def _difference(
    previous: BuildFolder, facts: VectorFacts, ids: pl.Series, matrix: np.ndarray
) -> tuple[Ints, list[str]] | None:
    """Rows whose vector is new or changed, and ids that are gone; None to build anew."""
    if settings.CHROMA_URL.get() or not previous.chroma.is_dir():
        return None
    try:
        before = FilmVectors(previous.vectors)
        known = CreditGraph(previous.graph).movies["id"].gather(before.movies)
    except DamagedStore:
        return None
    if (before.model, before.recipe, before.dimension) != (
        facts.model,
        facts.recipe,
        facts.dimension,
    ):
        return None
    places = pl.DataFrame({"id": known}).with_row_index("before")
    here = pl.DataFrame({"id": ids}).with_row_index("now")
    both = here.join(places, on="id", maintain_order="left")
    now, then = both["now"].to_numpy(), both["before"].to_numpy()
    same = np.zeros(len(ids), dtype=bool)
    for start in range(0, len(now), _BATCH):
        part = slice(start, start + _BATCH)
        same[now[part]] = (matrix[now[part]] == before.matrix[then[part]]).all(axis=1)
    changed = np.flatnonzero(~same).astype(np.int32)
    gone = known.filter(~known.is_in(ids.implode())).to_list()
    if len(changed) + len(gone) > REBUILD_ABOVE * max(1, len(ids)):
        return None
    return changed, gone


def _write(
    collection: Collection,
    graph: CreditGraph,
    vectors: FilmVectors,
    rows: Ints,
    progress: Progress,
) -> None:
    films = graph.movies.select("id", "title", "year")
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        known = films[vectors.movies[part]]
        collection.upsert(
            ids=known["id"].to_list(),
            embeddings=vectors.matrix[part],
            metadatas=[
                {"title": title, "year": year or 0}
                for title, year in known.select("title", "year").rows()
            ],
        )
        progress(f"indexing vectors: {start + len(part):,} of {len(rows):,}")
