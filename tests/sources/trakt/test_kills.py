"""Kills and interruptions of a real process: nothing that arrived is lost or asked for again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from recsys.settings import PROJECT
from recsys.sources.http.cache import Cache
from recsys.store import StoreFolder
from tests.sources.trakt.checks import assert_all_stored
from tests.sources.trakt.server import KEY, Film, Trakt, serving
from tests.sources.trakt.worlds import generated

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def films() -> list[Film]:
    return generated(900, (1990, 1999))


def start(url: str, store: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"FILMKIN_TRAKT_URL": url, "TRAKT_CLIENT_ID": KEY}
    return subprocess.Popen(
        [sys.executable, "-m", "recsys", "fetch", "trakt", "--years", "1990-1999",
         "--store", str(store), *words],
        cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def committed(store: Path) -> set[tuple[str, str, str]]:
    """Pages in the cache, as the server sees them asked for."""
    with Cache(StoreFolder.at(store).trakt) as cache:
        return {
            (name, str(stored.page), str(stored.size))
            for name in cache.names("*")
            for stored in cache.responses(name)
        }


@posix
@pytest.mark.parametrize("kills_wanted", [8, pytest.param(20, marks=pytest.mark.slow)])
def test_kills(kills_wanted: int, films: list[Film], tmp_path: Path) -> None:
    """SIGKILL at random requests: before the answer, in the middle of it, or right after it."""
    rng = random.Random(3)
    trakt, child = Trakt(films, clamp=20), None
    kills = 0

    def strike(number: int) -> None:
        if child is not None and number == kill_at:
            child.kill()

    with serving(trakt) as url:
        while True:
            had, asked_before = committed(tmp_path), len(trakt.asked)
            kill_at = asked_before + rng.randint(1, 4) if kills < kills_wanted else -1
            trakt.before = trakt.midway = trakt.after = lambda _number: None
            setattr(trakt, rng.choice(("before", "midway", "after")), strike)
            child = start(url, tmp_path)
            code = child.wait(timeout=60)
            child.communicate()
            for asked in trakt.asked[asked_before:]:
                name = f"{asked.path}?" + _query(asked.query)
                assert (name, asked.query["page"], asked.query["limit"]) not in had
            if code == 0:
                break
            assert code == -signal.SIGKILL
            kills += 1
    assert kills == kills_wanted
    # What was compared above goes by the same names on both sides.
    names = {f"{asked.path}?{_query(asked.query)}" for asked in trakt.asked}
    assert {name for name, _, _ in committed(tmp_path)} == names
    assert_all_stored(films, StoreFolder.at(tmp_path).trakt)


def _query(query: dict[str, str]) -> str:
    return urlencode([pair for pair in query.items() if pair[0] not in ("page", "limit")])


@posix
def test_ctrl_c(films: list[Film], tmp_path: Path) -> None:
    """Ctrl-C keeps what arrived and says how to resume, without a traceback."""
    trakt, child = Trakt(films, clamp=20), None

    def strike(number: int) -> None:
        if child is not None and number == 5:
            child.send_signal(signal.SIGINT)
            trakt.closing.wait(timeout=0.5)  # the answer comes after the signal

    trakt.before = strike
    with serving(trakt) as url:
        child = start(url, tmp_path)
        out, errors = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert "continues where it stopped" in errors
    assert "Traceback" not in errors
    assert len(committed(tmp_path)) >= 4
