"""Recognises ids of films and people in what people type or paste."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from recsys.reading.ids import imdb_id, tmdb_id
from recsys.store.connection import catalogue_connection
from recsys.store.graph import CreditGraph


class FilmIds:
    """The films of one build by the catalogue's, IMDb's or TMDB's id.

    TMDB's numbers are known for films from Trakt.
    """

    def __init__(self, graph: CreditGraph, catalogue: Path | None = None) -> None:
        self._graph, self._catalogue = graph, catalogue

    def row_of(self, text: str) -> int | None:
        """Return the row of the film with an id: as it is, with a prefix, or in an address.

        Understood are `tt0113277`, `TT0113277`, `imdb:tt0113277`, `tmdb:949` and addresses of
        IMDb and TMDB.
        """
        row = self._graph.movie_row(text)
        if row is None and (imdb := imdb_id(text, bare=False)):
            row = self._graph.movie_row(imdb)
        if row is None and (tmdb := tmdb_id(text)) is not None:
            row = self.row_of_tmdb(tmdb)
        return row

    def row_of_tmdb(self, number: int) -> int | None:
        """Return the row of the film with this number at TMDB; None if it is unknown."""
        film = self._by_tmdb.get(number)
        return None if film is None else self._graph.movie_row(film)

    @cached_property
    def _by_tmdb(self) -> dict[int, str]:
        if self._catalogue is None:
            return {}
        with catalogue_connection(self._catalogue) as con:
            rows = con.execute(
                "SELECT tmdb, tconst FROM trakt WHERE tmdb IS NOT NULL AND kind = 'movie'"
            ).fetchall()
        return dict(rows)
