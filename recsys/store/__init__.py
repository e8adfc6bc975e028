"""A finished build on disk: layout, manifest, publishing, reading, checking."""

from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.manifest import Manifest

__all__ = ["BuildFolder", "Manifest", "StoreFolder"]
