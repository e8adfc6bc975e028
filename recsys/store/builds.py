"""The finished builds of a store, and making another of them live."""

from __future__ import annotations

from dataclasses import dataclass

from recsys.errors import DamagedStore, InvalidArgument, NoStore
from recsys.store.layout import StoreFolder
from recsys.store.manifest import Manifest
from recsys.store.publish import current_id, finished_builds, make_current, sole_builder


@dataclass(frozen=True)
class FinishedBuild:
    """One build of a store.

    Attributes
    ----------
    build_id : str
    is_live : bool
    manifest : Manifest or None
        None where it can't be read.
    damage : str
        What is wrong with the manifest; empty where nothing is.
    """

    build_id: str
    is_live: bool
    manifest: Manifest | None
    damage: str = ""


def builds(store: StoreFolder) -> list[FinishedBuild]:
    """All finished builds, the newest first."""
    try:
        live = current_id(store)
    except (NoStore, DamagedStore):
        live = ""
    found = []
    for build_id in reversed(finished_builds(store)):
        manifest, damage = None, ""
        try:
            manifest = Manifest.read(store.build(build_id))
        except DamagedStore as error:
            damage = error.finding
        found.append(FinishedBuild(build_id, build_id == live, manifest, damage))
    return found


def switch(store: StoreFolder, build_id: str) -> None:
    """Make a finished build the live one; who reads the other one reads on undisturbed.

    Raises
    ------
    InvalidArgument
        There is no build of that name.
    DamagedStore
        Its manifest can't be read.
    StoreBusy
        A build is running, which may remove this one when it ends.
    """
    # Under the lock: a build that ends meanwhile would remove the older ones.
    with sole_builder(store):
        known = finished_builds(store)
        if build_id not in known:
            there = f"choose {', '.join(known)}" if known else "there is none yet"
            raise InvalidArgument(f"This store has no build {build_id!r}: {there}.")
        Manifest.read(store.build(build_id))
        make_current(store, build_id)
