"""`export`: writes the catalogue's tables for other tools."""

from __future__ import annotations

import argparse
from pathlib import Path

from recsys.archive.export import DICTIONARY, FORMATS, export_catalogue
from recsys.catalog import open_store
from recsys.cli import output


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for folder and format."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="new folder for the files")
    parser.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help="file format (default: %(default)s)"
    )


def export(options: argparse.Namespace) -> int:
    """Write the tables and the data dictionary."""
    with output.progress_line() as progress, open_store(options.store) as store:
        rows = export_catalogue(store.build, options.folder, options.format, progress)
    if options.json:
        output.print_json({"folder": str(options.folder), "rows": rows})
    else:
        cells = [(f"{table}.{options.format}", f"{count:,}") for table, count in rows.items()]
        output.print_table(cells, ("file", "rows"), {1})
        print(f"Written to {options.folder}; {DICTIONARY} describes the columns.")
    return 0
