"""A title as people write it in a list: with year, moved article, another name, a remark.

A title may itself hold brackets, commas and years, so nothing is cut for good: `readings` gives
what the text may mean, as it stands first, and whoever looks it up takes the first that exists.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 250
"""Characters; a longer text is taken as it stands, whatever brackets it has."""

_YEAR = r"(?:18[7-9]|19\d|20\d)\d"
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
_QUOTED = re.compile(r'^["“„«](?P<title>[^"“”„«»]+)["”“»]$')
_YEAR_IN_BRACKETS = re.compile(
    rf"^(?P<title>.*\S)\s*[(\[](?:(?P<before>[^()\[\]]*[,\s])?)(?P<year>{_YEAR})(?:[\s,]+[^()\[\]]*|[–-])?[)\]]"
    r"(?P<rest>.*)$"
)
_YEAR_AFTER = re.compile(
    rf"^(?P<title>.*\S)\s*(?:,|\||\t|\s[-–—])\s*(?P<year>{_YEAR})(?P<rest>,\s.*)?$"
)
_YEAR_BARE = re.compile(rf"^(?P<title>.*\S)\s+(?P<year>{_YEAR})$")
_RELEASE = re.compile(
    rf"^(?P<title>[\w.'’&-]+?)[._](?P<year>{_YEAR})[._](?:\d{{3,4}}p|[A-Za-z0-9.-]+)+$"
)
_OTHER_NAME = re.compile(r"\s*\((?:a\.?k\.?a\.?:?\s+)?(?P<name>[^()]+)\)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Titled:
    """What a text may mean. `year_known` is False where the year may be part of the title."""

    title: str
    year: int | None = None
    year_known: bool = True


def year_of(text: str) -> int | None:
    """The year that a cell begins with or, in brackets or a date, holds.

    >>> year_of("1995.0"), year_of("(1999)"), year_of("2006-11-25"), year_of("1977–"), year_of("7")
    (1995, 1999, 2006, 1977, None)
    >>> year_of("11/25/2006"), year_of("25 Nov 2006")
    (2006, 2006)
    """
    found = re.match(rf"\W*({_YEAR})(?!\d)", text) or re.search(rf"(?<!\d)({_YEAR})\W*$", text)
    return int(found[1]) if found else None


def readings(text: str) -> Iterator[Titled]:
    """What a title may mean, likeliest first, each once.

    A year in brackets is a year; a bare one at the end may be, and comes after the title that has
    it. A moved article goes to the front, a further name in brackets off and then alone.

    >>> list(readings("Matrix, The (1999)"))[:2]
    [Titled(title='Matrix, The', year=1999, year_known=True), \
Titled(title='The Matrix', year=1999, year_known=True)]
    >>> [found.title for found in readings("Sacrifice, The (Offret) (1986)")]
    ['Sacrifice, The (Offret)', 'The Sacrifice (Offret)', 'Sacrifice, The', 'The Sacrifice', \
'Offret']
    """
    if len(text) > _LONGEST:
        yield Titled(text)
        return
    seen = set()
    for found in _all(text):
        if found.title and found not in seen:
            seen.add(found)
            yield found


def dated(text: str) -> Titled:
    """The likeliest meaning of a line of text: a title, with its year where brackets give one.

    >>> dated("Heat (1995) ★★★★½")
    Titled(title='Heat', year=1995, year_known=True)
    >>> dated("2001: A Space Odyssey"), dated("1917")
    (Titled(title='2001: A Space Odyssey', year=None, year_known=True), \
Titled(title='1917', year=None, year_known=True))
    """
    return next(readings(text), Titled(text))


def _all(text: str) -> Iterator[Titled]:
    bare = _without_marks(text)
    found = _YEAR_IN_BRACKETS.match(bare)
    if found is None and (release := _RELEASE.match(bare)):
        yield Titled(re.sub(r"[._]+", " ", release["title"]), int(release["year"]))
    if found:
        title, year = found["title"], int(found["year"])
        yield from (Titled(name, year) for name in _names(title))
        return
    yield from (Titled(name) for name in _names(bare))
    for pattern in (_YEAR_AFTER, _YEAR_BARE):
        if after := pattern.match(bare):
            for name in _names(after["title"]):
                yield Titled(name, int(after["year"]), year_known=False)


def _without_marks(text: str) -> str:
    """One line without bullet, box, stars, and quotes around it."""
    plain = _BOX.sub("", " ".join(html.unescape(text).split()))
    plain = _STARS.sub("", plain) or plain
    quoted = _QUOTED.match(plain)
    return quoted["title"] if quoted else plain


def _names(title: str) -> Iterator[str]:
    """A title as it stands, with its article in front, and without the name in brackets."""
    title = title.strip()
    quoted = _QUOTED.match(title)
    title = quoted["title"] if quoted else title
    yield title
    yield from _article_first(title)
    other = _OTHER_NAME.search(title)
    if other and other.start():
        before = title[: other.start()]
        yield before
        yield from _article_first(before)
        if _OTHER_NAME.search(before):
            yield from _names(before)
        yield from _article_first(other["name"])
        yield other["name"]


def _article_first(title: str) -> Iterator[str]:
    for pattern in (_MOVED, _MOVED_AFTER, _MOVED_BEFORE):
        if found := pattern.match(title):
            rest = found.groupdict().get("rest") or ""
            article = found["article"]
            space = "" if article.endswith(("'", "’")) else " "
            yield f"{article}{space}{found['title']}{rest}"
            return
