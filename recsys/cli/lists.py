"""Options for a user's own lists of films, and the report of their matches on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from recsys.catalog import Store
from recsys.lists import (
    USES,
    Match,
    MatchedList,
    Use,
    UserList,
    apply_lists,
    match,
    read_list,
    summary,
)
from recsys.movies import MovieFilters
from recsys.util.sanitize import sanitize

_HELP: dict[Use, str] = {
    "exclude": "exclude the films on this list",
    "only": "show only films on this list",
    "seeds": "use the films you liked on this list, weighted by your ratings",
}
_FORMATS = (
    "An export of Letterboxd, IMDb or Trakt, a table with titles or ids, or one title per line"
)
_MAX_REFUSED = 5
"""Refused rows that are printed."""


def add_lists(parser: argparse.ArgumentParser, *uses: Use) -> None:
    """Add an option for each use of a list."""
    group = parser.add_argument_group(
        "your own lists", f"{_FORMATS}. Files are read and never changed."
    )
    for use in uses:
        group.add_argument(f"--{use}", type=Path, metavar="FILE", help=_HELP[use])


class MatchedLists:
    """The lists of a command's options, matched with a catalogue; `matched` is by use."""

    def __init__(self, store: Store, options: argparse.Namespace) -> None:
        paths = {use: getattr(options, use, None) for use in USES}
        self._read = {use: read_list(path) for use, path in paths.items() if path is not None}
        self.matched = {
            use: match(store.titles, store.graph, read.for_use(use))
            for use, read in self._read.items()
        }

    def filters(self, filters: MovieFilters) -> MovieFilters:
        """Return the filters narrowed by the lists."""
        return apply_lists(filters, self.matched)

    def print_report(self) -> None:
        """Print on stderr what was matched, what is doubtful and what was not found."""
        for use, matched in self.matched.items():
            for line in _report_lines(self._read[use], matched, self._read[use].parts_for(use)):
                print(sanitize(line), file=sys.stderr)

    def report(self) -> dict[str, Any]:
        """Return the report as data, by use."""
        return {
            use: _report(self._read[use], matched, self._read[use].parts_for(use))
            for use, matched in self.matched.items()
        }

    def __bool__(self) -> bool:
        return bool(self.matched)


def _report(read: UserList, matched: MatchedList, parts: tuple[str, ...]) -> dict[str, Any]:
    report = read.report(*parts)
    return {
        "file": read.name,
        "summary": summary(read, matched, *parts),
        "left_aside": dict(report.aside),
        "refused": [{"line": row.line, "reason": row.reason} for row in report.refused],
    } | matched.report()


def _report_lines(read: UserList, matched: MatchedList, parts: tuple[str, ...]) -> Iterable[str]:
    sure, doubtful, unmatched = matched.sure, matched.doubtful, matched.unmatched
    report = read.report(*parts)
    yield f"{read.name}: {summary(read, matched, *parts)}"
    yield from (f"  not read: {reason}" for reason in read.skipped)
    yield from (f"  not read: {row}" for row in report.refused[:_MAX_REFUSED])
    if report.note:
        yield f"  {report.note}"
    yield from (
        f"  matched with another year: {match.entry} is {match.film} [{match.film.id}]"
        for match in sure
        if match.film and match.year_differs
    )
    yield from (f"  doubtful, not used: {_candidates(match)}" for match in doubtful)
    yield from (f"  not found: {match.entry}" for match in unmatched)
    if doubtful:
        yield "  To use a doubtful film, replace its title by its id."


def _candidates(match: Match) -> str:
    candidates = ", ".join(f"{film} [{film.id}]" for film in match.candidates)
    return f"{match.entry} may be {candidates}"
