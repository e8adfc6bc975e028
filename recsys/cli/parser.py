"""The parser of the commands and their options."""

from __future__ import annotations

import argparse
from pathlib import Path

from recsys import settings
from recsys.cli import commands, connections, evaluation, export, fetch, serve
from recsys.cli import film_commands as films
from recsys.cli.lists import add_lists
from recsys.directors import DEFAULT_METHOD, METHODS, THRESHOLD_RULES
from recsys.directors import GROUPS as DIRECTOR_GROUPS
from recsys.movies import FRANCHISE_GROUPINGS, GROUPS, PRESETS
from recsys.vocabulary.roles import ROLES

PROGRAM = "filmkin"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; its result has the chosen command's function as `run`."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Find directors and films through the people who made them.",
    )
    add = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _build(_command(add, "build", commands.build, "build a catalogue and make it live"))
    fetch.add_options(_command(add, "fetch", fetch.fetch_trakt, "download films and texts"))
    _directors(
        _command(add, "directors", commands.directors, "recommend directors who share people")
    )
    _similar(_command(add, "similar", films.similar, "find similar films"))
    _discover(_command(add, "discover", films.discover, "find films that match a description"))
    _search(_command(add, "search", commands.search, "find films or people by name"))
    paths = _command(
        add, "path", connections.path, "find how two people or films are linked through credits"
    )
    connections.add_path_options(paths)
    _json(paths)
    bridging = _command(
        add, "bridges", connections.bridges, "find who leads a person to most other people"
    )
    connections.add_bridge_options(bridging)
    _json(bridging)
    _json(_command(add, "info", commands.info, "describe the live build"))
    _json(_command(add, "check", commands.check, "check all files of the live build"))
    _builds(_command(add, "builds", commands.builds, "list the builds or make another one live"))
    _pack(_command(add, "pack", commands.pack, "pack the live build into one file for a host"))
    measure = _command(
        add, "evaluate", evaluation.evaluate, "evaluate the rankings against people's ratings"
    )
    evaluation.add_options(measure)
    _json(measure)
    tables = _command(add, "export", export.export, "write the catalogue's tables for other tools")
    export.add_options(tables)
    _json(tables)
    serve.add_options(_command(add, "serve", serve.serve, "serve the pages and the HTTP API"))
    return parser


def _builds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--use", metavar="BUILD", help="id of the build to make live")
    _json(parser)


def _command(
    add: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: commands.Command,
    summary: str,
) -> argparse.ArgumentParser:
    parser = add.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    parser.set_defaults(run=run)
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        help=f"the store's folder (default: {settings.STORE.name}, else data/store)",
    )
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _build(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--imdb", type=Path, metavar="DIR", help="folder with IMDb's files")
    source.add_argument(
        "--download-imdb",
        action="store_true",
        help="download IMDb's files if they changed; for personal and non-commercial use",
    )
    source.add_argument("--demo", action="store_true", help="the included demo")
    texts = parser.add_argument_group(
        "texts", "If several sources have a film's text, the first on the command line wins."
    )
    parser.set_defaults(texts=[])
    texts.add_argument(
        "--overviews",
        dest="texts",
        action="extend",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="JSON lines, CSV, TSV or Parquet with texts by IMDb id",
    )
    texts.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="the column of a field in these files, if its name is not recognised",
    )
    texts.add_argument(
        "--trakt",
        dest="texts",
        action="append_const",
        const=commands.TRAKT,
        help="use what `fetch trakt` fetched: texts for IMDb's films or, without --imdb, all films",
    )
    texts.add_argument(
        "--wikipedia",
        dest="texts",
        action="append_const",
        const=commands.WIKIPEDIA,
        help="use the article openings fetched by `fetch wikipedia`",
    )
    texts.add_argument(
        "--text-language",
        metavar="XX",
        help="with --trakt or --wikipedia: prefer texts in this language, if fetched",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help=f"text model (default: {settings.MODEL.name}, else {settings.MODEL.default}); "
        "all-MiniLM-L6-v2 needs no network",
    )
    parser.add_argument(
        "--types",
        default="movie,tvMovie",
        metavar="A,B",
        help="IMDb's title types to keep (default: %(default)s)",
    )
    parser.add_argument(
        "--min-votes",
        type=int,
        default=0,
        metavar="N",
        help="leave out films with fewer votes; 1 leaves out unrated films (default: keep all)",
    )
    parser.add_argument("--include-adult", action="store_true", help="keep titles marked as adult")


def _pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, e.g. catalogue.zip")
    parser.add_argument(
        "--max-vectors",
        type=int,
        metavar="N",
        help="keep only the text vectors of the N films with the most votes (default: all)",
    )


def _directors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("director", nargs="?", help="an id, such as nm0155280, or a name")
    parser.add_argument("--min-rating", type=float, default=0.0, metavar="R", help="0 to 10")
    parser.add_argument("--min-votes", type=int, default=0, metavar="N")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="(default: %(default)s)")
    parser.add_argument(
        "--method",
        choices=METHODS,
        default=DEFAULT_METHOD,
        help="people: shared people decide (default); affinity: kindred directors; "
        "classic: the 2019 score",
    )
    parser.add_argument(
        "--weight",
        action="append",
        type=films.factor,
        metavar="GROUP=X",
        help="with people, multiply the weights of a group by X; groups: "
        + ", ".join(DIRECTOR_GROUPS),
    )
    parser.add_argument(
        "--threshold-rule",
        choices=THRESHOLD_RULES,
        default="best_of_each",
        help="best_of_each (default): two films may meet the two thresholds; "
        "one_film: one must meet both",
    )
    parser.add_argument(
        "--min-films", type=int, default=1, metavar="N", help="minimum number of films directed"
    )
    parser.add_argument(
        "--years", nargs=2, type=int, metavar=("FROM", "TO"), help="years of the shared films"
    )
    parser.add_argument(
        "--roles", metavar="A,B", help="count only these roles: " + ", ".join(ROLES)
    )
    parser.add_argument(
        "--film-min-votes",
        type=int,
        default=0,
        metavar="N",
        help="minimum votes of the films listed",
    )
    add_lists(parser, "seeds")
    _json(parser)


def _similar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "film", nargs="*", help="an id, such as tt0118694, or a title, optionally with its year"
    )
    _result_count(parser)
    parser.add_argument(
        "--preset",
        choices=PRESETS,
        help="what counts: like (all-round, the default), story, people, or fans (what people who "
        "like it like as well)",
    )
    parser.add_argument(
        "--text-only", action="store_true", help="rank by plot text alone, as FlixRec did"
    )
    parser.add_argument(
        "--weight",
        action="append",
        type=films.factor,
        metavar="GROUP=X",
        help=f"multiply the weights of a group by X; groups: {', '.join(GROUPS)}",
    )
    parser.add_argument(
        "--disliked",
        action="append",
        metavar="FILM",
        help="an id or a title; films like it lose score",
    )
    parser.add_argument(
        "--diversity",
        type=float,
        default=0.0,
        metavar="D",
        help="0 ranks by score alone, 1 spreads out similar films (default: %(default)s)",
    )
    parser.add_argument(
        "--franchises",
        choices=FRANCHISE_GROUPINGS,
        default=FRANCHISE_GROUPINGS[0],
        help="one row per franchise (default), one per film, or none of the seeds' franchises",
    )
    films.add_filters(parser)
    add_lists(parser, "exclude", "only", "seeds")
    _json(parser)


def _discover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sentence", help="what happens in the film, to whom and where")
    _result_count(parser)
    films.add_filters(parser)
    add_lists(parser, "exclude", "only")
    _json(parser)


def _result_count(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-k", type=int, default=20, metavar="N", help="number of films (default: %(default)s)"
    )


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="a title, optionally with its year, or a name")
    parser.add_argument("--people", action="store_true", help="search people instead of films")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="(default: %(default)s)")
    _json(parser)
