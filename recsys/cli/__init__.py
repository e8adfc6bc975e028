"""The command line: the same functions as the pages, as text or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from recsys.cli.parser import make_parser
from recsys.errors import (
    Ambiguous,
    DamagedStore,
    InvalidArgument,
    NoStore,
    NothingFound,
    RecsysError,
    SourceError,
    StoreBusy,
    StoreUnwritable,
    UnknownId,
    UnreadableList,
    UnsoundArchive,
)
from recsys.util.sanitize import sanitize

EXIT_CODES: tuple[tuple[type[RecsysError], int], ...] = (
    (InvalidArgument, 2),
    (UnknownId, 3),
    (Ambiguous, 3),
    (NothingFound, 3),
    (NoStore, 4),
    (DamagedStore, 4),
    (StoreBusy, 5),
    (StoreUnwritable, 5),
    (SourceError, 6),
    (UnreadableList, 6),
    (UnsoundArchive, 6),
)
"""What a command ends with, by error; 1 for any other error, 0 for an answer."""

INTERRUPTED = 130
CLOSED_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Answers go to stdout, everything else to stderr."""
    options = make_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except RecsysError as error:
        print(f"recsys: {sanitize(str(error))}", file=sys.stderr)
        return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)
    except KeyboardInterrupt:
        print("recsys: interrupted; the live build is as it was", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; nothing more can be written.
        sys.stderr.close()
        return CLOSED_PIPE
