"""Pages of the documentation that are written from the code and the data, so that they cannot drift from them.

``PAGES`` maps a page to the function that gives its text; the site is built with them (tools/docs_hook.py).
``python tools/docs_pages.py`` writes those of them that are also kept in the repository.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from docs_fields import meaning

import geo_coop
from geo_coop import labels, schema
from geo_coop.agreements import model as agreement_model
from geo_coop.agreements.read import read_sectors, read_sources
from geo_coop.boundaries import embedded
from geo_coop.boundaries.catalog import load_catalog
from geo_coop.claims import model as claim_model
from geo_coop.cli.main import cli
from geo_coop.register.lists import EMBEDDED, RELEASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pydantic import BaseModel

ROOT: Final = Path(__file__).resolve().parents[1]
DOCS: Final = ROOT / "docs"
_NOTE: Final = "<!-- Written by tools/docs_pages.py from the code and the data; change those. -->\n"
_MEGA: Final = 1_000_000
_WIDTH: Final = 88  # columns that fit a page of 1280 pixels


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown; bars in cells are escaped."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Return the page of all commands, as their help has it."""
    parts = [
        _NOTE,
        "# Command line\n",
        "As `geo-coop COMMAND --help` prints it. See also [the command line](../cli.md).\n",
    ]
    for path, command in walk(cli, ("geo-coop",)):
        context = click.Context(command, info_name=" ".join(path), max_content_width=_WIDTH, terminal_width=_WIDTH)
        parts += [f"\n{'#' * min(len(path) + 1, 4)} {' '.join(path)}\n", "```text", command.get_help(context), "```"]
    return "\n".join(parts) + "\n"


def walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield a command and all below it, with their names."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from walk(inner, (*path, name))


def python_api() -> str:
    """Return the page of the public functions, for mkdocstrings to fill from the docstrings."""
    parts = [
        _NOTE,
        "# Python\n",
        "All that `geo_coop` exports. Frames are GeoDataFrames in EPSG:4326; what is passed in is not changed.\n",
    ]
    for name in sorted(geo_coop.__all__):
        found = getattr(geo_coop, name)
        if inspect.isfunction(found) or inspect.isclass(found):
            parts.append(f"\n::: {found.__module__}.{found.__qualname__}\n    options:\n      heading_level: 2\n")
    modules = ["geo_coop.classify", "geo_coop.provenance", "geo_coop.names", "geo_coop.geodesy", "geo_coop.errors"]
    parts.append("\n## Modules below\n")
    parts += [f"\n::: {name}\n    options:\n      heading_level: 3\n      members_order: source\n" for name in modules]
    return "\n".join(parts)


def fields() -> str:
    """Return the page of the data model: every record with its fields, and every closed vocabulary."""
    intro = (
        "Every field of the records in `data/`, and the words it may hold. Records are frozen, and a field that nobody "
        "declared is an error. How they are used: [agreements](../agreements.md), [coverage](../coverage.md), "
        "[claims](../claims.md).\n"
    )
    parts = [_NOTE, "# Data model\n", intro]
    shown: dict[str, dict[str, Any]] = {}
    for title, roots in _RECORDS.items():
        parts.append(f"## {title}\n")
        for root in roots:
            described = root.model_json_schema()
            found = {root.__name__: described, **described.get("$defs", {})}
            new = {name: entry for name, entry in found.items() if "properties" in entry and name not in shown}
            parts += [_record(name, entry, described.get("$defs", {})) for name, entry in new.items()]
            shown |= new
    parts += ["## Region layers\n", "Columns of every layer of regions, indexed by `code`: "
              + ", ".join(f"`{name}`" for name in schema.REGION_COLUMNS) + ".\n"]  # fmt: skip
    parts += ["## Vocabularies\n", _vocabularies()]
    return "\n".join(parts)


_RECORDS: Final[dict[str, tuple[type[BaseModel], ...]]] = {
    "Agreements": (agreement_model.Agreement, agreement_model.SourceDocument, agreement_model.Sector),
    "Zones and borders": (agreement_model.Zone, agreement_model.BorderSet, agreement_model.Crossing),
    "Claims": (claim_model.Claim,),
}


def _record(name: str, described: dict[str, Any], defs: dict[str, Any]) -> str:
    """Return a record's section, from its JSON Schema."""
    required = set(described.get("required", ()))
    rows = [
        (f"`{key}`", "yes" if key in required else "", _values(field, defs), meaning(name, key, field))
        for key, field in described["properties"].items()
    ]
    doc = inspect.cleandoc(described.get("description", "")).replace("``", "`")
    return f"### {name}\n\n{doc}\n\n" + table(("field", "required", "holds", "meaning"), rows)


def _values(field: dict[str, Any], defs: dict[str, Any]) -> str:
    """Return what a field may hold, from its JSON Schema."""
    if "enum" in field or "const" in field:
        return ", ".join(f"`{word}`" for word in field.get("enum", [field.get("const")]))
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        inner = defs.get(name, {})
        return _values(inner, defs) if "properties" not in inner else f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        kinds = [_values(option, defs) for option in field["anyOf"] if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if field.get("type") == "array":
        return f"list of {_values(field['items'], defs)}" if "items" in field else "list"
    limits = [f"{word} {field[key]}" for key, word in _LIMITS.items() if key in field]
    return " ".join([{"string": "text"}.get(field.get("type", ""), field.get("type", "text")), *limits])


_LIMITS: Final = {
    "minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below", "format": "as",
}  # fmt: skip


def _vocabularies() -> str:
    words = {
        "level": schema.LEVELS, "kind of region": schema.KINDS, "kind of agreement": schema.AGREEMENT_KINDS,
        "stage": schema.STAGES, "rule": schema.RULES, "notion of border": schema.NOTIONS, "role": schema.ROLES,
        "reach": schema.REACHES, "exactness": schema.EXACTNESS, "tier": schema.TIERS,
        "precision of a date": schema.PRECISIONS,
    }  # fmt: skip
    shown = table(("vocabulary", "words"), ((name, ", ".join(f"`{w}`" for w in held)) for name, held in words.items()))
    named = [("stage", labels.STAGES), ("rule", labels.RULES), ("record", labels.RECORDS), ("level", labels.LEVELS)]
    seen = [(name, f"`{word}`", *pair) for name, held in named for word, pair in held.items()]
    sectors = [(f"`{s.id}`", s.title.id, s.title.en, s.group) for s in read_sectors()]
    return (
        f"{shown}\n### As people see them\n\n{table(('vocabulary', 'word', 'Indonesian', 'English'), seen)}"
        f"\n### Sectors\n\n{table(('id', 'Indonesian', 'English', 'group'), sectors)}"
    )


def releases() -> str:
    """Return the table of the data releases that this version of the package ships or can fetch."""
    shipped = embedded.provenance("village")
    rows: list[Sequence[object]] = [
        (f"`{shipped.source}`", shipped.title, shipped.release, shipped.tier, shipped.licence, "in the package"),
    ]
    for source in load_catalog().sources:
        how = f"`geo-coop boundaries fetch {source.id}`: {len(source.files)} files, {source.total_bytes / _MEGA:.1f} MB"
        rows.append((f"`{source.id}`", source.title, source.release, "authoritative", source.licence, how))
    lists = [
        (year, "in the package" if year in EMBEDDED else "`geo-coop boundaries fetch wilayah`") for year in RELEASES
    ]
    intro = (
        f"What version {geo_coop.__version__} ships, and what it can fetch. A release is a dated state of a source; "
        "the files of a fetched one are pinned by commit and SHA-256 in `data/boundaries/catalog.toml`."
    )
    boundaries = table(("source", "title", "release", "tier", "licence", "how it comes"), rows)
    return (
        f"{_NOTE}\n# Data releases\n\n{intro}\n\n## Boundaries\n\n{boundaries}\n"
        f"## Lists of codes and names\n\n{table(('list', 'how it comes'), lists)}"
    )


def sources() -> str:
    """Return the page of sources and licences: data, boundaries, documents."""
    shipped = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    documents = [(f"`{d.id}`", d.title, d.publisher, str(d.date), d.type) for d in read_sources()]
    fetched = "\n".join(
        f"### {s.title}\n\n- release {s.release}, licence [{s.licence}]({s.licence_url})\n"
        f"- shown on every map: {s.attribution}\n- legal basis: {s.legal_basis or 'none named'}\n- {s.note}\n"
        for s in load_catalog().sources
    )
    pages = json.loads((ROOT / "geo_coop/maps/assets/manifest.json").read_text(encoding="utf-8"))
    return (
        f"{_NOTE}\n# Sources and licences\n\n{shipped.partition(chr(10))[2]}\n"
        f"## Boundaries that can be fetched\n\n{fetched}\n## Documents that facts come from\n\n"
        "Nothing of their text is copied; statements are in our own words.\n\n"
        f"{table(('id', 'title', 'publisher', 'date', 'type'), documents)}\n"
        "## Software that map pages carry\n\n"
        f"{pages['package'].title()} {pages['version']} ({pages['licence']}), whole, with its licence. "
        "This documentation carries iframe-worker 1.0.4 (MIT), for its search.\n"
    )


def changelog() -> str:
    """Return the changelog, as the repository has it."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def contributing() -> str:
    """Return the page for contributors, its links turned to this site."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.sub(r"\]\(docs/", "](", text)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "reference/commands.md": commands,
    "reference/python.md": python_api,
    "reference/fields.md": fields,
    "releases.md": releases,
    "sources.md": sources,
    "changelog.md": changelog,
    "contributing.md": contributing,
}
KEPT: Final = ("releases.md",)


def main() -> int:
    """Write the pages that are kept in the repository."""
    for name in KEPT:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        print(DOCS / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
