"""The register of one release, and the ways to write a code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.codes import code_range, dosm_of, kind_of, level_of, parent_of, parse_code
from geo_coop.errors import AmbiguousError, NotFoundError
from geo_coop.provenance import Provenance, attach
from geo_coop.register.lists import DEFAULT_RELEASE, SOURCE_2025, find_list, read_list
from geo_coop.resources import data_root
from geo_coop.schema import normalise_level

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

SOURCE: Final = SOURCE_2025
SCHEME_COLUMNS: Final = ("code", "name", "kemendagri", "bps", "bps_before", "pcode", "iso", "dosm")
_PROVINCE_DIGITS: Final = 2


@dataclass(frozen=True, eq=False)
class Register:
    """The regions of one release.

    Attributes
    ----------
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

    regions: pd.DataFrame
    aliases: pd.DataFrame
    schemes: pd.DataFrame
    official_areas: pd.DataFrame
    release: str

    @cached_property
    def codes(self) -> npt.NDArray[np.str_]:
        """Return all codes, sorted."""
        return self.regions.index.to_numpy(dtype=str)

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], str]:
        rows = self.schemes
        return dict(zip(zip(rows["scheme"], rows["value"], strict=True), rows["code"], strict=True))

    def __contains__(self, code: object) -> bool:
        """Return whether the register holds a canonical code."""
        return code in self.regions.index

    def name(self, code: str) -> str:
        """Return the name of a region.

        Raises
        ------
        NotFoundError
            The register holds no such code.
        """
        if code not in self:
            message = f"no region {code!r} in the {self.release} list; look it up with: geo-coop find NAME"
            raise NotFoundError(message)
        return str(self.regions.at[code, "name"])

    def within(self, code: str) -> pd.DataFrame:
        """Return the region and all that it contains, in order of code."""
        low, high = code_range(self.codes, code)
        inside = self.regions.iloc[low:high]
        if code == "ID":
            return pd.concat([inside, self.regions.loc[["ID"]]])
        return inside

    def villages(self, code: str) -> pd.DataFrame:
        """Return the villages of a region of any level, in order of code."""
        inside = self.within(code)
        return inside[inside["level"] == "village"]

    def scheme_values(self, code: str) -> dict[str, str]:
        """Return the region's codes in other schemes, as they are in use now, by scheme."""
        rows = self.schemes[(self.schemes["code"] == code) & (self.schemes["until"] == "")]
        values = dict(zip(rows["scheme"], rows["value"], strict=True))
        if "bps" in values:
            values["pcode"] = f"ID{values['bps']}"
        dosm = dosm_of(code)
        if dosm is not None:
            values["dosm"] = dosm
        return values

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
            One row for each region in order of code, with the columns `SCHEME_COLUMNS`; a code that does not exist or
            is not known is an empty string. ``bps_before`` is the BPS code until 2022 where it was another.
        """
        inside = self.within(within)
        inside = inside[inside["level"] == normalise_level(level)]
        table = pd.DataFrame({"code": inside.index, "name": inside["name"].to_numpy()})
        national = inside.index.str[:1].str.isdigit()
        table["kemendagri"] = np.where(national, table["code"], "")
        used, replaced = self.schemes["until"] == "", self.schemes["until"] != ""
        for column, scheme, rows in (("bps", "bps", used), ("bps_before", "bps", replaced), ("iso", "iso", used)):
            values = self.schemes[rows & (self.schemes["scheme"] == scheme)].set_index("code")["value"]
            table[column] = table["code"].map(values).fillna("")
        table["pcode"] = np.where(table["bps"] != "", "ID" + table["bps"], "")
        table["dosm"] = [dosm_of(code) or "" for code in table["code"]]
        return table[list(SCHEME_COLUMNS)]

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
            row = self.regions.loc[code]
            meanings.append(
                {"scheme": scheme, "write": written, "code": code, "name": row["name"], "level": row["level"],
                 "kind": row["kind"], "parent": row["parent"]}
            )  # fmt: skip
            parts.append(f"{scheme}: {code} {row['name']} (write {written})")
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
    neighbours = _read_csv(folder / "neighbours.csv").set_index("code")
    listed = _with_hierarchy(read_list(path))
    foreign = pd.DataFrame(
        {
            "name": neighbours["name"],
            "level": [level_of(code) for code in neighbours.index],
            "kind": neighbours["kind"],
            "parent": [parent_of(code) for code in neighbours.index],
            "note": "",
        },
        index=neighbours.index,
    )
    regions = attach(pd.concat([listed, foreign]).sort_index(), source)
    columns = ["name", "level", "kind", "parent", "note"]
    areas = _read_csv(folder / "official_areas.csv").set_index("code")
    areas["area_km2"] = areas["area_km2"].astype(float)
    aliases, schemes = _read_csv(folder / "aliases.csv"), _read_csv(folder / "schemes.csv")
    return Register(
        regions=regions[columns],
        aliases=aliases[regions.index.get_indexer(pd.Index(aliases["code"])) >= 0].reset_index(drop=True),
        schemes=schemes[regions.index.get_indexer(pd.Index(schemes["code"])) >= 0].reset_index(drop=True),
        official_areas=areas[regions.index.get_indexer(areas.index) >= 0],
        release=release,
    )


def _with_hierarchy(listed: pd.DataFrame) -> pd.DataFrame:
    """Add level, kind and parent to the sorted Indonesian list, array by array."""
    codes = listed.index.to_numpy(dtype=str)
    length = np.char.str_len(codes)
    level = np.select([length == 2, length == 5, length == 8], ["province", "regency", "district"], "village")  # noqa: PLR2004
    digit = np.array([code[9:10] for code in codes.tolist()], dtype=str)
    kota = np.array([code[3:4] >= "7" for code in codes.tolist()], dtype=bool)
    kind = np.select(
        [length == 2, (length == 5) & kota, length == 5, length == 8, digit == "1", digit == "2", digit == "3"],  # noqa: PLR2004
        ["provinsi", "kota", "kabupaten", "kecamatan", "kelurahan", "desa", "desa adat"],
        "",
    )
    unknown = codes[kind == ""]
    if len(unknown):
        kind_of(str(unknown[0]))  # raises with the reason
    parent = np.array([code.rpartition(".")[0] or "ID" for code in codes.tolist()], dtype=str)
    return listed.assign(level=pd.Categorical(level).astype(str), kind=pd.Categorical(kind).astype(str), parent=parent)


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)
