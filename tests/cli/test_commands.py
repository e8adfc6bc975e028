"""The commands: every exit code, and JSON equal to the results of the Python API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import recsys
from recsys.cli import EXIT_CODES, main
from recsys.errors import (
    Ambiguous,
    BelowThresholds,
    DamagedStore,
    InvalidArgument,
    NoFilms,
    NoStore,
    NothingShared,
    RecsysError,
    SourceError,
    StoreBusy,
    StoreUnwritable,
    UnknownId,
)
from recsys.store import StoreFolder
from recsys.store.publish import current_id, new_build
from tests.helpers import build_store, write_imdb

WORLD = {
    "basics": [
        ("tt1", "One", 1990),
        ("tt2", "Two", 1995),
        {"tconst": "tt3", "primaryTitle": "Three", "originalTitle": "Drei", "startYear": 2000},
        ("tt4", "Alone", 2010),
        ("tt5", "Twin"),
        ("tt6", "Twin", 2012),
    ],
    "ratings": [("tt1", 8.0, 1200), ("tt2", 7.0, 50), ("tt3", 6.5, 900)],
    "crew": [("tt1", "nm1"), ("tt2", "nm2"), ("tt3", "nm3"), ("tt4", "nm4"), ("tt5", "nm6")],
    "principals": [
        ("tt1", "nm9", "actress", ["Zoe"]),
        ("tt1", "nm8", "editor"),
        ("tt2", "nm9"),
        ("tt3", "nm9"),
        ("tt3", "nm8", "editor"),
        ("tt4", "nm7"),
        ("tt1", "nm1", "director"),
        ("tt3", "nm1", "writer"),
    ],
    "names": [
        ("nm1", "Ann Able", 1950),
        ("nm2", "Bo Baker"),
        ("nm3", "Cy Carter"),
        ("nm4", "Di Lone"),
        ("nm6", "Sam Same", 1960),
        ("nm7", "Sam Same", 1970),
        ("nm8", "Ed Cutter"),
        ("nm9", "Zed Star"),
    ],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("store"), **WORLD)


class Cli:
    """Runs commands against one store."""

    def __init__(self, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.store, self.capsys = store, capsys

    def __call__(self, *words: str | int | Path, code: int = 0) -> str:
        """Run a command, assert its exit code and return what it prints."""
        exit_code = main([*map(str, words), "--store", str(self.store)])
        out, err = self.capsys.readouterr()
        assert exit_code == code, err
        assert "Traceback" not in err
        if code in (0, 4) and out:
            assert err == ""
        else:
            assert err.startswith("filmkin: ")
            assert out == ""
        return out or err

    def json(self, *words: str | int) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def cli(store: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(store, capsys)


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ([], {}),
        (["--limit", "1"], {"limit": 1}),
        (["--min-rating", "6.5", "--min-votes", "900"], {"min_rating": 6.5, "min_votes": 900}),
        (["--threshold-rule", "one_film"], {"threshold_rule": "one_film"}),
        (["--method", "classic", "--min-films", "1"], {"method": "classic", "min_films": 1}),
        (["--years", "1994", "1996"], {"years": (1994, 1996)}),
        (["--roles", "editor,writer"], {"roles": ["editor", "writer"]}),
        (["--film-min-votes", "100"], {"film_min_votes": 100}),
    ],
)
def test_directors_as_json_equal_the_python_results(
    cli: Cli, words: list[str], arguments: dict[str, Any]
) -> None:
    """Every option reaches `recommend`."""
    with recsys.open_store(cli.store) as store:
        expected = as_json(store.directors.recommend("nm1", **arguments).to_dicts())
    assert expected
    assert cli.json("directors", "nm1", *words) == expected
    assert cli.json("directors", "ann able", *words) == expected


def test_directors_as_text(cli: Cli) -> None:
    """The text has names, both titles, ratings and shared people."""
    out = cli("directors", "nm1", "--method", "classic")
    assert "Whose films share the most credits with those of Ann Able?" in out
    assert "Cy Carter [nm3]" in out
    assert "Three / Drei (2000)  6.5, 900 votes" in out
    assert "Ann Able (writer; " in out
    assert "; the director)" in out


@pytest.mark.parametrize("typed", ["twin", "thre", "zzz", "drei"])
def test_search_of_films(cli: Cli, typed: str) -> None:
    """JSON equals the Python results; text has one film per line."""
    with recsys.open_store(cli.store) as store:
        expected = as_json(store.titles.search(typed, 3).to_dicts())
    assert cli.json("search", typed, "--limit", 3) == expected
    out = cli("search", typed, "--limit", 3)
    if expected:
        assert [line.split()[0] for line in out.splitlines()[1:]] == [
            film["id"] for film in expected
        ]
    else:
        assert "Nothing has that name" in out


def test_search_of_people(cli: Cli) -> None:
    """Text distinguishes people of the same name, one per line."""
    with recsys.open_store(cli.store) as store:
        expected = as_json(store.people.search("sam same").to_dicts())
    assert cli.json("search", "sam same", "--people") == expected
    lines = cli("search", "sam same", "--people").splitlines()
    assert "born 1970" in next(line for line in lines if line.startswith("nm7"))
    assert "Twin" in next(line for line in lines if line.startswith("nm6"))


def test_info(cli: Cli) -> None:
    """The manifest without its list of files."""
    facts = cli.json("info")
    with recsys.open_store(cli.store) as store:
        assert facts["build_id"] == store.manifest.build_id
        assert facts["tables"] == store.manifest.tables
        assert facts["sources"] == as_json(store.manifest.sources)
        assert facts["bytes"] == sum(file["bytes"] for file in store.manifest.files.values())
        assert facts["folder"] == str(store.build.root)
    assert "files" not in facts
    out = cli("info")
    assert "6 films, 5 directors" in out
    assert "title.principals" in out


def test_check(cli: Cli) -> None:
    """An undamaged build has no findings."""
    answer = cli.json("check")
    assert answer == {"build_id": current_id(StoreFolder.at(cli.store)), "findings": []}
    assert "are correct" in cli("check")


@pytest.mark.parametrize(
    "words",
    [
        ["directors", "nm1", "--limit", "0"],
        ["directors", "nm1", "--limit", "99999"],
        ["directors", "nm1", "--min-rating", "11"],
        ["directors", "nm1", "--min-rating", "nan"],
        ["directors", "nm1", "--min-votes", "-1"],
        ["directors", "nm1", "--min-films", "-1"],
        ["directors", "nm1", "--film-min-votes", "-1"],
        ["directors", "nm1", "--years", "2000", "1990"],
        ["directors", "nm1", "--roles", "gaffer"],
        ["directors", "nm1", "--roles", ","],
        ["search", "one", "--limit", "0"],
        ["search", "one", "--people", "--limit", "1001"],
        ["build", "--demo", "--min-votes", "-1"],
        ["build", "--demo", "--types", ""],
        ["build", "--demo", "--types", " , "],
    ],
)
def test_bad_arguments_exit_2(cli: Cli, words: list[str]) -> None:
    """Invalid arguments and empty results have different exit codes."""
    before = current_id(StoreFolder.at(cli.store))
    cli(*words, code=2)
    assert current_id(StoreFolder.at(cli.store)) == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["search"],
        ["directors", "nm1", "--method", "magic"],
        ["directors", "nm1", "--limit", "many"],
        ["directors", "nm1", "--years", "1990"],
        ["fetch"],
        ["build", "--demo", "--imdb", "x"],
    ],
)
def test_unreadable_command_lines_exit_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Arguments that argparse refuses have the same exit code, with the usage."""
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: filmkin" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["directors", "nm99"], "has no person 'nm99'"),
        (["directors", "Ann Abel"], "did you mean Ann Able [nm1]"),
        (["directors", "Zed Star"], "Zed Star directed no film"),
        (["directors", "Di Lone"], "None of the 1 people"),
        (["directors", "nm1", "--min-rating", "9.9"], "lower the rating to 7"),
        (["directors", "nm1", "--roles", "composer"], "composer"),
    ],
)
def test_empty_results_exit_3(cli: Cli, words: list[str], expected: str) -> None:
    """Each empty result says why and what to do."""
    assert expected in cli(*words, code=3)


def test_builds_are_listed_and_switched(tmp_path: Path, capsys: Any) -> None:
    """The same list and switch as on the Your data page."""
    store = build_store(tmp_path, **WORLD)
    first = Cli(store, capsys).json("builds")["builds"][0]["build_id"]
    build_store(tmp_path, **WORLD)
    cli = Cli(store, capsys)
    newer, older = cli.json("builds")["builds"]
    assert (newer["live"], older["live"], older["build_id"]) == (True, False, first)
    assert older["films"] == len(WORLD["basics"])
    assert older["sources"] == ["imdb"]
    lines = cli("builds", "--use", first).splitlines()
    assert [line.split()[0] for line in lines[1:]] == [newer["build_id"], "live"]
    assert cli.json("info")["build_id"] == first
    assert "choose" in cli("builds", "--use", "nonsense", code=2)
    assert cli.json("builds")["running"] is None


def test_ambiguous_name_exits_3_with_candidates(tmp_path: Path, capsys: Any) -> None:
    """Two directors of the same name: the message lists their ids."""
    people = [("nm1", "Paul Anderson", 1970), ("nm2", "Paul Anderson", 1965)]
    store = build_store(
        tmp_path,
        basics=[("tt1", "One"), ("tt2", "Two")],
        crew=[("tt1", "nm1"), ("tt2", "nm2")],
        names=people,
    )
    words = Cli(store, capsys)("directors", "paul anderson", code=3)
    assert "[nm1] (born 1970, One)" in words
    assert "[nm2] (born 1965, Two)" in words


@pytest.mark.parametrize("words", [["directors", "nm1"], ["search", "one"], ["info"], ["check"]])
def test_without_a_store_exit_4(tmp_path: Path, capsys: Any, words: list[str]) -> None:
    """Every command says how to build a store."""
    message = Cli(tmp_path / "nothing", capsys)(*words, code=4)
    assert "filmkin build" in message


@pytest.mark.parametrize("words", [["directors", "nm1"], ["search", "one"], ["info"]])
def test_damaged_store_exits_4(tmp_path: Path, capsys: Any, words: list[str]) -> None:
    """The message names the damaged file and the remedy."""
    store = build_store(tmp_path, **WORLD)
    folder = StoreFolder.at(store)
    manifest = folder.build(current_id(folder)).manifest
    manifest.unlink()
    message = Cli(store, capsys)(*words, code=4)
    assert str(manifest) in message
    assert "Run the build again" in message
    out = Cli(store, capsys)("check", code=4)
    assert str(manifest) in out


def test_busy_store_exits_5(tmp_path: Path, capsys: Any) -> None:
    """A second build fails at once."""
    folder = write_imdb(tmp_path / "imdb", basics=[("tt1", "One")])
    with new_build(StoreFolder.at(tmp_path / "store")) as work:
        message = Cli(tmp_path / "store", capsys)("build", "--imdb", folder, code=5)
        work.manifest.touch()
    assert "Another build is writing" in message


def test_bad_input_exits_6(tmp_path: Path, capsys: Any) -> None:
    """The message names file, line and column of an invalid input."""
    folder = write_imdb(tmp_path / "imdb", **WORLD, packed=False)
    path = folder / "title.ratings.tsv"
    path.write_text(path.read_text().replace("\t50\n", "\tfifty\n"))
    message = Cli(tmp_path / "store", capsys)("build", "--imdb", folder, code=6)
    assert f"{path}, line 3, column numVotes" in message


def test_build_with_every_option(tmp_path: Path, capsys: Any) -> None:
    """The options reach the build, and the result is printed."""
    basics = [
        ("tt1", "One", 1990, "tvSeries"),
        {"tconst": "tt2", "primaryTitle": "Adult", "isAdult": "1"},
        ("tt3", "Three"),
        ("tt4", "Four", None, "short"),
    ]
    ratings = [("tt1", 5.0, 10), ("tt2", 5.0, 10), ("tt3", 5.0, 9), ("tt4", 5.0, 99)]
    folder = write_imdb(tmp_path / "imdb", basics=basics, ratings=ratings)
    cli = Cli(tmp_path / "store", capsys)
    options = ["--types", "movie, tvSeries", "--min-votes", "10", "--include-adult"]
    out = cli("build", "--imdb", folder, *options)
    assert "2 films" in out
    assert "types movie, tvSeries; at least 10 votes; adult titles included" in out
    with recsys.open_store(cli.store) as store:
        assert store.graph.movies["id"].to_list() == ["tt1", "tt2"]


def test_store_from_the_settings(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --store, the setting applies."""
    monkeypatch.setenv("FILMKIN_STORE", str(store))
    assert main(["info", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["folder"].startswith(str(store))


def test_exit_codes_are_those_of_the_design() -> None:
    """Scripts depend on the exit codes."""
    codes = dict(EXIT_CODES)
    table: dict[type[RecsysError], int] = {
        InvalidArgument: 2, UnknownId: 3, Ambiguous: 3, NoFilms: 3, NothingShared: 3,
        BelowThresholds: 3, NoStore: 4, DamagedStore: 4, StoreBusy: 5,
        StoreUnwritable: 5, SourceError: 6,
    }  # fmt: skip
    for error, code in table.items():
        assert next(codes[kind] for kind in error.__mro__ if kind in codes) == code
