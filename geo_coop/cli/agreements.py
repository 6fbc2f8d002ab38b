"""``agreements``: list, show and check the records; the form for planners, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from geo_coop.agreements.model import Presence, RecordType, Role
from geo_coop.agreements.read import OWN_DOCUMENTS, agreement_files, check_files, read_agreements, read_sources
from geo_coop.api.listing import list_records
from geo_coop.api.records import records as records_at_hand
from geo_coop.api.records import stage_of
from geo_coop.boundaries.load import load_regions
from geo_coop.cli.messages import translate
from geo_coop.cli.options import options
from geo_coop.cli.output import json_option, lang_option, note, print_json, print_table
from geo_coop.cover.words import cited
from geo_coop.errors import InputError, NotFoundError
from geo_coop.register import load_register
from geo_coop.resources import data_root
from geo_coop.schema import AGREEMENT_KINDS, STAGES
from geo_coop.templates import put_in_place, read_form, write_form

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo_coop.agreements.model import Agreement
    from geo_coop.schema import Lang


@click.group()
def agreements() -> None:
    """List, show and check the records of agreements; write and read the form for planners.

    \b
    Examples:
      geo-coop agreements list --party Kukar
      geo-coop agreements stage kaltim-anhui
      geo-coop agreements template -o form.xlsx
    """  # noqa: D301


@agreements.command("list")
@click.option("--party", metavar="NAME", multiple=True, help="Only records that this region (code or name) or "
              "organisation is a party to; given again: both are.")  # fmt: skip
@click.option("--role", type=click.Choice(get_args(Role)), help="That party, or any, in this role.")
@click.option("--presence", type=click.Choice(get_args(Presence)), help="That party, or any, was present, absent ...")
@click.option("--kind", type=click.Choice(AGREEMENT_KINDS), help="Only this kind.")
@click.option("--record", type=click.Choice(get_args(RecordType)), help="Only this form of record.")
@click.option("--sector", metavar="ID", help="Only this sector, by id or title, for example water or 'air baku'.")
@click.option("--stage", type=click.Choice(STAGES), multiple=True, help="Only at this stage (on the day); may be given "
              "again.")  # fmt: skip
@click.option("--beyond", type=click.Choice(STAGES), help="Only at a later stage than this (on the day).")
@click.option("--document", metavar="ID", help="Only records that rest on this source, for example S2.")
@click.option("--announced", is_flag=True, help="Only records with a step that is announced and not known to be done.")
@options("on", "records", "lang", "json")
def list_(
    on: dt.date | None,
    folder: Path | None,
    lang: str,
    *,
    as_json: bool,
    announced: bool,
    **chosen: Any,  # noqa: ANN401
) -> None:
    """List the records with kind, stage and parties.

    \b
    Examples:
      geo-coop agreements list --on 2015-01-01
      geo-coop agreements list --party Kukar --kind KSDD --sector water
      geo-coop agreements list --party Kukar --party PPU          between the two
      geo-coop agreements list --party Kukar --role initiator
      geo-coop agreements list --beyond plan --on 2024-03-01      what was signed by then
    """  # noqa: D301
    rows = list_records(on=on, folder=folder, lang=lang, announced=announced, **chosen)
    if as_json:
        print_json(rows)
        return
    asked = chosen["role"] or chosen["presence"]
    columns = ["id", "kind", "record", "stage", "stage_status", "since", "title", "parties"]
    if announced:
        columns[6:6] = ["announced"]
    shown = [
        {**row, "parties": _parties(row, chosen["role"], chosen["presence"]) if asked else _comma(row["parties"]),
         "announced": _comma(f"{s['stage']} {s['date']} ({s['status']})" for s in cast("Any", row["announced"]))}
        for row in rows
    ]  # fmt: skip
    print_table(shown, columns)
    note(f"{len(rows)} record{'s' if len(rows) != 1 else ''}")


def _comma(words: object) -> str:
    return ", ".join(cast("Iterable[str]", words))


def _parties(row: dict[str, object], role: str | None, presence: str | None) -> str:
    """Return the parties that have the role and presence asked for, with both."""
    parties = cast("list[dict[str, str]]", row["roles"])
    return _comma(
        f"{party['name']} ({party['role']}, {party['presence']})"
        for party in parties
        if role in {None, party["role"]} and presence in {None, party["presence"]}
    )


@agreements.command()
@click.argument("id_", metavar="ID")
@options("on", "records", "lang", "json")
def stage(id_: str, on: dt.date | None, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """Say at which stage a record stands (on a day), since when and on whose word, and what is only announced.

    \b
    Example:
      geo-coop agreements stage kukar-kubar-2014 --on 2015-01-01
    """  # noqa: D301
    found = stage_of(id_, on=on, folder=folder, lang=lang)
    if as_json:
        print_json(found)
        return
    rows = [{**row, "evidence": _where(row["evidence"])} for row in cast("list[dict[str, Any]]", found["stages"])]
    print_table(rows, ("stage", "date", "status", "place", "evidence", "note"), wrap=("note",))
    click.echo()
    print_table(
        cast("list[dict[str, object]]", found["parties"]),
        ("region", "name", "lies_in", "role", "presence", "note"),
        wrap=("note",),
    )
    day = f" on {on}" if on else ""
    if found["stage"] is None:
        note(f"{id_}: no stage reached{day}")
    else:
        note(f"{id_}: {found['stage']}{day}, since {found['since']} ({found['stage_status']})")
    for before in cast("list[str]", found["predecessors"]):
        note(f"came from: {before}")
    for after in cast("list[str]", found["successors"]):
        note(f"led to: {after}")
    for row in cast("list[dict[str, str]]", found["evidence"]):
        note(f"{cited(row['document'], row['paragraph'])} ({row['certainty']}): {row['statement']}")
    for conflict in cast("list[dict[str, Any]]", found["conflicts"]):
        told = f" [{_where(conflict['evidence'])}]" if conflict["evidence"] else ""
        note(f"in conflict: {conflict['about']}: {' | '.join(conflict['readings'])}{told}")


def _where(evidence: list[dict[str, object]]) -> str:
    """Return where pieces of evidence stand, each once."""
    return "; ".join(dict.fromkeys(cited(str(each["document"]), str(each["paragraph"])) for each in evidence))


@agreements.command()
@click.argument("id_", metavar="ID")
@options("records", "json")
def show(id_: str, folder: Path | None, *, as_json: bool) -> None:
    """Show one record whole: as its file, or as JSON.

    \b
    Examples:
      geo-coop agreements show kaltim-anhui
      geo-coop agreements show kukar-kubar-2014 --json
    """  # noqa: D301
    (record,) = records_at_hand(id_, folder)
    if as_json:
        print_json(record.model_dump(mode="json"))
        return
    own = [path for path in agreement_files(folder) if path.stem == id_] if folder is not None else []
    path = own[0] if own else data_root() / "agreements" / f"{id_}.yaml"
    click.echo(path.read_text(encoding="utf-8"), nl=False)


@agreements.command()
@click.argument("paths", metavar="FILES...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@json_option
def validate(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check FILES against the model, the register and the records that ship; report every problem with its line.

    A folder stands for all records in it.

    \b
    Example:
      geo-coop agreements validate my-agreement.yaml
    """  # noqa: D301
    files = [file for path in paths for file in (agreement_files(path) if path.is_dir() else [path])]
    if not files:
        message = f"no records in {', '.join(map(str, paths))}; a record is a file that ends in .yaml or .yml"
        raise NotFoundError(message)
    problems = check_files(
        files, known_regions=load_register(), beside=data_root() / "agreements", shapes=load_regions("district")
    )
    if as_json:
        print_json([{"file": p.file, "line": p.line, "what": p.what, "remedy": p.remedy} for p in problems])
    if problems:
        raise InputError(problems)
    note(f"{len(files)} file{'s' if len(files) > 1 else ''} checked, no problem found")


_FORM_OPTION = click.option(
    "-o", "--output", "output", type=click.Path(path_type=Path), default=Path("geo-coop-form.xlsx"), show_default=True,
    help="F.xlsx, F.csv (all sheets in one table), or a folder (one CSV file for each sheet).",
)  # fmt: skip
_FORCE_OPTION = click.option("--force", is_flag=True, help="Replace a file that exists.")


@agreements.command()
@_FORM_OPTION
@lang_option
@click.option("--example", is_flag=True, help="Add an invented record that shows how the form is filled.")
@_FORCE_OPTION
def template(output: Path, lang: Lang, *, example: bool, force: bool) -> None:
    """Write the empty form that planners fill in, with lists to choose from and instructions.

    \b
    Examples:
      geo-coop agreements template -o form.xlsx
      geo-coop agreements template -o form.csv --example
    """  # noqa: D301
    note(f"wrote {write_form(output, load_register(), lang=lang, example=example, force=force)}")


@agreements.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@_FORM_OPTION
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of records; default: those that ship.",
)
@lang_option
@_FORCE_OPTION
def export(ids: tuple[str, ...], output: Path, folder: Path | None, lang: Lang, *, force: bool) -> None:
    """Write records (all, or those of the given IDs) into the form, to be changed and imported again.

    \b
    Examples:
      geo-coop agreements export -o all.xlsx
      geo-coop agreements export kukar-kubar-2014 -o one.csv
    """  # noqa: D301
    register = load_register()
    records = {record.id: record for record in read_agreements(folder, known_regions=register)}
    unknown = [name for name in ids if name not in records]
    if unknown:
        message = f"no agreement {', '.join(map(repr, unknown))}; see: geo-coop agreements list"
        raise NotFoundError(message)
    chosen: list[Agreement] = [records[name] for name in dict.fromkeys(ids)] if ids else list(records.values())
    own = folder / OWN_DOCUMENTS if folder is not None else None
    sources = read_sources(own) if own is not None and own.is_file() else ()
    write_form(output, register, records=chosen, sources=sources, lang=lang, force=force)
    note(f"wrote {output}: {len(chosen)} record{'s' if len(chosen) != 1 else ''}")


@agreements.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("agreements"),
    show_default=True,
    help="Folder for the records, one YAML file each.",
)
@click.option("--dry-run", is_flag=True, help="Check only; write nothing.")
@click.option("--replace", is_flag=True, help="Replace records of the folder that have the same id.")
@json_option
def import_(file: Path, folder: Path, *, dry_run: bool, replace: bool, as_json: bool) -> None:
    """Read a filled form (XLSX, CSV, or a folder of CSV) and write its records as YAML: all of them, or none.

    Every problem is reported at once, with the cell it stands in.

    \b
    Example:
      geo-coop agreements import form.xlsx -o my-agreements --dry-run
    """  # noqa: D301
    found = read_form(file, load_register(), folder=folder, replace=replace, shapes=load_regions("district"))
    problems = [finding.problem(str(file)) for finding in found.findings] + found.problems
    written = put_in_place(found.files, folder) if not problems and not dry_run else []
    if as_json:
        print_json(
            {
                "file": str(file),
                "records": [record.id for record in found.records],
                "written": [str(path) for path in written],
                "problems": [
                    _in_both({**finding.as_dict()}) for finding in found.findings
                ] + [
                    _in_both({"sheet": None, "row": p.line, "column": None, "cell": None, "what": f"{p.file}: {p.what}",
                              "remedy": p.remedy})
                    for p in found.problems
                ],
                "notes": found.notes,
            }
        )  # fmt: skip
    for text in found.notes:
        note(f"note: {text}")
    if problems:
        raise InputError(problems)
    count = f"{len(found.records)} record{'s' if len(found.records) != 1 else ''}"
    note(f"{count} checked, no problem found; nothing written" if dry_run else f"{count} written to {folder}")


def _in_both(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem with its words in Indonesian beside the English ones."""
    return {**problem, **{f"{key}_id": translate(str(problem[key]), "id") for key in ("what", "remedy")}}
