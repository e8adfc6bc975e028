"""The routes: each reads its parameters and asks one function of the store."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from recsys.api.film_parameters import FILTERS, WEIGHTS, Filters, Weights, asked_for, extra
from recsys.api.parameters import (
    MAX_SENTENCE,
    MAX_TEXT,
    Count,
    DirectorName,
    FilmName,
    Limits,
    Roles,
    Text,
    Votes,
    only_known,
)
from recsys.api.problems import responses
from recsys.api.responses import NOTHING_SHARED, Parameters, Question
from recsys.api.rows import (
    Collaborator,
    Director,
    Film,
    FoundFilm,
    FoundPerson,
    Health,
    RecommendedDirector,
    Results,
    SimilarFilm,
)
from recsys.catalog import Store
from recsys.directors import DEFAULT_METHOD, Method
from recsys.movies import FranchiseGrouping, MovieFilters, RankingWeights
from recsys.movies.similar import MAX_SEEDS

router = APIRouter(prefix="/v1", dependencies=[Depends(only_known)])

HowRanked = Annotated[Method, Query(description="`classic` is the recommender of 2019.")]
Diversity = Annotated[
    float, Query(ge=0, le=1, description="0 ranks by score alone, 1 keeps like films apart.")
]
Franchises = Annotated[
    FranchiseGrouping,
    Query(description="A row a franchise, a row a film, or none of the seeds' own."),
]


@router.get(
    "/directors/{director_id}/recommendations",
    response_model=Results[RecommendedDirector],
    responses=responses(404, 409),
    tags=["directors"],
)
async def recommendations(
    question: Question,
    director_id: DirectorName,
    limits: Limits,
    method: HowRanked = DEFAULT_METHOD,
    limit: Count = 5,
    roles: Roles = None,
    film_min_votes: Annotated[Votes, Query(description="Floor for the films named.")] = 0,
) -> Response:
    """Directors who share people with one, best first, with the evidence."""
    parameters: Parameters = {
        "director_id": director_id,
        "method": method,
        "min_rating": limits.min_rating,
        "min_votes": limits.min_votes,
        "limit": limit,
        "threshold_rule": limits.rule,
        "min_films": limits.min_films,
        "years": limits.years,
        "roles": roles,
        "film_min_votes": film_min_votes,
    }

    def ask(store: Store) -> pl.DataFrame:
        parameters["director_id"] = _director(store, director_id)
        return store.directors.recommend(**parameters)

    return await question.answer(ask, parameters)


@router.get(
    "/directors/{director_id}/shared/{other_id}",
    response_model=Results[Collaborator],
    responses=responses(404, 409),
    tags=["directors"],
)
async def shared(
    question: Question,
    director_id: DirectorName,
    other_id: DirectorName,
    method: HowRanked = DEFAULT_METHOD,
    roles: Roles = None,
) -> Response:
    """The people two directors share, with roles and films on both sides."""
    parameters: Parameters = {
        "director_id": director_id,
        "other_id": other_id,
        "roles": roles,
        "method": method,
    }

    def ask(store: Store) -> pl.DataFrame:
        parameters["director_id"] = _director(store, director_id)
        parameters["other_id"] = _director(store, other_id)
        return store.directors.shared_collaborators(**parameters)

    return await question.answer(ask, parameters, NOTHING_SHARED)


@router.get(
    "/directors/{director_id}",
    response_model=Results[Director],
    responses=responses(404, 409),
    tags=["directors"],
)
async def director(question: Question, director_id: DirectorName) -> Response:
    """A director and the films directed."""
    parameters: Parameters = {"director_id": director_id}

    def ask(store: Store) -> pl.DataFrame:
        person = parameters["director_id"] = _director(store, director_id)
        films = store.directors.filmography(person)
        return pl.DataFrame(
            {
                "id": [person],
                "name": [store.directors.name_of(person)],
                "films": [films.height],
                "collaborators": [store.directors.collaborator_count(person)],
                "filmography": films.to_struct().implode(),
            }
        )

    return await question.answer(ask, parameters)


@router.get(
    "/movies/similar",
    response_model=Results[SimilarFilm],
    responses=responses(404, 409),
    openapi_extra=extra(FILTERS, WEIGHTS),
    tags=["movies"],
)
async def similar_to_several(
    question: Question,
    id: Annotated[
        list[Text], Query(min_length=1, max_length=MAX_SEEDS, description="Films, repeated.")
    ],
    filters: Filters,
    weights: Weights,
    seed_weight: Annotated[
        list[Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]] | None,
        Query(max_length=MAX_SEEDS, description="How much each film counts, in their order."),
    ] = None,
    k: Count = 20,
    diversity: Diversity = 0.0,
    franchises: Franchises = "group",
) -> Response:
    """Films like several."""
    more = {"k": k, "diversity": diversity, "franchises": franchises, "seed_weights": seed_weight}
    return await _similar(question, id, filters, weights, more)


@router.get(
    "/movies/{movie_id}/similar",
    response_model=Results[SimilarFilm],
    responses=responses(404, 409),
    openapi_extra=extra(FILTERS, WEIGHTS),
    tags=["movies"],
)
async def similar_to_one(
    question: Question,
    movie_id: FilmName,
    filters: Filters,
    weights: Weights,
    k: Count = 20,
    diversity: Diversity = 0.0,
    franchises: Franchises = "group",
) -> Response:
    """Films like one."""
    more = {"k": k, "diversity": diversity, "franchises": franchises}
    return await _similar(question, [movie_id], filters, weights, more)


@router.get(
    "/movies/{movie_id}",
    response_model=Results[Film],
    responses=responses(404, 409),
    tags=["movies"],
)
async def movie(question: Question, movie_id: FilmName) -> Response:
    """Facts on a film."""
    parameters: Parameters = {"movie_id": movie_id}

    def ask(store: Store) -> pl.DataFrame:
        parameters["movie_id"] = store.titles.resolve(movie_id)
        return store.movies.films([parameters["movie_id"]])

    return await question.answer(ask, parameters)


@router.get(
    "/search/movies",
    response_model=Results[FoundFilm],
    responses=responses(),
    tags=["search"],
)
async def search_movies(
    question: Question,
    q: Annotated[str, Query(max_length=MAX_TEXT, description="A title, perhaps with its year.")],
    limit: Count = 10,
) -> Response:
    """Films by title; typing mistakes are forgiven."""
    parameters: Parameters = {"q": q, "limit": limit}
    return await question.answer(lambda store: store.titles.search(q, limit), parameters)


@router.get(
    "/search/people",
    response_model=Results[FoundPerson],
    responses=responses(),
    tags=["search"],
)
async def search_people(
    question: Question,
    q: Annotated[str, Query(max_length=MAX_TEXT, description="A name.")],
    limit: Count = 10,
    directors_first: Annotated[
        bool, Query(description="Of equal similarity those who directed come first.")
    ] = False,
) -> Response:
    """People by name; typing mistakes are forgiven."""
    parameters: Parameters = {"q": q, "limit": limit, "directors_first": directors_first}
    return await question.answer(
        lambda store: store.people.search(q, limit, directors_first), parameters
    )


@router.get(
    "/discover",
    response_model=Results[SimilarFilm],
    responses=responses(),
    openapi_extra=extra(FILTERS),
    tags=["search"],
)
async def discover(
    question: Question,
    q: Annotated[
        str, Query(min_length=1, max_length=MAX_SENTENCE, description="What happens in it.")
    ],
    filters: Filters,
    k: Count = 20,
) -> Response:
    """Films whose text is nearest to a sentence."""
    parameters: Parameters = {"q": q, "k": k, "filters": asked_for(filters)}
    return await question.answer(lambda store: store.movies.search_text(q, k, filters), parameters)


@router.get("/health", responses=responses(), tags=["service"])
def health(request: Request) -> Health:
    """Whether the store is open, and what is in memory; 503 where nothing can be answered."""
    with request.app.state.desk.store.lease() as store:
        manifest = store.manifest
        return Health(
            status="ok",
            build_id=manifest.build_id,
            created=manifest.created,
            films=manifest.tables["movies"],
            directors=manifest.tables["directors"],
            people=manifest.tables["people"],
            films_with_text=(manifest.vectors or {}).get("films", 0),
            chroma_open=store.chroma_open,
            model_loaded=store.model_loaded,
        )


async def _similar(
    question: Question,
    names: list[str],
    filters: MovieFilters,
    weights: RankingWeights,
    more: dict[str, Any],
) -> Response:
    parameters = {"movie_ids": names, **more, "filters": asked_for(filters), "weights": weights}

    def ask(store: Store) -> pl.DataFrame:
        films = parameters["movie_ids"] = [store.titles.resolve(name) for name in names]
        return store.movies.similar(films, filters=filters, weights=weights, **more)

    return await question.answer(ask, parameters)


def _director(store: Store, name: str) -> str:
    return store.people.resolve(name, directors_first=True)
