"""Collecting from Wikidata and Wikipedia: each film gets its text once, whatever happens."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import FetchError, InvalidArgument
from recsys.sources.http.cache import FILE_NAME
from recsys.sources.wikipedia.client import Client, user_agent
from recsys.sources.wikipedia.fetch import FetchOptions
from recsys.sources.wikipedia.queries import (
    LEAD_BATCH,
    ArticleQuery,
    LeadQuery,
    in_batches,
    parse_name,
)
from tests.sources.loopback import StoppedClock
from tests.sources.wikipedia.checks import fetch, fetch_all, stored
from tests.sources.wikipedia.server import FAULTS, Item, Page, Wiki, serving
from tests.sources.wikipedia.worlds import film, lead, said, world


def test_a_server_without_faults(tmp_path: Path) -> None:
    """Every film with an article has its text; a second run has nothing left to ask."""
    wiki, films, expected = world()
    with serving(wiki) as settings:
        report = fetch(settings, tmp_path, films)
        requests = len(wiki.asked)
        assert fetch(settings, tmp_path, films).requests == 0
    assert len(wiki.asked) == requests == report.requests
    found, built = stored(tmp_path, films)
    assert found == expected
    texts = sum(text is not None for text in expected.values())
    assert (report.films, report.texts) == (len(films), texts)
    assert report.texts + report.without_article + report.without_text == report.films
    assert (report.without_article, report.without_text) == (48, 24)
    assert built.rows["films asked about"] == {
        "read": 240, "kept": texts,
        "dropped": {"no article": 48, "no text": 24, "film left out": 0},
    }  # fmt: skip
    assert built.gave == {"overview": texts}
    # No text in French is asked for where there is one in English.
    french = [
        title for asked in wiki.asked if asked.path.startswith("fr/") for title in asked.titles
    ]
    assert all(title.startswith(("Le film", "Sens")) for title in french)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault(fault: str, tmp_path: Path) -> None:
    """One kind of trouble at a time, at random requests and at the very first."""
    wiki, films, expected = world(120)
    wiki.schedule(seed=len(fault), kinds=(fault,), each=2, within=5)
    wiki.faults[1] = fault
    assert fetch_all(wiki, tmp_path, films) == []
    assert stored(tmp_path, films)[0] == expected
    assert sum(asked.fault is not None for asked in wiki.asked) >= 2


@pytest.mark.parametrize("at_once", [20, 7, 1])
def test_all_faults_together(at_once: int, tmp_path: Path) -> None:
    """Everything at once, from a wiki that gives fewer texts an answer than it is asked for."""
    wiki, films, expected = world()
    wiki.at_once = at_once
    wiki.schedule(seed=at_once, kinds=(*FAULTS, "403"))
    refusals = fetch_all(wiki, tmp_path, films)
    assert stored(tmp_path, films)[0] == expected
    assert len(refusals) == sum(asked.fault == "403" for asked in wiki.asked)
    assert {asked.fault for asked in wiki.asked} >= set(FAULTS)


def test_waits_are_those_asked_for(tmp_path: Path) -> None:
    """`Retry-After` is obeyed; a lagging wiki and a web page are understood."""
    for fault, least in (("429", 9), ("429 html", 60), ("maxlag", 5), ("503", 3)):
        wiki, films, _ = world(20)
        wiki.faults = {1: fault}
        clock = StoppedClock()
        with serving(wiki) as settings:
            fetch(settings, tmp_path / fault, films, clock=clock)
        assert least <= sum(clock.waits) < least + 2


def test_patience_ends(tmp_path: Path) -> None:
    """A wiki that lags for hours is given up with the reason named; what arrived is kept."""
    wiki, films, expected = world()
    wiki.faults = dict.fromkeys(range(4, 999), "maxlag")
    with serving(wiki) as settings:
        with pytest.raises(FetchError, match=r"(?s)within 600 s.*\(maxlag\).*resumes from there"):
            fetch(settings, tmp_path, films, patience=600)
        kept = sum(text is not None for text in stored(tmp_path, films)[0].values())
        assert kept > 0
        wiki.faults, before = {}, len(wiki.asked)
        fetch(settings, tmp_path, films)
    assert not any(asked.path == "sparql" for asked in wiki.asked[before:])
    assert stored(tmp_path, films)[0] == expected


@pytest.mark.parametrize(
    ("fault", "words"),
    [("403", "FILMKIN_CONTACT"), ("badvalue", "did not understand the request.*No such prop")],
)
def test_refusals_say_what_to_do(fault: str, words: str, tmp_path: Path) -> None:
    """What trying again can't mend is said at once."""
    wiki, films, _ = world(20)
    wiki.faults = {2: fault}
    with serving(wiki) as settings, pytest.raises(FetchError, match=words):
        fetch(settings, tmp_path, films)
    assert len(wiki.asked) == 2


def test_an_answer_of_unknown_form_is_not_stored(tmp_path: Path) -> None:
    """Stored, it would break every later run and build."""
    wiki, films, expected = world(20)
    right = wiki.respond
    wiki.respond = lambda _asked: (200, {}, b'{"results": {"bindings": [{"imdb": 5}]}}')  # type: ignore[method-assign]
    with serving(wiki) as settings:
        with pytest.raises(FetchError, match="response has an unknown form"):
            fetch(settings, tmp_path, films)
        wiki.respond = right  # type: ignore[method-assign]
        fetch(settings, tmp_path, films)
    assert stored(tmp_path, films)[0] == expected


def test_languages_in_the_order_given(tmp_path: Path) -> None:
    """Another order later asks only for what it lacks, and a build may prefer a language."""
    wiki, films, english_first = world(60)
    with serving(wiki) as settings:
        fetch(settings, tmp_path, films, languages=["en"])
        assert not any(asked.path.startswith("fr/") for asked in wiki.asked)
        only_english = stored(tmp_path, films)[0]
        fetch(settings, tmp_path, films, languages=["en", "fr"])
        assert stored(tmp_path, films)[0] == english_first
        before = len(wiki.asked)
        fetch(settings, tmp_path, films, languages=["fr", "en"])
    asked_now = {asked.path for asked in wiki.asked[before:]}
    assert asked_now == {"fr/w/api.php"}
    french, _ = stored(tmp_path, films, language="fr")
    assert french[film(10)] == said("fr", 10, "Film 10")
    assert french[film(5)] == english_first[film(5)]  # in English alone
    assert stored(tmp_path, films)[0] == english_first
    assert sum(only_english[f] is None for f in films) > sum(french[f] is None for f in films)


def test_limit(tmp_path: Path) -> None:
    """So many more films at each run, in the order given, until nothing is left to ask."""
    wiki, films, expected = world(60)
    with serving(wiki) as settings:
        assert fetch(settings, tmp_path, films, limit=25).films == 25
        assert {f for asked in wiki.asked for f in asked.films} == set(films[:25])
        assert fetch(settings, tmp_path, films, limit=25).films == 50
        assert fetch(settings, tmp_path, films, limit=25).films == 60
    assert stored(tmp_path, films)[0] == expected
    asked_about = [f for asked in wiki.asked for f in asked.films]
    assert len(asked_about) == len(set(asked_about))


def test_who_asks(tmp_path: Path) -> None:
    """The User-Agent names program, contact and library, and the wiki's answer is stored without
    the address that it sends back; without a contact the pace is the slow one."""
    wiki, films, _ = world(240)
    quick, slow = StoppedClock(), StoppedClock()
    with serving(wiki) as settings:
        fetch(settings, tmp_path / "a", films, clock=quick)
        assert {asked.agent for asked in wiki.asked} == {user_agent("tests@example.org")}
        requests = len(wiki.asked)
        fetch(settings | {"FILMKIN_CONTACT": ""}, tmp_path / "b", films, clock=slow)
    assert user_agent("tests@example.org").startswith("Filmkin/0.1 (tests@example.org) python-")
    assert sum(quick.waits) < 1
    assert sum(slow.waits) > (requests - 2) * 6
    with sqlite3.connect(tmp_path / "a" / FILE_NAME) as con:
        for headers, body in con.execute("SELECT headers, body FROM answers"):
            assert "192.0.2.7" not in headers
            assert "GeoIP" not in headers
            json.loads(gzip.decompress(body))


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("FILMKIN_WIKIDATA_URL", "ftp://x", "FILMKIN_WIKIDATA_URL is not a web address"),
        ("FILMKIN_WIKIPEDIA_URL", "https://en.wikipedia.org/w/api.php", "needs {language}"),
        ("FILMKIN_WIKIPEDIA_URL", "{language}", "FILMKIN_WIKIPEDIA_URL is not a web address"),
        ("FILMKIN_CONTACT", "me (at home)", "give one email or web address"),
        ("FILMKIN_CONTACT", "a\nb", "give one email or web address"),
    ],
)
def test_settings_with_a_slip(
    setting: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named at once, before anything is asked."""
    monkeypatch.setenv(setting, value)
    with pytest.raises(FetchError, match=words):
        Client()


@pytest.mark.parametrize("language", ["english, please", "EN", "e", "en/../x", ""])
def test_languages_that_are_none(language: str) -> None:
    """A language becomes part of an address and of a query."""
    with pytest.raises(InvalidArgument):
        FetchOptions((language,))


@given(
    st.lists(
        st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1)
        | st.text("電影", min_size=100, max_size=250),
        unique=True,
    )
)
def test_titles_survive_their_batches_and_names(titles: list[str]) -> None:
    """Whatever a title holds, it is asked for once, and its batch is read back from its name."""
    batches = list(in_batches(titles))
    assert [title for batch in batches for title in batch] == titles
    assert all(len(batch) <= LEAD_BATCH for batch in batches)
    for batch in batches:
        assert parse_name(LeadQuery("zh-min-nan", batch).name) == LeadQuery("zh-min-nan", batch)
    asked = ArticleQuery(("tt0000001", "tt12345678"), ("en", "fr"))
    assert parse_name(asked.name) == asked


def test_a_text_never_stands_without_its_address(tmp_path: Path) -> None:
    """The licence asks for it: a page that does not say where it is, is not used."""
    wiki = Wiki([Item(1, [film(1)], {"en": "A"})], {("en", "A"): Page(lead("en", 1))})
    right = wiki.respond
    wiki.respond = lambda asked: _without_address(right(asked))  # type: ignore[method-assign]
    with serving(wiki) as settings:
        assert fetch(settings, tmp_path, [film(1)]).without_text == 1


def _without_address(
    answer: tuple[int, dict[str, str], bytes],
) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer
    return status, headers, body.replace(b"canonicalurl", b"other")
