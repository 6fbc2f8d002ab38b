"""Values in the text data of a file, by place: what is no list, mapping or text where one is due is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_coop.agreements.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_coop.agreements.yamltext import Location


def at_place(data: object, place: Location) -> object:
    """Return what stands at a place."""
    for part in place:
        if isinstance(data, dict):
            data = data[part]
        elif isinstance(data, list):
            data = data[int(part)]
    return data


def scalars(data: object, place: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every text in the data, with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from scalars(item, (*place, index))
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from scalars(item, (*place, key))


def entries(data: object, key: str) -> list[tuple[int, dict[str, object]]]:
    """Return the mappings in a list field, with their places; nothing where the field is something else."""
    found = data.get(key) if isinstance(data, dict) else None
    return [(at, item) for at, item in enumerate(found) if isinstance(item, dict)] if isinstance(found, list) else []


def texts(data: object) -> list[tuple[int, str]]:
    """Return the texts in a list, with their positions."""
    items = data if isinstance(data, list) else []
    return [(at, item.strip()) for at, item in enumerate(items) if isinstance(item, str)]


def text_of(data: object, key: str) -> str | None:
    """Return the text of a field; None where there is none."""
    value = data.get(key) if isinstance(data, dict) else None
    return value.strip() if isinstance(value, str) else None


def date_of(value: object) -> PartialDate | None:
    """Return a date; None for what is none."""
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value.strip())
    except ValueError:
        return None
