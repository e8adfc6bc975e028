"""Film filters, applied as a mask over the catalogue rather than as a Chroma query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from recsys.errors import InvalidArgument, NothingPasses
from recsys.reading.ids import imdb_id
from recsys.store.graph import CreditGraph
from recsys.vocabulary.genres import canonical
from recsys.vocabulary.places import country_code, language_code

Mask = npt.NDArray[np.bool_]


def _genre(word: str) -> str:
    """Return a genre in the catalogue's spelling: `Sci-Fi` for `sci-fi`."""
    return canonical(word) or word


def _language(word: str) -> str:
    """Return the code of a language: `ja` for `JA` and `Japanese`."""
    return language_code(word) or word.lower()


def _country(word: str) -> str:
    """Return the code of a country: `GB` for `gb`, `UK` and `United Kingdom`."""
    return country_code(word) or word.upper()


def _film_id(word: str) -> str:
    """Return an id in IMDb's spelling: `tt0113277` for `imdb:TT0113277` and its address."""
    if word[:2] == "tt" and word[2:].isdecimal():  # lists exclude tens of thousands
        return word
    return imdb_id(word, bare=False) or word


_LISTS: dict[str, Callable[[str], str]] = {
    "genres": _genre,
    "exclude_genres": _genre,
    "languages": _language,
    "countries": _country,
    "types": str,
    "exclude_ids": _film_id,
    "only_ids": _film_id,
}
"""The list fields, with the function that converts a value to the catalogue's spelling."""


@dataclass(frozen=True, kw_only=True)
class MovieFilters:
    """Optional conditions on films; bounds are inclusive.

    A film without the filtered value is excluded unless `keep_unknown` is set. List fields accept
    any iterable of strings and are stored as sorted tuples in the catalogue's spelling (`sci-fi`
    becomes `Sci-Fi`, `Japanese` becomes `ja`), so that equivalent filters compare equal.

    Attributes
    ----------
    min_year, max_year : int, optional
        Year of first release.
    min_runtime, max_runtime : int, optional
        Minutes.
    genres : names
        IMDb's genre names; `genres_match` says whether a film needs `any` or `all` of them.
    genres_match : {"any", "all"}
        Whether a film needs any or all of `genres`.
    exclude_genres : names
        Films with any of these genres are excluded.
    languages : codes
        ISO 639-1, such as ja, or names; a film needs any of them.
    countries : codes
        ISO 3166-1 alpha-2, such as JP, or names; a film needs any of them.
    min_rating : float, optional
        0 to 10, compared in tenths.
    min_votes, max_votes : int, optional
        Number of votes for the film's rating.
    types : names
        IMDb's title types, such as movie and tvSeries.
    exclude_ids, only_ids : film ids
        An empty `only_ids` excludes every film; ids that the catalogue lacks are ignored.
    keep_unknown : bool
        Keep films whose filtered year, runtime, genre, language, country, rating or vote count is
        unknown.
    """

    min_year: int | None = None
    max_year: int | None = None
    min_runtime: int | None = None
    max_runtime: int | None = None
    genres: tuple[str, ...] = ()
    genres_match: Literal["any", "all"] = "any"
    exclude_genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    min_rating: float | None = None
    min_votes: int | None = None
    max_votes: int | None = None
    types: tuple[str, ...] = ()
    exclude_ids: tuple[str, ...] = ()
    only_ids: tuple[str, ...] | None = None
    keep_unknown: bool = False

    def __post_init__(self) -> None:
        for name, spelling in _LISTS.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _names(name, value, spelling))
        for low, high in (("min_year", "max_year"), ("min_runtime", "max_runtime"),
                          ("min_votes", "max_votes")):  # fmt: skip
            first, last = getattr(self, low), getattr(self, high)
            if first is not None and last is not None and first > last:
                raise InvalidArgument(f"{low} is {first}, above {high}, {last}: swap them.")
        for name in ("min_runtime", "max_runtime", "min_votes", "max_votes"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InvalidArgument(f"{name} is {value}; it can't be below 0.")
        if self.min_rating is not None and not 0 <= self.min_rating <= 10:
            raise InvalidArgument(f"min_rating is {self.min_rating}; it must be from 0 to 10.")
        if self.genres_match not in ("any", "all"):
            raise InvalidArgument(f"genres_match is {self.genres_match!r}; choose any or all.")

    def __bool__(self) -> bool:
        """Return whether any condition is set."""
        modifiers = ("genres_match", "keep_unknown")
        return any(
            getattr(self, field.name) != field.default
            for field in fields(self)
            if field.name not in modifiers
        )


def film_mask(graph: CreditGraph, filters: MovieFilters) -> Mask:
    """Return the mask of films that pass, indexed by row.

    Raises
    ------
    NothingPasses
        No film passes; the error counts the films that each condition alone removes.
    InvalidArgument
        A genre, language, country or type that no film of the catalogue has.
    """
    mask = np.ones(graph.movie_count, dtype=bool)
    for _, condition in _conditions(graph, filters):
        mask &= condition
    if not mask.any():
        removed = {name: int((~passing).sum()) for name, passing in _conditions(graph, filters)}
        raise NothingPasses(removed)
    return mask


def _conditions(graph: CreditGraph, filters: MovieFilters) -> Iterator[tuple[str, Mask]]:
    """Yield the mask of each condition that is set, with the name of its parameter."""
    keep = filters.keep_unknown
    tenths = None if filters.min_rating is None else round(filters.min_rating * 10)
    bounds: tuple[tuple[str, np.ndarray, Any, Callable[..., Mask]], ...] = (
        ("min_year", graph.movie_year, filters.min_year, np.greater_equal),
        ("max_year", graph.movie_year, filters.max_year, np.less_equal),
        ("min_runtime", graph.movie_runtime, filters.min_runtime, np.greater_equal),
        ("max_runtime", graph.movie_runtime, filters.max_runtime, np.less_equal),
        ("min_rating", graph.movie_rating_tenths, tenths, np.greater_equal),
        ("min_votes", graph.movie_votes, filters.min_votes, np.greater_equal),
        ("max_votes", graph.movie_votes, filters.max_votes, np.less_equal),
    )
    for name, values, bound, compare in bounds:
        if bound is not None:
            known = values > 0
            yield name, (compare(values, bound) & known) | (~known if keep else False)
    for name, kind in (("genres", "genres"), ("languages", "languages"),
                       ("countries", "countries"), ("types", "types")):  # fmt: skip
        wanted = getattr(filters, name)
        if wanted:
            every = name == "genres" and filters.genres_match == "all"
            matching = _with_labels(graph, kind, wanted, every)
            yield name, matching | (_without_any(graph, kind) if keep else False)
    if filters.exclude_genres:
        excluded = _with_labels(graph, "genres", filters.exclude_genres, every=False)
        unknown = False if keep else _without_any(graph, "genres")
        yield "exclude_genres", ~(excluded | unknown)
    if filters.only_ids is not None:
        yield "only_ids", _with_ids(graph, filters.only_ids)
    if filters.exclude_ids:
        yield "exclude_ids", ~_with_ids(graph, filters.exclude_ids)


def _with_labels(graph: CreditGraph, kind: str, names: Iterable[str], every: bool) -> Mask:
    """Return the mask of films with any of the labels, or with all of them."""
    labels = graph.labels(kind)
    count = np.zeros(graph.movie_count, dtype=np.int32)
    wanted = list(names)
    for name in wanted:
        row = labels.row_of(name)
        if row is None:
            raise InvalidArgument(_unknown_label(kind, name, labels.names))
        count[labels.movies_with.of(row)] += 1
    return count == len(wanted) if every else count > 0


def _without_any(graph: CreditGraph, kind: str) -> Mask:
    without: Mask = np.diff(graph.labels(kind).of_movie.offsets) == 0
    return without


def _with_ids(graph: CreditGraph, ids: Iterable[str]) -> Mask:
    mask = np.zeros(graph.movie_count, dtype=bool)
    rows = [row for film in ids if (row := graph.movie_row(film)) is not None]
    mask[rows] = True
    return mask


def _unknown_label(kind: str, name: str, names: list[str]) -> str:
    if not names:
        return f"This catalogue has no {kind}; remove that filter."
    shown = ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")
    return f"No film in this catalogue has {name!r} among its {kind}; choose from {shown}."


def _names(field: str, value: Any, spelling: Callable[[str], str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise InvalidArgument(f"{field} is a single string, {value!r}; give a list.")
    return tuple(sorted(set(map(spelling, value))))
