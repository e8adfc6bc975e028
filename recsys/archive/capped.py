"""A build with fewer vectors, for hosts with little memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recsys.errors import InvalidArgument
from recsys.ingest.chroma import build_chroma
from recsys.ingest.vectors import VectorFacts
from recsys.store.graph import CreditGraph
from recsys.store.layout import BuildFolder
from recsys.store.manifest import Manifest, describe_files
from recsys.store.vectors import FilmVectors
from recsys.util.progress import Progress


@contextmanager
def capped(
    build: BuildFolder, most: int, beside: Path, progress: Progress = lambda _: None
) -> Iterator[BuildFolder]:
    """A copy of a build that keeps the vectors of the `most` films with the most votes.

    It lies in a folder within `beside` until the block ends. The other films are found by people,
    genres and years. The mean vectors of directors stay as they are. Its name is that of the
    build with the number behind it: another build, of which a server may hold both.

    Raises
    ------
    InvalidArgument
        `most` is below 1, or the build has no vectors.
    """
    manifest = Manifest.read(build)
    if most < 1:
        raise InvalidArgument("The number of vectors must be 1 or more.")
    if manifest.vectors is None:
        raise InvalidArgument("This build has no vectors to leave out.")
    with TemporaryDirectory(dir=beside, prefix="capped-") as folder:
        work = BuildFolder(Path(folder) / f"{build.root.name}{most:08}")
        apart = shutil.ignore_patterns("chroma", "vectors")
        shutil.copytree(build.root, work.root, ignore=apart)
        facts = _cap_vectors(build, work, most)
        build_chroma(work, facts, None, progress)
        vectors = manifest.vectors | asdict(facts) | {"left_out": _films(manifest) - facts.films}
        files = describe_files(work)
        replace(manifest, build_id=work.root.name, vectors=vectors, files=files).write(work)
        yield work


def _films(manifest: Manifest) -> int:
    assert manifest.vectors is not None
    return int(manifest.vectors["films"])


def _cap_vectors(build: BuildFolder, work: BuildFolder, most: int) -> VectorFacts:
    """Write `vectors/` with fewer rows, in the order of films as before."""
    vectors = FilmVectors(build.vectors)
    votes = CreditGraph(build.graph).movie_votes[vectors.movies]
    # Of films with as many votes, the first ones: the same films at every run.
    rows = np.sort(np.argsort(-votes.astype(np.int64), kind="stable")[:most])
    facts = VectorFacts(vectors.model, vectors.dimension, vectors.recipe, len(rows))
    work.vectors.mkdir()
    np.save(work.vectors / "movies.npy", vectors.movies[rows])
    np.save(work.vectors / "vectors.npy", vectors.matrix[rows])
    np.save(work.vectors / "directors.npy", vectors.directors)
    (work.vectors / "facts.json").write_text(json.dumps(asdict(facts), indent=1) + "\n")
    return facts
