"""`export`: the catalogue's tables for other tools."""

from __future__ import annotations

import argparse
from pathlib import Path

from recsys.archive.export import DICTIONARY, FORMS, export_catalogue
from recsys.catalog import open_store
from recsys.cli import output


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where to, and in which form."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder for the files")
    parser.add_argument(
        "--format", choices=FORMS, default=FORMS[0], help="of the files (default: %(default)s)"
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
        print(f"In {options.folder}; {DICTIONARY} says what the columns mean.")
    return 0
