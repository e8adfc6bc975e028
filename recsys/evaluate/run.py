"""Evaluates a build against what people like and judge alike: `filmkin evaluate`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recsys.catalog import Store
from recsys.directors import PeopleWeights
from recsys.errors import DamagedStore, NoText, NothingFound
from recsys.evaluate.director_rankings import director_rows, director_truth
from recsys.evaluate.film_rankings import film_rows, film_truth
from recsys.evaluate.likeness import measure_likeness
from recsys.evaluate.movielens import CITATION
from recsys.evaluate.movielens import read_likes as movielens_likes
from recsys.evaluate.movielens_truths import read_movielens
from recsys.evaluate.rankings import Truth as RankingTruth
from recsys.evaluate.systems import PRESETS
from recsys.evaluate.truth_files import read_judgements, read_likes, read_tags
from recsys.evaluate.truths import Truth
from recsys.movies import RankingWeights
from recsys.store.graph import CreditGraph
from recsys.store.layout import StoreFolder
from recsys.util.hashing import sha256_of
from recsys.vocabulary.roles import mask_to_roles

FORM = 2
"""Format version of saved results; results of another version are ignored."""

LABELS = ("genres", "keywords", "countries", "languages")
CRAFTS = ("director", "writer", "actor", "producer", "composer", "cinematographer", "editor",
          "production_designer", "casting_director")  # fmt: skip
"""Labels and crafts that the rankings can use."""


def evaluate(
    store: Store,
    movielens: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
    *,
    judgements: Sequence[Path] = (),
    tags: Sequence[Path] = (),
    likes: Sequence[Path] = (),
) -> dict[str, Any]:
    """Evaluate the recommenders of a build; the result is ready for JSON.

    Without any files, only the guard rails are measured.

    Parameters
    ----------
    movielens : Path, optional
        Folder with `ratings.csv` and `links.csv`, and perhaps `tags.csv` and `genome-scores.csv`.
    judgements, tags, likes : sequences of Path
        Files as read by `truth_files`.

    Returns
    -------
    dict
        `likeness`: see `likeness.measure_likeness`. `films` and `directors`: the rankings by
        agreement with MovieLens users, with `users`, `citation` and `ratings_sha256`; only with
        `movielens`.

    Raises
    ------
    SourceError
        A file is missing or invalid.
    NoText
        The build has no texts, with which every ranking is compared.
    NothingFound
        A file has too little about the films of this build.
    """
    if store.vectors is None:
        raise NoText("This catalogue has no overviews; build it with --overviews to evaluate it.")
    progress("reading what people like")
    agreement = {} if movielens is None else _agreement(store, movielens, progress)
    truths: list[Truth] = [
        *(read_judgements(path, store) for path in judgements),
        *(read_tags(path, store) for path in tags),
        *(read_likes(path, store) for path in likes),
        *([] if movielens is None else read_movielens(movielens, store)),
    ]
    return {
        "form": FORM,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "build_id": store.manifest.build_id,
        "model": store.vectors.model,
        "weights": current_weights(),
        "lacking": missing_data(store.graph),
        "likeness": measure_likeness(store, truths, progress),
        **agreement,
    }


def _agreement(store: Store, movielens: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    """Return both recommenders' agreement with MovieLens users."""
    likes = movielens_likes(movielens, store.graph)
    films, directors = film_truth(store, likes), director_truth(store, likes)
    if not (films.measurable or directors.measurable):
        raise NothingFound(
            f"Too few of the {likes.users:,} users like films of this catalogue to evaluate it. "
            "Use more ratings, or a catalogue with the rated films."
        )
    return {
        "citation": CITATION,
        "ratings_sha256": sha256_of(movielens / "ratings.csv"),
        "users": likes.users,
        "films": _section(films, film_rows, store, progress),
        "directors": _section(directors, director_rows, store, progress),
    }


def current_weights() -> dict[str, dict[str, float]]:
    """Return the current weights of both recommenders, to compare with those of a saved result."""
    return {
        "films": asdict(RankingWeights()),
        "directors": asdict(PeopleWeights()),
        **{f"films, {name}": asdict(weights) for name, weights in PRESETS.items()},
    }


def missing_data(graph: CreditGraph) -> dict[str, list[str]]:
    """Return the label kinds and crafts that rankings can use and the build lacks."""
    roles = graph.movie_people.roles
    assert roles is not None, "a relation of credits"
    present = set(mask_to_roles(int(np.bitwise_or.reduce(roles, initial=0))))
    return {
        "labels": [kind for kind in LABELS if not graph.labels(kind).names],
        "crafts": [craft for craft in CRAFTS if craft not in present],
    }


def save_result(result: dict[str, Any], store: StoreFolder) -> Path:
    """Save a result under its build's id and return the file."""
    path = store.evaluation(result["build_id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")  # a page may read `path`
    temporary.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)
    return path


def load_result(store: StoreFolder, build_id: str) -> dict[str, Any] | None:
    """Return the saved result of a build, or None without one.

    Raises
    ------
    DamagedStore
        The saved result is not valid JSON.
    """
    path = store.evaluation(build_id)
    try:
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise DamagedStore(path, f"not a valid evaluation result ({error})") from error
    return result if isinstance(result, dict) and result.get("form") == FORM else None


def _section(
    truth: RankingTruth,
    measure: Callable[[Store, RankingTruth, Callable[[str], None]], list[dict[str, Any]]],
    store: Store,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Return sample sizes and report rows; without enough data there are no rows."""
    return {
        "candidates": len(truth.ids),
        "reported": len(truth.reported),
        "depth": truth.depth,
        "rows": measure(store, truth, progress) if truth.measurable else [],
    }
