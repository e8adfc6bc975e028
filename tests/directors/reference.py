"""The steps of the 2019 score as plain SQL: slow, obvious, and the reference for the fast one."""

from __future__ import annotations

import duckdb
import polars as pl

# Steps 1 to 7: films of the director, their principals, c(p), s(m), S(e), score.
SCORES = """
WITH counted AS (
    SELECT pconst, count(*) AS c
    FROM movie_dir JOIN movie_prin USING (tconst)
    WHERE dconst = $director AND role_mask & $roles > 0
    GROUP BY pconst),
film_scores AS (
    SELECT tconst, sum(c)::BIGINT AS s
    FROM movie_prin JOIN counted USING (pconst)
    WHERE role_mask & $roles > 0
    GROUP BY tconst),
directed AS (SELECT dconst, count(*) AS films FROM movie_dir GROUP BY dconst)
SELECT dconst AS id, sum(s)::DOUBLE / any_value(films) AS score, any_value(films) AS films,
    max(averageRating)::DOUBLE AS best_rating, max(numVotes) AS best_votes
FROM film_scores JOIN movie_dir USING (tconst) JOIN movies USING (tconst)
    JOIN directed USING (dconst)
WHERE dconst <> $director
GROUP BY dconst
ORDER BY score DESC, id
"""

SHARED = """
SELECT candidate.dconst AS id, count(DISTINCT p2.pconst) AS shared_people
FROM movie_dir query JOIN movie_prin p1 ON p1.tconst = query.tconst
    JOIN movie_prin p2 ON p2.pconst = p1.pconst
    JOIN movie_dir candidate ON candidate.tconst = p2.tconst
WHERE query.dconst = $director AND candidate.dconst <> $director
    AND p1.role_mask & $roles > 0 AND p2.role_mask & $roles > 0
GROUP BY candidate.dconst
"""

# Step 8 for both threshold rules; years limit the films that count.
PASSING = """
WITH shared_films AS (
    SELECT DISTINCT candidate.dconst AS id, movies.tconst,
        coalesce(averageRating, 0) AS rating, coalesce(numVotes, 0) AS votes
    FROM movie_dir query JOIN movie_prin p1 ON p1.tconst = query.tconst
        JOIN movie_prin p2 ON p2.pconst = p1.pconst
        JOIN movies ON movies.tconst = p2.tconst
        JOIN movie_dir candidate ON candidate.tconst = movies.tconst
    WHERE query.dconst = $director AND candidate.dconst <> $director
        AND p1.role_mask & $roles > 0 AND p2.role_mask & $roles > 0
        AND ($first IS NULL OR startYear BETWEEN $first AND $last))
SELECT id FROM shared_films GROUP BY id
HAVING CASE WHEN $one_film
    THEN bool_or(rating >= $rating::DECIMAL(3, 1) AND votes >= $votes)
    ELSE max(rating) >= $rating::DECIMAL(3, 1) AND max(votes) >= $votes END
"""


def scores(con: duckdb.DuckDBPyConnection, director: str, roles: int) -> pl.DataFrame:
    """All candidates, best first, with the columns of `Directors.scores` except the name."""
    params = {"director": director, "roles": roles}
    shared = con.sql(SHARED, params=params).pl()
    return con.sql(SCORES, params=params).pl().join(shared, on="id", maintain_order="left")


def passing(
    con: duckdb.DuckDBPyConnection,
    director: str,
    roles: int,
    rating: float,
    votes: int,
    one_film: bool,
    years: tuple[int, int] | None,
) -> set[str]:
    """Ids of the candidates that pass the thresholds."""
    first, last = years or (None, None)
    params = {
        "director": director,
        "roles": roles,
        "rating": rating,
        "votes": votes,
        "one_film": one_film,
        "first": first,
        "last": last,
    }
    return set(con.sql(PASSING, params=params).pl()["id"])
