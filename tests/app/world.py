"""A tiny catalogue: forty films by thirteen directors."""

from __future__ import annotations

from pathlib import Path

from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from tests.helpers import write_imdb

HOSTILE_NAME = "<img src=x onerror=alert(1)> **[bold](http://x)**"
HOSTILE_PERSON = "$x^2$ :red[x] <b>&amp;</b>"
HOSTILE_TITLE = "<script>alert(2)</script> *stars* $y$ :material/home: [a](javascript:alert(3))"

WONG, HUI, KWAN, TAM, ZHANG = "nm0000001", "nm0000002", "nm0000003", "nm0000004", "nm0000005"
VARDA, OLDER_SMITH, YOUNGER_SMITH = "nm0000006", "nm0000007", "nm0000008"
HOSTILE, UNRATED, TSUI, TO, UNRATED_FRIEND = (
    "nm0000009",
    "nm0000010",
    "nm0000011",
    "nm0000012",
    "nm0000013",
)
DOYLE, CHANG, MAGGIE, TONY, ODD, SANDRINE, SINGER = (f"nm000010{n}" for n in range(1, 8))

NAMES = [
    (WONG, "Wong Kar-wai", 1958, None),
    (HUI, "Ann Hui", 1947, None),
    (KWAN, "Stanley Kwan", 1957, None),
    (TAM, "Patrick Tam", 1948, None),
    (ZHANG, "Zhang Yimou", 1950, None),
    (VARDA, "Agnès Varda", 1928, 2019),
    (OLDER_SMITH, "John Smith", 1930, 1990),
    (YOUNGER_SMITH, "John Smith", 1960, None),
    (HOSTILE, HOSTILE_NAME, None, None),
    (UNRATED, "Una Rated", None, None),
    (TSUI, "Tsui Hark", 1950, None),
    (TO, "Johnnie To", 1955, None),
    (UNRATED_FRIEND, "Nemo Rated", None, None),
    (DOYLE, "Christopher Doyle", 1952, None),
    (CHANG, "William Chang", 1953, None),
    (MAGGIE, "Maggie Cheung", 1964, None),
    (TONY, "Tony Leung Chiu-wai", 1962, None),
    (ODD, HOSTILE_PERSON, None, None),
    (SANDRINE, "Sandrine Bonnaire", 1967, None),
    (SINGER, "Unheard Singer", None, None),
]

FILMS: dict[str, list[tuple[float | None, int]]] = {
    WONG: [(8.1, 90_000), (8.0, 60_000), (7.5, 40_000), (7.0, 30_000), (6.4, 900)],
    HUI: [(7.4, 900), (7.2, 2_000), (6.8, 400), (6.0, 50)],
    KWAN: [(7.6, 3_000), (7.1, 700), (5.5, 20)],
    TAM: [(7.9, 1_500), (6.2, 200), (None, 0)],
    ZHANG: [(8.4, 50_000), (7.8, 20_000), (7.7, 9_000), (6.9, 5_000)],
    VARDA: [(7.8, 12_000), (7.4, 8_000), (7.0, 900)],
    OLDER_SMITH: [(6.5, 1_000), (5.0, 100)],
    YOUNGER_SMITH: [(6.6, 1_100), (5.1, 110)],
    HOSTILE: [(9.0, 10), (4.0, 30), (3.0, 20)],
    UNRATED: [(None, 0), (None, 0)],
    TSUI: [(7.3, 8_000), (7.0, 6_000), (6.5, 4_000)],
    TO: [(7.2, 5_000), (7.1, 4_000), (6.0, 100)],
    UNRATED_FRIEND: [(None, 0)],
}
"""Rating and votes of each director's films, one every two years from 1990."""

CREW: dict[str, list[tuple[str, str]]] = {
    WONG: [(DOYLE, "cinematographer"), (CHANG, "editor"), (MAGGIE, "actress"), (TONY, "actor")],
    HUI: [(DOYLE, "cinematographer"), (MAGGIE, "actress")],
    KWAN: [(CHANG, "editor"), (MAGGIE, "actress")],
    TAM: [(CHANG, "production_designer")],
    ZHANG: [(DOYLE, "cinematographer"), (MAGGIE, "actress"), (TONY, "actor")],
    VARDA: [(SANDRINE, "actress")],
    OLDER_SMITH: [(TONY, "actor")],
    YOUNGER_SMITH: [(ODD, "composer")],
    HOSTILE: [(DOYLE, "cinematographer"), (ODD, "composer")],
    UNRATED: [(SINGER, "self")],
    TSUI: [(MAGGIE, "actress"), (ODD, "composer")],
    TO: [(TONY, "actor"), (CHANG, "editor")],
    UNRATED_FRIEND: [(SINGER, "self")],
}
"""The people who work on every film of a director."""


def build_world(folder: Path) -> Path:
    """Write the files and build a store; return its folder."""
    names = {person: name for person, name, _, _ in NAMES}
    basics, ratings, crew, principals = [], [], [], []
    for director, films in FILMS.items():
        for number, (rating, votes) in enumerate(films, 1):
            film = f"tt{len(basics) + 1:07}"
            title = HOSTILE_TITLE if director == HOSTILE else f"{names[director]} {number}"
            basics.append((film, title, 1988 + 2 * number))
            if rating is not None:
                ratings.append((film, rating, votes))
            crew.append((film, director))
            principals += [(film, *credit) for credit in CREW[director]]
    imdb = write_imdb(folder / "imdb", basics, ratings, crew, principals, NAMES)
    build([ImdbSource(imdb)], folder / "store")
    return folder / "store"
