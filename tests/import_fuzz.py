"""Throw damaged files at the importer: each ends in a layer without lost rows, or in one error of ours.

``python tests/import_fuzz.py 20000 [seed]`` runs as many mutated inputs, and prints what became of them.
"""

from __future__ import annotations

import collections
import csv
import gzip
import random
import signal
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from import_files import FORMATS, REGENCIES, big, write

from geo_coop.boundaries.importer import Wishes, import_layer
from geo_coop.errors import GeoCoopError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIME_LIMIT_S = 20
ROWS = len(REGENCIES)
KINDS = (*FORMATS, "sql", "shp-parts", "geojson-zip", "geojson-gz")
_SQUARE = "[[[3.0,116.{0}],[3.1,116.{0}],[3.1,116.{1}],[3.0,116.{1}],[3.0,116.{0}]]]"
# Values for values: the structure stays, so no row may get lost.
_VALUES = {
    "csv": [
        (b"65.03", b"65.3"), (b"65.03", b"6503"), (b"65.03", b"65 03"), (b"65.03", b""), (b"65.02", b"99.99"),
        (b"Nunukan", b"Nunukn"), (b"Nunukan", b""), (b"Malinau", b"Nunukan"), (b"116.2", b"1e9"), (b"116.2", b"nan"),
        (b"POLYGON", b"POINT"), (b"POLYGON", b"LINESTRING"), (b"WADMKK", b"NAMA"), (b"KDPKAB", b"KODE"),
        (b"Kalimantan Utara", b"Kaltara"), (b"Kalimantan Utara", b"Kalimantan Barat"), (b"116.", b"3."),
        (b"3.1", b"200"),
    ],
}  # fmt: skip
_VALUES["geojson"] = [
    *((old, new) for old, new in _VALUES["csv"] if b"POLY" not in old),
    (b'"65.03"', b"65.03"), (b'"65.03"', b"6503"), (b'"65.03"', b"null"), (b'"65.03"', b"[1]"),
    (b'"Polygon"', b'"Point"'),
    (b'"Polygon"', b'"MultiPolygon"'), (b'"Polygon"', b'"Curve"'), (b'"coordinates"', b'"c"'), (b"[ [ [", b"[ [ [ ["),
    (b"116.0, 3.0", b"116.0, 3.0, 7.0"), (b"116.0, 3.0", b'"116", "3"'),
]  # fmt: skip
_VALUES["ndjson"] = _VALUES["geojson"]


class HangError(BaseException):
    """A case that does not end; no library may catch it."""


def base_files(folder: Path) -> dict[str, bytes | dict[str, bytes]]:
    """Return an intact file of each kind."""
    data = big(codes="dotted")
    intact: dict[str, bytes | dict[str, bytes]] = {}
    for suffix in FORMATS:
        path = write(data, folder / f"intact.{suffix}")
        intact[suffix] = path.read_bytes()
    parts = {part.suffix: part.read_bytes() for part in folder.glob("intact.*") if part.suffix in _PARTS}
    intact["shp"] = intact["shp-parts"] = parts
    rows = ",".join(
        f"('{code}','{name}',0,0,'{_SQUARE.format(n, n + 1)}')" for n, (code, name) in enumerate(REGENCIES.items())
    )
    intact["sql"] = b"".join([b"INSERT INTO wilayah (kode,nama,lat,lng,path) VALUES ", rows.encode(), b";"])
    packed = folder / "intact.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "intact.geojson", "intact.geojson")
    intact["geojson-zip"] = packed.read_bytes()
    geojson = intact["geojson"]
    intact["geojson-gz"] = gzip.compress(geojson if isinstance(geojson, bytes) else b"")
    return intact


_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def mutate(chance: random.Random, data: bytes) -> bytes:
    """Return bytes that are flipped, cut off, taken out, doubled or overwritten."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 20])):
        if not out:
            break
        place = chance.randrange(len(out))
        length = chance.choice([1, 2, 4, 16, 200])
        what = chance.randrange(6)
        if what == 0:
            out[place] ^= 1 << chance.randrange(8)
        elif what == 1:
            out[place] = chance.randrange(256)
        elif what == 2:
            del out[place:]
        elif what == 3:
            del out[place : place + length]
        elif what == 4:
            out[place:place] = out[place : place + length]
        else:
            piece = bytes(chance.randrange(256) for _ in range(length))
            out[place : place + length] = chance.choice([piece, b"\x00" * length, b"9" * length, b'"', b"<", b"]}"])
    return bytes(out)


def place_case(chance: random.Random, kind: str, intact: bytes | dict[str, bytes], folder: Path) -> tuple[Path, bool]:
    """Write one damaged input; return its path, and whether its rows are all there for certain."""
    if isinstance(intact, dict):
        hit = chance.choice([".shp", ".shp", ".shx", ".dbf", ".dbf", ".prj", ".cpg"])
        for suffix, data in intact.items():
            if suffix != hit or kind == "shp":
                (folder / f"case{suffix}").write_bytes(mutate(chance, data) if suffix == hit else data)
        return folder / "case.shp", False
    suffix = {"geojson-zip": "zip", "geojson-gz": "geojson.gz"}.get(kind, kind)
    path = folder / f"case.{suffix}"
    whole = False
    values = _VALUES.get(kind)
    if values is not None and chance.random() < 0.4:
        data = intact
        for old, new in chance.sample(values, chance.choice([1, 1, 2])):
            data = data.replace(old, new, chance.choice([1, -1]))
        whole = True
    else:
        data = mutate(chance, intact)
    path.write_bytes(data)
    return path, whole


def run_case(chance: random.Random, kind: str, intact: bytes | dict[str, bytes], folder: Path) -> str:
    """Import one damaged input, and return what became of it; anything but a layer or an error of ours is raised."""
    path, whole = place_case(chance, kind, intact, folder)
    wishes = Wishes(
        crs=chance.choice([None, "EPSG:4326"]) if kind != "csv" else "EPSG:4326",
        on_duplicate=chance.choice(["error", "union"]),
        swap_axes=chance.choice([None, None, False]),
        accept_fuzzy=chance.choice([None, None, 80.0]),
    )
    report = folder / "report"
    try:
        with time_limit():
            done = import_layer(path, wishes, dry_run=True, report=report)
    except GeoCoopError as error:
        if not str(error).strip():
            message = "an error without a text"
            raise AssertionError(message) from error
        return type(error).__name__
    with (report / "unmatched.csv").open(encoding="utf-8", newline="") as file:
        lost = sum(1 for _ in csv.DictReader(file))
    if done.rows != done.matched + lost or (wishes.on_duplicate == "error" and done.regions != done.matched):
        message = f"{kind}: {done.rows} rows, {done.matched} matched, {done.regions} regions, {lost} unmatched"
        raise AssertionError(message)
    if whole and done.rows != ROWS:
        message = f"{kind}: {done.rows} of {ROWS} rows read"
        raise AssertionError(message)
    return "layer"


@contextmanager
def time_limit() -> Iterator[None]:
    """Stop a case that does not end."""

    def stop(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(
    count: int, seed: int, *, kinds: tuple[str, ...] = KINDS, stop: bool = True
) -> collections.Counter[tuple[str, str]]:
    """Run many cases, kind by kind in turn; return what became of them."""
    result: collections.Counter[tuple[str, str]] = collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        intact = base_files(Path(name))
        for number in range(count):
            kind = kinds[number % len(kinds)]
            chance = random.Random(f"{seed}-{number}")  # noqa: S311 - repeatable on purpose
            with tempfile.TemporaryDirectory() as case:
                try:
                    result[kind, run_case(chance, kind, intact[kind], Path(case))] += 1
                except (Exception, HangError) as error:  # what a fuzzer is for
                    if stop:
                        error.add_note(f"case {number} of seed {seed}: {kind}")
                        raise
                    result[kind, f"FAILED {type(error).__name__}: {str(error)[:200]}"] += 1
                    sys.stdout.write(f"case {number} of seed {seed}: {kind}: {type(error).__name__}: {error}\n")
                    sys.stdout.flush()
    return result


def main() -> None:
    """Run as many cases as asked for, and print the counts."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun = time.monotonic()
    result = run(count, seed, stop=False)
    for (kind, outcome), number in sorted(result.items()):
        sys.stdout.write(f"{kind:12} {outcome:40} {number}\n")
    sys.stdout.write(f"{count} cases in {time.monotonic() - begun:.0f} s\n")


if __name__ == "__main__":
    main()
