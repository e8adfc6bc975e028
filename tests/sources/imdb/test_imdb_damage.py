"""Invalid inputs are named exactly, and the live build is unchanged."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, SourceError
from recsys.ingest.pipeline import build
from recsys.sources.imdb.files import COLUMNS, OPTIONAL, REQUIRED, inspect
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import BuildOptions
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id
from tests.helpers import SHARED_DATA, build_store, tsv, write_file, write_imdb

FILMS = 8
TABLES = {
    "title.basics": [(f"tt{n}", f"Film {n}", 1990 + n) for n in range(FILMS)],
    "title.ratings": [(f"tt{n}", 7.5, 100) for n in range(FILMS)],
    "title.crew": [(f"tt{n}", "nm1") for n in range(FILMS)],
    "title.principals": [(f"tt{n}", "nm2", "actor", ["Her"]) for n in range(FILMS)],
    "name.basics": [("nm1", "Ann", 1950), ("nm2", "Bob", 1960)],
    "title.akas": [(f"tt{n}", f"Film {n} elsewhere") for n in range(FILMS)],
}
DATASETS = REQUIRED + OPTIONAL


@dataclass
class Workshop:
    """A sound IMDb folder to damage, and a store with a live build that must outlive it."""

    imdb: Path
    store: StoreFolder

    def path(self, dataset: str) -> Path:
        return next(self.imdb.glob(f"{dataset}.tsv*"))

    def text(self, dataset: str) -> str:
        return tsv(dataset, TABLES[dataset])

    def refuse(self, options: BuildOptions | None = None) -> SourceError:
        """Build, assert a SourceError and an unchanged store, and return the error."""
        before = self.state()
        with pytest.raises(SourceError) as caught:
            build([ImdbSource(self.imdb)], self.store.root, options)
        assert self.state() == before
        error = caught.value
        assert str(error.file) in str(error)
        if error.line is not None:
            assert f"line {error.line:,}" in str(error)
        if error.column is not None:
            assert f"column {error.column}" in str(error)
        return error

    def state(self) -> tuple[str, dict[str, tuple[int, int]]]:
        """CURRENT, and every path below `builds` with its time of change and size."""
        facts = {str(path): path.stat() for path in self.store.builds.rglob("*")}
        everything = {path: (fact.st_mtime_ns, fact.st_size) for path, fact in facts.items()}
        return self.store.current.read_text(), everything


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreFolder]:
    """One live build for all tests, which must be sound afterwards."""
    folder = build_store(tmp_path_factory.mktemp("live"), basics=[("tt1", "Live")])
    live = StoreFolder.at(folder)
    yield live
    assert check_build(live.build(current_id(live))) == []


@pytest.fixture
def shop(store: StoreFolder, tmp_path: Path) -> Workshop:
    folder = write_imdb(tmp_path / "imdb")
    for dataset, rows in TABLES.items():
        write_file(folder, dataset, tsv(dataset, rows))
    return Workshop(folder, store)


def test_the_folder_that_is_damaged_here_builds(shop: Workshop, tmp_path: Path) -> None:
    """The undamaged folder builds, so the failures below come from the damage."""
    build([ImdbSource(shop.imdb)], tmp_path / "store")


def test_missing_folder(shop: Workshop) -> None:
    """The error names a misspelt path."""
    shutil.rmtree(shop.imdb)
    error = shop.refuse()
    assert (error.file, error.line, error.column) == (shop.imdb, None, None)
    assert "the folder does not exist" in str(error)


def test_file_in_place_of_the_folder(shop: Workshop) -> None:
    """A file in place of the folder is refused."""
    shop.imdb = shop.path("title.basics")
    assert shop.refuse().file == shop.imdb


@pytest.mark.parametrize("missing", [("title.crew",), ("title.basics", "name.basics"), REQUIRED])
def test_missing_files_are_all_named(shop: Workshop, missing: tuple[str, ...]) -> None:
    """The error names all missing files at once."""
    for dataset in missing:
        shop.path(dataset).unlink()
    error = shop.refuse()
    assert error.file == shop.imdb
    for dataset in REQUIRED:
        assert (f"{dataset}.tsv.gz" in str(error)) == (dataset in missing), dataset


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("dataset", DATASETS)
def test_empty_file(shop: Workshop, dataset: str, packed: bool) -> None:
    """An empty file is refused."""
    shop.path(dataset).unlink()
    path = shop.imdb / f"{dataset}.tsv{'.gz' if packed else ''}"
    path.touch()
    error = shop.refuse()
    assert error.file == path
    assert "empty" in str(error)


def test_gzip_of_nothing(shop: Workshop) -> None:
    """Whole gzip data may still hold no byte of text."""
    path = write_file(shop.imdb, "title.crew", "")
    error = shop.refuse()
    assert error.file == path
    assert "empty" in str(error)


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("left", [5, 0.5, -9, -1])
def test_truncated_gzip(shop: Workshop, dataset: str, left: float) -> None:
    """Truncated gzip data is refused."""
    path = shop.path(dataset)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * left) if isinstance(left, float) else left])
    error = shop.refuse()
    assert error.file == path
    assert "truncated" in str(error)
    assert error.line is not None


PACKED = gzip.compress(tsv("title.basics", TABLES["title.basics"]).encode() * 20)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(left=st.integers(0, len(PACKED) - 1))
def test_gzip_cut_anywhere(tmp_path: Path, left: int) -> None:
    """A cut at any byte is noticed."""
    path = tmp_path / "title.basics.tsv.gz"
    path.write_bytes(PACKED[:left])
    with pytest.raises(SourceError) as caught:
        inspect("title.basics", path)
    assert caught.value.file == path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(10, len(PACKED) - 1), bit=st.integers(0, 7))
def test_gzip_with_one_bit_wrong(tmp_path: Path, at: int, bit: int) -> None:
    """A flipped bit must be found by gzip's own checksum, unless it does nothing to the text."""
    path = tmp_path / "title.basics.tsv.gz"
    path.write_bytes(PACKED[:at] + bytes([PACKED[at] ^ 1 << bit]) + PACKED[at + 1 :])
    refused = None
    try:
        inspect("title.basics", path, tmp_path)
    except SourceError as error:
        refused = error.file
    if refused is None:  # a bit that only fills up the last byte of what is packed
        assert at == len(PACKED) - 9
        assert (tmp_path / "title.basics.tsv").read_bytes() == gzip.decompress(PACKED)
    else:
        assert refused == path


@pytest.mark.parametrize(
    "content", [b"tconst\tdirectors\twriters\ntt1\tnm1\t\\N\n", b"<html>", b"\x1f"]
)
def test_not_gzip(shop: Workshop, content: bytes) -> None:
    """An error page saved as .gz, or a file somebody unpacked without renaming it."""
    path = shop.path("title.crew")
    path.write_bytes(content)
    error = shop.refuse()
    assert error.file == path
    assert "not gzip" in str(error)


def test_garbage_after_the_gzip_data(shop: Workshop) -> None:
    """Bytes after the last member are not a member; half of another file may stand there."""
    path = shop.path("title.crew")
    path.write_bytes(path.read_bytes() + b"garbage")
    error = shop.refuse()
    assert error.file == path
    assert error.line == FILMS + 2


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("dataset", DATASETS)
def test_no_header(shop: Workshop, dataset: str, packed: bool) -> None:
    """Without its header the first row would be lost silently."""
    shop.path(dataset).unlink()
    path = write_file(shop.imdb, dataset, shop.text(dataset).split("\n", 1)[1], packed)
    error = shop.refuse()
    assert (error.file, error.line) == (path, 1)
    assert "header" in str(error)


HEADERS: list[tuple[str, Callable[[list[str]], list[str]], str]] = [
    ("other name", lambda names: [names[0], "somethingElse", *names[2:]], "second"),
    ("missing", lambda names: [names[0], *names[2:]], "second"),
    ("missing at the end", lambda names: names[:-1], "last"),
    ("twice", lambda names: [*names, names[1]], "second"),
]


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize(("damage", "column"), [entry[1:] for entry in HEADERS], ids=lambda v: "")
def test_other_columns(
    shop: Workshop, dataset: str, damage: Callable[[list[str]], list[str]], column: str
) -> None:
    """A missing column must not be filled from another one."""
    header, rest = shop.text(dataset).split("\n", 1)
    names = header.split("\t")
    path = write_file(shop.imdb, dataset, "\t".join(damage(names)) + "\n" + rest)
    error = shop.refuse()
    wanted = {"second": names[1], "last": names[-1]}.get(column, column)
    assert (error.file, error.line, error.column) == (path, 1, wanted)


def _with_line(text: str, line: int, change: Callable[[list[str]], list[str]]) -> str:
    lines = text.split("\n")
    lines[line - 1] = "\t".join(change(lines[line - 1].split("\t")))
    return "\n".join(lines)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("more", [True, False], ids=["one more", "one less"])
def test_wrong_number_of_columns(shop: Workshop, dataset: str, more: bool, packed: bool) -> None:
    """A wrong number of columns is an error that names the line."""
    shop.path(dataset).unlink()
    width = len(COLUMNS[dataset])
    text = _with_line(shop.text(dataset), 3, lambda cells: [*cells, "more"] if more else cells[:-1])
    path = write_file(shop.imdb, dataset, text, packed)
    error = shop.refuse()
    assert (error.file, error.line) == (path, 3)
    assert f"{width + (1 if more else -1)} columns instead of {width}" in str(error)


NUMBERS = [
    (dataset, column)
    for dataset, columns in COLUMNS.items()
    for column, kind in columns.items()
    # Not read, so not converted: nothing depends on them.
    if kind != "VARCHAR" and column not in ("endYear", "ordering")
]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("dataset", "column"), NUMBERS)
def test_text_in_a_number_column(shop: Workshop, dataset: str, column: str, packed: bool) -> None:
    """File, line and column are promised, so that the row can be found and corrected."""
    shop.path(dataset).unlink()
    place = list(COLUMNS[dataset]).index(column)
    text = _with_line(
        shop.text(dataset), 3, lambda cells: [*cells[:place], "soon", *cells[place + 1 :]]
    )
    path = write_file(shop.imdb, dataset, text, packed)
    error = shop.refuse()
    assert (error.file, error.line, error.column) == (path, 3, column)
    assert "'soon'" in str(error)


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("title.basics", "startYear", "99999"),
        ("title.basics", "runtimeMinutes", "9999999999"),
        ("title.ratings", "averageRating", "123.4"),
        ("title.ratings", "numVotes", "3000000000"),
        ("title.ratings", "numVotes", ""),
    ],
)
def test_number_out_of_range(shop: Workshop, dataset: str, column: str, value: str) -> None:
    """A number that does not fit its type must not wrap around or become null."""
    place = list(COLUMNS[dataset]).index(column)
    text = _with_line(
        shop.text(dataset), 4, lambda cells: [*cells[:place], value, *cells[place + 1 :]]
    )
    path = write_file(shop.imdb, dataset, text)
    error = shop.refuse()
    assert (error.file, error.line, error.column) == (path, 4, column)


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("title.ratings", "averageRating", "0.4"),
        ("title.ratings", "averageRating", "10.1"),
        ("title.ratings", "numVotes", "-1"),
    ],
)
def test_impossible_rating(shop: Workshop, dataset: str, column: str, value: str) -> None:
    """A rating outside 1 to 10 is a fault of the file, not of the program."""
    place = list(COLUMNS[dataset]).index(column)
    text = _with_line(
        shop.text(dataset), 4, lambda cells: [*cells[:place], value, *cells[place + 1 :]]
    )
    path = write_file(shop.imdb, dataset, text)
    error = shop.refuse()
    assert (error.file, error.column) == (path, column)


@pytest.mark.parametrize(
    ("dataset", "column"),
    [
        ("title.basics", "tconst"),
        ("title.principals", "nconst"),
    ],
)
def test_null_key(shop: Workshop, dataset: str, column: str) -> None:
    """A row without its id can't be joined with anything: a title or a person would be lost."""
    place = list(COLUMNS[dataset]).index(column)
    text = _with_line(
        shop.text(dataset), 4, lambda cells: [*cells[:place], "\\N", *cells[place + 1 :]]
    )
    path = write_file(shop.imdb, dataset, text)
    error = shop.refuse()
    assert (error.file, error.column) == (path, column)


@pytest.mark.parametrize("dataset", ["title.basics", "title.ratings"])
def test_row_twice(shop: Workshop, dataset: str) -> None:
    """Of two rows that differ, no one can tell which is right."""
    text = shop.text(dataset)
    other = text.split("\n")[2].replace("Film 1", "Another").replace("7.5", "7.6")
    path = write_file(shop.imdb, dataset, text + other + "\n")
    error = shop.refuse()
    assert (error.file, error.line, error.column) == (path, 3, "tconst")
    assert "tt1 occurs on rows that differ" in str(error)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("dataset", DATASETS)
def test_cut_last_line(shop: Workshop, dataset: str, packed: bool) -> None:
    """A file cut in the middle of a line can still look whole: same columns, a shorter value."""
    shop.path(dataset).unlink()
    text = shop.text(dataset)
    path = write_file(shop.imdb, dataset, text[:-2], packed)
    error = shop.refuse()
    assert (error.file, error.line) == (path, text.count("\n"))
    assert "truncated" in str(error)


@pytest.mark.parametrize("dataset", DATASETS)
def test_header_only(shop: Workshop, dataset: str) -> None:
    """A header alone is what an interrupted export leaves."""
    path = write_file(shop.imdb, dataset, tsv(dataset))
    error = shop.refuse()
    assert (error.file, error.line) == (path, 1)


def test_header_cut_off(shop: Workshop) -> None:
    """A file cut within its header has no line end at all."""
    path = write_file(shop.imdb, "title.crew", "tconst\tdirectors\twriters")
    error = shop.refuse()
    assert (error.file, error.line) == (path, 1)


def test_bytes_that_are_no_text(shop: Workshop) -> None:
    """A file in another encoding must not put broken titles into the catalogue."""
    text = shop.text("title.basics").encode().replace(b"Film 3", b"Film \xe9\xff")
    path = write_file(shop.imdb, "title.basics", text)
    error = shop.refuse()
    assert (error.file, error.line) == (path, 5)


@pytest.mark.parametrize(
    "options",
    [
        BuildOptions(types=("tvSeries",)),
        BuildOptions(min_votes=101),
    ],
)
def test_nothing_left(shop: Workshop, options: BuildOptions) -> None:
    """Options that leave nothing must not publish an empty catalogue over a good one."""
    error = shop.refuse(options)
    assert error.file == shop.path("title.basics")
    assert f"none of {FILMS} titles remains" in str(error)
    assert str(options.min_votes) in str(error)


def test_nothing_but_adult_titles(shop: Workshop) -> None:
    """Adult titles are left out by default, even where that leaves nothing."""
    rows = [{"tconst": "tt1", "primaryTitle": "One", "isAdult": "1"}]
    path = write_file(shop.imdb, "title.basics", tsv("title.basics", rows))
    assert shop.refuse().file == path


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"{SHARED_DATA} is not here")
def test_real_folder_without_crew_and_ratings(shop: Workshop) -> None:
    """The untouched slice has no crew and no ratings; both are named and nothing else is."""
    shop.imdb = SHARED_DATA / "imdb-raw" / "2k-titles"
    words = str(shop.refuse())
    assert "title.crew.tsv.gz" in words
    assert "title.ratings.tsv.gz" in words
    assert "title.basics" not in words


def test_options_that_can_leave_nothing_are_refused() -> None:
    """No type at all, or fewer votes than none, is a mistake of the caller and not of a file."""
    with pytest.raises(InvalidArgument, match="types"):
        BuildOptions(types=())
    with pytest.raises(InvalidArgument, match="min_votes"):
        BuildOptions(min_votes=-1)
