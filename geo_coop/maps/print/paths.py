"""Polygons and lines as matplotlib's paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.path import Path

    Shapes = npt.NDArray[np.object_]

_MOVE: Final = 1
_LINE: Final = 2
_CLOSE: Final = 79


def present(shapes: Shapes) -> Shapes:
    """Return the shapes without the missing and the empty."""
    kept: Shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return kept


def seen(shapes: Shapes, window: shapely.Geometry | None) -> Shapes:
    """Return the shapes that may come into view, without the missing and the empty."""
    kept = present(shapes)
    if window is None or not len(kept):
        return kept
    near: Shapes = kept[shapely.intersects(shapely.envelope(kept), window)]
    return near


def path_of(shape: shapely.Geometry) -> Path:
    """Return a polygon, or several, as one path with holes."""
    from matplotlib.path import Path as NewPath  # noqa: PLC0415  (slow to import)

    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]
    codes = []
    for ring in rings:
        code = np.full(len(ring), _LINE, dtype=np.uint8)
        code[0], code[-1] = _MOVE, _CLOSE
        codes.append(code)
    return NewPath(np.concatenate(rings), np.concatenate(codes))
