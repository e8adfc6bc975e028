"""Liked films as a query: terms computed by hand, a slow reference, and invalid arguments."""

from __future__ import annotations

import gc
import math
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.directors import DirectorQuery, Directors, LikedFilms
from recsys.directors.affinity import DIRECTING_WEIGHT, AffinityWeights
from recsys.directors.query_films import LIKED_FILMS_WEIGHT
from recsys.errors import InvalidArgument, NothingShared, UnknownId
from recsys.scoring.shared_people import rarity
from recsys.vocabulary.role_weights import by_role_mask
from tests.directors.worlds import Film, World, make_world, random_films
from tests.tries import tries

# Two liked films, by Anna and by Bea, both with Max. He also worked for Carl and for Anna again;
# Nora, who edited Bea's film, worked for Dora in another decade.
FILMS = [
    Film("tt1", ["anna"], [("max", "actor")], 8.0, 100, 2000),
    Film("tt2", ["bea"], [("max", "actor"), ("nora", "editor")], 7.0, 100, 2010),
    Film("tt3", ["carl"], [("max", "actor")], 6.0, 50, 2000),
    Film("tt4", ["anna"], [("max", "actor")], 6.0, 50, 1990),
    Film("tt5", ["dora"], [("nora", "editor"), ("dora", "actor")], 7.0, 900, 1950),
    Film("tt6", ["carl"], [("carl", "actor")], None, None, None),
]
WEIGHTS = AffinityWeights()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("liked") / "graph", FILMS)


def test_terms_equal_hand_computed_values(world: World) -> None:
    """Weights are scaled to a sum of ten, so a film with three times the weight has 7.5."""
    scores = world.directors.scores(LikedFilms(("tt2", "tt1"), (1.0, 3.0)), "affinity")
    assert scores["id"].to_list() == ["carl", "dora"]
    carl, dora = scores["terms"]
    of_max, of_nora = 1 / (1 + math.log(4)), 1 / (1 + math.log(2))
    assert carl["people"] == pytest.approx(
        WEIGHTS.people * (1 - math.exp(-of_max * math.sqrt(10 * 0.8 * 0.8)))
    )
    assert dora["people"] == pytest.approx(
        WEIGHTS.people * (1 - math.exp(-of_nora * math.sqrt(2.5 * 0.6 * 0.6)))
    )
    # Max and Nora on the query's side, one of them on the candidate's; directors are left out.
    assert carl["overlap"] == dora["overlap"] == pytest.approx(WEIGHTS.overlap / math.sqrt(2))
    assert carl["era"] == pytest.approx(WEIGHTS.era * (7.5 + 2.5 * math.exp(-1)) / 10)
    assert dora["era"] == pytest.approx(
        WEIGHTS.era * (7.5 * math.exp(-5) + 2.5 * math.exp(-6)) / 10
    )
    assert carl["genre"] == pytest.approx(WEIGHTS.genre)


def test_directors_of_liked_and_seen_films_are_not_recommended(world: World) -> None:
    """Anna and Bea directed liked films, Carl a film that was only seen."""
    liked_films = LikedFilms(("tt1", "tt2"), (1.0, 1.0))
    assert set(world.directors.scores(liked_films)["id"]) == {"carl", "dora"}
    seen = LikedFilms(("tt1", "tt2"), (1.0, 1.0), ("tt6",))
    assert set(world.directors.scores(seen)["id"]) == {"dora"}
    assert "bea" in set(world.directors.scores(LikedFilms(("tt1",), (1.0,)))["id"])


def test_evidence_for_liked_films(world: World) -> None:
    """Shares, shared people with films on both sides, overlap, ranks and entry films."""
    liked_films = LikedFilms(("tt1", "tt2"), (1.0, 1.0))
    frame = world.directors.recommend(liked_films, limit=2)
    for row in frame.to_dicts():
        assert sum(row["terms"].values()) == pytest.approx(row["score"])
        assert not any(person["is_the_director"] for person in row["because"])
    shared = world.directors.shared_collaborators(liked_films, "carl")
    assert shared["id"].to_list() == ["max"]
    assert [film["id"] for film in shared["films"][0]] == ["tt1", "tt2"]
    assert [film["id"] for film in shared["other_films"][0]] == ["tt3"]
    overlap = world.directors.overlap(liked_films, ["carl", "dora"])
    assert overlap.select("person_id", "films", "other_id").rows() == [
        ("max", 2, "carl"), ("nora", 1, "dora"),
    ]  # fmt: skip
    assert (
        world.directors.robustness(DirectorQuery(liked_films))["id"].to_list()
        == frame["id"].to_list()
    )
    assert world.directors.rank_grid(DirectorQuery(liked_films), "dora")["rank"].drop_nulls().len()
    assert world.directors.count_passing(DirectorQuery(liked_films)) == 2
    assert world.directors.collaborator_count(liked_films) == 2
    entry_film = world.directors.entry_films(liked_films, "carl").row(0, named=True)
    assert (entry_film["id"], entry_film["reason"]) == ("tt3", "with max (actor); rated 6.0")
    [liked_film] = world.directors.entry_films(liked_films, "bea").to_dicts()
    assert liked_film["reason"] == "on the list; rated 7.0"


def test_classic_ignores_the_weights_of_films(world: World) -> None:
    """c(max) = 2, c(nora) = 1, whatever the weights."""
    scores = world.directors.scores(LikedFilms(("tt1", "tt2"), (1.0, 9.0)), "classic")
    assert scores.select("id", "score").rows() == [("carl", 1.0), ("dora", 1.0)]


def test_text_term(tmp_path: Path) -> None:
    """Cosine of the weighted mean of the liked films' vectors and a director's centroid."""
    graph = make_world(tmp_path / "graph", FILMS).graph
    matrix = np.zeros((6, 4), np.float32)
    matrix[[0, 1, 2], [0, 1, 0]] = 1  # tt1 and tt2 are orthogonal; tt3 equals tt1
    directors = np.zeros((graph.director_count, 4), np.float16)
    carl = graph.director_row(graph.person_row("carl"))
    assert carl is not None
    directors[carl, 0] = 1
    rows = {film: film for film in (0, 1, 2)}
    vectors = SimpleNamespace(
        matrix=matrix[:3], movies=np.arange(3, dtype=np.int32), directors=directors,
        row_of=rows.get, dimension=4,
    )  # fmt: skip
    liked = LikedFilms(("tt1", "tt2"), (3.0, 1.0))
    scores = Directors(graph, vectors).scores(liked, "affinity")
    terms = dict(zip(scores["id"], scores["terms"], strict=True))
    assert terms["carl"]["text"] == pytest.approx(WEIGHTS.text * 3 / math.sqrt(10), abs=1e-6)
    assert terms["dora"]["text"] == 0
    nothing = Directors(graph, vectors).scores(LikedFilms(("tt6",), (1.0,), ("tt1",)))
    assert nothing.is_empty()


@pytest.mark.parametrize(
    ("films", "weights"),
    [
        ((), ()),
        (("tt1", "tt1"), (1.0, 1.0)),
        (("tt1",), ()),
        (("tt1",), (0.0,)),
        (("tt1",), (-1.0,)),
        (("tt1",), (math.nan,)),
        (tuple(map(str, range(5_001))), (1.0,) * 5_001),
    ],
)
def test_invalid_liked_films_are_refused(
    films: tuple[str, ...], weights: tuple[float, ...]
) -> None:
    """Refused on construction, before anything is computed."""
    with pytest.raises(InvalidArgument):
        LikedFilms(films, weights)


def test_unknown_films_and_nothing_shared(world: World) -> None:
    """A film that the catalogue lacks; films whose people worked for no other director."""
    with pytest.raises(UnknownId, match="no film 'tt99'"):
        world.directors.scores(LikedFilms(("tt99",), (1.0,)))
    with pytest.raises(UnknownId, match="no film 'tt99'"):
        world.directors.scores(LikedFilms(("tt1",), (1.0,), ("tt99",)))
    with pytest.raises(NothingShared, match=r"films of the list \(1\)"):
        world.directors.recommend(LikedFilms(("tt6",), (1.0,)))


def test_rankings_of_liked_films_are_dropped_with_them(world: World) -> None:
    """A reader's list and its ranking do not outlive the session."""
    directors = Directors(world.graph)
    liked_films = LikedFilms(("tt1", "tt2"), (1.0, 1.0))
    cached = directors._scores._of_liked
    first = directors.scores(liked_films)
    assert directors.scores(liked_films) is first
    assert directors.scores(liked_films, roles=["actor"]) is not first
    assert len(cached) == 1
    del liked_films
    gc.collect()
    assert len(cached) == 0


def reference(world: World, liked_films: LikedFilms, director: str) -> tuple[float, set[str]]:
    """The people term of one director, computed by film and person, and the shared people."""
    by_mask, con = by_role_mask(directing=DIRECTING_WEIGHT), world.con
    credits = con.sql("SELECT tconst, pconst, role_mask FROM movie_prin").fetchall()
    directed = con.sql("SELECT tconst, dconst FROM movie_dir").fetchall()
    directed_films = {film for film, person in directed if person == director}
    contribution, shared = 0.0, set()
    for person in sorted({person for _, person, _ in credits} - {director}):
        c = sum(
            weight / sum(liked_films.weights) * LIKED_FILMS_WEIGHT * by_mask[mask]
            for film, weight in zip(liked_films.films, liked_films.weights, strict=True)
            for on, who, mask in credits
            if (on, who) == (film, person)
        )
        n = sum(
            by_mask[mask] for on, who, mask in credits if who == person and on in directed_films
        )
        films = sum(who == person for _, who, _ in credits)
        contribution += float(rarity(np.array([films]))[0]) * math.sqrt(c * n)
        if c and n:
            shared.add(person)
    return 1 - math.exp(-contribution), shared


@tries(15)
@given(random_films(), st.data())
def test_people_term_equals_the_reference_on_random_catalogues(
    films: list[Film], data: st.DataObject
) -> None:
    """Directors of liked and seen films are left out."""
    ids = [film.id for film in films]
    liked = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    weights = data.draw(
        st.lists(st.sampled_from([1.0, 2.5, 4.0]), min_size=len(liked), max_size=len(liked))
    )
    seen = data.draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))
    liked_films = LikedFilms(tuple(liked), tuple(weights), tuple(seen))
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "graph", films)
        excluded = {who for film in films if film.id in {*liked, *seen} for who in film.directors}
        all_directors = {who for film in films for who in film.directors}
        expected = {who: reference(world, liked_films, who) for who in all_directors - excluded}
        scores = world.directors.scores(liked_films, "affinity")
        assert set(scores["id"]) == {who for who, (_, shared) in expected.items() if shared}
        for row in scores.to_dicts():
            people, shared = expected[row["id"]]
            assert row["terms"]["people"] == pytest.approx(WEIGHTS.people * people)
            assert row["shared_people"] == len(shared)
            assert sum(row["terms"].values()) == pytest.approx(row["score"])
            assert all(0 <= value <= 1.2 + 1e-9 for value in row["terms"].values())
