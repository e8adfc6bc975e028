"""The routes: each reads its parameters and calls one function of the store."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from recsys.api.lanes import LaneName
from recsys.api.problems import responses
from recsys.api.queries import (
    MAX_TEXT,
    BridgesQuery,
    DiscoverQuery,
    NameQuery,
    NoParameters,
    PathQuery,
    RecommendationQuery,
    SharedQuery,
    SimilarQuery,
    SimilarToSeveralQuery,
    TitleQuery,
    used_filters,
)
from recsys.api.responses import NO_BRIDGES, NOTHING_SHARED, Parameters, Respond, Responder
from recsys.api.rows import (
    Bridge,
    Collaborator,
    CreditPath,
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
from recsys.movies.cost import QUICK_COST, check_cost, query_cost, turn_by_cost

router = APIRouter(prefix="/v1")

DirectorName = Annotated[
    str,
    Path(
        description="An id or a full name.",
        openapi_examples={"by name": {"value": "Wong Kar-wai"}},
        min_length=1,
        max_length=MAX_TEXT,
    ),
]
PersonName = Annotated[
    str,
    Path(
        description="An id or a full name.",
        openapi_examples={"by name": {"value": "Toshiro Mifune"}},
        min_length=1,
        max_length=MAX_TEXT,
    ),
]
FilmName = Annotated[
    str,
    Path(
        description="An id or a full title.",
        openapi_examples={"by title": {"value": "Seven Samurai"}},
        min_length=1,
        max_length=MAX_TEXT,
    ),
]
NoQuery = Annotated[NoParameters, Query()]


@router.get(
    "/directors/{director_id}/recommendations",
    response_model=Results[RecommendedDirector],
    responses=responses(404, 409),
    tags=["directors"],
)
async def recommendations(
    responder: Respond,
    director_id: DirectorName,
    query: Annotated[RecommendationQuery, Query()],
) -> Response:
    """Directors who share people with this one, best first, with the evidence."""
    thresholds = query.thresholds()
    parameters: Parameters = {
        "director_id": director_id,
        "method": query.method,
        "min_rating": thresholds.min_rating,
        "min_votes": thresholds.min_votes,
        "limit": query.limit,
        "threshold_rule": thresholds.rule,
        "min_films": thresholds.min_films,
        "years": thresholds.years,
        "roles": query.roles,
        "film_min_votes": query.film_min_votes,
        "weights": query.weights(),
    }

    def recommend(store: Store) -> pl.DataFrame:
        parameters["director_id"] = _director(store, director_id)
        return store.directors.recommend(**parameters)

    return await responder.respond(recommend, parameters)


@router.get(
    "/directors/{director_id}/shared/{other_id}",
    response_model=Results[Collaborator],
    responses=responses(404, 409),
    tags=["directors"],
)
async def shared(
    responder: Respond,
    director_id: DirectorName,
    other_id: DirectorName,
    query: Annotated[SharedQuery, Query()],
) -> Response:
    """The people two directors share, with roles and films for each."""
    parameters: Parameters = {
        "director_id": director_id,
        "other_id": other_id,
        "roles": query.roles,
        "method": query.method,
    }

    def shared_collaborators(store: Store) -> pl.DataFrame:
        parameters["director_id"] = _director(store, director_id)
        parameters["other_id"] = _director(store, other_id)
        return store.directors.shared_collaborators(**parameters)

    return await responder.respond(shared_collaborators, parameters, NOTHING_SHARED)


@router.get(
    "/directors/{director_id}",
    response_model=Results[Director],
    responses=responses(404, 409),
    tags=["directors"],
)
async def director(responder: Respond, director_id: DirectorName, _: NoQuery) -> Response:
    """A director and the films they directed."""
    parameters: Parameters = {"director_id": director_id}

    def profile(store: Store) -> pl.DataFrame:
        person = parameters["director_id"] = _director(store, director_id)
        films = store.directors.filmography(person)
        return pl.DataFrame(
            {
                "id": [person],
                "name": [store.directors.name_of(person)],
                "films": [films.height],
                "collaborators": [store.directors.collaborator_count(person)],
                "co_directors": store.directors.co_directors(person).to_struct().implode(),
                "filmography": films.to_struct().implode(),
            }
        )

    return await responder.respond(profile, parameters)


@router.get(
    "/movies/similar",
    response_model=Results[SimilarFilm],
    responses=responses(404, 409),
    tags=["movies"],
)
async def similar_to_several(
    responder: Respond, query: Annotated[SimilarToSeveralQuery, Query()]
) -> Response:
    """Films similar to several."""
    return await _similar(responder, query.id, query, {"seed_weights": query.seed_weight})


@router.get(
    "/movies/{movie_id}/similar",
    response_model=Results[SimilarFilm],
    responses=responses(404, 409),
    tags=["movies"],
)
async def similar_to_one(
    responder: Respond, movie_id: FilmName, query: Annotated[SimilarQuery, Query()]
) -> Response:
    """Films similar to one."""
    return await _similar(responder, [movie_id], query, {})


@router.get(
    "/movies/{movie_id}",
    response_model=Results[Film],
    responses=responses(404, 409),
    tags=["movies"],
)
async def movie(responder: Respond, movie_id: FilmName, _: NoQuery) -> Response:
    """Facts about a film."""
    parameters: Parameters = {"movie_id": movie_id}

    def facts(store: Store) -> pl.DataFrame:
        parameters["movie_id"] = store.titles.resolve(movie_id)
        return store.movies.films([parameters["movie_id"]])

    return await responder.respond(facts, parameters)


@router.get(
    "/paths",
    response_model=Results[CreditPath],
    responses=responses(404, 409),
    tags=["connections"],
)
async def paths(responder: Respond, query: Annotated[PathQuery, Query()]) -> Response:
    """The shortest paths between two people or films, rarest links first."""
    parameters: Parameters = query.model_dump() | {"one_id": query.one, "two_id": query.two}
    del parameters["one"], parameters["two"]

    def find_paths(store: Store) -> pl.DataFrame:
        parameters["one_id"] = store.resolve(query.one)
        parameters["two_id"] = store.resolve(query.two)
        return store.connections.paths(**parameters)

    return await responder.respond(find_paths, parameters)


@router.get(
    "/people/{person_id}/bridges",
    response_model=Results[Bridge],
    responses=responses(404, 409),
    tags=["connections"],
)
async def bridges(
    responder: Respond, person_id: PersonName, query: Annotated[BridgesQuery, Query()]
) -> Response:
    """The collaborators of a person who together lead to most other people."""
    parameters: Parameters = {"person_id": person_id, "limit": query.limit}

    def find_bridges(store: Store) -> pl.DataFrame:
        parameters["person_id"] = store.people.resolve(person_id)
        return store.connections.bridges(**parameters)

    return await responder.respond(find_bridges, parameters, NO_BRIDGES)


@router.get(
    "/search/movies",
    response_model=Results[FoundFilm],
    responses=responses(),
    tags=["search"],
)
async def search_movies(responder: Respond, query: Annotated[TitleQuery, Query()]) -> Response:
    """Films by title, tolerant of typos."""
    return await responder.respond(
        lambda store: store.titles.search(query.q, query.limit),
        {"q": query.q, "limit": query.limit},
    )


@router.get(
    "/search/people",
    response_model=Results[FoundPerson],
    responses=responses(),
    tags=["search"],
)
async def search_people(responder: Respond, query: Annotated[NameQuery, Query()]) -> Response:
    """People by name, tolerant of typos."""
    return await responder.respond(
        lambda store: store.people.search(query.q, query.limit, query.directors_first),
        {"q": query.q, "limit": query.limit, "directors_first": query.directors_first},
    )


@router.get(
    "/discover",
    response_model=Results[SimilarFilm],
    responses=responses(),
    tags=["search"],
)
async def discover(responder: Respond, query: Annotated[DiscoverQuery, Query()]) -> Response:
    """Films that fit a description; `parameters.read` says what was read besides the story."""
    filters = query.filters()
    parameters: Parameters = {"q": query.q, "k": query.k, "filters": used_filters(filters)}

    def find(store: Store) -> pl.DataFrame:
        found = store.movies.discover(query.q, query.k, filters)
        parameters["read"] = vars(found.facts)
        parameters["note"] = found.note
        return found.films

    return await responder.respond(find, parameters, lane="text")


@router.get("/health", responses=responses(), tags=["service"])
def health(request: Request, _: NoQuery) -> Health:
    """Whether the store is open, and what is loaded; 503 if no query can be answered."""
    with request.app.state.runner.store.lease() as store:
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
            chroma_problem=bool(store.chroma_problem),
            model_loaded=store.model_loaded,
        )


async def _similar(
    responder: Responder, names: list[str], query: SimilarQuery, options: dict[str, Any]
) -> Response:
    cost = len(set(names)), query.k, query.diversity
    check_cost(*cost)
    filters, weights = query.filters(), query.ranking_weights()
    options = {
        "k": query.k,
        "diversity": query.diversity,
        "franchises": query.franchises,
        **options,
    }
    parameters: Parameters = {
        "movie_ids": names,
        "disliked": query.disliked,
        **options,
        "filters": used_filters(filters),
        "weights": weights,
    }

    def similar(store: Store) -> pl.DataFrame:
        films = parameters["movie_ids"] = [store.titles.resolve(name) for name in names]
        disliked = [store.titles.resolve(name) for name in query.disliked]
        parameters["disliked"] = disliked
        with turn_by_cost(*cost):
            return store.movies.similar(
                films, filters=filters, weights=weights, disliked=disliked, **options
            )

    lane: LaneName = "quick" if query_cost(*cost) <= QUICK_COST else "long"
    return await responder.respond(similar, parameters, lane=lane)


def _director(store: Store, name: str) -> str:
    return store.people.resolve(name, directors_first=True)
