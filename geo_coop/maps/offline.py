"""Maps in one file: no address outside the file, and no text from data that runs.

folium compiles the rendered text of every element, data included, as a template a second time, and puts data
into script text and markup unguarded. So rendering goes through `render_offline`, which hides template marks
from the second pass, keeps text from ending a script, inlines the packaged assets, refuses every other address,
and writes a content security policy that names each script by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from geo_coop.errors import InputError, Problem
from geo_coop.maps.guard import LEAFLET_CSS, LEAFLET_JS, check_markup, guarded, refusals, walk
from geo_coop.maps.packaged import load_assets, page_script, page_style, unix
from geo_coop.maps.safe_text import MARK, html_text, json_text, script_safe
from geo_coop.maps.words import check_lang, word
from geo_coop.replacing import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_coop.maps.basemap import Basemap
    from geo_coop.schema import Lang

_POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:{tiles}; "
    "base-uri 'none'; form-action 'none'"
)
_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)


class PageData(MacroElement):
    """A map page's payload and the call that draws it; add it to an `OfflineMap`.

    Parameters
    ----------
    payload
        What the scripts read; any text in it is data.
    scripts
        Names of the packaged scripts that the payload needs (`geo_coop.maps.packaged`).
    """

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<script type="application/json" id="gc-data-{{ this.get_name() }}">{{ this.token }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        'GeoCoop.draw({{ this._parent.get_name() }}, "gc-data-{{ this.get_name() }}");'
        "{% endmacro %}"
    )

    def __init__(self, payload: Mapping[str, object], scripts: Iterable[str] = ()) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PageData"
        self.payload = payload
        self.scripts = frozenset(scripts)

    @property
    def token(self) -> str:
        """Stands for the payload while folium renders; data never passes through a template."""
        return f"gc-payload-{self.get_name()}"


class OfflineFigure(Figure):
    """The root of an `OfflineMap`: renders to one self-contained page, however it is saved or shown."""

    def render(self, **kwargs: object) -> str:
        """Return the page; see `to_html`."""
        del kwargs
        return render_offline(self)


class OfflineMap(folium.Map):
    """A folium map without tiles and without any address outside its file.

    Layers of folium that need nothing but Leaflet can be added: GeoJson, FeatureGroup, Marker with the default
    icon or a DivIcon, CircleMarker, PolyLine, Tooltip, Popup, LayerControl. What needs scripts, styles, icons or
    tiles from elsewhere is refused with its name when the map is rendered.

    Parameters
    ----------
    title
        Title of the page.
    lang
        Language of the page, ``"id"`` or ``"en"``.
    basemap
        Online tiles below the map, for readers with a network; none unless given. The policy of the page lets in
        images of that host alone, and the notes say so. May also be set afterwards, as ``fmap.basemap``.
    options
        For `folium.Map`, without ``tiles`` and ``attr``.

    Raises
    ------
    InputError
        Tiles are asked for, or the language is unknown.
    """

    default_js = [("leaflet", LEAFLET_JS)]  # noqa: RUF012  (folium reads the class attribute)
    default_css = [("leaflet_css", LEAFLET_CSS)]  # noqa: RUF012

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<div class="gc-page"><header class="gc-head"></header>'
        '<main class="gc-map"><div class="folium-map" id="{{ this.get_name() }}" '
        'style="position:absolute;inset:0"></div></main>'
        '<div class="gc-foot"></div><aside class="gc-side"></aside><div class="gc-drawer"></div></div>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {"
        "center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }} });"
        "{%- if this.control_scale %}L.control.scale().addTo({{ this.get_name() }});{%- endif %}"
        "{% endmacro %}"
    )

    def __init__(
        self,
        *,
        title: str = "",
        lang: Lang = "id",
        basemap: Basemap | None = None,
        **options: Any,  # noqa: ANN401  (folium's own)
    ) -> None:
        check_lang(lang)
        if options.get("tiles") or options.get("attr"):
            message = "an offline map has no tiles; draw surroundings as layers, or pass basemap="
            raise InputError(message)
        settings = {"location": [0.0, 116.0], "zoom_start": 6, "zoom_snap": 0.25, **options, "tiles": None}
        super().__init__(**settings)
        self.page_title = title
        self.lang = lang
        self.basemap = basemap
        OfflineFigure().add_child(self)


def to_html(fmap: folium.Map) -> str:
    """Return a map as one self-contained page.

    The same map gives the same text. No address outside the page is left in it; a content security policy lets
    run only the scripts that stand in the page when it is made, and load only images inside it.

    Parameters
    ----------
    fmap
        An `OfflineMap`, or another folium map without tiles. Only its rendering state is changed.

    Raises
    ------
    InputError
        Something on the map needs an address that is not among our assets; all such things are named.
    """
    root = fmap.get_root()
    if not isinstance(root, Figure):
        message = "the map stands in no figure; pass the folium.Map itself"
        raise InputError(message)
    return render_offline(root)


def save_html(fmap: folium.Map, path: str | Path) -> Path:
    """Write a map as one self-contained page; the file is complete or not there.

    Parameters
    ----------
    fmap
        See `to_html`.
    path
        The file to write; its folder must exist.

    Returns
    -------
    The path written.

    Raises
    ------
    InputError
        As for `to_html`; or the file cannot be written.
    """
    text = to_html(fmap)
    target = Path(path)
    with replacing(target) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    return target


def render_offline(figure: Figure) -> str:
    """Return the page of a branca figure; see `to_html`."""
    _forget_rendered(figure)
    before = list(walk(figure))
    problems = [problem for element in before for problem in refusals(element)]
    if problems:
        raise InputError(problems)
    addresses: list[Problem] = []
    with guarded(before, addresses):
        for child in list(figure._children.values()):  # noqa: SLF001  (branca has no public way)
            child.render()
        parts = [_render_children(part) for part in (figure.header, figure.html, figure.script)]
    if addresses:
        raise InputError(addresses)
    elements = list(walk(figure))
    header, body, script = (_stable(part.replace(MARK, ""), elements) for part in parts)
    maps = [element for element in elements if isinstance(element, folium.Map)]
    check_markup(header + body)
    tiled = [(fmap, fmap.basemap) for fmap in maps if isinstance(fmap, OfflineMap) and fmap.basemap is not None]
    after = [*(_user_layers(fmap) for fmap in maps), *(_basemap_call(fmap, basemap) for fmap, basemap in tiled)]
    script = "\n".join([script, *after, "GeoCoop.finish();"])
    payloads = [element for element in elements if isinstance(element, PageData)]
    names = {name for payload in payloads for name in payload.scripts}
    names |= {name for element in elements for name in getattr(element, "packaged_scripts", ())}
    if tiled:
        names.add("basemap")
    page = _page(header, body, _stable(script, elements), maps, names)
    for payload in payloads:
        token = _stable(payload.token, elements)
        page = page.replace(f">{token}<", f">{json_text(payload.payload)}<", 1)
    return _with_policy(page, sorted({basemap.origin for _, basemap in tiled}))


def _forget_rendered(figure: Figure) -> None:
    """Take away what an earlier rendering of the same elements left in the figure."""
    names = {element.get_name() for element in walk(figure)}
    for part in (figure.header, figure.html, figure.script):
        for name in [name for name in part._children if name in names]:  # noqa: SLF001
            if type(part._children[name]) is Element and part._children[name].get_name() != name:  # noqa: SLF001
                del part._children[name]  # noqa: SLF001


def _page(header: str, body: str, script: str, maps: list[folium.Map], names: set[str]) -> str:
    assets = load_assets()
    lang = next((fmap.lang for fmap in maps if isinstance(fmap, OfflineMap)), "id")
    title = next((fmap.page_title for fmap in maps if isinstance(fmap, OfflineMap)), "")
    icons = {
        "imagePath": "",
        "iconUrl": assets.icons["marker-icon.png"],
        "iconRetinaUrl": assets.icons["marker-icon-2x.png"],
        "shadowUrl": assets.icons["marker-shadow.png"],
    }
    defaults = f"L.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({json_text(icons)});"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{html_text(lang)}">',
            "<head>",
            '<meta charset="utf-8">',
            "<!--policy-->",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html_text(title)}</title>",
            '<link rel="icon" href="data:,">',
            f"<style>{assets.leaflet_css}</style>",
            f"<style>{page_style(names)}</style>",
            f"<script>{script_safe(assets.leaflet_js)}</script>",
            f"<script>{script_safe(page_script(names))}\n{defaults}</script>",
            header,
            "</head>",
            "<body>",
            body,
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _with_policy(page: str, hosts: list[str]) -> str:
    """Return the page with a policy that names each of its scripts by hash, and the hosts of tiles."""
    page = unix(page).replace("\0", "")
    hashes: dict[str, None] = {}
    for match in _SCRIPT.finditer(page):
        if "application/json" in match["attributes"]:
            continue
        digest = hashlib.sha256(match["text"].encode("utf-8")).digest()
        hashes[f"'sha256-{base64.b64encode(digest).decode('ascii')}'"] = None
    policy = _POLICY.format(scripts=" ".join(hashes), tiles="".join(f" {host}" for host in hosts))
    return page.replace("<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _render_children(part: Element) -> str:
    """Return the text of a figure's part, without the links, which `_page` replaces, and without old encodings."""
    texts = [
        child.render()
        for name, child in part._children.items()  # noqa: SLF001
        if not isinstance(child, JavascriptLink | CssLink) and name != "meta_http"
    ]
    return "\n".join(text.strip() for text in texts if text.strip())


def _user_layers(fmap: folium.Map) -> str:
    """Return script that lists the layers a user added, in the control of our page."""
    children = fmap._children.values()  # noqa: SLF001
    if any(isinstance(child, folium.LayerControl) for child in children):
        return ""
    pairs = [
        f"[{json_text(child.layer_name)},{child.get_name()}]"
        for child in children
        if isinstance(child, folium.map.Layer) and child.control
    ]
    return f"GeoCoop.addUserLayers({fmap.get_name()},[{','.join(pairs)}]);" if pairs else ""


def _basemap_call(fmap: OfflineMap, basemap: Basemap) -> str:
    """Return script that puts online tiles below a map."""
    data = {
        "url": basemap.url,
        "max_zoom": basemap.max_zoom,
        "attribution": basemap.attribution,
        "label": word("basemap", fmap.lang),
        "note": word("basemap_text", fmap.lang).format(host=basemap.origin),
    }
    return f"GeoCoop.basemap({fmap.get_name()},{json_text(data)});"


def _stable(text: str, elements: list[Element]) -> str:
    """Return the text with the random identities of elements replaced by their order."""
    order = {element._id: f"{number:06x}" for number, element in enumerate(elements)}  # noqa: SLF001
    return re.sub(r"[0-9a-f]{32}", lambda match: order.get(match[0], match[0]), text)
