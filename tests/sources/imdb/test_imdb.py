"""IMDb's file format: values arrive unchanged, and all rows are counted."""

from __future__ import annotations

import gzip
import hashlib
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import recsys
from recsys.ingest.pipeline import build
from recsys.sources.imdb.files import REQUIRED, inspect
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import BuildOptions
from recsys.util.sanitize import sanitize
from tests.helpers import SHARED_DATA, Row, build_store, tsv, write_file, write_imdb

FILM = [("tt1", "One")]


def rows(store: Path, query: str) -> list[tuple[Any, ...]]:
    with recsys.open_store(store) as opened:
        return opened.sql(query).rows()


def counts(store: Path) -> dict[str, dict[str, Any]]:
    with recsys.open_store(store) as opened:
        [source] = opened.manifest.sources
        return source["rows"]


def credits_of(store: Path) -> list[tuple[Any, ...]]:
    return rows(store, "SELECT tconst, pconst, roles, characters FROM movie_prin")


def test_null_marker_is_null_in_every_optional_column(tmp_path: Path) -> None:
    """`\\N` must never become a text, a zero or a genre."""
    store = build_store(
        tmp_path,
        basics=[("tt1", "One", None, "movie", None)],
        crew=[("tt1", None)],
        principals=[{"tconst": "tt1", "nconst": "nm1", "category": None, "characters": None}],
        names=[("nm1", "Ann", None, None)],
    )
    film = "SELECT startYear, runtimeMinutes, genres, averageRating, numVotes FROM movies"
    assert rows(store, film) == [(None, None, [], None, None)]
    assert rows(store, "SELECT primaryName, birthYear, deathYear FROM people") == [
        ("Ann", None, None)
    ]
    assert credits_of(store) == [("tt1", "nm1", ["other"], None)]
    assert rows(store, "SELECT * FROM movie_dir") == []


@pytest.mark.parametrize(
    ("primary", "original", "shown"),
    [
        (None, "Eins", ("Eins", "Eins")),
        ("One", None, ("One", "One")),
        (None, None, ("tt1", "tt1")),
    ],
)
def test_missing_title_is_taken_from_the_other(
    tmp_path: Path, primary: str | None, original: str | None, shown: tuple[str, str]
) -> None:
    """A film must have something to be shown by."""
    film = {"tconst": "tt1", "primaryTitle": primary, "originalTitle": original}
    store = build_store(tmp_path, basics=[film])
    assert rows(store, "SELECT primaryTitle, originalTitle FROM movies") == [shown]


QUOTED = [
    'Stephen "Dr" Love',
    '"',
    '"Unclosed',
    'Closed"',
    '""',
    '"Whole"',
    "It's",
    "#1 Film",
    " spaced ",
    "back\\slash",
    "a\\tb",
    "comma, separated; 'n' so|on",
    "\ufeffmark",
    "NULL",
    "日本語",
]


def test_bare_quotes_and_odd_characters_are_text(tmp_path: Path) -> None:
    """A reader that knows quoting swallows every row up to the next quote."""
    films = [(f"tt{place:02}", title) for place, title in enumerate(QUOTED)]
    store = build_store(
        tmp_path,
        basics=films,
        names=[("nm1", 'Nick "The "Name')],
        principals=[(film, "nm1") for film, _ in films],
    )
    assert rows(store, "SELECT primaryTitle FROM movies ORDER BY tconst") == [
        (title,) for title in QUOTED
    ]
    assert rows(store, "SELECT primaryName FROM people") == [('Nick "The "Name',)]
    assert counts(store)["title.basics"]["read"] == len(QUOTED)


# What a line of the file can hold: no tab, no line break, no NUL, and not the null marker.
LINE_TEXT = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\t\n\r\0"), min_size=1
).filter(lambda text: text != "\\N" and text.strip(" \xa0\u3000"))


@settings(max_examples=8, deadline=None)
@given(st.lists(LINE_TEXT, min_size=1, max_size=40))
def test_any_title_comes_through_unchanged(titles: list[str]) -> None:
    """No character within a line changes a title, except by sanitizing, or loses a row."""
    with tempfile.TemporaryDirectory() as folder:
        films = [(f"tt{place:02}", title) for place, title in enumerate(titles)]
        store = build_store(Path(folder), basics=films, packed=False)
        assert rows(store, "SELECT primaryTitle FROM movies ORDER BY tconst") == [
            (sanitize(title),) for title in titles
        ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('["Self"]', ["Self"]),
        ('["Dr. "X" Y"]', ['Dr. "X" Y']),
        ('["One","Two"]', ["One", "Two"]),
        ('["A, B","C"]', ["A, B", "C"]),
        ('["Back\\slash"]', ["Back\\slash"]),
        (None, None),
        ("[]", None),
        ('[""]', None),
    ],
)
def test_characters_are_cut_at_their_separators(
    tmp_path: Path, raw: str | None, expected: list[str] | None
) -> None:
    """`characters` looks like JSON but holds bare quotes, on which a JSON reader fails."""
    store = build_store(tmp_path, basics=FILM, principals=[("tt1", "nm1", "actor", raw)])
    assert credits_of(store) == [("tt1", "nm1", ["actor"], expected)]


def test_person_several_times_on_a_title_is_one_credit(tmp_path: Path) -> None:
    """Repeated credits would count a person twice in every score."""
    store = build_store(
        tmp_path,
        basics=FILM,
        principals=[
            ("tt1", "nm1", "producer"),
            ("tt1", "nm1", "actress", ["Zoe"]),
            ("tt1", "nm1", "director"),
            ("tt1", "nm1", "actor", ["Abe", "Zoe"]),
            ("tt1", "nm1", "actor", ["Abe"]),
        ],
    )
    assert credits_of(store) == [("tt1", "nm1", ["director", "actor", "producer"], ["Abe", "Zoe"])]
    assert counts(store)["title.principals"] == {
        "read": 5, "kept": 5, "dropped": {"title left out": 0},
    }  # fmt: skip


def test_crew_says_who_directed_and_principals_who_took_part(tmp_path: Path) -> None:
    """The two files disagree in real data; films directed come from crew alone."""
    store = build_store(
        tmp_path,
        basics=[("tt1", "One"), ("tt2", "Two")],
        crew=[("tt1", ["nm1", "nm2"]), ("tt2", None)],
        principals=[("tt1", "nm1", "director"), ("tt2", "nm3", "director")],
    )
    assert rows(store, "SELECT * FROM movie_dir") == [("tt1", "nm1"), ("tt1", "nm2")]
    assert rows(store, "SELECT dconst FROM directors") == [("nm1",), ("nm2",)]
    assert credits_of(store) == [
        ("tt1", "nm1", ["director"], None),
        ("tt2", "nm3", ["director"], None),
    ]
    assert rows(store, "SELECT pconst FROM principals") == [("nm1",), ("nm3",)]
    assert rows(store, "SELECT nconst FROM people") == [("nm1",), ("nm2",), ("nm3",)]


def test_director_named_twice_in_crew_directed_once(tmp_path: Path) -> None:
    """A repeated id in a list must not double the number of films directed."""
    store = build_store(tmp_path, basics=FILM, crew=[("tt1", "nm1,nm1")])
    assert rows(store, "SELECT * FROM movie_dir") == [("tt1", "nm1")]


def test_people_without_a_name_row_are_shown_by_id(tmp_path: Path) -> None:
    """Name rows are missing in real data; nobody may vanish because of it."""
    store = build_store(
        tmp_path,
        basics=FILM,
        crew=[("tt1", "nm1")],
        principals=[("tt1", "nm2"), ("tt1", "nm3")],
        names=[("nm3", None)],
    )
    assert rows(store, "SELECT nconst, primaryName FROM people") == [
        ("nm1", "nm1"), ("nm2", "nm2"), ("nm3", "nm3"),
    ]  # fmt: skip
    with recsys.open_store(store) as opened:
        assert opened.people.resolve("nm2") == "nm2"


def test_ratings_are_tenths_and_unrated_films_stay(tmp_path: Path) -> None:
    """Ratings are compared as tenths, and half of the titles have none."""
    store = build_store(
        tmp_path,
        basics=[("tt1", "One"), ("tt2", "Two"), ("tt3", "Three")],
        ratings=[("tt1", "7.1", 12), ("tt3", "10.0", 2_000_000_000)],
    )
    films = rows(store, "SELECT tconst, averageRating::VARCHAR, numVotes FROM movies")
    assert films == [("tt1", "7.1", 12), ("tt2", None, None), ("tt3", "10.0", 2_000_000_000)]
    with recsys.open_store(store) as opened:
        assert opened.graph.movie_rating_tenths.tolist() == [71, 0, 100]


MIXED = [
    ("tt1", "Film", None, "movie"),
    ("tt2", "For TV", None, "tvMovie"),
    ("tt3", "Series", None, "tvSeries"),
    ("tt4", "Episode", None, "tvEpisode"),
    {"tconst": "tt5", "primaryTitle": "Adult", "isAdult": "1"},
    {"tconst": "tt6", "primaryTitle": "Unmarked", "isAdult": None},
]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (BuildOptions(), ["tt1", "tt2", "tt6"]),
        (BuildOptions(types=("tvSeries",)), ["tt3"]),
        (BuildOptions(types=("movie", "tvEpisode", "noSuchType")), ["tt1", "tt4", "tt6"]),
        (BuildOptions(include_adult=True), ["tt1", "tt2", "tt5", "tt6"]),
        (BuildOptions(min_votes=1), ["tt1", "tt2"]),
        (BuildOptions(min_votes=100), ["tt2"]),
        (BuildOptions(min_votes=101, include_adult=True), ["tt5"]),
    ],
)
def test_options_choose_the_films(tmp_path: Path, options: BuildOptions, kept: list[str]) -> None:
    """Types, votes (bound inclusive) and adult titles decide what a catalogue holds."""
    store = build_store(
        tmp_path,
        basics=MIXED,
        ratings=[("tt1", 5.0, 1), ("tt2", 5.0, 100), ("tt5", 5.0, 101)],
        options=options,
    )
    assert rows(store, "SELECT tconst FROM movies") == [(tconst,) for tconst in kept]
    with recsys.open_store(store) as opened:
        assert tuple(opened.manifest.options["types"]) == options.types
        assert opened.manifest.options["min_votes"] == options.min_votes
        assert opened.manifest.options["include_adult"] == options.include_adult


def test_alternative_titles_are_searched_where_there_are_any(tmp_path: Path) -> None:
    """title.akas is optional; with it a film is found by its titles elsewhere."""
    basics = [("tt1", "One"), ("tt2", "Two", None, "tvEpisode")]
    akas = [("tt1", "Eins", "DE"), ("tt1", "Eins", "AT"), ("tt2", "Zwei", "DE"), ("tt1", None)]
    with_them = build_store(tmp_path / "with", basics=basics, akas=akas)
    without = build_store(tmp_path / "without", basics=basics)
    assert rows(with_them, "SELECT tconst, title FROM titles") == [("tt1", "Eins")]
    with recsys.open_store(with_them) as opened:
        assert opened.titles.resolve("eins") == "tt1"
    assert rows(without, "SELECT * FROM titles") == []
    assert "title.akas" not in counts(without)


def test_unknown_category_is_other(tmp_path: Path) -> None:
    """IMDb adds categories; a new one must neither stop a build nor lose the credit."""
    categories = ["stunts", "actress", "archive_sound", "production_designer", "self"]
    principals = [("tt1", f"nm{place}", word) for place, word in enumerate(categories)]
    store = build_store(tmp_path, basics=FILM, principals=principals)
    assert [roles for _, _, roles, _ in credits_of(store)] == [
        ["other"], ["actor"], ["archive_footage"], ["production_designer"], ["self"],
    ]  # fmt: skip


def test_genres_are_mapped_to_one_list(tmp_path: Path) -> None:
    """Filters compare genres, so each has one name and stands once."""
    film = ("tt1", "One", None, "movie", ["Sci-Fi", "science-fiction", "Wuxia", "Drama"])
    store = build_store(tmp_path, basics=[film])
    assert rows(store, "SELECT genres FROM movies") == [(["Drama", "Sci-Fi", "Wuxia"],)]


COUNTED: dict[str, list[Row]] = {
    "basics": [
        ("tt1", "One"),
        ("tt2", "Two"),
        ("tt3", "Unrated"),
        ("tt4", "Episode", None, "tvEpisode"),
        {"tconst": "tt5", "primaryTitle": "Adult", "isAdult": "1"},
        {"tconst": "tt6", "primaryTitle": "Adult short", "isAdult": "1", "titleType": "short"},
    ],
    "ratings": [("tt1", 7.0, 10), ("tt2", 7.0, 9), ("tt4", 7.0, 50), ("tt5", 7.0, 50)],
    "crew": [("tt1", "nm1,nm2"), ("tt2", "nm1"), ("tt3", None), ("tt4", "nm9"), ("tt5", None)],
    "principals": [
        ("tt1", "nm1", "director"),
        ("tt1", "nm3"),
        ("tt1", "nm3", "writer"),
        ("tt2", "nm4"),
        ("tt4", "nm3"),
        ("tt8", "nm3"),
    ],
    "names": [("nm1", "A"), ("nm3", "C"), ("nm4", "D"), ("nm9", "I")],
    "akas": [("tt1", "Eins"), ("tt1", None), ("tt2", "Zwei"), ("tt4", "Vier")],
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            BuildOptions(),
            {
                "title.basics": (6, 3, {"other type": 2, "adult": 1, "too few votes": 0}),
                "title.ratings": (4, 3, {"title of other type": 1}),
                "title.crew": (5, 2, {"title left out": 2, "no director given": 1}),
                "title.principals": (6, 4, {"title left out": 2}),
                "name.basics": (4, 3, {"not credited on a kept title": 1}),
            },
        ),
        (
            BuildOptions(min_votes=10),
            {
                "title.basics": (6, 1, {"other type": 2, "adult": 1, "too few votes": 2}),
                "title.ratings": (4, 3, {"title of other type": 1}),
                "title.crew": (5, 1, {"title left out": 4, "no director given": 0}),
                "title.principals": (6, 3, {"title left out": 3}),
                "name.basics": (4, 2, {"not credited on a kept title": 2}),
            },
        ),
    ],
)
def test_rows_read_kept_and_dropped_are_counted(
    tmp_path: Path, options: BuildOptions, expected: dict[str, tuple[int, int, dict[str, int]]]
) -> None:
    """The manifest must account for every row of every file, with the reason it was left out."""
    found = counts(build_store(tmp_path, **COUNTED, options=options))
    akas = found.pop("title.akas")
    assert found == {
        file: {"read": read, "kept": kept, "dropped": dropped}
        for file, (read, kept, dropped) in expected.items()
    }
    assert akas["read"] == 4 == akas["kept"] + sum(akas["dropped"].values())


def test_alternative_titles_left_out_are_counted_by_reason(tmp_path: Path) -> None:
    """A row of a kept film without a title is not a row of a film left out."""
    akas = counts(build_store(tmp_path, **COUNTED))["title.akas"]
    assert akas == {"read": 4, "kept": 2, "dropped": {"title left out": 1, "no title given": 1}}


def test_a_catalogue_without_people_is_built(tmp_path: Path) -> None:
    """Nothing to match against must not look like rows that were lost."""
    store = build_store(tmp_path, basics=FILM)
    assert rows(store, "SELECT count(*) FROM people") == [(0,)]
    assert counts(store)["name.basics"]["read"] == 1


@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=False))
def test_rows_come_in_any_order(shuffled: random.Random) -> None:
    """IMDb promises no order, and a catalogue must not depend on one."""
    tables = {name: list(part) for name, part in COUNTED.items()}
    with tempfile.TemporaryDirectory() as folder:
        straight = build_store(Path(folder) / "a", **tables)
        for part in tables.values():
            shuffled.shuffle(part)
        mixed = build_store(Path(folder) / "b", **tables)
        for table in ("movies", "movie_dir", "movie_prin", "people", "titles"):
            query = f"SELECT * FROM {table}"
            assert rows(straight, query) == rows(mixed, query), table


def test_plain_and_packed_files_make_the_same_catalogue(tmp_path: Path) -> None:
    """Both forms are promised, also mixed in one folder."""
    packed = build_store(tmp_path / "packed", **COUNTED)
    plain = build_store(tmp_path / "plain", **COUNTED, packed=False)
    folder = write_imdb(tmp_path / "imdb", **COUNTED)
    crew = folder / "title.crew.tsv.gz"
    (folder / "title.crew.tsv").write_bytes(gzip.decompress(crew.read_bytes()))
    crew.unlink()
    build([ImdbSource(folder)], tmp_path / "mixed")
    for table in ("movies", "movie_dir", "movie_prin", "people", "titles"):
        query = f"SELECT * FROM {table}"
        assert rows(packed, query) == rows(plain, query) == rows(tmp_path / "mixed", query) != [], (
            table
        )


def test_gzip_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    """Parallel packers write many members; a reader that stops after one loses most rows."""
    folder = write_imdb(tmp_path / "imdb", basics=FILM)
    text = tsv("title.basics", [(f"tt{n:03}", f"Film {n}") for n in range(500)]).encode()
    pieces = [text[at : at + 1000] for at in range(0, len(text), 1000)]
    members = b"".join(gzip.compress(piece) for piece in pieces)
    assert len(pieces) > 10
    (folder / "title.basics.tsv.gz").write_bytes(members)
    build([ImdbSource(folder)], tmp_path / "store")
    assert counts(tmp_path / "store")["title.basics"]["kept"] == 500


@pytest.mark.parametrize("packed", [True, False])
def test_windows_line_ends_are_read(tmp_path: Path, packed: bool) -> None:
    """Files that went through a Windows tool end their lines with two characters."""
    folder = write_imdb(tmp_path / "imdb", **COUNTED, packed=packed)
    text = tsv("title.crew", COUNTED["crew"]).replace("\n", "\r\n")
    write_file(folder, "title.crew", text, packed)
    build([ImdbSource(folder)], tmp_path / "store")
    assert rows(tmp_path / "store", "SELECT dconst FROM directors") == [("nm1",), ("nm2",)]
    assert counts(tmp_path / "store")["title.crew"]["read"] == 5


def test_manifest_holds_the_hashes_of_the_sources(tmp_path: Path) -> None:
    """A catalogue must be traceable to the very files it was made of."""
    store = build_store(tmp_path, **COUNTED)
    with recsys.open_store(store) as opened:
        [source] = opened.manifest.sources
    assert source["name"] == "imdb"
    described = {file["name"]: file for file in source["files"]}
    files = {path.name: path.read_bytes() for path in (tmp_path / "imdb").iterdir()}
    assert described.keys() == files.keys()
    for name, content in files.items():
        assert described[name]["bytes"] == len(content)
        assert described[name]["sha256"] == hashlib.sha256(content).hexdigest()


def test_inspect_reads_across_its_chunks(tmp_path: Path) -> None:
    """Lines, members and the hash must not depend on where a chunk of the reader ends."""
    line = "tt1\tnm1\t" + "x" * 4_000 + "\n"
    text = "tconst\tdirectors\twriters\n" + line * 700  # 2.8 MB, more than two chunks
    path = write_file(tmp_path, "title.crew", text, packed=False)
    found = inspect("title.crew", path)
    assert (found.rows, found.size) == (700, len(text))
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()
    noise = random.Random(1).randbytes(1_500_000).hex()
    packed = write_file(tmp_path, "title.crew", f"tconst\tdirectors\twriters\ntt1\t{noise}\t\\N\n")
    assert packed.stat().st_size > 1 << 20
    assert inspect("title.crew", packed).rows == 1


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"{SHARED_DATA} is not here")
def test_real_files_are_accounted_for(tmp_path: Path) -> None:
    """Every row of untouched IMDb files is read, and none is lost without a reason."""
    folder = SHARED_DATA / "imdb-raw" / "75-titles"
    build([ImdbSource(folder)], tmp_path / "store")
    found = counts(tmp_path / "store")
    for dataset in (*REQUIRED, "title.akas"):
        lines = gzip.decompress((folder / f"{dataset}.tsv.gz").read_bytes()).count(b"\n") - 1
        account = found[dataset]
        assert account["read"] == lines, dataset
        assert account["kept"] + sum(account["dropped"].values()) == lines, dataset
    assert found["title.basics"]["kept"] == 9
