"""The table of docs/performance.md: goals, results and charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.results import Section, named, number
from recsys.settings import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
START, END = "<!-- performance -->", "<!-- /performance -->"

PICTURES = {
    "directors-rivals": "Director scores: Filmkin and four alternatives, as ratios",
    "builds": "Building from IMDb's files beside unpacking them and beside imdb-sqlite",
    "similar-films": "Similar films: latency and recall of Filmkin, Chroma with a condition, NumPy",
    "search": "Finding a title by name: time, and how many are found with a typing mistake",
    "pages": "Pages under load: from a moved slider to the new table",
}
"""Charts on that page by file, with their alternative texts. Missing ones are left out."""

Row = tuple[str, str, str, str]
"""Subject, result, goal, factor of the rival."""


def write(sections: Sequence[Section], drawn: Collection[str], page: Path = PAGE) -> None:
    """Write the table and the drawn charts between their markers, which must occur once."""
    before = page.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
    after, count = pattern.subn(lambda _: f"{START}\n\n{text(sections, drawn)}\n\n{END}", before)
    if count != 1:
        raise SystemExit(f"{page}: the markers {START} and {END} must be there once")
    page.write_text(after, encoding="utf-8")


def text(sections: Sequence[Section], drawn: Collection[str]) -> str:
    """Return the table, then the charts that were drawn, by file name."""
    table = report.table(("", "measured", "goal", "times as long elsewhere"), list(rows(sections)))
    pictures = [
        f"![{words}](../benchmarks/charts/{file}.svg)"
        for file, words in PICTURES.items()
        if file in drawn
    ]
    return "\n\n".join([table, *pictures])


def rows(sections: Sequence[Section]) -> Iterator[Row]:
    """Return the rows with results."""
    for name, tell in TOLD.items():
        for section in named(sections, name):
            yield from tell(section)


def _rivals(section: Section) -> Iterator[Row]:
    [table] = section.tables
    limit = {"330,000": 8, "900,000": 20}.get(section.size.split()[0])
    goal = f"{limit} ms (p99 {5 * limit} ms), MariaDB 10" if limit else "–"
    ways = [way for way in table.column("way") if way != "ours"]
    ratio = "times ours (geometric mean over sizes)"
    beside = [f"{way} {table.cell(way, ratio)}" for way in ways]
    measured = f"{table.cell('ours', 'median ms')} ms (p99 {table.cell('ours', 'p99 ms')} ms)"
    yield f"director scores, {section.size}", measured, goal, "; ".join(beside)


def _builds(section: Section) -> Iterator[Row]:
    [table] = section.tables
    for place, part in enumerate(table.column("fraction of IMDb")):
        size = "all of IMDb" if number(part) == 1 else f"{number(part):g} of IMDb"
        cells = {name: table.column(name)[place] for name in table.header}
        their = cells["imdb-sqlite / ours"]
        goals = {0.1: "imdb-sqlite 8", 1.0: "4 times unpacking, 3,000 MB"}
        yield (
            f"tables and graph, {size}",
            f"{cells['tables and graph s']} s, {cells['times unpacking']} times unpacking, "
            f"{cells['peak MB']} MB",
            goals.get(number(part) or 0.0, "–"),
            f"imdb-sqlite {their}" if number(their) else "–",
        )


def _similar(section: Section) -> Iterator[Row]:
    table = section.tables[0]
    ratios = [ratio for ratio in table.numbers("ratio") if ratio]
    measured = [ms for ms in table.numbers("median ms")[1:] if ms]
    recall = [share for share in table.numbers("recall@20")[1:] if share]
    every, alone = (table.numbers(name)[0] or 0.0 for name in ("median ms", "Chroma `where` ms"))
    yield (
        f"similar films, {section.size}",
        f"{every:g} ms, recall {table.column('recall@20')[0]}",
        "–",
        f"Chroma alone, ids without reasons, {alone / every:.1f}",
    )
    yield (
        "the same, filtered",
        f"{min(measured):g} to {max(measured):g} ms, recall from {min(recall):.3f}",
        "–",
        f"Chroma with a condition {min(ratios):.0f} to {max(ratios):.0f}",
    )


def _search(section: Section) -> Iterator[Row]:
    for table in section.tables:
        ours = number(table.cell("recsys.search", "median ms") or "") or 0.0
        others = [
            (way, number(table.cell(way, "median ms") or ""), table.cell(way, "typo @10"))
            for way in table.column("way")
            if way != "recsys.search"
        ]
        yield (
            f"finding by name, {table.caption.partition(', ')[0]}",
            f"{ours:g} ms, {table.cell('recsys.search', 'typo @10')} found with a typo",
            "–",
            "; ".join(
                f"{way.removesuffix(', every text')} {ms / ours:.0f} (finds {found})"
                for way, ms, found in others
                if ms
            ),
        )


def _encoding(section: Section) -> Iterator[Row]:
    [table] = section.tables
    ours = next(way for way in table.column("way") if "encode_all" in way)
    rate = f"{table.cell(ours, 'texts a processor second')} texts a second on one thread"
    yield "encoding", rate, "–", f"the original's loop {table.cell(ours, 'times as fast')}"


def _pages(section: Section) -> Iterator[Row]:
    [table] = section.tables
    for count, goal in (("1", "300 ms"), ("20", "700 ms")):
        if (median := table.cell(count, "table median ms")) is None:
            continue
        further = table.cell(count, "MB a further session")
        also = f", {further} MB a further session" if number(further or "") is not None else ""
        browser = table.cell(count, "Chromium median ms") or ""
        seen = f" (in a browser among them {browser} ms)" if number(browser) is not None else ""
        yield (
            f"a moved slider, {section.size}, {count} at once",
            f"{median} ms{seen}{also}",
            goal + (", 15 MB" if also else ""),
            "–",
        )


def _app_memory(section: Section) -> Iterator[Row]:
    after = section.tables[0]
    for step, used, goal in zip(*map(after.column, after.header[:2]), after.column("goal MB"),
                                strict=True):  # fmt: skip
        if goal != "–":
            what = f"memory of the app, {section.size}, Home to {step} visited"
            yield what, f"{used} MB", f"{goal} MB", "–"


def _cold_start(section: Section) -> Iterator[Row]:
    [table] = section.tables
    for command, median, goal in zip(*map(table.column, ("command", "median s", "goal s")),
                                     strict=True):  # fmt: skip
        if goal != "–":
            yield f"{command}, from a cold start", f"{median} s", f"{goal} s", "–"


def _api(section: Section) -> Iterator[Row]:
    [table] = section.tables
    what, rate, median, kept = (
        table.column(name)[0] for name in ("asked for", "a second", "median ms", "connections")
    )
    yield (
        f"HTTP API, {what}, {kept} connections",
        f"{rate} requests a second, median {median} ms",
        "150 a second, 40 ms",
        "–",
    )


TOLD: dict[str, Callable[[Section], Iterator[Row]]] = {
    "Director scores beside rivals": _rivals,
    "Building from IMDb's files": _builds,
    "Similar films": _similar,
    "Finding by name": _search,
    "Encoding": _encoding,
    "Pages under load": _pages,
    "HTTP API": _api,
    "Memory of the app": _app_memory,
    "Cold start": _cold_start,
}
