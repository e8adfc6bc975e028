"""The manifest of a build: its sources, options, sizes, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recsys.errors import DamagedStore
from recsys.store.layout import SCHEMA_VERSION, BuildFolder
from recsys.store.manifest_types import wrong_fields
from recsys.util.hashing import sha256_of


@dataclass(frozen=True)
class Manifest:
    """The content of a build's `manifest.json`.

    Attributes
    ----------
    build_id : str
        Name of the build's folder.
    created : str
        ISO 8601, UTC.
    options : dict
        The `BuildOptions` it was built with.
    sources : list of dict
        One `SourceReport` per source: files with size and SHA-256; rows read, kept and dropped.
    tables : dict
        Number of rows of each table.
    ranges : dict
        Minimum and maximum year, rating and votes, for the sliders of the pages.
    vectors : dict or None
        Model, dimension, recipe and number of films; number of texts encoded and of vectors
        indexed by this build. None in a build without texts.
    files : dict
        Path within the build to `{"bytes": n, "sha256": "..."}`, without the manifest itself.
    """

    build_id: str
    created: str
    options: dict[str, Any]
    sources: list[dict[str, Any]]
    tables: dict[str, int]
    ranges: dict[str, Any]
    vectors: dict[str, Any] | None
    files: dict[str, dict[str, Any]] = field(repr=False)
    schema_version: int = SCHEMA_VERSION

    @property
    def source_names(self) -> list[str]:
        """Names of the sources, in reading order."""
        return [source["name"] for source in self.sources]

    @property
    def is_demo(self) -> bool:
        """Whether the hand-written demo is the only source."""
        return self.source_names == ["demo"]

    def write(self, build: BuildFolder) -> None:
        content = json.loads(json.dumps(asdict(self), default=str))
        text = json.dumps(content | {_SEAL: seal_of(content)}, indent=1, ensure_ascii=False)
        build.manifest.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, build: BuildFolder) -> Manifest:
        """The manifest of a build.

        Raises
        ------
        DamagedStore
            The manifest is missing, altered, not JSON, incomplete or of another schema version.
        """
        try:
            text = build.manifest.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise DamagedStore(build.manifest, "the file is missing") from error
        except ValueError as error:
            raise DamagedStore(build.manifest, f"not a manifest ({error})") from error
        return cls.parse(text, build.manifest)

    @classmethod
    def parse(cls, text: str, path: Path, *, sealed: bool = False) -> Manifest:
        """Parse a manifest; errors name `path`. Raises as `read` does.

        With `sealed`, a manifest without its own hash is refused too.
        """
        try:
            content = json.loads(text)
            version = content["schema_version"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DamagedStore(path, f"not a manifest ({error})") from error
        if version != SCHEMA_VERSION:
            raise DamagedStore(path, f"schema {version}, this Filmkin reads {SCHEMA_VERSION}")
        seal = content.pop(_SEAL, None)
        if sealed and seal is None:
            raise DamagedStore(path, "it has no hash of its own")
        # Builds of older versions have no seal.
        if seal not in (None, seal_of(content)):
            raise DamagedStore(path, "the content was altered (its own hash differs)")
        try:
            manifest = cls(**content)
        except TypeError as error:
            raise DamagedStore(path, f"not a manifest ({error})") from error
        if wrong := wrong_fields(content):
            raise DamagedStore(path, f"not a manifest (wrong type: {', '.join(wrong)})")
        return manifest


_SEAL = "sha256"


def seal_of(content: dict[str, Any]) -> str:
    """SHA-256 of a manifest's fields in any order, the hashes of the files included."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def describe_files(build: BuildFolder) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file in `described_files`."""
    return {
        path.relative_to(build.root).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in described_files(build)
    }


def described_files(build: BuildFolder) -> list[Path]:
    """The files of a build that its manifest describes.

    All but the manifest, the lease and Chroma's SQLite file, which changes at every opening;
    `check` reads the collection itself instead.
    """
    excluded = {build.manifest, build.lease, *build.chroma.glob("chroma.sqlite3*")}
    return sorted(p for p in build.root.rglob("*") if p.is_file() and p not in excluded)


def altered_files(build: BuildFolder, manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Files of a build that differ from the manifest, each with the difference in words."""
    if manifest.build_id != build.root.name:
        yield build.manifest, f"written for build {manifest.build_id}"
    for path in described_files(build):
        if path.relative_to(build.root).as_posix() not in manifest.files:
            yield path, "the file is not in manifest.json"
    for name, facts in manifest.files.items():
        path = build.root / name
        if not path.is_file():
            yield path, "the file is missing"
        elif path.stat().st_size != facts["bytes"]:
            yield path, f"{path.stat().st_size:,} bytes instead of {facts['bytes']:,}"
        elif sha256_of(path) != facts["sha256"]:
            yield path, "the content was altered (SHA-256 differs from the manifest's)"
