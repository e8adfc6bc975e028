"""Filter options of a catalogue: the ranges and labels that its films have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class FilterOptions:
    """The values that filters can take; labels are sorted by film count, highest first.

    Attributes
    ----------
    films : int
    first_year, last_year : int
        0 if no year is known.
    longest : int
        Minutes.
    most_votes : int
    genres, countries, languages, types : tuple of str
    """

    films: int
    first_year: int
    last_year: int
    longest: int
    most_votes: int
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    types: tuple[str, ...]


def filter_options_of(graph: CreditGraph) -> FilterOptions:
    """Return the filter options of a build's graph."""
    years = graph.movie_year[graph.movie_year > 0]
    return FilterOptions(
        films=graph.movie_count,
        first_year=int(years.min(initial=0 if not len(years) else years[0])),
        last_year=int(years.max(initial=0)),
        longest=int(graph.movie_runtime.max(initial=0)),
        most_votes=int(graph.movie_votes.max(initial=0)),
        genres=_labels(graph, "genres"),
        countries=_labels(graph, "countries"),
        languages=_labels(graph, "languages"),
        types=_labels(graph, "types"),
    )


def _labels(graph: CreditGraph, kind: str) -> tuple[str, ...]:
    labels = graph.labels(kind)
    order = np.argsort(-np.diff(labels.movies_with.offsets), kind="stable")
    return tuple(labels.names[row] for row in order.tolist())
