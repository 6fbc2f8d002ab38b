"""Bring the browser library that maps inline into the package: ``update_assets.py UNPACKED_LEAFLET_PACKAGE``.

Takes the folder of the unpacked npm package ``leaflet``, copies the minified script, the style sheet, its images
and its licence to ``geo_coop/maps/assets``, and writes their version and hashes to ``manifest.json``. The files
are copied byte for byte; images are put into the style sheet when a map is saved.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "geo_coop" / "maps" / "assets"
FILES = {
    "dist/leaflet.js": "leaflet.js",
    "dist/leaflet.css": "leaflet.css",
    "dist/images/layers.png": "layers.png",
    "dist/images/layers-2x.png": "layers-2x.png",
    "dist/images/marker-icon.png": "marker-icon.png",
    "dist/images/marker-icon-2x.png": "marker-icon-2x.png",
    "dist/images/marker-shadow.png": "marker-shadow.png",
    "LICENSE": "LICENSE-leaflet.txt",
}


def update(package: Path, target: Path = ASSETS) -> dict[str, object]:
    """Copy the files of an unpacked package, and return the manifest that was written.

    Raises
    ------
    FileNotFoundError
        The folder is no unpacked leaflet package; nothing is written then.
    ValueError
        It is another package.
    """
    described = json.loads((package / "package.json").read_text(encoding="utf-8"))
    if described["name"] != "leaflet":
        message = f"{package} holds the package {described['name']!r}, not 'leaflet'"
        raise ValueError(message)
    contents = {name: (package / source).read_bytes() for source, name in FILES.items()}
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    manifest: dict[str, object] = {
        "package": "leaflet",
        "version": described["version"],
        "licence": described["license"],
        "files": {
            name: {"source": source, "bytes": len(contents[name]), "sha256": hashlib.sha256(contents[name]).hexdigest()}
            for source, name in FILES.items()
        },
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package leaflet")
    manifest = update(parser.parse_args().package)
    print(f"leaflet {manifest['version']} in {ASSETS}")


if __name__ == "__main__":
    main()
