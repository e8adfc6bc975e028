"""`evaluate`: measures the rankings against what people like and judge alike."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recsys.catalog import open_store
from recsys.cli import output
from recsys.store import StoreFolder

if TYPE_CHECKING:
    from recsys.evaluate.truths import Half


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for the files that people's opinions are read from."""
    parser.add_argument(
        "--movielens",
        type=Path,
        metavar="DIR",
        help="folder with MovieLens' ratings.csv and links.csv; its tags.csv and "
        "genome-scores.csv are used if present",
    )
    for name, columns in (
        ("judgements", "graded pairs (seed, film, grade), or MoreLikeThis' ratings.tsv"),
        ("tags", "each film's nearest by tags (seed, rank, film, cosine)"),
        ("likes", "ratings (user, film, rating, perhaps timestamp), or MovieTweetings' "
         "ratings.dat"),
    ):  # fmt: skip
        parser.add_argument(
            f"--{name}",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help=f"CSV, TSV or Parquet with {columns}; may be given several times",
        )
    parser.add_argument(
        "--half",
        choices=("all", "fit", "report"),
        default="report",
        help="films and users to print the figures of: all, those that weights may be fitted on, "
        "or the others (default); the stored result has all three",
    )


def evaluate(options: argparse.Namespace) -> int:
    """Evaluate the live build, store the result for the Quality page and print it."""
    # Late imports: no other command needs these.
    from recsys.evaluate import evaluate as measure
    from recsys.evaluate.run import save_result

    with output.progress_line() as progress, open_store(options.store) as store:
        result = measure(
            store,
            options.movielens,
            progress,
            judgements=options.judgements,
            tags=options.tags,
            likes=options.likes,
        )
    path = save_result(result, StoreFolder.at(options.store))
    if options.json:
        output.print_json(result)
    else:
        print_result(result, path, options.half)
    return 0


def print_result(result: dict[str, Any], path: Path, half: Half = "report") -> None:
    """Print one table per file, the guard rails, and MovieLens' tables of films and directors."""
    print(f"Build {result['build_id']}")
    _print_likeness(result, half)
    if "films" in result:
        _print_agreement(result)
    print(f"\nStored in {path}")
    sources = [truth["source"] for truth in result["likeness"]["truths"]]
    for text in dict.fromkeys(filter(None, _terms(sources, result))):
        print(text)


def _print_likeness(result: dict[str, Any], half: Half) -> None:
    from recsys.evaluate import likeness_report as report

    for shown in report.shown(result, half):
        print(f"\nFilms by {report.TITLES[shown.kind]}, {shown.file}")
        print(f"{shown.describe_sizes}; {shown.note}")
        header = report.header(shown)
        output.print_table(report.as_cells(shown), header, set(range(1, len(header))))
    guards = result["likeness"]["guards"]
    if guards["rows"]:
        print(f"\nGuard rails over the first ten for {guards['seeds']:,} films")
        header = report.GUARD_HEADER
        numbers = set(range(1, len(header))) - {header.index("film")}
        output.print_table(report.guard_cells(guards["rows"]), header, numbers)


def _print_agreement(result: dict[str, Any]) -> None:
    from recsys.evaluate.report import HEADER, NUMBERS, as_cells

    print(f"\nAgreement with the likes of {result['users']:,} MovieLens users")
    for kind in ("films", "directors"):
        section = result[kind]
        depth, reported = section["depth"], section["reported"]
        print(f"\n{kind.capitalize()}: {section['candidates']:,} ranked, {reported:,} reported")
        if section["rows"]:
            print(f"nDCG, recall and z of the first {depth}; intervals are bootstrap 95 %")
            output.print_table(as_cells(section), HEADER, NUMBERS)
        else:
            print(f"too few to measure the first {depth}")


def _terms(sources: list[dict[str, Any]], result: dict[str, Any]) -> list[str]:
    return [
        *(f"{each['citation']} ({each['terms']})" for each in sources if each["citation"]),
        "" if any(each["citation"] == result.get("citation") for each in sources)
        else result.get("citation", ""),
    ]  # fmt: skip
