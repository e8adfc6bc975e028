"""Fetched leads of articles as a source of overviews."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from recsys.errors import SourceError
from recsys.sources.http.cache import FILE_NAME, Cache, describe
from recsys.sources.staging import BuildOptions, SourceReport, count_first_values
from recsys.sources.wikipedia.collected import Article, Collected, texts
from recsys.util.progress import Progress
from recsys.vocabulary.licences import CC_BY_SA

_STAGE = """
INSERT INTO staged_texts BY NAME
SELECT 'wikipedia' AS source, $rank AS source_rank, $licence AS licence, *
FROM wikipedia_rows SEMI JOIN staged_movies USING (tconst)
"""
_SCHEMA = dict.fromkeys(("tconst", "overview", "url"), pl.String)
_BATCH = 50_000


class WikipediaSource:
    """The cache of `filmkin fetch wikipedia` as a source.

    Parameters
    ----------
    language : str, optional
        Preferred language of the texts; otherwise in the order in which languages were fetched.
    """

    name = "wikipedia"

    def __init__(self, folder: Path, rank: int = 1, language: str | None = None) -> None:
        self.folder, self.rank, self.language = folder, rank, language

    def stage(
        self,
        con: duckdb.DuckDBPyConnection,
        options: BuildOptions,  # noqa: ARG002 - the sources of films apply them
        progress: Progress,
    ) -> SourceReport:
        """Insert the texts of the catalogue's films, each with its address and licence.

        Raises
        ------
        SourceError
            Nothing was fetched.
        """
        path = self.folder / FILE_NAME
        if not path.is_file():
            raise SourceError(path, "nothing was fetched; run `filmkin fetch wikipedia`")
        progress("reading texts from Wikipedia")
        with Cache(self.folder) as cache:
            collected = Collected.of(cache)
            languages = [*([self.language] if self.language else []), *collected.languages]
            chosen = {film: collected.text(film, languages) for film in collected.films}
            kept = self._insert(con, cache, chosen)
        with_text = sum(article is not None for article in chosen.values())
        articles = sum(bool(collected.articles(film, languages)) for film in chosen)
        report = SourceReport(self.name)
        report.count(
            "films asked about",
            len(chosen),
            kept,
            {
                "no article": len(chosen) - articles,
                "no text": articles - with_text,
                "film left out": with_text - kept,
            },
        )
        report.files.append(describe(self.folder))
        report.gave = count_first_values(con, self.rank)
        return report

    def _insert(
        self, con: duckdb.DuckDBPyConnection, cache: Cache, chosen: dict[str, Article | None]
    ) -> int:
        """Insert texts in batches, to limit memory; return the number kept."""
        films_of: dict[Article, list[str]] = {}
        for film, article in chosen.items():
            if article is not None:
                films_of.setdefault(article, []).append(film)
        rows: list[tuple[str, str, str]] = []
        kept = 0
        for article, lead in texts(cache):
            # `pop`, because a text may be cached twice.
            rows += [(film, lead.text, lead.url) for film in films_of.pop(article, [])]
            if len(rows) >= _BATCH:
                kept += self._stage_rows(con, rows)
                rows.clear()
        return kept + self._stage_rows(con, rows)

    def _stage_rows(self, con: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]]) -> int:
        con.register("wikipedia_rows", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
        values = {"rank": self.rank, "licence": CC_BY_SA}
        [(kept,)] = con.execute(_STAGE, values).fetchall()
        con.unregister("wikipedia_rows")
        return int(kept)
