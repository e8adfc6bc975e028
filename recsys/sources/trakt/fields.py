"""Convert Trakt's fields to the columns of a table. Missing or invalid values become None."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from recsys.sources.trakt.collected import KINDS

MAX_CAST = 20
"""Number of cast members, in billing order, that count as principals."""


def film_row(film: dict[str, Any], kinds: str, key: str) -> dict[str, Any]:
    """The columns of a film; `tconst` is its IMDb id if Trakt has it, else a generated id."""
    ids = _ids(film)
    imdb = imdb_id(ids.get("imdb"), "tt")
    return {
        "trakt": key,
        "kind": KINDS[kinds],
        "tconst": imdb or f"trakt-{KINDS[kinds]}-{key}",
        "imdb": imdb,
        "tmdb": whole(ids.get("tmdb"), 2**62),
        "slug": text(ids.get("slug")),
        "title": text(film.get("title")),
        "original_title": text(film.get("original_title")),
        "year": whole(film.get("year"), 9999),
        "released": day(film.get("released") or film.get("first_aired")),
        "runtime": whole(film.get("runtime")),
        "country": text(film.get("country")),
        "language": text(film.get("language")),
        "languages": texts(film.get("languages")),
        "rating": number(film.get("rating")),
        "votes": whole(film.get("votes")),
        "comment_count": whole(film.get("comment_count")),
        "overview": text(film.get("overview")),
        "tagline": text(film.get("tagline")),
        "genres": texts(film.get("genres")),
        "subgenres": texts(film.get("subgenres")),
        "status": text(film.get("status")),
        "certification": text(film.get("certification")),
        "updated_at": text(film.get("updated_at")),
        "poster": _poster(film.get("images")),
    }


def _ids(entry: dict[str, Any]) -> dict[str, Any]:
    ids = entry.get("ids")
    return ids if isinstance(ids, dict) else {}


def imdb_id(value: Any, letters: str) -> str | None:
    """A valid IMDb id of a film (`tt`) or person (`nm`), or None."""
    sound = isinstance(value, str) and re.fullmatch(letters + r"\d{1,12}", value)
    return str(value) if sound else None


def text(value: Any) -> str | None:
    """A text, unchanged, or None if it is blank."""
    if not isinstance(value, str) or not value.strip():
        return None
    # JSON can escape half a surrogate pair, which UTF-8 can't encode.
    return value.encode("utf-8", "replace").decode("utf-8")


def texts(value: Any) -> list[str] | None:
    """The non-blank texts of a list, or None."""
    if not isinstance(value, list):
        return None
    return [word for item in value if (word := text(item))]


def whole(value: Any, max_value: int = 2**31 - 1) -> int | None:
    """A whole number from 0 to `max_value`, also from text or decimals; None otherwise."""
    exact = number(value)
    return int(exact) if exact is not None and 0 <= exact <= max_value else None


def number(value: Any) -> float | None:
    """A finite number, also from text, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        exact = float(value)
    except (ValueError, OverflowError):
        return None
    return exact if math.isfinite(exact) else None


def day(value: Any) -> date | None:
    """The date of an ISO date or time, or None."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _poster(images: Any) -> str | None:
    posters = images.get("poster") if isinstance(images, dict) else None
    address = text(posters[0]) if isinstance(posters, list) and posters else None
    if address is None or "//" in address:
        return address
    return f"https://{address}"


def principals(people: Any) -> list[tuple[dict[str, Any], str, list[str]]]:
    """Person, role and characters of the leading cast and the heads of departments."""
    if not isinstance(people, dict):
        return []
    credits = []
    for entry in (people.get("cast") or [])[:MAX_CAST]:
        characters = texts(entry.get("characters")) or []
        credits.append((entry.get("person"), _cast_role(characters), characters))
    for department, entries in (people.get("crew") or {}).items():
        for entry in entries or []:
            jobs = texts(entry.get("jobs")) or texts([entry.get("job")]) or []
            roles = dict.fromkeys(role for job in jobs if (role := _role(department, job)))
            credits += [(entry.get("person"), role, []) for role in roles]
    return [entry for entry in credits if isinstance(entry[0], dict)]


def _cast_role(characters: list[str]) -> str:
    plays_self = any(re.match(r"(him|her|them)?sel(f|ves)\b", name, re.I) for name in characters)
    return "self" if plays_self else "actor"


_ROLES: dict[tuple[str, str], str] = {
    ("directing", r"(Co-)?Director"): "director",
    ("writing", r"(?!.*(Assistant|Coordinator|Consultant)).*"): "writer",
    ("created by", r".*"): "writer",
    ("production", r"(Co-)?Producer"): "producer",
    ("production", r"Casting"): "casting_director",
    ("camera", r"Director of Photography"): "cinematographer",
    ("editing", r"(Co-)?Editor"): "editor",
    ("sound", r"(Original )?Music( Composer)?|Composer"): "composer",
    ("art", r"Production Design(er)?"): "production_designer",
}
"""Department and job pattern of a head of department, to role; other crew is ignored."""


def _role(department: str, job: str) -> str | None:
    for (role_department, pattern), role in _ROLES.items():
        if department == role_department and re.fullmatch(pattern, job):
            return role
    return None


def person_row(person: dict[str, Any]) -> tuple[str, str | None, int | None, int | None] | None:
    """Id, name, and years of birth and death, or None if the person has no id."""
    ids = _ids(person)
    imdb = imdb_id(ids.get("imdb"), "nm")
    trakt = whole(ids.get("trakt"))
    if imdb is None and trakt is None:
        return None
    born, died = day(person.get("birthday")), day(person.get("death"))
    return (
        imdb or f"trakt-person-{trakt}",
        text(person.get("name")),
        born.year if born else None,
        died.year if died else None,
    )
