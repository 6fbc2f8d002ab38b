"""Maps in one file: no address outside the file, and no text from data that runs.

folium compiles the rendered text of every element, data included, as a template a second time, and puts data
into script text and markup unguarded. So rendering goes through `render_offline`, which hides template marks
from the second pass, keeps text from ending a script, inlines the packaged assets, refuses every other address,
and writes a content security policy that names each script by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import tempfile
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import CssLink, Element, Figure, Html, JavascriptLink, MacroElement
from folium.template import Template

from geo_coop.errors import InputError, Problem
from geo_coop.maps.packaged import load_assets, page_script, page_style, unix
from geo_coop.maps.words import check_lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo_coop.schema import Lang

LEAFLET_JS: Final = "pkg:leaflet.js"
LEAFLET_CSS: Final = "pkg:leaflet.css"
#: Addresses that folium.Map links, all replaced by the packaged Leaflet and a few lines of our own.
_REPLACED: Final = frozenset(
    [LEAFLET_JS, LEAFLET_CSS]
    + [address for _, address in folium.Map.default_js]
    + [address for _, address in folium.Map.default_css]
)
_POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
#: Stands behind a brace while folium renders, so that "{{", "{%" and "{#" in data are no template marks.
_MARK: Final = "\ufdd0"
_TEMPLATE_MARK: Final = re.compile(r"\{(?=[{%#])")
_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_ADDRESS: Final = re.compile(r"""(?:\b(?:https?|wss?|ftp)://|["'(=]\s*//[\w.-]+\.)[^\s"'<>)\\]*""", re.IGNORECASE)
_LOADED: Final = re.compile(
    r"""(?:\b(?:src|srcset|poster|background)\s*=|url\(|@import)[\s"'\\]*(?:(?:https?|ftp):)?//[^\s"'<>)]*""",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"feature\.(id|properties\.[A-Za-z_$][\w$]*)")
_LOADING: Final = frozenset({"src", "srcset", "poster", "data", "background", "action", "formaction"})
_MACROS: Final = ("header", "html", "script")


def json_text(value: object) -> str:
    r"""Return JSON that is safe inside a script element and inside a template: nothing in it ends or opens either.

    Examples
    --------
    >>> json_text({"name": "</script>{{ 7*7 }}"})
    '{"name":"\\u003c/script\\u003e\\u007b{ 7*7 }}"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode("utf-8")
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _TEMPLATE_MARK.sub(r"\\u007b", text)


def html_text(value: object) -> str:
    """Return text that is safe in markup and inside a template.

    Examples
    --------
    >>> html_text("<b>{{ 7*7 }}</b>")
    '&lt;b&gt;&#123;&#123; 7*7 }}&lt;/b&gt;'
    """
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return html.escape(text).replace("{", "&#123;").replace("`", "&#96;").replace("$", "&#36;")


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

    def __init__(self, *, title: str = "", lang: Lang = "id", **options: Any) -> None:  # noqa: ANN401  (folium's own)
        check_lang(lang)
        if options.get("tiles") or options.get("attr"):
            message = "an offline map has no tiles; draw surroundings as layers instead"
            raise InputError(message)
        settings = {"location": [0.0, 116.0], "zoom_start": 6, "zoom_snap": 0.25, **options, "tiles": None}
        super().__init__(**settings)
        self.page_title = title
        self.lang = lang
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
    fmap, Raises
        See `to_html`.
    path
        The file to write; its folder must exist.

    Returns
    -------
    The path written.
    """
    text = to_html(fmap)
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return target


def render_offline(figure: Figure) -> str:
    """Return the page of a branca figure; see `to_html`."""
    _forget_rendered(figure)
    before = list(_walk(figure))
    problems = [problem for element in before for problem in _refusals(element)]
    if problems:
        raise InputError(problems)
    addresses: list[Problem] = []
    with _guarded(before, addresses):
        for child in list(figure._children.values()):  # noqa: SLF001  (branca has no public way)
            child.render()
        parts = [_render_children(part) for part in (figure.header, figure.html, figure.script)]
    if addresses:
        raise InputError(addresses)
    elements = list(_walk(figure))
    header, body, script = (_stable(part.replace(_MARK, ""), elements) for part in parts)
    maps = [element for element in elements if isinstance(element, folium.Map)]
    _check_markup(header + body)
    script = "\n".join([script, *(_user_layers(fmap) for fmap in maps), "GeoCoop.finish();"])
    payloads = [element for element in elements if isinstance(element, PageData)]
    names = {name for payload in payloads for name in payload.scripts}
    page = _page(header, body, _stable(script, elements), maps, names)
    for payload in payloads:
        token = _stable(payload.token, elements)
        page = page.replace(f">{token}<", f">{json_text(payload.payload)}<", 1)
    return _with_policy(page)


def _forget_rendered(figure: Figure) -> None:
    """Take away what an earlier rendering of the same elements left in the figure."""
    names = {element.get_name() for element in _walk(figure)}
    for part in (figure.header, figure.html, figure.script):
        for name in [name for name in part._children if name in names]:  # noqa: SLF001
            if type(part._children[name]) is Element and part._children[name].get_name() != name:  # noqa: SLF001
                del part._children[name]  # noqa: SLF001


class _Loads(HTMLParser):
    """Collects what markup would load."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note each attribute of the tag that loads something from outside the file."""
        for name, value in attrs:
            loads = name in _LOADING or (name in {"href", "xlink:href"} and tag != "a")
            if loads and not (value or "").strip().startswith(("data:", "#")):
                what = f"element <{tag}> loads {value!r}, which is not in the file"
                self.problems.append(Problem(what, "leave it out, or embed it as a data: address"))


def _check_markup(markup: str) -> None:
    parser = _Loads()
    parser.feed(markup)
    if parser.problems:
        raise InputError(parser.problems)


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
            f"<script>{_script_safe(assets.leaflet_js)}</script>",
            f"<script>{_script_safe(page_script(names))}\n{defaults}</script>",
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


def _with_policy(page: str) -> str:
    """Return the page with a policy that names each of its scripts by hash."""
    page = unix(page).replace("\0", "")
    hashes: dict[str, None] = {}
    for match in _SCRIPT.finditer(page):
        if "application/json" in match["attributes"]:
            continue
        digest = hashlib.sha256(match["text"].encode("utf-8")).digest()
        hashes[f"'sha256-{base64.b64encode(digest).decode('ascii')}'"] = None
    policy = _POLICY.format(scripts=" ".join(hashes))
    return page.replace("<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _walk(element: Element) -> Iterator[Element]:
    """Yield an element and everything below it, also what figures and popups keep apart."""
    yield element
    for name in _MACROS:
        part = element.__dict__.get(name)
        if isinstance(part, Element):
            yield from _walk(part)
    for child in element._children.values():  # noqa: SLF001
        yield from _walk(child)


def _refusals(element: Element) -> Iterator[Problem]:
    """Yield what an element needs from outside."""
    name = type(element).__name__
    linked = [*getattr(element, "default_js", ()), *getattr(element, "default_css", ())]
    if isinstance(element, JavascriptLink | CssLink):
        linked.append(("link", element.url))
    for _, address in linked:
        if address not in _REPLACED:
            yield Problem(f"{name} needs {address}, which is not in the file", "leave it out of an offline map")
    if isinstance(element, folium.Icon) and not isinstance(element, folium.CustomIcon):
        yield Problem(f"{name} needs icon fonts from elsewhere", "use folium.DivIcon or folium.CircleMarker")
    if isinstance(element, folium.GeoJson) and not element.embed:
        yield Problem(f"{name} reads {element.embed_link!r} when it is opened", "pass the data, or embed=True")
    identifier = getattr(element, "feature_identifier", None)
    if isinstance(element, folium.GeoJson) and identifier and not _IDENTIFIER.fullmatch(identifier):
        yield Problem(
            f"{name} tells its features apart by a column whose name is no plain word",
            "give the features an 'id', or rename the column",
        )


@contextmanager
def _guarded(elements: list[Element], addresses: list[Problem]) -> Iterator[None]:
    """Put a guard before the template of each element, and take it away again."""
    undo: list[tuple[Element, str, bool, object]] = []

    def put(element: Element, name: str, value: object) -> None:
        undo.append((element, name, name in element.__dict__, element.__dict__.get(name)))
        element.__dict__[name] = value

    popups = {
        id(inner)
        for element in elements
        if isinstance(element, folium.Popup)
        for inner in _walk(element.html)
        if inner is not element.html
    }
    try:
        for element in elements:
            if isinstance(element, folium.Tooltip):
                put(element, "text", _template_literal(element.text))
                if isinstance(style := element.__dict__.get("style"), str):
                    put(element, "style", _template_literal(style))
            put(element, "_template", _Guard(element, addresses, in_popup=id(element) in popups))
        yield
    finally:
        for element, name, had, value in reversed(undo):
            if had:
                element.__dict__[name] = value
            else:
                del element.__dict__[name]


class _Macros:
    """The macros of a template, each with its output guarded."""

    def __init__(self, macros: Mapping[str, Callable[[str], str]], module: object) -> None:
        for name, guard in macros.items():
            macro = getattr(module, name, None)
            if macro is not None:
                setattr(self, name, self._wrap(macro, guard))

    @staticmethod
    def _wrap(macro: Callable[..., object], guard: Callable[[str], str]) -> Callable[..., str]:
        def guarded(*args: object, **kwargs: object) -> str:
            return guard(str(macro(*args, **kwargs)))

        return guarded


class _Guard:
    """Stands for the template of an element, and makes what it renders safe to compile and to embed."""

    def __init__(self, element: Element, addresses: list[Problem], *, in_popup: bool) -> None:
        self._element = element
        self._template = element._template  # noqa: SLF001
        self._addresses = addresses
        self._in_popup = in_popup

    @property
    def module(self) -> _Macros:
        """The guarded macros."""
        guards = {"header": self._markup, "html": self._markup, "script": self._script}
        return _Macros(guards, self._template.module)

    def render(self, *args: object, **kwargs: object) -> str:
        """Render the whole template; popups put the result into script text, other elements into markup."""
        text = str(self._template.render(*args, **kwargs))
        if self._in_popup:
            self._look(text)
            return _hide(_template_literal(text))
        return self._script(text) if isinstance(self._element, folium.Popup) else self._markup(text)

    def _markup(self, text: str) -> str:
        self._look(text)
        return _hide(text)

    def _script(self, text: str) -> str:
        self._look(text)
        return _hide(_script_safe(text))

    def _look(self, text: str) -> None:
        """Note an address that the text would load. Data that is shown as text may name addresses."""
        element = self._element
        if isinstance(element, folium.GeoJson | folium.GeoJsonTooltip | folium.GeoJsonPopup):
            return
        if type(element) is Element and element._template_str is None:  # noqa: SLF001
            return  # holds the text of others, which was looked at where it was made
        shown = isinstance(element, folium.Tooltip | folium.Popup | Html) or self._in_popup
        match = (_LOADED if shown else _ADDRESS).search(text)
        if match:
            what = f"{type(element).__name__} names {match[0].strip()!r}, which is not in the file"
            self._addresses.append(Problem(what, "leave it out, or embed what it points to"))


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


def _stable(text: str, elements: list[Element]) -> str:
    """Return the text with the random identities of elements replaced by their order."""
    order = {element._id: f"{number:06x}" for number, element in enumerate(elements)}  # noqa: SLF001
    return re.sub(r"[0-9a-f]{32}", lambda match: order.get(match[0], match[0]), text)


def _hide(text: str) -> str:
    return _TEMPLATE_MARK.sub("{" + _MARK, text)


def _script_safe(text: str) -> str:
    r"""Return script text that cannot end its element: ``</script`` and ``<!--`` only occur in its strings."""
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", text, flags=re.IGNORECASE)


def _template_literal(text: str) -> str:
    """Return markup for a JavaScript template literal, with what ends or evaluates it written as entities."""
    text = text.replace("\\`", "`").replace("\\", "&#92;")
    return text.replace("`", "&#96;").replace("${", "&#36;{")
