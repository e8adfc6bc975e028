"""The view of a catalogue's films by year, rating, votes, genre and country."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.explore.dimensions import labelled, numbers, ratings, years
from recsys.explore.views import View
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.util.numbers import short_votes, votes_steps
from recsys.vocabulary.places import country_name

MAX_LABELS = 60
"""Number of genres, and of countries, with a bin: the most frequent ones."""

COLUMNS = (
    "id",
    "title",
    "year",
    "director",
    "rating",
    "votes",
    "genres",
    "countries",
    "runtime",
    "director_ids",
)


def films_view(graph: CreditGraph) -> View:
    """Return the view of films; its columns are `COLUMNS`, and countries are ISO codes."""
    year, tenths, votes = graph.movie_year, graph.movie_rating_tenths, graph.movie_votes
    genres, countries = graph.labels("genres"), graph.labels("countries")
    count = graph.movie_count
    steps = votes_steps(int(votes.max(initial=1)))[1:]
    dimensions = {
        "year": years(np.asarray(year)),
        "rating": ratings(np.asarray(tenths)),
        "votes": numbers("votes", np.asarray(votes), steps, "not rated", short_votes),
        "genre": labelled("genre", genres.names, genres.movies_with, count, MAX_LABELS),
        "country": labelled(
            "country",
            [country_name(code) for code in countries.names],
            countries.movies_with,
            count,
            MAX_LABELS,
        ),
    }

    def describe(rows: np.ndarray) -> pl.DataFrame:
        return film_records(graph, rows.tolist()).select(COLUMNS)

    return View(
        count,
        {name: dimension for name, dimension in dimensions.items() if len(dimension.ticks)},
        {
            "most votes": lambda: (votes, tenths),
            "best rated": lambda: (tenths, votes),
            "newest": lambda: (year, votes),
            "oldest": lambda: (np.where(year > 0, -year.astype(np.int32), -9_999), votes),
        },
        describe,
    )
