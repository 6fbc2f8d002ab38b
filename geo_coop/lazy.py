"""Names of a package that are imported when first used, so that importing the package stays quick."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def on_first_use(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__``.

    Parameters
    ----------
    package
        The package's ``__name__``.
    places
        The module that each name comes from, whole, or with a leading dot inside the package.
    """

    def find(name: str) -> Any:  # noqa: ANN401
        if name in places:
            return getattr(importlib.import_module(places[name], package), name)
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)

    return find
