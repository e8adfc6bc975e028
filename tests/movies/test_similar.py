"""Similar films: terms, order and reasons, computed by hand."""

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
from tests.movies.worlds import GENRES, Film, FilmSource, World, open_world, random_films
from tests.tries import tries

TEXT_ONLY = RankingWeights.text_only()


def only(term: str) -> RankingWeights:
    """Return weights for a single term, so that the score equals the term."""
    return RankingWeights(**dict.fromkeys(TERMS, 0.0) | {term: 1.0})


def scores(world: World, term: str, seed: str = "tt0") -> dict[str, float]:
    frame = world.movies.similar(seed, k=1_000, weights=only(term))
    return dict(zip(frame["id"], frame["score"], strict=True))


# Terms, computed by hand


def test_text(tmp_path: Path) -> None:
    """The cosine of the two vectors; 0 if either film has none."""
    films = [
        Film("tt0", (1, 0)), Film("tt1", (3, 4)), Film("tt2", (0, 1)), Film("tt3", (-2, 0)),
        Film("tt4"),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:
        found = scores(world, "text")
        assert found == pytest.approx({"tt1": 0.6, "tt2": 0, "tt4": 0, "tt3": -1}, abs=1e-6)
        assert list(found) == ["tt1", "tt2", "tt4", "tt3"]


def test_director(tmp_path: Path) -> None:
    """Shared directors over the geometric mean of both director counts."""
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
    """1 - exp(-sum) of the lower role weight times rarity; directing has weight 0."""
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
    star_rarity = 1 / (1 + math.log(4))  # on four films
    pen_rarity = 1 / (1 + math.log(2))
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "people") == pytest.approx(
            {
                "tt1": 1 - math.exp(-(actor * star_rarity + writer * pen_rarity)),
                "tt4": 1 - math.exp(-actor * star_rarity),
                "tt2": 1 - math.exp(-casting * star_rarity),
                "tt3": 0,
                "tt5": 0,
            }
        )


@pytest.mark.parametrize("kind", ["genres", "keywords"])
def test_genres_and_keywords(tmp_path: Path, kind: str) -> None:
    """Cosine of label sets weighted by rarity."""
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
    """Sharing War, which two of five films have, beats sharing Drama, which four have."""
    sets = [["Drama", "War"], ["War"], ["Drama"], ["Drama"], ["Drama"]]
    films = [Film(f"tt{number}", genres=labels) for number, labels in enumerate(sets)]
    with open_world(tmp_path / "w", films) as world:
        found = scores(world, "genre")
        war, drama = math.log(1 + 5 / 2), math.log(1 + 5 / 4)
        assert found["tt1"] == pytest.approx(war / math.hypot(war, drama))
        assert found["tt2"] == pytest.approx(drama / math.hypot(war, drama))


def test_country_and_language(tmp_path: Path) -> None:
    """Country and language count half each."""
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
    """exp(-years / 10) in both directions; 0 if a year is unknown."""
    years = [2000, 2000, 1990, 2010, 1900, None]
    films = [Film(f"tt{number}", year=year) for number, year in enumerate(years)]
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "era") == pytest.approx(
            {"tt1": 1, "tt2": math.exp(-1), "tt3": math.exp(-1), "tt4": math.exp(-10), "tt5": 0}
        )
        assert set(scores(world, "era", "tt5").values()) == {0}


def test_popularity_and_bayesian_rating(tmp_path: Path) -> None:
    """Votes on a logarithmic scale up to a quantile; ratings shrunk towards the mean."""
    films = [
        Film("tt0", rating=5.0, votes=999),
        Film("tt1", rating=9.0, votes=99),
        Film("tt2", rating=10.0, votes=1),
        Film("tt3"),
    ]
    mean = (5.0 * 999 + 9.0 * 99 + 10.0 * 1) / 1_099
    with open_world(tmp_path / "w", films) as world:
        # Of 0, 1, 99 and 999 votes, the quantile .7 is a tenth of the way from 99 to 999.
        limit = math.log(100) + 0.1 * (math.log(1_000) - math.log(100))
        assert scores(world, "known") == pytest.approx(
            {"tt1": math.log(100) / limit, "tt2": math.log(2) / limit, "tt3": 0}
        )
        assert scores(world, "known", "tt3")["tt0"] == 1
        assert scores(world, "rated") == pytest.approx(
            {
                "tt1": (9.0 * 99 + mean * 50) / 149 / 10,
                "tt2": (10.0 + mean * 50) / 51 / 10,
                "tt3": mean / 10,
            }
        )


# Properties of random worlds


@tries(10)
@given(random_films(), st.data())
def test_random_worlds(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film], data: st.DataObject
) -> None:
    """The result excludes seeds, has k rows and sorted scores, adds up, and is reproducible."""
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
            options: dict[str, Any] = {
                "k": k, "filters": filters, "weights": weights, "diversity": diversity,
            }  # fmt: skip
            try:
                passing = set(np.flatnonzero(film_mask(world.graph, filters)).tolist())
            except NothingPasses:
                passing = set()
            allowed = passing - {ids.index(seed) for seed in seeds}
            has_text = any(film.vector is not None for film in world.films if film.id in seeds)
            if weights == TEXT_ONLY and not has_text:
                with pytest.raises(NoText):
                    world.movies.similar(seeds, **options)
                continue
            if not allowed:
                with pytest.raises(NothingPasses):
                    world.movies.similar(seeds, **options)
                continue
            frame = world.movies.similar(seeds, **options)
            assert frame.height == min(k, len(allowed))
            assert {ids.index(film) for film in frame["id"]} <= allowed
            assert frame["id"].n_unique() == frame.height
            assert set(frame["seed"]) <= set(seeds)
            for row in frame.iter_rows(named=True):
                assert sum(row["terms"].values()) == pytest.approx(row["score"], abs=1e-9)
                assert list(row["terms"]) == list(TERMS)
                if len(seeds) == 1 and weights == RankingWeights():
                    breakdown = world.movies.explain(seeds[0], row["id"])
                    parts = dict(zip(breakdown["term"], breakdown["part"], strict=True))
                    assert parts == pytest.approx(row["terms"], abs=1e-6)
            if not diversity:
                # With several seeds a film may be moved among the first five.
                found = frame.select("id", "score").rows()
                for part in (found[:5], found[5:]) if len(seeds) > 1 else (found,):
                    assert all(
                        (-round(a[1], 9), a[0]) <= (-round(b[1], 9), b[0])
                        for a, b in pairwise(part)
                    )
            assert world.movies.similar(seeds, **options).equals(frame)


def test_text_only_equals_the_cosine(tmp_path: Path) -> None:
    """`RankingWeights.text_only()` gives FlixRec's order, by cosine."""
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


def test_many_seeds_are_ranked_like_few(tmp_path: Path) -> None:
    """The joint query for many seeds gives the same ranking as single queries, combined."""
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
        similarity = {
            film: [dict(_similarities(frame))[film] for frame in single] for film in single[0]["id"]
        }
        alone = {row["id"]: row["score"] - similarity[row["id"]][0] for row in single[0].to_dicts()}
        share = shares / shares.sum()
        expected = {
            film: alone[film] + (share @ values + max(values)) / 2
            for film, values in similarity.items()
        }
        found = world.movies.similar(seeds, 20, seed_weights=shares.tolist())
        best = sorted(expected, key=lambda film: (-expected[film], film))[:20]
        assert found["id"].to_list() == best
        assert found["score"].to_list() == pytest.approx([expected[film] for film in best])
        for row in found.to_dicts():
            assert sum(row["terms"].values()) == pytest.approx(row["score"])
            nearest = dict(zip(seeds, similarity[row["id"]], strict=True))
            assert nearest[row["seed"]] == pytest.approx(max(nearest.values()))


def _similarities(frame: pl.DataFrame) -> list[tuple[str, float]]:
    """Return each film's score without the terms that do not depend on the seed."""
    return [
        (row["id"], row["score"] - row["terms"]["known"] - row["terms"]["rated"])
        for row in frame.to_dicts()
    ]


def test_masks_with_film_ids_are_not_cached(tmp_path: Path) -> None:
    """Film ids come from one user's list, so no other query needs the mask."""
    with open_world(tmp_path / "w", [Film("tt0"), Film("tt1"), Film("tt2")]) as world:
        world.movies.similar("tt0", filters=MovieFilters(exclude_ids=["tt1"]))
        world.movies.similar("tt0", filters=MovieFilters(only_ids=["tt1"]))
        assert world.movies._cached_mask.cache_info().currsize == 0
        world.movies.similar("tt0")
        assert world.movies._cached_mask.cache_info().currsize == 1


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


def test_a_film_similar_to_both_seeds_wins(several: World) -> None:
    """A film similar to both seeds ranks first, and each row names its most similar seed."""
    frame = several.movies.similar(["tt0", "tt1"], 10, weights=TEXT_ONLY)
    assert frame["id"].to_list() == ["tt2", "tt3", "tt4", "tt5"]
    nearest = dict(zip(frame["id"], frame["seed"], strict=True))
    assert nearest["tt3"] == "tt0"
    assert nearest["tt4"] == "tt1"
    cosines = [several.unit(seed) @ several.unit("tt2") for seed in ("tt0", "tt1")]
    expected = (sum(cosines) / 2 + max(cosines)) / 2
    assert frame["score"][0] == pytest.approx(expected, abs=1e-6)


def test_the_order_of_seeds_does_not_matter(several: World) -> None:
    """Order and duplicates of seeds do not change the result."""
    first = several.movies.similar(["tt0", "tt1"], 10)
    second = several.movies.similar(["tt1", "tt0", "tt1"], 10)
    assert first.select("id", "seed").equals(second.select("id", "seed"))
    np.testing.assert_allclose(first["score"], second["score"], atol=1e-12)
    text, listed = several.movies.similar("tt0", 3), several.movies.similar(["tt0"], 3)
    assert text.equals(listed)


def test_seed_weights(several: World) -> None:
    """A higher weight favours films similar to that seed; equal weights change nothing."""
    weighted = several.movies.similar(["tt0", "tt1"], 10, weights=TEXT_ONLY, seed_weights=[1, 9])
    assert weighted["id"].to_list()[0] == "tt4"
    plain = several.movies.similar(["tt0", "tt1"], 10)
    equal = several.movies.similar(["tt0", "tt1"], 10, seed_weights=[2.5, 2.5])
    assert plain["id"].equals(equal["id"])
    np.testing.assert_allclose(plain["score"], equal["score"], atol=1e-12)


@pytest.mark.parametrize("wrong", [[1], [1, 2, 3], [0, 1], [-1, 1], [math.nan, 1], [math.inf, 1]])
def test_invalid_seed_weights(several: World, wrong: list[float]) -> None:
    """Each seed needs one finite weight above 0."""
    with pytest.raises(InvalidArgument, match="weight"):
        several.movies.similar(["tt0", "tt1"], seed_weights=wrong)


# Diversity


def test_diversity(tmp_path: Path) -> None:
    """0 keeps the order, 1 maximises dissimilarity, and values between balance both."""
    films = [
        Film("tt0", (1, 0, 0, 0)),
        Film("tt1", (0.9, 0.3, 0, 0)), Film("tt2", (0.9, 0.31, 0, 0)),
        Film("tt3", (0.9, 0.32, 0, 0)), Film("tt4", (0.8, 0, 0.6, 0)),
        Film("tt5", (0.5, 0, 0, -0.8)),
    ]  # fmt: skip
    with open_world(tmp_path / "w", films) as world:

        def ids(diversity: float) -> list[str]:
            frame = world.movies.similar("tt0", 3, weights=TEXT_ONLY, diversity=diversity)
            return frame["id"].to_list()

        assert ids(0.0) == ["tt1", "tt2", "tt3"]
        assert ids(0.5) == ["tt1", "tt4", "tt2"] or ids(0.5)[:2] == ["tt1", "tt4"]
        diverse = ids(1.0)
        assert "tt5" in diverse
        assert "tt4" in diverse
        with pytest.raises(InvalidArgument, match="diversity"):
            world.movies.similar("tt0", diversity=1.5)
        with pytest.raises(InvalidArgument, match="diversity"):
            world.movies.similar("tt0", diversity=math.nan)


# Films and builds without texts


def test_a_film_without_a_vector(tmp_path: Path) -> None:
    """Its other terms count; ranking by text alone raises NoText."""
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
    """The other terms work; text queries raise NoText with the remedy."""
    films = [Film("tt0", directors=["a"]), Film("tt1", directors=["a"]), Film("tt2")]
    with open_world(tmp_path / "w", films) as world:
        assert world.movies.similar("tt0", 5)["id"].to_list() == ["tt1", "tt2"]
        assert not world.movies.has_texts
        world.movies.warm_up()
        with pytest.raises(NoText, match="no overviews"):
            world.movies.similar("tt0", weights=TEXT_ONLY)
        with pytest.raises(NoText, match="--overviews"):
            world.movies.search_text("a heist")


# Invalid queries


def test_invalid_queries(several: World) -> None:
    """Invalid arguments raise specific errors."""
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
    with pytest.raises(NothingPasses, match="the query films"):
        several.movies.similar("tt0", filters=MovieFilters(only_ids=["tt0"]))
    with pytest.raises(NothingPasses, match="only_ids"):
        several.movies.similar("tt0", filters=MovieFilters(only_ids=[]))


@pytest.mark.parametrize("wrong", [-0.1, math.nan, math.inf])
def test_invalid_weights(wrong: float) -> None:
    """Weights must be finite, not negative and not all 0."""
    with pytest.raises(InvalidArgument, match="people"):
        RankingWeights(people=wrong)
    with pytest.raises(InvalidArgument, match="All weights are 0"):
        RankingWeights(**dict.fromkeys(TERMS, 0.0))


def test_only_popularity_may_have_a_negative_weight() -> None:
    """A negative weight favours little-known films; every weight is bounded."""
    assert RankingWeights(known=-2).known == -2
    for wrong in ({"known": -11}, {"era": -1}, {"text": 10.5}):
        with pytest.raises(InvalidArgument, match=next(iter(wrong))):
            RankingWeights(**wrong)


def test_groups_scale_the_defaults() -> None:
    """Every term is in one group, and a factor scales the terms of its group only."""
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(TERMS)
    assert RankingWeights.of_groups() == RankingWeights()
    default = asdict(RankingWeights())
    for group, names in GROUPS.items():
        scaled = asdict(RankingWeights.of_groups(**{group: 2}))
        assert scaled == {
            name: value * (2 if name in names else 1) for name, value in default.items()
        }
    with pytest.raises(InvalidArgument, match=r"no group of weights 'mood'; choose from story"):
        RankingWeights.of_groups(mood=1)


def test_negative_popularity_favours_little_known_films(tmp_path: Path) -> None:
    """With everything else equal, films with fewer votes come first."""
    films = [Film("tt0", genres=["Drama"])] + [
        Film(f"tt{votes}", genres=["Drama"], votes=votes, rating=7.0) for votes in (9, 99, 999)
    ]
    with open_world(tmp_path / "w", films) as world:
        weights = RankingWeights.of_groups(known=-1, rated=0)
        assert world.movies.similar("tt0", 3, weights=weights)["id"].to_list() == [
            "tt9", "tt99", "tt999"
        ]  # fmt: skip


def test_text_only_weights() -> None:
    """`is_text_only` recognises weights with text alone."""
    assert TEXT_ONLY.is_text_only
    assert TEXT_ONLY.text == 1
    assert not RankingWeights().is_text_only
    assert not only("people").is_text_only


def test_columns(several: World) -> None:
    """The columns are as documented, also in a catalogue without people."""
    frame = several.movies.similar("tt0", 2)
    assert frame.columns[:13] == [
        "id", "title", "year", "score", "director", "cast", "genres", "runtime", "rating",
        "votes", "overview", "terms", "seed",
    ]  # fmt: skip
    assert {"reason", "shared_people", "shared_genres", "type", "poster"} <= set(frame.columns)
    assert frame.schema["cast"] == pl.List(pl.String)
    assert frame["overview"][0].startswith("The story of")


# Text queries with the real model


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    with recsys.open_store(folder) as store:
        yield store


@pytest.fixture(scope="module")
def discover(demo: Store, real_model: TextModel) -> Any:
    demo.movies._model = real_model  # loaded once per session
    return demo.movies


def test_a_text_query(discover: Any) -> None:
    """The score adds up, there is no seed, and filters apply."""
    frame = discover.search_text("astronauts travel through space", 10)
    assert frame.height == 10
    assert frame["score"].is_sorted(descending=True)
    assert frame["seed"].null_count() == 10
    for row in frame.iter_rows(named=True):
        assert sum(row["terms"].values()) == pytest.approx(row["score"])
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
def test_unusual_text(discover: Any, sentence: str) -> None:
    """Any text returns films."""
    frame = discover.search_text(sentence, 5)
    assert frame.height == 5
    assert frame["score"].is_finite().all()


def test_invalid_sentences(discover: Any) -> None:
    """Empty and overlong sentences are rejected before the model is loaded."""
    for empty in ("", "  ", "\n\t"):
        with pytest.raises(InvalidArgument, match="empty"):
            discover.search_text(empty)
    with pytest.raises(InvalidArgument, match=r"10,001 characters; the maximum is 10,000"):
        discover.search_text("x" * 10_001)
    with pytest.raises(NothingPasses):
        discover.search_text("x", filters=MovieFilters(only_ids=[]))


def test_filters_that_leave_films_without_texts(tmp_path: Path, real_model: TextModel) -> None:
    """If no film that passes has a text, the error says so."""
    with open_world(tmp_path / "w", [Film("tt1", [1.0] * 384), Film("tt2")]) as world:
        world.movies._model = real_model
        with pytest.raises(NoText, match="None of the films that pass"):
            world.movies.search_text("x", filters=MovieFilters(only_ids=["tt2"]))
        assert world.movies.search_text("x", 5)["id"].to_list() == ["tt1"]


def test_the_demo_is_reproducible(demo: Store, tmp_path: Path) -> None:
    """Two builds give identical frames, even while an index is opening."""
    build_demo(tmp_path)
    with recsys.open_store(tmp_path) as other:
        for film in demo.graph.movies["id"].to_list()[::80]:
            for weights in (RankingWeights(), TEXT_ONLY):
                expected = demo.movies.similar(film, 15, weights=weights)
                assert expected.equals(demo.movies.similar(film, 15, weights=weights))
                assert expected.equals(other.movies.similar(film, 15, weights=weights))


def test_a_complete_build(tmp_path: Path) -> None:
    """A source without texts runs through the same pipeline."""
    build([FilmSource([Film("tt1", title="A"), Film("tt2", title="B")])], tmp_path)
    with recsys.open_store(tmp_path) as store:
        assert store.movies.similar("tt1")["title"].to_list() == ["B"]
