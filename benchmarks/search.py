"""Typo-tolerant search compared with rivals: `python -m benchmarks.search [--imdb FOLDER]`.

A table for each number of titles and one for names, all recombined from those of the folder, or of
a small generated world where there is no folder. A query counts as found if one of the first
ten results has, folded, the text the query was made from: films of one title are one answer, as
nothing in the query tells them apart. Typos are one letter or space replaced, left out, put in or
swapped, anywhere, in texts of five letters and more. Popularity is random, so it helps nobody.
The last column is the number of queries of each kind; the slow ways are asked fewer.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from rapidfuzz import fuzz, process

from benchmarks import report
from benchmarks.search_data import Corpus, people, sample, titles, typo
from benchmarks.world import write_world
from recsys.search import FuzzyIndex, build_index
from recsys.util.fold import fold, fold_all
from tests.helpers import SHARED_DATA

Search = Callable[[str], list[str]]
SLOW = 40  # queries of each kind for a rival that takes a second each
GENERATED = 10_000
"""Number of generated films if no folder is given."""


@dataclass(frozen=True)
class Contender:
    """A search method: `search` returns ten texts; build time in s, size on disk in MB."""

    name: str
    search: Search
    build: float
    size: float
    queries: int


def ours(corpus: Corpus, folder: Path, queries: int) -> Contender:
    """`recsys.search`."""
    started = time.perf_counter()
    build_index(folder, corpus.entries)
    build = time.perf_counter() - started
    index = FuzzyIndex(folder)
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6

    def search(query: str) -> list[str]:
        return index.search(query, 10, corpus.popularity)["matched"].to_list()

    return Contender("recsys.search", search, build, size, queries)


def every_text(name: str, scorer: Callable[..., float], corpus: Corpus, queries: int) -> Contender:
    """rapidfuzz over every folded text in memory."""
    started = time.perf_counter()
    folded = fold_all(corpus.entries["text"])
    build = time.perf_counter() - started

    def search(query: str) -> list[str]:
        found: list[Any] = process.extract(fold(query), folded, scorer=scorer, limit=10)
        return [text for text, _, _ in found]

    return Contender(name, search, build, 0.0, queries)


def sqlite_trigrams(corpus: Corpus, file: Path, queries: int) -> Contender:
    """SQLite FTS5 with the trigram tokenizer, any trigram of the query, ranked by BM25."""
    started = time.perf_counter()
    database = sqlite3.connect(file)
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='trigram')")
    folded = ((text,) for text in fold_all(corpus.entries["text"]))
    database.executemany("INSERT INTO texts VALUES (?)", folded)
    database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
    database.commit()
    build = time.perf_counter() - started

    def search(query: str) -> list[str]:
        plain = fold(query)
        grams = sorted({plain[i : i + 3] for i in range(len(plain) - 2)})
        wanted = " OR ".join(f'"{gram}"' for gram in grams) or '""'
        sql = "SELECT text FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10"
        return [text for (text,) in database.execute(sql, (wanted,))]

    return Contender("SQLite FTS5 trigram", search, build, file.stat().st_size / 1e6, queries)


def measure(search: Search, targets: list[str], queries: list[str]) -> tuple[float, list[float]]:
    """Return the share of queries found in the first ten, and the milliseconds of each."""
    hits, spent = 0, []
    for text, query in zip(targets, queries, strict=True):
        started = time.perf_counter()
        found = search(query)
        spent.append((time.perf_counter() - started) * 1e3)
        hits += fold(text) in fold_all(found)
    return hits / len(targets), spent


def line(contender: Contender, corpus: Corpus) -> str:
    """Return a row of the table."""
    meant = sample(corpus, contender.queries)
    chance = random.Random(2)
    exact, first = measure(contender.search, meant, meant)
    mistyped, second = measure(contender.search, meant, [typo(text, chance) for text in meant])
    spent = numpy.array(first + second)
    return (
        f"| {contender.name} | {numpy.median(spent):.1f} | {numpy.percentile(spent, 95):.1f} "
        f"| {exact:.1%} | {mistyped:.1%} | {contender.build:.1f} | {contender.size:.0f} "
        f"| {contender.queries} |"
    )


def table(what: str, corpus: Corpus, queries: int) -> str:
    """Return the table of all contenders on one corpus, run one after another to save memory."""
    few = min(SLOW, queries)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        contenders: list[Callable[[], Contender]] = [
            lambda: ours(corpus, place / "index", queries),
            lambda: sqlite_trigrams(corpus, place / "fts.sqlite", min(100, queries)),
            lambda: every_text("rapidfuzz WRatio, every text", fuzz.WRatio, corpus, few),
            lambda: every_text(
                "FlixRec's: token_sort_ratio, every text", fuzz.token_sort_ratio, corpus, few
            ),
        ]
        lines = [line(contender(), corpus) for contender in contenders]
    header = (
        "| way | median ms | p95 ms | exact @10 | typo @10 | build s | MB on disk | queries |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    return "\n".join(
        [f"{len(corpus.primary):,} {what}, {corpus.entries.height:,} texts:\n", header, *lines]
    )


def main() -> None:
    """Measure titles, then names, and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--imdb", type=Path, default=SHARED_DATA / "films10k" / "imdb",
                        help="folder with title.basics and name.basics, .tsv.gz")  # fmt: skip
    parser.add_argument("--titles", type=int, nargs="+", default=[334_000, 900_000])
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with _words(options.imdb) as (origin, folder):
        tables = [
            table("films", titles(folder / "title.basics.tsv.gz", count), options.queries)
            for count in options.titles
        ]
        names = people(folder / "name.basics.tsv.gz", options.people)
        tables.append(table("people", names, options.queries))
    body = "\n\n".join(
        [
            report.machine("rapidfuzz", "numpy", "polars"),
            f"Titles and names recombined from {origin} ones. Half of the queries are exact, half "
            "have one typo anywhere (a letter or space replaced, left out, put in or swapped). "
            "Found means: one of the first ten reads as what was meant.",
            *tables,
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section("Finding by name", body)


@contextmanager
def _words(imdb: Path) -> Iterator[tuple[str, Path]]:
    """Return a folder with source titles and names, and its description."""
    if imdb.is_dir():
        yield "real", imdb
        return
    with tempfile.TemporaryDirectory() as folder:
        write_world(Path(folder), films=GENERATED, films_only=True)
        yield "generated", Path(folder)


if __name__ == "__main__":
    main()
