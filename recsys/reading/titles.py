"""Titles as people write them: with a year, a moved article, a second name or a remark.

A title may contain brackets, commas and years itself. So nothing is cut off for good: `readings`
returns every way to read a text, and the caller takes the first one that exists.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_LENGTH = 250
_MAX_BRACKETS = 6
"""A text that is longer, or has more brackets, has only one reading."""

_YEAR = r"(?:18[7-9]|19\d|20\d)\d"
_ANY_YEAR = re.compile(_YEAR)
_ARTICLE = (
    r"the|an?|l[aeo]s?|un|une|una|el|il|gli|i|der|die|das|den|det|de|het|een|ein|eine|os?|l['’]"
)
_MOVED = re.compile(rf"^(?P<title>[^:]*\S),\s+(?P<article>{_ARTICLE})$", re.IGNORECASE)
_MOVED_BEFORE = re.compile(
    rf"^(?P<title>[^:]*\S),\s+(?P<article>{_ARTICLE})(?P<rest>\s*[:(].*)$", re.IGNORECASE
)
_MOVED_AFTER = re.compile(rf"^(?P<title>.*:.*\S),\s+(?P<article>{_ARTICLE})$", re.IGNORECASE)
_BOX = re.compile(r"^\s*(?:[-*•–]\s+)?\[[ xX✓✔]\]\s+|^\s*[-*•–]\s+|^\s*[☐☑✓✔✅]\s*")
_STARS = re.compile(r"\s*[★☆⭐½*\ufe0f]*[★⭐][★☆⭐½\ufe0f]*\s*$")
_MARKS = frozenset("-*•–[☐☑✓✔✅")
_STAR_SIGNS = frozenset("★⭐☆½\ufe0f")
_QUOTES = frozenset('"“„«')
_QUOTED = re.compile(r'^["“„«](?P<title>[^"“”„«»]+)["”“»]$')
_YEAR_IN_BRACKETS = re.compile(
    r"^(?P<title>.*\S)\s*[(\[](?:[^()\[\]]*[,\s])?"  # `Heat (Michael Mann, `
    rf"(?P<year>{_YEAR})(?:[\s,]+[^()\[\]]*|[–-])?[)\]]"  # `1995 film)`
)
_YEAR_AFTER = re.compile(rf"^(?P<title>.*\S)\s*(?:,|\||\t|\s[-–—])\s*(?P<year>{_YEAR})(?:,\s.*)?$")
_YEAR_BARE = re.compile(rf"^(?P<title>.*\S)\s+(?P<year>{_YEAR})$")
_RELEASE = re.compile(rf"^(?P<title>[\w.'’&-]+?)[._](?P<year>{_YEAR})[._][A-Za-z0-9.-]+$")
_OTHER_NAME = re.compile(r"\s*\((?:a\.?k\.?a\.?:?\s+)?(?P<name>[^()]+)\)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Titled:
    """One way to read a text. `year_known` is False if the year may be part of the title."""

    title: str
    year: int | None = None
    year_known: bool = True


def year_of(text: str) -> int | None:
    """Return the year at the beginning or end of a cell, alone or in a date; None without one.

    >>> year_of("1995.0"), year_of("(1999)"), year_of("2006-11-25"), year_of("1977–"), year_of("7")
    (1995, 1999, 2006, 1977, None)
    >>> year_of("11/25/2006"), year_of("25 Nov 2006")
    (2006, 2006)
    """
    found = re.match(rf"\W*({_YEAR})(?!\d)", text) or re.search(rf"(?<!\d)({_YEAR})\W*$", text)
    return int(found[1]) if found else None


def readings(text: str) -> Iterator[Titled]:
    """Yield every way to read a title, likeliest first, each once.

    Brackets with a year are a year. A year at the end without brackets may be part of the title:
    that reading comes first. A moved article is put in front; a second name in brackets is removed,
    and then tried by itself.

    >>> list(readings("Matrix, The (1999)"))[:2]
    [Titled(title='Matrix, The', year=1999, year_known=True), \
Titled(title='The Matrix', year=1999, year_known=True)]
    >>> [titled.title for titled in readings("Sacrifice, The (Offret) (1986)")]
    ['Sacrifice, The (Offret)', 'The Sacrifice (Offret)', 'Sacrifice, The', 'The Sacrifice', \
'Offret']
    """
    if len(text) > _MAX_LENGTH or sum(map(text.count, "([")) > _MAX_BRACKETS:
        yield Titled(text)
        return
    seen = set()
    for titled in _repeated(_without_marks(text)):
        if titled.title and titled not in seen:
            seen.add(titled)
            yield titled


def _repeated(text: str) -> Iterator[Titled]:
    has_year = bool(_ANY_YEAR.search(text))
    bracketed = _YEAR_IN_BRACKETS.match(text) if has_year and ("(" in text or "[" in text) else None
    if bracketed:
        year = int(bracketed["year"])
        yield from (Titled(name, year) for name in _names(bracketed["title"]))
        return
    if has_year and (release := _RELEASE.match(text)):
        yield Titled(re.sub(r"[._]+", " ", release["title"]), int(release["year"]))
    yield from (Titled(name) for name in _names(text))
    if not has_year:
        return
    for pattern in (_YEAR_AFTER, _YEAR_BARE):
        if after := pattern.match(text):
            for name in _names(after["title"]):
                yield Titled(name, int(after["year"]), year_known=False)


def _without_marks(text: str) -> str:
    """The text on one line, without a bullet, a check box, stars and surrounding quotes."""
    plain = " ".join((html.unescape(text) if "&" in text else text).split())
    if plain[:1] in _MARKS:
        plain = _BOX.sub("", plain)
    if plain[-1:] in _STAR_SIGNS:
        plain = _STARS.sub("", plain) or plain
    return _without_quotes(plain)


def _without_quotes(text: str) -> str:
    quoted = _QUOTED.match(text) if text[:1] in _QUOTES else None
    return quoted["title"] if quoted else text


def _names(title: str) -> Iterator[str]:
    """A title as it is, with its article in front, and without the name in brackets."""
    title = _without_quotes(title.strip())
    yield title
    yield from _article_first(title)
    if " / " in title:  # `盗火线 / Heat`
        yield from title.split(" / ")
    other = _OTHER_NAME.search(title) if title.endswith(")") else None
    if other and other.start():
        before = title[: other.start()]
        yield before
        yield from _article_first(before)
        if before.endswith(")"):
            yield from _names(before)
        yield from _article_first(other["name"])
        yield other["name"]


def _article_first(title: str) -> Iterator[str]:
    if "," not in title:
        return
    for pattern in (_MOVED, _MOVED_AFTER, _MOVED_BEFORE):
        if found := pattern.match(title):
            rest = found.groupdict().get("rest") or ""
            article = found["article"]
            space = "" if article.endswith(("'", "’")) else " "
            yield f"{article}{space}{found['title']}{rest}"
            return
