"""Text that is safe in script, in markup and in templates."""

from __future__ import annotations

import html
import json
import re
from typing import Final

#: Stands behind a brace while folium renders, so that "{{", "{%" and "{#" in data are no template marks.
MARK: Final = "\ufdd0"
_TEMPLATE_MARK: Final = re.compile(r"\{(?=[{%#])")


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


def hide_marks(text: str) -> str:
    """Return text whose template marks are hidden by `MARK`."""
    return _TEMPLATE_MARK.sub("{" + MARK, text)


def script_safe(text: str) -> str:
    r"""Return script text that cannot end its element: ``</script`` and ``<!--`` only occur in its strings."""
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", text, flags=re.IGNORECASE)


def template_literal(text: str) -> str:
    """Return markup for a JavaScript template literal, with what ends or evaluates it written as entities."""
    text = text.replace("\\`", "`").replace("\\", "&#92;")
    return text.replace("`", "&#96;").replace("${", "&#36;{")
