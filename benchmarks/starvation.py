"""Latency of quick questions beside long ones: `python -m benchmarks.starvation STORE`.

A server answers as many long questions at once as given (100 films, 100 results, diversity 1),
each asked again as soon as it is answered or refused, while one client asks quick questions and
another asks for the server's health.
"""

from __future__ import annotations

import argparse
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np

import recsys
from benchmarks import report
from benchmarks.api import serving

HEADER = (
    "long questions at once", "answered", "refused", "quick: median ms", "p99 ms", "slowest ms",
    "health: median ms", "p99 ms",
)  # fmt: skip
_PAUSE = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--long", type=int, nargs="+", default=[0, 6, 20, 64])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        films = store.movies.best_known(400)
    with serving(options.store, ("--api-only",)) as port:
        rows = [measure(port, films, count, options.seconds) for count in options.long]
    body = f"{report.machine('fastapi', 'uvicorn')}\n\n{report.table(HEADER, rows)}"
    if options.dry:
        print(body)
    else:
        report.write_section("Quick questions beside long ones", body)


def measure(port: int, films: list[str], count: int, seconds: float) -> list[object]:
    """Return one row of the table."""
    ids = "&".join(f"id={film}" for film in films[:100])
    long = f"/api/v1/movies/similar?k=100&diversity=1&{ids}"
    quick = [f"/api/v1/movies/{film}/similar" for film in films]
    end = Event()
    with ThreadPoolExecutor(count + 2) as pool:
        for path in quick[:20]:
            ask(port, path)
        crowd = [pool.submit(ask_until, end, port, [long], 0.0) for _ in range(count)]
        alone = [pool.submit(ask_until, end, port, paths, _PAUSE)
                 for paths in (quick, ["/api/v1/health"])]  # fmt: skip
        time.sleep(seconds)
        end.set()
        statuses = [status for part in crowd for status, _ in part.result()]
        quick_times, health_times = (part.result() for part in alone)
    if any(status != 200 for status, _ in [*quick_times, *health_times]):
        raise RuntimeError("A quick question was refused")
    times = np.array([taken for _, taken in quick_times]) * 1e3
    health = np.array([taken for _, taken in health_times]) * 1e3
    figures = [*np.percentile(times, [50, 99, 100]), *np.percentile(health, [50, 99])]
    return [count, statuses.count(200), statuses.count(503), *(f"{ms:.1f}" for ms in figures)]


def ask_until(end: Event, port: int, paths: list[str], pause: float) -> list[tuple[int, float]]:
    """Ask in turn until the event; return status and seconds of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    answers: list[tuple[int, float]] = []
    while not end.wait(pause):
        start = time.perf_counter()
        connection.request("GET", paths[len(answers) % len(paths)])
        response = connection.getresponse()
        response.read()
        answers.append((response.status, time.perf_counter() - start))
    return answers


def ask(port: int, path: str) -> None:
    """Ask once, so that what the first question loads is loaded."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    connection.getresponse().read()


if __name__ == "__main__":
    main()
