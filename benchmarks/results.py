"""RESULTS.md parsed into sections and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import RESULTS


@dataclass(frozen=True)
class Table:
    """A table as text, with the paragraph before it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """Return the cells of a column; raises KeyError for an unknown one."""
        if name not in self.header:
            raise KeyError(f"no column {name!r} among {self.header}")
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def numbers(self, name: str) -> list[float | None]:
        """Return the numbers of a column, None for a dash."""
        return [number(cell) for cell in self.column(name)]

    def cell(self, first: str, name: str) -> str | None:
        """Return a cell by column and beginning of its row; None if there is no such row."""
        cells = zip(self.column(self.header[0]), self.column(name), strict=True)
        return next((cell for begins, cell in cells if begins == first), None)


@dataclass(frozen=True)
class Section:
    """The section of one script."""

    name: str
    text: str
    tables: tuple[Table, ...]

    @property
    def size(self) -> str:
        """Return the size in the heading, such as `330,000 films`."""
        return self.name.partition(", ")[2]


def read(file: Path = RESULTS) -> list[Section]:
    """Return all sections in the order of the file."""
    _, *parts = re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_section(*part.split("\n", 1)) for part in parts]


def named(sections: Sequence[Section], name: str) -> list[Section]:
    """Return the sections of that name for all sizes, smaller ones first."""
    found = [each for each in sections if each.name.partition(", ")[0] == name]
    return sorted(found, key=lambda section: number(section.size) or 0.0)


def number(cell: str) -> float | None:
    """Return the number a cell begins with, as in `1,350` or `7.9 ms`; None if there is none."""
    found = re.match(r"[-+]?\d[\d,]*(\.\d+)?", cell)
    return float(found[0].replace(",", "")) if found else None


def _section(name: str, body: str) -> Section:
    blocks = [block.strip() for block in body.split("\n\n") if block.strip()]
    tables = [
        _table(block, before)
        for before, block in zip(["", *blocks], blocks, strict=False)
        if block.startswith("|")
    ]
    return Section(name.strip(), body.strip(), tuple(tables))


def _table(block: str, caption: str) -> Table:
    header, _, *rows = [
        tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        for line in block.splitlines()
    ]
    return Table(caption, header, tuple(rows))
