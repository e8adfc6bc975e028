"""Copy a build with fewer vectors, for hosts with little memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from recsys.archive.aside import folder_aside
from recsys.errors import InvalidArgument
from recsys.ingest.chroma import build_chroma
from recsys.ingest.vectors import VectorFacts
from recsys.store.graph import CreditGraph
from recsys.store.layout import BuildFolder
from recsys.store.manifest import Manifest, describe_files
from recsys.store.vectors import FilmVectors
from recsys.util.progress import Progress

PREFIX = ".filmkin-capped-"


@contextmanager
def capped(
    build: BuildFolder, max_vectors: int, parent: Path, progress: Progress = lambda _: None
) -> Iterator[BuildFolder]:
    """A copy of a build with the vectors of the `max_vectors` most voted films only.

    The copy is in a temporary folder within `parent` and is removed when the block ends, or by the
    next run if this one is killed. Films without a vector are still compared by words, people,
    genres and years; the centre of all vectors and the vectors of directors are unchanged. The
    copy's id is the build's id followed by the number, so that a Chroma server can hold both.

    Raises
    ------
    InvalidArgument
        `max_vectors` is below 1, or the build has no vectors.
    """
    manifest = Manifest.read(build)
    if max_vectors < 1:
        raise InvalidArgument("The number of vectors must be 1 or more.")
    if manifest.vectors is None:
        raise InvalidArgument("This build has no vectors to leave out.")
    with folder_aside(parent, PREFIX) as folder:
        work = BuildFolder(folder / f"{build.root.name}{max_vectors:08}")
        copied_later = shutil.ignore_patterns("chroma", "vectors")
        shutil.copytree(build.root, work.root, ignore=copied_later)
        facts = _cap_vectors(build, work, max_vectors)
        build_chroma(work, facts, None, progress)
        vectors = (
            manifest.vectors | asdict(facts) | {"left_out": _vector_count(manifest) - facts.films}
        )
        files = describe_files(work)
        replace(manifest, build_id=work.root.name, vectors=vectors, files=files).write(work)
        yield work


def _vector_count(manifest: Manifest) -> int:
    assert manifest.vectors is not None
    return int(manifest.vectors["films"])


def _cap_vectors(build: BuildFolder, work: BuildFolder, max_vectors: int) -> VectorFacts:
    """Write `vectors/` with fewer rows, in the same order."""
    vectors = FilmVectors(build.vectors)
    votes = CreditGraph(build.graph).movie_votes[vectors.movies]
    # A stable sort breaks ties by row, so every run keeps the same films.
    rows = np.sort(np.argsort(-votes.astype(np.int64), kind="stable")[:max_vectors])
    facts = VectorFacts(vectors.model, vectors.dimension, vectors.recipe, len(rows))
    work.vectors.mkdir()
    np.save(work.vectors / "movies.npy", vectors.movies[rows])
    np.save(work.vectors / "vectors.npy", vectors.matrix[rows])
    np.save(work.vectors / "centre.npy", vectors.centre)
    np.save(work.vectors / "norms.npy", vectors.norms[rows])
    np.save(work.vectors / "directors.npy", vectors.directors)
    (work.vectors / "facts.json").write_text(json.dumps(asdict(facts), indent=1) + "\n")
    return facts
