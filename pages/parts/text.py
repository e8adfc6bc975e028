"""Text from the data as Streamlit shows it: plain, whatever it contains."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:<&])")


def plain(text: str) -> str:
    """Escape Markdown, so that a name or title is shown letter by letter.

    >>> plain("M*A*S*H")
    'M\\\\*A\\\\*S\\\\*H'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


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


def films_line(films: Iterable[dict]) -> str:
    """Films as `Title (year), Title (year)`."""
    return ", ".join(
        f"{film['title']} ({film['year']})" if film["year"] else film["title"] for film in films
    )
