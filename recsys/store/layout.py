"""Where the parts of a store lie on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recsys import settings

SCHEMA_VERSION = 2
"""Raised when a build made by an older Filmkin can't be read any more."""


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
        """Credit graph and the columns of films, as `.npy` and Arrow files."""
        return self.root / "graph"

    @property
    def search(self) -> Path:
        return self.root / "search"

    @property
    def vectors(self) -> Path:
        """Vectors of films and the rows they belong to; absent in a build without texts."""
        return self.root / "vectors"

    @property
    def chroma(self) -> Path:
        """The persistent Chroma collection of the same vectors."""
        return self.root / "chroma"

    @property
    def lease(self) -> Path:
        """Readers hold a shared lock on this file; it keeps the build from being removed."""
        return self.root / "lease"

    def search_index(self, name: str) -> Path:
        """Folder of one search index: `titles` or `people`."""
        return self.search / name


@dataclass(frozen=True)
class StoreFolder:
    """A store: `CURRENT` names the live build, `builds/` holds it and the one before."""

    root: Path

    @classmethod
    def at(cls, path: Path | str | None = None) -> StoreFolder:
        """The store at a path, or at the one in the settings."""
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
        """Vectors of every text that was ever encoded, by model."""
        return self.cache / "embeddings"

    @property
    def imdb(self) -> Path:
        """IMDb's files, as they were downloaded."""
        return self.cache / "imdb"

    @property
    def trakt(self) -> Path:
        """Answers of Trakt's API, as they arrived."""
        return self.cache / "trakt"

    @property
    def wikipedia(self) -> Path:
        """Answers of Wikidata and the Wikipedias, as they arrived."""
        return self.cache / "wikipedia"

    @property
    def archives(self) -> Path:
        """What has arrived of an archive that is being fetched."""
        return self.cache / "archives"

    @property
    def fetched(self) -> Path:
        """One line: the SHA-256 of the archive that was fetched last."""
        return self.root / "FETCHED"

    @property
    def fetch_lock(self) -> Path:
        return self.root / "fetch.lock"

    @property
    def build_lock(self) -> Path:
        return self.root / "build.lock"

    @property
    def running(self) -> Path:
        """What the running build does just now; there while one runs."""
        return self.root / "running.json"

    def evaluation(self, build_id: str) -> Path:
        """The last measurement of a build against what people like together."""
        return self.root / "evaluations" / f"{build_id}.json"

    def build(self, build_id: str) -> BuildFolder:
        return BuildFolder(self.builds / build_id)
