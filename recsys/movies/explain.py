"""Explanations: what a recommended film shares with its seed, as data and as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.movies.shared_words import Phrase
from recsys.movies.weights import RankingWeights
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation
from recsys.util.words import words_of
from recsys.vocabulary.roles import mask_to_roles

_MAX_PEOPLE = 4
_MAX_LABELS = 3

MUCH_ALIKE, ALIKE = 0.5, 0.35
"""Centred cosines from which two stories are called much alike and similar."""

LITTLE = "little in common"
"""Beginning of a reason that names nothing specific."""

NOT_TOLD = frozenset(
    {"3d", "aftercreditsstinger", "based on novel", "based on novel or book",
     "duringcreditsstinger", "imax", "independent film", "woman director"}
)  # fmt: skip
"""Keywords about the production, which say nothing of a story."""


@dataclass(frozen=True)
class Shared:
    """What two films have in common; `phrases` are words of both texts with their parts."""

    directors: list[str]
    people: list[tuple[str, str]]
    genres: list[str]
    keywords: list[str]
    companies: list[str]
    countries: list[str]
    decade: int | None
    franchise: bool = False
    phrases: list[Phrase] = field(default_factory=list)


def shared_with(
    graph: CreditGraph,
    seed: int,
    movies: Ints,
    phrases: Sequence[list[Phrase]] | None = None,
) -> list[Shared]:
    """Return what the seed has in common with each of `movies`, in their order.

    People carry their role on the other film. Rarer people and labels come first. All films are
    looked up together, since every look-up has a fixed cost. `phrases` are those of
    `shared_words`, one list per film.
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
    genres, keywords, companies, countries = (
        _labels(graph, kind, seed, movies)
        for kind in ("genres", "keywords", "companies", "countries")
    )
    year = int(graph.movie_year[seed])
    decades = [
        other // 10 * 10 if year and other and other // 10 == year // 10 else None
        for other in graph.movie_year[movies].tolist()
    ]
    franchise = int(graph.movie_franchise[seed])
    same = ((graph.movie_franchise[movies] == franchise) & (franchise >= 0)).tolist()
    facts = zip(directors_of, people_of, genres, keywords, companies, countries, decades, same,
                phrases or [[] for _ in range(count)], strict=True)  # fmt: skip
    return [Shared(*values) for values in facts]


def reason(shared: Shared, terms: Mapping[str, float], weights: RankingWeights) -> str:
    """Return the reasons as text, as in `same director (Zhang Yimou), both tell of sorghum`.

    The franchise comes first, then what is specific, in the order of its contribution to the
    score: keywords, people, companies, words of both texts, title. The similarity of the whole
    texts, genres and the decade follow. A term without a weight is no reason, and genres and decade
    alone are `little in common`.

    Parameters
    ----------
    terms : mapping of str to float
        Weighted terms of the film.
    """
    keywords = [word for word in shared.keywords if word not in NOT_TOLD and not word.isdecimal()]
    told = shared.phrases
    if weights.keywords:
        # What a keyword and a phrase both say is named once, the longer way.
        told = [found for found in told if not _is_said(found[0], keywords[:_MAX_LABELS])]
        keywords = [word for word in keywords if not _is_said(word, [said for said, _ in told])]
    specific: list[tuple[float, str]] = []

    def add(term: str, text: str, part: float | None = None) -> None:
        if getattr(weights, term):
            specific.append((terms.get(term, 0.0) if part is None else part, text))

    if keywords:
        add("keywords", f"keywords {_listed(keywords[:_MAX_LABELS])}")
    if shared.directors:
        add("director", f"same director ({_listed(shared.directors)})")
    if shared.people:
        people = [f"{name} ({role})" for name, role in shared.people[:_MAX_PEOPLE]]
        add("people", ", ".join(people))
    if shared.companies:
        add("companies", f"made by {_listed(shared.companies[:2])}")
    if told:
        term = "words" if weights.words else "text"
        part = getattr(weights, term) * sum(value for _, value in told)
        add(term, f"both tell of {_listed([phrase for phrase, _ in told])}", part)
    if not shared.franchise and weights.title and terms.get("title", 0.0) >= weights.title / 2:
        add("title", "a title like it")
    cosine = terms.get("text", 0.0) / weights.text if weights.text else 0.0
    parts = ["same franchise"] if shared.franchise and weights.franchise else []
    parts += [text for _, text in sorted(specific, key=lambda found: -found[0])]
    if cosine >= ALIKE:
        parts.append("a story much like it" if cosine >= MUCH_ALIKE else "a similar story")
    genres = shared.genres[:_MAX_LABELS] if weights.genre else []
    decade = shared.decade if weights.era else None
    if parts:
        parts += [_listed(genres)] if genres else []
        return ", ".join([*parts, f"{decade}s"] if decade else parts)
    general = [*genres, f"the {decade}s"] if decade else genres
    return f"{LITTLE} but {_listed(general)}" if general else LITTLE


def is_unlike(text: str) -> bool:
    """Whether a reason says that a film has little in common with its seed."""
    return text.startswith(LITTLE)


def _is_said(phrase: str, others: Sequence[str]) -> bool:
    """Whether another phrase has all words of this one."""
    words = set(words_of(phrase))
    return any(words <= set(words_of(other)) for other in others)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


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
