"""Explanations: what a recommended film shares with its seed, as data and as a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation
from recsys.vocabulary.roles import mask_to_roles

_MAX_PEOPLE = 4
_MAX_LABELS = 3


@dataclass(frozen=True)
class Shared:
    """What two films have in common."""

    directors: list[str]
    people: list[tuple[str, str]]
    genres: list[str]
    keywords: list[str]
    countries: list[str]
    decade: int | None
    franchise: bool = False


def shared_with(graph: CreditGraph, seed: int, movies: Ints) -> list[Shared]:
    """Return what the seed has in common with each of `movies`, in their order.

    People carry their role on the other film. Rarer people and labels come first. All films are
    looked up together, since every look-up has a fixed cost.
    """
    directed, edge = _common(graph.movie_directors, seed, movies)
    directors = graph.director_persons[graph.movie_directors.targets[edge]]
    credited, people, roles = _other_people(graph, seed, movies, (directed, directors))
    names = graph.people["name"]
    count = len(movies)
    directors_of = _grouped(directed, names[directors].to_list(), count)
    people_of = _grouped(
        credited,
        list(zip(names[people].to_list(), map(_role, roles.tolist()), strict=True)),
        count,
    )
    genres, keywords, countries = (
        _labels(graph, kind, seed, movies) for kind in ("genres", "keywords", "countries")
    )
    year = int(graph.movie_year[seed])
    decades = [
        other // 10 * 10 if year and other and other // 10 == year // 10 else None
        for other in graph.movie_year[movies].tolist()
    ]
    franchise = int(graph.movie_franchise[seed])
    same = ((graph.movie_franchise[movies] == franchise) & (franchise >= 0)).tolist()
    facts = zip(directors_of, people_of, genres, keywords, countries, decades, same, strict=True)
    return [Shared(*values) for values in facts]


def reason(shared: Shared, cosine: float, title: float) -> str:
    """Return the reasons as text, strongest first, as in `same director (Zhang Yimou), Drama`.

    `cosine` compares the texts, `title` is the title similarity.
    """
    parts = ["same franchise"] if shared.franchise else []
    if title >= 0.5 and not shared.franchise:
        parts.append("a title like it")
    if shared.directors:
        parts.append(f"same director ({' and '.join(shared.directors)})")
    parts += [f"{name} ({role})" for name, role in shared.people[:_MAX_PEOPLE]]
    if cosine >= 0.5:
        parts.append("a story much like it")
    elif cosine >= 0.35:
        parts.append("a similar story")
    if shared.keywords:
        parts.append(" and ".join(shared.keywords[:_MAX_LABELS]))
    if shared.genres:
        parts.append(" and ".join(shared.genres[:_MAX_LABELS]))
    if shared.decade:
        parts.append(f"{shared.decade}s")
    return ", ".join(parts) or "little in common but the tone of the text"


@lru_cache(maxsize=1_024)
def _role(mask: int) -> str:
    roles = [role.replace("_", " ") for role in mask_to_roles(mask) if role != "director"]
    return ", ".join(roles) or "director"


def _common(relation: Relation, seed: int, movies: Ints) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Return edges to the seed's own targets: (index into `movies`, index into `targets`)."""
    index, edge = relation.edges(movies)
    common = np.isin(relation.targets[edge], relation.of(seed))
    return index[common], edge[common]


def _other_people(
    graph: CreditGraph, seed: int, movies: Ints, directors: tuple[Ints, Ints]
) -> tuple[Ints, Ints, npt.NDArray[np.uint16]]:
    """Return shared people as (index, person, roles), rarest first, without `directors`."""
    credits = graph.movie_people
    assert credits.roles is not None, "a relation of credits"
    index, edge = _common(credits, seed, movies)
    person = credits.targets[edge]
    others = ~np.isin(_pairs(graph, index, person), _pairs(graph, *directors))
    index, edge, person = index[others], edge[others], person[others]
    order = np.lexsort((graph.person_movies.counts(person), index))
    return index[order], person[order], credits.roles[edge[order]]


def _pairs(graph: CreditGraph, index: Ints, person: Ints) -> npt.NDArray[np.int64]:
    """Encode an index and a person as one number."""
    return index.astype(np.int64) * len(graph.person_votes) + person


def _labels(graph: CreditGraph, kind: str, seed: int, movies: Ints) -> list[list[str]]:
    """Return each film's shared labels, rarest first."""
    labels = graph.labels(kind)
    index, edge = _common(labels.of_movie, seed, movies)
    label = labels.of_movie.targets[edge]
    order = np.lexsort((labels.movies_with.counts(label), index))
    names = [labels.names[row] for row in label[order].tolist()]
    return _grouped(index[order], names, len(movies))


def _grouped(index: Ints, values: Iterable[Any], count: int) -> list[list[Any]]:
    """Group values into one list per index."""
    lists: list[list[Any]] = [[] for _ in range(count)]
    for position, value in zip(index.tolist(), values, strict=True):
        lists[position].append(value)
    return lists
