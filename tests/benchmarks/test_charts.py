"""Charts show the results of RESULTS.md and leave out missing ones."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import api, builds, charts, cold_start, performance, report, rivals, sessions
from benchmarks.results import Table, named, number, read
from recsys.settings import PROJECT
from tests.app.server import chromium


def section(file: Path, name: str, header: Sequence[str], *rows: Sequence[str]) -> None:
    report.write_section(name, "A machine.\n\nSome words.\n\n" + report.table(header, rows), file)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Sections with the scripts' own headers."""
    file = tmp_path / "RESULTS.md"
    spread = ["1.0"] * len(rivals.SIZES)
    for films in ("900,000", "330,000"):
        section(
            file, f"Director scores beside rivals, {films} films", rivals._HEADER,
            ["ours", "500", "2.5", "7.5", "–", *spread],
            ["original's steps, MariaDB", "30", "1,250.0", "3,000.0", "500.0", *spread],
        )  # fmt: skip
    section(
        file, "Building from IMDb's files", builds._HEADER,
        ["0.1", "10", "20", "5", "3.0", "6.0", "2.0", "1.0", "800", "90", "120.0", "20.0",
         "400", "300"],
        ["1.0", "100", "200", "50", "30.0", "60.0", "2.0", "9.0", "2,400", "900",
         *["–"] * 4],
    )  # fmt: skip
    section(
        file, "Pages under load, 50 films", sessions._HEADER,
        *(
            [known.get(name, "–") for name in sessions._HEADER]
            for known in (
                {"sessions": "1", "table median ms": "120", "p95 ms": "200", "goal ms": "300"},
                {"sessions": "20", "table median ms": "640", "p95 ms": "900", "goal ms": "700",
                 "MB a further session": "4.2"},
            )
        ),
    )  # fmt: skip
    section(
        file, "Cold start", cold_start.HEADER,
        ["`python -m recsys directors`", "10", "0.60", "0.55", "0.70", "1.5"],
    )  # fmt: skip
    section(file, "HTTP API", api.HEADER, ["in turn", "8", "100", "150", "50.0", "70.0", "80", "9"])
    return file


def test_tables_are_read_back(results: Path) -> None:
    """Sections of one name are ordered by size."""
    small, large = named(read(results), "Director scores beside rivals")
    assert (small.size, large.size) == ("330,000 films", "900,000 films")
    [table] = small.tables
    assert table.caption == "Some words."
    assert table.numbers("median ms") == [2.5, 1250.0]
    assert table.cell("ours", "times ours (geometric mean over sizes)") == "–"
    assert table.cell("nobody", "median ms") is None
    with pytest.raises(KeyError, match="no column 'mean'"):
        table.column("mean")
    with pytest.raises(KeyError):
        Table("", ("a",), ()).column("b")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,350", 1350.0),
        ("0.05 %", 0.05),
        ("99.0%", 99.0),
        ("–", None),
        ("-1.5", -1.5),
        ("x", None),
    ],
)
def test_numbers(cell: str, value: float | None) -> None:
    assert number(cell) == value


def test_pictures_show_the_figures(results: Path) -> None:
    figures = charts.drawn(read(results))
    assert list(figures) == ["directors-rivals", "builds", "pages", "api", "cold-start"]
    small, slow, large, _ = figures["directors-rivals"].data
    assert dict(zip(small.y, small.x, strict=True)) == {
        "ours": 2.5, "original's steps, MariaDB": 1250.0, "goal": 8.0,
    }  # fmt: skip
    assert list(slow.x) == [7.5, 3000.0, 40.0]
    assert list(large.x)[-1] == 20.0
    ours, theirs, *_ = figures["builds"].data
    assert list(ours.y) == ["a tenth of IMDb", "all of IMDb", "goal, all of IMDb"]
    assert list(ours.x) == [6.0, 60.0, 120.0]  # the goal: four times unpacking
    assert list(theirs.x) == [120.0, None, None]
    assert figures["directors-rivals"].layout.xaxis.type == "log"
    for name, figure in figures.items():
        titles = [axis.title.text for axis in figure.select_xaxes()]
        assert all(titles), f"{name}: every axis says what it counts"


def test_each_section_on_record_can_be_drawn() -> None:
    """A script whose table changes must not break its chart."""
    sections = read()
    figures = charts.drawn(sections)
    assert {chart.file for chart in charts.CHARTS if named(sections, chart.section)} == set(figures)
    known = {*charts.TABLES_ONLY, *(chart.section for chart in charts.CHARTS)}
    assert {each.name.partition(", ")[0] for each in sections} <= known


def test_the_page_quotes_what_was_measured(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("Before.\n<!-- performance -->\nformer\n<!-- /performance -->\nAfter.\n")
    performance.write(read(results), charts.drawn(read(results)), page)
    performance.write(read(results), charts.drawn(read(results)), page)
    text = page.read_text()
    assert text.startswith("Before.\n<!-- performance -->")
    assert text.endswith("<!-- /performance -->\nAfter.\n")
    assert "former" not in text
    assert (
        "| director scores, 330,000 films | 2.5 ms (p99 7.5 ms) | 8 ms (p99 40 ms), MariaDB 10 |"
        in text
    )
    assert "original's steps, MariaDB 500.0" in text
    assert "2.0 times unpacking, 2,400 MB | 4 times unpacking, 3,000 MB | – |" in text
    assert "640 ms, 4.2 MB a further session | 700 ms, 15 MB" in text
    assert "charts/pages.svg" in text
    assert "charts/search.svg" not in text


def test_a_page_without_the_markers(results: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Nothing.")
    with pytest.raises(SystemExit, match="must be there once"):
        performance.write(read(results), (), tmp_path / "README.md")


def test_the_page_has_its_markers_and_pictures() -> None:
    text = performance.PAGE.read_text(encoding="utf-8")
    assert text.count(performance.START) == text.count(performance.END) == 1
    pictures = re.findall(r"\]\(\.\./(benchmarks/charts/[\w-]+\.svg)\)", text)
    assert pictures
    assert [name for name in pictures if not (PROJECT / name).is_file()] == []


@pytest.mark.browser
@pytest.mark.skipif(importlib.util.find_spec("kaleido") is None, reason="needs kaleido")
@pytest.mark.skipif(chromium() is None, reason="needs Chromium")
def test_pictures_are_written(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    page = tmp_path / "README.md"
    page.write_text("<!-- performance --><!-- /performance -->")
    words = ["--results", results, "--folder", tmp_path / "charts", "--page", page]
    monkeypatch.setattr(sys, "argv", ["charts", *map(str, words)])
    charts.main()
    written = {path.stem: path.read_text() for path in (tmp_path / "charts").iterdir()}
    assert set(written) == {"directors-rivals", "builds", "pages", "api", "cold-start"}
    assert "1,250" in written["directors-rivals"]
    assert 'width="920"' in written["pages"]
    text = capsys.readouterr().out
    assert "pages: drawn" in text
    assert "search: not measured yet" in text
