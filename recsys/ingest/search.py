"""Write the search indexes of titles and of names."""

from __future__ import annotations

import duckdb

from recsys.search.index import build_index
from recsys.store.layout import BuildFolder

_TITLES = """
SELECT movie AS row, primaryTitle AS text, 0 AS rank FROM movies
UNION ALL SELECT movie, originalTitle, 1 FROM movies WHERE originalTitle <> primaryTitle
UNION ALL SELECT movie, title, 2 FROM titles JOIN movies USING (tconst)
UNION ALL
SELECT movie, unnest([regexp_extract(primaryTitle, $before_subtitle, 1),
                      regexp_extract(originalTitle, $before_subtitle, 1)]), 3 FROM movies
ORDER BY row, rank, text
"""

_BEFORE_SUBTITLE = r"^(.*?\pL.*?)(?::\s|\s[-–—]\s|\sor:\s|\sor\s\()"
"""The title before its subtitle, which people often leave out."""

_PEOPLE = "SELECT person AS row, primaryName AS text FROM people ORDER BY person"


def build_search(con: duckdb.DuckDBPyConnection, work: BuildFolder) -> None:
    """Write `search/titles` and `search/people` of a build."""
    titles = con.sql(_TITLES, params={"before_subtitle": _BEFORE_SUBTITLE})
    build_index(work.search_index("titles"), titles.pl())
    build_index(work.search_index("people"), con.sql(_PEOPLE).pl())
