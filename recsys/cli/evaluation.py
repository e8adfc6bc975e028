"""`evaluate`: measures the rankings against people's ratings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from recsys.catalog import open_store
from recsys.cli import output
from recsys.store import StoreFolder


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the option for the folder of ratings."""
    parser.add_argument(
        "--movielens",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder with MovieLens' ratings.csv and links.csv",
    )


def evaluate(options: argparse.Namespace) -> int:
    """Evaluate the live build, store the result for the Quality page and print it."""
    # Late imports: no other command needs these.
    from recsys.evaluate import evaluate as measure
    from recsys.evaluate.run import save_result

    with output.progress_line() as progress, open_store(options.store) as store:
        result = measure(store, options.movielens, progress)
    path = save_result(result, StoreFolder.at(options.store))
    if options.json:
        output.print_json(result)
    else:
        print_result(result, path)
    return 0


def print_result(result: dict[str, Any], path: Path) -> None:
    """Print the tables of films and directors."""
    from recsys.evaluate.report import HEADER, NUMBERS, as_cells

    print(f"Build {result['build_id']}, evaluated on the likes of {result['users']:,} users")
    for kind in ("films", "directors"):
        section = result[kind]
        depth, reported = section["depth"], section["reported"]
        print(f"\n{kind.capitalize()}: {section['candidates']:,} ranked, {reported:,} reported")
        if section["rows"]:
            print(f"nDCG, recall and z of the first {depth}; intervals are bootstrap 95 %")
            output.print_table(as_cells(section), HEADER, NUMBERS)
        else:
            print(f"too few to measure the first {depth}")
    print(f"\nStored in {path}\n{result['citation']}")
