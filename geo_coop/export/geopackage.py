"""Several layers and tables in one GeoPackage, with their styles for QGIS, written whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_coop.errors import InputError, Problem
from geo_coop.provenance import sources_of
from geo_coop.replacing import replacing
from geo_coop.schema import GEOGRAPHIC_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Name of the geometry column of every layer, and of the table that QGIS takes styles from.
GEOMETRY: Final = "geom"
STYLES: Final = "layer_styles"
SOURCES: Final = "sources"
GEOMETRY_TYPES: Final = ("MultiPolygon", "MultiLineString", "Point")

_VERSION: Final = "1.2"  # of the format; newer ones draw a warning from QGIS versions in use
_RESERVED: Final = ("gpkg_", "gpkgext_", "rtree_", "sqlite_")
_SOURCE_COLUMNS: Final = ("layer", "source", "title", "release", "tier", "licence", "attribution", "method")
_CREATE_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_ADD_STYLE: Final = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
  styleSLD, useAsDefault, description, owner, ui) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', NULL)
"""
_CREATE_RELATIONS: Final = """
CREATE TABLE gpkgext_relations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, base_table_name TEXT NOT NULL,
  base_primary_column TEXT NOT NULL DEFAULT 'id', related_table_name TEXT NOT NULL,
  related_primary_column TEXT NOT NULL DEFAULT 'id', relation_name TEXT NOT NULL,
  mapping_table_name TEXT NOT NULL UNIQUE)
"""
_ADD_EXTENSION: Final = """
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
  VALUES (?, NULL, 'gpkg_related_tables', 'http://docs.opengeospatial.org/is/18-000/18-000.html', 'read-write')
"""


@dataclass(frozen=True, slots=True)
class Style:
    """A style of a layer.

    Attributes
    ----------
    name
        Name in QGIS; the first style of a layer is the one it opens with.
    qml
        The style as QGIS saves it.
    """

    name: str
    qml: str


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer, or a table without shapes.

    Attributes
    ----------
    name
        Name of the table, in lower-case letters, digits and underscores.
    frame
        Rows; an index with a name becomes a column. Rows without a shape stay.
    description
        What it holds, for the list of contents.
    geometry_type
        One of `GEOMETRY_TYPES`; None for a table without shapes.
    styles
        Styles, the default first.
    """

    name: str
    frame: pd.DataFrame
    description: str
    geometry_type: str | None = None
    styles: tuple[Style, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of many to many: each row of a table names a row of two others.

    Attributes
    ----------
    mapping
        The table; it gets the columns ``base_id`` and ``related_id``.
    base, related
        The two others.
    base_key, related_key
        Columns that the mapping shares with each: of that name there, and in the mapping.
    """

    mapping: str
    base: str
    base_key: str
    related: str
    related_key: str


def write_geopackage(layers: Sequence[Layer], path: str | Path, *, relations: Sequence[Relation] = ()) -> Path:
    """Write layers, tables, styles, relations and a table of sources to one GeoPackage, whole or not at all.

    Shapes are in EPSG:4326, in a column ``geom``; each table has a key ``fid``, counted from 1 in the order of rows.
    Styles stand in ``layer_styles``, where QGIS finds them. The table ``sources`` has one row for each layer and
    source of it (`geo_coop.provenance.sources_of`).

    Parameters
    ----------
    layers
        In the order in which they shall stand in the file.
    path
        The file, ending in ``.gpkg``; its folder must exist.
    relations
        Relations between tables.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        Another ending, names that repeat or that the format reserves, shapes in another CRS, rows of a relation that
        name no row, or a folder that may not be written. Everything that is wrong with the layers at once.
    """
    target = Path(path)
    problems = [*_place(target), *_problems(layers, relations)]
    if problems:
        raise InputError(problems)
    related = {layer.name: layer for layer in layers}
    for relation in relations:
        related[relation.mapping] = _with_keys(relation, related)
    with replacing(target) as draft:
        draft.unlink()  # GDAL makes the file itself
        for layer in (*related.values(), _sources(layers)):
            _write(layer, draft)
        with closing(sqlite3.connect(draft)) as connection, connection:
            _add_styles(connection, layers)
            _add_relations(connection, relations)
    return target


def check_place(path: str | Path) -> None:
    """Raise `InputError` where no GeoPackage can be written to a path, before anything is computed for it."""
    problems = _place(Path(path))
    if problems:
        raise InputError(problems)


def _place(target: Path) -> list[Problem]:
    problems = []
    if target.suffix.lower() != ".gpkg":
        problems.append(Problem(f"{target.name} does not end in .gpkg", "choose a name that does"))
    if not target.parent.is_dir():
        problems.append(Problem(f"cannot write {target}: there is no folder {target.parent}", "make it first"))
    return problems


def _problems(layers: Sequence[Layer], relations: Sequence[Relation]) -> list[Problem]:
    names = [layer.name for layer in layers]
    problems = [Problem(f"layer {name!r} stands more than once") for name in {*names} if names.count(name) > 1]
    for layer in layers:
        plain = layer.name.replace("_", "a").isalnum() and layer.name.isascii() and layer.name.islower()
        if not plain or layer.name.startswith(_RESERVED) or layer.name in {STYLES, SOURCES}:
            problems.append(Problem(f"layer name {layer.name!r}", "use lower-case letters, digits and underscores"))
        columns = [str(column).lower() for column in _flat(layer).columns]
        if len({*columns}) < len(columns) or {"fid", "base_id", "related_id"} & {*columns}:
            problems.append(Problem(f"layer {layer.name}: columns repeat, or have a name that the format needs"))
        if layer.geometry_type is None:
            if isinstance(layer.frame, gpd.GeoDataFrame):
                problems.append(Problem(f"layer {layer.name} has shapes", "say which, or drop them"))
        elif not isinstance(layer.frame, gpd.GeoDataFrame) or layer.geometry_type not in GEOMETRY_TYPES:
            problems.append(Problem(f"layer {layer.name}: geometry type {layer.geometry_type!r} for its rows"))
        elif layer.frame.crs is None or not layer.frame.crs.equals(GEOGRAPHIC_CRS, ignore_axis_order=True):
            problems.append(Problem(f"layer {layer.name}: CRS is not EPSG:4326", "convert it with to_crs"))
    unknown = {part for each in relations for part in (each.mapping, each.base, each.related)} - {*names}
    problems += [Problem(f"relation names {name!r}, which is no layer") for name in sorted(unknown)]
    return problems


def _flat(layer: Layer) -> pd.DataFrame:
    return layer.frame.reset_index() if layer.frame.index.name is not None else layer.frame.reset_index(drop=True)


def _with_keys(relation: Relation, layers: dict[str, Layer]) -> Layer:
    """Return the mapping table with the keys of the rows that it relates."""
    mapping = layers[relation.mapping]
    frame = _flat(mapping)
    keys = {}
    for column, table, key in (
        ("base_id", relation.base, relation.base_key),
        ("related_id", relation.related, relation.related_key),
    ):
        other = _flat(layers[table])[key]
        if not other.is_unique:
            message = f"table {table}: values of {key!r} repeat, so nothing can be related to them"
            raise InputError(message)
        place = pd.Series(range(1, len(other) + 1), index=other.to_numpy())
        found = frame[key].map(place)
        if found.isna().any():
            missing = frame.loc[found.isna(), key].iloc[0]
            message = f"table {mapping.name}: {int(found.isna().sum())} rows name no row of {table}, as {missing!r}"
            raise InputError(message)
        keys[column] = found.astype("int64")
    return Layer(mapping.name, frame.assign(**keys), mapping.description, mapping.geometry_type, mapping.styles)


def _write(layer: Layer, path: Path) -> None:
    frame = _flat(layer)
    options: dict[str, object] = {
        "driver": "GPKG",
        "layer": layer.name,
        "layer_options": {"DESCRIPTION": layer.description, "FID": "fid", "ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"},
        "dataset_options": {"VERSION": _VERSION},
        "append": False,
    }
    if layer.geometry_type is None:
        pyogrio.write_dataframe(_plain(frame), path, **options)
        return
    shaped = gpd.GeoDataFrame(_plain(frame), geometry=frame.geometry.name, crs=GEOGRAPHIC_CRS)
    options["layer_options"] = {**dict(options["layer_options"]), "GEOMETRY_NAME": GEOMETRY}  # type: ignore[call-overload]
    multi = layer.geometry_type.startswith("Multi")
    pyogrio.write_dataframe(shaped, path, geometry_type=layer.geometry_type, promote_to_multi=multi, **options)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text as text, and None where there is none; numbers and shapes as they are."""
    result = frame.copy()
    shapes = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    for column in result.columns:
        if column != shapes and not pd.api.types.is_numeric_dtype(result[column].dtype):
            texts = [None if pd.isna(value) else _storable(str(value)) for value in result[column]]
            result[column] = pd.Series(texts, index=result.index, dtype=object)
    return result


def _storable(text: str) -> str:
    """Return text without what would end it early in the file, or cannot be written: a mark stands in its place."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _sources(layers: Sequence[Layer]) -> Layer:
    rows = [
        {"layer": layer.name, **{name: getattr(source, name) for name in _SOURCE_COLUMNS[1:]}}
        for layer in layers
        for source in sources_of(layer.frame)
    ]
    frame = pd.DataFrame(rows, columns=list(_SOURCE_COLUMNS))
    return Layer(SOURCES, frame, "Where each layer comes from: source, release, tier, licence, attribution, method")


def _add_styles(connection: sqlite3.Connection, layers: Sequence[Layer]) -> None:
    connection.execute(_CREATE_STYLES)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, ?)",
        (STYLES, STYLES, "Styles for QGIS"),
    )
    for layer in layers:
        for number, style in enumerate(layer.styles):
            column = GEOMETRY if layer.geometry_type else ""
            row = (layer.name, column, style.name, style.qml, number == 0, layer.description)
            connection.execute(_ADD_STYLE, row)


def _add_relations(connection: sqlite3.Connection, relations: Sequence[Relation]) -> None:
    if not relations:
        return
    connection.execute(_CREATE_RELATIONS)
    for table in ("gpkgext_relations", *(relation.mapping for relation in relations)):
        connection.execute(_ADD_EXTENSION, (table,))
    for each in relations:
        connection.execute(
            "INSERT INTO gpkgext_relations (base_table_name, base_primary_column, related_table_name,"
            " related_primary_column, relation_name, mapping_table_name) VALUES (?, 'fid', ?, 'fid', 'attributes', ?)",
            (each.base, each.related, each.mapping),
        )
