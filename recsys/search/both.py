"""Combined search for films and people."""

from __future__ import annotations

import polars as pl

from recsys.search.people import People
from recsys.search.people import candidate as person_candidate
from recsys.search.titles import Titles
from recsys.search.titles import candidate as film_candidate

SCHEMA = dict.fromkeys(("kind", "id", "name", "detail"), pl.String) | {"score": pl.Float64}


def search_both(titles: Titles, people: People, query: str, limit: int = 10) -> pl.DataFrame:
    """Return the films and people whose title or name matches the query, best first.

    Both kinds share one score, see `scoring.scores`. At equal scores films and people alternate,
    each kind in its own order. Columns: `kind` (`film` or `person`), `id`, `name`, `detail`
    (distinguishes namesakes), `score` (50 to 100).

    Raises
    ------
    InvalidArgument
        `limit` is outside 1 to 1,000.
    """
    films = [(row["score"], film_candidate(row)) for row in titles.search(query, limit).to_dicts()]
    persons = [
        (row["score"], person_candidate(row)) for row in people.search(query, limit).to_dicts()
    ]
    rows = [
        (-score, position, kind, candidate)
        for kind, candidates in (("film", films), ("person", persons))
        for position, (score, candidate) in enumerate(candidates)
    ]
    rows.sort(key=lambda row: row[:3])
    return pl.DataFrame(
        [
            (kind, candidate.id, candidate.name, candidate.detail, -score)
            for score, _, kind, candidate in rows[:limit]
        ],
        schema=SCHEMA,
        orient="row",
    )
