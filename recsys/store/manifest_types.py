"""The types of a manifest's fields, all the way down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Check = Callable[[Any], bool]

_TABLES = ("movies", "directors", "people", "movie_prin")
_RANGES = ("min_year", "max_year", "min_rating", "max_rating", "max_votes")
_SHA256_DIGITS = 64


def wrong_fields(content: dict[str, Any]) -> list[str]:
    """Return the names of the fields of another type than a build writes."""
    return [name for name, is_right in _FIELDS.items() if not is_right(content.get(name))]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number_or_none(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _are_options(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("types"), list)
        and all(map(_is_text, value["types"]))
        and _is_count(value.get("min_votes"))
        and isinstance(value.get("include_adult"), bool)
    )


def _are_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


def _are_tables(value: Any) -> bool:
    return _are_counts(value) and all(table in value for table in _TABLES)


def _are_ranges(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(name in value for name in _RANGES)
        and all(map(_is_number_or_none, value.values()))
    )


def _is_source(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("name"))
        and isinstance(value.get("files"), list)
        and all(map(_is_named_file, value["files"]))
        and isinstance(value.get("rows"), dict)
        and all(map(_are_rows, value["rows"].values()))
        and _are_counts(value.get("gave", {}))
        and _is_count(value.get("mended", 0))
    )


def _is_named_file(value: Any) -> bool:
    return isinstance(value, dict) and _is_text(value.get("name")) and _is_file(value)


def _are_rows(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_count(value.get("read"))
        and _is_count(value.get("kept"))
        and _are_counts(value.get("dropped"))
    )


def _are_vectors(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and _is_text(value.get("model"))
        and _is_text(value.get("recipe"))
        and _is_count(value.get("dimension"))
        and _is_count(value.get("films"))
        and all(map(_is_count, (value.get(name, 0) for name in _VECTOR_COUNTS)))
    )


_VECTOR_COUNTS = ("encoded_now", "indexed_now", "left_out")


def _is_file(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_count(value.get("bytes"))
        and _is_text(value.get("sha256"))
        and len(value["sha256"]) == _SHA256_DIGITS
    )


_FIELDS: dict[str, Check] = {
    "build_id": _is_text,
    "created": _is_time,
    "options": _are_options,
    "sources": lambda value: isinstance(value, list) and all(map(_is_source, value)),
    "tables": _are_tables,
    "ranges": _are_ranges,
    "vectors": _are_vectors,
    "files": lambda value: isinstance(value, dict) and all(map(_is_file, value.values())),
}
