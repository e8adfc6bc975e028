"""Answers as text for a terminal, or as JSON; progress on stderr, quiet when it is no terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from tqdm import tqdm

from recsys.search.people import lifespan
from recsys.store.builds import FinishedBuild
from recsys.store.running import RunningBuild
from recsys.util.progress import Progress
from recsys.util.sanitize import escape_json

if TYPE_CHECKING:
    from recsys.sources.imdb.download import Downloaded


@contextmanager
def progress_line() -> Iterator[Progress]:
    """A line on stderr with the step under way and the time so far; nothing where no one looks."""
    bar_format = "{desc} ({elapsed})"
    with tqdm(disable=None, file=sys.stderr, bar_format=bar_format, leave=False) as bar:
        yield bar.set_description_str


@contextmanager
def bytes_bar(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr of a file that is coming; nothing where no one looks."""
    with tqdm(
        desc=name, unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False
    ) as bar:

        def show(here: int, whole: int | None) -> None:
            bar.total = whole
            bar.update(here - bar.n)

        yield show


def print_aside(words: str) -> None:
    """A line on stderr, clear of any bar."""
    tqdm.write(words, file=sys.stderr)


def print_downloaded(file: Downloaded) -> None:
    """What became of a file, in a line."""
    what = f"{file.received / 1e6:,.1f} MB fetched" if file.changed else "has not changed"
    print(f"{file.path.name:<24}{file.size / 1e6:>9,.1f} MB, {what}", flush=True)


def print_json(value: Any) -> None:
    """A value as indented JSON; the same value when read, whatever terminal it was printed on."""
    print(escape_json(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def print_table(rows: Sequence[Sequence[str]], header: Sequence[str], right: set[int]) -> None:
    """Columns as wide as their longest cell; those in `right` are numbers."""
    lines = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


def print_directors(name: str, frame: pl.DataFrame) -> None:
    """Recommended directors with their best films and shared people."""
    print(f"Directors who share people with {name}")
    for place, row in enumerate(frame.to_dicts(), start=1):
        print(
            f"\n{place:>2}. {row['name']} [{row['id']}]  score {row['score']:.3f}, "
            f"{row['shared_people']} shared of {row['films']} films"
        )
        for film in row["top_films"]:
            print(f"      {film_line(film)}")
        print("      because of " + ", ".join(person_share(person) for person in row["because"]))


def film_line(film: dict[str, Any]) -> str:
    """A film in one line: both titles, year, rating, votes."""
    title = film["title"]
    if film["original_title"] not in (None, title):
        title += f" / {film['original_title']}"
    year = film["year"] or "year unknown"
    if film["rating"] is None:
        return f"{title} ({year}), not rated"
    return f"{title} ({year})  {film['rating']:.1f}, {film['votes']:,} votes"


def person_share(person: dict[str, Any]) -> str:
    """A collaborator with roles and share of the score; the director asked about is labelled."""
    roles = ", ".join(role.replace("_", " ") for role in person["roles"])
    label = "; the director in question" if person["is_the_director"] else ""
    return f"{person['name']} ({roles}; {person['share']:.0%}{label})"


def print_people(rows: list[dict[str, Any]]) -> None:
    """People found, a line each."""
    cells = [
        (
            row["id"],
            row["name"],
            lifespan(row["birth_year"], row["death_year"]),
            str(row["directed"]),
            ", ".join(row["known_for"]),
        )
        for row in rows
    ]
    _print_found(cells, ("id", "name", "life", "directed", "known for"), {3})


def print_titles(rows: list[dict[str, Any]]) -> None:
    """Films found, a line each."""
    cells = [
        (
            row["id"],
            row["title"],
            str(row["year"] or ""),
            ", ".join(row["directors"][:2]),
            "" if row["rating"] is None else f"{row['rating']:.1f}",
            "" if row["votes"] is None else f"{row['votes']:,}",
        )
        for row in rows
    ]
    _print_found(cells, ("id", "title", "year", "directed by", "rating", "votes"), {2, 4, 5})


def _print_found(cells: Sequence[Sequence[str]], header: Sequence[str], right: set[int]) -> None:
    if cells:
        print_table(cells, header, right)
    else:
        print("Nothing is named like that. Try fewer letters.")


def print_info(facts: dict[str, Any]) -> None:
    """A build in readable form."""
    print(f"Build {facts['build_id']}, made {facts['created']}, {facts['bytes'] / 1e6:,.1f} MB")
    print(f"  in {facts['folder']}")
    tables = facts["tables"]
    print(
        f"  {tables['movies']:,} films, {tables['directors']:,} directors, "
        f"{tables['people']:,} people, {tables['movie_prin']:,} credits"
    )
    ranges = facts["ranges"]
    print(f"  years {ranges['min_year']} to {ranges['max_year']}")
    options = facts["options"]
    print(
        f"  types {', '.join(options['types'])}; at least {options['min_votes']} votes; "
        f"adult titles {'kept' if options['include_adult'] else 'left out'}"
    )
    for source in facts["sources"]:
        print(f"Source {source['name']}")
        rows = [
            (name, f"{count['read']:,}", f"{count['kept']:,}", _reasons(count["dropped"]))
            for name, count in source["rows"].items()
        ]
        print_table(rows, ("  file", "rows read", "kept", "left out"), {1, 2})
        gave = ", ".join(f"{field} of {films:,}" for field, films in source.get("gave", {}).items())
        if gave:
            print(f"  first to know: {gave}")
        if source.get("mended"):
            print(f"  {source['mended']:,} texts that were encoded twice were mended")


def _reasons(dropped: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in dropped.items() if count)


def print_builds(found: Sequence[FinishedBuild], running: RunningBuild | None) -> None:
    """The finished builds, the newest first, and what the running one does."""
    rows = [
        (
            "live" if build.is_live else "",
            build.build_id,
            f"{build.manifest.tables['movies']:,}" if build.manifest else "",
            ", ".join(build.manifest.source_names) if build.manifest else build.damage,
        )
        for build in found
    ]
    if rows:
        print_table(rows, ("", "build", "films", "sources"), {2})
    else:
        print("Nothing has been built here.")
    if running:
        print(f"A build is running since {running.started:%H:%M:%S} UTC: {running.step}")


def print_packed(file: Path, build_id: str, sha256: str) -> None:
    """What was packed, and the setting that a host needs besides the file's address."""
    print(f"Build {build_id} is packed in {file}, {file.stat().st_size / 1e6:,.1f} MB.")
    print(f'FILMKIN_STORE_SHA256 = "{sha256}"')


def print_findings(build_id: str, findings: list[str]) -> None:
    """What a check found, a line each."""
    if not findings:
        print(f"Build {build_id}: sizes, hashes, keys, counts and graph are in order.")
    for finding in findings:
        print(finding)
