"""The border between two regions: its line, and the villages at it by one of three notions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop import borders
from geo_coop.api.cover import border_figures
from geo_coop.api.inner_borders import inner_border
from geo_coop.api.land_border import border_line, legal_codes, outer_border
from geo_coop.boundaries.load import load_regions
from geo_coop.codes import contains, country_of
from geo_coop.errors import CannotAnswerError, InputError, Problem
from geo_coop.names import resolve
from geo_coop.provenance import carry, tier_of
from geo_coop.register import load_register
from geo_coop.schema import NOTIONS, Notion, unknown_word

if TYPE_CHECKING:
    import geopandas as gpd

DEFAULT_TOLERANCE_M: Final = 1000.0
ABROAD_REACH_KM: Final = 20.0  # of the committed figures of districts abroad
DEFAULT_WITHIN_KM: Final = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Border:
    """A border between two regions.

    Attributes
    ----------
    a, b
        Canonical codes; ``a`` lies in Indonesia, and ``villages`` are its villages.
    notion
        legal, touch or near.
    tolerance_m, within_km
        What counts as touching, and as near.
    line
        Stretches of the line: columns a, b (the regions on each side), length_km, geometry; EPSG:4326.
    villages
        Region layer of the villages of ``a``, with district, frontage_km, distance_km, facing, notion, basis; without
        rows where ``villages_known`` is False.
    tier
        ``"approximate"`` where any layer in use is approximate, else ``"authoritative"``.
    remarks
        What a reader must know of this answer.
    villages_known
        False where the layers at hand tell the line, and not which villages are at it.
    """

    a: str
    b: str
    notion: Notion
    tolerance_m: float
    within_km: float
    line: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    tier: str
    remarks: tuple[str, ...]
    villages_known: bool = True

    @property
    def length_km(self) -> float:
        """Return the length of the line, in kilometres on the ellipsoid."""
        return float(self.line["length_km"].sum())

    def lengths(self) -> dict[str, float]:
        """Return the length of the line by the region on the other side, in kilometres."""
        return {str(code): float(km) for code, km in self.line.groupby("b")["length_km"].sum().items()}

    def counts(self) -> dict[str, int]:
        """Return how many districts and villages there are, by kind; nothing where the villages are not known."""
        if not self.villages_known:
            return {}
        kinds = self.villages["kind"].value_counts()
        return {
            "districts": int(self.villages["district"].nunique()),
            "villages": len(self.villages),
            **{str(kind): int(number) for kind, number in sorted(kinds.items())},
        }


def border(
    a: str,
    b: str,
    *,
    notion: Notion = "touch",
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> Border:
    """Return the border between two regions, with the villages of the first at it.

    Against a neighbour abroad the published land line is the reference; between two regions of Indonesia it is the
    line that their villages share. On the approximate tier, figures of lines and villages come from the committed
    registers; where these do not reach, the line is approximate and its villages are not known (``villages_known``).

    Parameters
    ----------
    a, b
        Codes or names. At least one lies in Indonesia; if only the second does, the two are taken the other way round.
    notion
        ``"legal"`` (the border area by law), ``"touch"`` (within ``tolerance_m`` of the line) or ``"near"`` (within
        ``within_km``, over water too).
    tolerance_m, within_km
        Limits; also what counts as frontage.
    source
        Boundary source of the Indonesian side; default: the best at hand.

    Raises
    ------
    InputError
        Unknown notion, the same region twice, or two regions abroad.
    NotFoundError
        The two do not adjoin, or no law names a border area between them.
    CannotAnswerError
        The layer is too coarse for a border abroad, and the register of figures does not reach.
    """
    if notion not in NOTIONS:
        raise InputError(unknown_word("notion", notion, NOTIONS))
    register = load_register()
    first, second = resolve(a, register), resolve(b, register)
    if contains(first, second) or contains(second, first):
        message = f"{first} {register.name(first)} and {second} {register.name(second)} are no two neighbours"
        raise InputError(Problem(message, "name two regions of which neither holds the other"))
    remarks: list[str] = []
    if country_of(first) != "ID":
        if country_of(second) != "ID":
            message = f"{first} and {second} both lie abroad; a border here has a side in Indonesia"
            raise InputError(message)
        first, second = second, first
        remarks.append(f"taken as {first} {second}: villages are those of the Indonesian side")
    if country_of(second) == "ID":
        if notion == "legal":
            legal_codes(first, second)  # raises: law names no border area inside the country
        line, villages, notes, known = inner_border(first, second, notion, tolerance_m, within_km, source)
    else:
        line, villages, notes, known = outer_border(first, second, notion, tolerance_m, within_km, source)
    tier = tier_of(line, villages)
    return Border(
        first, second, notion, tolerance_m, within_km, line, villages, tier, (*remarks, *notes), villages_known=known
    )


def border_villages(
    a: str,
    b: str,
    *,
    notion: Notion = "touch",
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the villages of ``a`` at its border with ``b``.

    Parameters
    ----------
    a, b, notion, tolerance_m, within_km, source
        As for `border`: metres and kilometres, geodesic.

    Returns
    -------
    GeoDataFrame
        A region layer of the villages (EPSG:4326, with tier), indexed by ``code``, with district (code), frontage_km
        (the part of the line that is the village's), distance_km (to the line; 0 where the village reaches it), facing
        (code of the region on the other side), notion, and basis (``"register"``: committed figures). Sources:
        `geo_coop.provenance.sources_of`.

    Raises
    ------
    InputError, NotFoundError
        As for `border`.
    CannotAnswerError
        As for `border`; also where the line is known, and not which villages are at it.

    Examples
    --------
    >>> import geo_coop
    >>> villages = geo_coop.border_villages("Kaltara", "Sabah", notion="legal", source="embedded")
    >>> len(villages), villages.loc["65.03.21.2009", "facing"]
    (97, 'MY-12')
    """
    found = border(a, b, notion=notion, tolerance_m=tolerance_m, within_km=within_km, source=source)
    if not found.villages_known:
        raise CannotAnswerError("; ".join(found.remarks))
    return found.villages


def border_area(
    a: str,
    b: str,
    *,
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    within_km: float = DEFAULT_WITHIN_KM,
    source: str | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the villages of ``a`` at its border abroad under any of the three notions, side by side, and the line.

    Parameters
    ----------
    a, b
        Canonical codes: a region in Indonesia, and the country it borders on.
    tolerance_m, within_km, source
        As for `border`.

    Returns
    -------
    tuple of GeoDataFrame
        The villages, with district, frontage_km, distance_km, facing, basis and the booleans legal, touch, near; and
        the line in stretches.
    """
    line = border_line(a, b, source=source)
    villages = load_regions("village", within=a, source=source)
    approximate = bool((villages["tier"] == "approximate").any())
    figures = border_figures() if approximate else None

    def ask(notion: Notion) -> gpd.GeoDataFrame:
        return borders.border_villages(
            villages, line, notion=notion, tolerance_m=tolerance_m, within_km=within_km,
            legal_codes=legal_codes(a, b), figures=figures,
        )  # fmt: skip

    by_law, touch, near = ask("legal"), ask("touch"), ask("near")
    found = pd.concat([by_law, near[~near.index.isin(by_law.index)]]).sort_index().drop(columns="notion")
    for notion, frame in (("legal", by_law), ("touch", touch), ("near", near)):
        found[notion] = found.index.isin(frame.index)
    return carry(found, by_law, near), line
