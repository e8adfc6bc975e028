"""Paths of a store and its builds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recsys import settings

SCHEMA_VERSION = 3
"""Increased whenever older builds can no longer be read."""


@dataclass(frozen=True)
class BuildFolder:
    """One build: `store/builds/<build id>/`."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.json"

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue.duckdb"

    @property
    def graph(self) -> Path:
        """Credit graph and columns of films and people, as `.npy` and Arrow files."""
        return self.root / "graph"

    @property
    def search(self) -> Path:
        return self.root / "search"

    @property
    def vectors(self) -> Path:
        """Film vectors and their rows; absent in a build without texts."""
        return self.root / "vectors"

    @property
    def chroma(self) -> Path:
        """The persistent Chroma collection of the same vectors."""
        return self.root / "chroma"

    @property
    def lease(self) -> Path:
        """Readers hold a shared lock on this file, which keeps the build from being removed."""
        return self.root / "lease"

    def search_index(self, name: str) -> Path:
        """Folder of one search index: `titles` or `people`."""
        return self.search / name


@dataclass(frozen=True)
class StoreFolder:
    """A store: `CURRENT` names the live build; `builds/` holds it and the previous one."""

    root: Path

    @classmethod
    def at(cls, path: Path | str | None = None) -> StoreFolder:
        """The store at a path, by default at the path in the settings."""
        return cls(Path(path or settings.STORE.get()).expanduser().resolve())

    @property
    def current(self) -> Path:
        return self.root / "CURRENT"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def embeddings(self) -> Path:
        """Cached vectors of every encoded text, by model."""
        return self.cache / "embeddings"

    @property
    def imdb(self) -> Path:
        """IMDb's files, as downloaded."""
        return self.cache / "imdb"

    @property
    def trakt(self) -> Path:
        """Responses of Trakt's API, as received."""
        return self.cache / "trakt"

    @property
    def wikipedia(self) -> Path:
        """Responses of Wikidata and Wikipedia, as received."""
        return self.cache / "wikipedia"

    @property
    def archives(self) -> Path:
        """Partly downloaded archives."""
        return self.cache / "archives"

    @property
    def fetched(self) -> Path:
        """One line: the SHA-256 of the last archive that was unpacked."""
        return self.root / "FETCHED"

    @property
    def fetch_lock(self) -> Path:
        return self.root / "fetch.lock"

    @property
    def build_lock(self) -> Path:
        return self.root / "build.lock"

    @property
    def running(self) -> Path:
        """Current step of the running build; exists only while one runs."""
        return self.root / "running.json"

    def evaluation(self, build_id: str) -> Path:
        """Result of the last `evaluate` of a build."""
        return self.root / "evaluations" / f"{build_id}.json"

    def build(self, build_id: str) -> BuildFolder:
        return BuildFolder(self.builds / build_id)
