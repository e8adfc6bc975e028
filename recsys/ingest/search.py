"""Write the search indexes of titles and of names."""

from __future__ import annotations

import duckdb

from recsys.search.index import build_index
from recsys.store.layout import BuildFolder

_TITLES = """
SELECT movie AS row, primaryTitle AS text, 0 AS rank FROM movies
UNION ALL SELECT movie, originalTitle, 1 FROM movies WHERE originalTitle <> primaryTitle
UNION ALL SELECT movie, title, 2 FROM titles JOIN movies USING (tconst)
ORDER BY row, rank, text
"""

_PEOPLE = "SELECT person AS row, primaryName AS text FROM people ORDER BY person"


def build_search(con: duckdb.DuckDBPyConnection, work: BuildFolder) -> None:
    """Write `search/titles` and `search/people` of a build."""
    build_index(work.search_index("titles"), con.sql(_TITLES).pl())
    build_index(work.search_index("people"), con.sql(_PEOPLE).pl())
