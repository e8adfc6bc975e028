"""Query and path parameters: their types, limits and words."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field

from recsys.directors import ThresholdRule, Thresholds
from recsys.vocabulary.roles import ROLES

MAX_RESULTS = 500
MAX_TEXT = 200
MAX_SENTENCE = 1_000
"""Characters."""
MOST_VOTES = 2**31 - 1

_NAME = {"min_length": 1, "max_length": MAX_TEXT}
DirectorName = Annotated[
    str,
    Path(
        description="An id, or a name in full.",
        openapi_examples={"by name": {"value": "Wong Kar-wai"}},
        **_NAME,
    ),
]
FilmName = Annotated[
    str,
    Path(
        description="An id, or a title in full.",
        openapi_examples={"by title": {"value": "Seven Samurai"}},
        **_NAME,
    ),
]
Text = Annotated[str, Field(**_NAME)]
Count = Annotated[int, Query(ge=1, le=MAX_RESULTS, description="How many at most.")]
Rating = Annotated[float, Query(ge=0, le=10, allow_inf_nan=False)]
Votes = Annotated[int, Query(ge=0, le=MOST_VOTES)]
Year = Annotated[int | None, Query(ge=1, le=9_999)]
Roles = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": list(ROLES)})]] | None,
    Query(min_length=1, max_length=len(ROLES), description="Count only credits in these roles."),
]


async def _thresholds(
    min_rating: Annotated[Rating, Query(description="Best rating, of 10; 0 asks nothing.")] = 0.0,
    min_votes: Annotated[Votes, Query(description="Most votes; 0 asks for nothing.")] = 0,
    threshold_rule: Annotated[
        ThresholdRule, Query(description="Whether two films may reach the two, or one must.")
    ] = "best_of_each",
    min_films: Annotated[int, Query(ge=1, le=10_000, description="Films directed.")] = 1,
    min_year: Annotated[Year, Query(description="Only films from then on count.")] = None,
    max_year: Annotated[Year, Query(description="Only films until then count.")] = None,
) -> Thresholds:
    """What a director must reach with the films that share a person."""
    years = None if min_year is None and max_year is None else (min_year or 1, max_year or 9_999)
    return Thresholds(min_rating, min_votes, threshold_rule, min_films, years)


Limits = Annotated[Thresholds, Depends(_thresholds)]


async def only_known(request: Request) -> None:
    """Refuse a parameter that the route does not have: a mistyped filter must not be ignored."""
    known = _known(request.app, request.scope["route"].path)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"loc": ("query", name), "msg": "There is no such parameter"} for name in unknown]
        )


@cache
def _known(app: FastAPI, path: str) -> frozenset[str]:
    """Names of the query parameters of a route, as its OpenAPI document has them."""
    parameters = app.openapi()["paths"][path]["get"].get("parameters", [])
    return frozenset(each["name"] for each in parameters if each["in"] == "query")
