"""Why a film is in the list, in facts and in words."""

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

_PEOPLE_NAMED = 4
_LABELS_NAMED = 3


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
    """What one film has in common with each of the others.

    Directors; other people with their role on the other film; labels; the decade. Rarer people
    and labels come first. All films are looked up at once, since each look-up costs.
    """
    directing, edge = _common(graph.movie_directors, seed, movies)
    directors = graph.director_persons[graph.movie_directors.targets[edge]]
    acting, people, roles = _other_people(graph, seed, movies, (directing, directors))
    names = graph.people["name"]
    count = len(movies)
    directors_of = _listed(directing, names[directors].to_list(), count)
    people_of = _listed(
        acting,
        list(zip(names[people].to_list(), map(_role, roles.tolist()), strict=True)),
        count,
    )
    genres, keywords, countries = (
        _labels(graph, kind, seed, movies) for kind in ("genres", "keywords", "countries")
    )
    year = int(graph.movie_year[seed])
    decades = [
        theirs // 10 * 10 if year and theirs and theirs // 10 == year // 10 else None
        for theirs in graph.movie_year[movies].tolist()
    ]
    of = int(graph.movie_franchise[seed])
    same = ((graph.movie_franchise[movies] == of) & (of >= 0)).tolist()
    facts = zip(directors_of, people_of, genres, keywords, countries, decades, same, strict=True)
    return [Shared(*of_film) for of_film in facts]


def reason(shared: Shared, cosine: float, title: float) -> str:
    """The strongest reasons first: `same director (Zhang Yimou), Gong Li (actor), Drama, 1990s`.

    `cosine` is that of the texts, `title` the similarity of the titles.
    """
    parts = ["same franchise"] if shared.franchise else []
    if title >= 0.5 and not shared.franchise:
        parts.append("a title like it")
    if shared.directors:
        parts.append(f"same director ({' and '.join(shared.directors)})")
    parts += [f"{name} ({role})" for name, role in shared.people[:_PEOPLE_NAMED]]
    if cosine >= 0.5:
        parts.append("a story much like it")
    elif cosine >= 0.35:
        parts.append("a similar story")
    if shared.keywords:
        parts.append(" and ".join(shared.keywords[:_LABELS_NAMED]))
    if shared.genres:
        parts.append(" and ".join(shared.genres[:_LABELS_NAMED]))
    if shared.decade:
        parts.append(f"{shared.decade}s")
    return ", ".join(parts) or "little in common but the tone of the text"


@lru_cache(maxsize=1_024)
def _role(mask: int) -> str:
    roles = [role.replace("_", " ") for role in mask_to_roles(mask) if role != "director"]
    return ", ".join(roles) or "director"


def _common(relation: Relation, seed: int, movies: Ints) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Edges from the films to what the seed has, too: (place in `movies`, place in `targets`)."""
    place, edge = relation.edges(movies)
    common = np.isin(relation.targets[edge], relation.of(seed))
    return place[common], edge[common]


def _other_people(
    graph: CreditGraph, seed: int, movies: Ints, directors: tuple[Ints, Ints]
) -> tuple[Ints, Ints, npt.NDArray[np.uint16]]:
    """(Place, person, roles) of shared people but for `directors` (place, person); rare first."""
    credits = graph.movie_people
    assert credits.roles is not None, "a relation of credits"
    place, edge = _common(credits, seed, movies)
    person = credits.targets[edge]
    others = ~np.isin(_pairs(graph, place, person), _pairs(graph, *directors))
    place, edge, person = place[others], edge[others], person[others]
    order = np.lexsort((graph.person_movies.counts(person), place))
    return place[order], person[order], credits.roles[edge[order]]


def _pairs(graph: CreditGraph, place: Ints, person: Ints) -> npt.NDArray[np.int64]:
    """One number for a place and a person."""
    return place.astype(np.int64) * len(graph.person_votes) + person


def _labels(graph: CreditGraph, kind: str, seed: int, movies: Ints) -> list[list[str]]:
    """Shared labels of each film, rarest first."""
    labels = graph.labels(kind)
    place, edge = _common(labels.of_movie, seed, movies)
    label = labels.of_movie.targets[edge]
    order = np.lexsort((labels.movies_with.counts(label), place))
    names = [labels.names[row] for row in label[order].tolist()]
    return _listed(place[order], names, len(movies))


def _listed(place: Ints, values: Iterable[Any], count: int) -> list[list[Any]]:
    """Values as a list a place."""
    lists: list[list[Any]] = [[] for _ in range(count)]
    for at, value in zip(place.tolist(), values, strict=True):
        lists[at].append(value)
    return lists
