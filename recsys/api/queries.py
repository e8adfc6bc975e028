"""Query parameters of the routes: one model per route, with types, bounds and descriptions.

A model refuses unknown parameters, because a mistyped filter must not be ignored.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from recsys.connections import DEFAULT_PATHS, MAX_PATHS, MAX_PEOPLE
from recsys.directors import DEFAULT_METHOD, Method, PeopleWeights, ThresholdRule, Thresholds
from recsys.directors import GROUPS as DIRECTOR_GROUPS
from recsys.errors import InvalidArgument
from recsys.movies import (
    GROUPS,
    MAX_SEEDS,
    PRESETS,
    FranchiseGrouping,
    MovieFilters,
    Preset,
    RankingWeights,
)
from recsys.movies.weights import MAX_WEIGHT
from recsys.vocabulary.roles import ROLES

MAX_RESULTS = 500
MAX_TEXT, MAX_SENTENCE = 200, 1_000
"""Characters."""
MAX_VOTES = 2**31 - 1
MAX_FACTOR = 500.0
"""A factor that the smallest default weight needs to reach the largest weight allowed."""
MAX_IDS, MAX_LABELS = 1_000, 50
"""Entries of a list of ids; of genres, languages, countries or types."""

_UNSET: Any = None
"""Default of a parameter that is left to the called function."""

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Role = Annotated[str, Field(json_schema_extra={"enum": list(ROLES)})]
SeedWeight = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=MAX_RESULTS, description="Maximum number of results.")]
Roles = Annotated[
    list[Role] | None,
    Field(min_length=1, max_length=len(ROLES), description="Count only credits in these roles."),
]
RankingMethod = Annotated[
    Method,
    Field(
        description="`people`: shared people decide; `affinity`: kindred directors; `classic`: the "
        "2019 score."
    ),
]


class NoParameters(BaseModel):
    """No query parameters; the base of all models."""

    model_config = ConfigDict(extra="forbid")


def _year(description: str) -> Any:
    return Field(None, ge=1, le=9_999, description=description)


def _director_factor(group: str) -> Any:
    terms = ", ".join(DIRECTOR_GROUPS[group])
    return _positive(f"With `people`: factor on the default weights of {terms}.")


def _director_weight(term: str, description: str) -> Any:
    default = getattr(PeopleWeights(), term)
    return _positive(f"With `people`: weight of {description}. Default {default:g}.")


def _positive(description: str) -> Any:
    return Field(_UNSET, ge=0, le=MAX_FACTOR, allow_inf_nan=False, description=description)


def _factors_and_weights(given: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the given factors by group, and the given weights by term."""
    factors, weights = (
        {name.removeprefix(kind): given[name] for name in given if name.startswith(kind)}
        for kind in ("factor_", "weight_")
    )
    return factors, weights


class RecommendationQuery(NoParameters):
    """Method, thresholds and roles of a recommendation of directors."""

    min_rating: float = Field(
        0.0,
        ge=0,
        le=10,
        allow_inf_nan=False,
        description="Minimum best rating of a film with shared people; 0 = no minimum.",
    )
    min_votes: int = Field(
        0,
        ge=0,
        le=MAX_VOTES,
        description="Minimum votes of the most voted film with shared people; 0 = no minimum.",
    )
    threshold_rule: ThresholdRule = Field(
        "best_of_each",
        description="Whether two films may meet the two thresholds, or one film must meet both.",
    )
    min_films: int = Field(1, ge=1, le=10_000, description="Minimum number of films directed.")
    min_year: int | None = _year("First year of the films that count for the thresholds.")
    max_year: int | None = _year("Last year of the films that count for the thresholds.")
    method: RankingMethod = DEFAULT_METHOD
    limit: Count = 5
    roles: Roles = None
    film_min_votes: int = Field(
        0, ge=0, le=MAX_VOTES, description="Minimum votes of the films listed for a director."
    )
    factor_people: float = _director_factor("people")
    factor_genre: float = _director_factor("genre")
    factor_story: float = _director_factor("story")
    factor_era: float = _director_factor("era")
    factor_known: float = _director_factor("known")
    factor_rated: float = _director_factor("rated")
    weight_people: float = _director_weight("people", "shared people")
    weight_together: float = _director_weight("together", "films directed together")
    weight_genre: float = _director_weight("genre", "similar genres")
    weight_text: float = _director_weight("text", "similar texts")
    weight_era: float = _director_weight("era", "the closeness of the mean years")
    weight_known: float = _director_weight("known", "popularity")
    weight_rated: float = _director_weight("rated", "the Bayesian rating")

    def thresholds(self) -> Thresholds:
        """Return what a director must reach with the films that share a person."""
        years = None
        if self.min_year is not None or self.max_year is not None:
            years = (self.min_year or 1, self.max_year or 9_999)
        return Thresholds(
            self.min_rating, self.min_votes, self.threshold_rule, self.min_films, years
        )

    def weights(self) -> PeopleWeights:
        """Return the weights of `people`; raises InvalidArgument for ones out of range."""
        factors, single = _factors_and_weights(self.model_dump(exclude_unset=True))
        return replace(PeopleWeights.of_groups(**factors), **single)


class SharedQuery(NoParameters):
    """Method and roles for the people two directors share."""

    method: RankingMethod = DEFAULT_METHOD
    roles: Roles = None


def _labels(description: str) -> Any:
    return Field(_UNSET, max_length=MAX_LABELS, description=description)


def _ids(description: str) -> Any:
    return Field(_UNSET, max_length=MAX_IDS, description=description)


def _bounded(minimum: int, maximum: int, description: str) -> Any:
    return Field(_UNSET, ge=minimum, le=maximum, description=description)


class FilterQuery(NoParameters):
    """The fields of `MovieFilters`."""

    min_year: int = _bounded(1, 9_999, "First release year.")
    max_year: int = _bounded(1, 9_999, "Last release year.")
    min_runtime: int = _bounded(0, 100_000, "Minimum runtime in minutes.")
    max_runtime: int = _bounded(0, 100_000, "Maximum runtime in minutes.")
    genres: list[Text] = _labels(
        "IMDb's genre names; `genres_match` says if any or all must match."
    )
    genres_match: Literal["any", "all"] = Field(
        "any", description="Whether a film needs any or all of `genres`."
    )
    exclude_genres: list[Text] = _labels("Films with any of these genres are excluded.")
    languages: list[Text] = _labels(
        "ISO 639-1 codes or names, such as ja; a film needs any of them."
    )
    countries: list[Text] = _labels(
        "ISO 3166-1 codes or names, such as JP; a film needs any of them."
    )
    min_rating: float = Field(
        _UNSET, ge=0, le=10, allow_inf_nan=False, description="Minimum rating, 0 to 10."
    )
    min_votes: int = _bounded(0, MAX_VOTES, "Minimum number of votes.")
    max_votes: int = _bounded(0, MAX_VOTES, "Maximum number of votes.")
    types: list[Text] = _labels("IMDb's title types, such as movie and tvSeries.")
    exclude_ids: list[Text] = _ids("Ids of films to exclude; unknown ids are ignored.")
    only_ids: list[Text] = _ids("Ids of the only films that may appear; unknown ids are ignored.")
    keep_unknown: bool = Field(
        False, description="Whether to keep films that lack a value a filter needs."
    )

    def filters(self) -> MovieFilters:
        """Return the filters; raises InvalidArgument for bounds that contradict each other."""
        given = self.model_dump(include=set(FilterQuery.model_fields), exclude_unset=True)
        return MovieFilters(**given)


def _factor(group: str) -> Any:
    terms = ", ".join(GROUPS[group])
    return _weight(f"Factor on the preset's weights of {terms}.")


def _weight_of(term: str, description: str) -> Any:
    default = getattr(RankingWeights(), term)
    return _weight(f"Weight of {description}. In the preset like {default:g}.")


def _weight(description: str) -> Any:
    # The lower bounds differ by term: `RankingWeights` checks them.
    return Field(
        _UNSET, ge=-MAX_WEIGHT, le=MAX_WEIGHT, allow_inf_nan=False, description=description
    )


class SimilarQuery(FilterQuery):
    """Number, diversity, filters and weights of similar films."""

    k: Count = 20
    diversity: float = Field(
        0.0,
        ge=0,
        le=1,
        description="0 ranks by score alone; higher values spread out similar films.",
    )
    franchises: FranchiseGrouping = Field(
        "group",
        description="One row per franchise, one row per film, or none of the seeds' franchises.",
    )
    preset: Preset = Field(
        PRESETS[0],
        description="What counts: all-round likeness, the story, the people, or what people who "
        "like it like as well. Factors and single weights modify it.",
    )
    weights: Literal["default", "text_only"] = Field(
        "default", description="`text_only` ranks by the plot text alone, without a preset."
    )
    disliked: list[Text] = Field(
        [], max_length=MAX_SEEDS, description="Films; those like them lose score."
    )
    factor_story: float = _factor("story")
    factor_people: float = _factor("people")
    factor_genre: float = _factor("genre")
    factor_era: float = _factor("era")
    factor_known: float = _factor("known")
    factor_rated: float = _factor("rated")
    weight_text: float = _weight_of("text", "the cosine of the texts")
    weight_words: float = _weight_of("words", "the words that both texts use, by rarity")
    weight_keywords: float = _weight_of("keywords", "shared keywords, by rarity")
    weight_director: float = _weight_of("director", "shared directors")
    weight_people: float = _weight_of("people", "shared cast and crew, by role and rarity")
    weight_companies: float = _weight_of("companies", "shared production companies, by rarity")
    weight_franchise: float = _weight_of("franchise", "sequels, remakes and related films")
    weight_title: float = _weight_of("title", "similar titles")
    weight_genre: float = _weight_of("genre", "similar genres")
    weight_place: float = _weight_of("place", "shared countries and languages")
    weight_era: float = _weight_of("era", "how close the release years are")
    weight_reception: float = _weight_of("reception", "the closeness of the ratings")
    weight_known: float = _weight_of("known", "popularity; below 0, little-known films come first")
    weight_rated: float = _weight_of("rated", "the Bayesian rating")

    def ranking_weights(self) -> RankingWeights:
        """Return the weights; raises InvalidArgument for ones out of range or without effect."""
        given = self.model_dump(exclude_unset=True)
        factors, single = _factors_and_weights(given)
        if self.weights == "text_only" and factors:
            raise InvalidArgument("weights=text_only has one term, so factors have no effect.")
        if self.weights == "text_only" and "preset" in given:
            raise InvalidArgument("weights=text_only goes without a preset; give one of the two.")
        preset = (
            RankingWeights.text_only()
            if self.weights == "text_only"
            else RankingWeights.of_groups(self.preset, **factors)
        )
        return replace(preset, **single)


class SimilarToSeveralQuery(SimilarQuery):
    """Several films, and how much each counts."""

    id: list[Text] = Field(
        min_length=1, max_length=MAX_SEEDS, description="Films, one parameter each."
    )
    seed_weight: list[SeedWeight] | None = Field(
        None, max_length=MAX_SEEDS, description="Weight of each film, in the order of `id`."
    )


class DiscoverQuery(FilterQuery):
    """A description of a film, with filters."""

    q: str = Field(min_length=1, max_length=MAX_SENTENCE, description="What happens in the film.")
    k: Count = 20


class TitleQuery(NoParameters):
    """A title to search for."""

    q: str = Field(max_length=MAX_TEXT, description="A title, optionally with its year.")
    limit: Count = 10


class PathQuery(NoParameters):
    """Two ends and the credits that may link them."""

    model_config = ConfigDict(extra="forbid", validate_by_alias=True)

    one: Text = Field(alias="from", description="A person or film: an id, a name or a title.")
    two: Text = Field(alias="to", description="Another person or film.")
    roles: Roles = None
    min_year: int | None = _year("First year of the films between the ends.")
    max_year: int | None = _year("Last year of the films between the ends.")
    min_votes: int = Field(
        0, ge=0, le=MAX_VOTES, description="Minimum votes of the films between the ends."
    )
    anthologies: bool = Field(
        False, description="Whether films of four directors or more link, too."
    )
    limit: int = Field(DEFAULT_PATHS, ge=1, le=MAX_PATHS, description="Maximum number of paths.")


class BridgesQuery(NoParameters):
    """How many bridges."""

    limit: int = Field(5, ge=1, le=MAX_PEOPLE, description="Maximum number of people.")


class NameQuery(NoParameters):
    """A name to search for."""

    q: str = Field(max_length=MAX_TEXT, description="A name.")
    limit: Count = 10
    directors_first: bool = Field(
        False, description="Whether directors precede other people who match equally well."
    )


_NO_FILTERS = vars(MovieFilters())


def used_filters(filters: MovieFilters) -> dict[str, Any]:
    """Return the filters that differ from their defaults, by name."""
    return {name: value for name, value in vars(filters).items() if value != _NO_FILTERS[name]}
