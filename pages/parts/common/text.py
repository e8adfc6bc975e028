"""Text from the data as Streamlit shows it: plain, whatever it contains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from recsys.util.sanitize import sanitize

_IN_ADDRESSES = ":/?&=%#,;@+"
"""Signs of an address that mean nothing in Markdown."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<&])")


def plain(text: str) -> str:
    """Escape Markdown, so that a name or title is shown letter by letter and on one line.

    >>> plain("M*A*S*H")
    'M\\\\*A\\\\*S\\\\*H'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(sanitize(text).split()))


def is_web_address(address: str | None) -> bool:
    """Whether an address from the data is one that a browser may be sent to."""
    return address is not None and address.startswith(("https://", "http://"))


def link(label: str, address: str) -> str:
    """A Markdown link with a label shown letter by letter; only the label if it leads nowhere.

    >>> link("here", "https://x.org/a_(b)")
    '[here](https://x.org/a_%28b%29)'
    """
    if not is_web_address(address):
        return plain(label)
    return f"[{plain(label)}]({quote(address, safe=_IN_ADDRESSES)})"


def number_of(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 film`, `12 films`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """Words as in a sentence: `Alien, Aliens and Prometheus`."""
    *before, last = words
    return " and ".join(filter(None, [", ".join(before), last]))


def role_words(roles: Iterable[str]) -> str:
    """Roles as words: `writer, production designer`."""
    return ", ".join(role.replace("_", " ") for role in roles)


def titled(film: dict) -> str:
    """A film as `Title (year)`."""
    return f"{film['title']} ({film['year']})" if film["year"] else str(film["title"])


def rated(film: dict) -> str:
    """Rating and votes: `8.1 from 180,000 votes`."""
    if film["rating"] is None:
        return "not rated"
    return f"{film['rating']:.1f} from {number_of(film['votes'], 'vote')}"


def films_line(films: Iterable[dict]) -> str:
    """Films as `Title (year), Title (year)`."""
    return ", ".join(map(titled, films))


def years_span(first: int | None, last: int | None) -> str:
    """First to last year: `1990–2004`, the one there is, or nothing."""
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"
