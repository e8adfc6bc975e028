"""What answers look like, for the OpenAPI document; nothing is checked against it at run time.

The fields are those of the frames, which a test compares.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from recsys.directors.affinity import TERMS as AFFINITY_TERMS
from recsys.movies import TERMS as FILM_TERMS

Row = TypeVar("Row")


def _terms(name: str, terms: tuple[str, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = dict.fromkeys(terms, (float, ...))
    return create_model(name, __doc__="Terms of a score; they add up to it.", **fields)


FilmTerms = _terms("FilmTerms", FILM_TERMS)
DirectorTerms = _terms("DirectorTerms", AFFINITY_TERMS)


class Results(BaseModel, Generic[Row]):
    """Every answer: what was asked of which build, and the rows."""

    build_id: str
    outcome: Literal[
        "found", "nothing-found", "no-films", "nothing-shared", "below-thresholds",
        "nothing-passes", "no-text",
    ] = Field(description="`found`, or why there are no rows.")  # fmt: skip
    detail: str = Field(description="The outcome in words; empty where rows were found.")
    facts: dict[str, Any] = Field(description="The outcome in numbers, such as what would pass.")
    parameters: dict[str, Any] = Field(description="The parameters used, defaults among them.")
    results: list[Row] = Field(description="Best first.")


class ShortFilm(BaseModel):
    """A film by name."""

    id: str
    title: str
    year: int | None


class RatedFilm(ShortFilm):
    """A film with its rating."""

    rating: float | None
    votes: int | None


class TopFilm(RatedFilm):
    """One of a director's best films."""

    original_title: str | None


class SharedPerson(BaseModel):
    """A person who gave a part of a score."""

    id: str
    name: str
    roles: list[str]
    share: float = Field(description="Of what all shared people gave, 0 to 1.")
    is_the_director: bool = Field(description="Whether it is the director asked about.")


class RecommendedDirector(BaseModel):
    """A director who shares people with the one asked about."""

    id: str
    name: str
    score: float
    films: int = Field(description="Films directed.")
    shared_people: int
    best_rating: float | None = Field(description="Of their films that share a person.")
    best_votes: int | None
    lift: float | None = Field(None, description="Shared people over those expected by chance.")
    terms: DirectorTerms | None = Field(None, description="With `affinity`.")  # type: ignore[valid-type]
    top_films: list[TopFilm]
    because: list[SharedPerson]


class Collaborator(BaseModel):
    """A person whom two directors share."""

    id: str
    name: str
    score: float = Field(description="Share of what shared people gave, 0 to 1.")
    roles: list[str]
    films: list[ShortFilm]
    other_roles: list[str]
    other_films: list[ShortFilm]
    is_director: Literal["first", "second"] | None


class Director(BaseModel):
    """A director and the films directed, by year."""

    id: str
    name: str
    films: int
    collaborators: int
    filmography: list[RatedFilm]


class FilmFacts(BaseModel):
    """What is known about a film."""

    id: str
    title: str
    original_title: str | None
    year: int | None
    type: str
    runtime: int | None = Field(description="Minutes.")
    genres: list[str]
    rating: float | None
    votes: int | None
    countries: list[str]
    languages: list[str]
    keywords: list[str]
    overview: str | None
    overview_url: str | None = Field(description="The page the overview is from, to be named.")
    overview_licence: str | None = Field(description="What the overview is licensed under.")
    poster: str | None
    director: list[str]
    director_ids: list[str]
    cast: list[str]


class Film(FilmFacts):
    """A film that was asked for by itself."""

    tagline: str | None


class PersonInRole(BaseModel):
    """A person on a film."""

    name: str
    role: str


class SimilarFilm(FilmFacts):
    """A film like others, and why."""

    score: float
    terms: FilmTerms  # type: ignore[valid-type]
    seed: str | None = Field(description="The film asked about that it is nearest to.")
    reason: str
    shared_people: list[PersonInRole]
    shared_genres: list[str]
    group: list[ShortFilm] = Field(description="Others of its franchise that pass the filters.")


class FoundFilm(BaseModel):
    """A film found by its title."""

    id: str
    title: str
    year: int | None
    score: float = Field(description="0 to 100.")
    matched: str = Field(description="The title that matched, as written.")
    type: str
    directors: list[str]
    countries: list[str]
    rating: float | None
    votes: int | None


class FoundPerson(BaseModel):
    """A person found by name."""

    id: str
    name: str
    score: float = Field(description="0 to 100.")
    birth_year: int | None
    death_year: int | None
    directed: int
    credited: int
    known_for: list[str]


class Health(BaseModel):
    """Whether questions can be answered, and from what."""

    status: Literal["ok"]
    build_id: str
    created: str
    films: int
    directors: int
    people: int
    films_with_text: int
    chroma_open: bool = Field(description="Until then similar films are computed exactly.")
    model_loaded: bool = Field(description="Until then the first sentence takes some seconds.")
