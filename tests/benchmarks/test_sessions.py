"""The measurement under load speaks Streamlit's protocol and notices what goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from recsys.build.pipeline import build_demo
from recsys.settings import PROJECT


def test_two_sessions(tmp_path: Path) -> None:
    """Tables arrive, nothing fails, memory is read."""
    build_demo(tmp_path)
    # In a process of its own: the browser tests may have an event loop in this one.
    command = [sys.executable, "-m", "benchmarks.sessions", str(tmp_path), "--sessions", "2"]
    done = subprocess.run(
        [*command, "--seconds", "3", "--dry"], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    cells = [cell.strip() for cell in done.stdout.splitlines()[-1].strip("|").split("|")]
    count, moves, table, _, whole, _, errors, before, after, _ = cells
    assert (count, errors) == ("2", "0"), done.stdout
    assert int(moves) >= 2
    assert 0 < float(table) <= float(whole)
    assert float(before) > 0
    assert float(after) > 0
