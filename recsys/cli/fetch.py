"""`fetch`: downloads films and texts from network services."""

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
    """Add a subcommand for each service."""
    services = parser.add_subparsers(title="services", required=True, metavar="SERVICE")
    trakt = _service(
        services,
        "trakt",
        fetch_trakt,
        "films or shows from Trakt's API",
        "Download films or shows from Trakt's API into the store's cache; `build --trakt` builds a "
        "catalogue from them. Cached responses are not requested again.",
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
        type=_word_list,
        default=("en",),
        metavar="A,B",
        help="original languages; '' for all (default: en)",
    )
    trakt.add_argument(
        "--translations",
        type=_word_list,
        default=(),
        metavar="A,B",
        help="also titles and texts in these languages; one request per film and language",
    )
    trakt.add_argument(
        "--people", action="store_true", help="also cast and crew; one request per film"
    )
    trakt.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="DATE",
        help="only changes since this date, at most 30 days ago",
    )
    trakt.add_argument("--limit", type=int, metavar="N", help="stop after N films")
    trakt.add_argument(
        "--list",
        choices=("search", "popular"),
        default="search",
        help="which of Trakt's lists to read, in case one ignores the filters (default: search)",
    )
    imdb = _service(
        services,
        "imdb",
        fetch_imdb,
        "IMDb's data files",
        "Download IMDb's data files into the store's cache; `build --download-imdb` does this "
        "first. Unchanged files are skipped, interrupted downloads continue.",
    )
    imdb.add_argument(
        "--akas", action="store_true", help="also title.akas: titles in other languages"
    )
    wikipedia = _service(
        services,
        "wikipedia",
        fetch_wikipedia,
        "openings of Wikipedia articles for films without an overview",
        "Download the openings of Wikipedia articles for films of the live build that have no "
        "overview; `build --wikipedia` uses them. Cached articles are not requested again.",
    )
    wikipedia.add_argument(
        "--languages",
        type=_word_list,
        default=("en",),
        metavar="A,B",
        help="Wikipedias to search, in order of preference (default: en)",
    )
    wikipedia.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="request at most N more films, those with the most votes first",
    )
    _service(
        services,
        "store",
        fetch_store,
        "a packed catalogue",
        f"Download the archive at {settings.STORE_URL.name}, written by `pack`, and make it live. "
        "The app does the same on its first start.",
    )


def _service(
    services: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    description: str,
) -> argparse.ArgumentParser:
    parser = services.add_parser(name, help=summary, description=description)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # keeps a --store given before the service
        help="the store's folder",
    )
    return parser


def fetch_store(options: argparse.Namespace) -> int:
    """Fetch the configured archive and make it live."""
    from recsys.archive import fetched

    if not fetched.is_due(options.store) and settings.STORE_URL.get():
        print("The configured archive has already been fetched.")
        return 0
    with output.progress_line() as progress:
        build_id = fetched.fetch_store(options.store, progress)
    print(f"Build {build_id} is live.")
    return 0


def fetch_trakt(options: argparse.Namespace) -> int:
    """Download from Trakt into the cache."""
    # Late imports: the query commands need none of these.
    from recsys.sources.http.cache import Cache
    from recsys.sources.trakt.client import Client
    from recsys.sources.trakt.fetch import Fetch, FetchOptions

    fetch_options = FetchOptions(
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
        Client(on_wait=_report_wait(progress)) as client,
    ):
        report = _until_interrupted(client, Fetch(client, cache, fetch_options, progress).run)
    if report is None:
        return INTERRUPTED
    print(
        f"{report.films:,} {options.kind} from Trakt are in the cache after {report.requests:,} "
        "new requests. Build a catalogue with `filmkin build --trakt`."
    )
    return 0


def fetch_imdb(options: argparse.Namespace) -> int:
    """Download IMDb's files into the cache."""
    try:
        folder = download_imdb(options.store, options.akas)
    except KeyboardInterrupt:
        _print_message("interrupted; the same command continues where it stopped")
        return INTERRUPTED
    print(f"Build a catalogue with `filmkin build --imdb {folder}`.")
    return 0


def download_imdb(store: Path | None, akas: bool = False) -> Path:
    """Update IMDb's files in a store's cache; return their folder."""
    from recsys.sources.imdb.download import TERMS, download

    folder = StoreFolder.at(store).imdb
    _print_message(f"IMDb's data sets are for personal and non-commercial use: {TERMS}")
    download(
        folder,
        akas,
        on_file=output.print_downloaded,
        open_bar=output.bytes_bar,
        on_wait=lambda seconds, reason: _print_message(f"waiting {seconds:,.0f} s: {reason}"),
    )
    return folder


def fetch_wikipedia(options: argparse.Namespace) -> int:
    """Download openings of articles for the films of the live build without an overview."""
    from recsys.sources.http.cache import Cache
    from recsys.sources.wikipedia.client import Client
    from recsys.sources.wikipedia.fetch import Fetch, FetchOptions, without_overview

    fetch_options = FetchOptions(options.languages, options.limit)
    with open_store(options.store) as store:
        films = without_overview(store.graph.movies)
    with (
        output.progress_line() as progress,
        Cache(StoreFolder.at(options.store).wikipedia) as cache,
        Client(on_wait=_report_wait(progress)) as client,
    ):
        if not client.identified:
            _print_message(
                f"{settings.CONTACT.name} is not set, so Wikimedia allows 10 requests per minute "
                "instead of 200"
            )
        fetch = Fetch(client, cache, fetch_options, progress)
        report = _until_interrupted(client, lambda: fetch.run(films))
    if report is None:
        return INTERRUPTED
    print(
        f"Films without an overview: {report.films:,}. With a text on Wikipedia: {report.texts:,}, "
        f"without an article: {report.without_article:,}, with an article but no text: "
        f"{report.without_text:,}. New requests: {report.requests:,}. "
        "Use the texts with `filmkin build --wikipedia`."
    )
    return 0


def _report_wait(progress: Progress) -> OnWait:
    return lambda seconds, reason: progress(f"waiting {seconds:,.0f} s: {reason}")


def _until_interrupted(client: HttpClient, run: Callable[[], Report]) -> Report | None:
    """Return the report of a run; None after Ctrl-C, with a message on how to continue."""
    try:
        return run()
    except KeyboardInterrupt:
        _print_message(
            f"interrupted after {client.request_count:,} requests; the same command continues "
            "where it stopped"
        )
        return None


def _print_message(message: str) -> None:
    output.print_aside(f"filmkin: {message}")


def _word_list(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
