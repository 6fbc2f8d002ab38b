"""Where the data that ships with the package stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geo_coop.errors import NotFoundError


@cache
def data_root() -> Path:
    """Return the folder of shipped data: inside an installed package, or beside it in a checkout.

    Raises
    ------
    NotFoundError
        Neither place holds the data, so the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_data", package.parent / "data"):
        if (folder / "register" / "regions.parquet").is_file():
            return folder
    message = f"no data folder beside {package}; reinstall geo-coop"
    raise NotFoundError(message)
