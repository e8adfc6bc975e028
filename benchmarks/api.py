"""Throughput of the HTTP API: `python -m benchmarks.api STORE [--requests 2000]`.

Each row starts a server of its own and asks it, after a warm-up, for recommendations of directors
and similar films in turn, each id once, over the given number of persistent connections. Nothing is
answered from a cache: no id comes twice, and the client sends no entity tag.
"""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np

import recsys
from benchmarks import report

WARM_UP = 100
START_SECONDS = 60
CONNECTIONS = 8


@dataclass(frozen=True)
class Run:
    """A server configuration and the number of client connections."""

    name: str
    options: tuple[str, ...] = ("--api-only",)
    kinds: tuple[str, ...] = ("directors", "films")
    connections: int = CONNECTIONS
    gzip: bool = False


RUNS = (
    Run("directors and films in turn"),
    Run("the same, compressed", gzip=True),
    Run("the same, beside the pages", options=()),
    Run("the same, two workers", options=("--api-only", "--workers", "2")),
    Run("directors alone", kinds=("directors",)),
    Run("films alone", kinds=("films",)),
    Run("in turn, one connection", connections=1),
)
HEADER = (
    "asked for", "connections", "requests", "a second", "median ms", "p95 ms", "p99 ms", "kB each",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--only", type=int, metavar="N", help="that run alone, from 0")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        ids = {
            "directors": store.graph.people["id"].gather(store.graph.director_persons).to_list(),
            "films": store.graph.movies["id"].to_list(),
        }
    runs = RUNS if options.only is None else RUNS[options.only : options.only + 1]
    rows = [measure(run, options.store, ids, options.requests) for run in runs]
    body = "\n\n".join(
        [
            report.machine("fastapi", "uvicorn", "polars", "chromadb"),
            f"{len(ids['films']):,} films, {len(ids['directors']):,} directors. Server and client "
            "share the cores, over loopback; one process, but for the row with two workers. Random "
            "ids, each asked for once; defaults of the API (5 directors, 20 films); no cache.",
            report.table(HEADER, rows),
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section("HTTP API", body)


def measure(run: Run, store: Path, ids: dict[str, list[str]], requests: int) -> list[object]:
    """Measure one configuration; return a row of the table."""
    chance = random.Random(1)
    share = min((requests + WARM_UP) // len(run.kinds), *(len(ids[kind]) for kind in run.kinds))
    samples = [[_path(kind, id) for id in chance.sample(ids[kind], share)] for kind in run.kinds]
    paths = list(chain.from_iterable(zip(*samples, strict=True)))
    with serving(store, run.options) as port:
        send_all(port, paths[:WARM_UP], run)
        paths = paths[WARM_UP:]
        start = time.perf_counter()
        times, size = send_all(port, paths, run)
        seconds = time.perf_counter() - start
    milliseconds = np.array(times) * 1e3
    spread = [f"{value:.1f}" for value in np.percentile(milliseconds, [50, 95, 99])]
    return [run.name, run.connections, f"{len(paths):,}", f"{len(paths) / seconds:.0f}", *spread,
            f"{size / len(paths) / 1e3:.1f}"]  # fmt: skip


def send_all(port: int, paths: list[str], run: Run) -> tuple[list[float], int]:
    """Return the seconds of each request and the bytes in total; fails unless all are 200."""
    queue: SimpleQueue[str] = SimpleQueue()
    for path in paths:
        queue.put(path)
    headers = {"Accept-Encoding": "gzip" if run.gzip else "identity"}

    def send_some() -> tuple[list[float], int]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        times, size = [], 0
        while True:
            try:
                path = queue.get_nowait()
            except Empty:
                return times, size
            start = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            size += len(response.read())
            times.append(time.perf_counter() - start)
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status}")

    with ThreadPoolExecutor(run.connections) as pool:
        parts = [pool.submit(send_some) for _ in range(run.connections)]
        done = [part.result() for part in parts]
    return [seconds for times, _ in done for seconds in times], sum(size for _, size in done)


@contextmanager
def serving(store: Path, options: tuple[str, ...]) -> Iterator[int]:
    """Run a server on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "recsys", "serve", "--store", str(store), "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            _wait_until_open(port)
            yield port
        finally:
            child.terminate()
            child.wait(timeout=30)


def _wait_until_open(port: int) -> None:
    """Wait until the server responds."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/api/v1/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("The server did not start")


def _path(kind: str, id: str) -> str:
    if kind == "directors":
        return f"/api/v1/directors/{id}/recommendations"
    return f"/api/v1/movies/{id}/similar"


if __name__ == "__main__":
    main()
