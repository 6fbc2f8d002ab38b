"""The land line and its villages on real boundaries, and the committed register of figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import shapely
import yaml

from geo_coop.borders import adjacency, border_villages, corridor_bands, read_figures, shared_border, split_line
from geo_coop.boundaries.load import land_line, load_regions
from geo_coop.codes import kind_of
from geo_coop.errors import CannotAnswerError, InputError, NotFoundError
from geo_coop.geodesy import polygonal

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "data/boundaries/border_register.csv"
STATES = {12: "MY-12", 13: "MY-13"}
LEGAL = {
    str(entry["region"]): [str(district["code"]) for district in entry["districts"]]
    for entry in yaml.safe_load((ROOT / "data/borders/legal_sets.yaml").read_text(encoding="utf-8"))
}


def states_file(shared_dir: Path) -> Path:
    (path,) = shared_dir.glob(
        "boundaries/mirror/dosm-malaysia/data-open/*/datasets/geodata/administrative_1_state.geojson"
    )
    return path


@pytest.fixture(scope="module")
def villages(shared_dir: Path) -> gpd.GeoDataFrame:
    table = pq.ParquetFile(shared_dir / "boundaries/scale/idn_desa.parquet").read(columns=["kode", "nama", "geometry"])
    start = pc.utf8_slice_codeunits(table["kode"], 0, 5)
    province = pc.utf8_slice_codeunits(table["kode"], 0, 2)
    wanted = pc.or_(pc.is_in(province, pc.cast(["64", "65"], table["kode"].type)),
                    pc.is_in(start, pc.cast(["62.02", "62.07"], table["kode"].type)))  # fmt: skip
    table = table.filter(wanted)
    codes = table["kode"].to_pylist()
    shapes = [polygonal(s) for s in shapely.make_valid(shapely.from_wkb(table["geometry"].to_numpy()))]
    return gpd.GeoDataFrame(
        {
            "name": table["nama"].to_pylist(),
            "level": "village",
            "kind": [kind_of(code) for code in codes],
            "parent": [code[:8] for code in codes],
            "tier": "authoritative",
        },
        geometry=shapes,
        crs=4326,
        index=pd.Index(codes, name="code"),
    ).sort_index()


@pytest.fixture(scope="module")
def line(villages: gpd.GeoDataFrame, shared_dir: Path) -> gpd.GeoDataFrame:
    states = gpd.read_file(states_file(shared_dir))
    states = states[states["code_state"].isin(STATES)]
    states = states.set_index(states["code_state"].map(STATES)).make_valid().to_frame("geometry")
    here = villages[villages.index.str[:2].isin(["64", "65"])]
    regencies = here.dissolve(by=here.index.str[:5])[["geometry"]]
    return split_line(gpd.read_parquet(ROOT / "data/boundaries/land_line.parquet"), regencies, states)


@pytest.fixture(scope="module")
def kaltara(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return villages[villages.index.str.startswith("65.")]


@pytest.fixture(scope="module")
def line_65(line: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return line[line["a"].str.startswith("65.")]


@pytest.mark.shared
def test_lengths_of_the_line(line: gpd.GeoDataFrame) -> None:
    lengths = line.set_index(["a", "b"])["length_km"]
    assert lengths[("65.03", "MY-12")] == pytest.approx(368.2, abs=0.3)
    assert lengths[("65.02", "MY-13")] == pytest.approx(448.4, abs=0.3)
    assert lengths[("65.03", "MY-13")] == pytest.approx(97.8, abs=0.3)
    assert lengths[("64.11", "MY-13")] == pytest.approx(52.9, abs=0.5)
    assert len(lengths) == 4
    assert lengths[["65.02", "65.03"]].sum() == pytest.approx(914.4, abs=0.3)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("tolerance_m", "count", "frontage_km"),
    [(100, 47, 559), (500, 49, 822), (1_000, 54, 903.5), (2_000, 59, 914.4), (5_000, 90, 914.4), (10_000, 133, 914.4)],
)
def test_villages_that_touch(
    kaltara: gpd.GeoDataFrame, line_65: gpd.GeoDataFrame, tolerance_m: float, count: int, frontage_km: float
) -> None:
    found = border_villages(kaltara, line_65, notion="touch", tolerance_m=tolerance_m)
    assert len(found) == count
    assert found["frontage_km"].sum() == pytest.approx(frontage_km, abs=1.0)
    assert not found["facing"].isna().any()


@pytest.mark.shared
def test_villages_of_the_legal_border_area(kaltara: gpd.GeoDataFrame, line_65: gpd.GeoDataFrame) -> None:
    found = border_villages(kaltara, line_65, notion="legal", legal_codes=LEGAL["65"])
    assert found["kind"].value_counts().to_dict() == {"desa": 204, "kelurahan": 8}
    assert found["district"].nunique() == 22
    # Most of the villages named by law do not touch the line.
    assert (found["distance_km"] <= 1).sum() == 53
    assert found.loc[found["district"] == "65.02.10", "distance_km"].min() == pytest.approx(9.54, abs=0.02)


@pytest.mark.shared
def test_villages_near_the_line(kaltara: gpd.GeoDataFrame, line_65: gpd.GeoDataFrame) -> None:
    assert len(border_villages(kaltara, line_65, notion="near", within_km=10)) == 133


@pytest.mark.shared
def test_bands_on_the_side_of_kaltara(villages: gpd.GeoDataFrame, line_65: gpd.GeoDataFrame) -> None:
    bands = corridor_bands(line_65, land=villages[villages.index.str.startswith("65.")])
    assert bands["area_km2"].tolist() == pytest.approx([7_204, 13_372, 29_725], rel=0.002)


@pytest.mark.shared
def test_border_of_kotim_and_seruyan(villages: gpd.GeoDataFrame) -> None:
    border = shared_border(
        villages[villages.index.str.startswith("62.02.")], villages[villages.index.str.startswith("62.07.")]
    )
    assert border[["a", "b"]].to_numpy().tolist() == [["62.02", "62.07"]]
    assert border["length_km"][0] == pytest.approx(304.95, abs=0.1)
    assert border.geometry[0].geom_type == "LineString"


@pytest.mark.shared
def test_border_of_kukar_and_kubar_is_the_sum_of_its_pairs(villages: gpd.GeoDataFrame) -> None:
    one, two = (villages[villages.index.str.startswith(code)] for code in ("64.02.", "64.07."))
    border = shared_border(one, two)
    assert border["length_km"][0] == pytest.approx(241.83, abs=0.1)
    pairs = adjacency(gpd.GeoDataFrame(pd.concat([one, two]), crs=4326))
    across = pairs[pairs["a"].str.startswith("64.02.") & pairs["b"].str.startswith("64.07.")]
    assert across["length_km"].sum() == pytest.approx(241.83, abs=0.2)


def test_committed_register() -> None:
    figures = read_figures(REGISTER)
    assert figures.index.is_unique
    own = figures[figures.index.str.startswith("65.")]
    for km, count in ((0.1, 47), (0.5, 49), (1, 54), (2, 59), (5, 90), (10, 133)):
        assert (own["distance_km"] <= km).sum() == count
    assert own["frontage_km"].sum() == pytest.approx(903.5, abs=0.5)
    legal = own[own["district"].isin(LEGAL["65"])]
    assert len(legal) == 212
    assert set(figures.index.str[:8]) >= set(LEGAL["64"])
    assert set(figures["facing"]) == {"MY-12", "MY-13"}
    assert figures.loc["65.03.04.2021", "flag"].startswith("drawn at the line")
    selatan = figures[figures["district"] == "65.02.10"]
    assert selatan["flag"].str.startswith("border district, but its shapes stand").all()
    assert selatan["frontage_km"].eq(0).all()
    assert np.isfinite(figures[["frontage_km", "distance_km"]]).all(axis=None)


@pytest.mark.shared
def test_register_can_be_built_again(shared_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    subprocess.run(
        [sys.executable, ROOT / "tools/build_border_register.py", shared_dir / "boundaries/scale/idn_desa.parquet",
         states_file(shared_dir), "--source", "s", "--release", "r", "-o", out],
        check=True, capture_output=True,
    )  # fmt: skip
    again, committed = read_figures(out), read_figures(REGISTER)
    assert again.index.equals(committed.index)
    assert again["facing"].equals(committed["facing"])
    assert again["flag"].equals(committed["flag"])
    # The committed figures are of the cleaned layer, these of the raw one: edges moved by some metres.
    assert (again["distance_km"] - committed["distance_km"]).abs().max() < 0.02
    assert (again["frontage_km"] - committed["frontage_km"]).abs().max() < 0.25


def test_figures_file_with_faults_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no register of figures at"):
        read_figures(tmp_path / "none.csv")
    bad = tmp_path / "bad.csv"
    text = REGISTER.read_text(encoding="utf-8").splitlines()
    row = text[1].split(",")
    bad.write_text("\n".join([text[0], text[1], text[1], ",".join(["6503", *row[1:3], "", *row[4:]])]), "utf-8")
    with pytest.raises(InputError, match=r"bad.csv:4: figures: frontage_km of 6503 is ''.*") as caught:
        read_figures(bad)
    assert "bad.csv:3: figures: code 64.11.04.2001 stands more than once" in str(caught.value)


@pytest.mark.parametrize(("tolerance_m", "count"), [(100, 47), (1_000, 54), (10_000, 133)])
def test_register_answers_for_the_embedded_layer(tolerance_m: float, count: int) -> None:
    own = load_regions("village", within="65", source="embedded")
    provinces = load_regions("province", within="ID", source="embedded")
    states = load_regions("province", within="MY", source="embedded")
    cut = split_line(land_line(), provinces, states)
    cut = cut[cut["a"] == "65"]
    # The approximate shapes stand off the line, and the split still comes within a few per cent.
    lengths = cut.set_index("b")["length_km"]
    assert lengths.sum() == pytest.approx(914.4, rel=0.03)
    assert lengths["MY-12"] == pytest.approx(368.2, rel=0.05)
    found = border_villages(own, cut, notion="touch", tolerance_m=tolerance_m, figures=read_figures(REGISTER))
    assert len(found) == count
    assert set(found["basis"]) == {"register"}
    assert found["frontage_km"].isna().all() == (tolerance_m != 1_000)
    with pytest.raises(CannotAnswerError, match="cannot say which village touches"):
        border_villages(own, cut, notion="touch", tolerance_m=tolerance_m)
