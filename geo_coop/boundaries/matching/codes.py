"""Finding rows by their codes, and comparing the names beside the codes with the register's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_coop.boundaries.matching.outcome import MOST_REMEMBERED, Matched, Outcome, simple_key
from geo_coop.boundaries.matching.schemes import NO_SCHEME, outcome_of, reader_of, text_of
from geo_coop.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_coop.boundaries.adapters.reading import Reading
    from geo_coop.boundaries.matching.outcome import Values
    from geo_coop.register import Register

OTHER_SCHEME: Final[Mapping[str, str]] = {"kemendagri": "bps", "bps": "kemendagri"}


def by_code(reading: Reading, values: Mapping[str, Values], register: Register, file: str, matched: Matched) -> None:
    """Find the rows by their codes."""
    column = str(reading.code)
    written = values[column]
    above = values[reading.parents["province"]] if reading.scheme == "dosm" and "province" in reading.parents else None
    read = reader_of(reading, register)
    known: dict[tuple[object, object], Outcome | Problem] = {}
    codes, matches, scores, reasons = [], [], [], []
    for place, value in enumerate(written.tolist()):
        parent = above[place] if above is not None else None
        key = (value, parent) if not isinstance(value, float) or value == value else (None, parent)  # noqa: PLR0124 - NaN
        outcome = known.get(key) or outcome_of(key[0], parent, read, column)
        if len(known) < MOST_REMEMBERED:
            known[key] = outcome
        if isinstance(outcome, Problem):
            what = f"row {place + 1}: {outcome.what}"
            matched.problems.append(Problem(what, outcome.remedy, file))
            outcome = Outcome(reason=outcome.what)
        codes.append(outcome.code)
        matches.append(outcome.match)
        scores.append(outcome.score)
        reasons.append(outcome.reason)
    matched.rows["code"] = pd.Series(codes, dtype=object)
    matched.rows["match"] = pd.Series(matches, dtype=object)
    matched.rows["score"] = scores
    matched.rows["reason"] = pd.Series(reasons, dtype=object)
    texts = [str(value) if value is not None else "" for value in written.tolist()]
    matched.rows["written"] = pd.Series(texts, dtype=object)
    if any(problem.remedy == NO_SCHEME for problem in matched.problems):
        matched.problems = [_no_scheme(reading, written, register, matched, file)]
    mended = sum(isinstance(value, float) and value == value for value in written.tolist())  # noqa: PLR0124 - NaN
    if mended and not matched.problems:
        matched.notes.append(f"column {column} holds numbers; read as codes without a decimal point")


def _no_scheme(reading: Reading, written: Values, register: Register, matched: Matched, file: str) -> Problem:
    """Return the one problem of a column of bare numbers: both meanings, and how many names agree with each."""
    column = str(reading.code)
    first = next(problem for problem in matched.problems if problem.remedy == NO_SCHEME)
    shown = first.what.partition(": ")[2]
    what = f"{column} holds numbers without a scheme, and the schemes clash: {shown}"
    if reading.name is not None:
        agree = []
        for scheme in OTHER_SCHEME:
            codes = _in_scheme(written, scheme, reading, register)
            same = sum(
                code is not None and _same_name(code, name, register)
                for code, name in zip(codes, matched.rows["name"].tolist(), strict=True)
            )
            agree.append(f"{same} of {len(written)} names agree with {scheme}")
        what += f". {', '.join(agree)}"
    return Problem(what, "say which: --scheme kemendagri or --scheme bps", file)


def _in_scheme(written: Values, scheme: str, reading: Reading, register: Register) -> list[str | None]:
    read = reader_of(replace(reading, scheme=scheme), register)
    found: list[str | None] = []
    for value in written.tolist():
        text = text_of(value, "")
        digits = text.replace(".", "").removeprefix("ID") if isinstance(text, str) else ""
        outcome = read(digits, None) if digits else None
        found.append(outcome.code if isinstance(outcome, Outcome) else None)
    return found


def _same_name(code: str, name: str, register: Register) -> bool:
    return bool(name) and simple_key(name) == simple_key(str(register.regions.at[code, "name"]))


def compare_names(
    reading: Reading, values: Mapping[str, Values], register: Register, file: str, matched: Matched, *, insist: bool
) -> None:
    """Compare the names of a file with those of its codes; names that fit the other scheme refuse the file."""
    codes, names = matched.rows["code"].tolist(), matched.rows["name"].tolist()
    listed = register.regions["name"]
    differing = [
        place
        for place, (code, name) in enumerate(zip(codes, names, strict=True))
        if code is not None and name and not _same_name(code, name, register)
    ]
    if not differing:
        return
    written = values[str(reading.code)]
    other = OTHER_SCHEME.get(str(reading.scheme), "kemendagri" if reading.scheme == "pcode" else "")
    turned = _in_scheme(written[differing], other, reading, register) if other else []
    # A code that stands twice, once with its own name, is a code doubled by mistake and of no other scheme.
    other_rows = set(range(len(codes))).difference(differing)
    right = {codes[place] for place in other_rows if names[place]}
    explained = [
        place
        for place, code in zip(differing, turned, strict=False)
        if code is not None and codes[place] not in right and _same_name(code, names[place], register)
    ]
    if explained and 2 * len(explained) >= len(differing) and not insist:
        place = explained[0]
        what = (
            f"row {place + 1}: code {written[place]} is {listed[codes[place]]} in the scheme {reading.scheme}, but the "
            f"file says {names[place]}; {len(explained)} such rows fit the scheme {other}"
        )
        remedy = f"give --scheme {other}, or --scheme {reading.scheme} to insist"
        matched.problems.append(Problem(what, remedy, file))
        return
    matched.differing = [(place + 1, codes[place], names[place], str(listed[codes[place]])) for place in differing]
    first = matched.differing[0]
    matched.notes.append(
        f"{len(differing)} names differ from the register's, such as row {first[0]}: {first[1]} {first[2]!r}, listed "
        f"as {first[3]!r}; the code was taken"
    )
