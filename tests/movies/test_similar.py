"""Films like these: who is in the list, in which order, with which reasons; all by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recsys
from recsys.catalog import Store
from recsys.embeddings import TextModel
from recsys.errors import InvalidArgument, NoText, NothingPasses, UnknownId
from recsys.ingest.pipeline import build, build_demo
from recsys.movies import GROUPS, TERMS, MovieFilters, RankingWeights
from recsys.movies.filters import film_mask
from recsys.vocabulary.role_weights import ROLE_WEIGHTS
from tests.movies.worlds import GENRES, Film, Given, World, open_world, random_films
from tests.tries import tries

TEXT_ONLY = RankingWeights.text_only()


def only(term: str) -> RankingWeights:
    """Nothing but one term counts, so that the score is the term."""
    return RankingWeights(**dict.fromkeys(TERMS, 0.0) | {term: 1.0})


def scores(world: World, term: str, seed: str = "tt0") -> dict[str, float]:
    frame = world.movies.similar(seed, k=1_000, weights=only(term))
    return dict(zip(frame["id"], frame["score"], strict=True))


# Each term, computed by hand


def test_text(tmp_path: Path) -> None:
    """The cosine of the two vectors; 0 where one of the films has none."""
    films = [
        Film("tt0", (1, 0)), Film("tt1", (3, 4)), Film("tt2", (0, 1)), Film("tt3", (-2, 0)),
        Film("tt4"),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:
        found = scores(world, "text")
        assert found == pytest.approx({"tt1": 0.6, "tt2": 0, "tt4": 0, "tt3": -1}, abs=1e-6)
        assert list(found) == ["tt1", "tt2", "tt4", "tt3"]


def test_director(tmp_path: Path) -> None:
    """Shared directors over the geometric mean of how many each film has."""
    films = [
        Film("tt0", directors=["a", "b"]),
        Film("tt1", directors=["a", "b"]),
        Film("tt2", directors=["a"]),
        Film("tt3", directors=["a", "c"]),
        Film("tt4", directors=["c"]),
        Film("tt5", credits=[("a", "actor")]),
    ]
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "director") == pytest.approx(
            {"tt1": 1, "tt2": 1 / math.sqrt(2), "tt3": 0.5, "tt4": 0, "tt5": 0}
        )
        assert set(scores(world, "director", "tt5").values()) == {0}


def test_people(tmp_path: Path) -> None:
    """1 - exp(-sum) of the lower role weight times rarity; directing does not count here."""
    actor, writer = ROLE_WEIGHTS["actor"], ROLE_WEIGHTS["writer"]
    casting = ROLE_WEIGHTS["casting_director"]
    films = [
        Film("tt0", credits=[("star", "actor"), ("pen", "writer"), ("boss", "director")]),
        Film("tt1", credits=[("star", "actor"), ("pen", "writer")]),
        Film("tt2", credits=[("star", "casting_director"), ("star", "other")]),
        Film("tt3", credits=[("boss", "director")]),
        Film("tt4", credits=[("star", "actor"), ("else", "actor")]),
        Film("tt5"),
    ]
    of_star = 1 / (1 + math.log(4))  # on four films
    of_pen = 1 / (1 + math.log(2))
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "people") == pytest.approx(
            {
                "tt1": 1 - math.exp(-(actor * of_star + writer * of_pen)),
                "tt4": 1 - math.exp(-actor * of_star),
                "tt2": 1 - math.exp(-casting * of_star),
                "tt3": 0,
                "tt5": 0,
            }
        )


@pytest.mark.parametrize("kind", ["genres", "keywords"])
def test_genres_and_keywords(tmp_path: Path, kind: str) -> None:
    """Cosine of label sets weighted by rarity: a rare shared label says more than a common one."""
    term = {"genres": "genre", "keywords": "keywords"}[kind]
    sets: list[list[str]] = [["Drama", "War"], ["Drama", "War"], ["War"], ["Drama"], ["Comedy"], []]
    films = [
        Film(f"tt{number}", (1, 0), **{kind: labels})  # type: ignore[arg-type]
        for number, labels in enumerate(sets)
    ]
    war = drama = math.log(1 + 6 / 3)
    both = math.hypot(war, drama)
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, term) == pytest.approx(
            {"tt1": 1, "tt2": war / both, "tt3": drama / both, "tt4": 0, "tt5": 0}
        )
        assert set(scores(world, term, "tt5").values()) == {0}


def test_a_rare_label_counts_more(tmp_path: Path) -> None:
    """Sharing War, which two of five have, beats sharing Drama, which all but one have."""
    sets = [["Drama", "War"], ["War"], ["Drama"], ["Drama"], ["Drama"]]
    films = [Film(f"tt{number}", genres=labels) for number, labels in enumerate(sets)]
    with open_world(tmp_path / "w", films) as world:
        found = scores(world, "genre")
        war, drama = math.log(1 + 5 / 2), math.log(1 + 5 / 4)
        assert found["tt1"] == pytest.approx(war / math.hypot(war, drama))
        assert found["tt2"] == pytest.approx(drama / math.hypot(war, drama))


def test_place(tmp_path: Path) -> None:
    """Half for the country, half for the language."""
    films = [
        Film("tt0", (1, 0), countries=["FR"], languages=["fr"]),
        Film("tt1", (1, 0), countries=["FR"], languages=["fr"]),
        Film("tt2", (1, 0), countries=["FR"], languages=["en"]),
        Film("tt3", (1, 0), countries=["US"], languages=["fr"]),
        Film("tt4", (1, 0), countries=["US"], languages=["en"]),
        Film("tt5"),
    ]
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "place") == pytest.approx(
            {"tt1": 1, "tt2": 0.5, "tt3": 0.5, "tt4": 0, "tt5": 0}
        )


def test_era(tmp_path: Path) -> None:
    """exp(-years / 10) both ways; 0 where a year is not known."""
    years = [2000, 2000, 1990, 2010, 1900, None]
    films = [Film(f"tt{number}", year=year) for number, year in enumerate(years)]
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "era") == pytest.approx(
            {"tt1": 1, "tt2": math.exp(-1), "tt3": math.exp(-1), "tt4": math.exp(-10), "tt5": 0}
        )
        assert set(scores(world, "era", "tt5").values()) == {0}


def test_known_and_rated(tmp_path: Path) -> None:
    """Votes on a logarithmic scale; ratings drawn to the average where votes are few."""
    films = [
        Film("tt0", rating=5.0, votes=999),
        Film("tt1", rating=9.0, votes=99),
        Film("tt2", rating=10.0, votes=1),
        Film("tt3"),
    ]
    mean = (5.0 * 999 + 9.0 * 99 + 10.0 * 1) / 1_099
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "known") == pytest.approx(
            {"tt1": math.log(100) / math.log(1_000), "tt2": math.log(2) / math.log(1_000), "tt3": 0}
        )
        assert scores(world, "rated") == pytest.approx(
            {
                "tt1": (9.0 * 99 + mean * 50) / 149 / 10,
                "tt2": (10.0 + mean * 50) / 51 / 10,
                "tt3": mean / 10,
            }
        )


# Properties that hold in every world


@tries(10)
@given(random_films(), st.data())
def test_every_world(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film], data: st.DataObject
) -> None:
    """Seeds never, exactly k, terms that add up, best first, nearest seed, twice the same."""
    with open_world(tmp_path_factory.mktemp("world") / "w", films) as world:
        ids = [film.id for film in world.films]
        for _ in range(6):
            seeds = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True))
            k = data.draw(st.integers(1, 14))
            filters = MovieFilters(
                min_year=data.draw(st.sampled_from([None, 1999])),
                exclude_genres=data.draw(
                    st.lists(
                        st.sampled_from(
                            sorted({g for f in films for g in f.genres} & set(GENRES)) or ["-"]
                        ).filter(lambda genre: genre != "-"),
                        max_size=1,
                    )
                    if any(film.genres for film in films)
                    else st.just([])
                ),
                keep_unknown=data.draw(st.booleans()),
            )
            weights = data.draw(st.sampled_from([RankingWeights(), only("people"), TEXT_ONLY]))
            diversity = data.draw(st.sampled_from([0.0, 0.0, 0.5, 1.0]))
            question: dict[str, Any] = {
                "k": k, "filters": filters, "weights": weights, "diversity": diversity,
            }  # fmt: skip
            try:
                passing = set(np.flatnonzero(film_mask(world.graph, filters)).tolist())
            except NothingPasses:
                passing = set()
            left = passing - {ids.index(seed) for seed in seeds}
            has_text = any(film.vector is not None for film in world.films if film.id in seeds)
            if weights == TEXT_ONLY and not has_text:
                with pytest.raises(NoText):
                    world.movies.similar(seeds, **question)
                continue
            if not left:
                with pytest.raises(NothingPasses):
                    world.movies.similar(seeds, **question)
                continue
            frame = world.movies.similar(seeds, **question)
            assert frame.height == min(k, len(left))
            assert {ids.index(film) for film in frame["id"]} <= left
            assert frame["id"].n_unique() == frame.height
            assert set(frame["seed"]) <= set(seeds)
            for row in frame.iter_rows(named=True):
                assert sum(row["terms"].values()) == pytest.approx(row["score"], abs=1e-9)
                assert list(row["terms"]) == list(TERMS)
                if len(seeds) == 1 and weights == RankingWeights():
                    steps = world.movies.explain(seeds[0], row["id"])
                    parts = dict(zip(steps["term"], steps["part"], strict=True))
                    assert parts == pytest.approx(row["terms"], abs=1e-6)
            if not diversity:
                assert all(
                    (-round(a[1], 9), a[0]) <= (-round(b[1], 9), b[0])
                    for a, b in pairwise(frame.select("id", "score").rows())
                )
            assert world.movies.similar(seeds, **question).equals(frame)


def test_text_only_is_the_originals_cosine(tmp_path: Path) -> None:
    """`RankingWeights.text_only()` promises the order of the film recommender of 2022."""
    random = np.random.default_rng(4)
    films = [
        Film(f"tt{number:07}", random.normal(size=16).tolist(), votes=int(random.integers(1, 9)),
             rating=7.0, year=1950 + number % 60)
        for number in range(300)
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:
        assert world.vectors is not None
        for seed in (0, 150, 299):
            cosines = np.asarray(world.vectors.matrix, np.float64) @ world.vectors.matrix[seed]
            order = [row for row in np.argsort(-cosines, kind="stable") if row != seed][:50]
            found = world.movies.similar(f"tt{seed:07}", 50, weights=TEXT_ONLY)
            assert found["id"].to_list() == [f"tt{row:07}" for row in order]
            np.testing.assert_allclose(found["score"], cosines[order], atol=1e-6)
            assert set(found["seed"]) == {f"tt{seed:07}"}


# Several seeds


def test_many_seeds_are_ranked_as_a_few_are(tmp_path: Path) -> None:
    """Of many seeds candidates and texts are looked up at once; the ranking is what the mean over
    single seeds says, film by film."""
    random = np.random.default_rng(5)
    films = [
        Film(
            f"tt{number:07}",
            random.normal(size=16).tolist() if number % 7 else None,
            votes=int(random.integers(1, 1_000)), rating=float(random.integers(50, 90)) / 10,
            year=1950 + number % 60, genres=[GENRES[number % 4]],
            directors=[f"nm{number % 40}"], credits=[(f"nm{number % 23}", "actor")],
        )
        for number in range(200)
    ]  # fmt: skip
    seeds = [f"tt{number:07}" for number in range(0, 60, 3)]
    shares = random.uniform(1, 4, len(seeds))
    with open_world(tmp_path / "w", films) as world:
        single = [
            world.movies.similar(seed, 1_000, MovieFilters(exclude_ids=seeds)) for seed in seeds
        ]
        expected: dict[str, float] = dict.fromkeys(single[0]["id"], 0.0)
        for frame, share in zip(single, shares / shares.sum(), strict=True):
            for film, score in frame.select("id", "score").rows():
                expected[film] += share * score
        found = world.movies.similar(seeds, 20, seed_weights=shares.tolist())
        best = sorted(expected, key=lambda film: (-expected[film], film))[:20]
        assert found["id"].to_list() == best
        assert found["score"].to_list() == pytest.approx([expected[film] for film in best])
        for row in found.to_dicts():
            assert sum(row["terms"].values()) == pytest.approx(row["score"])
            nearest = {
                seed: dict(frame.select("id", "score").rows())[row["id"]]
                for seed, frame in zip(seeds, single, strict=True)
            }
            assert nearest[row["seed"]] == pytest.approx(max(nearest.values()))


def test_lists_of_films_are_not_kept(tmp_path: Path) -> None:
    """Ids in a filter come from somebody's own list: no other question needs the mask."""
    with open_world(tmp_path / "w", [Film("tt0"), Film("tt1"), Film("tt2")]) as world:
        world.movies.similar("tt0", filters=MovieFilters(exclude_ids=["tt1"]))
        world.movies.similar("tt0", filters=MovieFilters(only_ids=["tt1"]))
        assert world.movies._kept_mask.cache_info().currsize == 0
        world.movies.similar("tt0")
        assert world.movies._kept_mask.cache_info().currsize == 1


SEVERAL = [
    Film("tt0", (1, 0, 0), title="East"),
    Film("tt1", (0, 1, 0), title="West"),
    Film("tt2", (0.75, 0.7, 0.1), title="Both"),
    Film("tt3", (0.95, 0, 0.3), title="Like East"),
    Film("tt4", (0, 0.95, 0.3), title="Like West"),
    Film("tt5", (0.1, 0, 1), title="Neither"),
]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("several") / "w", SEVERAL) as world:
        yield world


def test_a_film_that_fits_both_beats_one_that_fits_one(several: World) -> None:
    """Someone who names two films wants what they share; the nearest seed is named."""
    frame = several.movies.similar(["tt0", "tt1"], 10, weights=TEXT_ONLY)
    assert frame["id"].to_list() == ["tt2", "tt3", "tt4", "tt5"]
    nearest = dict(zip(frame["id"], frame["seed"], strict=True))
    assert nearest["tt3"] == "tt0"
    assert nearest["tt4"] == "tt1"
    mean = (several.unit("tt0") + several.unit("tt1")) / 2 @ several.unit("tt2")
    assert frame["score"][0] == pytest.approx(mean, abs=1e-6)


def test_the_order_of_seeds_does_not_matter(several: World) -> None:
    """Nor does naming one twice."""
    one = several.movies.similar(["tt0", "tt1"], 10)
    two = several.movies.similar(["tt1", "tt0", "tt1"], 10)
    assert one.select("id", "seed").equals(two.select("id", "seed"))
    np.testing.assert_allclose(one["score"], two["score"], atol=1e-12)
    text, listed = several.movies.similar("tt0", 3), several.movies.similar(["tt0"], 3)
    assert text.equals(listed)


def test_seed_weights(several: World) -> None:
    """A seed that counts more draws the list to itself; equal weights change nothing."""
    weighed = several.movies.similar(["tt0", "tt1"], 10, weights=TEXT_ONLY, seed_weights=[1, 9])
    assert weighed["id"].to_list()[0] == "tt4"
    plain = several.movies.similar(["tt0", "tt1"], 10)
    equal = several.movies.similar(["tt0", "tt1"], 10, seed_weights=[2.5, 2.5])
    assert plain["id"].equals(equal["id"])
    np.testing.assert_allclose(plain["score"], equal["score"], atol=1e-12)


@pytest.mark.parametrize("wrong", [[1], [1, 2, 3], [0, 1], [-1, 1], [math.nan, 1], [math.inf, 1]])
def test_wrong_seed_weights(several: World, wrong: list[float]) -> None:
    """One weight above 0 a film, or the mean would mean nothing."""
    with pytest.raises(InvalidArgument, match="weight"):
        several.movies.similar(["tt0", "tt1"], seed_weights=wrong)


# Diversity


def test_diversity(tmp_path: Path) -> None:
    """0 keeps the order; 1 takes what is least like the chosen; between, both count."""
    films = [
        Film("tt0", (1, 0, 0, 0)),
        Film("tt1", (0.9, 0.3, 0, 0)), Film("tt2", (0.9, 0.31, 0, 0)),
        Film("tt3", (0.9, 0.32, 0, 0)), Film("tt4", (0.8, 0, 0.6, 0)),
        Film("tt5", (0.5, 0, 0, -0.8)),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:

        def found(diversity: float) -> list[str]:
            frame = world.movies.similar("tt0", 3, weights=TEXT_ONLY, diversity=diversity)
            return frame["id"].to_list()

        assert found(0.0) == ["tt1", "tt2", "tt3"]
        assert found(0.5) == ["tt1", "tt4", "tt2"] or found(0.5)[:2] == ["tt1", "tt4"]
        spread = found(1.0)
        assert "tt5" in spread
        assert "tt4" in spread
        with pytest.raises(InvalidArgument, match="diversity"):
            world.movies.similar("tt0", diversity=1.5)
        with pytest.raises(InvalidArgument, match="diversity"):
            world.movies.similar("tt0", diversity=math.nan)


# Films and builds without texts


def test_a_film_without_a_vector(tmp_path: Path) -> None:
    """It is compared by the rest; by text alone it can't be, and the message says so."""
    films = [
        Film("tt0", title="Mute", directors=["a"]), Film("tt1", (1, 0), directors=["a"]),
        Film("tt2", (0, 1)), Film("tt3"),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:
        frame = world.movies.similar("tt0", 3)
        assert frame["id"][0] == "tt1"
        assert {row["text"] for row in frame["terms"]} == {0}
        with pytest.raises(NoText, match="Mute has no overview"):
            world.movies.similar("tt0", weights=TEXT_ONLY)
        joined = world.movies.similar(["tt0", "tt1"], 2, weights=TEXT_ONLY)
        assert set(joined["id"]) == {"tt2", "tt3"}


def test_a_build_without_texts(tmp_path: Path) -> None:
    """People, genre and era still answer; a sentence can't be, and the message says what to do."""
    films = [Film("tt0", directors=["a"]), Film("tt1", directors=["a"]), Film("tt2")]
    with open_world(tmp_path / "w", films) as world:
        assert world.movies.similar("tt0", 5)["id"].to_list() == ["tt1", "tt2"]
        assert not world.movies.has_texts
        world.movies.warm_up()
        with pytest.raises(NoText, match="no overviews"):
            world.movies.similar("tt0", weights=TEXT_ONLY)
        with pytest.raises(NoText, match="--overviews"):
            world.movies.search_text("a heist")


# Wrong questions


def test_wrong_questions(several: World) -> None:
    """Each is named; none crashes, none gives a list that looks right."""
    for k in (0, -1, 1_001, 10_000):
        with pytest.raises(InvalidArgument, match=r"k is .*1 to 1,000"):
            several.movies.similar("tt0", k)
        with pytest.raises(InvalidArgument, match="k is"):
            several.movies.search_text("x", k)
    assert several.movies.similar("tt0", 1_000).height == 5
    for unknown in ("tt99", "", "'; DROP TABLE movies; --", "<b>", "🎬", "x" * 10_000):
        with pytest.raises(UnknownId):
            several.movies.similar(unknown)
        with pytest.raises(UnknownId):
            several.movies.similar(["tt0", unknown])
    with pytest.raises(InvalidArgument, match="0 films"):
        several.movies.similar([])
    with pytest.raises(InvalidArgument, match="101 films"):
        several.movies.similar([f"tt{number}" for number in range(101)])
    with pytest.raises(NothingPasses, match="but those asked about: loosen them"):
        several.movies.similar("tt0", filters=MovieFilters(only_ids=["tt0"]))
    with pytest.raises(NothingPasses, match="only_ids"):
        several.movies.similar("tt0", filters=MovieFilters(only_ids=[]))


@pytest.mark.parametrize("wrong", [-0.1, math.nan, math.inf])
def test_wrong_weights(wrong: float) -> None:
    """A negative weight would turn a similarity into its opposite; all zeros rank nothing."""
    with pytest.raises(InvalidArgument, match="people"):
        RankingWeights(people=wrong)
    with pytest.raises(InvalidArgument, match="All weights are 0"):
        RankingWeights(**dict.fromkeys(TERMS, 0.0))


def test_only_renown_may_count_against_a_film() -> None:
    """Below 0 it asks for what few have seen; no weight is without an end."""
    assert RankingWeights(known=-2).known == -2
    for wrong in ({"known": -11}, {"era": -1}, {"text": 10.5}):
        with pytest.raises(InvalidArgument, match=next(iter(wrong))):
            RankingWeights(**wrong)


def test_groups_scale_the_defaults() -> None:
    """Every term is in one group; a factor acts on all of its terms and on no other."""
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(TERMS)
    assert RankingWeights.of_groups() == RankingWeights()
    default = asdict(RankingWeights())
    for group, names in GROUPS.items():
        scaled = asdict(RankingWeights.of_groups(**{group: 2}))
        assert scaled == {
            name: value * (2 if name in names else 1) for name, value in default.items()
        }
    with pytest.raises(InvalidArgument, match=r"no group of weights 'mood'; choose story"):
        RankingWeights.of_groups(mood=1)


def test_the_little_known_lead_where_renown_counts_against(tmp_path: Path) -> None:
    """All else being equal."""
    films = [Film("tt0", genres=["Drama"])] + [
        Film(f"tt{votes}", genres=["Drama"], votes=votes, rating=7.0) for votes in (9, 99, 999)
    ]
    with open_world(tmp_path / "w", films) as world:
        weights = RankingWeights.of_groups(known=-1, rated=0)
        assert world.movies.similar("tt0", 3, weights=weights)["id"].to_list() == [
            "tt9", "tt99", "tt999"
        ]  # fmt: skip


def test_text_only_weights() -> None:
    """Recognised as what they are, whatever their height."""
    assert TEXT_ONLY.is_text_only
    assert TEXT_ONLY.text == 1
    assert not RankingWeights().is_text_only
    assert not only("people").is_text_only


def test_columns(several: World) -> None:
    """Pages, CLI and API read these by name; an empty catalogue of people is no reason to fail."""
    frame = several.movies.similar("tt0", 2)
    assert frame.columns[:13] == [
        "id", "title", "year", "score", "director", "cast", "genres", "runtime", "rating",
        "votes", "overview", "terms", "seed",
    ]  # fmt: skip
    assert {"reason", "shared_people", "shared_genres", "type", "poster"} <= set(frame.columns)
    assert frame.schema["cast"] == pl.List(pl.String)
    assert frame["overview"][0].startswith("The story of")


# A sentence, with the real model


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    with recsys.open_store(folder) as store:
        yield store


@pytest.fixture(scope="module")
def discover(demo: Store, real_model: TextModel) -> Any:
    demo.movies._model = real_model  # the same model, loaded once a session
    return demo.movies


def test_a_sentence(discover: Any) -> None:
    """Best first, the score is the cosine, no seed; filters hold as everywhere."""
    frame = discover.search_text("astronauts travel through space", 10)
    assert frame.height == 10
    assert frame["score"].is_sorted(descending=True)
    assert frame["seed"].null_count() == 10
    for row in frame.iter_rows(named=True):
        assert row["terms"]["text"] == pytest.approx(row["score"])
    assert "Sci-Fi" in {genre for genres in frame["genres"][:3] for genre in genres}
    filtered = discover.search_text(
        "astronauts travel through space", 5, MovieFilters(max_year=1960)
    )
    assert filtered.height == 5
    assert filtered["year"].max() <= 1960
    assert discover.search_text("astronauts travel through space", 10).equals(frame)
    assert discover.search_text("  astronauts travel through space\n", 10).equals(frame)


@pytest.mark.parametrize(
    "sentence",
    [
        "x " * 5_000, "🎬🚀❤️", "סרט על אהבה ומלחמה", "فيلم عن الحب", "'; DROP TABLE movies; --",
        "<script>alert(1)</script>", "\u202eright to left", "a\x00b", "?", "電影",
    ],
    ids=range(10),
)  # fmt: skip
def test_odd_sentences(discover: Any, sentence: str) -> None:
    """Whatever is typed is a sentence: films come out, nothing breaks."""
    frame = discover.search_text(sentence, 5)
    assert frame.height == 5
    assert frame["score"].is_finite().all()


def test_sentences_that_are_none(discover: Any) -> None:
    """Empty, or longer than anyone types: refused before the model is asked."""
    for empty in ("", "  ", "\n\t"):
        with pytest.raises(InvalidArgument, match="empty"):
            discover.search_text(empty)
    with pytest.raises(InvalidArgument, match=r"10,001 characters, at most 10,000"):
        discover.search_text("x" * 10_001)
    with pytest.raises(NothingPasses):
        discover.search_text("x", filters=MovieFilters(only_ids=[]))


def test_filters_that_leave_films_without_texts(tmp_path: Path, real_model: TextModel) -> None:
    """Films pass, but none of them can be compared with a sentence."""
    with open_world(tmp_path / "w", [Film("tt1", [1.0] * 384), Film("tt2")]) as world:
        world.movies._model = real_model
        with pytest.raises(NoText, match="None of the films that pass"):
            world.movies.search_text("x", filters=MovieFilters(only_ids=["tt2"]))
        assert world.movies.search_text("x", 5)["id"].to_list() == ["tt1"]


def test_the_demo_gives_the_same_list_twice(demo: Store, tmp_path: Path) -> None:
    """Two builds, one asked while its index is opening: the same frames to the last bit."""
    build_demo(tmp_path)
    with recsys.open_store(tmp_path) as other:
        for film in demo.graph.movies["id"].to_list()[::80]:
            for weights in (RankingWeights(), TEXT_ONLY):
                ours = demo.movies.similar(film, 15, weights=weights)
                assert ours.equals(demo.movies.similar(film, 15, weights=weights))
                assert ours.equals(other.movies.similar(film, 15, weights=weights))


def test_a_whole_build_of_given_films(tmp_path: Path) -> None:
    """Films of a source without texts pass through the same pipeline."""
    build([Given([Film("tt1", title="A"), Film("tt2", title="B")])], tmp_path)
    with recsys.open_store(tmp_path) as store:
        assert store.movies.similar("tt1")["title"].to_list() == ["B"]
