"""A list against a small catalogue: sure, doubtful and not found, each for its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.errors import NothingLiked
from recsys.lists import Entry, Matched, liked, match, matching, narrowed
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
    with recsys.open_store(path) as opened:
        yield opened


def one(store: Store, entry: Entry) -> tuple[str | None, list[str]]:
    """The id that is sure, and those of the candidates."""
    [found] = match(store.titles, store.graph, [entry]).matches
    return found.film and found.film.id, [film.id for film in found.candidates]


@pytest.mark.parametrize(
    ("entry", "film"),
    [
        (Entry("anything", 1900, "tt0000001"), "tt0000001"),
        (Entry("", None, "demo-film-own-1990"), "demo-film-own-1990"),
        (Entry("tt0000001"), "tt0000001"),  # an id where a title is expected
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
        (Entry("Crash", 2005), "tt0000012"),  # the other is called that in Britain alone
        (Entry("Own", 1990, "tt7777777"), "demo-film-own-1990"),  # which has no IMDb id
    ],
)
def test_sure(store: Store, entry: Entry, film: str) -> None:
    """An id, or a title that one film alone has with this year, a year off or none."""
    assert one(store, entry) == (film, [])


@pytest.mark.parametrize(
    ("entry", "candidates"),
    [
        (Entry("Solaris"), ["tt0000003", "tt0000002"]),  # the better known first
        (Entry("Solaris", 1973), ["tt0000002"]),  # two of the title, neither of the year
        (Entry("Twins", 1999), ["tt0000005", "tt0000004"]),
        (Entry("Crash"), ["tt0000011", "tt0000012"]),
        (Entry("Haet", 1995), ["tt0000001"]),
        (Entry("In the Mod for Love", 2001), ["tt0000006"]),
        (Entry("Heat", 1993), ["tt0000001"]),
        (Entry("Undated", 1980), ["tt0000008"]),
        (Entry("Die Hard", 1988), ["tt0000009"]),  # die is an article, but not here
    ],
)
def test_doubtful(store: Store, entry: Entry, candidates: list[str]) -> None:
    """Several films of a title, a typo, a year further off: shown, never taken."""
    film, found = one(store, entry)
    assert film is None
    assert found[: len(candidates)] == candidates


@pytest.mark.parametrize(
    "entry",
    [
        Entry("Heat", 2010),
        Entry("Nothing of the kind", 1995),
        Entry("Heat", 1995, "tt9999999"),  # another film by its id
        Entry("", 1995),
        Entry("?!", 1995),
        Entry("", None, "tt9999999"),
        Entry("Solaris", 1960),
    ],
)
def test_unmatched(store: Store, entry: Entry) -> None:
    """A film that is not in this catalogue is not taken for one that is."""
    assert one(store, entry) == (None, [])


def test_a_list_is_told_apart(store: Store) -> None:
    """Each entry is in one of three groups, in the order of the list."""
    entries = [Entry("Heat", 1994), Entry("Solaris", line=7), Entry("Nope", 1995), Entry("Hard")]
    found = match(store.titles, store.graph, entries)
    assert found.ids == ("tt0000001", "tt0000009")
    assert [each.year_differs for each in found.sure] == [True, False]
    report = found.report()
    assert (report["entries"], report["matched"]) == (4, 2)
    assert report["other_year"][0]["film"] == {"id": "tt0000001", "title": "Heat", "year": 1995}
    assert report["doubtful"][0]["line"] == 7
    assert [film["year"] for film in report["doubtful"][0]["candidates"]] == [2002, 1972]
    assert report["unmatched"] == [{"title": "Nope", "year": 1995, "id": None, "line": 0}]
    assert found.sure[0].film is not None
    assert found.sure[0].film.directors == ("Michael Mann",)


def test_confirming(store: Store) -> None:
    """What somebody chose counts; what they did not stays in doubt; nothing else can be chosen."""
    twins, solaris, heat = Entry("Twins", 1999), Entry("Solaris"), Entry("Haet", 1995)
    found = match(store.titles, store.graph, [twins, solaris, heat])
    assert found.ids == ()
    chosen = found.confirmed({twins.key: "tt0000004", heat.key: None})
    assert chosen.ids == ("tt0000004",)
    assert [each.entry for each in chosen.doubtful] == [solaris]
    assert [each.entry for each in chosen.unmatched] == [heat]
    assert found.confirmed({solaris.key: "tt0000001"}).ids == ()


def test_part_of_a_list_keeps_its_ratings(store: Store) -> None:
    """An archive is matched once; each part has ratings of its own."""
    found = match(store.titles, store.graph, [Entry("Heat", 1995), Entry("Solaris", 1972)])
    part = found.of([Entry("Heat", 1995, rating=9.0)])
    assert part.ids == ("tt0000001",)
    assert part.matches[0].entry.rating == 9.0


def test_searching_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of fifty thousand typos must not keep a server busy for minutes."""
    monkeypatch.setattr(matching, "MOST_SEARCHED", 2)
    found = match(store.titles, store.graph, [Entry("Haet", year) for year in (1994, 1995, 1996)])
    assert [bool(each.candidates) for each in found.matches] == [True, True, False]


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
def test_any_entry_is_in_one_group(store: Store, entries: list[Entry]) -> None:
    """Whatever a list says, every entry has one outcome."""
    found = match(store.titles, store.graph, entries)
    assert [each.entry for each in found.matches] == entries
    assert len(found.sure) + len(found.doubtful) + len(found.unmatched) == len(entries)
    for each in found.matches:
        assert len(each.candidates) <= matching.MOST_CANDIDATES


def test_filters_by_lists(store: Store) -> None:
    """What is left out and what alone may appear, beside the filters that are there."""
    heat, hard, own = (
        match(store.titles, store.graph, [Entry(name)]) for name in ("Heat", "Hard", "Own")
    )
    given = MovieFilters(min_year=1990, exclude_ids=["tt0000004"], only_ids=["tt0000009", "tt1"])
    found = narrowed(given, {"exclude": heat, "seeds": own, "only": hard}, ["tt0000005"])
    assert set(found.exclude_ids) == {
        "tt0000001", "demo-film-own-1990", "tt0000004", "tt0000005",
    }  # fmt: skip
    assert (found.only_ids, found.min_year) == (("tt0000009",), 1990)
    assert narrowed(given, {}) == given
    assert narrowed(MovieFilters(), {"only": match(store.titles, store.graph, [])}).only_ids == ()


# What they like


def with_ratings(store: Store, *rated: tuple[str, int, float | None]) -> Matched:
    return match(
        store.titles, store.graph, [Entry(title, year, rating=of) for title, year, of in rated]
    )


def test_liked_films_and_how_much(store: Store) -> None:
    """From 7 of 10, weighed by what is above 6; the best rated where there are too many."""
    found = with_ratings(
        store, ("Heat", 1995, 7.0), ("Solaris", 1972, 10.0), ("Solaris", 2002, 6.9),
        ("Hard", 1988, None), ("Nope", 1950, 10.0), ("Own", 1990, 7.0),
    )  # fmt: skip
    best = liked(found)
    assert best.ids == ("tt0000002", "tt0000001", "demo-film-own-1990")
    assert best.weights == (4.0, 1.0, 1.0)
    assert liked(found, 2).ids == ("tt0000002", "tt0000001")
    assert liked(found, 2).found == 3


def test_a_list_without_ratings_is_liked_as_a_whole(store: Store) -> None:
    """A list of favourites has none."""
    best = liked(with_ratings(store, ("Heat", 1995, None), ("Hard", 1988, None)))
    assert (best.ids, best.weights) == (("tt0000001", "tt0000009"), (1.0, 1.0))


def test_nothing_liked(store: Store) -> None:
    """Low ratings, films that are not here, doubtful ones: no taste to go by."""
    for films in ([("Heat", 1995, 6.0)], [("Nope", 1950, 9.0)], [("Haet", 1995, None)]):
        with pytest.raises(NothingLiked, match="None of the 1 films on the list"):
            liked(with_ratings(store, *films))
