"""Tiny catalogues of films with texts, people, labels and hand-made vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from hypothesis import strategies as st

from recsys.embeddings import TextModel
from recsys.embeddings.cache import hash_of
from recsys.embeddings.encode import KnownVectors, normalised
from recsys.ingest.catalogue import create_tables
from recsys.ingest.graph import build_graph
from recsys.ingest.lexical import build_lexical
from recsys.ingest.pipeline import build
from recsys.ingest.vectors import build_vectors, texts_of
from recsys.movies import Movies
from recsys.movies.nearest import Nearest
from recsys.sources.staging import CREATE_STAGING, BuildOptions, Source, SourceReport
from recsys.store import BuildFolder
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors
from recsys.util.progress import Progress

MODEL = "by-hand"
"""Name of a model that does not exist, so loading it fails."""


@dataclass(frozen=True)
class Film:
    """A film; it has an overview if it has a vector, which may have any length."""

    id: str
    vector: Sequence[float] | None = None
    title: str = ""
    year: int | None = 2000
    runtime: int | None = 100
    type: str = "movie"
    genres: Sequence[str] = ()
    rating: float | None = None
    votes: int | None = None
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    keywords: Sequence[str] = ()
    companies: Sequence[str] = ()
    directors: Sequence[str] = ()
    credits: Sequence[tuple[str, str]] = ()  # (person, role)
    overview: str | None = None
    url: str | None = None
    licence: str | None = None

    @property
    def text(self) -> str | None:
        return None if self.vector is None else self.overview or f"The story of {self.id}."


_LABELS = pl.List(pl.String)
_MOVIES = {
    "tconst": pl.String, "type": pl.String, "title": pl.String, "original": pl.String,
    "year": pl.Int16, "runtime": pl.Int32, "genres": _LABELS, "rating": pl.Float64,
    "votes": pl.Int32,
}  # fmt: skip
_TEXTS = {
    "tconst": pl.String, "overview": pl.String, "keywords": _LABELS, "companies": _LABELS,
    "countries": _LABELS, "languages": _LABELS, "url": pl.String, "licence": pl.String,
}  # fmt: skip
_STAGE = """
INSERT INTO staged_movies SELECT * FROM given_movies;
INSERT INTO staged_texts BY NAME
SELECT 'given' AS source, 1 AS source_rank, * FROM given_texts;
INSERT INTO staged_directing SELECT tconst, person FROM given_directing;
INSERT INTO staged_credits SELECT tconst, person, role, NULL FROM given_credits;
"""


def stage(con: duckdb.DuckDBPyConnection, films: Sequence[Film]) -> None:
    """Insert films into the staging tables."""
    two, three = {"tconst": pl.String, "person": pl.String}, {"role": pl.String}
    rows: dict[str, tuple[list[Any], dict[str, Any]]] = {
        "given_movies": (
            [
                (f.id, f.type, f.title or f.id, f.title or f.id, f.year, f.runtime,
                 list(f.genres), f.rating, f.votes)
                for f in films
            ],
            _MOVIES,
        ),
        "given_texts": (
            [(f.id, f.text, list(f.keywords), list(f.companies), list(f.countries),
              list(f.languages), f.url, f.licence) for f in films],
            _TEXTS,
        ),
        "given_directing": ([(f.id, person) for f in films for person in f.directors], two),
        "given_credits": ([(f.id, *credit) for f in films for credit in f.credits], two | three),
    }  # fmt: skip
    for name, (values, schema) in rows.items():
        con.register(name, pl.DataFrame(values, schema=schema, orient="row"))
    con.execute(_STAGE)
    for name in rows:
        con.unregister(name)


@dataclass(frozen=True)
class FilmSource:
    """A build source of in-memory films."""

    films: Sequence[Film]
    name: str = "given"

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        stage(con, self.films)
        return SourceReport(self.name)


def known_vectors(films: Sequence[Film]) -> KnownVectors:
    """Return the films' vectors by the hash of the text that a build would encode."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        stage(con, films)
        create_tables(con)
        return _known(con, sorted(films, key=lambda film: film.id))


def any_vectors(sources: Sequence[Source]) -> KnownVectors:
    """Return a dummy vector for every text a build of these sources encodes, without a model."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        for source in sources:
            source.stage(con, BuildOptions(), lambda _: None)
        create_tables(con)
        texts = texts_of(con)[1]
    return [hash_of(text) for text in texts], np.full((len(texts), 4), 0.5, np.float32)


def _known(con: duckdb.DuckDBPyConnection, ordered: Sequence[Film]) -> KnownVectors:
    rows, texts = texts_of(con)
    vectors = [ordered[row].vector for row in rows]
    return [hash_of(text) for text in texts], normalised(np.array(vectors, dtype=np.float32))


def build_films(
    store: Path, films: Sequence[Film], model: str = MODEL, progress: Progress = lambda _: None
) -> str:
    """Run a complete build with its Chroma collection, without a model."""
    return build(
        [FilmSource(films)],
        store,
        model=model,
        known_vectors=known_vectors(films),
        progress=progress,
    )


@dataclass
class World:
    """Films with graph and vectors but no Chroma collection, so that all results are exact."""

    films: list[Film]  # in the order of their rows
    graph: CreditGraph
    lexical: LexicalIndex
    vectors: FilmVectors | None
    index: VectorIndex | None
    movies: Movies = field(init=False)

    def __post_init__(self) -> None:
        self.movies = Movies(self.graph, self.lexical, self.vectors, self.index)

    @property
    def nearest(self) -> Nearest:
        assert self.vectors is not None
        assert self.index is not None
        return Nearest(self.graph, self.vectors, self.index)

    def unit(self, film: str) -> np.ndarray:
        """Return a film's vector, scaled to length 1."""
        [vector] = [candidate.vector for candidate in self.films if candidate.id == film]
        return normalised(np.array([vector]))[0]


@contextmanager
def open_world(folder: Path, films: Sequence[Film]) -> Iterator[World]:
    """Open a world in a new folder."""
    work = BuildFolder(folder)
    work.root.mkdir()
    ordered = sorted(films, key=lambda film: film.id)
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        stage(con, ordered)
        create_tables(con)
        build_graph(con, work.graph)
        build_lexical(con, work)
        if all(film.vector is None for film in films):
            yield World(ordered, CreditGraph(work.graph), LexicalIndex(work.lexical), None, None)
            return
        known, model = _known(con, ordered), TextModel(MODEL)
        build_vectors(con, work, folder / "cache", model, known, lambda _: None)
    vectors = FilmVectors(work.vectors)
    with VectorIndex(work, vectors) as index:
        lexical = LexicalIndex(work.lexical)
        yield World(ordered, CreditGraph(work.graph), lexical, vectors, index)


GENRES = ["Action", "Comedy", "Drama", "War"]
COUNTRIES = ["CN", "FR", "US"]
LANGUAGES = ["en", "fr", "zh"]
TYPES = ["movie", "tvMovie"]
PEOPLE = [f"nm{number}" for number in range(8)]
ROLES = ["actor", "writer", "director", "composer", "casting_director", "other"]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True)


@st.composite
def random_films(draw: st.DrawFn, max_films: int = 12) -> list[Film]:
    """Generate films with many missing values and ties."""
    films = []
    for number in range(draw(st.integers(1, max_films))):
        rating = draw(st.sampled_from([None, 5.0, 7.0, 7.1]))
        axis = draw(st.sampled_from([None, 0, 1, 2, 3]))
        vector = None if axis is None else [float(index == axis) for index in range(4)]
        if vector is not None and draw(st.booleans()):
            vector[draw(st.integers(0, 3))] += draw(st.sampled_from([-1.5, 0.5, 1.0]))
        if vector is not None and not any(vector):
            vector[0] = 1.0
        films.append(
            Film(
                id=f"tt{number:07}",
                vector=vector,
                year=draw(st.sampled_from([None, 1950, 1999, 2000, 2001])),
                runtime=draw(st.sampled_from([None, 80, 100, 101])),
                type=draw(st.sampled_from(TYPES)),
                genres=draw(_some(GENRES)),
                rating=rating,
                votes=None if rating is None else draw(st.sampled_from([1, 10, 1000])),
                countries=draw(_some(COUNTRIES)),
                languages=draw(_some(LANGUAGES)),
                keywords=draw(_some(["heist", "love", "robot"])),
                directors=draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)),
                credits=draw(
                    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ROLES)), max_size=5)
                ),
            )
        )
    return films
