"""The load measurement speaks Streamlit's protocol and reports errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reader import CHROMIUM
from recsys.ingest.pipeline import build_demo
from recsys.settings import PROJECT


def measured(store: Path, sessions: int, seconds: int) -> list[str]:
    """Return the cells of the row measured over the demo."""
    build_demo(store)
    # In its own process, because the browser tests may have an event loop in this one.
    command = [sys.executable, "-m", "benchmarks.sessions", str(store)]
    command += ["--sessions", str(sessions), "--seconds", str(seconds), "--dry"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [cell.strip() for cell in done.stdout.splitlines()[-1].strip("|").split("|")]


def test_two_sessions(tmp_path: Path) -> None:
    """Tables arrive, no run fails, and memory is measured."""
    count, moves, table, _, whole, _, errors, before, minute, after, _, seen = measured(
        tmp_path, 2, 3
    )
    assert (count, errors) == ("2", "0")
    assert int(moves) >= 2
    assert 0 < float(table) <= float(whole)
    assert seen == "–" if CHROMIUM is None else float(seen) > 0
    assert min(float(before), float(minute), float(after)) > 0


@pytest.mark.slow
def test_twenty_sessions_for_ten_minutes(tmp_path: Path) -> None:
    """No run fails, and memory does not grow after the first minute."""
    *_, errors, _, minute, after, _, _ = measured(tmp_path, 20, 600)
    assert errors == "0"
    assert float(after) <= 1.1 * float(minute)
