"""Opening archives that people send: what they hold, and every way in which they can do harm, as one clear error."""

from __future__ import annotations

import gzip
import lzma
import stat
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from geo_coop.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TOTAL_BYTES: Final = 16 << 30
MAX_RATIO: Final = 250
MAX_MEMBERS: Final = 20_000
_RATIO_FROM_BYTES: Final = 64 << 20
_CHUNK: Final = 1 << 18
_ENCRYPTED: Final = 0x1
_UNREADABLE: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, UnicodeError, IndexError,
)  # fmt: skip
DATASETS: Final = frozenset(
    {".gpkg", ".shp", ".geojson", ".json", ".ndjson", ".geojsonl", ".geojsons", ".fgb", ".kml", ".parquet",
     ".geoparquet", ".csv", ".tsv", ".sql"}
)  # fmt: skip
GEODATABASE: Final = ".gdb"
ARCHIVES: Final = frozenset({".zip", ".kmz", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz"})


def kind_of_archive(path: Path) -> str | None:
    """Return ``"zip"`` or ``"gzip"`` by the first bytes of a file, None where it is no archive that can be opened.

    Raises
    ------
    InputError
        An archive of a kind that is not read (7z, rar, bzip2, xz, tar), or a file that cannot be read.
    """
    if is_geodatabase(path):
        return None
    head = read_head(path, 512)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    other = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")
    if head.startswith(other) or head[257:262] == b"ustar":
        raise InputError(Problem("an archive of a kind that is not read", "unpack it, or pack it as .zip", str(path)))
    return None


def is_geodatabase(path: Path) -> bool:
    """Return whether a path is the folder of a file geodatabase."""
    return path.suffix.lower() == GEODATABASE and path.is_dir() and any(path.glob("a*.gdbtable"))


def read_head(path: Path, size: int) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    InputError
        No such file, a folder, or a file that cannot be read.
    """
    if path.is_dir():
        what = "a folder" if path.suffix.lower() != GEODATABASE else "a file geodatabase without its tables"
        raise InputError(Problem(what, "name one file, or pack the folder as .zip", str(path)))
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", file=str(path))) from error


def unpack(path: Path, folder: Path, *, max_total: int = MAX_TOTAL_BYTES, max_ratio: int = MAX_RATIO) -> list[Path]:
    """Unpack an archive into an empty folder, and return the data sets in it.

    Parameters
    ----------
    path
        A zip or gzip file.
    folder
        Where to; nothing is ever written outside it.
    max_total
        Most bytes that all members together may have.
    max_ratio
        How many times larger than the archive they may be, once they are beyond 64 MB.

    Returns
    -------
    list of Path
        Files of a format that can be read and folders of file geodatabases, sorted; sidecar files of a Shapefile stand
        beside it.

    Raises
    ------
    InputError
        A damaged or encrypted archive, one that unpacks to too much, or a member that climbs out, is absolute, a link
        or an archive itself; or no data set in it. All such members in one report.
    """
    limit = min(max_total, max(_RATIO_FROM_BYTES, max_ratio * path.stat().st_size))
    if kind_of_archive(path) == "gzip":
        return [_gunzip(path, folder, limit)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse(path, members, limit)
            written = 0
            for member in members:
                if member.is_dir() or _is_clutter(member.filename):
                    continue
                target = folder.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("xb") as file:
                    written += _copy(source, file, limit - written, path)
    except InputError:
        raise
    except FileExistsError as error:
        raise InputError(Problem("holds two files of one name", "pack it anew", str(path))) from error
    except _UNREADABLE as error:
        remedy = "the archive is cut off or altered; fetch or pack it again"
        raise InputError(Problem(f"cannot be unpacked: {error}", remedy, str(path))) from error
    found = sorted(
        file for file in folder.rglob("*")
        if is_geodatabase(file) or (file.is_file() and file.suffix.lower() in DATASETS)
    )  # fmt: skip
    if not found:
        held = ", ".join(sorted(member.filename for member in members)[:5]) or "nothing"
        remedy = f"expected a file of {', '.join(sorted(DATASETS))}, or a folder {GEODATABASE}"
        raise InputError(Problem(f"holds no boundary file, but {held}", remedy, str(path)))
    return found


def choose(datasets: Sequence[Path], folder: Path, layer: str | None, *, file: str) -> tuple[Path, str | None]:
    """Return the data set to read of those in an archive, and the layer in it that remains to be chosen.

    Raises
    ------
    InputError
        Several data sets and no ``layer``, or one that names none of them.
    """
    if len(datasets) == 1:
        only = datasets[0]
        return only, None if layer in {only.stem, only.name} else layer
    names = {str(path.relative_to(folder).as_posix()): path for path in datasets}
    if layer is not None:
        hits = [path for name, path in names.items() if layer in {name, path.name, path.stem}]
        if len(hits) == 1:
            return hits[0], None
        head, _, tail = layer.rpartition("/")
        hits = [path for name, path in names.items() if head in {name, path.name, path.stem}]
        if len(hits) == 1:
            return hits[0], tail
    shown = ", ".join(list(names)[:20])
    what = f"holds {len(names)} layers: {shown}" if layer is None else f"layer {layer!r} is none of {shown}"
    raise InputError(Problem(what, f"choose one, for example --layer {next(iter(names))}", file))


def _refuse(path: Path, members: Sequence[zipfile.ZipInfo], limit: int) -> None:
    """Raise one report of everything in an archive's table of contents that does harm."""
    problems: list[Problem] = []

    def add(what: str, remedy: str) -> None:
        problems.append(Problem(what, remedy, str(path)))

    if len(members) > MAX_MEMBERS:
        add(f"holds {len(members)} files, more than {MAX_MEMBERS}", "pack only the boundary file")
    total = sum(member.file_size for member in members)
    if total > limit:
        add(
            f"would unpack to {total / 1e6:,.0f} MB from {path.stat().st_size / 1e6:,.1f} MB; refused as a zip bomb",
            "unpack it yourself if you trust it, and import the file",
        )
    for member in members[:MAX_MEMBERS]:
        harm = _harm_of(member)
        if harm is not None:
            add(f"member {member.filename!r} {harm[0]}", harm[1])
    if problems:
        raise InputError(problems[:20])


def _harm_of(member: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Return what is wrong with a member and what to do about it, or None."""
    name = member.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if any(not part.strip(" .") for part in parts):  # Windows drops dots and blanks at the end
        return "climbs out of the archive", "refused; pack it anew from a source you trust"
    if name.startswith("/") or any(part[1:2] == ":" for part in parts):
        return "has an absolute path", "refused; pack it anew with relative paths"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link", "refused; pack the file itself"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted", "unpack it with its password, and import the file"
    if PurePosixPath(name).suffix.lower() in ARCHIVES and not _is_clutter(name):
        return "is an archive itself", "unpack the outer archive, and import the inner one"
    return None


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1].startswith("."))


def _copy(source: IO[bytes] | gzip.GzipFile, target: BinaryIO, limit: int, path: Path) -> int:
    """Copy a stream, and stop where it grows beyond the limit, whatever the table of contents said."""
    written = 0
    while piece := source.read(_CHUNK):
        written += len(piece)
        if written > limit:
            remedy = "unpack it yourself if you trust it, and import the file"
            raise InputError(Problem("unpacks to more than it should; refused as a zip bomb", remedy, str(path)))
        target.write(piece)
    return written


def _gunzip(path: Path, folder: Path, limit: int) -> Path:
    target = folder / (path.stem if path.suffix.lower() == ".gz" else path.name)
    try:
        with gzip.open(path) as source, target.open("xb") as file:
            _copy(source, file, limit, path)
    except InputError:
        raise
    except _UNREADABLE as error:
        remedy = "the archive is cut off or altered; fetch or pack it again"
        raise InputError(Problem(f"cannot be unpacked: {error}", remedy, str(path))) from error
    with suppress(InputError):  # of a kind that is not read, such as tar
        if kind_of_archive(target) is None:
            return target
    raise InputError(Problem("is an archive in an archive", "unpack both, and import the file", str(path)))
