"""Text for Streamlit: escaped data, counts, lists, films and years."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from recsys.util.sanitize import sanitize

_IN_ADDRESSES = ":/?&=%#,;@+"
"""Characters of an address that have no meaning in Markdown."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<&])")


def plain(text: str) -> str:
    """Escape Markdown, so that text is shown as it is and on one line.

    >>> plain("M*A*S*H")
    'M\\\\*A\\\\*S\\\\*H'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(sanitize(text).split()))


def is_web_address(address: str | None) -> bool:
    """Return whether an address is HTTP or HTTPS; only these become links."""
    return address is not None and address.startswith(("https://", "http://"))


def link(label: str, address: str) -> str:
    """Return a Markdown link with an escaped label, or the label alone for other addresses.

    >>> link("here", "https://x.org/a_(b)")
    '[here](https://x.org/a_%28b%29)'
    """
    if not is_web_address(address):
        return plain(label)
    return f"[{plain(label)}]({quote(address, safe=_IN_ADDRESSES)})"


def number_of(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 film`, `12 films`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def join_words(words: Iterable[str]) -> str:
    """Join words as in a sentence: `Alien, Aliens and Prometheus`."""
    *before, last = words
    return " and ".join(filter(None, [", ".join(before), last]))


def role_words(roles: Iterable[str]) -> str:
    """Return roles as words: `writer, production designer`."""
    return ", ".join(role.replace("_", " ") for role in roles)


def titled(film: dict[str, Any]) -> str:
    """Return a film as `Title (year)`."""
    return f"{film['title']} ({film['year']})" if film["year"] else str(film["title"])


def rated(film: dict[str, Any]) -> str:
    """Return rating and votes: `8.1 from 180,000 votes`."""
    if film["rating"] is None:
        return "not rated"
    return f"{film['rating']:.1f} from {number_of(film['votes'], 'vote')}"


def films_line(films: Iterable[dict[str, Any]]) -> str:
    """Return films as `Title (year), Title (year)`."""
    return ", ".join(map(titled, films))


def years_span(first: int | None, last: int | None) -> str:
    """Return first to last year: `1990–2004`, a single year, or nothing."""
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"
