"""Response models for the OpenAPI document. Responses are not validated at run time.

A test compares the fields with the columns of the frames.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from recsys.directors.affinity import TERMS as AFFINITY_TERMS
from recsys.directors.people import TERMS as PEOPLE_TERMS
from recsys.movies import TERMS as FILM_TERMS

Row = TypeVar("Row")


def _terms(name: str, terms: tuple[str, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = dict.fromkeys(terms, (float, ...))
    return create_model(name, __doc__="Terms of a score; they add up to it.", **fields)


FilmTerms = _terms("FilmTerms", FILM_TERMS)
PeopleTerms = _terms("PeopleTerms", PEOPLE_TERMS)
AffinityTerms = _terms("AffinityTerms", AFFINITY_TERMS)


class Results(BaseModel, Generic[Row]):
    """Every response: build, outcome, parameters and rows."""

    build_id: str
    outcome: Literal[
        "found", "nothing-found", "no-films", "nothing-shared", "below-thresholds",
        "nothing-passes", "not-linked", "no-text",
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
    films: int = Field(description="Films of the query with them.")
    other_films: int = Field(description="Films of the recommended director with them.")
    is_the_director: bool = Field(description="Whether the person is the query's director.")


class RecommendedDirector(BaseModel):
    """A director who shares people with the query's director."""

    id: str
    name: str
    score: float
    films: int = Field(description="Number of films directed.")
    shared_people: int = Field(
        description="Without anthologies and films that both directed, except with `classic`."
    )
    films_together: int = Field(description="Films that both directed.")
    best_rating: float | None = Field(description="Among their films with a shared person.")
    best_votes: int | None
    expected: float | None = Field(
        None, description="Shared people by chance; absent with `classic`, as all of the next."
    )
    p: float | None = Field(None, description="Probability of as many by chance.")
    q: float | None = Field(None, description="False discovery rate among the candidates.")
    window_expected: float | None = Field(
        None, description="`expected` if only contemporaries meet; null with `roles`."
    )
    window_p: float | None = Field(None, description="`p` if only contemporaries meet.")
    window_q: float | None = Field(None, description="`q` if only contemporaries meet.")
    terms: PeopleTerms | AffinityTerms | None = Field(  # type: ignore[valid-type]
        None, description="By method; absent with `classic`."
    )
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
    films_together: int = Field(description="Films with them that both directed.")
    is_director: Literal["first", "second"] | None


class CoDirector(BaseModel):
    """Somebody who directed films together with a director."""

    id: str
    name: str
    films_together: int
    films: int = Field(description="Number of films they directed.")
    always: bool = Field(description="Whether neither directed anything without the other.")


class Director(BaseModel):
    """A director and their films, by year."""

    id: str
    name: str
    films: int
    collaborators: int
    co_directors: list[CoDirector] = Field(description="Without anthologies.")
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


class PathStep(BaseModel):
    """A person or film on a path."""

    kind: Literal["person", "film"]
    id: str
    name: str
    year: int | None = Field(description="Of a film.")
    roles: list[str] = Field(description="Roles of the credit that leads here; none at the start.")


class CreditPath(BaseModel):
    """A shortest path between two people or films."""

    links: int = Field(description="Number of credits on the path.")
    cost: float = Field(
        description="Sum of ln(number of credits) of all between the ends; low if they are rare."
    )
    steps: list[PathStep]


class Bridge(BaseModel):
    """A collaborator who leads a person to others."""

    id: str
    name: str
    roles: list[str] = Field(description="On the films with the person.")
    films: int = Field(description="Number of these.")
    opens: int = Field(description="People whom neither the person nor an earlier bridge knows.")
    alone: int = Field(description="The same without regard to earlier bridges.")
    reachable: int = Field(description="People that all collaborators together lead to.")


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
