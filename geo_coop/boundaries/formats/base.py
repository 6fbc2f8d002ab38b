"""What the readers of all file formats share: a table of rows whose attributes and shapes stream."""

from __future__ import annotations

import itertools
import warnings
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyogrio.errors
import pyproj
import shapely

from geo_coop.errors import GeoCoopError, InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    Shapes = npt.NDArray[np.object_]
    Values = npt.NDArray[np.object_]

BATCH_ROWS: Final = 4096
UNREADABLE: Final = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError, pyogrio.errors.FieldError, pyogrio.errors.CRSError, pa.ArrowException,
    pyproj.exceptions.ProjError, OSError, UnicodeError, ValueError, OverflowError, MemoryError, RecursionError,
    LookupError, UnboundLocalError,  # the last one where pyogrio meets a CRS that it cannot express
    SystemError,  # a column of a damaged FlatGeobuf with texts of negative length
)  # fmt: skip
NO_AREA: Final = "which is no polygon"
DAMAGED: Final = "the file is cut off or altered, or not of this format; export or fetch it again"


@dataclass(slots=True)
class ShapeBatch:
    """Shapes of consecutive rows.

    Attributes
    ----------
    shapes
        As in the file, with all their coordinates; None where a row has none.
    unreadable
        Why the shape of a row could not be read, by position in the batch; the shape is None then.
    mended
        What was mended while reading, by position in the batch.
    """

    shapes: Shapes
    unreadable: dict[int, str] = field(default_factory=dict)
    mended: dict[int, str] = field(default_factory=dict)


@dataclass
class Table(ABC):
    """A file with rows, opened but not held in memory.

    Attributes
    ----------
    file
        How to call the file in messages.
    kind
        Its format, for example ``"GeoPackage"``.
    columns
        Names of its attributes, in order.
    crs
        As the file states it; None where it states none.
    rows
        How many rows it has.
    layer
        Name of the layer read, where the file may hold several.
    notes
        What was noticed while opening it.
    """

    file: str
    kind: str
    columns: tuple[str, ...] = ()
    crs: pyproj.CRS | None = None
    rows: int = 0
    layer: str | None = None
    notes: list[str] = field(default_factory=list)

    def records(self, columns: Sequence[str]) -> Iterator[dict[str, Values]]:
        """Yield columns of all rows, batch by batch, as arrays of str, int, float, bool or None.

        Raises
        ------
        InputError
            The file is damaged.
        """
        if not columns:
            return
        batches, seen = self._records(columns), 0
        while True:
            with reading(self.file, self.notes):
                batch = next(batches, None)
            if batch is None:
                break
            seen += len(batch[columns[0]])
            if seen > self.rows:
                raise self.cut_off(seen)
            yield batch
        if seen != self.rows:
            raise self.cut_off(seen)

    def attributes(self, columns: Sequence[str]) -> dict[str, Values]:
        """Return columns whole, as `records` gives them.

        Raises
        ------
        InputError
            The file is damaged.
        """
        parts = list(self.records(columns))
        return {name: np.concatenate([part[name] for part in parts]) for name in columns}

    @abstractmethod
    def _records(self, columns: Sequence[str]) -> Iterator[dict[str, Values]]:
        """Yield the columns; what the libraries raise here becomes one error."""

    def shapes(self) -> Iterator[ShapeBatch]:
        """Yield the shapes of all rows in their order.

        Raises
        ------
        InputError
            The file is damaged.
        """
        batches = self._batches()
        while True:
            with reading(self.file, self.notes):
                batch = next(batches, None)
            if batch is None:
                return
            yield batch

    @abstractmethod
    def _batches(self) -> Iterator[ShapeBatch]:
        """Yield the shapes; what the libraries raise here becomes one error."""

    def cut_off(self, seen: int) -> InputError:
        """Return the error for a file that gives another number of rows than it states."""
        return InputError(Problem(f"gives {seen} of the {self.rows} rows that it states", DAMAGED, self.file))


@contextmanager
def reading(file: str, notes: list[str] | None = None) -> Iterator[None]:
    """Turn whatever a format library raises into one error, and its warnings into notes.

    Raises
    ------
    InputError
        Any failure that the libraries report.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        except GeoCoopError:
            raise
        except UNREADABLE as error:
            text = " ".join(str(error).split()) or type(error).__name__
            raise InputError(Problem(f"cannot be read: {text[:300]}", DAMAGED, file)) from error
    if notes is not None:
        fresh = dict.fromkeys(" ".join(str(entry.message).split())[:300] for entry in caught)
        notes.extend(text for text in fresh if text not in notes)


def from_wkb(values: npt.NDArray[np.object_]) -> ShapeBatch:
    """Read shapes from WKB; unclosed rings are closed, and what cannot be read is told."""
    present = np.array([value is not None and len(value) > 0 for value in values.tolist()], dtype=bool)
    return _read_shapes(values, present, shapely.from_wkb)


def from_wkt(values: npt.NDArray[np.object_]) -> ShapeBatch:
    """Read shapes from WKT or EWKT, as `from_wkb`."""
    texts = [value.strip() if isinstance(value, str) else "" for value in values.tolist()]
    texts = [text.partition(";")[2] if text[:5].upper() == "SRID=" else text for text in texts]
    present = np.array([bool(text) for text in texts], dtype=bool)
    return _read_shapes(np.array([*texts, ""], dtype=object)[:-1], present, shapely.from_wkt)


def _read_shapes(
    values: npt.NDArray[np.object_], present: npt.NDArray[np.bool_], read: Callable[..., Any]
) -> ShapeBatch:
    shapes: Shapes = np.full(len(values), None, dtype=object)
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shapes[present] = read(values[present], on_invalid="ignore")
        batch = ShapeBatch(shapes)
        for position in np.flatnonzero(present & shapely.is_missing(shapes)).tolist():
            _settle(batch, position, read(values[position], on_invalid="fix"))
    return batch


def _settle(batch: ShapeBatch, position: int, fixed: shapely.Geometry | None) -> None:
    if fixed is None:
        batch.unreadable[position] = "the shape cannot be read"
    else:
        batch.shapes[position] = fixed
        batch.mended[position] = "unclosed ring closed"


def in_batches(rows: Iterator[Sequence[object]], columns: Sequence[str]) -> Iterator[dict[str, Values]]:
    """Yield the values of rows by column, for readers that go row by row."""
    while batch := list(itertools.islice(rows, BATCH_ROWS)):
        texts = ([*values, None] for values in zip(*batch, strict=True))
        yield {name: np.array(values, dtype=object)[:-1] for name, values in zip(columns, texts, strict=True)}


def as_objects(array: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.object_]:
    """Return an Arrow column as an array of objects; equal texts are one object."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        coded = array.dictionary_encode()
        words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
        places = coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        result: npt.NDArray[np.object_] = words[places]
        return result
    values: npt.NDArray[np.object_] = np.full(len(array), None, dtype=object)
    for place, value in enumerate(array.to_pylist()):
        values[place] = value if isinstance(value, str | int | float | bool) or value is None else str(value)
    return values
