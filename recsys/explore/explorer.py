"""Exploring a catalogue through views and SQL."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from recsys.errors import InvalidArgument
from recsys.explore.collaboration import Collaboration, count_collaborations
from recsys.explore.collaborators import directors_view, pairs_view, people_view
from recsys.explore.film_view import films_view
from recsys.explore.sql import QueryLimits, QueryResult, run_query
from recsys.explore.views import View
from recsys.store.connection import catalogue_connection
from recsys.store.graph import CreditGraph

Kind = Literal["films", "pairs", "people", "directors"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SCHEMA = """
SELECT table_name AS "table", column_name AS "column", data_type AS type
FROM duckdb_columns() WHERE NOT internal ORDER BY table_oid, column_index
"""


class Explorer:
    """The views of one build, computed on first use and cached. Thread-safe."""

    def __init__(self, graph: CreditGraph, catalogue: Path) -> None:
        self._graph, self._catalogue = graph, catalogue

    def view(self, kind: Kind) -> View:
        """Return the view of films, pairs (director and collaborator), people or directors.

        Raises
        ------
        InvalidArgument
        """
        if kind not in KINDS:
            raise InvalidArgument(f"kind is {kind!r}; choose from {', '.join(KINDS)}.")
        view: View = getattr(self, f"_{kind}")
        return view

    def sql(self, query: str, limits: QueryLimits | None = None) -> QueryResult:
        """Run a user's SQL query over the catalogue; see `run_query`.

        Raises
        ------
        QueryRefused, QueryFailed, QueryStopped
        """
        return run_query(self._catalogue, query, limits)

    @cached_property
    def schema(self) -> pl.DataFrame:
        """The catalogue's schema: `table`, `column`, `type`, in table order."""
        with catalogue_connection(self._catalogue) as con:
            schema: pl.DataFrame = con.sql(_SCHEMA).pl()
            return schema

    @cached_property
    def _films(self) -> View:
        return films_view(self._graph)

    @cached_property
    def _pairs(self) -> View:
        return pairs_view(self._graph, self._collaboration)

    @cached_property
    def _people(self) -> View:
        return people_view(self._graph, self._collaboration)

    @cached_property
    def _directors(self) -> View:
        return directors_view(self._graph, self._collaboration)

    @cached_property
    def _collaboration(self) -> Collaboration:
        return count_collaborations(self._graph)
