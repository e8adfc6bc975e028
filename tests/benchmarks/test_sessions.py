"""The measurement under load speaks Streamlit's protocol and notices what goes wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import sessions
from recsys.build.pipeline import build_demo


def test_two_sessions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables arrive, nothing fails, memory is read."""
    build_demo(tmp_path)
    words = ["script", str(tmp_path), "--sessions", "2", "--seconds", "3", "--dry"]
    monkeypatch.setattr(sys, "argv", words)
    sessions.main()
    said = capsys.readouterr().out
    cells = [cell.strip() for cell in said.splitlines()[-1].strip("|").split("|")]
    count, moves, table, _, whole, _, errors, before, after, _ = cells
    assert (count, errors) == ("2", "0"), said
    assert int(moves) >= 2
    assert 0 < float(table) <= float(whole)
    assert float(before) > 0
    assert float(after) > 0
