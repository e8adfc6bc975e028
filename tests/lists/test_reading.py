"""Reading lists: every supported format is read, and anything else is refused with a reason."""

from __future__ import annotations

import io
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
                Entry("Crouching Tiger, Hidden Dragon", 2000),
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


def test_ratings_are_out_of_ten() -> None:
    """A `Rating` column is out of 5, as in Letterboxd, unless a value exceeds 5."""
    assert [e.rating for e in entries("Title,Rating\nA,0.5\nB,5\nC,\nD,zero\nE,0\n")] == [
        1.0, 10.0, None, None, None,
    ]  # fmt: skip
    assert [e.rating for e in entries("Title,Rating\nA,4\nB,5.5\n")] == [4.0, 5.5]
    assert [e.rating for e in entries("Title,Rating10\nA,4\nB,nan\nC,11\nD,inf\n")] == [
        4.0, None, None, None,
    ]  # fmt: skip
    assert entries("Title,IMDb Rating\nA,8.1\n")[0].rating is None


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
    assert user_list.skipped == ("ratings.csv, line 2 is not UTF-8 text; save it as UTF-8.",)


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
        (b"", "", "contains no film"),
        (b"\n \n", "", "contains no film"),
        (b"Name,Year\n", "w.csv", "contains no film"),
        (b"User,Stars,Comment\nme,5,good\n", "w.csv", "no column of titles or IMDb ids among User"),
        ("Amélie".encode("cp1252"), "w.csv", "line 1 is not UTF-8 text"),
        (b"Name\nHeat\nAm\xe9lie\n", "w.csv", "line 3 is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "w.csv", "is not UTF-8 text"),
        (b"He\0at", "w.txt", "is not text"),
        (b'Name,Year\n"Heat,1995\n', "w.csv", "is not a valid table"),
        (b"Name,Year\n" + b"x" * 200_000 + b",1\n", "w.csv", "is not a valid table"),
        (b"Letterboxd list export v7\nDate,Name\n2020,Mine\n", "w.csv", "without films"),
        (b"x" * (MAX_TITLE_LENGTH + 1), "w.txt", "has 501 characters"),
        (b"Heat\n" * (MAX_FILMS + 1), "w.txt", "more than 50,000 rows"),
        (b"Name,Year\n" + b"Heat,1995\n" * (MAX_FILMS + 1), "w.csv", "more than 50,000 rows"),
        (b"x" * (MAX_BYTES + 1), "w.csv", "more than 20 MB"),
        (b"PK\x03\x04 nonsense", "w.zip", "not a valid zip archive"),
        (archive({}), "w.zip", "no list of films"),
        (archive({"photo.jpg": b"\xff"}), "w.zip", "no list of films"),
        (archive({"watched.csv": b"\xff"}), "w.zip", "not UTF-8 text"),
        (archive(EXPORT)[:-40], "w.zip", "not a valid zip archive"),
    ],
    ids=range(20),
)
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
    with pytest.raises(UnreadableList, match="unpacked, has more than 20 MB"):
        read_list(bomb)
    in_parts = archive({f"{n}.csv": WATCHED + " " * (MAX_BYTES // 3) for n in range(4)})
    with pytest.raises(UnreadableList, match="unpacked, has more than 20 MB"):
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
    for content in (encrypted, altered):
        with pytest.raises(UnreadableList, match="not a valid zip archive"):
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
        assert entry.rating is None or 0 < entry.rating <= 10
        assert entry.year is None or 1870 <= entry.year <= 2100
        assert str(entry)
