"""Encoding film texts, compared with the original's loop: `python -m benchmarks.encoding`.

The film recommender of 2022 encodes 32 texts at a time in the order of its catalogue. Every call
pads its texts to the longest among them, so sorting by length saves work only within one call.
Processor seconds of one thread are compared: unlike wall-clock time, they do not depend on other
work on the machine.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import torch

from benchmarks import int8, report
from recsys.embeddings import OFFLINE_MODEL, TextModel
from recsys.embeddings.encode import encode_all
from recsys.ingest.catalogue import create_tables, writable
from recsys.ingest.vectors import texts_of
from recsys.settings import PROJECT
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import BuildOptions
from recsys.sources.text_files.source import OverviewFile

DATA = PROJECT.parent / "shared" / "data" / "films10k"
THEIR_SLICE = 32
TOLERANCE = 1e-4
ROUNDS = 2


def main() -> None:
    """Read the texts, encode them both ways in turn and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of films10k")
    parser.add_argument("--texts", type=int, default=1_500, help="texts drawn at random")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    texts = read_texts(options.data)
    chosen = np.random.default_rng(0).permutation(len(texts))[: options.texts]
    body = measure([texts[place] for place in np.sort(chosen)], options.rounds)
    if options.dry:
        print(body)
    else:
        report.write_section("Encoding", body)


def read_texts(data: Path) -> list[str]:
    """Return the texts a build of films10k encodes, in the order of the catalogue."""
    with (
        tempfile.TemporaryDirectory() as folder,
        writable(Path(folder, "catalogue.duckdb"), Path(folder, "spill")) as con,
    ):
        for source in (ImdbSource(data / "imdb"), OverviewFile(data / "trakt-search.jsonl.gz")):
            source.stage(con, BuildOptions(), lambda _: None)
        create_tables(con)
        return texts_of(con)[1]


def measure(texts: list[str], rounds: int) -> str:
    """Return the section's text."""
    torch.set_num_threads(1)
    model = TextModel(OFFLINE_MODEL)
    model.encode_documents(texts[:64])  # loads the model and torch's kernels
    quantised = int8.encoder()
    ours, theirs, small, difference = [], [], [], 0.0
    for _ in range(rounds):
        seconds, loop = _timed(lambda: _their_loop(model, texts))
        theirs.append(seconds)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            seconds, (vectors, encoded) = _timed(lambda p=place: encode_all(texts, model, p))
            ours.append(seconds)
        if encoded != len(set(texts)):
            raise AssertionError(f"{encoded} texts were encoded instead of {len(set(texts))}")
        seconds, eighth = _timed(lambda: quantised(texts))
        small.append(seconds)
        difference = max(difference, float(np.abs(vectors - loop).max()))
    if difference > TOLERANCE:
        raise AssertionError(f"the vectors differ by {difference}")
    ratios = [loop[0] / once[0] for loop, once in zip(theirs, ours, strict=True)]
    rows = [
        (f"slices of {THEIR_SLICE}, as the original", *_figures(theirs, texts), "1.00"),
        ("`encode_all`, cache written", *_figures(ours, texts), f"{np.median(ratios):.2f}"),
        ("int8 by ONNX, sorted by length", *_figures(small, texts),
         f"{np.median(np.array(theirs)[:, 0] / np.array(small)[:, 0]):.2f}"),
    ]  # fmt: skip
    cosine = float((vectors * eighth).sum(axis=1).mean())
    return "\n\n".join(
        [
            report.machine("sentence-transformers", "torch"),
            f"{len(texts):,} recipe texts of films10k, drawn at random, "
            f"{np.mean([len(text) for text in texts]):.0f} characters on average; "
            f"{OFFLINE_MODEL}, one thread; rounds in one process, in turns: {rounds}; medians. "
            f"Ratios of processor seconds from round to round {min(ratios):.2f}–{max(ratios):.2f}. "
            f"No number of any vector differs by more than "
            f"{difference:.0e}. The int8 model is another one (cosine to ours {cosine:.4f} on "
            f"average; of the 20 nearest of a text {int8.overlap(vectors, eighth):.0%} agree), so "
            "it is no way for us to encode, only a rival.",
            report.table(
                ("way", "processor s", "texts a processor second", "clock s", "times as fast"), rows
            ),
        ]
    )


def _their_loop(model: TextModel, texts: list[str]) -> np.ndarray:
    encoder = model._load()  # the bare SentenceTransformer, as the original calls it
    slices = range(0, len(texts), THEIR_SLICE)
    return np.concatenate(
        [
            encoder.encode(
                texts[start : start + THEIR_SLICE],
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            for start in slices
        ]
    )


def _timed(call: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Return processor seconds, wall-clock seconds and the result."""
    start = process_time(), perf_counter()
    result = call()
    return (process_time() - start[0], perf_counter() - start[1]), result


def _figures(seconds: list[tuple[float, float]], texts: list[str]) -> tuple[str, str, str]:
    processor, clock = np.median(seconds, axis=0)
    return f"{processor:.1f}", f"{len(texts) / processor:.0f}", f"{clock:.0f}"


if __name__ == "__main__":
    main()
