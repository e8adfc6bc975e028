"""`serve`: serves the pages and the HTTP API, or the API alone."""

from __future__ import annotations

import argparse

from recsys import settings
from recsys.cli import output
from recsys.errors import InvalidArgument


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for address and processes."""
    parser.add_argument(
        "--api-only", action="store_true", help="serve the HTTP API without the pages"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; 0.0.0.0 for all (default: %(default)s)",
    )
    parser.add_argument(
        "--port", type=int, default=8501, metavar="N", help="(default: %(default)s)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="number of processes; only with --api-only",
    )


def serve(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    # Late imports: no other command needs a server.
    from recsys.api.serving import serve_api, serve_app
    from recsys.archive.fetched import start_with_store

    if options.workers < 1:
        raise InvalidArgument(f"--workers is {options.workers}; it must be at least 1.")
    if options.workers > 1 and not options.api_only:
        raise InvalidArgument("The pages run in one process; use --workers with --api-only.")
    if options.store is not None:
        settings.STORE.put(str(options.store.resolve()))
    with output.progress_line() as progress:
        start_with_store(progress=progress)
    if options.api_only:
        serve_api(options.host, options.port, options.workers)
    else:
        serve_app(options.host, options.port)
    return 0
