"""Planners' files to layers keyed by canonical code: inspected, matched, placed, repaired, stored.

Rows are matched in batches, their texts and shapes set aside on disk, and shapes worked on province by province: a file
of millions of rows needs the memory of its largest province, and some fifty bytes a row. No row is lost: each is in
the layer or in the table of unmatched rows.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo_coop.boundaries import userlayers
from geo_coop.boundaries.adapters.reading import Options
from geo_coop.boundaries.importing.job import Job
from geo_coop.boundaries.importing.tables import copy_tables, shortened
from geo_coop.boundaries.importing.wishes import Imported, OnDuplicate, Wishes
from geo_coop.boundaries.workspace import workspace
from geo_coop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def import_layer(
    path: str | Path,
    wishes: Wishes | None = None,
    *,
    dry_run: bool = False,
    report: str | Path | None = None,
    step: Callable[[str], None] | None = None,
) -> Imported:
    """Make a layer of the user's own out of a file, and store it in the cache.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, GeoParquet, CSV with WKT or an SQL dump, zipped or not.
    wishes
        What is not left to inspection.
    dry_run
        Do everything but storing.
    report
        Folder that gets the unmatched table, the report and the problems; made where it does not exist.
    step
        Called with the name of each step before it begins.

    Returns
    -------
    Imported
        ``load_regions(level, source=imported.source)`` gives the layer.

    Raises
    ------
    InputError
        Everything that is wrong with the file, each with row and remedy; the first 20 are shown, all are in
        ``problems.csv`` of the report folder.
    AmbiguousError, NotFoundError
        As `geo_coop.register.load_register`.
    FetchError
        The cache cannot be written.
    """
    begun = time.monotonic()
    wishes = wishes or Wishes()
    source = Path(path)
    folder = Path(report) if report is not None else None
    name = userlayers.check_name(wishes.name) if wishes.name else userlayers.name_for(source.name.partition(".")[0])
    if not wishes.replace and not dry_run:
        userlayers.refuse_taken(name)
    announce = step or _silent
    with _work(dry_run=dry_run) as work:
        job = Job(source, wishes, name, work, announce)
        try:
            job.open()
            job.match()
            job.build()
        except InputError as error:
            if folder is not None:
                copy_tables(job.out, folder)
            raise shortened(error, folder) from error
        if folder is not None:
            copy_tables(job.out, folder)
        stored = None if dry_run else userlayers.commit(job.out, name, work, replace=wishes.replace)
    return job.result(stored, round(time.monotonic() - begun, 3))


@contextmanager
def _work(*, dry_run: bool) -> Iterator[Path]:
    """Give a folder for unfinished work: in the cache, or for a dry run wherever the system has one."""
    if not dry_run:
        with workspace() as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="geo-coop-") as name:
        yield Path(name)


def _silent(_: str) -> None:
    """Announce nothing."""


__all__ = ["Imported", "OnDuplicate", "Options", "Wishes", "import_layer"]
