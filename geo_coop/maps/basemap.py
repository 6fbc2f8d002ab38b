"""Online basemaps: only where a user asks for one, and never needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geo_coop.errors import InputError

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_PLACES: Final = ("{z}", "{x}", "{y}")
_MOST_ZOOM: Final = 22


@dataclass(frozen=True, slots=True)
class Basemap:
    """Tiles from one host, drawn below a map when there is a network; without one the map is as it is without them.

    Attributes
    ----------
    url
        ``https`` address with ``{z}``, ``{x}`` and ``{y}`` in its path, of one host. The host learns which places
        a reader looks at; its terms of use are the reader's and the publisher's to keep.
    attribution
        What the host asks to be named by. Text, never markup.
    max_zoom
        Deepest zoom that the host has.

    Raises
    ------
    InputError
        The address is another kind of address, or names no single host.
    """

    url: str
    attribution: str
    max_zoom: int = 19

    def __post_init__(self) -> None:
        """Check the address."""
        parts = urlsplit(self.url)
        path = parts.path + parts.query
        plain = path
        for place in _PLACES:
            plain = plain.replace(place, "")
        fits = (
            parts.scheme == "https"
            and _HOST.fullmatch(parts.netloc) is not None
            and all(place in path for place in _PLACES)
            and re.fullmatch(r"[\w./~%&=+:@-]*", plain, re.ASCII) is not None
            and not parts.fragment
        )
        if not fits:
            message = (
                f"a basemap has one https host and {{z}}, {{x}}, {{y}} in its path, not {self.url!r}; "
                "for example https://tile.openstreetmap.org/{z}/{x}/{y}.png"
            )
            raise InputError(message)
        if not 1 <= self.max_zoom <= _MOST_ZOOM:
            message = f"max_zoom is from 1 to {_MOST_ZOOM}, not {self.max_zoom}"
            raise InputError(message)

    @property
    def origin(self) -> str:
        """Scheme and host: all that the content security policy of a page lets in for it."""
        return f"https://{urlsplit(self.url).netloc}"


#: The standard tiles of OpenStreetMap.
OPENSTREETMAP: Final = Basemap("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors, ODbL")
