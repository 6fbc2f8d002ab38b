"""Time 10,000 written names, a tenth of them misspelt, against the whole register, and one by one in the plain way.

Usage: python benchmarks/names.py [--names 10000] [--sample 200]

The plain way is ``rapidfuzz.process.extractOne`` for each name over all names of the register; it runs over a sample
and is scaled up. Times are processor time, so that other work on the machine does not count. It ends with an error
where a name that is searched in its parent is taken for another region, or where one that is written right does not
bring its own region.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time

from rapidfuzz import fuzz, process

from geo_coop.names import find, match_names
from geo_coop.names.index import index_of
from geo_coop.register import load_register

SEED = 20250101
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one letter dropped, doubled, exchanged with the next, or replaced."""
    place = chance.randrange(1, max(2, len(name) - 1))
    return chance.choice([
        name[:place] + name[place + 1 :],
        name[:place] + name[place] + name[place:],
        name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
        name[:place] + chance.choice(LETTERS) + name[place + 1 :],
    ])  # fmt: skip


def main() -> None:
    """Run, and print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=200)
    options = parser.parse_args()
    chance = random.Random(SEED)  # noqa: S311  (misspellings, no secrets)
    register = load_register()
    rows = chance.sample(range(len(register.regions)), options.names)
    names = [str(register.regions["name"].iloc[row]) for row in rows]
    wrong = set(chance.sample(range(options.names), options.names // 10))
    written = [misspelt(name, chance) if place in wrong else name for place, name in enumerate(names)]
    codes = register.regions.index[rows].tolist()

    begun = time.process_time()
    find("Kukar", register)
    print(f"first find, tables made: {time.process_time() - begun:.3f} s")
    begun = time.process_time()
    find("Tetagass", register)
    print(f"first find of a misspelt name, tables made: {time.process_time() - begun:.3f} s")
    begun = time.process_time()
    find("Tetagis", register)
    print(f"find of a misspelt name: {time.process_time() - begun:.4f} s")
    index_of.cache_clear()
    begun = time.process_time()
    found = match_names(written, register)
    ours = time.process_time() - begun
    print(f"match_names, {options.names} names, tables made: {ours:.2f} s")
    index_of.cache_clear()
    within = [code.rpartition(".")[0] or None for code in codes]
    begun = time.process_time()
    inside = match_names(written, register, within=within)
    print(f"match_names, each in its parent: {time.process_time() - begun:.2f} s")
    places = sorted(wrong)
    mistaken = int((inside["code"].notna() & (inside["code"] != codes)).sum())
    shown = zip(inside["candidates"], codes, strict=True)
    missed = sum(
        code not in [each.code for each in seen] for place, (seen, code) in enumerate(shown) if place not in wrong
    )
    for what, frame in (("everywhere", found), ("in the parent", inside)):
        seen = frame["candidates"].iloc[places].tolist()
        first = sum(bool(c) and c[0].name == names[p] for c, p in zip(seen, places, strict=True))
        taken = frame["code"].notna()
        right = int((frame["code"] == codes).sum())
        print(f"{what}: taken {int(taken.sum())}, right {right}; misspelt, right name first: {first / len(places):.3f}")

    choices = [name.lower() for name in register.regions["name"].tolist()]
    sample = [written[place].lower() for place in chance.sample(range(options.names), options.sample)]
    begun = time.process_time()
    for name in sample:
        process.extractOne(name, choices, scorer=fuzz.ratio)
    plain = (time.process_time() - begun) * options.names / options.sample
    print(f"plain way, scaled from {options.sample} names: {plain:.0f} s, {plain / ours:.0f} times longer")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if mistaken or missed:
        sys.exit(f"in the parent: {mistaken} names taken for another region, {missed} written right without their own")


if __name__ == "__main__":
    main()
