"""Everything in one GeoPackage for QGIS: regions, coverage, agreements, border, zones and claims, with styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.api.cover import village_coverage
from geo_coop.api.export_border import border_layers
from geo_coop.api.export_records import claims_layer, coverage_layer, readme_layer, record_layers
from geo_coop.api.export_regions import neighbours_layer, region_layers
from geo_coop.api.export_zones import zone_layers
from geo_coop.api.home import home_region
from geo_coop.boundaries.load import load_regions
from geo_coop.export import Relation, check_place, write_geopackage
from geo_coop.register import load_register

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo_coop.export import Layer
    from geo_coop.schema import Lang

_PROVINCE: Final = len("65")
RELATIONS: Final = (Relation("coverage", "villages", "code", "agreements", "agreement"),)


def export_layers(
    *, within: str | None = None, on: dt.date | None = None, source: str | None = None, lang: Lang = "id"
) -> tuple[Layer, ...]:
    """Return all layers and tables of an export.

    Parameters
    ----------
    within
        Code or name of a region in Indonesia to limit villages, coverage and what lies beside them to; default: all
        villages at hand. Figures of the regions that hold it count all of their villages.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    lang
        Language of titles, labels and styles.

    Returns
    -------
    tuple of Layer
        villages, districts, regencies, provinces, neighbours, coverage, agreements, parties, stages, border_line,
        border_villages, corridor_bands, crossings, zones, zone_members, zone_extents, sites, claims, readme: always all
        of them, empty where a region has none. Columns: docs/export.md.

    Raises
    ------
    InputError
        A region abroad.
    NotFoundError
        No such region, or no villages there.
    """
    inside = home_region(within, load_register()) if within is not None else None
    inside = None if inside == "ID" else inside
    reach = inside[:_PROVINCE] if inside is not None else None
    villages = load_regions("village", within=reach, source=source)
    table = village_coverage(villages, on=on, source=source, lang=lang)
    provinces = sorted({str(code)[:_PROVINCE] for code in villages.index})
    return (
        *region_layers(villages, table, inside, source, lang),
        neighbours_layer(lang),
        coverage_layer(table, inside, lang),
        *record_layers(table, on, lang),
        *border_layers(provinces, inside, on, source, lang),
        *zone_layers(provinces, inside, source, lang),
        claims_layer(source, lang),
        readme_layer(on, lang),
    )


def export_geopackage(
    path: str | Path,
    *,
    within: str | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    lang: Lang = "id",
) -> Path:
    """Write everything to one GeoPackage that opens in QGIS with its styles, whole or not at all.

    Parameters
    ----------
    path
        The file, ending in ``.gpkg``; its folder must exist.
    within, on, source, lang
        As for `export_layers`.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        As for `export_layers` and `geo_coop.export.write_geopackage`.
    NotFoundError
        As for `export_layers`.
    """
    check_place(path)
    return write_geopackage(export_layers(within=within, on=on, source=source, lang=lang), path, relations=RELATIONS)
