"""Films and people at once, for who does not want to say which."""

from __future__ import annotations

import polars as pl

from recsys.search.people import People
from recsys.search.people import candidate as person_candidate
from recsys.search.titles import Titles
from recsys.search.titles import candidate as film_candidate

FOUND = dict.fromkeys(("kind", "id", "name", "detail"), pl.String) | {"score": pl.Float64}

LEAST_SCORE = 50.0
"""What is less like the query than this is left out: in a list of both kinds it only distracts."""


def search_both(titles: Titles, people: People, query: str, limit: int = 10) -> pl.DataFrame:
    """Films and people whose title or name is like the query, best first.

    Both are scored alike, see `scoring.scores`; of equal score a film and a person take turns,
    each kind in its own order. Columns: `kind` (`film` or `person`), `id`, `name`, `detail` (what
    tells those of one name apart), `score` (50 to 100).

    Raises
    ------
    InvalidArgument
        `limit` is outside 1 to 1,000.
    """
    films = [(row["score"], film_candidate(row)) for row in titles.search(query, limit).to_dicts()]
    found = [
        (row["score"], person_candidate(row)) for row in people.search(query, limit).to_dicts()
    ]
    rows = [
        (-score, place, kind, one)
        for kind, several in (("film", films), ("person", found))
        for place, (score, one) in enumerate(several)
        if score >= LEAST_SCORE
    ]
    rows.sort(key=lambda row: row[:3])
    return pl.DataFrame(
        [(kind, one.id, one.name, one.detail, -score) for score, _, kind, one in rows[:limit]],
        schema=FOUND,
        orient="row",
    )
