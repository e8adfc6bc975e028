"""Reading judgements, tags and likes in each form."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import NothingFound, SourceError
from recsys.evaluate.rankings import is_even
from recsys.evaluate.truth_files import read_judgements, read_likes, read_tags, seed_order
from tests.evaluate.tastes import write_movielens
from tests.movies.worlds import Film, build_films

FILMS = [Film(f"tt{number:07}", [1.0, number / 50], title=f"Film {number}", votes=number)
         for number in range(40)]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("films")
    textless = Film("tt0000099", None, title="No Text")
    build_films(folder, [*FILMS, textless])
    with recsys.open_store(folder) as opened:
        yield opened


def ids(store: Store, rows: np.ndarray) -> list[str]:
    return store.graph.movies["id"].gather(rows).to_list()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("j.csv", "seed,film,grade\ntt0000001,tt0000002,1\ntt0000001,tt0000003,0\n"),
        ("j.tsv", "seed\tfilm\tok\ntt0000001\ttt0000002\t1\ntt0000001\ttt0000003\t0\n"),
        ("j.tsv", "Seed\tFilm\tgrade_0_to_2\n1\t2\t1\n0000001\t3\t0\n"),
        ("j.csv", "grade,film,seed\n1,tt0000002,tt0000001\n0,tt0000003,tt0000001\n"),
    ],
)
def test_judgements(tmp_path: Path, store: Store, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    found = read_judgements(path, store)
    assert ids(store, found.seed) == ["tt0000001"] * 2
    assert ids(store, found.film) == ["tt0000002", "tt0000003"]
    assert found.grade.tolist() == [1.0, 0.0]
    assert (found.source.rows, found.source.used) == (2, 2)


def test_judgements_of_other_films_are_dropped_and_counted(tmp_path: Path, store: Store) -> None:
    """Unknown films, a film beside itself, a seed without a text, and no grade."""
    rows = ["1,2,1", "1,3,0", "777,2,1", "1,777,1", "1,1,1", "99,2,1", "1,4,"]
    path = tmp_path / "j.csv"
    path.write_text("\n".join(["seed,film,grade", *rows]))
    found = read_judgements(path, store)
    assert ids(store, found.film) == ["tt0000002", "tt0000003"]
    assert (found.source.rows, found.source.used) == (7, 2)


def test_more_like_this_names_titles_and_years(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "ratings.tsv"
    path.write_text(
        "movie_1\tyear_1\tmovie_2\tyear_2\trating\n"
        "Film 1\t2000\tfilm 2\t2000\tOK\n"
        "Film 1\t2000\tFilm 3\t2001\tNOT_OK\n"
        '"Unknown\t1950\tFilm 3\t2000\tOK\n'
    )
    found = read_judgements(path, store)
    assert ids(store, found.film) == ["tt0000002", "tt0000003"]
    assert found.grade.tolist() == [1, 0]
    assert found.source.terms == "CC BY-NC-ND 4.0"
    assert "Gawinecki" in found.source.citation


def test_judgements_without_a_difference(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "j.csv"
    path.write_text("seed,film,grade\n1,2,1\n1,3,1\n")
    with pytest.raises(NothingFound, match="different grades"):
        read_judgements(path, store)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("j.csv", b"seed,film\n1,2\n", "no column for the grade"),
        ("j.csv", b"seed,film,grade\n1,2,good\n", "not a number"),
        ("j.csv", b"", "not a table"),
        ("j.parquet", b"no", "not a table"),
        ("nowhere.csv", None, "missing"),
    ],
)
def test_other_tables_are_refused(
    tmp_path: Path, store: Store, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=words) as caught:
        read_judgements(path, store)
    assert caught.value.file == path


@pytest.mark.parametrize(
    "text",
    [
        "seed,rank,film,cosine\n1,2,3,.5\n1,1,2,.4\n2,1,5,.1\n",  # by rank
        "seed,film,cosine\n1,3,.5\n1,2,.9\n2,5,.1\n",  # by cosine
        "seed,film\n1,2\n1,3\n2,5\n",  # in the order of the file
    ],
)
def test_tags(tmp_path: Path, store: Store, text: str) -> None:
    path = tmp_path / "tags.csv"
    path.write_text(text)
    found = read_tags(path, store).halves["all"]
    assert ids(store, found.seeds) == ["tt0000001", "tt0000002"]
    assert ids(store, found.films) == ["tt0000001", "tt0000002", "tt0000003", "tt0000005"]
    assert ids(store, found.relevant[0, :2]) == ["tt0000002", "tt0000003"]
    assert (found.relevant[0, 2:] == -1).all()


def test_tags_are_split_by_seed(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "tags.csv"
    path.write_text("\n".join(["seed,film", *(f"{seed},{seed + 1}" for seed in range(30))]))
    halves = read_tags(path, store).halves
    fit, report = (ids(store, halves[half].seeds) for half in ("fit", "report"))
    assert all(map(is_even, fit))
    assert not any(map(is_even, report))
    assert sorted(fit + report) == ids(store, halves["all"].seeds)


def write_likes(path: Path, users: int = 30, top: int = 10) -> Path:
    """Half of the users like the even films, the others the odd ones; a low rating is no like."""
    rows = [
        (f"u{user}", f"tt{film:07}", top if film % 2 == user % 2 else top // 2)
        for user in range(users)
        for film in range(30)
    ]
    frame = pl.DataFrame(rows, schema=["user", "film", "rating"], orient="row")
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    elif path.suffix == ".dat":
        lines = [f"{user[1:]}::{film[2:]}::{rating}::{1}" for user, film, rating in rows]
        path.write_text("\n".join(lines))
    else:
        frame.write_csv(path, separator="\t" if path.suffix == ".tsv" else ",")
    return path


@pytest.mark.parametrize(
    "name", ["likes.csv", "likes.tsv", "likes.parquet", "likes.csv.gz", "ratings.dat"]
)
@pytest.mark.parametrize("top", [5, 10])
def test_likes_of_every_form_and_scale(tmp_path: Path, store: Store, name: str, top: int) -> None:
    truth = read_likes(write_likes(tmp_path / name, users=60, top=top), store)
    found = truth.halves["all"]
    assert (found.users, len(found.films), len(found.seeds)) == (60, 30, 30)
    for seed, relevant in zip(found.seeds, found.relevant, strict=True):
        assert {int(row) % 2 for row in relevant[:14]} == {int(seed) % 2}
    assert truth.source.terms == ("MIT" if name == "ratings.dat" else "")


def test_few_users_are_not_split(tmp_path: Path, store: Store) -> None:
    halves = read_likes(write_likes(tmp_path / "likes.csv", users=60), store).halves
    assert halves["fit"].users == halves["report"].users == 60
    assert len(halves["fit"].seeds) + len(halves["report"].seeds) == 30


def test_many_users_are_split(tmp_path: Path, store: Store) -> None:
    halves = read_likes(write_likes(tmp_path / "likes.csv", users=1_000), store).halves
    assert halves["fit"].users + halves["report"].users == 1_000
    assert halves["fit"].users == sum(is_even(f"u{user}") for user in range(1_000))


def test_too_few_likes(tmp_path: Path, store: Store) -> None:
    with pytest.raises(NothingFound, match="Too few of the 10 users"):
        read_likes(write_likes(tmp_path / "likes.csv", users=10), store)


def test_seeds_have_texts_and_a_fixed_order(store: Store) -> None:
    order = ids(store, seed_order(store))
    assert sorted(order) == sorted(film.id for film in FILMS)
    assert order != sorted(order)


def test_the_folder_of_movielens(tmp_path: Path, store: Store) -> None:
    from recsys.evaluate.movielens_truths import read_movielens

    links = [(number + 1, number) for number in range(40)]
    ratings = [(user, film + 1, 5 if film % 2 == user % 2 else 2)
               for user in range(60) for film in range(30)]  # fmt: skip
    folder = write_movielens(tmp_path / "ml", ratings, links)
    [likes] = read_movielens(folder, store)
    assert likes.kind == "likes"
    assert len(likes.halves["all"].films) == 30
    assert "Harper" in likes.source.citation
    few = write_movielens(tmp_path / "few", ratings[:30], links)
    assert read_movielens(few, store) == []


def test_tags_and_genome_of_movielens(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Films of the same remainder by three share a tag, and the first tag of the genome."""
    from recsys.evaluate.movielens_truths import read_movielens

    monkeypatch.setattr("recsys.evaluate.movielens_truths.MIN_FILMS", 20)
    folder = write_movielens(tmp_path / "ml", [(1, 1, 5)], [(n + 1, n) for n in range(40)])
    tags = ["userId,movieId,tag,timestamp"]
    genome = ["movieId,tagId,relevance"]
    for film in range(30):
        tags += [f"{user},{film + 1},Kind {film % 3},1" for user in range(10)]
        genome += [f"{film + 1},{tag},{0.9 if tag == film % 3 else 0.1}" for tag in range(3)]
    (folder / "tags.csv").write_text("\n".join(tags))
    (folder / "genome-scores.csv").write_text("\n".join(genome))
    by_kind = {truth.kind: truth.halves["all"] for truth in read_movielens(folder, store)}
    assert set(by_kind) == {"tags", "genome"}
    for found in by_kind.values():
        assert len(found.films) == 30
        for seed, relevant in zip(found.seeds, found.relevant, strict=True):
            assert {int(row) % 3 for row in relevant[:9]} == {int(seed) % 3}
