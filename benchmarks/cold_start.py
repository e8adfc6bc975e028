"""Time from the shell to the result: `python -m benchmarks.cold_start STORE`.

Each row starts a new process, with the store's files in the system's cache. A director query must
not load Chroma or torch, which take seconds to import.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

import recsys
from benchmarks import report

RUNS = 10
DIRECTORS = "python -m recsys directors"
GOALS = {DIRECTORS: 1.5}
"""Seconds, median."""

HEAVY = ("chromadb", "torch", "sentence_transformers", "streamlit", "pandas")
_WITHOUT_HEAVY = (
    "import sys; from recsys.cli import main; code = main(sys.argv[1:]); "
    f"sys.exit(code or [name for name in {HEAVY} if name in sys.modules] or 0)"
)
HEADER = ("command", "runs", "median s", "fastest s", "slowest s", "goal s")


def main() -> None:
    """Time every command and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        graph = store.graph
        # The director of most films takes the longest.
        busiest = int(graph.director_persons[int(np.argmax(graph.films_directed))])
        director, title = graph.people["id"][busiest], graph.movies["title"][0]
        films, directors = graph.movie_count, graph.director_count
    of_store = ["--store", str(options.store)]
    arguments = ["directors", director, *of_store]
    subprocess.run(
        [sys.executable, "-c", _WITHOUT_HEAVY, *arguments], check=True, capture_output=True
    )
    commands = {
        'python -c ""': ["-c", ""],
        'python -c "import recsys.cli"': ["-c", "import recsys.cli"],
        "python -m recsys search": ["-m", "recsys", "search", title, *of_store],
        DIRECTORS: ["-m", "recsys", *arguments],
    }
    rows = [row(name, words, options.runs) for name, words in commands.items()]
    body = "\n\n".join(
        [
            report.machine("polars", "numpy", "duckdb", "pyarrow"),
            f"{films:,} films, {directors:,} directors; the query is the director of most films. "
            "Each run is a process of its own, from its start to its end; files were read before. "
            f"None of {', '.join(HEAVY)} is loaded for it.",
            report.table(HEADER, rows),
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section("Cold start", body)


def row(name: str, words: list[str], runs: int) -> tuple[str, ...]:
    """Time the command several times after one warm-up."""
    taken = []
    for _ in range(runs + 1):
        start = perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        taken.append(perf_counter() - start)
    seconds = np.array(taken[1:])
    goal = f"{GOALS[name]:.1f}" if name in GOALS else "–"
    spread = (np.median(seconds), seconds.min(), seconds.max())
    return f"`{name}`", f"{runs}", *(f"{value:.2f}" for value in spread), goal


if __name__ == "__main__":
    main()
