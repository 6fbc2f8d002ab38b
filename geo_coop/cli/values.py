"""Values that a shell can complete: regions, records, sources, layers, documents, sectors, zones, levels.

Only texts are read here, none of the readers that check them: a TAB must answer at once, and say nothing on standard
error. What cannot be read is not offered.
"""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.shell_completion import CompletionItem

from geo_coop.resources import cache_dir, data_root
from geo_coop.schema import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import click

    Found = Iterator[tuple[str, str | None]]
    Finder = Callable[[click.Context, str], Found]

# Codes whose names are offered: nothing typed, one or two letters, more letters.
_BORNEO: Final = r"6[1-5](?:\.\d\d)?"
_UPPER: Final = r"\d\d(?:\.\d\d)?"
_ALL: Final = rf"{_UPPER}|6[1-5][\d.]*"
_ENOUGH: Final = 3
_NOT_OFFERED: Final = ("older name", "variant")  # of the aliases; understood where somebody types them in full
MEASURES: Final = ("count", "stage", "share", "share_area", "sector", "column")
_SHOWN: Final = 3  # codes beside a name
_LENGTHS: Final = tuple(len(code) for code in ("65", "65.03", "65.03.01", "65.03.01.2004"))
_ID: Final = re.compile(r"^- (?:\{id: ([\w-]+),|id: ([\w-]+)$)", re.MULTILINE)


def complete_values(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]:
    """Return the function that click asks for completions of values of a kind; the kinds are those of ``FINDERS``."""
    find = FINDERS[kind]

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        del param
        wanted = incomplete.casefold()
        return [
            CompletionItem(value, help=told)
            for value, told in find(ctx, incomplete)
            if value.casefold().startswith(wanted)
        ]

    return complete


def _regions(ctx: click.Context, incomplete: str) -> Found:
    """Give codes level by level, once a digit is typed, else names; of all Indonesia down to regencies.

    Names of districts and villages are those of Kalimantan, from three letters on.
    """
    del ctx
    text = gzip.decompress((data_root() / "register" / "regions.tsv.gz").read_bytes()).decode("utf-8")
    if incomplete[:1].isdigit():
        yield from _codes(text, incomplete)
        return
    codes = _BORNEO if not incomplete else _UPPER if len(incomplete) < _ENOUGH else _ALL
    pattern = rf"^({codes})\t(?:(?:Kabupaten|Kota) )?({re.escape(incomplete)}.*)$"
    names: dict[str, list[str]] = {}
    for found in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
        names.setdefault(found[2], []).append(found[1])
    for file in ("aliases.csv", "neighbours.csv") if incomplete else ("neighbours.csv",):
        for row in _rows(data_root() / "register" / file):
            if row.get("type") not in _NOT_OFFERED:
                names.setdefault(row.get("alias") or row["name"], []).append(row["code"])
    for name, there in sorted(names.items()):
        yield name, ", ".join(there[:_SHOWN]) + (" ..." if len(there) > _SHOWN else "")
    for row in _rows(data_root() / "register" / "neighbours.csv"):
        yield row["code"], row["name"]


def _codes(text: str, incomplete: str) -> Found:
    """Give the region that is typed in full, and those of the next level."""
    length = next((each for each in _LENGTHS if each > len(incomplete)), _LENGTHS[-1])
    for found in re.finditer(rf"^({re.escape(incomplete)}[\d.]*)\t(.*)$", text, re.MULTILINE):
        if found[1] == incomplete or len(found[1]) == length:
            yield found[1], found[2]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _records(ctx: click.Context, incomplete: str) -> Found:
    """Give the ids of the records that ship, and of those in the folder that the command line names."""
    del incomplete
    folders = [data_root() / "agreements", *([Path(given)] if (given := ctx.params.get("folder")) else [])]
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    ids = {path.stem for path in found if path.suffix in {".yaml", ".yml"} and path.name != "sources.yaml"}
    for name in sorted(ids):
        yield name, None


def _published(ctx: click.Context, incomplete: str) -> Found:
    del ctx, incomplete
    text = (data_root() / "boundaries" / "catalog.toml").read_text(encoding="utf-8")
    for source in tomllib.loads(text)["source"]:
        yield source["id"], source["title"]


def _layers(ctx: click.Context, incomplete: str) -> Found:
    del ctx, incomplete
    folder = cache_dir() / "user"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (path / "manifest.json").is_file():
            yield f"user:{path.name}", None


def _sources(ctx: click.Context, incomplete: str) -> Found:
    yield "embedded", None
    yield from _published(ctx, incomplete)
    yield from _layers(ctx, incomplete)


def _levels(ctx: click.Context, incomplete: str) -> Found:
    del ctx, incomplete
    for level in LEVELS:
        yield level, None


def _measures(ctx: click.Context, incomplete: str) -> Found:
    """Give what a choropleth is coloured by."""
    for measure in MEASURES:
        yield measure, None
    for sector, told in FINDERS["sector"](ctx, incomplete):
        yield f"sector:{sector}", told


def _ids(*paths: str) -> Finder:
    """Return what gives the ids of entries in files of the shipped data."""

    def find(ctx: click.Context, incomplete: str) -> Found:
        del ctx, incomplete
        for path in paths:
            for file in sorted(data_root().glob(path)):
                for found in _ID.finditer(file.read_text(encoding="utf-8")):
                    yield found[1] or found[2], None

    return find


FINDERS: Final[dict[str, Finder]] = {
    "document": _ids("sources.yaml"),
    "layer": _layers,
    "level": _levels,
    "measure": _measures,
    "published": _published,
    "record": _records,
    "region": _regions,
    "sector": _ids("sectors.yaml"),
    "source": _sources,
    "zone": _ids("zones/*.yaml"),
}
