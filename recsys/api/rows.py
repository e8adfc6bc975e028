"""Response models for the OpenAPI document. Responses are not validated at run time.

A test compares the fields with the columns of the frames.
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
    """Every response: build, outcome, parameters and rows."""

    build_id: str
    outcome: Literal[
        "found", "nothing-found", "no-films", "nothing-shared", "below-thresholds",
        "nothing-passes", "no-text",
    ] = Field(description="`found`, or why there are no rows.")  # fmt: skip
    detail: str = Field(description="The outcome in words; empty for `found`.")
    facts: dict[str, Any] = Field(
        description="The outcome in numbers, such as thresholds that would pass."
    )
    parameters: dict[str, Any] = Field(description="The parameters used, including defaults.")
    results: list[Row] = Field(description="Best first.")


class ShortFilm(BaseModel):
    """A film in brief."""

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
    """A shared person and their part of the score."""

    id: str
    name: str
    roles: list[str]
    share: float = Field(description="Share of the contributions of all shared people, 0 to 1.")
    is_the_director: bool = Field(description="Whether the person is the query's director.")


class RecommendedDirector(BaseModel):
    """A director who shares people with the query's director."""

    id: str
    name: str
    score: float
    films: int = Field(description="Number of films directed.")
    shared_people: int
    best_rating: float | None = Field(description="Among their films with a shared person.")
    best_votes: int | None
    lift: float | None = Field(
        None, description="Shared people divided by the number expected by chance."
    )
    terms: DirectorTerms | None = Field(None, description="Present with `affinity`.")  # type: ignore[valid-type]
    top_films: list[TopFilm]
    because: list[SharedPerson]


class Collaborator(BaseModel):
    """A person shared by two directors."""

    id: str
    name: str
    score: float = Field(description="Share of the contributions of all shared people, 0 to 1.")
    roles: list[str]
    films: list[ShortFilm]
    other_roles: list[str]
    other_films: list[ShortFilm]
    is_director: Literal["first", "second"] | None


class Director(BaseModel):
    """A director and their films, by year."""

    id: str
    name: str
    films: int
    collaborators: int
    filmography: list[RatedFilm]


class FilmFacts(BaseModel):
    """Facts about a film."""

    id: str
    title: str
    original_title: str | None
    year: int | None
    type: str
    runtime: int | None = Field(description="In minutes.")
    genres: list[str]
    rating: float | None
    votes: int | None
    countries: list[str]
    languages: list[str]
    keywords: list[str]
    overview: str | None
    overview_url: str | None = Field(description="Source page of the overview, for attribution.")
    overview_licence: str | None = Field(description="Licence of the overview.")
    poster: str | None
    director: list[str]
    director_ids: list[str]
    cast: list[str]


class Film(FilmFacts):
    """A single film."""

    tagline: str | None


class PersonInRole(BaseModel):
    """A person with a role."""

    name: str
    role: str


class SimilarFilm(FilmFacts):
    """A similar film, with the reasons."""

    score: float
    terms: FilmTerms  # type: ignore[valid-type]
    seed: str | None = Field(description="The nearest of the query's films.")
    reason: str
    shared_people: list[PersonInRole]
    shared_genres: list[str]
    group: list[ShortFilm] = Field(
        description="Other films of its franchise that pass the filters."
    )


class FoundFilm(BaseModel):
    """A film found by its title."""

    id: str
    title: str
    year: int | None
    score: float = Field(description="0 to 100.")
    matched: str = Field(description="The matching title.")
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
    """The state of the service."""

    status: Literal["ok"]
    build_id: str
    created: str
    films: int
    directors: int
    people: int
    films_with_text: int
    chroma_open: bool = Field(description="Until true, similar films are computed exactly.")
    chroma_problem: bool = Field(
        description="Whether Chroma failed or its server does not answer; films are computed "
        "exactly meanwhile, and the log says why."
    )
    model_loaded: bool = Field(description="Until true, the first text query takes some seconds.")
