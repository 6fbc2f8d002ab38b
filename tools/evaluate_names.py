"""Measure how written names are matched, on the labelled spellings: precision, recall, and where the right one ranks.

Usage: python tools/evaluate_names.py [--half tune|held] [--errors] [--lists DIR]

``--lists DIR`` also measures against official lists of other years (``wilayah_2016.sql`` ...), which are no part of
the project: every village and district whose name has changed, looked up inside its district or regency.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from geo_coop.names import match_names
from geo_coop.names.fold import spaced, variants
from geo_coop.register import Register, load_register

SPELLINGS = Path(__file__).resolve().parents[1] / "tests" / "data" / "name_spellings.csv"
ACCEPTED = 95.0  # measured beside taking no similar name at all
_ROW = re.compile(r"\(\s*(['\"])([\d.]+)\1\s*,\s*(?:'((?:[^'\\]|''|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")")


@dataclass(frozen=True)
class Measured:
    """Counts of one half.

    Attributes
    ----------
    rows
        All labelled names; ``clear`` of them mean one region, ``unclear`` none or several.
    taken, right
        Names for which one region was taken, and those for which it was the right one.
    first, five
        Names with a region whose right region (or one of the several) is the first candidate, or among five.
    named
        Names that mean at least one region.
    errors
        What went wrong or was left open, in words.
    """

    rows: int
    clear: int
    unclear: int
    taken: int
    right: int
    first: int
    five: int
    named: int
    errors: list[str]

    @property
    def precision(self) -> float:
        """Return the share of regions taken that are right."""
        return self.right / self.taken if self.taken else 1.0

    @property
    def recall(self) -> float:
        """Return the share of names with one meaning for which that was taken."""
        return self.right / self.clear if self.clear else 1.0


def labelled(half: str | None = None) -> list[dict[str, str]]:
    """Return the labelled spellings of a half, or all."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if half is None or row["half"] == half]


def measure(rows: list[dict[str, str]], register: Register, accept_fuzzy: float | None = None) -> Measured:
    """Match every labelled name and compare."""
    found = match_names([row["written"] for row in rows], register, within=[row["within"] or None for row in rows],
                        accept_fuzzy=accept_fuzzy)  # fmt: skip
    count: Counter[str] = Counter()
    errors: list[str] = []
    for row, code, candidates in zip(rows, found["code"], found["candidates"], strict=True):
        wanted = [] if row["expected"] == "none" else row["expected"].removeprefix("ambiguous:").split("|")
        clear = len(wanted) == 1
        count["clear" if clear else "unclear"] += 1
        count["named"] += bool(wanted)
        codes = [candidate.code for candidate in candidates]
        count["first"] += bool(wanted) and codes[:1] != [] and codes[0] in wanted
        count["five"] += bool(set(codes[:5]) & set(wanted))
        what = f"{row['written']!r} in {row['within'] or '-'}: expected {row['expected']}"
        if code is not None:
            count["taken"] += 1
            count["right"] += clear and code == wanted[0]
            if not (clear and code == wanted[0]):
                errors.append(f"WRONG {what}, took {code}")
        elif wanted and codes[:1] != wanted[:1]:
            errors.append(f"open  {what}, shown {codes}")
    return Measured(len(rows), count["clear"], count["unclear"], count["taken"], count["right"], count["first"],
                    count["five"], count["named"], errors)  # fmt: skip


def changed_names(folder: Path, register: Register) -> dict[tuple[str, str], str]:
    """Return (code, older name) to today's name, for districts and villages whose name differs from today's."""
    known = dict(zip(register.regions.index, register.regions["name"], strict=True))
    changed: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("wilayah_20*.sql")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for _, code, single, double in _ROW.findall(text):
            name = (single or double).replace("''", "'").replace("\\'", "'")
            if len(code) >= len("65.03.05") and code in known and spaced(name) != spaced(known[code]):
                changed[code, name] = known[code]
    return changed


def collisions(register: Register) -> list[tuple[str, list[str]]]:
    """Return the names, by parent, that are different in the register and that spaces or short forms make equal."""
    regions = register.regions
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for code, name, parent in zip(regions.index, regions["name"], regions["parent"], strict=True):
        for form in {variant.replace(" ", "") for variant in variants(spaced(name))}:
            groups.setdefault((str(parent), form), {})[code] = name
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for (parent, _), members in groups.items():
        if len({spaced(name) for name in members.values()}) > 1:
            found[parent, tuple(f"{code} {name}" for code, name in sorted(members.items()))] = None
    return [(parent, list(names)) for parent, names in found]


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["tune", "held"])
    parser.add_argument("--errors", action="store_true", help="print what went wrong or was left open")
    parser.add_argument("--lists", type=Path, help="folder with lists of other years")
    parser.add_argument("--collisions", action="store_true", help="list names that rules make equal in one parent")
    options = parser.parse_args()
    register = load_register()
    print("| half or kind | names | clear | taken | right | precision | recall | first | among five |")
    print("|---" * 9 + "|")
    for half in [options.half] if options.half else ["tune", "held", None]:
        got = measure(labelled(half), register)
        print(line(half or "both", got))
        if options.errors and half:
            print("\n".join(got.errors))
        print(line(f"{half or 'both'}, similar from {ACCEPTED:g} on", measure(labelled(half), register, ACCEPTED)))
    for kind in dict.fromkeys(row["kind"] for row in labelled(options.half)):
        print(line(kind, measure([row for row in labelled(options.half) if row["kind"] == kind], register)))
    if options.collisions:
        for parent, names in collisions(register):
            print(f"{parent} {register.name(parent)}: {', '.join(names)}")
    if options.lists:
        measure_lists(options.lists, register, errors=options.errors)


def line(what: str, got: Measured) -> str:
    """Return one row of the table."""
    return (
        f"| {what} | {got.rows} | {got.clear} | {got.taken} | {got.right} | {got.precision:.4f} | {got.recall:.3f} | "
        f"{got.first / got.named:.3f} | {got.five / got.named:.3f} |"
    )


def measure_lists(folder: Path, register: Register, *, errors: bool) -> None:
    """Print how the changed names of other years are matched, in their district (or regency) and in their regency."""
    changed = changed_names(folder, register)
    truth = [code for code, _ in changed]
    for what, cut in (("district", 8), ("regency", 5)):
        inside = [code[:cut] if len(code) > cut else code.rpartition(".")[0] for code in truth]
        found = match_names([name for _, name in changed], register, within=inside)
        taken = int(found["code"].notna().sum())
        right = int((found["code"] == truth).sum())
        first = sum(bool(c) and c[0].code == t for c, t in zip(found["candidates"], truth, strict=True))
        five = sum(t in [c.code for c in shown] for shown, t in zip(found["candidates"], truth, strict=True))
        print(f"changed names in their {what}: {len(truth)}, taken {taken}, right {right}, first {first}, five {five}")
        asked = match_names([name for _, name in changed], register, within=inside, accept_fuzzy=ACCEPTED)
        similar = (asked["match"] == "similar") & asked["code"].notna()
        right = int((similar & (asked["code"] == truth)).sum())
        print(f"  similar ones from {ACCEPTED:g} on: taken {int(similar.sum())}, right {right}")
        if errors:
            for (code, name), got in zip(changed, found["code"], strict=True):
                if got is not None and got != code:
                    print(f"  {name!r} was {code} {changed[code, name]}, taken {got} {register.name(got)}")


if __name__ == "__main__":
    main()
