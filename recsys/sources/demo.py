"""Read the hand-written demo catalogue in `data/demo`, and stage it for a build."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import duckdb
import numpy as np
import polars as pl

from recsys.embeddings.encode import KnownVectors, normalised
from recsys.errors import SourceError
from recsys.settings import PROJECT
from recsys.sources.staging import BuildOptions, SourceReport
from recsys.util.fold import fold
from recsys.util.progress import Progress

FOLDER = PROJECT / "data" / "demo"

CREW_ROLES = (
    "director",
    "writer",
    "producer",
    "composer",
    "cinematographer",
    "editor",
    "production_designer",
)


@dataclass(frozen=True)
class Credit:
    """A person in one role on a film; only cast members have a `character`."""

    person: str
    role: str
    character: str | None = None


@dataclass(frozen=True)
class Film:
    """One `[[film]]` block of `file`."""

    id: str
    title: str
    original_title: str
    year: int
    runtime: int
    genres: list[str]
    countries: list[str]
    languages: list[str]
    keywords: list[str]
    rating: float
    votes: int
    overview: str
    credits: list[Credit] = field(repr=False)
    file: Path

    @property
    def directors(self) -> list[str]:
        """Names of the directors, in the order of the file."""
        return [credit.person for credit in self.credits if credit.role == "director"]


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def read_films(folder: Path = FOLDER) -> list[Film]:
    """All films of the catalogue, by file name and then in the order of the file.

    Raises
    ------
    SourceError
        A file is not TOML, or a block lacks a field; names the file and the film.
    """
    paths = sorted((folder / "films").glob("*.toml"))
    if not paths:
        raise SourceError(folder / "films", "the folder has no .toml file")
    return [film for path in paths for film in _films_of(path)]


def read_people_ids(folder: Path = FOLDER) -> dict[str, str]:
    """Verified IMDb ids of people, by name."""
    path = folder / "people.toml"
    return {str(name): str(nconst) for name, nconst in _load(path).items()}


def person_id(name: str, imdb_ids: dict[str, str]) -> str:
    """The person's IMDb id if known, else an id derived from the name."""
    return imdb_ids.get(name) or f"demo-person-{slug(name)}"


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError as error:
        raise SourceError(path, "the file is missing") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, f"not valid TOML: {error}") from error


def _films_of(path: Path) -> Iterator[Film]:
    for number, block in enumerate(_load(path).get("film", []), start=1):
        try:
            yield _film(block, path)
        except KeyError as error:
            name = block.get("title", f"film {number}")
            raise SourceError(path, f"{name!r} has no field {error}") from error


def _film(block: dict[str, Any], path: Path) -> Film:
    credits = [Credit(name, role) for role in CREW_ROLES for name in block.get(role, [])]
    for entry in block.get("cast", []):
        name, _, character = entry.partition(" as ")
        credits.append(Credit(name, "actor", character or None))
    title, year = block["title"], block["year"]
    return Film(
        id=block.get("id") or f"demo-film-{slug(title)}-{year}",
        title=title,
        original_title=block.get("original_title", title),
        year=year,
        runtime=block["runtime"],
        genres=block["genres"],
        countries=block["countries"],
        languages=block["languages"],
        keywords=block["keywords"],
        rating=float(block["rating"]),
        votes=block["votes"],
        overview=block["overview"].strip(),
        credits=credits,
        file=path,
    )


def read_demo_vectors(folder: Path = FOLDER) -> KnownVectors | None:
    """The demo's precomputed vectors as (hashes of the texts, vectors), or None if absent."""
    path = folder / "vectors.npz"
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as content:
            hashes, vectors = content["hashes"], content["vectors"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise SourceError(path, f"not the demo's vectors ({error})") from error
    return [bytes(row) for row in hashes], normalised(vectors)


class DemoSource:
    """The demo catalogue as a source for a build."""

    name = "demo"

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        """Insert the films with at least `options.min_votes` votes. All of them are movies."""
        progress("reading the demo catalogue")
        all_films = read_films(self.folder)
        films = [film for film in all_films if film.votes >= options.min_votes]
        _insert(con, films, read_people_ids(self.folder))
        report = SourceReport(self.name, files=[_describe(path) for path in self._files()])
        dropped = {"too few votes": len(all_films) - len(films)}
        report.count("films", len(all_films), len(films), dropped)
        return report

    def _files(self) -> list[Path]:
        return [*sorted((self.folder / "films").glob("*.toml")), self.folder / "people.toml"]


def _insert(con: duckdb.DuckDBPyConnection, films: list[Film], imdb_ids: dict[str, str]) -> None:
    credits = [(film.id, person_id(c.person, imdb_ids), c) for film in films for c in film.credits]
    people = {nconst: credit.person for _, nconst, credit in credits}
    frames = {
        "demo_movies": _movies_frame(films),
        "demo_credits": pl.DataFrame(
            [(t, p, c.role, [c.character] if c.character else None) for t, p, c in credits],
            schema={
                "tconst": pl.String,
                "pconst": pl.String,
                "role": pl.String,
                "characters": pl.List(pl.String),
            },
            orient="row",
        ),
        "demo_people": pl.DataFrame({"nconst": people.keys(), "name": people.values()}),
    }
    for name, frame in frames.items():
        con.register(name, frame)
    con.execute(_INSERT)
    for name in frames:
        con.unregister(name)


def _movies_frame(films: list[Film]) -> pl.DataFrame:
    fields = (
        "id title original_title year runtime genres countries languages keywords rating votes "
        "overview"
    )
    return pl.DataFrame({name: [getattr(film, name) for film in films] for name in fields.split()})


_INSERT = """
INSERT INTO staged_movies
SELECT id, 'movie', title, original_title, year, runtime, genres, rating, votes FROM demo_movies;
INSERT INTO staged_texts BY NAME
SELECT id AS tconst, 'demo' AS source, 0 AS source_rank, overview, genres, keywords, runtime,
    countries, languages
FROM demo_movies;
INSERT INTO staged_directing SELECT tconst, pconst FROM demo_credits WHERE role = 'director';
INSERT INTO staged_credits SELECT tconst, pconst, role, characters FROM demo_credits;
INSERT INTO staged_people SELECT nconst, name, NULL, NULL FROM demo_people;
"""


def _describe(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"name": path.name, "bytes": len(content), "sha256": digest}
