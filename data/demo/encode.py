"""Encode the demo's texts into `data/demo/vectors.npz`: `python data/demo/encode.py`.

Run it after changing an overview, title or genre; a test fails if it is due. Vectors are stored as
16-bit floats, which keeps the file small and the neighbours the same.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from recsys.embeddings import OFFLINE_MODEL, TextModel
from recsys.embeddings.cache import hash_of
from recsys.embeddings.encode import encode_all
from recsys.ingest.catalogue import create_tables
from recsys.ingest.vectors import texts_of
from recsys.sources.demo import FOLDER, DemoSource, read_demo_vectors
from recsys.sources.staging import CREATE_STAGING, BuildOptions


def demo_texts() -> list[str]:
    """The text that a build encodes for each film of the demo."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        DemoSource().stage(con, BuildOptions(), lambda _: None)
        create_tables(con)
        return texts_of(con)[1]


def main() -> None:
    """Encode new texts, keep known vectors and drop unused ones."""
    texts = demo_texts()
    with tempfile.TemporaryDirectory() as cache:
        model = TextModel(OFFLINE_MODEL)
        vectors, encoded = encode_all(texts, model, Path(cache), known=read_demo_vectors())
    hashes = np.array([np.frombuffer(hash_of(text), dtype=np.uint8) for text in texts])
    order = np.lexsort(hashes.T[::-1])
    np.savez_compressed(
        FOLDER / "vectors.npz", hashes=hashes[order], vectors=vectors[order].astype(np.float16)
    )
    print(f"{len(texts)} texts, of which {encoded} were encoded now")


if __name__ == "__main__":
    main()
