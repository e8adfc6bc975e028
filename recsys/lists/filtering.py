"""Lists put to use: what they let through, whichever door the question comes in by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recsys.lists.entries import Use
from recsys.lists.matching import Matched
from recsys.movies import MovieFilters


def narrowed(
    filters: MovieFilters, lists: Mapping[Use, Matched], hidden: Iterable[str] = ()
) -> MovieFilters:
    """Filters that also leave out, or let through alone, what lists say.

    The films on a list of seeds are left out, liked or not: their owner knows them. So are those
    in `hidden`, by id. Only sure matches count.
    """
    known = (lists[use].ids for use in ("exclude", "seeds") if use in lists)
    exclude = {*filters.exclude_ids, *hidden, *(film for ids in known for film in ids)}
    only = filters.only_ids
    if "only" in lists:
        listed = lists["only"].ids
        only = listed if only is None else tuple(set(only) & set(listed))
    return replace(filters, exclude_ids=tuple(exclude), only_ids=only)
