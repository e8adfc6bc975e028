"""The command line: the functions of the pages, with results as text or JSON."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from recsys.cli.parser import PROGRAM, make_parser
from recsys.errors import (
    Ambiguous,
    DamagedStore,
    InvalidArgument,
    NoStore,
    NothingFound,
    OutOfResources,
    RecsysError,
    SourceError,
    StoreBusy,
    StoreUnwritable,
    UnknownId,
    UnreadableList,
    UnsoundArchive,
)
from recsys.settings import former_settings
from recsys.store.failures import own_error
from recsys.store.layout import StoreFolder
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
    (OutOfResources, 5),
    (SourceError, 6),
    (UnreadableList, 6),
    (UnsoundArchive, 6),
)
"""Exit code by error; 0 for success, 1 for any other error."""

INTERRUPTED = 130
CLOSED_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only results go to stdout."""
    # A terminal that can't show a letter gets an escape instead of ending the command.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    options = make_parser().parse_args(arguments)
    try:
        _refuse_former_settings()
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except RecsysError as error:
        return _failed(error)
    except KeyboardInterrupt:
        print(f"{PROGRAM}: interrupted; the live build is unchanged", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe; nothing more can be written.
        sys.stderr.close()
        return CLOSED_PIPE
    except Exception as error:
        own = own_error(error, StoreFolder.at(getattr(options, "store", None)).root)
        if own is None:
            raise
        return _failed(own)


def _failed(error: RecsysError) -> int:
    print(f"{PROGRAM}: {sanitize(str(error))}", file=sys.stderr)
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)


def _refuse_former_settings() -> None:
    """Raise if a setting has its former name: ignoring it could, say, build into a wrong store."""
    former = former_settings()
    if former:
        renames = ", ".join(f"{old} to {new}" for old, new in former.items())
        raise InvalidArgument(
            f"Settings of the project's former name are set and have no effect: rename {renames}."
        )
