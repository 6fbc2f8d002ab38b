"""Shared borders: rings on a grid become arcs between junctions, each stored once, and text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_coop.maps.packing import Unpacker, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Ring = tuple[int, ...]
    Rings = tuple[Ring, ...]

# Kinds of numbers in a packed topology. A step's kind says its axis, how long the step before it was (for the second
# axis: how long the first is), and the sign of the last step along the same axis.
_SHAPES: Final = 0
_RINGS: Final = 1
_REFERENCES: Final = 2
_REFERENCE: Final = 3
_POINTS: Final = 4
_START: Final = 5
_STEP: Final = 6
_LEVELS: Final = 10
_SIGNS: Final = 3
KINDS: Final = _STEP + 2 * _LEVELS * _SIGNS


def arcs_of_rings(points: Integers, ring_of: Integers, shape_of: Sequence[int], size: int) -> tuple[
    tuple[Integers, ...], tuple[Rings, ...]
]:  # fmt: skip
    """Cut rings into arcs that meet at junctions, and number the arcs in the order in which shapes use them first.

    Parameters
    ----------
    points
        Grid positions of all rings, none of them negative, rings not closed.
    ring_of
        The ring of each point, ascending.
    shape_of
        The shape of each ring that has points.
    size
        How many shapes there are.

    Returns
    -------
    The arcs, and for each shape its rings as arc numbers, ``~n`` for arc ``n`` reversed. A ring starts, where it can,
    with an arc that an earlier ring brought in.
    """
    keys, vertex = np.unique(points[:, 0] << 32 | points[:, 1], return_inverse=True)
    positions = np.column_stack([keys >> 32, keys & 0xFFFFFFFF])
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    ends = np.append(starts[1:], len(points))
    junction = _junctions(vertex, starts, ends, len(keys))[vertex]
    known: dict[bytes, tuple[int, bool]] = {}
    arcs: list[Integers] = []
    rings: list[list[Ring]] = [[] for _ in range(size)]
    for start, end, shape in zip(starts, ends, shape_of, strict=True):
        ring = vertex[start:end]
        at = np.flatnonzero(junction[start:end])
        first = int(at[0]) if len(at) else int(np.argmin(ring))
        ring = np.append(np.roll(ring, -first), ring[first])
        cuts = np.append(at - first, len(ring) - 1) if len(at) else np.array([0, len(ring) - 1])
        pieces = []
        for low, high in itertools.pairwise(cuts):
            path = ring[low : high + 1]
            turned = bool((path[-1], path[-2]) < (path[0], path[1]))
            pieces.append((np.ascontiguousarray(path[::-1] if turned else path).tobytes(), turned, path))
        old = [name in known for name, _, _ in pieces]
        begin = next((at for at in range(len(old)) if old[at] and not old[at - 1]), 0)
        references = []
        for name, turned, path in pieces[begin:] + pieces[:begin]:
            if name not in known:
                known[name] = (len(arcs), turned)
                arcs.append(positions[path])
            number, stored_turned = known[name]
            references.append(number if turned == stored_turned else ~number)
        rings[shape].append(tuple(references))
    return tuple(arcs), tuple(tuple(each) for each in rings)


def dissolve(shapes: Sequence[Rings], groups: Sequence[int], arcs: Sequence[Integers]) -> tuple[Rings, ...]:
    """Return the rings of each group of shapes over the same arcs: what its members do not share with one another.

    Parameters
    ----------
    shapes
        From `arcs_of_rings`.
    groups
        The group of each shape, numbered from 0 without gaps.
    arcs
        From `arcs_of_rings`.
    """
    used: list[dict[int, int]] = [{} for _ in range(max(groups, default=-1) + 1)]
    for shape, group in zip(shapes, groups, strict=True):
        own = used[group]
        for reference in itertools.chain.from_iterable(shape):
            if own.get(~reference):
                own[~reference] -= 1
            else:
                own[reference] = own.get(reference, 0) + 1
    return tuple(tuple(_chains([each for each, times in own.items() for _ in range(times)], arcs)) for own in used)


def pack_topology(arcs: Sequence[Integers], shapes: Sequence[Rings]) -> str:
    """Return arcs and shapes as text, for `geo_coop_map`'s ``topology.js`` and `unpack_topology`.

    First the rings of all shapes: a reference is 0 for the next new arc, else how many arcs ago the arc came,
    negative where it runs backwards. Then the number of points of each arc, the starts that no ring tells, and the
    steps from point to point. The last point of a ring that ends with a new arc is its first point, and left out.
    """
    fresh, old_values = 0, [len(shapes)]
    kinds = [_SHAPES]
    explicit: list[int] = []
    closing = np.zeros(len(arcs), dtype=np.int64)
    for shape in shapes:
        kinds.append(_RINGS)
        old_values.append(len(shape))
        for ring in shape:
            kinds += [_REFERENCES] + [_REFERENCE] * len(ring)
            old_values.append(len(ring))
            for place, reference in enumerate(ring):
                if reference == fresh:
                    old_values.append(0)
                    if place == 0:
                        explicit.append(fresh)
                    if place == len(ring) - 1:
                        closing[fresh] = 1
                    fresh += 1
                else:
                    old_values.append(fresh - reference if reference >= 0 else ~reference - fresh)
    if fresh != len(arcs):
        message = f"shapes use {fresh} of {len(arcs)} arcs in order"
        raise ValueError(message)
    counts = np.array([len(arc) for arc in arcs], dtype=np.int64) - closing
    starts = np.diff(np.array([arcs[number][0] for number in explicit]), axis=0, prepend=0) if explicit else None
    step_kinds, steps = _steps(arcs, counts)
    contexts = [np.array(kinds), np.full(len(arcs), _POINTS), np.full(2 * len(explicit), _START), step_kinds]
    values = [np.array(old_values), counts, np.zeros(0) if starts is None else starts.reshape(-1), steps]
    return pack(np.concatenate(contexts).astype(np.int64), np.concatenate(values).astype(np.int64), KINDS)


def pack_rings(shapes: Sequence[Rings]) -> str:
    """Return rings over the arcs of another topology as text: references as differences."""
    kinds: list[int] = []
    values: list[int] = []
    last = 0
    kinds.append(_SHAPES)
    values.append(len(shapes))
    for shape in shapes:
        kinds.append(_RINGS)
        values.append(len(shape))
        for ring in shape:
            kinds += [_REFERENCES] + [_REFERENCE] * len(ring)
            values.append(len(ring))
            for reference in ring:
                values.append(reference - last)
                last = reference
    return pack(np.array(kinds, dtype=np.int64), np.array(values, dtype=np.int64), _STEP)


def unpack_topology(text: str) -> tuple[tuple[Integers, ...], tuple[Rings, ...]]:
    """Read what `pack_topology` wrote."""
    numbers = Unpacker(text, KINDS)
    fresh = 0
    shapes: list[Rings] = []
    before: list[int | None] = []
    closes: list[int | None] = []
    for _ in range(numbers.read(_SHAPES)):
        rings: list[Ring] = []
        for _ in range(numbers.read(_RINGS)):
            ring: list[int] = []
            count = numbers.read(_REFERENCES)
            for place in range(count):
                value = numbers.read(_REFERENCE)
                if value == 0:
                    before.append(ring[-1] if place else None)
                    ring.append(fresh)
                    closes.append(ring[0] if place == count - 1 else None)
                    fresh += 1
                else:
                    ring.append(fresh - value if value > 0 else ~(fresh + value))
            rings.append(tuple(ring))
        shapes.append(tuple(rings))
    counts = [numbers.read(_POINTS) for _ in range(fresh)]
    starts = [(numbers.read(_START), numbers.read(_START)) for previous in before if previous is None]
    given = iter(np.cumsum(np.array(starts, dtype=np.int64).reshape(-1, 2), axis=0))
    arcs: list[Integers] = []
    for count, previous, close in zip(counts, before, closes, strict=True):
        points = [next(given) if previous is None else _end(arcs, previous)]
        last = (0, 0)
        for _ in range(count - 1):
            x = numbers.read(int(_kind(0, max(abs(last[0]), abs(last[1])), last[0])))
            y = numbers.read(int(_kind(1, abs(x), last[1])))
            last = (x, y)
            points.append(points[-1] + last)
        if close is not None:
            points.append(points[0] if close == len(arcs) else _end(arcs, ~close))
        arcs.append(np.array(points, dtype=np.int64))
    return tuple(arcs), tuple(shapes)


def _end(arcs: Sequence[Integers], reference: int) -> Integers:
    """Return where a reference ends."""
    result: Integers = arcs[reference][-1] if reference >= 0 else arcs[~reference][0]
    return result


def _kind(axis: npt.ArrayLike, size: npt.ArrayLike, last: npt.ArrayLike) -> Integers:
    """Return the kind of a step along an axis."""
    size = np.asarray(size)
    level = np.zeros(size.shape, dtype=np.int64)
    for bit in range(1, _LEVELS):
        level += size >= 1 << bit
    result: Integers = _STEP + (np.asarray(axis) * _LEVELS + level) * _SIGNS + np.sign(last).astype(np.int64) + 1
    return result


def _steps(arcs: Sequence[Integers], counts: Integers) -> tuple[Integers, Integers]:
    """Return the kinds and values of the steps of all arcs, two for each step."""
    if not arcs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    stored = [arc[:count] for arc, count in zip(arcs, counts, strict=True)]
    points = np.concatenate(stored)
    first = np.cumsum(counts) - counts
    steps = np.diff(points, axis=0, prepend=points[:1])
    before = np.roll(steps, 1, axis=0)
    before[first] = 0
    inner = np.ones(len(points), dtype=bool)
    inner[first] = False
    # The second point of an arc follows no step; what np.roll brought there spans two arcs.
    second = first[counts > 1] + 1
    before[second] = 0
    steps, before = steps[inner], before[inner]
    kinds = np.column_stack(
        [_kind(0, np.abs(before).max(axis=1), before[:, 0]), _kind(1, np.abs(steps[:, 0]), before[:, 1])]
    )
    return kinds.reshape(-1), steps.reshape(-1)


def _chains(references: list[int], arcs: Sequence[Integers]) -> Iterable[Ring]:
    """Yield closed rings put together from references; as many leave each place as come to it."""
    leaving: dict[tuple[int, int], list[int]] = {}
    for reference in reversed(references):
        leaving.setdefault(_place(arcs, ~reference), []).append(reference)
    for start, waiting in leaving.items():
        while waiting:
            ring = [waiting.pop()]
            while (place := _place(arcs, ring[-1])) != start:
                ring.append(leaving[place].pop())
            yield tuple(ring)


def _place(arcs: Sequence[Integers], reference: int) -> tuple[int, int]:
    x, y = _end(arcs, reference)
    return int(x), int(y)


def _junctions(vertex: Integers, starts: Integers, ends: Integers, size: int) -> npt.NDArray[np.bool_]:
    """Return for each vertex whether rings part there: not all pass it between the same two neighbours."""
    before = np.roll(vertex, 1)
    before[starts] = vertex[ends - 1]
    after = np.roll(vertex, -1)
    after[ends - 1] = vertex[starts]
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.argsort(vertex, kind="stable")
    group = np.flatnonzero(np.diff(vertex[order], prepend=-1))
    result = np.zeros(size, dtype=bool)
    for side in (low[order], high[order]):
        result |= np.minimum.reduceat(side, group) != np.maximum.reduceat(side, group)
    return result
