"""The README's worked examples are what the commands print."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from recsys.build.pipeline import build_demo

ROOT = Path(__file__).resolve().parents[1]


def test_examples_are_the_commands_own_output(tmp_path: Path) -> None:
    # A figure in the README that nobody checks is wrong sooner or later.
    spec = importlib.util.spec_from_file_location("examples", ROOT / "docs" / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    examples = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(examples)
    build_demo(tmp_path)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.count("```console") >= 8
    assert examples.with_outputs(readme, tmp_path) == readme, "run `python docs/make_examples.py`"
