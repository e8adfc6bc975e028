"""Example SQL queries."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """A question and the query that answers it."""

    question: str
    query: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "Which decades are rated best?",
        """\
SELECT startYear // 10 * 10 AS decade, count(*) AS films,
    round(avg(averageRating), 2) AS mean_rating, median(numVotes) AS median_votes
FROM movies
WHERE averageRating IS NOT NULL AND startYear IS NOT NULL
GROUP BY decade
ORDER BY decade""",
    ),
    Example(
        "Which composers worked with the most directors?",
        """\
SELECT primaryName AS composer, count(DISTINCT dconst) AS directors,
    count(DISTINCT tconst) AS films
FROM movie_prin
JOIN movie_dir USING (tconst)
JOIN people ON people.nconst = movie_prin.pconst
WHERE list_contains(roles, 'composer')
GROUP BY nconst, primaryName
ORDER BY directors DESC, films DESC, nconst
LIMIT 20""",
    ),
    Example(
        "Who directs, writes and acts in one film?",
        """\
SELECT primaryName AS name, primaryTitle AS film, startYear AS year, averageRating AS rating
FROM movie_prin
JOIN movie_dir ON movie_dir.tconst = movie_prin.tconst AND dconst = pconst
JOIN movies ON movies.tconst = movie_prin.tconst
JOIN people ON people.nconst = pconst
WHERE list_has_all(roles, ['writer', 'actor'])
ORDER BY numVotes DESC NULLS LAST
LIMIT 50""",
    ),
    Example(
        "Which genres go together?",
        """\
WITH film_genres AS (SELECT tconst, unnest(genres) AS genre FROM movies)
SELECT one.genre, other.genre AS with_genre, count(*) AS films
FROM film_genres AS one JOIN film_genres AS other USING (tconst)
WHERE one.genre < other.genre
GROUP BY ALL
ORDER BY films DESC
LIMIT 30""",
    ),
    Example(
        "How long are the gaps between a director's films?",
        """\
WITH steps AS (
    SELECT dconst, startYear - lag(startYear) OVER (PARTITION BY dconst ORDER BY startYear) AS gap
    FROM movie_dir JOIN movies USING (tconst) WHERE startYear IS NOT NULL)
SELECT primaryName AS director, count(gap) + 1 AS films, max(gap) AS longest_gap,
    round(avg(gap), 1) AS mean_gap
FROM steps JOIN directors USING (dconst)
GROUP BY dconst, primaryName
HAVING count(gap) >= 3
ORDER BY longest_gap DESC, dconst
LIMIT 30""",
    ),
)
