"""Reading lists: every supported format is read, and anything else is refused with a reason."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, RecsysError, UnreadableList
from recsys.lists import Entry, UserList, combine, read_list
from recsys.lists.files import MAX_BYTES
from recsys.lists.tables import MAX_FILMS, MAX_TITLE_LENGTH
from recsys.reading.content import MAX_MEMBERS

WATCHED = "Date,Name,Year,Letterboxd URI\n2024-01-02,Heat,1995,https://boxd.it/2\n"
RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Heat,1995,https://boxd.it/2,4.5\n"
LIST = """Letterboxd list export v7
Date,Name,Tags,URL,Description
2024-01-02,My best,,https://boxd.it/9,"Two lines,
and a comma"

Position,Name,Year,URL,Description
1,Heat,1995,https://boxd.it/2,
2,Paris; Texas,1984,https://boxd.it/3,"fine"
"""
IMDB_RATINGS = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,"
    "Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n"
    "tt0113277,9,2024-01-02,Heat,Heat,https://www.imdb.com/title/tt0113277,Movie,8.3,170,1995,"
    '"Action, Crime",750000,1995-12-15,Michael Mann\n'
)
IMDB_LIST = (
    "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,"
    "Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n"
    "1,tt0118694,2024-01-02,2024-01-02,,In the Mood for Love,Fa yeung nin wah,https://x,Movie,"
    "8.1,98,2000,Drama,180000,2000-09-29,Wong Kar-wai,,\n"
)


def entries(text: str | bytes, name: str = "") -> tuple[Entry, ...]:
    """Return the entries of a list with one part."""
    content = text if isinstance(text, bytes) else text.encode()
    [part] = read_list(content, name).parts.values()
    return part


def archive(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


EXPORT = {
    "watched.csv": WATCHED,
    "ratings.csv": RATINGS,
    "watchlist.csv": "Date,Name,Year,Letterboxd URI\n2024-01-02,Ran,1985,https://boxd.it/4\n",
    "likes/films.csv": WATCHED,
    "likes/reviews.csv": "Date,Name\n",
    "lists/my-best.csv": LIST,
    "deleted/diary.csv": WATCHED,
    "profile.csv": "Date Joined,Username\n2019-01-01,someone\n",
    "comments.csv": "Date,Content,Comment\n",
}


# Formats


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WATCHED, [Entry("Heat", 1995)]),
        (RATINGS, [Entry("Heat", 1995, rating=9.0)]),
        (LIST, [Entry("Heat", 1995), Entry("Paris; Texas", 1984)]),
        (IMDB_RATINGS, [Entry("Heat", 1995, "tt0113277", 9.0, "Heat")]),
        (
            IMDB_LIST,
            [Entry("In the Mood for Love", 2000, "tt0118694", None, "Fa yeung nin wah")],
        ),
        ("imdbID;Title;Year\ntt0113277;Heat;1995\n", [Entry("Heat", 1995, "tt0113277")]),
        ("title\tyear\nHeat\t1995\n", [Entry("Heat", 1995)]),
        ("tconst\n113277\n", [Entry("", None, "tt0113277")]),
        ("\n\nTitle,Year\n\n , \nHeat,1995\n", [Entry("Heat", 1995)]),
        ("Film,Year\nHeat,199x\nRan\n", [Entry("Heat"), Entry("Ran")]),
        ("Title,Year\nThe Wire,2002–2008\n", [Entry("The Wire", 2002)]),
        ("Heat\nRan (1985)\n", [Entry("Heat"), Entry("Ran", 1985)]),
        (
            "Crouching Tiger, Hidden Dragon, 2000\n2001: A Space Odyssey [1968]\n1984\n",
            [
                Entry("Crouching Tiger, Hidden Dragon, 2000"),  # matched without its year too
                Entry("2001: A Space Odyssey", 1968),
                Entry("1984"),
            ],
        ),
        ("1. Heat\n2) Ran (1985)\n", [Entry("Heat"), Entry("Ran", 1985)]),
        ("2. Heat\n12 Angry Men\n", [Entry("2. Heat"), Entry("12 Angry Men")]),
        ("- Heat\n* Ran\n• M\n", [Entry("Heat"), Entry("Ran"), Entry("M")]),
        (
            "tt0113277\nhttps://www.imdb.com/title/tt0089881/?ref_=x\n",
            [Entry("", None, "tt0113277"), Entry("", None, "tt0089881")],
        ),
        ("Film\nRan\n", [Entry("Film"), Entry("Ran")]),  # a film of that name by Beckett, 1965
    ],
)  # fmt: skip
def test_every_format_is_read(text: str, expected: list[Entry]) -> None:
    """Letterboxd and IMDb exports, hand-made tables, and plain titles."""
    assert list(entries(text)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_endings(encoding: str, end: str) -> None:
    """UTF-8 and UTF-16, with the line endings of every system."""
    text = "Name,Year\nAmélie,2001\n羅生門,1950\n".replace("\n", end)
    assert entries(text.encode(encoding)) == (Entry("Amélie", 2001), Entry("羅生門", 1950))


@pytest.mark.parametrize(
    ("header", "cells", "expected", "scale"),
    [
        ("Rating", "0.5 5 - zero 0", [1.0, 10.0, None, None, None], "stars of 5"),
        ("Rating", "4 5.5", [4.0, 5.5], "of 10"),
        ("Rating", "90 40", [9.0, 4.0], "of 100"),
        ("Rating10", "4 nan 11 inf", [4.0, None, None, None], "of 10"),
        ("Your_Rating", "3 2", [3.0, 2.0], "of 10"),
        ("my score", "★★★½ ½", [7.0, 1.0], "stars of 5"),
        ("Stars", "4/5 20%", [8.0, 2.0], "as written"),
        ("IMDb Rating", "8.1", [None], ""),
    ],
)
def test_ratings_are_out_of_ten(
    header: str, cells: str, expected: list[float | None], scale: str
) -> None:
    """One scale fits all ratings of a column; it is stated."""
    rows = [f"Film {cell},{cell}" for cell in cells.split()]
    read = read_list("\n".join([f"Title,{header}", *rows]).encode(), "x.csv")
    assert [entry.rating for entry in read.parts["x"]] == expected
    assert read.report().scale == scale


def test_unread_ratings_are_counted() -> None:
    read = read_list(b"Title,Grade\nRan,A+\nHeat,\nUp,C\n", "x.csv")
    assert [entry.unread_rating for entry in read.parts["x"]] == [True, False, True]
    assert read.report().unread_ratings == 2


def test_other_kinds_are_left_aside() -> None:
    """Shows, seasons and episodes are counted; a row that can't be read is named."""
    text = (
        "Title,Type,Season,Rating\nRan,movie,,9\nLost,tv series,,10\nMad Men,,2,8\n"
        "A, B,movie,,5,x\nPilot,episode,1,1\n"
    )
    read = read_list(text.encode(), "x.csv")
    assert [entry.title for entry in read.parts["x"]] == ["Ran"]
    report = read.report()
    assert report.aside == {"show": 1, "season": 1, "episode": 1}
    assert [row.line for row in report.refused] == [5]


TRAKT = [
    {"rating": 9, "type": "movie",
     "movie": {"title": "Ran", "year": 1985, "ids": {"imdb": "tt0089881", "tmdb": 11645}}},
    {"rating": 2, "type": "movie",
     "movie": {"title": "Up", "year": 2009, "rating": 8.2, "ids": {"tmdb": 14160}}},
    {"rating": 10, "type": "show", "show": {"title": "Lost", "year": 2004, "ids": {"trakt": 1}}},
]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_json_of_trakt(indent: int | None) -> None:
    """Ids and the user's own ratings are read; shows are left aside."""
    expected = (
        Entry("Ran", 1985, "tt0089881", 9.0, tmdb=11645),
        Entry("Up", 2009, None, 2.0, tmdb=14160),
    )
    array = json.dumps(TRAKT, indent=indent)
    lines = "\n".join(map(json.dumps, TRAKT))
    for content in (array.encode(), lines.encode(), gzip.compress(array.encode())):
        read = read_list(content, "ratings.json.gz")
        assert read.parts == {"ratings": expected}
        assert (read.report().aside, read.report().scale) == ({"show": 1}, "of 10")


def test_archive_of_trakt() -> None:
    """Films and shows of one kind are one part; settings are no list."""
    films, shows = TRAKT[:2], TRAKT[2:]
    content = archive(
        {
            "ratings/ratings-movies.json": json.dumps(films),
            "ratings/ratings-shows.json": json.dumps(shows),
            "lists/watchlist.json": json.dumps(films[:1]),
            "lists/noir.json": json.dumps(films[1:]),
            "user/profile.json": json.dumps({"name": "Heat", "title": "Ran"}),
        }
    )
    read = read_list(content, "trakt.zip")
    assert {part: len(films) for part, films in read.parts.items()} == {
        "lists/noir": 1, "ratings": 2, "watchlist": 1,
    }  # fmt: skip
    assert read.report("ratings").aside == {"show": 1}
    assert read.parts_for("only") == ("watchlist",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imdb,title\nTT0113277,Die Hitze\n", Entry("Die Hitze", None, "tt0113277")),
        ("id,name\n113277,Heat\n", Entry("Heat", number="113277")),
        ("id,title,release_date\n949,Heat,1995-12-15\n", Entry("Heat", 1995, number="949")),
        ("TMDb ID,Name\n949,Heat\n", Entry("Heat", tmdb=949)),
        ("Title,URL\nHitze,https://www.imdb.com/title/tt0113277/\n",
         Entry("Hitze", None, "tt0113277")),
        ("Rank,LetterboxdURI\n1,https://letterboxd.com/film/heat-1995/\n", Entry("heat", 1995)),
        ("https://www.themoviedb.org/movie/949-heat\n", Entry("heat", tmdb=949)),
        ("imdb:tt0113277\n", Entry("", None, "tt0113277")),
        ("Heat https://www.imdb.com/title/tt0113277/\n", Entry("", None, "tt0113277")),
        ('title\n"Godfather, The (1972)"\n', Entry("Godfather, The", 1972)),
        ("Heat (1995) ★★★★½\n", Entry("Heat", 1995)),
        ("sep=;\nName;Year;Rating\nHeat;1995;4,5\n", Entry("Heat", 1995, None, 9.0)),
    ],
)  # fmt: skip
def test_ids_addresses_and_titles(text: str, expected: Entry) -> None:
    """Ids in every form, addresses, and titles as people write them."""
    assert entries(text) == (expected,)


def test_a_heading_costs_itself_alone() -> None:
    text = "My favourite films\n1. Heat (1995)\n2. 12 Angry Men (1957)\n"
    assert [entry.title for entry in entries(text)] == [
        "My favourite films", "Heat", "12 Angry Men",
    ]  # fmt: skip


def test_the_parts_of_an_archive(tmp_path: Path) -> None:
    """Deleted lists and files without films are ignored; each use has its parts."""
    path = tmp_path / "letterboxd.zip"
    path.write_bytes(archive(EXPORT))
    user_list = read_list(path)
    assert user_list.name == "letterboxd.zip"
    assert list(user_list.parts) == ["likes", "lists/my-best", "ratings", "watched", "watchlist"]
    assert user_list.skipped == ()
    assert user_list.parts_for("exclude") == ("watched", "ratings", "likes")
    assert user_list.parts_for("only") == ("watchlist",)
    assert user_list.parts_for("seeds") == ("ratings",)
    assert user_list.for_use("exclude") == (Entry("Heat", 1995, rating=9.0),)
    assert user_list.for_use("only") == (Entry("Ran", 1985),)
    assert len(user_list.entries()) == 3


def test_paths_in_an_archive_are_only_names() -> None:
    """Paths that lead out of an archive are harmless, since nothing is unpacked to disk."""
    user_list = read_list(
        archive(
            {
                "letterboxd-me-2024/watched.csv": WATCHED,
                "__MACOSX/._watched.csv": b"\0\1",
                "../../../../etc/watchlist.csv": WATCHED,
                "C:\\lists\\noir.csv": LIST,
                "/ratings.csv": RATINGS,
            }
        )
    )
    assert sorted(user_list.parts) == ["lists/noir", "ratings", "watched", "watchlist"]


def test_unreadable_parts_are_reported() -> None:
    """The readable parts are used, and the reason for skipping the other is kept."""
    user_list = read_list(archive({"watched.csv": WATCHED, "ratings.csv": b"Name\n\xff\xfe\xfd"}))
    assert list(user_list.parts) == ["watched"]
    [reason] = user_list.skipped
    assert reason.startswith("ratings.csv, line 2: its encoding is unknown; save the file as UTF-8")


def test_a_part_that_is_missing() -> None:
    """A use without a matching part in the archive is refused."""
    user_list = read_list(archive({"watched.csv": WATCHED, "ratings.csv": RATINGS}), "export.zip")
    with pytest.raises(
        InvalidArgument, match=r"export\.zip has the lists ratings, watched, but none"
    ):
        user_list.for_use("only")
    single = read_list(archive({"anything.csv": WATCHED}))
    assert single.for_use("only") == single.for_use("seeds") == (Entry("Heat", 1995),)


def test_duplicate_films_are_merged() -> None:
    """A diary names a film at each viewing; the last rating wins."""
    text = "Name,Year,Rating10\nHeat,1995,6\nHEAT!,1995,\nheat,1995,9\nHeat,1986,5\n"
    user_list = read_list(text.encode())
    assert [(e.title, e.year, e.rating) for e in user_list.entries()] == [
        ("Heat", 1995, 9.0), ("Heat", 1986, 5.0),
    ]  # fmt: skip


def test_combining_lists() -> None:
    """Lists uploaded together become one; files with the same name stay separate parts."""
    user_list = combine(
        [
            read_list(RATINGS.encode(), "ratings.csv"),
            read_list(WATCHED.encode(), "w.csv"),
            read_list(LIST.encode(), "w.csv"),
        ]
    )
    assert user_list.name == "ratings.csv, w.csv, w.csv"
    assert {part: len(films) for part, films in user_list.parts.items()} == {
        "ratings": 1, "w": 1, "w 2": 2,
    }  # fmt: skip
    assert user_list.entries()[0].rating == 9.0


# Refused input


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "", "is empty"),
        (b"\n \n", "", "is empty"),
        (b"Name,Year\n", "w.csv", "it has no film"),
        (b"Title,Type\nLost,tv series\n", "w.csv", "it has no film, only rows of other kinds"),
        (b"User,Stars,Comment\nme,5,good\n", "w.csv", "no column of titles or IMDb ids among User"),
        ("Сталкер".encode("cp1251"), "w.csv", "line 1: its encoding is unknown; save the file"),
        ("Name\nAmélie\n".encode() + b"Am\xe9lie\n", "w.csv", "line 3: its encoding is unknown"),
        (b"\x89PNG\r\n\x1a\n\0\0", "w.csv", "it is not text"),
        (b"He\0at", "w.txt", "it is not text"),
        (b'Name,Year\n"Heat,1995\n', "w.csv", "line 2: a quote opens here and does not close"),
        (b"Name,Year\n" + b"x" * 200_000 + b",1\n", "w.csv", "line 2: 200,000 characters are too"),
        (b"Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2020,Mine,,x,\n", "w.csv",
         "without films"),
        (b"Const,Name,Known For\nnm0000134,A,B\n", "w.csv", "this is a list of people"),
        (b"Position,Const,Name\n1,nm0000134,A\n", "w.csv", "this is a list of people"),
        (b"x" * (MAX_TITLE_LENGTH + 1), "w.txt", "501 characters are too many"),
        (b"Heat\n" * (MAX_FILMS + 1), "w.txt", "more than 50,000 rows"),
        (b"Name,Year\n" + b"Heat,1995\n" * (MAX_FILMS + 1), "w.csv", "more than 50,000 rows"),
        (b"x" * (MAX_BYTES + 1), "w.csv", "more than 20 MB"),
        (gzip.compress(b"Heat\n" + (b" " * 60_000 + b"\n") * 400), "w.csv.gz", "more than 20 MB"),
        (b"PK\x03\x04 nonsense", "w.zip", "not a valid zip archive"),
        (archive({}), "w.zip", "no list of films"),
        (archive({"photo.jpg": b"\xff"}), "w.zip", "no list of films"),
        (archive({"watched.csv": b"\xff\xfe\xfd"}), "w.zip", "damaged; save the file as UTF-8"),
        (archive({"watched.csv": gzip.compress(WATCHED.encode())}), "w.zip", "packed twice"),
        (archive(EXPORT)[:-40], "w.zip", "not a valid zip archive"),
    ],
    ids=range(25),
)  # fmt: skip
def test_invalid_lists_are_refused(content: bytes, name: str, message: str) -> None:
    """The message names the file and the fault, with its line if there is one."""
    with pytest.raises(UnreadableList) as caught:
        read_list(content, name)
    assert message in str(caught.value)
    assert str(caught.value).startswith(name or "the list")


def test_zip_bombs_are_not_unpacked() -> None:
    """The unpacked size and the number of files are limited."""
    bomb = archive({"watched.csv": b"\0" * (MAX_BYTES + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableList, match="unpacked, it has more than 20 MB"):
        read_list(bomb)
    in_parts = archive({f"{n}.csv": WATCHED + " " * (MAX_BYTES // 3) for n in range(4)})
    with pytest.raises(UnreadableList, match="unpacked, it has more than 20 MB"):
        read_list(in_parts)
    with pytest.raises(UnreadableList, match=f"more than {MAX_MEMBERS:,} files"):
        read_list(archive({f"{n}.csv": b"" for n in range(MAX_MEMBERS + 1)}))
    many = "Name\n" + "Heat\n" * (MAX_FILMS // 2 + 1)
    with pytest.raises(UnreadableList, match="more than 50,000 rows; give one of its lists"):
        read_list(archive({"a.csv": many, "b.csv": many}))


def test_an_encrypted_or_altered_archive() -> None:
    """Every error of `zipfile` becomes an UnreadableList."""
    sound = archive({"watched.csv": WATCHED * 50})
    encrypted = bytearray(sound)
    encrypted[6] |= 1  # the flag in the local header, and in the central directory
    encrypted[sound.index(b"PK\x01\x02") + 8] |= 1
    altered = bytearray(sound)
    altered[60] ^= 0xFF
    for content, message in ((encrypted, "encrypted or packed"), (altered, "not a valid zip")):
        with pytest.raises(UnreadableList, match=message):
            read_list(bytes(content))


def test_paths(tmp_path: Path) -> None:
    """A missing file, a folder and an oversized file are refused."""
    with pytest.raises(UnreadableList, match="can't be read"):
        read_list(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableList, match="can't be read"):
        read_list(str(tmp_path))
    with pytest.raises(UnreadableList, match="can't be read"):
        read_list("a\0b")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(UnreadableList, match="more than 20 MB"):
        read_list(huge)
    small = tmp_path / "watched.csv"
    small.write_text(WATCHED)
    assert read_list(small) == read_list(str(small))
    assert list(read_list(small).parts) == ["watched"]


tables = st.builds(
    lambda header, rows, end: end.join([header, *rows]).encode("utf-8", "replace"),
    st.sampled_from(
        ["Name,Year", "Const,Your Rating,Title", "Title;Year;Rating", "imdbID", "",
         "Letterboxd list export v7\nPosition,Name,Year", "Letterboxd list export v7"]
    ),
    st.lists(st.text(max_size=40) | st.sampled_from(["Heat,1995", '"', ",,,", "tt0113277,9,Heat"]),
             max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)  # fmt: skip
archives = st.builds(
    archive,
    st.dictionaries(
        st.sampled_from([*EXPORT, "x/y.txt", "../z.csv", "a.bin"]), st.binary() | tables, max_size=4
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An archive with some bytes changed, deleted or inserted."""
    content = bytearray(draw(archives))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        content[start : start + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(content)


@settings(max_examples=400, deadline=None)
@given(
    st.binary() | tables | archives | damaged(), st.sampled_from(["", "a.csv", "a.txt", "b.zip"])
)
@example(b"\xff\xfe\x00", "")
@example(b"\xef\xbb\xbf", "a.csv")
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    """Any bytes give a list or a RecsysError."""
    try:
        user_list = read_list(content, name)
    except RecsysError:
        return
    assert isinstance(user_list, UserList)
    entries_read = user_list.entries()
    assert entries_read
    for entry in entries_read:
        assert len(entry.title) <= MAX_TITLE_LENGTH
        assert entry.rating is None or 0 <= entry.rating <= 10
        assert entry.year is None or 1870 <= entry.year <= 2100
        assert str(entry)
