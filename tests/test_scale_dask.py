"""The partitioned functions on a local cluster of two workers, one of which is killed half-way."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any

import distributed
import geopandas as gpd
import pandas as pd
import pytest

from geo_coop import load_regions
from geo_coop.boundaries.load import land_line
from geo_coop.errors import InputError
from geo_coop.scale import LayerFile, corridor_villages, coverage_counts, layer_files, partitioned, write_layer_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[LayerFile, ...]:
    folder = tmp_path_factory.mktemp("copies")
    frame = load_regions("village", within="65", source="embedded")
    first = write_layer_file(gpd.GeoDataFrame(frame[["geometry"]], crs=4326), folder / "0.parquet")
    for number in range(1, 40):
        (folder / f"{number}.parquet").hardlink_to(first.path)
    return layer_files(folder / f"{number}.parquet" for number in range(40))


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs="CRITICAL"
        ) as cluster,
        distributed.Client(cluster) as opened,
    ):
        yield opened


def same(one: pd.DataFrame, two: pd.DataFrame) -> bool:
    pd.testing.assert_frame_equal(one, two, check_dtype=False)
    return True


NAMED = pd.DataFrame({"agreement": ["a", "a", "b", "c"], "region": ["65.03", "65", "65.01.01", "62"]})


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("groups", [1, 7])
def test_answers_are_those_of_the_plain_run_however_it_is_cut(files: tuple[LayerFile, ...], groups: int) -> None:
    line = land_line().geometry.iloc[0]
    few = files[:3]
    assert same(
        partitioned.corridor_villages(few, line, 20, groups_in_partition=groups),
        corridor_villages(few, line, 20, engine="stream"),
    )
    assert same(
        partitioned.coverage_counts(few, NAMED, groups_in_partition=groups),
        coverage_counts(few, NAMED, engine="stream"),
    )


def test_a_worker_killed_half_way_changes_nothing(
    client: Any, files: tuple[LayerFile, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that is no first one kills its own worker: some parts are done by then, that one is not."""
    line = land_line().geometry.iloc[0]
    expected = corridor_villages(files, line, 20, engine="stream")
    before = set(client.run(os.getpid).values())
    done, killed = tmp_path / "done", tmp_path / "killed"
    meet = partitioned._meet_part

    def meet_and_kill(part: tuple[Path, int, int], position: int, pieces: list[bytes]) -> pd.DataFrame:
        if done.exists():
            with contextlib.suppress(FileExistsError):  # killed already: only one task dies
                killed.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        found = meet(part, position, pieces)
        done.touch()
        return found

    monkeypatch.setattr(partitioned, "_meet_part", meet_and_kill)
    found = partitioned.corridor_villages(files, line, 20, groups_in_partition=1)
    assert killed.exists()
    assert same(found, expected)
    assert len(before - set(client.run(os.getpid).values())) == 1


@pytest.mark.usefixtures("client")
def test_the_frame_goes_on_in_dask_geopandas(files: tuple[LayerFile, ...]) -> None:
    frame = partitioned.read_partitioned(files[:2], groups_in_partition=1)
    plain = gpd.read_parquet(files[0].path)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.sum().compute() == 2 * plain.geometry.is_valid.sum()
    assert frame[frame["file"] == 1]["code"].compute().tolist() == plain["code"].tolist()


def test_partitions_of_nothing_are_refused(files: tuple[LayerFile, ...]) -> None:
    with pytest.raises(InputError, match="at least 1"):
        partitioned.coverage_counts(files, NAMED, groups_in_partition=0)
