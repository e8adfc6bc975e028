"""Verify a whole build: sizes, hashes, keys, row counts, graph, vectors and Chroma."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np

from recsys.errors import DamagedStore
from recsys.store.chroma import is_read_only
from recsys.store.connection import catalogue_connection
from recsys.store.graph import CreditGraph, Relation
from recsys.store.layout import BuildFolder
from recsys.store.lease import Lease
from recsys.store.lexical import LexicalIndex
from recsys.store.manifest import Manifest, altered_files
from recsys.store.schema import TABLES, broken_keys
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors, centred_norms


def check_build(build: BuildFolder) -> list[str]:
    """Describe every fault of a build; empty for a sound one."""
    try:
        lease = Lease(build)  # keeps the build from being removed meanwhile
    except FileNotFoundError:
        return [f"{build.lease}: the file is missing"]
    try:
        return _check_leased(build)
    finally:
        lease.release()


def _check_leased(build: BuildFolder) -> list[str]:
    try:
        manifest = Manifest.read(build)
    except DamagedStore as error:
        return [str(error)]
    findings = [f"{path}: {finding}" for path, finding in altered_files(build, manifest)]
    if findings:
        return findings  # further checks would only repeat these
    try:
        graph = CreditGraph(build.graph)
        findings += check_tables(build, manifest, graph)
        lexical = LexicalIndex(build.lexical)
        findings += lexical.faults()
        if lexical.film_count != graph.movie_count:
            findings.append(f"{build.lexical}: {lexical.film_count:,} films")
        if manifest.vectors is not None:
            findings += _vectors(build, manifest, graph)
    except DamagedStore as error:
        findings.append(str(error))
    return findings


def check_tables(build: BuildFolder, manifest: Manifest, graph: CreditGraph) -> list[str]:
    """Describe where tables, manifest and graph differ.

    Raises
    ------
    DamagedStore
        A file can't be read.
    """
    try:
        with catalogue_connection(build.catalogue) as con:
            return [*_counts(con, manifest), *broken_keys(con), *_graph(con, graph)]
    except duckdb.Error as error:
        raise DamagedStore(build.catalogue, str(error).splitlines()[0]) from error


def _counts(con: duckdb.DuckDBPyConnection, manifest: Manifest) -> Iterator[str]:
    # Builds of older versions have fewer tables; the present version has all of `TABLES`.
    for table in TABLES if len(manifest.tables) >= len(TABLES) else manifest.tables:
        expected, rows = manifest.tables.get(table), con.table(table).shape[0]
        if rows != expected:
            yield f"catalogue.duckdb: {table} holds {rows:,} rows, the manifest says {expected}"


def _graph(con: duckdb.DuckDBPyConnection, graph: CreditGraph) -> Iterator[str]:
    """Compare the graph's sizes and edges with the tables."""
    sizes = {
        "movies": graph.movies.height,
        "people": graph.people.height,
        "directors": graph.director_count,
        "movie_prin": len(graph.movie_people.targets),
        "movie_dir": len(graph.movie_directors.targets),
    }
    for table, size in sizes.items():
        if size != con.table(table).shape[0]:
            yield f"graph: {size:,} rows for {table}, which has {con.table(table).shape[0]:,}"
    pairs = (
        ("movie_people", graph.movie_people, "person_movies", graph.person_movies),
        ("movie_directors", graph.movie_directors, "director_movies", graph.director_movies),
    )
    for forward_name, forward, inverse_name, inverse in pairs:
        if _edge_sum(forward, inverted=False) != _edge_sum(inverse, inverted=True):
            yield f"graph: {forward_name} and {inverse_name} do not hold the same edges"


def _vectors(build: BuildFolder, manifest: Manifest, graph: CreditGraph) -> Iterator[str]:
    """Compare the vectors with the manifest, and the Chroma collection with the vectors."""
    vectors, facts = FilmVectors(build.vectors), manifest.vectors
    assert facts is not None, "only builds with vectors get here"
    if (vectors.model, vectors.recipe) != (facts["model"], facts["recipe"]):
        yield f"{build.vectors}: made with {vectors.model}, the manifest says {facts['model']}"
    if not np.allclose(vectors.norms, centred_norms(vectors.matrix, vectors.centre), atol=1e-4):
        yield f"{build.vectors / 'norms.npy'}: does not fit vectors.npy and centre.npy"
    ids = graph.movies["id"].gather(vectors.movies)
    with _chroma_copy(build) as copy, VectorIndex(build, vectors, copy) as index:
        yield from index.differences(ids.to_list(), vectors.matrix)


@contextmanager
def _chroma_copy(build: BuildFolder) -> Iterator[Path | None]:
    """A writable copy of the collection if the build is read-only, which Chroma can't open."""
    if not is_read_only(build.chroma):
        yield None
        return
    with TemporaryDirectory() as aside:
        for path in build.chroma.rglob("*"):
            if path.is_file():
                copy = Path(aside) / path.relative_to(build.chroma)
                copy.parent.mkdir(exist_ok=True)
                shutil.copyfile(path, copy)  # does not copy the read-only mode
        yield Path(aside)


def _edge_sum(relation: Relation, inverted: bool) -> int:
    """An order-independent checksum of the edges."""
    sources = np.repeat(np.arange(len(relation.offsets) - 1), np.diff(relation.offsets))
    first, second = (relation.targets, sources) if inverted else (sources, relation.targets)
    mixed = first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= second.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    return int((mixed * mixed).sum(dtype=np.uint64))
