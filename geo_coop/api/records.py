"""The records at hand: those that ship and those of a folder, and the evidence in them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from geo_coop.agreements.read import read_agreements
from geo_coop.errors import NotFoundError
from geo_coop.register import load_register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_coop.agreements.model import Agreement

logger = logging.getLogger(__name__)


def records(agreement: str | None = None, folder: Path | None = None) -> tuple[Agreement, ...]:
    """Return the records that ship and those of a folder, or the one asked for.

    A record of the folder that says so (``replaces_shipped``) takes the place of the shipped one of its id; a warning
    names it.

    Raises
    ------
    NotFoundError
        None of that id.
    InputError
        Records of the folder that are wrong, or that use an id of one that ships without saying that they take its
        place: all problems at once.
    """
    register = load_register()
    found = read_agreements(known_regions=register)
    if folder is not None:
        own = {record.id: record for record in read_agreements(folder, known_regions=register)}
        replaced = [record.id for record in found if record.id in own and own[record.id].replaces_shipped]
        if replaced:
            logger.warning("%s: these records take the place of shipped ones: %s", folder, ", ".join(replaced))
        merged = {record.id: record for record in found} | own
        found = tuple(merged[name] for name in sorted(merged))
    if agreement is None:
        return found
    chosen = tuple(record for record in found if record.id == agreement)
    if not chosen:
        message = f"no agreement {agreement!r}; see: geo-coop agreements list"
        raise NotFoundError(message)
    return chosen


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
