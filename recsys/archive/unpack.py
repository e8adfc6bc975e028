"""Unpack an archive and publish its build. The archive is not trusted."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from recsys.archive.pack import CHROMA, MANIFEST, copy_hashed
from recsys.catalog import Store
from recsys.errors import DamagedStore, FetchError, UnsoundArchive
from recsys.store.check import check_tables
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.manifest import Manifest, altered_files
from recsys.store.publish import finished_builds, is_build_id, make_current, new_build
from recsys.util.progress import Progress
from recsys.util.zips import check_method, read_member

MAX_RATIO = 50
"""Largest ratio of unpacked to packed size; more is taken for a ZIP bomb."""

ALWAYS_ALLOWED = 100_000_000
"""Unpacked bytes allowed at any ratio: small catalogues are mostly empty database pages."""

RESERVE = 200_000_000
"""Bytes to leave free on the disk."""

_MAX_MANIFEST = 16_000_000

LABEL_KINDS = ("genres", "countries", "languages", "keywords", "types", "title_words")
"""Labels that every build has."""

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)
"""Errors that `zipfile` raises on damaged archives."""


def unpack(archive: Path, store: StoreFolder, progress: Progress = lambda _: None) -> str:
    """Publish the build in an archive under its original id, and return the id.

    The archive is checked before anything is written: it may hold only the files of its manifest,
    as plain files of the stated sizes, and must fit on the disk. If the store already has that
    build whole, it is made live unchanged; if a file of it is damaged, the archive replaces it.

    Raises
    ------
    UnsoundArchive
    FetchError
        The disk has too little space.
    StoreBusy
        Another process is building in this store.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            _check_members(packed, archive.stat().st_size)
            manifest = _read_manifest(packed)
            _check_against_manifest(packed, manifest)
            _check_size(packed, archive.stat().st_size, store)
            if manifest.build_id in finished_builds(store) and _is_whole(
                store.build(manifest.build_id), manifest
            ):
                make_current(store, manifest.build_id)
                return manifest.build_id
            with new_build(store, manifest.build_id) as work:
                for info in packed.infolist():
                    progress(f"unpacking {info.filename}")
                    _extract(packed, info, manifest, work)
                progress("checking the build")
                _check_content(work)
    except _BROKEN as error:
        raise UnsoundArchive(f"it is not a sound ZIP file ({error})") from error
    return manifest.build_id


def available_space(folder: Path) -> int:
    """Bytes that may be written to the disk of a folder, `RESERVE` deducted."""
    return max(0, shutil.disk_usage(folder).free - RESERVE)


def _check_members(packed: zipfile.ZipFile, archive_bytes: int) -> None:
    members = packed.infolist()
    if len({info.filename for info in members}) < len(members):
        raise UnsoundArchive("it holds a file twice")
    for info in members:
        if not 0 <= info.header_offset < archive_bytes:
            raise UnsoundArchive(f"the header of {info.filename!r} is outside the file")
        # The upper half is the Unix mode; it is 0 if another system wrote the archive.
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or info.is_dir():
            raise UnsoundArchive(f"{info.filename!r} is not a plain file")
        if info.flag_bits & 1:
            raise UnsoundArchive(f"{info.filename!r} is encrypted")
        check_method(info)


def _read_manifest(packed: zipfile.ZipFile) -> Manifest:
    if packed.namelist()[:1] != [MANIFEST]:
        raise UnsoundArchive("it does not start with a manifest")
    content = read_member(packed, packed.getinfo(MANIFEST), _MAX_MANIFEST + 1)
    if len(content) > _MAX_MANIFEST:
        raise UnsoundArchive("its manifest is too large")
    try:
        manifest = Manifest.parse(content.decode("utf-8"), Path(MANIFEST), sealed=True)
    except UnicodeDecodeError as error:
        raise UnsoundArchive("its manifest is not UTF-8") from error
    except DamagedStore as error:
        raise UnsoundArchive(f"its manifest: {error.finding}") from error
    if not is_build_id(manifest.build_id):
        raise UnsoundArchive(f"{manifest.build_id!r} is not a build id")
    return manifest


def _check_against_manifest(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    for info in packed.infolist():
        name = info.filename
        if name not in manifest.files.keys() | {MANIFEST, CHROMA} or not _is_inside(name):
            raise UnsoundArchive(f"{name!r} is not a file of a build")
        if name in manifest.files and info.file_size != manifest.files[name]["bytes"]:
            raise UnsoundArchive(f"the size of {name!r} differs from the manifest's")
    missing = manifest.files.keys() - set(packed.namelist())
    if missing:
        raise UnsoundArchive(f"{min(missing)!r} is missing")


def _is_inside(name: str) -> bool:
    """Whether a name is a path below the build's folder on every system."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and str(path) == name
        and ".." not in path.parts
        and name != "lease"
        and not set(name) & set("\\:")
    )


def _check_size(packed: zipfile.ZipFile, archive_bytes: int, store: StoreFolder) -> None:
    size = sum(info.file_size for info in packed.infolist())
    if size > ALWAYS_ALLOWED + MAX_RATIO * archive_bytes:
        raise UnsoundArchive(f"unpacked it is {size:,} bytes, over {MAX_RATIO} times its size")
    store.root.mkdir(parents=True, exist_ok=True)
    if size > available_space(store.root):
        raise FetchError(
            f"Unpacked, the archive needs {size / 1e6:,.0f} MB; {store.root} has "
            f"{available_space(store.root) / 1e6:,.0f} MB. Free some space, or pack fewer vectors."
        )


def _is_whole(build: BuildFolder, manifest: Manifest) -> bool:
    """Return whether the store's build of that id is sound; raises if it is another one."""
    try:
        present = Manifest.read(build)
    except DamagedStore:
        return False
    is_sound = not any(altered_files(build, present))
    if present != manifest and is_sound:
        raise UnsoundArchive(f"the store has another build {manifest.build_id}")
    return present == manifest and is_sound


def _check_content(work: BuildFolder) -> None:
    """Raise UnsoundArchive unless everything that answers queries can be opened."""
    work.lease.touch()
    try:
        with Store(work) as store:
            findings = check_tables(work, store.manifest, store.graph)
            for kind in LABEL_KINDS:
                store.graph.labels(kind)
            store.titles.search("any", 1)
            store.people.search("any", 1)
            _ = store.vectors  # opens them
            if findings:
                raise UnsoundArchive(findings[0])
    except DamagedStore as error:
        name = error.file.relative_to(work.root) if error.file.is_absolute() else error.file
        raise UnsoundArchive(f"{name}: {error.finding}") from error


def _extract(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, manifest: Manifest, work: BuildFolder
) -> None:
    target = work.root / info.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(info) as source, target.open("xb") as sink:
        sha256 = copy_hashed(source, sink)
    if manifest.files.get(info.filename, {"sha256": sha256})["sha256"] != sha256:
        raise UnsoundArchive(f"the SHA-256 of {info.filename!r} differs from the manifest's")
