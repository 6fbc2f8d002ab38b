"""From a filled form to record files; nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_coop.agreements.read import OWN_DOCUMENTS, read_sources
from geo_coop.templates.checking import FormCheck
from geo_coop.templates.csvform import read_csv_form
from geo_coop.templates.lists import Choice, load_lists
from geo_coop.templates.reading import read_tables
from geo_coop.templates.xlsxin import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo_coop.agreements.model import SourceDocument
    from geo_coop.register import Register
    from geo_coop.templates.cells import Table
    from geo_coop.templates.imported import Imported

_GUIDE_SHEETS: Final = frozenset({"instructions", "lists"})


def read_form(
    path: Path,
    register: Register,
    *,
    folder: Path | None = None,
    replace: bool = False,
    shapes: gpd.GeoDataFrame | None = None,
) -> Imported:
    """Read a filled form, and check it as the records of a folder; nothing is written.

    Parameters
    ----------
    path
        An XLSX workbook, a CSV file, or a folder of CSV files.
    register
        The regions there are.
    folder
        Where the records are meant to go: its records are known and must not be there twice.
    replace
        Whether records of the folder, and those that ship, may be replaced. A record that takes the place of a shipped
        one says so in its file (``replaces_shipped``).
    shapes
        Region layer, for example the embedded districts: points must lie in the region they name, as for
        `geo_coop.agreements.read.check_files`. None leaves points unchecked.

    Returns
    -------
    Imported
        With every problem of every cell; the files only where there is none.

    Raises
    ------
    InputError
        The file cannot be read as a form at all.
    """
    tables, notes = _open(path)
    own_documents = _own_documents(folder)
    further = [Choice(item.id, item.title, item.title) for item in own_documents.values()]
    lists = load_lists(register, further)
    drafts = read_tables(tables, lists)
    drafts.notes += notes
    check = FormCheck(drafts, register, folder, own_documents, replace=replace, shapes=shapes)
    return check.run(path.name)


def _open(path: Path) -> tuple[list[Table], list[str]]:
    """Return the tables of a file, by what it is, and remarks on what was not read."""
    if path.is_dir() or path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return read_csv_form(path), []
    tables, others = read_workbook(path)
    unread = [name for name in others if name.strip().casefold() not in _GUIDE_SHEETS]
    told = [f"sheet {name!r} is none of the form, and was not read" for name in unread]
    told += [
        f"sheet {table.label!r} hides rows, which were read too: {', '.join(map(str, table.hidden))}"
        for table in tables
        if table.hidden
    ]
    return tables, told


def _own_documents(folder: Path | None) -> dict[str, SourceDocument]:
    path = folder / OWN_DOCUMENTS if folder is not None else None
    return {item.id: item for item in read_sources(path)} if path is not None and path.is_file() else {}
