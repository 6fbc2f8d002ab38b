"""Villages at a line by law, touch and nearness, by hand on squares."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from border_squares import HUNDREDTH_NORTH_KM, TENTH_KM, layer, source, stretches

from geo_coop.borders import border_villages
from geo_coop.borders.figures import FIGURE_COLUMNS, village_figures
from geo_coop.errors import CannotAnswerError, InputError
from geo_coop.provenance import sources_of

A, B, C, D, E, F = (f"65.03.0{district}.200{number}" for district, number in
                    ((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1)))  # fmt: skip
SHAPES = {
    A: shapely.box(117.0, -0.2, 117.1, 0),  # touches Sarawak's stretch
    B: shapely.box(117.1, -0.2, 117.3, 0),  # touches both
    C: shapely.box(117.3, -0.2, 117.4, -0.005),  # 553 m off
    D: shapely.box(117.0, -0.4, 117.4, -0.2),  # 22 km off
    E: shapely.box(117.1, -0.45, 117.2, -0.4),  # 44 km off
    F: None,
}
VILLAGES = layer(SHAPES)
ROUGH = layer(SHAPES, "approximate")
LINE = stretches([("65", "MY-12", [(117.16, 0), (117.4, 0)]), ("65", "MY-13", [(117.0, 0), (117.16, 0)])])


def figures(**changes: list[object]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "name": "x", "district": "65.03.01", "frontage_km": [10.0, 20.0, 0.0], "distance_km": [0.0, 0.0, 4.0],
            "facing": ["MY-13", "MY-12", "MY-12"], "tolerance_m": 1_000, "reach_km": 10, "source": "s", "release": "r",
            "method": "m", "flag": "",
        } | changes,
        index=pd.Index([A, B, C], name="code"),
    )  # fmt: skip
    return table[list(FIGURE_COLUMNS)]


def test_touch_by_hand() -> None:
    found = border_villages(VILLAGES, LINE, notion="touch")
    assert found.index.tolist() == [A, B, C]
    # B's corner is nearer than C over the first 0.005 degree beside C.
    assert (found["frontage_km"] / TENTH_KM).tolist() == pytest.approx([1.0, 2.05, 0.95], abs=0.01)
    assert found["distance_km"].tolist() == pytest.approx([0, 0, HUNDREDTH_NORTH_KM / 2], abs=1e-5)
    assert found["facing"].tolist() == ["MY-13", "MY-12", "MY-12"]
    assert found["district"].tolist() == ["65.03.01"] * 3
    assert set(found["notion"]) == {"touch"}
    assert set(found["basis"]) == {"geometry"}
    assert list(found.columns[: len(VILLAGES.columns)]) == list(VILLAGES.columns)


def test_frontages_sum_to_the_line_whatever_the_tolerance() -> None:
    total = 4 * TENTH_KM
    for tolerance in (600, 1_000, 5_000, 30_000):
        found = border_villages(VILLAGES, LINE, notion="touch", tolerance_m=tolerance)
        assert found["frontage_km"].sum() == pytest.approx(total, rel=1e-6)
    below = border_villages(VILLAGES, LINE, notion="touch", tolerance_m=500)
    assert below.index.tolist() == [A, B]
    # Half a kilometre of C's bits lies within the tolerance of B's corner.
    assert below["frontage_km"].sum() == pytest.approx(3 * TENTH_KM + 0.5, abs=0.06)


def test_overlapping_villages_share_no_bit() -> None:
    shapes = {A: shapely.box(117.0, -0.2, 117.2, 0.01), B: shapely.box(117.1, -0.2, 117.4, 0.01)}
    found = border_villages(layer(shapes), LINE, notion="touch")
    assert (found["frontage_km"] / TENTH_KM).tolist() == pytest.approx([2.0, 2.0], abs=0.01)


def test_facing_follows_the_longest_frontage_not_the_nearest_stretch() -> None:
    shapes = {B: shapely.union_all([shapely.box(117.0, -0.2, 117.16, -0.001), shapely.box(117.16, -0.2, 117.2, 0)])}
    assert border_villages(layer(shapes), LINE, notion="touch")["facing"].tolist() == ["MY-13"]


def test_near_and_legal() -> None:
    near = border_villages(VILLAGES, LINE, notion="near", within_km=25)
    assert near.index.tolist() == [A, B, C, D]
    assert near.loc[D, "distance_km"] == pytest.approx(20 * HUNDREDTH_NORTH_KM, rel=1e-6)
    assert near.loc[D, "frontage_km"] == 0.0
    legal = border_villages(VILLAGES, LINE, notion="legal", legal_codes=["65.03.02", C, F])
    assert legal.index.tolist() == [C, D, E, F]
    assert np.isnan(legal.loc[F, "distance_km"])
    assert np.isnan(legal.loc[F, "frontage_km"])
    assert legal.loc[F, "facing"] is None
    assert legal["basis"].tolist() == ["geometry"] * 3 + ["none"]
    assert border_villages(VILLAGES, LINE, notion="legal", legal_codes=[]).empty
    assert len(border_villages(VILLAGES, LINE, notion="legal", legal_codes={"ID"})) == 6


def test_nobody_near_gives_no_rows_but_all_columns() -> None:
    found = border_villages(VILLAGES.loc[[D, E]], LINE, notion="touch")
    assert found.empty
    assert {"district", "frontage_km", "distance_km", "facing", "notion", "basis"} <= set(found.columns)


def test_sources_are_carried_and_input_is_left_alone() -> None:
    before = VILLAGES.copy()
    found = border_villages(VILLAGES, LINE, notion="touch")
    assert [entry.source for entry in sources_of(found)] == ["squares", "line"]
    assert "touch within 1000 m" in sources_of(found)[0].method
    pd.testing.assert_frame_equal(pd.DataFrame(VILLAGES), pd.DataFrame(before))


def test_approximate_shapes_cannot_say_who_touches() -> None:
    with pytest.raises(CannotAnswerError, match="cannot say which village touches the line; give figures="):
        border_villages(ROUGH, LINE, notion="touch")
    far = border_villages(ROUGH.loc[[E]], LINE, notion="touch")
    assert far.empty


def test_approximate_shapes_say_what_is_near_but_no_frontage() -> None:
    found = border_villages(ROUGH, LINE, notion="near", within_km=1)
    assert found.index.tolist() == [A, B, C]
    assert found["frontage_km"].isna().all()
    assert set(found["tier"]) == {"approximate"}


def test_figures_stand_in_for_approximate_shapes() -> None:
    touch = border_villages(ROUGH, LINE, notion="touch", figures=figures())
    assert touch.index.tolist() == [A, B]
    assert touch["frontage_km"].tolist() == [10.0, 20.0]
    assert set(touch["basis"]) == {"register"}
    near = border_villages(ROUGH, LINE, notion="near", figures=figures().reset_index())
    assert near.index.tolist() == [A, B, C]
    other = border_villages(ROUGH, LINE, notion="touch", tolerance_m=500, figures=figures())
    assert other.index.tolist() == [A, B]
    assert other["frontage_km"].isna().all()
    legal = border_villages(ROUGH, LINE, notion="legal", legal_codes=["65.03"], figures=figures())
    assert legal["basis"].tolist() == ["register"] * 3 + ["none"] * 3


def test_figures_are_not_asked_about_published_shapes() -> None:
    found = border_villages(VILLAGES, LINE, notion="touch", figures=figures(frontage_km=[1.0, 1.0, 1.0]))
    assert found["frontage_km"].sum() == pytest.approx(4 * TENTH_KM)


def test_a_mixed_layer_takes_each_village_by_its_tier() -> None:
    mixed = VILLAGES.copy()
    mixed.loc[[B], "tier"] = "approximate"
    found = border_villages(mixed, LINE, notion="touch", figures=figures())
    assert found["basis"].to_dict() == {A: "geometry", B: "register", C: "geometry"}
    with pytest.raises(CannotAnswerError, match="give figures="):
        border_villages(mixed, LINE, notion="touch")


def test_figures_answer_for_the_stretch_that_is_asked_about() -> None:
    sabah = border_villages(ROUGH, LINE[LINE["b"] == "MY-12"], notion="near", figures=figures())
    assert sabah.index.tolist() == [B, C]
    country = stretches([("ID", "MY", [(117.0, 0), (117.4, 0)])])
    assert len(border_villages(ROUGH, country, notion="near", figures=figures())) == 3


def test_figures_of_states_do_not_tell_which_district_is_faced() -> None:
    line = LINE.assign(b=LINE["b"] + ".18")
    for notion in ("touch", "near"):
        with pytest.raises(CannotAnswerError, match=r"faces MY-12, MY-13 and does not tell which villages are at MY-1"):
            border_villages(ROUGH, line, notion=notion, figures=figures())
    legal = border_villages(ROUGH, line, notion="legal", legal_codes=["65.03"], figures=figures())
    assert set(legal["basis"]) == {"none"}
    assert legal["facing"].isna().all()


def test_figures_that_do_not_reach_are_refused() -> None:
    with pytest.raises(CannotAnswerError, match="within 10 km of the line, not 20 km"):
        border_villages(ROUGH, LINE, notion="near", within_km=20, figures=figures())
    inner = stretches([("65", "64", [(117.0, 0), (117.4, 0)])])
    with pytest.raises(CannotAnswerError, match="faces MY, not 64"):
        border_villages(ROUGH, inner, notion="near", figures=figures())
    west = layer({"61.01.01.2001": shapely.box(116.9, -0.2, 117.0, 0)}, "approximate")
    both = gpd.GeoDataFrame(pd.concat([west, ROUGH]), crs=4326)
    with pytest.raises(CannotAnswerError, match="holds no villages of 61, which come near the line"):
        border_villages(both, LINE, notion="touch", figures=figures())
    away = layer({"62.01.01.2001": shapely.box(112, -2, 113, -1)}, "approximate")
    both = gpd.GeoDataFrame(pd.concat([away, ROUGH]), crs=4326)
    assert border_villages(both, LINE, notion="touch", figures=figures()).index.tolist() == [A, B]


def test_bad_figures_are_reported_all_at_once() -> None:
    bad = figures(frontage_km=["x", -1.0, 3.0])
    with pytest.raises(InputError, match=r"2 problems\n.*frontage_km of 65.03.01.2001 is 'x'.*\n.*is -1.0") as caught:
        border_villages(ROUGH, LINE, notion="touch", figures=bad)
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="missing columns facing, flag"):
        border_villages(ROUGH, LINE, notion="touch", figures=figures().drop(columns=["facing", "flag"]))


def test_figures_are_those_of_the_border_villages_and_none_is_left_out() -> None:
    told = {"legal_codes": [A[:8]], "reach_km": 5.0, "source": "squares", "release": "1"}
    found = village_figures(VILLAGES, LINE, **told)
    near = border_villages(VILLAGES, LINE, notion="near", within_km=5)
    legal = border_villages(VILLAGES, LINE, notion="legal", legal_codes=[A[:8]])
    assert set(found.index) == {*near.index, *legal.index}
    assert found["frontage_km"].sum() == pytest.approx(4 * TENTH_KM, abs=0.01)
    shapeless = VILLAGES.copy()
    shapeless.loc[[A], "geometry"] = None
    with pytest.raises(InputError, match=rf"by law without a shape \(1: {A}\)"):
        village_figures(shapeless, LINE, **told)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(InputError, match=r"unknown notion 'tuch'; .* Did you mean 'touch'"):
        border_villages(VILLAGES, LINE, notion="tuch")
    with pytest.raises(InputError, match="notion 'legal' needs legal_codes"):
        border_villages(VILLAGES, LINE, notion="legal")
    with pytest.raises(InputError, match=r"legal_codes is the text '65.03'"):
        border_villages(VILLAGES, LINE, notion="legal", legal_codes="65.03")
    with pytest.raises(InputError, match="tolerance_m is -1; expected a number above 0"):
        border_villages(VILLAGES, LINE, notion="touch", tolerance_m=-1)
    with pytest.raises(InputError, match="line: missing columns b"):
        border_villages(VILLAGES, LINE.drop(columns="b"), notion="touch")
    with pytest.raises(InputError, match="line: no rows"):
        border_villages(VILLAGES, LINE.iloc[:0], notion="touch")
    with pytest.raises(InputError, match="villages: CRS is WGS 84 / UTM zone 50N"):
        border_villages(VILLAGES.to_crs(32650), LINE, notion="touch")


def test_lines_source_is_named() -> None:
    assert source("line") in sources_of(LINE)
