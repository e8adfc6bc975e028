"""Write the credit graph: adjacency lists as NumPy arrays, columns as Arrow files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.ingest.franchises import franchises
from recsys.ingest.title_stems import words_of

_CREDITS = """
SELECT movie, person AS other, role_mask
FROM movie_prin JOIN movies USING (tconst) JOIN people ON people.nconst = movie_prin.pconst
ORDER BY movie, other
"""

_DIRECTING = """
SELECT movie, person
FROM movie_dir JOIN movies USING (tconst) JOIN people ON people.nconst = movie_dir.dconst
ORDER BY movie, person
"""

_COLLABORATORS = """
SELECT count(DISTINCT pconst) FILTER (pconst <> dconst) AS people
FROM directors LEFT JOIN movie_dir USING (dconst) LEFT JOIN movie_prin USING (tconst)
GROUP BY dconst ORDER BY dconst
"""

_CHARACTERS = """
SELECT movie, unnest(characters) AS character
FROM movie_prin JOIN movies USING (tconst)
ORDER BY movie, character
"""

_LABELS = {
    "genres": "SELECT movie, unnest(genres) AS label FROM movies",
    "countries": "SELECT movie, unnest(list_distinct(countries)) AS label FROM movies",
    "languages": "SELECT movie, unnest(list_distinct(languages)) AS label FROM movies",
    "keywords": "SELECT movie, unnest(list_distinct(keywords)) AS label FROM movies",
    "types": "SELECT movie, titleType AS label FROM movies",
}
"""Query of each kind of label: distinct rows (movie, label)."""

_MOVIES = """
SELECT tconst AS id, primaryTitle AS title, originalTitle AS original_title, titleType AS type,
    startYear AS year, runtimeMinutes AS runtime, genres, averageRating::DOUBLE AS rating,
    numVotes AS votes, countries, languages, keywords, overview, tagline, poster,
    overview_url, overview_licence
FROM movies ORDER BY movie
"""

_PEOPLE = """
SELECT nconst AS id, primaryName AS name, birthYear AS birth_year, deathYear AS death_year
FROM people ORDER BY person
"""


def build_graph(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the graph of a finished catalogue into an empty folder.

    A relation from rows a to rows b is `<name>_offsets.npy` (int64, one more than there are a)
    and `<name>_targets.npy` (int32): the b of a are targets[offsets[a]:offsets[a + 1]], ascending.
    """
    folder.mkdir()
    movies, people = con.table("movies").shape[0], con.table("people").shape[0]
    _write_columns(con, folder)
    _write_labels(con, folder)
    credits = con.execute(_CREDITS).fetchnumpy()
    _write_both_ways(folder, "movie_people", "person_movies", movies, people, credits)
    _write_popularity(folder, people, credits)
    directing = con.execute(_DIRECTING).fetchnumpy()
    _write_franchises(con, folder, [(credits["movie"], credits["other"]),
                                    (directing["movie"], directing["person"])])  # fmt: skip
    del credits
    persons, director = np.unique(_ints(directing["person"]), return_inverse=True)
    np.save(folder / "director_persons.npy", persons)
    people_of = con.execute(_COLLABORATORS).fetchnumpy()["people"]
    np.save(folder / "director_collaborators.npy", _ints(people_of))
    edges = {"movie": directing["movie"], "other": director}
    _write_both_ways(folder, "movie_directors", "director_movies", movies, len(persons), edges)


def _write_labels(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write genres, countries, languages, keywords, types and title words."""
    movies = con.table("movies").shape[0]
    for kind, query in _LABELS.items():
        _write_kind(folder, kind, movies, con.sql(query).pl())
    titles = pl.read_ipc((folder / "movies.arrow").read_bytes(), columns=["title"])["title"]
    _write_kind(folder, "title_words", movies, words_of(titles))


def _write_kind(folder: Path, kind: str, movies: int, rows: pl.DataFrame) -> None:
    """Write one kind of label from rows (movie, label): its names, and the relation both ways."""
    names = rows["label"].unique().sort()
    numbered = rows.join(pl.DataFrame({"label": names}).with_row_index("number"), on="label")
    edges = numbered.select("movie", other="number").sort("movie", "other")
    (folder / f"{kind}_names.json").write_text(
        json.dumps(names.to_list(), ensure_ascii=False), encoding="utf-8"
    )
    columns = {name: edges[name].to_numpy() for name in edges.columns}
    _write_both_ways(folder, f"movie_{kind}", f"{kind}_movies", movies, len(names), columns)


def _write_columns(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write films and people as Arrow files, and the columns that scores use as arrays."""
    films = con.sql(_MOVIES).pl()
    rating = (films["rating"] * 10).round().fill_null(0).cast(pl.Int16)
    np.save(folder / "movie_rating_tenths.npy", rating.to_numpy())
    np.save(folder / "movie_votes.npy", films["votes"].fill_null(0).cast(pl.Int32).to_numpy())
    np.save(folder / "movie_runtime.npy", films["runtime"].fill_null(0).cast(pl.Int32).to_numpy())
    np.save(folder / "movie_year.npy", films["year"].fill_null(0).cast(pl.Int16).to_numpy())
    write_arrow(films, folder / "movies.arrow")
    del films
    write_arrow(con.sql(_PEOPLE).pl(), folder / "people.arrow")


def _write_popularity(folder: Path, people: int, credits: dict[str, Any]) -> None:
    """Write the sum of votes on each person's films, by which search results are ranked."""
    votes = np.load(folder / "movie_votes.npy")
    total = np.bincount(credits["other"], weights=votes[credits["movie"]], minlength=people)
    np.save(folder / "person_votes.npy", total.astype(np.int64))


def _write_franchises(
    con: duckdb.DuckDBPyConnection, folder: Path, people: list[tuple[Any, Any]]
) -> None:
    """Write the franchise of each film. Reads the files of `_write_columns`."""
    facts = ["title", "year", "votes", "genres", "overview"]
    films = pl.read_ipc((folder / "movies.arrow").read_bytes(), columns=facts)
    names = pl.read_ipc((folder / "people.arrow").read_bytes(), columns=["name"])["name"]
    movie, person = (_ints(np.concatenate(column)) for column in zip(*people, strict=True))
    both = pl.DataFrame({"movie": movie, "person": person}).unique()
    groups = franchises(films, both, names, con.sql(_CHARACTERS).pl())
    np.save(folder / "movie_franchise.npy", groups)


def write_arrow(frame: pl.DataFrame, path: Path) -> None:
    """Write one uncompressed record batch, which readers can map into memory."""
    frame.rechunk().write_ipc(
        path, compression="uncompressed", record_batch_size=max(1, frame.height)
    )


def _write_both_ways(
    folder: Path, forward: str, inverse: str, movies: int, others: int, edges: dict[str, Any]
) -> None:
    """Write edges sorted by (movie, other) as a relation and its inverse."""
    movie, other = _ints(edges["movie"]), _ints(edges["other"])
    mask = edges.get("role_mask")
    _write_relation(folder, forward, movies, movie, other, mask)
    order = np.argsort(other, kind="stable")
    inverse_mask = None if mask is None else mask[order]
    _write_relation(folder, inverse, others, other[order], movie[order], inverse_mask)


def _write_relation(
    folder: Path,
    name: str,
    size: int,
    source: npt.NDArray[np.int32],
    target: npt.NDArray[np.int32],
    mask: npt.NDArray[np.uint16] | None,
) -> None:
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=size), out=offsets[1:])
    np.save(folder / f"{name}_offsets.npy", offsets)
    np.save(folder / f"{name}_targets.npy", target)
    if mask is not None:
        np.save(folder / f"{name}_roles.npy", np.asarray(mask, dtype=np.uint16))


def _ints(values: Any) -> npt.NDArray[np.int32]:
    return np.ascontiguousarray(values, dtype=np.int32)
