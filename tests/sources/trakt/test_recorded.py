"""Real exchanges of May and June 2026: every one of them is understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from recsys.sources.http.cache import Cache
from recsys.sources.http.client import Response
from recsys.sources.trakt.client import Client
from recsys.sources.trakt.collected import FilmReader, by_film
from recsys.sources.trakt.fields import film_row, principals
from recsys.sources.trakt.pages import Listing, film_of, identity, read_page
from tests.sources.trakt.checks import tables
from tests.sources.trakt.server import KEY, Trakt, serving
from tests.sources.trakt.worlds import RECORDED, film, recorded

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"{RECORDED} is not here")

EXCHANGES = recorded() if RECORDED.is_dir() else {}


def response_of(exchange: dict[str, Any]) -> Response:
    content = b"" if exchange["body"] is None else json.dumps(exchange["body"]).encode()
    return Response(exchange["status"], exchange["headers"], content)


@pytest.mark.parametrize("name", EXCHANGES)
def test_every_exchange(name: str) -> None:
    """Sent again over a socket, each is taken at the first try, and its films become rows."""
    exchange = EXCHANGES[name]
    address = urlsplit(exchange["request"]["uri"])
    path = address.path.strip("/")
    trakt = Trakt([])
    answer = response_of(exchange)
    trakt.respond = lambda *_: (answer.status, dict(answer.headers), answer.content)  # type: ignore[method-assign]
    with serving(trakt) as url, Client(KEY, url) as client:
        got = client.get(path, dict(parse_qsl(address.query)))
    assert len(trakt.asked) == 1
    assert got.json() == exchange["body"]
    kind = "show" if "show" in f"{path}?{address.query}" else "movie"
    if "x-pagination-item-count" in exchange["headers"]:
        listing = Listing(path, tuple(parse_qsl(address.query)), kind)
        page = read_page(listing, got, 250, 1)
        assert page.promised == int(exchange["headers"]["x-pagination-item-count"])
        assert page.items == len(page.ids) == page.expected
    body = exchange["body"]
    for item in body if isinstance(body, list) else [body]:
        found = film_of(item, kind)
        if found:
            row = film_row(found, f"{kind}s", identity(found))
            assert row["trakt"].isdigit()
            assert row["title"]
            assert row["tconst"].startswith("tt")


def test_a_full_record() -> None:
    """Every field of a real film, the rating with all its decimals."""
    body = EXCHANGES["movies_summary_deadpool.01.json"]["body"]
    row = film_row(body, "movies", identity(body))
    assert row["rating"] == 8.25035285949707
    assert row["certification"] == "R"
    assert row["subgenres"] == ["mercenary", "based-on-comic", "anti-hero"]
    assert str(row["released"]) == "2016-02-12"
    assert row["poster"].startswith("https://media.trakt.tv/images/movies/")
    assert (row["trakt"], row["imdb"], row["tmdb"]) == ("190430", "tt1431045", 293660)


def test_real_people_make_a_credit_graph(tmp_path: Path) -> None:
    """Director, writers, leading cast and heads of crafts; no gaffers, no stunt doubles."""
    exchange = EXCHANGES["media_people.00.json"]
    found = principals(exchange["body"])
    roles = [role for _, role, _ in found]
    assert roles.count("actor") + roles.count("self") == 20
    assert [p["name"] for p, role, _ in found if role == "director"] == ["Tim Miller"]
    assert {"writer", "producer", "cinematographer", "editor", "composer", "casting_director",
            "production_designer"} <= set(roles)  # fmt: skip
    with Cache(tmp_path) as cache:
        put_film(cache, film(190430, 2016, ids={"imdb": "tt1431045"}))
        cache.put("movies/190430/people", response_of(exchange))
    con, report = tables(tmp_path)
    with con:
        [(director, name)] = con.execute("SELECT dconst, primaryName FROM directors").fetchall()
        assert (director.startswith("nm"), name) == (True, "Tim Miller")
        [(birth,)] = con.execute(
            "SELECT birthYear FROM people WHERE primaryName = 'Ryan Reynolds'"
        ).fetchall()
        assert birth == 1976
        [(characters,)] = con.execute(
            "SELECT characters FROM movie_prin WHERE pconst = 'nm0005351'"
        ).fetchall()
        assert characters == ["Deadpool", "Wade Wilson"]
    assert report.rows["principals of movies"]["kept"] == len(found)


def put_film(cache: Cache, *films: dict[str, Any]) -> None:
    items = [{"type": "movie", "movie": one} for one in films]
    headers = {"x-pagination-item-count": str(len(films))}
    cache.put("search/movie?years=2019", Response(200, headers, json.dumps(items).encode()))


def test_real_translations(tmp_path: Path) -> None:
    """Stored by language; titles are found; a text language falls back where it has no text."""
    lines = (RECORDED / "translations.jsonl").read_text(encoding="utf-8").splitlines()
    toy_story = [json.loads(line) for line in lines if "/movies/193972/" in line]
    with Cache(tmp_path) as cache:
        put_film(cache, film(193972, 2019), film(5, 2019))
        for said in toy_story:
            name = f"movies/193972/translations/{said['language']}"
            before = [entry for stored in cache.responses(name) for entry in stored.json()]
            cache.put(name, Response(200, {}, json.dumps([*before, said]).encode()))
        assert len(list(by_film(cache, "movies/*/translations/*"))) > 30
        assert [key for key, _ in FilmReader(cache, "movies")] == ["193972", "5"]
    con, report = tables(tmp_path, language="cs")
    with con:
        count = con.table("translations").shape[0]
        assert count == len(toy_story) == report.rows["translations of movies"]["kept"]
        texts = dict(con.execute("SELECT tconst, overview FROM movies").fetchall())
        assert texts["tt0193972"].startswith("Kovboj Woody")
        assert texts["tt0000005"] == "What happens in film 5."
        titles = {title for (title,) in con.execute("SELECT title FROM titles").fetchall()}
        assert "Toy Story 4: Příběh hraček" in titles
