"""Text on printed maps: letters and their fonts, lines, and a place for every name."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import shapely
from print_squares import sheet_of, squares, texts_of

from geo_coop.classify import classify
from geo_coop.maps.print import choropleth_sheet, fonts
from geo_coop.maps.print.labels import Labels
from geo_coop.maps.print.paper import Box
from geo_coop.maps.print.sheet import Sheet
from geo_coop.maps.print.text import MissingLettersWarning, printable, width_mm, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]


def test_wrap_keeps_every_word_and_every_width() -> None:
    text = "Kabupaten Penajam Paser Utara " + "W" * 60
    lines = wrap(text, 30, 8)
    assert all(width_mm(line, 8) <= 30 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    cut = wrap(text, 30, 8, most=2)
    assert len(cut) == 2
    assert cut[1].endswith("…")
    assert width_mm(cut[1], 8) <= 30
    assert wrap("", 30, 8) == []


@pytest.fixture
def other_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return what makes the fonts of the system be some files, whatever the system has."""

    def forget() -> None:
        for each in (fonts._other_file, fonts.advance):
            each.cache_clear()

    def use(*files: str) -> None:
        monkeypatch.setattr(fonts, "_other_files", lambda: files)
        forget()

    yield use
    forget()


def test_printable_replaces_what_cannot_be_shown(other_fonts: Callable[..., None]) -> None:
    other_fonts()
    assert printable("a\nb\x00c\u202e\u5b89") == "a b?c??"
    assert printable("$x^2$ {{ 7*7 }} <b>") == "$x^2$ {{ 7*7 }} <b>"


def test_letters_that_no_font_has_are_told_once_with_their_texts_and_a_remedy(other_fonts: Callable[..., None]) -> None:
    other_fonts()
    regions = squares(["\u5b89\u5fbd", "Nunukan"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count", title="\u534f\u8bae")
    with pytest.warns(MissingLettersWarning) as told:
        sheet = choropleth_sheet(regions, classes, title="Dua", fmt="svg")
    assert len(told) == 1
    assert "'\u5b89\u5fbd'" in str(told[0].message)
    assert "'\u534f\u8bae'" in str(told[0].message)
    assert "Nunukan" not in str(told[0].message)
    assert "install Noto Sans CJK or WenQuanYi Zen Hei" in str(told[0].message)
    assert "??" in texts_of(sheet)


def test_letters_that_dejavu_lacks_are_drawn_in_another_font(other_fonts: Callable[..., None]) -> None:
    hook = "\u1d84"  # K with a palatal hook
    stix = str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "STIXGeneral.ttf")
    other_fonts(str(ROOT / "pyproject.toml"), stix)  # what is no font is passed over
    assert printable(f"Anhui {hook}!") == f"Anhui {hook}!"
    assert [part for part, _ in fonts.runs(f"Anhui {hook}!")] == ["Anhui ", hook, "!"]
    assert fonts.font_file(hook) == stix
    whole = width_mm(f"Anhui {hook}!", 10)
    assert whole == pytest.approx(width_mm("Anhui ", 10) + width_mm(hook, 10) + width_mm("!", 10))
    regions = squares([f"Anhui{hook}!", "Nunukan"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count", title="x")
    asked = {"regions": regions, "classification": classes, "outlines": regions.assign(name="")}
    svg = sheet_of("svg", **asked)
    texts = texts_of(svg)
    assert [texts[texts.index(hook) + step] for step in (-1, 0, 1)] == ["Anhui", hook, "!"]
    # The parts stand one after the other, each as wide as it was reckoned.
    left = [
        float(x) * 25.4 / 72
        for part in ("Anhui", hook, "!")
        for x in re.findall(rf"<!-- {part} -->\s*<g style=[^>]*transform=\"translate\(([0-9.]+)", svg.decode())[-1:]
    ]
    assert np.diff(left) == pytest.approx([width_mm("Anhui", 7), width_mm(hook, 7)], abs=0.05)
    pdf = sheet_of("pdf", **asked)
    assert b"STIXGeneral" in pdf


def test_fonts_of_the_system_are_chosen_by_name() -> None:
    files = [
        "/f/NotoSansCJK-Bold.ttc",
        "/f/NotoSansCJK-Regular.ttc",
        "/f/wqy-zenhei.ttc",
        "/f/Arial.ttf",
        "/f/simsun.pfb",
    ]
    assert fonts.preferred(files) == ["/f/wqy-zenhei.ttc", "/f/NotoSansCJK-Regular.ttc", "/f/NotoSansCJK-Bold.ttc"]


def test_outlines_of_a_font_are_told_apart(tmp_path: Path) -> None:
    for name, start, expected in (
        ("plain.ttf", b"\x00\x01\x00\x00" + bytes(12), False),
        ("cubic.otf", b"OTTO" + bytes(12), True),
        ("cubic.ttc", b"ttcf" + bytes(8) + (16).to_bytes(4, "big") + b"OTTO", True),
        ("plain.ttc", b"ttcf" + bytes(8) + (16).to_bytes(4, "big") + b"true", False),
    ):
        (tmp_path / name).write_bytes(start)
        assert fonts.cubic(str(tmp_path / name)) is expected


def test_chinese_is_shown_where_the_system_has_a_font_and_told_where_not() -> None:
    regions = squares(["\u5b89\u5fbd Anhui", "Nunukan"])
    classes = classify(pd.Series([1, 2], index=regions.index), scheme="count", title="x")
    here = fonts.font_file("\u5b89") is not None
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        texts = texts_of(choropleth_sheet(regions, classes, title="Dua", fmt="svg"))
    assert [each.category for each in told] == ([] if here else [MissingLettersWarning])
    assert ("\u5b89\u5fbd" if here else "?? Anhui") in texts
    assert any("Anhui" in text for text in texts)


def test_names_do_not_collide_and_stay_in_the_frame() -> None:
    sheet, frame = Sheet((100, 100)), Box(10, 10, 80, 80)
    labels = Labels(sheet, frame)
    shapes = np.array([shapely.box(x, y, x + 9, y + 9) for x in range(10, 90, 10) for y in range(10, 90, 10)])
    labels.inside(shapes, ["Sungai Limau"] * 64, 9, strict=False)
    boxes = np.array(labels.taken)
    assert 0 < len(boxes) < 64
    assert len(labels.unnamed) == 64 - len(boxes)
    crossing = shapely.area(shapely.intersection(boxes[:, None], boxes[None, :]))
    assert np.allclose(crossing[~np.eye(len(boxes), dtype=bool)], 0)
    assert shapely.within(boxes, frame.shape()).all()


def test_strict_names_lie_in_their_areas() -> None:
    labels = Labels(Sheet((100, 100)), Box(0, 0, 100, 100))
    labels.inside(np.array([shapely.box(10, 10, 12, 12), shapely.box(20, 20, 70, 40)]), ["A name", "A name"], 8,
                  strict=True)  # fmt: skip
    assert labels.unnamed == ["A name"]
    assert shapely.within(labels.taken[0], shapely.box(20, 20, 70, 40))


def test_names_too_wide_for_their_areas_stand_beside_them_with_a_line() -> None:
    labels = Labels(Sheet((100, 100)), Box(0, 0, 100, 100))
    small, large = shapely.box(48, 40, 52, 44), shapely.box(20, 46, 80, 90)
    labels.inside(np.array([small, large]), ["Penajam Paser Utara", "Kutai Kartanegara"], 8, strict=False)
    assert labels.unnamed == []
    within, beside, line = labels.taken
    assert shapely.within(within, large)
    both = shapely.union(small, large)
    assert shapely.area(shapely.intersection(beside, both)) <= 0.05 * shapely.area(beside)
    assert shapely.distance(line, shapely.point_on_surface(small)) == pytest.approx(0)
    assert shapely.distance(line, beside) < 1


def test_names_without_room_become_numbers_from_the_top_down_with_a_key() -> None:
    labels = Labels(Sheet((60, 60)), Box(0, 0, 60, 60), numbered=True)
    rows = [shapely.box(0, y, 60, y + 5) for y in range(0, 60, 5)]
    cells = [shapely.box(x, 30, x + 6, 35) for x in (0, 54)]
    labels.inside(np.array([*cells, *rows]), ["Left and right", "Other end", *["Row"] * 12], 8, strict=False)
    labels.finish()
    assert labels.unnamed == labels.crowded == []
    assert labels.key == ["Left and right", "Other end"]


def test_names_that_found_no_room_come_first_as_numbers() -> None:
    frame = Box(0, 0, 14, 8)
    shapes = np.array([frame.shape(), shapely.box(5, 2, 9, 6)])
    first = Labels(Sheet((14, 8)), frame, numbered=True)
    first.inside(shapes, ["Seluruh", "Desa"], 7, strict=False)
    assert first.crowded == first.unnamed == ["Desa"]
    again = Labels(Sheet((14, 8)), frame, numbered=True, first=frozenset(first.crowded))
    again.inside(shapes, ["Seluruh", "Desa"], 7, strict=False)
    again.finish()
    assert "Desa" in again.key


def test_points_in_a_crowd_are_named_away_from_it_with_a_line() -> None:
    labels = Labels(Sheet((100, 100)), Box(0, 0, 100, 100))
    for x0, y0, x1, y1 in ((53, 40, 66, 49), (53, 51, 66, 60), (20, 40, 47, 60)):
        labels.taken.append(shapely.box(x0, y0, x1, y1))
    labels.beside(50, 50, "Pos Lintas Batas", 7, 2)
    name, line = labels.taken[3:]
    assert labels.unnamed == []
    assert shapely.distance(line, shapely.Point(50, 50)) == pytest.approx(2, abs=0.1)
    assert 0 < shapely.distance(line, name) < 1
    assert not shapely.intersects(line, labels.taken[:3]).any()


def test_points_with_no_room_at_all_are_told() -> None:
    labels = Labels(Sheet((100, 100)), Box(0, 0, 100, 100), numbered=True)
    labels.keep_free(50, 50, 45)
    labels.beside(50, 50, "Pos Lintas Batas", 7, 2)
    assert labels.unnamed == ["Pos Lintas Batas"]


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_every_name_is_on_the_sheet_in_words_or_by_number_with_a_key(orientation: Any) -> None:
    names = [f"DesaPanjang{number:02d}" for number in range(40)]
    strips = [shapely.box(116 + x / 50, 1, 116 + (x + 1) / 50, 1.4) for x in range(40)]
    regions = squares(names).set_geometry(strips, crs=4326)
    classes = classify(pd.Series(1, index=regions.index), scheme="count", title="x")
    texts = texts_of(sheet_of(regions=regions, classification=classes, orientation=orientation))
    assert [name for name in names if name not in texts] == []
    key = texts[next(place for place, text in enumerate(texts) if text.startswith("Nama yang berupa")) :]
    numbers = [int(text) for text in key if text.isdecimal()]
    assert numbers == list(range(1, len(numbers) + 1))
    # Each stands on the map and in the key.
    assert all(texts.count(str(number)) >= 2 for number in numbers)


def test_names_of_many_regions_without_room_are_counted_with_where_they_are() -> None:
    regions = squares([f"Desa {number}" for number in range(61)])
    values = pd.Series(1, index=regions.index)
    asked = {"classification": classify(values, scheme="count", title="x"), "title": "y", "lang": "en"}
    texts = " ".join(texts_of(sheet_of(regions=regions, **asked)))
    assert "Without a name for want of room at this size (61); the page of this map (.html) lists all names." in texts
