"""The whole measurement: `python -m recsys evaluate --movielens DIR`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recsys.errors import NoText
from recsys.evaluate.directors import director_rows, director_truth
from recsys.evaluate.films import film_rows, film_truth
from recsys.evaluate.movielens import read_likes
from recsys.store import Store
from recsys.store.layout import StoreFolder
from recsys.store.manifest import sha256_of

CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4: 19:1-19:19."
)


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
    """
    if store.vectors is None:
        raise NoText("This catalogue holds no overviews; build it with --overviews to measure it.")
    progress("reading what people like")
    likes = read_likes(movielens, store.graph)
    films, directors = film_truth(store, likes), director_truth(store, likes)
    return {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "build_id": store.manifest.build_id,
        "model": store.vectors.model,
        "citation": CITATION,
        "ratings_sha256": sha256_of(movielens / "ratings.csv"),
        "users": likes.users,
        "films": {
            "candidates": len(films.ids),
            "reported": len(films.reported),
            "depth": films.depth,
            "rows": film_rows(store, films, progress),
        },
        "directors": {
            "candidates": len(directors.ids),
            "reported": len(directors.reported),
            "depth": directors.depth,
            "rows": director_rows(store, directors, progress),
        },
    }


def keep(result: dict[str, Any], store: StoreFolder) -> Path:
    """Write a result beside the builds, by the build's name; returns the file."""
    path = store.evaluation(result["build_id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return path


def kept(store: StoreFolder, build_id: str) -> dict[str, Any] | None:
    """The last result for a build, None where it was never measured."""
    path = store.evaluation(build_id)
    if not path.exists():
        return None
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result
