"""Updates, people, translations and shows: what is asked, and what of it is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from recsys.sources.http.cache import Cache
from recsys.sources.http.pace import Clock, Pace, backoff, retry_after
from recsys.sources.trakt.client import PERIOD, REQUESTS, Client, read_rate_limit
from recsys.sources.trakt.fetch import Fetch, FetchOptions
from recsys.sources.trakt.fields import day, number, whole
from tests.sources.loopback import StoppedClock
from tests.sources.trakt.checks import fetch, stored, tables
from tests.sources.trakt.server import KEY, Trakt, serving
from tests.sources.trakt.worlds import film

TODAY = datetime.now(UTC).date()
TOMORROW = f"{TODAY + timedelta(days=1)}T00:00:00.000Z"


def test_since(tmp_path: Path) -> None:
    """Updates replace known films and add those of the languages and years asked for."""
    trakt = Trakt([film(1, 1990), film(2, 1991)])
    trakt.updated = [
        film(1, 1990, title="New title", votes=3_000),
        film(3, 1991),
        film(4, 1991, language="fr"),
        film(5, 2001),
    ]
    wanted = {"languages": ("en",), "since": TODAY - timedelta(days=3)}
    with serving(trakt) as url:
        fetch(url, tmp_path, languages=("en",))
        asked = len(trakt.asked)
        fetch(url, tmp_path, **wanted)
        assert [a.path for a in trakt.asked[asked:]] == [
            f"movies/updates/{wanted['since']}T00:00:00Z"
        ]
        titles = {row["trakt"]: row["title"] for row in stored(tmp_path)}
        assert titles == {"1": "New title", "2": "Film 2", "3": "Film 3"}
        trakt.updated = [film(2, 1991, title="Newer")]
        fetch(url, tmp_path, **wanted)
    assert {row["title"] for row in stored(tmp_path)} == {"New title", "Newer", "Film 3"}


def test_progress_shows_pages_films_rate_time_and_waits(tmp_path: Path) -> None:
    """Hours pass: how far it is, how long it will take, and why nothing moves right now."""
    clock, lines = StoppedClock(), []
    time = Clock(clock.now, clock.sleep)
    trakt = Trakt([film(n, 1990) for n in range(1, 301)], faults={3: "429"})
    options = FetchOptions(years=(1990, 1990), people=True)

    def tell_wait(seconds: float, reason: str) -> None:
        lines.append(f"waiting {seconds:.0f} s: {reason}")

    with (
        serving(trakt) as url,
        Cache(tmp_path) as cache,
        Client(KEY, url, clock=time, on_wait=tell_wait) as client,
    ):
        Fetch(client, cache, options, lines.append, time).run()
    assert lines[0] == "1 pages, 250 of 300 movies, 0/s, time left unknown"
    assert lines[2] == "waiting 7 s: Trakt asks for fewer requests (429)"
    assert lines[3].startswith("3 pages, 300 of 300 movies, ")
    assert lines[3].endswith("/s, 0 min left")
    assert lines[-1].startswith("movies/300/people: 300 of 300, ")


def test_people_are_asked_for_once_and_again_after_a_change(tmp_path: Path) -> None:
    """A film that changed since its people were fetched is asked about again, the others not."""
    trakt = Trakt([film(1, 1990), film(2, 1991)])
    trakt.answers["movies/1/people"] = {"cast": [], "crew": {}}

    def asked() -> list[str]:
        return [a.path for a in trakt.asked if a.path.endswith("/people")]

    with serving(trakt) as url:
        fetch(url, tmp_path, people=True)
        assert sorted(asked()) == ["movies/1/people", "movies/2/people"]  # 2 is answered with 404
        fetch(url, tmp_path, people=True)
        assert len(asked()) == 2
        trakt.updated = [film(2, 1991, updated_at=TOMORROW)]
        fetch(url, tmp_path, people=True, since=TODAY)
    assert asked()[2:] == ["movies/2/people"]


def test_translations_that_exist(tmp_path: Path) -> None:
    """Only languages that a film says it has are asked for."""
    trakt = Trakt([film(1, 1990, available_translations=["fr"]), film(2, 1990)])
    french = {
        "title": "Film un",
        "overview": None,
        "tagline": "Mot.",
        "language": "fr",
        "country": "fr",
    }
    trakt.answers["movies/1/translations/fr"] = [french]
    with serving(trakt) as url:
        fetch(url, tmp_path, translations=("fr", "zh"))
    paths = {asked.path for asked in trakt.asked if "translations" in asked.path}
    assert paths == {
        "movies/1/translations/fr", "movies/2/translations/fr", "movies/2/translations/zh",
    }  # fmt: skip
    con, _ = tables(tmp_path, language="fr")
    with con:
        rows = con.execute("SELECT overview, tagline FROM movies ORDER BY tconst").fetchall()
        assert rows[0] == ("What happens in film 1.", "Mot.")
        assert rows[1] == ("What happens in film 2.", "Tagline 2.")
        assert con.execute("SELECT * FROM titles").fetchall() == [("tt0000001", "Film un")]


def test_shows_are_kept_apart(tmp_path: Path) -> None:
    """A show and a film of one number are two things, told apart by id and type."""
    trakt = Trakt([film(1, 1990, ids={"imdb": None})], shows=[film(1, 1990, ids={"imdb": None})])
    with serving(trakt) as url:
        fetch(url, tmp_path)
        fetch(url, tmp_path, kinds="shows")
    con, report = tables(tmp_path)
    with con:
        rows = con.execute("SELECT tconst, titleType FROM movies").fetchall()
    assert rows == [("trakt-movie-1", "movie"), ("trakt-show-1", "tvSeries")]
    con, report = tables(tmp_path, types=("movie",))
    con.close()
    assert report.rows["shows"]["dropped"]["film left out"] == 1


def test_numbers_that_are_not_there_stay_null(tmp_path: Path) -> None:
    """Null is not 0: a film without votes is unrated, in the catalogue as in the answer."""
    films = [
        film(1, 1990, votes=None, rating=None, runtime=None),
        film(2, 1990, votes=0, rating=0.0, runtime=0),
        film(3, 1990, votes=10, rating=8.25035),
    ]
    with serving(Trakt(films)) as url:
        fetch(url, tmp_path)
    con, _ = tables(tmp_path)
    with con:
        rows = con.execute(
            "SELECT averageRating::DOUBLE, numVotes, runtimeMinutes FROM movies ORDER BY tconst"
        ).fetchall()
    assert rows == [(None, None, None), (None, None, None), (8.3, 10, 63)]
    assert [row["rating"] for row in stored(tmp_path)] == [None, 0.0, 8.25035]


def test_pace_keeps_to_the_allowance() -> None:
    """Never more requests in a period than the server allows, whatever they are asked for."""
    clock = StoppedClock()
    pace = Pace(Clock(clock.now, clock.sleep), REQUESTS, PERIOD)
    times = []
    for _ in range(2_000):
        clock.sleep(pace.reserve())
        times.append(clock.now())
    assert all(
        later - earlier >= 300 * 0.99 for earlier, later in zip(times, times[501:], strict=False)
    )
    said = '{"name": "UNAUTHED_API_GET_LIMIT", "period": 300, "limit": 1000, "remaining": 0}'
    allowance = read_rate_limit(said)
    assert allowance == (1000, 300, 0)
    pace.change(*allowance)
    start = clock.now()
    for _ in range(300):
        clock.sleep(pace.reserve())
    assert 95 < clock.now() - start < 105


@given(st.none() | st.text() | st.recursive(st.integers() | st.text(), st.lists).map(str))
def test_headers_of_any_kind_are_survived(header: str | None) -> None:
    """Headers come from outside; what can't be read changes nothing."""
    requests, period, _ = read_rate_limit(header) or (1, 1, 1)
    assert requests > 0 < period
    assert (retry_after(header) or 0) >= 0


@given(st.integers(1, 10**6))
def test_backoff_has_a_bound(failures: int) -> None:
    """The wait is always between half a second and two minutes."""
    assert 0.5 <= backoff(failures) <= 120


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()))
def test_fields_of_any_kind_are_survived(value: object) -> None:
    """A field of the wrong kind is null, never a crash: the original died of them."""
    assert (whole(value) or 0) >= 0
    number(value)
    day(value)
