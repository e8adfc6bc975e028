"""Every answer of a store as JSON lines, so that two versions of the code can be compared.

    python -m benchmarks.answers STORE > before.jsonl      # in one checkout
    python -m benchmarks.answers STORE > after.jsonl       # in another
    cmp before.jsonl after.jsonl

Chroma's index is approximate and differs from build to build. Remove `chroma/` from copies of both
builds first, and every cosine is computed exactly.

The script queries the directors and films with most votes and as many taken at regular distances
over the catalogue: recommended directors by each method, similar films by two weightings, searches.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

import recsys
from recsys.errors import RecsysError
from recsys.movies import RankingWeights

DIRECTORS, FILMS, SHOWN = 60, 60, 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store")
    with recsys.open_store(parser.parse_args().store) as store:
        for line in answers(store):
            print(json.dumps(line, ensure_ascii=False))


def answers(store: recsys.Store) -> Iterator[dict[str, Any]]:
    """One record per answer: the query, and its rows or its error."""
    films = sample(store.sql("SELECT tconst AS id, numVotes AS votes FROM movies"), FILMS)
    directors = sample(
        store.sql(
            "SELECT dconst AS id, max(numVotes) AS votes FROM movie_dir JOIN movies USING (tconst)"
            " GROUP BY dconst"
        ),
        DIRECTORS,
    )
    for person in directors:
        for method in ("affinity", "classic"):
            for votes in (0, 1_000):
                yield record(
                    ["directors", person, method, votes],
                    lambda p=person, m=method, v=votes: store.directors.recommend(
                        p, m, min_votes=v, limit=SHOWN
                    ),
                )
    for film in films:
        yield record(["similar", film], lambda f=film: store.movies.similar(f, SHOWN))
        yield record(
            ["similar", film, "text"],
            lambda f=film: store.movies.similar(f, SHOWN, weights=RankingWeights.text_only()),
        )
        title = store.movies.films([film])["title"][0]
        yield record(["search", title], lambda t=title: store.search(t[:-1]))


def sample(frame: pl.DataFrame, count: int) -> list[str]:
    """The best known half, and as many at regular distances in the order of ids."""
    best = frame.sort("votes", "id", descending=[True, False], nulls_last=True)["id"][: count // 2]
    by_id = frame.sort("id")["id"]
    spread = by_id.gather_every(max(1, len(by_id) // (count // 2)))[: count // 2]
    return list(dict.fromkeys([*best, *spread]))


def record(query: list[Any], answer: Any) -> dict[str, Any]:
    try:
        return {"query": query, "rows": json.loads(answer().write_json())}
    except RecsysError as error:
        return {"query": query, "error": type(error).__name__}


if __name__ == "__main__":
    main()
