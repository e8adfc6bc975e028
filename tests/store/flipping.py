"""Asks a build whose bytes were flipped; run as a script, so that a crash is seen.

`python -m tests.store.flipping STORE COPY SEED COUNT` prints a JSON object: how the tries ended,
and every error that is not the package's own.
"""

from __future__ import annotations

import contextlib
import json
import logging
import random
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import recsys
from recsys.catalog import Store
from recsys.errors import RecsysError
from recsys.store import StoreFolder
from recsys.store.publish import current_id


def questions(film: str, director: str) -> list[Callable[[Store], Any]]:
    return [
        lambda s: s.directors.recommend(director),
        lambda s: s.movies.similar(film, 20),
        lambda s: s.movies.similar([film], 20, diversity=0.5),
        lambda s: s.titles.search("the seven samuray"),
        lambda s: s.people.search("akira kurosava"),
        lambda s: s.film(film),
        lambda s: s.person(director),
        lambda s: s.explore.view("films"),
        lambda s: s.sql("SELECT count(*), max(primaryTitle), sum(numVotes) FROM movies"),
        lambda s: s.movies.filter_options,
    ]


def main(source: Path, copy: Path, seed: int, count: int) -> None:
    chance = random.Random(seed)
    logging.disable()
    with recsys.open_store(source) as store:
        film = store.movies.best_known(1)[0]
        director = store.graph.people["id"][int(store.graph.director_persons[0])]
    shutil.copytree(source, copy)
    folder = StoreFolder.at(copy)
    build = folder.build(current_id(folder))
    # Chroma's own files are read by its own code, which falls back to exact search.
    files = sorted(
        path
        for path in build.root.rglob("*")
        if path.is_file() and path.stat().st_size and build.chroma not in path.parents
    )
    ends: Counter[str] = Counter()
    raw: list[str] = []
    for number in range(count):
        # Every fifth flip is near the beginning, where files hold their structure.
        path = chance.choice(files)
        size = path.stat().st_size
        place = chance.randrange(min(size, 512) if number % 5 == 0 else size)
        with path.open("r+b") as stream:
            stream.seek(place)
            [before] = stream.read(1)
            stream.seek(place)
            stream.write(bytes([before ^ (1 << chance.randrange(8))]))
        print(f"{path.relative_to(build.root)} {place}", file=sys.stderr, flush=True)
        question = chance.choice(questions(film, director))
        try:
            with recsys.open_store(copy) as store:
                question(store)
            ends["answered"] += 1
        except RecsysError as error:
            ends[type(error).__name__] += 1
        except BaseException as error:
            ends["raw"] += 1
            raw.append(f"{path.relative_to(build.root)} at {place}: {error!r}\n"
                       + "".join(traceback.format_tb(error.__traceback__)[-3:]))  # fmt: skip
        with path.open("r+b") as stream:
            stream.seek(place)
            stream.write(bytes([before]))
    print(json.dumps({"ends": ends, "raw": raw}))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
