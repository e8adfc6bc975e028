"""Which films a typed text names: the nearest spelling wins, and a film's own title comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from recsys.reading.titles import readings
from recsys.search.spelling import spelling_key
from recsys.util.fold import fold, squeeze, without_article


@dataclass(frozen=True)
class TitledFilm:
    """A search result: its row, the title that matched, and the film's own titles."""

    row: dict[str, Any]
    matched: str
    own_titles: tuple[str, ...]
    year: int | None

    @property
    def is_own(self) -> bool:
        """Whether the title that matched is the primary or original one."""
        return is_same_title(self.matched, self.own_titles)


def is_same_title(text: str, titles: Sequence[str | None]) -> bool:
    """Whether a text equals one of the titles, ignoring case, accents and punctuation."""
    return fold(text) in {fold(title) for title in titles if title}


def named_by(text: str, films: Sequence[TitledFilm]) -> list[TitledFilm]:
    """The films that a text names, those of the nearest spelling; several if it is ambiguous.

    A foreign or shortened title names a film only if no other film goes by it.
    """
    ranked: dict[tuple[bool, int], list[TitledFilm]] = {}
    for film in films:
        distance = min(_distances(text, film), default=None)
        if distance is not None:
            ranked.setdefault((not film.is_own, distance), []).append(film)
    if not ranked:
        return []
    is_foreign, distance = min(ranked)
    named = ranked[is_foreign, distance]
    if is_foreign:
        titles = {fold(meant.title) for meant in readings(text)}
        named += [film for film in films if not titles.isdisjoint(map(fold, film.own_titles))]
    return named


def _distances(text: str, film: TitledFilm) -> Iterator[int]:
    """For each way to read a text, how far it is from the title that matched; 0 is equal."""
    for meant in readings(text):
        if meant.year in (None, film.year):
            spellings = zip(_spellings(meant.title), _spellings(film.matched), strict=True)
            yield from (rank for rank, (one, other) in enumerate(spellings) if one == other)


def _spellings(title: str) -> tuple[str, ...]:
    """A title in ever coarser forms."""
    folded = fold(title)
    bare = without_article(folded)
    return (
        title.casefold(),
        folded,
        squeeze(folded),
        squeeze(bare),
        spelling_key(folded),
        spelling_key(bare),
        " ".join(sorted(folded.split())),
    )
