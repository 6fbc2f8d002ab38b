"""From the rows of a planner's file to canonical codes: by code in its scheme, else by name within its parents.

Nothing is guessed: a number without a scheme is refused with its meanings, codes whose names say that they are of
another scheme are refused, and a name that is only similar is left to the user, with candidates and scores.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_coop.boundaries.adapters.common import clean_name
from geo_coop.codes import dot, level_of
from geo_coop.errors import GeoCoopError, InputError, NotFoundError, Problem
from geo_coop.names import Answer, Candidate, answer
from geo_coop.schema import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from geo_coop.boundaries.adapters.schemas import Reading
    from geo_coop.register import Register

    Values = npt.NDArray[np.object_]

MATCH_COLUMNS: Final = ("code", "match", "score", "reason", "candidates", "name", "written", "parents")
OTHER_SCHEME: Final[Mapping[str, str]] = {"kemendagri": "bps", "bps": "kemendagri"}
_KEMENDAGRI: Final = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_WHOLE: Final = re.compile(r"(\d{4,10})\.0+")
_LOST: Final = re.compile(r"[\d.]+")
_KEMENDAGRI_LENGTHS: Final = (2, 4, 6, 10)
_BPS_LENGTHS: Final = (2, 4, 7, 10)
_KIND: Final = re.compile(
    r"^(kabupaten|kab\.?|kota madya|kotamadya|kota|provinsi|prov\.?|propinsi|kecamatan|kec\.?|kelurahan|kel\.?|desa|"
    r"district of|negeri|daerah)\s+(?=\S)",
    re.IGNORECASE,
)
_KIND_VALUES: Final = {"kota": "Kota", "kotamadya": "Kota", "city": "Kota", "kabupaten": "Kabupaten",
                       "regency": "Kabupaten", "desa": "Desa", "kelurahan": "Kelurahan"}  # fmt: skip
_SHOWN_CANDIDATES: Final = 5


@dataclass(slots=True)
class Outcome:
    """What became of one written code or name.

    Attributes
    ----------
    code
        Canonical code, or None.
    match, score
        How it was found (``code``, ``exact``, ``alias``, ``similar``; empty where not), 0-100.
    reason
        Why it was not found, or what is to be known about how it was.
    candidates
        What it may mean, as text.
    """

    code: str | None = None
    match: str = ""
    score: float = float("nan")
    reason: str = ""
    candidates: str = ""


@dataclass(slots=True)
class Matched:
    """The rows of a file with their codes.

    Attributes
    ----------
    rows
        One row for each of the file, in its order, with `MATCH_COLUMNS`.
    problems
        What makes the file unusable as it is.
    notes
        What to know.
    differing
        Rows whose name in the file is another than the register's: row (counted from 1), code, name, listed.
    """

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differing: list[tuple[int, str, str, str]] = field(default_factory=list)


def match_rows(
    reading: Reading,
    values: Mapping[str, Values],
    rows: int,
    register: Register,
    *,
    file: str,
    accept_fuzzy: float | None = None,
    insist: bool = False,
) -> Matched:
    """Find the canonical code of each row.

    Parameters
    ----------
    reading
        Which columns hold what.
    values
        Those columns.
    rows
        How many rows there are.
    register
        From `geo_coop.register.load_register`.
    file
        How to call the file in messages.
    accept_fuzzy
        Lowest score with which a similar name is taken; None takes none.
    insist
        The scheme was given by the user: names that contradict it are noted, not refused.

    Returns
    -------
    Matched
        Every row of the file, with or without a code.
    """
    names = _names(reading, values, rows)
    parents = _parent_names(reading, values)
    table = pd.DataFrame({column: np.full(rows, "", dtype=object) for column in MATCH_COLUMNS})
    table["code"] = None
    table["score"] = np.full(rows, np.nan)
    table["name"] = names
    shown = [column for level, column in parents.items() if level != "country"]
    table["parents"] = [
        ", ".join(dict.fromkeys(text for text in above if text)) for above in zip(*reversed(shown), strict=True)
    ] if shown else ""  # fmt: skip
    matched = Matched(table)
    if reading.code is not None:
        _by_code(reading, values, register, file, matched)
        if not matched.problems and reading.name is not None:
            _compare_names(reading, values, register, file, matched, insist=insist)
    if not matched.problems and reading.name is not None:
        _by_name(reading, values, parents, register, matched, accept_fuzzy)
    return matched


def simple_key(name: str) -> str:
    """Return a name for plain comparison: no kind word, case, accent, blank or punctuation.

    Examples
    --------
    >>> simple_key("Kab. Kutai Kartanegara") == simple_key("KUTAI-KARTANEGARA")
    True
    """
    text = unicodedata.normalize("NFKD", _KIND.sub("", name.strip())).casefold()
    return "".join(char for char in text if char.isalnum())


def _names(reading: Reading, values: Mapping[str, Values], rows: int) -> list[str]:
    if reading.name is None:
        return [""] * rows
    same: dict[object, str] = {}
    for value in values[reading.name].tolist():
        if value not in same:
            same[value] = clean_name(str(value)) if value is not None else ""
    return [same[value] for value in values[reading.name].tolist()]


def _parent_names(reading: Reading, values: Mapping[str, Values]) -> dict[Level, list[str]]:
    found: dict[Level, list[str]] = {}
    for level, column in reading.parents.items():
        texts = [clean_name(str(value)) if value is not None else "" for value in values[column].tolist()]
        found[level] = texts
    return found


# Codes


def _by_code(reading: Reading, values: Mapping[str, Values], register: Register, file: str, matched: Matched) -> None:
    column = str(reading.code)
    written = values[column]
    above = values[reading.parents["province"]] if reading.scheme == "dosm" and "province" in reading.parents else None
    read = _reader(reading, register)
    known: dict[tuple[object, object], Outcome | Problem] = {}
    codes, matches, scores, reasons = [], [], [], []
    for place, value in enumerate(written.tolist()):
        parent = above[place] if above is not None else None
        key = (value, parent) if not isinstance(value, float) or value == value else (None, parent)  # noqa: PLR0124 - NaN
        if key not in known:
            known[key] = _outcome_of(key[0], parent, read, column)
        outcome = known[key]
        if isinstance(outcome, Problem):
            what = f"row {place + 1}: {outcome.what}"
            matched.problems.append(Problem(what, outcome.remedy, file))
            outcome = Outcome(reason=outcome.what)
        codes.append(outcome.code)
        matches.append(outcome.match)
        scores.append(outcome.score)
        reasons.append(outcome.reason)
    matched.rows["code"] = pd.Series(codes, dtype=object)
    matched.rows["match"] = matches
    matched.rows["score"] = scores
    matched.rows["reason"] = reasons
    matched.rows["written"] = [str(value) if value is not None else "" for value in written.tolist()]
    if any(problem.remedy == _NO_SCHEME for problem in matched.problems):
        matched.problems = [_no_scheme(reading, written, register, matched, file)]
    mended = sum(isinstance(value, float) and value == value for value in written.tolist())  # noqa: PLR0124 - NaN
    if mended and not matched.problems:
        matched.notes.append(f"column {column} holds numbers; read as codes without a decimal point")


_NO_SCHEME: Final = "give --scheme"


def _outcome_of(
    value: object, parent: object, read: Callable[[str, object], Outcome | Problem], column: str
) -> Outcome | Problem:
    text = _text_of(value, column)
    if text is None:
        return Outcome(reason=f"no code in column {column}")
    return text if isinstance(text, Problem) else read(text, parent)


def _text_of(value: object, column: str) -> str | Problem | None:
    """Return a code as text, None where there is none, or what is wrong with the value."""
    if value is None or isinstance(value, bool):
        return None if value is None else Problem(f"{column} is {value!r}, no code", "check --code-column")
    if isinstance(value, float):
        if value.is_integer() and len(str(int(value))) in {*_KEMENDAGRI_LENGTHS, *_BPS_LENGTHS}:
            return str(int(value))
        return Problem(f"{column} is the number {value!r}: codes read as numbers lose zeros, 61.10 becomes 61.1",
                       "export the column as text")  # fmt: skip
    text = str(value).strip().strip("\u00a0")
    if not text:
        return None
    if re.search(r"\s", text):
        return Problem(f"{column} is {text[:40]!r}, with a blank inside", "write the code without blanks")
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def _reader(reading: Reading, register: Register) -> Callable[[str, object], Outcome | Problem]:
    """Return the function that reads a code in the scheme of a file."""
    column = str(reading.code)
    if reading.scheme == "dosm":
        return lambda text, parent: _read_dosm(text, parent, column, register)
    if reading.scheme == "kemendagri":
        return lambda text, _: _read_kemendagri(text, column, register)
    if reading.scheme in {"bps", "pcode"}:
        scheme = str(reading.scheme)
        return lambda text, _: _read_bps(text, column, scheme, register)
    prefix = "iso:" if reading.scheme == "iso" else ""
    return lambda text, _: _read_written(text, prefix, column, register)


def _read_kemendagri(text: str, column: str, register: Register) -> Outcome | Problem:
    value = dot(text) if text.isdecimal() and text.isascii() else text
    if text.isdecimal() and len(text) not in _KEMENDAGRI_LENGTHS:
        what = f"{column} {text[:40]!r} has {len(text)} digits; Kemendagri codes have 2, 4, 6 or 10"
        return Problem(what, "a zero may be lost: export the column as text; or give the right --scheme")
    if not _KEMENDAGRI.fullmatch(value):
        if _LOST.fullmatch(text):
            return Problem(f"{column} {text[:40]!r} has lost a zero, as when codes are read as numbers",
                           "export the column as text, so that 61.10 stays 61.10")  # fmt: skip
        return Problem(f"{column} {text[:40]!r} is no Kemendagri code", "expected one like 65.03 or 6503; "
                       "give the right --scheme or --code-column")  # fmt: skip
    return _listed(value, register)


def _read_bps(text: str, column: str, scheme: str, register: Register) -> Outcome | Problem:
    number = text
    if scheme == "pcode":
        if re.fullmatch(r"(?!ID)[A-Z]{2}[A-Z0-9]*", text.upper()):
            return Outcome(reason=f"p-code {text[:40]} is not of Indonesia")
        number = text.upper().removeprefix("ID")
        if number == text.upper():
            return Problem(f"{column} {text[:40]!r} is no p-code", "expected one like ID6504; give the right --scheme")
    if not (number.isdecimal() and number.isascii()) or len(number) not in _BPS_LENGTHS:
        what = f"{column} {text[:40]!r} is no {'p-code' if scheme == 'pcode' else 'BPS code'}"
        return Problem(what, "expected 2, 4, 7 or 10 digits; dotted codes are Kemendagri's: give the right --scheme")
    try:
        return Outcome(register.from_scheme("bps", number), "code", 100.0)
    except NotFoundError:
        return Outcome(reason=f"the register knows no {scheme}:{text}")


def _read_dosm(text: str, parent: object, column: str, register: Register) -> Outcome | Problem:
    state = _text_of(parent, "code_state") if parent is not None else text
    state = state if isinstance(state, str) else ""
    parts = [part.zfill(2) for part in ([state, text] if parent is not None else [text])]
    if not all(part.isdecimal() and part.isascii() and len(part) == 2 and part != "00" for part in parts):  # noqa: PLR2004
        what = f"{column} {text[:40]!r} of state {state[:40]!r} is no DOSM number"
        return Problem(what, "expected whole numbers from 1 to 99")
    code = f"MY-{'.'.join(parts)}"
    return Outcome(code, "code", 100.0) if code in register else Outcome(reason=f"{code} is not in the register")


def _read_written(text: str, prefix: str, column: str, register: Register) -> Outcome | Problem:
    if prefix and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", text):
        return Outcome(reason=f"{text[:40]} is no code of ISO 3166-2")
    try:
        code = register.resolve_code(prefix + text)
    except InputError as error:
        return Problem(f"{column}: {error.problems[0].what}", error.problems[0].remedy or "give the right --scheme")
    except GeoCoopError as error:
        # Another country's code, or one of another year, is no fault of the file; a bare number is.
        if text.isdecimal():
            return Problem(f"{column}: {error}", _NO_SCHEME)
        return Outcome(reason=f"{text[:40]} is not in the register")
    return Outcome(code, "code", 100.0)


def _listed(code: str, register: Register) -> Outcome:
    if code in register:
        return Outcome(code, "code", 100.0)
    return Outcome(reason=f"{code} is not in the {register.release} list")


def _no_scheme(reading: Reading, written: Values, register: Register, matched: Matched, file: str) -> Problem:
    """Return the one problem of a column of bare numbers: both meanings, and how many names agree with each."""
    column = str(reading.code)
    first = next(problem for problem in matched.problems if problem.remedy == _NO_SCHEME)
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
    read = _reader(replace(reading, scheme=scheme), register)
    found: list[str | None] = []
    for value in written.tolist():
        text = _text_of(value, "")
        digits = text.replace(".", "").removeprefix("ID") if isinstance(text, str) else ""
        outcome = read(digits, None) if digits else None
        found.append(outcome.code if isinstance(outcome, Outcome) else None)
    return found


def _same_name(code: str, name: str, register: Register) -> bool:
    return bool(name) and simple_key(name) == simple_key(str(register.regions.at[code, "name"]))


def _compare_names(
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
    explained = [
        place
        for place, code in zip(differing, turned, strict=False)
        if code is not None and _same_name(code, names[place], register)
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


# Names


@dataclass(slots=True)
class _Names:
    """Finds names within parents; the children of each parent are indexed once."""

    register: Register
    accept_fuzzy: float | None
    children: dict[tuple[str, Level], dict[str, list[str]]] = field(default_factory=dict)

    def find(self, name: str, kind: str, within: str | None, level: Level) -> Outcome:
        """Return what a name means on a level, within a region."""
        if not name:
            return Outcome(reason="no name")
        plain = self._children(within, level).get(simple_key(name), [])
        if len(plain) == 1:
            return Outcome(plain[0], "exact", 100.0)
        said = self._ask(name, within, level)
        word = _KIND_VALUES.get(kind.strip().lower(), "")
        if said.code is None and word:
            narrowed = self._ask(f"{word} {name}", within, level)
            said = narrowed if narrowed.code is not None else said
        shown = _shown(said.candidates)
        taken = next((candidate for candidate in said.candidates if candidate.code == said.code), None)
        if taken is not None and taken.match != "similar":
            return Outcome(taken.code, taken.match, taken.score, candidates=shown)
        best = said.candidates[0] if said.candidates else None
        alone = len(said.candidates) == 1 or (best is not None and said.candidates[1].score < best.score)
        fuzzy = best is not None and best.match == "similar" and alone and self.accept_fuzzy is not None
        if best is not None and fuzzy and best.score >= (self.accept_fuzzy or 0.0):
            reason = f"similar name taken: {name!r} for {best.name!r}"
            return Outcome(best.code, "similar", best.score, reason, shown)
        place = f" in {within} {self.register.name(within)}" if within else ""
        if best is None:
            return Outcome(reason=f"{name!r} is like no {level}{place}")
        what = "is spelt like no" if best.match == "similar" else "means no one"
        return Outcome(reason=f"{name!r} {what} {level}{place}", candidates=shown)

    def _ask(self, name: str, within: str | None, level: Level) -> Answer:
        try:
            return answer(name, self.register, within=within, level=level)
        except GeoCoopError as error:
            # A name that looks like a code, and is none.
            return Answer([], None, str(error))

    def _children(self, within: str | None, level: Level) -> dict[str, list[str]]:
        key = (within or "", level)
        if key not in self.children:
            table = self.register.regions if within is None else self.register.within(within)
            table = table[(table["level"] == level).to_numpy()]
            found: dict[str, list[str]] = {}
            for code, name in zip(table.index.tolist(), table["name"].tolist(), strict=True):
                found.setdefault(simple_key(name), []).append(code)
            self.children[key] = found
        return self.children[key]


def _shown(candidates: Sequence[Candidate]) -> str:
    return "; ".join(f"{c.code} {c.name} ({c.match} {c.score:.0f})" for c in candidates[:_SHOWN_CANDIDATES])


def _by_name(
    reading: Reading,
    values: Mapping[str, Values],
    parents: Mapping[Level, list[str]],
    register: Register,
    matched: Matched,
    accept_fuzzy: float | None,
) -> None:
    """Find the rows without a code by name, level by level from the province down."""
    table = matched.rows
    pending = [place for place, code in enumerate(table["code"].tolist()) if code is None]
    if not pending:
        return
    finder = _Names(register, accept_fuzzy)
    uppers = [level for level in LEVELS[1:] if level in parents and reading.scheme != "dosm"]
    kinds = values[reading.kind].tolist() if reading.kind else None
    levels = _row_levels(reading, values, len(table))
    known: dict[tuple[object, ...], Outcome] = {}
    columns = {name: table[name].tolist() for name in ("code", "match", "score", "reason", "candidates", "name")}
    for place in pending:
        level = levels[place]
        if level is None:
            columns["reason"][place] = columns["reason"][place] or "no level that is known"
            continue
        path = tuple((upper, parents[upper][place]) for upper in uppers if LEVELS.index(upper) < LEVELS.index(level))
        kind = str(kinds[place] or "") if kinds else ""
        key = (path, level, columns["name"][place], kind)
        if key not in known:
            known[key] = _within_parents(finder, path, level, columns["name"][place], kind, known)
        outcome = known[key]
        before = columns["reason"][place]
        columns["code"][place] = outcome.code
        columns["match"][place] = outcome.match
        columns["score"][place] = outcome.score
        columns["candidates"][place] = outcome.candidates
        columns["reason"][place] = "; ".join(text for text in (before, outcome.reason) if text)
    for name, column in columns.items():
        table[name] = pd.Series(column, dtype=float if name == "score" else object, index=table.index)


def _within_parents(
    finder: _Names,
    path: tuple[tuple[Level, str], ...],
    level: Level,
    name: str,
    kind: str,
    known: dict[tuple[object, ...], Outcome],
) -> Outcome:
    """Find a name below its parents; a parent that is not found leaves the row unmatched, with candidates."""
    within: str | None = None
    weakest, lowest, reasons = "", 100.0, []
    for end, (upper, written) in enumerate(path, start=1):
        if not written:
            continue
        key = (path[:end], "parent")
        if key not in known:
            known[key] = finder.find(written, "", within, upper)
        parent = known[key]
        if parent.code is None:
            below = finder.find(name, kind, within, level)
            candidates = below.candidates
            if below.code is not None and not candidates:
                candidates = f"{below.code} {finder.register.name(below.code)} ({below.match} {below.score:.0f})"
            also = f" (its candidates: {parent.candidates})" if parent.candidates else ""
            return Outcome(reason=f"its {upper} {parent.reason}{also}", candidates=candidates)
        within = parent.code
        if parent.match == "similar":
            weakest, lowest = "similar", min(lowest, parent.score)
            reasons.append(f"its {upper}: {parent.reason}")
    found = finder.find(name, kind, within, level)
    if found.code is None or not weakest:
        return found
    reason = "; ".join(text for text in (*reasons, found.reason) if text)
    return Outcome(found.code, weakest, min(found.score, lowest), reason, found.candidates)


def _row_levels(reading: Reading, values: Mapping[str, Values], rows: int) -> list[Level | None]:
    if reading.row_level is None:
        return [reading.level] * rows
    column, levels = reading.row_level
    return [levels.get(word) for word in level_words(values[column])]


def level_words(values: Values) -> list[str]:
    """Return the values of a column of levels as words: 4, 4.0 and "4" are the same."""
    return [
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        for value in values.tolist()
    ]


def check_levels(
    reading: Reading, values: Mapping[str, Values], matched: Matched, *, wanted: Level | None, file: str
) -> Level | None:
    """Return the one level of the rows; rows of another level lose their code where ``wanted`` says which to take.

    Problems are added to ``matched.problems``: a file that mixes levels, with counts.
    """
    codes = matched.rows["code"].tolist()
    given = _row_levels(reading, values, len(codes)) if reading.row_level else [None] * len(codes)
    levels = [own or (level_of(code) if code else None) for own, code in zip(given, codes, strict=True)]
    levels = [level_of(code) if code else own for own, code in zip(levels, codes, strict=True)]
    counts = Counter(level for level in levels if level is not None)
    expected = wanted or (reading.level if reading.row_level is None else None)
    if expected is None and len(counts) == 1:
        expected = next(iter(counts))
    if not counts or (expected is not None and set(counts) == {expected}):
        return expected or reading.level
    if wanted is not None:
        strange = [place for place, level in enumerate(levels) if level is not None and level != wanted]
        for place in strange:
            matched.rows.loc[place, ["code", "match", "score"]] = [None, "", np.nan]
            matched.rows.loc[place, "reason"] = f"of the level {levels[place]}, not {wanted}"
        matched.notes.append(f"{len(strange)} rows of another level than {wanted} are in the unmatched table")
        return wanted
    shown = ", ".join(f"{counts[level]} {level}" for level in LEVELS if level in counts)
    said = f", where its columns say {expected}" if expected is not None and expected not in counts else ""
    problem = Problem(f"mixes levels: {shown}{said}", "take one with --level; the other rows go to the unmatched table",
                      file)  # fmt: skip
    matched.problems.append(problem)
    return None
