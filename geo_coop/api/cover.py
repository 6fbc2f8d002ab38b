"""Coverage, agreements, zones and crossings of the layers at hand and the records that ship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_coop import borders, cover
from geo_coop.agreements.read import (
    agreement_files,
    check_files,
    read_agreements,
    read_border_sets,
    read_zones,
)
from geo_coop.agreements.stages import stage_on
from geo_coop.api.rule_shapes import rule_lines, successions, with_rule_shapes
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import country_of, level_of
from geo_coop.errors import InputError, NotFoundError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import carry, narrowed
from geo_coop.register import DEFAULT_RELEASE, load_register, releases_at_hand
from geo_coop.register.vintages import crosswalk
from geo_coop.resources import data_root
from geo_coop.schema import GEOGRAPHIC_CRS, normalise_level

# Year of the list that ``code_then`` follows.
VINTAGE: Final = "vintage"

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from geo_coop.agreements.model import Agreement


def coverage(
    within: str | None = None,
    *,
    agreement: str | None = None,
    on: dt.date | None = None,
    level: str = "village",
    source: str | None = None,
    folder: Path | None = None,
    lang: str = "id",
) -> gpd.GeoDataFrame:
    """Return which region is covered by which agreement, with rule, share and evidence.

    Parameters
    ----------
    within
        Code or name of a region to limit to; default: everywhere that the layer reaches.
    agreement
        Id of one record; default: all.
    on
        The day; default: the records as a whole, every stage done counting.
    level
        village (default), district, regency or province; above the village, ``share`` is the share of villages.
    source
        Boundary source; default: the best at hand.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles, methods and reasons, ``"id"`` or ``"en"``.

    Returns
    -------
    GeoDataFrame
        For villages the columns of `geo_coop.cover.coverage`, above it those of `geo_coop.cover.by_level`, each
        with tier and geometry; EPSG:4326. Villages are those of today. Asked for a day, they also have
        ``code_then``, the code in the newest list at hand that is not younger than that year (None where the village
        was in no list then), and ``attrs["vintage"]`` says which list, None where none is that old. Provenance in
        attrs.

    Raises
    ------
    NotFoundError
        No such agreement, region or layer.
    InputError
        A region abroad, or records in ``folder`` that are wrong: all problems at once.
    """
    register = load_register()
    inside = resolve(within, register) if within else None
    villages = load_regions("village", within=inside, source=source)
    table = village_coverage(villages, agreement=agreement, on=on, source=source, folder=folder, lang=lang)
    wanted = normalise_level(level)
    if wanted == "village":
        table["tier"] = villages["tier"].reindex(table["code"]).to_numpy()
        table = narrowed(table, table["tier"].unique())
        return table if on is None else _with_codes_then(table, on)
    above = inside if inside is not None and level_of(inside) != "village" else None
    shapes = load_regions(wanted, within=above, source=source)
    upper = cover.by_level(table, villages, wanted)
    upper.insert(1, "name", register.regions["name"].reindex(upper["code"]).to_numpy())
    upper["tier"] = shapes["tier"].reindex(upper["code"]).to_numpy()
    geometry = shapes.geometry.reindex(upper["code"]).to_numpy()
    frame = carry(gpd.GeoDataFrame(upper, geometry=geometry, crs=GEOGRAPHIC_CRS), villages, shapes)
    used = {*villages["tier"].reindex(table["code"].unique()), *upper["tier"]}
    return narrowed(frame, used)


def _with_codes_then(table: gpd.GeoDataFrame, on: dt.date) -> gpd.GeoDataFrame:
    """Add the codes that villages had on a day, as far as a list at hand is old enough."""
    old = [release for release in releases_at_hand() if int(release) <= on.year]
    release = old[-1] if old else None
    code = table["code"].astype(object)
    if release is None:
        code = pd.Series([None] * len(table), index=table.index, dtype=object)
    elif release != DEFAULT_RELEASE and len(table):
        walks = [crosswalk(release, DEFAULT_RELEASE, within=unit) for unit in sorted({str(c)[:2] for c in code})]
        rows = pd.concat(walks)
        rows = rows[(rows["level"] == "village") & (rows["old_code"] != "") & (rows["relation"] != "abolished")]
        then = rows.sort_values("confidence", ascending=False).drop_duplicates("new_code").set_index("new_code")
        code = code.map(then["old_code"]).astype(object)
        code = code.where(code.notna(), None)
    result = table.assign(code_then=code)
    result.attrs = {**table.attrs, VINTAGE: release}
    return result


def village_coverage(
    villages: pd.DataFrame,
    *,
    agreement: str | None = None,
    on: dt.date | None = None,
    source: str | None = None,
    folder: Path | None = None,
    lang: str = "id",
) -> gpd.GeoDataFrame:
    """Return the coverage of given villages by the records that ship; as `geo_coop.cover.coverage`.

    Parameters
    ----------
    villages
        Villages sorted by code, with shapes or, as the register has them, without: shapes are then loaded for those
        villages alone that a corridor, a point or an extent may cut.
    agreement, on, folder, lang
        As for `coverage`.
    source
        Boundary source of the lines that corridors follow, and of shapes that are loaded; default: the best at hand.
    """
    found = records(agreement, folder)
    shaped = with_rule_shapes(villages, found, source=source)
    table = cover.coverage(
        shaped,
        found,
        on=on,
        zones=read_zones(),
        border_sets=read_border_sets(),
        facing=border_figures()["facing"],
        lines=rule_lines(found, villages.index, source=source),
        successions=successions(load_register()),
        lang=lang,
    )
    if not isinstance(shaped, gpd.GeoDataFrame):
        return carry(gpd.GeoDataFrame(table, geometry=[None] * len(table), crs=GEOGRAPHIC_CRS), table)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=shaped.crs) if len(table) == 0 else table


def covers(
    region: str, *, on: dt.date | None = None, source: str | None = None, folder: Path | None = None, lang: str = "id"
) -> list[dict[str, object]]:
    """Return the agreements that cover a region, with stage, rule, share and evidence.

    The register tells which villages a region has; shapes are loaded only where a line cuts some of them.

    Parameters
    ----------
    region
        Code or name, of any level in Indonesia.
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    folder
        Folder of further records, beside those that ship.
    lang
        Language of titles and statements.

    Returns
    -------
    list of dict
        agreement, title, kind, record, stage, stage_status, since, rule, rules, base, share (of the region's
        villages, 0-1), villages_covered, villages, reach, exactness, implied (every village only by implication),
        method (how shares were measured), why (why it is covered though no party is named), evidence (list of
        document, paragraph, statement, certainty); ordered by share and agreement.

    Raises
    ------
    InputError
        A foreign region: coverage is counted in Indonesian villages.
    """
    register = load_register()
    code = resolve(region, register)
    if country_of(code) != "ID":
        message = f"{code} {register.name(code)} lies abroad; coverage is counted in Indonesian villages"
        raise InputError(Problem(message, "ask for a region in Indonesia, or see: geo-coop agreements list"))
    villages = register.villages(code)
    by_id = {record.id: record for record in records(folder=folder)}
    table = village_coverage(villages, on=on, source=source, folder=folder, lang=lang)
    rows: list[dict[str, object]] = []
    for key, group in table.groupby("agreement", sort=True):
        first = group.iloc[0]
        rules = list(dict.fromkeys(rule for text in group["rules"] for rule in text.split("; ")))
        record = by_id[str(key)]
        used = [entry for entry in record.coverage if entry.rule in rules]
        rows.append(
            {
                **{column: first[column] for column in ("agreement", "title", "kind", "record", "stage")},
                "stage_status": first["stage_status"],
                "since": first["since"],
                "rule": rules[0],
                "rules": rules,
                "base": list(dict.fromkeys(base for text in group["base"] for base in text.split("; "))),
                "share": float(group["share"].sum() / len(villages)),
                "villages_covered": len(group),
                "villages": len(villages),
                "reach": first["reach"],
                "exactness": "approximate" if "approximate" in set(group["exactness"]) else "exact",
                "implied": bool(group["implied"].all()),
                "method": _joined(group["method"]),
                "why": _joined(group["why"]),
                "evidence": [
                    *evidence_rows(record, [key for rule in used for key in rule.evidence], lang),
                    *_reasons(record, group, lang),
                ],
            }
        )
    return sorted(rows, key=lambda row: (-float(str(row["share"])), str(row["agreement"])))


def _joined(texts: pd.Series) -> str:
    """Return the distinct texts of a column that are not empty, in order."""
    return "; ".join(dict.fromkeys(part for text in texts for part in str(text).split("; ") if part))


def _reasons(record: Agreement, group: pd.DataFrame, lang: str) -> list[dict[str, object]]:
    """Return the evidence for regions that belonged to a party then: of the record, or the law that split them off."""
    then = group[group["why"] != ""]
    if not len(then):
        return []
    keys = [key for party in record.parties if party.territory_then for key in party.territory_then.evidence]
    own = {f"{entry.document} §{entry.paragraph}" if entry.paragraph else entry.document for entry in record.evidence}
    laws = dict.fromkeys(text for cell in then["evidence"] for text in cell.split("; ") if text not in own)
    why = _joined(then["why"])
    rows = [{"id": "", "document": law, "paragraph": "", "statement": why, "certainty": "public"} for law in laws]
    return [*evidence_rows(record, keys, lang), *rows]


def evidence_rows(record: Agreement, keys: Sequence[str], lang: str) -> list[dict[str, object]]:
    """Return pieces of a record's evidence as plain mappings, each once."""
    by_id = {entry.id: entry for entry in record.evidence}
    return [
        {
            "id": key,
            "document": by_id[key].document,
            "paragraph": by_id[key].paragraph,
            "statement": by_id[key].statement.in_language(lang),
            "certainty": by_id[key].certainty,
        }
        for key in dict.fromkeys(keys)
        if key in by_id
    ]


def load_agreements(*, on: dt.date | None = None, source: str | None = None, lang: str = "id") -> gpd.GeoDataFrame:
    """Return all records, each with the area that it covers.

    Parameters
    ----------
    on
        The day; default: the records as a whole.
    source
        Boundary source; default: the best at hand.
    lang
        Language of titles.

    Returns
    -------
    GeoDataFrame
        Indexed by ``agreement`` (id), columns title, kind, record, parties (codes), stage, since, sectors, villages
        (covered), evidence (documents), geometry (union of the villages covered where the layer has them; None
        for a record that covers none there); EPSG:4326.
    """
    villages = load_regions("village", source=source)
    table = village_coverage(villages, on=on, source=source, lang=lang)
    shapes = table.dropna(subset=["geometry"]).dissolve(by="agreement").geometry
    rows = agreement_rows(table, on=on, lang=lang)
    geometry = shapes.reindex(rows.index).to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=GEOGRAPHIC_CRS)
    used = villages["tier"].reindex(table["code"].unique()).unique()
    return narrowed(carry(frame, villages, method="union of villages"), used)


def agreement_rows(table: pd.DataFrame, *, on: dt.date | None = None, lang: str = "id") -> pd.DataFrame:
    """Return all records as rows, with the number of villages that each covers in a coverage table.

    Returns
    -------
    DataFrame
        As `load_agreements`, without geometry.
    """
    counts = table.groupby("agreement").size()
    rows = []
    for record in records():
        state = stage_on(record, on)
        rows.append(
            {
                "agreement": record.id,
                "title": record.title.in_language(lang),
                "kind": record.kind,
                "record": record.record,
                "parties": "; ".join(dict.fromkeys(p.region for p in record.parties if p.region is not None)),
                "stage": state.stage if state else None,
                "since": str(state.date) if state else None,
                "sectors": "; ".join(record.sectors),
                "villages": int(counts.get(record.id, 0)),
                "evidence": "; ".join(dict.fromkeys(entry.document for entry in record.evidence)),
            }
        )
    return pd.DataFrame(rows).set_index("agreement")


def border_figures() -> pd.DataFrame:
    """Return the committed figures of border villages, computed from the published polygons.

    Returns
    -------
    DataFrame
        Indexed by ``code``: name, district, frontage_km, distance_km, facing, tolerance_m, source, release, method,
        flag.
    """
    return borders.read_figures(data_root() / "boundaries" / "border_register.csv")


def records(agreement: str | None = None, folder: Path | None = None) -> tuple[Agreement, ...]:
    """Return the records that ship and those of a folder, or the one asked for.

    Raises
    ------
    NotFoundError
        None of that id.
    InputError
        Records of the folder that are wrong, or that use an id of one that ships: all problems at once.
    """
    register = load_register()
    found = read_agreements(known_regions=register)
    if folder is not None:
        own = read_agreements(folder, known_regions=register)
        problems = check_files(agreement_files(folder), known_regions=register, beside=data_root() / "agreements")
        if problems:
            raise InputError(problems)
        found = tuple(sorted((*found, *own), key=lambda record: record.id))
    if agreement is None:
        return found
    chosen = tuple(record for record in found if record.id == agreement)
    if not chosen:
        message = f"no agreement {agreement!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    return chosen
