"""A finished build on disk: layout, manifest, publishing, opening, checking."""

from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.live import LiveStore, live
from recsys.store.manifest import Manifest
from recsys.store.opened import Store, open_store

__all__ = ["BuildFolder", "LiveStore", "Manifest", "Store", "StoreFolder", "live", "open_store"]
