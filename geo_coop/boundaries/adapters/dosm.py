"""States and districts of Malaysia as the Department of Statistics Malaysia (DOSM) publishes them: GeoJSON.

Properties are ``state, code_state`` and, for districts, ``district, code_district``. The state numbers of DOSM
are those of ISO 3166-2:MY (Johor 1 is MY-01, Sabah 12 is MY-12, Sarawak 13 is MY-13).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geo_coop.boundaries.adapters.common import (
    BadShapeError,
    Drawing,
    clean_name,
    polygons_of,
    read_text,
    reject_constant,
)
from geo_coop.errors import InputError, Problem
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from geo_coop.boundaries.adapters.common import Polygon
    from geo_coop.schema import Level

# ISO 3166-2:MY, with the names that DOSM writes.
STATES: Final[Mapping[int, str]] = {
    1: "Johor", 2: "Kedah", 3: "Kelantan", 4: "Melaka", 5: "Negeri Sembilan", 6: "Pahang", 7: "Pulau Pinang",
    8: "Perak", 9: "Perlis", 10: "Selangor", 11: "Terengganu", 12: "Sabah", 13: "Sarawak",
    14: "W.P. Kuala Lumpur", 15: "W.P. Labuan", 16: "W.P. Putrajaya",
}  # fmt: skip
_GEOGRAPHIC: Final = frozenset(
    {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"},
)
_MAX_DISTRICT: Final = 99
_FEDERAL_TERRITORIES: Final = frozenset({"MY-14", "MY-15", "MY-16"})


def kind_of_malaysia(code: str) -> str:
    """Return the kind of a Malaysian region, one of `schema.KINDS`.

    Examples
    --------
    >>> [kind_of_malaysia(code) for code in ("MY-12", "MY-15", "MY-12.06")]
    ['negeri', 'wilayah persekutuan', 'daerah']
    """
    if "." in code:
        return "daerah"
    return "wilayah persekutuan" if code in _FEDERAL_TERRITORIES else "negeri"


def read_dosm(source: str | Path | bytes, *, level: Level | None = None, file: str = "") -> gpd.GeoDataFrame:
    """Read states, or districts, of Malaysia; every feature is kept.

    Parameters
    ----------
    source
        A path, or the bytes of a GeoJSON file.
    level
        ``"province"`` for states or ``"regency"`` for districts; when given, a file of the other is an error.
    file
        How to call the file in messages; the path by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``code`` (``MY-12`` or ``MY-12.06``) in ascending order, EPSG:4326, columns ``name``, ``problem``
        (what had to be mended while reading) and ``geometry``, which may be invalid, or None.

    Raises
    ------
    InputError
        No such file, another CRS, or features that cannot be read: one report of them all.

    Examples
    --------
    >>> ring = [[118, 5], [119, 5], [119, 6], [118, 5]]
    >>> feature = {"type": "Feature", "properties": {"state": "Sabah", "code_state": 12},
    ...            "geometry": {"type": "Polygon", "coordinates": [ring]}}
    >>> read_dosm(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()).name.to_dict()
    {'MY-12': 'Sabah'}
    """
    text, file = read_text(source, file)
    features = _features(text, file)
    drawing = Drawing(lat_first=False)
    problems: list[Problem] = []
    rows: dict[str, str] = {}
    for number, feature in enumerate(features, start=1):
        try:
            code, name = _identity(feature, level, rows)
            drawing.add(_polygons(feature))
        except BadShapeError as error:
            problems.append(Problem(f"feature {number}: {error}", file=file))
        else:
            rows[code] = name
    if problems:
        raise InputError(problems)
    frame = gpd.GeoDataFrame(
        {"name": list(rows.values()), "problem": drawing.notes},
        geometry=drawing.shapes(),
        index=list(rows),
        crs=GEOGRAPHIC_CRS,
    )
    frame.index.name = "code"
    return frame.sort_index()


def _features(text: str, file: str) -> list[object]:
    try:
        data = json.loads(text, parse_constant=reject_constant)
    except json.JSONDecodeError as error:
        problem = Problem(f"no JSON: {error.msg}", "the file is cut off or altered; fetch it again", file, error.lineno)
        raise InputError(problem) from error
    except (ValueError, RecursionError) as error:
        raise InputError(Problem(f"no GeoJSON: {error}", "give a GeoJSON file of DOSM", file)) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(features, list) or not features:
        problem = Problem("no GeoJSON FeatureCollection with features", "give a GeoJSON file of DOSM", file)
        raise InputError(problem)
    crs = data.get("crs")
    if crs is not None:
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if name not in _GEOGRAPHIC:
            raise InputError(Problem(f"CRS is {name!r}", "convert the file to EPSG:4326", file))
    return features


def _identity(feature: object, level: Level | None, known: Collection[str]) -> tuple[str, str]:
    """Return the canonical code and the name of a feature."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        message = "no properties; expected state, code_state and, for districts, district, code_district"
        raise BadShapeError(message)
    state = _number(properties, "code_state", max(STATES))
    found: Level = "regency" if "code_district" in properties else "province"
    if level is not None and found != level:
        message = f"a {found}, where the file should hold the level {level}"
        raise BadShapeError(message)
    written = clean_name(str(properties.get("state") or ""))
    if written != STATES[state]:
        message = f"code_state {state} is {STATES[state]} in ISO 3166-2, not {written!r}"
        raise BadShapeError(message)
    code, name = f"MY-{state:02d}", written
    if found == "regency":
        code += f".{_number(properties, 'code_district', _MAX_DISTRICT):02d}"
        name = clean_name(str(properties.get("district") or ""))
    if not name:
        message = "no name in 'district'"
        raise BadShapeError(message)
    if code in known:
        message = f"code {code} stands more than once"
        raise BadShapeError(message)
    return code, name


def _number(properties: Mapping[str, object], key: str, largest: int) -> int:
    value = properties.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= largest:
        message = f"{key} is {value!r}; expected a whole number from 1 to {largest}"
        raise BadShapeError(message)
    return value


def _polygons(feature: object) -> list[Polygon]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if geometry is None:
        return []
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        message = f"geometry is a {kind}; expected Polygon or MultiPolygon"
        raise BadShapeError(message)
    coordinates = geometry.get("coordinates")
    if not coordinates:
        return []
    try:
        return polygons_of(coordinates)
    except BadShapeError as error:
        message = f"geometry {error}"
        raise BadShapeError(message) from error
