"""The collected beginnings of articles as a source of overviews."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from recsys.errors import SourceError
from recsys.sources.http.cache import FILE_NAME, Cache, describe
from recsys.sources.staging import BuildOptions, SourceReport, count_gifts
from recsys.sources.wikipedia.known import Article, Known, texts
from recsys.util.progress import Progress
from recsys.vocabulary.licences import CC_BY_SA

_STAGE = """
INSERT INTO staged_texts BY NAME
SELECT 'wikipedia' AS source, $rank AS source_rank, $licence AS licence, *
FROM wikipedia_rows SEMI JOIN staged_movies USING (tconst)
"""
_SCHEMA = dict.fromkeys(("tconst", "overview", "url"), pl.String)
_ROWS_AT_ONCE = 50_000


class WikipediaSource:
    """What `python -m recsys fetch wikipedia` collected in a folder.

    Parameters
    ----------
    language : str, optional
        Texts in this language where they were fetched; otherwise those in the language that was
        asked for first.
    """

    name = "wikipedia"

    def __init__(self, folder: Path, rank: int = 1, language: str | None = None) -> None:
        self.folder, self.rank, self.language = folder, rank, language

    def stage(
        self,
        con: duckdb.DuckDBPyConnection,
        options: BuildOptions,  # noqa: ARG002 - what is kept, the sources of films have decided
        progress: Progress,
    ) -> SourceReport:
        """Insert the texts of films that the catalogue has, each with its address and licence.

        Raises
        ------
        SourceError
            Nothing was fetched.
        """
        path = self.folder / FILE_NAME
        if not path.is_file():
            raise SourceError(path, "nothing was fetched; run `python -m recsys fetch wikipedia`")
        progress("reading texts from Wikipedia")
        with Cache(self.folder) as cache:
            known = Known.of(cache)
            languages = [*([self.language] if self.language else []), *known.languages]
            chosen = {film: known.text(film, languages) for film in known.films}
            kept = self._insert(con, cache, chosen)
        found = sum(article is not None for article in chosen.values())
        articles = sum(bool(known.articles(film, languages)) for film in chosen)
        report = SourceReport(self.name)
        report.count(
            "films asked about",
            len(chosen),
            kept,
            {
                "no article": len(chosen) - articles,
                "no text": articles - found,
                "film left out": found - kept,
            },
        )
        report.files.append(describe(self.folder))
        report.gave = count_gifts(con, self.rank)
        return report

    def _insert(
        self, con: duckdb.DuckDBPyConnection, cache: Cache, chosen: dict[str, Article | None]
    ) -> int:
        """Rows in slices, as all texts would not fit in memory; returns how many were kept."""
        films_of: dict[Article, list[str]] = {}
        for film, article in chosen.items():
            if article is not None:
                films_of.setdefault(article, []).append(film)
        rows: list[tuple[str, str, str]] = []
        kept = 0
        for article, lead in texts(cache):
            # What was stored twice counts once.
            rows += [(film, lead.text, lead.url) for film in films_of.pop(article, [])]
            if len(rows) >= _ROWS_AT_ONCE:
                kept += self._stage_rows(con, rows)
                rows.clear()
        return kept + self._stage_rows(con, rows)

    def _stage_rows(self, con: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]]) -> int:
        con.register("wikipedia_rows", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
        values = {"rank": self.rank, "licence": CC_BY_SA}
        [(kept,)] = con.execute(_STAGE, values).fetchall()
        con.unregister("wikipedia_rows")
        return int(kept)
