"""Building from IMDb's files: `python -m benchmarks.builds [--fractions 0.01 0.1] [--work DIR]`.

Generated files of a fraction of IMDb's size are unpacked to nowhere (`zcat`), read by imdb-sqlite
and built by us, one after another, each in its own process to measure peak memory. The tables must
have the same films and credits. Needs `requirements-bench.txt`.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import report
from benchmarks.world import write_world
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.store.layout import StoreFolder
from recsys.store.manifest import Manifest
from recsys.store.publish import current_id

SEARCH = "making the search index"


@dataclass(frozen=True)
class Spent:
    """Seconds and peak resident memory in MB of one process."""

    seconds: float
    megabytes: float


def main() -> None:
    """Generate data, run all three for each fraction and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--fractions", type=float, nargs="+", default=[0.01, 0.1])
    parser.add_argument("--without-rival-above", type=float, default=0.1, metavar="FRACTION",
                        help="imdb-sqlite is slow (default: %(default)s)")  # fmt: skip
    parser.add_argument("--work", type=Path, help="where files are made and kept")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    parser.add_argument("--build", type=Path, nargs=2, metavar=("WORLD", "STORE"),
                        help=argparse.SUPPRESS)  # fmt: skip
    options = parser.parse_args()
    if options.build:
        _build_and_report(*options.build)
        return
    with tempfile.TemporaryDirectory() as name:
        work = options.work or Path(name)
        fractions = sorted(options.fractions)
        with_rival = fractions[0] <= options.without_rival_above
        rows = [
            _row(work / str(fraction), fraction, fraction <= options.without_rival_above)
            for fraction in fractions
        ]
    body = "\n\n".join(
        [
            report.machine("duckdb", "polars", *(["imdb-sqlite"] if with_rival else [])),
            "Generated files (`benchmarks/world.py`), every step in a process of its own. Tables "
            "and graph: all of `build` but the search index, which is timed apart. Unpacking is "
            "`zcat` of the same files to nowhere. imdb-sqlite reads names, titles, principals and "
            "ratings with its own indexes. Both hold the same number of films and of credits.",
            report.table(_HEADER, rows),
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section("Building from IMDb's files", body)


_HEADER = ("fraction of IMDb", "titles", "credits", "films kept", "unpacking s",
           "tables and graph s", "times unpacking", "search index s", "peak MB", "store MB",
           "imdb-sqlite s", "imdb-sqlite / ours", "its peak MB", "its MB")  # fmt: skip


def _row(work: Path, fraction: float, with_rival: bool) -> list[str]:
    world, store, rival = work / "world", work / "store", work / "rival.sqlite"
    if not world.exists():
        write_world(world, fraction)
    files = sorted(map(str, world.glob("*.tsv.gz")))
    unpacking, _ = _run(["sh", "-c", 'exec zcat "$@" > /dev/null', "zcat", *files])
    ours, output = _run(
        [sys.executable, "-m", "benchmarks.builds", "--build", str(world), str(store)]
    )
    facts = json.loads(output.splitlines()[-1])
    tables = facts["tables"]
    core = facts["seconds"] - facts["search"]
    theirs, titles, credits = None, facts["titles"], facts["credits"]
    if with_rival:
        theirs, _ = _run(
            [
                sys.executable,
                "-m",
                "imdb_sqlite",
                "--db",
                str(rival),
                "--cache-dir",
                str(world),
                "--only",
                "people,titles,crew,ratings",
            ]
        )
        _compare(rival, tables)
    return [
        f"{fraction:g}", f"{titles:,}", f"{credits:,}", f"{tables['movies']:,}",
        f"{unpacking.seconds:.1f}", f"{core:.1f}", f"{core / unpacking.seconds:.1f}",
        f"{facts['search']:.1f}", f"{ours.megabytes:,.0f}", f"{facts['megabytes']:,.0f}",
        *(["–"] * 4 if theirs is None else
          [f"{theirs.seconds:.1f}", f"{theirs.seconds / core:.1f}", f"{theirs.megabytes:,.0f}",
           f"{_megabytes(rival):,.0f}"]),
    ]  # fmt: skip


def _run(command: list[str]) -> tuple[Spent, str]:
    start = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None, "stdout is a pipe"
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:4]} ended with {process.returncode}")
    return Spent(perf_counter() - start, used.ru_maxrss / 1024), output


def _build_and_report(world: Path, store: Path) -> None:
    """Build, in the child process, and print the seconds of each step and the table sizes."""
    times: dict[str, float] = {}
    start = last = perf_counter()
    step = ""

    def progress(words: str) -> None:
        nonlocal last, step
        now = perf_counter()
        times[step] = times.get(step, 0.0) + now - last
        last, step = now, words

    build([ImdbSource(world)], store, progress=progress)
    progress("")
    folder = StoreFolder.at(store)
    built = folder.build(current_id(folder))
    manifest = Manifest.read(built)
    rows = {name: _lines(world, name) for name in ("title.basics", "title.principals")}
    print(json.dumps({
        "seconds": last - start, "search": times[SEARCH], "tables": manifest.tables,
        "titles": rows["title.basics"], "credits": rows["title.principals"],
        "megabytes": _megabytes(built.root),
    }))  # fmt: skip


def _lines(world: Path, name: str) -> int:
    found = subprocess.run(
        ["sh", "-c", 'zcat "$1" | wc -l', "sh", str(world / f"{name}.tsv.gz")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(found.stdout) - 1


def _compare(rival: Path, tables: dict[str, int]) -> None:
    """Assert equal numbers of films and credits, counted once per film and person."""
    con = sqlite3.connect(rival)
    chosen = "type IN ('movie', 'tvMovie') AND is_adult = 0"
    [films] = con.execute(f"SELECT count(*) FROM titles WHERE {chosen}").fetchone()
    [credits] = con.execute(
        "SELECT count(*) FROM (SELECT DISTINCT crew.title_id, person_id "
        f"FROM titles JOIN crew USING (title_id) WHERE {chosen})"
    ).fetchone()
    con.close()
    if (films, credits) != (tables["movies"], tables["movie_prin"]):
        raise AssertionError(
            f"imdb-sqlite holds {films:,} films and {credits:,} credits, ours "
            f"{tables['movies']:,} and {tables['movie_prin']:,}"
        )


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6


if __name__ == "__main__":
    main()
