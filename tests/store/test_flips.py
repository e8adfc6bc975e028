"""Flipped bytes that readers meet without having verified the build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from recsys.ingest.pipeline import build_demo
from recsys.settings import PROJECT


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips")
    build_demo(folder)
    return folder


def flip(demo: Path, copy: Path, seed: int, count: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.store.flipping", str(demo), str(copy), str(seed),
               str(count)]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, f"a crash ({done.returncode}) after {done.stderr[-2_000:]}"
    result = json.loads(done.stdout)
    assert not result["raw"], "\n".join(result["raw"])
    ends: dict[str, int] = result["ends"]
    print(ends)
    return ends


def test_sixty_flipped_bytes(demo: Path, tmp_path: Path) -> None:
    ends = flip(demo, tmp_path / "copy", 1, 60)
    assert sum(ends.values()) == 60


@pytest.mark.slow
def test_a_thousand_flipped_bytes(demo: Path, tmp_path: Path) -> None:
    ends = flip(demo, tmp_path / "copy", 2, 1_000)
    assert sum(ends.values()) == 1_000
    assert ends["DamagedStore"] > 0
