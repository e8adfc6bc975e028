"""The generated world has IMDb's headers and quirks, and depends on the seed only."""

import gzip
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks.world import HEADERS, write_world

FILM_KINDS = ["movie", "tvMovie"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("world")
    return folder, write_world(folder, films=300)


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(
        folder / f"{name}.tsv.gz",
        separator="\t",
        quote_char=None,
        null_values="\\N",
        infer_schema=False,
    )


def crew_pairs(folder: Path) -> pl.DataFrame:
    directors = pl.col("directors").str.split(",").alias("nconst")
    return read(folder, "title.crew").select("tconst", directors).explode("nconst").drop_nulls()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: gzip.decompress(path.read_bytes()) for path in folder.iterdir()}


def test_headers_and_field_counts_are_exact(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    assert sorted(contents(folder)) == sorted(f"{name}.tsv.gz" for name in HEADERS)
    for name, header in HEADERS.items():
        lines = contents(folder)[f"{name}.tsv.gz"].decode().removesuffix("\n").split("\n")
        assert lines[0].split("\t") == header.split()
        assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
        assert not any("\t\t" in line or line.endswith("\t") for line in lines)  # null is \N


def test_counts_are_as_returned(world: tuple[Path, dict[str, int]]) -> None:
    folder, counts = world
    assert counts == {name: read(folder, name).height for name in HEADERS}
    kinds = read(folder, "title.basics")["titleType"]
    assert kinds.is_in(FILM_KINDS).sum() == 300
    assert counts["title.basics"] == counts["title.crew"] == 300 + 3_790


def test_a_fraction_is_that_share_of_imdb(tmp_path: Path) -> None:
    """All files scale with the fraction, so that measurements can be extrapolated."""
    counts = write_world(tmp_path, fraction=0.002, compress=False)
    of_2026 = {
        "title.basics": 12.27e6, "title.crew": 12.27e6, "title.principals": 97.6e6,
        "name.basics": 15.1e6, "title.ratings": 1.63e6,
    }  # fmt: skip
    assert counts == pytest.approx({name: 0.002 * rows for name, rows in of_2026.items()}, rel=0.02)
    basics = (tmp_path / "title.basics.tsv").read_text("utf-8").splitlines()
    assert sum(line.split("\t")[1] in FILM_KINDS for line in basics) == 1_800


def test_a_seed_settles_the_content(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("same", 5), ("other", 6)):
        write_world(tmp_path / name, films=60, seed=seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "same")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_plain_files_hold_the_same(tmp_path: Path) -> None:
    write_world(tmp_path / "zipped", films=60)
    write_world(tmp_path / "plain", films=60, compress=False)
    plain = {f"{path.name}.gz": path.read_bytes() for path in (tmp_path / "plain").iterdir()}
    assert plain == contents(tmp_path / "zipped")


def test_ids_are_unique_and_join(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    basics, names = read(folder, "title.basics")["tconst"], read(folder, "name.basics")["nconst"]
    assert basics.is_unique().all()
    assert names.is_unique().all()
    assert basics.to_list() == sorted(basics)
    for name in ("title.principals", "title.ratings", "title.crew"):
        assert read(folder, name)["tconst"].is_in(basics.implode()).all()
    for ids, prefix in ((basics, "tt"), (names, "nm")):
        assert ids.str.contains(rf"^{prefix}\d{{7,8}}$").all()
        assert set(ids.str.len_bytes()) == {9, 10}


def test_titles_have_the_quirks_of_imdb(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    basics = read(folder, "title.basics")
    assert basics["primaryTitle"].str.contains('"', literal=True).any()
    assert (basics["primaryTitle"].str.count_matches('"', literal=True) % 2 == 1).any()
    assert basics["primaryTitle"].is_duplicated().any()
    assert (basics["primaryTitle"] != basics["originalTitle"]).any()
    assert basics["originalTitle"].str.contains(r"[^\x00-\x{24F}]").any()  # beyond Latin
    assert set(basics["isAdult"]) == {"0", "1"}
    assert basics["endYear"].is_not_null().any()

    newest = basics.sort(pl.col("tconst").str.slice(2).cast(pl.Int32)).tail(800)
    assert 0.17 < newest["runtimeMinutes"].null_count() / 800 < 0.45
    assert 0.05 < newest["startYear"].null_count() / 800 < 0.30
    films = basics.filter(pl.col("titleType").is_in(FILM_KINDS))
    rated = films["tconst"].is_in(read(folder, "title.ratings")["tconst"].implode())
    assert 0.4 < rated.sum() / 300 < 0.6


def test_principals_have_the_quirks_of_imdb(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    principals = read(folder, "title.principals").with_columns(pl.col("ordering").cast(pl.Int32))
    assert principals["characters"].str.contains(r'\["[^"]*\\"Doc\\"').any()
    assert principals["characters"].str.contains('","', literal=True).any()
    assert not principals.select("tconst", "ordering").is_duplicated().any()
    assert not principals.select("tconst", "nconst", "category").is_duplicated().any()
    assert principals.select("tconst", "nconst").is_duplicated().any()

    ordering = principals.group_by("tconst", maintain_order=True).agg("ordering")["ordering"]
    assert (ordering.list.sort() != ordering).any()  # not always in sequence
    assert (ordering.list.max() == ordering.list.len()).all()  # yet without gaps


def test_crew_and_principals_disagree_at_times(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    directing = read(folder, "title.principals").filter(pl.col("category") == "director")
    crew = crew_pairs(folder)
    assert crew.join(directing, on=["tconst", "nconst"], how="anti").height > 0
    only_principals = directing.join(crew, on=["tconst", "nconst"], how="anti").height
    assert 0 < only_principals < directing.height / 20


def test_some_people_have_no_name(world: tuple[Path, dict[str, int]]) -> None:
    folder, _ = world
    people = read(folder, "title.principals")["nconst"].unique()
    nameless = people.is_in(read(folder, "name.basics")["nconst"].implode()).not_().sum()
    assert 0 < nameless < len(people) / 20


def test_films_only_has_films_and_their_people(tmp_path: Path) -> None:
    counts = write_world(tmp_path, films=2_000, films_only=True)
    assert counts["title.basics"] == 2_000
    assert read(tmp_path, "title.basics")["titleType"].is_in(FILM_KINDS).all()
    sizes = read(tmp_path, "title.principals").group_by("tconst").len()["len"]
    assert sizes.max() == 12
    assert sizes.median() == 12
    careers = crew_pairs(tmp_path).group_by("nconst").len()["len"]
    assert careers.min() == 1
    assert 0.28 < len(careers) / 2_000 < 0.42

    principals = read(tmp_path, "title.principals").select("nconst")
    credited = pl.concat([principals, crew_pairs(tmp_path).select("nconst")])["nconst"].unique()
    assert read(tmp_path, "name.basics")["nconst"].is_in(credited.implode()).all()


def test_an_empty_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one film"):
        write_world(tmp_path, fraction=0.0)


def test_command_line(tmp_path: Path) -> None:
    options = ["--films", "40", "--films-only", "--seed", "3"]
    command = [sys.executable, "-m", "benchmarks.world", str(tmp_path / "cli"), *options]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert "title.basics                40" in run.stdout
    write_world(tmp_path / "call", films=40, films_only=True, seed=3)
    assert contents(tmp_path / "cli") == contents(tmp_path / "call")
