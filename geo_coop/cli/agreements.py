"""``agreements``: list, show and check the records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo_coop.agreements.read import check_files, read_agreements
from geo_coop.agreements.stages import stage_on
from geo_coop.cli.output import json_option, lang_option, note, on_option, print_json, print_table
from geo_coop.errors import InputError, NotFoundError
from geo_coop.register import load_register
from geo_coop.resources import data_root

if TYPE_CHECKING:
    from geo_coop.agreements.model import Party
    from geo_coop.register import Register


@click.group()
def agreements() -> None:
    """List, show and check the records of agreements."""


@agreements.command("list")
@on_option
@lang_option
@json_option
def list_(on: Any, lang: str, *, as_json: bool) -> None:  # noqa: ANN401
    """List all records with kind, stage and parties."""
    register = load_register()
    rows: list[dict[str, Any]] = []
    for record in read_agreements(known_regions=register):
        state = stage_on(record, on)
        parties = [_party_name(party, register, lang) for party in record.parties]
        rows.append(
            {
                "id": record.id,
                "title": record.title.in_language(lang),
                "kind": record.kind,
                "record": record.record,
                "stage": state.stage if state else None,
                "since": str(state.date) if state else None,
                "parties": list(dict.fromkeys(parties)),
            }
        )
    if as_json:
        print_json(rows)
    else:
        shown = [{**row, "parties": ", ".join(row["parties"])} for row in rows]
        print_table(shown, ("id", "kind", "record", "stage", "since", "title", "parties"))


def _party_name(party: Party, register: Register, lang: str) -> str:
    if party.region is not None:
        return register.name(party.region)
    return party.organisation.in_language(lang) if party.organisation is not None else ""


@agreements.command()
@click.argument("id_", metavar="ID")
@json_option
def show(id_: str, *, as_json: bool) -> None:
    """Show one record whole: as its file, or as JSON."""
    records = {record.id: record for record in read_agreements(known_regions=load_register())}
    if id_ not in records:
        message = f"no agreement {id_!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    if as_json:
        print_json(records[id_].model_dump(mode="json"))
    else:
        path = data_root() / "agreements" / f"{id_}.yaml"
        click.echo(path.read_text(encoding="utf-8"), nl=False)


@agreements.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def validate(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check FILES against the model, the register and the records that ship; report every problem with its line.

    \b
    Example:
      geo-coop agreements validate my-agreement.yaml
    """  # noqa: D301
    problems = check_files(files, known_regions=load_register(), beside=data_root() / "agreements")
    if as_json:
        print_json([{"file": p.file, "line": p.line, "what": p.what, "remedy": p.remedy} for p in problems])
    if problems:
        raise InputError(problems)
    note(f"{len(files)} file{'s' if len(files) > 1 else ''} checked, no problem found")
