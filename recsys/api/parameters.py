"""Query parameters: those that fill a dataclass are read off it, with their words and limits."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field

from recsys.directors import ThresholdRule, Thresholds
from recsys.errors import InvalidArgument
from recsys.movies import GROUPS, MovieFilters, RankingWeights
from recsys.movies.weights import HIGHEST
from recsys.roles import ROLES

MAX_RESULTS = 500
MAX_IDS, MAX_LABELS = 1_000, 50
"""Entries of a list of ids; of genres, languages, countries or types."""
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

_BOUNDS: dict[str, dict[str, Any]] = {
    "year": {"ge": 1, "le": 9_999},
    "runtime": {"ge": 0, "le": 100_000},
    "rating": {"ge": 0, "le": 10, "allow_inf_nan": False},
    "votes": {"ge": 0, "le": MOST_VOTES},
}
"""Limits of a field by the last word of its name."""

_ATTRIBUTES = re.compile(r"Attributes\n-+\n(.*)", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"^(?P<names>\w+(?:, \w+)*) : .*\n(?P<words>(?:[ ]{4}.*\n?)*)", re.MULTILINE
)

Owner = TypeVar("Owner")


def words_of(owner: type) -> dict[str, str]:
    """What a class's docstring says on each of its attributes, as one line."""
    section = _ATTRIBUTES.search(inspect.cleandoc(owner.__doc__ or ""))
    return {
        name: " ".join(found["words"].split())
        for found in _ATTRIBUTE.finditer(section[1] + "\n" if section else "")
        for name in found["names"].split(", ")
    }


def _reader(
    owner: type[Owner], parameters: list[inspect.Parameter], make: Callable[..., Owner]
) -> Callable[..., Awaitable[Owner]]:
    """A dependency that reads the parameters and makes an object of them."""

    async def read(**values: Any) -> Owner:
        return make(**values)

    read.__name__ = f"read_{owner.__name__}"
    read.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return read


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def _of_filters() -> list[inspect.Parameter]:
    hints, words = get_type_hints(MovieFilters), words_of(MovieFilters)
    found = []
    for field in fields(MovieFilters):
        limits = _BOUNDS.get(field.name.rpartition("_")[2], {})
        default: Any = field.default
        hint: Any = hints[field.name]
        if hint in (tuple[str, ...], tuple[str, ...] | None):
            most = MAX_IDS if field.name.endswith("_ids") else MAX_LABELS
            hint, default, limits = list[Text] | None, None, {"max_length": most}
        query = Query(description=words[field.name], **limits)
        found.append(_parameter(field.name, Annotated[hint, query], default))
    return found


def _filters(**given: Any) -> MovieFilters:
    return MovieFilters(**{name: value for name, value in given.items() if value is not None})


Preset = Literal["default", "text_only"]


def _of_weights() -> list[inspect.Parameter]:
    preset = Query(description="Weights to begin with; factors and single weights change them.")
    found = [_parameter("weights", Annotated[Preset, preset], "default")]
    # The lower bounds differ by term; the engine knows them.
    limits: dict[str, Any] = {"ge": -HIGHEST, "le": HIGHEST, "allow_inf_nan": False}
    for group, terms in GROUPS.items():
        query = Query(description=f"Times the usual weights of {', '.join(terms)}.", **limits)
        found.append(_parameter(f"factor_{group}", Annotated[float | None, query], None))
    words = words_of(RankingWeights)
    for field in fields(RankingWeights):
        meaning = f"{words[field.name]} Default {field.default:g}."
        query = Query(description=meaning, **limits)
        found.append(_parameter(f"weight_{field.name}", Annotated[float | None, query], None))
    return found


def _weights(weights: Preset, **given: float | None) -> RankingWeights:
    factors, single = (
        {
            name.removeprefix(kind): value
            for name, value in given.items()
            if name.startswith(kind) and value is not None
        }
        for kind in ("factor_", "weight_")
    )
    if weights == "text_only":
        if factors:
            raise InvalidArgument("weights=text_only leaves one term, so no factor changes it.")
        return replace(RankingWeights.text_only(), **single)
    return replace(RankingWeights.of_groups(**factors), **single)


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
Filters = Annotated[MovieFilters, Depends(_reader(MovieFilters, _of_filters(), _filters))]
Weights = Annotated[RankingWeights, Depends(_reader(RankingWeights, _of_weights(), _weights))]


_NO_FILTERS = vars(MovieFilters())


def asked_for(filters: MovieFilters) -> dict[str, Any]:
    """The conditions that differ from no condition."""
    return {name: value for name, value in vars(filters).items() if value != _NO_FILTERS[name]}


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
