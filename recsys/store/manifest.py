"""The manifest: what a build holds, of which sources, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recsys.errors import DamagedStore
from recsys.store.layout import SCHEMA_VERSION, BuildFolder
from recsys.util.hashing import sha256_of


@dataclass(frozen=True)
class Manifest:
    """Facts about a build, as in its `manifest.json`.

    Attributes
    ----------
    build_id : str
        Name of the build's folder.
    created : str
        ISO 8601, UTC.
    options : dict
        The `BuildOptions` it was built with.
    sources : list of dict
        One `SourceReport` a source: files with size and SHA-256, rows read, kept and dropped.
    tables : dict
        Rows of each table of the catalogue.
    ranges : dict
        Smallest and largest year, rating and votes: the ranges of the pages' sliders.
    vectors : dict or None
        Model, dimension, recipe, number of films; how many texts this build encoded and how many
        vectors it wrote to the index. None in a build without texts.
    files : dict
        Path inside the build to `{"bytes": n, "sha256": "..."}`, the manifest left out.
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
        """Names of the sources, in the order in which they were read."""
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
            It is missing, altered, not JSON, lacks a field, or is of another schema version.
        """
        try:
            text = build.manifest.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise DamagedStore(build.manifest, "the file is missing") from error
        except ValueError as error:
            raise DamagedStore(build.manifest, f"not a manifest ({error})") from error
        return cls.parse(text, build.manifest)

    @classmethod
    def parse(cls, text: str, path: Path) -> Manifest:
        """A manifest from its text; errors name `path`. Raises as `read` does."""
        try:
            content = json.loads(text)
            version = content["schema_version"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DamagedStore(path, f"not a manifest ({error})") from error
        if version != SCHEMA_VERSION:
            raise DamagedStore(path, f"schema {version}, this Filmkin reads {SCHEMA_VERSION}")
        # Builds of older versions have none.
        if content.pop(_SEAL, None) not in (None, seal_of(content)):
            raise DamagedStore(path, "the content was altered (its own hash differs)")
        try:
            manifest = cls(**content)
        except TypeError as error:
            raise DamagedStore(path, f"not a manifest ({error})") from error
        wrong = [name for name, kind in _KINDS.items() if not isinstance(content[name], kind)]
        if not wrong and not all(map(_describes_a_file, manifest.files.values())):
            wrong = ["files"]
        if wrong:
            raise DamagedStore(path, f"not a manifest ({', '.join(wrong)} of another form)")
        return manifest


_SEAL = "sha256"
_KINDS = {
    "build_id": str, "created": str, "options": dict, "sources": list, "tables": dict,
    "ranges": dict, "files": dict,
}  # fmt: skip


def _describes_a_file(facts: Any) -> bool:
    return isinstance(facts, dict) and facts.keys() >= {"bytes", "sha256"}


def seal_of(content: dict[str, Any]) -> str:
    """SHA-256 of a manifest's fields, whatever their order; the files' hashes are among them."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def describe_files(build: BuildFolder) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file of a build that no reader changes."""
    return {
        path.relative_to(build.root).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in described_files(build)
    }


def described_files(build: BuildFolder) -> list[Path]:
    """The files of a build that its manifest describes.

    Left out are the manifest, the lease, and Chroma's SQLite file: Chroma notes every opening in
    it, so `check` looks into that one instead.
    """
    apart = {build.manifest, build.lease, *build.chroma.glob("chroma.sqlite3*")}
    return sorted(p for p in build.root.rglob("*") if p.is_file() and p not in apart)


def altered_files(build: BuildFolder, manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Files of a build that are not as the manifest says, each with what is wrong with it."""
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
