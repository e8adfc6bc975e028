"""A store of films with generated text vectors: `python -m benchmarks.vectors_world STORE`.

Nothing is encoded: vectors are generated with the texts, whose words follow Zipf's law, with some
of the film's cluster. The vectors resemble those of plots: they share a common direction, films
form clusters of Zipf-distributed sizes, clusters form themes, and variance
decreases over the dimensions as for all-MiniLM-L6-v2 on real overviews. A cluster has its own
country, language and genres, so that a filter may select only films far from the seed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.world import GENRES, write_world
from recsys.embeddings import OFFLINE_MODEL, recipe_text
from recsys.embeddings.cache import hash_of
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.text_files.source import OverviewFile

FILMS, DIMENSION, CENTRES, THEMES = 334_000, 384, 2_000, 40
COMMON, THEME, CENTRE, OWN = 0.20, 0.15, 0.20, 0.45
"""Parts of a vector's squared length: common, of the theme, of the cluster, its own."""

_FALL = 60.0
"""Dimensions over which variance decreases to 1/e."""

SPARE_FILMS = 1.01
"""Films generated per vector, since adult titles are left out and some films have no text."""

_HOMES = "US en, FR fr, IN hi, JP ja, DE de, GB en, IT it, KR ko, BR pt, TR tr, NG en, FI fi"
HOMES = [tuple(home.split()) for home in _HOMES.split(", ")]
AT_HOME = 0.9
"""Share of a cluster's films with its country; the others have a random one."""

WORDS, VOCABULARY, ZIPF_SHIFT, CLUSTER_WORDS = 36, 150_000, 30.0, 3
"""Words of an overview; different words; their probability is proportional to 1 / (rank + shift);
words of an overview that belong to its cluster alone."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Texts:
    """Vectors by film, with clusters, countries and genres.

    Attributes
    ----------
    vectors : float32 array, shape (films, dimension)
        Unit vectors.
    cluster, home : int arrays, shape (films,)
    genres : list of lists of genre names, one a film
    """

    vectors: Vectors
    cluster: np.ndarray
    home: np.ndarray
    genres: list[list[str]]


def make_texts(films: int, seed: int = 1) -> Texts:
    """Generate vectors, countries and genres for `films` films."""
    rng = np.random.default_rng([seed, 384])
    centres = max(1, min(CENTRES, films // 10))
    size = 1 / (np.arange(centres) + 10.0) ** 0.9
    cluster = rng.choice(centres, films, p=size / size.sum())
    shift = np.sqrt(COMMON) * _drawn(1, rng) + np.sqrt(CENTRE) * _drawn(centres, rng)
    shift += np.sqrt(THEME) * _drawn(THEMES, rng)[rng.integers(0, THEMES, centres)]
    vectors = np.sqrt(OWN) * _drawn(films, rng)
    vectors += shift[cluster]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    popular = 1 / np.arange(1, len(HOMES) + 1)
    of_cluster = rng.choice(len(HOMES), centres, p=popular / popular.sum())
    abroad = rng.random(films) > AT_HOME
    home = np.where(abroad, rng.integers(0, len(HOMES), films), of_cluster[cluster])
    words = [rng.choice(GENRES, 1 + number % 3, replace=False).tolist() for number in range(200)]
    theme = rng.integers(0, len(words), centres)[cluster]
    return Texts(vectors, cluster, home, [words[place] for place in theme])


def _drawn(count: int, rng: np.random.Generator) -> Vectors:
    """Return vectors of length about 1 whose variance decreases over the dimensions."""
    deviation = np.sqrt(np.exp(-np.arange(DIMENSION) / _FALL) + 0.003)
    deviation /= np.linalg.norm(deviation)
    vectors = rng.standard_normal((count, DIMENSION), dtype=np.float32)
    vectors *= deviation.astype(np.float32)
    return vectors


def build_world(store: Path, films: int = FILMS, seed: int = 1) -> dict[str, float]:
    """Build a store in which `films` films have a vector; return the seconds of each step."""
    with tempfile.TemporaryDirectory() as folder:
        world, overviews = Path(folder, "world"), Path(folder, "overviews.jsonl")
        write_world(world, films_only=True, films=round(films * SPARE_FILMS) + 10, seed=seed)
        named = _films_of(world).head(films)
        if len(named) < films:
            raise AssertionError(f"only {len(named):,} films of the world are kept")
        texts = make_texts(films, seed)
        hashes = _write_overviews(overviews, named, texts)
        seconds, progress = _stopwatch()
        build(
            [ImdbSource(world), OverviewFile(overviews)],
            store,
            progress=progress,
            model=OFFLINE_MODEL,
            known_vectors=(hashes, texts.vectors),
        )
        progress("done")
    return seconds


def _films_of(world: Path) -> pl.DataFrame:
    """Return ids and titles of the films that a build keeps."""
    basics = pl.read_csv(
        world / "title.basics.tsv.gz",
        separator="\t",
        quote_char=None,
        null_values="\\N",
        columns=["tconst", "primaryTitle", "isAdult"],
        schema_overrides={"primaryTitle": pl.String},
    )
    return basics.filter(pl.col("isAdult") == 0).select("tconst", "primaryTitle")


def _write_overviews(path: Path, films: pl.DataFrame, texts: Texts) -> list[bytes]:
    """Write one line per film; return the hashes of the texts of a build."""
    hashes = []
    words = _overview_words(texts)
    with path.open("w", encoding="utf-8") as stream:
        for place, (film, title) in enumerate(films.rows()):
            overview = " ".join(next(words))
            country, language = HOMES[texts.home[place]]
            line: dict[str, Any] = {
                "imdb_id": film,
                "overview": overview,
                "genres": texts.genres[place],
                "country": country,
                "language": language,
            }
            stream.write(json.dumps(line) + "\n")
            hashes.append(hash_of(recipe_text(title, overview, None, texts.genres[place])))
    return hashes


def _overview_words(texts: Texts, seed: int = 2) -> Iterator[list[str]]:
    """Yield the words of each film's overview."""
    rng = np.random.default_rng(seed)
    share = np.cumsum(1 / (np.arange(VOCABULARY) + ZIPF_SHIFT))
    for cluster in texts.cluster.tolist():
        drawn = np.searchsorted(share, rng.random(WORDS) * share[-1])
        own = rng.integers(0, 4 * CLUSTER_WORDS, CLUSTER_WORDS)
        yield [f"w{word:x}q" for word in drawn] + [f"c{cluster:x}k{word:x}q" for word in own]


def _stopwatch() -> tuple[dict[str, float], Callable[[str], None]]:
    """Return seconds by step, and the function to call at the start of each."""
    seconds: dict[str, float] = {}
    current = ["start", perf_counter()]

    def step(words: str) -> None:
        name = words.partition(":")[0]
        now = perf_counter()
        seconds[current[0]] = seconds.get(current[0], 0.0) + now - current[1]
        current[:] = name, now

    return seconds, step


@contextmanager
def world_store(folder: Path | None, films: int) -> Iterator[tuple[Path, dict[str, float]]]:
    """Return a store with vectors and the seconds of its build, in `folder` if given.

    An existing store is used as it is.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as place:
            yield Path(place), build_world(Path(place), films)
        return
    times = folder / "build_seconds.json"
    if not times.exists():
        times.write_text(json.dumps(build_world(folder, films)))
    yield folder, json.loads(times.read_text())


def main() -> None:
    """Build a store and print the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--films", type=int, default=FILMS)
    options = parser.parse_args()
    with world_store(options.store, options.films) as (_, seconds):
        for name, taken in seconds.items():
            print(f"{name:<30}{taken:8.1f} s")


if __name__ == "__main__":
    main()
