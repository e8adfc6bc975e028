"""Charts of the comparisons in RESULTS.md: `python -m benchmarks.charts`.

Writes `benchmarks/charts/*.svg` and the table in docs/performance.md. Charts without results are
skipped and listed. Needs `requirements-bench.txt` and Chromium.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio

from benchmarks import performance, report
from benchmarks.panels import GOAL, Panel, picture
from benchmarks.results import Section, Table, named, number, read

FOLDER = report.RESULTS.parent / "charts"

Numbers = Sequence[float | None]

FASTER = "Shorter is faster; each step of the axis is ten times the one before."


@dataclass(frozen=True)
class Chart:
    """A chart: its file, the sections it shows and the function that draws it."""

    file: str
    section: str
    draw: Callable[[list[Section]], go.Figure]


def rivals(sections: list[Section]) -> go.Figure:
    """Director scores by method, one panel per catalogue size."""
    goals = {"330,000": 8.0, "900,000": 20.0}  # ms; the 99th percentile may be five times that
    panels = []
    for section in sections:
        [table] = section.tables
        ways, limit = table.column("way"), goals.get(section.size.split()[0])
        median, slow = table.numbers("median ms"), table.numbers("p99 ms")
        if limit:
            ways, median, slow = [*ways, GOAL], [*median, limit], [*slow, 5 * limit]
        series = {"median": median, "99th percentile": slow}
        axis = "milliseconds for all candidates of a director"
        panels.append(Panel(section.size, axis, ways, series, log=True))
    return picture("Director scores beside rivals", FASTER, panels)


def director_scores(sections: list[Section]) -> go.Figure:
    """Time by the director's number of films, compared with the reference query."""
    section = sections[-1]
    [table] = section.tables
    panels = []
    for method in ("affinity", "classic"):
        rows = [row for row in table.rows if row[0] == method]
        part = Table(table.caption, table.header, tuple(rows))
        columns = {"all scores": "scores ms", "five with reasons": "recommend ms",
                   "a moved threshold": "threshold ms"}  # fmt: skip
        if any(part.numbers("reference SQL ms")):
            columns["reference query (DuckDB)"] = "reference SQL ms"
        panels.append(
            Panel(
                method, "milliseconds, median",
                [f"{films} films" for films in part.column("films directed")],
                {name: part.numbers(column) for name, column in columns.items()}, log=True,
            )
        )  # fmt: skip
    return picture(f"A director's answer among {section.size}", FASTER, panels, 2)


def builds(sections: list[Section]) -> go.Figure:
    """Seconds and memory of building, unpacking and imdb-sqlite."""
    [table] = sections[-1].tables
    names = {0.01: "a hundredth", 0.1: "a tenth", 1.0: "all"}
    fractions = [float(cell) for cell in table.column("fraction of IMDb")]
    rows = [f"{names.get(part, f'{part:g}')} of IMDb" for part in fractions]
    unpacking = table.numbers("unpacking s")
    slowest = [
        4 * (alone or 0) if part == 1 else None
        for part, alone in zip(fractions, unpacking, strict=True)
    ]
    seconds = {
        "tables and graph, ours": table.numbers("tables and graph s"),
        "imdb-sqlite": table.numbers("imdb-sqlite s"),
        "search index, ours": table.numbers("search index s"),
        "unpacking alone": unpacking,
    }
    memory = {
        "tables and graph, ours": table.numbers("peak MB"),
        "imdb-sqlite": table.numbers("its peak MB"),
    }
    most = [3_000 if part == 1 else None for part in fractions]
    return picture(
        "Building from IMDb's files",
        "Shorter is better. Goals for tables and graph: four times what unpacking takes; 3 GB.",
        [
            Panel("time", "seconds", *_with_goals(rows, seconds, slowest), log=True),
            Panel("memory at its peak", "MB", *_with_goals(rows, memory, most), log=True),
        ],
    )


def similar_films(sections: list[Section]) -> go.Figure:
    """Recall and latency for each kind of filter."""
    section = sections[-1]
    table = section.tables[0]
    rows = table.column("films that may appear")
    return picture(
        f"Similar films among {section.size}, by which films may appear",
        "Left: further left is faster. Right: further right finds more of the true 20 nearest.",
        [
            Panel("latency", "milliseconds, median", rows, {
                "ours": table.numbers("median ms"),
                "Chroma with “where”": table.numbers("Chroma `where` ms"),
                "NumPy, all vectors": table.numbers("NumPy, all vectors ms"),
            }, log=True, dots=True),
            Panel("recall@20", "share of the exact answer", rows, {
                "ours": table.numbers("recall@20"),
                "Chroma with “where”": table.numbers("recall@20 of `where`"),
            }, dots=True),
        ],
        2,
    )  # fmt: skip


def title_search(sections: list[Section]) -> go.Figure:
    """Time and recall of mistyped queries, one row per catalogue."""
    panels = []
    for table in sections[-1].tables:
        words, ours = table.caption.rstrip(":"), frozenset({"recsys.search"})
        ways = [way.removesuffix(", every text") for way in table.column("way")]
        found = table.numbers("typo @10")
        panels += [
            Panel(words, "milliseconds, median", ways, {"time": table.numbers("median ms")}, ours,
                  log=True),
            Panel("found with one typo", "% among the first ten", ways, {"found": found}, ours,
                  span=(0, 118), words="{:.1f} %".format),
        ]  # fmt: skip
    note = "Left: shorter is faster, in steps of ten. Right: longer is better."
    return picture("Finding by name", note, panels, 2)


def encoding(sections: list[Section]) -> go.Figure:
    """Texts per second."""
    [table] = sections[-1].tables
    ways = [way.replace("`", "") for way in table.column("way")]
    rates = table.numbers("texts a processor second")
    ours = frozenset(way for way in ways if "encode_all" in way)
    panel = Panel("one thread", "texts a processor second", ways, {"texts": rates}, ours)
    return picture("Encoding film texts", "Longer is faster.", [panel])


def pages(sections: list[Section]) -> go.Figure:
    """Time from a moved slider to the new table, by number of sessions."""
    panels = []
    for section in sections:
        [table] = section.tables
        rows = [
            f"{count} session{'s' if count != '1' else ''}" for count in table.column("sessions")
        ]
        columns = {"median": "table median ms", "95th percentile": "p95 ms"}
        series = {name: table.numbers(column) for name, column in columns.items()}
        axis, goals = "milliseconds from the move to the table", table.numbers("goal ms")
        panels.append(Panel(section.size, axis, rows, series, goals=goals))
    return picture("Pages under load", "Shorter is faster.", panels)


def http_api(sections: list[Section]) -> go.Figure:
    """Requests per second, and their latency."""
    [table] = sections[-1].tables
    rows = [
        f"{what} ({count})" if count != "1" else what
        for what, count in zip(table.column("asked for"), table.column("connections"), strict=True)
    ]
    times = {"median": table.numbers("median ms"), "95th percentile": table.numbers("p95 ms")}
    return picture(
        "HTTP API",
        "Connections in brackets; server and client share the cores.",
        [
            Panel("answers", "requests a second", rows, {"requests": table.numbers("a second")}),
            Panel("waiting", "milliseconds", rows, times),
        ],
        2,
    )


def memory(sections: list[Section]) -> go.Figure:
    """Anonymous memory after each step."""
    panels = [
        _memory_panel(section.size or "334,000 vectors, without pages", section.tables[0])
        for section in sections
    ]
    note = "After each step, which add up. What is mapped from files is not counted."
    return picture("Anonymous memory", note, panels)


def app_memory(sections: list[Section]) -> go.Figure:
    """Anonymous memory of the app and its parts."""
    after, parts = sections[-1].tables
    parts = Panel(
        "what holds it", "MB added", parts.column("part"), {"MB": parts.numbers("anonymous MB")}
    )
    note = "After each page, which add up. What is mapped from files is not counted."
    title = f"Anonymous memory of the app, {sections[-1].size}"
    return picture(title, note, [_memory_panel("after a visit to", after), parts])


def _memory_panel(title: str, table: Table) -> Panel:
    steps, used = table.column("after"), table.numbers("anonymous MB")
    return Panel(title, "MB", *_with_goals(steps, {"used": used}, table.numbers("goal MB")))


def _with_goals(
    rows: Sequence[str], series: Mapping[str, Numbers], goals: Numbers
) -> tuple[list[str], dict[str, list[float | None]]]:
    """Insert a row for each goal after its result."""
    wider: dict[str, list[float | None]] = {name: [] for name in series}
    words: list[str] = []
    for place, (row, goal) in enumerate(zip(rows, goals, strict=True)):
        words += [row] if goal is None else [row, f"goal, {row}"]
        for name, values in series.items():
            first = name == next(iter(series))
            also = [] if goal is None else [goal if first else None]
            wider[name] += [values[place], *also]
    return words, wider


def cold_start(sections: list[Section]) -> go.Figure:
    """Time from the shell to the result."""
    [table] = sections[-1].tables
    rows = [command.strip("`") for command in table.column("command")]
    times = {"median": table.numbers("median s"), "slowest": table.numbers("slowest s")}
    axis = "seconds from start to end"
    panel = Panel("", axis, *_with_goals(rows, times, table.numbers("goal s")))
    return picture("From the shell to the answer", "Shorter is faster.", [panel])


def quality(sections: list[Section]) -> go.Figure:
    """Agreement of the rankings with people, compared with the original."""
    panels = []
    for kind, table in zip(("films", "directors"), sections[-1].tables, strict=True):
        rows = [
            row for row in table.rows
            if row[0] in {"random", "popularity", "original", "default"}
        ]  # fmt: skip
        scores = [number(row[table.header.index("nDCG")]) for row in rows]
        names = [f"{row[0]}, {row[table.header.index('95 % interval')]}" for row in rows]
        ours = frozenset(name for name in names if name.startswith("default"))
        panels.append(
            Panel(kind, "nDCG", names, {"nDCG": scores}, ours, words="{:.3f}".format)
        )  # fmt: skip
    note = "Longer is better; with intervals of 95 %."
    return picture("Rankings that people agree with", note, panels, 2)


def franchises(sections: list[Section]) -> go.Figure:
    """Recall within franchises."""
    table = sections[-1].tables[0]
    rows = table.column("ranking")
    ours = frozenset(row for row in rows if row.startswith("default"))
    panel = Panel("", "share of a franchise's films among the first 20", rows,
                  {"share": table.numbers("share found")}, ours, span=(0, 1.12),
                  words="{:.3f}".format)  # fmt: skip
    return picture("Films of one franchise", "Longer is better.", [panel])


def updates(sections: list[Section]) -> go.Figure:
    """Successive builds."""
    [table] = sections[-1].tables
    rows = table.column("build")
    encoded = table.numbers("texts encoded")
    return picture(
        "Building again",
        "Vectors are reused: only what changed is encoded and indexed.",
        [
            Panel("time", "seconds", rows, {"seconds": table.numbers("seconds")}),
            Panel("work", "texts", rows, {
                "texts encoded": encoded, "vectors indexed": table.numbers("vectors indexed"),
            }),
        ],
        2,
    )  # fmt: skip


CHARTS = (
    Chart("directors-rivals", "Director scores beside rivals", rivals),
    Chart("directors", "Director scores", director_scores),
    Chart("builds", "Building from IMDb's files", builds),
    Chart("updates", "Building again", updates),
    Chart("similar-films", "Similar films", similar_films),
    Chart("search", "Finding by name", title_search),
    Chart("encoding", "Encoding", encoding),
    Chart("pages", "Pages under load", pages),
    Chart("api", "HTTP API", http_api),
    Chart("memory-app", "Memory of the app", app_memory),
    Chart("memory", "Memory", memory),
    Chart("cold-start", "Cold start", cold_start),
    Chart("quality", "Rankings that people agree with", quality),
    Chart("franchises", "Franchises", franchises),
)


TABLES_ONLY = ("New shared people",)
"""Sections that need no picture."""


def drawn(sections: Sequence[Section]) -> dict[str, go.Figure]:
    """Return a figure for each chart with results, by file name."""
    return {
        chart.file: chart.draw(found)
        for chart in CHARTS
        if (found := named(sections, chart.section))
    }


def _settle(file: Path) -> None:
    """Remove random ids, so that equal figures give equal files."""
    text = file.read_text(encoding="utf-8")
    if found := re.search(r'id="defs-([0-9a-f]+)"', text):
        file.write_text(text.replace(found[1], "chart"), encoding="utf-8")


def main() -> None:
    """Draw all charts with results, list the others and write the table of docs/performance.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--results", type=Path, default=report.RESULTS)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--page", type=Path, default=performance.PAGE)
    options = parser.parse_args()
    sections = read(options.results)
    figures = drawn(sections)
    options.folder.mkdir(exist_ok=True)
    files = [options.folder / f"{name}.svg" for name in figures]
    pio.write_images(
        fig=list(figures.values()),
        file=files,
        width=[figure.layout.width for figure in figures.values()],
        height=[figure.layout.height for figure in figures.values()],
    )
    for file in files:
        _settle(file)
    for chart in CHARTS:
        print(f"{chart.file}: {'drawn' if chart.file in figures else 'not measured yet'}")
    performance.write(sections, figures, options.page)


if __name__ == "__main__":
    main()
