"""The whole measurement: `python -m recsys evaluate --movielens DIR`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recsys.catalog import Store
from recsys.directors.affinity import AffinityWeights
from recsys.errors import DamagedStore, NoText, NothingFound
from recsys.evaluate.director_rankings import director_rows, director_truth
from recsys.evaluate.film_rankings import film_rows, film_truth
from recsys.evaluate.movielens import read_likes
from recsys.evaluate.rankings import Truth
from recsys.movies import RankingWeights
from recsys.store.graph import CreditGraph
from recsys.store.layout import StoreFolder
from recsys.util.hashing import sha256_of
from recsys.vocabulary.roles import mask_to_roles

FORM = 1
"""Raised when a kept result can't be read any more; such a build counts as not measured."""

CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4: 19:1-19:19. "
    "https://doi.org/10.1145/2827872"
)

LABELS = ("genres", "keywords", "countries", "languages")
CRAFTS = ("director", "writer", "actor", "producer", "composer", "cinematographer", "editor",
          "production_designer", "casting_director")  # fmt: skip
"""What the rankings can use, as far as a build has it."""


def evaluate(
    store: Store, movielens: Path, progress: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Measure both recommenders of a build; the result goes to JSON as it is.

    Raises
    ------
    SourceError
        MovieLens' files are missing or of another form.
    NoText
        The build has no texts, which half of the rows need.
    NothingFound
        Too few users like the films of this build.
    """
    if store.vectors is None:
        raise NoText("This catalogue holds no overviews; build it with --overviews to measure it.")
    progress("reading what people like")
    likes = read_likes(movielens, store.graph)
    films, directors = film_truth(store, likes), director_truth(store, likes)
    if not (films.measurable or directors.measurable):
        raise NothingFound(
            f"Of {likes.users:,} users too few like films of this catalogue: there is nothing to "
            "measure. Take more ratings, or a catalogue with the films that they rate."
        )
    return {
        "form": FORM,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "build_id": store.manifest.build_id,
        "model": store.vectors.model,
        "citation": CITATION,
        "ratings_sha256": sha256_of(movielens / "ratings.csv"),
        "users": likes.users,
        "weights": present_weights(),
        "lacking": lacking(store.graph),
        "films": _section(films, film_rows, store, progress),
        "directors": _section(directors, director_rows, store, progress),
    }


def present_weights() -> dict[str, dict[str, float]]:
    """The defaults of this Filmkin; a kept result may be of others."""
    return {"films": asdict(RankingWeights()), "directors": asdict(AffinityWeights())}


def lacking(graph: CreditGraph) -> dict[str, list[str]]:
    """Kinds of label and crafts that the rankings can use and no film of this build has."""
    roles = graph.movie_people.roles
    assert roles is not None, "a relation of credits"
    there = set(mask_to_roles(int(np.bitwise_or.reduce(roles, initial=0))))
    return {
        "labels": [kind for kind in LABELS if not graph.labels(kind).names],
        "crafts": [craft for craft in CRAFTS if craft not in there],
    }


def keep(result: dict[str, Any], store: StoreFolder) -> Path:
    """Write a result beside the builds, by the build's name; returns the file."""
    path = store.evaluation(result["build_id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")  # a page may be reading the old one
    part.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    part.replace(path)
    return path


def kept(store: StoreFolder, build_id: str) -> dict[str, Any] | None:
    """The last result for a build, None where it was never measured.

    Raises
    ------
    DamagedStore
        What was kept is not JSON.
    """
    path = store.evaluation(build_id)
    try:
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise DamagedStore(path, f"not a measurement ({error})") from error
    return result if isinstance(result, dict) and result.get("form") == FORM else None


def _section(
    truth: Truth,
    measure: Callable[[Store, Truth, Callable[[str], None]], list[dict[str, Any]]],
    store: Store,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Sample sizes and rows; no rows where there is too little to measure."""
    return {
        "candidates": len(truth.ids),
        "reported": len(truth.reported),
        "depth": truth.depth,
        "rows": measure(store, truth, progress) if truth.measurable else [],
    }
