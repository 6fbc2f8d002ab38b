"""Pages of the atlas from templates: every text escaped, one small script, and a policy that names it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo_coop import __version__
from geo_coop.agreements.dates import PartialDate
from geo_coop.api.map_words import date_text
from geo_coop.atlas.words import PAGES

if TYPE_CHECKING:
    import datetime as dt

    from geo_coop.schema import Lang


def render(template: str, lang: Lang, *, on: dt.date | None = None, **values: object) -> str:
    """Return a page.

    Parameters
    ----------
    template
        ``index``, ``regency`` or ``agreements``.
    lang
        ``"id"`` or ``"en"``.
    on
        The day that the page speaks of, which stands in its head; None for the records as a whole.
    values
        What the template shows. Text is escaped; only `markupsafe.Markup` is not, and nothing but drawings of
        `geo_coop.atlas.sketch` is that.
    """
    environment = _environment()
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    page = environment.get_template(f"{template}.html")
    return page.render(
        lang=lang,
        w=PAGES[lang],
        day="" if on is None else str(PAGES[lang]["day"]).format(day=date_text(PartialDate(on, on, "day"), lang)),
        version=__version__,
        script=Markup(script),  # noqa: S704  (a file of this package)
        script_hash=Markup(f"'sha256-{digest}'"),  # noqa: S704
        **values,
    )


def drawing(svg: str) -> Markup:
    """Mark a drawing of `geo_coop.atlas.sketch` as markup."""
    return Markup(svg)  # noqa: S704  (made of numbers and colours; its label is escaped there)


@cache
def _environment() -> Environment:
    loader = PackageLoader("geo_coop.atlas", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _script() -> str:
    path = resources.files("geo_coop.atlas") / "templates" / "tables.js"
    return path.read_text(encoding="utf-8").replace("\r\n", "\n").strip()
