"""List the finished builds of a store, and switch to another one."""

from __future__ import annotations

from dataclasses import dataclass

from recsys.errors import DamagedStore, InvalidArgument, NoStore
from recsys.store.layout import StoreFolder
from recsys.store.manifest import Manifest
from recsys.store.publish import builder_lock, current_id, finished_builds, make_current


@dataclass(frozen=True)
class FinishedBuild:
    """One build of a store.

    Attributes
    ----------
    build_id : str
    is_live : bool
    manifest : Manifest or None
        None if it can't be read.
    damage : str
        Why the manifest can't be read; empty if it can.
    """

    build_id: str
    is_live: bool
    manifest: Manifest | None
    damage: str = ""


def builds(store: StoreFolder) -> list[FinishedBuild]:
    """All finished builds, newest first."""
    try:
        live = current_id(store)
    except (NoStore, DamagedStore):
        live = ""
    listing = []
    for build_id in reversed(finished_builds(store)):
        manifest, damage = None, ""
        try:
            manifest = Manifest.read(store.build(build_id))
        except DamagedStore as error:
            damage = error.finding
        listing.append(FinishedBuild(build_id, build_id == live, manifest, damage))
    return listing


def switch(store: StoreFolder, build_id: str) -> None:
    """Make a finished build live. Readers of the previous one are not disturbed.

    Raises
    ------
    InvalidArgument
        No finished build has that id.
    DamagedStore
        Its manifest can't be read.
    StoreBusy
        A build is running; it may remove this one when it ends.
    """
    # Under the lock, because a build that ends meanwhile removes older ones.
    with builder_lock(store):
        build_ids = finished_builds(store)
        if build_id not in build_ids:
            choices = f"choose from {', '.join(build_ids)}" if build_ids else "there is none yet"
            raise InvalidArgument(f"This store has no build {build_id!r}: {choices}.")
        Manifest.read(store.build(build_id))
        make_current(store, build_id)
