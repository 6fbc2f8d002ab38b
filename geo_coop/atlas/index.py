"""The index page of the atlas: figures, pictures of the maps, tables, what is approximate, sources."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_coop import __version__
from geo_coop.agreements.read import read_sources
from geo_coop.atlas.words import INDEX, MAPS, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_coop.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Picture:
    """A map of the atlas and its picture.

    Attributes
    ----------
    name
        Key of `geo_coop.atlas.words.MAPS`.
    file
        Its file, relative to the index.
    png, size
        The picture, and its width and height in pixels.
    """

    name: str
    file: str
    png: bytes
    size: tuple[int, int]


def index_page(
    *,
    lang: str,
    tier: str,
    figures: Sequence[tuple[str, str]],
    pictures: Sequence[Picture],
    tables: Mapping[str, tuple[str, int]],
    remarks: Sequence[str],
    sources: Sequence[Provenance],
) -> str:
    """Return the index page; every text is escaped.

    Parameters
    ----------
    lang
        ``"id"`` or ``"en"``.
    tier
        The lowest tier of the layers in use.
    figures
        Value and label of each figure at the top.
    pictures
        The maps.
    tables
        File and number of rows by name.
    remarks
        What is approximate.
    sources
        All sources in use.
    """
    environment = Environment(loader=PackageLoader("geo_coop.atlas", "."), autoescape=True, undefined=StrictUndefined)
    maps = [
        {
            "file": picture.file,
            "picture": base64.b64encode(picture.png).decode("ascii"),
            "title": MAPS[picture.name][lang][0],
            "text": MAPS[picture.name][lang][1],
            "alt": MAPS[picture.name][lang][0],
            "width": picture.size[0],
            "height": picture.size[1],
        }
        for picture in pictures
    ]
    return environment.get_template("template.html").render(
        lang=lang,
        w=INDEX[lang],
        tier=tier,
        figures=[{"value": value, "label": text} for value, text in figures],
        maps=maps,
        tables=[
            {"file": file, "name": file.rpartition("/")[2], "text": TABLES[name][lang], "rows": rows}
            for name, (file, rows) in tables.items()
        ],
        remarks=remarks,
        sources=_merged(sources),
        documents=read_sources(),
        version=__version__,
    )


def _merged(sources: Sequence[Provenance]) -> list[Provenance]:
    """Return each source once, with all steps of the methods by which it was used."""
    steps: dict[tuple[str, str, str], dict[str, None]] = {}
    first: dict[tuple[str, str, str], Provenance] = {}
    for source in sources:
        key = (source.source, source.release, source.tier)
        first.setdefault(key, source)
        steps.setdefault(key, {}).update(dict.fromkeys(source.method.split("; ")))
    return [replace(source, method="; ".join(filter(None, steps[key]))) for key, source in first.items()]
