"""The note block of a map: date, tier, sources, licences, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_coop.maps.cell_text import text_of
from geo_coop.maps.words import word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo_coop.provenance import Provenance
    from geo_coop.schema import Lang


@dataclass(frozen=True, slots=True)
class MapNotes:
    """What stands in the note block of a map.

    Attributes
    ----------
    sources
        Sources of all that is drawn, from `geo_coop.provenance.sources_of`.
    tier
        ``"authoritative"`` or ``"approximate"`` (`geo_coop.provenance.tier_of`); the latter puts a badge beside
        the title.
    on
        The day whose state is shown.
    remarks
        Further sentences, in the language of the map. Text, never markup.
    subtitle
        What stands beside the title, as the regions shown; the day is added to it.
    """

    sources: tuple[Provenance, ...] = ()
    tier: str = "approximate"
    on: dt.date | None = None
    remarks: tuple[str, ...] = ()
    subtitle: str = ""

    def heading(self, lang: Lang) -> str:
        """Return the line beside the title: the subtitle, and the day whose state is shown."""
        day = f"{word('on', lang)} {self.on.isoformat()}" if self.on else ""
        return " · ".join(part for part in (self.subtitle, day) if part)


def notes_payload(notes: MapNotes, remarks: Sequence[str], tolerance_m: float, lang: Lang) -> dict[str, object]:
    """Return the facts and remarks that stand in the note block."""
    facts: list[tuple[str, str]] = []
    if notes.on is not None:
        facts.append((word("on", lang), notes.on.isoformat()))
    facts.append((word("tier", lang), word(f"tier_{notes.tier}", lang, notes.tier)))
    # Layers made of one source name it once each; a reader needs it once.
    told = dict.fromkeys(
        (f"{source.title}, {word('release', lang)} {source.release}", f"{source.licence}. {source.attribution}")
        for source in notes.sources
    )
    for source, licence in told:
        facts += [(word("source", lang), source), (word("licence", lang), licence)]
    facts.append((word("software", lang), word("software_text", lang)))
    approximate = [word("approximate_help", lang)] if notes.tier != "authoritative" else []
    simplified = word("simplified", lang).format(tolerance=text_of(tolerance_m, lang))
    return {"facts": facts, "remarks": [*approximate, *notes.remarks, *remarks, simplified]}
