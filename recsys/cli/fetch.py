"""`fetch`: collecting films and texts from services that are asked over the network."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from recsys import settings
from recsys.catalog import open_store
from recsys.cli import output
from recsys.store import StoreFolder
from recsys.util.progress import Progress

if TYPE_CHECKING:
    from recsys.sources.http.client import HttpClient, OnWait

INTERRUPTED = 130

Report = TypeVar("Report")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The services that can be asked, each with its options."""
    services = parser.add_subparsers(title="services", required=True, metavar="SERVICE")
    trakt = _service(
        services,
        "trakt",
        fetch_trakt,
        "films or shows from Trakt's API",
        "Films or shows from Trakt's API, into the store's cache; `build --trakt` makes a "
        "catalogue of them. What has arrived is never asked for again.",
    )
    trakt.add_argument("--kind", choices=("movies", "shows"), default="movies")
    trakt.add_argument(
        "--years",
        type=_years,
        metavar="FROM-TO",
        help="first and last year, or one (default: 1900 to this year)",
    )
    trakt.add_argument(
        "--languages",
        type=_words,
        default=("en",),
        metavar="A,B",
        help="languages of the originals; '' for all (default: en)",
    )
    trakt.add_argument(
        "--translations",
        type=_words,
        default=(),
        metavar="A,B",
        help="also titles and texts in these languages, a request a film and language",
    )
    trakt.add_argument("--people", action="store_true", help="also cast and crew, a request a film")
    trakt.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="DATE",
        help="only what changed since that day, at most 30 days ago",
    )
    trakt.add_argument("--limit", type=int, metavar="N", help="stop after so many films")
    trakt.add_argument(
        "--list",
        choices=("search", "popular"),
        default="search",
        help="which of Trakt's lists to read, should one ignore the filters (default: search)",
    )
    imdb = _service(
        services,
        "imdb",
        fetch_imdb,
        "IMDb's data set files",
        "IMDb's data set files, into the store's cache; `build --download-imdb` does this first. "
        "Files that have not changed are not fetched again, a file that was interrupted goes on.",
    )
    imdb.add_argument(
        "--akas", action="store_true", help="also title.akas: titles in other languages"
    )
    wikipedia = _service(
        services,
        "wikipedia",
        fetch_wikipedia,
        "how Wikipedia's articles begin, for films without an overview",
        "How Wikipedia's articles about the films of the live build begin that have no overview, "
        "into the store's cache; `build --wikipedia` takes them up. What has arrived is never "
        "asked for again.",
    )
    wikipedia.add_argument(
        "--languages",
        type=_words,
        default=("en",),
        metavar="A,B",
        help="Wikipedias to look into, a later one for what the earlier have not (default: en)",
    )
    wikipedia.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="ask about so many more films at most, those with the most votes first",
    )
    _service(
        services,
        "store",
        fetch_store,
        "the catalogue that somebody packed",
        f"The archive of `pack` that {settings.STORE_URL.name} names, made live. The app does the "
        "same at its first start.",
    )


def _service(
    services: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    words: str,
    description: str,
) -> argparse.ArgumentParser:
    parser = services.add_parser(name, help=words, description=description)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # so that it may also stand before the service
        help="the store's folder",
    )
    return parser


def fetch_store(options: argparse.Namespace) -> int:
    """Fetch the archive in the settings."""
    from recsys.archive import fetched

    if not fetched.is_due(options.store) and settings.STORE_URL.get():
        print("The archive in the settings has been fetched already.")
        return 0
    with output.progress_line() as progress:
        build_id = fetched.fetch_store(options.store, progress)
    print(f"Build {build_id} is live.")
    return 0


def fetch_trakt(options: argparse.Namespace) -> int:
    """Collect from Trakt."""
    # Imported here: the answering commands need none of it.
    from recsys.sources.http.cache import Cache
    from recsys.sources.trakt.client import Client
    from recsys.sources.trakt.fetch import Fetch, FetchOptions

    chosen = FetchOptions(
        kinds=options.kind,
        languages=options.languages,
        translations=options.translations,
        people=options.people,
        since=options.since,
        limit=options.limit,
        list=options.list,
        **({"years": options.years} if options.years else {}),
    )
    with (
        output.progress_line() as progress,
        Cache(StoreFolder.at(options.store).trakt) as cache,
        Client(on_wait=_tell_wait(progress)) as client,
    ):
        report = _until_interrupted(client, Fetch(client, cache, chosen, progress).run)
    if report is None:
        return INTERRUPTED
    print(
        f"{report.films:,} {options.kind} from Trakt are in the cache; {report.requests:,} "
        "requests were made now. `python -m recsys build --trakt` makes a catalogue of them."
    )
    return 0


def fetch_imdb(options: argparse.Namespace) -> int:
    """Download IMDb's files."""
    try:
        folder = download_imdb(options.store, options.akas)
    except KeyboardInterrupt:
        _tell("interrupted; what arrived is kept, the same command goes on from there")
        return INTERRUPTED
    print(f"`python -m recsys build --imdb {folder}` makes a catalogue of them.")
    return 0


def download_imdb(store: Path | None, akas: bool = False) -> Path:
    """Bring IMDb's files in a store's cache up to date; returns their folder."""
    from recsys.sources.imdb.download import TERMS, download

    folder = StoreFolder.at(store).imdb
    _tell(f"IMDb's data sets are for personal and non-commercial use, see {TERMS}")
    download(
        folder,
        akas,
        on_file=output.print_downloaded,
        open_bar=output.bytes_bar,
        on_wait=lambda seconds, reason: _tell(f"waiting {seconds:,.0f} s: {reason}"),
    )
    return folder


def fetch_wikipedia(options: argparse.Namespace) -> int:
    """Collect from Wikipedia what the live build has no overview of."""
    from recsys.sources.http.cache import Cache
    from recsys.sources.wikipedia.client import Client
    from recsys.sources.wikipedia.fetch import Fetch, FetchOptions, without_overview

    chosen = FetchOptions(options.languages, options.limit)
    with open_store(options.store) as store:
        films = without_overview(store.graph.movies)
    with (
        output.progress_line() as progress,
        Cache(StoreFolder.at(options.store).wikipedia) as cache,
        Client(on_wait=_tell_wait(progress)) as client,
    ):
        if not client.identified:
            _tell(
                f"{settings.CONTACT.name} is not set; Wikimedia then allows 10 requests a minute "
                "instead of 200"
            )
        fetch = Fetch(client, cache, chosen, progress)
        report = _until_interrupted(client, lambda: fetch.run(films))
    if report is None:
        return INTERRUPTED
    print(
        f"Films without an overview: {report.films:,}. Text on Wikipedia: {report.texts:,}, no "
        f"article: {report.without_article:,}, an article without a text of its own: "
        f"{report.without_text:,}. {report.requests:,} requests were made now. The build takes the "
        "texts up with --wikipedia."
    )
    return 0


def _tell_wait(progress: Progress) -> OnWait:
    return lambda seconds, reason: progress(f"waiting {seconds:,.0f} s: {reason}")


def _until_interrupted(client: HttpClient, run: Callable[[], Report]) -> Report | None:
    """What a run reports; None after Ctrl-C, with words on how to go on."""
    try:
        return run()
    except KeyboardInterrupt:
        _tell(
            f"interrupted after {client.asked:,} requests; what arrived is kept, the same command "
            "goes on from there"
        )
        return None


def _tell(words: str) -> None:
    output.print_aside(f"recsys: {words}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
