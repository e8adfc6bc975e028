"""The options that take a user's own list of films, and what is said of it on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from recsys.catalog import Store
from recsys.lists import USES, Match, Matched, Use, UserList, match, narrowed, read_list
from recsys.movies import MovieFilters
from recsys.util.sanitize import sanitize

_WORDS: dict[Use, str] = {
    "exclude": "leave out the films on this list",
    "only": "only films on this list may appear",
    "seeds": "go by the films on this list that you like, each by your own rating",
}
_FORMS = "Letterboxd's or IMDb's export, a CSV with titles or IMDb ids, or one title a line"


def add_lists(parser: argparse.ArgumentParser, *uses: Use) -> None:
    """An option for each use of a list."""
    group = parser.add_argument_group("your own lists", f"{_FORMS}. They are only read.")
    for use in uses:
        group.add_argument(f"--{use}", type=Path, metavar="FILE", help=_WORDS[use])


class Lists:
    """The lists that a command's options name, against a catalogue: `matched`, by use."""

    def __init__(self, store: Store, options: argparse.Namespace) -> None:
        paths = {use: getattr(options, use, None) for use in USES}
        self._read = {use: read_list(path) for use, path in paths.items() if path is not None}
        self.matched = {
            use: match(store.titles, store.graph, read.for_use(use))
            for use, read in self._read.items()
        }

    def filters(self, filters: MovieFilters) -> MovieFilters:
        """Filters narrowed by the lists."""
        return narrowed(filters, self.matched)

    def tell(self) -> None:
        """Say on stderr what was matched, what is doubtful and what was not found."""
        for use, matched in self.matched.items():
            for line in _lines(self._read[use], matched):
                print(sanitize(line), file=sys.stderr)

    def report(self) -> dict[str, Any]:
        """The same for programs, by use."""
        return {
            use: {"file": self._read[use].name} | matched.report()
            for use, matched in self.matched.items()
        }

    def __bool__(self) -> bool:
        return bool(self.matched)


def _lines(read: UserList, matched: Matched) -> Iterable[str]:
    sure, doubtful, unmatched = matched.sure, matched.doubtful, matched.unmatched
    yield (
        f"{read.name}: {len(matched.matches):,} films, {len(sure):,} matched, "
        f"{len(doubtful):,} doubtful, {len(unmatched):,} not found in this catalogue"
    )
    yield from (f"  not read: {reason}" for reason in read.left_aside)
    yield from (
        f"  matched, of another year: {found.entry} is {found.film} [{found.film.id}]"
        for found in sure
        if found.film and found.year_differs
    )
    yield from (f"  doubtful, not used: {_doubt(found)}" for found in doubtful)
    yield from (f"  not found: {found.entry}" for found in unmatched)
    if doubtful:
        yield "  To use a doubtful film, put its id in place of its title."


def _doubt(found: Match) -> str:
    candidates = ", ".join(f"{film} [{film.id}]" for film in found.candidates)
    return f"{found.entry} may be {candidates}"
