"""Why a film is in the list, in facts and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.roles import names_of
from recsys.store.graph import CreditGraph

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


def shared_between(graph: CreditGraph, seed: int, movie: int) -> Shared:
    """Directors, other people with their role on the second film, labels, and the decade."""
    directing = np.intersect1d(graph.movie_directors.of(seed), graph.movie_directors.of(movie))
    director_persons = graph.director_persons[directing]
    names = graph.people["name"]
    both, _, theirs = np.intersect1d(
        graph.movie_people.of(seed),
        graph.movie_people.of(movie),
        assume_unique=True,
        return_indices=True,
    )
    others = ~np.isin(both, director_persons)
    rare_first = np.argsort(graph.person_movies.counts(both[others]), kind="stable")
    roles = graph.movie_people.roles_of(movie)[theirs[others]][rare_first]
    people = [
        (names[int(person)], _role(int(mask)))
        for person, mask in zip(both[others][rare_first], roles, strict=True)
    ]
    years = int(graph.movie_year[seed]), int(graph.movie_year[movie])
    same_decade = all(years) and years[0] // 10 == years[1] // 10
    return Shared(
        directors=[names[int(person)] for person in director_persons],
        people=people,
        genres=_labels(graph, "genres", seed, movie),
        keywords=_labels(graph, "keywords", seed, movie),
        countries=_labels(graph, "countries", seed, movie),
        decade=years[1] // 10 * 10 if same_decade else None,
    )


def reason(shared: Shared, cosine: float) -> str:
    """The strongest reasons first: `same director, Gong Li (actor), Drama and War, 1990s`."""
    parts = []
    if shared.directors:
        parts.append(f"same director, {' and '.join(shared.directors)}")
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


def _role(mask: int) -> str:
    roles = [role.replace("_", " ") for role in names_of(mask) if role != "director"]
    return ", ".join(roles) or "director"


def _labels(graph: CreditGraph, kind: str, seed: int, movie: int) -> list[str]:
    labels = graph.labels(kind)
    rows = np.intersect1d(labels.of_movie.of(seed), labels.of_movie.of(movie))
    rarest_first = np.argsort(labels.movies_with.counts(rows), kind="stable")
    return [labels.names[int(row)] for row in rows[rarest_first]]
