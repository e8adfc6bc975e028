"""`fetch`: collecting films and texts from services that are asked over the network."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from recsys.cli import output
from recsys.store.layout import StoreFolder

INTERRUPTED = 130


def add_options(parser: argparse.ArgumentParser) -> None:
    """The services that can be asked, each with its options."""
    services = parser.add_subparsers(title="services", required=True, metavar="SERVICE")
    trakt = services.add_parser(
        "trakt",
        help="films or shows from Trakt's API",
        description="Films or shows from Trakt's API, into the store's cache; `build --trakt` "
        "makes a catalogue of them. What has arrived is never asked for again.",
    )
    trakt.set_defaults(run=fetch_trakt)
    trakt.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # so that it may also stand before the service
        help="the store's folder",
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


def fetch_trakt(options: argparse.Namespace) -> int:
    """Collect from Trakt."""
    # Imported here: the answering commands need none of it.
    from recsys.sources.service.cache import Cache
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
    with output.progress_line() as progress:

        def tell_wait(seconds: float, reason: str) -> None:
            progress(f"waiting {seconds:,.0f} s: {reason}")

        with (
            Cache(StoreFolder.at(options.store).trakt) as cache,
            Client(on_wait=tell_wait) as client,
        ):
            fetch = Fetch(client, cache, chosen, progress)
            try:
                report = fetch.run()
            except KeyboardInterrupt:
                print(
                    f"recsys: interrupted after {client.asked:,} requests; what arrived is kept, "
                    "the same command goes on from there",
                    file=sys.stderr,
                )
                return INTERRUPTED
    print(
        f"{report.films:,} {options.kind} from Trakt are in the cache; {report.requests:,} "
        "requests were made now. `python -m recsys build --trakt` makes a catalogue of them."
    )
    return 0


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
