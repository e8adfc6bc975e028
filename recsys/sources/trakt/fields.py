"""Fields of a film as Trakt sends them, to values of a table. What is not there is None."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from recsys.sources.trakt.collected import KINDS

CAST = 20
"""So many of a cast, in the order of billing, count as principals."""


def film_row(film: dict[str, Any], kinds: str, key: str) -> dict[str, Any]:
    """The columns of one film; `tconst` is IMDb's id where Trakt knows it, else one of ours."""
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
    """An id of IMDb, of films (`tt`) or people (`nm`)."""
    sound = isinstance(value, str) and re.fullmatch(letters + r"\d{1,12}", value)
    return str(value) if sound else None


def text(value: Any) -> str | None:
    """A text as it was sent; an empty one says nothing, as null does."""
    if not isinstance(value, str) or not value.strip():
        return None
    # JSON can escape half a character, which no UTF-8 can hold.
    return value.encode("utf-8", "replace").decode("utf-8")


def texts(value: Any) -> list[str] | None:
    """The texts of a list."""
    if not isinstance(value, list):
        return None
    return [word for item in value if (word := text(item))]


def whole(value: Any, most: int = 2**31 - 1) -> int | None:
    """A whole number, also where it was sent as text or with decimals."""
    exact = number(value)
    return int(exact) if exact is not None and 0 <= exact <= most else None


def number(value: Any) -> float | None:
    """A number, also where it was sent as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        exact = float(value)
    except (ValueError, OverflowError):
        return None
    return exact if math.isfinite(exact) else None


def day(value: Any) -> date | None:
    """The date of a date or of a moment."""
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
    """Person, role and characters: of the leading cast, and of the heads of crafts."""
    if not isinstance(people, dict):
        return []
    found = []
    for entry in (people.get("cast") or [])[:CAST]:
        characters = texts(entry.get("characters")) or []
        found.append((entry.get("person"), _cast_role(characters), characters))
    for department, entries in (people.get("crew") or {}).items():
        for entry in entries or []:
            jobs = texts(entry.get("jobs")) or texts([entry.get("job")]) or []
            roles = dict.fromkeys(role for job in jobs if (role := _role(department, job)))
            found += [(entry.get("person"), role, []) for role in roles]
    return [entry for entry in found if isinstance(entry[0], dict)]


def _cast_role(characters: list[str]) -> str:
    own = any(re.match(r"(him|her|them)?sel(f|ves)\b", name, re.I) for name in characters)
    return "self" if own else "actor"


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
"""Department and job of a head of a craft, to our role; the rest of a crew is no principal."""


def _role(department: str, job: str) -> str | None:
    for (of, pattern), role in _ROLES.items():
        if department == of and re.fullmatch(pattern, job):
            return role
    return None


def person_row(person: dict[str, Any]) -> tuple[str, str | None, int | None, int | None] | None:
    """Id, name, and years of birth and death; None for a person without any id."""
    ids = _ids(person)
    known = imdb_id(ids.get("imdb"), "nm")
    trakt = whole(ids.get("trakt"))
    if known is None and trakt is None:
        return None
    born, died = day(person.get("birthday")), day(person.get("death"))
    return (
        known or f"trakt-person-{trakt}",
        text(person.get("name")),
        born.year if born else None,
        died.year if died else None,
    )
