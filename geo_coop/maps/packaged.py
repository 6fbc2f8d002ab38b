"""Packaged browser files: Leaflet with its images, and our own scripts and styles, joined for a page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from geo_coop.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

#: What every page needs, also one that only holds layers of the user; in this order.
BASE: Final = ("core", "safety", "page")
#: What every page made by `geo_coop.maps.page.Page` needs beside `BASE`.
FURNITURE: Final = (
    "decode", "unpack", "arcs", "topology", "sheets", "hatches", "tips", "labels", "legend", "search", "furnish",
    "pointer", "controls", "measure", "table", "print", "picture", "address",
)  # fmt: skip
#: Files of layer kinds that do not stand in a file ``layers_<kind>.js`` of their own.
KIND_FILES: Final = {"outline": "layers_lines", "bands": "layers_lines"}
_COMMENT: Final = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Assets:
    """Leaflet, ready to stand in a page.

    Attributes
    ----------
    leaflet_js, leaflet_css
        Script and style, the latter with its images inside.
    icons
        Images as data addresses, by file name.
    """

    leaflet_js: str
    leaflet_css: str
    icons: Mapping[str, str]


def unix(text: str) -> str:
    """Return text with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@cache
def load_assets() -> Assets:
    """Read the packaged browser library, check it against its manifest, and inline its images.

    Raises
    ------
    IntegrityError
        A file is not the one that the manifest names, or names an address outside the page.
    """
    folder = _folder()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content: dict[str, bytes] = {}
    for name, entry in manifest["files"].items():
        content[name] = (folder / name).read_bytes()
        found = hashlib.sha256(content[name]).hexdigest()
        if found != entry["sha256"]:
            message = f"packaged file {name} has SHA-256 {found}, expected {entry['sha256']}; reinstall geo-coop"
            raise IntegrityError(message)
    icons = {
        name: "data:image/png;base64," + base64.b64encode(data).decode("ascii")
        for name, data in content.items()
        if name.endswith(".png")
    }
    script = re.sub(r"^//# sourceMappingURL=.*$", "", content["leaflet.js"].decode("utf-8"), flags=re.MULTILINE)
    style = content["leaflet.css"].decode("utf-8").replace("behavior: url(#default#VML);", "")
    style = re.sub(r"url\(images/([\w.-]+)\)", lambda match: f"url({icons[match[1]]})", style)
    outside = [address for address in re.findall(r"url\(\s*[\"']?([^)\"']+)", style) if not address.startswith("data:")]
    if outside:
        message = f"packaged leaflet.css names {outside[0]!r}, which is no packaged file"
        raise IntegrityError(message)
    return Assets(leaflet_js=unix(script).strip(), leaflet_css=unix(style).strip(), icons=icons)


def kind_file(kind: str) -> str:
    """Return the name of the script that registers a kind of layer.

    Raises
    ------
    KeyError
        No packaged script draws such layers.
    """
    name = KIND_FILES.get(kind, f"layers_{kind}")
    if not (_folder() / "js" / f"{name}.js").is_file():
        message = f"no packaged script draws layers of kind {kind!r}"
        raise KeyError(message)
    return name


def page_script(names: Iterable[str]) -> str:
    """Return the scripts of a page: `BASE`, and those named, in a fixed order.

    Names without a file raise `FileNotFoundError`.
    """
    return "\n".join(_read("js", name) for name in _ordered(names))


def page_style(names: Iterable[str]) -> str:
    """Return the styles of a page: that of the page, and those that stand beside the scripts named."""
    return "\n".join(_read("css", name) for name in _ordered(names) if (_folder() / "css" / f"{name}.css").is_file())


def plain_script(names: Iterable[str]) -> str:
    """Return the scripts named, in the order given, for a page that is not ours."""
    return "\n".join(_read("js", name) for name in names)


def plain_style(names: Iterable[str]) -> str:
    """Return the styles beside the scripts named, but for that of our own pages."""
    known = [name for name in names if name != "page" and (_folder() / "css" / f"{name}.css").is_file()]
    return "\n".join(_read("css", name) for name in known)


def _ordered(names: Iterable[str]) -> list[str]:
    wanted = {*names, *BASE}
    known = [*BASE, *FURNITURE]
    return [name for name in known if name in wanted] + sorted(wanted.difference(known))


@cache
def _read(folder: str, name: str) -> str:
    """Return one file without its comments and indentation."""
    text = unix((_folder() / folder / f"{name}.{folder}").read_text(encoding="utf-8"))
    return re.sub(r"^[ \t]+", "", _COMMENT.sub("", text), flags=re.MULTILINE).strip()


def _folder() -> Traversable:
    return resources.files("geo_coop.maps") / "assets"
