"""The commands and their options."""

from __future__ import annotations

import argparse
from pathlib import Path

from recsys import settings
from recsys.cli import commands, evaluation, export, fetch, serve
from recsys.cli import film_commands as films
from recsys.cli.lists import add_lists
from recsys.movies import FRANCHISE_GROUPINGS, GROUPS
from recsys.vocabulary.roles import ROLES


def make_parser() -> argparse.ArgumentParser:
    """The parser; `run` of its result is the function of the command chosen."""
    parser = argparse.ArgumentParser(
        prog="recsys",
        description="Which directors share this one's people? Answers from open film data.",
    )
    add = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _build(_command(add, "build", commands.build, "build a catalogue and make it live"))
    fetch.add_options(
        _command(add, "fetch", fetch.fetch_trakt, "collect films and texts over the network")
    )
    _directors(
        _command(add, "directors", commands.directors, "directors who share a director's people")
    )
    _similar(_command(add, "similar", films.similar, "films like one or several"))
    _discover(_command(add, "discover", films.discover, "films that fit a sentence"))
    _search(_command(add, "search", commands.search, "find films, or people, by name"))
    _json(_command(add, "info", commands.info, "what the live build holds"))
    _json(_command(add, "check", commands.check, "read the live build whole and report damage"))
    _builds(_command(add, "builds", commands.builds, "list the builds, or make another one live"))
    _pack(_command(add, "pack", commands.pack, "put the live build into one file for a host"))
    measure = _command(
        add, "evaluate", evaluation.evaluate, "measure the rankings against what people like"
    )
    evaluation.add_options(measure)
    _json(measure)
    tables = _command(add, "export", export.export, "write the catalogue's tables for other tools")
    export.add_options(tables)
    _json(tables)
    serve.add_options(_command(add, "serve", serve.serve, "serve the pages and the HTTP API"))
    return parser


def _builds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--use", metavar="BUILD", help="the name of the build to make live")
    _json(parser)


def _command(
    add: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: commands.Command,
    words: str,
) -> argparse.ArgumentParser:
    parser = add.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.set_defaults(run=run)
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        help=f"the store's folder (default: {settings.STORE.name}, else data/store)",
    )
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def _build(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--imdb", type=Path, metavar="DIR", help="folder with IMDb's files")
    source.add_argument(
        "--download-imdb",
        action="store_true",
        help="IMDb's files from IMDb, those that changed; for personal and non-commercial use",
    )
    source.add_argument("--demo", action="store_true", help="the demo that comes with Filmkin")
    texts = parser.add_argument_group(
        "texts", "Where several know a film's text, the one named first on the command line wins."
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
        help="the column of a field in these files, where its name is not recognised",
    )
    texts.add_argument(
        "--trakt",
        dest="texts",
        action="append_const",
        const=commands.TRAKT,
        help="what `fetch trakt` collected: texts for IMDb's films, or films if no --imdb is given",
    )
    texts.add_argument(
        "--wikipedia",
        dest="texts",
        action="append_const",
        const=commands.WIKIPEDIA,
        help="what `fetch wikipedia` collected: how articles about films begin",
    )
    texts.add_argument(
        "--text-language",
        metavar="XX",
        help="with --trakt or --wikipedia: texts in this language where they were fetched",
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
        help="leave out films with fewer votes; 1 leaves out the unrated (default: keep all)",
    )
    parser.add_argument("--include-adult", action="store_true", help="keep titles marked as adult")


def _pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, e.g. catalogue.zip")
    parser.add_argument(
        "--max-vectors",
        type=int,
        metavar="N",
        help="keep the text vectors of the N films with the most votes (default: of all)",
    )


def _directors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("director", nargs="?", help="an id (nm0155280) or a name")
    parser.add_argument("--min-rating", type=float, default=0.0, metavar="R", help="0 to 10")
    parser.add_argument("--min-votes", type=int, default=0, metavar="N")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="(default: %(default)s)")
    parser.add_argument(
        "--method",
        choices=commands.METHODS,
        default=commands.DEFAULT_METHOD,
        help="how to rank (default: %(default)s); classic is the recommender of 2019",
    )
    parser.add_argument(
        "--threshold-rule",
        choices=commands.THRESHOLD_RULES,
        default="best_of_each",
        help="whether rating and votes may be reached by two films (default) or by one",
    )
    parser.add_argument("--min-films", type=int, default=1, metavar="N", help="films directed")
    parser.add_argument(
        "--years", nargs=2, type=int, metavar=("FROM", "TO"), help="years of the shared films"
    )
    parser.add_argument(
        "--roles", metavar="A,B", help="count only these roles: " + ", ".join(ROLES)
    )
    parser.add_argument(
        "--film-min-votes", type=int, default=0, metavar="N", help="floor for the films shown"
    )
    add_lists(parser, "seeds")
    _json(parser)


def _similar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("film", nargs="*", help="an id (tt0118694) or a title, perhaps with year")
    _how_many(parser)
    parser.add_argument(
        "--text-only", action="store_true", help="rank by the plot text alone, as in the original"
    )
    parser.add_argument(
        "--weight",
        action="append",
        type=films.factor,
        metavar="GROUP=X",
        help=f"let a group count X times as much as usual: {', '.join(GROUPS)}",
    )
    parser.add_argument(
        "--diversity",
        type=float,
        default=0.0,
        metavar="D",
        help="0 ranks by score alone, 1 keeps like films apart (default: %(default)s)",
    )
    parser.add_argument(
        "--franchises",
        choices=FRANCHISE_GROUPINGS,
        default=FRANCHISE_GROUPINGS[0],
        help="one row a franchise (default), a row a film, or nothing of the film's own franchise",
    )
    films.add_filters(parser)
    add_lists(parser, "exclude", "only", "seeds")
    _json(parser)


def _discover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sentence", help="what happens in it, to whom, where")
    _how_many(parser)
    films.add_filters(parser)
    add_lists(parser, "exclude", "only")
    _json(parser)


def _how_many(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-k", type=int, default=20, metavar="N", help="films shown (default: %(default)s)"
    )


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="a title, perhaps with its year, or a name")
    parser.add_argument("--people", action="store_true", help="search people instead of films")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="(default: %(default)s)")
    _json(parser)
