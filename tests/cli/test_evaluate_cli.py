"""`evaluate`: tables, JSON, the stored result and every exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import recsys
from recsys.cli import main
from recsys.evaluate.report import HEADER, as_cells
from recsys.evaluate.run import load_result
from recsys.ingest.pipeline import build_demo
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.evaluate.tastes import write_movielens, write_tastes
from tests.helpers import build_store


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture(scope="module")
def movielens(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with recsys.open_store(demo) as store:
        return write_tastes(tmp_path_factory.mktemp("movielens"), store)


def run(capsys: pytest.CaptureFixture[str], store: Path, movielens: Path, *more: str) -> str:
    found = main(["evaluate", "--store", str(store), "--movielens", str(movielens), *more])
    out, err = capsys.readouterr()
    assert found == 0, err
    assert err == ""  # the progress line is for terminals
    return out


def test_json_equals_the_stored_result(
    capsys: pytest.CaptureFixture[str], demo: Path, movielens: Path
) -> None:
    answer = json.loads(run(capsys, demo, movielens, "--json"))
    folder = StoreFolder.at(demo)
    assert answer == load_result(folder, current_id(folder))
    assert answer["citation"].startswith("F. Maxwell Harper")


def test_two_tables(capsys: pytest.CaptureFixture[str], demo: Path, movielens: Path) -> None:
    text = run(capsys, demo, movielens)
    folder = StoreFolder.at(demo)
    result = load_result(folder, current_id(folder))
    assert result is not None
    lines = text.splitlines()
    heads = [line for line in lines if line.startswith(HEADER[0]) and HEADER[-1] in line]
    assert len(heads) == 2
    assert all(name in heads[0] for name in HEADER)
    for kind in ("films", "directors"):
        assert f"{kind.capitalize()}: {result[kind]['candidates']} ranked" in text
        for cells in as_cells(result[kind]):
            [line] = [line for line in lines if line.split("  ")[0] == cells[0]
                      and cells[1] in line and cells[-1] in line][:1]  # fmt: skip
            assert all(cell in line for cell in cells)
    assert "Harper" in text
    assert str(folder.evaluation(result["build_id"])) in text


def test_only_films_if_no_director_is_liked_enough(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    """Ten users like the same 25 films; hardly any director has three of them."""
    with recsys.open_store(demo) as store:
        ids = [film for film in store.graph.movies["id"] if film.startswith("tt")][:25]
    links = [(index, int(film.removeprefix("tt"))) for index, film in enumerate(ids)]
    ratings = [(user, index, 5.0) for user in range(10) for index, _ in links]
    write_movielens(tmp_path / "ml", ratings, links)
    store_copy = tmp_path / "store"
    build_demo(store_copy)
    text = run(capsys, store_copy, tmp_path / "ml")
    assert "too few to measure the first 10" in text
    assert text.count(HEADER[-1]) == 1


@pytest.mark.parametrize(
    ("store", "ratings", "code", "words"),
    [
        ("demo", "nowhere", 6, "ratings.csv"),
        ("demo", "few", 3, "Too few of the 1 users like films"),
        ("textless", "good", 3, "no overviews"),
        ("nowhere", "good", 4, "No catalogue"),
    ],
)
def test_exit_codes(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    demo: Path,
    movielens: Path,
    store: str,
    ratings: str,
    code: int,
    words: str,
) -> None:
    stores = {"demo": demo, "nowhere": tmp_path / "no-store"}
    if store == "textless":
        stores[store] = build_store(tmp_path, basics=[("tt1", "One", 1990)])
    folders = {
        "good": movielens,
        "nowhere": tmp_path / "no-ratings",
        "few": write_movielens(tmp_path / "few", [(1, 1, 5.0)], [(1, 114709)]),
    }
    found = main(["evaluate", "--store", str(stores[store]), "--movielens", str(folders[ratings])])
    out, err = capsys.readouterr()
    assert found == code
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_without_files_there_are_guard_rails_alone(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    assert main(["evaluate", "--store", str(demo)]) == 0
    out, _ = capsys.readouterr()
    assert "Guard rails over the first ten for" in out
    assert "year + known + rated" in out
    assert "nDCG" not in out


def test_files_of_each_kind(capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path) -> None:
    """One table per file, with the chosen half; the stored result has all halves."""
    with recsys.open_store(demo) as store:
        ids = store.graph.movies["id"].to_list()
    pairs = [(ids[a], ids[b], (a + b) % 2) for a in range(12) for b in range(12, 20)]
    lines = [f"{seed},{film},{grade}" for seed, film, grade in pairs]
    (tmp_path / "judged.csv").write_text("\n".join(["seed,film,grade", *lines]))
    lines = [f"{seed},{film}" for seed, film, grade in pairs if grade]
    (tmp_path / "tags.csv").write_text("\n".join(["seed,film", *lines]))
    lines = [f"{user},{film},{5 if (user + at) % 2 else 1}"
             for user in range(60) for at, film in enumerate(ids[:40])]  # fmt: skip
    (tmp_path / "likes.csv").write_text("\n".join(["user,film,rating", *lines]))
    files = [word for name, file in (("judgements", "judged"), ("tags", "tags"), ("likes", "likes"))
             for word in (f"--{name}", str(tmp_path / f"{file}.csv"))]  # fmt: skip
    assert main(["evaluate", "--store", str(demo), *files]) == 0
    text = capsys.readouterr().out
    for words in ("Films by judged pairs, judged.csv", "Films by tags, tags.csv",
                  "Films by co-likes, likes.csv", "no weight was fitted on"):  # fmt: skip
        assert words in text
    assert text.count("plot text alone") == 4
    assert main(["evaluate", "--store", str(demo), *files, "--half", "fit"]) == 0
    assert "may have been fitted on" in capsys.readouterr().out
    folder = StoreFolder.at(demo)
    stored = load_result(folder, current_id(folder))
    assert stored is not None
    kinds = [truth["kind"] for truth in stored["likeness"]["truths"]]
    assert kinds == ["judgements", "tags", "likes"]
    for truth in stored["likeness"]["truths"]:
        assert list(truth["halves"]) == ["all", "fit", "report"]


@pytest.mark.parametrize("option", ["judgements", "tags", "likes"])
def test_a_missing_file_exits_6(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path, option: str
) -> None:
    code = main(["evaluate", "--store", str(demo), f"--{option}", str(tmp_path / "none.csv")])
    assert code == 6
    assert "none.csv" in capsys.readouterr().err
