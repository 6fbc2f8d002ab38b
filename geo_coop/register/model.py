"""The register of one release, and the ways to write a code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from geo_coop.codes import code_range, dosm_of, parent_of, parse_code
from geo_coop.errors import AmbiguousError, NotFoundError
from geo_coop.register.lists import DEFAULT_RELEASE, SOURCE_2025, find_list
from geo_coop.register.table import Table, read_table
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from geo_coop.provenance import Provenance
    from geo_coop.register.frames import Frames

SOURCE: Final = SOURCE_2025
_PROVINCE_DIGITS: Final = 2


@dataclass(frozen=True, eq=False)
class Register:
    """The regions of one release.

    Attributes
    ----------
    table
        All of it as plain lists and arrays; the frames are made of it when one is asked for.
    source
        Where the list comes from.
    regions
        DataFrame indexed by ``code`` (sorted, unique strings) with the columns name, level, kind, parent, note.
    aliases
        DataFrame with the columns code, alias, type: other written forms of a name.
    schemes
        DataFrame with the columns code, scheme, value, until: codes in other schemes; ``until`` is the last year of
        a code that its scheme has replaced, empty for one in use.
    official_areas
        DataFrame indexed by ``code`` with area_km2, source, release.
    release
        Year of the list.
    """

    table: Table
    source: Provenance
    release: str

    @cached_property
    def _frames(self) -> Frames:
        from geo_coop.register.frames import frames_of  # noqa: PLC0415  (pandas is slow to import; see table)

        return frames_of(self.table, self.source)

    @property
    def regions(self) -> pd.DataFrame:
        """Return name, level, kind, parent and note by code."""
        return self._frames.regions

    @property
    def aliases(self) -> pd.DataFrame:
        """Return other written forms of names."""
        return self._frames.aliases

    @property
    def schemes(self) -> pd.DataFrame:
        """Return codes in other schemes."""
        return self._frames.schemes

    @property
    def official_areas(self) -> pd.DataFrame:
        """Return official areas by code."""
        return self._frames.official_areas

    @property
    def codes(self) -> npt.NDArray[np.str_]:
        """Return all codes, sorted."""
        return self.table.code_array

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], str]:
        return {(row["scheme"], row["value"]): row["code"] for row in self.table.schemes}

    def __contains__(self, code: object) -> bool:
        """Return whether the register holds a canonical code."""
        return self.table.row_of(code) is not None

    def row_of(self, code: str) -> int:
        """Return the position of a region among all, in order of code.

        Raises
        ------
        NotFoundError
            The register holds no such code.
        """
        row = self.table.row_of(code)
        if row is None:
            message = f"no region {code!r} in the {self.release} list; look it up with: geo-coop find NAME"
            raise NotFoundError(message)
        return row

    def name(self, code: str) -> str:
        """Return the name of a region.

        Raises
        ------
        NotFoundError
            The register holds no such code.
        """
        return self.table.names[self.row_of(code)]

    def described(self, code: str) -> dict[str, str | None]:
        """Return code, name, level, kind and parent of a region.

        Raises
        ------
        NotFoundError
            The register holds no such code.
        """
        row = self.row_of(code)
        return {
            "code": code, "name": self.table.names[row], "level": self.table.level(row), "kind": self.table.kind(row),
            "parent": parent_of(code),
        }  # fmt: skip

    def rows_within(self, code: str) -> list[int]:
        """Return the positions of a region and all that it contains, as `within` has them."""
        rows = list(range(*code_range(self.table.codes, code)))
        return [*rows, self.row_of(code)] if code == "ID" else rows

    def within(self, code: str) -> pd.DataFrame:
        """Return the region and all that it contains, in order of code."""
        return self.regions.iloc[self.rows_within(code)]

    def villages(self, code: str) -> pd.DataFrame:
        """Return the villages of a region of any level, in order of code."""
        inside = self.within(code)
        return inside[inside["level"] == "village"]

    def scheme_values(self, code: str) -> dict[str, str]:
        """Return the region's codes in other schemes, as they are in use now, by scheme."""
        values = {row["scheme"]: row["value"] for row in self.table.schemes if row["code"] == code and not row["until"]}
        if "bps" in values:
            values["pcode"] = f"ID{values['bps']}"
        dosm = dosm_of(code)
        if dosm is not None:
            values["dosm"] = dosm
        return values

    def scheme_missing(self, code: str) -> dict[str, str]:
        """Return by scheme why a region has no code there that it should have, and since when the region exists."""
        found: dict[str, str] = {}
        for row in self.table.missing:
            if row["code"] == code:
                law = f"; made by {row['law']}" if row["law"] else ""
                found[row["scheme"]] = (
                    f"not available: no open list that relates both systems has it; the region is in Kemendagri's list "
                    f"of {row['first_with']} and not yet in that of {row['last_without']}{law}"
                )
        return found

    def scheme_table(self, level: str, *, within: str = "ID") -> pd.DataFrame:
        """Return the codes of all schemes side by side.

        Parameters
        ----------
        level
            ``province``, ``regency`` or ``district``, or a synonym. Districts have BPS codes in Kalimantan only.
        within
            Canonical code of the region to stay in.

        Returns
        -------
        pandas.DataFrame
            One row for each region in order of code, with the columns code, name, kemendagri, bps, bps_before, pcode,
            iso, dosm and bps_missing; a code that does not exist or is not known is an empty string. ``bps_before`` is
            the BPS code until 2022 where it was another; ``bps_missing`` says of a region of Indonesia without a BPS
            code why it has none here, and of one that is newer than the lists since when it exists.
        """
        from geo_coop.register.frames import schemes_beside  # noqa: PLC0415  (pandas is slow to import)

        why = {row["code"]: self.scheme_missing(row["code"])["bps"] for row in self.table.missing}
        return schemes_beside(self.within(within), self.schemes, level, why)

    def from_scheme(self, scheme: str, value: str) -> str:
        """Return the canonical code for a code of another scheme, in use or replaced.

        Raises
        ------
        NotFoundError
            The register does not know that code in that scheme.
        """
        wanted, number = ("bps", value.removeprefix("ID")) if scheme == "pcode" else (scheme, value)
        code = self._by_value.get((wanted, number))
        if code is not None and code in self:
            return code
        known = "provinces, regencies and cities, and of districts in Kalimantan" if wanted == "bps" else "provinces"
        message = (
            f"no region {scheme}:{value} in the register; it knows {scheme} codes of {known}{self._around(number)}"
        )
        raise NotFoundError(message)

    def _around(self, number: str) -> str:
        """Name the region that a longer BPS code lies in, as far as it is known."""
        for length in (7, 4):
            code = self._by_value.get(("bps", number[:length]))
            if len(number) > length and code is not None and code in self:
                return f"; bps:{number[:length]} is {code} {self.name(code)}"
        return ""

    def resolve_code(self, text: str) -> str:
        """Return the canonical code for a code as written: canonical, or with a scheme prefix.

        Raises
        ------
        AmbiguousError
            An undotted number without scheme; the candidates are the regions it may mean. Two digits are refused
            only where the schemes differ, as they do in Papua.
        InputError
            No code, or a damaged one.
        NotFoundError
            A code of the right form that the register does not hold.
        """
        try:
            parsed = parse_code(text)
        except AmbiguousError as error:
            raise AmbiguousError(*self._meanings(text, [str(one["write"]) for one in error.candidates])) from error
        code = parsed.value if parsed.scheme == "canonical" else self.from_scheme(parsed.scheme, parsed.value)
        if code == text.strip() and len(code) == _PROVINCE_DIGITS and code.isdigit():
            other = self._by_value.get(("bps", code), code)
            if other != code and code in self:
                raise AmbiguousError(*self._meanings(text, [f"kemendagri:{code}", f"bps:{code}"]))
            if other != code:
                message = f"no region {code!r} in the {self.release} list; bps:{code} is {other} {self.name(other)}"
                raise NotFoundError(message)
        self.name(code)
        return code

    def _meanings(self, text: str, readings: list[str]) -> tuple[str, list[dict[str, object]]]:
        """Name the regions that a bare number may mean, one for each scheme."""
        meanings: list[dict[str, object]] = []
        parts: list[str] = []
        for written in readings:
            scheme = written.partition(":")[0] if ":" in written else "kemendagri"
            try:
                code = self.resolve_code(written)
            except NotFoundError:
                meanings.append({"scheme": scheme, "write": written, "code": None, "name": None})
                where = self._around(written.partition(":")[2]) if scheme == "bps" else ""
                parts.append(f"{scheme}: no such region in the register (write {written}){where.replace(';', ',')}")
                continue
            meanings.append({"scheme": scheme, "write": written, **self.described(code)})
            parts.append(f"{scheme}: {code} {self.name(code)} (write {written})")
        count = "has several meanings" if len(readings) > 1 else "has no scheme"
        return f"{text.strip()} {count}: {'; '.join(parts)}", meanings


def load_register(release: str = DEFAULT_RELEASE) -> Register:
    """Return the register of a release. It is read once in a process and shared: do not change its frames.

    Parameters
    ----------
    release
        Year of the list: 2016, 2020, 2022, 2023 or 2025. 2020 and 2025 are embedded, the others are there after
        ``geo-coop boundaries fetch wilayah``. Other names, codes of other schemes and official areas are those of
        2025, as far as the list of that year has the codes.

    Raises
    ------
    InputError
        No list of that year.
    NotFoundError
        The list has not been fetched.
    """
    path, source = find_list(release)
    return _read(data_root() / "register", release, path, source)


@lru_cache(maxsize=5)
def _read(folder: Path, release: str, path: Path, source: Provenance) -> Register:
    return Register(table=read_table(folder, path), source=source, release=release)
