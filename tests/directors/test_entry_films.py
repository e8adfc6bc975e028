"""Entry films: terms computed by hand, reasons in words, and films that are left out."""

from __future__ import annotations

from math import exp, log, sqrt
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from recsys.directors import Directors
from recsys.errors import InvalidArgument, NoFilms, UnknownId
from tests.directors.worlds import Film, World, make_world

# Max acted in two of Anna's films and in Bea's first; Nora edited one of Anna's and Bea's first
# two. Bea's third film has no shared person. Bea herself acted for Anna. Carl directed only with
# Anna.
FILMS = [
    Film("tt1", ["anna"], [("max", "actor"), ("nora", "editor"), ("bea", "actor")], 8.0, 100),
    Film("tt2", ["anna"], [("max", "actor"), ("anna", "writer")], 7.0, 100, title="Two"),
    Film("tt3", ["bea"], [("max", "actor"), ("nora", "editor"), ("bea", "director")], 6.0, 50),
    Film("tt4", ["bea"], [("nora", "editor"), ("anna", "actor")], None, None, None),
    Film("tt5", ["bea"], [("otto", "composer")], 7.0, 200),
    Film("tt6", ["anna", "carl"], [("max", "producer")], 5.0, 100),
    Film("tt7", ["anna", "bea"], [("max", "actor")], 9.0, 900),
]
NAMES = {"anna": "Anna A", "max": "Max M", "nora": "Nora N"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world") / "graph", FILMS, NAMES)


def rarity(films: int) -> float:
    return 1 / (1 + log(films))


def test_terms_equal_hand_computed_values(world: World) -> None:
    # Max: actor (0.8) on three of Anna's four films, one of them with Bea, which does not count,
    # and producer (0.5) on one; five films in total. Nora: editor (0.6) on one of Anna's; three
    # films in total.
    frame = world.directors.entry_films("anna", "bea")
    people = {row["id"]: row["terms"]["people"] for row in frame.to_dicts()}
    nora = rarity(3) * sqrt(0.6 * 0.6)
    max_ = rarity(5) * sqrt((2 * 0.8 + 0.5) * 0.8)
    assert people == pytest.approx(
        {"tt3": 0.5 * (1 - exp(-nora - max_)), "tt4": 0.5 * (1 - exp(-nora)), "tt5": 0.0}
    )
    rated = {row["id"]: row["terms"]["rated"] for row in frame.to_dicts()}
    mean = (80 * 100 + 70 * 100 + 60 * 50 + 70 * 200 + 50 * 100 + 90 * 900) / 1450
    assert rated == pytest.approx(
        {
            "tt3": 2 * (60 * 50 + 50 * mean) / 100 / 100,
            "tt4": 2 * mean / 100,
            "tt5": 2 * (70 * 200 + 50 * mean) / 250 / 100,
        }
    )


def test_limit_keeps_the_first_films(world: World) -> None:
    all_films = world.directors.entry_films("anna", "bea")
    assert all_films.height == 3
    for limit in (1, 2, 3, 4):
        first = world.directors.entry_films("anna", "bea", limit=limit)
        assert first.equals(all_films.head(limit))
    with pytest.raises(InvalidArgument, match="limit is 0"):
        world.directors.entry_films("anna", "bea", limit=0)


def test_terms_add_up_to_the_score_best_first(world: World) -> None:
    frame = world.directors.entry_films("anna", "bea")
    assert frame.columns == [
        "id", "title", "year", "score", "rating", "votes", "reason", "terms",
    ]  # fmt: skip
    total = [sum(terms.values()) for terms in frame["terms"]]
    assert frame["score"].to_list() == pytest.approx(total)
    assert frame["score"].is_sorted(descending=True)


def test_reasons_name_people_and_rating(world: World) -> None:
    # The largest contribution comes first; neither director is a shared person.
    rows = world.directors.entry_films("anna", "bea")
    assert dict(rows.select("id", "reason").rows()) == {
        "tt3": "with Max M (actor) and Nora N (editor); rated 6.0",
        "tt4": "with Nora N (editor)",
        "tt5": "rated 7.0",
    }


def test_joint_films_only_if_there_are_no_others(world: World) -> None:
    # A joint film shares its whole crew, but it is one of the query's own films.
    [row] = world.directors.entry_films("anna", "carl").to_dicts()
    assert (row["id"], row["reason"]) == ("tt6", "directed together with Anna A; rated 5.0")


def test_roles_and_min_votes_limit_the_films(world: World) -> None:
    rows = world.directors.entry_films("anna", "bea", roles=["editor"])
    assert dict(rows.select("id", "reason").rows())["tt3"] == "with Nora N (editor); rated 6.0"
    assert world.directors.entry_films("anna", "bea", min_votes=100)["id"].to_list() == ["tt5"]
    assert world.directors.entry_films("anna", "bea", min_votes=10_000).is_empty()


def test_reason_names_three_people_and_counts_the_rest(tmp_path: Path) -> None:
    # Equal contributions are in the order of ids.
    crew = [(f"p{number}", "actor") for number in range(5)]
    films = [Film("tt1", ["anna"], crew), Film("tt2", ["bea"], crew)]
    frame = make_world(tmp_path / "graph", films).directors.entry_films("anna", "bea")
    assert frame["reason"].to_list() == [
        "with p0 (actor), p1 (actor), p2 (actor) and 2 more of the same people"
    ]


def test_film_without_people_text_or_rating(tmp_path: Path) -> None:
    # The film is still listed, without an invented reason.
    films = [Film("tt1", ["anna"]), Film("tt2", ["bea"])]
    frame = make_world(tmp_path / "graph", films).directors.entry_films("anna", "bea")
    assert frame.select("id", "score", "reason").rows() == [
        ("tt2", 0.0, "no shared people, similar text or rating to go by")
    ]


def test_text_term_and_reason(world: World) -> None:
    # Cosine with the mean of the query's films; the reason names the nearest of them.
    graph = world.graph
    texts = {"tt1": [1.0, 0.0], "tt2": [0.6, 0.8], "tt3": [0.0, 1.0], "tt5": [-1.0, 0.0]}
    row_of = {graph.movie_row(film): row for row, film in enumerate(texts)}
    anna = graph.director_row(graph.person_row("anna"))
    centroids = np.zeros((graph.director_count, 2), np.float16)
    centroids[anna] = np.array([1.6, 0.8]) / sqrt(1.6**2 + 0.8**2)
    vectors = SimpleNamespace(
        matrix=np.array(list(texts.values()), np.float32), directors=centroids, row_of=row_of.get
    )
    frame = Directors(graph, vectors).entry_films("anna", "bea")
    text = {row["id"]: row["terms"]["text"] for row in frame.to_dicts()}
    assert text == pytest.approx({"tt3": 0.8 / sqrt(3.2), "tt4": 0.0, "tt5": 0.0}, abs=1e-3)
    reasons = dict(frame.select("id", "reason").rows())
    assert "; a story much like Two; " in reasons["tt3"]
    assert "story" not in reasons["tt4"] + reasons["tt5"]


def test_unknown_people_and_non_directors_are_refused(world: World) -> None:
    with pytest.raises(UnknownId):
        world.directors.entry_films("anna", "nobody")
    with pytest.raises(NoFilms):
        world.directors.entry_films("max", "anna")
    with pytest.raises(InvalidArgument, match="min_votes is -1"):
        world.directors.entry_films("anna", "bea", min_votes=-1)
