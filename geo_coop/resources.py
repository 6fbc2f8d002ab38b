"""Where the data that ships with the package stands, and where the cache of fetched data is."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

import platformdirs

from geo_coop.errors import NotFoundError

CACHE_VARIABLE: Final = "GEO_COOP_CACHE"


def cache_dir() -> Path:
    """Return the folder of the cache: ``GEO_COOP_CACHE``, or the user's cache folder. It need not exist yet."""
    given = os.environ.get(CACHE_VARIABLE, "").strip()
    return Path(given).expanduser().absolute() if given else platformdirs.user_cache_path("geo-coop")


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
        if (folder / "register" / "regions.tsv.gz").is_file():
            return folder
    message = f"no data folder beside {package}; reinstall geo-coop"
    raise NotFoundError(message)
