"""The build that is running, as other processes see it: a file that says what it does just now."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from recsys.store.layout import StoreFolder
from recsys.store.lease import is_locked
from recsys.util.progress import Progress


@dataclass(frozen=True)
class RunningBuild:
    """A build that another process is at.

    Attributes
    ----------
    step : str
        What it does just now, as the command line shows it.
    started, since : datetime
        Beginning of the build and of this step, UTC.
    """

    step: str
    started: datetime
    since: datetime


@contextmanager
def announced(store: StoreFolder, progress: Progress) -> Iterator[Progress]:
    """Progress that other processes can follow, too; to be used under the lock of builds."""
    started = datetime.now(UTC)

    def tell(step: str) -> None:
        facts = {"step": step, "started": str(started), "since": str(datetime.now(UTC))}
        aside = store.running.with_suffix(".new")
        aside.write_text(json.dumps(facts), encoding="utf-8")
        os.replace(aside, store.running)
        progress(step)

    try:
        tell("starting")
        yield tell
    finally:
        store.running.unlink(missing_ok=True)


def running_build(store: StoreFolder) -> RunningBuild | None:
    """The build that is running in this store, None where none is.

    What a killed build left behind counts for nothing: its lock went with it.
    """
    if not is_locked(store.build_lock):
        return None
    # Between taking the lock and the first word there is no file yet.
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(store.running.read_text(encoding="utf-8"))
        times = (datetime.fromisoformat(facts[name]) for name in ("started", "since"))
        return RunningBuild(str(facts["step"]), *times)
    return None
