"""Similar films over generated vectors: `python -m benchmarks.films [--films 334000]`.

The same queries go to `store.movies.similar`, to Chroma with `where`, and to NumPy over all
vectors, which gives the exact result.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import recsys
from benchmarks import report
from benchmarks.vectors_world import FILMS, world_store
from recsys.catalog import Store
from recsys.errors import NothingPasses
from recsys.movies import MovieFilters, RankingWeights
from recsys.movies.filters import film_mask
from recsys.store.chroma import get_collection, open_client
from recsys.store.vectors import FilmVectors

K = 20
REPEATS = 3
SHARES = (0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 0.5, 0.9)
TEXT = RankingWeights.text_only()
_BATCH = 5_000

Where = Mapping[str, Any]


@dataclass(frozen=True)
class Query:
    """A query with its filter in the forms of `similar` and Chroma."""

    film: int
    filters: MovieFilters
    where: Where | None


@dataclass(frozen=True)
class Row:
    """One row of the table: a kind of query."""

    name: str
    ask: Callable[[int, np.random.Generator], Query]


class World:
    """An open store with the data of its rivals."""

    def __init__(self, store: Store, rival: Any) -> None:
        self.store, self.graph, self.rival = store, store.graph, rival
        self.vectors = FilmVectors(store.build.vectors)
        self.matrix = np.array(self.vectors.matrix)
        self.ids = np.array(self.graph.movies["id"].to_list())
        self.by_votes = np.sort(self.graph.movie_votes)[::-1]
        self.by_year = np.sort(self.graph.movie_year[self.graph.movie_year > 0])
        self.countries = self.graph.labels("countries").names
        self.genres = self.graph.labels("genres").names

    def labels_of(self, film: int, kind: str) -> list[str]:
        labels = self.graph.labels(kind)
        return [labels.names[int(place)] for place in labels.of_movie.of(film)]


def main() -> None:
    """Build or open the store, measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--films", type=int, default=FILMS)
    parser.add_argument("--store", type=Path, help="keep the store there, or take the one there")
    parser.add_argument("--questions", type=int, default=50, help="a row")
    parser.add_argument("--rival-questions", type=int, default=8, help="a row, of those to Chroma")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with (
        world_store(options.store, options.films) as (folder, seconds),
        recsys.open_store(folder) as store,
        _collection_with_facts(store, folder / "where") as rival,
    ):
        body = measure(World(store, rival), seconds, options.questions, options.rival_questions)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Similar films, {options.films:,} vectors", body)


def measure(world: World, seconds: dict[str, float], questions: int, few: int) -> str:
    """Return the section's text."""
    _open(world)
    rng = np.random.default_rng(0)
    films = rng.choice(world.vectors.movies, questions, replace=False)
    rows = [_text_row(world, row, films, few, rng) for row in _rows(world)]
    full = [_full_row(world, *row, films, rng) for row in _full_rows(world)]
    header = ("films that may appear", "share", "median ms", "p95 ms", "Chroma `where` ms", "ratio",
              "NumPy, all vectors ms", "recall@20", "recall@20 of `where`")  # fmt: skip
    count = len(world.matrix)
    return "\n\n".join(
        [
            report.machine("chromadb", "numpy", "polars"),
            f"{count:,} generated vectors of {world.matrix.shape[1]} dimensions in clusters, "
            f"{world.graph.movie_count:,} films. Building: vectors and their index "
            f"{seconds['indexing vectors']:.0f} s, all of the store {sum(seconds.values()):.0f} s. "
            f"{questions} films a row, drawn at random, k = {K}, from the call to the finished "
            f"frame with its reasons; `where` is asked {few} of them, in the first row without a "
            f"condition and for bare ids. Of {REPEATS} askings the "
            "fastest counts on all sides, as the machine is shared; masks are computed anew each "
            "time, within the time. Random masks are bands of votes or "
            "years, which have nothing to do with the texts; opposed ones keep what the "
            "neighbours of the film are not. Recall is against the exact product.",
            "Ranked by the text alone:",
            report.table(header, rows),
            "The default ranking, all terms, one row a franchise:",
            report.table(("question", "share", "median ms", "p95 ms"), full),
        ]
    )


def _open(world: World) -> None:
    """Warm up what opens on first use, as a page does."""
    world.store.movies.warm_up()
    film = str(world.ids[world.vectors.movies[0]])
    for weights in (TEXT, RankingWeights()):
        world.store.movies.similar(film, filters=MovieFilters(min_year=1950), weights=weights)
    index = world.store._index  # Movies waits for it nowhere, on purpose
    assert index is not None, "there are vectors"
    index.wait()


def _rows(world: World) -> list[Row]:
    def everything(film: int, _: np.random.Generator) -> Query:
        return Query(film, MovieFilters(), None)

    def band(share: float) -> Callable[[int, np.random.Generator], Query]:
        return lambda film, rng: _band(world, film, share, rng)

    def other_country(film: int, rng: np.random.Generator) -> Query:
        other = str(rng.choice(_others(world.countries, world.labels_of(film, "countries"))))
        return Query(film, MovieFilters(countries=(other,)), {"country": other})

    def any_other_country(film: int, _: np.random.Generator) -> Query:
        others = _others(world.countries, world.labels_of(film, "countries"))
        return Query(film, MovieFilters(countries=others), {"country": {"$in": others}})

    def other_genre(film: int, rng: np.random.Generator) -> Query:
        other = str(rng.choice(_others(world.genres, world.labels_of(film, "genres"))))
        return Query(film, MovieFilters(genres=(other,)), {"genres": {"$contains": other}})

    def no_genre_of_it(film: int, _: np.random.Generator) -> Query:
        ours = world.labels_of(film, "genres")
        conditions = [{"genres": {"$not_contains": genre}} for genre in ours]
        where = {"$and": conditions} if len(conditions) > 1 else conditions[0]
        return Query(film, MovieFilters(exclude_genres=ours, keep_unknown=True), where)

    return [
        Row("all", everything),
        *(Row(f"random, {share:.2%}".replace(".00", ""), band(share)) for share in SHARES),
        Row("one other country", other_country),
        Row("all other countries", any_other_country),
        Row("one other genre", other_genre),
        Row("none of its genres", no_genre_of_it),
    ]


def _band(world: World, film: int, share: float, rng: np.random.Generator) -> Query:
    """Return bounds of votes or years that about this share of films passes."""
    films = world.graph.movie_count
    width = max(1, round(films * share))
    if share <= 0.1:
        # Among the more voted films: below, thousands share a number of votes.
        # The fewer are wanted, the nearer to the top, where hardly two films share one.
        first = int(rng.integers(0, round(films * min(0.2, 30 * share)) - width + 1))
        high, low = int(world.by_votes[first]), int(world.by_votes[first + width - 1])
        where = {"$and": [{"votes": {"$gte": low}}, {"votes": {"$lte": high}}]}
        return Query(film, MovieFilters(min_votes=low, max_votes=high), where)
    known = len(world.by_year)
    width = min(width, known)
    first = int(rng.integers(0, known - width + 1))
    low, high = int(world.by_year[first]), int(world.by_year[first + width - 1])
    where = {"$and": [{"year": {"$gte": low}}, {"year": {"$lte": high}}]}
    return Query(film, MovieFilters(min_year=low, max_year=high), where)


def _others(names: list[str], ours: list[str]) -> list[str]:
    return [name for name in names if name not in ours]


def _text_row(
    world: World, row: Row, films: np.ndarray, few: int, rng: np.random.Generator
) -> list[object]:
    shares, ours, rival, brute, recall, rival_recall = ([] for _ in range(6))
    for number, film in enumerate(films.tolist()):
        question = row.ask(film, rng)
        mask = _mask(world, question)
        if mask is None:
            continue
        shares.append(mask.mean())
        milliseconds, true = _timed(lambda q=question, m=mask: _exact(world, q, m))
        brute.append(milliseconds)
        milliseconds, frame = _timed(lambda q=question: _similar(world, q, TEXT))
        ours.append(milliseconds)
        recall.append(_recall(frame["id"].to_list(), true))
        if number < few:
            milliseconds, found = _timed(lambda q=question: _where(world, q))
            rival.append(milliseconds)
            rival_recall.append(_recall(found, true))
    return [
        row.name,
        _percent(np.median(shares)),
        f"{np.median(ours):.1f}",
        f"{np.percentile(ours, 95):.1f}",
        f"{np.median(rival):,.0f}" if np.median(rival) >= 10 else f"{np.median(rival):.1f}",
        f"{np.median(rival) / np.median(ours):,.1f}" if question.where else "–",
        f"{np.median(brute):.0f}",
        f"{np.mean(recall):.4f}",
        f"{np.mean(rival_recall):.4f}",
    ]


def _full_rows(world: World) -> Iterator[tuple[str, Callable[..., Query], int]]:
    rows = {row.name: row for row in _rows(world)}
    yield "all", rows["all"].ask, 1
    yield "all, three seeds", rows["all"].ask, 3
    for name in ("random, 1%", "random, 10%", "random, 50%", "one other country",
                 "none of its genres"):  # fmt: skip
        yield name, rows[name].ask, 1


def _full_row(
    world: World,
    name: str,
    ask: Callable[..., Query],
    seeds: int,
    films: np.ndarray,
    rng: np.random.Generator,
) -> list[object]:
    shares, ours = [], []
    for place, film in enumerate(films.tolist()):
        question = ask(film, rng)
        mask = _mask(world, question)
        if mask is None:
            continue
        shares.append(mask.mean())
        more = [int(films[(place + step) % len(films)]) for step in range(1, seeds)]
        milliseconds, _ = _timed(lambda q=question, m=more: _similar(world, q, RankingWeights(), m))
        ours.append(milliseconds)
    return [name, _percent(np.median(shares)), f"{np.median(ours):.1f}",
            f"{np.percentile(ours, 95):.1f}"]  # fmt: skip


def _mask(world: World, question: Query) -> np.ndarray | None:
    """Return a mask of the films that pass; None if only the seed passes."""
    try:
        mask = film_mask(world.graph, question.filters)
    except NothingPasses:
        return None
    mask[question.film] = False
    return mask if mask.any() else None


def _similar(world: World, question: Query, weights: RankingWeights, more: Any = ()) -> Any:
    ids = [str(world.ids[film]) for film in (question.film, *more)]
    world.store.movies._cached_mask.cache_clear()  # or only the first asking would compute it
    folding = "keep" if weights is TEXT else "group"  # the rivals know no franchises
    return world.store.movies.similar(
        ids, k=K, filters=question.filters, weights=weights, franchises=folding
    )


def _exact(world: World, question: Query, mask: np.ndarray) -> list[str]:
    """Return the exact result over all vectors."""
    cosines = world.matrix @ _vector(world, question)
    cosines[~mask[world.vectors.movies]] = -2
    count = min(K, int((cosines > -2).sum()))
    best = np.argpartition(cosines, len(cosines) - count)[len(cosines) - count :]
    return [str(film) for film in world.ids[world.vectors.movies[best]]]


def _where(world: World, question: Query) -> list[str]:
    found = world.rival.query(
        query_embeddings=[_vector(world, question)],
        n_results=K + 1,
        where=question.where,
        include=["distances"],
    )
    film = str(world.ids[question.film])
    return [other for other in found["ids"][0] if other != film][:K]


def _vector(world: World, question: Query) -> np.ndarray:
    return world.matrix[np.searchsorted(world.vectors.movies, question.film)]


def _recall(found: list[str], true: list[str]) -> float:
    return len(set(found) & set(true)) / max(1, len(true))


def _percent(share: float) -> str:
    return f"{share:.2%}" if share < 0.1 else f"{share:.0%}"


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the milliseconds of the fastest of several calls, and the result."""
    spent = []
    for _ in range(REPEATS):
        start = perf_counter()
        result = call()
        spent.append((perf_counter() - start) * 1e3)
    return min(spent), result


@contextmanager
def _collection_with_facts(store: Store, folder: Path) -> Iterator[Any]:
    """Return a copy of the store's collection with the metadata that `where` needs."""
    done = folder / "build.json"
    if not done.exists() or json.loads(done.read_text()) != store.build.root.name:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(store.build.chroma, folder)
        client = open_client(folder)
        _add_facts(store, get_collection(client, store.build.root.name))
        client.close()
        done.write_text(json.dumps(store.build.root.name))
    client = open_client(folder)
    try:
        yield get_collection(client, store.build.root.name)
    finally:
        client.close()


def _add_facts(store: Store, collection: Any) -> None:
    films = store.graph.movies.select("id", "votes", "countries", "genres")
    known = films[np.array(FilmVectors(store.build.vectors).movies)]
    for start in range(0, known.height, _BATCH):
        part = known.slice(start, _BATCH)
        facts = [
            # An empty list is refused.
            {"votes": votes or 0, "country": countries[0], "genres": genres or ["none"]}
            for votes, countries, genres in part.select("votes", "countries", "genres").rows()
        ]
        collection.update(ids=part["id"].to_list(), metadatas=facts)


if __name__ == "__main__":
    main()
