"""The running build as other processes see it: a file that holds its current step."""

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
    """A build in progress.

    Attributes
    ----------
    step : str
        Current step, as the command line shows it.
    started, since : datetime
        Start of the build and of the current step, UTC.
    """

    step: str
    started: datetime
    since: datetime


@contextmanager
def shared_progress(store: StoreFolder, progress: Progress) -> Iterator[Progress]:
    """Progress that also reaches `running_build` in other processes. Requires `builder_lock`."""
    started = datetime.now(UTC)

    def report(step: str) -> None:
        facts = {"step": step, "started": str(started), "since": str(datetime.now(UTC))}
        aside = store.running.with_suffix(".new")
        aside.write_text(json.dumps(facts), encoding="utf-8")
        os.replace(aside, store.running)
        progress(step)

    try:
        report("starting")
        yield report
    finally:
        store.running.unlink(missing_ok=True)


def running_build(store: StoreFolder) -> RunningBuild | None:
    """The build running in this store, or None. Remains of killed builds do not count."""
    if not is_locked(store.build_lock):
        return None
    # The file appears shortly after the lock is taken.
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(store.running.read_text(encoding="utf-8"))
        times = (datetime.fromisoformat(facts[name]) for name in ("started", "since"))
        return RunningBuild(str(facts["step"]), *times)
    return None
