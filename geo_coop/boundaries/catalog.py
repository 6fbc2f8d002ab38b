"""The catalogue of published boundary sources: what may be fetched, pinned and licensed."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from geo_coop.codes import level_of
from geo_coop.errors import InputError, NotFoundError, Problem
from geo_coop.provenance import Provenance
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS, LEVELS, Level, unknown_word

if TYPE_CHECKING:
    from collections.abc import Sequence

Adapter = Literal["kemendagri-sql", "dosm-geojson"]

_FORMAT: Final = 1
_MAX_FILE_BYTES: Final = 500_000_000
_COMMIT8: Final = 8
_RELEASE: Final = re.compile(r"\d{4}([.-]\d{1,2}){0,2}")
_PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)*")
_SAYS_NOTHING: Final = frozenset({"", "na", "n/a", "none", "unknown", "-", "?", "tbd"})

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
HostedName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$")]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PinnedFile(BaseModel):
    """One hosted file, pinned.

    Attributes
    ----------
    owner, repo, commit
        Where it is hosted; the commit in full.
    path
        Relative path inside the repository; it cannot leave it.
    bytes, sha256
        Size and hash; no more is ever read than this size allows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    owner: HostedName
    repo: HostedName
    commit: Commit
    path: str
    bytes: Annotated[int, Field(gt=0, le=_MAX_FILE_BYTES)]
    sha256: Sha256

    @field_validator("path")
    @classmethod
    def _path_stays_inside(cls, path: str) -> str:
        if not _PLAIN_PATH.fullmatch(path) or any(not part.strip(".") for part in path.split("/")):
            message = f"{path!r} is no plain relative path; write it like db/kab/file.sql, without '..'"
            raise ValueError(message)
        return path

    @property
    def local_path(self) -> PurePosixPath:
        """Path below a mirror or the cache: ``owner/repo/commit8/path``."""
        return PurePosixPath(self.owner, self.repo, self.commit[:_COMMIT8], self.path)

    @property
    def url_path(self) -> str:
        """Path below the address of the host: ``owner/repo/commit/path``."""
        return f"{self.owner}/{self.repo}/{self.commit}/{self.path}"


class CatalogFile(PinnedFile):
    """One file of a boundary source.

    Attributes
    ----------
    level
        Level of the regions in the file.
    scope
        Canonical codes of the regions that the file is complete for.
    """

    level: Level
    scope: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]

    @field_validator("scope")
    @classmethod
    def _scope_is_codes(cls, scope: tuple[str, ...]) -> tuple[str, ...]:
        for code in scope:
            level_of(code)
        return scope


class ListFile(PinnedFile):
    """One file of a source of lists.

    Attributes
    ----------
    release
        Year of the list, or the date of its figures.
    holds
        ``codes`` (codes and names of all regions) or ``areas`` (official areas).
    """

    release: str
    holds: Literal["codes", "areas"]

    @field_validator("release")
    @classmethod
    def _release_is_dated(cls, release: str) -> str:
        return _dated(release)


class _Terms(BaseModel):
    """What every source says of itself.

    Attributes
    ----------
    id, title, release
        Short name, printed name, dated state.
    licence, licence_url, attribution
        Terms, where they stand, and the text they ask to be shown.
    legal_basis, note
        What the source rests on and what to know about it; may be empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    release: str
    licence: Text
    licence_url: Annotated[str, Field(pattern=r"^https://\S+$")]
    attribution: Text
    legal_basis: str = ""
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _share_place(cls, data: object) -> object:
        """Give every file the owner, repo and commit that stand once at its source."""
        if not isinstance(data, dict):
            return data
        place = {key: data[key] for key in ("owner", "repo", "commit") if key in data}
        rest = {key: value for key, value in data.items() if key not in place}
        files = rest.get("file")
        if isinstance(files, list):
            rest["file"] = [{**place, **file} if isinstance(file, dict) else file for file in files]
        return rest

    @field_validator("release")
    @classmethod
    def _release_is_dated(cls, release: str) -> str:
        return _dated(release)

    @field_validator("licence", "attribution")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if text.strip().lower() in _SAYS_NOTHING:
            message = f"{text!r} says nothing; a source without known terms cannot stand in the catalogue"
            raise ValueError(message)
        return text


class Source(_Terms):
    """A published source of boundaries at one release.

    Attributes
    ----------
    crs
        CRS of the files.
    adapter
        Which reader understands them.
    gap_width_deg
        Gaps between neighbours narrower than this, in degrees, are closed when the coverage is cleaned.
    files
        What to fetch.
    """

    crs: Literal["EPSG:4326"] = GEOGRAPHIC_CRS
    adapter: Adapter
    gap_width_deg: Annotated[float, Field(ge=0, lt=0.1)]
    files: Annotated[tuple[CatalogFile, ...], Field(alias="file", min_length=1, strict=False)]

    @model_validator(mode="after")
    def _paths_are_unique(self) -> Self:
        _refuse_repeated("files", [str(file.local_path) for file in self.files])
        return self

    @property
    def total_bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)

    def files_of(self, level: Level) -> tuple[CatalogFile, ...]:
        """Return the files of one level."""
        return tuple(file for file in self.files if file.level == level)

    def levels(self) -> tuple[Level, ...]:
        """Return the levels that the source has files of, uppermost first."""
        return tuple(level for level in LEVELS if self.files_of(level))

    def provenance(self, method: str) -> Provenance:
        """Return what a layer made from this source carries along."""
        return Provenance(
            source=self.id,
            title=self.title,
            release=self.release,
            tier="authoritative",
            licence=self.licence,
            attribution=self.attribution,
            method=method,
        )


class ListSource(_Terms):
    """A published source of lists: codes and names of several years, official areas.

    Attributes
    ----------
    files
        What to fetch.
    """

    files: Annotated[tuple[ListFile, ...], Field(alias="file", min_length=1, strict=False)]

    @model_validator(mode="after")
    def _lists_are_unique(self) -> Self:
        _refuse_repeated("files", [str(file.local_path) for file in self.files])
        _refuse_repeated("lists", [f"{file.holds} {file.release}" for file in self.files])
        return self

    @property
    def total_bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)


def _dated(release: str) -> str:
    if not _RELEASE.fullmatch(release):
        message = f"{release!r} is no dated release; write it like 2025.1 or 2026-08-20"
        raise ValueError(message)
    return release


def _refuse_repeated(what: str, values: Sequence[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        message = f"{what} that stand more than once: {', '.join(repeated)}"
        raise ValueError(message)


class Catalog(BaseModel):
    """All published sources: of boundaries, and of lists of codes.

    Attributes
    ----------
    sources, lists
        The sources of boundaries and of lists; their ids are distinct.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    format: Literal[1]
    sources: Annotated[tuple[Source, ...], Field(alias="source", min_length=1, strict=False)]
    lists: Annotated[tuple[ListSource, ...], Field(alias="list", strict=False)] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        _refuse_repeated("sources", [source.id for source in (*self.sources, *self.lists)])
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the sources of boundaries, in the order of the catalogue."""
        return tuple(source.id for source in self.sources)

    @property
    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of the sources of lists, in the order of the catalogue."""
        return tuple(source.id for source in self.lists)

    def source(self, name: str) -> Source:
        """Return a source of boundaries by its id.

        Raises
        ------
        NotFoundError
            No source has that id.
        """
        for source in self.sources:
            if source.id == name:
                return source
        raise NotFoundError(unknown_word("boundary source", name, (*self.ids, *self.list_ids)))

    def select(self, names: Sequence[str] | None) -> tuple[Source, ...]:
        """Return the named sources of boundaries, each once, or all for None; ids of lists are passed over."""
        if names is None:
            return self.sources
        return tuple(self.source(name) for name in dict.fromkeys(names) if name not in self.list_ids)

    def select_lists(self, names: Sequence[str] | None) -> tuple[ListSource, ...]:
        """Return the named sources of lists, or all for None; ids of boundaries are passed over."""
        return tuple(source for source in self.lists if names is None or source.id in names)


def read_catalog(path: str | Path) -> Catalog:
    """Read and check a catalogue.

    Parameters
    ----------
    path
        A TOML file like the shipped ``data/boundaries/catalog.toml``.

    Raises
    ------
    InputError
        Not readable, no TOML, or entries that do not hold: one report of all of them.
    """
    file = Path(path)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the catalogue {file}: {error}"
        raise InputError(message) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(f"no TOML: {error}", "mend the line named", str(file))) from error
    try:
        return Catalog.model_validate(data)
    except ValidationError as error:
        found = [(item["loc"], item["msg"]) for item in error.errors()]
        # A list is reported as too short when its only entry is wrong; the entry's own problem says it all.
        deepest = [one for one in found if not any(loc != one[0] and loc[: len(one[0])] == one[0] for loc, _ in found)]
        raise InputError([Problem(f"{_place(loc)}: {what}", file=str(file)) for loc, what in deepest]) from error


@cache
def load_catalog() -> Catalog:
    """Return the shipped catalogue.

    Examples
    --------
    >>> load_catalog().ids
    ('wilayah-boundaries', 'dosm-malaysia')
    """
    return read_catalog(data_root() / "boundaries" / "catalog.toml")


def _place(parts: Sequence[str | int]) -> str:
    """Write a place as ``source[0].file[3].sha256``, counted as the file counts them."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "catalogue"
