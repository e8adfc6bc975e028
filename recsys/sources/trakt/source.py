"""The cache of Trakt responses as a source of films, texts, translations and people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from recsys.errors import SourceError
from recsys.sources.http.cache import FILE_NAME, Cache, describe
from recsys.sources.staging import BuildOptions, SourceReport, count_first_values
from recsys.sources.trakt.collected import KINDS, FilmReader, by_film
from recsys.sources.trakt.fields import film_row, person_row, principals, text
from recsys.util.progress import Progress

_FILM_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(
        ("tconst", "trakt", "kind", "imdb", "slug", "title", "original_title", "country",
         "language", "overview", "tagline", "status", "certification", "updated_at", "poster"),
        pl.String,
    ),
    **dict.fromkeys(("year", "runtime", "votes", "comment_count"), pl.Int32),
    **dict.fromkeys(("languages", "genres", "subgenres"), pl.List(pl.String)),
    "tmdb": pl.Int64,
    "released": pl.Date,
    "rating": pl.Float64,
}  # fmt: skip

_STAGE_FILMS = "INSERT INTO staged_trakt BY NAME SELECT * FROM trakt_rows"

_STAGE_MOVIES = r"""
INSERT INTO staged_movies
SELECT tconst, CASE kind WHEN 'show' THEN 'tvSeries' ELSE 'movie' END AS type,
    trim(regexp_replace(coalesce(title, original_title, slug, tconst), '\s+', ' ', 'g')),
    trim(regexp_replace(coalesce(original_title, title, slug, tconst), '\s+', ' ', 'g')),
    year, nullif(runtime, 0), NULL,
    CASE WHEN votes > 0 AND rating BETWEEN 1 AND 10 THEN rating END, nullif(votes, 0)
FROM staged_trakt
WHERE list_contains($types, type) AND coalesce(votes, 0) >= $min_votes
"""

_LEAVE_OUT = "DELETE FROM staged_trakt WHERE tconst NOT IN (SELECT tconst FROM staged_movies)"

_STAGE_TEXTS = """
INSERT INTO staged_texts BY NAME
WITH chosen AS (
    SELECT tconst, arg_min(overview, country) AS overview, arg_min(tagline, country) AS tagline
    FROM (SELECT * REPLACE (coalesce(country, '') AS country) FROM staged_translations)
    WHERE language = $language GROUP BY tconst)
SELECT tconst, 'trakt' AS source, $rank AS source_rank,
    coalesce(chosen.overview, said.overview) AS overview,
    coalesce(chosen.tagline, said.tagline) AS tagline,
    nullif(genres, []) AS genres, nullif(subgenres, []) AS keywords,
    nullif(runtime, 0) AS runtime,
    CASE WHEN country IS NOT NULL THEN [upper(country)] END AS countries,
    nullif(list_distinct(list_filter([language] || coalesce(languages, []),
        lambda word: word IS NOT NULL)), []) AS languages, poster
FROM staged_trakt AS said LEFT JOIN chosen USING (tconst)
"""

_STAGE_TITLES = r"""
INSERT INTO staged_titles
SELECT tconst, trim(regexp_replace(other, '\s+', ' ', 'g')) FROM (
    SELECT tconst, title AS other FROM staged_translations
    UNION SELECT tconst, original_title FROM staged_trakt WHERE original_title <> title)
WHERE other IS NOT NULL
"""

_STAGE_TRANSLATIONS = (
    "INSERT INTO staged_translations SELECT * FROM translation_rows SEMI JOIN staged_trakt "
    "USING (tconst)"
)

_STAGE_PEOPLE = """
INSERT INTO staged_people SELECT person, name, born, died FROM credit_rows;
INSERT INTO staged_directing SELECT tconst, person FROM credit_rows WHERE role = 'director';
INSERT INTO staged_credits SELECT tconst, person, role, nullif(characters, []) FROM credit_rows;
"""

_CREDIT_SCHEMA: dict[str, Any] = {
    "tconst": pl.String, "person": pl.String, "name": pl.String, "born": pl.Int32,
    "died": pl.Int32, "role": pl.String, "characters": pl.List(pl.String),
}  # fmt: skip
_BATCH, _FILM_BATCH = 200_000, 20_000


class TraktSource:
    """The cache of `filmkin fetch trakt` as a source.

    Parameters
    ----------
    joined : bool
        Whether another source provides the films, to which Trakt adds texts by IMDb id. Otherwise
        Trakt provides the films, and the people if they were fetched.
    language : str, optional
        Preferred language of overviews and taglines; otherwise the original response's.
    """

    name = "trakt"

    def __init__(
        self, folder: Path, rank: int = 1, joined: bool = False, language: str | None = None
    ) -> None:
        self.folder, self.rank, self.joined, self.language = folder, rank, joined, language

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        """Insert films, texts, titles and people.

        Raises
        ------
        SourceError
            Nothing was fetched, or the options include no film.
        """
        path = self.folder / FILE_NAME
        if not path.is_file():
            raise SourceError(path, "nothing was fetched; run `filmkin fetch trakt`")
        report = SourceReport(self.name)
        with Cache(self.folder) as cache:
            tconst_of = {}
            for kinds in KINDS:
                progress(f"reading {kinds} from Trakt")
                tconst_of[kinds] = self._films(con, cache, kinds, options, report)
            if not any(tconst_of.values()):
                raise SourceError(path, f"no film remains; types: {', '.join(options.types)}")
            for kinds, ids in tconst_of.items():
                progress(f"reading translations and people of {kinds}")
                _stage_translations(con, cache, kinds, ids, report)
                if not self.joined:
                    _stage_people(con, cache, kinds, ids, report)
        report.files.append(describe(self.folder))
        con.execute(_STAGE_TITLES)
        con.execute(_STAGE_TEXTS, {"rank": self.rank, "language": self.language})
        report.gave = count_first_values(con, self.rank)
        return report

    def _films(
        self,
        con: duckdb.DuckDBPyConnection,
        cache: Cache,
        kinds: str,
        options: BuildOptions,
        report: SourceReport,
    ) -> dict[str, str]:
        """Stage films or shows; return their tconst by Trakt's number."""
        films = FilmReader(cache, kinds)
        frame = _newest(films, kinds)
        # If two films have one id, keep the one with more votes.
        once = frame.sort("votes", descending=True, nulls_last=True, maintain_order=True).unique(
            "tconst", keep="first", maintain_order=True
        )
        once = once.filter(~pl.col("tconst").is_in(_staged(con)))
        con.register("trakt_rows", once)
        con.execute(_STAGE_FILMS)
        con.unregister("trakt_rows")
        if not self.joined:
            of_kind = [kind for kind in options.types if (kind == "tvSeries") == (kinds == "shows")]
            con.execute(_STAGE_MOVIES, {"types": of_kind, "min_votes": options.min_votes})
        con.execute(_LEAVE_OUT)
        kept = set(_staged(con)) & set(once["tconst"])
        dropped = {
            "seen before": films.repeated,
            "not asked for": films.not_requested,
            "no Trakt id": len(films.seen) - frame.height,
            "IMDb id given twice": frame.height - once.height,
            "film left out": once.height - len(kept),
        }
        if films.items:
            report.count(kinds, films.items, len(kept), dropped)
        pairs = zip(once["trakt"], once["tconst"], strict=True)
        return {key: tconst for key, tconst in pairs if tconst in kept}


def _newest(films: FilmReader, kinds: str) -> pl.DataFrame:
    """The newest record of each film; in batches, as raw responses would not fit in memory."""
    slices: list[pl.DataFrame] = []
    rows: list[dict[str, Any]] = []
    for key, film in films:
        if key.isdigit():
            rows.append(film_row(film, kinds, key))
        if len(rows) == _FILM_BATCH:
            slices.append(pl.DataFrame(rows, schema=_FILM_SCHEMA))
            rows.clear()
    slices.append(pl.DataFrame(rows, schema=_FILM_SCHEMA))
    return pl.concat(slices).unique("trakt", keep="last", maintain_order=True)


def _staged(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [tconst for (tconst,) in con.execute("SELECT tconst FROM staged_trakt").fetchall()]


def _stage_translations(
    con: duckdb.DuckDBPyConnection,
    cache: Cache,
    kinds: str,
    tconst_of: dict[str, str],
    report: SourceReport,
) -> None:
    rows: list[tuple[str | None, ...]] = []
    read = 0
    for key, rest, body in by_film(cache, f"{kinds}/*/translations/*"):
        for entry in body if isinstance(body, list) else [body]:
            if not isinstance(entry, dict):
                continue
            read += 1
            language = text(entry.get("language")) or rest.rpartition("/")[2]
            if key in tconst_of:
                parts = (entry.get(name) for name in ("country", "title", "overview", "tagline"))
                rows.append((tconst_of[key], language, *map(text, parts)))
    names = ("tconst", "language", "country", "title", "overview", "tagline")
    con.register(
        "translation_rows",
        pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
    )
    con.execute(_STAGE_TRANSLATIONS)
    con.unregister("translation_rows")
    if read:
        name = f"translations of {kinds}"
        report.count(name, read, len(rows), {"film left out": read - len(rows)})


def _stage_people(
    con: duckdb.DuckDBPyConnection,
    cache: Cache,
    kinds: str,
    tconst_of: dict[str, str],
    report: SourceReport,
) -> None:
    """Stage cast and crew in batches, as all rows would not fit in memory."""
    rows: list[tuple[Any, ...]] = []
    read = kept = nameless = 0
    for key, _, body in by_film(cache, f"{kinds}/*/people"):
        credits = principals(body)
        read += len(credits)
        if key not in tconst_of:
            continue
        for person, role, characters in credits:
            columns = person_row(person)
            if columns is None:
                nameless += 1
            else:
                rows.append((tconst_of[key], *columns, role, characters))
                kept += 1
        if len(rows) >= _BATCH:
            _insert_credits(con, rows)
            rows.clear()
    _insert_credits(con, rows)
    if read:
        dropped = {"film left out": read - kept - nameless, "person has no id": nameless}
        report.count(f"principals of {kinds}", read, kept, dropped)


def _insert_credits(con: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    con.register("credit_rows", pl.DataFrame(rows, schema=_CREDIT_SCHEMA, orient="row"))
    con.execute(_STAGE_PEOPLE)
    con.unregister("credit_rows")
