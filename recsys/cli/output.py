"""Results as text or JSON, and progress on stderr if it is a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from tqdm import tqdm

from recsys.directors import shared_words
from recsys.search.people import lifespan
from recsys.store.builds import FinishedBuild
from recsys.store.running import RunningBuild
from recsys.util.progress import Progress
from recsys.util.sanitize import escape_json

if TYPE_CHECKING:
    from recsys.sources.imdb.download import Downloaded


@contextmanager
def progress_line() -> Iterator[Progress]:
    """Show the current step and the elapsed time on stderr if it is a terminal."""
    bar_format = "{desc} ({elapsed})"
    with tqdm(disable=None, file=sys.stderr, bar_format=bar_format, leave=False) as bar:
        yield bar.set_description_str


@contextmanager
def bytes_bar(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show the progress of a download on stderr if it is a terminal."""
    with tqdm(
        desc=name, unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False
    ) as bar:

        def update(received: int, total: int | None) -> None:
            bar.total = total
            bar.update(received - bar.n)

        yield update


def print_aside(message: str) -> None:
    """Print a line on stderr without breaking a progress bar."""
    tqdm.write(message, file=sys.stderr)


def print_downloaded(file: Downloaded) -> None:
    """Print the result of a download in one line."""
    result = f"{file.received / 1e6:,.1f} MB downloaded" if file.changed else "unchanged"
    print(f"{file.path.name:<24}{file.size / 1e6:>9,.1f} MB, {result}", flush=True)


def print_json(value: Any) -> None:
    """Print a value as indented JSON, with characters escaped that a terminal might interpret."""
    print(escape_json(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def print_table(rows: Sequence[Sequence[str]], header: Sequence[str], right: set[int]) -> None:
    """Print columns as wide as their longest cell; those in `right` are right-aligned."""
    lines = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


def print_directors(heading: str, frame: pl.DataFrame, always_with: list[dict[str, Any]]) -> None:
    """Print recommended directors with what they share and their best films.

    `always_with` are the co-directors who direct everything together with this one.
    """
    print(heading)
    for other in always_with:
        print(f"    Directed everything together with {other['name']} [{other['id']}], "
              f"films: {other['films_together']}")  # fmt: skip
    for position, row in enumerate(frame.to_dicts(), start=1):
        print(
            f"\n{position:>2}. {row['name']} [{row['id']}]  score {row['score']:.3f}, "
            f"{row['films']} films"
        )
        print(f"      {shared_words(row)}")
        if row["because"]:
            print("      because of " + ", ".join(map(person_words, row["because"])))
        for film in row["top_films"]:
            print(f"      {film_line(film)}")


def film_line(film: dict[str, Any]) -> str:
    """Return a film in one line: titles, year, rating, votes."""
    title = film["title"]
    if film["original_title"] not in (None, title):
        title += f" / {film['original_title']}"
    year = film["year"] or "year unknown"
    if film["rating"] is None:
        return f"{title} ({year}), not rated"
    return f"{title} ({year})  {film['rating']:.1f}, {film['votes']:,} votes"


def person_words(person: dict[str, Any]) -> str:
    """Return a collaborator with roles and films on both sides; the query's director is marked."""
    roles = ", ".join(role.replace("_", " ") for role in person["roles"])
    label = "; the director" if person["is_the_director"] else ""
    return f"{person['name']} ({roles}; {person['films']} + {person['other_films']} films{label})"


def print_people(rows: list[dict[str, Any]]) -> None:
    """Print people, one per line."""
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
    _print_rows(cells, ("id", "name", "life", "directed", "known for"), {3})


def print_titles(rows: list[dict[str, Any]]) -> None:
    """Print films, one per line."""
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
    _print_rows(cells, ("id", "title", "year", "directed by", "rating", "votes"), {2, 4, 5})


def _print_rows(cells: Sequence[Sequence[str]], header: Sequence[str], right: set[int]) -> None:
    if cells:
        print_table(cells, header, right)
    else:
        print("Nothing has that name. Try fewer letters.")


def print_info(facts: dict[str, Any]) -> None:
    """Print the facts of a build."""
    print(f"Build {facts['build_id']}, created {facts['created']}, {facts['bytes'] / 1e6:,.1f} MB")
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
        f"adult titles {'included' if options['include_adult'] else 'left out'}"
    )
    for source in facts["sources"]:
        print(f"Source {source['name']}")
        rows = [
            (name, f"{count['read']:,}", f"{count['kept']:,}", _reasons(count["dropped"]))
            for name, count in source["rows"].items()
        ]
        print_table(rows, ("  file", "rows read", "kept", "left out"), {1, 2})
        provided = source.get("gave", {}).items()
        if provided:
            print("  provides " + ", ".join(f"{field} of {films:,}" for field, films in provided))
        if source.get("mended"):
            print(f"  {source['mended']:,} texts with a double encoding repaired")
        for oddity, count in source.get("odd", {}).items():
            print(f"  unusual: {oddity}" + (f" ({count:,} times)" if count > 1 else ""))


def _reasons(dropped: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in dropped.items() if count)


def print_builds(finished: Sequence[FinishedBuild], running: RunningBuild | None) -> None:
    """Print the finished builds, the newest first, and the step of a running one."""
    rows = [
        (
            "live" if build.is_live else "",
            build.build_id,
            f"{build.manifest.tables['movies']:,}" if build.manifest else "",
            ", ".join(build.manifest.source_names) if build.manifest else build.damage,
        )
        for build in finished
    ]
    if rows:
        print_table(rows, ("", "build", "films", "sources"), {2})
    else:
        print("No builds in this store.")
    if running:
        print(f"A build has been running since {running.started:%H:%M:%S} UTC: {running.step}")


def print_packed(file: Path, build_id: str, sha256: str) -> None:
    """Print the archive, and the setting a host needs in addition to its address."""
    print(f"Build {build_id} is packed in {file}, {file.stat().st_size / 1e6:,.1f} MB.")
    print(f'FILMKIN_STORE_SHA256 = "{sha256}"')


def print_findings(build_id: str, findings: list[str]) -> None:
    """Print the findings of a check, one per line."""
    if not findings:
        print(f"Build {build_id}: sizes, hashes, keys, counts and graph are correct.")
    for finding in findings:
        print(finding)
