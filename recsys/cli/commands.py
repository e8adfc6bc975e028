"""The functions of the commands: each makes one call and prints one result."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import polars as pl

from recsys.catalog import Store, open_store
from recsys.cli import output
from recsys.cli.fetch import download_imdb
from recsys.cli.lists import MatchedLists
from recsys.directors import LikedFilms, PeopleWeights, liked_question, question
from recsys.errors import InvalidArgument, RecsysError
from recsys.lists import liked_profile
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from recsys.util.sanitize import sanitize

if TYPE_CHECKING:
    from recsys.sources.staging import Source

Command = Callable[[argparse.Namespace], int]

DAMAGE_EXIT_CODE = 4

TRAKT, WIKIPEDIA = "trakt", "wikipedia"
"""Text sources of a build that are not files."""


def build(options: argparse.Namespace) -> int:
    """Build a catalogue from the given sources and publish it."""
    # Late imports: the query commands need none of these.
    from recsys.ingest.pipeline import build as run_build
    from recsys.ingest.pipeline import build_demo
    from recsys.sources.staging import BuildOptions

    trakt = TRAKT in options.texts
    if options.demo and (options.texts or options.model):
        raise InvalidArgument(
            "--demo has its own overviews and model; omit other texts and --model."
        )
    if not (options.demo or options.imdb or options.download_imdb or trakt):
        raise InvalidArgument(
            "Choose a source of films: --imdb DIR, --download-imdb, --trakt or --demo."
        )
    if options.text_language and not (trakt or WIKIPEDIA in options.texts):
        raise InvalidArgument(
            "--text-language selects texts of Trakt or Wikipedia; add --trakt or --wikipedia."
        )
    types = tuple(filter(None, (word.strip() for word in options.types.split(","))))
    limits = BuildOptions(types, options.min_votes, options.include_adult)
    if options.download_imdb:
        options.imdb = download_imdb(options.store)
    with output.progress_line() as progress:
        if options.demo:
            build_demo(options.store, limits, progress)
        else:
            run_build(_sources(options), options.store, limits, progress, options.model)
    with open_store(options.store) as store:
        output.print_info(_build_facts(store))
    return 0


def _sources(options: argparse.Namespace) -> list[Source]:
    """Return the sources of a build: films first, then texts in the order of the command line."""
    from recsys.sources.imdb.source import ImdbSource
    from recsys.sources.text_files.source import OverviewFile, parse_columns
    from recsys.sources.trakt.source import TraktSource
    from recsys.sources.wikipedia.source import WikipediaSource

    folder, language = StoreFolder.at(options.store), options.text_language
    columns, joined = parse_columns(options.map), options.imdb is not None
    # If Trakt provides the films, it precedes all texts.
    texts = options.texts if joined else sorted(options.texts, key=lambda text: text != TRAKT)
    sources: list[Source] = [ImdbSource(options.imdb)] if joined else []
    for rank, text in enumerate(dict.fromkeys(texts), start=1):
        if text == TRAKT:
            sources.append(TraktSource(folder.trakt, rank, joined, language))
        elif text == WIKIPEDIA:
            sources.append(WikipediaSource(folder.wikipedia, rank, language))
        else:
            sources.append(OverviewFile(text, rank, columns))
    return sources


def directors(options: argparse.Namespace) -> int:
    """Recommend directors for one director or for a list of films."""
    if bool(options.director) == bool(options.seeds):
        raise InvalidArgument("Give either a director or a list of films with --seeds.")
    roles = options.roles.split(",") if options.roles else None
    with open_store(options.store) as store:
        lists = MatchedLists(store, options)
        lists.print_report()
        query, heading = _query(store, options, lists)
        frame = store.directors.recommend(
            query,
            method=options.method,
            min_rating=options.min_rating,
            min_votes=options.min_votes,
            limit=options.limit,
            threshold_rule=options.threshold_rule,
            min_films=options.min_films,
            years=tuple(options.years) if options.years else None,
            roles=roles,
            film_min_votes=options.film_min_votes,
            weights=PeopleWeights.of_groups(**dict(options.weight or ())),
        )
        rows = frame.to_dicts()
        if options.json:
            output.print_json({"directors": rows, "lists": lists.report()} if lists else rows)
        else:
            output.print_directors(heading, frame, _always_with(store, query))
    return 0


def _always_with(store: Store, query: str | LikedFilms) -> list[dict[str, Any]]:
    """Return the co-directors with whom the director made all films, and they theirs."""
    if isinstance(query, LikedFilms):
        return []
    return store.directors.co_directors(query).filter(pl.col("always")).to_dicts()


def _query(
    store: Store, options: argparse.Namespace, lists: MatchedLists
) -> tuple[str | LikedFilms, str]:
    """Return the director or the liked films to query, and the question."""
    if options.director is None:
        liked, listed = liked_profile(lists.matched["seeds"]), lists.matched["seeds"].ids
        heading = f"{liked_question(options.method)} ({len(liked.ids):,} films of your list)"
        return LikedFilms(liked.ids, liked.weights, listed), heading
    director_id = store.people.resolve(options.director, directors_first=True)
    row = store.graph.person_row(director_id)
    assert row is not None, "resolve returns ids that exist"
    return director_id, question(options.method, str(store.graph.people["name"][row]))


def search(options: argparse.Namespace) -> int:
    """Find films or people by name."""
    with open_store(options.store) as store:
        if options.people:
            rows = store.people.search(options.text, options.limit).to_dicts()
            print_rows = output.print_people
        else:
            rows = store.titles.search(options.text, options.limit).to_dicts()
            print_rows = output.print_titles
    if options.json:
        output.print_json(rows)
    else:
        print_rows(rows)
    return 0


def info(options: argparse.Namespace) -> int:
    """Show the manifest of the live build."""
    with open_store(options.store) as store:
        facts = _build_facts(store)
    if options.json:
        output.print_json(facts)
    else:
        output.print_info(facts)
    return 0


def check(options: argparse.Namespace) -> int:
    """Check all files of the live build."""
    from recsys.store.check import check_build

    folder = StoreFolder.at(options.store)
    build_id = current_id(folder)
    findings = check_build(folder.build(build_id))
    if options.json:
        output.print_json({"build_id": build_id, "findings": findings})
    else:
        output.print_findings(build_id, findings)
    return DAMAGE_EXIT_CODE if findings else 0


def builds(options: argparse.Namespace) -> int:
    """List the builds, or make another one live."""
    from recsys.store.builds import builds as all_builds
    from recsys.store.builds import switch
    from recsys.store.chroma import collections_elsewhere
    from recsys.store.running import running_build

    folder = StoreFolder.at(options.store)
    if options.use is not None:
        switch(folder, options.use)
    finished, running = all_builds(folder), running_build(folder)
    elsewhere: list[str] = []
    try:
        elsewhere = collections_elsewhere({build.build_id for build in finished})
    except RecsysError as error:  # the builds can be listed without the Chroma server
        output.print_aside(sanitize(str(error)))
    if options.json:
        output.print_json(
            {
                "builds": [
                    {
                        "build_id": build.build_id,
                        "live": build.is_live,
                        "damage": build.damage or None,
                        "created": build.manifest and build.manifest.created,
                        "films": build.manifest and build.manifest.tables["movies"],
                        "sources": build.manifest and build.manifest.source_names,
                    }
                    for build in finished
                ],
                "running": running and asdict(running),
                "collections_elsewhere": elsewhere,
            }
        )
    else:
        output.print_builds(finished, running)
        if elsewhere:
            print(
                "Collections on the Chroma server of builds outside this store: "
                f"{', '.join(elsewhere)}"
            )
    return 0


def pack(options: argparse.Namespace) -> int:
    """Pack the live build into one file."""
    from recsys.archive.capped import capped
    from recsys.archive.pack import pack as pack_build

    target = options.file.expanduser().resolve()
    if target.is_dir() or not target.parent.is_dir():
        raise InvalidArgument(f"{target} can't be written: choose a file in an existing folder.")
    with ExitStack() as stack:
        progress = stack.enter_context(output.progress_line())
        build = stack.enter_context(open_store(options.store)).build
        if options.max_vectors is not None:
            build = stack.enter_context(capped(build, options.max_vectors, target.parent, progress))
        sha256 = pack_build(build, target, progress)
    output.print_packed(target, build.root.name, sha256)
    return 0


def _build_facts(store: Store) -> dict[str, Any]:
    """Return the manifest with size and folder in place of the list of files."""
    facts = asdict(store.manifest)
    files = facts.pop("files")
    facts["bytes"] = sum(file["bytes"] for file in files.values())
    facts["folder"] = str(store.build.root)
    return facts
