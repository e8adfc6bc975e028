"""Combined search for films and people, and resolution of a name or title to one id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, zip_longest

import polars as pl

from recsys.errors import Ambiguous, Candidate, UnknownId
from recsys.search.names import MAX_CANDIDATES
from recsys.search.people import People
from recsys.search.people import candidate as person_candidate
from recsys.search.titles import Titles
from recsys.search.titles import candidate as film_candidate

SCHEMA = dict.fromkeys(("kind", "id", "name", "detail"), pl.String) | {"score": pl.Float64}

_MAX_NEAR = 5


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


def resolve_either(titles: Titles, people: People, text_or_id: str) -> str:
    """Return the id of the person or film with this exact id, name or title.

    Directors take precedence over namesakes who directed nothing.

    Raises
    ------
    UnknownId
        Nothing has that id, name or title; `near` holds the closest of both kinds.
    Ambiguous
        Several people or films have it, or a person and a film.
    """
    found: list[str] = []
    named: list[Candidate] = []
    near: list[Sequence[Candidate]] = []
    resolvers = (partial(people.resolve, directors_first=True), titles.resolve)
    for resolve in resolvers:
        try:
            found.append(resolve(text_or_id))
        except UnknownId as error:
            near.append(error.near)
        except Ambiguous as error:
            named += error.candidates
    if len(found) == 1 and not named:
        return found[0]
    if found or named:
        named = _candidates(titles, people, text_or_id, found) + named
        raise Ambiguous(text_or_id, "film or person", named[:MAX_CANDIDATES])
    in_turn = filter(None, chain.from_iterable(zip_longest(*near)))
    raise UnknownId(text_or_id, "film or person", list(in_turn)[:_MAX_NEAR])


def _candidates(titles: Titles, people: People, text: str, ids: Sequence[str]) -> list[Candidate]:
    """The people and films of these ids among those that a text finds."""
    persons = people.search(text, MAX_CANDIDATES, directors_first=True).to_dicts()
    films = titles.search(text, MAX_CANDIDATES).to_dicts()
    return [
        *(person_candidate(row) for row in persons if row["id"] in ids),
        *(film_candidate(row) for row in films if row["id"] in ids),
    ]
