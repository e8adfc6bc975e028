"""Tables of a catalogue and the constraints on their keys."""

from __future__ import annotations

import duckdb

TABLES = (
    "movies", "directors", "people", "principals", "movie_dir", "movie_prin", "titles", "texts",
    "translations", "trakt",
)  # fmt: skip

KEY_CHECKS: dict[str, str] = {
    "movies.tconst is unique": "SELECT count(*) - count(DISTINCT tconst) FROM movies",
    "movies.movie counts up from 0": "SELECT count(*) FROM movies WHERE movie <> rowid",
    "people.nconst is unique": "SELECT count(*) - count(DISTINCT nconst) FROM people",
    "people.person counts up from 0": "SELECT count(*) FROM people WHERE person <> rowid",
    "movie_dir has no row twice": """
        SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM movie_dir)) FROM movie_dir
        """,
    "movie_prin has no person twice on a film": """
        SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT tconst, pconst FROM movie_prin))
        FROM movie_prin""",
    "movie_dir.tconst is in movies": (
        "SELECT count(*) FROM movie_dir ANTI JOIN movies USING (tconst)"
    ),
    "movie_prin.tconst is in movies": (
        "SELECT count(*) FROM movie_prin ANTI JOIN movies USING (tconst)"
    ),
    "movie_dir.dconst is in directors": (
        "SELECT count(*) FROM movie_dir ANTI JOIN directors USING (dconst)"
    ),
    "movie_prin.pconst is in principals": (
        "SELECT count(*) FROM movie_prin ANTI JOIN principals USING (pconst)"
    ),
    "directors are in people": (
        "SELECT count(*) FROM directors ANTI JOIN people ON dconst = people.nconst"
    ),
    "principals are in people": (
        "SELECT count(*) FROM principals ANTI JOIN people ON pconst = people.nconst"
    ),
    "ratings are 1 to 10": (
        "SELECT count(*) FROM movies WHERE averageRating NOT BETWEEN 1 AND 10 OR numVotes < 0"
    ),
}
"""Queries that count the rows violating a constraint; each returns 0 in a sound catalogue."""


def broken_keys(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The violated constraints of `KEY_CHECKS`, with the number of rows that break each."""
    findings = []
    for rule, query in KEY_CHECKS.items():
        [(count,)] = con.execute(query).fetchall()
        if count:
            findings.append(f"{rule}: {count:,} rows break it")
    return findings
