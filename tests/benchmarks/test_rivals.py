"""The comparisons with rivals, run with the smallest data."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import builds, rivals


def run(script: object, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["script", *words, "--dry"])
    script.main()  # type: ignore[attr-defined]


def test_director_scores(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every result is compared with ours; MariaDB takes too long to start here."""
    run(rivals, monkeypatch, "--films", "600", "--directors", "12", "--without-mariadb")
    output = capsys.readouterr().out
    assert "All answers equal ours" in output
    for way in ("| ours |", "| scipy sparse product |", "| original's steps, SQLite |"):
        assert way in output


def test_different_result_fails() -> None:
    """A rival with a different result fails the measurement."""
    with pytest.raises(AssertionError, match="x: other scores than ours for nm1"):
        rivals._same("x", "nm1", [("nm2", 1.0)], [("nm2", 1.001)])
    with pytest.raises(AssertionError, match="other scores"):
        rivals._same("x", "nm1", [("nm2", 1.0)], [("nm3", 1.0)])
    rivals._same("x", "nm1", [("nm2", 1.0)], [("nm2", 1.0)])


def test_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Our build and unpacking, and the rival if it is installed."""
    rival = True
    try:
        import imdb_sqlite  # noqa: F401
    except ImportError:
        rival = False
    limit = "1" if rival else "0"
    words = ("--fractions", "0.0003", "--without-rival-above", limit, "--work", str(tmp_path))
    run(builds, monkeypatch, *words)
    row = capsys.readouterr().out.splitlines()[-1].split("|")
    assert row[1].strip() == "0.0003"
    assert int(row[4].replace(",", "")) > 100  # films kept
    assert (row[11].strip() != "–") == rival
