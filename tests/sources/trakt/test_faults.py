"""Fetch from a faulty server: every film arrives once, with the values sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys.errors import FetchError
from tests.sources.loopback import StoppedClock
from tests.sources.trakt.checks import assert_all_stored, fetch, fetch_all
from tests.sources.trakt.server import FAULTS, KEY, REFUSALS, Film, Trakt, serving
from tests.sources.trakt.worlds import REAL_FILMS, film, generated, real

needs_real_films = pytest.mark.skipif(not REAL_FILMS.is_file(), reason=f"{REAL_FILMS} is not here")


@pytest.fixture(scope="module")
def films() -> list[Film]:
    return generated()


def test_a_server_without_faults(films: list[Film], tmp_path: Path) -> None:
    """Without faults everything arrives, and a second run requests nothing."""
    trakt = Trakt(films)
    assert fetch_all(trakt, tmp_path) == []
    assert_all_stored(films, tmp_path)
    assert {asked.query["limit"] for asked in trakt.asked} == {"250"}
    assert trakt.keys == {KEY}
    requests = len(trakt.asked)
    fetch_all(Trakt(films), tmp_path)
    with serving(trakt) as url:
        assert fetch(url, tmp_path).films == len(films)
    assert len(trakt.asked) == requests


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault(fault: str, films: list[Film], tmp_path: Path) -> None:
    """One kind of trouble at a time, at random requests and at the very first."""
    trakt = Trakt(films)
    trakt.schedule(seed=len(fault), kinds=(fault,), each=2, within=6)
    trakt.faults[1] = fault
    refusals = fetch_all(trakt, tmp_path)
    assert_all_stored(films, tmp_path)
    struck = [asked for asked in trakt.asked if asked.fault]
    assert len(struck) >= 2
    assert len(refusals) == (len(struck) if fault in REFUSALS else 0)


def test_clamped_throughout(films: list[Film], tmp_path: Path) -> None:
    """A server with a page size of 100 gets no request twice."""
    trakt = Trakt(films, clamp=100)
    fetch_all(trakt, tmp_path)
    assert_all_stored(films, tmp_path)
    pages = [(asked.list, asked.query["page"], asked.query["limit"]) for asked in trakt.asked]
    assert len(pages) == len(set(pages))
    assert sum(asked.items for asked in trakt.asked) <= len(films) + 100


def test_films_that_appear_meanwhile(films: list[Film], tmp_path: Path) -> None:
    """New films at the front move all others one page on; the count tells that some are missing."""
    late = [film(50_000 + n, 1991) for n in range(7)]
    trakt = Trakt(films, late=late, appear_after=4)
    fetch_all(trakt, tmp_path)
    assert_all_stored([*films, *late], tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_all_faults_together(seed: int, films: list[Film], tmp_path: Path) -> None:
    """Everything at once, the command repeated after each refusal."""
    late = [film(60_000 + n, 1990) for n in range(3)]
    trakt = Trakt(films, late=late, clamp=30, appear_after=20)
    trakt.schedule(seed, FAULTS, each=2)
    refusals = fetch_all(trakt, tmp_path)
    assert_all_stored([*films, *late], tmp_path)
    assert {asked.fault for asked in trakt.asked} >= set(FAULTS)
    assert len(refusals) == 2 * len(REFUSALS)


@needs_real_films
def test_real_films_with_all_faults(tmp_path: Path) -> None:
    """The 10,855 films of the shared data, 56 years, all faults."""
    films = real()
    trakt = Trakt(films)
    trakt.schedule(seed=5, kinds=FAULTS, each=2, within=60)
    fetch_all(trakt, tmp_path, years=(1960, 2015))
    assert_all_stored(films, tmp_path)


def test_waits_are_those_asked_for(films: list[Film], tmp_path: Path) -> None:
    """`Retry-After` is obeyed to the second, words and web pages are understood."""
    for fault, least in (("429", 7.0), ("429 words", 12.0), ("429 html", 300.0), ("503", 3.0)):
        clock = StoppedClock()
        trakt = Trakt(films, faults={1: fault})
        with serving(trakt) as url:
            fetch(url, tmp_path / fault, clock)
        assert least <= sum(clock.waits) < least + 2


def test_backoff_grows_and_ends(films: list[Film], tmp_path: Path) -> None:
    """Retries slow down, then the error names the last failure."""
    clock = StoppedClock()
    with (
        serving(Trakt(films, faults=dict.fromkeys(range(1, 999), "502"))) as url,
        pytest.raises(FetchError, match=r"(?s)within 600 s.*\(502\)"),
    ):
        fetch(url, tmp_path, clock, patience=600)
    assert 100 < sum(clock.waits) <= 600
    assert len(clock.waits) < 20
    assert clock.waits[5] > 4 * clock.waits[0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [("401", "received no key"), ("403", "does not know this key"), ("403 page", "web page"),
     ("426", "no Trakt VIP")],
)  # fmt: skip
def test_refusals_say_what_to_do(fault: str, words: str, films: list[Film], tmp_path: Path) -> None:
    """No key, wrong key, a blocked computer and a key without VIP are four different things."""
    trakt = Trakt(films, faults={1: fault})
    with serving(trakt) as url, pytest.raises(FetchError, match=words) as caught:
        fetch(url, tmp_path)
    assert caught.value.status == int(fault[:3])
    assert len(trakt.asked) == 1


def test_a_missing_film_is_an_error(films: list[Film], tmp_path: Path) -> None:
    """A list that repeats a film instead of showing another is named with its pages."""
    faults = dict.fromkeys(range(1, 99), "on two pages")
    with (
        serving(Trakt(films, faults=faults)) as url,
        pytest.raises(FetchError, match=r"promises \d+ items, \d+ arrived.*pages 2 repeat"),
    ):
        fetch(url, tmp_path)


def test_a_server_that_ignores_years(films: list[Film], tmp_path: Path) -> None:
    """Trakt's search ignored its filters in 2026; that must not end as a catalogue of one year."""
    with (
        serving(Trakt(films, heeds_years=False)) as url,
        pytest.raises(FetchError, match=r"ignored the filter by year.*--list popular"),
    ):
        fetch(url, tmp_path)
    with serving(Trakt(films)) as url:
        fetch(url, tmp_path, list="popular")
    assert_all_stored(films, tmp_path)


def test_a_list_too_long_is_asked_for_in_parts(films: list[Film], tmp_path: Path) -> None:
    """The parts by rating add up to the year, or the shortfall is an error."""
    trakt = Trakt(films)
    with serving(trakt) as url:
        fetch(url, tmp_path, max_list=200)
    assert_all_stored(films, tmp_path)
    assert any("ratings" in asked.query for asked in trakt.asked)
    assert all(int(asked.query["page"]) <= 2 for asked in trakt.asked)
    high = [film(n, 1990, rating=11.0) for n in range(9_000, 9_300)]
    with (
        serving(Trakt([*films, *high])) as url,
        pytest.raises(FetchError, match=r"1990 has \d+ films, but its parts by rating have"),
    ):
        fetch(url, tmp_path / "other", max_list=200)


def test_limit(films: list[Film], tmp_path: Path) -> None:
    """`--limit` stops early; without it the same cache is completed."""
    trakt = Trakt(films)
    with serving(trakt) as url:
        assert fetch(url, tmp_path, limit=300).films >= 300
        assert len(trakt.asked) <= 3
        fetch(url, tmp_path)
    assert_all_stored(films, tmp_path)
