"""Matching a list to a small catalogue: sure, doubtful and unmatched entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.errors import NothingLiked
from recsys.lists import (
    Entry,
    MatchedList,
    UserList,
    apply_lists,
    finding,
    liked_profile,
    match,
    read_list,
    summary,
)
from recsys.movies import MovieFilters
from tests.helpers import build_store

BASICS = [
    {"tconst": "tt0000001", "primaryTitle": "Heat", "startYear": 1995},
    {"tconst": "tt0000002", "primaryTitle": "Solaris", "startYear": 1972},
    {"tconst": "tt0000003", "primaryTitle": "Solaris", "startYear": 2002},
    {"tconst": "tt0000004", "primaryTitle": "Twins", "startYear": 1999},
    {"tconst": "tt0000005", "primaryTitle": "Twins", "startYear": 1999},
    {
        "tconst": "tt0000006",
        "primaryTitle": "In the Mood for Love",
        "originalTitle": "Fa yeung nin wah",
        "startYear": 2000,
    },
    {"tconst": "tt0000007", "primaryTitle": "Blade Runner 2049", "startYear": 2017},
    {"tconst": "tt0000008", "primaryTitle": "Undated", "startYear": None},
    {"tconst": "tt0000009", "primaryTitle": "Hard", "startYear": 1988},
    {"tconst": "tt0000010", "primaryTitle": "WALL·E", "startYear": 2008},
    {"tconst": "tt0000011", "primaryTitle": "Crossed Lines", "startYear": 2005},
    {"tconst": "tt0000012", "primaryTitle": "Crash", "startYear": 2005},
    {"tconst": "tt0000014", "primaryTitle": "Crossed Lines 2", "startYear": 2005},
    {"tconst": "demo-film-own-1990", "primaryTitle": "Own", "startYear": 1990},
]
RATINGS = [("tt0000003", 6.2, 900), ("tt0000002", 7.9, 500), ("tt0000005", 6.0, 10)]
AKAS = [("tt0000011", "Crash", "GB", None), ("tt0000001", "Fuego contra fuego", "ES", "es")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("lists")
    crew = [("tt0000001", "nm0000001")]
    names = [("nm0000001", "Michael Mann")]
    path = build_store(folder, basics=BASICS, ratings=RATINGS, akas=AKAS, crew=crew, names=names)
    add_tmdb(path, {949: "tt0000001", 1: "tt0000002"})
    with recsys.open_store(path) as opened:
        yield opened


def add_tmdb(store: Path, films: dict[int, str]) -> None:
    """Add TMDB's numbers, as a build with Trakt has them."""
    [catalogue] = store.glob("builds/*/catalogue.duckdb")
    with duckdb.connect(catalogue) as con:
        for number, film in films.items():
            con.execute(
                "INSERT INTO trakt (tconst, trakt, kind, tmdb) VALUES (?, ?, 'movie', ?)",
                [film, str(number), number],
            )


def match_one(store: Store, entry: Entry) -> tuple[str | None, list[str]]:
    """Return the id of the sure film, and the ids of the candidates."""
    [result] = match(store.titles, store.graph, [entry]).matches
    return result.film and result.film.id, [film.id for film in result.candidates]


@pytest.mark.parametrize(
    ("entry", "film"),
    [
        (Entry("anything", 1900, "tt0000001"), "tt0000001"),
        (Entry("", None, "demo-film-own-1990"), "demo-film-own-1990"),
        (Entry("tt0000001"), "tt0000001"),  # an id in the title column
        (Entry("Heat", 1995), "tt0000001"),
        (Entry("HEAT!", 1995), "tt0000001"),
        (Entry("Heat"), "tt0000001"),
        (Entry("Heat", 1996), "tt0000001"),
        (Entry("Heat 1995"), "tt0000001"),
        (Entry("Solaris", 1972), "tt0000002"),
        (Entry("Solaris 2002"), "tt0000003"),
        (Entry("Blade Runner 2049"), "tt0000007"),
        (Entry("Fa yeung nin wah", 2000), "tt0000006"),
        (Entry("Unknown here", 2000, None, None, "Fa yeung nin wah"), "tt0000006"),
        (Entry("Fuego contra fuego", 1995), "tt0000001"),
        (Entry("Wall-E", 2008), "tt0000010"),
        (Entry("Crash", 2005), "tt0000012"),  # the other film has it as an alternative title only
        (Entry("Crash"), "tt0000012"),
        (Entry("Crossed Lines II", 2005), "tt0000014"),  # Roman and Arabic numerals
        (Entry("Fuego contra fuego"), "tt0000001"),
        (Entry("TT0000001"), "tt0000001"),
        (Entry("Heat", 1990, "imdb:TT0000001"), "tt0000001"),
        (Entry("Solaris (1972)"), "tt0000002"),
        (Entry("Solaris, 1972"), "tt0000002"),
        (Entry("Mood for Love, In the (Fa yeung nin wah)", 2000), "tt0000006"),
        (Entry("Heat (a.k.a. Something)", 1995), "tt0000001"),
        (Entry("Heat", 1960, number="1"), "tt0000001"),  # a number with the film's title
        (Entry("Heat", 1995, number="2"), "tt0000001"),  # the number of a film of another title
        (Entry("Anything", 1960, tmdb=949), "tt0000001"),
        (Entry("Heat", 1960, number="949"), "tt0000001"),
        (Entry("Solaris", tmdb=1), "tt0000002"),
        (Entry("Own", 1990, "tt7777777"), "demo-film-own-1990"),  # the film has no IMDb id
    ],
)
def test_sure(store: Store, entry: Entry, film: str) -> None:
    """A known id, or an exact title of one film with a matching, close or missing year."""
    assert match_one(store, entry) == (film, [])


@pytest.mark.parametrize(
    ("entry", "candidates"),
    [
        (Entry("Solaris"), ["tt0000003", "tt0000002"]),  # most voted first
        (Entry("Solaris", 1973), ["tt0000002"]),  # two films of this title, neither of this year
        (Entry("Twins", 1999), ["tt0000005", "tt0000004"]),
        (Entry("Haet", 1995), ["tt0000001"]),
        (Entry("In the Mod for Love", 2001), ["tt0000006"]),
        (Entry("Heat", 1993), ["tt0000001"]),
        (Entry("Undated", 1980), ["tt0000008"]),
        (
            Entry("Die Hard", 1988),
            ["tt0000009"],
        ),  # the English title "Die" loses its German article
    ],
)
def test_doubtful(store: Store, entry: Entry, candidates: list[str]) -> None:
    """Namesakes, typos and more distant years give candidates, never a sure film."""
    film, result = match_one(store, entry)
    assert film is None
    assert result[: len(candidates)] == candidates


@pytest.mark.parametrize(
    "entry",
    [
        Entry("Heat", 2010),
        Entry("Nothing of the kind", 1995),
        Entry("Heat", 1995, "tt9999999"),  # the id belongs to another film
        Entry("", 1995),
        Entry("?!", 1995),
        Entry("", None, "tt9999999"),
        Entry("Solaris", 1960),
    ],
)
def test_unmatched(store: Store, entry: Entry) -> None:
    """A film outside the catalogue does not match a similar one."""
    assert match_one(store, entry) == (None, [])


def test_every_entry_has_one_outcome(store: Store) -> None:
    """Each entry is sure, doubtful or unmatched, in list order."""
    entries = [Entry("Heat", 1994), Entry("Solaris", line=7), Entry("Nope", 1995), Entry("Hard")]
    matched = match(store.titles, store.graph, entries)
    assert matched.ids == ("tt0000001", "tt0000009")
    assert [outcome.year_differs for outcome in matched.sure] == [True, False]
    report = matched.report()
    assert (report["entries"], report["matched"]) == (4, 2)
    assert report["other_year"][0]["film"] == {"id": "tt0000001", "title": "Heat", "year": 1995}
    assert report["doubtful"][0]["line"] == 7
    assert [film["year"] for film in report["doubtful"][0]["candidates"]] == [2002, 1972]
    assert report["unmatched"] == [{"title": "Nope", "year": 1995, "id": None, "line": 0}]
    assert matched.sure[0].film is not None
    assert matched.sure[0].film.directors == ("Michael Mann",)


def test_confirming(store: Store) -> None:
    """A chosen candidate becomes sure; only candidates can be chosen; the rest stays doubtful."""
    twins, solaris, heat = Entry("Twins", 1999), Entry("Solaris"), Entry("Haet", 1995)
    matched = match(store.titles, store.graph, [twins, solaris, heat])
    assert matched.ids == ()
    chosen = matched.confirmed({twins.key: "tt0000004", heat.key: None})
    assert chosen.ids == ("tt0000004",)
    assert [outcome.entry for outcome in chosen.doubtful] == [solaris]
    assert [outcome.entry for outcome in chosen.unmatched] == [heat]
    assert matched.confirmed({solaris.key: "tt0000001"}).ids == ()


def test_a_subset_has_its_own_ratings(store: Store) -> None:
    """An archive is matched once, and each part keeps its own ratings."""
    matched = match(store.titles, store.graph, [Entry("Heat", 1995), Entry("Solaris", 1972)])
    part = matched.of([Entry("Heat", 1995, rating=9.0)])
    assert part.ids == ("tt0000001",)
    assert part.matches[0].entry.rating == 9.0


def test_fuzzy_searches_are_limited(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty thousand typos must not keep a server busy for minutes."""
    monkeypatch.setattr(finding, "MAX_FUZZY_SEARCHES", 2)
    matched = match(store.titles, store.graph, [Entry("Haet", year) for year in (1994, 1995, 1996)])
    assert [bool(outcome.candidates) for outcome in matched.matches] == [True, True, False]
    assert [outcome.searched for outcome in matched.matches] == [True, True, False]
    read = read_list(b"Haet (1994)\nHaet (1995)\nHaet (1996)\n", "x.txt")
    assert summary(read, matched).endswith("; 1 title not searched for typos")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.builds(
            Entry,
            st.text(max_size=60) | st.sampled_from(["Heat", "Solaris 1972", "a" * 500, "\u202e"]),
            st.none() | st.integers(1870, 2100),
            st.none() | st.text(max_size=12),
            st.none() | st.floats(0.5, 10),
            st.text(max_size=10),
        ),
        max_size=8,
    )
)
def test_arbitrary_entries_have_one_outcome(store: Store, entries: list[Entry]) -> None:
    """Every entry has exactly one outcome."""
    matched = match(store.titles, store.graph, entries)
    assert [outcome.entry for outcome in matched.matches] == entries
    assert len(matched.sure) + len(matched.doubtful) + len(matched.unmatched) == len(entries)
    for outcome in matched.matches:
        assert len(outcome.candidates) <= finding.MAX_CANDIDATES


def test_applying_lists_to_filters(store: Store) -> None:
    """Lists add to the existing filters."""
    heat, hard, own = (
        match(store.titles, store.graph, [Entry(name)]) for name in ("Heat", "Hard", "Own")
    )
    filters = MovieFilters(min_year=1990, exclude_ids=["tt0000004"], only_ids=["tt0000009", "tt1"])
    narrowed = apply_lists(filters, {"exclude": heat, "seeds": own, "only": hard}, ["tt0000005"])
    assert set(narrowed.exclude_ids) == {
        "tt0000001", "demo-film-own-1990", "tt0000004", "tt0000005",
    }  # fmt: skip
    assert (narrowed.only_ids, narrowed.min_year) == (("tt0000009",), 1990)
    assert apply_lists(filters, {}) == filters
    assert (
        apply_lists(MovieFilters(), {"only": match(store.titles, store.graph, [])}).only_ids == ()
    )


# Liked films


def with_ratings(store: Store, *films: tuple[str, int, float | None]) -> MatchedList:
    entries = [Entry(title, year, rating=rating) for title, year, rating in films]
    return match(store.titles, store.graph, entries)


def test_liked_films_and_their_weights(store: Store) -> None:
    """Films rated at least 7 are liked, with weight rating minus 6; a limit keeps the best."""
    matched = with_ratings(
        store, ("Heat", 1995, 7.0), ("Solaris", 1972, 10.0), ("Solaris", 2002, 6.9),
        ("Hard", 1988, None), ("Nope", 1950, 10.0), ("Own", 1990, 7.0),
    )  # fmt: skip
    best = liked_profile(matched)
    assert best.ids == ("tt0000002", "tt0000001", "demo-film-own-1990")
    assert best.weights == (4.0, 1.0, 1.0)
    assert liked_profile(matched, 2).ids == ("tt0000002", "tt0000001")
    assert liked_profile(matched, 2).total == 3


def test_an_unrated_list_is_liked_as_a_whole(store: Store) -> None:
    """A list of favourites has no ratings."""
    best = liked_profile(with_ratings(store, ("Heat", 1995, None), ("Hard", 1988, None)))
    assert (best.ids, best.weights) == (("tt0000001", "tt0000009"), (1.0, 1.0))


@pytest.mark.parametrize(
    ("ratings", "weights"),
    [
        ([("Heat", None, 9.0), ("", "tt0000001", 2.0)], None),
        ([("Heat", None, 2.0), ("", "tt0000001", 9.0)], (3.0,)),
        ([("Heat", None, 2.0), ("", "tt0000001", 9.0), ("heat!", None, 3.0)], None),
        ([("Heat", None, 8.0), ("", "tt0000001", None)], (2.0,)),
    ],
)
def test_the_last_rating_of_a_film_counts(
    store: Store,
    ratings: list[tuple[str, str | None, float | None]],
    weights: tuple[float, ...] | None,
) -> None:
    """Under another spelling, or by id, it is still the same film."""
    rows = [Entry(title, 1995, film, rating) for title, film, rating in ratings]
    matched = match(store.titles, store.graph, UserList("x", {"x": tuple(rows)}).entries())
    if weights is None:
        with pytest.raises(NothingLiked):
            liked_profile(matched)
    else:
        assert liked_profile(matched).weights == weights


def test_ratings_that_cannot_be_read_are_not_likes(store: Store) -> None:
    """Hated films must not count as liked because their ratings are of an unknown form."""
    entries = [Entry("Heat", 1995, unread_rating=True), Entry("Hard", 1988, unread_rating=True)]
    with pytest.raises(NothingLiked, match="None of the 2 ratings on the list can be read"):
        liked_profile(match(store.titles, store.graph, entries))


def test_the_summary_counts_every_row(store: Store) -> None:
    """Films, films again, other kinds, refused rows, doubtful films and films not found."""
    text = (
        "Title,Year,Type,Rating\nHeat,1995,movie,4\nHEAT,1995,movie,5\nTwins,1999,movie,1\n"
        'Nope,1950,movie,2\nLost,2004,tv series,5\n"Hard,1988,movie,1\n'
    )
    read = read_list(text.encode(), "x.csv")
    matched = match(store.titles, store.graph, read.entries())
    assert summary(read, matched) == (
        "6 rows: 1 film, 1 listed again, 1 show left aside, 1 row not readable, 1 to confirm, "
        "1 not found; ratings read as stars of 5"
    )


def test_nothing_liked(store: Store) -> None:
    """Low ratings, unmatched films and doubtful ones leave no liked film."""
    for films in ([("Heat", 1995, 6.0)], [("Nope", 1950, 9.0)], [("Haet", 1995, None)]):
        with pytest.raises(NothingLiked, match="None of the 1 films on the list"):
            liked_profile(with_ratings(store, *films))
