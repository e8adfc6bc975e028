"""Hostile texts from network services, through the build to pages, commands and API."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import recsys
from recsys.cli import main
from recsys.ingest.pipeline import build
from recsys.lists import USES
from recsys.sources.trakt.source import TraktSource
from recsys.sources.wikipedia.source import WikipediaSource
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id
from tests.api.conftest import client_of
from tests.app.pages import open_app
from tests.ingest.test_hostile_texts import ESCAPE, HARMFUL, HEBREW, HOSTILE, OVERRIDE, SHOWN
from tests.movies.worlds import MODEL, any_vectors
from tests.sources.trakt.checks import fetch as fetch_trakt
from tests.sources.trakt.server import Trakt
from tests.sources.trakt.server import serving as serving_trakt
from tests.sources.trakt.worlds import film
from tests.sources.wikipedia.checks import fetch as fetch_wikipedia
from tests.sources.wikipedia.server import Item, Page, Wiki
from tests.sources.wikipedia.server import serving as serving_wikipedia

MARKUP = f"{HOSTILE} <img src=x onerror=alert(1)> $y$ :material/home: \u2028\r\n| a | b |"
LONG = f"{MARKUP} {'x' * 10_000} {'Long ' * 2_000}"
FILM, OTHER, THIRD, FOURTH = "tt0000001", "trakt-movie-2", "tt0000003", "tt0000004"
DIRECTOR, PERSON = "trakt-person-1", "trakt-person-2"


def credits_of(director: int) -> dict[str, Any]:
    """People and characters with hostile names."""
    names = {1: f"Ann {MARKUP}", 2: LONG, 3: f"{OVERRIDE}Bob"}
    people = {n: {"name": name, "ids": {"trakt": n, "slug": MARKUP}} for n, name in names.items()}
    return {
        "cast": [{"characters": [MARKUP, f"Himself{ESCAPE}"], "person": people[2]}],
        "crew": {"directing": [{"jobs": ["Director"], "person": people[director]}]},
    }


FILMS = [
    film(1, 1990, title=f"Harm {MARKUP}", overview=MARKUP, tagline=MARKUP, genres=[MARKUP, "drama"],
         subgenres=[MARKUP, f"heist{OVERRIDE}"], country=f"u{ESCAPE}s", language=f"e{OVERRIDE}n",
         certification=MARKUP, status=MARKUP, original_title=f"{OVERRIDE}Also",
         images={"poster": [f"media.example/{MARKUP}"]}),
    film(2, 1991, title=None, ids={"imdb": None, "slug": MARKUP}, overview=LONG * 10),
    film(3, 1990, title=HEBREW, overview=None, tagline=None,
         images={"poster": ["javascript:alert(1)//"]}),
    film(4, 1991, title=LONG, overview=None, tagline=None),
]  # fmt: skip
TRANSLATIONS = [{"title": f"Autre {MARKUP}", "overview": MARKUP, "tagline": MARKUP,
                 "language": "fr", "country": f"f{OVERRIDE}"}]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StoreFolder:
    """Films and people from Trakt, with missing overviews from Wikipedia."""
    folder = StoreFolder.at(tmp_path_factory.mktemp("services"))
    answers: dict[str, Any] = {f"movies/{n}/people": credits_of(1 + n % 2 * 2) for n in range(1, 5)}
    answers |= {f"movies/{n}/translations/fr": TRANSLATIONS for n in range(1, 5)}
    with serving_trakt(Trakt(FILMS, answers=answers)) as url:
        fetch_trakt(url, folder.trakt, people=True, translations=("fr",))
    articles = {"A film": MARKUP, f"<b>{OVERRIDE}*B*{ESCAPE}": LONG}
    items = [
        Item(n, [each], {"en": title})
        for n, (each, title) in enumerate(zip((THIRD, FOURTH), articles, strict=True))
    ]
    pages = {("en", title): Page(lead) for title, lead in articles.items()}
    with serving_wikipedia(Wiki(items, pages)) as settings:
        fetch_wikipedia(settings, folder.wikipedia, [THIRD, FOURTH], ("en",))
    sources = [TraktSource(folder.trakt), WikipediaSource(folder.wikipedia, 2)]
    build(sources, folder.root, model=MODEL, known_vectors=any_vectors(sources))
    return folder


def test_the_catalogue_holds_none_of_them(store: StoreFolder) -> None:
    """Shown texts are sanitized; raw responses are kept unchanged in their own tables."""
    assert check_build(store.build(current_id(store))) == []
    with recsys.open_store(store.root) as opened:
        for table in ("movies", "people", "titles", "movie_prin", "directors"):
            rows = opened.sql(f"SELECT * FROM {table}").rows()
            assert rows
            harmful = [text for text in texts_in(rows) if HARMFUL.search(one_line(text))]
            assert harmful == [], table
        films = {row["id"]: row for row in opened.movies.films([FILM, OTHER, THIRD]).to_dicts()}
        assert films[FILM]["title"].startswith(f"Harm {SHOWN}")
        assert films[FILM]["keywords"][1] == "heist"
        assert films[FILM]["languages"][0] == "en"
        assert films[OTHER]["title"].startswith(SHOWN)
        assert films[THIRD]["title"] == HEBREW
        assert films[THIRD]["overview"].startswith(SHOWN), "Wikipedia's"
        assert len(opened.movies.films([FOURTH])["title"][0]) > 15_000
        assert OVERRIDE in opened.sql("SELECT string_agg(title, '') FROM trakt").item()


def one_line(text: str) -> str:
    """Without the line ends that an overview may have."""
    return re.sub("[\\r\\n\\u2028]", " ", text)


def texts_in(value: Any) -> list[str]:
    """All texts in a nested value."""
    if isinstance(value, dict):
        return texts_in([*value, *value.values()])
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "words",
    [
        ["directors", DIRECTOR], ["directors", DIRECTOR, "--method", "classic", "--json"],
        ["similar", FILM, OTHER], ["similar", FOURTH, "--json"], ["search", "harm"],
        ["search", "autre"], ["search", "--people", "ann"], ["search", "--people", "bob", "--json"],
        ["similar", HOSTILE], ["info"], ["check"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_command_line_prints_none(
    store: StoreFolder, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    main([*words, "--store", str(store.root)])
    out, err = capfd.readouterr()
    assert out + err
    assert not HARMFUL.search((out + err).replace("\n", ""))


@pytest.mark.parametrize("use", USES)
def test_nor_what_a_list_names(
    use: str, store: StoreFolder, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Lists and their names are untrusted too; in JSON they keep every character."""
    path = tmp_path / f"li{OVERRIDE}st.csv"
    odd = f"Zz{OVERRIDE}y{ESCAPE}\x9b2J"
    path.write_text(f"Name,Year\n{odd},1999\nHarm,1990\n", encoding="utf-8")
    words = ["similar", *([] if use == "seeds" else [FILM]), f"--{use}", str(path)]
    for form in ([], ["--json"]):
        main([*words, *form, "--store", str(store.root)])
        out, err = capfd.readouterr()
        assert "1999" in err
        assert not HARMFUL.search((out + err).replace("\n", ""))
        if form and out:
            assert odd in texts_in(json.loads(out)["lists"][use]["unmatched"])


def test_the_api_tells_none(store: StoreFolder) -> None:
    with client_of(store.root) as client:
        for path in (
            f"directors/{DIRECTOR}", f"directors/{DIRECTOR}/recommendations",
            f"directors/{DIRECTOR}/shared/trakt-person-3", f"movies/{FILM}", f"movies/{OTHER}",
            f"movies/{THIRD}/similar", f"movies/similar?id={FILM}&id={FOURTH}",
            "search/movies?q=harm", "search/people?q=ann",
        ):  # fmt: skip
            told = client.get(f"/api/v1/{path}")
            assert told.status_code == 200, path
            texts = texts_in(told.json())
            assert texts
            assert [text for text in texts if HARMFUL.search(one_line(text))] == [], path
            assert told.headers["content-type"].startswith("application/json")
            assert told.headers["x-content-type-options"] == "nosniff"
            assert client.get(f"/api/v1/{path}", headers={"Accept": "text/csv"}).is_success


PAGES: list[tuple[str, dict[str, str]]] = [
    ("home", {}),
    ("directors", {"director": DIRECTOR, "with": "trakt-person-3"}),
    ("movies", {"movie": FILM}),
    ("film", {"movie": FILM}),
    ("film", {"movie": OTHER}),
    ("film", {"movie": THIRD}),
    ("film", {"movie": FOURTH}),
    ("person", {"person": DIRECTOR}),
    ("person", {"person": PERSON}),
    ("compare", {"director": DIRECTOR}),
    ("catalogue", {}),
    ("quality", {}),
    ("your_data", {}),
    ("about", {}),
]


@pytest.mark.parametrize(("page", "asked"), PAGES, ids=lambda value: str(value)[:40])
def test_the_pages_show_them_as_letters(
    page: str, asked: dict[str, str], store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it reaches the browser as Markdown or HTML, or turns around what follows it."""
    monkeypatch.setenv("FILMKIN_STORE", str(store.root))
    app = open_app(page, **asked)
    protos = [node.proto for block in (app.main, app.sidebar) for node in block if node.proto]
    texts = [text for proto in protos for text in strings_in(proto)]
    assert [name for name, text in texts if HARMFUL.search(one_line(text))] == []
    assert [text for name, text in texts if name in READ_AS_MARKDOWN and ALIVE.search(text)] == []
    assert [text for name, text in texts if name == "spec" and "<img" in text] == []
    assert not any(element.allow_html for element in app.markdown)


READ_AS_MARKDOWN = {"body", "label", "help", "caption", "content", "delta", "description"}
"""Fields of elements that Streamlit draws as Markdown."""

ALIVE = re.compile(r"(?<!\\)(<b|<img|\$y|:material/home|\[a\\?\])")
"""Parts of the texts above that would take effect if not escaped."""


def strings_in(proto: Any) -> list[tuple[str, str]]:
    """Field and text, of every text in what is sent to the browser for an element."""
    found = []
    for field, value in proto.ListFields():
        repeated = field.is_repeated if hasattr(field, "is_repeated") else field.label == 3
        for each in value if repeated else [value]:
            if isinstance(each, str):
                found.append((field.name, each))
            elif isinstance(each, bytes):  # an Arrow table
                found.append((field.name, "\u202e" if OVERRIDE.encode() in each else ""))
            elif hasattr(each, "ListFields"):
                found += strings_in(each)
    return found
