"""Any arguments to any public method: a result, or an error of our own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.connections import Connections
from recsys.directors import (
    METHODS,
    THRESHOLD_RULES,
    DirectorQuery,
    Directors,
    PeopleWeights,
    Thresholds,
)
from recsys.errors import RecsysError
from recsys.movies import FRANCHISE_GROUPINGS, MovieFilters, Movies, RankingWeights
from recsys.search import People, Titles
from tests.movies.worlds import Film, build_films
from tests.tries import tries

OWNERS = {
    "connections": Connections,
    "directors": Directors,
    "movies": Movies,
    "titles": Titles,
    "people": People,
    "": Store,
}
APART = {
    "movies.term_values",  # of rows, not of what a user names
    "movies.warm_up", ".verify", ".close", ".blame_damage",  # nothing is asked
    ".sql",  # says what the database says
    "movies.search_text",  # loads the text model; tests/movies asks it
}  # fmt: skip

FILMS = [f"tt{n:07}" for n in range(12)]
PEOPLE = [f"nm{n:07}" for n in range(8)]

anything = st.text(st.characters(exclude_categories=()), max_size=12)  # surrogates, too
films = st.sampled_from(FILMS) | anything
people = st.sampled_from(PEOPLE) | anything
numbers = st.integers(-3, 30) | st.sampled_from([2**31, 2**63, 2**80, -(2**63) - 1])
floats = st.floats() | st.sampled_from([0.0, 5.0, 7.1, 10.0])
roles = st.none() | st.lists(st.sampled_from(["actor", "writer", "director"]) | anything)
years = st.none() | st.tuples(numbers, numbers)


def made(what: Callable[..., Any], **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object, or the error that its constructor raised."""

    def make(values: dict[str, Any]) -> Any:
        try:
            return what(**values)
        except RecsysError as error:
            return error

    return st.fixed_dictionaries({}, optional=arguments).map(make)


names = st.lists(anything | st.sampled_from(["Drama", "US", "en", "movie"]), max_size=3)
conditions = made(
    MovieFilters,
    **dict.fromkeys(("min_year", "max_year", "min_runtime", "max_runtime"), numbers),
    **dict.fromkeys(("min_votes", "max_votes"), numbers),
    **dict.fromkeys(("genres", "exclude_genres", "languages", "countries", "types"), names),
    **{name: st.lists(films, max_size=3) for name in ("exclude_ids", "only_ids")},
    min_rating=floats,
    genres_match=st.sampled_from(["any", "all"]) | anything,
    keep_unknown=st.booleans(),
)
filters = st.none() | conditions
weights = st.none() | made(RankingWeights, **{of.name: floats for of in fields(RankingWeights)})
people_weights = made(PeopleWeights, **{of.name: floats for of in fields(PeopleWeights)})
thresholds = made(
    Thresholds, min_rating=floats, min_votes=numbers, min_films=numbers, years=years,
    rule=st.sampled_from(THRESHOLD_RULES) | anything,
)  # fmt: skip
director_queries = made(
    lambda director=PEOPLE[0], **options: DirectorQuery(director, **options),
    director=people, method=st.sampled_from(METHODS) | anything, roles=roles,
    thresholds=thresholds.map(lambda of: of if isinstance(of, Thresholds) else Thresholds()),
    weights=people_weights.map(lambda of: of if isinstance(of, PeopleWeights) else PeopleWeights()),
)  # fmt: skip

ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "director_id": people, "other_id": people, "person_id": people, "movie_id": films,
    "director_ids": st.lists(people, max_size=7), "other_ids": st.lists(people, max_size=3),
    "movie_ids": films | st.lists(films, max_size=4), "groups": st.lists(st.lists(films)),
    "method": st.sampled_from(METHODS) | anything,
    "franchises": st.sampled_from(FRANCHISE_GROUPINGS) | anything,
    "threshold_rule": st.sampled_from(THRESHOLD_RULES) | anything, "roles": roles, "years": years,
    "director_query": director_queries, "one_id": films | people, "two_id": films | people,
    "id": films | people, "min_year": st.none() | numbers, "max_year": st.none() | numbers,
    "anthologies": st.booleans(),
    "filters": filters, "weights": weights, "diversity": floats,
    "seed_weights": st.none() | st.lists(floats, max_size=4), "min_rating": floats,
    "min_votes": numbers, "min_films": numbers, "film_min_votes": numbers, "limit": numbers,
    "count": numbers, "k": numbers, "sentence": anything, "query": anything, "title": anything,
    "text_or_id": films | people, "directors_first": st.booleans(),
    "disliked": st.lists(films, max_size=3),
}  # fmt: skip


def questions() -> dict[str, Callable[..., Any]]:
    """Every public method by `owner.name`."""
    return {
        f"{owner}.{name}": method
        for owner, of in OWNERS.items()
        for name, method in vars(of).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


QUESTIONS = sorted(questions().keys() - APART)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    random = np.random.default_rng(4)
    world = [
        Film(
            film,
            None if n == 3 else random.normal(size=4).tolist(),
            title=f"Some film {n % 4}" if n else "",
            year=None if n == 5 else 1990 + n,
            rating=None if n % 3 else 5.0 + n / 4, votes=None if n % 3 else 10 * n + 1,
            genres=["Drama"] if n % 2 else [], countries=["US"], languages=["en"],
            directors=[PEOPLE[n % 3]],
            credits=[(PEOPLE[3 + n % 4], "actor"), (PEOPLE[n % 3], "writer")],
        )
        for n, film in enumerate(FILMS)
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("any") / "store"
    build_films(folder, world)
    with recsys.open_store(folder) as opened:
        yield opened


def test_there_is_something_to_ask() -> None:
    """The list of methods must not be empty."""
    assert len(QUESTIONS) > 25
    assert questions().keys() >= APART


@pytest.mark.parametrize("question", QUESTIONS)
@tries(20, HealthCheck.function_scoped_fixture)
@given(data=st.data())
def test_any_arguments(store: Store, question: str, data: st.DataObject) -> None:
    """Any value of the annotated type is accepted or refused by an error of our own."""
    owner, _, name = question.partition(".")
    ask = getattr(getattr(store, owner) if owner else store, name)
    required, optional = {}, {}
    for parameter in inspect.signature(ask).parameters.values():
        asked_for = required if parameter.default is parameter.empty else optional
        asked_for[parameter.name] = ARGUMENTS[parameter.name]
        if (owner, parameter.name) == ("directors", "weights"):
            asked_for["weights"] = st.none() | people_weights
    if "filters" in required:
        required["filters"] = conditions
    arguments = data.draw(st.fixed_dictionaries(required, optional=optional))
    if any(isinstance(value, RecsysError) for value in arguments.values()):
        return
    try:
        answer = ask(**arguments)
    except RecsysError:
        return
    assert answer is not None
