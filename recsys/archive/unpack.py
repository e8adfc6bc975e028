"""An archive of a store, published like any build, with nothing in it taken on trust."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from recsys.archive.pack import CHROMA, MANIFEST, copy_hashed
from recsys.errors import DamagedStore, FetchError, UnsoundArchive
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.manifest import Manifest
from recsys.store.publish import finished_builds, is_build_id, make_current, new_build
from recsys.util.progress import Progress

LARGEST_RATIO = 50
"""Unpacked, a build is some times its archive's size; what claims to be more is a bomb."""

HARMLESS = 100_000_000
"""Bytes that may come of any archive: a small catalogue is mostly the empty pages of its files."""

RESERVE = 200_000_000
"""Bytes of the disk that are left free."""

_LARGEST_MANIFEST = 16_000_000

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)
"""What `zipfile` raises of altered archives."""


def unpack(archive: Path, store: StoreFolder, progress: Progress = lambda _: None) -> str:
    """Publish the build that an archive holds, under the name that it had; returns that name.

    All is looked at before a byte is written: no member but the files of the manifest, each a
    plain file of the size given there, together no more than the disk holds. A build of that
    name that is there already is made live as it is.

    Raises
    ------
    UnsoundArchive
    DamagedStore
        The build is there already, and its manifest can't be read.
    FetchError
        The disk has no room for it.
    StoreBusy
        Another process is building in this store.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            _only_plain_files(packed, archive.stat().st_size)
            manifest = _manifest_of(packed)
            _files_of_the_manifest(packed, manifest)
            _no_bomb(packed, archive.stat().st_size, store)
            if manifest.build_id in finished_builds(store):
                if Manifest.read(store.build(manifest.build_id)) != manifest:
                    raise UnsoundArchive(f"another build {manifest.build_id} is here already")
                make_current(store, manifest.build_id)
                return manifest.build_id
            with new_build(store, manifest.build_id) as work:
                for info in packed.infolist():
                    progress(f"unpacking {info.filename}")
                    _extract(packed, info, manifest, work)
    except _BROKEN as error:
        raise UnsoundArchive(f"it is no sound ZIP file ({error})") from error
    return manifest.build_id


def room(folder: Path) -> int:
    """Bytes that may be written to the disk of an existing folder."""
    return max(0, shutil.disk_usage(folder).free - RESERVE)


def _only_plain_files(packed: zipfile.ZipFile, archive_bytes: int) -> None:
    members = packed.infolist()
    if len({info.filename for info in members}) < len(members):
        raise UnsoundArchive("it holds a file twice")
    for info in members:
        if not 0 <= info.header_offset < archive_bytes:
            raise UnsoundArchive(f"{info.filename!r} lies outside of it")
        # The upper half is Unix's mode; where it is 0, another system wrote the archive.
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or info.is_dir():
            raise UnsoundArchive(f"{info.filename!r} is no plain file")
        if info.flag_bits & 1:
            raise UnsoundArchive(f"{info.filename!r} is encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnsoundArchive(f"{info.filename!r} is compressed in another way")


def _manifest_of(packed: zipfile.ZipFile) -> Manifest:
    if packed.namelist()[:1] != [MANIFEST]:
        raise UnsoundArchive("it does not begin with a manifest")
    with packed.open(MANIFEST) as stream:
        content = stream.read(_LARGEST_MANIFEST + 1)
    if len(content) > _LARGEST_MANIFEST:
        raise UnsoundArchive("its manifest is too large")
    try:
        manifest = Manifest.parse(content.decode("utf-8"), Path(MANIFEST))
    except UnicodeDecodeError as error:
        raise UnsoundArchive("its manifest is no text") from error
    except DamagedStore as error:
        raise UnsoundArchive(f"its manifest: {error.finding}") from error
    if not is_build_id(manifest.build_id):
        raise UnsoundArchive(f"{manifest.build_id!r} is no name of a build")
    return manifest


def _files_of_the_manifest(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    for info in packed.infolist():
        name = info.filename
        if name not in manifest.files.keys() | {MANIFEST, CHROMA} or not _is_inside(name):
            raise UnsoundArchive(f"{name!r} is no file of a build")
        if name in manifest.files and info.file_size != manifest.files[name]["bytes"]:
            raise UnsoundArchive(f"{name!r} is not as large as the manifest says")
    missing = manifest.files.keys() - set(packed.namelist())
    if missing:
        raise UnsoundArchive(f"{min(missing)!r} is missing")


def _is_inside(name: str) -> bool:
    """Whether a name leads to a file below the build's folder, on every system."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and str(path) == name
        and ".." not in path.parts
        and name != "lease"
        and not set(name) & set("\\:")
    )


def _no_bomb(packed: zipfile.ZipFile, archive_bytes: int, store: StoreFolder) -> None:
    size = sum(info.file_size for info in packed.infolist())
    if size > HARMLESS + LARGEST_RATIO * archive_bytes:
        raise UnsoundArchive(f"unpacked it is {size:,} bytes, over {LARGEST_RATIO} times its size")
    store.root.mkdir(parents=True, exist_ok=True)
    if size > room(store.root):
        raise FetchError(
            f"Unpacked, the archive takes {size / 1e6:,.0f} MB; {store.root} has room for "
            f"{room(store.root) / 1e6:,.0f} MB. Make room, or pack with fewer vectors."
        )


def _extract(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, manifest: Manifest, work: BuildFolder
) -> None:
    target = work.root / info.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(info) as source, target.open("xb") as sink:
        found = copy_hashed(source, sink)
    if manifest.files.get(info.filename, {"sha256": found})["sha256"] != found:
        raise UnsoundArchive(f"{info.filename!r} has not the SHA-256 that the manifest says")
