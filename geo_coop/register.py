"""The register: which regions exist, with code, name, level, kind, parent, other schemes and official areas.

Indonesia is complete as of the 2025 list (Kepmendagri 300.2.2-2138/2025); of its neighbours the register
knows those that agreements name. It holds no shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.codes import code_range, kind_of, level_of, parent_of, parse_code
from geo_coop.errors import AmbiguousError, InputError, NotFoundError
from geo_coop.provenance import Provenance, attach
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

DEFAULT_RELEASE: Final = "2025"
RELEASES: Final = (DEFAULT_RELEASE,)

SOURCE: Final = Provenance(
    source="register",
    title="Kode wilayah administrasi pemerintahan (Kepmendagri 300.2.2-2138/2025), idn-area-data 4.0.1",
    release="2025",
    tier="authoritative",
    licence="ODbL-1.0",
    attribution="idn-area-data, Open Database License 1.0",
    method="codes and names as listed; level, kind and parent follow from the code",
)


@dataclass(frozen=True, eq=False)
class Register:
    """The regions of one release.

    Attributes
    ----------
    regions
        DataFrame indexed by ``code`` (sorted, unique strings) with the columns name, level, kind, parent.
    aliases
        DataFrame with the columns code, alias, type: other written forms of a name.
    schemes
        DataFrame with the columns code, scheme, value: codes in other schemes.
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
        """Return the region's codes in other schemes, by scheme."""
        rows = self.schemes[self.schemes["code"] == code]
        values = dict(zip(rows["scheme"], rows["value"], strict=True))
        if "bps" in values:
            values["pcode"] = f"ID{values['bps']}"
        return values

    def from_scheme(self, scheme: str, value: str) -> str:
        """Return the canonical code for a code of another scheme.

        Raises
        ------
        NotFoundError
            The register does not know that code in that scheme.
        """
        wanted, number = ("bps", value.removeprefix("ID")) if scheme == "pcode" else (scheme, value)
        rows = self.schemes[(self.schemes["scheme"] == wanted) & (self.schemes["value"] == number)]
        if rows.empty:
            known = "Kalimantan's provinces, regencies and cities"
            message = f"no region {scheme}:{value} in the register; it knows {scheme} codes of {known}"
            raise NotFoundError(message)
        return str(rows["code"].iloc[0])

    def resolve_code(self, text: str) -> str:
        """Return the canonical code for a code as written: canonical, or with a scheme prefix.

        Raises
        ------
        AmbiguousError
            An undotted number without scheme; the candidates are the regions it may mean.
        InputError
            No code.
        NotFoundError
            A code of the right form that the register does not hold.
        """
        try:
            parsed = parse_code(text)
        except AmbiguousError as error:
            raise AmbiguousError(*self._meanings(text, error)) from error
        code = parsed.value if parsed.scheme == "canonical" else self.from_scheme(parsed.scheme, parsed.value)
        self.name(code)
        return code

    def _meanings(self, text: str, error: AmbiguousError) -> tuple[str, list[dict[str, object]]]:
        """Name the regions that a bare number may mean, one for each scheme."""
        meanings: list[dict[str, object]] = []
        parts: list[str] = []
        for candidate in error.candidates:
            scheme, written = str(candidate["scheme"]), str(candidate["write"])
            try:
                code = self.resolve_code(written)
            except NotFoundError:
                meanings.append({"scheme": scheme, "write": written, "code": None, "name": None})
                parts.append(f"{scheme}: no such region in the register (write {written})")
                continue
            row = self.regions.loc[code]
            meanings.append(
                {"scheme": scheme, "write": written, "code": code, "name": row["name"], "level": row["level"],
                 "kind": row["kind"], "parent": row["parent"]}
            )  # fmt: skip
            parts.append(f"{scheme}: {code} {row['name']} (write {written})")
        return f"{text.strip()} has several meanings: {'; '.join(parts)}", meanings


def load_register(release: str = DEFAULT_RELEASE) -> Register:
    """Return the register of a release. It is read once in a process and shared: do not change its frames.

    Parameters
    ----------
    release
        Year of the list; 2025 is embedded.

    Raises
    ------
    InputError
        No list of that year.
    """
    if release not in RELEASES:
        message = f"no list of {release!r}; there is {', '.join(RELEASES)}"
        raise InputError(message)
    return _read(data_root() / "register", release)


@lru_cache(maxsize=2)
def _read(folder: Path, release: str) -> Register:
    listed = pd.read_parquet(folder / "regions.parquet")
    neighbours = _read_csv(folder / "neighbours.csv").set_index("code")
    listed = _with_hierarchy(listed)
    foreign = pd.DataFrame(
        {
            "name": neighbours["name"],
            "level": [level_of(code) for code in neighbours.index],
            "kind": neighbours["kind"],
            "parent": [parent_of(code) for code in neighbours.index],
        },
        index=neighbours.index,
    )
    regions = attach(pd.concat([listed, foreign]).sort_index(), SOURCE)
    areas = _read_csv(folder / "official_areas.csv").set_index("code")
    areas["area_km2"] = areas["area_km2"].astype(float)
    return Register(
        regions=regions,
        aliases=_read_csv(folder / "aliases.csv"),
        schemes=_read_csv(folder / "schemes.csv"),
        official_areas=areas,
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
