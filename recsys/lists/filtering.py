"""Applies lists to film filters, for pages, command line and API alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recsys.lists.entries import Use
from recsys.lists.matching import MatchedList
from recsys.movies import MovieFilters


def apply_lists(
    filters: MovieFilters, lists: Mapping[Use, MatchedList], hidden: Iterable[str] = ()
) -> MovieFilters:
    """Return filters that also exclude, or only allow, the films on lists.

    Films on a list of seeds are excluded, liked or not, since the user knows them. So are the ids
    in `hidden`. Only sure matches count.
    """
    seen = (lists[use].ids for use in ("exclude", "seeds") if use in lists)
    exclude = {*filters.exclude_ids, *hidden, *(film for ids in seen for film in ids)}
    only = filters.only_ids
    if "only" in lists:
        listed = lists["only"].ids
        only = listed if only is None else tuple(set(only) & set(listed))
    return replace(filters, exclude_ids=tuple(exclude), only_ids=only)
