"""Query parameters of films, read off the dataclasses that they fill."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_type_hints

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError, create_model

from recsys.api.parameters import MOST_VOTES, Text
from recsys.errors import InvalidArgument
from recsys.movies import GROUPS, MovieFilters, RankingWeights
from recsys.movies.weights import HIGHEST

MAX_IDS, MAX_LABELS = 1_000, 50
"""Entries of a list of ids; of genres, languages, countries or types."""

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

Made = TypeVar("Made")


@dataclass(frozen=True)
class Group(Generic[Made]):
    """Parameters that make one object; none of them has to be given.

    A dependency of routes. It looks at what is given alone: FastAPI's own reading looks for each
    of forty parameters in every request, which takes longer than many an answer.
    """

    model: type[BaseModel]
    make: Callable[..., Made]

    async def __call__(self, request: Request) -> Made:
        """The object that a request describes.

        Raises
        ------
        RequestValidationError, InvalidArgument
        """
        asked, known = request.query_params, self.model.model_fields
        given = {
            name: asked.getlist(name) if known[name].annotation == list[Text] else asked[name]
            for name in asked
            if name in known
        }
        try:
            return self.make(**self.model(**given).model_dump(exclude_unset=True))
        except ValidationError as error:
            wrong = [{**each, "loc": ("query", *each["loc"])} for each in error.errors()]
            raise RequestValidationError(wrong) from error

    @property
    def documented(self) -> list[dict[str, Any]]:
        """The parameters as an OpenAPI document has them."""
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": schema["description"],
                "schema": {
                    key: value
                    for key, value in schema.items()
                    if key not in ("description", "title") and value is not None
                },
            }
            for name, schema in self.model.model_json_schema()["properties"].items()
        ]


def extra(*groups: Group[Any]) -> dict[str, Any]:
    """What a route with these groups adds to its part of the OpenAPI document."""
    return {"parameters": [each for group in groups for each in group.documented]}


def words_of(owner: type) -> dict[str, str]:
    """What a class's docstring says on each of its attributes, as one line."""
    section = _ATTRIBUTES.search(inspect.cleandoc(owner.__doc__ or ""))
    return {
        name: " ".join(found["words"].split())
        for found in _ATTRIBUTE.finditer(section[1] + "\n" if section else "")
        for name in found["names"].split(", ")
    }


def _filters_model() -> type[BaseModel]:
    hints, words = get_type_hints(MovieFilters), words_of(MovieFilters)
    found: dict[str, Any] = {}
    for field in fields(MovieFilters):
        hint: Any = hints[field.name]
        limits = _BOUNDS.get(field.name.rpartition("_")[2], {})
        default: Any = field.default
        if tuple[str, ...] in (hint, *get_args(hint)):
            most = MAX_IDS if field.name.endswith("_ids") else MAX_LABELS
            hint, default, limits = list[Text], None, {"max_length": most}
        elif type(None) in get_args(hint):
            [hint] = [kind for kind in get_args(hint) if kind is not type(None)]
        found[field.name] = (hint, Field(default, description=words[field.name], **limits))
    return create_model("Filters", **found)


def _weights_model() -> type[BaseModel]:
    # The lower bounds differ by term; the engine knows them.
    limits: dict[str, Any] = {"ge": -HIGHEST, "le": HIGHEST, "allow_inf_nan": False}
    preset = Field("default", description="Where to begin; factors and single weights change it.")
    found: dict[str, Any] = {"weights": (Literal["default", "text_only"], preset)}
    for group, terms in GROUPS.items():
        meaning = f"Times the usual weights of {', '.join(terms)}."
        found[f"factor_{group}"] = (float, Field(None, description=meaning, **limits))
    words = words_of(RankingWeights)
    for field in fields(RankingWeights):
        meaning = f"{words[field.name]} Default {field.default:g}."
        found[f"weight_{field.name}"] = (float, Field(None, description=meaning, **limits))
    return create_model("Weights", **found)


def _weights(weights: str = "default", **given: float) -> RankingWeights:
    factors, single = (
        {name.removeprefix(kind): given[name] for name in given if name.startswith(kind)}
        for kind in ("factor_", "weight_")
    )
    if weights == "text_only" and factors:
        raise InvalidArgument("weights=text_only leaves one term, so no factor changes it.")
    text_only = weights == "text_only"
    start = RankingWeights.text_only() if text_only else RankingWeights.of_groups(**factors)
    return replace(start, **single)


FILTERS = Group(_filters_model(), MovieFilters)
WEIGHTS = Group(_weights_model(), _weights)
Filters = Annotated[MovieFilters, Depends(FILTERS)]
Weights = Annotated[RankingWeights, Depends(WEIGHTS)]

_NO_FILTERS = vars(MovieFilters())


def asked_for(filters: MovieFilters) -> dict[str, Any]:
    """The conditions that differ from no condition."""
    return {name: value for name, value in vars(filters).items() if value != _NO_FILTERS[name]}
