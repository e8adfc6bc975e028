"""The documents' worked examples are what the commands print and what the API answers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from recsys.ingest.pipeline import build_demo

ROOT = Path(__file__).resolve().parents[1]


def test_examples_are_the_programs_own_output(tmp_path: Path) -> None:
    # A figure in a document that nobody checks is wrong sooner or later.
    spec = importlib.util.spec_from_file_location("examples", ROOT / "docs" / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    examples = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(examples)
    build_demo(tmp_path)
    texts = [document.read_text("utf-8") for document in examples.DOCUMENTS]
    assert sum(text.count("```console") for text in texts) >= 12
    for text in texts:
        assert examples.with_outputs(text, tmp_path) == text, "run `python docs/make_examples.py`"
