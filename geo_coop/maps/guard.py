"""What folium renders, made safe to compile and to embed; what needs an address outside the page, refused."""

from __future__ import annotations

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import folium
from branca.element import CssLink, Element, Html, JavascriptLink

from geo_coop.errors import InputError, Problem
from geo_coop.maps.safe_text import hide_marks, script_safe, template_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LEAFLET_JS: Final = "pkg:leaflet.js"
LEAFLET_CSS: Final = "pkg:leaflet.css"
#: Addresses that folium.Map links, all replaced by the packaged Leaflet and a few lines of our own.
_REPLACED: Final = frozenset(
    [LEAFLET_JS, LEAFLET_CSS]
    + [address for _, address in folium.Map.default_js]
    + [address for _, address in folium.Map.default_css]
)
_ADDRESS: Final = re.compile(r"""(?:\b(?:https?|wss?|ftp)://|["'(=]\s*//[\w.-]+\.)[^\s"'<>)\\]*""", re.IGNORECASE)
_LOADED: Final = re.compile(
    r"""(?:\b(?:src|srcset|poster|background)\s*=|url\(|@import)[\s"'\\]*(?:(?:https?|ftp):)?//[^\s"'<>)]*""",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"feature\.(id|properties\.[A-Za-z_$][\w$]*)")
_LOADING: Final = frozenset({"src", "srcset", "poster", "data", "background", "action", "formaction"})
_MACROS: Final = ("header", "html", "script")


def walk(element: Element) -> Iterator[Element]:
    """Yield an element and everything below it, also what figures and popups keep apart."""
    yield element
    for name in _MACROS:
        part = element.__dict__.get(name)
        if isinstance(part, Element):
            yield from walk(part)
    for child in element._children.values():  # noqa: SLF001
        yield from walk(child)


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


def check_markup(markup: str) -> None:
    """Raise `InputError` naming everything that markup would load from outside the file."""
    parser = _Loads()
    parser.feed(markup)
    if parser.problems:
        raise InputError(parser.problems)


def refusals(element: Element) -> Iterator[Problem]:
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
def guarded(elements: list[Element], addresses: list[Problem]) -> Iterator[None]:
    """Put a guard before the template of each element, and take it away again."""
    undo: list[tuple[Element, str, bool, object]] = []

    def put(element: Element, name: str, value: object) -> None:
        undo.append((element, name, name in element.__dict__, element.__dict__.get(name)))
        element.__dict__[name] = value

    popups = {
        id(inner)
        for element in elements
        if isinstance(element, folium.Popup)
        for inner in walk(element.html)
        if inner is not element.html
    }
    try:
        for element in elements:
            if isinstance(element, folium.Tooltip):
                put(element, "text", template_literal(element.text))
                if isinstance(style := element.__dict__.get("style"), str):
                    put(element, "style", template_literal(style))
            put(element, "_template", _Guard(element, addresses, in_popup=id(element) in popups))
        yield
    finally:
        for element, name, had, value in reversed(undo):
            if had:
                element.__dict__[name] = value
            else:
                del element.__dict__[name]


def is_guarded(element: Element) -> bool:
    """Return whether an element is being rendered for a page of `geo_coop.maps.offline`."""
    return isinstance(element.__dict__.get("_template"), _Guard)


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
            return hide_marks(template_literal(text))
        return self._script(text) if isinstance(self._element, folium.Popup) else self._markup(text)

    def _markup(self, text: str) -> str:
        self._look(text)
        return hide_marks(text)

    def _script(self, text: str) -> str:
        self._look(text)
        return hide_marks(script_safe(text))

    def _look(self, text: str) -> None:
        """Note an address that the text would load. Data that is shown as text may name addresses."""
        element = self._element
        if isinstance(element, folium.GeoJson | folium.GeoJsonTooltip | folium.GeoJsonPopup):
            return
        if getattr(element, "shows_text_only", False):
            return
        if type(element) is Element and element._template_str is None:  # noqa: SLF001
            return  # holds the text of others, which was looked at where it was made
        shown = isinstance(element, folium.Tooltip | folium.Popup | Html) or self._in_popup
        match = (_LOADED if shown else _ADDRESS).search(text)
        if match:
            what = f"{type(element).__name__} names {match[0].strip()!r}, which is not in the file"
            self._addresses.append(Problem(what, "leave it out, or embed what it points to"))
