"""Memory of the running app and its parts: `python -m benchmarks.app_memory STORE`.

One app is visited over websockets, page after page. Then a process of its own imports and opens the
same piece by piece, so that the sum can be told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from websockets.asyncio.client import connect

import recsys
from benchmarks import report
from benchmarks.resident import Row, megabytes
from benchmarks.sessions import Session, process_of, stream_of
from tests.app.server import running_app

GOAL = 350
"""MB of anonymous memory before the first text query."""

SENTENCE = "a heist during a magic show"


def main() -> None:
    """Visit all pages, measure the parts and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--settling", type=float, default=3.0, metavar="SECONDS",
                        help="after each page, for what it leaves to threads")  # fmt: skip
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        director, film, films = _well_known(store)
        sentences = store.vectors is not None
    visited = asyncio.run(visit(options.store, director, film, sentences, options.settling))
    command = [sys.executable, "-m", "benchmarks.resident", str(options.store), director, film]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    body = describe(visited, [tuple(json.loads(line)) for line in output.splitlines()], films)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Memory of the app, {films:,} films", body)


def describe(visited: list[Row], parts: list[Row], films: int) -> str:
    """Return the section's text."""
    quiet = [row for row in visited if SENTENCE not in row[0]]
    goal = [f"{GOAL}" if row == quiet[-1] else "–" for row in visited]
    return "\n\n".join(
        [
            report.machine("streamlit", "chromadb", "polars", "duckdb"),
            f"One app over {films:,} films, visited over websockets, page after page; the steps "
            "add up. Anonymous memory is `RssAnon` of `/proc/PID/status`; mapped pages (`RssFile`: "
            "libraries, vectors, graph, search index) can be dropped at any time.",
            report.table(
                ("after", "anonymous MB", "mapped MB", "goal MB"),
                [
                    (step, f"{own:.0f}", f"{mapped:.0f}", limit)
                    for (step, own, mapped), limit in zip(visited, goal, strict=True)
                ],
            ),
            "What holds it: the same libraries and parts of the store, taken one after another by "
            "a process of its own, and what each adds. Chroma comes last, as a small catalogue may "
            "not need it; what Streamlit keeps for its sessions is not in it.",
            report.table(
                ("part", "anonymous MB", "mapped MB"),
                [(part, f"{own:.1f}", f"{mapped:.1f}") for part, own, mapped in _growth(parts)],
            ),
        ]
    )


def _growth(rows: list[Row]) -> list[Row]:
    before = [("", 0.0, 0.0), *rows]
    return [
        (step, max(0.0, own - last[1]), max(0.0, mapped - last[2]))
        for last, (step, own, mapped) in zip(before, rows, strict=False)
    ]


def _well_known(store: recsys.Store) -> tuple[str, str, int]:
    """Return the director of most films, the film with most votes and the number of films."""
    graph = store.graph
    director = graph.director_persons[int(np.argmax(graph.films_directed))]
    film = graph.movies["id"][int(np.argmax(graph.movie_votes))]
    return graph.people["id"][int(director)], film, graph.movie_count


async def visit(
    store: Path, director: str, film: str, sentences: bool, settling: float
) -> list[Row]:
    """Return the memory of an app after each page."""
    pages = [
        ("Home", "", {}),
        ("Directors", "directors", {"director": director}),
        ("Movies", "movies", {"movie": film}),
        ("Catalogue", "catalogue", {}),
    ]
    if sentences:
        pages.append((f"Discover, “{SENTENCE}”", "discover", {"q": SENTENCE}))
    with (
        tempfile.NamedTemporaryFile(suffix=".log") as log,
        running_app(store, Path(log.name)) as address,
    ):
        process = process_of(address)
        rows = [("start", megabytes(process), megabytes(process, "RssFile"))]
        for name, page, query in pages:
            async with connect(stream_of(address), max_size=None) as connection:
                session = Session(connection, urlencode(query), start=page)
                await session.run()
                if session.errors:
                    raise RuntimeError(f"{name}: {session.errors}")
            await asyncio.sleep(settling)
            rows.append((name, megabytes(process), megabytes(process, "RssFile")))
    return rows


if __name__ == "__main__":
    main()
