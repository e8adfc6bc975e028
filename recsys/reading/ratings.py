"""Ratings as people write them, converted to 0 to 10 by one scale that fits all of them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

OF_TEN = frozenset({"your rating", "you rated"})
"""Columns of IMDb and TMDB."""

_OF_TOOLS = {
    "const": 10.0,
    "trakt id": 10.0,
    "trakt rating": 10.0,
    "mini review": 100.0,
    "letterboxd uri": 5.0,
}
"""Columns of IMDb, Trakt, Criticker and Letterboxd."""

_STARS = re.compile(r"[★⭐*](?:[★⭐*\ufe0f]*)(?:\s*(?:½|1/2))?☆*|½")
_OF = re.compile(
    r"(\d+(?:[.,]\d+)?|½|\d+½)\s*(?:/|of|out of)\s*(\d+(?:[.,]\d+)?)(?:\s*stars?)?", re.I
)
_PER_CENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_PLAIN = re.compile(r"(\d+)?(?:[.,](\d+))?(½)?(?:\s*stars?)?", re.IGNORECASE)
_NONE = frozenset({"", "-", "–", "n/a", "na", "nan", "null", "none", "\\n", "not rated", "unrated"})
_IN_HEADER = re.compile(r"(?:/|\bof|\(|\brating) ?(5|10|100)\b")
_SCALES = (5.0, 10.0, 100.0)
_NAMES = {5.0: "stars of 5", 10.0: "of 10", 100.0: "of 100"}


@dataclass(frozen=True)
class Ratings:
    """A column of ratings, read.

    Attributes
    ----------
    values : tuple of float or None
        0 to 10, one per cell; None if the cell is empty or can't be read.
    scale : str
        How plain numbers were read, such as "stars of 5"; "as written" if each rating has its own
        scale; empty if there is no rating.
    unread : tuple of int
        Positions of the filled cells that can't be read.
    """

    values: tuple[float | None, ...]
    scale: str
    unread: tuple[int, ...]


@dataclass(frozen=True)
class _Mark:
    number: float
    most: float | None


def scale_of(columns: Collection[str]) -> float | None:
    """Return the scale of the tool that wrote a table, known by its columns, or None.

    >>> scale_of(["title", "trakt id"]), scale_of(["name", "letterboxd uri"]), scale_of(["title"])
    (10.0, 5.0, None)
    """
    return next((scale for column, scale in _OF_TOOLS.items() if column in columns), None)


def ratings(cells: Sequence[str], column: str = "", least: float | None = None) -> Ratings:
    """Read a column of ratings.

    Parameters
    ----------
    cells : sequence of str
        The scale is the smallest of 5, 10 and 100 that has every plain number.
    column : str
        The header. Some headers state the scale, such as `Rating10` and `Score (100)`.
    least : float or None
        The scale of the tool, see `scale_of`; larger values still select a larger one.

    >>> ratings(["100", "85", "10"]).values, ratings(["4,5", "0,5"]).values
    ((10.0, 8.5, 1.0), (9.0, 1.0))
    >>> ratings(["★★★★★", "½", ""]).values, ratings(["4/5", "90%", "B+"])
    ((10.0, 1.0, None), Ratings(values=(8.0, 9.0, None), scale='as written', unread=(2,)))
    """
    marks = [_mark(cell) for cell in cells]
    unread = [
        place
        for place, (cell, mark) in enumerate(zip(cells, marks, strict=True))
        if mark is None and cell.strip().lower() not in _NONE
    ]
    plain = [mark.number for mark in marks if mark and mark.most is None]
    most = _scale(max(plain, default=0.0), column, least)
    values: list[float | None] = []
    for place, mark in enumerate(marks):
        of = mark.most or most if mark else None
        if mark is None or (mark.most is None and not mark.number and most != 100.0):
            values.append(None)  # 0 of 5 or 10 is how exports write that there is no rating
        elif of is None or mark.number > of:
            values.append(None)
            unread.append(place)
        else:
            values.append(round(10.0 * mark.number / of, 4))
    return Ratings(tuple(values), _name(marks, plain, most), tuple(sorted(unread)))


def _scale(largest: float, column: str, least: float | None) -> float | None:
    """The scale of plain numbers; None if no scale has the largest."""
    said = _IN_HEADER.search(column.lower())
    if said:
        return float(said[1])
    if least is None:
        least = 10.0 if column in OF_TEN else 5.0
    return next((scale for scale in _SCALES if scale >= max(least, largest)), None)


def _name(marks: Sequence[_Mark | None], plain: Sequence[float], most: float | None) -> str:
    if any(plain):
        return _NAMES[most] if most else ""
    given = [mark for mark in marks if mark and mark.most]
    if given and all(mark.most == 5.0 for mark in given if mark):
        return _NAMES[5.0]
    return "as written" if given else ""


def _mark(cell: str) -> _Mark | None:
    """The number in a cell, and the scale if the cell states it."""
    text = " ".join(cell.split())
    if _STARS.fullmatch(text):
        half = 0.5 if "½" in text or "1/2" in text else 0.0
        return _Mark(sum(text.count(star) for star in "★⭐*") + half, 5.0)
    if found := _OF.fullmatch(text):
        most = _number(found[2])
        return _Mark(_number(found[1]), most) if 0 < most < math.inf else None
    if found := _PER_CENT.fullmatch(text):
        return _Mark(_number(found[1]), 100.0)
    if text and _PLAIN.fullmatch(text) and any(sign.isnumeric() for sign in text):
        return _Mark(_number(text), None)
    return None


def _number(text: str) -> float:
    half = 0.5 if "½" in text else 0.0
    digits = re.sub(r"[^\d.,]", "", text).replace(",", ".")
    return (float(digits) if digits else 0.0) + half
