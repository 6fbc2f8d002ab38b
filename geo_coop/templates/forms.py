"""Writing the form: empty, with an example, or with records in it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_coop.errors import InputError
from geo_coop.export import replacing
from geo_coop.templates.csvform import folder_files, one_file
from geo_coop.templates.example import example_record, example_source
from geo_coop.templates.lists import load_lists
from geo_coop.templates.rows import form_rows
from geo_coop.templates.xlsxout import write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_coop.agreements.model import Agreement, SourceDocument
    from geo_coop.register import Register
    from geo_coop.schema import Lang


def write_form(
    target: Path,
    register: Register,
    *,
    records: Sequence[Agreement] = (),
    sources: Sequence[SourceDocument] = (),
    lang: Lang = "id",
    example: bool = False,
    force: bool = False,
) -> Path:
    """Write the form for planners, whole or not at all.

    Parameters
    ----------
    target
        ``F.xlsx`` for a workbook, ``F.csv`` for one table of all sheets, a name without ending for a folder with one
        CSV file for each sheet.
    register
        The regions to choose from.
    records, sources
        What the form is filled with; none for an empty form.
    lang
        Language of labels, drop-down lists and the first header in a workbook. CSV holds the words of records.
    example
        Add an invented record.
    force
        Replace what stands there.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    InputError
        A target of another kind, one that exists already, one that cannot be written, or a record that no sheet can
        hold.
    """
    kind = target.suffix.lower()
    if kind not in {".xlsx", ".csv", ""}:
        message = f"cannot write a form as {target.suffix!r}; use F.xlsx, F.csv, or a folder for several CSV files"
        raise InputError(message)
    if target.exists() and not force:
        message = f"{target} exists already, and may be filled in; choose another name, or use --force"
        raise InputError(message)
    if target.is_dir() and kind:
        message = f"{target} is a folder; choose another name"
        raise InputError(message)
    lists = load_lists(register)
    filled = [*records, *([example_record()] if example else [])]
    documents = [*sources, *([example_source()] if example else [])]
    rows = form_rows(filled, documents, lists, lang if kind == ".xlsx" else "plain")
    if kind == ".xlsx":
        with replacing(target) as draft:
            write_workbook(draft, rows, lists, lang=lang, example=example)
    elif kind == ".csv":
        with replacing(target) as draft:
            draft.write_bytes(one_file(rows).encode("utf-8"))
    else:
        _write_folder(target, folder_files(rows, lists, lang=lang, example=example))
    return target


def _write_folder(target: Path, files: dict[str, str]) -> None:
    """Put a folder in place at once."""
    try:
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
        try:
            for name, text in files.items():
                (draft / name).write_bytes(text.encode("utf-8"))
            draft.chmod(0o755)
            if target.is_dir():
                for name in files:
                    (draft / name).replace(target / name)
            else:
                draft.replace(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        message = f"cannot write {target}: {error.strerror or error}; choose another place with -o"
        raise InputError(message) from error
