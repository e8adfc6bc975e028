"""docs/internals.md names places and tests that exist."""

from __future__ import annotations

import ast
import re

from recsys.settings import PROJECT

PAGE = (PROJECT / "docs" / "internals.md").read_text(encoding="utf-8")


def test_the_places_exist() -> None:
    paths = set(re.findall(r"`((?:recsys|pages|benchmarks|tests)/[\w/]+\.py)", PAGE))
    assert len(paths) > 10
    assert [path for path in sorted(paths) if not (PROJECT / path).is_file()] == []


def test_the_tests_exist() -> None:
    references = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert references
    for path, name in references:
        tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in names, f"{path}::{name}"
