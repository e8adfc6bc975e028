"""Memory of a process; as a command, the memory that each library and part of a store adds.

`python -m benchmarks.resident STORE DIRECTOR FILM` prints a line of JSON after each part. Imports
are late because they are measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recsys import Store

LIBRARIES: dict[str, tuple[str, ...]] = {
    "Python": (),
    "NumPy, Polars, PyArrow": ("numpy", "polars", "pyarrow"),
    "DuckDB": ("duckdb",),
    "FastAPI, uvicorn": ("fastapi", "uvicorn"),
    "Streamlit, with pandas": ("pandas", "streamlit", "streamlit.web.cli"),
    "Plotly, NetworkX": ("plotly.graph_objects", "plotly.io", "networkx"),
    "modules of Filmkin": ("recsys.api", "recsys.charts", "recsys.explore", "recsys.lists"),
}

Row = tuple[str, float, float]
"""Step, MB of anonymous memory, MB of mapped files."""


def megabytes(process: int | str = "self", kind: str = "RssAnon") -> float:
    """Return the memory of a process in MB: anonymous or, as `RssFile`, of mapped files."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith(kind)]
    return int(line.split()[1]) / 1024


def hold(folder: Path, director: str, film: str) -> Iterator[Row]:
    """Import and open part after part."""
    for name, modules in LIBRARIES.items():
        for module in modules:
            import_module(module)
        yield name, megabytes(), megabytes(kind="RssFile")
    import recsys

    with recsys.open_store(folder) as store:
        steps: dict[str, Callable[[], object]] = {
            "credit graph": lambda: store.graph.movies,
            "a director's answer": lambda: store.directors.recommend(director),
            "search of titles and people": lambda: (
                store.titles.search("heat"),
                store.people.search("mann"),
            ),
            "films like one": lambda: store.movies.similar(film),
            "Chroma and its index, opened on need": lambda: _open_index(store),
        }
        for name, take in steps.items():
            take()
            sleep(0.5)  # threads that clean up
            yield name, megabytes(), megabytes(kind="RssFile")


def _open_index(store: Store) -> None:
    store.movies.warm_up()
    if store._index is not None:  # a store without texts has none
        store._index.wait()


if __name__ == "__main__":
    for row in hold(Path(sys.argv[1]), *sys.argv[2:]):
        print(json.dumps(row), flush=True)
