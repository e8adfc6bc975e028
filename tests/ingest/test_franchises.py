"""Recognition of franchises, and grouped, kept and hidden results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, NothingPasses
from recsys.ingest.franchises import NONE, franchises
from recsys.ingest.title_stems import beginnings, endings, stem_of
from recsys.movies import TERMS, RankingWeights, grouped
from tests.movies.worlds import Film, open_world, random_films
from tests.tries import tries

ONLY_FRANCHISE = RankingWeights(**dict.fromkeys(TERMS, 0.0) | {"franchise": 1.0})
TEXT_ONLY = RankingWeights.text_only()


@dataclass(frozen=True)
class Work:
    title: str
    people: Sequence[str] = ()
    characters: Sequence[str] = ()
    year: int | None = 2000
    votes: int = 0
    genres: Sequence[str] = ("Drama",)
    overview: str | None = None


def groups(*works: Work, crowd: int = 500) -> list[set[str]]:
    """Franchises by title and year, among many unrelated films."""
    films = [*works, *(Work(f"Zq{number}x", [f"p{number}"]) for number in range(crowd))]
    names = sorted({person for film in films for person in film.people})
    table = pl.DataFrame(
        [(f.title, f.year, f.votes, list(f.genres), f.overview) for f in films],
        schema={"title": pl.String, "year": pl.Int16, "votes": pl.Int32,
                "genres": pl.List(pl.String), "overview": pl.String},
        orient="row",
    )  # fmt: skip
    people = pl.DataFrame(
        [(row, names.index(person)) for row, film in enumerate(films) for person in film.people],
        schema={"movie": pl.Int32, "person": pl.Int32},
        orient="row",
    )
    characters = pl.DataFrame(
        [(row, name) for row, film in enumerate(films) for name in film.characters],
        schema={"movie": pl.Int32, "character": pl.String},
        orient="row",
    )
    found = franchises(table, people, pl.Series("name", names, pl.String), characters)
    assert found.dtype == np.int32
    of: dict[int, set[str]] = {}
    for film, group in zip(films, found.tolist(), strict=True):
        if group != NONE:
            assert found[group] == group, "named by a member"
            of.setdefault(group, set()).add(f"{film.title} ({film.year})")
    return sorted(of.values(), key=min)


@pytest.mark.parametrize(
    ("title", "stem", "number"),
    [
        ("Rocky", "rocky", 0),
        ("Rocky II", "rocky", 2),
        ("Rocky V", "rocky", 5),
        ("The Godfather: Part III", "godfather", 3),
        ("The Godfather Part II", "godfather", 2),
        ("Kill Bill: Vol. 2", "kill bill", 2),
        ("Star Wars: Episode V - The Empire Strikes Back", "star war", 5),
        ("Alien³", "alien", 3),
        ("Aliens", "alien", 0),
        ("Shrek the Third", "shrek", 3),
        ("Die Hard 2", "die hard", 2),
        ("The Naked Gun 2½: The Smell of Fear", "naked gun", 2),
        ("Jackass 3D", "jackass", 0),
        ("Airport 1975", "airport", 0),
        ("Ocean's Twelve", "ocean s", 12),
        ("1984", "1984", 0),
        ("???", "", 0),
        ("", "", 0),
    ],
)
def test_stems(title: str, stem: str, number: int) -> None:
    """A stem has no article, number or subtitle."""
    found = stem_of(title)
    assert (found.text, found.number) == (stem, number)


def test_beginnings_and_endings_never_hang_in_the_air() -> None:
    """Beginnings must not end in linking words such as `and the`."""
    assert beginnings("harry potter and the goblet of fire") == [
        "harry", "harry potter", "harry potter and the goblet",
    ]  # fmt: skip
    assert endings("return of the pink panther") == ["panther", "pink panther"]
    assert beginnings("") == endings("") == endings("rocky") == []


def test_unrelated_films_of_one_title_stay_apart() -> None:
    """Two films called Hero share nothing but the title."""
    assert groups(
        Work("Hero", ["a", "b"], year=1992), Work("Hero", ["c", "d"], year=2002),
        Work("Crash", ["e"], year=1996), Work("Crash", ["f"], year=2004),
    ) == []  # fmt: skip


def test_sequels_with_shared_people() -> None:
    """Numbers, subtitles and a plural; the most voted film names the group."""
    assert groups(
        Work("Alien", ["a", "b"], votes=5), Work("Aliens", ["a", "c"], votes=9),
        Work("Alien: Resurrection", ["a", "d"]), Work("Alien Nation", ["e", "f"]),
    ) == [{"Alien (2000)", "Aliens (2000)", "Alien: Resurrection (2000)"}]  # fmt: skip


def test_roman_numerals_without_shared_people() -> None:
    """A number suffices if the predecessor is unambiguous."""
    works = [
        Work("Zoltan", ["a"], year=1980),
        Work("Zoltan II", ["b"], year=1984),
        Work("Zoltan III", ["c"], year=1990),
    ]
    assert groups(*works) == [{"Zoltan (1980)", "Zoltan II (1984)", "Zoltan III (1990)"}]


@pytest.mark.parametrize(
    "works",
    [
        [Work("Zoltan", year=1980), Work("Zoltan", year=1981), Work("Zoltan II", year=1984)],
        [Work("Zoltan", year=1960), Work("Zoltan II", year=1984)],
        [Work("Zoltan", year=1990), Work("Zoltan II", year=1984)],
        [Work("Zoltan", year=None), Work("Zoltan II", year=1984)],
        [Work("Zoltan", genres=["War"]), Work("Zoltan II")],
        [Work("Zoltan"), Work("Zoltan 1984")],
        [Work("Zoltan: Flight"), Work("Zoltan II")],
    ],
)
def test_numbers_in_doubt_join_nothing(works: list[Work]) -> None:
    """Ambiguous or implausible predecessors are not joined."""
    assert groups(*works) == []


def test_remakes_with_shared_characters() -> None:
    """Two shared characters join films without a shared person; one does not."""
    assert groups(
        Work("Psycho", ["a"], ["Norman Bates", "Marion Crane"], 1960),
        Work("Psycho", ["b"], ["Norman Bates", "Marion Crane"], 1998),
        Work("Ghost", ["c"], ["Wilhelm"], 1990), Work("Ghost", ["d"], ["Wilhelm"], 1999),
    ) == [{"Psycho (1960)", "Psycho (1998)"}]  # fmt: skip


def test_remakes_by_names_in_their_overviews() -> None:
    """Names in overviews count as signs, except those in the title."""
    one, two = "A clerk meets Norman Bates.", "Her sister, whom Norman Bates knows, is gone."
    assert groups(Work("Psycho", year=1960, overview=one),
                  Work("Psycho", year=1998, overview=two)) == [
        {"Psycho (1960)", "Psycho (1998)"}
    ]  # fmt: skip
    said = "A tale of Zoltan."
    assert groups(Work("Zoltan", overview=said), Work("Zoltan", overview=said, year=2010)) == []


def test_a_common_character_joins_nothing() -> None:
    """A common name such as John joins nothing."""
    crowd = [Work(f"Wy{n}v", characters=["John Smith", "Mary Major"]) for n in range(150)]
    heroes = [Work("Hero", characters=["John Smith", "Mary Major"], year=y) for y in (1992, 2002)]
    assert groups(*heroes, *crowd) == []


def test_a_long_common_beginning() -> None:
    """No film is called Harry Potter alone."""
    assert groups(
        Work("Harry Potter and the Chamber of Secrets", ["a", "b"]),
        Work("Harry Potter and the Goblet of Fire", ["b", "c"]),
        Work("Harry Brown", ["d"]),
    ) == [
        {"Harry Potter and the Chamber of Secrets (2000)",
         "Harry Potter and the Goblet of Fire (2000)"}
    ]  # fmt: skip


def test_endings() -> None:
    """A stem at the end of another title joins the two films."""
    assert groups(
        Work("Planet of the Apes", ["a"]), Work("Beneath the Planet of the Apes", ["a"]),
        Work("Attack of the Apes", ["c"]),
    ) == [{"Beneath the Planet of the Apes (2000)", "Planet of the Apes (2000)"}]  # fmt: skip


def test_one_word_needs_two_people() -> None:
    """One shared person does not join The World Is Not Enough and Enough."""
    one = [Work("Enough", ["a", "b"]), Work("The World Is Not Enough", ["a", "c"])]
    assert groups(*one) == []
    two = [Work("Terminator", ["a", "b"]), Work("Terminator Genisys", ["a", "b"])]
    assert groups(*two) == [{"Terminator (2000)", "Terminator Genisys (2000)"}]


def test_a_prolific_person_is_no_sign() -> None:
    """A person on nearly all films is no evidence."""
    crowd = [Work(f"Wy{number}v", ["busy"]) for number in range(3_000)]
    works = [Work("Hero", ["busy"], year=1992), Work("Hero", ["busy"], year=2002)]
    assert groups(*works, *crowd) == []


def test_a_comedian_is_no_franchise() -> None:
    """Programmes named after their performer are no franchise."""
    works = [Work("Ida Vale: Raw", ["Ida Vale", "x"]), Work("Ida Vale: Live", ["Ida Vale", "x"])]
    assert groups(*works) == []


def test_empty_catalogue() -> None:
    """No films, no people: no groups, and nothing fails."""
    assert groups(crowd=0) == []
    assert groups(Work("Alone"), crowd=0) == []


# FranchiseGrouping

SAGA = [
    Film("tt0", (1, 0), "Saga", year=1990, directors=["d"], votes=9, rating=7.0),
    Film("tt1", (9, 1), "Saga II", year=1992, directors=["d"], votes=5, rating=7.0),
    Film("tt2", (8, 2), "Saga III", year=1994, directors=["d"], votes=1, rating=7.0),
    Film("tt3", (7, 3), "Other", year=1991, directors=["e"], votes=9, rating=7.0),
    Film("tt4", (6, 4), "Other 2", year=1993, directors=["e"], votes=5, rating=7.0),
    *(Film(f"tt{n}", (5, n), f"Qz{n}y", directors=[f"p{n}"]) for n in range(5, 30)),
]


@pytest.mark.parametrize("weights", [RankingWeights(), TEXT_ONLY], ids=["default", "text"])
def test_one_row_a_franchise(tmp_path: Path, weights: RankingWeights) -> None:
    """The best film represents its franchise, with the others listed by year; k rows result."""
    with open_world(tmp_path / "w", SAGA) as world:
        kept = world.movies.similar("tt0", 27, weights=weights, franchises="keep")
        folded = world.movies.similar("tt0", 27, weights=weights)
        hidden = world.movies.similar("tt0", 27, weights=weights, franchises="hide")
    assert kept.height == 27
    assert not any(kept["group"].to_list())
    assert {"tt1", "tt2", "tt3", "tt4"} <= set(kept["id"])
    assert folded.height == 27
    of = {row["id"]: [film["id"] for film in row["group"]] for row in folded.to_dicts()}
    assert {film: others for film, others in of.items() if others} == {
        "tt1": ["tt2"], "tt3": ["tt4"],
    }  # fmt: skip
    assert folded.row(0, named=True)["group"][0] == {"id": "tt2", "title": "Saga III", "year": 1994}
    assert hidden.height == 27
    assert not {"tt1", "tt2"} & set(hidden["id"])
    assert {"tt3", "tt4"} <= set(hidden["id"])


def test_the_term_and_the_reason(tmp_path: Path) -> None:
    """The term is 1 for the seed's franchise and 0 for others."""
    with open_world(tmp_path / "w", SAGA) as world:
        frame = world.movies.similar("tt0", 5, franchises="keep")
    weight = RankingWeights().franchise
    for row in frame.to_dicts():
        same = row["id"] in ("tt1", "tt2")
        assert row["terms"]["franchise"] == (weight if same else 0)
        assert row["reason"].startswith("same franchise") is same
        assert sum(row["terms"].values()) == pytest.approx(row["score"])
        assert grouped(row["terms"])["story"] >= row["terms"]["franchise"]


def test_members_are_found_without_text_or_people(tmp_path: Path) -> None:
    """A sequel that shares only its number is still a candidate."""
    films = [
        Film("tt0", (1, 0), "Zoltan", year=1990, genres=["War"]),
        Film("tt1", None, "Zoltan II", year=1999, genres=["War"]),
        *(Film(f"tt{n}", (5, n), f"Qz{n}y", genres=["War"], votes=99, rating=9.0)
          for n in range(1000, 2000)),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:
        frame = world.movies.similar("tt0", 20, weights=ONLY_FRANCHISE)
        assert frame["id"][0] == "tt1"


def test_wrong_arguments(tmp_path: Path) -> None:
    """A misspelt option is refused."""
    with open_world(tmp_path / "w", SAGA[:3]) as world:
        with pytest.raises(InvalidArgument, match="choose from group, keep, hide"):
            world.movies.similar("tt0", franchises="fold")  # type: ignore[arg-type]
        with pytest.raises(NothingPasses):
            world.movies.similar("tt0", franchises="hide")
        assert world.movies.similar("tt0", 20).height == 1


@tries(15)
@given(random_films(), st.data(), st.integers(1, 12), st.sampled_from([0.0, 0.5]))
def test_none_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    films: list[Film],
    data: st.DataObject,
    k: int,
    diversity: float,
) -> None:
    """Grouped rows contain every film exactly once."""
    titles = st.sampled_from(["Saga", "Saga II", "Saga: Home", "Road", "Road 2"])
    named = [Film(**{**film.__dict__, "title": data.draw(titles)}) for film in films]
    with open_world(tmp_path_factory.mktemp("w") / "w", named) as world:
        seed = named[0].id
        if len(named) == 1:
            return
        every = world.movies.similar(seed, 1000, diversity=diversity)
        some = world.movies.similar(seed, k, diversity=diversity)
        assert some.height == min(k, every.height)
        shown = [film["id"] for row in every.to_dicts() for film in [row, *row["group"]]]
        assert sorted(shown) == sorted(film.id for film in named[1:])
        of = world.graph.movie_franchise
        rows = [world.graph.movie_row(film) for film in every["id"]]
        groups = [of[row] for row in rows if of[row] >= 0]
        assert len(groups) == len(set(groups))


def test_large_catalogues_are_compared_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches bound the memory and do not change the groups."""
    works = [
        *(Work(f"Saga {number}", ["ann", "bob"]) for number in range(4)),
        *(Work(f"Legend: Part {number}", ["cid"]) for number in range(3)),
        Work("Ann Lee: At Home", ["Ann Lee"]),
        Work("Ann Lee: On Stage", ["Ann Lee"]),
    ]
    whole = groups(*works)
    assert len(whole) >= 2
    for rows in (1, 5, 50):
        monkeypatch.setattr("recsys.ingest.franchises._KEY_BATCH", rows)
        assert groups(*works) == whole
