"""Successive builds: `python -m benchmarks.updates [--cache STORE]`.

films10k is built without texts, with them, with them again, and with a hundred overviews changed.
Encoded and indexed texts are counted: the last two builds may cost as much as the first plus the
changed texts. `--cache` names a store whose encodings are copied, so that the first build with
texts takes seconds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks import report
from benchmarks.encoding import DATA
from recsys.embeddings import OFFLINE_MODEL
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import Source
from recsys.sources.text_files.source import OverviewFile
from recsys.store.layout import StoreFolder
from recsys.store.manifest import Manifest
from recsys.store.publish import current_id

CHANGED = 100


def main() -> None:
    """Build four times and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of films10k")
    parser.add_argument("--changed", type=int, default=CHANGED, help="overviews of the last build")
    parser.add_argument("--cache", type=Path, help="a store whose encodings are copied")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = Path(name, "store")
        if options.cache:
            shutil.copytree(options.cache / "cache", store / "cache")
        films = ImdbSource(options.data / "imdb")
        texts = options.data / "trakt-search.jsonl.gz"
        changed = change_some(texts, Path(name, "changed.jsonl"), options.changed)
        steps: dict[str, list[Source]] = {
            "without texts": [films],
            "with texts": [films, OverviewFile(texts)],
            "the same again": [films, OverviewFile(texts)],
            f"{options.changed} overviews changed": [films, OverviewFile(changed)],
        }
        rows = [_row(words, sources, store) for words, sources in steps.items()]
    again, after = rows[2], rows[3]
    if again[2:] != ("0", "0") or after[2:] != (f"{options.changed}",) * 2:
        raise AssertionError(f"more was done than had changed: {again}, {after}")
    body = "\n\n".join(
        [
            report.machine("duckdb", "chromadb", "sentence-transformers"),
            "films10k, one build after the other in one store and one process. Encodings of the "
            "first build with texts "
            + ("came from a cache." if options.cache else "were made in it."),
            report.table(("build", "seconds", "texts encoded", "vectors indexed"), rows),
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section("Building again", body)


def _row(words: str, sources: list[Source], store: Path) -> tuple[str, ...]:
    start = perf_counter()
    build(sources, store, model=OFFLINE_MODEL)
    seconds = perf_counter() - start
    folder = StoreFolder.at(store)
    vectors = Manifest.read(folder.build(current_id(folder))).vectors
    done = ("–", "–") if vectors is None else (vectors["encoded_now"], vectors["indexed_now"])
    return words, f"{seconds:.1f}", *map(str, done)


def change_some(texts: Path, target: Path, count: int) -> Path:
    """Return the file with `count` randomly chosen overviews changed."""
    with gzip.open(texts, "rt", encoding="utf-8") as file:
        films = [json.loads(line) for line in file]
    indices = [index for index, film in enumerate(films) if film["movie"]["overview"]]
    for index in np.random.default_rng(0).choice(indices, count, replace=False):
        films[index]["movie"]["overview"] += " It is told anew."
    target.write_text("\n".join(map(json.dumps, films)), encoding="utf-8")
    return target


if __name__ == "__main__":
    main()
